//! Which watches are to be asked where a phrase stands.

use crate::phrases::PhraseId;
use crate::shared::Shared;

/// For each phrase, the watches that are filed under it, as a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filed {
    /// By the kind and number of the phrase: its first entry, counted from 1; 0 for none.
    heads: [Shared<u32>; 3],
    entries: Shared<Entry>,
    /// The first entry that is free to be used again, counted from 1.
    free: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    watch: u32,
    /// [`NOTHING`] twice where nothing else must stand there.
    also: [PhraseId; 2],
    /// The next entry of the same list, counted from 1; 0 for none.
    next: u32,
}

/// A watch that is filed under a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filing {
    pub(crate) watch: u32,
    /// What must stand in the article as well.
    pub(crate) also: Also,
}

/// What must stand in an article besides an anchor: one of two phrases (which may be the same), or nothing.
pub(crate) type Also = Option<[PhraseId; 2]>;

/// The number of no phrase.
const NOTHING: PhraseId = PhraseId(u32::MAX);

impl Filed {
    /// Files a watch under a phrase.
    pub(crate) fn add(&mut self, phrase: PhraseId, filing: Filing) {
        let head = self.head(phrase);
        let Filing { watch, also } = filing;
        let entry = Entry { watch, also: also.unwrap_or([NOTHING; 2]), next: *head };
        if self.free == 0 {
            self.entries.push(entry);
            *self.head(phrase) = self.entries.len() as u32;
        } else {
            let free = self.free;
            self.free = std::mem::replace(self.entries.at_mut(free as usize - 1), entry).next;
            *self.head(phrase) = free;
        }
    }

    /// Takes a watch from under a phrase.
    pub(crate) fn remove(&mut self, phrase: PhraseId, watch: u32) {
        let mut before = None;
        let mut at = *self.head(phrase);
        while at != 0 {
            let entry = self.entries.at(at as usize - 1);
            if entry.watch == watch {
                match before {
                    None => *self.head(phrase) = entry.next,
                    Some(before) => self.entries.at_mut(before as usize - 1).next = entry.next,
                }
                self.entries.at_mut(at as usize - 1).next = self.free;
                self.free = at;
                return;
            }
            before = Some(at);
            at = entry.next;
        }
    }

    /// Lays the entries of each list side by side, as they are read fastest.
    pub(crate) fn settle(&mut self) {
        let mut settled = Shared::default();
        for heads in &mut self.heads {
            for phrase in 0..heads.len() {
                let mut at = heads.at(phrase);
                if at == 0 {
                    continue;
                }
                *heads.at_mut(phrase) = settled.len() as u32 + 1;
                while at != 0 {
                    let entry = self.entries.at(at as usize - 1);
                    at = entry.next;
                    let next = if at == 0 { 0 } else { settled.len() as u32 + 2 };
                    settled.push(Entry { next, ..entry });
                }
            }
        }
        self.entries = settled;
        self.free = 0;
    }

    /// The watches under any of some phrases.
    pub(crate) fn under(&self, phrases: &[PhraseId]) -> impl Iterator<Item = Filing> {
        let head = |phrase: &PhraseId| {
            let (heads, index) = phrase.slot();
            self.heads[heads].get(index).unwrap_or(0)
        };
        // As with words: everything is fetched before anything is looked at.
        let heads: Vec<u32> = phrases.iter().map(head).filter(|head| *head != 0).collect();
        let first: Vec<Entry> = heads.iter().filter_map(|head| self.entry(*head)).collect();
        let lists =
            first.into_iter().map(|first| std::iter::successors(Some(first), |here| self.entry(here.next)));
        lists.flatten().map(|entry| Filing {
            watch: entry.watch,
            also: (entry.also[0] != NOTHING).then_some(entry.also),
        })
    }

    fn entry(&self, at: u32) -> Option<Entry> {
        self.entries.get((at as usize).checked_sub(1)?)
    }

    fn head(&mut self, phrase: PhraseId) -> &mut u32 {
        let (heads, index) = phrase.slot();
        let heads = &mut self.heads[heads];
        heads.fill_to(index + 1, 0);
        heads.at_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_shrink_and_use_their_room_again() {
        let mut filed = Filed::default();
        let under = |filed: &Filed, phrase| {
            filed.under(&[PhraseId(phrase)]).map(|filing| filing.watch).collect::<Vec<_>>()
        };
        let add =
            |filed: &mut Filed, phrase, watch| filed.add(PhraseId(phrase), Filing { watch, also: None });
        (1..4).for_each(|watch| add(&mut filed, 7, watch));
        add(&mut filed, 9 | 1 << 30, 5);
        assert_eq!(under(&filed, 7), [3, 2, 1]);
        filed.remove(PhraseId(7), 2);
        filed.remove(PhraseId(9), 1);
        add(&mut filed, 9 | 1 << 30, 6);
        let all = |filed: &Filed| (under(filed, 7), under(filed, 9 | 1 << 30), under(filed, 9));
        assert_eq!(all(&filed), (vec![3, 1], vec![6, 5], vec![]));
        assert_eq!(filed.entries.len(), 4);
        filed.settle();
        assert_eq!(all(&filed), (vec![3, 1], vec![6, 5], vec![]));
    }
}
