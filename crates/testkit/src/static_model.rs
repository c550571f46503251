//! Small static embedding models, made in a test: `model.safetensors` and `tokenizer.json` as Model2Vec writes them; and articles
//! in two languages for one of them. What can be done with a model is not known here.

use std::io;
use std::path::Path;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// The two files of a model.
#[derive(Clone, Debug)]
pub struct StaticModel {
    /// The bytes of `model.safetensors`.
    pub tensors: Vec<u8>,
    /// `tokenizer.json`.
    pub tokenizer: Value,
}

/// A tensor: its name, the kind of its numbers as the format names it, its shape, and the bytes of its numbers.
pub type Tensor<'a> = (&'a str, &'a str, &'a [usize], Vec<u8>);

impl StaticModel {
    /// A model that knows some words, whole and in lower case, each with its vector; all of these are of one length.
    #[must_use]
    pub fn of_words(words: &[(&str, &[f32])]) -> StaticModel {
        let dimension = words.first().map_or(1, |(_, vector)| vector.len());
        let unknown = vec![0.0; dimension];
        let vectors = std::iter::once(unknown.as_slice()).chain(words.iter().map(|(_, vector)| *vector));
        let bytes = vectors.flatten().flat_map(|number| number.to_le_bytes()).collect();
        let words = std::iter::once("[UNK]").chain(words.iter().map(|(word, _)| *word));
        let vocabulary: serde_json::Map<String, Value> =
            words.enumerate().map(|(id, word)| (word.to_owned(), json!(id))).collect();
        StaticModel {
            tensors: tensors(&[("embeddings", "F32", &[vocabulary.len(), dimension], bytes)]),
            tokenizer: json!({
                "version": "1.0",
                "added_tokens": [{"id": 0, "content": "[UNK]", "special": true}],
                "normalizer": {
                    "type": "BertNormalizer",
                    "clean_text": true,
                    "handle_chinese_chars": true,
                    "strip_accents": null,
                    "lowercase": true,
                },
                "pre_tokenizer": {"type": "BertPreTokenizer"},
                "post_processor": null,
                "model": {
                    "type": "WordPiece",
                    "unk_token": "[UNK]",
                    "continuing_subword_prefix": "##",
                    "max_input_chars_per_word": 100,
                    "vocab": vocabulary,
                },
            }),
        }
    }

    /// Writes the files into a folder.
    ///
    /// # Errors
    ///
    /// Where that is not possible.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        std::fs::write(folder.join("model.safetensors"), &self.tensors)?;
        std::fs::write(folder.join("tokenizer.json"), self.tokenizer.to_string())
    }
}

/// A file of tensors.
#[must_use]
pub fn tensors(tensors: &[Tensor<'_>]) -> Vec<u8> {
    let (mut header, mut numbers) = (serde_json::Map::new(), Vec::new());
    for (name, dtype, shape, bytes) in tensors {
        let begin = numbers.len();
        numbers.extend_from_slice(bytes);
        let entry = json!({"dtype": dtype, "shape": shape, "data_offsets": [begin, numbers.len()]});
        header.insert((*name).to_owned(), entry);
    }
    let header = Value::Object(header).to_string();
    let length = (header.len() as u64).to_le_bytes();
    [length.as_slice(), header.as_bytes(), &numbers].concat()
}

/// An article in one of two languages.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Its language.
    pub language: &'static str,
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// The languages.
const LANGUAGES: [&str; 2] = ["en", "fr"];
/// One event in each: its words of one meaning, and its text.
const EVENT: [([&str; 3], &str); 2] = [
    (["furnaces", "glassmakers", "gas"], include_str!("../texts/furnaces.en.txt")),
    (["fours", "verriers", "gaz"], include_str!("../texts/furnaces.fr.txt")),
];
const DIMENSION: usize = 32;

/// Articles with nothing in common, so many in each language, then one event told in both, and a model by which the two
/// tellings mean the same.
#[must_use]
pub fn bilingual(others: usize) -> (StaticModel, Vec<Telling>) {
    let mut random = StdRng::seed_from_u64(1);
    // What is in one language lies about a mean of its own.
    let means = LANGUAGES.map(|_| vector(&mut random));
    let about = |mean: &[f32], meaning: Vec<f32>| -> Vec<f32> {
        mean.iter().zip(meaning).map(|(mean, number)| mean + number).collect()
    };
    let (mut words, mut tellings) = (Vec::new(), Vec::new());
    for _ in 0..others {
        for (language, mean) in LANGUAGES.into_iter().zip(&means) {
            let told: Vec<String> = (0..60).map(|_| word(&mut random)).collect();
            let (title, text) = told.split_at(6);
            words.extend(title.first().map(|word| (word.clone(), about(mean, vector(&mut random)))));
            tellings.push(Telling { language, title: title.join(" "), text: text.join(" ") });
        }
    }
    let meanings = [(); 3].map(|()| vector(&mut random));
    for ((language, mean), (same, text)) in LANGUAGES.into_iter().zip(&means).zip(EVENT) {
        words.extend(
            same.into_iter()
                .zip(&meanings)
                .map(|(word, meaning)| (word.to_owned(), about(mean, meaning.clone()))),
        );
        let (title, text) = text.split_once('\n').unwrap_or((text, ""));
        tellings.push(Telling { language, title: title.to_owned(), text: text.trim_end().to_owned() });
    }
    let words: Vec<(&str, &[f32])> =
        words.iter().map(|(word, vector)| (word.as_str(), vector.as_slice())).collect();
    (StaticModel::of_words(&words), tellings)
}

fn vector(random: &mut StdRng) -> Vec<f32> {
    (0..DIMENSION).map(|_| random.random::<f32>() - 0.5).collect()
}

/// A word of no language; that two are the same is next to impossible.
fn word(random: &mut StdRng) -> String {
    (0..8).map(|_| random.random_range('a'..='z')).collect()
}
