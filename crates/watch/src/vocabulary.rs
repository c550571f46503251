//! Words by number: the words that watches name, and those of the [`lexicon`].
//!
//! A million watches name more words than a processor's caches hold, so a look-up reads one place in memory: a slot with a
//! part of the hash, the number, and what the word is good for. It may take a word that is not known for one that is, once
//! in billions of times; whoever acts on a word compares it first ([`Vocabulary::word`]).

use rustc_hash::FxHashMap;

use crate::hash::hash;
use crate::inflect::stem;
use crate::language::Language;
use crate::lexicon::{self, Cue};
use crate::texts::{Text, Texts};

/// A word's number; texts hold many words that no watch names, and those are [`UNKNOWN`].
pub(crate) type WordId = u32;

/// The number of every word that no watch names.
pub(crate) const UNKNOWN: WordId = u32::MAX;

/// What a word is good for, as bits.
pub(crate) mod role {
    /// It is a phrase by itself.
    pub(crate) const PHRASE: u8 = 1;
    /// A longer phrase begins with it.
    pub(crate) const BEGINS: u8 = 2;
    /// It is the beginning of words that are looked for by it.
    pub(crate) const PREFIX: u8 = 4;
    /// Another word has the same tag in a slot not far off, so that the hash must be compared as a whole.
    pub(super) const CROWDED: u8 = 128;
}

/// A word as a look-up gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: WordId,
    /// Bits of [`role`].
    pub(crate) roles: u8,
}

impl Known {
    /// A word that no watch names.
    pub(crate) const NOT: Known = Known { id: UNKNOWN, roles: 0 };
}

/// Folded words by number, without gaps from 0.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    /// A power of two of slots, at most two thirds of them taken; a word is in the first free one from where its hash points.
    slots: Vec<Slot>,
    words: Vec<Text>,
    /// By number, the roles given, so that giving one again touches no slot.
    given: Vec<u8>,
    texts: Texts,
    /// By number, for the words of the lexicon, which come first: by [`Cue`], the languages in which it is one.
    cues: Vec<[u8; Cue::COUNT]>,
    /// By the hash of the stem of an everyday word, the languages in which it is one. It is asked for every name that is
    /// found, and stays small while the vocabulary grows.
    ordinary_stems: FxHashMap<u64, u8>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    id: WordId,
    /// The upper 24 bits of the hash, and the roles.
    tag_and_roles: u32,
}

impl Slot {
    fn tag(self) -> u32 {
        self.tag_and_roles >> ROLE_BITS
    }

    fn has(self, role: u8) -> bool {
        self.tag_and_roles & u32::from(role) != 0
    }
}

const FREE: Slot = Slot { id: UNKNOWN, tag_and_roles: 0 };

const ROLE_BITS: u32 = 8;

fn tag(hashed: u64) -> u32 {
    (hashed >> 40) as u32
}

impl Vocabulary {
    /// A vocabulary of the lexicon alone.
    pub(crate) fn new() -> Self {
        let slots = vec![FREE; 1 << 15];
        let mut vocabulary = Vocabulary {
            slots,
            words: Vec::new(),
            given: Vec::new(),
            texts: Texts::default(),
            cues: Vec::new(),
            ordinary_stems: FxHashMap::default(),
        };
        lexicon::each(|language, cue, word| {
            vocabulary.mark(word, cue, language);
            if cue == Cue::Ordinary {
                let stem = hash(stem(language, word).as_bytes());
                *vocabulary.ordinary_stems.entry(stem).or_default() |= language.bit();
            }
        });
        vocabulary
    }

    fn mark(&mut self, word: &str, cue: Cue, language: Language) {
        let id = self.learn(word) as usize;
        self.cues.resize(self.cues.len().max(id + 1), [0; Cue::COUNT]);
        self.cues[id][cue as usize] |= language.bit();
    }

    /// The words of many hashes, as by [`Vocabulary::look_up`].
    pub(crate) fn look_up_all(&self, hashes: &[u64]) -> Vec<Known> {
        let mask = self.slots.len() - 1;
        // The first slots are fetched without a look at them, so that the processor waits for many of them at a time.
        let first: Vec<Slot> = hashes.iter().map(|hashed| self.slots[*hashed as usize & mask]).collect();
        first.into_iter().zip(hashes).map(|(slot, hashed)| self.look_up_from(slot, *hashed)).collect()
    }

    /// The word of a hash, if one is known. See above for how sure that is.
    pub(crate) fn look_up(&self, hashed: u64) -> Known {
        self.look_up_from(self.slots[hashed as usize & (self.slots.len() - 1)], hashed)
    }

    /// The word of a hash, where the first slot is at hand.
    fn look_up_from(&self, first: Slot, hashed: u64) -> Known {
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        let mut slot = first;
        loop {
            if slot.id == UNKNOWN {
                return Known::NOT;
            }
            if slot.tag() == tag(hashed) && (!slot.has(role::CROWDED) || self.hash_of(slot.id) == hashed) {
                return Known { id: slot.id, roles: slot.tag_and_roles as u8 };
            }
            at = (at + 1) & mask;
            slot = self.slots[at];
        }
    }

    fn hash_of(&self, id: WordId) -> u64 {
        hash(self.word(id).as_bytes())
    }

    /// The slot of a folded word.
    fn slot(&self, folded: &str) -> Option<usize> {
        let hashed = hash(folded.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.id == UNKNOWN {
                return None;
            }
            if slot.tag() == tag(hashed) && self.word(slot.id) == folded {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.slot(folded).map_or(UNKNOWN, |slot| self.slots[slot].id)
    }

    /// The number of a folded word, given to it now where it had none.
    pub(crate) fn learn(&mut self, folded: &str) -> WordId {
        if let Some(slot) = self.slot(folded) {
            return self.slots[slot].id;
        }
        if self.words.len() * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let id = self.words.len() as WordId;
        self.words.push(self.texts.add(folded));
        self.given.push(0);
        let hashed = hash(folded.as_bytes());
        insert(&mut self.slots, hashed, Slot { id, tag_and_roles: tag(hashed) << ROLE_BITS });
        id
    }

    /// Gives a word a role.
    pub(crate) fn give(&mut self, id: WordId, role: u8) {
        let given = &mut self.given[id as usize];
        if std::mem::replace(given, *given | role) & role == role {
            return;
        }
        if let Some(slot) = self.slot(self.word(id)) {
            self.slots[slot].tag_and_roles |= u32::from(role);
        }
    }

    /// A word with its roles, by its number.
    pub(crate) fn with_roles(&self, id: WordId) -> Known {
        let slot = self.slot(self.word(id)).and_then(|slot| self.slots.get(slot));
        slot.map_or(Known::NOT, |slot| Known { id, roles: slot.tag_and_roles as u8 })
    }

    /// The folded word of a number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        self.words.get(id as usize).map_or("", |word| self.texts.get(*word))
    }

    /// The languages in which a word is a cue of a kind, as a set of [`Language::bit`]s.
    pub(crate) fn languages(&self, id: WordId, cue: Cue) -> u8 {
        self.cues.get(id as usize).map_or(0, |cues| cues[cue as usize])
    }

    /// Whether a word is a cue of a kind in a language; where the language is not known, in any.
    pub(crate) fn is(&self, id: WordId, cue: Cue, language: Option<Language>) -> bool {
        self.languages(id, cue) & language.map_or(u8::MAX, Language::bit) != 0
    }

    /// Whether a folded word is an inflected form of an everyday word of a language.
    pub(crate) fn is_ordinary(&self, folded: &str, language: Language) -> bool {
        let stem = hash(stem(language, folded).as_bytes());
        self.ordinary_stems.get(&stem).is_some_and(|languages| languages & language.bit() != 0)
    }

    /// Whether a word stands in the lexicon of a language, as whatever cue but a place.
    pub(crate) fn is_listed(&self, id: WordId, language: Language) -> bool {
        self.cues.get(id as usize).is_some_and(|cues| {
            let is_one = |(cue, languages): (usize, &u8)| {
                cue != Cue::Place as usize && languages & language.bit() != 0
            };
            cues.iter().enumerate().any(is_one)
        })
    }

    fn grow(&mut self) {
        let mut slots = vec![FREE; self.slots.len() * 2];
        for slot in self.slots.iter().filter(|slot| slot.id != UNKNOWN) {
            insert(&mut slots, self.hash_of(slot.id), *slot);
        }
        self.slots = slots;
    }
}

fn insert(slots: &mut [Slot], hashed: u64, slot: Slot) {
    let mask = slots.len() - 1;
    let mut at = hashed as usize & mask;
    while slots[at].id != UNKNOWN {
        if slots[at].tag() == slot.tag() {
            slots[at].tag_and_roles |= u32::from(role::CROWDED);
        }
        at = (at + 1) & mask;
    }
    slots[at] = slot;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers_and_roles_as_the_vocabulary_grows() {
        let mut vocabulary = Vocabulary::new();
        let word = |number: usize| format!("word{number}");
        let ids: Vec<WordId> = (0..50_000).map(|number| vocabulary.learn(&word(number))).collect();
        vocabulary.give(ids[7], role::PHRASE | role::PREFIX);
        let more: Vec<WordId> = (50_000..200_000).map(|number| vocabulary.learn(&word(number))).collect();
        for (number, id) in ids.iter().chain(&more).enumerate() {
            assert_eq!(vocabulary.id(&word(number)), *id);
            let known = vocabulary.look_up(hash(word(number).as_bytes()));
            assert_eq!(
                (known.id, known.roles & 127),
                (*id, if number == 7 { role::PHRASE | role::PREFIX } else { 0 })
            );
        }
        assert_eq!(vocabulary.id("wordless0"), UNKNOWN);
    }

    /// Two words whose tags are the same, in slots side by side: each is still itself.
    #[test]
    fn words_with_one_tag_are_told_apart() {
        let mut vocabulary = Vocabulary::new();
        let (a, b) = (vocabulary.learn("netflix"), vocabulary.learn("spotify"));
        let (first, second) = (vocabulary.slot("netflix").unwrap(), vocabulary.slot("spotify").unwrap());
        let mut slots = vec![FREE; vocabulary.slots.len()];
        let same_tag = |slot: Slot| Slot { tag_and_roles: tag(hash(b"spotify")) << ROLE_BITS, ..slot };
        let home = hash(b"spotify");
        insert(&mut slots, home, same_tag(vocabulary.slots[first]));
        insert(&mut slots, home, same_tag(vocabulary.slots[second]));
        vocabulary.slots = slots;
        assert_eq!(vocabulary.look_up(home).id, b);
        assert_ne!(a, b);
    }
}
