//! Whether a name stands in a list of names.

use super::beside::Beside;
use super::scene::{Shape, Style, shape};
use super::sight::Sight;
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

    /// Whether a well-known place stands beside, behind a comma or *and*: *Norway, Iceland and Denmark*.
    pub(super) fn is_among_places(&self, place: Place) -> bool {
        let is_place =
            |beside: &Beside<'_>| beside.shape == Shape::Capital && self.is(beside.word, Cue::Place);
        let stands = |beside: Beside<'_>, step: isize| {
            if beside.gap == Gap::Break && self.has_comma(place, beside.index, step) {
                return is_place(&beside);
            }
            let joined = || self.beside(place, beside.index.checked_add_signed(step)?, Gap::Space);
            beside.gap == Gap::Space
                && self.is_and(beside.word)
                && joined().is_some_and(|next| is_place(&next))
        };
        self.beside_before(place).is_some_and(|before| stands(before, -1))
            || self.beside_after(place).is_some_and(|after| stands(after, 1))
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

    /// Whether a list goes on after a word: another comma follows, or *and*; or it ends there and the headline goes on, as English ones
    /// do: *Shell, Eni win*.
    fn goes_on(&self, place: Place, index: usize) -> bool {
        let Some(next) = self.reading.words.get(index + 1) else { return false };
        let in_headline = self.is_english() && index + 1 < self.reading.body && next.span.gap == Gap::Space;
        let capitals = self.style(place) == Style::Capitals;
        if in_headline && (capitals || shape(self.reading.text_of(place), next) == Shape::Lower) {
            return true;
        }
        let (text, word) = (self.reading.text_of(place), self.reading.words.get(index));
        let between = word.and_then(|word| text.get(word.span.end as usize..next.span.start as usize));
        next.span.gap == Gap::Space && self.is_and(next)
            || between.is_some_and(|between| between.trim() == ",")
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
