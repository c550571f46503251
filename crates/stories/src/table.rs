//! A table of numbers by keys of 32 bits that are hashes already, in about ten bytes an entry. Entries stand in the order of
//! their keys, near the place that a key's value alone gives (Amble and Knuth 1974, "Ordered hash tables"): looking up ends
//! at the first larger key, growing and thinning go through memory in order, so that a table can be full to seven eighths.
//! It stands in pieces of one size, which growing hands on: it needs no second table meanwhile, and leaves no holes.

/// Over so many places the keys of a part are spread.
const SPREAD: usize = 1_000;
/// So many places more are behind them, for what does not find its place before.
const BEYOND: usize = 24;
/// A table grows when so many places of a part are taken, on average.
const FULL: usize = SPREAD / 8 * 7;
/// A table of fewer parts doubles, so that it grows seldom; a larger one grows by a sixth, so that little of it is empty.
const LARGE: usize = 4_000;
/// So many places are looked at at once.
const NEAR: usize = 8;
/// An empty place; no value is as large as its own.
const EMPTY: Entry = Entry { key: u32::MAX, value: u32::MAX };

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u32,
    value: u32,
}

impl Entry {
    fn is_empty(self) -> bool {
        self.value == EMPTY.value
    }
}

/// Values, below `u32::MAX`, by their keys.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Each holds an equal share of all keys that there can be: its entries in order, with empty places between.
    parts: Vec<Vec<Entry>>,
    len: usize,
}

impl Default for Table {
    fn default() -> Self {
        Table { parts: Spreading::over(1).parts(), len: 0 }
    }
}

/// Of `parts` parts that of a key, and its place there unless others are in the way.
fn home(parts: usize, key: u32) -> (usize, usize) {
    let at = u64::from(key) * parts as u64;
    ((at >> 32) as usize, (((at & 0xffff_ffff) * SPREAD as u64) >> 32) as usize)
}

/// The place of the first key from `home` on that is not smaller: that of `key`, or where it belongs. Of what stands behind an
/// empty place none is smaller than a key that belongs before it.
fn place(entries: &[Entry], home: usize, key: u32) -> usize {
    let behind = entries.get(home..).unwrap_or_default();
    // Nearly always it is within a few places. They are counted all at once: where among them it is, no processor foretells.
    let near = behind.first_chunk::<NEAR>();
    let smaller = near.map_or(NEAR, |near| near.iter().map(|entry| usize::from(entry.key < key)).sum());
    if smaller < NEAR {
        return home + smaller;
    }
    behind.iter().position(|entry| entry.key >= key).map_or(entries.len(), |place| home + place)
}

impl Table {
    pub(crate) fn get(&self, key: u32) -> Option<&u32> {
        let (part, home) = home(self.parts.len(), key);
        let entries = self.parts.get(part)?;
        let found = entries.get(place(entries, home, key))?;
        (found.key == key && !found.is_empty()).then_some(&found.value)
    }

    /// The value of a key, put there as `new` where there was none; and whether it was.
    pub(crate) fn entry(&mut self, key: u32, new: u32) -> Option<(&mut u32, bool)> {
        if self.len >= self.parts.len() * FULL {
            self.spread(self.larger(), |_| true);
        }
        let (part, home) = home(self.parts.len(), key);
        let entries = self.parts.get_mut(part)?;
        let place = place(entries, home, key);
        let is_there = entries.get(place).is_some_and(|entry| entry.key == key && !entry.is_empty());
        if !is_there {
            make_way(entries, place);
            *entries.get_mut(place)? = Entry { key, value: new };
            self.len += 1;
        }
        entries.get_mut(place).map(|entry| (&mut entry.value, !is_there))
    }

    /// Has the places of keys brought near, all at the same time, before they are asked for one after the other.
    pub(crate) fn fetch(&self, keys: impl Iterator<Item = u32>) {
        let parts = self.parts.len();
        let place = |key| {
            let (part, home) = home(parts, key);
            self.parts.get(part)?.get(home)
        };
        std::hint::black_box(keys.filter_map(place).fold(0, |all, entry| all ^ entry.key));
    }

    /// Keeps the entries for whose value `keep` says so; it may change the value.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&mut u32) -> bool) {
        // Thinned first, and fitted afterwards, since how many stay is not known before.
        self.spread(self.parts.len(), keep);
        self.fit();
    }

    /// Has room for so many more entries: in the order of their keys they would crowd a table that grows meanwhile.
    pub(crate) fn reserve(&mut self, more: usize) {
        if self.len + more >= self.parts.len() * FULL {
            self.reserve_exact(more.max(self.larger() * FULL - self.len));
        }
    }

    /// Has room for so many more entries, and for not many more.
    pub(crate) fn reserve_exact(&mut self, more: usize) {
        let needed = (self.len + more) / FULL + 1;
        if needed > self.parts.len() {
            self.spread(needed, |_| true);
        }
    }

    /// How many parts it has when it has grown.
    fn larger(&self) -> usize {
        let parts = self.parts.len();
        parts + if parts < LARGE { parts } else { parts / 6 }
    }

    /// Gives room back that is not needed.
    pub(crate) fn fit(&mut self) {
        let fitting = self.len / (FULL * 15 / 16) + 1;
        if fitting < self.parts.len() {
            self.spread(fitting, |_| true);
        }
    }

    /// Spreads what `keep` keeps over so many parts.
    fn spread(&mut self, parts: usize, mut keep: impl FnMut(&mut u32) -> bool) {
        let mut spreading = Spreading::over(parts);
        for part in std::mem::take(&mut self.parts) {
            for mut entry in part.iter().copied() {
                if !entry.is_empty() && keep(&mut entry.value) {
                    spreading.push(entry);
                }
            }
            spreading.spare.push(part);
        }
        self.len = spreading.len;
        self.parts = spreading.parts();
    }
}

/// Moves what stands at a place, and all behind it up to the first empty place, by one.
fn make_way(entries: &mut Vec<Entry>, place: usize) {
    let behind = entries.get(place..).unwrap_or_default();
    match behind.iter().position(|entry| entry.is_empty()) {
        Some(moved) => entries.copy_within(place..place + moved, place + 1),
        None => {
            if entries.len() == entries.capacity() {
                entries.reserve_exact(BEYOND);
            }
            entries.insert(place, EMPTY);
        }
    }
}

/// Parts that are being filled with entries in order.
struct Spreading {
    full: Vec<Vec<Entry>>,
    /// Parts of before, whose memory is taken first.
    spare: Vec<Vec<Entry>>,
    last: Vec<Entry>,
    /// The first place of the last one that is behind all its entries.
    free: usize,
    count: usize,
    len: usize,
}

impl Spreading {
    fn over(count: usize) -> Self {
        let spare = Vec::new();
        Spreading {
            full: Vec::with_capacity(count),
            spare,
            last: emptied(new_part()),
            free: 0,
            count,
            len: 0,
        }
    }

    fn push(&mut self, entry: Entry) {
        let (part, home) = home(self.count, entry.key);
        while self.full.len() < part {
            self.end_part();
        }
        let at = self.free.max(home);
        match self.last.get_mut(at) {
            Some(place) => *place = entry,
            None => self.last.push(entry),
        }
        self.free = at + 1;
        self.len += 1;
    }

    fn end_part(&mut self) {
        let next = emptied(self.spare.pop().unwrap_or_else(new_part));
        self.full.push(std::mem::replace(&mut self.last, next));
        self.free = 0;
    }

    fn parts(mut self) -> Vec<Vec<Entry>> {
        while self.full.len() < self.count {
            self.end_part();
        }
        self.full
    }
}

fn new_part() -> Vec<Entry> {
    Vec::with_capacity(SPREAD + BEYOND)
}

fn emptied(mut part: Vec<Entry>) -> Vec<Entry> {
    part.clear();
    part.resize(SPREAD, EMPTY);
    part
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Keys that crowd one place as well as keys from everywhere, the largest among them.
    fn key() -> impl Strategy<Value = u32> {
        prop_oneof![0_u32..40, any::<u32>(), (u32::MAX - 40)..=u32::MAX]
    }

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(
            counted in proptest::collection::vec(key(), 0..2_000),
            more in proptest::collection::vec(key(), 0..200),
            least in 0_u32..4,
        ) {
            let (mut table, mut map) = (Table::default(), BTreeMap::<u32, u32>::new());
            let count = |table: &mut Table, map: &mut BTreeMap<u32, u32>, key: u32| {
                let (value, is_new) = table.entry(key, 0).unwrap();
                *value += 1;
                let counted = map.entry(key).or_default();
                assert_eq!(is_new, *counted == 0);
                *counted += 1;
            };
            counted.iter().for_each(|&key| count(&mut table, &mut map, key));
            table.retain(|value| *value >= least);
            map.retain(|_, value| *value >= least);
            more.iter().for_each(|&key| count(&mut table, &mut map, key));
            for key in counted.iter().chain(&more).flat_map(|&key| [key, key.wrapping_add(1)]) {
                prop_assert_eq!(table.get(key), map.get(&key));
            }
        }
    }
}
