//! Words by number: the words that watches name, and those of the [`lexicon`].

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::inflect::stem;
use crate::language::Language;
use crate::lexicon::{self, Cue};
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
    /// By number, for the words of the lexicon, which come first: by [`Cue`], the languages in which it is one.
    cues: Vec<[u8; Cue::COUNT]>,
}

impl Vocabulary {
    /// A vocabulary of the lexicon alone.
    pub(crate) fn new() -> Self {
        let mut vocabulary = Vocabulary {
            ids: HashTable::new(),
            words: Vec::new(),
            texts: Texts::default(),
            cues: Vec::new(),
        };
        lexicon::each(|language, cue, word| {
            vocabulary.mark(word, cue, language);
            if cue == Cue::Ordinary {
                vocabulary.mark(stem(language, word), Cue::OrdinaryStem, language);
            }
        });
        vocabulary
    }

    fn mark(&mut self, word: &str, cue: Cue, language: Language) {
        let id = self.learn(word) as usize;
        self.cues.resize(self.cues.len().max(id + 1), [0; Cue::COUNT]);
        self.cues[id][cue as usize] |= language.bit();
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

    /// The languages in which a word is a cue of a kind, as a set of [`Language::bit`]s.
    pub(crate) fn languages(&self, id: WordId, cue: Cue) -> u8 {
        self.cues.get(id as usize).map_or(0, |cues| cues[cue as usize])
    }

    /// Whether a word is a cue of a kind in a language; where the language is not known, in any.
    pub(crate) fn is(&self, id: WordId, cue: Cue, language: Option<Language>) -> bool {
        self.languages(id, cue) & language.map_or(u8::MAX, Language::bit) != 0
    }

    /// Whether a word stands in the lexicon of a language, as whatever cue.
    pub(crate) fn is_listed(&self, id: WordId, language: Language) -> bool {
        self.cues
            .get(id as usize)
            .is_some_and(|cues| cues.iter().any(|languages| languages & language.bit() != 0))
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
