//! Character references: `&amp;`, `&#8217;`, `&eacute;` to the characters they stand for, and XML's characters to references.
//!
//! Names come from the HTML5 table. References that are not ones stay as they are: a bare `&` is text.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// No HTML5 name is longer (`CounterClockwiseContourIntegral`, 31).
const NAME_MAX: usize = 32;

/// What windows-1252 has at 0x80 to 0x9F, which is what a number in that range is meant to be (HTML5, numeric character
/// reference end state).
pub(crate) const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// `text` with its character references resolved, in one pass; borrowed where there is none.
pub(crate) fn resolve(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let (plain, mut rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len());
    out.push_str(plain);
    while !rest.is_empty() {
        let taken = push_reference(rest, &mut out);
        rest = rest.get(taken..).unwrap_or_default();
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at(next);
        out.push_str(plain);
        rest = tail;
    }
    Cow::Owned(out)
}

/// `text` as the text or an attribute of an XML document.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// Pushes what the reference at the start of `rest` (an `&`) stands for and returns its length in bytes; where it is no
/// reference, the `&` itself.
fn push_reference(rest: &str, out: &mut String) -> usize {
    let found = match rest.as_bytes().get(1) {
        Some(b'#') => numeric(rest).map(|(character, length)| {
            out.push(character);
            length
        }),
        Some(letter) if letter.is_ascii_alphabetic() => named(rest).map(|(characters, length)| {
            out.extend(characters.into_iter().filter(|character| *character != '\0'));
            length
        }),
        _ => None,
    };
    found.unwrap_or_else(|| {
        out.push('&');
        1
    })
}

/// `&#8217;` or `&#x2019;`: the character and the reference's length. The semicolon may be missing.
fn numeric(rest: &str) -> Option<(char, usize)> {
    let hexadecimal = matches!(rest.as_bytes().get(2), Some(b'x' | b'X'));
    let (start, radix) = if hexadecimal { (3, 16) } else { (2, 10) };
    let digits = rest.get(start..)?;
    let length = digits.bytes().take(NAME_MAX).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    // Too large a number is still a number, of a character that does not exist.
    let number = u32::from_str_radix(digits.get(..length).filter(|digits| !digits.is_empty())?, radix);
    let character = match number.unwrap_or(u32::MAX) {
        0 => char::REPLACEMENT_CHARACTER,
        code @ 0x80..=0x9f => *WINDOWS_1252.get(code as usize - 0x80)?,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((character, start + length + usize::from(digits.as_bytes().get(length) == Some(&b';'))))
}

/// `&eacute;`: the characters and the reference's length. The names of Latin-1 do without the semicolon, as in browsers;
/// but `&copy=1` and `&notit`, in an address or a name, are no references.
fn named(rest: &str) -> Option<([char; 2], usize)> {
    let name = rest.get(1..)?;
    let length = name.bytes().take(NAME_MAX).take_while(u8::is_ascii_alphanumeric).count();
    let end = match name.as_bytes().get(length) {
        Some(b';') => length + 1,
        Some(b'=') => return None,
        _ => length,
    };
    // What RSS 0.91's DTD and HTML 4 mean; HTML5's are brackets of mathematics.
    match name.get(..end) {
        Some("lang;") => return Some((['\u{2329}', '\0'], end + 1)),
        Some("rang;") => return Some((['\u{232a}', '\0'], end + 1)),
        _ => {}
    }
    // The table also holds the beginnings of names, as zeros.
    let (first, second) = *NAMED_ENTITIES.get(name.get(..end)?).filter(|(first, _)| *first != 0)?;
    Some(([char::from_u32(first)?, char::from_u32(second)?], end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        assert_eq!(resolve(text), want, "of {text:?}");
    }

    #[test]
    fn resolves_what_is_a_reference_and_leaves_the_rest() {
        check("plain", "plain");
        check("Tom &amp; Jerry", "Tom & Jerry");
        check("AT&T & more", "AT&T & more");
        check("&eacute;t&eacute; &hellip;", "été …");
        check("don&#146;t &#x2019; &#8217;", "don’t ’ ’");
        check("&#0; &#xD800; &#99999999999;", "\u{fffd} \u{fffd} \u{fffd}");
        check("&copy 2020 &nosuch; &", "© 2020 &nosuch; &");
        check("?a=1&copy=2&lang=en", "?a=1&copy=2&lang=en");
        check("&#; &#x; &amp;amp;", "&#; &#x; &amp;");
        check("&é", "&é");
    }

    #[test]
    fn what_is_escaped_is_resolved_to_itself() {
        assert_eq!(escaped("<a b=\"c\" d='e'> &amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt; &amp;amp;");
        check(&escaped("<a b=\"c\" d='e'> &amp;"), "<a b=\"c\" d='e'> &amp;");
    }
}
