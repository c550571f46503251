//! How often a part of a rule stands in an article, which ATLEAST asks for.

use super::Evaluation;
use crate::query::{Parts, Query};
use crate::reading::Place;

impl Evaluation<'_> {
    /// At how many places that do not overlap a part stands. What is near to something stands as often as the rarest of what takes
    /// part.
    pub(crate) fn count(&self, query: Query) -> u32 {
        self.count_among(query, &self.places(query))
    }

    /// The same of `found` places alone, which are in ascending order, and of what is near to them.
    fn count_among(&self, query: Query, found: &[Place]) -> u32 {
        match query {
            Query::Near(left, distance) => {
                let sides = self.sides(left);
                let [left, right] = sides.map(|side| {
                    let places = self.places_of_part(side);
                    (side, both(&places, found), places)
                });
                let count = |(side, own, places): &(Query, Vec<Place>, Vec<Place>), others: &[Place]| {
                    let mut taking_part = self.with_neighbour(places, others, distance, true, true);
                    unite(&mut taking_part, own.clone());
                    self.count_among(*side, &taking_part)
                };
                count(&left, &right.1).min(count(&right, &left.1))
            }
            Query::Ordered(parts) => {
                let sides = self.queries.all(parts).iter().filter(|part| !matches!(part, Query::Link(_)));
                let taking_part = self.taking_part(parts, found);
                let counts = sides.zip(&taking_part).map(|(part, places)| self.count_among(*part, places));
                counts.min().unwrap_or_default()
            }
            Query::Or(_) => {
                let mut places = Vec::new();
                let distant = self.count_parts(query, found, &mut places);
                distant + apart(places)
            }
            _ => apart(both(&self.places_of_part(query), found)),
        }
    }

    /// For each part of a chain, its places in the complete chains that hold one of the `found` places, in ascending order.
    fn taking_part(&self, parts: Parts, found: &[Place]) -> Vec<Vec<Place>> {
        let (links, distances) = self.links(parts);
        let kept: Vec<Vec<Place>> = links.iter().map(|places| both(places, found)).collect();
        let (mut forwards, mut backwards) = (kept.clone(), kept);
        for (index, distance) in distances.iter().enumerate() {
            let after = self.with_neighbour(&links[index + 1], &forwards[index], *distance, true, false);
            unite(&mut forwards[index + 1], after);
        }
        for (index, distance) in distances.iter().enumerate().rev() {
            let before = self.with_neighbour(&links[index], &backwards[index + 1], *distance, false, true);
            unite(&mut backwards[index], before);
        }
        forwards.iter_mut().zip(backwards).for_each(|(places, more)| unite(places, more));
        forwards
    }

    /// How often the parts of an OR that have a distance stand; the places of the others are gathered.
    fn count_parts(&self, query: Query, found: &[Place], places: &mut Vec<Place>) -> u32 {
        match query {
            Query::Or(parts) => self.standing(parts).map(|part| self.count_parts(*part, found, places)).sum(),
            Query::Near(..) | Query::Ordered(_) => {
                self.count_among(query, &both(&self.places_of_part(query), found))
            }
            _ => {
                places.extend(both(&self.places_of_part(query), found));
                0
            }
        }
    }
}

/// Adds places to some in ascending order.
fn unite(places: &mut Vec<Place>, more: Vec<Place>) {
    places.extend(more);
    places.sort_unstable();
    places.dedup();
}

/// Those places that are among some in ascending order.
fn both(places: &[Place], among: &[Place]) -> Vec<Place> {
    places.iter().filter(|place| among.binary_search(place).is_ok()).copied().collect()
}

/// How many places there are that do not overlap.
fn apart(mut places: Vec<Place>) -> u32 {
    places.sort_unstable_by_key(|place| place.last);
    let mut end = None;
    let is_free = |place: &&Place| {
        let free = end.is_none_or(|end| place.first > end);
        end = if free { Some(place.last) } else { end };
        free
    };
    places.iter().filter(is_free).count() as u32
}
