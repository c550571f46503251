//! Whether a name that was found is the thing meant.

use crate::compile::Names;
use crate::gap::Gap;
use crate::reading::{Place, Reading};

/// One place where a name of an entity stands and is not plainly something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    /// The index of the alias.
    pub(crate) alias: usize,
    pub(crate) place: Place,
    /// How sure it is, 0 to 1.
    pub(crate) score: f64,
}

/// The places of an entity's names, with how surely each is the thing meant.
pub(crate) fn sightings(names: &Names, reading: &Reading<'_>) -> Vec<Sighting> {
    let excluded: Vec<Place> = names.not.iter().flat_map(|phrase| reading.places(*phrase, true)).collect();
    let is_excluded =
        |place: Place| excluded.iter().any(|not| not.first <= place.last && place.first <= not.last);
    let context = names.context.iter().any(|phrase| reading.places(*phrase, true).next().is_some());
    let mut sightings = Vec::new();
    for (alias, name) in names.aliases.iter().enumerate() {
        let capital = name.text.chars().any(char::is_uppercase);
        for place in reading.places(name.phrase, name.loose).filter(|place| !is_excluded(*place)) {
            let lower = capital && !reading.written(place).chars().any(char::is_uppercase);
            let prefix = reading.words.get(place.last as usize + 1).is_some_and(|next| {
                let text = reading.text_of(place.last as usize);
                next.gap == Gap::Hyphen
                    && text
                        .get(next.start as usize..)
                        .is_some_and(|rest| rest.starts_with(char::is_lowercase))
            });
            let score = match (name.words, lower, prefix) {
                (2.., _, _) => 0.95,
                (_, true, _) if context => 0.4,
                (_, true, _) => 0.2,
                (_, false, true) => 0.6,
                (_, false, false) => 0.9,
            };
            sightings.push(Sighting { alias, place, score });
        }
    }
    sightings
}
