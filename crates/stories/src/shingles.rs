//! Runs of consecutive tokens, which only texts that copy one another share in number. A text is kept as two bytes a
//! token; its runs are computed when they are needed. Nothing here decides what counts as a copy.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::{Hash, Kind, Token};

/// A text's tokens, two bytes each: 14 bits of the hash and the kind. A single one says little, a run of three is as
/// good as unique.
pub(crate) type Packed = Box<[u16]>;

/// How much text a run must hold to be a candidate's key: five words (FACTS of the method: five words find copies, and
/// containment separates them from everything else), ten ideographs or twenty letters of an unspaced script.
const KEY_SPAN: u32 = 20;
/// How much text a run must hold to be counted in a comparison: three words.
const SPAN: u32 = 12;
/// So many runs from the beginning are all keys, because that is where a shortened copy is whole.
const DENSE: usize = 64;
/// Of the others, one in so many is a key, chosen by its hash, so that both texts choose the same.
const SAMPLED: u32 = 8;

/// Packs tokens.
pub(crate) fn pack(tokens: &[Token]) -> Packed {
    tokens.iter().map(packed).collect()
}

/// Packs one token.
pub(crate) fn packed(token: &Token) -> u16 {
    ((token.hash >> 16) as u16) & !3 | token.kind as u16
}

/// What kind of token a packed one is.
pub(crate) fn is(token: u16, kind: Kind) -> bool {
    token & 3 == kind as u16
}

fn weight(token: u16) -> u32 {
    match token & 3 {
        kind if kind == Kind::Ideograph as u16 => 2,
        kind if kind == Kind::Unspaced as u16 => 1,
        _ => 4,
    }
}

/// How much text there is, in words.
pub(crate) fn words(tokens: &[u16]) -> u16 {
    (tokens.iter().map(|&token| weight(token)).sum::<u32>() / 4).min(u32::from(u16::MAX)) as u16
}

fn is_number(token: u16) -> bool {
    is(token, Kind::Number)
}

/// A run's hash, its lowest bit set where the run holds a number.
type Run = u32;

/// Every run of `span` in order.
fn runs(tokens: &[u16], span: u32) -> impl Iterator<Item = Run> {
    let mut end = 0;
    let mut held = 0;
    (0..tokens.len()).map_while(move |start| {
        while held < span {
            held += weight(*tokens.get(end)?);
            end += 1;
        }
        let run = tokens.get(start..end)?;
        held -= weight(*run.first()?);
        Some(run_of(run))
    })
}

fn run_of(tokens: &[u16]) -> Run {
    // Where the length is known there is no loop.
    if let Ok(three) = <&[u16; 3]>::try_from(tokens) {
        hashed(three)
    } else if let Ok(five) = <&[u16; 5]>::try_from(tokens) {
        hashed(five)
    } else {
        hashed(tokens)
    }
}

#[inline]
fn hashed<'a>(tokens: impl IntoIterator<Item = &'a u16>) -> Run {
    let (hash, number) = tokens.into_iter().fold((Hash::default(), false), |(hash, number), &token| {
        (hash.and(u64::from(token)), number | is_number(token))
    });
    hash.finish() & !1 | u32::from(number)
}

/// The keys under which a text is found, sorted, each once.
pub(crate) fn keys(tokens: &[u16]) -> Vec<u32> {
    let mut keys = Vec::with_capacity(DENSE + tokens.len() / 4);
    keys.extend(keys_in_place(tokens).map(|(_, key)| key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys under which a text is found, with the places where their runs begin.
pub(crate) fn keys_in_place(tokens: &[u16]) -> impl Iterator<Item = (usize, u32)> {
    runs(tokens, KEY_SPAN).enumerate().filter(|&(at, run)| at < DENSE || (run >> 1).is_multiple_of(SAMPLED))
}

/// The places of the piece of a text that stands in another as well and holds the run of a key, which begins at `at`.
pub(crate) fn piece(text: &[u16], at: usize, other: &[u16], key: u32) -> Range<usize> {
    let Some(there) = runs(other, KEY_SPAN).position(|run| run == key) else { return at..at };
    let same = |(one, two): &(&u16, &u16)| one == two;
    let (before, behind) = text.split_at(at);
    let (before_there, behind_there) = other.split_at(there);
    let back = before.iter().rev().zip(before_there.iter().rev()).take_while(same).count();
    let on = behind.iter().zip(behind_there).take_while(same).count();
    at - back..at + on
}

/// One text, ready to be compared with others.
#[derive(Debug)]
pub(crate) struct Runs {
    places: FxHashMap<Run, u32>,
}

/// What two texts share.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shared {
    /// Runs of three words that both hold.
    pub(crate) runs: u32,
    /// The runs of the shorter text.
    pub(crate) shorter: u32,
    /// The most runs that follow one another in both.
    pub(crate) longest: u32,
    /// How many runs of the other text come before the first that both hold.
    pub(crate) before: u32,
    /// How many different runs of the one that was prepared come before the first that both hold.
    pub(crate) before_own: u32,
    /// How many runs the one that was prepared has for each of the other's.
    pub(crate) proportion: f64,
    /// How many of the shared runs, at the most, stand in the same order in both.
    pub(crate) ordered: u32,
}

impl Shared {
    /// The share of the shorter text's runs that the other holds, 0 to 1.
    pub(crate) fn containment(&self) -> f64 {
        f64::from(self.runs) / f64::from(self.shorter.max(1))
    }

    /// The share of what both hold that stands in the same order in both, 0 to 1.
    pub(crate) fn order(&self) -> f64 {
        f64::from(self.ordered) / f64::from(self.runs.max(1))
    }
}

impl Runs {
    /// Prepares a text.
    pub(crate) fn of(tokens: &[u16]) -> Self {
        let mut places = FxHashMap::with_capacity_and_hasher(tokens.len(), Default::default());
        for run in runs(tokens, SPAN) {
            let next = places.len() as u32;
            places.entry(run).or_insert(next);
        }
        Runs { places }
    }

    /// Compares it with another text.
    pub(crate) fn shared(&self, other: &[u16]) -> Shared {
        let mut seen = vec![false; self.places.len()];
        let mut all = 0;
        let mut shared = Shared { before: u32::MAX, before_own: u32::MAX, ..Shared::default() };
        let mut streak = 0;
        // The last places of the best rising sequences so far, by their length: patience sorting (Fredman 1975).
        let mut rising: Vec<u32> = Vec::new();
        for run in runs(other, SPAN) {
            all += 1;
            let at = self.places.get(&run).copied();
            streak = if at.is_some() { streak + 1 } else { 0 };
            shared.longest = shared.longest.max(streak);
            let Some((at, seen)) = at.and_then(|at| Some((at, seen.get_mut(at as usize)?))) else { continue };
            shared.before = shared.before.min(all - 1);
            shared.before_own = shared.before_own.min(at);
            if std::mem::replace(seen, true) {
                continue;
            }
            shared.runs += 1;
            let length = rising.partition_point(|&last| last < at);
            match rising.get_mut(length) {
                Some(last) => *last = at,
                None => rising.push(at),
            }
        }
        shared.ordered = rising.len() as u32;
        shared.shorter = all.min(self.places.len() as u32);
        shared.proportion = self.places.len() as f64 / f64::from(all.max(1));
        shared
    }
}

/// How many numbers of `text` stand between the same words in `other` and are the same there, and how many differ.
pub(crate) fn numbers(text: &[u16], other: &[u16]) -> (u32, u32) {
    let mut held: FxHashMap<u32, Vec<u16>> = FxHashMap::default();
    for (number, contexts) in numbers_in_context(other) {
        for context in contexts {
            held.entry(context).or_default().push(number);
        }
    }
    let (mut same, mut different) = (0, 0);
    for (number, contexts) in numbers_in_context(text) {
        let mut there = contexts.iter().filter_map(|context| held.get(context)).peekable();
        if there.peek().is_some() {
            let found = there.any(|numbers| numbers.contains(&number));
            *if found { &mut same } else { &mut different } += 1;
        }
    }
    (same, different)
}

/// Stands for any number within a context.
const ANY_NUMBER: u16 = Kind::Number as u16;

/// Each number with the two contexts that it stands in: two tokens before and one after, one before and two after.
fn numbers_in_context(tokens: &[u16]) -> impl Iterator<Item = (u16, [u32; 2])> {
    let at = |place: Option<usize>| {
        let token = place.and_then(|place| tokens.get(place)).copied().unwrap_or(0);
        u64::from(if is_number(token) { ANY_NUMBER } else { token })
    };
    tokens.iter().enumerate().filter(|&(_, &token)| is_number(token)).map(move |(place, &number)| {
        let [before2, before] = [2, 1].map(|back| at(place.checked_sub(back)));
        let [after, after2] = [1, 2].map(|on| at(place.checked_add(on)));
        let context = |salt: u64, words: [u64; 3]| {
            words.iter().fold(Hash::default().and(salt), |hash, &word| hash.and(word)).finish()
        };
        (number, [context(1, [before2, before, after]), context(2, [before, after, after2])])
    })
}
