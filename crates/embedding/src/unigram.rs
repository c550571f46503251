//! Takes a text apart into the pieces whose scores have the greatest sum (Kudo 2018, "Subword regularization"), as the
//! library `tokenizers` does, ties included.

use crate::pieces::{Beginnings, Id, State};

/// An unknown character scores so much less than the piece with the least score.
const UNKNOWN: f64 = 10.0;

/// Pieces with scores.
#[derive(Debug)]
pub(crate) struct Unigram {
    pieces: Beginnings,
    /// By the numbers of pieces.
    scores: Vec<f64>,
    /// The piece that stands for what is not known.
    unknown: Option<Id>,
    /// The score of what is not known.
    least: f64,
}

/// The best way to a place in a text.
#[derive(Clone, Copy, Debug)]
struct Way {
    score: f64,
    /// Where its last piece begins.
    from: usize,
    /// Its last piece; `None` for what is not known.
    piece: Option<Id>,
}

impl Unigram {
    pub(crate) fn new(pieces: &[(String, f64)], unknown: Option<Id>) -> Self {
        let mut beginnings = Beginnings::default();
        for (id, (piece, _)) in (0..).zip(pieces) {
            beginnings.insert(piece, id);
        }
        let scores: Vec<f64> = pieces.iter().map(|&(_, score)| score).collect();
        let least = scores.iter().copied().fold(f64::INFINITY, f64::min) - UNKNOWN;
        Unigram { pieces: beginnings, scores, unknown, least }
    }

    /// Adds the pieces of a text to `ids`, without what is not known.
    pub(crate) fn append(&self, text: &str, ids: &mut Vec<Id>) {
        let ways = self.ways(text);
        let (first, mut end) = (ids.len(), text.len());
        while let Some(way) = ways.get(end).copied().flatten().filter(|_| end > 0) {
            ids.extend(way.piece.filter(|piece| Some(*piece) != self.unknown));
            end = way.from;
        }
        if let Some(added) = ids.get_mut(first..) {
            added.reverse();
        }
    }

    /// The best way to each place between two characters.
    fn ways(&self, text: &str) -> Vec<Option<Way>> {
        let mut ways: Vec<Option<Way>> = vec![None; text.len() + 1];
        for (from, char) in text.char_indices() {
            let before = ways.get(from).copied().flatten().map_or(0.0, |way| way.score);
            let rest = text.get(from..).unwrap_or_default();
            let mut is_known = false;
            for (bytes, id) in self.pieces.of(State::default(), rest) {
                is_known |= bytes == char.len_utf8();
                let score = before + self.scores.get(id as usize).copied().unwrap_or(self.least);
                go(&mut ways, from + bytes, Way { score, from, piece: Some(id) });
            }
            if !is_known {
                go(&mut ways, from + char.len_utf8(), Way { score: before + self.least, from, piece: None });
            }
        }
        ways
    }
}

/// Takes a way to a place if none known is as good.
fn go(ways: &mut [Option<Way>], to: usize, way: Way) {
    if let Some(known) = ways.get_mut(to)
        && known.is_none_or(|known| way.score > known.score)
    {
        *known = Some(way);
    }
}
