//! Phrases as a trie over word numbers: one walk over a text finds every phrase of every watch, also where they overlap.
//! Prefixes (`privac*`) and words in any inflected form are phrases of their own beside the trie.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};

use crate::inflect::stem;
use crate::language::Language;
use crate::vocabulary::{UNKNOWN, Vocabulary, WordId};
use crate::words::Words;

/// A phrase's number: for one of words, the node of the trie in which it ends. Numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PhraseId(pub(crate) u32);

/// Every phrase of every watch.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub(crate) vocabulary: Vocabulary,
    /// The root comes first.
    nodes: Vec<Node>,
    /// By word: the node that it leads to from the root, or [`ROOT`] for none.
    first: Vec<u32>,
    /// The nodes farther down, by the node before and the word.
    rest: HashTable<u32>,
    prefixes: Prefixes,
    inflected: Inflected,
}

const ROOT: u32 = 0;

#[derive(Clone, Copy, Debug)]
struct Node {
    before: u32,
    word: WordId,
    /// Whether a phrase ends here.
    ends: bool,
    /// Whether a longer phrase goes on from here.
    goes_on: bool,
}

/// Beginnings of words, of which each is a phrase.
#[derive(Debug, Default)]
struct Prefixes {
    phrases: FxHashMap<WordId, PhraseId>,
    /// Their lengths in bytes, ascending.
    lengths: Vec<usize>,
}

/// Words in any inflected form, of which each is a phrase.
#[derive(Debug, Default)]
struct Inflected {
    phrases: FxHashMap<WordId, PhraseId>,
    /// By stem: the languages in which it is the stem (as a set), and of which phrase.
    stems: FxHashMap<WordId, Vec<(u8, PhraseId)>>,
}

impl Phrases {
    pub(crate) fn new() -> Self {
        Phrases {
            vocabulary: Vocabulary::new(),
            nodes: vec![Node { before: ROOT, word: UNKNOWN, ends: false, goes_on: true }],
            first: Vec::new(),
            rest: HashTable::new(),
            prefixes: Prefixes::default(),
            inflected: Inflected::default(),
        }
    }

    /// Files a phrase, and gives the number it has from now on; `None` where the text holds no word.
    pub(crate) fn file(&mut self, phrase: &str) -> Option<PhraseId> {
        let mut words = Words::of(phrase);
        let mut node = ROOT;
        while words.next().is_some() {
            let word = self.vocabulary.learn(words.folded());
            node = self.learn(node, word);
        }
        (node != ROOT).then(|| {
            self.nodes[node as usize].ends = true;
            PhraseId(node)
        })
    }

    /// Files the beginning of a word, given without its asterisk; `None` where it is not one word.
    pub(crate) fn file_prefix(&mut self, prefix: &str) -> Option<PhraseId> {
        let folded = one_word(prefix)?;
        let word = self.vocabulary.learn(&folded);
        if let Err(at) = self.prefixes.lengths.binary_search(&folded.len()) {
            self.prefixes.lengths.insert(at, folded.len());
        }
        let Phrases { nodes, prefixes, .. } = self;
        Some(*prefixes.phrases.entry(word).or_insert_with(|| apart(nodes, word)))
    }

    /// Files a word to be found in any inflected form; `None` where it is not one word.
    pub(crate) fn file_inflected(&mut self, word: &str) -> Option<PhraseId> {
        let folded = one_word(word)?;
        let id = self.vocabulary.learn(&folded);
        if let Some(phrase) = self.inflected.phrases.get(&id) {
            return Some(*phrase);
        }
        let phrase = apart(&mut self.nodes, id);
        self.inflected.phrases.insert(id, phrase);
        for language in Language::ALL {
            let stem = self.vocabulary.learn(stem(language, &folded));
            let phrases = self.inflected.stems.entry(stem).or_default();
            match phrases.iter_mut().find(|(_, filed)| *filed == phrase) {
                Some((languages, _)) => *languages |= language.bit(),
                None => phrases.push((language.bit(), phrase)),
            }
        }
        Some(phrase)
    }

    /// Whether there are phrases beside the trie, for [`Phrases::find_forms`] to find.
    pub(crate) fn has_forms(&self) -> bool {
        !self.inflected.phrases.is_empty() || !self.prefixes.phrases.is_empty()
    }

    /// Calls `found` with the phrase and the last index of each place where words follow one another as in a phrase,
    /// from index `first` on. What stands between them is for the caller to judge.
    pub(crate) fn find(
        &self,
        first: usize,
        word: impl Fn(usize) -> WordId,
        mut found: impl FnMut(PhraseId, usize),
    ) {
        let mut node = self.first.get(word(first) as usize).copied().unwrap_or(ROOT);
        let mut last = first;
        while node != ROOT {
            let here = self.nodes[node as usize];
            if here.ends {
                found(PhraseId(node), last);
            }
            if !here.goes_on {
                return;
            }
            last += 1;
            node = self.after(node, word(last));
        }
    }

    /// Calls `found` with each phrase that is the beginning of the word, or another form of it.
    pub(crate) fn find_forms(&self, folded: &str, language: Language, mut found: impl FnMut(PhraseId)) {
        for length in &self.prefixes.lengths {
            let Some(prefix) = folded.get(..*length) else { continue };
            if let Some(phrase) = self.prefixes.phrases.get(&self.vocabulary.id(prefix)) {
                found(*phrase);
            }
        }
        if self.inflected.phrases.is_empty() {
            return;
        }
        let stem = self.vocabulary.id(stem(language, folded));
        let Some(phrases) = self.inflected.stems.get(&stem).filter(|_| stem != UNKNOWN) else { return };
        let same_language = phrases.iter().filter(|(languages, _)| languages & language.bit() != 0);
        same_language.for_each(|(_, phrase)| found(*phrase));
    }

    /// The words of a phrase, last to first.
    pub(crate) fn words(&self, phrase: PhraseId) -> impl Iterator<Item = WordId> {
        let node = |node: u32| self.nodes.get(node as usize).filter(|_| node != ROOT);
        std::iter::successors(node(phrase.0), move |here| node(here.before)).map(|node| node.word)
    }

    /// A phrase as folded words.
    pub(crate) fn spelled(&self, phrase: PhraseId) -> String {
        let mut words: Vec<&str> = self.words(phrase).map(|word| self.vocabulary.word(word)).collect();
        words.reverse();
        words.join(" ")
    }

    fn after(&self, node: u32, word: WordId) -> u32 {
        if word == UNKNOWN {
            return ROOT;
        }
        let is_next = |next: &u32| {
            let next = self.nodes[*next as usize];
            next.before == node && next.word == word
        };
        self.rest.find(hash(node, word), is_next).copied().unwrap_or(ROOT)
    }

    /// The node that a word leads to, made now where there was none.
    fn learn(&mut self, before: u32, word: WordId) -> u32 {
        let known = match before {
            ROOT => self.first.get(word as usize).copied().unwrap_or(ROOT),
            _ => self.after(before, word),
        };
        if known != ROOT {
            return known;
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { before, word, ends: false, goes_on: false });
        self.nodes[before as usize].goes_on = true;
        if before == ROOT {
            self.first.resize(self.first.len().max(word as usize + 1), ROOT);
            self.first[word as usize] = node;
        } else {
            let Phrases { rest, nodes, .. } = self;
            let key = |node: &u32| hash(nodes[*node as usize].before, nodes[*node as usize].word);
            rest.insert_unique(hash(before, word), node, key);
        }
        node
    }
}

/// A phrase beside the trie.
fn apart(nodes: &mut Vec<Node>, word: WordId) -> PhraseId {
    nodes.push(Node { before: ROOT, word, ends: true, goes_on: false });
    PhraseId(nodes.len() as u32 - 1)
}

/// The folded form of a text that is one word.
fn one_word(text: &str) -> Option<String> {
    let mut words = Words::of(text);
    words.next()?;
    let folded = words.folded().to_owned();
    words.next().is_none().then_some(folded)
}

fn hash(before: u32, word: WordId) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(u64::from(before) << 32 | u64::from(word));
    hasher.finish()
}
