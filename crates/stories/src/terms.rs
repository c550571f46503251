//! What an article is about, as terms: stems of words, names, numbers, and pairs of characters in scripts without
//! spaces. A term weighs by what it is and where it stands; how rare it is, is not known here.

use crate::language::{self, Language};
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
const LEAD_TOKENS: usize = 50;
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
const NUMBERED: u32 = 80;

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

/// The weight of a term in a cluster or an article, in eight bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighted {
    term: u32,
    pub(crate) weight: u32,
}

impl Weighted {
    pub(crate) fn id(self) -> TermId {
        self.term >> 3
    }

    /// Whether it is a name or a number in running text.
    pub(crate) fn is_strong(self) -> bool {
        self.term & STRONG != 0
    }
}

impl From<&Term> for Weighted {
    fn from(term: &Term) -> Self {
        Weighted { term: term.0 & !(LEAD | REPEATED), weight: term.weight() }
    }
}

/// Adds two lists of terms, each sorted by identity.
pub(crate) fn sum(ours: &[Weighted], theirs: impl Iterator<Item = Weighted>) -> Vec<Weighted> {
    let mut all = Vec::with_capacity(ours.len() + theirs.size_hint().0);
    let mut ours = ours.iter().copied().peekable();
    for term in theirs {
        while let Some(own) = ours.next_if(|own| own.id() < term.id()) {
            all.push(own);
        }
        match ours.next_if(|own| own.id() == term.id()) {
            Some(own) => {
                all.push(Weighted { term: own.term | term.term, weight: own.weight + term.weight });
            }
            None => all.push(term),
        }
    }
    all.extend(ours);
    all
}

/// So many of the heaviest terms of a cluster stand for it.
const CORE: usize = 160;

/// The places of the heaviest of some terms with whether they are common words, which count little, in order; `None` where all
/// may stay.
pub(crate) fn heaviest(terms: impl ExactSizeIterator<Item = (Weighted, bool)>) -> Option<Vec<u32>> {
    if terms.len() <= CORE {
        return None;
    }
    let worth = |(term, is_common): (Weighted, bool)| if is_common { term.weight / 4 } else { term.weight };
    let mut places: Vec<u32> = first(CORE, terms.map(worth).zip(0..)).collect();
    places.sort_unstable();
    Some(places)
}

/// Of numbers with their weights, the so many that weigh most, and of those that weigh the same the lowest.
fn first(count: usize, weighed: impl Iterator<Item = (u32, u32)>) -> impl Iterator<Item = u32> {
    // A weight and a number in one are compared in one step.
    let rank = |(weight, number): (u32, u32)| u64::from(!weight) << 32 | u64::from(number);
    let mut ranks = Vec::with_capacity(weighed.size_hint().1.unwrap_or_default());
    ranks.extend(weighed.map(rank));
    if ranks.len() > count {
        ranks.select_nth_unstable(count);
        ranks.truncate(count);
    }
    ranks.into_iter().map(|rank| rank as u32)
}

/// The key under which a term of a language is filed.
pub(crate) fn key(language: Language, id: TermId) -> u32 {
    Hash::default().and(u64::from(language.salt())).and(u64::from(id)).and(2).finish()
}

/// An article is filed under so many of its terms, besides the keys of its text.
const FILED: usize = 48;

/// The keys of the terms that tell most, names, numbers and the headline's words first, `common` words left out; which they are
/// depends on the article alone.
pub(crate) fn filed(language: Language, terms: &[Term], common: &[bool]) -> Box<[u32]> {
    let telling = terms
        .iter()
        .zip(common)
        .filter(|&(term, common)| !common && (term.is_strong() || class(term.id()) != Class::Short));
    let weighed = telling.map(|(term, _)| (term.weight(), term.id()));
    first(FILED, weighed).map(|id| key(language, id)).collect()
}

/// Which terms are among their language's commonest words.
pub(crate) fn common(language: Language, terms: &[Term]) -> Vec<bool> {
    terms.iter().map(|term| language::is_common(language, term.id())).collect()
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
pub(crate) fn terms(language: Language, title: &[Token], text: &[Token], limit: usize) -> Box<[Term]> {
    let mut found = Found::new(limit);
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
                found.add(new);
            }
        }
    }
    found.terms.sort_unstable();
    // Copied to a place of its own size: what is kept of a larger one leaves a hole behind it.
    found.terms.as_slice().into()
}

/// The first so many terms that are met, each once, by open addressing.
struct Found {
    terms: Vec<Term>,
    /// Where each stands among them, or [`NOWHERE`].
    places: Vec<u16>,
    limit: usize,
}

/// No term's place.
const NOWHERE: u16 = u16::MAX;

impl Found {
    fn new(limit: usize) -> Self {
        let limit = limit.min(usize::from(NOWHERE));
        let places = vec![NOWHERE; 2 * limit.next_power_of_two()];
        Found { terms: Vec::with_capacity(limit), places, limit }
    }

    fn add(&mut self, new: Term) {
        // The upper bits are the hash's; there is always an empty place.
        let home = (u64::from(new.0) * self.places.len() as u64) >> 32;
        let (before, behind) = self.places.split_at_mut(home as usize);
        for place in behind.iter_mut().chain(before) {
            match self.terms.get_mut(usize::from(*place)) {
                Some(term) if term.id() == new.id() => return *term = term.again(new),
                Some(_) => {}
                None => {
                    if self.terms.len() < self.limit {
                        *place = self.terms.len() as u16;
                        self.terms.push(new);
                    }
                    return;
                }
            }
        }
    }
}

/// The identity of a word with this hash, of four letters or more.
pub(crate) fn of_word(hash: u32) -> TermId {
    Term::new(hash, Class::Word).id()
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
