//! What goes on behind a name and makes a longer one of it, of something else: *Ford Foundation*, *Lilly Thompson*, *The Sun Also Rises*.

use model::EntityKind;

use super::beside::{Beside, NO_NAMES};
use super::scene::{Shape, Style};
use super::sight::{Sight, is_product};
use crate::fold::folded;
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::Place;
use crate::senses::senses;

/// Countries and parts of the world that firms often call their branches by, as these are called there and in English.
const BRANCHES: [&str; 58] = [
    "africa",
    "afrique",
    "america",
    "argentina",
    "asia",
    "australia",
    "austria",
    "belgie",
    "belgique",
    "belgium",
    "brasil",
    "brazil",
    "canada",
    "chile",
    "china",
    "colombia",
    "danmark",
    "denmark",
    "deutschland",
    "egypt",
    "emea",
    "espana",
    "europe",
    "finland",
    "france",
    "germany",
    "greece",
    "india",
    "indonesia",
    "ireland",
    "israel",
    "italia",
    "italy",
    "japan",
    "kenya",
    "korea",
    "malaysia",
    "maroc",
    "mexico",
    "morocco",
    "nederland",
    "netherlands",
    "nigeria",
    "norge",
    "norway",
    "osterreich",
    "pakistan",
    "peru",
    "poland",
    "polska",
    "portugal",
    "schweiz",
    "spain",
    "suisse",
    "sverige",
    "sweden",
    "turkiye",
    "uk",
];

impl Sight<'_> {
    /// Whether a place is part of a longer name, which means something else wherever it stands.
    pub(crate) fn is_part_of_longer(&self, place: Place) -> bool {
        let is_person = self.kind == Some(EntityKind::Person);
        let style = self.style(place);
        style == Style::Sentence
            && (self.is_institution_after(place)
                || !is_person && (self.is_name_before(place) || self.is_forename_before(place)))
    }

    /// Whether the word after a name says of which country's branch it is: *Oracle France*, but not *Paul Ireland*.
    pub(super) fn is_branch(&self, place: Place, after: &Beside<'_>) -> bool {
        self.kind == Some(EntityKind::Organisation)
            && !self.is_forename(place)
            && BRANCHES.contains(&folded(self.reading.written_word(after.index)).as_str())
    }

    /// Whether an organisation is called as persons are: *Paul*, *Marianne*.
    pub(super) fn is_forename(&self, place: Place) -> bool {
        let own = self.reading.words.get(place.first as usize);
        self.kind == Some(EntityKind::Organisation)
            && place.first == place.last
            && own.is_some_and(|own| self.is(own, Cue::Forename))
    }

    /// Whether another name follows, so that both may be that of something else: *Lilly Thompson*, *Treasury Wine*.
    pub(crate) fn is_name_after(&self, place: Place) -> bool {
        self.style(place) == Style::Sentence
            && self.shape(place) == Shape::Capital
            && self.reading.language != Some(Language::German)
            && self.beside_after(place).is_some_and(|after| {
                after.gap == Gap::Space
                    && after.plain
                    && after.shape == Shape::Capital
                    && !is_product(self.reading.written_word(after.index))
                    && !(self.is_capital_inside(place) && self.is_branch(place, &after))
                    && !NO_NAMES.into_iter().any(|cue| self.is(after.word, cue))
            })
    }

    /// Whether a small word beside has a capital, as in titles of works: *Much Ado About Nothing*.
    pub(super) fn is_in_title(&self, place: Place) -> bool {
        let small = |beside: &Beside<'_>| {
            let is = |cue| self.is(beside.word, cue);
            let is_small = is(Cue::Small) || is(Cue::Locative) || is(Cue::Platform);
            let inside =
                beside.word.span.gap < Gap::Sentence && beside.index != self.reading.body && beside.index > 0;
            is_small && !is(Cue::Determiner) && inside && beside.word.span.len() > 1
        };
        let capital =
            |beside: &Beside<'_>| beside.gap == Gap::Space && beside.plain && beside.shape == Shape::Capital;
        self.style(place) == Style::Sentence
            && self.shape(place) == Shape::Capital
            && [self.beside_before(place), self.beside_after(place)]
                .into_iter()
                .flatten()
                .any(|beside| capital(&beside) && small(&beside))
    }

    /// Whether the name goes on behind itself: *The Sun Also Rises*, *Le Monde de Nemo*.
    pub(super) fn is_in_longer_title(&self, place: Place) -> bool {
        let Some(after) = self.beside_after(place).filter(|after| after.gap == Gap::Space && after.plain)
        else {
            return false;
        };
        let next = self.beside(place, after.index + 1, Gap::Space);
        let next = next.filter(|next| next.word.span.gap == Gap::Space && next.shape == Shape::Capital);
        after.shape == Shape::Capital || self.is(after.word, Cue::Possessor) && next.is_some()
    }

    /// Whether the word after makes a longer name of this one: *Ford Foundation*, *Delta variant*.
    pub(super) fn is_institution_after(&self, place: Place) -> bool {
        let after = self.beside_after(place).filter(|after| after.gap == Gap::Space);
        // A name that means nothing else makes no longer one with a word in lower case: *Netflix valley*.
        let may = |after: &Beside<'_>| after.shape != Shape::Lower || self.is_word(place);
        after.is_some_and(|after| self.is(after.word, Cue::Institution) && may(&after))
    }

    /// Whether the last word of a place is a word or a place by itself, in the article's language.
    pub(super) fn is_word(&self, place: Place) -> bool {
        let last = self.reading.words.get(place.last as usize);
        last.is_some_and(|word| {
            let senses = senses(std::iter::once(word.id), self.vocabulary);
            self.is_among(senses.everyday | senses.place)
        })
    }
}
