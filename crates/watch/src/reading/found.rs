//! Which phrases were found in an article, and where. They were looked up by hashes, so whether the words are those of the
//! phrase is checked once it counts, and then remembered.

use std::cell::Cell;

use super::Place;
use crate::phrases::PhraseId;

/// Phrases and their places.
#[derive(Default)]
pub(super) struct Found(Vec<Standing>);

/// A place at which a phrase was found.
pub(super) struct Standing {
    phrase: PhraseId,
    pub(super) place: Place,
    /// Whether the words there are those of the phrase, once that was asked.
    is_so: Cell<Option<bool>>,
}

impl Standing {
    /// Whether the words there are those of the phrase, which `check` is asked the first time.
    pub(super) fn is_so(&self, check: impl FnOnce(PhraseId, Place) -> bool) -> bool {
        self.is_so.get().unwrap_or_else(|| {
            let is_so = check(self.phrase, self.place);
            self.is_so.set(Some(is_so));
            is_so
        })
    }
}

impl Found {
    /// Nothing yet, where most words may be found.
    pub(super) fn with_room_for(words: usize) -> Self {
        Found(Vec::with_capacity(words))
    }

    pub(super) fn add(&mut self, phrase: PhraseId, place: Place) {
        self.0.push(Standing { phrase, place, is_so: Cell::new(None) });
    }

    /// Sorts by phrase and place, once all is added. Where a phrase begins says where it ends.
    pub(super) fn sort(&mut self) {
        let key = |found: &Standing| u64::from(found.phrase.0) << 32 | u64::from(found.place.first);
        self.0.sort_unstable_by_key(key);
    }

    /// The phrases, each once.
    pub(super) fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        let groups = self.0.chunk_by(|a, b| a.phrase == b.phrase);
        groups.filter_map(|group| group.first().map(|found| found.phrase))
    }

    /// Where a phrase was found, in ascending order.
    pub(super) fn of(&self, phrase: PhraseId) -> impl Iterator<Item = &Standing> {
        let start = self.0.partition_point(|found| found.phrase < phrase);
        self.0.iter().skip(start).take_while(move |found| found.phrase == phrase)
    }

    /// Where anything was found.
    pub(super) fn all(&self) -> impl Iterator<Item = &Standing> {
        self.0.iter()
    }
}
