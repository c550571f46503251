//! How an article is written, as far as it bears on names: whether capitals mean anything in it, which of its words are about
//! companies or towns, and which of its lines belong to the page rather than to the story.

use std::ops::Range;

use model::Field;

use super::furniture::{furniture, sending};
use crate::language::Language;
use crate::lexicon::{Cue, Domains};
use crate::reading::{Reading, Word};
use crate::vocabulary::Vocabulary;

/// What a capital letter says in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Names have capitals, and words at the beginning of sentences.
    Sentence,
    /// Most words have a capital, as in English headlines.
    Title,
    /// Everything is in capitals.
    Capitals,
    /// Nothing has a capital.
    Lower,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Lower,
    Capital,
    /// Two letters or more, all capitals.
    Capitals,
    /// Digits, symbols, scripts without case.
    Other,
}

/// How an article is written.
#[derive(Debug)]
pub(crate) struct Scene {
    title: Style,
    text: Style,
    /// The indices of words about companies.
    organisation: Vec<u32>,
    /// The indices of words about towns.
    town: Vec<u32>,
    /// The indices of words about nature, the arts, sports and the home.
    nature: Vec<u32>,
    /// How many words are of the same domains, by these, for all that are of any.
    domains: Vec<(Domains, u32)>,
    /// How many words the article has.
    length: usize,
    /// Whether it is mostly written in other letters than Latin ones.
    pub(crate) other_script: bool,
    /// The words of lines and sentences that belong to the page, in ascending order and none in another.
    furniture: Vec<Range<usize>>,
    /// The words of the last line, where it says where else something of the outlet's is.
    sending: Option<Range<usize>>,
}

/// The length of a short article, in words, by which the density of words is counted.
const SHORT: f32 = 60.0;

/// The length of two short sentences, in words.
const TWO_SENTENCES: f32 = 20.0;

impl Scene {
    pub(crate) fn of(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Scene {
        let (title, text) = reading.words.split_at(reading.body);
        let text_style = style(&reading.article.text, text, vocabulary, None);
        let title_style = match style(&reading.article.title, title, vocabulary, reading.language) {
            // A headline of a few words in lower case says nothing if the text has capitals, and a capital at its beginning
            // nothing if the text has none.
            Style::Lower if text_style == Style::Sentence && title.len() < 3 => Style::Sentence,
            // Nor does one that begins with a figure, or with a name that has a capital (*H&M boss quits*, *iPhone sales fall*).
            Style::Lower if !begins_in_lower_case(&reading.article.title, title) => Style::Sentence,
            Style::Sentence if text_style == Style::Lower && has_no_name(reading) => Style::Lower,
            style => style,
        };
        let with_cue = |cue| -> Vec<u32> {
            let words = reading.words.iter().zip(0_u32..);
            let is_cue = move |word: &Word| vocabulary.is(word.id, cue, reading.language);
            words.filter(move |(word, _)| is_cue(word)).map(|(_, index)| index).collect()
        };
        Scene {
            title: title_style,
            text: text_style,
            organisation: with_cue(Cue::Organisation),
            town: with_cue(Cue::Town),
            nature: with_cue(Cue::Nature),
            domains: domains(reading, vocabulary),
            length: reading.words.len(),
            other_script: is_in_other_script(reading),
            furniture: furniture(reading, vocabulary),
            sending: sending(reading, vocabulary),
        }
    }

    pub(crate) fn style(&self, field: Field) -> Style {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }

    /// How many words about companies stand among some words.
    pub(crate) fn organisation(&self, words: &Range<usize>) -> usize {
        among(&self.organisation, words)
    }

    /// How many words about towns stand among some words.
    pub(crate) fn town(&self, words: &Range<usize>) -> usize {
        among(&self.town, words)
    }

    /// The indices of words about nature, the arts, sports and the home, in ascending order.
    pub(super) fn nature(&self) -> impl Iterator<Item = u32> {
        self.nature.iter().copied()
    }

    /// How many words of an article of usual length are of some domains, but for those in `without`; one that is of others, too, counts
    /// as a part.
    pub(crate) fn of_domains(&self, domains: Domains, without: impl Iterator<Item = Domains>) -> f32 {
        let part = |word: Domains| (word & domains).count_ones() as f32 / word.count_ones().max(1) as f32;
        let all: f32 = self.domains.iter().map(|(word, count)| part(*word) * *count as f32).sum();
        let without: f32 = without.map(part).sum();
        self.per_short((all - without).max(0.0))
    }

    /// So much of an article as of a short one.
    pub(super) fn per_short(&self, count: f32) -> f32 {
        count * SHORT / (self.length as f32).max(SHORT)
    }

    /// How much it says that an article does not hold something: all from two sentences on, and less of a headline by itself.
    pub(crate) fn silence(&self) -> f32 {
        (self.length as f32 / TWO_SENTENCES).min(1.0)
    }

    /// Whether a word stands in a line that belongs to the page.
    pub(crate) fn is_furniture(&self, word: usize) -> bool {
        self.furniture_around(word).is_some()
    }

    /// The words of the last line, where it says where else something of the outlet's is and a word stands in it.
    pub(super) fn sending_around(&self, word: usize) -> Option<&Range<usize>> {
        self.sending.as_ref().filter(|line| line.contains(&word))
    }

    /// The words of the line or sentence around a word that belongs to the page.
    pub(super) fn furniture_around(&self, word: usize) -> Option<Range<usize>> {
        let next = self.furniture.partition_point(|line| line.end <= word);
        self.furniture.get(next).filter(|line| line.contains(&word)).cloned()
    }
}

/// Whether a third of the first letters are no Latin ones: of scripts without spaces few make a sentence.
fn is_in_other_script(reading: &Reading<'_>) -> bool {
    /// So many letters show it.
    const LETTERS: usize = 1000;
    let letters = reading.article.title.chars().chain(reading.article.text.chars());
    let letters = letters.filter(|c| c.is_alphabetic()).take(LETTERS);
    let (all, others) =
        letters.fold((0, 0), |(all, others), c| (all + 1, others + usize::from(!is_latin(c))));
    3 * others > all
}

/// Whether a letter is a Latin one; those with marks of Vietnamese are apart from the others.
pub(super) fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// How many words are of the same domains.
fn domains(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Vec<(Domains, u32)> {
    let mut counts: Vec<(Domains, u32)> = Vec::new();
    let all = reading.words.iter().map(|word| vocabulary.domains(word.id)).filter(|domains| *domains != 0);
    for domains in all {
        match counts.iter_mut().find(|(known, _)| *known == domains) {
            Some((_, count)) => *count += 1,
            None => counts.push((domains, 1)),
        }
    }
    counts
}

/// How many of some indices, in ascending order, are those of some words.
pub(super) fn among(indices: &[u32], words: &Range<usize>) -> usize {
    let below = |end: usize| indices.partition_point(|index| (*index as usize) < end);
    below(words.end).saturating_sub(below(words.start))
}

/// Whether no word of the headline but the first has a capital.
fn has_no_name(reading: &Reading<'_>) -> bool {
    let title = reading.words.get(1..reading.body).unwrap_or_default();
    title.iter().all(|word| matches!(shape(&reading.article.title, word), Shape::Lower | Shape::Other))
}

/// How a word of a text is written.
pub(crate) fn shape(text: &str, word: &Word) -> Shape {
    let written = text.get(word.span.start as usize..word.span.end as usize).unwrap_or_default();
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        Some(first) if first.is_uppercase() => {
            let mut rest = letters.peekable();
            let all = rest.peek().is_some() && rest.all(char::is_uppercase);
            if all { Shape::Capitals } else { Shape::Capital }
        }
        // *iPhone* and *eBay* are names wherever they stand.
        Some(first) if first.is_lowercase() && written.contains(char::is_uppercase) => Shape::Capital,
        Some(first) if first.is_lowercase() => Shape::Lower,
        _ => Shape::Other,
    }
}

/// Whether a text begins with a word in lower case.
fn begins_in_lower_case(text: &str, words: &[Word]) -> bool {
    let written = |word: &Word| text.get(word.span.start as usize..word.span.end as usize);
    let first = words.first().and_then(written);
    first.is_some_and(|first| first.starts_with(char::is_lowercase) && !first.contains(char::is_uppercase))
}

fn begins_small(text: &str, word: &Word) -> bool {
    text.get(word.span.start as usize..).is_some_and(|word| word.starts_with(char::is_lowercase))
}

fn style(text: &str, words: &[Word], vocabulary: &Vocabulary, title_in: Option<Language>) -> Style {
    let (mut lower, mut capital, mut capitals) = (0, 0, 0);
    let (mut long, mut long_capital) = (0, 0);
    for (index, word) in words.iter().enumerate() {
        // A letter by itself (*l’*, *I*, *A*) has the case of whatever stands around it.
        let shape = if word.span.len() == 1 { Shape::Other } else { shape(text, word) };
        match shape {
            // *15 kWh* says nothing of how the text has its capitals.
            Shape::Capital if begins_small(text, word) => {}
            Shape::Lower => lower += 1,
            Shape::Capital => capital += 1,
            Shape::Capitals => capitals += 1,
            Shape::Other => {}
        }
        if index > 0 && shape != Shape::Other && vocabulary.languages(word.id, Cue::Small) == 0 {
            long += 1;
            long_capital += i32::from(shape != Shape::Lower);
        }
    }
    let all = lower + capital + capitals;
    let is_title = title_in == Some(Language::English) && long >= 3 && long_capital * 4 >= long * 3;
    match () {
        () if capital + capitals == 0 && lower > 0 => Style::Lower,
        () if all >= 40 && (capital + capitals) * 50 < all => Style::Lower,
        () if capitals >= 2 && capitals * 10 >= all * 7 => Style::Capitals,
        () if is_title => Style::Title,
        () => Style::Sentence,
    }
}
