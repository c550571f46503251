//! How a text becomes tokens, by a description as the Hugging Face library `tokenizers` writes it (`tokenizer.json`): a text
//! is normalised, split, and each part taken apart into pieces of a vocabulary. What that library can do besides is refused
//! by name. Tokens that are added for models of other kinds are not looked for in texts.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::Problem;
use crate::normalizer::Normalizer;
use crate::splitter::Splitter;
use crate::unigram::Unigram;
use crate::wordpiece::WordPiece;

/// How a text becomes tokens.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    normalizer: Option<Normalizer>,
    splitter: Option<Splitter>,
    pieces: Pieces,
    tokens: usize,
}

#[derive(Debug)]
enum Pieces {
    Unigram(Unigram),
    WordPiece(WordPiece),
}

/// A description, as far as it is read.
#[derive(Deserialize)]
struct Description {
    normalizer: Option<Normalizer>,
    pre_tokenizer: Option<Splitter>,
    model: Model,
    #[serde(default)]
    added_tokens: Vec<Added>,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
}

#[derive(Deserialize)]
struct Model {
    /// Not there in older ones.
    #[serde(rename = "type")]
    kind: Option<String>,
    vocab: Vocabulary,
    unk_token: Option<String>,
    unk_id: Option<u32>,
    continuing_subword_prefix: Option<String>,
    max_input_chars_per_word: Option<usize>,
    #[serde(default)]
    byte_fallback: bool,
}

/// The pieces of a vocabulary: in the order of their numbers with their scores, or with their numbers.
pub(crate) enum Vocabulary {
    Scored(Vec<(String, f64)>),
    Numbered(Vec<(String, u32)>),
}

impl Tokenizer {
    /// Reads a description.
    pub(crate) fn read(json: &[u8]) -> Result<Tokenizer, Problem> {
        let description: Description =
            serde_json::from_slice(json).map_err(|error| match error.classify() {
                serde_json::error::Category::Data => {
                    Problem::Unfit(format!("asks for what is not known here: {error}"))
                }
                _ => Problem::Damaged(error.to_string()),
            })?;
        let Description { normalizer, pre_tokenizer: splitter, model, added_tokens } = description;
        let last = model.vocab.last().max(added_tokens.iter().map(|added| added.id).max());
        let tokens = last.map_or(0, |last| last as usize + 1);
        let pieces = pieces(model).map_err(Problem::Unfit)?;
        Ok(Tokenizer { normalizer, splitter, pieces, tokens })
    }

    /// One more than the greatest number of a token.
    pub(crate) fn tokens(&self) -> usize {
        self.tokens
    }

    /// The tokens of a text, in order, without those that stand for what is not known.
    pub(crate) fn ids(&self, text: &str) -> Vec<u32> {
        let mut text = text.to_owned();
        if let Some(normalizer) = &self.normalizer {
            normalizer.apply(&mut text);
        }
        let parts = match &self.splitter {
            Some(splitter) => splitter.split(vec![text]),
            None => vec![text],
        };
        let mut ids = Vec::new();
        for part in parts {
            match &self.pieces {
                Pieces::Unigram(unigram) => unigram.append(&part, &mut ids),
                Pieces::WordPiece(word_piece) => word_piece.append(&part, &mut ids),
            }
        }
        ids
    }
}

fn pieces(model: Model) -> Result<Pieces, String> {
    let Model {
        kind,
        vocab,
        unk_token,
        unk_id,
        continuing_subword_prefix,
        max_input_chars_per_word,
        byte_fallback,
    } = model;
    match (kind.as_deref(), vocab) {
        (None | Some("Unigram"), Vocabulary::Scored(pieces)) if !byte_fallback => {
            Ok(Pieces::Unigram(Unigram::new(&pieces, unk_id)))
        }
        (None | Some("WordPiece"), Vocabulary::Numbered(pieces)) => {
            let prefix = continuing_subword_prefix.unwrap_or_else(|| "##".to_owned());
            let unknown = unk_token.unwrap_or_else(|| "[UNK]".to_owned());
            Ok(Pieces::WordPiece(WordPiece::new(&pieces, &unknown, &prefix, max_input_chars_per_word)))
        }
        (kind, _) => {
            let kind = kind.unwrap_or("model of no type");
            let with = if byte_fallback { " with byte_fallback" } else { "" };
            Err(format!(
                "splits texts by a {kind}{with}: WordPiece and Unigram are read, as Model2Vec writes them; take such a model"
            ))
        }
    }
}

impl Vocabulary {
    /// The greatest number of a piece.
    fn last(&self) -> Option<u32> {
        match self {
            Vocabulary::Scored(pieces) => {
                pieces.len().checked_sub(1).and_then(|last| u32::try_from(last).ok())
            }
            Vocabulary::Numbered(pieces) => pieces.iter().map(|&(_, id)| id).max(),
        }
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Vocabulary;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("pieces with scores or numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Vocabulary, A::Error> {
                let mut pieces: Vec<(String, f64)> = Vec::new();
                while let Some((piece, score)) = entries.next_element::<(String, f64)>()? {
                    if !score.is_finite() {
                        return Err(A::Error::custom(format!("the score of \"{piece}\" is no number")));
                    }
                    pieces.push((piece, score));
                }
                Ok(Vocabulary::Scored(pieces))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Vocabulary, A::Error> {
                let mut pieces = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    pieces.push(entry);
                }
                Ok(Vocabulary::Numbered(pieces))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
