//! Parts of a page that an operator picks by CSS selector: the links of a site without a feed, the text of an article whose
//! page misleads the reader.

use scraper::{ElementRef, Html};
use url::Url;

use super::tag::Tag;
use super::tree::{Id, Tree};
use super::{PageError, bounded, read};
use crate::feed::address;
use crate::markup::attributes;
use crate::plain_text::{plain_line, plain_text};

/// Links taken from one page; an index of news has some hundred.
pub const LINKS_MAX: usize = 2000;

/// A CSS selector, ready for use: `article .teaser a`, `main h2 > a, aside a[href^="/news/"]`.
#[derive(Clone, Debug)]
pub struct Selector(scraper::Selector);

/// Why a text is no CSS selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{selector}` is no CSS selector: {reason}")]
pub struct SelectorError {
    selector: String,
    reason: String,
}

impl Selector {
    /// Reads a selector, or a list of them separated by commas.
    ///
    /// # Errors
    /// Names the selector and what is wrong with it.
    pub fn parse(selector: &str) -> Result<Self, SelectorError> {
        let parsed = scraper::Selector::parse(selector);
        parsed
            .map(Selector)
            .map_err(|error| SelectorError { selector: selector.to_owned(), reason: error.to_string() })
    }
}

/// A link on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Absolute where a base was known.
    pub url: String,
    /// The link's text, on one line; may be empty.
    pub text: String,
}

/// The links of a page that `selector` picks, in document order and each address once: the elements that it matches where they
/// are links, and else the links inside them. At most [`LINKS_MAX`].
///
/// `content_type` is the server's `Content-Type`, `base` the address that the page came from.
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says.
pub fn links(
    bytes: &[u8],
    content_type: Option<&str>,
    base: Option<&Url>,
    selector: &Selector,
) -> Result<Vec<Link>, PageError> {
    let text = bounded(bytes, content_type)?;
    let tree = Tree::of(&text);
    let base = base_of(&tree, base);
    let document = document(&tree);
    let mut found: Vec<Link> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for element in document.select(&selector.0) {
        let is_link =
            |element: &ElementRef<'_>| element.value().name() == "a" && element.attr("href").is_some();
        let inside = element.descendent_elements().filter(is_link);
        for link in inside {
            let url = link.attr("href").and_then(|href| address(href, base.as_ref()));
            let text: String = link.text().collect();
            match url.filter(|url| known.insert(url.clone())) {
                Some(url) if found.len() < LINKS_MAX => found.push(Link { url, text: plain_line(&text) }),
                _ => {}
            }
        }
    }
    Ok(found)
}

/// Reads an article's page as [`page`](super::page) does, but takes the text from the elements that `selector` picks.
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says, and so is a page on which the selector picks no text:
/// [`PageError::NothingSelected`].
pub fn page_with_selector(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&Url>,
    selector: &Selector,
) -> Result<model::Page, PageError> {
    let text = bounded(bytes, content_type)?;
    let tree = Tree::of(&text);
    let document = document(&tree);
    let mut selected = String::new();
    let mut outer = None;
    for element in document.select(&selector.0) {
        // What is inside an element that was picked is there already.
        if outer.is_some_and(|outer| element.ancestors().any(|ancestor| ancestor.id() == outer)) {
            continue;
        }
        outer = Some(element.id());
        let part = plain_text(&element.inner_html());
        if !selected.is_empty() && !part.is_empty() {
            selected.push_str("\n\n");
        }
        selected.push_str(&part);
    }
    if selected.is_empty() {
        return Err(PageError::NothingSelected);
    }
    Ok(read(&tree, url, Some(selected)))
}

/// What the links of the page are relative to: its `base`, or its own address.
pub(super) fn base_of(tree: &Tree<'_>, url: Option<&Url>) -> Option<Url> {
    let bases = tree.nodes.iter().filter(|node| node.tag == Some(Tag::Base));
    let stated = bases.filter_map(|node| crate::markup::attribute(node.text, "href")).next();
    match (stated, url) {
        (Some(stated), Some(url)) => url.join(stated).ok().or_else(|| Some(url.clone())),
        (Some(stated), None) => Url::parse(stated).ok(),
        (None, url) => url.cloned(),
    }
}

/// The page for `scraper`. It is written anew from the tree, so that its depth and its attributes are bounded and every
/// element is closed: html5ever takes time quadratic in depth, and remembers formatting that is never closed.
fn document(tree: &Tree<'_>) -> Html {
    let mut out = String::new();
    let mut open: Vec<Id> = Vec::new();
    let mut skip_until = 0;
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        while let Some(innermost) = open.pop_if(|innermost| tree.end(*innermost) <= id) {
            write_end(tree, innermost, &mut out);
        }
        match node.tag {
            _ if id < skip_until => {}
            None => out.push_str(&node.text.replace('<', "&lt;")),
            Some(_) if !is_written(node.name) => skip_until = node.end,
            Some(tag) => {
                write_start(node.name, node.text, &mut out);
                if !tag.is_void() {
                    open.push(id);
                }
            }
        }
    }
    while let Some(innermost) = open.pop() {
        write_end(tree, innermost, &mut out);
    }
    Html::parse_document(&out)
}

/// Elements whose content is no markup or that change how all that follows is read; nobody looks for links in them.
const NOT_WRITTEN: &[&str] = &[
    "script",
    "style",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
    "iframe",
    "template",
    "svg",
    "math",
    "frameset",
    "textarea",
    "select",
    "noscript",
];

fn is_written(name: &str) -> bool {
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'));
    is_name && !NOT_WRITTEN.iter().any(|not| name.eq_ignore_ascii_case(not))
}

fn write_start(name: &str, inside: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes(inside) {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
        {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&value.replace('"', "&quot;"));
            out.push('"');
        }
    }
    out.push('>');
}

fn write_end(tree: &Tree<'_>, id: Id, out: &mut String) {
    out.push_str("</");
    out.push_str(tree.nodes.get(id).map_or("", |node| node.name));
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><body><nav><a href=/about>About</a></nav>\
        <ul class=news><li><h2><a href='/1?a=1&amp;b=2'>First <b>story</b></a></h2><li><h2><a href=/2>Second</a></h2>\
        <li><a href='javascript:x()'>no</a><a href=/2#top>Second again</a></ul>\
        <div id=text><p>One.</p><script>x</script><p class=inner>Two <i>2</i>.</p></div></body></html>";

    fn check(selector: &str, want: &str) {
        let url = Url::parse("https://e.example/").ok();
        let selector = Selector::parse(selector).unwrap();
        let links = links(PAGE.as_bytes(), None, url.as_ref(), &selector).unwrap();
        let links: Vec<String> =
            links.into_iter().map(|link| format!("{} {:?}", link.url, link.text)).collect();
        assert_eq!(links.join(", "), want);
    }

    #[test]
    fn links_are_picked_by_selector() {
        check(".news h2 a", r#"https://e.example/1?a=1&b=2 "First story", https://e.example/2 "Second""#);
        check("nav, ul li:nth-child(2)", r#"https://e.example/about "About", https://e.example/2 "Second""#);
        check("table a", "");
    }

    #[test]
    fn text_is_picked_by_selector() {
        let read = |selector: &str| {
            let page = page_with_selector(PAGE.as_bytes(), None, None, &Selector::parse(selector).unwrap());
            page.map(|page| page.text)
        };
        assert_eq!(read("#text").unwrap(), "One.\n\nTwo 2.");
        assert_eq!(read("#text, .inner").unwrap(), "One.\n\nTwo 2.");
        assert_eq!(read(".inner").unwrap(), "Two 2.");
        assert_eq!(read("#nothing"), Err(PageError::NothingSelected));
    }

    #[test]
    fn wrong_selectors_are_named() {
        let error = Selector::parse("div >").unwrap_err().to_string();
        assert!(error.starts_with("`div >` is no CSS selector: "), "{error}");
    }

    #[test]
    fn pages_made_to_stall_are_bounded() {
        let any = Selector::parse("a").unwrap();
        let hostile = [
            "<div>",
            "<b><i>",
            "<ul><li>",
            "<table><tr><td>",
            "<font a=1><font a=2><p>",
            "<a href=x>",
            "<svg><p>",
            "<![CDATA[<b>]]>",
        ];
        for part in hostile {
            let page = part.repeat(5_000) + "<a href=https://e.example/>x</a>";
            assert!(links(page.as_bytes(), None, None, &any).is_ok(), "of {part}");
        }
    }
}
