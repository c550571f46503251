//! Which watches are to be asked where a phrase stands.

use crate::phrases::PhraseId;

/// For each phrase, the watches that are filed under it: lists in one allocation.
#[derive(Debug, Default)]
pub(crate) struct Filed {
    /// By phrase: its first entry, counted from 1; 0 for none.
    heads: Vec<u32>,
    entries: Vec<Entry>,
    /// The first entry that is free to be used again, counted from 1.
    free: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    watch: u32,
    /// The next entry of the same list, counted from 1; 0 for none.
    next: u32,
}

impl Filed {
    /// Files a watch under a phrase.
    pub(crate) fn add(&mut self, phrase: PhraseId, watch: u32) {
        let slot = phrase.0 as usize;
        self.heads.resize(self.heads.len().max(slot + 1), 0);
        let entry = Entry { watch, next: self.heads[slot] };
        self.heads[slot] = match self.free {
            0 => {
                self.entries.push(entry);
                self.entries.len() as u32
            }
            free => {
                let reused = &mut self.entries[free as usize - 1];
                self.free = reused.next;
                *reused = entry;
                free
            }
        };
    }

    /// Takes a watch from under a phrase.
    pub(crate) fn remove(&mut self, phrase: PhraseId, watch: u32) {
        let mut before = None;
        let mut at = self.heads.get(phrase.0 as usize).copied().unwrap_or(0);
        while at != 0 {
            let entry = self.entries[at as usize - 1];
            if entry.watch == watch {
                match before {
                    None => self.heads[phrase.0 as usize] = entry.next,
                    Some(before) => self.entries[before as usize - 1].next = entry.next,
                }
                self.entries[at as usize - 1].next = self.free;
                self.free = at;
                return;
            }
            before = Some(at);
            at = entry.next;
        }
    }

    /// The watches under a phrase.
    pub(crate) fn under(&self, phrase: PhraseId) -> impl Iterator<Item = u32> {
        let entry = |at: u32| self.entries.get((at as usize).checked_sub(1)?);
        let head = self.heads.get(phrase.0 as usize).copied().unwrap_or(0);
        std::iter::successors(entry(head), move |here| entry(here.next)).map(|entry| entry.watch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_shrink_and_use_their_room_again() {
        let mut filed = Filed::default();
        let under = |filed: &Filed, phrase| filed.under(PhraseId(phrase)).collect::<Vec<_>>();
        (1..4).for_each(|watch| filed.add(PhraseId(7), watch));
        filed.add(PhraseId(9), 5);
        assert_eq!(under(&filed, 7), [3, 2, 1]);
        filed.remove(PhraseId(7), 2);
        filed.remove(PhraseId(9), 1);
        filed.add(PhraseId(9), 6);
        assert_eq!((under(&filed, 7), under(&filed, 9), under(&filed, 8)), (vec![3, 1], vec![6, 5], vec![]));
        assert_eq!(filed.entries.len(), 4);
    }
}
