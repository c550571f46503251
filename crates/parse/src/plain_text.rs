//! Markup to plain text, for the texts that feeds carry: no tree, no judgement of what is furniture.

use crate::entities;
use crate::markup::{Token, Tokens};

/// Elements that stand as blocks of their own, so that text before and after is in another paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose content is not read by people.
const HIDDEN: &[&str] = &[
    "head", "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style",
    "svg", "template",
];

/// The text of an entry's summary or content: paragraphs separated by an empty line, each with its white space folded
/// (a `<br>` is a line break), character references resolved, scripts and styles left out. Text without any markup keeps its
/// own empty lines. Linear in the length of `markup`.
///
/// ```
/// assert_eq!(parse::plain_text("<p>Tom &amp;<b> Jerry</b></p><p>meet</p>"), "Tom & Jerry\n\nmeet");
/// ```
#[must_use]
pub fn plain_text(markup: &str) -> String {
    let mut out = Paragraphs::default();
    if memchr::memchr(b'<', markup.as_bytes()).is_none() {
        for line in entities::resolve(markup).split('\n') {
            if line.trim().is_empty() {
                out.end_paragraph()
            } else {
                out.push(line)
            }
            out.push(" ");
        }
        return out.finish();
    }
    let mut hidden = 0_usize;
    for token in Tokens::of(markup) {
        match token {
            Token::Text(text) if hidden == 0 => out.push(&entities::resolve(text)),
            Token::Text(_) | Token::RawText(_) => {}
            Token::Start { name, closed, .. } => match kind(name) {
                Kind::Hidden => hidden += usize::from(!closed),
                Kind::Block => out.end_paragraph(),
                Kind::Break => out.end_line(),
                Kind::Cell => out.push(" "),
                Kind::Inline => {}
            },
            Token::End(name) => match kind(name) {
                Kind::Hidden => hidden = hidden.saturating_sub(1),
                Kind::Block => out.end_paragraph(),
                Kind::Cell => out.push(" "),
                Kind::Break | Kind::Inline => {}
            },
        }
    }
    out.finish()
}

/// A title's markup to one line. Unlike a text, a title may speak of `<tags>`: only elements that a title may hold are
/// markup, all else stays.
pub(crate) fn plain_line(markup: &str) -> String {
    let mut out = Paragraphs::default();
    // Behind the last `>` there is no tag; looking for its end from every `<` would take quadratic time.
    let (mut tagged, end) = markup.split_at(memchr::memrchr(b'>', markup.as_bytes()).map_or(0, |at| at + 1));
    while let Some((text, tail)) = split_tag(tagged) {
        out.push(&entities::resolve(text));
        tagged = tail;
    }
    out.push(&entities::resolve(tagged));
    out.push(&entities::resolve(end));
    out.finish().replace("\n\n", " ").replace('\n', " ")
}

/// Elements that titles hold.
const IN_TITLES: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "div", "em", "font", "h1", "h2", "h3", "i", "img", "ins",
    "mark", "p", "q", "s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr",
];

/// Splits at the first tag of a known element: the text before it and the text after it.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    memchr::memchr_iter(b'<', text.as_bytes()).find_map(|at| {
        let inside = text.get(at + 1..)?;
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let known = IN_TITLES
            .iter()
            .any(|known| name.get(..end).is_some_and(|name| name.eq_ignore_ascii_case(known)));
        let after = inside.find('>').filter(|_| known)?;
        Some((text.get(..at)?, inside.get(after + 1..)?))
    })
}

enum Kind {
    Block,
    Break,
    Cell,
    Hidden,
    Inline,
}

fn kind(name: &str) -> Kind {
    let is = |list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is(&["br"]) {
        Kind::Break
    } else if is(&["td", "th"]) {
        Kind::Cell
    } else if is(BLOCKS) {
        Kind::Block
    } else if is(HIDDEN) {
        Kind::Hidden
    } else {
        Kind::Inline
    }
}

/// Paragraphs as they grow: white space folded, empty ones left out.
#[derive(Default)]
pub(crate) struct Paragraphs {
    text: String,
    /// Where its last line begins, in bytes.
    line: usize,
    /// What must come before the next word: nothing, a space, a line or a paragraph break.
    gap: Gap,
}

/// Soft hyphen, zero-width space and byte order mark: invisible, and in the way of finding a word.
const INVISIBLE: [char; 3] = ['\u{ad}', '\u{200b}', '\u{feff}'];

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

impl Paragraphs {
    /// What was added since the last line or paragraph break.
    pub(crate) fn last_line(&self) -> &str {
        self.text.get(self.line..).unwrap_or_default()
    }

    /// What was added before that, leaving the last line alone.
    pub(crate) fn split_last_line(&mut self) -> Paragraphs {
        let last = self.text.split_off(std::mem::take(&mut self.line));
        let before = std::mem::replace(&mut self.text, last).trim_end().to_owned();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        Paragraphs { text: before, line, gap: Gap::None }
    }

    /// Adds text, folding its white space and leaving out control characters.
    pub(crate) fn push(&mut self, text: &str) {
        let mut words = text.split(|c: char| c.is_whitespace() || c.is_control());
        self.push_word(words.next().unwrap_or_default());
        for word in words {
            self.gap = self.gap.max(Gap::Space);
            self.push_word(word);
        }
    }

    fn push_word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
            if self.gap >= Gap::Line {
                self.line = self.text.len();
            }
        }
        self.gap = Gap::None;
        // One that stands alone is a word like any other, or a space would be left in its place.
        match word.trim_matches(INVISIBLE) {
            "" => self.text.push_str(word),
            _ => self.text.extend(word.split(INVISIBLE)),
        }
    }

    pub(crate) fn end_line(&mut self) {
        // Two breaks in a row are how old pages end a paragraph.
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
    }

    pub(crate) fn end_paragraph(&mut self) {
        self.gap = Gap::Paragraph;
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markup: &str, want: &str) {
        assert_eq!(plain_text(markup), want, "of {markup:?}");
    }

    #[test]
    fn keeps_paragraphs_and_folds_the_rest() {
        check("", "");
        check("one\n  two", "one two");
        check("one\n\ntwo", "one\n\ntwo");
        check("<p>one\n\ntwo</p>", "one two");
        check("one<br>two<br><br/>three", "one\ntwo\n\nthree");
        check("<div><p>one</p><p> </p><p>two</p></div>", "one\n\ntwo");
        check("<ul><li>one<li>two</ul>", "one\n\ntwo");
        check("<table><tr><td>a</td><td>b</td></tr></table>", "a b");
        check("x<b>y</b>z", "xyz");
        check("<style>p{}</style>a<script>b</script>c", "ac");
        check("&lt;b&gt; &nbsp; 1 &lt; 2", "<b> 1 < 2");
        check("a\u{0}b", "a b");
    }

    #[test]
    fn titles_keep_what_is_no_markup() {
        assert_eq!(plain_line("The <em>ferry</em> sails"), "The ferry sails");
        assert_eq!(plain_line("Why Vec<String> &amp; <blink> stay"), "Why Vec<String> & <blink> stay");
        assert_eq!(plain_line("1 < 2 <b"), "1 < 2 <b");
        assert_eq!(plain_line("<p>one</p>\n<p>two</p>"), "one two");
    }
}
