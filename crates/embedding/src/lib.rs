//! A static embedding model, as Model2Vec makes them (Tulkens and van Dongen 2024): a vector for each token, and a text as the
//! mean of its tokens' vectors. Reads such a model from a folder, and texts by it. What likeness means is not decided here.

mod charsmap;
mod error;
mod normalizer;
mod pieces;
mod rows;
mod splitter;
mod tensors;
mod tokenizer;
mod unigram;
mod wordpiece;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

pub use error::{Error, Problem};

use crate::rows::Rows;
use crate::tokenizer::Tokenizer;

/// The longest file of vectors: four bytes a number, a million tokens of 256 numbers.
const VECTORS_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// The longest description of a tokenizer: a million tokens have some 40 MiB.
const TOKENIZER_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// So many characters of an article are read: it says in them what it is about.
const CHARACTERS: usize = 2_000;
/// The root of the mean square of a vector's numbers: what is four times as large is cut.
const SPREAD: f32 = 32.0;

/// A model, in memory. It takes a byte for each number of its vectors, and some 60 for each token.
#[derive(Debug)]
pub struct Model {
    tokenizer: Tokenizer,
    rows: Rows,
}

impl Model {
    /// Reads `model.safetensors` and `tokenizer.json` of a folder. The numbers of vectors are kept in a byte each, so that a
    /// file of 32-bit numbers takes a quarter of its size; it is never in memory as a whole.
    ///
    /// # Errors
    ///
    /// Where a file is missing, too long, damaged, does not fit the other, or asks for what is not known here.
    pub fn open(folder: &Path) -> Result<Model, Error> {
        let name = |name: &str| folder.join(name);
        let path = name("tokenizer.json");
        let tokenizer = bounded(&path, TOKENIZER_BYTES_MAX).and_then(|(file, length)| {
            let mut json = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            file.take(TOKENIZER_BYTES_MAX).read_to_end(&mut json)?;
            Tokenizer::read(&json)
        });
        let tokenizer = tokenizer.map_err(|problem| Error { path, problem })?;
        let path = name("model.safetensors");
        let rows = bounded(&path, VECTORS_BYTES_MAX)
            .and_then(|(file, length)| Rows::read(BufReader::new(file), length, tokenizer.tokens()));
        let rows = rows.map_err(|problem| Error { path, problem })?;
        Ok(Model { tokenizer, rows })
    }

    /// How many numbers a vector has.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.rows.dimension()
    }

    /// How many tokens have one.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.tokenizer.tokens()
    }

    /// The vector of an article, by its headline and the beginning of its text: a direction, all of them about equally long.
    /// Empty where no token of it is known. The same on every machine.
    #[must_use]
    pub fn vector(&self, title: &str, text: &str) -> Box<[i8]> {
        let sum = self.rows.sum(&self.ids(title, text));
        let norm = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
        if norm == 0.0 || !norm.is_finite() {
            return Box::default();
        }
        let scale = SPREAD * (sum.len() as f32).sqrt() / norm;
        // A cast of a number beyond the least or greatest gives that.
        sum.iter().map(|number| (number * scale).round() as i8).collect()
    }

    /// The tokens of an article that have a vector, in order.
    #[must_use]
    pub fn ids(&self, title: &str, text: &str) -> Vec<u32> {
        let told: String = title.chars().chain(['\n']).chain(text.chars()).take(CHARACTERS).collect();
        self.tokenizer.ids(&told)
    }
}

/// Opens a file that is no longer than `most` bytes; says how long it is.
fn bounded(path: &Path, most: u64) -> Result<(File, u64), Problem> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > most { Err(Problem::TooLong { length, most }) } else { Ok((file, length)) }
}
