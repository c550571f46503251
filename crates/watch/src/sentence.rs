//! The sentence around a place, in the article's own words: what a person reads to see why an alert came.

use crate::gap::Gap;
use crate::reading::{Place, Reading};

/// The longest sentence that is cited, in characters.
pub(crate) const MAX_CHARS: usize = 300;

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

/// Takes the quotation marks and brackets before a sentence along.
fn opening(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    before
        .trim_end_matches([
            '"', '“', '„', '«', '(', '[', '\'', '‘', '¿', '¡', '「', '『', '\u{a0}', '\u{202f}',
        ])
        .len()
}

/// Takes the punctuation after a sentence along.
fn closing(reading: &Reading<'_>, text: &str, right: usize, end: usize) -> usize {
    let same_field = right != reading.body && right < reading.words.len();
    let limit = match reading.words.get(right) {
        Some(word) if same_field => word.span.start as usize,
        _ => text.len(),
    };
    let after = text.get(end..limit).unwrap_or_default();
    let taken =
        after.find(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')).unwrap_or(after.len());
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
