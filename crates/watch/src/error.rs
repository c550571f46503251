//! What is wrong with watchlists: where it stands, what was expected there, and the nearest form that is valid.

use std::ops::Range;

/// One thing that is wrong with a watch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("watchlist \"{watchlist}\", watch \"{watch}\"{}: {problem}: expected {expected}; try {nearest}", Column(*.column))]
pub struct CompileError {
    /// The watchlist's name.
    pub watchlist: String,
    /// The watch's name.
    pub watch: String,
    /// The character of the rule at which the problem begins, counted from 1; none where it is not in a rule.
    pub column: Option<usize>,
    /// The name or phrase of an entity that it is about; none where it is about the watch as a whole, or a rule.
    pub phrase: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What should stand there.
    pub expected: String,
    /// The nearest valid form.
    pub nearest: String,
}

struct Column(Option<usize>);

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |column| write!(f, ", column {column}"))
    }
}

/// One thing that is wrong with a rule, before it is known whose rule it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleError {
    /// The bytes of the rule.
    pub(crate) at: Range<usize>,
    pub(crate) problem: String,
    pub(crate) expected: String,
    pub(crate) nearest: String,
}

impl RuleError {
    pub(crate) fn new(
        at: Range<usize>,
        problem: String,
        expected: impl Into<String>,
        nearest: impl Into<String>,
    ) -> Self {
        RuleError { at, problem, expected: expected.into(), nearest: nearest.into() }
    }

    /// The error with its place counted in characters.
    pub(crate) fn within(self, watchlist: &str, watch: &str, rule: &str) -> CompileError {
        let before = rule.get(..self.at.start).unwrap_or_default();
        CompileError {
            watchlist: watchlist.to_owned(),
            watch: watch.to_owned(),
            column: Some(before.chars().count() + 1),
            phrase: None,
            problem: self.problem,
            expected: self.expected,
            nearest: self.nearest,
        }
    }
}

/// The name that a mistyped one most likely stands for: the one with the fewest edits, where those are few.
pub(crate) fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let typed = typed.to_lowercase();
    let scored = names.into_iter().map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name));
    scored
        .min_by_key(|(edits, _)| *edits)
        .filter(|(edits, _)| *edits <= typed.chars().count() / 2 + 1)
        .map(|(_, name)| name)
}
