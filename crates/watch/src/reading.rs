//! An article as it is matched: its words by number, and where each phrase of any watch stands.

mod attached;
mod found;

use std::ops::Range;

use model::{Article, Field};

use crate::gap::Gap;
use crate::key::Key;
use crate::language::{Language, detect};
use crate::lexicon::Cue;
use crate::paradigm;
use crate::phrases::{PhraseId, PhraseSet, Phrases};
use crate::rule::Scope;
use crate::vocabulary::{Known, UNKNOWN, WordId};
use crate::whole::{Loose, is_whole};
use crate::words::{Span, Words, fold_word};
use found::Found;

/// The most words of the lead: what an editor would put into the first paragraph.
const LEAD_WORDS: u32 = 100;

/// The fewest words of the lead: a paragraph with fewer is a dateline or a byline before it.
const LEAD_LEAST: u32 = 10;

/// How many words on each side of a name are looked at as its sentence, at most.
const SENTENCE_WORDS: usize = 60;

/// How many words lie between headline and text, as distances are counted: more than any distance or phrase has.
const FIELDS_APART: u32 = 1 << 20;

/// A word of an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) id: WordId,
    /// How many words that count stand before it. Headline and text are farther apart than any distance reaches.
    pub(crate) count: u32,
    /// The number of its sentence, counted through headline and text.
    pub(crate) sentence: u32,
    /// The number of its paragraph, counted likewise.
    pub(crate) paragraph: u32,
}

/// A place in the article: the first and the last of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl Place {
    /// Whether two places have a word in common.
    pub(crate) fn overlaps(self, other: Place) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// An article's words, headline first, and the places of the watched phrases.
pub(crate) struct Reading<'a> {
    pub(crate) article: &'a Article,
    phrases: &'a Phrases,
    pub(crate) words: Vec<Word>,
    /// The index of the text's first word.
    pub(crate) body: usize,
    pub(crate) language: Option<Language>,
    found: Found,
    /// The places where the last word of a phrase stands in the genitive of names without an apostrophe (*Metas*).
    genitives: Found,
    /// The places where a particle is written to the first word of a phrase (*وميتا*).
    after_particles: Found,
    /// The phrases of all three.
    standing: PhraseSet,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(article: &'a Article, phrases: &'a Phrases) -> Self {
        let mut reading = Reading {
            article,
            phrases,
            words: Vec::new(),
            body: 0,
            language: None,
            found: Found::default(),
            genitives: Found::default(),
            after_particles: Found::default(),
            standing: PhraseSet::default(),
        };
        // Room for more than most texts need: English has a word in six bytes, with its space.
        let words = (article.title.len() + article.text.len()) / 5;
        reading.words.reserve(words);
        let mut keys = Vec::with_capacity(words);
        reading.read(&article.title, &mut keys);
        reading.body = reading.words.len();
        reading.read(&article.text, &mut keys);
        let known = reading.look_up(&keys);
        reading.found = Found::with_room_for(known.len());
        reading.language = match &article.language {
            Some(tag) => Language::of(tag),
            None => {
                detect(reading.words.iter().map(|word| phrases.vocabulary.languages(word.id, Cue::Small)))
            }
        };
        reading.find(&known);
        if phrases.has_inflected() {
            reading.find_inflected(&known);
        }
        if phrases.has_prefixes() {
            reading.find_prefixes();
        }
        reading.found.sort();
        reading.find_attached();
        let mut standing = PhraseSet::default();
        reading.phrases().for_each(|phrase| standing.add(phrase));
        reading.standing = standing;
        reading
    }

    /// Takes a text in as words, whose numbers are looked up later.
    fn read(&mut self, text: &str, keys: &mut Vec<Key>) {
        let last = self.words.last();
        let (mut count, mut sentence, mut paragraph) =
            last.map_or((0, 0, 0), |last| (last.count + FIELDS_APART, last.sentence, last.paragraph));
        let mut words = Words::of(text);
        while let Some((span, key)) = words.next() {
            sentence += u32::from(span.gap >= Gap::Sentence);
            paragraph += u32::from(span.gap >= Gap::Paragraph);
            keys.push(key);
            self.words.push(Word { span, id: UNKNOWN, count, sentence, paragraph });
            count += u32::from(span.kind.counts());
        }
    }

    fn look_up(&mut self, keys: &[Key]) -> Vec<Known> {
        let known = self.phrases.vocabulary.look_up_all(keys, |index| self.folded(index));
        for (word, known) in self.words.iter_mut().zip(&known) {
            word.id = known.id;
        }
        known
    }

    fn find(&mut self, known: &[Known]) {
        let word = |index: usize| known.get(index).copied().unwrap_or(Known::NOT);
        self.phrases.find(0..known.len(), word, |phrase, first, last| {
            self.found.add(phrase, Place { first: first as u32, last: last as u32 });
        });
    }

    /// Finds the words that are looked for in any form: by themselves, and by the words of which they are forms.
    fn find_inflected(&mut self, known: &[Known]) {
        let language = self.language.unwrap_or(Language::English);
        let mut indices = Vec::with_capacity(known.len());
        let mut keys = Vec::with_capacity(known.len());
        let mut word = String::new();
        for index in 0..known.len() {
            let last = self.written_word(index).as_bytes().last().copied().unwrap_or_default();
            if last.is_ascii() && !paradigm::may_be_form(language, last.to_ascii_lowercase()) {
                continue;
            }
            self.fold_into(index, &mut word);
            paradigm::bases(language, &word, |base| {
                indices.push(index);
                keys.push(Key::of(base.as_bytes()));
            });
        }
        let base = |position: usize| {
            let index = indices.get(position).copied().unwrap_or_default();
            let nth = position - indices.partition_point(|before| *before < index);
            let mut bases = Vec::new();
            paradigm::bases(language, &self.folded(index), |base| bases.push(base.to_owned()));
            bases.into_iter().nth(nth).unwrap_or_default()
        };
        let bases = self.phrases.vocabulary.look_up_all(&keys, base);
        let Reading { phrases, found, .. } = self;
        let place = |index: usize| Place { first: index as u32, last: index as u32 };
        for (index, own) in known.iter().enumerate() {
            phrases.find_inflected(own.forms, language, |phrase| found.add(phrase, place(index)));
        }
        for (index, base) in indices.into_iter().zip(bases) {
            phrases.inflected(base.forms).into_iter().for_each(|phrase| found.add(phrase, place(index)));
        }
    }

    fn find_prefixes(&mut self) {
        let mut word = String::new();
        for index in 0..self.words.len() {
            self.fold_into(index, &mut word);
            let place = Place { first: index as u32, last: index as u32 };
            self.phrases.find_prefixes(&word, |phrase| self.found.add(phrase, place));
        }
    }

    /// A word as words are compared.
    fn folded(&self, index: usize) -> String {
        let mut word = String::new();
        self.fold_into(index, &mut word);
        word
    }

    /// Replaces `into` by a word as words are compared.
    fn fold_into(&self, index: usize, into: &mut String) {
        into.clear();
        if let Some(word) = self.words.get(index) {
            fold_word(self.written_word(index), word.span.kind, into);
        }
    }

    /// The phrases that were found; one may come twice.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        self.found.phrases().chain(self.genitives.phrases()).chain(self.after_particles.phrases())
    }

    /// Whether a phrase may have been found; says so of some that were not, too.
    pub(crate) fn may_have(&self, phrase: PhraseId) -> bool {
        self.standing.may_have(phrase)
    }

    /// Where any phrase stands as one phrase.
    pub(crate) fn all_places(&self) -> impl Iterator<Item = Place> {
        self.found.all().filter(|place| self.is_whole(*place, Loose::SPACE))
    }

    /// Where the words of a phrase stand as one phrase, in ascending order.
    pub(crate) fn places(&self, phrase: PhraseId, loose: Loose) -> impl Iterator<Item = Place> {
        self.standing_of(&self.found, phrase, loose)
    }

    /// Where the words of a phrase follow one another in one field, also with something between them, or as parts of a longer word.
    pub(crate) fn scattered(&self, phrase: PhraseId) -> impl Iterator<Item = Place> {
        let is_in_title = |word: u32| (word as usize) < self.body;
        self.found.of(phrase).filter(move |place| is_in_title(place.first) == is_in_title(place.last))
    }

    /// Where the words of a phrase stand as one phrase, the last of them in the genitive.
    pub(crate) fn genitives(&self, phrase: PhraseId, loose: Loose) -> impl Iterator<Item = Place> {
        self.standing_of(&self.genitives, phrase, loose)
    }

    /// Where the words of a phrase stand as one phrase, with a particle written to the first of them.
    pub(crate) fn after_particles(&self, phrase: PhraseId, loose: Loose) -> impl Iterator<Item = Place> {
        self.standing_of(&self.after_particles, phrase, loose)
    }

    /// Whether the words of a phrase stand at a place with the last of them in the genitive.
    pub(crate) fn is_genitive(&self, phrase: PhraseId, place: Place) -> bool {
        self.genitives.has(phrase, place)
    }

    /// Where a phrase stands, without a search where it is not among what was found: most that are asked for are not.
    fn standing_of(&self, found: &Found, phrase: PhraseId, loose: Loose) -> impl Iterator<Item = Place> {
        let may_have = self.may_have(phrase).then_some(found);
        let places = may_have.into_iter().flat_map(move |found| found.of(phrase));
        places.filter(move |place| self.is_whole(*place, loose))
    }

    fn is_whole(&self, place: Place, loose: Loose) -> bool {
        let (first, last) = (place.first as usize, place.last as usize);
        is_whole(self.text_of(place), &self.words, first, last, loose)
    }

    /// Whether a place begins directly after another, as the next word of the same phrase.
    pub(crate) fn follows(&self, place: Place, before: Place, loose: Loose) -> bool {
        let word = |index: u32| self.words.get(index as usize);
        let pair = (before.last - before.first) as usize;
        let allows = |before: &Word, word: &Word| loose.allows(pair, self.text_of(place), before, word);
        before.last + 1 == place.first
            && word(before.last).zip(word(place.first)).is_some_and(|(before, word)| allows(before, word))
    }

    /// The field in which a place is.
    pub(crate) fn field(&self, place: Place) -> Field {
        if (place.first as usize) < self.body { Field::Title } else { Field::Text }
    }

    /// The text of the field in which a place is.
    pub(crate) fn text_of(&self, place: Place) -> &'a str {
        match self.field(place) {
            Field::Title => &self.article.title,
            Field::Text => &self.article.text,
        }
    }

    /// The bytes of a place in its field's text.
    pub(crate) fn bytes(&self, place: Place) -> Range<usize> {
        let span = |word: u32| self.words.get(word as usize).map(|word| word.span);
        let start = span(place.first).map_or(0, |span| span.start as usize);
        start..span(place.last).map_or(start, |span| span.end as usize)
    }

    /// The words of a place as the article writes them.
    pub(crate) fn written(&self, place: Place) -> &'a str {
        self.text_of(place).get(self.bytes(place)).unwrap_or_default()
    }

    /// A word as the article writes it.
    pub(crate) fn written_word(&self, index: usize) -> &'a str {
        self.written(Place { first: index as u32, last: index as u32 })
    }

    /// The words of the sentence in which a place begins, as far as it goes within [`SENTENCE_WORDS`] on each side.
    pub(crate) fn sentence(&self, place: Place) -> Range<usize> {
        let first = place.first as usize;
        let Some(number) = self.words.get(first).map(|word| word.sentence) else { return 0..0 };
        let is_same = |word: &&Word| word.sentence == number;
        let before = self.words.get(first.saturating_sub(SENTENCE_WORDS)..first).unwrap_or_default();
        let after = self.words.get(first..self.words.len().min(first + SENTENCE_WORDS)).unwrap_or_default();
        first - before.iter().rev().take_while(is_same).count()
            ..first + after.iter().take_while(is_same).count()
    }

    /// How many words that count a place spans.
    pub(crate) fn width(&self, place: Place) -> u32 {
        let counts = |word: &&Word| word.span.kind.counts();
        let words = self.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        words.iter().filter(counts).count() as u32
    }

    /// The words of a scope.
    pub(crate) fn scope(&self, scope: Scope) -> Range<usize> {
        match scope {
            Scope::Anywhere => 0..self.words.len(),
            Scope::Title => 0..self.body,
            Scope::Body => self.body..self.words.len(),
            Scope::Lead => self.body..self.lead_end(),
        }
    }

    /// Where the paragraph with the tenth word ends, or the hundredth word does.
    fn lead_end(&self) -> usize {
        let text = self.words.get(self.body..).unwrap_or_default();
        let before = text.first().map_or(0, |word| word.count);
        let ends = |word: &Word| {
            let count = word.count - before;
            count >= LEAD_WORDS || (count >= LEAD_LEAST && word.span.gap == Gap::Paragraph)
        };
        self.body + text.iter().position(ends).unwrap_or(text.len())
    }
}
