//! What an article is about, as terms: stems of words, names, numbers, and pairs of characters in scripts without
//! spaces. A term weighs by what it is and where it stands; how rare it is, is not known here.

use rustc_hash::FxHashMap;

use crate::text::{Hash, Kind, Token};

/// A term with what is known of it in one article, in four bytes: a hash of 28 bits, the class, whether it is strong,
/// whether it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term(u32);

/// What kind of term it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The stem of a word of four letters or more.
    Word,
    /// A shorter word.
    Short,
    /// A number.
    Number,
    /// Two neighbouring characters of a script without spaces.
    Pair,
}

/// The identity of a term: its hash and class, the same in every article.
pub(crate) type TermId = u32;

const STRONG: u32 = 2;
const REPEATED: u32 = 1;
/// A word of fewer letters looks like others by chance.
const SHORT: u8 = 4;

impl Term {
    fn new(hash: u32, class: Class, strong: bool, repeated: bool) -> Self {
        Term(
            hash & !15
                | (class as u32) << 2
                | if strong { STRONG } else { 0 }
                | if repeated { REPEATED } else { 0 },
        )
    }

    pub(crate) fn id(self) -> TermId {
        self.0 >> 2
    }

    /// Whether it is a name or a number in running text.
    pub(crate) fn is_strong(self) -> bool {
        self.0 & STRONG != 0
    }

    /// How much it counts in its article, before its rarity: a second occurrence counts little (a saturating term
    /// frequency, as in BM25 with k1 = 0.5), names more, numbers most.
    pub(crate) fn weight(self) -> u32 {
        let frequency = if self.0 & REPEATED != 0 { 24 } else { 20 };
        match (self.is_strong(), class(self.id())) {
            (true, Class::Number) => frequency * 3,
            (true, _) => frequency * 3 / 2,
            (false, _) => frequency,
        }
    }
}

/// The class that a term's identity carries.
pub(crate) fn class(id: TermId) -> Class {
    match id & 3 {
        0 => Class::Word,
        1 => Class::Short,
        2 => Class::Number,
        _ => Class::Pair,
    }
}

/// The terms of a headline and a text, sorted by identity, each once, at most `limit` of them: the first in order.
pub(crate) fn terms(title: &[Token], text: &[Token], limit: usize) -> Vec<Term> {
    let mut found: FxHashMap<TermId, Term> = FxHashMap::default();
    for (tokens, headline) in [(title, true), (text, false)] {
        let mut before: Option<&Token> = None;
        for token in tokens {
            if let Some((hash, class)) = term(before.replace(token), token) {
                // A headline's words count as if they stood in the text as well. Its capitals and figures say little.
                let strong = !headline && (token.named || class == Class::Number && token.length > 1);
                let new = Term::new(hash, class, strong, headline);
                if found.len() < limit || found.contains_key(&new.id()) {
                    found
                        .entry(new.id())
                        .and_modify(|term| term.0 |= new.0 & STRONG | REPEATED)
                        .or_insert(new);
                }
            }
        }
    }
    let mut terms: Vec<Term> = found.into_values().collect();
    terms.sort_unstable();
    terms
}

/// The identity of a word or number as a term.
pub(crate) fn id_of(token: &Token) -> Option<TermId> {
    term(None, token).map(|(hash, class)| Term::new(hash, class, false, false).id())
}

fn term(before: Option<&Token>, token: &Token) -> Option<(u32, Class)> {
    match token.kind {
        Kind::Word if token.length < SHORT => Some((token.stem, Class::Short)),
        Kind::Word => Some((token.stem, Class::Word)),
        Kind::Number => Some((token.hash, Class::Number)),
        Kind::Ideograph | Kind::Unspaced => {
            let before = before.filter(|before| before.kind == token.kind)?;
            let pair = Hash::default().and(u64::from(before.hash)).and(u64::from(token.hash)).finish();
            Some((pair, Class::Pair))
        }
    }
}
