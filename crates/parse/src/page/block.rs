//! The paragraphs of a page, article or not.

use super::byline;
use super::hints::Hint;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::entities;
use crate::markup::attribute;
use crate::plain_text::Paragraphs;

/// A paragraph of so much weight is a sentence rather than a label.
pub(super) const SENTENCE: usize = 60;

/// A paragraph lighter than this says little of where the text is.
pub(super) const TELLING: usize = 80;

/// A run of text that stands as one paragraph.
#[derive(Debug)]
pub(super) struct Block {
    /// The block element that holds it.
    pub(super) holder: Id,
    /// Its first text.
    pub(super) at: Id,
    /// Its weight: characters, those of ideographic scripts counting double, since they say as much as two or three letters.
    pub(super) length: usize,
    /// What of that is inside links.
    pub(super) linked: usize,
    /// The text, white space folded.
    pub(super) text: String,
}

impl Block {
    pub(super) fn is_mostly_links(&self) -> bool {
        self.linked * 2 > self.length
    }

    /// Whether it is long enough to tell something, and no list of links.
    pub(super) fn is_telling(&self) -> bool {
        self.length >= TELLING && !self.is_mostly_links()
    }

    /// Its weight, where it tells something.
    pub(super) fn told(&self) -> usize {
        if self.is_telling() { self.length } else { 0 }
    }

    /// Whether it is a label: who wrote, when, *Reply*.
    pub(super) fn is_label(&self) -> bool {
        self.length < SENTENCE && !self.is_sentence()
    }

    /// Whether it ends as a sentence does.
    pub(super) fn is_sentence(&self) -> bool {
        self.text.ends_with(['.', '!', '?', '”', '"', '»', '…', '。', '！', '？', '」', '।', '؟'])
    }
}

/// The paragraphs of the page in document order. What is inside elements that are never read is left out.
pub(super) fn blocks(tree: &Tree<'_>, hints: &[Hint]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open = Open::default();
    let mut unread_until = 0;
    let mut link_until = 0;
    for (id, node) in tree.nodes.iter().enumerate() {
        if id < unread_until {
            continue;
        }
        // An element that ended here ends the paragraph with it, if it was a block.
        while open.holder_end <= id && open.holder != 0 {
            open.flush(&mut blocks);
            open.hold(tree, tree.holder(open.holder));
        }
        let Some(tag) = node.tag else {
            open.text(id, node.text, id < link_until);
            continue;
        };
        let is_paragraph = tree.tag(open.holder).is_some_and(Tag::is_paragraph);
        if tag.is_unread() {
            unread_until = node.end;
        } else if tag.is_block() || hints.get(id).is_some_and(|hint| sets_apart(*hint, tag, is_paragraph)) {
            open.flush(&mut blocks);
            open.hold(tree, id);
        } else if tag == Tag::Br {
            open.line_break(&mut blocks);
        }
        // Without an address it is a place to link to, which is often never closed.
        if tag == Tag::A && attribute(node.text, "href").is_some() {
            link_until = link_until.max(node.end);
        }
    }
    open.flush(&mut blocks);
    blocks
}

/// Whether the hint says that an element which is no block is no part of the paragraph around it. Links and marked words in a
/// paragraph are parts of it; captions, comments and what is hidden are none anywhere.
pub(super) fn sets_apart(hint: Hint, tag: Tag, in_paragraph: bool) -> bool {
    match hint {
        Hint::Caption | Hint::Comments | Hint::Hidden => true,
        Hint::Furniture | Hint::Doubtful | Hint::Card => tag != Tag::A && !in_paragraph,
        Hint::None | Hint::Text => false,
    }
}

/// The paragraph that is being read.
#[derive(Default)]
struct Open {
    holder: Id,
    holder_end: Id,
    text: Paragraphs,
    at: Option<Id>,
    /// The first text of the last line.
    line_at: Option<Id>,
    linked: usize,
    /// What of that is in the last line.
    line_linked: usize,
    breaks: usize,
}

impl Open {
    fn hold(&mut self, tree: &Tree<'_>, holder: Id) {
        self.holder = holder;
        self.holder_end = tree.end(holder);
    }

    fn text(&mut self, id: Id, text: &str, linked: bool) {
        if text.trim_ascii().is_empty() {
            self.text.push(" ");
            return;
        }
        self.at = self.at.or(Some(id));
        self.line_at = self.line_at.or(Some(id));
        self.breaks = 0;
        let text = entities::resolve(text);
        if linked {
            let weight = weight(text.trim());
            self.linked += weight;
            self.line_linked += weight;
        }
        self.text.push(&text);
    }

    /// Two breaks in a row end a paragraph, and one does after a line that says who wrote the article and when.
    fn line_break(&mut self, blocks: &mut Vec<Block>) {
        self.breaks += 1;
        if self.breaks == 1 && byline::is_dated(self.text.last_line()) {
            let (line_at, line_linked) = (self.line_at, self.line_linked);
            let before = self.text.split_last_line();
            let line = std::mem::replace(&mut self.text, before);
            self.linked -= line_linked;
            self.flush(blocks);
            (self.text, self.at, self.linked, self.breaks) = (line, line_at, line_linked, 1);
            self.flush(blocks);
        }
        (self.line_at, self.line_linked) = (None, 0);
        if self.breaks >= 2 { self.flush(blocks) } else { self.text.end_line() }
    }

    fn flush(&mut self, blocks: &mut Vec<Block>) {
        let text = std::mem::take(&mut self.text).finish();
        if let Some(at) = self.at.take().filter(|_| !text.is_empty()) {
            blocks.push(Block { holder: self.holder, at, length: weight(&text), linked: self.linked, text });
        }
        (self.linked, self.breaks) = (0, 0);
        (self.line_at, self.line_linked) = (None, 0);
    }
}

pub(super) fn weight(text: &str) -> usize {
    let is_ideographic =
        |c: char| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}');
    text.chars().map(|c| if is_ideographic(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::super::hints::hints;
    use super::*;

    fn check(page: &str, want: &[&str]) {
        let tree = Tree::of(page);
        let got: Vec<String> = blocks(&tree, &hints(&tree)).into_iter().map(|block| block.text).collect();
        assert_eq!(got, want, "of {page:?}");
    }

    #[test]
    fn text_is_cut_at_blocks_and_double_breaks() {
        check("<p>a <b>b</b></p><p>c</p>", &["a b", "c"]);
        check("<div>a<p>b</p>c</div>d", &["a", "b", "c", "d"]);
        check("<div>a<br>b<br><br>c</div>", &["a\nb", "c"]);
        check("<p>a<script>b</script>c<style>d</style></p>", &["ac"]);
        check("<p>a<span class='caption'>b</span>c</p>", &["a", "b", "c"]);
        check("<p>a<span class='tag'>b</span>c</p>", &["abc"]);
        check("<div>a<span class='tag'>b</span>c</div>", &["a", "b", "c"]);
        check("<ul><li>a<li>b</ul>", &["a", "b"]);
        check(
            "<td><b>Head</b><br>Von Bo Schreiber, 4. März 2025<br>a<br>b</td>",
            &["Head", "Von Bo Schreiber, 4. März 2025", "a\nb"],
        );
    }

    #[test]
    fn links_are_weighed() {
        let tree = Tree::of("<p>see <a href=x>the <b>story</b></a> あ</p>");
        let blocks = blocks(&tree, &hints(&tree));
        assert_eq!((blocks[0].length, blocks[0].linked), (16, 8));
        let tree = Tree::of(
            "<td>a<br><br>The pier fell.<br>By <a href=/j>Jane Elizabeth Doe</a>, 4 March 2025<br>b",
        );
        let blocks = super::blocks(&tree, &hints(&tree));
        let linked: Vec<(&str, usize)> =
            blocks.iter().map(|block| (block.text.as_str(), block.linked)).collect();
        assert_eq!(
            linked,
            [("a", 0), ("The pier fell.", 0), ("By Jane Elizabeth Doe, 4 March 2025", 18), ("b", 0)]
        );
    }
}
