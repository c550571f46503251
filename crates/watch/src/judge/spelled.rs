//! Whether an article says what an abbreviation means, and that it is nothing that has a name.

use std::ops::Range;

use super::scene::Shape;
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::lexicon::Cue;
use crate::reading::Place;

/// An abbreviation of so many letters is spelled out by words of these initials, and hardly by chance where they are put as what it
/// means...
const LETTERS_MIN: usize = 3;
/// ...and stand so many words away at the most, besides those that they are.
const BESIDE_MAX: usize = 5;
/// What leads to what an abbreviation means, behind a comma...
const LEADS: [&str; 6] = ["for", "pour", "fur", "por", "para", "per"];
/// ...or behind one of these.
const STANDS: [&str; 5] = ["short", "stands", "stand", "stood", "kurz"];

impl Sight<'_> {
    /// Whether an abbreviation stands beside words in lower case that begin with its letters, where it is said what it means: *special
    /// arrangements procedure (SAP)*, *SAP, pour services à la personne*, *the “special arrangements procedure”, known as SAP*. After
    /// Schwartz and Hearst (2003), who look for what is meant beside it. Small words are read or left out.
    pub(super) fn is_spelled(&self, place: Place) -> bool {
        let letters: Vec<char> = folded(self.reading.written_word(place.first as usize)).chars().collect();
        let sentence = self.reading.sentence(place);
        let at = place.first as usize;
        let first = at.saturating_sub(2 * letters.len() + BESIDE_MAX).max(sentence.start);
        let last = (at + BESIDE_MAX).min(sentence.end);
        let is_alone = place.first == place.last && self.shape(place) == Shape::Capitals;
        is_alone
            && letters.len() >= LETTERS_MIN
            && (first..last).filter(|first| *first != at).any(|first| {
                let end = self.spells(first..sentence.end, &letters);
                end.is_some_and(|end| self.is_definition(first..end, place))
            })
    }

    /// Where words end that begin with some letters in turn, if they do.
    fn spells(&self, words: Range<usize>, letters: &[char]) -> Option<usize> {
        let mut letters = letters.iter().peekable();
        let (first, end) = (words.start, words.end);
        for index in words {
            let Some(letter) = letters.peek() else { return Some(index) };
            let word = self.reading.words.get(index)?;
            let initial = self.reading.written_word(index).chars().next();
            let initial = initial.filter(|initial| initial.is_lowercase())?;
            if index > first && word.span.gap > Gap::Space {
                return None;
            }
            if folded(initial.encode_utf8(&mut [0; 4])).starts_with(**letter) {
                letters.next();
            } else if index == first || !self.is(word, Cue::Small) {
                return None;
            }
        }
        letters.peek().is_none().then_some(end)
    }

    /// Whether words are put as what an abbreviation means: in quotation marks, in brackets or before one in which it stands, or behind it
    /// and *short for*. The Romance languages write the names of institutions in lower case there, too.
    fn is_definition(&self, words: Range<usize>, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let word = |index: usize| self.reading.words.get(index);
        let (Some(first), Some(last)) = (word(words.start), word(words.end - 1)) else { return false };
        let before = text.get(..first.span.start as usize).unwrap_or_default();
        let after = text.get(last.span.end as usize..).unwrap_or_default();
        let stands_in_bracket =
            text.get(last.span.end as usize..self.reading.bytes(place).start) == Some(" (");
        let in_brackets = stands_in_bracket || before.ends_with('(') && after.starts_with(')');
        let nbsp = ['\u{a0}', '\u{202f}'];
        let is_quoted = before.trim_end_matches(nbsp).ends_with(['“', '„', '«', '"', '‘'])
            && after.trim_start_matches(nbsp).starts_with(['”', '“', '»', '"', '’']);
        in_brackets && !self.is_romance() || is_quoted || self.is_led_to(words.start, place)
    }

    /// Whether a word follows what leads from an abbreviation to what it means: *SAP, pour …*, *SAP, short for …*, but not *SAP for …*.
    fn is_led_to(&self, index: usize, place: Place) -> bool {
        let Some(lead) = index.checked_sub(1).filter(|lead| *lead > place.last as usize) else {
            return false;
        };
        let word =
            |index: usize| self.reading.words.get(index).map(|word| (word, self.vocabulary.word(word.id)));
        word(lead).is_some_and(|(leads, written)| {
            let stands = || word(lead - 1).is_some_and(|(_, before)| STANDS.contains(&before));
            LEADS.contains(&written) && (leads.span.gap == Gap::Break || stands())
        })
    }
}
