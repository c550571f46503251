//! Names with something of their language written to them, for which no forms need be known: an *s* behind, in the genitive of
//! the Germanic languages, and particles before them in Arabic and Hebrew.

use super::found::Found;
use super::{Place, Reading};
use crate::fold::folded;
use crate::language::Language;
use crate::phrases::PhraseId;
use crate::vocabulary::{Known, UNKNOWN};

/// How many words of a name may stand before the one in the genitive.
const GENITIVE_WORDS: usize = 4;

/// The fewest letters of a name of one word that is told from a particle before it: many a shorter one is the rest of another
/// word (*ورقة*, a paper, and *رقة*, a town)...
const LEAST_LETTERS: usize = 4;
/// ...and the fewest of one that mostly is no such rest: *وفيات*, deaths, and *فيات*, the firm.
const SURE_LETTERS: usize = 5;

/// What a language writes to the word that follows: a conjunction, a preposition, or the one and then the other.
struct Particles {
    conjunctions: &'static str,
    prepositions: &'static str,
    /// A preposition with the article, and the article alone.
    contraction: Option<(&'static str, &'static str)>,
    /// A preposition and a conjunction in one.
    compounds: &'static [&'static str],
}

/// *And*, *so*; *in*, *for*, *as*; *for the*.
const ARABIC: Particles =
    Particles {
        conjunctions: "وف", prepositions: "بلك", contraction: Some(("لل", "ال")), compounds: &[]
    };

/// *And*, *that*; *in*, *to*, *from*, *that*, *as*; *when*, *since*.
const HEBREW: Particles =
    Particles {
        conjunctions: "וש", prepositions: "בלמשכ", contraction: None, compounds: &["כש", "מש"]
    };

impl Particles {
    /// Those of a language. Persian, Urdu and others write the letters of Arabic, and no particles to their words, so that an article
    /// must say what it is written in.
    fn of(tag: &str) -> Option<Particles> {
        match () {
            () if is_one_of(tag, &["ar", "arz"]) => Some(ARABIC),
            () if is_one_of(tag, &["he", "iw"]) => Some(HEBREW),
            () => None,
        }
    }

    /// What a word may be without them.
    fn taken_off(&self, word: &str) -> Vec<String> {
        let without =
            |word: &str, letters: &str| word.strip_prefix(|c| letters.contains(c)).map(str::to_owned);
        let of_prepositions = |word: &str| {
            let contracted =
                self.contraction.and_then(|(both, article)| Some((article, word.strip_prefix(both)?)));
            let contracted = contracted.map(|(article, rest)| format!("{article}{rest}"));
            let compound = self.compounds.iter().filter_map(|compound| word.strip_prefix(compound));
            let compound = compound.map(str::to_owned);
            without(word, self.prepositions).into_iter().chain(contracted).chain(compound).collect::<Vec<_>>()
        };
        let mut bare = of_prepositions(word);
        if let Some(rest) = without(word, self.conjunctions) {
            bare.extend(of_prepositions(&rest));
            bare.push(rest);
        }
        bare
    }
}

impl Reading<'_> {
    /// Finds the names with something written to them.
    pub(super) fn find_attached(&mut self) {
        let tag = self.article.language.as_deref();
        if has_bare_genitive(self.language, tag) {
            self.genitives = self.genitives_of_names();
        }
        if let Some(particles) = tag.and_then(Particles::of) {
            self.after_particles = self.names_after_particles(&particles);
        }
    }

    fn genitives_of_names(&self) -> Found {
        let mut genitives = Found::default();
        for last in 0..self.words.len() {
            let written = self.written_word(last);
            let Some(name) = written.strip_suffix('s').filter(|name| name.starts_with(char::is_uppercase))
            else {
                continue;
            };
            let known = self.phrases.vocabulary.look_up(&folded(name));
            if known.id == UNKNOWN {
                continue;
            }
            let word = |index: usize| match index {
                _ if index == last => known,
                _ if index < last => self.known(index),
                _ => Known::NOT,
            };
            self.phrases.find(last.saturating_sub(GENITIVE_WORDS)..last + 1, word, |phrase, first, end| {
                if end == last {
                    genitives.add(phrase, Place { first: first as u32, last: last as u32 });
                }
            });
        }
        genitives.sort();
        genitives
    }

    fn names_after_particles(&self, particles: &Particles) -> Found {
        let mut names = Found::default();
        for first in 0..self.words.len() {
            let written = self.written_word(first);
            for bare in particles.taken_off(&folded(written)) {
                let known = self.phrases.vocabulary.look_up(&bare);
                if known.id == UNKNOWN {
                    continue;
                }
                let word = |index: usize| if index == first { known } else { self.known(index) };
                let is_short = bare.chars().nth(LEAST_LETTERS - 1).is_none();
                self.phrases.find(first..first + 1, word, |phrase, first, last| {
                    if last > first || !is_short {
                        names.add(phrase, Place { first: first as u32, last: last as u32 });
                    }
                });
            }
        }
        names.sort();
        names
    }

    /// Whether a name of few letters stands behind a particle, and nowhere in the article by itself: it may be the rest of another word.
    pub(crate) fn may_be_rest(&self, phrase: PhraseId, place: Place) -> bool {
        let words = || self.phrases.words(phrase).map(|word| self.phrases.vocabulary.word(word));
        self.after_particles.has(phrase, place)
            && self.found.of(phrase).next().is_none()
            && place.first == place.last
            && words().all(|word| word.chars().nth(SURE_LETTERS - 1).is_none())
    }

    /// What is known of a word of the article.
    fn known(&self, index: usize) -> Known {
        let id = self.words.get(index).map_or(UNKNOWN, |word| word.id);
        if id == UNKNOWN { Known::NOT } else { self.phrases.vocabulary.known(id) }
    }
}

/// Whether the genitive of names is an *s* without an apostrophe, as in the Germanic languages but English.
fn has_bare_genitive(language: Option<Language>, tag: Option<&str>) -> bool {
    matches!(language, Some(Language::German | Language::Dutch))
        || tag.is_some_and(|tag| is_one_of(tag, &["sv", "da", "no", "nb", "nn"]))
}

/// Whether a language tag is of one of some languages, whatever the region.
fn is_one_of(tag: &str, languages: &[&str]) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    languages.iter().any(|language| language.eq_ignore_ascii_case(primary))
}
