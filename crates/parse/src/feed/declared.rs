//! Entities that a document declares itself (XML 1.0, 4.2), resolved where they are plain text: *<!ENTITY co "Company & Sons">*. What is
//! made of others or stands elsewhere is left as it is: neither bombs nor files are read.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::entities;

/// Declarations are read so far, in bytes; those of all names of HTML take 20 KB.
const DECLARATIONS_BYTES_MAX: usize = 64 * 1024;

/// Further entities are not resolved. HTML has 253 names.
const DECLARED_MAX: usize = 500;

/// Nor is a longer one, in bytes.
const ENTITY_BYTES_MAX: usize = 1024;

/// What all references to them may add to a document, in bytes; further ones are left as they are.
const ADDED_BYTES_MAX: usize = 1024 * 1024;

/// XML's own, which need no declaration.
const OF_XML: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// A document with its references to plain entities resolved, and whether there are others, which are left as they are.
pub(super) fn resolve(text: &str) -> (Cow<'_, str>, bool) {
    let found = declarations(text).map(|(declared, rest)| (entities_in(declared), rest));
    let Some((declared, mut rest)) = found.filter(|(declared, _)| !declared.is_empty()) else {
        return (Cow::Borrowed(text), false);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(text.get(..text.len() - rest.len()).unwrap_or_default());
    let (mut added, mut is_left) = (0, false);
    while let Some(at) = memchr::memchr2(b'&', b'<', rest.as_bytes()) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let length = match reference(here) {
            Some(name) => {
                let length = name.len() + 2;
                match declared.get(name) {
                    Some(Some(value)) if added + value.len() <= ADDED_BYTES_MAX => {
                        added += value.len();
                        out.push_str(value);
                    }
                    known => {
                        is_left |= known.is_some();
                        out.push_str(here.get(..length).unwrap_or_default());
                    }
                }
                length
            }
            None => {
                let length = section(here);
                out.push_str(here.get(..length).unwrap_or_default());
                length
            }
        };
        rest = here.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    (Cow::Owned(out), is_left)
}

/// The declarations within a document's type declaration, and what follows where they begin.
fn declarations(text: &str) -> Option<(&str, &str)> {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        rest = rest.get(rest.find(end)? + end.len()..)?.trim_start();
    }
    let of_type = rest.get("<!DOCTYPE".len()..)?;
    let is_type = rest.get(..rest.len() - of_type.len())?.eq_ignore_ascii_case("<!DOCTYPE");
    let at = of_type.find(['[', '>']).filter(|_| is_type)?;
    let rest = of_type.get(at..)?.strip_prefix('[')?;
    let declared = rest.get(..rest.floor_char_boundary(DECLARATIONS_BYTES_MAX))?;
    let end = end_of_declarations(declared);
    Some(rest.split_at(end))
}

/// Where the bracket stands that closes declarations, outside quotation marks and comments.
fn end_of_declarations(declared: &str) -> usize {
    marks(declared)
        .find(|at| declared.get(*at..).is_some_and(|rest| rest.starts_with(']')))
        .unwrap_or(declared.len())
}

/// Where brackets and angles stand outside quotation marks and comments.
fn marks(declared: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = declared.get(at..)?;
            let next = at + rest.find([']', '"', '\'', '<'])?;
            let here = declared.get(next..)?;
            let quote = here.chars().next()?;
            at = next
                + match quote {
                    ']' => 1,
                    '<' => section(here),
                    _ => here.get(1..)?.find(quote)? + 2,
                };
            if quote == ']' || at == next + 1 {
                return Some(next);
            }
        }
    })
}

/// The entities that are declared, as text for a document; `None` for one that is no plain text. The first of a name counts.
fn entities_in(declared: &str) -> HashMap<&str, Option<String>> {
    let mut found = HashMap::new();
    let declarations = marks(declared).filter_map(|at| declared.get(at..)?.strip_prefix("<!ENTITY"));
    for declaration in declarations {
        let Some((name, value)) = declaration.trim_start().split_once(char::is_whitespace) else { continue };
        // Those of declarations are called *%*.
        if found.len() < DECLARED_MAX && is_name(name) && !OF_XML.contains(&name) {
            found.entry(name).or_insert_with(|| plain(value.trim_start()));
        }
    }
    found
}

/// What a quoted value stands for, escaped so that it is text wherever it is put.
fn plain(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let value = value.get(1..)?.split_once(quote).map(|(value, _)| value)?;
    if value.len() > ENTITY_BYTES_MAX || value.contains('<') {
        return None;
    }
    let text = entities::resolve(value);
    let is_of_others =
        text.match_indices('&').any(|(at, _)| reference(text.get(at..).unwrap_or_default()).is_some());
    (!is_of_others).then(|| entities::escaped(&text))
}

/// The name of the reference that a text begins with: `&co;`.
fn reference(text: &str) -> Option<&str> {
    /// A longer name is none, in bytes.
    const NAME_MAX: usize = 64;
    let name = text.strip_prefix('&')?;
    let name = name.get(..name.floor_char_boundary(NAME_MAX))?;
    name.split_once(';').map(|(name, _)| name).filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(is_part)
}

/// How long the section or comment is that a text begins with, in which nothing is a reference; one byte where it is neither.
fn section(text: &str) -> usize {
    let length = |start: &str, end: &str| {
        let inside = text.strip_prefix(start)?;
        Some(inside.find(end).map_or(text.len(), |at| start.len() + at + end.len()))
    };
    length("<!--", "-->").or_else(|| length("<![CDATA[", "]]>")).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declared: &str, text: &str, want: &str, left: bool) {
        let head = format!("<?xml version='1.0'?><!-- x --><!DOCTYPE rss [{declared}]>");
        let document = format!("{head}{text}");
        let (read, is_left) = resolve(&document);
        assert_eq!((read.strip_prefix(&head), is_left), (Some(want), left), "of {document}");
    }

    #[test]
    fn plain_entities_are_resolved_and_others_are_left() {
        let co = "<!ENTITY co \"Company Sons\">";
        check(
            co,
            "&co; wins &co; &nosuch; &amp;co;",
            "Company Sons wins Company Sons &nosuch; &amp;co;",
            false,
        );
        check(
            co,
            "<a t='&co;'><![CDATA[&co;]]><!--&co;-->",
            "<a t='Company Sons'><![CDATA[&co;]]><!--&co;-->",
            false,
        );
        check("\n<!ENTITY a 'x'>\n<!-- ] --><!ENTITY b \"]>'é'\">", "&a;&b;", "x]&gt;&#39;é&#39;", false);
        check("<!ENTITY a 'A &amp; B &#233;'>", "&a;", "A &amp; B é", false);
        check("<!ENTITY a 'x'><!ENTITY a 'y'>", "&a;", "x", false);
        check("<!-- <!ENTITY a 'x'> --><!ENTITY a 'y'><!-- it's --><!ENTITY b 'z'>", "&a;&b;", "yz", false);
        check("<!ENTITY a '>!--'><!ENTITY b \"<!ENTITY c 'x'>\">", "&a;&c;", "&gt;!--&c;", false);
        check("<!ENTITY lt '&#38;#60;'><!ENTITY a 'x'>", "&lt;&a;", "&lt;x", false);
        check("<!ENTITY a 'x'><!ENTITY b '&a;&a;'>", "&b;&a;", "&b;x", true);
        check("<!ENTITY a '<b>x</b>'>", "&a;", "&a;", true);
        check("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;", "&a;", true);
        check("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "b", "b", false);
        check("<!ENTITY % a PUBLIC \"-//x\" \"http://x\"> %a;", "&a;", "&a;", false);
        check(&format!("<!ENTITY a '{}'>", "x".repeat(2_000)), "&a;", "&a;", true);
    }

    #[test]
    fn a_document_without_declarations_is_left_alone() {
        for text in [
            "<rss>&co;</rss>",
            "<!DOCTYPE rss><a>[&co;]</a>",
            "<!DOCTYPE",
            "<!DOCTYPE a [",
            "<?xml",
            "<!--",
            "",
        ] {
            assert_eq!(resolve(text), (Cow::Borrowed(text), false));
        }
    }

    #[test]
    fn what_references_add_is_bounded() {
        let head = format!("<!DOCTYPE a [<!ENTITY a '{}'>]>", "x".repeat(1_000));
        let document = head + &"&a;".repeat(100_000);
        let (read, is_left) = resolve(&document);
        assert!(is_left && read.len() <= document.len() + ADDED_BYTES_MAX, "{}", read.len());
        let open = "<!DOCTYPE a [".to_owned() + &"<!ENTITY a '".repeat(100_000);
        assert_eq!(resolve(&open).0.len(), open.len());
    }
}
