//! Names that stand before a place and make it another's: *Harrison Ford*, *Ford's Puma*.

use super::beside::{Beside, NO_NAMES};
use super::scene::{Shape, Style};
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::Place;

/// An office stands so many words before a surname at the most, with forenames between.
const FORENAMES_MAX: usize = 3;

/// Offices that stand before the name of who holds them. What is said to anybody, such as *Mr* and *Dr*, does not tell who of a family
/// is meant, nor does a trade.
const OFFICES: [&str; 54] = [
    "president",
    "senator",
    "sen",
    "governor",
    "gov",
    "congressman",
    "congresswoman",
    "representative",
    "rep",
    "judge",
    "justice",
    "captain",
    "general",
    "king",
    "queen",
    "minister",
    "secretary",
    "chancellor",
    "premier",
    "mayor",
    "pope",
    "prasident",
    "prasidentin",
    "ministerin",
    "kanzler",
    "kanzlerin",
    "bundeskanzler",
    "bundeskanzlerin",
    "bundesprasident",
    "richter",
    "konig",
    "konigin",
    "burgermeister",
    "presidente",
    "presidenta",
    "ministro",
    "ministra",
    "juez",
    "rey",
    "reina",
    "alcalde",
    "alcaldesa",
    "ministre",
    "juge",
    "roi",
    "reine",
    "maire",
    "giudice",
    "sindaco",
    "rechter",
    "koning",
    "koningin",
    "burgemeester",
    "rei",
];

/// What stands before a month, and seldom before a person.
const MONTH_FOLLOWS: [&str; 21] = [
    "in", "since", "until", "till", "from", "last", "next", "late", "early", "mid", "en", "depuis", "des",
    "im", "seit", "bis", "ab", "desde", "hasta", "da", "dal",
];

impl Sight<'_> {
    /// The office before a person's surname, which says who of the family is meant: *Governor DeSantis*, but not *Mr DeSantis*.
    pub(super) fn office(&self, place: Place) -> Option<String> {
        // *Gov. DeSantis*.
        let before = self.beside_before(place).filter(|before| before.gap <= Gap::Break)?;
        self.office_at(before.index)
    }

    /// The office before the full name of another of the family: *President Bill Clinton*, at *Clinton*.
    pub(super) fn office_of_another(&self, place: Place) -> Option<String> {
        let first = (place.first as usize).saturating_sub(FORENAMES_MAX);
        (first..place.first as usize).rev().find_map(|index| self.office_at(index))
    }

    fn office_at(&self, index: usize) -> Option<String> {
        let word = folded(self.reading.written_word(index));
        OFFICES.contains(&word.as_str()).then_some(word)
    }

    /// Whether the word before is a forename: *Harrison Ford*, *Jeanne d’Arc*.
    pub(super) fn is_forename_before(&self, place: Place) -> bool {
        let is_forename = |beside: &Beside<'_>| {
            let capital = beside.shape != Shape::Lower || self.style(place) == Style::Lower;
            capital && self.is(beside.word, Cue::Forename) && !self.is_month(beside)
        };
        let Some(before) = self.beside_before(place) else { return false };
        if before.gap == Gap::Space && before.plain && is_forename(&before) {
            return true;
        }
        let of = ["d", "de", "da", "di", "von", "van"].contains(&self.vocabulary.word(before.word.id));
        // *George W. Bush*.
        let is_initial = before.shape == Shape::Capital && before.word.span.len() == 1;
        let Some(index) = before.index.checked_sub(1).filter(|_| of || is_initial) else { return false };
        before.word.span.gap == Gap::Space
            && self.beside(place, index, Gap::Space).is_some_and(|name| is_forename(&name))
    }

    /// Whether a forename is that of a month here: *since August Fortune has had*, but not *a play by August Fortune*.
    fn is_month(&self, beside: &Beside<'_>) -> bool {
        let Some(index) = beside.index.checked_sub(1) else { return false };
        let Some(before) = self.reading.words.get(index) else { return false };
        let begins = before.span.gap >= Gap::Sentence || index == 0;
        let word = self.vocabulary.word(before.id);
        self.is(beside.word, Cue::Calendar)
            && beside.word.span.gap <= Gap::Space
            && (MONTH_FOLLOWS.contains(&word) || begins && word == "by")
    }

    /// Whether a name that is no title stands before a surname.
    pub(super) fn is_of_another(&self, place: Place) -> bool {
        let title = self.beside_before(place).is_some_and(|before| self.is(before.word, Cue::Person));
        let title = title || self.office(place).is_some();
        !title && (self.is_name_before(place) || self.is_forename_before(place))
    }

    /// Whether the word before begins the sentence and is none of those that stand before any name: *Port Vale*, *Hotel Continental*.
    pub(super) fn is_first_before(&self, place: Place) -> bool {
        let Some(before) = self.beside_before(place) else { return false };
        let before_names = [Cue::Person, Cue::Towards, Cue::Locative, Cue::Platform];
        before.gap == Gap::Space
            && before.plain
            && before.shape == Shape::Capital
            && (before.word.span.gap >= Gap::Sentence
                || before.index == 0
                || before.index == self.reading.body)
            && self.style(place) == Style::Sentence
            && self.shape(place) == Shape::Capital
            && self.reading.language.is_some_and(|language| language != Language::German)
            && !NO_NAMES.into_iter().chain(before_names).any(|cue| self.is(before.word, cue))
    }

    /// Whether the name belongs to another: *Ford's Puma*, but not *Spain's Sánchez*.
    pub(super) fn is_owned(&self, place: Place) -> bool {
        let Some(ending) = self.beside_before(place) else { return false };
        let written = self.reading.written_word(ending.index);
        let owner = ending.index.checked_sub(1).and_then(|index| self.beside(place, index, Gap::Apostrophe));
        ending.gap == Gap::Space
            && ending.word.span.gap == Gap::Apostrophe
            && matches!(written, "s" | "S")
            && self.shape(place) != Shape::Lower
            && owner.is_some_and(|owner| {
                matches!(owner.shape, Shape::Capital | Shape::Capitals)
                    && !self.is_surname(place, owner.index)
                    && !self.is(owner.word, Cue::Place)
            })
    }

    /// Whether the word at `index` follows a forename: *Mark Zuckerberg’s Meta* belongs to a person, and is what news calls it.
    fn is_surname(&self, place: Place, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.beside(place, before, Gap::Space));
        before.is_some_and(|before| {
            before.shape == Shape::Capital
                && self.reading.words.get(index).is_some_and(|word| word.span.gap == Gap::Space)
                && self.is(before.word, Cue::Forename)
        })
    }

    /// Whether the word before is a name that this one belongs to: *Harrison Ford*.
    pub(super) fn is_name_before(&self, place: Place) -> bool {
        let Some(before) = self.beside_before(place) else { return false };
        let german = self.reading.language == Some(Language::German);
        let is = |cue| self.vocabulary.is(before.word.id, cue, self.reading.language);
        let abbreviation = before.shape == Shape::Capitals && before.word.span.len() > 2;
        let is_capital =
            (before.shape == Shape::Capital || abbreviation) && self.style(place) == Style::Sentence;
        if before.gap != Gap::Space || !before.plain || !is_capital || !before.word.span.kind.counts() {
            return false;
        }
        if is(Cue::Person) || german {
            return is(Cue::Person);
        }
        let beside =
            [Cue::Small, Cue::Determiner, Cue::Organisation, Cue::Verb, Cue::Adverb, Cue::Town, Cue::Form];
        let is_other = beside.into_iter().any(is);
        let is_first = before.word.span.gap >= Gap::Sentence;
        // Where any word has a capital, only one that is no everyday word is a name, and which are none is known of some languages only.
        let is_none = [Cue::Ordinary, Cue::Opener, Cue::Calendar].into_iter().any(is);
        let is_no_name = is_first && (is_none || self.reading.language.is_none());
        !(is_other || is_no_name || self.is_of_adverbial(place, &before))
    }

    /// Whether the word before ends what says when or where the sentence is: *On Monday Netflix said*, *In China Netflix is blocked*; but not
    /// *the Sunday Times*, *at Manchester United*.
    fn is_of_adverbial(&self, place: Place, before: &Beside<'_>) -> bool {
        let Some(index) = before.index.checked_sub(1) else { return false };
        let Some(joining) = self.reading.words.get(index) else { return false };
        if before.word.span.gap != Gap::Space {
            return false;
        }
        let is_small = self.is(joining, Cue::Small) && !self.is(joining, Cue::Determiner);
        let joins = ["last", "next", "late", "early", "since", "until", "till"];
        let joins = is_small || joins.contains(&self.vocabulary.word(joining.id));
        let when = joins && self.is(before.word, Cue::Calendar);
        let begins = || joining.span.gap >= Gap::Sentence || index == 0;
        let acts = || self.beside_after(place).is_some_and(|after| self.is(after.word, Cue::Verb));
        let is_in = || ["in", "across", "en", "em"].contains(&self.vocabulary.word(joining.id));
        when || self.is(before.word, Cue::Place) && is_in() && begins() && acts()
    }
}
