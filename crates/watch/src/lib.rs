//! Finds what is watched: watchlists compile to a [`Matcher`], and a matcher says of an article what of them it mentions,
//! where, how surely and why. Pure functions over plain data: no input or output, no clock, no state between articles. What is
//! learned from article to article is [`Knowledge`], which the caller keeps and hands in.
//!
//! Text becomes words in `words`, the words of all watches one trie in `phrases`; `rule` is the language in which users
//! say what they want (`docs/rules.md`), `evaluate` decides what a rule finds, and `judge` whether a name that was found
//! is the thing meant.

mod compile;
mod entity;
mod error;
mod evaluate;
mod explain;
mod filed;
mod fold;
mod forms;
mod gap;
mod hash;
mod index;
mod inflect;
mod judge;
mod key;
mod knowledge;
mod language;
mod lexicon;
mod matcher;
mod nodes;
mod paradigm;
mod phrases;
mod query;
mod reading;
mod rule;
mod senses;
mod sentence;
mod shared;
#[cfg(test)]
mod testing;
mod texts;
mod vocabulary;
mod whole;
mod words;

pub use error::CompileError;
pub use explain::{Candidate, Explained, Verdict};
pub use fold::folded;
pub use knowledge::{Knowledge, Lessons};
pub use language::{is_assigned, primary as primary_language};
pub use matcher::{Findings, Found, Matcher, lifted};
