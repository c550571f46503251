//! A table of numbers by keys of 32 bits that are hashes already, in about ten bytes an entry. Entries stand in the order of
//! their keys, near the place that a key's value alone gives (Amble and Knuth 1974, "Ordered hash tables"): looking up ends
//! at the first larger key, growing and thinning go through memory in order, so that a table can be full to seven eighths.

/// Tables grow a part at a time, so that no insertion waits for long: the first bits of a key choose its part.
const PARTS: u32 = 256;
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
#[derive(Debug)]
pub(crate) struct Table {
    parts: Vec<Part>,
}

/// The entries of which the keys begin alike.
#[derive(Clone, Debug, Default)]
struct Part {
    /// Sorted by key, with empty places between; a few more than `spread`, for those that are pushed beyond it.
    entries: Vec<Entry>,
    len: u32,
    /// Over so many places the keys are spread.
    spread: u32,
}

impl Default for Table {
    fn default() -> Self {
        Table { parts: vec![Part::default(); PARTS as usize] }
    }
}

impl Table {
    pub(crate) fn get(&self, key: u32) -> Option<&u32> {
        let part = self.parts.get(part(key))?;
        let found = part.entries.get(part.home(key)..)?.iter().find(|entry| entry.key >= key)?;
        (found.key == key && !found.is_empty()).then_some(&found.value)
    }

    /// The value of a key, put there as `new` where there was none; and whether it was.
    pub(crate) fn entry(&mut self, key: u32, new: u32) -> Option<(&mut u32, bool)> {
        self.parts.get_mut(part(key))?.entry(Entry { key, value: new })
    }

    /// Keeps the entries for which `keep`, given key and value, says so; it may change the value.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut u32) -> bool) {
        for part in &mut self.parts {
            let mut kept: Vec<Entry> =
                part.entries.iter().copied().filter(|entry| !entry.is_empty()).collect();
            kept.retain_mut(|entry| keep(&mut entry.value));
            part.fill(&kept, kept.len() as u32 * 5 / 4 + 1);
        }
    }
}

fn part(key: u32) -> usize {
    (key / (u32::MAX / PARTS + 1)) as usize
}

impl Part {
    /// Where a key stands unless others are in the way.
    fn home(&self, key: u32) -> usize {
        let within = key.wrapping_mul(PARTS);
        ((u64::from(within) * u64::from(self.spread)) >> 32) as usize
    }

    fn entry(&mut self, new: Entry) -> Option<(&mut u32, bool)> {
        if self.len >= self.spread / 8 * 7 {
            let all: Vec<Entry> = self.entries.iter().copied().filter(|entry| !entry.is_empty()).collect();
            self.fill(&all, self.spread + (self.spread / 8).max(8));
        }
        let home = self.home(new.key);
        let behind = self.entries.get(home..)?;
        let place = home + behind.iter().position(|entry| entry.key >= new.key).unwrap_or(behind.len());
        let is_there = self.entries.get(place).is_some_and(|entry| entry.key == new.key && !entry.is_empty());
        if !is_there {
            self.make_way(place);
            *self.entries.get_mut(place)? = new;
            self.len += 1;
        }
        self.entries.get_mut(place).map(|entry| (&mut entry.value, !is_there))
    }

    /// Moves what stands at a place, and all behind it up to the first empty place, by one.
    fn make_way(&mut self, place: usize) {
        let behind = self.entries.get(place..).unwrap_or_default();
        match behind.iter().position(|entry| entry.is_empty()) {
            Some(moved) => self.entries.copy_within(place..place + moved, place + 1),
            None => self.entries.insert(place, EMPTY),
        }
    }

    /// Spreads sorted entries over so many places.
    fn fill(&mut self, sorted: &[Entry], spread: u32) {
        self.spread = spread;
        self.len = sorted.len() as u32;
        let mut entries = Vec::with_capacity(spread as usize + 32);
        for &entry in sorted {
            entries.resize(entries.len().max(self.home(entry.key)), EMPTY);
            entries.push(entry);
        }
        entries.resize(entries.len().max(spread as usize), EMPTY);
        self.entries = entries;
    }
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
