//! Numbers by the hash of what they stand for: a table that is read in one place of memory for most look-ups.

use crate::shared::Shared;

/// Numbers by hash. Whether a number is the one looked for is for the caller to say, who knows what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// A power of two of slots, at most three quarters of them taken; a number is in the first free one from where its hash
    /// points.
    slots: Shared<Slot>,
    taken: usize,
}

/// A number with a part of its hash, so that most look-ups that find nothing look at nothing else.
#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    number: u32,
}

const FREE: Slot = Slot { tag: 0, number: u32::MAX };

fn tag(hashed: u64) -> u32 {
    (hashed >> 32) as u32
}

impl Default for Index {
    fn default() -> Self {
        Index { slots: Shared::filled(1 << 10, FREE), taken: 0 }
    }
}

impl Index {
    /// Whether there is no number at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.taken == 0
    }

    /// The number of a hash for which `is_it` holds.
    pub(crate) fn find(&self, hashed: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        loop {
            let slot = self.slots.at(at);
            if slot.number == FREE.number {
                return None;
            }
            if slot.tag == tag(hashed) && is_it(slot.number) {
                return Some(slot.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a number, which must be below [`u32::MAX`]; `hash_of` gives the hash of each, also of this one.
    pub(crate) fn add(&mut self, number: u32, hash_of: impl Fn(u32) -> u64) {
        self.taken += 1;
        if self.taken * 4 > self.slots.len() * 3 {
            let mut slots = Shared::filled(self.slots.len() * 2, FREE);
            self.slots
                .iter()
                .filter(|slot| slot.number != FREE.number)
                .for_each(|slot| insert(&mut slots, hash_of(slot.number), slot.number));
            self.slots = slots;
        }
        insert(&mut self.slots, hash_of(number), number);
    }
}

fn insert(slots: &mut Shared<Slot>, hashed: u64, number: u32) {
    let mask = slots.len() - 1;
    let mut at = hashed as usize & mask;
    while slots.at(at).number != FREE.number {
        at = (at + 1) & mask;
    }
    *slots.at_mut(at) = Slot { tag: tag(hashed), number };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_pair;

    #[test]
    fn numbers_are_found_as_the_index_grows() {
        // Each hash is that of two numbers.
        let hash_of = |number: u32| hash_pair(number / 2, 0);
        let mut index = Index::default();
        assert!(index.is_empty());
        (0..5_000).for_each(|number| index.add(number, hash_of));
        for number in 0..5_000 {
            assert_eq!(index.find(hash_of(number), |found| found == number), Some(number));
        }
        assert_eq!(index.find(hash_of(10_000), |_| true), None);
        assert_eq!(index.find(hash_of(0), |found| found > 1), None);
    }
}
