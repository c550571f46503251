//! Pieces that two texts share: where they stand, and what the one or the other says beside them.

use std::ops::Range;

use super::spoken::{Spoken, spoken_aside, spoken_behind};
use crate::articles::{Held, Reading};
use crate::shingles::Shared;
use crate::window::Window;

/// So many runs after one another are one piece.
pub(super) const PIECE: u32 = 15;
/// A form that is filled in with something else shares less than this.
pub(super) const VERBATIM: f64 = 0.9;
/// Of a text of which so much is in another, a piece says what the two have in common.
const HALF: f64 = 0.5;
/// A part that begins after so many runs of a text is not its beginning.
pub(super) const TOP: u32 = 40;
/// The rest of a whole has so much in common with its greater part: of 896 stories of Reuters-21578 that came after seven tenths of
/// themselves 9 in 10 had, of 159 pages of a story and a shorter one 1 in 26.
const OF_ONE: f64 = 0.1;
/// A text so many times as long as another, or longer, tells of other things as well.
pub(super) const MUCH_LONGER: usize = 2;
/// A text so many times as long as a piece of it has enough besides to show whether that tells of other things.
const LONGER: f64 = 1.5;
/// Two sentences, of which a page makes an item, have so many runs.
const ITEM: u32 = 30;
/// So many words make a run.
const RUN: usize = 3;
/// A text that begins with another goes on about it where so much of that one's headline is spoken of behind it, by rarity, or
/// so much of its own headline in it: a page of many items goes on to the next, and its headline is of all or none of them.
const GOES_ON: f64 = 0.25;
const STILL_HEADED: f64 = 0.2;

/// Whether the new text begins with the other's and goes on about the same, given what of its headline that speaks of.
pub(super) fn continues(
    window: &Window,
    reading: &Reading,
    held: &Held,
    shared: &Shared,
    headline: Spoken,
) -> bool {
    let begins = shared.proportion > 1.0 && shared.before_own < TOP && shared.containment() >= VERBATIM;
    let end = shared.before_own as usize + held.text.len();
    let goes_on = || spoken_behind(window, reading, held, end) >= GOES_ON;
    begins && (headline.share >= STILL_HEADED || goes_on())
}

/// The share of what is rare in a piece that both have of which the other speaks beside that, where it goes on for as much again as
/// half of it.
pub(super) fn aside(window: &Window, reading: &Reading, held: &Held, shared: &Shared) -> Option<f64> {
    let (own, there) = pieces(shared, reading.text.len().min(held.text.len()));
    let goes_on = held.text.len() as f64 >= LONGER * there.len() as f64;
    (is_in_a_piece(shared) && goes_on).then(|| spoken_aside(window, reading, own, &held.text, there))
}

/// Where a piece of the other's text stands in the new one beside more: how many of its words that is, and the share of what is
/// rare in it that the rest speaks of.
pub(super) fn beside(
    window: &Window,
    reading: &Reading,
    held: &Held,
    shared: &Shared,
) -> Option<(usize, f64)> {
    let (own, _) = pieces(shared, reading.text.len().min(held.text.len()));
    let words = own.len();
    (is_in_a_piece(shared) && reading.text.len() > words)
        .then(|| (words, spoken_aside(window, reading, own.clone(), &reading.text, own)))
}

/// Whether the new text is the whole of which the other's is the greater part: the rest speaks of what that does, and is no other item.
pub(super) fn completes(window: &Window, reading: &Reading, held: &Held, shared: &Shared) -> bool {
    let (own, _) = pieces(shared, reading.text.len().min(held.text.len()));
    let is_greater = (1.0..MUCH_LONGER as f64).contains(&shared.proportion);
    if !is_greater || shared.longest < PIECE || shared.containment() < VERBATIM {
        return false;
    }
    let (before, behind) = (0..own.start, own.end..reading.text.len());
    let rest = if before.len() > behind.len() { before } else { behind };
    spoken_aside(window, reading, rest.clone(), &reading.text, rest) >= OF_ONE
}

/// Whether nearly all of the shorter text is shared, or much of it and nearly all of that in one piece.
fn is_in_a_piece(shared: &Shared) -> bool {
    let in_one = f64::from(shared.longest) >= VERBATIM * f64::from(shared.runs);
    let much = shared.containment() >= VERBATIM
        || in_one && (shared.containment() >= HALF || shared.longest >= ITEM);
    shared.longest >= PIECE && much
}

/// Where the piece stands that two texts share, in the new one and in the other: all of the shorter one, of so many words, where
/// nearly all of that is shared.
fn pieces(shared: &Shared, shorter: usize) -> (Range<usize>, Range<usize>) {
    let whole = shared.containment() >= VERBATIM;
    let length = if whole { shorter } else { shared.longest as usize + RUN - 1 };
    let at = |from: u32| from as usize..from as usize + length;
    (at(shared.before_own), at(shared.before))
}
