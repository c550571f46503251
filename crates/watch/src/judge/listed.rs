//! Whether a name stands in a list of names.

use super::beside::Beside;
use super::scene::{Shape, Style, shape};
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::{Place, Word};

impl Sight<'_> {
    /// Whether a name stands in a list of names: *Visa, Mastercard*, *Shell and BP*.
    pub(super) fn is_listed(&self, place: Place) -> bool {
        if !matches!(self.style(place), Style::Sentence | Style::Capitals)
            || self.shape(place) == Shape::Lower
        {
            return false;
        }
        let before = self.beside_before(place).is_some_and(|before| self.is_in_list(place, before, -1));
        let after = self.beside_after(place).is_some_and(|after| self.is_in_list(place, after, 1));
        before || after
    }

    /// Whether a name stands in a list with two well-known places at least: *Norway, Iceland and Denmark*.
    pub(super) fn is_among_places(&self, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let mut places = 0;
        for step in [-1, 1] {
            let mut at = if step < 0 { place.first as usize } else { place.last as usize };
            while let Some(next) = self.next_place(text, at, step).filter(|_| places < 2) {
                places += 1;
                at = next;
            }
        }
        places >= 2
    }

    /// The well-known place that follows or precedes a word in a list, where it is no part of a longer name.
    fn next_place(&self, text: &str, at: usize, step: isize) -> Option<usize> {
        let words = &self.reading.words;
        let index = at.checked_add_signed(step)?;
        let between = |index: usize| words.get(index.max(at)).map_or(Gap::Paragraph, |word| word.span.gap);
        let is_joined = between(index) == Gap::Space && self.is_and(words.get(index)?);
        let index = if is_joined { index.checked_add_signed(step)? } else { index };
        let word = words.get(index)?;
        let (first, second) = if step < 0 { (index, at) } else { (at, index) };
        let (left, right) = (words.get(first)?.span, words.get(second)?.span);
        let gap = text.get(left.end as usize..right.start as usize)?;
        let is_comma = !is_joined && right.gap == Gap::Break && gap.trim() == ",";
        let behind = words.get(index + 1);
        let goes_on = behind.is_some_and(|behind| {
            behind.span.gap < Gap::Space
                || behind.span.gap == Gap::Space && shape(text, behind) == Shape::Capital
        });
        let stands =
            (is_joined || is_comma) && shape(text, word) == Shape::Capital && self.is(word, Cue::Place);
        (stands && !(step > 0 && goes_on)).then_some(index)
    }

    pub(super) fn is_in_list(&self, place: Place, beside: Beside<'_>, step: isize) -> bool {
        let is_name = |beside: Beside<'_>| {
            let small = self.vocabulary.languages(beside.word.id, Cue::Small) != 0;
            let first = beside.word.span.gap >= Gap::Sentence;
            // Where any noun has a capital, only what is no everyday word is a name.
            let plain =
                self.style(place) == Style::Capitals || self.reading.language == Some(Language::German);
            let noun = plain && self.is_everyday(beside.index);
            // *Alan, Alan, Alan!* is called out.
            let again =
                self.reading.words.get(place.last as usize).is_some_and(|own| own.id == beside.word.id);
            matches!(beside.shape, Shape::Capital | Shape::Capitals) && !small && !first && !noun && !again
        };
        let comma =
            |gap: Gap, beside: &Beside<'_>| gap == Gap::Break && self.has_comma(place, beside.index, step);
        if is_name(beside) && comma(beside.gap, &beside) {
            // *Reading, Pa.* says where, and *Vale, Betty* who.
            let goes_on = || !self.is_initial(place) || self.goes_on(place, beside.index);
            return !self.is(beside.word, Cue::Place) && goes_on();
        }
        if self.style(place) == Style::Capitals || beside.gap != Gap::Space || !self.is_and(beside.word) {
            return false;
        }
        let Some(index) = beside.index.checked_add_signed(step) else { return false };
        let gap =
            self.reading.words.get(index.max(beside.index)).map_or(Gap::Paragraph, |word| word.span.gap);
        gap == Gap::Space && self.beside(place, index, gap).is_some_and(is_name)
    }

    /// Whether a list goes on after a word: another comma follows, or *and*; or it ends there and the headline says what both do, as
    /// English ones do: *Shell, Eni win*, but not *Snap, Macron tells voters*.
    fn goes_on(&self, place: Place, index: usize) -> bool {
        let Some(next) = self.reading.words.get(index + 1) else { return false };
        let (text, word) = (self.reading.text_of(place), self.reading.words.get(index));
        let between = word.and_then(|word| text.get(word.span.end as usize..next.span.start as usize));
        next.span.gap == Gap::Space && self.is_and(next)
            || between.is_some_and(|between| between.trim() == ",")
            || self.is_of_two(place, index)
    }

    /// Whether the word after a name in an English headline may be what two do: no verb of one, as *says* and *will* may be.
    fn is_of_two(&self, place: Place, index: usize) -> bool {
        let Some(next) = self.reading.words.get(index + 1) else { return false };
        let behind = self.reading.words.get(index + 2);
        let text = self.reading.text_of(place);
        let written = folded(self.reading.written_word(index + 1));
        let one =
            ["will", "would", "could", "should", "may", "might", "must", "can", "was", "did", "had", "said"];
        self.is_english()
            && index + 1 < self.reading.body
            && next.span.gap == Gap::Space
            && (self.style(place) == Style::Capitals || shape(text, next) == Shape::Lower)
            && !(written.ends_with('s') || one.contains(&written.as_str()) || self.is(next, Cue::Speech))
            && behind.is_none_or(|behind| behind.span.gap != Gap::Break)
            && !self.is_everyday(index)
    }

    /// *and* and *or*, in the article's language.
    pub(super) fn is_and(&self, word: &Word) -> bool {
        let joins: &[&str] = match self.reading.language {
            Some(Language::English) => &["and", "or", "&"],
            Some(Language::French) => &["et", "ou", "&"],
            Some(Language::German) => &["und", "oder", "&"],
            Some(Language::Spanish) => &["y", "e", "o", "u", "&"],
            Some(Language::Italian) => &["e", "ed", "o", "&"],
            Some(Language::Portuguese) => &["e", "ou", "&"],
            Some(Language::Dutch) => &["en", "of", "&"],
            None => &["and", "et", "und", "y", "i", "och", "og", "ve", "&"],
        };
        joins.contains(&self.vocabulary.word(word.id))
    }
}
