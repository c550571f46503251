//! What shows one article to be another's translation, besides what the two are about: headlines that say the same, and the
//! same words at the same places. Nothing here decides that two tell of one event.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::articles::{Held, Reading};
use crate::naming;
use crate::rarity::Rarities;
use crate::terms::{Class, TermId, class};
use crate::window::Window;

/// How much headlines that say the same, or places that are the same, count for a likeness, and others against it.
const HEADED: f64 = 0.55;
const PLACED: f64 = 0.6;
/// So much is left of it where a few sentences each are headed by names that the other lacks.
const HEADED_APART: f64 = 0.35;
/// The share of two headlines that says nothing either way, and how rare all that is must be which weighs as much as
/// that.
const HEADLINE: (f64, f64) = (0.4, 16.0);
/// The share of places that says nothing either way, and how many places weigh as much as that.
const PLACES: (f64, f64) = (0.6, 3.0);
/// Places that differ by no more than this part of the texts are the same: sentences keep their order, words do not.
const SAME_PLACE: f64 = 0.12;
/// A word is taken to pass between languages where the other one's clusters hold it d times by d / (d + this).
const PASSING: f64 = 0.5;

/// An article whose translations are looked for.
pub(crate) struct Original<'a> {
    reading: &'a Reading,
    /// Found when they are asked for: most articles have nothing like them in another language.
    places: OnceCell<FxHashMap<u16, f64>>,
}

impl<'a> Original<'a> {
    pub(crate) fn of(reading: &'a Reading) -> Self {
        Original { reading, places: OnceCell::new() }
    }

    /// How many times as much a likeness to an article of another language says.
    pub(crate) fn times(&self, window: &Window, held: &Held) -> f64 {
        let (headline, places) = (self.headline(window, held), self.placed(held));
        let apart = if naming::are_headed_apart(self.reading, held) { HEADED_APART } else { 1.0 };
        apart * (1.0 + HEADED * (headline - HEADLINE.0)) * (1.0 + PLACED * (places - PLACES.0))
    }

    /// The share of both headlines that both hold, of what can be held by both.
    fn headline(&self, window: &Window, held: &Held) -> f64 {
        let [here, there] =
            [self.reading.language, held.language].map(|language| window.clusters.rarities(language));
        let (ours, theirs) = (&self.reading.title, &held.title);
        let [(one, both), (other, both_there)] =
            [shared(here, there, ours, theirs), shared(there, here, theirs, ours)];
        let (usual, prior) = HEADLINE;
        (both + both_there + prior * usual) / (one + other + prior)
    }

    /// The share of the words that stand once in either text, and are spelled the same, that stands at the same place:
    /// names, numbers and cognates.
    fn placed(&self, held: &Held) -> f64 {
        let (usual, prior) = PLACES;
        let (mut all, mut same) = (prior, prior * usual);
        let ours = self.places.get_or_init(|| places(&self.reading.text));
        for (token, there) in places(&held.text) {
            if let Some(here) = ours.get(&token) {
                all += 1.0;
                same += f64::from((here - there).abs() < SAME_PLACE);
            }
        }
        same / all
    }
}

/// How rare all is in a headline that can be in another language's, and what is in the other.
fn shared(own: Rarities<'_>, other: Rarities<'_>, title: &[TermId], there: &[TermId]) -> (f64, f64) {
    let (mut all, mut both) = (0.0, 0.0);
    for (at, id) in title.iter().enumerate() {
        if title.iter().take(at).any(|before| before == id) {
            continue;
        }
        let rarity = own.of(*id);
        if there.contains(id) {
            all += rarity;
            both += rarity;
        } else if class(*id) == Class::Number {
            all += rarity;
        } else if class(*id) != Class::Short {
            let held = f64::from(other.holding(*id));
            all += rarity * held / (held + PASSING);
        }
    }
    (all, both)
}

/// Where each word of a text stands that stands there once, as a part of its length.
fn places(text: &[u16]) -> FxHashMap<u16, f64> {
    let mut places = FxHashMap::with_capacity_and_hasher(text.len(), Default::default());
    for (at, &token) in text.iter().enumerate() {
        let place = at as f64 / text.len() as f64;
        places.entry(token).and_modify(|place| *place = f64::NAN).or_insert(place);
    }
    places.retain(|_, place| !place.is_nan());
    places
}
