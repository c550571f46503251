//! Stems, and the inflected phrases that have them: a table that is read in one place of memory for most stems.
//!
//! Stems are known by 32 bits of their hash. Two stems that share them share their phrases, too; what is found by a stem is
//! compared with the word itself before it counts, so that costs a little time and no correctness.

use crate::phrases::PhraseId;

/// The phrases of stems.
#[derive(Clone, Debug)]
pub(crate) struct Stems {
    /// A power of two of slots, at most two thirds of them taken.
    slots: Vec<Slot>,
    taken: usize,
    /// Lists of more than one phrase; the last of each is marked.
    lists: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: u32,
    /// Free, one [`Entry`] as it is, or the start of a list.
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Free,
    One(Entry),
    Many(u32),
}

/// A phrase, and the languages in which the stem is that of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    phrase: PhraseId,
    languages: u8,
    /// Whether its list ends here.
    last: bool,
}

impl Stems {
    pub(crate) fn new() -> Self {
        Stems { slots: vec![Slot { key: 0, value: Value::Free }; 1 << 10], taken: 0, lists: Vec::new() }
    }

    /// Whether there is no stem at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.taken == 0
    }

    /// Adds a phrase to the stem of a hash.
    pub(crate) fn add(&mut self, hashed: u64, phrase: PhraseId, languages: u8) {
        if self.taken * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let entry = Entry { phrase, languages, last: true };
        let at = self.slot(key(hashed));
        let value = match self.slots[at].value {
            Value::Free => {
                self.taken += 1;
                Value::One(entry)
            }
            Value::One(only) => self.list([only, entry].into_iter()),
            // Lists stay short and seldom grow, so a longer one is written anew.
            Value::Many(start) => {
                let list: Vec<Entry> = self.many(start).copied().chain([entry]).collect();
                self.list(list.into_iter())
            }
        };
        self.slots[at] = Slot { key: key(hashed), value };
    }

    /// Calls `found` with the index of each hash of a stem and each of its phrases in a language, given as a set.
    pub(crate) fn find(&self, hashes: &[u64], language: u8, mut found: impl FnMut(usize, PhraseId)) {
        let mask = self.slots.len() - 1;
        // The first slots are fetched without a look at them, so that the processor waits for many of them at a time.
        let first: Vec<Slot> = hashes.iter().map(|hashed| self.slots[key(*hashed) as usize & mask]).collect();
        for (index, (hashed, slot)) in hashes.iter().zip(first).enumerate() {
            let is_first = slot.key == key(*hashed) || slot.value == Value::Free;
            let value = if is_first { slot.value } else { self.slots[self.slot(key(*hashed))].value };
            match value {
                Value::Free => {}
                Value::One(entry) if entry.languages & language != 0 => found(index, entry.phrase),
                Value::One(_) => {}
                Value::Many(start) => {
                    let in_language = self.many(start).filter(|entry| entry.languages & language != 0);
                    in_language.for_each(|entry| found(index, entry.phrase));
                }
            }
        }
    }

    fn many(&self, start: u32) -> impl Iterator<Item = &Entry> {
        let mut ended = false;
        let list = self.lists.get(start as usize..).unwrap_or_default();
        list.iter().take_while(move |entry| !std::mem::replace(&mut ended, entry.last))
    }

    fn list(&mut self, entries: impl Iterator<Item = Entry>) -> Value {
        let start = self.lists.len() as u32;
        self.lists.extend(entries.map(|entry| Entry { last: false, ..entry }));
        if let Some(last) = self.lists.last_mut() {
            last.last = true;
        }
        Value::Many(start)
    }

    /// The slot of a key, or the free one where it belongs.
    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].key != key && self.slots[at].value != Value::Free {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let double = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![Slot { key: 0, value: Value::Free }; double]);
        for slot in old.into_iter().filter(|slot| slot.value != Value::Free) {
            let at = self.slot(slot.key);
            self.slots[at] = slot;
        }
    }
}

fn key(hashed: u64) -> u32 {
    (hashed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_keep_their_phrases_as_the_table_grows() {
        let mut stems = Stems::new();
        let hashed = |stem: u32| u64::from(stem.wrapping_mul(0x9e37_79b1)) << 32;
        for stem in 0..5_000 {
            (0..stem % 4).for_each(|phrase| stems.add(hashed(stem), PhraseId(phrase), 1 << (phrase % 2)));
        }
        for stem in 0..5_000 {
            let mut found = Vec::new();
            stems.find(&[hashed(stem)], 1, |_, phrase| found.push(phrase.0));
            let expected: Vec<u32> = (0..stem % 4).filter(|phrase| phrase % 2 == 0).collect();
            assert_eq!(found, expected, "{stem}");
        }
    }

    #[test]
    fn slots_are_small() {
        assert_eq!(size_of::<Slot>(), 12);
    }
}
