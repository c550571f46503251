//! What stands between two words: whether they can belong to one phrase, and whether a sentence ends between them.

mod end;
mod opener;
mod shortened;

use std::ops::Range;

use crate::fold::{is_invisible, is_wide, narrow};

/// What stands between a word and the one before it, from the closest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Gap {
    /// Nothing at all.
    None,
    /// A hyphen without spaces.
    Hyphen,
    /// An apostrophe without spaces.
    Apostrophe,
    /// A dot, slash or the like without spaces.
    Join,
    /// Spaces or one line break, perhaps with quotation marks, or the dot of an abbreviation.
    Space,
    /// Any other punctuation: a comma, a bracket, a dash.
    Break,
    /// A sentence ended.
    Sentence,
    /// A paragraph ended, or the field begins.
    Paragraph,
}

/// What stands after the word at `word` and before offset `next` of a text.
#[inline]
pub(crate) fn between(text: &str, word: Range<usize>, next: usize) -> Gap {
    match text.as_bytes().get(word.end..next).unwrap_or_default() {
        b"" => Gap::None,
        b" " => Gap::Space,
        b", " => Gap::Break,
        b"-" => Gap::Hyphen,
        // As most sentences end.
        b". " if text.get(word.clone()).is_some_and(shortened::is_plain) => after_stop(text, next),
        _ => classify(text, word, next),
    }
}

/// Whether a character is or stands for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | '＇' | '´' | '`' | '′')
}

/// Whether a character is or stands for a hyphen.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '−' | '－' | '﹘' | '﹣' | '\u{ad}' | '\u{5be}' | '゠')
}

fn is_quote(c: char) -> bool {
    is_apostrophe(c)
        || matches!(
            c,
            '"' | '＂'
                | '“'
                | '”'
                | '„'
                | '‟'
                | '‚'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '「'
                | '」'
                | '『'
                | '』'
                | '《'
                | '》'
        )
}

/// Whether a character stands between words and says nothing there: it shows nothing, or whom a name belongs to.
pub(crate) fn is_passed_over(c: char) -> bool {
    is_invisible(c) || matches!(c, '®' | '™' | '©' | '℠')
}

#[inline(never)]
fn classify(text: &str, word: Range<usize>, next: usize) -> Gap {
    let between = text.get(word.end..next).unwrap_or_default();
    let before = text.get(word.clone()).unwrap_or_default();
    // Between full-width letters the marks of full width are what plain ones are between plain letters, and end no sentence without a
    // space, as they do between ideographs.
    if before.ends_with(is_wide) && text.get(next..).is_some_and(|next| next.starts_with(is_wide)) {
        let plain = |c| if c == '\u{3000}' { ' ' } else { narrow(c) };
        let [between, before] = [between, before].map(|text| text.chars().map(plain).collect::<String>());
        return of_marks(&between, &before, text, word, next);
    }
    // A wide dot joins plain letters as a plain one does.
    let joins = |c: char| c.is_ascii_alphanumeric();
    if between == "．"
        && before.ends_with(joins)
        && text.get(next..).is_some_and(|next| next.starts_with(joins))
    {
        return Gap::Join;
    }
    of_marks(between, before, text, word, next)
}

/// What the marks between two words are, of which the first is `before`, at `word`, and the second begins at offset `next` of a text.
fn of_marks(between: &str, before: &str, text: &str, word: Range<usize>, next: usize) -> Gap {
    // The dot of an abbreviation belongs to it: *U.S.-led* is as close as *US-led*.
    let own_dot = between
        .strip_prefix('.')
        .filter(|rest| !rest.is_empty() && shortened::has_own_dot(text, before, word.start, rest, next));
    let between = own_dot.unwrap_or(between);
    let marks = Marks::of(between);
    let is_end = marks.stop || marks.end;
    match () {
        () if marks.newlines > 1 => Gap::Paragraph,
        () if marks.newlines == 1 && end::begins_item(between) => Gap::Sentence,
        () if marks.ideographic && end::is_quoted(text, word.end, next) => Gap::Break,
        () if is_end && marks.closed => after_stop(text, next),
        () if marks.spaces > 0 && end::is_note(text, between, before, word.start) => after_stop(text, next),
        () if is_end && end::lacks_space(text, between, before, word.start, next) => Gap::Sentence,
        () => marks.within_sentence(between),
    }
}

/// How many marks of each kind stand between two words, without those that are passed over.
#[derive(Default)]
struct Marks {
    all: usize,
    newlines: usize,
    spaces: usize,
    quotes: usize,
    hyphens: usize,
    apostrophes: usize,
    joins: usize,
    breaks: usize,
    /// Whether a full stop is among them, which may also stand within a name…
    stop: bool,
    /// …or another mark that ends sentences…
    end: bool,
    /// …of those that have no space behind them: one of Chinese and Japanese.
    ideographic: bool,
    /// Whether a space is behind one of them, or none is needed.
    closed: bool,
}

impl Marks {
    fn of(between: &str) -> Marks {
        let mut marks = Marks::default();
        for c in seen(between) {
            marks.all += 1;
            marks.take(c);
            marks.closed |= (marks.stop || marks.end) && c.is_whitespace();
        }
        marks
    }

    fn take(&mut self, c: char) {
        match c {
            '\n' | '\u{2028}' | '\u{85}' => {
                (self.newlines, self.spaces) = (self.newlines + 1, self.spaces + 1)
            }
            '\u{2029}' => self.newlines += 2,
            c if c.is_whitespace() => self.spaces += 1,
            '.' | '…' => self.stop = true,
            '!' | '?' | '؟' | '۔' | '։' => self.end = true,
            '。' | '｡' | '！' | '？' | '．' => {
                (self.end, self.closed, self.ideographic) = (true, true, true)
            }
            '।' | '॥' | '።' | '။' | '។' => (self.end, self.closed) = (true, true),
            c if is_hyphen(c) => self.hyphens += 1,
            c if is_apostrophe(c) => {
                (self.apostrophes, self.quotes) = (self.apostrophes + 1, self.quotes + 1)
            }
            c if is_quote(c) => self.quotes += 1,
            '/' | '_' | '@' | '\\' | '·' | '・' | '･' => self.joins += 1,
            _ => self.breaks += 1,
        }
    }

    /// What they are where no sentence ends.
    fn within_sentence(&self, between: &str) -> Gap {
        match () {
            () if self.breaks > 0 || self.end => Gap::Break,
            () if self.all == 1 && self.hyphens == 1 => Gap::Hyphen,
            () if self.all == 1 && self.apostrophes == 1 => Gap::Apostrophe,
            () if self.all == 1 && (self.joins == 1 || self.stop) => Gap::Join,
            // A hyphen at the end of a line, and one that serves as a dash.
            () if self.hyphens == 1 && self.newlines == 1 && seen(between).next().is_some_and(is_hyphen) => {
                Gap::Hyphen
            }
            () if self.hyphens + self.joins > 0 || self.stop => Gap::Break,
            () if self.quotes + self.spaces == self.all => Gap::Space,
            () => Gap::Break,
        }
    }
}

fn seen(between: &str) -> impl Iterator<Item = char> {
    between.chars().filter(|c| !is_passed_over(*c))
}

/// What a full stop, question or exclamation mark with a space after it is: the end of the sentence, unless the next word is
/// in lower case.
fn after_stop(text: &str, next: usize) -> Gap {
    let next_is_lower = text.get(next..).and_then(|t| t.chars().next()).is_some_and(char::is_lowercase);
    if next_is_lower { Gap::Break } else { Gap::Sentence }
}

#[cfg(test)]
mod tests;
