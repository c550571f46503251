//! What of one article's headline and terms another speaks of, by rarity.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::articles::{Held, Reading};
use crate::forms::{self, Form};
use crate::language::Language;
use crate::terms::{Class, Term, TermId, class};
use crate::window::Window;

/// A headline without a text is no headline of another story by chance if it has so many words.
pub(super) const TELLING: usize = 5;
/// Articles that share text, but of the new headline less than this, share a form.
pub(super) const FOREIGN: f64 = 0.4;
/// In headlines that share half of their words or more, one number says that one thing was put in the place of
/// another, or one name that is this rare: one cluster in 2 to the power of this has it.
const RARE: f64 = 4.5;
/// A word is rare in a text if one cluster in 2 to the power of this has it.
const RARE_WORD: f64 = 5.0;
/// Headlines say the same where so much of the longer one stands in the other, as words go.
const SAME_WORDS: f64 = 0.8;
/// A text that says less of its own headline is not its own: a wall, an error, a notice, or another outlet's. Then the headline decides...
const MUTE: f64 = 0.2;
/// ...of which the other article must speak as much.
const SAME_HEADLINE: f64 = 0.9;

/// How much two articles are about, and what both are, by rarity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subjects {
    ours: f64,
    theirs: f64,
    both: f64,
}

impl Subjects {
    pub(super) fn of(window: &Window, reading: &Reading, held: &Held) -> Self {
        let rarities = window.clusters.rarities(reading.language);
        let weigh = |term: &Term| f64::from(term.weight()) * rarities.of(term.id());
        Subjects {
            ours: reading.terms.iter().map(weigh).sum(),
            theirs: held.terms.iter().map(weigh).sum(),
            both: reading.terms.iter().filter(|term| held.about(term.id())).map(weigh).sum(),
        }
    }

    /// The share of what the one that says less is about that the other is about as well.
    pub(super) fn agreement(self) -> f64 {
        self.share_of(self.ours.min(self.theirs))
    }

    /// The share of what the new one is about that the other is about as well.
    pub(super) fn known(self) -> f64 {
        self.share_of(self.ours)
    }

    fn share_of(self, all: f64) -> f64 {
        if all <= 0.0 { 1.0 } else { (self.both / all).min(1.0) }
    }
}

/// What of a headline another article speaks of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken {
    /// The share of its words, by rarity, 0 to 1.
    pub(super) share: f64,
    /// How rare the rarest name or number is that it does not; 0 where it speaks of them all.
    pub(super) rarest: f64,
}

impl Spoken {
    /// Every word of it.
    pub(super) const WHOLLY: Spoken = Spoken { share: 1.0, rarest: 0.0 };
}

/// What of a headline another article speaks of: its words with whether it does, and whether they may be names.
fn spoken(window: &Window, language: Language, words: impl Iterator<Item = (TermId, bool, bool)>) -> Spoken {
    let rarities = window.clusters.rarities(language);
    let (mut all, mut found, mut rarest) = (0.0, 0.0, 0.0_f64);
    for (id, is_found, may_be_name) in words {
        let rarity = rarities.of(id);
        all += rarity;
        if is_found {
            found += rarity;
        } else if may_be_name {
            rarest = rarest.max(rarity);
        }
    }
    Spoken { share: if all > 0.0 { found / all } else { 1.0 }, rarest }
}

/// The share of words that are spoken of, by rarity.
fn share(window: &Window, language: Language, words: impl Iterator<Item = (TermId, bool)>) -> f64 {
    spoken(window, language, words.map(|(id, is_found)| (id, is_found, false))).share
}

/// What of the new headline the other article speaks of.
pub(super) fn headline(window: &Window, reading: &Reading, held: &Held) -> Spoken {
    let found = |id: TermId, word| held.title.contains(&id) || held.about(id) || held.text.contains(word);
    let words = reading.title.iter().zip(&reading.title_words).zip(reading.nameable.each());
    let words = words.map(|((&id, word), may_be_name)| (id, found(id, word), may_be_name));
    spoken(window, reading.language, words)
}

/// Whether the new text has news of its own: it speaks of what its headline says and the other article does not.
pub(super) fn has_own_news(window: &Window, reading: &Reading, held: &Held) -> bool {
    let is_own = |id: TermId, word| {
        reading.text.contains(word)
            && !(held.title.contains(&id) || held.about(id) || held.text.contains(word))
    };
    let words = reading.title.iter().zip(&reading.title_words);
    share(window, reading.language, words.map(|(&id, word)| (id, is_own(id, word)))) >= MUTE
}

/// What of the other's headline the new article is about.
pub(super) fn other_headline(window: &Window, reading: &Reading, held: &Held) -> Spoken {
    let about = |id: TermId| reading.title.contains(&id) || reading.about(id);
    let words = held.title.iter().zip(held.nameable.each());
    spoken(window, reading.language, words.map(|(&id, may_be_name)| (id, about(id), may_be_name)))
}

/// The share of the other's headline that the new text speaks of from a place on, by rarity.
pub(super) fn spoken_behind(window: &Window, reading: &Reading, held: &Held, at: usize) -> f64 {
    let behind: Vec<TermId> = reading.from(at).collect();
    share(window, reading.language, held.title.iter().map(|id| (*id, behind.contains(id))))
}

/// The share of what is rare in a piece of the new text that a text speaks of elsewhere than in a piece of it, by rarity: what is
/// said of one event comes back to its names and things, what stands beside an item does not.
pub(super) fn spoken_aside(
    window: &Window,
    reading: &Reading,
    item: Range<usize>,
    text: &[u16],
    piece: Range<usize>,
) -> f64 {
    let aside = text.iter().enumerate().filter(|(at, _)| !piece.contains(at));
    let aside: FxHashSet<u16> = aside.map(|(_, word)| *word).collect();
    let rarities = window.clusters.rarities(reading.language);
    let words: FxHashMap<TermId, u16> = reading.words_in(item).collect();
    let rare = words.iter().map(|(&id, word)| (id, aside.contains(word)));
    share(window, reading.language, rare.filter(|&(id, _)| rarities.of(id) >= RARE_WORD))
}

/// Whether the new headline is the other's with words of the outlet's own around it ("Reported today: …").
pub(super) fn repeats_headline(reading: &Reading, held: &Held) -> bool {
    held.title.len() >= TELLING && held.title.iter().all(|id| reading.title.contains(id))
}

/// Whether a text that says nothing of its own headline stands below one of which the other article speaks by `headline`.
pub(super) fn is_foreign(window: &Window, reading: &Reading, headline: f64) -> bool {
    let words = reading.title.iter().zip(&reading.title_words);
    let words = words.map(|(&id, word)| (id, reading.text.contains(word)));
    headline < SAME_HEADLINE && share(window, reading.language, words) < MUTE
}

/// Whether the two are one form with another name in it.
pub(super) fn is_filled_anew(window: &Window, reading: &Reading, held: &Held) -> bool {
    let rarities = window.clusters.rarities(reading.language);
    forms::are_filled_anew(rarities, reading.language, Form::of_reading(reading), Form::of(held))
}

/// Whether each headline names what the other article lacks, and its own text speaks of: a form was filled in with another name.
/// Numbers are names here where they are `numbered`.
pub(super) fn is_renamed(reading: &Reading, held: &Held, numbered: bool) -> bool {
    let is_named = |terms: &[Term], id: TermId| {
        if class(id) == Class::Number && !numbered {
            return false;
        }
        let place = terms.binary_search_by_key(&id, |term| term.id());
        place.is_ok_and(|place| terms.get(place).is_some_and(|term| term.is_strong()))
    };
    let new = reading.title.iter().zip(&reading.title_words).any(|(&id, word)| {
        is_named(&reading.terms, id)
            && !held.title.contains(&id)
            && !held.about(id)
            && !held.text.contains(word)
    });
    new && held.title.iter().any(|&id| {
        is_named(&held.terms, id) && !reading.title.contains(&id) && reading.from(0).all(|other| other != id)
    })
}

/// Whether each article has a name that the other lacks.
pub(super) fn are_named_apart(reading: &Reading, held: &Held) -> bool {
    let is_name = |term: &&Term| term.is_strong() && class(term.id()) != Class::Number;
    let new = reading.terms.iter().filter(is_name).any(|name| !held.about(name.id()));
    new && held.terms.iter().filter(is_name).any(|name| !reading.about(name.id()))
}

/// Whether two headlines say the same but for numbers, in so many words that it is not by chance.
pub(super) fn is_same_headline(reading: &Reading, held: &Held) -> bool {
    let words = |title: &[TermId]| -> FxHashSet<TermId> {
        title.iter().copied().filter(|id| class(*id) != Class::Number).collect()
    };
    let (ours, theirs) = (words(&reading.title), words(&held.title));
    let longer = ours.len().max(theirs.len());
    longer >= TELLING && ours.intersection(&theirs).count() as f64 >= SAME_WORDS * longer as f64
}

/// Whether two headlines are one with different names or numbers in it: of those each has one that the other's article lacks and
/// that is as rare as `rarest`.
pub(super) fn is_refilled(reading: &Reading, held: &Held, rarest: f64) -> bool {
    let shared = reading.title.iter().filter(|id| held.title.contains(id)).count();
    let counts = |title: &[TermId], other: &[TermId]| {
        title.iter().any(|id| class(*id) == Class::Number && !other.contains(id))
    };
    2 * shared >= reading.title.len().max(held.title.len())
        && (rarest >= RARE || counts(&reading.title, &held.title) && counts(&held.title, &reading.title))
}
