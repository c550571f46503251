//! Rules as they are matched: trees in few allocations, each part 20 bytes, so that a million rules stay small.

use crate::phrases::PhraseId;
use crate::rule::{Distance, Meta, Scope};
use crate::shared::Runs;
use crate::texts::Text;
use crate::whole::Loose;

/// A part of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Query {
    Or(Parts),
    And(Parts),
    Not(QueryId),
    /// Two parts, one after the other.
    Near(QueryId, Distance),
    /// Parts, each but the first with the [`Query::Link`] before it.
    Ordered(Parts),
    Link(Distance),
    AtLeast(u32, QueryId),
    Meta(Meta, Text),
    Seek(Seek),
    /// A [`Query::Label`], then the words of a phrase as parts of their own: one after the other, with nothing wider between them than
    /// between those of the phrase.
    Sequence(Parts, Scope, Loose),
    /// A [`Query::Label`], a [`Query::Link`] with the number of other words, then the words: in any order.
    Within(Parts, Scope),
    /// What a part is called in evidence.
    Label(Text),
}

/// The number of a part among all parts.
pub(crate) type QueryId = u32;

/// Parts that stand one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) start: QueryId,
    pub(crate) len: u32,
}

/// A term as it is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seek {
    /// The term as the rule has it, without the marks of the grammar.
    pub(crate) text: Text,
    pub(crate) target: Target,
    pub(crate) scope: Scope,
    /// Whether the phrase itself has punctuation between its words, so that any may stand there.
    pub(crate) loose: Loose,
}

/// What a term looks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    Phrase(PhraseId),
    /// In the case and with the accents of the term.
    Exact(PhraseId),
    /// A term with initials: in its case, or with their dots.
    Initials(PhraseId),
    Ticker(PhraseId),
    /// The watch of a number.
    Entity(u32),
}

impl Target {
    /// The phrase that is looked for; an entity has several of its own.
    pub(crate) fn phrase(self) -> Option<PhraseId> {
        match self {
            Target::Phrase(phrase)
            | Target::Exact(phrase)
            | Target::Initials(phrase)
            | Target::Ticker(phrase) => Some(phrase),
            Target::Entity(_) => None,
        }
    }
}

/// The parts of all rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queries(Runs<Query>);

impl Queries {
    /// Adds parts so that they stand one after the other.
    pub(crate) fn add(&mut self, parts: &[Query]) -> Parts {
        Parts { start: self.0.add(parts), len: parts.len() as u32 }
    }

    pub(crate) fn get(&self, id: QueryId) -> Query {
        self.0.get(id, 1).and_then(<[_]>::first).copied().unwrap_or(Query::Or(Parts { start: 0, len: 0 }))
    }

    pub(crate) fn all(&self, parts: Parts) -> &[Query] {
        self.0.get(parts.start, parts.len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_are_small() {
        assert_eq!(size_of::<super::Query>(), 20);
    }
}
