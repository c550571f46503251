//! What is known from before the article: how the stream writes a word, where a watch is mostly meant, what users said, and
//! what the other articles of the story leave no doubt of; and what the article teaches for the next ones.

use std::rc::Rc;

use super::feature::{self, Feature, WEIGHTS};
use super::{Judge, Sighting};
use crate::entity::{Alias, Names, Strength};
use crate::gap::Gap;
use crate::knowledge::{OfWatch, content};
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::Place;

/// The most that a stream's habit counts, as a logarithm of odds: of one that is beyond doubt it is still to be seen whether
/// this is the exception.
const MOST_HABIT: f64 = 2.0;

/// The most that users' words count, likewise.
const MOST_SAID: f64 = 3.0;

impl Judge<'_> {
    /// Adds what was learned before. Without knowledge nothing changes.
    pub(super) fn weigh_experience(
        &self,
        found: &[(&Alias, Place)],
        known: Option<&OfWatch>,
        sightings: &mut [Sighting],
    ) {
        if self.knowledge.is_empty() {
            return;
        }
        let language = self.language_tag();
        let outlet = known.and_then(|_| self.reading.article.outlet());
        for ((alias, place), sighting) in found.iter().zip(sightings) {
            let mut see = |feature: Feature, value: f64, most: f64| {
                Rc::make_mut(&mut sighting.evidence)[feature as usize] = value.clamp(-most, most) as f32;
            };
            if let Some(known) = known {
                if alias.strength != Strength::Distinct {
                    see(Feature::InLanguage, known.in_language(&language), 1.0);
                    let from = outlet.as_deref().map_or(0.0, |outlet| known.in_outlet(outlet));
                    see(Feature::FromOutlet, from, 1.0);
                }
                see(Feature::Said, known.said(), MOST_SAID);
                let name = self.texts.get(alias.text);
                let alike =
                    known.said_of_alike(name, || content(&self.sentences.around(self.reading, *place), name));
                see(Feature::SaidOfAlike, alike, 1.0);
            }
            if is_told_by_case(alias) && !says_case(sighting) {
                let habit = self.knowledge.as_name(&self.phrases.spelled(alias.phrase), &language);
                Rc::make_mut(&mut sighting.evidence)[Feature::NameInStream as usize] =
                    habit.clamp(-MOST_HABIT, MOST_HABIT) as f32;
            }
            sighting.score = feature::score(&sighting.evidence);
        }
    }

    /// The words among an entity's names that the article writes as names, and those that it writes as everyday words.
    pub(crate) fn habits(&self, names: Names<'_>) -> Vec<(String, bool)> {
        let sight = self.sight(names);
        let german = self.reading.language == Some(Language::German);
        let mut habits = Vec::new();
        for alias in names.aliases.iter().filter(|alias| is_told_by_case(alias)) {
            let as_name = |place: Place| {
                let determined = || {
                    let before = sight.beside_before(place).filter(|before| before.gap <= Gap::Space);
                    before.is_some_and(|before| {
                        sight.is(before.word, Cue::Determiner) || sight.is_adjective(&before)
                    })
                };
                match () {
                    () if sight.is_lower(place) => Some(false),
                    () if !sight.is_capital_inside(place) || sight.is_part_of_longer(place) => None,
                    // All German nouns have capitals, but few names have articles.
                    () => Some(!(german && determined())),
                }
            };
            let seen: Vec<bool> =
                self.reading.places(alias.phrase, alias.loose).filter_map(as_name).collect();
            for is_name in [true, false] {
                if seen.contains(&is_name) {
                    habits.push((self.phrases.spelled(alias.phrase), is_name));
                }
            }
        }
        habits
    }

    /// The tag of the article's language; empty where it is not known.
    pub(crate) fn language_tag(&self) -> String {
        let known = self.reading.language.map(|language| language.tag().to_owned());
        let given = || {
            let tag = self.reading.article.language.as_deref()?;
            Some(tag.split(['-', '_']).next()?.to_lowercase())
        };
        known.or_else(given).unwrap_or_default()
    }
}

/// The sightings as they are where another article of the story leaves no doubt of the entity: it speaks for all of them, by as
/// much as [`lifted`] adds to what they came to before.
pub(crate) fn in_story(sightings: &[Sighting]) -> Vec<Sighting> {
    let lifted = |sighting: &Sighting| {
        let mut lifted = sighting.clone();
        Rc::make_mut(&mut lifted.evidence)[Feature::StoryElsewhere as usize] = 1.0;
        lifted.score = feature::score(&lifted.evidence);
        lifted
    };
    sightings.iter().map(lifted).collect()
}

/// A score where another article of the story leaves no doubt, and why.
pub(crate) fn lifted(score: f64) -> (f64, String) {
    let (weight, reason) = WEIGHTS[Feature::StoryElsewhere as usize];
    let odds = (score / (1.0 - score).max(f64::EPSILON)) * f64::from(weight).exp();
    (odds / (1.0 + odds), format!("{weight:+.1} {reason}"))
}

/// Whether a name is a word of which the case says whether it is one.
fn is_told_by_case(alias: &Alias) -> bool {
    alias.strength == Strength::Word && alias.capital && !alias.exact && !alias.declined
}

/// Whether the case at a place says already whether a name stands there.
fn says_case(sighting: &Sighting) -> bool {
    [Feature::CapitalInside, Feature::LowerInside]
        .into_iter()
        .any(|feature| sighting.evidence[feature as usize] > 0.0)
}
