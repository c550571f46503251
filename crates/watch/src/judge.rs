//! Whether a name that was found is the thing meant.

use crate::entity::Names;
use crate::evaluate::is_written;
use crate::gap::Gap;
use crate::reading::{Place, Reading};
use crate::texts::{Text, Texts};

/// One place where a name of an entity stands and is not plainly something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) alias: Text,
    pub(crate) place: Place,
    /// How sure it is, 0 to 1.
    pub(crate) score: f64,
}

/// The places of an entity's names, with how surely each is the thing meant.
pub(crate) fn sightings(names: Names<'_>, reading: &Reading<'_>, texts: &Texts) -> Vec<Sighting> {
    let (not, context) = names.traits.map_or((&[][..], &[][..]), |traits| (&*traits.not, &*traits.context));
    let excluded: Vec<Place> = not.iter().flat_map(|phrase| reading.places(*phrase, true)).collect();
    let is_excluded =
        |place: Place| excluded.iter().any(|not| not.first <= place.last && place.first <= not.last);
    let context = context.iter().any(|phrase| reading.places(*phrase, true).next().is_some());
    let mut sightings = Vec::new();
    for name in names.aliases {
        let text = texts.get(name.text);
        let capital = text.contains(char::is_uppercase);
        for place in reading.places(name.phrase, name.loose).filter(|place| !is_excluded(*place)) {
            if name.exact && !is_written(reading.written(place), text) {
                continue;
            }
            let lower = capital && !reading.written(place).contains(char::is_uppercase);
            let prefix = reading.words.get(place.last as usize + 1).is_some_and(|next| {
                let text = reading.text_of(place);
                next.span.gap == Gap::Hyphen
                    && text
                        .get(next.span.start as usize..)
                        .is_some_and(|rest| rest.starts_with(char::is_lowercase))
            });
            let score = match (place.last - place.first, lower, prefix) {
                (1.., _, _) => 0.95,
                (_, true, _) if context => 0.4,
                (_, true, _) => 0.2,
                (_, false, true) => 0.6,
                (_, false, false) => 0.9,
            };
            sightings.push(Sighting { alias: name.text, place, score });
        }
    }
    sightings
}
