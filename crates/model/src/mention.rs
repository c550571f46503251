//! A watch found in an article, with its evidence.

use std::ops::Range;

/// A watch found in an article. At most one for each watch and article.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The watchlist's name.
    pub watchlist: String,
    /// The watch's name.
    pub watch: String,
    /// What follows from the score.
    pub outcome: Outcome,
    /// How sure it is that this is the thing meant, 0 to 1.
    pub score: f64,
    /// How much the article is about it, 0 (named in passing) to 1.
    pub salience: f64,
    /// Where it was found, best first; at least one and at most [`Mention::MAX_EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// What the score is made of, as lines for a person.
    pub reasons: Vec<String>,
}

impl Mention {
    /// The most places that a mention cites.
    pub const MAX_EVIDENCE: usize = 5;
}

/// What follows from a mention's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the thing meant.
    Match,
    /// It may be; a person should look.
    Review,
}

/// One place where a watch was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The alias or the part of the rule that was found, as configured.
    pub alias: String,
    /// The field of the article.
    pub field: Field,
    /// Byte offsets in that field's original text.
    pub span: Range<usize>,
    /// The sentence around it, in the original's words, cut at word bounds to at most 300 characters.
    pub sentence: String,
}

/// A field of an article that can hold a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The main text.
    Text,
}
