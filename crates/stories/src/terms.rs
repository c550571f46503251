//! What an article is about, as terms: stems of words, names, numbers, and pairs of characters in scripts without
//! spaces. A term weighs by what it is and where it stands; how rare it is, is not known here.

use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::lexicon;
use crate::text::{Hash, Kind, Token};

/// A term with what is known of it in one article, in four bytes: a hash of 27 bits, the class, and whether it stands in
/// the lead, is strong, is repeated.
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

const LEAD: u32 = 4;
const STRONG: u32 = 2;
const REPEATED: u32 = 1;
/// A word of fewer letters looks like others by chance.
const SHORT: u8 = 4;

/// So many tokens are the lead: what happened stands there, what it is about follows.
const LEAD_TOKENS: usize = 80;
/// What a term weighs anywhere in the text; the others are in proportion to it.
const PLAIN: u32 = 20;
/// What it weighs more in the lead.
const IN_LEAD: u32 = 10;
/// What it weighs more where it is repeated, or stands in the headline; how often it is, says nothing more, as in any
/// saturating term frequency.
const AGAIN: u32 = 14;
/// Names weigh so many times as much, in twentieths.
const NAMED: u32 = 35;
/// Numbers weigh so many times as much, in twentieths: of two events of a kind they are what differs.
const NUMBERED: u32 = 70;

impl Term {
    fn new(hash: u32, class: Class) -> Self {
        Term(hash & !31 | (class as u32) << 3)
    }

    fn marked(self, mark: u32, applies: bool) -> Self {
        if applies { Term(self.0 | mark) } else { self }
    }

    /// The same term with what is known of it from either place.
    fn again(self, other: Term) -> Self {
        Term(self.0 | other.0 & (STRONG | LEAD) | REPEATED)
    }

    pub(crate) fn id(self) -> TermId {
        self.0 >> 3
    }

    /// Whether it is a name or a number in running text.
    pub(crate) fn is_strong(self) -> bool {
        self.0 & STRONG != 0
    }

    /// How much it counts in its article, before its rarity.
    pub(crate) fn weight(self) -> u32 {
        let has = |flag: u32| self.0 & flag != 0;
        let weight = PLAIN + if has(LEAD) { IN_LEAD } else { 0 } + if has(REPEATED) { AGAIN } else { 0 };
        match (self.is_strong(), class(self.id())) {
            (true, Class::Number) => weight * NUMBERED / PLAIN,
            (true, _) => weight * NAMED / PLAIN,
            (false, _) => weight,
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
pub(crate) fn terms(language: Language, title: &[Token], text: &[Token], limit: usize) -> Vec<Term> {
    let mut found: FxHashMap<TermId, Term> = FxHashMap::default();
    for (tokens, headline) in [(title, true), (text, false)] {
        let mut before: Option<&Token> = None;
        for (at, token) in tokens.iter().enumerate() {
            if let Some((hash, class)) = term(language, before.replace(token), token) {
                // A headline's words count as if they stood in the text as well. Its capitals and figures say little.
                let strong = !headline && (token.named || class == Class::Number && token.length > 1);
                let new = Term::new(hash, class)
                    .marked(STRONG, strong)
                    .marked(REPEATED, headline)
                    .marked(LEAD, at < LEAD_TOKENS);
                if found.len() < limit || found.contains_key(&new.id()) {
                    found.entry(new.id()).and_modify(|term| *term = term.again(new)).or_insert(new);
                }
            }
        }
    }
    let mut terms: Vec<Term> = found.into_values().collect();
    terms.sort_unstable();
    terms
}

/// The identity of a word or number as a term.
pub(crate) fn id_of(language: Language, token: &Token) -> Option<TermId> {
    term(language, None, token).map(|(hash, class)| Term::new(hash, class).id())
}

fn term(language: Language, before: Option<&Token>, token: &Token) -> Option<(u32, Class)> {
    match token.kind {
        Kind::Word if let Some(meaning) = lexicon::meaning(language, token.hash) => {
            Some((meaning, Class::Word))
        }
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
