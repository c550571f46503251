//! Which phrases were found in an article, and where.

use super::Place;
use crate::phrases::PhraseId;

/// Phrases and their places.
#[derive(Default)]
pub(super) struct Found(Vec<(PhraseId, Place)>);

impl Found {
    /// Nothing yet, where most words may be found.
    pub(super) fn with_room_for(words: usize) -> Self {
        Found(Vec::with_capacity(words))
    }

    pub(super) fn add(&mut self, phrase: PhraseId, place: Place) {
        self.0.push((phrase, place));
    }

    /// Sorts by phrase and place, once all is added. Where a phrase begins says where it ends.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable_by_key(|(phrase, place)| u64::from(phrase.0) << 32 | u64::from(place.first));
    }

    /// The phrases, each once.
    pub(super) fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        let groups = self.0.chunk_by(|a, b| a.0 == b.0);
        groups.filter_map(|group| group.first().map(|(phrase, _)| *phrase))
    }

    /// Where a phrase was found, in ascending order.
    pub(super) fn of(&self, phrase: PhraseId) -> impl Iterator<Item = Place> {
        let start = self.0.partition_point(|(found, _)| *found < phrase);
        self.0.iter().skip(start).take_while(move |(found, _)| *found == phrase).map(|(_, place)| *place)
    }

    /// Whether a phrase was found at a place.
    pub(super) fn has(&self, phrase: PhraseId, place: Place) -> bool {
        self.0.binary_search(&(phrase, place)).is_ok()
    }

    /// Where anything was found.
    pub(super) fn all(&self) -> impl Iterator<Item = Place> {
        self.0.iter().map(|(_, place)| *place)
    }
}
