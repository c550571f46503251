//! The sentence around a place, in the article's own words: what a person reads to see why an alert came.

use std::cell::RefCell;
use std::ops::Range;

use crate::gap::Gap;
use crate::reading::{Place, Reading};

/// The longest sentence that is cited, in characters.
pub(crate) const MAX_CHARS: usize = 300;

/// The sentences of an article that were cited, by their numbers: many names may stand in one.
#[derive(Default)]
pub(crate) struct Sentences {
    lines: RefCell<Vec<Cited>>,
}

/// What is known of a sentence.
#[derive(Clone, Default)]
enum Cited {
    #[default]
    Unread,
    /// It is cited whole, whatever place is in it.
    Whole(Box<str>),
    /// It is longer than what is cited.
    Long,
}

impl Sentences {
    /// The same as [`around`].
    pub(crate) fn around(&self, reading: &Reading<'_>, place: Place) -> String {
        let number = |index: u32| reading.words.get(index as usize).map(|word| word.sentence as usize);
        let (Some(first), Some(last)) = (number(place.first), number(place.last)) else {
            return around(reading, place);
        };
        let mut lines = self.lines.borrow_mut();
        if lines.len() <= first {
            lines.resize(first + 1, Cited::Unread);
        }
        match lines.get_mut(first) {
            Some(cited) if first == last => {
                if matches!(cited, Cited::Unread) {
                    *cited = whole(reading, place).map_or(Cited::Long, |line| Cited::Whole(line.into()));
                }
                match cited {
                    Cited::Whole(line) => (**line).to_owned(),
                    Cited::Long | Cited::Unread => around(reading, place),
                }
            }
            // A phrase may go on beyond the end of a sentence.
            _ => around(reading, place),
        }
    }
}

/// The sentence of a place, if it is cited whole.
fn whole(reading: &Reading<'_>, place: Place) -> Option<String> {
    let Range { start, end } = words(reading, place);
    let (first, last) = (reading.words.get(start)?, reading.words.get(end.checked_sub(1)?)?);
    let is_short =
        chars(reading.text_of(place), first.span.start as usize, last.span.end as usize) <= MAX_CHARS;
    is_short.then(|| around(reading, place))
}

/// The words of the sentence of a place.
fn words(reading: &Reading<'_>, place: Place) -> Range<usize> {
    let (mut start, mut end) = (place.first as usize, place.last as usize + 1);
    while grow_left(reading, start).is_some() {
        start -= 1;
    }
    while grow_right(reading, end).is_some() {
        end += 1;
    }
    start..end
}

/// The sentence around a place, on one line, cut at word bounds to [`MAX_CHARS`] characters around the place.
pub(crate) fn around(reading: &Reading<'_>, place: Place) -> String {
    let text = reading.text_of(place);
    let found = reading.bytes(place);
    let (mut start, mut end) = (found.start, found.end);
    let (mut left, mut right) = (place.first as usize, place.last as usize + 1);
    // Grows word by word on both sides, as far as the sentence goes and there is room.
    let mut room = MAX_CHARS.saturating_sub(chars(text, start, end));
    let (mut open_left, mut open_right) = (true, true);
    while open_left || open_right {
        if open_left {
            let taken = grow_left(reading, left).map(|to| (to, chars(text, to, start)));
            open_left = match taken {
                Some((to, chars)) if chars <= room => {
                    room -= chars;
                    (left, start) = (left - 1, to);
                    true
                }
                _ => false,
            };
        }
        if open_right {
            let taken = grow_right(reading, right).map(|to| (to, chars(text, end, to)));
            open_right = match taken {
                Some((to, chars)) if chars <= room => {
                    room -= chars;
                    (right, end) = (right + 1, to);
                    true
                }
                _ => false,
            };
        }
    }
    let whole_left = reading.words.get(left).is_none_or(|word| word.span.gap >= Gap::Sentence);
    let whole_right = reading.words.get(right).is_none_or(|word| word.span.gap >= Gap::Sentence);
    let start = if whole_left { opening(text, start) } else { start };
    let end = if whole_right { closing(reading, text, right, end) } else { end };
    one_line(text.get(start..end).unwrap_or_default())
}

/// Where the word before `left` begins, if it belongs to the same sentence.
fn grow_left(reading: &Reading<'_>, left: usize) -> Option<usize> {
    let here = reading.words.get(left).filter(|word| word.span.gap < Gap::Sentence)?;
    let before = reading.words.get(left.checked_sub(1)?)?;
    (before.span.start <= here.span.start).then_some(before.span.start as usize)
}

/// Where the word at `right` ends, if it belongs to the same sentence.
fn grow_right(reading: &Reading<'_>, right: usize) -> Option<usize> {
    reading.words.get(right).filter(|word| word.span.gap < Gap::Sentence).map(|word| word.span.end as usize)
}

fn chars(text: &str, from: usize, to: usize) -> usize {
    // Each character has one byte that continues none.
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    text.as_bytes().get(from..to).map_or(0, |part| part.iter().filter(begins).count())
}

/// Marks that open what follows them. Straight quotation marks do so before a sentence, and close behind one.
const OPENING: &[char] = &['“', '„', '«', '(', '[', '‘', '¿', '¡', '「', '『', '（', '《', '〈', '【'];

/// Takes the quotation marks and brackets before a sentence along.
fn opening(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let opens = |c| OPENING.contains(&c) || matches!(c, '"' | '\'' | '\u{a0}' | '\u{202f}');
    before.trim_end_matches(opens).len()
}

/// Takes the punctuation after a sentence along.
fn closing(reading: &Reading<'_>, text: &str, right: usize, end: usize) -> usize {
    let same_field = right != reading.body && right < reading.words.len();
    let next = reading.words.get(right).filter(|_| same_field).map(|word| word.span.start as usize);
    let after = text.get(end..next.unwrap_or(text.len())).unwrap_or_default();
    let space = after.find(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'));
    let taken = match (space, next) {
        (Some(space), _) => space,
        // What opens directly before the next word belongs to the next sentence.
        (None, Some(_)) => after.trim_end_matches(OPENING).len(),
        (None, None) => after.len(),
    };
    end + taken
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::folded;
    use crate::phrases::Phrases;
    use crate::testing::article;

    /// Whatever place is asked for first, and whatever it goes beyond.
    #[test]
    fn a_sentence_that_is_kept_is_cited_as_it_is_read() {
        let long = "harbour masters and pilots from every port, ".repeat(12);
        let text = format!(
            "“The ferry is late,” she said (again). No. 7\nleft at noon! {long} they wrote. It is short.\n\n次の船。The end"
        );
        let article = article("Ferry is late: Yahoo! asks", &text);
        let phrases = Phrases::new();
        let reading = Reading::new(&article, &phrases);
        let count = reading.words.len() as u32;
        let mut seen = [0, 0];
        for width in 0..3 {
            let sentences = Sentences::default();
            for first in (0..count - width).rev().chain(0..count - width) {
                let place = Place { first, last: first + width };
                if reading.field(place) != reading.field(Place { first: place.last, ..place }) {
                    continue;
                }
                assert_eq!(sentences.around(&reading, place), around(&reading, place), "{place:?}");
                seen[usize::from(whole(&reading, place).is_some())] += 1;
            }
        }
        assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
    }

    /// Each sentence with its own marks, and with those of no other.
    #[test]
    fn a_sentence_is_cited_with_its_own_marks() {
        for (text, word, cited) in [
            (
                "Am 3. März zahlt die Fähre z. B. Strafe. Mehr.",
                "fähre",
                "Am 3. März zahlt die Fähre z. B. Strafe.",
            ),
            ("It is in the U.S. The ferry waits.", "waits", "The ferry waits."),
            ("The ferry waits.[1] Pilots do not.", "ferry", "The ferry waits.[1]"),
            ("The ferry waits.[1] Pilots do not.", "pilots", "Pilots do not."),
            ("The ferry waits.“Pilots do not.”", "ferry", "The ferry waits."),
            ("The ferry waits.“Pilots do not.”", "pilots", "“Pilots do not.”"),
            ("Out now:\n• The ferry waits\n• “Pilots” do not", "ferry", "The ferry waits"),
            ("Out now:\n• The ferry waits\n• “Pilots” do not", "pilots", "“Pilots” do not"),
            ("港は待つ。「船は嫌だ。」と言った。次。", "船", "「船は嫌だ。」と言った。"),
            ("港は待つ。「船は嫌だ。」と言った。次。", "港", "港は待つ。"),
            ("船（米国。本社）は待つ。", "米", "船（米国。本社）は待つ。"),
        ] {
            let article = article("", text);
            let phrases = Phrases::new();
            let reading = Reading::new(&article, &phrases);
            let index =
                (0..reading.words.len()).find(|index| folded(reading.written_word(*index)) == folded(word));
            let first = index.unwrap() as u32;
            assert_eq!(around(&reading, Place { first, last: first }), cited, "{text}");
        }
    }
}
