//! Whether a name that was found is the thing meant: *Target* the retailer or a target, *Orange* the operator, the town or
//! the fruit.

mod another;
mod around;
mod beside;
mod experience;
mod feature;
mod furniture;
mod listed;
mod longer;
mod reach;
mod region;
mod scene;
mod sight;
mod spelled;
mod written;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::entity::{Alias, Names, Strength};
use crate::evaluate::{is_sure_ticker, is_ticker, is_written};
use crate::gap::Gap;
use crate::knowledge::{Knowledge, OfWatch};
use crate::lexicon::Cue;
use crate::phrases::{PhraseId, Phrases};
use crate::reading::{Place, Reading, Word};
use crate::senses::{Senses, senses};
use crate::sentence::Sentences;
use crate::texts::{Text, Texts};
use crate::whole::Loose;
use around::Around;
use feature::Feature;
use reach::Reach;
use scene::{Scene, is_latin};
use sight::Sight;

pub(crate) use experience::{in_story, lifted};
pub(crate) use feature::{Evidence, reasons};

/// What names are judged with: the article, and what is worked out of it once for all names.
pub(crate) struct Judge<'j> {
    pub(crate) reading: &'j Reading<'j>,
    phrases: &'j Phrases,
    texts: &'j Texts,
    knowledge: &'j Knowledge,
    pub(crate) sentences: Sentences,
    scene: OnceCell<Scene>,
}

/// One place where a name of an entity stands.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) alias: Text,
    pub(crate) place: Place,
    /// How sure it is that the entity is meant, 0 to 1.
    pub(crate) score: f64,
    /// Likewise, by the article alone, without what was learned before.
    pub(crate) by_itself: f64,
    /// Apart, since sightings are sorted and the evidence is large, and shared, since a word says the same wherever it stands.
    pub(crate) evidence: Rc<Evidence>,
}

impl Sighting {
    /// Whether it is of what is watched as a word.
    pub(crate) fn is_of_word(&self) -> bool {
        self.evidence[Feature::Common as usize] > 0.0
    }
}

/// Evidence with the score that it amounts to.
fn weighed(evidence: Evidence) -> (Rc<Evidence>, f64) {
    let score = feature::score(&evidence);
    (Rc::new(evidence), score)
}

/// The places of one name that are judged, and those of a word of its context, the first of an article: more say nothing else.
const PLACES_MAX: usize = 500;

/// The score from which another name of an entity speaks for its everyday ones.
const SURE: f64 = 0.8;

impl<'j> Judge<'j> {
    pub(crate) fn new(
        reading: &'j Reading<'j>,
        phrases: &'j Phrases,
        texts: &'j Texts,
        knowledge: &'j Knowledge,
    ) -> Self {
        Judge { reading, phrases, texts, knowledge, sentences: Sentences::default(), scene: OnceCell::new() }
    }

    /// The places of an entity's names that no phrase excludes, each with its score; `known` is what was learned of its watch.
    pub(crate) fn sightings(&self, names: Names<'_>, known: Option<&OfWatch>) -> Vec<Sighting> {
        let found = self.places(names);
        if found.is_empty() {
            return Vec::new();
        }
        let sight = self.sight(names);
        let (around, word) = (OnceCell::new(), OnceCell::new());
        let mut sightings = Vec::with_capacity(found.len());
        let mut last = None;
        for (alias, place) in &found {
            let (evidence, score) = if alias.common && !sight.is_furniture(*place) {
                word.get_or_init(|| weighed(sight::OF_WORD)).clone()
            } else {
                let senses = match last {
                    Some((phrase, senses)) if phrase == alias.phrase => senses,
                    _ => senses(self.phrases.words(alias.phrase), &self.phrases.vocabulary),
                };
                last = Some((alias.phrase, senses));
                let around = around.get_or_init(|| self.around(names, &found, &sight));
                weighed(self.evidence((alias, &senses), (around, &sight), *place))
            };
            sightings.push(Sighting { alias: alias.text, place: *place, score, by_itself: 0.0, evidence });
        }
        // A name that leaves no doubt speaks for the others, and not for itself.
        let is_strong = |((alias, _), sighting): &(&(&Alias, Place), &Sighting)| {
            (alias.strength != Strength::Word || alias.synonym) && sighting.score >= SURE
        };
        let strong = found.iter().zip(&sightings).filter(is_strong).map(|((alias, _), _)| alias.phrase);
        let mut strong: Vec<PhraseId> = strong.collect();
        strong.dedup();
        // A ticker stands as one or not, and is no other name than itself.
        let ticker = names.traits.and_then(|traits| traits.ticker).map(|ticker| ticker.phrase);
        let is_spoken_for = |alias: &Alias| {
            let is_weak = alias.strength == Strength::Word && !alias.common && Some(alias.phrase) != ticker;
            is_weak && strong.iter().any(|other| *other != alias.phrase)
        };
        for (_, sighting) in found.iter().zip(&mut sightings).filter(|((alias, _), _)| is_spoken_for(alias)) {
            Rc::make_mut(&mut sighting.evidence)[Feature::StrongElsewhere as usize] = 1.0;
            sighting.score = feature::score(&sighting.evidence);
        }
        sightings.iter_mut().for_each(|sighting| sighting.by_itself = sighting.score);
        self.weigh_experience(&found, known, &mut sightings);
        sightings
    }

    /// What speaks for a name at a place and against it, there and in the rest of the article.
    fn evidence(
        &self,
        (alias, senses): (&Alias, &Senses),
        (around, sight): (&Around, &Sight<'_>),
        place: Place,
    ) -> Evidence {
        // *Appleが新型を発表*: what is written in the letters of others is a name, and no word of theirs.
        let is_foreign = sight.scene.other_script && self.texts.get(alias.text).chars().all(is_latin);
        let strength = if is_foreign { Strength::Distinct } else { alias.strength };
        let mut evidence = sight.evidence(&Alias { strength, ..*alias }, senses, place);
        self.weigh_article(alias, (around, sight), place, &mut evidence);
        if around.elsewhere {
            evidence[Feature::PlaceAt as usize] = 0.0;
            evidence[Feature::OtherRegion as usize] = 1.0;
        }
        if around.others.binary_search(&place).is_ok() {
            evidence[Feature::PersonBefore as usize] = 0.0;
            evidence[Feature::OtherPerson as usize] = 1.0;
        }
        evidence
    }

    /// What was learned of a watch.
    pub(crate) fn known(&self, watchlist: &str, watch: &str) -> Option<&OfWatch> {
        self.knowledge.watch(watchlist, watch)
    }

    fn sight(&self, names: Names<'_>) -> Sight<'_> {
        let scene = self.scene.get_or_init(|| Scene::of(self.reading, &self.phrases.vocabulary));
        let kind = names.traits.and_then(|traits| traits.kind);
        Sight { reading: self.reading, vocabulary: &self.phrases.vocabulary, scene, kind }
    }

    /// The places of an entity's names, without those that a `not` phrase covers.
    fn places<'n>(&self, names: Names<'n>) -> Vec<(&'n Alias, Place)> {
        let excluded = Reach::of(self.excluded(names).into_iter().map(|(_, not)| not));
        let mut found = self.all_places(names);
        found.retain(|(_, place)| !excluded.overlaps(*place));
        found
    }

    /// The places of an entity's names that a `not` phrase covers, with the name and the phrase.
    pub(crate) fn excluded_places(&self, names: Names<'_>) -> impl Iterator<Item = (Place, Text, PhraseId)> {
        let excluded = self.excluded(names);
        let covering = move |place: Place| {
            excluded.iter().find(|(_, not)| not.overlaps(place)).map(|(phrase, _)| *phrase)
        };
        let all = self.all_places(names).into_iter();
        all.filter_map(move |(alias, place)| Some((place, alias.text, covering(place)?)))
    }

    fn all_places<'n>(&self, names: Names<'n>) -> Vec<(&'n Alias, Place)> {
        let mut found = Vec::new();
        let longest = OnceCell::new();
        for alias in names.aliases {
            let as_written = self.reading.places(alias.phrase, alias.loose);
            let genitive = self.reading.genitives(alias.phrase, alias.loose);
            let after_particle = self.reading.after_particles(alias.phrase, alias.loose);
            let attached = genitive.chain(after_particle).filter(|_| !alias.exact);
            let exact = |place: &Place| {
                !alias.exact || is_written(self.reading.written(*place), self.texts.get(alias.text))
            };
            let stands = |place: &Place| {
                (!alias.declined || self.is_declined(*place) && !self.ends_longer(names, &longest, *place))
                    && (!alias.capitals || self.sight(names).is_in_capitals(*place))
            };
            let places = as_written.chain(attached).filter(exact).filter(stands);
            found.extend(places.take(PLACES_MAX).map(|place| (alias, place)));
        }
        let ticker = names.traits.and_then(|traits| traits.ticker.as_ref());
        // One that is spelled like a name is that name's place already.
        let ticker = ticker.filter(|ticker| names.aliases.iter().all(|alias| alias.phrase != ticker.phrase));
        if let Some(ticker) = ticker {
            let places = self.reading.places(ticker.phrase, ticker.loose);
            let is_one = |place: &Place| {
                let (text, bytes) = (self.reading.text_of(*place), self.reading.bytes(*place));
                is_sure_ticker(text, bytes.clone())
                    || is_ticker(text, bytes) && self.is_behind(&found, *place)
            };
            let places: Vec<Place> = places.filter(is_one).take(PLACES_MAX).collect();
            found.extend(places.into_iter().map(|place| (ticker, place)));
        }
        found
    }

    /// Whether a place stands directly behind one of some names, or behind the legal form of one: *Ford (F)*, *Ford Motor Co. (F)*.
    fn is_behind(&self, names: &[(&Alias, Place)], place: Place) -> bool {
        let before = self.reading.words.get(..place.first as usize).unwrap_or_default();
        let is_form = |word: &&Word| self.phrases.vocabulary.is(word.id, Cue::Form, None);
        let forms = before.iter().rev().take_while(is_form).count() as u32;
        let behind = place.first - forms..=place.first;
        names.iter().any(|(_, name)| behind.contains(&(name.last + 1)))
    }

    /// Whether a name without its article stands after another article.
    fn is_declined(&self, place: Place) -> bool {
        let before = (place.first as usize).checked_sub(1).and_then(|index| self.reading.words.get(index));
        let is_article =
            |word: &Word| self.phrases.vocabulary.is(word.id, Cue::Determiner, self.reading.language);
        let beside =
            self.reading.words.get(place.first as usize).is_some_and(|word| word.span.gap <= Gap::Space);
        beside && before.is_some_and(is_article)
    }

    /// Whether a place ends where a longer name of the entity does, as one with its article. `longest` keeps what was looked up: where
    /// names end, in ascending order, and where the longest of them begins.
    fn ends_longer(&self, names: Names<'_>, longest: &OnceCell<Vec<(u32, u32)>>, place: Place) -> bool {
        let longest = longest.get_or_init(|| {
            let places =
                names.aliases.iter().flat_map(|alias| self.reading.places(alias.phrase, alias.loose));
            let mut ends: Vec<(u32, u32)> = places.map(|place| (place.last, place.first)).collect();
            ends.sort_unstable();
            ends.dedup_by_key(|(last, _)| *last);
            ends
        });
        let at = longest.binary_search_by_key(&place.last, |(last, _)| *last);
        at.ok().and_then(|at| longest.get(at)).is_some_and(|(_, first)| *first < place.first)
    }

    fn excluded(&self, names: Names<'_>) -> Vec<(PhraseId, Place)> {
        let not = names.traits.map_or(&[][..], |traits| &*traits.not);
        not.iter()
            .flat_map(|phrase| self.reading.places(*phrase, Loose::BREAKS).map(|place| (*phrase, place)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
