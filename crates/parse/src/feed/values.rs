//! What stands inside an element of a feed, as the text or the markup that it means.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};

use crate::entities;
use crate::markup::attribute;
use crate::plain_text::{plain_line, plain_text};

/// How an element says that its content is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, whatever it looks like.
    Plain,
    /// Markup in escaped form; also the form of all that does not say, as feeds have it.
    Markup,
    /// Markup as elements.
    Elements,
    Base64,
}

/// The form that the attributes of an Atom text construct name (RFC 4287 3.1, and Atom 0.3's `mode`).
pub(super) fn form(attributes: &str) -> Form {
    let kind = attribute(attributes, "type").unwrap_or_default().trim().to_ascii_lowercase();
    let mode = attribute(attributes, "mode").unwrap_or_default();
    match (mode, kind.as_str()) {
        ("base64", _) => Form::Base64,
        ("xml", _) | (_, "xhtml" | "application/xhtml+xml") => Form::Elements,
        ("", "text" | "text/plain") => Form::Plain,
        ("", kind) if kind.contains('/') && !kind.starts_with("text/") && !kind.contains("xml") => {
            Form::Base64
        }
        _ => Form::Markup,
    }
}

/// The content of an element without its CDATA marks and comments, its character references resolved.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    if !raw.contains("<!") {
        return entities::resolve(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find("<!") {
        let (before, section) = rest.split_at(at);
        out.push_str(&entities::resolve(before));
        let (start, end) = if section.starts_with("<!--") { ("<!--", "-->") } else { ("<![CDATA[", "]]>") };
        let Some(inside) = section.strip_prefix(start) else {
            out.push_str("<!");
            rest = section.get(2..).unwrap_or_default();
            continue;
        };
        let (inside, after) = inside.split_once(end).unwrap_or((inside, ""));
        if start != "<!--" {
            out.push_str(inside);
        }
        rest = after;
    }
    out.push_str(&entities::resolve(rest));
    Cow::Owned(out)
}

/// The content of an element as markup. `elements` says that it holds elements, and so is markup already.
pub(super) fn markup<'a>(raw: &'a str, attributes: &str, elements: bool) -> Cow<'a, str> {
    match form(attributes) {
        Form::Base64 => match from_base64(&text(raw)) {
            Some(decoded) => Cow::Owned(decoded),
            None => text(raw),
        },
        _ if elements => Cow::Borrowed(raw),
        // Some put what should be elements into a section all the same.
        Form::Elements if raw.contains("<![CDATA[") => text(raw),
        Form::Elements => Cow::Borrowed(raw),
        Form::Plain => escape(text(raw)),
        Form::Markup => text(raw),
    }
}

/// The content of an element as one line of plain text.
pub(super) fn line(raw: &str, attributes: &str, elements: bool) -> String {
    match form(attributes) {
        Form::Plain if !elements => fold(&text(raw)),
        // Elements are markup whatever they are called; in text only what a title may hold is.
        _ if elements => fold(&plain_text(raw)),
        _ => plain_line(&markup(raw, attributes, elements)),
    }
}

/// The content of an element as a name. Some write markup where only text stands, and escape it twice.
pub(super) fn name(raw: &str) -> String {
    let name = fold(&text(raw));
    // *Ann <ann@post.example>* holds no markup.
    if name.contains("</") {
        return plain_line(&name);
    }
    if name.contains('&') { fold(&entities::resolve(&name)) } else { name }
}

/// Folds white space and leaves out control characters.
pub(super) fn fold(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut out = String::with_capacity(text.len());
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn escape(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(['<', '&']) { Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;")) } else { text }
}

fn from_base64(text: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    let compact: String = text.split_ascii_whitespace().collect();
    String::from_utf8(engine.decode(compact).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_resolves_once_and_takes_sections_as_they_are() {
        assert_eq!(text("a &amp;lt; b"), "a &lt; b");
        assert_eq!(text("a &lt; <![CDATA[b &lt; <i>]]> &gt; c"), "a < b &lt; <i> > c");
        assert_eq!(text("a<!-- b -->c"), "ac");
        assert_eq!(text("a<![CDATA[cut off"), "acut off");
        assert_eq!(text("a<!b"), "a<!b");
    }

    #[test]
    fn markup_is_what_the_element_says() {
        assert_eq!(markup("&lt;b&gt;x&lt;/b&gt;", "type=\"html\"", false), "<b>x</b>");
        assert_eq!(markup("1 &lt; 2 &amp; 3", "type='text'", false), "1 &lt; 2 &amp; 3");
        assert_eq!(markup("<div><b>x</b> &lt;</div>", "type='xhtml'", true), "<div><b>x</b> &lt;</div>");
        assert_eq!(markup("<![CDATA[<b>x</b>]]>", "type='xhtml'", false), "<b>x</b>");
        assert_eq!(markup("PGI+eDwv\n Yj4=", "mode='base64'", false), "<b>x</b>");
        assert_eq!(markup("not base64!", "type='image/png'", false), "not base64!");
    }

    #[test]
    fn a_line_is_plain() {
        assert_eq!(line(" The\n <b>ferry</b>", "", true), "The ferry");
        assert_eq!(line("Fish &amp;amp; chips", "", false), "Fish & chips");
        assert_eq!(line("How &lt;b&gt; works", "type='text'", false), "How <b> works");
    }
}
