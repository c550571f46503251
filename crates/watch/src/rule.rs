//! The language in which users say what they want, as a tree. Its grammar is in `docs/rules.md`; text becomes a tree in
//! [`parse`], and what a tree finds is decided in `evaluate`.

#[cfg(test)]
mod forms;
#[cfg(test)]
mod grammar;
mod lex;
mod offer;
mod operator;
mod parse;
mod plain;
mod value;

use std::ops::Range;

pub(crate) use offer::{WITHOUT, quoted, short};
pub(crate) use parse::parse;
pub(crate) use value::{meta_name, scope_mark};

/// The longest rule that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 100_000;

/// The deepest nesting of brackets, NOTs and fields.
pub(crate) const MAX_DEPTH: usize = 100;

/// The most NEARs in one chain.
pub(crate) const MAX_CHAIN: usize = 100;

/// The most NEARs and phrases with a distance in a rule, each of which is looked for by itself.
pub(crate) const MAX_DISTANCES: usize = 200;

/// The fewest letters before an asterisk.
pub(crate) const MIN_PREFIX: usize = 3;

/// The farthest that NEAR and `~` reach, in words.
pub(crate) const MAX_DISTANCE: u32 = 1_000;

/// A part of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    pub(crate) what: What,
    /// The bytes of the rule that it was read from.
    pub(crate) from: Range<usize>,
    /// Whether it stands in brackets of its own.
    pub(crate) bracketed: bool,
}

/// What a part of a rule asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    /// Places of both sides within the distance, in either order.
    Near(Box<Expr>, Box<Expr>, Distance),
    /// Places of all, one after the other, each within the distance that stands with it.
    Ordered(Box<Expr>, Vec<(Distance, Expr)>),
    /// At least so many places.
    AtLeast(u32, Box<Expr>),
    Term(Term),
    /// Another watch of the same list, by its name.
    Entity(String, Scope),
    /// What is known of the article besides its words.
    Meta(Meta, String),
}

/// How far apart two places may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distance {
    /// From the last word of the one to the first of the other; neighbours are at 1.
    Words(u32),
    Sentence,
    Paragraph,
}

/// The part of the article in which a term may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) enum Scope {
    #[default]
    Anywhere,
    Title,
    Lead,
    Body,
}

/// What an article is known by besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meta {
    Site,
    Source,
    Author,
    Language,
    Tag,
    Url,
}

/// Words to be found in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    /// The words, without the marks of the grammar.
    pub(crate) text: String,
    pub(crate) how: How,
    pub(crate) scope: Scope,
}

/// How a term's words are to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum How {
    /// A bare word; one in lower case also in its inflected forms.
    Word,
    /// As a phrase, or as a word without inflection; words may end in `*`.
    Phrase,
    /// As a phrase, in this case and with these accents.
    Exact,
    /// In any order, with at most so many other words among them.
    Within(u32),
    /// As a ticker: `$META`, `(NASDAQ: META)`, `META.O`.
    Ticker,
}
