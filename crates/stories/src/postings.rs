//! The index: which articles hold which key. A key is a hash of 32 bits, of whatever is to be found again; two things
//! with one key cost a comparison, nothing else.

use crate::table::Table;

/// An article's number in the window: grows with each article taken in, never reused.
pub(crate) type Slot = u32;

/// Of a key's articles, only so many of the latest are looked at: what bounds the work where thousands share a key.
const LATEST: usize = 64;

/// Which articles hold which key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    /// Of each key its article, or, with [`MANY`] set, the place of its articles in `lists`.
    table: Table,
    lists: Lists,
}

const MANY: u32 = 1 << 31;

impl Postings {
    /// Files an article under its keys.
    pub(crate) fn insert(&mut self, keys: &[u32], slot: Slot) {
        self.table.fetch(keys.iter().copied());
        for &key in keys {
            if let Some((value, false)) = self.table.entry(key, slot) {
                let list = if *value & MANY == 0 { self.lists.of(&[*value]) } else { *value & !MANY };
                *value = MANY | self.lists.push(list, slot);
            }
        }
    }

    /// Has the places of keys brought near, before they are asked for.
    pub(crate) fn fetch(&self, keys: &[u32]) {
        self.table.fetch(keys.iter().copied());
    }

    /// The latest articles under a key, the oldest of them first.
    pub(crate) fn latest(&self, key: u32) -> &[Slot] {
        match self.table.get(key) {
            None => &[],
            Some(slot) if slot & MANY == 0 => std::slice::from_ref(slot),
            Some(list) => {
                let list = self.lists.get(list & !MANY);
                list.get(list.len().saturating_sub(LATEST)..).unwrap_or(list)
            }
        }
    }

    /// Forgets the articles that `keep` does not name.
    pub(crate) fn retain(&mut self, keep: impl Fn(Slot) -> bool) {
        let old = std::mem::take(&mut self.lists);
        let lists = &mut self.lists;
        let mut kept = Vec::new();
        self.table.retain(|value| {
            if *value & MANY == 0 {
                return keep(*value);
            }
            kept.clear();
            kept.extend(old.get(*value & !MANY).iter().copied().filter(|&slot| keep(slot)));
            match kept.as_slice() {
                [] => return false,
                [one] => *value = *one,
                many => *value = MANY | lists.of(many),
            }
            true
        });
    }
}

/// Lists of slots in one piece of memory. Each stands in a block of [`UNIT`] words times a power of two, the first of which
/// says how long the list is.
#[derive(Clone, Debug, Default)]
struct Lists {
    words: Vec<u32>,
    /// The blocks that are free, by their size.
    free: Vec<Vec<ListIndex>>,
}

/// Where a list stands, in units.
type ListIndex = u32;

/// The smallest block, in words.
const UNIT: usize = 4;

/// The words of the block of a list of so many slots.
fn block(slots: usize) -> usize {
    (slots + 1).next_power_of_two().max(UNIT)
}

impl Lists {
    fn get(&self, list: ListIndex) -> &[Slot] {
        let at = list as usize * UNIT;
        let len = self.words.get(at).map_or(0, |&len| len as usize);
        self.words.get(at + 1..=at + len).unwrap_or_default()
    }

    /// A new list.
    fn of(&mut self, slots: &[Slot]) -> ListIndex {
        let list = self.allocate(block(slots.len()));
        self.write(list, slots);
        list
    }

    /// Adds a slot at the end; returns where the list is now.
    fn push(&mut self, list: ListIndex, slot: Slot) -> ListIndex {
        let slots = self.get(list);
        let (size, place) = (block(slots.len()), slots.len() + 1);
        if place == size {
            let longer: Vec<Slot> = slots.iter().copied().chain([slot]).collect();
            self.release(list, size);
            return self.of(&longer);
        }
        let at = list as usize * UNIT;
        for (at, word) in [(at, place as u32), (at + place, slot)] {
            if let Some(place) = self.words.get_mut(at) {
                *place = word;
            }
        }
        list
    }

    fn write(&mut self, list: ListIndex, slots: &[Slot]) {
        let at = list as usize * UNIT;
        let words = std::iter::once(slots.len() as u32).chain(slots.iter().copied());
        self.words.iter_mut().skip(at).zip(words).for_each(|(place, word)| *place = word);
    }

    fn allocate(&mut self, size: usize) -> ListIndex {
        let free = self.free.get_mut(size.ilog2() as usize).and_then(Vec::pop);
        free.unwrap_or_else(|| {
            let list = (self.words.len() / UNIT) as ListIndex;
            self.words.resize(self.words.len() + size, 0);
            list
        })
    }

    fn release(&mut self, list: ListIndex, size: usize) {
        let class = size.ilog2() as usize;
        if self.free.len() <= class {
            self.free.resize(class + 1, Vec::new());
        }
        if let Some(free) = self.free.get_mut(class) {
            free.push(list);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_latest_articles_of_each_key_are_found() {
        let (mut postings, mut expected) = (Postings::default(), BTreeMap::<u32, Vec<Slot>>::new());
        let check = |postings: &Postings, expected: &BTreeMap<u32, Vec<Slot>>| {
            for (&key, slots) in expected {
                assert_eq!(postings.latest(key), &slots[slots.len().saturating_sub(LATEST)..], "key {key}");
            }
        };
        // Key k is that of every kth article, so that the lists have all lengths.
        for slot in 0..1_000 {
            let keys: Vec<u32> = (1..=200).filter(|key| slot % key == 0).collect();
            postings.insert(&keys, slot);
            keys.iter().for_each(|key| expected.entry(*key).or_default().push(slot));
        }
        check(&postings, &expected);
        postings.retain(|slot| slot >= 700 && slot % 3 != 0);
        expected.values_mut().for_each(|slots| slots.retain(|slot| *slot >= 700 && slot % 3 != 0));
        check(&postings, &expected);
        assert!(postings.latest(0).is_empty());
        for slot in 1_000..1_100 {
            postings.insert(&[1, 2], slot);
            [1, 2].iter().for_each(|key| expected.entry(*key).or_default().push(slot));
        }
        check(&postings, &expected);
    }
}
