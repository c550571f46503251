//! Bytes to text: which character set a document is in, and its text in UTF-8.
//!
//! The order is that of FACTS rather than of the standards, since servers and prologs lie more often than bytes do: byte
//! order mark, valid UTF-8, the server's word, the document's own word, a guess from the bytes.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::entities::WINDOWS_1252;

/// How many bytes the guess looks at: enough for any text to show itself, and a bound on its time.
const GUESS_BYTES_MAX: usize = 256 * 1024;

/// A document that declares UTF-8, or nothing, is UTF-8 with damage while it has this many whole characters beyond ASCII
/// for each broken sequence; with fewer it is in another character set.
const WHOLE_PER_BROKEN: usize = 2;

/// A document's text, and what had to be done to get it.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: &'static Encoding,
    /// Some bytes meant nothing in that character set and became U+FFFD.
    pub(crate) damaged: bool,
}

/// Decodes `bytes`; `declared` is the document's own label, from a prolog or a `meta`. The controls U+0080 to U+009F, which no
/// text has, become what windows-1252 has in their places.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    declared: Option<&[u8]>,
) -> Decoded<'a> {
    let mut decoded = decode_bytes(bytes, content_type, declared);
    let text = decoded.text.as_bytes();
    let is_control = |at: usize| matches!(text.get(at + 1), Some(0x80..=0x9f));
    if memchr::memchr_iter(0xc2, text).any(is_control) {
        let meant = |c: char| match c {
            '\u{80}'..='\u{9f}' => WINDOWS_1252.get(c as usize - 0x80).copied().unwrap_or(c),
            _ => c,
        };
        decoded.text = Cow::Owned(decoded.text.chars().map(meant).collect());
    }
    decoded
}

fn decode_bytes<'a>(bytes: &'a [u8], content_type: Option<&str>, declared: Option<&[u8]>) -> Decoded<'a> {
    if let Some(text) = utf32(bytes) {
        return Decoded { text: Cow::Owned(text), encoding: UTF_8, damaged: false };
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(encoding, bytes);
    }
    let served = content_type.and_then(charset).and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = declared.and_then(Encoding::for_label);
    // ISO-2022-JP is ASCII with escapes, so it is always valid UTF-8 too.
    if [served, declared].contains(&Some(ISO_2022_JP)) && memchr::memchr(0x1b, bytes).is_some() {
        return decode_as(ISO_2022_JP, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8, damaged: false };
    }
    let labelled = served.or(declared).filter(|encoding| !is_utf16(encoding));
    match labelled {
        Some(encoding) if encoding != UTF_8 => decode_as(encoding, bytes),
        _ if mostly_utf8(bytes) => decode_as(UTF_8, bytes),
        _ => decode_as(guess(bytes), bytes),
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding, damaged }
}

/// UTF-16 shows itself without a mark too: markup starts with ASCII, every other byte of which is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [0, first, 0, second] if *first != 0 && *second != 0 => Some(UTF_16BE),
        [first, 0, second, 0] if *first != 0 && *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// UTF-32, which `encoding_rs` leaves out as browsers do: by its mark, or by the three zeros around the ASCII that markup starts with.
fn utf32(bytes: &[u8]) -> Option<String> {
    let number: fn([u8; 4]) -> u32 = match *bytes.get(..4)? {
        [0, 0, 0xfe, 0xff] => u32::from_be_bytes,
        [0xff, 0xfe, 0, 0] => u32::from_le_bytes,
        [0, 0, 0, first] if first != 0 => u32::from_be_bytes,
        [first, 0, 0, 0] if first != 0 => u32::from_le_bytes,
        _ => return None,
    };
    let (whole, _) = bytes.as_chunks::<4>();
    let character = |four: &[u8; 4]| char::from_u32(number(*four)).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some(whole.iter().map(character).filter(|c| *c != '\u{feff}').collect())
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16BE || encoding == UTF_16LE
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken * WHOLE_PER_BROKEN
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..GUESS_BYTES_MAX).unwrap_or(bytes), true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Formats that are told by their first bytes.
pub(crate) fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 8] = [
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b", "compressed (gzip)"),
        (b"\x28\xb5\x2f\xfd", "compressed (zstd)"),
        (b"RIFF", "an image or a sound"),
    ];
    known.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, format)| *format)
}

/// The charset of a `Content-Type` value.
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, declared: Option<&str>, want: &str) {
        let decoded = decode(bytes, content_type, declared.map(str::as_bytes));
        assert_eq!(decoded.text, want, "of {bytes:?} as {content_type:?}, {declared:?}");
    }

    #[test]
    fn utf32_is_known_by_its_zeros() {
        let text = "<rss>\u{e9}\u{1f4f0}</rss>";
        let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let little: Vec<u8> =
            "\u{feff}".chars().chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(decode(&big, None, None).text, text);
        assert_eq!(decode(&little, None, None).text, text);
        assert_eq!(decode(b"<\0\0\0\xff\xff\xff\xff", None, None).text, "<\u{fffd}");
    }

    #[test]
    fn decodes_by_mark_bytes_server_document_and_guess() {
        check("\u{feff}été".as_bytes(), Some("text/xml; charset=latin1"), None, "été");
        check(b"\xff\xfe<\0a\0", None, None, "<a");
        check(b"\xfe\xff\0<\0a", None, Some("utf-8"), "<a");
        check(b"\0<\0a\0>", None, None, "<a>");
        check(b"<\0a\0>\0", None, None, "<a>");
        check("été".as_bytes(), Some("text/xml; charset=iso-8859-1"), None, "été");
        check(b"\xe9t\xe9", Some("text/xml; Charset=\"iso-8859-1\""), Some("utf-8"), "été");
        check(b"\xe9t\xe9", None, Some("windows-1252"), "été");
        check(b"un \xe9t\xe9 \xe0 la plage", None, Some("utf-8"), "un été à la plage");
        check(b"\x1b$B%F\x1b(B", None, Some("iso-2022-jp"), "テ");
        check(b"<a>", None, Some("utf-16"), "<a>");
        check("it\u{92}s".as_bytes(), None, None, "it’s");
    }

    #[test]
    fn damage_does_not_change_the_character_set() {
        let decoded = decode(b"\xc3\xa9t\xc3\xa9 \xff \xc3\xa0", None, Some(b"utf-8"));
        assert_eq!(decoded.text, "été \u{fffd} à");
        assert!(decoded.damaged);
        assert_eq!(decoded.encoding, UTF_8);
    }
}
