//! Whether a name that was found is the thing meant: *Target* the retailer or a target, *Orange* the operator, the town or
//! the fruit.

mod another;
mod beside;
mod experience;
mod feature;
mod furniture;
mod listed;
mod reach;
mod region;
mod scene;
mod sight;

use std::cell::OnceCell;

use model::EntityKind;

use crate::entity::{Alias, Names, Strength, senses};
use crate::evaluate::{is_sure_ticker, is_ticker, is_written};
use crate::gap::Gap;
use crate::knowledge::{Knowledge, OfWatch};
use crate::lexicon::{Cue, Domains};
use crate::phrases::{PhraseId, Phrases};
use crate::reading::{Place, Reading, Word};
use crate::sentence::Sentences;
use crate::texts::{Text, Texts};
use crate::whole::Loose;
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) alias: Text,
    pub(crate) place: Place,
    /// How sure it is that the entity is meant, 0 to 1.
    pub(crate) score: f64,
    /// Likewise, by the article alone, without what was learned before.
    pub(crate) by_itself: f64,
    pub(crate) evidence: Evidence,
}

/// The places of one name that are judged, and those of a word of its context, the first of an article: more say nothing else.
const PLACES_MAX: usize = 500;

/// Of more context words than these no more is said.
const CONTEXT_MAX: u8 = 3;

/// So much say words about what an entity is about at the most: two in a short article…
const OWN_MAX: f32 = 1.6;

/// …and this part of it for an everyday word where no capital says that it is a name, as of its context in other sentences: *Sage advice:
/// change your password*.
const OF_SILENT: f32 = 0.7;

/// The context in other sentences says this part of what else it does for a name that is no everyday word: others of the name are in the
/// same news.
const OF_RARE: f32 = 0.5;

/// An article of so many words about anything says by them what it is not about.
const OTHERS_TELLING: f32 = 2.0;

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
        let around = self.around(names, &found, &sight);
        let mut sightings = Vec::with_capacity(found.len());
        let mut last = None;
        for (alias, place) in &found {
            let senses = match last {
                Some((phrase, senses)) if phrase == alias.phrase => senses,
                _ => senses(self.phrases.words(alias.phrase), &self.phrases.vocabulary),
            };
            last = Some((alias.phrase, senses));
            // *Appleが新型を発表*: what is written in the letters of others is a name, and no word of theirs.
            let is_foreign = sight.scene.other_script && self.texts.get(alias.text).chars().all(is_latin);
            let strength = if is_foreign { Strength::Distinct } else { alias.strength };
            let mut evidence = sight.evidence(&Alias { strength, ..**alias }, &senses, *place);
            self.weigh_article(alias, &around, *place, &mut evidence);
            if around.elsewhere.binary_search(place).is_ok() {
                evidence[Feature::PlaceAt as usize] = 0.0;
                evidence[Feature::OtherRegion as usize] = 1.0;
            }
            if around.others.binary_search(place).is_ok() {
                evidence[Feature::PersonBefore as usize] = 0.0;
                evidence[Feature::OtherPerson as usize] = 1.0;
            }
            sightings.push(Sighting {
                alias: alias.text,
                place: *place,
                score: feature::score(&evidence),
                by_itself: 0.0,
                evidence,
            });
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
            let is_weak = alias.strength == Strength::Word && Some(alias.phrase) != ticker;
            is_weak && strong.iter().any(|other| *other != alias.phrase)
        };
        for (_, sighting) in found.iter().zip(&mut sightings).filter(|((alias, _), _)| is_spoken_for(alias)) {
            sighting.evidence[Feature::StrongElsewhere as usize] = 1.0;
            sighting.score = feature::score(&sighting.evidence);
        }
        sightings.iter_mut().for_each(|sighting| sighting.by_itself = sighting.score);
        self.weigh_experience(&found, known, &mut sightings);
        sightings
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
        for alias in names.aliases {
            let as_written = self.reading.places(alias.phrase, alias.loose);
            let genitive = self.reading.genitives(alias.phrase, alias.loose);
            let after_particle = self.reading.after_particles(alias.phrase, alias.loose);
            let attached = genitive.chain(after_particle).filter(|_| !alias.exact);
            let exact = |place: &Place| {
                !alias.exact || is_written(self.reading.written(*place), self.texts.get(alias.text))
            };
            let stands = |place: &Place| {
                (!alias.declined || self.is_declined(names, *place))
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
    fn is_declined(&self, names: Names<'_>, place: Place) -> bool {
        let before = (place.first as usize).checked_sub(1).and_then(|index| self.reading.words.get(index));
        let with_own = |alias: &Alias| {
            let mut places = self.reading.places(alias.phrase, alias.loose);
            places.any(|other| other.first < place.first && other.last == place.last)
        };
        let is_article =
            |word: &Word| self.phrases.vocabulary.is(word.id, Cue::Determiner, self.reading.language);
        let beside =
            self.reading.words.get(place.first as usize).is_some_and(|word| word.span.gap <= Gap::Space);
        beside && before.is_some_and(is_article) && !names.aliases.iter().any(with_own)
    }

    fn excluded(&self, names: Names<'_>) -> Vec<(PhraseId, Place)> {
        let not = names.traits.map_or(&[][..], |traits| &*traits.not);
        not.iter()
            .flat_map(|phrase| self.reading.places(*phrase, Loose::Breaks).map(|place| (*phrase, place)))
            .collect()
    }

    fn around(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> Around {
        let mut context = Vec::new();
        for word in names.traits.iter().flat_map(|traits| traits.context.iter()) {
            let is_counted = |place: &Place| {
                !(sight.scene.is_furniture(place.first as usize) || word.proper && sight.is_lower(*place))
            };
            context.push((
                word.proper,
                self.reading.places(word.phrase, Loose::Breaks).filter(is_counted).take(PLACES_MAX).collect(),
            ));
        }
        let words =
            || found.iter().filter(|(alias, _)| alias.strength == Strength::Word).map(|(_, place)| *place);
        let excluded: Vec<Place> = self.excluded(names).into_iter().map(|(_, place)| place).collect();
        // *Lincoln* is Abraham where he is named, whatever the capital says.
        let namesakes = excluded.iter().copied().filter(|place| sight.is_name(*place));
        let reach = Reach::of(found.iter().map(|(_, place)| *place));
        let others = others(names, found, &reach, sight);
        let is_alone = |place: Place| reach.until(place.first) <= Some(place.last);
        let longer = words().filter(|place| sight.is_part_of_longer(*place)).chain(namesakes);
        Around {
            context,
            excluded: !excluded.is_empty(),
            longer: longer.chain(others.iter().copied()).collect(),
            others,
            lower: words().filter(|place| sight.is_lower(*place)).collect(),
            named: words().filter(|place| is_alone(*place) && sight.is_name_after(*place)).collect(),
            // What is watched without a kind may be a person.
            elsewhere: self.elsewhere(names, found, sight),
            aged: sight.kind.is_some() && words().any(|place| sight.is_aged(place)),
            is_person: sight.kind == Some(EntityKind::Person),
            domains: self.domains(names, found, sight),
        }
    }

    /// The places of a watched place that are followed by a state, where it is given context and that does not name the state, in
    /// ascending order: *Birmingham, Alabama*, where one in England is watched.
    fn elsewhere(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> Vec<Place> {
        let context = names.traits.map_or(&[][..], |traits| &*traits.context);
        if sight.kind != Some(EntityKind::Place) || context.is_empty() {
            return Vec::new();
        }
        let is_own = |region: Place| {
            let mut places = context.iter().flat_map(|word| self.reading.places(word.phrase, Loose::Breaks));
            places.any(|place| place.overlaps(region))
        };
        let is_elsewhere = |place: &Place| sight.region_after(*place).is_some_and(|region| !is_own(region));
        let mut elsewhere: Vec<Place> = found.iter().map(|(_, place)| *place).filter(is_elsewhere).collect();
        elsewhere.sort_unstable();
        elsewhere
    }

    /// How much of the article is about what the entity is about, and about sports and the arts, where it is nothing of these.
    fn domains(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> Shares {
        let vocabulary = &self.phrases.vocabulary;
        let own = names.traits.map_or(0, |traits| traits.domains);
        let words = |place: &Place| self.reading.words.get(place.first as usize..=place.last as usize);
        let written = || found.iter().filter_map(|(_, place)| words(place)).flatten();
        let without = || written().map(|word| vocabulary.domains(word.id)).filter(|domains| *domains != 0);
        // What so many words more say grows with their logarithm.
        let share = |domains| (1.0 + sight.scene.of_domains(domains, without())).log2();
        let apart = |domains| if own != 0 && own & domains == 0 { share(domains) } else { 0.0 };
        let of_own = if own == 0 { 0.0 } else { share(own).min(OWN_MAX) };
        // Who gives context says that a name needs it. A text of few words says little by what it does not hold.
        let needs =
            own != 0 && of_own == 0.0 && names.traits.is_some_and(|traits| !traits.context.is_empty());
        let others = || sight.scene.of_domains(Domains::MAX, without());
        Shares {
            own: of_own,
            none: if needs { (others() / OTHERS_TELLING).min(1.0) } else { 0.0 },
            sports: apart(vocabulary.sports),
            arts: apart(vocabulary.arts),
        }
    }

    /// Adds what the rest of the article says.
    fn weigh_article(&self, alias: &Alias, around: &Around, place: Place, evidence: &mut Evidence) {
        let sentence = self.reading.sentence(place);
        let mut seen = [[0_u8; 2]; 2];
        for (proper, places) in &around.context {
            // Few stand in the sentence, so that one beside it is soon found.
            let mut apart = places.iter().filter(|context| !context.overlaps(place));
            let outside = apart.any(|context| !sentence.contains(&(context.first as usize)));
            let from = places.partition_point(|context| (context.first as usize) < sentence.start);
            let here = places.get(from..).unwrap_or_default().iter();
            let mut here = here.take_while(|context| (context.first as usize) < sentence.end);
            let inside = here.any(|context| !context.overlaps(place));
            for (count, is_seen) in seen[usize::from(*proper)].iter_mut().zip([outside, inside]) {
                *count = (*count + u8::from(is_seen)).min(CONTEXT_MAX);
            }
        }
        let count = |proper: usize, inside: usize| f32::from(seen[proper][inside]);
        let sees = |features: &[Feature]| features.iter().any(|feature| evidence[*feature as usize] > 0.0);
        let is_rare = sees(&[Feature::Rare]);
        let is_seen = is_rare || sees(&[Feature::CapitalInside, Feature::CapitalInsideGerman]);
        let silent = if is_seen { 1.0 } else { OF_SILENT };
        let telling = match alias.strength {
            Strength::Word if is_rare => OF_RARE,
            Strength::Word => silent,
            Strength::Distinct | Strength::Letters => 1.0,
        };
        evidence[Feature::ProperContextInSentence as usize] = count(1, 1).min(2.0);
        evidence[Feature::ProperContext as usize] = telling * count(1, 0).min(2.0);
        evidence[Feature::ContextInSentence as usize] = count(0, 1).min(2.0);
        evidence[Feature::Context as usize] = telling * count(0, 0);
        // The less a name may be something else, the less it needs its context.
        let need = match alias.strength {
            Strength::Distinct | Strength::Letters => 0.0,
            Strength::Word if is_rare => 0.4,
            Strength::Word => 1.0,
        };
        let own = silent * around.domains.own;
        evidence[Feature::OfItsDomains as usize] = own;
        evidence[Feature::OfNoneOfThem as usize] = need * around.domains.none;
        evidence[Feature::SportsApart as usize] = need * around.domains.sports;
        evidence[Feature::ArtsApart as usize] = need * around.domains.arts;
        if around.aged && evidence[Feature::Distinct as usize] == 0.0 {
            // An age says that a person is meant, and not which.
            evidence[Feature::Aged as usize] = match (around.is_person, around.others.is_empty()) {
                (true, true) => -1.0,
                (true, false) => 0.0,
                (false, _) => 1.0,
            };
        }
        let elsewhere = |places: &[Place]| places.iter().any(|other| *other != place);
        // A name that speaks for itself does so whatever else is named.
        if evidence[Feature::Distinct as usize] > 0.0 {
            return;
        }
        let inside = evidence[Feature::CapitalInside as usize] > 0.0;
        let mut see = |feature: Feature, seen: bool| evidence[feature as usize] = f32::from(u8::from(seen));
        // Where a capital says that this is a name, other senses in the same article say little.
        see(Feature::NotElsewhere, around.excluded && !inside);
        see(Feature::LowerElsewhere, elsewhere(&around.lower) && !inside);
        see(Feature::NamedElsewhere, elsewhere(&around.named) && !around.is_person);
        see(Feature::LongerElsewhere, elsewhere(&around.longer));
    }
}

/// What the article says of an entity besides its places.
struct Around {
    /// Of each context word whether it is a name itself, and where it stands, in ascending order.
    context: Vec<(bool, Vec<Place>)>,
    /// Whether a phrase that excludes the entity stands in the article.
    excluded: bool,
    /// The places at which a name is part of a longer one.
    longer: Vec<Place>,
    /// The places at which a person's surname follows another forename than hers.
    others: Vec<Place>,
    /// The places at which a name is in lower case where names have capitals.
    lower: Vec<Place>,
    /// The places at which a name comes before another.
    named: Vec<Place>,
    /// The places, where a place is watched, that are followed by a state which its context does not name.
    elsewhere: Vec<Place>,
    /// Whether it is of an age somewhere.
    aged: bool,
    is_person: bool,
    domains: Shares,
}

/// The logarithm of how many words of a short article are about something.
struct Shares {
    /// About what the entity's context is about.
    own: f32,
    /// How sure it is that none is, 0 to 1.
    none: f32,
    /// About sports, where the entity is nothing of sports.
    sports: f32,
    /// About the arts, likewise.
    arts: f32,
}

/// The places at which a person's surname follows another name than it does in full, in ascending order: *Condoleezza Rice* for *Declan
/// Rice*.
fn others(names: Names<'_>, found: &[(&Alias, Place)], reach: &Reach, sight: &Sight<'_>) -> Vec<Place> {
    let is_person = sight.kind == Some(EntityKind::Person);
    if !is_person || names.aliases.iter().all(|alias| alias.strength != Strength::Distinct) {
        return Vec::new();
    }
    let is_own =
        |place: Place| place.first.checked_sub(1).and_then(|before| reach.until(before)) >= Some(place.last);
    let surnames = found.iter().filter(|(alias, _)| alias.strength == Strength::Word);
    let mut others: Vec<Place> = surnames
        .map(|(_, place)| *place)
        .filter(|place| !is_own(*place) && sight.is_of_another(*place))
        .collect();
    others.sort_unstable();
    others
}

#[cfg(test)]
mod tests;
