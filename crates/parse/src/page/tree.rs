//! A page as a tree, built leniently in one linear pass.
//!
//! The rules are those of HTML's tree construction that matter for reading text: implied end tags, void elements, tables as
//! boundaries. Left out is what would make time or memory grow faster than the page (active formatting elements, foster
//! parenting): a page made of nested elements takes browsers' parsers quadratic time.

use super::tag::Tag;
use crate::markup::{Token, Tokens};

/// Deeper elements become siblings, as in browsers.
pub(crate) const DEPTH_MAX: usize = 512;

/// What comes after so many elements and texts is left out. Real pages have some 10,000.
pub(crate) const NODES_MAX: usize = 500_000;

/// A node's place in the tree: nodes are numbered in document order.
pub(super) type Id = usize;

/// An element or a text, with its character references still in it.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) parent: Id,
    /// One past the last node inside.
    pub(super) end: Id,
    /// `None` for a text.
    pub(super) tag: Option<Tag>,
    /// Of an element its name as written.
    pub(super) name: &'a str,
    /// Of an element its attributes, of a text the text, as written.
    pub(super) text: &'a str,
}

/// The nodes in document order; the first is the root, which stands for the page. The nodes inside a node follow it, up
/// to its `end`.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Builds the tree of `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let mut builder = Builder::new();
        for token in Tokens::of(text) {
            if builder.nodes.len() >= NODES_MAX {
                break;
            }
            match token {
                Token::Text(text) | Token::RawText(text) => builder.text(text),
                Token::Start { name, attributes, closed } => builder.start(name, attributes, closed),
                Token::End(name) => builder.end(Tag::named(name)),
            }
        }
        builder.close(0);
        Tree { nodes: builder.nodes }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn tag(&self, id: Id) -> Option<Tag> {
        self.nodes.get(id)?.tag
    }

    pub(super) fn end(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id + 1, |node| node.end)
    }

    pub(super) fn parent(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(0, |node| node.parent)
    }

    /// The attributes of an element, as written.
    pub(super) fn attributes(&self, id: Id) -> &'a str {
        self.nodes.get(id).filter(|node| node.tag.is_some()).map_or("", |node| node.text)
    }

    /// The nodes right below `id`.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        let end = self.end(id);
        let first = Some(id + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| Some(self.end(*child)).filter(|next| *next < end))
    }

    /// The first text right inside the element `id`: all of it, where the element holds raw text.
    pub(super) fn raw_text(&self, id: Id) -> &'a str {
        let first = self.nodes.get(id + 1).filter(|node| node.tag.is_none() && node.parent == id);
        first.map_or("", |node| node.text)
    }

    /// The innermost block element around `id`, or the root.
    pub(super) fn holder(&self, id: Id) -> Id {
        self.around(id).find(|id| self.tag(*id).is_some_and(Tag::is_block)).unwrap_or(0)
    }

    /// The elements around `id`, from the inside out, without the root.
    pub(super) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(self.parent(id)), |id| Some(self.parent(*id))).take_while(|id| *id != 0)
    }
}

struct Builder<'a> {
    nodes: Vec<Node<'a>>,
    /// The elements that are open, outermost first.
    open: Vec<(Id, Tag)>,
    /// How many of each kind are open, so that most searches need not be made.
    counts: [u16; Tag::COUNT],
}

impl<'a> Builder<'a> {
    fn new() -> Self {
        let root = Node { parent: 0, end: 0, tag: Some(Tag::Html), name: "html", text: "" };
        Builder { nodes: vec![root], open: vec![(0, Tag::Html)], counts: [0; Tag::COUNT] }
    }

    fn parent(&self) -> Id {
        self.open.last().map_or(0, |(id, _)| *id)
    }

    fn push(&mut self, tag: Option<Tag>, name: &'a str, text: &'a str) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node { parent: self.parent(), end: id + 1, tag, name, text });
        id
    }

    fn text(&mut self, text: &'a str) {
        if !text.is_empty() {
            self.push(None, "", text);
        }
    }

    fn start(&mut self, name: &'a str, attributes: &'a str, closed: bool) {
        let tag = Tag::named(name);
        self.imply_ends(tag);
        let id = self.push(Some(tag), name, attributes);
        // In HTML `<div/>` is a start tag; only foreign elements may close themselves.
        let closes_itself =
            closed && matches!(tag, Tag::Other | Tag::Svg | Tag::Math | Tag::Iframe | Tag::Script);
        if !tag.is_void() && !closes_itself && self.open.len() < DEPTH_MAX {
            self.open.push((id, tag));
            self.counts[tag as usize] += 1;
        }
    }

    /// Closes the elements that the start of `tag` ends without saying so.
    fn imply_ends(&mut self, tag: Tag) {
        match tag {
            Tag::Li => self.imply(&[Tag::Li], |open| matches!(open, Tag::Ul | Tag::Ol) || open.is_boundary()),
            Tag::Dd | Tag::Dt => {
                self.imply(&[Tag::Dd, Tag::Dt], |open| open == Tag::Dl || open.is_boundary())
            }
            Tag::Option => self.imply(&[Tag::Option], |open| open == Tag::Select),
            Tag::Td | Tag::Th => self.imply(&[Tag::Td, Tag::Th], |open| matches!(open, Tag::Tr | Tag::Table)),
            Tag::Tr => self.imply(&[Tag::Tr], |open| open == Tag::Table),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.imply(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], |open| open == Tag::Table);
            }
            Tag::A => self.imply(&[Tag::A], |open| open.is_block() || open.is_boundary()),
            _ => {}
        }
        let innermost = self.open.last().map(|(_, open)| *open);
        let ends_head = innermost == Some(Tag::Head) && !tag.is_of_head();
        let ends_heading = tag.is_heading() && innermost.is_some_and(Tag::is_heading);
        if ends_head || ends_heading {
            self.close(self.open.len() - 1);
        }
        if tag.ends_paragraph() {
            self.imply(&[Tag::P], |open| open.is_boundary() || matches!(open, Tag::Button | Tag::Object));
        }
    }

    /// Closes the innermost of the elements `ended`, unless a limit is further in.
    fn imply(&mut self, ended: &[Tag], limit: impl Fn(Tag) -> bool) {
        if let Some(at) = self.find(ended, limit) {
            self.close(at);
        }
    }

    /// The place of the innermost open element that is wanted, unless a limit is further in.
    fn find(&self, wanted: &[Tag], limit: impl Fn(Tag) -> bool) -> Option<usize> {
        if wanted.iter().all(|tag| self.counts[*tag as usize] == 0) {
            return None;
        }
        let is_found = |open: Tag| wanted.contains(&open);
        let (at, (_, tag)) =
            self.open.iter().enumerate().rev().find(|(_, (_, open))| is_found(*open) || limit(*open))?;
        Some(at).filter(|at| *at > 0 && is_found(*tag))
    }

    fn end(&mut self, tag: Tag) {
        let found = match tag {
            // What follows belongs to the page all the same.
            Tag::Html | Tag::Body => None,
            Tag::Table => self.find(&[tag], |_| false),
            tag if tag.is_table_part() => self.find(&[tag], |open| open == Tag::Table),
            // What only changes how text looks does not close the blocks inside it.
            Tag::A | Tag::Inline | Tag::Span | Tag::Other => {
                self.find(&[tag], |open| open.is_block() || open.is_boundary())
            }
            tag if tag.is_heading() => self.find(&Tag::HEADINGS, Tag::is_boundary),
            tag => self.find(&[tag], Tag::is_boundary),
        };
        if let Some(at) = found {
            self.close(at);
        }
    }

    /// Closes the open elements from the place `at` on.
    fn close(&mut self, at: usize) {
        let end = self.nodes.len();
        for (id, tag) in self.open.drain(at..) {
            self.counts[tag as usize] = self.counts[tag as usize].saturating_sub(1);
            self.nodes[id].end = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree in a short notation: `div(p("a") p("b"))`.
    fn notation(tree: &Tree<'_>, id: Id) -> String {
        let node = &tree.nodes[id];
        let Some(tag) = node.tag else { return format!("{:?}", node.text) };
        let inside: Vec<String> = tree.children(id).map(|child| notation(tree, child)).collect();
        format!("{}({})", format!("{tag:?}").to_lowercase(), inside.join(" "))
    }

    fn check(text: &str, want: &str) {
        let tree = Tree::of(text);
        let got: Vec<String> = tree.children(0).map(|child| notation(&tree, child)).collect();
        assert_eq!(got.join(" "), want, "of {text:?}");
    }

    #[test]
    fn builds_what_browsers_build() {
        check("<div><p>a<p>b</div>c", r#"div(p("a") p("b")) "c""#);
        check("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", r#"ul(li("a") li("b" ul(li("c"))) li("d"))"#);
        check("<p>a<br>b<img src=x>c", r#"p("a" br() "b" img() "c")"#);
        check(
            "<table><tr><td>a<td><p>b</div><tr><td>c</table>d",
            r#"table(tr(td("a") td(p("b"))) tr(td("c"))) "d""#,
        );
        check("<p>a<div>b</div>c</p>d", r#"p("a") div("b") "c" "d""#);
        check("<a>x<a>y</a>", r#"a("x") a("y")"#);
        check("</div></p>a", r#""a""#);
        check("<h1>a<h2>b</h2>", r#"h1("a") h2("b")"#);
        check("<p><b>a<div>b</b>c</div>", r#"p(inline("a")) div("b" "c")"#);
        check("<script>a<b</script>c", r#"script("a<b") "c""#);
        check("<a name=x><div>a<a>b</a></div>", r#"a(div("a" a("b")))"#);
        check("<head><title>x</title><p>a", r#"head(title("x")) p("a")"#);
        check("<body>a</body>b", r#"body("a" "b")"#);
    }

    #[test]
    fn is_bounded_in_depth_and_size() {
        let deep = "<div>".repeat(100_000) + "text";
        let tree = Tree::of(&deep);
        assert_eq!(tree.len(), 100_002);
        assert_eq!(tree.around(100_001).count(), DEPTH_MAX - 1);
        assert_eq!(Tree::of(&"<i>x".repeat(NODES_MAX)).len(), NODES_MAX);
    }

    proptest! {
        #[test]
        fn nodes_nest(text in "(<(/?)(div|p|a|b|li|ul|table|td|tr|h1|span|br)>|x){0,60}") {
            let tree = Tree::of(&text);
            for (id, node) in tree.nodes.iter().enumerate().skip(1) {
                prop_assert!(node.parent < id && id < node.end && node.end <= tree.end(node.parent));
            }
        }
    }
}
