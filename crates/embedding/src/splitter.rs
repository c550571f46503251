//! Splits a normalised text into parts that are taken apart one by one: the pre-tokenizers of a description.

use serde::Deserialize;
use unicode_general_category::{GeneralCategory, get_general_category};

/// How a text is split.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Splitter {
    /// One after the other.
    Sequence { pretokenizers: Vec<Splitter> },
    /// At white space, and around each mark of punctuation.
    BertPreTokenizer,
    /// At white space.
    WhitespaceSplit,
    /// Spaces become a character of their own, with which words begin.
    Metaspace {
        replacement: char,
        #[serde(default)]
        prepend_scheme: Prepend,
        #[serde(default = "yes")]
        split: bool,
    },
}

/// Which parts get the character that stands for a space before them.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Prepend {
    #[default]
    Always,
    First,
    Never,
}

fn yes() -> bool {
    true
}

impl Splitter {
    /// Splits each of some parts.
    pub(crate) fn split(&self, parts: Vec<String>) -> Vec<String> {
        match self {
            Splitter::Sequence { pretokenizers } => {
                pretokenizers.iter().fold(parts, |parts, splitter| splitter.split(parts))
            }
            Splitter::BertPreTokenizer => {
                parts.iter().flat_map(|part| part.split_whitespace()).flat_map(around_punctuation).collect()
            }
            Splitter::WhitespaceSplit => {
                parts.iter().flat_map(|part| part.split_whitespace()).map(str::to_owned).collect()
            }
            Splitter::Metaspace { replacement, prepend_scheme, split } => {
                let begins = |number: usize| match prepend_scheme {
                    Prepend::Always => true,
                    Prepend::First => number == 0,
                    Prepend::Never => false,
                };
                let mark = |(number, part): (usize, String)| mark(&part, *replacement, begins(number));
                let marked = parts.into_iter().enumerate().map(mark);
                if *split {
                    marked.flat_map(|part| before(&part, *replacement)).collect()
                } else {
                    marked.collect()
                }
            }
        }
    }
}

/// The part with a mark for each space, and one before it where it `begins` a word.
fn mark(part: &str, mark: char, begins: bool) -> String {
    let marked = part.replace(' ', mark.encode_utf8(&mut [0; 4]));
    if begins && !marked.starts_with(mark) { format!("{mark}{marked}") } else { marked }
}

/// Splits a part before each mark.
fn before(part: &str, mark: char) -> Vec<String> {
    let mut places: Vec<usize> = part.match_indices(mark).map(|(at, _)| at).filter(|&at| at > 0).collect();
    places.push(part.len());
    let mut from = 0;
    let parts = places.into_iter().filter_map(|to| part.get(std::mem::replace(&mut from, to)..to));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Splits a word before and after each mark of punctuation.
fn around_punctuation(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut goes_on = false;
    for char in word.chars() {
        let alone = is_punctuation(char);
        match parts.last_mut().filter(|_| goes_on && !alone) {
            Some(part) => part.push(char),
            None => parts.push(char.into()),
        }
        goes_on = !alone;
    }
    parts
}

/// Punctuation as BERT has it: ASCII symbols are among it.
fn is_punctuation(char: char) -> bool {
    use GeneralCategory::{
        ClosePunctuation, ConnectorPunctuation, DashPunctuation, FinalPunctuation, InitialPunctuation,
        OpenPunctuation, OtherPunctuation,
    };
    char.is_ascii_punctuation()
        || matches!(
            get_general_category(char),
            ClosePunctuation
                | ConnectorPunctuation
                | DashPunctuation
                | FinalPunctuation
                | InitialPunctuation
                | OpenPunctuation
                | OtherPunctuation
        )
}
