//! An article as it is matched: its words by id, and where each phrase of any watch stands.

use std::ops::Range;

use model::{Article, Field};

use crate::gap::Gap;
use crate::phrases::{PhraseId, Phrases, WordId, is_whole};
use crate::rule::Scope;
use crate::words::{Span, Words};

/// The most words of the lead: what an editor would put into the first paragraph.
const LEAD_WORDS: usize = 100;

/// The fewest words of a paragraph that can be the lead; one with fewer is a dateline or a byline before it.
const LEAD_LEAST: usize = 10;

/// A place in the article: the first and the last of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl Place {
    fn indices(self) -> Range<usize> {
        self.first as usize..self.last as usize + 1
    }
}

/// An article's words, headline first, and the places of the watched phrases.
pub(crate) struct Reading<'a> {
    pub(crate) article: &'a Article,
    pub(crate) words: Vec<Span>,
    /// The index of the text's first word.
    pub(crate) body: usize,
    /// Sorted by phrase and place.
    found: Vec<(PhraseId, Place)>,
    /// By word: how many words that count stand before it.
    counted: Vec<u32>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(article: &'a Article, phrases: &Phrases) -> Self {
        let mut words = Vec::new();
        let mut ids = Vec::new();
        read(&article.title, phrases, &mut words, &mut ids);
        let body = words.len();
        read(&article.text, phrases, &mut words, &mut ids);
        let mut found = Vec::new();
        phrases.find(&ids, |phrase, first, last| {
            found.push((phrase, Place { first: first as u32, last: last as u32 }));
        });
        found.sort_unstable();
        let counted = words.iter().scan(0, |count, word| {
            let before = *count;
            *count += u32::from(word.kind.counts());
            Some(before)
        });
        let counted = counted.collect();
        Reading { article, words, body, found, counted }
    }

    /// The phrases that were found, in ascending order, each once.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        self.found.chunk_by(|a, b| a.0 == b.0).filter_map(|places| places.first()).map(|(phrase, _)| *phrase)
    }

    /// Where the words of a phrase stand as one phrase.
    pub(crate) fn places(&self, phrase: PhraseId, loose: bool) -> impl Iterator<Item = Place> {
        let start = self.found.partition_point(|(found, _)| *found < phrase);
        let found = self.found.iter().skip(start).take_while(move |(found, _)| *found == phrase);
        found.map(|(_, place)| *place).filter(move |place| self.is_whole(*place, loose))
    }

    fn is_whole(&self, place: Place, loose: bool) -> bool {
        let (first, last) = (place.first as usize, place.last as usize);
        is_whole(self.text_of(first), &self.words, first, last, loose)
    }

    /// The field in which a word stands.
    pub(crate) fn field(&self, word: usize) -> Field {
        if word < self.body { Field::Title } else { Field::Text }
    }

    /// The text of the field in which a word stands.
    pub(crate) fn text_of(&self, word: usize) -> &'a str {
        match self.field(word) {
            Field::Title => &self.article.title,
            Field::Text => &self.article.text,
        }
    }

    /// The bytes of a place in its field's text.
    pub(crate) fn bytes(&self, place: Place) -> Range<usize> {
        let edge = |word: u32| self.words.get(word as usize);
        let start = edge(place.first).map_or(0, |word| word.start as usize);
        start..edge(place.last).map_or(start, |word| word.end as usize)
    }

    /// The words of a place as the article writes them.
    pub(crate) fn written(&self, place: Place) -> &'a str {
        self.text_of(place.first as usize).get(self.bytes(place)).unwrap_or_default()
    }

    /// From the last word of the one to the first of the other, in words that count; `None` where they overlap or stand
    /// in different fields.
    pub(crate) fn distance(&self, a: Place, b: Place) -> Option<u32> {
        let (left, right) = if a.first <= b.first { (a, b) } else { (b, a) };
        let apart =
            left.last < right.first && self.field(left.last as usize) == self.field(right.first as usize);
        let count = |word: u32| self.counted.get(word as usize).copied().unwrap_or(0);
        apart.then(|| count(right.first) - count(left.last))
    }

    /// How many words that count a place spans.
    pub(crate) fn width(&self, place: Place) -> u32 {
        let words = self.words.get(place.indices()).unwrap_or_default();
        words.iter().filter(|word| word.kind.counts()).count() as u32
    }

    /// Whether a gap at least as wide as `gap` stands between two places that do not overlap.
    pub(crate) fn parted(&self, a: Place, b: Place, gap: Gap) -> bool {
        let (left, right) = if a.first <= b.first { (a, b) } else { (b, a) };
        let between = self.words.get(left.last as usize + 1..=right.first as usize).unwrap_or_default();
        between.iter().any(|word| word.gap >= gap)
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

    fn lead_end(&self) -> usize {
        let longest = self.words.len().min(self.body + LEAD_WORDS);
        let least = self.body + LEAD_LEAST;
        let mut after = self.words.iter().enumerate().take(longest).skip(least);
        after.find(|(_, word)| word.gap == Gap::Paragraph).map_or(longest, |(index, _)| index)
    }
}

fn read(text: &str, phrases: &Phrases, spans: &mut Vec<Span>, ids: &mut Vec<WordId>) {
    let mut words = Words::of(text);
    while let Some(span) = words.next() {
        spans.push(span);
        ids.push(phrases.vocabulary().id(words.folded()));
    }
}
