//! A lenient tokeniser of HTML: text, tags and nothing else, in one linear pass without allocation.
//!
//! It builds no tree and knows no content model beyond the elements whose content is raw text. Any input is read to its
//! end; what is no tag is text.

use memchr::{memchr, memchr2, memchr3, memmem};

/// A tag beyond this many attributes loses the rest: no page needs them, and some are made to stall readers.
pub(crate) const ATTRIBUTES_MAX: usize = 128;

/// A piece of markup. Names are as written; text has its character references still in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text between tags.
    Text(&'a str),
    /// The content of a script, a style and the like, which holds no markup.
    RawText(&'a str),
    /// `<name attributes>`; `closed` for `<name/>`.
    Start { name: &'a str, attributes: &'a str, closed: bool },
    /// `</name>`.
    End(&'a str),
}

/// Elements whose content is text up to their own end tag (HTML 13.2.6.2).
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// The tokens of a text; comments, declarations and processing instructions are left out.
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The raw-text element that was opened last, and whose content comes next.
    raw: Option<&'a str>,
    /// How many more quotes that are never closed are searched for to the end of the text.
    patience: u8,
}

/// Searching for a closing quote that is not there reads to the end of the text; doing so for every tag would take quadratic
/// time. Pages with more such tags than this are read without regard to quotes from there on.
const PATIENCE: u8 = 16;

impl<'a> Tokens<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Tokens { text, at: 0, raw: None, patience: PATIENCE }
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn bytes_from(&self, from: usize) -> &'a [u8] {
        self.text.as_bytes().get(from..).unwrap_or_default()
    }

    fn text_up_to(&mut self, end: usize) -> Token<'a> {
        let text = self.slice(self.at, end);
        self.at = end;
        Token::Text(text)
    }

    /// The content of the raw-text element `name`: up to its end tag, or to the end of the text.
    fn raw_text(&mut self, name: &str) -> Token<'a> {
        let rest = self.bytes_from(self.at);
        let is_end = |at: &usize| {
            let tail = rest.get(at + 2..).unwrap_or_default();
            tail.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && !tail.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
        };
        let end = memmem::find_iter(rest, b"</").find(is_end).unwrap_or(rest.len());
        let text = self.slice(self.at, self.at + end);
        self.at += end;
        Token::RawText(text)
    }

    /// The token that starts with the `<` at the current place; `None` where it is to be left out.
    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = self.bytes_from(self.at);
        match (rest.get(1), rest.get(2)) {
            (Some(letter), _) if letter.is_ascii_alphabetic() => Some(self.start()),
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => Some(self.end()),
            (Some(b'!'), _) if rest.starts_with(b"<!--") => {
                // From the first hyphen, since `<!-->` is a whole comment too.
                self.skip_past(2, b"-->");
                None
            }
            (Some(b'!'), _) if rest.starts_with(b"<![CDATA[") => Some(self.cdata()),
            (Some(b'!' | b'?' | b'/'), _) => {
                self.skip_past(2, b">");
                None
            }
            _ => {
                let next = memchr(b'<', rest.get(1..).unwrap_or_default()).map_or(rest.len(), |at| at + 1);
                Some(self.text_up_to(self.at + next))
            }
        }
    }

    fn skip_past(&mut self, from: usize, ending: &[u8]) {
        let rest = self.bytes_from(self.at + from);
        let length = memmem::find(rest, ending).map_or(rest.len(), |at| at + ending.len());
        self.at = (self.at + from + length).min(self.text.len());
    }

    /// Feeds wrap text that is already inside one in a further CDATA section.
    fn cdata(&mut self) -> Token<'a> {
        let start = self.at + 9;
        let length = memmem::find(self.bytes_from(start), b"]]>");
        let end = length.map_or(self.text.len(), |length| start + length);
        self.at = length.map_or(end, |_| end + 3);
        Token::Text(self.slice(start, end))
    }

    fn end(&mut self) -> Token<'a> {
        let start = self.at + 2;
        let name = name_length(self.bytes_from(start));
        let rest = self.bytes_from(start + name);
        // An end tag cut short by the next tag ends there.
        let length = match memchr2(b'>', b'<', rest) {
            Some(at) if rest.get(at) == Some(&b'>') => at + 1,
            Some(at) => at,
            None => rest.len(),
        };
        self.at = start + name + length;
        Token::End(self.slice(start, start + name))
    }

    fn start(&mut self) -> Token<'a> {
        let start = self.at + 1;
        let name_end = start + name_length(self.bytes_from(start));
        let rest = self.bytes_from(name_end);
        let quoted = if self.patience > 0 { tag_length(rest) } else { None };
        let (length, past) = quoted.unwrap_or_else(|| {
            self.patience = self.patience.saturating_sub(1);
            memchr(b'>', rest).map_or((rest.len(), rest.len()), |end| (end, end + 1))
        });
        let name = self.slice(start, name_end);
        let inside = self.slice(name_end, name_end + length);
        self.at = name_end + past;
        let closed = inside.ends_with('/');
        let attributes = inside.strip_suffix('/').unwrap_or(inside);
        self.raw =
            RAW.into_iter().any(|raw| name.eq_ignore_ascii_case(raw)).then_some(name).filter(|_| !closed);
        Token::Start { name, attributes, closed }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_text(name));
        }
        while self.at < self.text.len() {
            match memchr(b'<', self.bytes_from(self.at)) {
                Some(0) => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                }
                Some(length) => return Some(self.text_up_to(self.at + length)),
                None => return Some(self.text_up_to(self.text.len())),
            }
        }
        None
    }
}

fn name_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>' | b'<'))
        .count()
}

/// The length of a tag's inside, and how far the tag reaches. A `>` in quotes belongs to a value. `None` where a quote is
/// never closed or the tag never ends.
fn tag_length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    loop {
        let place = at + memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        let quote = *bytes.get(place)?;
        if quote == b'>' {
            return Some((place, place + 1));
        }
        at = place + 1;
        if bytes.get(..place)?.trim_ascii_end().ends_with(b"=") {
            at += memchr(quote, bytes.get(at..)?)? + 1;
        }
    }
}

/// The attributes inside a tag, names and values as written.
pub(crate) fn attributes(inside: &str) -> impl Iterator<Item = (&str, &str)> {
    Attributes(inside).take(ATTRIBUTES_MAX)
}

/// The value of the attribute `name`, as written.
pub(crate) fn attribute<'a>(inside: &'a str, name: &str) -> Option<&'a str> {
    attributes(inside).find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let is_space = |c: char| c.is_ascii_whitespace();
        let rest = self.0.trim_start_matches(|c: char| is_space(c) || c == '/');
        if rest.is_empty() {
            return None;
        }
        // An equals sign may start a name, so that one is always taken.
        let after_first = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
        let ends = |c: char| is_space(c) || c == '=' || c == '/';
        let end = rest.get(after_first..)?.find(ends).map_or(rest.len(), |at| after_first + at);
        let (name, rest) = rest.split_at(end);
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.0 = rest;
            return Some((name, ""));
        };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => {
                let value = value.get(1..)?;
                value.split_once(quote).unwrap_or((value, ""))
            }
            None => value.split_at(value.find(is_space).unwrap_or(value.len())),
        };
        self.0 = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Tokens in a short notation: `"text"`, `<name attributes>`, `</name>`.
    fn check(text: &str, want: &str) {
        let got: Vec<String> = Tokens::of(text)
            .map(|token| match token {
                Token::Text(text) => format!("{text:?}"),
                Token::RawText(text) => format!("raw {text:?}"),
                Token::Start { name, attributes, closed } => {
                    let pairs: Vec<String> = super::attributes(attributes)
                        .map(|(name, value)| format!(" {name}={value:?}"))
                        .collect();
                    format!("<{name}{}{}>", pairs.concat(), if closed { "/" } else { "" })
                }
                Token::End(name) => format!("</{name}>"),
            })
            .collect();
        assert_eq!(got.join(" "), want, "of {text:?}");
    }

    #[test]
    fn reads_tags_text_and_attributes() {
        check("a <b>c</b>", r#""a " <b> "c" </b>"#);
        check(r#"<a href="x>y" title='1' b=2 c d = "3"/>"#, r#"<a href="x>y" title="1" b="2" c="" d="3"/>"#);
        check("<p\nclass=x>", r#"<p class="x">"#);
        check("<!-- a > b --><!doctype html><?php x?>t", r#""t""#);
        check("<script>if (a</b) '<p>'</SCRIPT >x", r#"<script> raw "if (a</b) '<p>'" </SCRIPT> "x""#);
        check("<![CDATA[a<b]]>c", r#""a<b" "c""#);
    }

    #[test]
    fn reads_what_is_broken_to_its_end() {
        check("a < b <3 <", r#""a " "< b " "<3 " "<""#);
        check(r#"<a href="x>text</a>"#, r#"<a href="x"> "text" </a>"#);
        check("</b<i>x", r#"</b> <i> "x""#);
        check("<p", "<p>");
        check("<!-- never closed <p>", "");
        check("<script>never closed <p>", r#"<script> raw "never closed <p>""#);
        check("<p don't>x</p>", r#"<p don't=""> "x" </p>"#);
        check("</>x</ y>z", r#""x" "z""#);
    }

    proptest! {
        #[test]
        fn ends_and_loses_no_text(text in "([a-z<>/!'\"= -]|<p|</|<!--|-->|<!\\[CDATA\\[|\\]\\]>|é){0,80}") {
            let length: usize = Tokens::of(&text).map(|token| match token {
                Token::Text(text) | Token::RawText(text) => text.len(),
                Token::Start { name, attributes, .. } => super::attributes(attributes).count() + name.len(),
                Token::End(name) => name.len(),
            }).sum();
            prop_assert!(length <= text.len());
        }
    }
}
