//! JSON as it is found: a bound on what a document takes in memory, known before it is read, and a reading of what is damaged.

use std::borrow::Cow;

use serde_json::Value;

/// Values in one document. A feed of a thousand items has some 20,000; each takes up to 700 bytes once read, which a
/// document could otherwise ask for with every seven of its own.
pub(crate) const VALUES_MAX: usize = 250_000;

/// Deeper values of a damaged document are left out; sound ones are refused by the library from 128 on.
const NESTING_MAX: usize = 64;

/// What the names begin with of values that stand in an object without one.
pub(crate) const NAMELESS: &str = "?";

/// How many values the document has at the most, by what separates values, in strings too: a bound need not be exact. `None` where that
/// is more than `max`.
pub(crate) fn bound(document: &str, max: usize) -> Option<usize> {
    let count =
        memchr::memchr3_iter(b'{', b'[', b',', document.as_bytes()).take(max.saturating_add(1)).count();
    (count <= max).then_some(count)
}

/// A damaged document as far as it can be read.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) value: Value,
    /// How many values it has, names and what holds others counted.
    pub(crate) values: usize,
    /// Whether it ends in the middle.
    pub(crate) is_cut_off: bool,
}

/// Reads a document that a strict reader refuses: strings with control characters, lone halves of pairs and quotes of their own;
/// commas too many or too few; words that are no values; what follows the end; and what is cut off, all but the string that it
/// is cut off in. What comes after `max` values is left out. Takes linear time, and `None` where nothing begins.
pub(crate) fn mended(document: &str, max: usize) -> Option<Mended> {
    let mut mender = Mender {
        rest: document,
        out: String::with_capacity(document.len()),
        open: Vec::new(),
        deeper: 0,
        nameless: 0,
        values: 0,
    };
    while mender.values < max && mender.step() {}
    let values = mender.values;
    let is_cut_off = !mender.open.is_empty();
    while let Some(open) = mender.open.pop() {
        mender.out.push(open.end());
    }
    let value = serde_json::from_str(&mender.out).ok()?;
    Some(Mended { value, values, is_cut_off })
}

/// An object or array that is open.
struct Open {
    is_object: bool,
    /// Something stands in it.
    has_any: bool,
    /// The name, as JSON writes it, whose value has not come yet.
    name: Option<String>,
}

impl Open {
    fn end(&self) -> char {
        if self.is_object { '}' } else { ']' }
    }
}

struct Mender<'a> {
    rest: &'a str,
    /// Sound JSON but for what is open.
    out: String,
    open: Vec<Open>,
    /// How many values are open that nest too deeply.
    deeper: usize,
    /// How many values have been given names.
    nameless: usize,
    /// How many have been written.
    values: usize,
}

impl<'a> Mender<'a> {
    /// Takes in the next token; `false` at the end of the value or of the document.
    fn step(&mut self) -> bool {
        self.rest =
            self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '\u{feff}'));
        let Some(next) = self.rest.chars().next() else { return false };
        match next {
            '"' => match self.string() {
                Some(text) => self.take(&text),
                None => {
                    self.rest = "";
                    return false;
                }
            },
            '{' | '[' => {
                self.skip(1);
                self.start(next == '{');
            }
            '}' | ']' => {
                self.skip(1);
                self.end(next == '}');
            }
            ',' => {
                self.skip(1);
                self.drop_name();
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || ",:{}[]\"".contains(c);
                let word = self.rest.split(ends).next().unwrap_or_default();
                self.skip(word.len().max(next.len_utf8()));
                let is_value = serde_json::from_str::<Value>(word).is_ok();
                self.take_value(if is_value { word } else { "null" });
            }
        }
        !self.open.is_empty()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn start(&mut self, is_object: bool) {
        if self.open.len() >= NESTING_MAX {
            self.deeper += 1;
            return;
        }
        // One without a name in an object that stands in an array is the next in that array, and the end of the one before is lost.
        if let [.., outer, inner] = self.open.as_slice()
            && is_object
            && !outer.is_object
            && inner.is_object
            && inner.name.is_none()
        {
            self.end(true);
        }
        self.before_value();
        self.out.push(if is_object { '{' } else { '[' });
        self.open.push(Open { is_object, has_any: false, name: None });
    }

    /// An end closes all that was opened since its own start; one without a start is none.
    fn end(&mut self, is_object: bool) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(own) = self.open.iter().rposition(|open| open.is_object == is_object) else { return };
        // Nothing of the document follows its own end.
        let goes_on = || self.rest.trim_start().starts_with([',', '"', '{', '}', '[', ']']);
        if own == 0 && goes_on() {
            return;
        }
        for open in self.open.drain(own..).rev() {
            self.out.push(open.end());
        }
    }

    /// A string is a name where a colon follows, and a value else.
    fn take(&mut self, text: &str) {
        if self.deeper > 0 || !self.rest.trim_start().starts_with(':') {
            return self.take_value(text);
        }
        if self.open.last().is_some_and(|open| !open.is_object) {
            self.start(true);
        }
        if let Some(open) = self.open.last_mut() {
            open.name = Some(text.to_owned());
        }
    }

    /// A value as it is to be written; one without a name, where it needs one, is left out.
    fn take_value(&mut self, value: &str) {
        let is_named = self.open.last().is_some_and(|open| !open.is_object || open.name.is_some());
        if self.deeper == 0 && is_named {
            self.before_value();
            self.out.push_str(value);
        }
    }

    /// A name that a comma follows has no value.
    fn drop_name(&mut self) {
        if let Some(open) = self.open.last_mut().filter(|_| self.deeper == 0) {
            open.name = None;
        }
    }

    fn before_value(&mut self) {
        self.values += 1;
        let Some(open) = self.open.last_mut() else { return };
        if std::mem::replace(&mut open.has_any, true) {
            self.out.push(',');
        }
        if open.is_object {
            let name = open.name.take().unwrap_or_else(|| {
                self.nameless += 1;
                format!("\"{NAMELESS}{}\"", self.nameless)
            });
            self.out.push_str(&name);
            self.out.push(':');
        }
    }

    /// The string that begins here, as JSON writes it; `None` where the document ends in it.
    fn string(&mut self) -> Option<String> {
        let inside = self.rest.get(1..)?;
        let mut text = String::from("\"");
        let mut at = 0;
        loop {
            let rest = inside.get(at..)?;
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            text.push_str(rest.get(..plain)?);
            let rest = rest.get(plain..)?;
            at += plain;
            let (taken, written): (usize, Cow<'_, str>) = match rest.as_bytes().first()? {
                b'"' if ends_string(rest.get(1..)?) => {
                    text.push('"');
                    self.skip(1 + at + 1);
                    return Some(text);
                }
                b'"' => (1, "\\\"".into()),
                b'\\' => escape(rest)?,
                control => (1, format!("\\u{control:04x}").into()),
            };
            text.push_str(&written);
            at += taken;
        }
    }
}

/// Whether a string has ended, by what follows its quote: a quote of its own is followed by words.
fn ends_string(after: &str) -> bool {
    let next = after.trim_start_matches(|c: char| c <= ' ');
    let apart = next.len() < after.len();
    next.is_empty() || next.starts_with([',', ':', '}', ']', '{', '[']) || apart && next.starts_with('"')
}

/// How many bytes an escape takes, and how it is written: a half of a pair without the other is no character. `None` where the
/// document ends in it.
fn escape(text: &str) -> Option<(usize, Cow<'_, str>)> {
    const REPLACEMENT: &str = "\\ufffd";
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    let kind = text.chars().nth(1)?;
    let length = 1 + kind.len_utf8();
    Some(match (kind, unit(0)) {
        ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't', _) => (length, text.get(..length)?.into()),
        ('u', Some(0xd800..=0xdbff)) => match unit(6) {
            Some(0xdc00..=0xdfff) => (12, text.get(..12)?.into()),
            _ => (6, REPLACEMENT.into()),
        },
        ('u', Some(0xdc00..=0xdfff)) => (6, REPLACEMENT.into()),
        ('u', Some(_)) => (6, text.get(..6)?.into()),
        _ => (1, "\\\\".into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, is_cut_off: bool) {
        let mended = mended(text, VALUES_MAX).unwrap();
        assert_eq!((mended.value.to_string().as_str(), mended.is_cut_off), (expected, is_cut_off), "{text}");
    }

    #[test]
    fn what_is_damaged_is_read_as_far_as_it_goes() {
        check(
            r#"{"a":"cut \ud83d","b":"\ude00 \ud83d\ude00"}"#,
            "{\"a\":\"cut \u{fffd}\",\"b\":\"\u{fffd} 😀\"}",
            false,
        );
        check("{\"a\":\"one\ttwo\nthree\"}", r#"{"a":"one\ttwo\nthree"}"#, false);
        check(r#"{"a":"he said "no" today","b":1}"#, r#"{"a":"he said \"no\" today","b":1}"#, false);
        check(r#"{"a":"C:\data \u12"}"#, r#"{"a":"C:\\data \\u12"}"#, false);
        check(r#"{"a":[1,2,],"b":NaN,}"#, r#"{"a":[1,2],"b":null}"#, false);
        check("{\"a\":1\n\"b\":\"x\" \"c\":undefined}", r#"{"a":1,"b":"x","c":null}"#, false);
        check(r#"{"a":1} // cached {"a":2}"#, r#"{"a":1}"#, false);
        check(r#"[{"a":[1,{"b":2]}"#, r#"[{"a":[1,{"b":2}]}]"#, true);
        check(r#"{"a":1,} end"#, r#"{"a":1}"#, false);
        check(r#"[{"a" [{"b":1}],"c":2},{"d":3}]"#, r#"[{"?1":[{"b":1}],"c":2},{"d":3}]"#, false);
        check(
            r#"[{"a":1,"b":{"c":2},{"d":3}},"e":4},{"f":5}]"#,
            r#"[{"a":1,"b":{"c":2}},{"d":3},{"e":4},{"f":5}]"#,
            false,
        );
    }

    #[test]
    fn a_document_that_is_cut_off_keeps_what_is_whole() {
        let whole = r#"{"a":[{"b":"x\ny","c":1.5},{"b":"z"}],"d":true}"#;
        for cut in 1..whole.len() {
            let mended = mended(whole.get(..cut).unwrap(), VALUES_MAX).unwrap();
            assert!(mended.is_cut_off);
            let (known, all) =
                (mended.value.to_string(), serde_json::from_str::<Value>(whole).unwrap().to_string());
            let same = known.trim_end_matches(['}', ']']);
            assert!(
                all.starts_with(same) || known.contains("null") || same.ends_with("\"c\":1"),
                "{cut}: {known}"
            );
        }
        assert!(mended("", 9).is_none() && mended("words", 9).is_none());
    }

    #[test]
    fn no_more_values_are_read_than_may_be() {
        let many = format!("[{}", "1 ".repeat(9_000));
        let read = mended(&many, 100).unwrap();
        assert_eq!(
            (read.value.as_array().map(Vec::len), read.values, read.is_cut_off),
            (Some(99), 100, true)
        );
    }

    #[test]
    fn what_nests_too_deeply_is_left_out() {
        let deep = format!("{{\"a\":{}1{},\"b\":2}}", "[".repeat(9000), "]".repeat(9000));
        assert_eq!(mended(&deep, VALUES_MAX).unwrap().value["b"], 2);
    }
}
