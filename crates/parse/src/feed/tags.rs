//! The tags of an XML document, sound or damaged, with their places: `quick-xml` reads, and where it meets damage this
//! module steps over it and lets it read on.
//!
//! A feed's texts are taken as slices between tags, so text itself is not reported. Time is linear: reading again after
//! damage draws on a budget.

use memchr::{memchr2, memmem};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Bytes that may be read again after damage, as a multiple of the document's length: enough for thousands of broken tags,
/// and a bound on what a document made to be read again and again can cost.
const REREAD_MAX: usize = 8;

/// Elements that may be remembered as open, or as opened since the last damage.
const OPEN_MAX: usize = 10_000;

/// A start tag, an end tag or an empty one (`<a/>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    Empty,
    End,
}

/// A tag and where it stands, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// With its prefix, as written.
    pub(super) name: &'a str,
    pub(super) attributes: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tags of `text`, in order. Comments, CDATA sections, declarations and instructions are stepped over.
pub(super) struct Tags<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where `reader` began.
    base: usize,
    budget: usize,
    /// How many elements `reader` takes for open.
    open: usize,
    /// Where damage was met first, and how often.
    pub(super) damage: Option<(usize, usize)>,
    /// The document was too damaged to be read to its end.
    pub(super) gave_up: bool,
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

impl<'a> Tags<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let budget = text.len().saturating_mul(REREAD_MAX);
        Tags { text, reader: reader(text), base: 0, budget, open: 0, damage: None, gave_up: false }
    }

    fn place(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Notes damage at `at` and reads on from `from`.
    fn resume(&mut self, at: usize, from: usize) {
        let (first, count) = self.damage.unwrap_or((at, 0));
        self.damage = Some((first, count + 1));
        let cost = self.place().saturating_sub(from) + 1;
        self.gave_up = cost > self.budget;
        self.budget = self.budget.saturating_sub(cost);
        self.restart(from);
    }

    fn restart(&mut self, from: usize) {
        self.base = from;
        self.open = 0;
        self.reader = reader(self.text.get(from..).unwrap_or_default());
    }

    /// `quick-xml` remembers the name of every open element, which costs three times the document where none is ever closed.
    /// Nothing here needs them, so they are forgotten now and then.
    fn forget(&mut self) {
        self.open += 1;
        if self.open > OPEN_MAX {
            self.restart(self.place());
        }
    }

    /// The tag at `start`, which `quick-xml` took to reach to `end`.
    fn tag(&mut self, kind: Kind, start: usize, end: usize) -> Option<Tag<'a>> {
        let name_at = start + if kind == Kind::End { 2 } else { 1 };
        let inside_end = end - if kind == Kind::Empty { 2 } else { 1 };
        let inside = self.slice(name_at, inside_end);
        if memchr::memchr(b'<', inside.as_bytes()).is_some_and(|at| !is_quoted(inside, at)) {
            return self.recover(start);
        }
        let (name, attributes) = split_name(inside);
        if name.is_empty() {
            return self.recover(start);
        }
        Some(Tag { kind, name, attributes, start, end })
    }

    /// A tag that the next one starts in. It ends at its first `>`, or else after its name.
    fn broken_tag(&mut self, kind: Kind, start: usize) -> Tag<'a> {
        let name_at = start + if kind == Kind::End { 2 } else { 1 };
        let rest = self.slice(name_at, self.text.len());
        let stop = memchr2(b'<', b'>', rest.as_bytes()).unwrap_or(rest.len());
        let inside = rest.get(..stop).unwrap_or_default();
        let (name, attributes) = split_name(inside);
        let closed = rest.as_bytes().get(stop) == Some(&b'>');
        // What is damaged may be the `>` itself, the text being right behind it.
        let after_name = name.len() + attributes.chars().next().map_or(0, char::len_utf8);
        let (length, attributes) = if closed { (stop + 1, attributes) } else { (after_name, "") };
        let kind = if attributes.ends_with('/') { Kind::Empty } else { kind };
        let end = name_at + length;
        self.resume(start, end);
        Tag { kind, name, attributes, start, end }
    }

    /// Steps over what `quick-xml` could not read at `start`.
    fn recover(&mut self, start: usize) -> Option<Tag<'a>> {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        match rest {
            [b'<', b'/', letter, ..] if is_name_start(*letter) => {
                return Some(self.broken_tag(Kind::End, start));
            }
            [b'<', letter, ..] if is_name_start(*letter) => return Some(self.broken_tag(Kind::Start, start)),
            _ => {}
        }
        let length = rest.iter().take(9).take_while(|byte| byte.is_ascii() && **byte != b'>').count().max(1);
        // Past the `<` at least, and past the marks of a section that never ends; never into the middle of a character.
        let next = memchr::memchr(b'<', rest.get(1..length).unwrap_or_default()).map_or(length, |at| at + 1);
        self.resume(start, next_boundary(self.text, start + next));
        None
    }

    /// A CDATA section that another starts in has lost its end. It ends where its entry does.
    fn cdata(&mut self, start: usize, end: usize) -> Option<Tag<'a>> {
        let section = self.slice(start + 9, end).as_bytes();
        memmem::find(section, b"<![CDATA[")?;
        let cut = [&b"</item"[..], b"</entry"].iter().filter_map(|tag| memmem::find(section, tag)).min();
        self.resume(start, start + 9 + cut?);
        None
    }

    /// An instruction with tags in it is a tag whose slash became a question mark.
    fn instruction(&mut self, start: usize, end: usize) -> Option<Tag<'a>> {
        let inside = self.slice(start + 2, end);
        memchr::memchr(b'<', inside.as_bytes())?;
        let (name, _) = split_name(inside);
        self.resume(start, next_boundary(self.text, start + 3 + name.len()));
        None
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        while !self.gave_up {
            let start = self.place();
            let event = self.reader.read_event();
            let end = self.place();
            let tag = match event {
                Ok(Event::Start(_)) => {
                    self.forget();
                    self.tag(Kind::Start, start, end)
                }
                Ok(Event::Empty(_)) => self.tag(Kind::Empty, start, end),
                Ok(Event::End(_)) => self.tag(Kind::End, start, end),
                Ok(Event::CData(_)) => self.cdata(start, end),
                Ok(Event::PI(_)) => self.instruction(start, end),
                Ok(Event::Eof) => return None,
                Ok(_) => None,
                Err(_) => self.recover(start),
            };
            if tag.is_some() {
                return tag;
            }
        }
        None
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// Splits the inside of a tag after its name, at the first character that no name has.
fn split_name(inside: &str) -> (&str, &str) {
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.') || !c.is_ascii();
    inside.split_at(inside.find(|c: char| !in_name(c)).unwrap_or(inside.len()))
}

/// Whether the place `at` is inside a value that is quoted as it should be.
fn is_quoted(inside: &str, at: usize) -> bool {
    let mut open = None;
    for byte in inside.bytes().take(at) {
        match (open, byte) {
            (None, b'"' | b'\'') => open = Some(byte),
            (Some(quote), _) if quote == byte => open = None,
            _ => {}
        }
    }
    // A value that reaches over an end tag has lost its closing quote.
    let rest = inside.get(at..).unwrap_or_default();
    open.is_some_and(|quote| {
        rest.split(char::from(quote))
            .next()
            .is_some_and(|value| !value.contains("</") && !value.contains('\n'))
    })
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, want: &str) {
        let got: Vec<String> = Tags::of(text)
            .map(|tag| match tag.kind {
                Kind::Start => format!("<{}{}>", tag.name, tag.attributes),
                Kind::Empty => format!("<{}{}/>", tag.name, tag.attributes),
                Kind::End => format!("</{}>", tag.name),
            })
            .collect();
        assert_eq!(got.join(""), want, "of {text:?}");
    }

    #[test]
    fn reports_the_tags_of_sound_documents() {
        check("<?xml version='1.0'?><!DOCTYPE rss><rss a='>'><b/>t<!--<c>--></rss>", "<rss a='>'><b/></rss>");
        check("<a><![CDATA[<b>]]></a >", "<a></a>");
        check("<a>x & y &amp; &nosuch;</a>", "<a></a>");
        check("<a t='1<2'></a>", "<a t='1<2'></a>");
    }

    #[test]
    fn steps_over_damage() {
        check("<title?Lost angle</title><b>", "<title></title><b>");
        check("<a href=\"x>\n<b>t</b>", "<a href=\"x><b></b>");
        check("<a></titlef<b></b>", "<a></titlef><b></b>");
        check("<a></b></c><d>", "<a></b></c><d>");
        check("<a>1 < 2 <3</a>", "<a></a>");
        check("<a><![CDAUA[x<b>y</b>]]></a>", "<a><b></b></a>");
        check("<a><!-- never closed <b>", "<a><b>");
        check("<a><![CDATA[never closed <b>", "<a><b>");
        check("<a>x<?a><b></b>", "<a><b></b>");
        check(
            "<d><![CDATA[x]]_></d></item><item><d><![CDATA[y]]></d></item>",
            "<d></item><item><d></d></item>",
        );
        check("<a", "<a>");
        check("<", "");
    }

    proptest! {
        #[test]
        fn ends_within_the_document(text in "([a-z<>/!?'\"= \\[\\]-]|<p|</|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<!DOCTYPE|é|&|;){0,80}") {
            let mut last = 0;
            for tag in Tags::of(&text) {
                prop_assert!(tag.start >= last && tag.end > tag.start && tag.end <= text.len());
                last = tag.end;
            }
        }
    }
}
