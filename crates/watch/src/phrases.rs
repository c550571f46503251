//! Phrases as a trie over word numbers: one walk over a text finds every phrase of every watch, also where they overlap.
//! Prefixes (`privac*`) and words in any inflected form are phrases of their own beside the trie.

use std::ops::Range;

use crate::forms::{FormLists, Forms};
use crate::hash::hash_pair;
use crate::index::Index;
use crate::language::Language;
use crate::nodes::{Node, Nodes};
use crate::paradigm;
use crate::shared::Shared;
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
    /// The form of a number.
    pub(crate) fn of_form(number: u32) -> PhraseId {
        PhraseId(number | FORM)
    }

    /// Whether it is a word (0), a node (1) or a form (2), and the number of it.
    pub(crate) fn slot(self) -> (usize, usize) {
        ((self.0 >> 30) as usize, (self.0 & !KINDS) as usize)
    }
}

/// A set of phrases that says yes to some that are not in it (a Bloom filter with one hash): small enough to be asked
/// thousands of times for an article.
pub(crate) struct PhraseSet(Box<[u64; PhraseSet::WORDS]>);

impl Default for PhraseSet {
    fn default() -> Self {
        PhraseSet(Box::new([0; PhraseSet::WORDS]))
    }
}

impl PhraseSet {
    /// Enough that of a few hundred phrases, one in a hundred of the others is taken for one of them, and little enough to
    /// stay in the cache that is nearest.
    const WORDS: usize = 512;

    pub(crate) fn add(&mut self, phrase: PhraseId) {
        let (word, bit) = PhraseSet::place(phrase);
        self.0[word] |= bit;
    }

    pub(crate) fn may_have(&self, phrase: PhraseId) -> bool {
        let (word, bit) = PhraseSet::place(phrase);
        self.0[word] & bit != 0
    }

    fn place(phrase: PhraseId) -> (usize, u64) {
        let hashed = hash_pair(phrase.0, 0) >> 32;
        (hashed as usize >> 6 & (PhraseSet::WORDS - 1), 1 << (hashed & 63))
    }
}

/// Every phrase of every watch.
#[derive(Clone, Debug)]
pub(crate) struct Phrases {
    pub(crate) vocabulary: Vocabulary,
    nodes: Nodes,
    /// The words of forms: beginnings of words, and words to be found in any form.
    forms: Shared<WordId>,
    /// Forms that are beginnings of words, by the word.
    prefixes: Index,
    /// The lengths of the prefixes in bytes, ascending.
    prefix_lengths: Vec<usize>,
    /// Forms that are words to be found in any form, by the word.
    inflected: Index,
    /// Lists of those that one word finds.
    form_lists: FormLists,
}

impl Phrases {
    pub(crate) fn new() -> Self {
        Phrases {
            vocabulary: Vocabulary::new(),
            nodes: Nodes::default(),
            forms: Shared::default(),
            prefixes: Index::default(),
            prefix_lengths: Vec::new(),
            inflected: Index::default(),
            form_lists: FormLists::default(),
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
        let known = form(&self.forms, &self.prefixes, word);
        Some(known.unwrap_or_else(|| add_form(&mut self.forms, &mut self.prefixes, word)))
    }

    /// Files a word to be found in any inflected form; `None` where it is not one word.
    pub(crate) fn file_inflected(&mut self, word: &str) -> Option<PhraseId> {
        let folded = one_word(word)?;
        let id = self.vocabulary.learn(&folded);
        if let Some(phrase) = form(&self.forms, &self.inflected, id) {
            return Some(phrase);
        }
        let phrase = add_form(&mut self.forms, &mut self.inflected, id);
        let all = Language::ALL.into_iter().fold(0, |set, language| set | language.bit());
        self.file_form(id, phrase, all, true);
        // Words of which it is a form find it, too.
        let mut bases: Vec<(String, u8)> = Vec::new();
        for language in Language::ALL {
            paradigm::backward(language, &folded, |base| {
                match bases.iter_mut().find(|(before, _)| before == base) {
                    Some((_, languages)) => *languages |= language.bit(),
                    None => bases.push((base.to_owned(), language.bit())),
                }
            });
        }
        for (base, languages) in bases {
            let base = self.vocabulary.learn(&base);
            self.file_form(base, phrase, languages, false);
        }
        Some(phrase)
    }

    /// Whether there are words to be found in any inflected form.
    pub(crate) fn has_inflected(&self) -> bool {
        !self.inflected.is_empty()
    }

    /// Whether there are beginnings of words to be found.
    pub(crate) fn has_prefixes(&self) -> bool {
        !self.prefixes.is_empty()
    }

    /// Calls `found` with each phrase whose words follow one another from one of `firsts` on, and with the indices of the first
    /// and the last of them. What stands between them is for the caller to judge.
    pub(crate) fn find(
        &self,
        firsts: Range<usize>,
        word: impl Fn(usize) -> Known,
        mut found: impl FnMut(PhraseId, usize, usize),
    ) {
        let mut open = Vec::new();
        let mut nodes = Vec::new();
        for first in firsts {
            let known = word(first);
            if known.roles & role::PHRASE != 0 {
                found(PhraseId(known.id), first, first);
            }
            if known.roles & role::BEGINS != 0 {
                let next = word(first + 1).id;
                // Most words lead nowhere, which the first of them knows.
                if next != UNKNOWN && known.may_lead_to(next) {
                    open.push((first, first + 1));
                    nodes.push(Node { before: PhraseId(known.id), word: next });
                }
            }
        }
        while !open.is_empty() {
            let known = self.nodes.look_up_all(&nodes);
            nodes.clear();
            let mut known = known.into_iter();
            open.retain_mut(|(first, last)| {
                let Some((node, roles)) = known.next().flatten() else { return false };
                let here = PhraseId(node | NODE);
                if roles & role::PHRASE != 0 {
                    found(here, *first, *last);
                }
                *last += 1;
                let next = word(*last).id;
                let goes_on = roles & role::BEGINS != 0 && next != UNKNOWN;
                if goes_on {
                    nodes.push(Node { before: here, word: next });
                }
                goes_on
            });
        }
    }

    /// Calls `found` with each phrase that a word finds in a language, as what it is or as a form of it.
    pub(crate) fn find_inflected(&self, forms: Forms, language: Language, found: impl FnMut(PhraseId)) {
        if forms != Forms::NONE {
            self.form_lists.each(forms, language.bit(), found);
        }
    }

    /// The phrase that a word is, to be found in any form of it.
    pub(crate) fn inflected(&self, forms: Forms) -> Option<PhraseId> {
        if forms == Forms::NONE { None } else { self.form_lists.own(forms) }
    }

    /// Calls `found` with each phrase that is the beginning of a word.
    pub(crate) fn find_prefixes(&self, folded: &str, mut found: impl FnMut(PhraseId)) {
        for length in &self.prefix_lengths {
            let Some(prefix) = folded.get(..*length) else { continue };
            let known = self.vocabulary.look_up(prefix);
            if known.roles & role::PREFIX != 0
                && let Some(phrase) = form(&self.forms, &self.prefixes, known.id)
            {
                found(phrase);
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
                1 => self.nodes.get(index as u32).map(|node| {
                    here = Some(node.before);
                    node.word
                }),
                _ => self.forms.get(index),
            }
        })
    }

    /// A phrase as folded words.
    pub(crate) fn spelled(&self, phrase: PhraseId) -> String {
        let mut words: Vec<&str> = self.words(phrase).map(|word| self.vocabulary.word(word)).collect();
        words.reverse();
        words.join(" ")
    }

    fn file_form(&mut self, word: WordId, phrase: PhraseId, languages: u8, own: bool) {
        let forms = self.vocabulary.known(word).forms;
        self.vocabulary.set_forms(word, self.form_lists.with(forms, phrase, languages, own));
    }

    /// The phrase that a word leads to, made now where there was none.
    fn learn(&mut self, before: PhraseId, word: WordId) -> PhraseId {
        let (node, is_new) = self.nodes.learn(Node { before, word });
        match before.slot() {
            (0, first) if is_new => self.vocabulary.lead(first as WordId, word),
            _ if is_new => self.give(before, role::BEGINS),
            _ => {}
        }
        PhraseId(node | NODE)
    }

    fn give(&mut self, phrase: PhraseId, role: u8) {
        match phrase.slot() {
            (0, word) => self.vocabulary.give(word as WordId, role),
            (_, node) => self.nodes.give(node as u32, role),
        }
    }
}

/// The form of a word in an index.
fn form(forms: &Shared<WordId>, index: &Index, word: WordId) -> Option<PhraseId> {
    index.find(hash_pair(word, 0), |form| forms.at(form as usize) == word).map(PhraseId::of_form)
}

/// Makes a form of a word, known by an index.
fn add_form(forms: &mut Shared<WordId>, index: &mut Index, word: WordId) -> PhraseId {
    let form = forms.len() as u32;
    forms.push(word);
    index.add(form, |form| hash_pair(forms.at(form as usize), 0));
    PhraseId::of_form(form)
}

/// The folded form of a text that is one word.
fn one_word(text: &str) -> Option<String> {
    let mut words = Words::of(text);
    words.next()?;
    let folded = words.folded().to_owned();
    words.next().is_none().then_some(folded)
}
