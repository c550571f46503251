//! Phrases as a trie over word numbers: one walk over a text finds every phrase of every watch, also where they overlap.
//! Prefixes (`privac*`) and words in any inflected form are phrases of their own beside the trie.

use rustc_hash::FxHashMap;

use crate::hash::{hash, hash_pair};
use crate::inflect::stem;
use crate::language::Language;
use crate::stems::Stems;
use crate::vocabulary::{Known, UNKNOWN, Vocabulary, WordId, role};
use crate::words::Words;

/// A phrase's number: that of a word, of a node where it has more words, or of a form (a beginning of words, or a word in
/// any form); the two highest bits say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PhraseId(pub(crate) u32);

const NODE: u32 = 1 << 30;
const FORM: u32 = 2 << 30;
const KINDS: u32 = 3 << 30;

impl PhraseId {
    /// Whether it is a word (0), a node (1) or a form (2), and the number of it.
    pub(crate) fn slot(self) -> (usize, usize) {
        ((self.0 >> 30) as usize, (self.0 & !KINDS) as usize)
    }
}

/// Every phrase of every watch.
#[derive(Clone, Debug)]
pub(crate) struct Phrases {
    pub(crate) vocabulary: Vocabulary,
    nodes: Vec<Node>,
    /// Nodes by the phrase before them and their word: a power of two of slots, at most three quarters of them taken.
    slots: Vec<Slot>,
    /// A bit for the hash of each node, to tell most words that lead nowhere without a look at the slots.
    pairs: Vec<u64>,
    /// The words of forms: beginnings of words, and words to be found in any form.
    forms: Vec<WordId>,
    prefixes: FxHashMap<WordId, PhraseId>,
    /// The lengths of the prefixes in bytes, ascending.
    prefix_lengths: Vec<usize>,
    inflected: FxHashMap<WordId, PhraseId>,
    stems: Stems,
}

/// A word of a phrase after the first.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The phrase before the word.
    before: PhraseId,
    word: WordId,
    /// Bits of [`role`].
    roles: u8,
}

/// A node with a part of its hash, so that most look-ups that find nothing touch no node.
#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    node: u32,
}

const FREE: Slot = Slot { tag: 0, node: u32::MAX };

impl Phrases {
    pub(crate) fn new() -> Self {
        Phrases {
            vocabulary: Vocabulary::new(),
            nodes: Vec::new(),
            slots: vec![FREE; 1 << 10],
            pairs: vec![0; 1 << 5],
            forms: Vec::new(),
            prefixes: FxHashMap::default(),
            prefix_lengths: Vec::new(),
            inflected: FxHashMap::default(),
            stems: Stems::new(),
        }
    }

    /// Files a phrase, and gives the number it has from now on; `None` where the text holds no word.
    pub(crate) fn file(&mut self, phrase: &str) -> Option<PhraseId> {
        let mut words = Words::of(phrase);
        words.next()?;
        let mut here = PhraseId(self.vocabulary.learn(words.folded()));
        while words.next().is_some() {
            let word = self.vocabulary.learn(words.folded());
            here = self.learn(here, word);
        }
        self.give(here, role::PHRASE);
        Some(here)
    }

    /// Files the beginning of a word, given without its asterisk; `None` where it is not one word.
    pub(crate) fn file_prefix(&mut self, prefix: &str) -> Option<PhraseId> {
        let folded = one_word(prefix)?;
        let word = self.vocabulary.learn(&folded);
        self.vocabulary.give(word, role::PREFIX);
        if let Err(at) = self.prefix_lengths.binary_search(&folded.len()) {
            self.prefix_lengths.insert(at, folded.len());
        }
        let Phrases { forms, prefixes, .. } = self;
        Some(*prefixes.entry(word).or_insert_with(|| form(forms, word)))
    }

    /// Files a word to be found in any inflected form; `None` where it is not one word.
    pub(crate) fn file_inflected(&mut self, word: &str) -> Option<PhraseId> {
        let folded = one_word(word)?;
        let id = self.vocabulary.learn(&folded);
        if let Some(phrase) = self.inflected.get(&id) {
            return Some(*phrase);
        }
        let phrase = form(&mut self.forms, id);
        self.inflected.insert(id, phrase);
        let mut filed: Vec<(&str, u8)> = Vec::with_capacity(Language::ALL.len());
        for language in Language::ALL {
            let stem = stem(language, &folded);
            match filed.iter_mut().find(|(before, _)| *before == stem) {
                Some((_, languages)) => *languages |= language.bit(),
                None => filed.push((stem, language.bit())),
            }
        }
        for (stem, languages) in filed {
            self.stems.add(hash(stem.as_bytes()), phrase, languages);
        }
        Some(phrase)
    }

    /// Whether there are words to be found in any inflected form.
    pub(crate) fn has_inflected(&self) -> bool {
        !self.stems.is_empty()
    }

    /// Whether there are beginnings of words to be found.
    pub(crate) fn has_prefixes(&self) -> bool {
        !self.prefixes.is_empty()
    }

    /// Calls `found` with the phrase and the last index of each place where words follow one another as in a phrase, from
    /// index `first` on. What stands between them is for the caller to judge, and that the words are those of the phrase
    /// to check.
    pub(crate) fn find(
        &self,
        first: usize,
        word: impl Fn(usize) -> Known,
        mut found: impl FnMut(PhraseId, usize),
    ) {
        let Known { id, mut roles } = word(first);
        let mut here = PhraseId(id);
        let mut last = first;
        loop {
            if roles & role::PHRASE != 0 {
                found(here, last);
            }
            if roles & role::BEGINS == 0 {
                return;
            }
            last += 1;
            let Some(next) = self.after(here, word(last).id) else { return };
            here = PhraseId(next | NODE);
            roles = self.nodes[next as usize].roles;
        }
    }

    /// Calls `found` with the index of each hash of a stem in a language and each phrase to be found in any form by it.
    pub(crate) fn find_inflected(
        &self,
        stems: &[u64],
        language: Language,
        found: impl FnMut(usize, PhraseId),
    ) {
        self.stems.find(stems, language.bit(), found);
    }

    /// Calls `found` with each phrase that is the beginning of a word.
    pub(crate) fn find_prefixes(&self, folded: &str, mut found: impl FnMut(PhraseId)) {
        for length in &self.prefix_lengths {
            let Some(prefix) = folded.get(..*length) else { continue };
            let known = self.vocabulary.look_up(hash(prefix.as_bytes()));
            if known.roles & role::PREFIX != 0
                && let Some(phrase) = self.prefixes.get(&known.id)
            {
                found(*phrase);
            }
        }
    }

    /// The words of a phrase, last to first; of a form, its word.
    pub(crate) fn words(&self, phrase: PhraseId) -> impl Iterator<Item = WordId> {
        let mut here = Some(phrase);
        std::iter::from_fn(move || {
            let (kind, index) = here.take()?.slot();
            match kind {
                0 => Some(index as WordId),
                1 => self.nodes.get(index).map(|node| {
                    here = Some(node.before);
                    node.word
                }),
                _ => self.forms.get(index).copied(),
            }
        })
    }

    /// Whether a phrase is what stands in an article. `each` is asked for the words there, last to first, and passes the
    /// folded word on. What a look-up by hashes found is checked by this once it counts.
    pub(crate) fn is(
        &self,
        phrase: PhraseId,
        language: Language,
        mut each: impl FnMut(&dyn Fn(&str) -> bool) -> bool,
    ) -> bool {
        if phrase.slot().0 < 2 {
            return self.words(phrase).all(|word| each(&|folded| folded == self.vocabulary.word(word)));
        }
        let word = self.words(phrase).next().map_or("", |word| self.vocabulary.word(word));
        each(&|folded| stem(language, folded) == stem(language, word) || folded.starts_with(word))
    }

    /// A phrase as folded words.
    pub(crate) fn spelled(&self, phrase: PhraseId) -> String {
        let mut words: Vec<&str> = self.words(phrase).map(|word| self.vocabulary.word(word)).collect();
        words.reverse();
        words.join(" ")
    }

    /// The node after a phrase by a word.
    fn after(&self, before: PhraseId, word: WordId) -> Option<u32> {
        if word == UNKNOWN {
            return None;
        }
        let hashed = hash_pair(before.0, word);
        let (index, bit) = self.pair(hashed);
        if self.pairs[index] & bit == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.node == FREE.node {
                return None;
            }
            if slot.tag == tag(hashed) {
                let node = self.nodes[slot.node as usize];
                if node.before == before && node.word == word {
                    return Some(slot.node);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// The phrase that a word leads to, made now where there was none.
    fn learn(&mut self, before: PhraseId, word: WordId) -> PhraseId {
        if let Some(node) = self.after(before, word) {
            return PhraseId(node | NODE);
        }
        self.give(before, role::BEGINS);
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { before, word, roles: 0 });
        if self.nodes.len() * 4 > self.slots.len() * 3 {
            self.slots = vec![FREE; self.slots.len() * 2];
            self.pairs = vec![0; self.pairs.len() * 2];
            (0..=node).for_each(|node| self.insert(node));
        } else {
            self.insert(node);
        }
        PhraseId(node | NODE)
    }

    fn insert(&mut self, node: u32) {
        let Node { before, word, .. } = self.nodes[node as usize];
        let hashed = hash_pair(before.0, word);
        let (index, bit) = self.pair(hashed);
        self.pairs[index] |= bit;
        let mask = self.slots.len() - 1;
        let mut at = hashed as usize & mask;
        while self.slots[at].node != FREE.node {
            at = (at + 1) & mask;
        }
        self.slots[at] = Slot { tag: tag(hashed), node };
    }

    /// The place of a hash among the pairs.
    fn pair(&self, hashed: u64) -> (usize, u64) {
        let bit = (hashed >> 24) as usize & (self.pairs.len() * 64 - 1);
        (bit / 64, 1 << (bit % 64))
    }

    fn give(&mut self, phrase: PhraseId, role: u8) {
        match phrase.slot() {
            (0, word) => self.vocabulary.give(word as WordId, role),
            (_, node) => self.nodes[node].roles |= role,
        }
    }
}

fn tag(hashed: u64) -> u32 {
    (hashed >> 32) as u32
}

/// A form of a word.
fn form(forms: &mut Vec<WordId>, word: WordId) -> PhraseId {
    forms.push(word);
    PhraseId((forms.len() as u32 - 1) | FORM)
}

/// The folded form of a text that is one word.
fn one_word(text: &str) -> Option<String> {
    let mut words = Words::of(text);
    words.next()?;
    let folded = words.folded().to_owned();
    words.next().is_none().then_some(folded)
}
