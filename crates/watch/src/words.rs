//! Text as words: where each begins and ends, how it is compared, and what stands before it. The one place that decides
//! what a word is, for articles, names and rules alike; what is *not* here is any meaning of the words.
//!
//! A word is a run of letters, digits and marks. Elisions (`l’API`), possessives (`Meta’s`) and hyphens part words;
//! single letters with dots (`U.S.`) and numbers (`3,000`) are one word. Scripts that are written without spaces, and
//! Hangul with its particles, give a word for each character. The symbols of `AT&T`, `C++`, `C#` and `.NET` are words
//! that do not count.

use model::is_unspaced;
use unicode_normalization::char::is_combining_mark;

use crate::fold::{fold, is_invisible, narrow};
use crate::gap::{self, Gap};
use crate::key::{Key, ascii_run};

/// Where a word stands and what kind it is; its folded form is [`Words::folded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Byte offset of its first character.
    pub(crate) start: u32,
    /// Byte offset after its last character.
    pub(crate) end: u32,
    pub(crate) gap: Gap,
    pub(crate) kind: Kind,
}

impl Span {
    /// How many bytes it has.
    pub(crate) fn len(self) -> u32 {
        self.end - self.start
    }
}

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A run of letters and digits.
    Run,
    /// One character of a script that does not part words.
    Unspaced,
    /// `&`, `+`, `#` or `.` as a part of a name; it takes no place when distances are counted.
    Symbol,
    /// What follows an apostrophe in `Meta’s` and `they’ll`; it takes no place either.
    Clitic,
}

impl Kind {
    /// Whether the word counts when distances are measured.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Kind::Run | Kind::Unspaced)
    }
}

/// The most words of a phrase or a name that is looked for.
pub(crate) const MAX_WORDS: usize = 100;

/// Whether a phrase has more words than any name that is looked for: 100.
pub(crate) fn is_too_long(phrase: &str) -> bool {
    let mut words = Words::of(phrase);
    (0..=MAX_WORDS).all(|_| words.next().is_some())
}

/// Of each word of a term, whether it is single capitals with dots: *U.S.*
pub(crate) fn initials(term: &str) -> impl Iterator<Item = bool> {
    let mut words = Words::of(term);
    std::iter::from_fn(move || {
        let (span, _) = words.next()?;
        let word = term.get(span.start as usize..span.end as usize).unwrap_or_default();
        let is_initial = |letter: &str| {
            let mut chars = letter.chars();
            chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
        };
        Some(word.contains('.') && word.split('.').all(is_initial))
    })
}

/// Walks the words of one text. `next` gives a word's place and its key; `folded` is of the word it gave last.
pub(crate) struct Words<'t> {
    text: &'t str,
    at: usize,
    /// Where the word given last begins and ends.
    last: Option<(usize, usize)>,
    folded: String,
    /// Whether the last word is plain ASCII and not folded yet.
    unfolded: bool,
}

/// What an ASCII character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit.
    Letter,
    /// It parts words, whatever stands beside it.
    Separator,
    /// It depends on its surroundings, or is no ASCII character.
    Other,
}

/// The [`Class`] of each byte.
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            b'&' | b'+' | b'#' | b'.' | b'\'' | b'`' => Class::Other,
            _ => Class::Separator,
        };
        byte += 1;
    }
    classes
};

impl<'t> Words<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        // Offsets are kept in 32 bits; a text beyond that is read up to there.
        let text = text.get(..text.floor_char_boundary(u32::MAX as usize)).unwrap_or(text);
        Words { text, at: 0, last: None, folded: String::new(), unfolded: false }
    }

    /// The word that `next` gave last, as words are compared.
    pub(crate) fn folded(&mut self) -> &str {
        if self.unfolded {
            self.unfolded = false;
            self.folded.clear();
            let word = self.last.and_then(|(start, end)| self.text.get(start..end));
            self.folded.push_str(word.unwrap_or_default());
            self.folded.make_ascii_lowercase();
        }
        &self.folded
    }

    /// The next word's place and the key of the folded word, or `None` at the end of the text.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<(Span, Key)> {
        if let Some(word) = self.plain() {
            return Some(word);
        }
        let (span, key) = self.next_slowly()?;
        Some((span, key))
    }

    #[inline(never)]
    fn next_slowly(&mut self) -> Option<(Span, Key)> {
        loop {
            let c = self.peek(self.at)?;
            if is_letter(c) {
                let span = if is_unspaced(c) { self.unspaced(c) } else { self.run() };
                return Some(self.give(span));
            }
            let end = self.at + c.len_utf8();
            if self.is_symbol(c) {
                let span =
                    Span { start: self.at as u32, end: end as u32, gap: Gap::None, kind: Kind::Symbol };
                return Some(self.give(span));
            }
            self.at = end;
        }
    }

    /// The next word where it is one of most: ASCII letters and digits after ASCII that parts words, and nothing after them
    /// that could belong to the word. Says the same as the slower way, which is taken otherwise.
    #[inline]
    fn plain(&mut self) -> Option<(Span, Key)> {
        let bytes = self.text.as_bytes();
        let start = self.separated()?;
        let (length, key) = ascii_run(bytes.get(start..)?);
        let end = start + length;
        let may_go_on = match bytes.get(end) {
            None => false,
            Some(b'.' | b',') => {
                let joins = |next: &u8| next.is_ascii_alphanumeric() || !next.is_ascii();
                length == 1 || bytes.get(end + 1).is_some_and(joins)
            }
            Some(b'\'' | b'`') => true,
            Some(byte) => !byte.is_ascii(),
        };
        if may_go_on {
            return None;
        }
        let gap = self.gap_before(start);
        (self.at, self.last, self.unfolded) = (end, Some((start, end)), true);
        Some((Span { start: start as u32, end: end as u32, gap, kind: Kind::Run }, key))
    }

    /// Where the next word begins, if nothing but ASCII that parts words stands before it.
    fn separated(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        // A dot that follows a word directly begins no name like *.NET*, where words are parted.
        let follows = self.at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii);
        let ends = self.last.is_some() && follows && bytes.get(self.at) == Some(&b'.');
        let mut at = self.at + usize::from(ends);
        loop {
            match CLASSES[usize::from(*bytes.get(at)?)] {
                Class::Letter => return Some(at),
                Class::Separator => at += 1,
                Class::Other => return None,
            }
        }
    }

    /// What stands between the last word and the one that begins at `start`.
    fn gap_before(&self, start: usize) -> Gap {
        self.last.map_or(Gap::Paragraph, |(first, end)| gap::between(self.text, first..end, start))
    }

    fn give(&mut self, span: Span) -> (Span, Key) {
        let start = span.start as usize;
        let gap = self.gap_before(start);
        self.at = span.end as usize;
        let word = self.text.get(start..self.at).unwrap_or_default();
        self.unfolded = false;
        self.folded.clear();
        fold_word(word, span.kind, &mut self.folded);
        let kind = match span.kind {
            Kind::Run if gap == Gap::Apostrophe && self.is_clitic() => Kind::Clitic,
            kind => kind,
        };
        self.last = Some((start, self.at));
        (Span { gap, kind, ..span }, Key::of(self.folded.as_bytes()))
    }

    /// Whether the word just folded, which follows an apostrophe, is an ending (`’s`, `’ll`) rather than a word.
    fn is_clitic(&self) -> bool {
        matches!(self.folded.as_str(), "s" | "ll" | "re" | "ve" | "d" | "m")
            && !self.apostrophe_and_letter(self.at)
    }

    fn apostrophe_and_letter(&self, at: usize) -> bool {
        self.peek(at)
            .is_some_and(|c| gap::is_apostrophe(c) && self.peek(at + c.len_utf8()).is_some_and(is_letter))
    }

    fn run(&self) -> Span {
        let start = self.at;
        let mut end = self.letters(start);
        if let Some(dotted) = self.initials(start, end) {
            end = dotted;
        } else if let Some(negated) = self.negation(start, end) {
            end = negated;
        }
        // What shows nothing behind a word is none of it: half of a pair of marks of direction, of which the other stands before.
        let word = self.text.get(start..end).unwrap_or_default();
        end = start + word.trim_end_matches(is_invisible).len();
        Span { start: start as u32, end: end as u32, gap: Gap::None, kind: Kind::Run }
    }

    /// The end of the letters and digits that begin at `at`, with the points and commas between digits.
    fn letters(&self, mut at: usize) -> usize {
        let mut digit = false;
        while let Some(c) = self.peek(at) {
            let next = at + c.len_utf8();
            if is_letter(c) && !is_unspaced(c) || is_extender(c) {
                digit = narrow(c).is_ascii_digit();
            } else if !(digit
                && matches!(narrow(c), '.' | ',')
                && self.peek(next).is_some_and(|c| narrow(c).is_ascii_digit()))
            {
                break;
            }
            at = next;
        }
        at
    }

    /// The end of `U.S` in `U.S. troops`: single letters with a dot between, where `start..end` is the first letter.
    fn initials(&self, start: usize, end: usize) -> Option<usize> {
        let mut letter = start..end;
        let mut found = None;
        loop {
            let c = self.peek(letter.start).filter(|c| c.is_alphabetic() && !is_unspaced(*c))?;
            if letter.start + c.len_utf8() != letter.end {
                return found;
            }
            found = (letter.start != start).then_some(letter.end);
            let dot = self.peek(letter.end).filter(|dot| narrow(*dot) == '.');
            let Some(next) = dot.map(|dot| letter.end + dot.len_utf8()) else { return found };
            if !self.peek(next).is_some_and(is_letter) {
                return found;
            }
            letter = next..self.letters(next);
            if letter.is_empty() {
                return found;
            }
        }
    }

    /// The end of `don’t`, where `start..end` is `don`: the negation is a part of the verb.
    fn negation(&self, start: usize, end: usize) -> Option<usize> {
        let apostrophe = self.peek(end).filter(|&c| gap::is_apostrophe(c))?;
        let t = end + apostrophe.len_utf8();
        let word = self.text.get(start..end).unwrap_or_default();
        let after_n = word.ends_with(['n', 'N', 'ｎ', 'Ｎ']) && word.chars().nth(1).is_some();
        let end = t + self.peek(t).filter(|c| matches!(c, 't' | 'T' | 'ｔ' | 'Ｔ'))?.len_utf8();
        (after_n && !self.peek(end).is_some_and(is_letter)).then_some(end)
    }

    fn unspaced(&self, first: char) -> Span {
        let start = self.at;
        let mut end = start + first.len_utf8();
        while let Some(c) = self.peek(end).filter(|&c| is_extender(c) || is_voicing(c)) {
            end += c.len_utf8();
        }
        Span { start: start as u32, end: end as u32, gap: Gap::None, kind: Kind::Unspaced }
    }

    /// Whether the character at hand is a part of a name: `AT&T`, `C++`, `C#`, `.NET`.
    fn is_symbol(&self, c: char) -> bool {
        let attached = self.last.is_some_and(|(_, end)| end == self.at);
        let next = self.peek(self.at + c.len_utf8());
        match c {
            '&' | '＆' => true,
            '+' | '#' | '＋' | '＃' if attached => next.is_none_or(|next| {
                let version = narrow(next).is_ascii_digit() && self.has_version(c);
                !is_letter(next) || is_unspaced(next) || version
            }),
            '.' | '．' if !attached => next.is_some_and(char::is_alphabetic) && !self.ends_something(),
            // In Chinese a plain dot ends nothing: 使用.NET.
            '.' => next.is_some_and(|c| c.is_ascii_alphabetic()) && self.is_behind_unspaced(),
            _ => false,
        }
    }

    /// Whether the digits after a symbol are a version of what is called so, `C++20` and `C#12`, and nothing added: *5G+4G*, *LTE+5G*.
    fn has_version(&self, symbol: char) -> bool {
        let before = self.last.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default();
        match symbol {
            '+' | '＋' => before == "+" || before == "＋",
            _ => {
                let mut letters = before.chars().map(narrow);
                letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next().is_none()
            }
        }
    }

    fn is_behind_unspaced(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.chars().next_back().is_some_and(is_unspaced)
    }

    /// Whether what stands before the dot at hand is ended by it, as by one without its space: *(again).The*.
    fn ends_something(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        let before = before.chars().rev().find(|c| !is_extender(*c));
        before.is_some_and(|c| is_letter(c) && !is_unspaced(c) || ".!?…)]}%".contains(narrow(c)))
    }

    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte < 0x80 { Some(char::from(byte)) } else { self.text.get(at..)?.chars().next() }
    }
}

/// Appends a word as it is compared, without the dots of initials.
pub(crate) fn fold_word(word: &str, kind: Kind, into: &mut String) {
    if kind == Kind::Run && word.len() > 2 && word.contains(['.', '．']) && !starts_with_digit(word) {
        word.split(['.', '．']).for_each(|letter| fold(letter, into));
    } else {
        fold(word, into);
    }
}

/// Whether a character begins or continues a word.
pub(crate) fn is_letter(c: char) -> bool {
    // U+02BC is called a letter and written as an apostrophe: *Обʼєднана*.
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() && c != 'ʼ' }
}

/// Whether a character only ever continues a word.
fn is_extender(c: char) -> bool {
    !c.is_ascii() && (is_invisible(c) || is_combining_mark(c))
}

/// Whether a character changes the one before it to another letter: kana voicing, Hangul vowels and finals.
fn is_voicing(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11ff}' | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}')
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| narrow(c).is_ascii_digit())
}

#[cfg(test)]
mod tests;
