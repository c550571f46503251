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
    /// Lines of slots, at most two thirds of them taken; a word is in the first free slot from the line on to which its hash
    /// points.
    lines: Shared<Line>,
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

/// Two slots that stand in one line of a processor's cache: what is looked for in the second is there with the first.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([Slot; Line::SLOTS]);

impl Line {
    const SLOTS: usize = 2;

    /// One without words.
    const FREE: Line = Line([Slot { bytes: [0; 16], known: Known::NOT }; Line::SLOTS]);
}

/// A word and what is known of it.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Those of its key.
    bytes: [u8; 16],
    known: Known,
}

impl Slot {
    fn is_free(&self) -> bool {
        self.known.id == UNKNOWN
    }

    fn key(&self) -> Key {
        Key::of_bytes(self.bytes)
    }
}

/// How many words are looked up together: the processor is asked for the lines of all before the first is read, so that it
/// waits for them at one time.
const TOGETHER: usize = 64;

impl Vocabulary {
    /// A vocabulary of the lexicon alone.
    pub(crate) fn new() -> Self {
        let mut vocabulary = Vocabulary {
            lines: Shared::filled(1 << 14, Line::FREE),
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
        let mut known = Vec::with_capacity(keys.len());
        let mut first = [0; TOGETHER];
        for keys in keys.chunks(TOGETHER) {
            for (at, key) in first.iter_mut().zip(keys) {
                *at = line_of(*key, self.lines.len());
                self.lines.ask_for(*at);
            }
            for (at, key) in first.iter().zip(keys) {
                let position = known.len();
                known.push(self.known_from(*at, *key, || folded(position)));
            }
        }
        known
    }

    /// A folded word, if it is known.
    pub(crate) fn look_up(&self, folded: &str) -> Known {
        let key = Key::of(folded.as_bytes());
        self.known_from(line_of(key, self.lines.len()), key, || folded.to_owned())
    }

    /// What is known of the word of a key, from the line on to which the key points.
    #[inline]
    fn known_from(&self, first: usize, key: Key, folded: impl Fn() -> String) -> Known {
        let [a, b] = &self.lines.at_ref(first).0;
        // Which of the two it is, or that it is neither, is chosen without a branch: no processor could foretell that.
        let slot = std::hint::select_unpredictable(a.key() == key, a, b);
        if (slot.key() == key || slot.is_free()) && !key.is_long() {
            return slot.known;
        }
        self.slot_from(first, key, folded).1
    }

    /// The slot of the word of a key, and what is known of it; the free one in which it would be where it is not known.
    fn slot_from(&self, first: usize, key: Key, folded: impl Fn() -> String) -> (usize, Known) {
        let is_it = |slot: &Slot| {
            slot.is_free()
                || slot.key() == key && (!key.is_long() || self.bytes(slot.known.id) == folded().as_bytes())
        };
        let mut at = first;
        loop {
            let line = self.lines.at_ref(at);
            if let Some(number) = line.0.iter().position(is_it) {
                return (at * Line::SLOTS + number, line.0[number].known);
            }
            at = if at + 1 == self.lines.len() { 0 } else { at + 1 };
        }
    }

    /// The number of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.look_up(folded).id
    }

    /// The number of a folded word, given to it now where it had none.
    pub(crate) fn learn(&mut self, folded: &str) -> WordId {
        let key = Key::of(folded.as_bytes());
        let slot = |vocabulary: &Vocabulary| {
            vocabulary.slot_from(line_of(key, vocabulary.lines.len()), key, || folded.to_owned())
        };
        let (mut place, known) = slot(self);
        if known.id != UNKNOWN {
            return known.id;
        }
        if self.places.len() * 3 > self.lines.len() * Line::SLOTS * 2 {
            self.grow();
            place = slot(self).0;
        }
        let id = self.places.len() as WordId;
        if key.is_long() {
            self.long.push((id, self.texts.add(folded)));
        }
        *slot_mut(&mut self.lines, place) = Slot { bytes: key.bytes(), known: Known { id, ..Known::NOT } };
        self.places.push(place as u32);
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
        self.slot_of(id).map_or(Known::NOT, |slot| slot.known)
    }

    fn slot_of(&self, id: WordId) -> Option<&Slot> {
        let place = self.places.get(id as usize)? as usize;
        self.lines.get_ref(place / Line::SLOTS)?.0.get(place % Line::SLOTS)
    }

    fn known_mut(&mut self, id: WordId) -> &mut Known {
        &mut slot_mut(&mut self.lines, self.places.at(id as usize) as usize).known
    }

    /// The folded word of a number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        std::str::from_utf8(self.bytes(id)).unwrap_or_default()
    }

    fn bytes(&self, id: WordId) -> &[u8] {
        match self.slot_of(id) {
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
        let mut lines = Shared::filled(self.lines.len() / 4 * 5, Line::FREE);
        let count = lines.len();
        // In the order of their lines, words go to lines in the same order.
        let words = self.lines.iter().flat_map(|line| line.0).filter(|slot| slot.known.id != UNKNOWN);
        for slot in words {
            let mut at = line_of(slot.key(), count);
            let place = loop {
                let line: &Line = lines.at_ref(at);
                match line.0.iter().position(|slot| slot.known.id == UNKNOWN) {
                    Some(number) => break at * Line::SLOTS + number,
                    None => at = if at + 1 == count { 0 } else { at + 1 },
                }
            };
            *slot_mut(&mut lines, place) = slot;
            *self.places.at_mut(slot.known.id as usize) = place as u32;
        }
        self.lines = lines;
    }
}

/// The line to which a key points, of so many.
#[inline]
fn line_of(key: Key, lines: usize) -> usize {
    // Any number of lines will do: the hash as a share of all hashes is the line as a share of all lines.
    ((u128::from(key.hash()) * lines as u128) >> 64) as usize
}

/// A slot by its number.
fn slot_mut(lines: &mut Shared<Line>, place: usize) -> &mut Slot {
    &mut lines.at_mut(place / Line::SLOTS).0[place % Line::SLOTS]
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
