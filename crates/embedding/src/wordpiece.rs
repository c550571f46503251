//! Takes a word apart into pieces, from its beginning on always the longest, as BERT does (Devlin et al. 2019).

use crate::pieces::{Beginnings, Id, State};

/// Of a longer word, in characters, nothing is known.
const LONGEST: usize = 100;

/// Pieces; those that go on with a word begin with a prefix.
#[derive(Debug)]
pub(crate) struct WordPiece {
    pieces: Beginnings,
    /// The piece that stands for what is not known.
    unknown: Option<Id>,
    /// After the prefix.
    within: State,
    longest: usize,
}

impl WordPiece {
    pub(crate) fn new(pieces: &[(String, Id)], unknown: &str, prefix: &str, longest: Option<usize>) -> Self {
        let mut beginnings = Beginnings::default();
        pieces.iter().for_each(|(piece, id)| beginnings.insert(piece, *id));
        let unknown = pieces.iter().find(|(piece, _)| piece == unknown).map(|&(_, id)| id);
        WordPiece {
            pieces: beginnings,
            unknown,
            within: State::after_all(prefix),
            longest: longest.unwrap_or(LONGEST),
        }
    }

    /// Adds the pieces of a word to `ids`: none where any part of it is not known.
    pub(crate) fn append(&self, word: &str, ids: &mut Vec<Id>) {
        if word.chars().count() > self.longest {
            return;
        }
        let (first, mut begun, mut rest) = (ids.len(), State::default(), word);
        while !rest.is_empty() {
            let Some((bytes, id)) = self.pieces.of(begun, rest).last() else {
                ids.truncate(first);
                return;
            };
            ids.extend(Some(id).filter(|id| Some(*id) != self.unknown));
            (begun, rest) = (self.within, rest.get(bytes..).unwrap_or_default());
        }
    }
}
