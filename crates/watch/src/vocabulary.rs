//! Words by number: the words that watches name, and those of the [`lexicon`].
//!
//! A million watches name more words than a processor's caches hold, so a look-up reads one place in memory: a slot with the
//! word, its number, and all that tells whether there is anything more to look for.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::forms::Forms;
use crate::hash::{hash, hash_pair};
use crate::inflect::stem;
use crate::key::Key;
use crate::language::Language;
use crate::lexicon::{self, Cue, Domains};
use crate::shared::Shared;
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
}

/// A word as a look-up gives it, which is as it stands in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: WordId,
    /// A bit for each word that may be the second of a phrase which begins with this one; words share bits.
    next: u32,
    /// The phrases that it finds as a form of their words.
    pub(crate) forms: Forms,
    /// Bits of [`role`].
    pub(crate) roles: u8,
}

impl Known {
    /// A word that no watch names.
    pub(crate) const NOT: Known = Known { id: UNKNOWN, next: 0, forms: Forms::NONE, roles: 0 };

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
    slots: Shared<Slot>,
    /// By number, the slot.
    places: Shared<u32>,
    /// The words whose keys are not their letters, by ascending number.
    long: Shared<(WordId, Text)>,
    texts: Texts,
    /// By number, for the words of the lexicon, which come first: by [`Cue`], the languages in which it is one.
    cues: Arc<Vec<[u8; Cue::COUNT]>>,
    /// By number, for the words of the lexicon: the domains that they are words of.
    domains: Arc<Vec<Domains>>,
    /// The domains of sports and of the arts.
    pub(crate) sports: Domains,
    pub(crate) arts: Domains,
    /// By the hash of the stem of an everyday word, the languages in which it is one. It is asked for every name that is
    /// found, and stays small while the vocabulary grows.
    ordinary_stems: Arc<FxHashMap<u64, u8>>,
}

/// A word and what is known of it, so aligned that it stands in one line of a processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Slot {
    /// Those of its key.
    bytes: [u8; 16],
    known: Known,
}

impl Slot {
    fn key(&self) -> Key {
        Key::of_bytes(self.bytes)
    }
}

/// How many words are looked up together.
const TOGETHER: usize = 64;

impl Vocabulary {
    /// A vocabulary of the lexicon alone.
    pub(crate) fn new() -> Self {
        let mut vocabulary = Vocabulary {
            slots: Shared::filled(1 << 15, free()),
            places: Shared::default(),
            long: Shared::default(),
            texts: Texts::default(),
            cues: Arc::default(),
            domains: Arc::default(),
            sports: 0,
            arts: 0,
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
        let mut domains: Vec<Domains> = Vec::new();
        let (mut sports, mut arts) = (0, 0);
        lexicon::each_of_domain(|domain, name, word| {
            let id = vocabulary.learn(word) as usize;
            domains.resize(domains.len().max(id + 1), 0);
            domains[id] |= domain;
            match name {
                lexicon::SPORTS => sports = domain,
                lexicon::ARTS => arts = domain,
                _ => {}
            }
        });
        Vocabulary {
            cues: Arc::new(cues),
            domains: Arc::new(domains),
            sports,
            arts,
            ordinary_stems: Arc::new(ordinary_stems),
            ..vocabulary
        }
    }

    /// The words of many keys; `folded` gives the folded word of one by its position, where it is long.
    pub(crate) fn look_up_all(&self, keys: &[Key], folded: impl Fn(usize) -> String) -> Vec<Known> {
        let mask = self.slots.len() - 1;
        let mut known = Vec::with_capacity(keys.len());
        let mut first = [free(); TOGETHER];
        for keys in keys.chunks(TOGETHER) {
            // The first slots are fetched without a look at them, so that the processor waits for many of them at a time.
            for (slot, key) in first.iter_mut().zip(keys) {
                *slot = self.slots.at(key.hash() as usize & mask);
            }
            for (slot, key) in first.iter().zip(keys) {
                let position = known.len();
                known.push(self.slot_from(*slot, *key, || folded(position)).1.known);
            }
        }
        known
    }

    /// A folded word, if it is known.
    pub(crate) fn look_up(&self, folded: &str) -> Known {
        self.slot(folded).1.known
    }

    /// The slot of a folded word, and its number; the free one in which it would be where it is not known.
    fn slot(&self, folded: &str) -> (usize, Slot) {
        let key = Key::of(folded.as_bytes());
        let first = self.slots.at(key.hash() as usize & (self.slots.len() - 1));
        self.slot_from(first, key, || folded.to_owned())
    }

    /// The same by the key, where the first slot is at hand.
    #[inline]
    fn slot_from(&self, first: Slot, key: Key, folded: impl Fn() -> String) -> (usize, Slot) {
        let mask = self.slots.len() - 1;
        let mut at = key.hash() as usize & mask;
        let mut slot = first;
        let is_it = |slot: &Slot| {
            slot.key() == key && (!key.is_long() || self.bytes(slot.known.id) == folded().as_bytes())
        };
        while slot.known.id != UNKNOWN && !is_it(&slot) {
            at = (at + 1) & mask;
            slot = self.slots.at(at);
        }
        (at, slot)
    }

    /// The number of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.look_up(folded).id
    }

    /// The number of a folded word, given to it now where it had none.
    pub(crate) fn learn(&mut self, folded: &str) -> WordId {
        let (mut at, slot) = self.slot(folded);
        if slot.known.id != UNKNOWN {
            return slot.known.id;
        }
        if self.places.len() * 3 > self.slots.len() * 2 {
            self.grow();
            at = self.slot(folded).0;
        }
        let id = self.places.len() as WordId;
        let key = Key::of(folded.as_bytes());
        if key.is_long() {
            self.long.push((id, self.texts.add(folded)));
        }
        *self.slots.at_mut(at) = Slot { bytes: key.bytes(), known: Known { id, ..Known::NOT } };
        self.places.push(at as u32);
        id
    }

    /// Gives a word a role.
    pub(crate) fn give(&mut self, id: WordId, role: u8) {
        if self.known(id).roles & role == 0 {
            self.known_mut(id).roles |= role;
        }
    }

    /// Notes that a phrase goes on from a word to another.
    pub(crate) fn lead(&mut self, id: WordId, next: WordId) {
        self.give(id, role::BEGINS);
        if !self.known(id).may_lead_to(next) {
            self.known_mut(id).next |= bit(next);
        }
    }

    /// Gives a word the phrases that it finds as a form of their words.
    pub(crate) fn set_forms(&mut self, id: WordId, forms: Forms) {
        self.known_mut(id).forms = forms;
    }

    /// A word with all that is known of it, by its number.
    pub(crate) fn known(&self, id: WordId) -> Known {
        let slot = self.places.get(id as usize).and_then(|place| self.slots.get(place as usize));
        slot.map_or(Known::NOT, |slot| slot.known)
    }

    fn known_mut(&mut self, id: WordId) -> &mut Known {
        &mut self.slots.at_mut(self.places.at(id as usize) as usize).known
    }

    /// The folded word of a number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        std::str::from_utf8(self.bytes(id)).unwrap_or_default()
    }

    fn bytes(&self, id: WordId) -> &[u8] {
        let place = self.places.get(id as usize);
        match place.and_then(|place| self.slots.get_ref(place as usize)) {
            Some(slot) if slot.key().is_long() => self.long_word(id).as_bytes(),
            Some(slot) => slot.bytes.get(..slot.key().len()).unwrap_or_default(),
            None => &[],
        }
    }

    fn long_word(&self, id: WordId) -> &str {
        let (mut low, mut high) = (0, self.long.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.long.at(middle).0 < id { low = middle + 1 } else { high = middle }
        }
        self.long.get(low).map_or("", |(_, text)| self.texts.get(text))
    }

    /// The languages in which a word is a cue of a kind, as a set of [`Language::bit`]s.
    pub(crate) fn languages(&self, id: WordId, cue: Cue) -> u8 {
        self.cues.get(id as usize).map_or(0, |cues| cues[cue as usize])
    }

    /// The domains of which a word is.
    pub(crate) fn domains(&self, id: WordId) -> Domains {
        self.domains.get(id as usize).copied().unwrap_or_default()
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

    /// The languages in whose lexicon a word stands as whatever cue but a place or a surname, as a set of [`Language::bit`]s.
    pub(crate) fn listed(&self, id: WordId) -> u8 {
        let Some(cues) = self.cues.get(id as usize) else { return 0 };
        let is_name = |cue: usize| cue == Cue::Place as usize || cue == Cue::Surname as usize;
        let others = cues.iter().enumerate().filter(|(cue, _)| !is_name(*cue));
        others.fold(0, |set, (_, languages)| set | languages)
    }

    fn grow(&mut self) {
        let mut slots = Shared::filled(self.slots.len() * 2, free());
        let mask = slots.len() - 1;
        for slot in self.slots.iter().filter(|slot| slot.known.id != UNKNOWN) {
            let mut at = slot.key().hash() as usize & mask;
            while slots.at(at).known.id != UNKNOWN {
                at = (at + 1) & mask;
            }
            *slots.at_mut(at) = slot;
            *self.places.at_mut(slot.known.id as usize) = at as u32;
        }
        self.slots = slots;
    }
}

/// A slot without a word.
fn free() -> Slot {
    Slot { bytes: [0; 16], known: Known::NOT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers_and_roles_as_the_vocabulary_grows() {
        let mut vocabulary = Vocabulary::new();
        // Some have their letters as their keys, some have not.
        let word = |number: usize| {
            format!("{}{number}", if number.is_multiple_of(2) { "word" } else { "unabbreviatedly" })
        };
        let ids: Vec<WordId> = (0..50_000).map(|number| vocabulary.learn(&word(number))).collect();
        vocabulary.give(ids[7], role::PHRASE | role::PREFIX);
        let more: Vec<WordId> = (50_000..200_000).map(|number| vocabulary.learn(&word(number))).collect();
        for (number, id) in ids.iter().chain(&more).enumerate() {
            assert_eq!(vocabulary.id(&word(number)), *id);
            let known = vocabulary.look_up(&word(number));
            let roles = if number == 7 { role::PHRASE | role::PREFIX } else { 0 };
            assert_eq!((known.id, known.roles, vocabulary.word(*id)), (*id, roles, word(number).as_str()));
            assert_eq!(vocabulary.known(*id), known);
        }
        assert_eq!(vocabulary.id("wordless0"), UNKNOWN);
    }

    /// Long words whose keys are the same: each is still itself, and no word of an article that has that key is taken for one.
    #[test]
    fn words_with_one_key_are_told_apart() {
        let mut vocabulary = Vocabulary::new();
        let [a, b] = ["unpronounceabilities", "incomprehensibilities"];
        let (first, second) = (vocabulary.learn(a), vocabulary.learn(b));
        let keys = [a, b].map(|word| Key::of(word.as_bytes()));
        let looked_up = |folded: &str| {
            let known = vocabulary.look_up_all(&keys, |_| folded.to_owned());
            known.iter().map(|known| known.id).collect::<Vec<_>>()
        };
        assert_eq!(looked_up(a), [first, UNKNOWN]);
        assert_eq!(looked_up(b), [UNKNOWN, second]);
    }
}
