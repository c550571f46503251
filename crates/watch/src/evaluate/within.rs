//! Phrases whose words stand in any order, with others among them.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::Evaluation;
use crate::phrases::PhraseId;
use crate::query::{Parts, Query};
use crate::reading::Place;
use crate::rule::Distance;

impl Evaluation<'_> {
    /// For each place where one of the words stands: the shortest stretch from there that holds each word, no two at the
    /// same place, with no more than the given number of other words.
    pub(super) fn within(&self, parts: Parts) -> Vec<Place> {
        let Some((Query::Link(Distance::Words(other)), words)) =
            self.queries.all(parts).get(1..).and_then(<[_]>::split_first)
        else {
            return Vec::new();
        };
        // A word that stands twice in the phrase must stand twice in the stretch, and what begins another word not at its place: the
        // longer beginnings choose first, as fewer places are left to them.
        let mut words = words.to_vec();
        words.sort_by_key(|word| self.beginning(*word).map(Reverse));
        let targets: Vec<_> = words.iter().map(|word| target(*word)).collect();
        let before =
            |index: usize| targets.iter().take(index).filter(|before| **before == targets[index]).count();
        let places: Vec<Vec<Place>> = words.iter().map(|word| self.places(*word)).collect();
        let words: Vec<Sought<'_>> = words
            .iter()
            .zip(&places)
            .enumerate()
            .map(|(index, (word, places))| Sought {
                places,
                before: before(index),
                is_beginning: self.beginning(*word).is_some(),
            })
            .collect();
        let mut starts: Vec<Place> = places.concat();
        starts.sort_unstable();
        starts.dedup();
        starts.into_iter().filter_map(|start| self.stretch(start, &words, *other)).collect()
    }

    /// How many letters a word has that is looked for by its beginning.
    fn beginning(&self, word: Query) -> Option<usize> {
        let Query::Seek(seek) = word else { return None };
        let (beginning, _) = self.texts.get(seek.text).split_once('*')?;
        Some(beginning.chars().count())
    }

    fn stretch(&self, start: Place, words: &[Sought<'_>], other: u32) -> Option<Place> {
        let mut last = start.last;
        let mut needed = 0;
        let mut taken = FxHashSet::default();
        let shares = words.iter().any(|word| word.is_beginning);
        for word in words {
            let from = word.places.partition_point(|place| *place < start);
            let place = if word.is_beginning {
                word.places.get(from..)?.iter().find(|place| !taken.contains(&place.first))?
            } else {
                word.places.get(from + word.before)?
            };
            if shares {
                taken.insert(place.first);
            }
            last = last.max(place.last);
            needed += self.reading.width(*place);
        }
        let (from, to) = (self.word(start.first)?, self.word(last)?);
        let whole = Place { first: start.first, last };
        let words = to.count - from.count + u32::from(to.span.kind.counts());
        (words <= needed + other).then_some(whole)
    }
}

/// A word of a phrase whose words stand in any order.
struct Sought<'p> {
    places: &'p [Place],
    /// How many equal ones come before it.
    before: usize,
    is_beginning: bool,
}

/// The phrase that a part is a term of.
fn target(query: Query) -> Option<PhraseId> {
    match query {
        Query::Seek(seek) => seek.target.phrase(),
        _ => None,
    }
}
