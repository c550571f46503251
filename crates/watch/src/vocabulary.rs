//! Words by number: the words that watches name, and those of the [`lexicon`].
//!
//! A million watches name more words than a processor's caches hold, so a look-up reads one place in memory: a slot with a
//! part of the hash, the number, and all that tells whether there is anything more to look for. It may take a word that is not known for one that is, once
//! in billions of times; whoever acts on a word compares it first ([`Vocabulary::word`]).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::hash::{hash, hash_pair};
use crate::inflect::stem;
use crate::language::Language;
use crate::lexicon::{self, Cue};
use crate::shared::Shared;
use crate::stems::Forms;
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
    pub(crate) const CROWDED: u8 = 128;
}

/// A word as a look-up gives it, which is as it stands in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: WordId,
    /// The upper 24 bits of the hash, and bits of [`role`].
    tag_and_roles: u32,
    /// A bit for each word that may be the second of a phrase which begins with this one; words share bits.
    next: u32,
    /// The phrases whose stem it is.
    pub(crate) forms: Forms,
}

impl Known {
    /// A word that no watch names.
    pub(crate) const NOT: Known = Known { id: UNKNOWN, tag_and_roles: 0, next: 0, forms: Forms::NONE };

    /// Bits of [`role`].
    pub(crate) fn roles(&self) -> u8 {
        self.tag_and_roles as u8 & !role::CROWDED
    }

    fn tag(&self) -> u32 {
        self.tag_and_roles >> ROLE_BITS
    }

    fn is_crowded(&self) -> bool {
        self.tag_and_roles as u8 & role::CROWDED != 0
    }

    /// Whether a phrase may go on from this word to another.
    pub(crate) fn may_lead_to(&self, next: WordId) -> bool {
        self.next & bit(next) != 0
    }
}

fn bit(next: WordId) -> u32 {
    1 << (hash_pair(next, 0) >> 59)
}

/// Folded words by number, without gaps from 0.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    /// A power of two of slots, at most two thirds of them taken; a word is in the first free one from where its hash points.
    slots: Shared<Known>,
    words: Shared<Spelling>,
    /// By number, the slot.
    places: Shared<u32>,
    /// The words that have no room among those.
    texts: Texts,
    /// By number, for the words of the lexicon, which come first: by [`Cue`], the languages in which it is one.
    cues: Arc<Vec<[u8; Cue::COUNT]>>,
    /// By the hash of the stem of an everyday word, the languages in which it is one. It is asked for every name that is
    /// found, and stays small while the vocabulary grows.
    ordinary_stems: Arc<FxHashMap<u64, u8>>,
}

/// A word's letters: most words are so short that they need no other place in memory.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    Short([u8; SHORT], u8),
    Long(Text),
}

/// The most bytes of a word that stands by itself.
const SHORT: usize = 14;

impl Spelling {
    fn of(word: &str, texts: &mut Texts) -> Spelling {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..word.len()) {
            Some(room) => {
                room.copy_from_slice(word.as_bytes());
                Spelling::Short(bytes, word.len() as u8)
            }
            None => Spelling::Long(texts.add(word)),
        }
    }

    fn bytes<'s>(&'s self, texts: &'s Texts) -> &'s [u8] {
        match self {
            Spelling::Short(bytes, len) => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Spelling::Long(text) => texts.get(*text).as_bytes(),
        }
    }
}

/// A slot without a word.
const FREE: Known = Known::NOT;

const ROLE_BITS: u32 = 8;

/// How many words are looked up together.
const TOGETHER: usize = 64;

fn tag(hashed: u64) -> u32 {
    (hashed >> 40) as u32
}

impl Vocabulary {
    /// A vocabulary of the lexicon alone.
    pub(crate) fn new() -> Self {
        let mut vocabulary = Vocabulary {
            slots: Shared::filled(1 << 15, FREE),
            words: Shared::default(),
            places: Shared::default(),
            texts: Texts::default(),
            cues: Arc::default(),
            ordinary_stems: Arc::default(),
        };
        let mut cues: Vec<[u8; Cue::COUNT]> = Vec::new();
        let mut ordinary_stems: FxHashMap<u64, u8> = FxHashMap::default();
        lexicon::each(|language, cue, word| {
            let id = vocabulary.learn(word) as usize;
            cues.resize(cues.len().max(id + 1), [0; Cue::COUNT]);
            cues[id][cue as usize] |= language.bit();
            if cue == Cue::Ordinary {
                let stem = hash(stem(language, word).as_bytes());
                *ordinary_stems.entry(stem).or_default() |= language.bit();
            }
        });
        Vocabulary { cues: Arc::new(cues), ordinary_stems: Arc::new(ordinary_stems), ..vocabulary }
    }

    /// The words of many hashes, as by [`Vocabulary::look_up`].
    pub(crate) fn look_up_all(&self, hashes: &[u64]) -> Vec<Known> {
        let mask = self.slots.len() - 1;
        let mut known = Vec::with_capacity(hashes.len());
        for hashes in hashes.chunks(TOGETHER) {
            // The first slots are fetched without a look at them, so that the processor waits for many of them at a time.
            let mut first = [FREE; TOGETHER];
            for (slot, hashed) in first.iter_mut().zip(hashes) {
                *slot = self.slots.at(*hashed as usize & mask);
            }
            known.extend(first.iter().zip(hashes).map(|(slot, hashed)| self.look_up_from(*slot, *hashed)));
        }
        known
    }

    /// The word of a hash, if one is known. See above for how sure that is.
    pub(crate) fn look_up(&self, hashed: u64) -> Known {
        self.look_up_from(self.slots.at(hashed as usize & (self.slots.len() - 1)), hashed)
    }

    /// The word of a hash, where the first slot is at hand.
    #[inline]
    fn look_up_from(&self, first: Known, hashed: u64) -> Known {
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        let mut slot = first;
        loop {
            if slot.id == UNKNOWN {
                return Known::NOT;
            }
            if slot.tag() == tag(hashed) && (!slot.is_crowded() || self.hash_of(slot.id) == hashed) {
                return slot;
            }
            at = (at + 1) & mask;
            slot = self.slots.at(at);
        }
    }

    fn hash_of(&self, id: WordId) -> u64 {
        hash(self.bytes(id))
    }

    /// The slot of a folded word.
    fn slot(&self, folded: &str) -> Option<usize> {
        let hashed = hash(folded.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        loop {
            let slot = self.slots.at(at);
            if slot.id == UNKNOWN {
                return None;
            }
            if slot.tag() == tag(hashed) && self.bytes(slot.id) == folded.as_bytes() {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.slot(folded).map_or(UNKNOWN, |slot| self.slots.at(slot).id)
    }

    /// The number of a folded word, given to it now where it had none.
    pub(crate) fn learn(&mut self, folded: &str) -> WordId {
        if let Some(slot) = self.slot(folded) {
            return self.slots.at(slot).id;
        }
        if self.words.len() * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let id = self.words.len() as WordId;
        self.words.push(Spelling::of(folded, &mut self.texts));
        let hashed = hash(folded.as_bytes());
        let slot = Known { id, tag_and_roles: tag(hashed) << ROLE_BITS, ..FREE };
        self.places.push(insert(&mut self.slots, hashed, slot));
        id
    }

    /// Gives a word a role.
    pub(crate) fn give(&mut self, id: WordId, role: u8) {
        if self.known(id).roles() & role == 0 {
            self.slot_mut(id).tag_and_roles |= u32::from(role);
        }
    }

    /// Notes that a phrase goes on from a word to another.
    pub(crate) fn lead(&mut self, id: WordId, next: WordId) {
        self.give(id, role::BEGINS);
        if !self.known(id).may_lead_to(next) {
            self.slot_mut(id).next |= bit(next);
        }
    }

    /// Gives a word the phrases whose stem it is.
    pub(crate) fn set_forms(&mut self, id: WordId, forms: Forms) {
        self.slot_mut(id).forms = forms;
    }

    /// A word with all that is known of it, by its number.
    pub(crate) fn known(&self, id: WordId) -> Known {
        let place = self.places.get(id as usize).and_then(|place| self.slots.get(place as usize));
        place.unwrap_or(Known::NOT)
    }

    fn slot_mut(&mut self, id: WordId) -> &mut Known {
        self.slots.at_mut(self.places.at(id as usize) as usize)
    }

    /// The folded word of a number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        std::str::from_utf8(self.bytes(id)).unwrap_or_default()
    }

    /// The same as bytes, which costs less.
    pub(crate) fn bytes(&self, id: WordId) -> &[u8] {
        self.words.get_ref(id as usize).map_or(&[], |word| word.bytes(&self.texts))
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

    /// The languages in whose lexicon a word stands as whatever cue but a place, as a set of [`Language::bit`]s.
    pub(crate) fn listed(&self, id: WordId) -> u8 {
        let Some(cues) = self.cues.get(id as usize) else { return 0 };
        let others = cues.iter().enumerate().filter(|(cue, _)| *cue != Cue::Place as usize);
        others.fold(0, |set, (_, languages)| set | languages)
    }

    fn grow(&mut self) {
        let mut slots = Shared::filled(self.slots.len() * 2, FREE);
        // In the order of the numbers, in which the words stand in memory.
        for id in 0..self.words.len() {
            let slot = self.slots.at(self.places.at(id) as usize);
            *self.places.at_mut(id) = insert(&mut slots, self.hash_of(id as WordId), slot);
        }
        self.slots = slots;
    }
}

/// Puts a word into a slot, and gives its place.
fn insert(slots: &mut Shared<Known>, hashed: u64, slot: Known) -> u32 {
    let mask = slots.len() - 1;
    let mut at = hashed as usize & mask;
    while slots.at(at).id != UNKNOWN {
        if slots.at(at).tag() == slot.tag() {
            slots.at_mut(at).tag_and_roles |= u32::from(role::CROWDED);
        }
        at = (at + 1) & mask;
    }
    *slots.at_mut(at) = slot;
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers_and_roles_as_the_vocabulary_grows() {
        let mut vocabulary = Vocabulary::new();
        // Some have room in their places, some have not.
        let word = |number: usize| {
            format!("{}{number}", if number.is_multiple_of(2) { "word" } else { "unabbreviated" })
        };
        let ids: Vec<WordId> = (0..50_000).map(|number| vocabulary.learn(&word(number))).collect();
        vocabulary.give(ids[7], role::PHRASE | role::PREFIX);
        let more: Vec<WordId> = (50_000..200_000).map(|number| vocabulary.learn(&word(number))).collect();
        for (number, id) in ids.iter().chain(&more).enumerate() {
            assert_eq!(vocabulary.id(&word(number)), *id);
            let known = vocabulary.look_up(hash(word(number).as_bytes()));
            let roles = if number == 7 { role::PHRASE | role::PREFIX } else { 0 };
            assert_eq!((known.id, known.roles()), (*id, roles));
            assert_eq!(vocabulary.known(*id), known);
        }
        assert_eq!(vocabulary.id("wordless0"), UNKNOWN);
    }

    /// Two words whose tags are the same, in slots side by side: each is still itself.
    #[test]
    fn words_with_one_tag_are_told_apart() {
        let mut vocabulary = Vocabulary::new();
        let (a, b) = (vocabulary.learn("netflix"), vocabulary.learn("spotify"));
        let (first, second) = (vocabulary.slot("netflix").unwrap(), vocabulary.slot("spotify").unwrap());
        let mut slots = Shared::filled(vocabulary.slots.len(), FREE);
        let same_tag = |slot: Known| Known { tag_and_roles: tag(hash(b"spotify")) << ROLE_BITS, ..slot };
        let home = hash(b"spotify");
        insert(&mut slots, home, same_tag(vocabulary.slots.at(first)));
        insert(&mut slots, home, same_tag(vocabulary.slots.at(second)));
        vocabulary.slots = slots;
        assert_eq!(vocabulary.look_up(home).id, b);
        assert_ne!(a, b);
    }
}
