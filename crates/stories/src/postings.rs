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
        keys.iter().for_each(|&key| self.file(key, slot));
    }

    fn file(&mut self, key: u32, slot: Slot) {
        if let Some((value, false)) = self.table.entry(key, slot) {
            let list = if *value & MANY == 0 { self.lists.of(&[*value]) } else { *value & !MANY };
            *value = MANY | self.lists.push(list, slot);
        }
    }

    /// Files an article that need not be the latest, and may be filed already.
    pub(crate) fn insert_earlier(&mut self, keys: &[u32], slot: Slot) {
        for &key in keys {
            if self.all(key).binary_search(&slot).is_ok() {
                continue;
            }
            self.file(key, slot);
            if let Some(&list) = self.table.get(key).filter(|&list| list & MANY != 0) {
                self.lists.sort(list & !MANY);
            }
        }
    }

    /// Has the places of keys brought near, before they are asked for.
    pub(crate) fn fetch(&self, keys: &[u32]) {
        self.table.fetch(keys.iter().copied());
    }

    /// The latest articles under a key, the oldest of them first.
    pub(crate) fn latest(&self, key: u32) -> &[Slot] {
        let all = self.all(key);
        all.get(all.len().saturating_sub(LATEST)..).unwrap_or(all)
    }

    /// All articles under a key, the oldest first.
    fn all(&self, key: u32) -> &[Slot] {
        match self.table.get(key) {
            None => &[],
            Some(slot) if slot & MANY == 0 => std::slice::from_ref(slot),
            Some(list) => self.lists.get(list & !MANY),
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

/// What is to be filed at once: in about the order of the keys, memory is gone through once for many articles and not once for
/// each.
#[derive(Debug)]
pub(crate) struct Filing {
    /// By the highest bits of the keys, with room for [`DRAWER`] each, in one piece that is given back whole.
    places: Vec<(u32, Slot)>,
    /// How many places of each drawer are taken.
    taken: Vec<usize>,
}

/// So many of the highest bits of a key tell its drawer: the part of a large table that belongs to one is no larger than what
/// is nearest to a processor.
const DRAWERS: u32 = 11;
/// So many keys are in a drawer at the most, 40 MB in all.
const DRAWER: usize = 2_500;

impl Default for Filing {
    fn default() -> Self {
        Filing { places: vec![(0, 0); DRAWER << DRAWERS], taken: vec![0; 1 << DRAWERS] }
    }
}

impl Filing {
    /// Adds an article with its keys, after those that were added before; where there is no room, all are filed first.
    pub(crate) fn add(&mut self, keys: &[u32], slot: Slot, postings: &mut Postings) {
        for &key in keys {
            let drawer = (key >> (u32::BITS - DRAWERS)) as usize;
            if self.taken.get(drawer).is_some_and(|&taken| taken == DRAWER) {
                self.file(postings);
            }
            let Some(taken) = self.taken.get_mut(drawer) else { continue };
            if let Some(place) = self.places.get_mut(drawer * DRAWER + *taken) {
                *place = (key, slot);
                *taken += 1;
            }
        }
    }

    /// Files all that is left.
    pub(crate) fn finish(mut self, postings: &mut Postings) {
        self.file(postings);
        postings.table.fit();
    }

    fn file(&mut self, postings: &mut Postings) {
        postings.table.reserve(self.taken.iter().sum());
        for (drawer, taken) in self.places.chunks(DRAWER).zip(&mut self.taken) {
            for keys in drawer.get(..*taken).unwrap_or_default().chunks(FETCHED) {
                postings.table.fetch(keys.iter().map(|&(key, _)| key));
                keys.iter().for_each(|&(key, slot)| postings.file(key, slot));
            }
            *taken = 0;
        }
    }
}

/// So many places are brought near at a time.
const FETCHED: usize = 64;

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

    fn sort(&mut self, list: ListIndex) {
        let at = list as usize * UNIT;
        let len = self.get(list).len();
        self.words.get_mut(at + 1..=at + len).unwrap_or_default().sort_unstable();
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
    fn articles_that_are_filed_at_once_are_found_as_those_that_are_filed_one_by_one() {
        let key = |key: u32| key.wrapping_mul(0x9e37_79b9);
        let (mut one_by_one, mut at_once) = (Postings::default(), Postings::default());
        let mut filing = Filing::default();
        for slot in 0..3_000 {
            let keys: Vec<u32> = (1..=300).filter(|key| slot % key == 0).map(key).collect();
            one_by_one.insert(&keys, slot);
            filing.add(&keys, slot, &mut at_once);
        }
        // Its drawer was full before.
        assert!(!at_once.latest(key(1)).is_empty());
        filing.finish(&mut at_once);
        for key in (0..=300).map(key) {
            assert_eq!(at_once.latest(key), one_by_one.latest(key), "key {key}");
        }
        assert!(!at_once.latest(key(300)).is_empty());
    }

    #[test]
    fn an_article_that_is_filed_late_stands_in_its_place_and_once() {
        let (mut in_order, mut late) = (Postings::default(), Postings::default());
        for slot in 0..200 {
            in_order.insert(&[1, 2], slot);
            if slot != 150 {
                late.insert(&[1], slot);
            }
        }
        late.insert(&[2], 7);
        for _ in 0..2 {
            late.insert_earlier(&[1], 150);
            late.insert_earlier(&[2], 3);
        }
        assert_eq!(late.latest(1), in_order.latest(1));
        assert_eq!(late.latest(2), [3, 7]);
    }

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
