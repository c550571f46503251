//! Forms that are filled in anew: two headlines that are one but for a name, which stands in its own text where the other's
//! stands in the other. Capitals show few of these names, as they begin their sentences, or the script has none.

use std::ops::Range;

use crate::articles::{Held, Reading, TITLE_TOKENS};
use crate::kickers::Said;
use crate::language::{self, Language};
use crate::lexicon;
use crate::naming::Nameable;
use crate::rarity::Rarities;
use crate::shingles;
use crate::terms::TermId;
use crate::text::{self, Kind, Token};

/// So many letters of a word are compared to see whether it is another spelling of one.
const LETTERS: usize = 8;
/// One letter in so many may differ between two spellings of a name, of which one may have letters that the other lacks and other
/// vowels: *Kyiv* and *Kiev*...
const RESPELT: usize = 3;
/// ...and a consonant in the place of another counts as so many: *Iran* and *Iraq* are two, while of six letters one may be another.
const RESOUNDED: usize = 2;
/// A text of fewer tokens that stands below two headlines may be a notice.
const NOTICE: usize = 30;
/// The codes of vowels are no higher.
const VOWELS: u8 = 5;
/// A name is as rare as this: one cluster in 2 to the power of it holds it.
const RARE: f64 = 4.5;
/// A name in a script without spaces has so many characters; what is said of it may take as many.
const CHARACTERS: usize = 2;

/// A token of a headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// As it stands in texts.
    word: u16,
    /// How its first letters sound, two a byte.
    letters: [u8; LETTERS / 2],
}

impl Spelled {
    /// The tokens of a headline.
    pub(crate) fn all(title: &str) -> Box<[Self]> {
        let tokens = text::pieces(title).take(TITLE_TOKENS);
        tokens.map(|(token, piece)| Self::of(&token, piece)).collect()
    }

    fn of(token: &Token, piece: &str) -> Self {
        let mut letters = [0; LETTERS / 2];
        for (place, letter) in piece.chars().flat_map(text::fold).take(LETTERS).enumerate() {
            if let Some(two) = letters.get_mut(place / 2) {
                *two |= sound(letter) << (4 * (place % 2));
            }
        }
        Spelled { word: shingles::packed(token), letters }
    }

    fn letters(self) -> Vec<u8> {
        let mut letters: Vec<u8> = self.letters.iter().flat_map(|two| [two & 15, two >> 4]).collect();
        letters.truncate(letters.iter().rposition(|letter| *letter > 0).map_or(0, |last| last + 1));
        letters
    }

    /// Whether it is spelt nearly as another, by the edits between them (Levenshtein 1966), of letters that sound alike.
    pub(crate) fn is_spelt_as(self, other: Self) -> bool {
        let (own, other) = (self.letters(), other.letters());
        // How many edits make what was read of one out of each beginning of the other but none at all.
        let mut edits: Vec<usize> = (1..=other.len()).collect();
        for (read, letter) in own.iter().enumerate() {
            let (mut before, mut last) = (read, read + 1);
            for (edits, there) in edits.iter_mut().zip(&other) {
                let changed = before
                    + match letter.max(there) {
                        _ if letter == there => 0,
                        higher if *higher <= VOWELS => 1,
                        _ => RESOUNDED,
                    };
                before = *edits;
                last = changed.min(before + 1).min(last + 1);
                *edits = last;
            }
        }
        edits.last().is_some_and(|edits| RESPELT * edits <= own.len().max(other.len()))
    }
}

/// The headline of an article, or what it says without kickers, and its text.
#[derive(Clone, Copy)]
pub(crate) struct Form<'a> {
    headline: &'a [Spelled],
    pub(crate) title: &'a [TermId],
    pub(crate) names: u64,
    nameable: Nameable,
    /// Where its words stand that say what happened, among those of the whole headline.
    said: Said,
    whole: &'a [Spelled],
    text: &'a [u16],
}

/// Whether two articles of a language are one form with another name in it, and else with nothing but names and numbers: who
/// tells of one event in other words puts words in and leaves some out.
pub(crate) fn are_filled_anew(
    rarities: Rarities<'_>,
    language: Language,
    own: Form<'_>,
    other: Form<'_>,
) -> bool {
    let are_filled_anew = |own| other.readings().any(|other| is_filled_anew(rarities, language, own, other));
    own.readings().any(are_filled_anew)
}

/// Likewise of the two as they are, with their kickers or without.
fn is_filled_anew(rarities: Rarities<'_>, language: Language, own: Form<'_>, other: Form<'_>) -> bool {
    let is_told = own.is_told_beside(other);
    let mut renamed = false;
    for (here, there) in fillings(own.headline, other.headline) {
        if own.has_numbers(here.clone()) && other.has_numbers(there.clone()) {
            continue;
        }
        // Of a headline alone all but one name must be the same, and that as long, as a firm may stand for its head. Where
        // nothing tells names from other words, it is the subject, with which the headline begins.
        let begins = here.start.max(there.start) < CHARACTERS;
        let is_sure = begins || own.tells_names() && other.tells_names();
        let is_one = own.has_characters(here.clone()) || here.len() == there.len();
        if !is_told && (renamed || !is_sure || !is_one) {
            return false;
        }
        if !own.is_renamed(here, other, there, rarities, language) {
            return false;
        }
        renamed = true;
    }
    renamed
}

/// What stands in the one of two headlines in the place of what in the other, each in order; nothing where less than half of
/// them is the same.
fn fillings(own: &[Spelled], other: &[Spelled]) -> Vec<(Range<usize>, Range<usize>)> {
    let longer = own.len().max(other.len());
    let stands = |word: &&Spelled| other.iter().any(|there| there.word == word.word);
    if 2 * own.iter().filter(stands).count() < longer {
        return Vec::new();
    }
    let is_same = |at: usize, there: usize| match (own.get(at), other.get(there)) {
        (Some(one), Some(other)) => one.word == other.word,
        (one, other) => one.is_none() && other.is_none(),
    };
    let (mut at, mut there, mut shared) = (0, 0, 0);
    let mut found = Vec::new();
    while at < own.len() || there < other.len() {
        if is_same(at, there) {
            (at, there, shared) = (at + 1, there + 1, shared + 1);
            continue;
        }
        // They go on alike at the nearest place where a word is the same; both end at last.
        let steps = (1..=2 * longer).flat_map(|far| (0..=far).map(move |on| (at + on, there + far - on)));
        let next = steps.into_iter().find(|&(at, there)| is_same(at, there));
        let (on, there_on) = next.unwrap_or((own.len(), other.len()));
        found.push((at..on, there..there_on));
        (at, there) = (on, there_on);
    }
    if 2 * shared < longer { Vec::new() } else { found }
}

impl<'a> Form<'a> {
    pub(crate) fn of(held: &'a Held) -> Self {
        Form {
            headline: &held.spelled,
            title: &held.title,
            names: held.names,
            nameable: held.nameable,
            said: held.said,
            whole: &held.spelled,
            text: &held.text,
        }
    }

    pub(crate) fn of_reading(reading: &'a Reading) -> Self {
        Form {
            headline: &reading.spelled,
            title: &reading.title,
            names: reading.names,
            nameable: reading.nameable,
            said: reading.said,
            whole: &reading.spelled,
            text: &reading.text,
        }
    }

    /// What the headline is without its kickers, and the whole where they may be no kickers.
    pub(crate) fn readings(self) -> impl Iterator<Item = Self> {
        self.said.readings(self.whole.len()).map(move |said| self.only(said))
    }

    /// The same with these tokens of the headline alone.
    fn only(self, tokens: Range<usize>) -> Self {
        let terms = self.terms_before(tokens.start)..self.terms_before(tokens.end);
        Form {
            headline: self.whole.get(tokens).unwrap_or_default(),
            names: self.names.checked_shr(terms.start as u32).unwrap_or_default(),
            nameable: self.nameable.from(terms.start),
            title: self.title.get(terms).unwrap_or_default(),
            ..self
        }
    }

    /// How many terms stand before a token of the whole headline.
    fn terms_before(self, token: usize) -> usize {
        self.whole.iter().take(token).filter(|token| has_term(token)).count()
    }

    /// How many terms stand before the word with which it says what happened.
    pub(crate) fn begins(self) -> usize {
        self.terms_before(self.said.begins())
    }

    /// Whether the texts tell whether the two are one; a notice that stands below both leaves that to the headlines.
    fn is_told_beside(&self, other: Form<'_>) -> bool {
        let is_notice = self.text.len() < NOTICE && self.text == other.text;
        !self.text.is_empty() && !other.text.is_empty() && !is_notice
    }

    /// Whether a piece of the headline is one name, and that of another's in its place is another.
    fn is_renamed(
        &self,
        here: Range<usize>,
        other: Form<'_>,
        there: Range<usize>,
        rarities: Rarities<'_>,
        language: Language,
    ) -> bool {
        let begins = here.start.max(there.start) < CHARACTERS;
        if begins && self.has_characters(here.clone()) && other.has_characters(there.clone()) {
            return self.is_exchanged(here, other, there);
        }
        let names = self.names(rarities, language, here);
        let others = other.names(rarities, language, there);
        let pairs = || names.iter().flat_map(|one| others.iter().map(move |name| (*one, *name)));
        pairs().all(|(one, name)| !one.is_spelt_as(name))
            && pairs().any(|(one, name)| self.has_in_place(one, other, name))
    }

    /// Whether a piece of the headline is numbers, and not nothing.
    fn has_numbers(&self, piece: Range<usize>) -> bool {
        let is_number = |token: &Spelled| shingles::is(token.word, Kind::Number);
        !piece.is_empty() && self.headline.get(piece).is_some_and(|piece| piece.iter().all(is_number))
    }

    /// Whether all of a piece of the headline are characters of a script without spaces, and enough for a name.
    fn has_characters(&self, piece: Range<usize>) -> bool {
        let is_character = |token: &Spelled| {
            [Kind::Ideograph, Kind::Unspaced].iter().any(|kind| shingles::is(token.word, *kind))
        };
        piece.len() >= CHARACTERS
            && self.headline.get(piece).is_some_and(|piece| piece.iter().all(is_character))
    }

    /// Whether a piece of the headline and that of another's stand in their own texts, and in no other.
    fn is_exchanged(&self, here: Range<usize>, other: Form<'_>, there: Range<usize>) -> bool {
        let piece = |form: &Form<'_>, piece: Range<usize>| -> Vec<u16> {
            form.headline.get(piece).unwrap_or_default().iter().map(|token| token.word).collect()
        };
        let (own, others) = (piece(self, here), piece(&other, there));
        let holds = |text: &[u16], piece: &[u16]| text.windows(piece.len()).any(|other| other == piece);
        let has = |form: &Form<'_>, piece: &[u16]| form.text.is_empty() || holds(form.text, piece);
        own.iter().all(|token| !others.contains(token))
            && has(self, &own)
            && has(&other, &others)
            && !holds(self.text, &others)
            && !holds(other.text, &own)
    }

    /// The words and numbers of the headline that are terms, each with whether it may be a name.
    pub(crate) fn words(&self) -> impl Iterator<Item = (Spelled, bool)> {
        self.headline.iter().copied().filter(has_term).zip(self.nameable.each())
    }

    /// Whether a word of the headline stands in the text as well.
    pub(crate) fn has_in_text(&self, word: Spelled) -> bool {
        shingles::is(word.word, Kind::Word) && self.text.contains(&word.word)
    }

    /// Whether the headline has capitals where names are.
    fn tells_names(&self) -> bool {
        self.names != 0
    }

    /// Whether any word of the headline may be a name.
    pub(crate) fn has_name(&self, rarities: Rarities<'_>, language: Language) -> bool {
        !self.names(rarities, language, 0..self.headline.len()).is_empty()
    }

    /// The words of a piece of the headline that may be names, and are neither common nor ordinary.
    fn names(&self, rarities: Rarities<'_>, language: Language, piece: Range<usize>) -> Vec<Spelled> {
        let before = self.headline.iter().take(piece.start).filter(|token| has_term(token)).count();
        let tokens = self.headline.get(piece).unwrap_or_default().iter().filter(|token| has_term(token));
        let terms = self.title.iter().zip(self.nameable.each()).skip(before);
        let is_name = |token: &Spelled, id: TermId| {
            shingles::is(token.word, Kind::Word)
                && !language::is_common(language, id)
                && !lexicon::is_ordinary(id)
                && rarities.of(id) >= RARE
        };
        let words =
            tokens.zip(terms).filter(|(token, (id, may_be_name))| *may_be_name && is_name(token, **id));
        words.map(|(token, _)| *token).collect()
    }

    /// Whether one name stands in this article where another stands in the other, and each in its own alone.
    fn has_in_place(&self, one: Spelled, other: Form<'_>, name: Spelled) -> bool {
        let lacks = |form: &Form<'_>, name: Spelled| {
            !form.text.contains(&name.word) && form.whole.iter().all(|token| token.word != name.word)
        };
        lacks(self, name)
            && lacks(&other, one)
            && (!self.is_told_beside(other)
                || are_between_the_same(self.text, one.word, other.text, name.word))
    }
}

/// How a letter sounds, from 1 to 15: letters by which spellings of one name differ sound the same, in whatever script.
fn sound(letter: char) -> u8 {
    match letter {
        'a' | 'а' | 'я' | 'α' => 1,
        'e' | 'е' | 'э' | 'є' | 'ε' => 2,
        'i' | 'y' | 'и' | 'і' | 'ы' | 'ι' | 'η' | 'υ' => 3,
        'o' | 'о' | 'ο' | 'ω' => 4,
        'u' | 'у' | 'ю' => 5,
        'b' | 'p' | 'б' | 'п' | 'β' | 'π' => 6,
        'c' | 'k' | 'q' | 'к' | 'κ' => 7,
        'd' | 't' | 'д' | 'т' | 'δ' | 'τ' => 8,
        'f' | 'v' | 'w' | 'ф' | 'в' | 'φ' => 9,
        'g' | 'h' | 'j' | 'г' | 'х' | 'ж' | 'γ' | 'χ' => 10,
        'l' | 'л' | 'λ' => 11,
        'm' | 'м' | 'μ' => 12,
        'n' | 'н' | 'ν' => 13,
        'r' | 'р' | 'ρ' => 14,
        's' | 'z' | 'x' | 'с' | 'з' | 'ц' | 'ш' | 'ч' | 'σ' | 'ς' | 'ζ' => 15,
        // Of other scripts no two letters are known to sound alike.
        other => VOWELS + 1 + (u32::from(other) % 10) as u8,
    }
}

/// Whether a token of a headline is one of its terms, by itself.
fn has_term(token: &Spelled) -> bool {
    [Kind::Word, Kind::Number].iter().any(|kind| shingles::is(token.word, *kind))
}

/// Whether two words stand somewhere in their texts behind the same word, or before the same.
fn are_between_the_same(text: &[u16], word: u16, other: &[u16], other_word: u16) -> bool {
    let places = |text: &'_ [u16], word: u16| -> Vec<[Option<u16>; 2]> {
        let at = |place: Option<usize>| place.and_then(|place| text.get(place)).copied();
        let here = text.iter().enumerate().filter(|(_, other)| **other == word);
        here.map(|(place, _)| [at(place.checked_sub(1)), at(place.checked_add(1))]).collect()
    };
    let there = places(other, other_word);
    let beside =
        |place: [Option<u16>; 2]| there.iter().any(|other| other[0] == place[0] || other[1] == place[1]);
    places(text, word).into_iter().any(beside)
}
