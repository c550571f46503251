//! Finds what is watched: watchlists compile to a [`Matcher`], and a matcher says of an article what of them it mentions,
//! where, how surely and why. Pure functions over plain data: no input or output, no clock, no state between articles.
//!
//! Text becomes words in `words`, the words of all watches one trie in `phrases`; `rule` is the language in which users
//! say what they want (`docs/rules.md`), `evaluate` decides what a rule finds, and `judge` whether a name that was found
//! is the thing meant.

mod compile;
mod error;
mod evaluate;
mod fold;
mod gap;
mod judge;
mod matcher;
mod phrases;
mod reading;
mod rule;
mod sentence;
#[cfg(test)]
mod testing;
mod words;

pub use error::CompileError;
pub use matcher::Matcher;
