//! The index: which articles hold which key. A key is a hash of 32 bits, of whatever is to be found again; two things
//! with one key cost a comparison, nothing else.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// An article's number in the window: grows with each article taken in, never reused.
pub(crate) type Slot = u32;

/// Of a key's articles, only so many of the latest are looked at: what bounds the work where thousands share a key.
const LATEST: usize = 64;

/// Which articles hold which key.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// A key and its article, or, with [`MANY`] set, the place of its articles in `lists`.
    table: HashTable<(u32, u32)>,
    lists: Vec<Vec<Slot>>,
}

const MANY: u32 = 1 << 31;

fn hash(key: u32) -> u64 {
    // Keys are hashes already; the table takes its tag from the upper bits and the bucket from the lower ones.
    u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Postings {
    /// Files an article under its keys.
    pub(crate) fn insert(&mut self, keys: &[u32], slot: Slot) {
        for &key in keys {
            match self.table.entry(hash(key), |held| held.0 == key, |held| hash(held.0)) {
                Entry::Vacant(vacant) => {
                    vacant.insert((key, slot));
                }
                Entry::Occupied(mut held) => {
                    let value = &mut held.get_mut().1;
                    if *value & MANY == 0 {
                        self.lists.push(vec![*value]);
                        *value = (self.lists.len() - 1) as u32 | MANY;
                    }
                    if let Some(list) = self.lists.get_mut((*value & !MANY) as usize) {
                        list.push(slot);
                    }
                }
            }
        }
    }

    /// The latest articles under a key, the oldest of them first.
    pub(crate) fn latest<'a>(&'a self, key: u32) -> impl Iterator<Item = Slot> + 'a {
        let held = self.table.find(hash(key), |held| held.0 == key).map(|held| held.1);
        let (one, many) = match held {
            None => (None, None),
            Some(slot) if slot & MANY == 0 => (Some(slot), None),
            Some(list) => (None, self.lists.get((list & !MANY) as usize)),
        };
        let many = many.map_or(&[][..], |list| list.get(list.len().saturating_sub(LATEST)..).unwrap_or(list));
        one.into_iter().chain(many.iter().copied())
    }

    /// Forgets the articles that `keep` does not name.
    pub(crate) fn retain(&mut self, keep: impl Fn(Slot) -> bool) {
        let mut old = std::mem::take(&mut self.lists);
        let lists = &mut self.lists;
        self.table.retain(|(_, value)| {
            if *value & MANY == 0 {
                return keep(*value);
            }
            let mut list = old.get_mut((*value & !MANY) as usize).map(std::mem::take).unwrap_or_default();
            list.retain(|&slot| keep(slot));
            match list.as_slice() {
                [] => false,
                [one] => {
                    *value = *one;
                    true
                }
                _ => {
                    list.shrink_to_fit();
                    *value = lists.len() as u32 | MANY;
                    lists.push(list);
                    true
                }
            }
        });
    }
}
