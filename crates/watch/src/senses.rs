//! What else a name is known to mean: an everyday word, a day, a place, a surname.

use crate::inflect::is_derived;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::vocabulary::{Vocabulary, WordId};

/// What else a name is known to mean, as far as the word lists know: sets of languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Senses {
    /// All its words are everyday words, or forenames.
    pub(crate) everyday: u8,
    /// It is a day of the week or a month.
    pub(crate) calendar: u8,
    /// It is a well-known place, or shines in the sky.
    pub(crate) place: u8,
    /// It is one word, and a common surname or a forename.
    pub(crate) surname: bool,
}

/// What else a name is known to mean; its words come last to first.
pub(crate) fn senses(words: impl Iterator<Item = WordId>, vocabulary: &Vocabulary) -> Senses {
    let words: Vec<WordId> = words.collect();
    let all = |words: &[WordId], cue| {
        words.iter().fold(u8::MAX, |set, word| set & vocabulary.languages(*word, cue))
    };
    // *The Atlantic* is a sea with its article.
    let own = match words.as_slice() {
        [rest @ .., first] if !rest.is_empty() && vocabulary.languages(*first, Cue::Determiner) != 0 => rest,
        words => words,
    };
    Senses {
        everyday: everyday(&words, vocabulary),
        calendar: all(&words, Cue::Calendar),
        place: all(own, Cue::Place) | all(&words, Cue::Celestial),
        surname: words.len() == 1 && (all(&words, Cue::Surname) | all(&words, Cue::Forename)) != 0,
    }
}

fn everyday(words: &[WordId], vocabulary: &Vocabulary) -> u8 {
    let of_word = |word: &WordId| {
        let folded = vocabulary.word(*word);
        let is_so =
            |language: Language| is_derived(language, folded) || vocabulary.is_ordinary(folded, language);
        let listed = vocabulary.listed(*word);
        let others = Language::ALL.into_iter().filter(|language| listed & language.bit() == 0);
        others.filter(|language| is_so(*language)).fold(listed, |set, language| set | language.bit())
    };
    let all = Language::ALL.into_iter().fold(0, |set, language| set | language.bit());
    // A letter by itself is a grade, a chromosome, an unknown.
    if let [word] = words
        && vocabulary.word(*word).chars().count() == 1
    {
        return all;
    }
    words.iter().fold(all, |set, word| set & of_word(word))
}
