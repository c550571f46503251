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

/// What is to be filed later: in about the order of the keys, memory is gone through once for many articles and not once for
/// each. Drawers are filed one after the other while others fill, so that it is never much work at once.
#[derive(Debug)]
pub(crate) struct Filing {
    /// By the highest bits of the keys, with room for [`DRAWER`] each, in one piece that is given back whole.
    places: Vec<(u32, Slot)>,
    /// How many places of each drawer are taken.
    taken: Vec<usize>,
    /// When as many keys as this have come for each drawer, all have been filed once more.
    round: usize,
    /// The drawer that is filed next.
    next: usize,
    /// How many keys come before that.
    wait: usize,
}

/// So many of the highest bits of a key tell its drawer: the part of a large table that belongs to one is no larger than what
/// is nearest to a processor.
const DRAWERS: u32 = 11;
/// [`Filing::round`], but for tests.
const ROUND: usize = 2_500;
/// So many keys are in a drawer at the most, 98 MB for each of the two indices: the last that is filed in the first round has two rounds' keys.
const DRAWER: usize = 6_000;
/// One drawer in so many tells how many of the keys are new.
const ASKED: usize = 64;

impl Default for Filing {
    fn default() -> Self {
        Filing::in_rounds_of(ROUND)
    }
}

impl Filing {
    fn in_rounds_of(round: usize) -> Self {
        Filing {
            places: vec![(0, 0); DRAWER << DRAWERS],
            taken: vec![0; 1 << DRAWERS],
            round,
            next: 0,
            wait: round << DRAWERS,
        }
    }

    /// Adds an article with its keys, after those that were added before.
    pub(crate) fn add(&mut self, keys: &[u32], slot: Slot, postings: &mut Postings) {
        for &key in keys {
            let drawer = (key >> (u32::BITS - DRAWERS)) as usize;
            if self.taken.get(drawer).is_some_and(|&taken| taken == DRAWER) {
                self.file(drawer, postings);
            }
            let Some(taken) = self.taken.get_mut(drawer) else { continue };
            if let Some(place) = self.places.get_mut(drawer * DRAWER + *taken) {
                *place = (key, slot);
                *taken += 1;
            }
        }
        let mut added = keys.len();
        while added >= self.wait {
            added -= self.wait;
            self.wait = self.round;
            self.file_next(postings);
        }
        self.wait -= added;
    }

    /// Files all that is left.
    pub(crate) fn finish(mut self, postings: &mut Postings) {
        postings.table.reserve_exact(self.new_keys(0, &postings.table));
        (0..1 << DRAWERS).for_each(|drawer| self.file(drawer, postings));
        postings.table.fit();
    }

    fn file_next(&mut self, postings: &mut Postings) {
        if self.next == 0 {
            // Until the last is filed as much more comes, half of it too late for this round.
            postings.table.reserve(self.new_keys(self.round << DRAWERS >> 1, &postings.table));
        }
        self.file(self.next, postings);
        self.next = (self.next + 1) % (1 << DRAWERS);
    }

    fn file(&mut self, drawer: usize, postings: &mut Postings) {
        for keys in self.drawer(drawer).chunks(FETCHED) {
            postings.table.fetch(keys.iter().map(|&(key, _)| key));
            keys.iter().for_each(|&(key, slot)| postings.file(key, slot));
        }
        if let Some(taken) = self.taken.get_mut(drawer) {
            *taken = 0;
        }
    }

    fn drawer(&self, drawer: usize) -> &[(u32, Slot)] {
        let taken = self.taken.get(drawer).copied().unwrap_or_default();
        self.places.get(drawer * DRAWER..).and_then(|places| places.get(..taken)).unwrap_or_default()
    }

    /// About how many of the keys in the drawers, and of so many more, are not in a table yet. Different keys are spread evenly, so
    /// that a few drawers tell.
    fn new_keys(&self, more: usize, table: &Table) -> usize {
        let asked = (0..1 << DRAWERS).step_by(ASKED).flat_map(|drawer| self.drawer(drawer));
        let mut new: Vec<u32> = asked.map(|&(key, _)| key).filter(|&key| table.get(key).is_none()).collect();
        new.sort_unstable();
        new.dedup();
        let all: usize = self.taken.iter().sum();
        let new = new.len() * ASKED * (all + more) / all.max(1);
        // With a little more: where there is too little room, much more is made.
        new + new / 32
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
    fn articles_that_are_filed_later_are_found_as_those_that_are_filed_at_once() {
        let key = |key: u32| key.wrapping_mul(0x9e37_79b9);
        // In some rounds, and in none: then a drawer is full before.
        for round in [2, ROUND] {
            let (mut at_once, mut later) = (Postings::default(), Postings::default());
            let mut filing = Filing::in_rounds_of(round);
            for slot in 0..=DRAWER as Slot {
                let keys: Vec<u32> = (1..=300).filter(|key| slot % key == 0).map(key).collect();
                at_once.insert(&keys, slot);
                filing.add(&keys, slot, &mut later);
            }
            assert_eq!(later.latest(key(299)).is_empty(), round == ROUND);
            assert!(!later.latest(key(1)).is_empty());
            filing.finish(&mut later);
            for key in (0..=300).map(key) {
                assert_eq!(later.latest(key), at_once.latest(key), "key {key}");
            }
        }
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
