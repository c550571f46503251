//! The part of grouping that finds copies, alone: the crate's own tokens, keys, index and choice of candidates, without reports,
//! stories, or the exact comparison of what was found. It is what indexes of MinHash signatures do.

use crate::postings::Postings;
use crate::sharing::{Carrier, sharing};
use crate::shingles;
use crate::text::{self, Token};

/// As the crate reads of a text.
const TOKENS: usize = 1_000;

/// An index of texts, numbered in their order.
#[derive(Clone, Default)]
pub(crate) struct Texts {
    postings: Postings,
    len: u32,
}

pub(crate) fn tokens(text: &str) -> Vec<Token> {
    text::tokens(text, TOKENS)
}

impl Texts {
    /// Looks a text up and files it; returns how many texts share keys with it.
    pub(crate) fn take(&mut self, tokens: &[Token]) -> usize {
        let keys = shingles::keys(&shingles::pack(tokens));
        let alone = |slot| Some(Carrier { family: slot, is_root: true });
        let (candidates, _) = sharing(&self.postings, &keys, alone);
        self.postings.insert(&keys, self.len);
        self.len += 1;
        candidates.iter().filter(|(_, keys)| *keys > 1).count()
    }
}
