//! An article as it is matched: its words by number, and where each phrase of any watch stands.

use std::ops::Range;

use model::{Article, Field};

use crate::fold::folded;
use crate::gap::Gap;
use crate::language::{Language, detect};
use crate::lexicon::Cue;
use crate::phrases::{PhraseId, Phrases};
use crate::rule::Scope;
use crate::vocabulary::{UNKNOWN, WordId};
use crate::whole::{is_joined, is_whole};
use crate::words::{Span, Words};

/// The most words of the lead: what an editor would put into the first paragraph.
const LEAD_WORDS: u32 = 100;

/// The fewest words of the lead: a paragraph with fewer is a dateline or a byline before it.
const LEAD_LEAST: u32 = 10;

/// How many words on each side of a name are looked at as its sentence, at most.
const SENTENCE_WORDS: usize = 60;

/// How many words of a name may stand before the one in the genitive.
const GENITIVE_WORDS: usize = 4;

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
    pub(crate) words: Vec<Word>,
    /// The index of the text's first word.
    pub(crate) body: usize,
    pub(crate) language: Option<Language>,
    /// Sorted by phrase and place.
    found: Vec<(PhraseId, Place)>,
    /// Likewise, the places where the last word of a phrase stands in the genitive of German names (*Metas*).
    genitives: Vec<(PhraseId, Place)>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(article: &'a Article, phrases: &Phrases) -> Self {
        let mut reading = Reading {
            article,
            words: Vec::new(),
            body: 0,
            language: None,
            found: Vec::new(),
            genitives: Vec::new(),
        };
        reading.read(&article.title, phrases);
        reading.body = reading.words.len();
        reading.read(&article.text, phrases);
        reading.language = match &article.language {
            Some(tag) => Language::of(tag),
            None => detect(
                reading
                    .words
                    .iter()
                    .map(|word| phrases.vocabulary.languages(word.id, Cue::Small))
                    .filter(|set| *set != 0),
            ),
        };
        reading.find(phrases);
        reading
    }

    fn read(&mut self, text: &str, phrases: &Phrases) {
        let last = self.words.last();
        let (mut count, mut sentence, mut paragraph) =
            last.map_or((0, 0, 0), |last| (last.count + FIELDS_APART, last.sentence, last.paragraph));
        let mut words = Words::of(text);
        while let Some(span) = words.next() {
            sentence += u32::from(span.gap >= Gap::Sentence);
            paragraph += u32::from(span.gap >= Gap::Paragraph);
            let id = phrases.vocabulary.id(words.folded());
            self.words.push(Word { span, id, count, sentence, paragraph });
            count += u32::from(span.kind.counts());
        }
    }

    fn find(&mut self, phrases: &Phrases) {
        let Reading { words, found, .. } = self;
        let id = |index: usize| words.get(index).map_or(UNKNOWN, |word| word.id);
        for first in 0..words.len() {
            phrases.find(first, id, |phrase, last| {
                found.push((phrase, Place { first: first as u32, last: last as u32 }));
            });
        }
        if phrases.has_forms() {
            self.find_forms(phrases);
        }
        self.found.sort_unstable();
        if self.language == Some(Language::German) {
            self.find_genitives(phrases);
        }
    }

    fn find_genitives(&mut self, phrases: &Phrases) {
        for last in 0..self.words.len() {
            let written = self.written_word(last);
            let Some(name) = written.strip_suffix('s').filter(|name| name.starts_with(char::is_uppercase))
            else {
                continue;
            };
            let id = phrases.vocabulary.id(&folded(name));
            if id == UNKNOWN {
                continue;
            }
            let word = |index: usize| match self.words.get(index) {
                Some(_) if index == last => id,
                Some(word) if index < last => word.id,
                _ => UNKNOWN,
            };
            for first in last.saturating_sub(GENITIVE_WORDS)..=last {
                phrases.find(first, word, |phrase, end| {
                    if end == last {
                        self.genitives.push((phrase, Place { first: first as u32, last: last as u32 }));
                    }
                });
            }
        }
        self.genitives.sort_unstable();
    }

    fn find_forms(&mut self, phrases: &Phrases) {
        let language = self.language.unwrap_or(Language::English);
        let mut index = 0;
        for text in [&self.article.title, &self.article.text] {
            let mut words = Words::of(text);
            while words.next().is_some() {
                let place = Place { first: index, last: index };
                phrases.find_forms(words.folded(), language, |phrase| self.found.push((phrase, place)));
                index += 1;
            }
        }
    }

    /// The phrases that were found; one may come twice.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        let each = |found: &'_ [(PhraseId, Place)]| found.first().map(|(phrase, _)| *phrase);
        let as_written = self.found.chunk_by(|a, b| a.0 == b.0).filter_map(each);
        as_written.chain(self.genitives.chunk_by(|a, b| a.0 == b.0).filter_map(each))
    }

    /// Where the words of a phrase stand as one phrase, in ascending order.
    pub(crate) fn places(&self, phrase: PhraseId, loose: bool) -> impl Iterator<Item = Place> {
        places_in(&self.found, phrase).filter(move |place| self.is_whole(*place, loose))
    }

    /// Where the words of a phrase stand as one phrase, the last of them in the genitive.
    pub(crate) fn genitives(&self, phrase: PhraseId, loose: bool) -> impl Iterator<Item = Place> {
        places_in(&self.genitives, phrase).filter(move |place| self.is_whole(*place, loose))
    }

    fn is_whole(&self, place: Place, loose: bool) -> bool {
        let (first, last) = (place.first as usize, place.last as usize);
        is_whole(self.text_of(place), &self.words, first, last, loose)
    }

    /// Whether a place begins directly after another, as the next word of the same phrase.
    pub(crate) fn follows(&self, place: Place, before: Place) -> bool {
        before.last + 1 == place.first
            && is_joined(&self.words, before.last as usize, place.first as usize, false)
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

fn places_in(found: &[(PhraseId, Place)], phrase: PhraseId) -> impl Iterator<Item = Place> {
    let start = found.partition_point(|(found, _)| *found < phrase);
    let here = found.iter().skip(start).take_while(move |(found, _)| *found == phrase);
    here.map(|(_, place)| *place)
}
