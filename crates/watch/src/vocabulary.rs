//! Words by number: the words that watches name, and the small words by which a language is told.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::language::Language;
use crate::texts::{Text, Texts};

/// A word's number; texts hold many words that no watch names, and those are [`UNKNOWN`].
pub(crate) type WordId = u32;

/// The number of every word that no watch names.
pub(crate) const UNKNOWN: WordId = u32::MAX;

/// Folded words by number, without gaps from 0.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    ids: HashTable<WordId>,
    words: Vec<Text>,
    texts: Texts,
    /// By number, for the first words: the languages in which it is a small word.
    small: Vec<u8>,
}

impl Vocabulary {
    /// A vocabulary of the small words alone.
    pub(crate) fn new() -> Self {
        let mut vocabulary = Vocabulary {
            ids: HashTable::new(),
            words: Vec::new(),
            texts: Texts::default(),
            small: Vec::new(),
        };
        for language in Language::ALL {
            for word in language.small_words().split_ascii_whitespace() {
                let id = vocabulary.learn(word) as usize;
                vocabulary.small.resize(vocabulary.small.len().max(id + 1), 0);
                vocabulary.small[id] |= language.bit();
            }
        }
        vocabulary
    }

    /// The number of a folded word, or [`UNKNOWN`].
    pub(crate) fn id(&self, folded: &str) -> WordId {
        self.find(hash(folded), folded).unwrap_or(UNKNOWN)
    }

    /// The number of a folded word, given to it now where it had none.
    pub(crate) fn learn(&mut self, folded: &str) -> WordId {
        let hashed = hash(folded);
        if let Some(id) = self.find(hashed, folded) {
            return id;
        }
        let id = self.words.len() as WordId;
        self.words.push(self.texts.add(folded));
        let Vocabulary { ids, words, texts, .. } = self;
        ids.insert_unique(hashed, id, |id| hash(texts.get(words[*id as usize])));
        id
    }

    /// The folded word of a number.
    pub(crate) fn word(&self, id: WordId) -> &str {
        self.words.get(id as usize).map_or("", |word| self.texts.get(*word))
    }

    /// The languages in which a word is one that nearly every text holds, as a set of [`Language::bit`]s.
    pub(crate) fn small(&self, id: WordId) -> u8 {
        self.small.get(id as usize).copied().unwrap_or(0)
    }

    fn find(&self, hashed: u64, folded: &str) -> Option<WordId> {
        self.ids.find(hashed, |id| self.word(*id) == folded).copied()
    }
}

/// The hash of a text, for tables that keep their keys elsewhere.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}
