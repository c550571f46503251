//! What stands in an article in the place of a term that does not: the same words in another case or form, or with something between
//! them. Nothing is found by it; it tells a person why nothing was.

use crate::entity::Alias;
use crate::evaluate::{is_in, is_written};
use crate::gap::Gap;
use crate::language::Language;
use crate::paradigm;
use crate::phrases::PhraseId;
use crate::query::{Seek, Target};
use crate::reading::{Place, Reading};
use crate::whole::Loose;
use crate::words::{Words, fold_word};

/// The most places that are told of for one term.
const MOST: usize = 5;

/// A place at which a term nearly stands.
pub(super) struct Miss {
    pub(super) place: Place,
    /// What keeps it from being the term, with what is written there.
    pub(super) why: String,
}

/// Where a term of a rule nearly stands.
pub(super) fn of_term(reading: &Reading<'_>, seek: &Seek, text: &str) -> Vec<Miss> {
    let scope = reading.scope(seek.scope);
    let mut misses = match seek.target {
        Target::Exact(phrase) | Target::Initials(phrase) => of_exact(reading, phrase, seek.loose, text),
        Target::Ticker(phrase) => {
            let miss = |place| {
                let why = "no ticker there, as a $ or an exchange before it would make it";
                Miss { place, why: format!("\"{}\" is {why}", written(reading, place)) }
            };
            reading.places(phrase, seek.loose).take(MOST).map(miss).collect()
        }
        Target::Phrase(phrase) => of_phrase(reading, phrase, seek.loose, text),
        Target::Entity(_) => Vec::new(),
    };
    misses.retain(|miss| is_in(&scope, miss.place));
    misses
}

/// Where a name of an entity nearly stands.
pub(super) fn of_name(reading: &Reading<'_>, alias: &Alias, text: &str) -> Vec<Miss> {
    match alias.exact {
        true => of_exact(reading, alias.phrase, alias.loose, text),
        false => of_phrase(reading, alias.phrase, alias.loose, text),
    }
}

fn of_exact(reading: &Reading<'_>, phrase: PhraseId, loose: Loose, text: &str) -> Vec<Miss> {
    let lower = text.to_lowercase();
    let otherwise = reading.places(phrase, loose).filter(|place| !is_written(reading.written(*place), text));
    let mut misses: Vec<Miss> = otherwise
        .take(MOST)
        .map(|place| {
            let is_case = is_written(&reading.written(place).to_lowercase(), &lower);
            let how = if is_case { "in another case" } else { "with other letters" };
            Miss { place, why: format!("\"{}\" is written {how}", written(reading, place)) }
        })
        .collect();
    if misses.is_empty() {
        misses = of_phrase(reading, phrase, loose, text);
    }
    misses
}

fn of_phrase(reading: &Reading<'_>, phrase: PhraseId, loose: Loose, text: &str) -> Vec<Miss> {
    let mut whole: Vec<Place> = reading.places(phrase, loose).collect();
    whole.sort_unstable();
    let parted = reading.scattered(phrase).filter(|place| whole.binary_search(place).is_err()).take(MOST);
    let mut misses: Vec<Miss> =
        parted.map(|place| Miss { place, why: what_parts(reading, place, loose) }).collect();
    if misses.is_empty() && whole.is_empty() && !text.contains('*') {
        let miss = |place| Miss { place, why: format!("\"{}\" is another form", written(reading, place)) };
        misses = other_forms(reading, text).take(MOST).map(miss).collect();
    }
    misses
}

/// What keeps words that follow one another from being one phrase.
fn what_parts(reading: &Reading<'_>, place: Place, loose: Loose) -> String {
    let words = reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
    let text = reading.text_of(place);
    let parted = words.windows(2).enumerate().find_map(|(pair, words)| match words {
        [before, word] if !loose.allows(pair, text, before, word) => {
            let between = text.get(before.span.end as usize..word.span.start as usize);
            Some((word.span.gap, between.unwrap_or_default().trim()))
        }
        _ => None,
    });
    let written = written(reading, place);
    let what = match parted {
        None => return format!("\"{written}\" is part of a longer word there"),
        Some((Gap::Paragraph, _)) => "a paragraph ends".to_owned(),
        Some((Gap::Sentence, _)) => "a sentence ends".to_owned(),
        Some((_, ",")) => "a comma stands".to_owned(),
        Some((_, "")) => "a space stands".to_owned(),
        Some((_, mark)) => format!("`{mark}` stands"),
    };
    format!("in \"{written}\" {what} between the words")
}

/// Where a phrase stands with its last word in another form.
fn other_forms<'r>(reading: &'r Reading<'_>, text: &str) -> impl Iterator<Item = Place> + 'r {
    let mut words = words_of(text);
    let last = words.pop().unwrap_or_default();
    let language = reading.language.unwrap_or(Language::English);
    let is_base = move |form: &str, word: &str| {
        let mut is_base = false;
        paradigm::bases(language, form, |base| is_base |= base == word);
        is_base
    };
    let folded_at = move |index: usize| {
        let mut word = String::new();
        if let Some(span) = reading.words.get(index).map(|word| word.span) {
            fold_word(reading.written_word(index), span.kind, &mut word);
        }
        word
    };
    (0..reading.words.len().saturating_sub(words.len())).filter_map(move |first| {
        let end = first + words.len();
        let is_rest = || words.iter().enumerate().all(|(index, word)| folded_at(first + index) == *word);
        let found = folded_at(end);
        let is_form = found != last && (is_base(&found, &last) || is_base(&last, &found));
        (is_form && is_rest()).then_some(Place { first: first as u32, last: end as u32 })
    })
}

fn words_of(text: &str) -> Vec<String> {
    let mut words = Words::of(text);
    let mut all = Vec::new();
    while words.next().is_some() {
        all.push(words.folded().to_owned());
    }
    all
}

/// What is written at a place, on one line.
fn written(reading: &Reading<'_>, place: Place) -> String {
    reading.written(place).split_whitespace().collect::<Vec<_>>().join(" ")
}
