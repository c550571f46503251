//! Normalises a text before it is split: the normalizers of a description.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::charsmap::CharsMap;

/// How a text is normalised.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Normalizer {
    /// One after the other.
    Sequence {
        normalizers: Vec<Normalizer>,
    },
    /// As for BERT.
    #[serde(rename = "BertNormalizer")]
    Bert {
        clean_text: bool,
        handle_chinese_chars: bool,
        strip_accents: Option<bool>,
        lowercase: bool,
    },
    /// By a table.
    Precompiled {
        precompiled_charsmap: CharsMap,
    },
    Replace {
        pattern: Pattern,
        #[serde(deserialize_with = "short")]
        content: String,
    },
    Strip {
        strip_left: bool,
        strip_right: bool,
    },
    Lowercase,
    StripAccents,
    #[serde(rename = "NFC")]
    Nfc,
    #[serde(rename = "NFD")]
    Nfd,
    #[serde(rename = "NFKC")]
    Nfkc,
    #[serde(rename = "NFKD")]
    Nfkd,
}

/// What is replaced.
#[derive(Debug, Deserialize)]
pub(crate) enum Pattern {
    String(String),
    Regex(Run),
}

/// The regular expressions that are known.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) enum Run {
    #[serde(rename = r"\s+")]
    Whitespace,
    #[serde(rename = " {2,}")]
    Spaces,
}

/// What is put in the place of something else is no longer than this, in bytes, here and in a table...
pub(crate) const REPLACEMENT_MAX: usize = 64;
/// ...and no more of a text is left after each step: 2,000 characters are 36,000 at the most by Unicode's own normal forms.
const NORMALISED_MAX: usize = 128 * 1024;

fn short<'a, D: Deserializer<'a>>(deserializer: D) -> Result<String, D::Error> {
    let content = String::deserialize(deserializer)?;
    if content.len() > REPLACEMENT_MAX {
        return Err(D::Error::custom(format!("a replacement of more than {REPLACEMENT_MAX} bytes")));
    }
    Ok(content)
}

impl Normalizer {
    pub(crate) fn apply(&self, text: &mut String) {
        *text = match self {
            Normalizer::Sequence { normalizers } => {
                normalizers.iter().for_each(|normalizer| normalizer.apply(text));
                return;
            }
            Normalizer::Bert { clean_text, handle_chinese_chars, strip_accents, lowercase } => {
                let cleaned: String = text
                    .chars()
                    .filter_map(|char| if *clean_text { clean(char) } else { Some(char) })
                    .collect();
                let spaced = if *handle_chinese_chars { apart(&cleaned) } else { cleaned };
                let stripped = match strip_accents.unwrap_or(*lowercase) {
                    true => spaced.nfd().filter(|&char| !is_nonspacing(char)).collect(),
                    false => spaced,
                };
                if *lowercase { lower(&stripped) } else { stripped }
            }
            Normalizer::Precompiled { precompiled_charsmap } => precompiled_charsmap.apply(text),
            Normalizer::Replace { pattern: Pattern::String(from), content } => text.replace(from, content),
            Normalizer::Replace { pattern: Pattern::Regex(run), content } => run.replaced(text, content),
            Normalizer::Strip { strip_left, strip_right } => {
                let rest = if *strip_left { text.trim_start() } else { text.as_str() };
                if *strip_right { rest.trim_end() } else { rest }.to_owned()
            }
            Normalizer::Lowercase => lower(text),
            Normalizer::StripAccents => text.chars().filter(|&char| !is_combining_mark(char)).collect(),
            Normalizer::Nfc => text.nfc().collect(),
            Normalizer::Nfd => text.nfd().collect(),
            Normalizer::Nfkc => text.nfkc().collect(),
            Normalizer::Nfkd => text.nfkd().collect(),
        };
        text.truncate(text.floor_char_boundary(NORMALISED_MAX));
    }
}

impl Run {
    fn replaced(self, text: &str, content: &str) -> String {
        let (is_in, least): (fn(char) -> bool, usize) = match self {
            Run::Whitespace => (char::is_whitespace, 1),
            Run::Spaces => (|char| char == ' ', 2),
        };
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(is_in) {
            let (before, behind) = rest.split_at(at);
            let after = behind.trim_start_matches(is_in);
            let run = behind.strip_suffix(after).unwrap_or(behind);
            replaced.push_str(before);
            replaced.push_str(if run.chars().count() >= least { content } else { run });
            rest = after;
        }
        replaced.push_str(rest);
        replaced
    }
}

/// Each character by itself, so that nothing depends on its neighbours.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// White space as a space, and nothing for what is not printed.
fn clean(char: char) -> Option<char> {
    use GeneralCategory::{Control, Format, PrivateUse};
    match char {
        '\t' | '\n' | '\r' => Some(' '),
        '\0' | '\u{fffd}' => None,
        _ if matches!(get_general_category(char), Control | Format | PrivateUse) => None,
        _ if char.is_whitespace() => Some(' '),
        _ => Some(char),
    }
}

fn is_nonspacing(char: char) -> bool {
    get_general_category(char) == GeneralCategory::NonspacingMark
}

/// The text with spaces around each ideograph.
fn apart(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\u{4e00}'..='\u{9fff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{20000}'..='\u{2a6df}'
            | '\u{2a700}'..='\u{2b73f}'
            | '\u{2b740}'..='\u{2b81f}'
            | '\u{2b920}'..='\u{2ceaf}'
            | '\u{f900}'..='\u{faff}'
            | '\u{2f800}'..='\u{2fa1f}' => spaced.extend([' ', char, ' ']),
            _ => spaced.push(char),
        }
    }
    spaced
}
