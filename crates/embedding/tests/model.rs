//! Models as they are read from a folder: what is made of texts, and what is said of a model that cannot be used. The tokens
//! expected of each text are those that the library `tokenizers` 0.22 finds by the same description.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use embedding::Model;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::static_model::{StaticModel, tensors};

/// A model with vectors of two numbers for the tokens of a description.
fn described(model: Value, normalizer: Value, pre_tokenizer: Value) -> StaticModel {
    let tokens =
        model["vocab"].as_array().map_or_else(|| model["vocab"].as_object().unwrap().len(), Vec::len);
    let numbers = (0..2 * tokens).flat_map(|number| (number as f32).to_le_bytes()).collect();
    StaticModel {
        tensors: tensors(&[("embeddings", "F32", &[tokens, 2], numbers)]),
        tokenizer: json!({"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "model": model}),
    }
}

fn unigram() -> Value {
    let vocab = json!([
        ["<unk>", 0.0],
        ["▁", -3.0],
        ["▁the", -2.0],
        ["▁sea", -4.0],
        ["▁se", -3.5],
        ["a", -2.0],
        ["s", -2.5],
        ["▁mer", -4.0],
        ["the", -6.0],
        ["▁la", -2.0],
        ["e", -3.0],
        ["海", -5.0]
    ]);
    json!({"type": "Unigram", "unk_id": 0, "vocab": vocab, "byte_fallback": false})
}

fn word_piece() -> Value {
    let vocab = json!({
        "[UNK]": 0, "the": 1, "sea": 2, "##s": 3, "sea##": 4, "mer": 5, ",": 6, "海": 7, "##side": 8, "e": 9, "##te": 10,
        "$": 11
    });
    json!({"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": vocab})
}

fn metaspace(split: bool) -> Value {
    json!({"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": split})
}

fn opened(model: &StaticModel) -> Result<Model, String> {
    let folder = TempDir::new().unwrap();
    model.write(folder.path()).unwrap();
    let shown =
        |error: embedding::Error| error.to_string().replace(&folder.path().display().to_string(), "model");
    Model::open(folder.path()).map_err(shown)
}

fn check(model: &StaticModel, expected: &[(&str, &[u32])]) {
    let model = opened(model).unwrap();
    for (text, ids) in expected {
        assert_eq!(model.ids(text, ""), *ids, "{text:?}");
    }
}

#[test]
fn a_unigram_takes_words_apart() {
    check(
        &described(unigram(), Value::Null, metaspace(true)),
        &[
            ("the sea", &[2, 3]),
            ("the seas", &[2, 3, 6]),
            ("la mer", &[9, 7]),
            ("xthe x", &[1, 8, 1]),
            ("海e", &[1, 11, 10]),
            (" the  sea", &[2, 1, 3]),
            ("", &[1]),
        ],
    );
}

#[test]
fn a_unigram_takes_whole_texts_apart_once_they_are_normalised() {
    let normalizers = json!([
        {"type": "NFKC"},
        {"type": "Lowercase"},
        {"type": "Replace", "pattern": {"String": "-"}, "content": " "},
        {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
        {"type": "Strip", "strip_left": false, "strip_right": true},
    ]);
    let normalizer = json!({"type": "Sequence", "normalizers": normalizers});
    check(
        &described(unigram(), normalizer, metaspace(false)),
        &[("THE-sea \n la\tmer  ", &[2, 3, 9, 7]), ("ｔｈｅ seas", &[2, 3, 6])],
    );
}

#[test]
fn a_word_piece_takes_words_apart() {
    let normalizer = json!({
        "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true
    });
    check(
        &described(word_piece(), normalizer, json!({"type": "BertPreTokenizer"})),
        &[
            ("The seas, the Mér!", &[1, 2, 3, 6, 1, 5]),
            ("seaside 海海$5", &[2, 8, 7, 7, 11]),
            ("été", &[9, 10]),
            ("x seax the", &[1]),
        ],
    );
}

#[test]
fn a_text_is_the_direction_of_its_words() {
    let model = StaticModel::of_words(&[("sea", &[3.0, 4.0]), ("mer", &[0.3, 0.4]), ("hill", &[-4.0, 3.0])]);
    let model = opened(&model).unwrap();
    assert_eq!((model.dimension(), model.tokens()), (2, 4));
    // Numbers with a mean square of 32 times 32.
    assert_eq!(*model.vector("Sea", "the sea"), [27, 36]);
    assert_eq!(model.vector("la mer", ""), model.vector("sea", ""));
    assert_eq!(*model.vector("", "hill"), [-36, 27]);
    assert_eq!(*model.vector("hill", "sea"), [-6, 45]);
    assert!(model.vector("nothing known", "at all").is_empty());
    // Beyond the first two thousand characters nothing is read.
    let long = "x ".repeat(1_000);
    assert!(model.vector(&long, "sea").is_empty());
}

#[test]
fn rows_may_be_shared_weighed_and_of_any_kind_of_number() {
    let tokenizer = described(unigram(), Value::Null, metaspace(true)).tokenizer;
    let mapping =
        |row: fn(usize) -> i64| -> Vec<u8> { (0..12).map(row).flat_map(i64::to_le_bytes).collect() };
    let weights = (0..12).flat_map(|token| (if token == 7 { 0.0_f32 } else { 1.0 }).to_le_bytes()).collect();
    // Two rows, (1, 1) and (1, -1), in numbers of 16 bits.
    let rows = [[0x00, 0x3c], [0x00, 0x3c], [0x00, 0x3c], [0x00, 0xbc]].concat();
    let with = |mapping| StaticModel {
        tensors: tensors(&[
            ("embeddings", "F16", &[2, 2], rows.clone()),
            ("mapping", "I64", &[12], mapping),
            ("weights", "F32", &[12], weights),
        ]),
        tokenizer: tokenizer.clone(),
    };
    let model = opened(&with(mapping(|token| i64::from(token == 3)))).unwrap();
    assert_eq!(*model.vector("the", ""), [32, 32]);
    assert_eq!(*model.vector("sea", ""), [32, -32]);
    assert_eq!(*model.vector("the sea", ""), [45, 0]);
    assert!(model.vector("mer", "").is_empty(), "it weighs nothing");
}

#[test]
fn what_is_wrong_with_a_model_is_said() {
    let sound = || described(unigram(), Value::Null, metaspace(true));
    assert!(opened(&sound()).is_ok());
    let tensor = |dtype: &str, shape: &[usize], bytes: usize| StaticModel {
        tensors: tensors(&[("embeddings", dtype, shape, vec![0; bytes])]),
        ..sound()
    };
    let without_end = |count: usize| {
        let mut model = sound();
        model.tensors.truncate(model.tensors.len() - count);
        model
    };
    let headed =
        |length: u64, rest: &[u8]| StaticModel { tensors: [&length.to_le_bytes(), rest].concat(), ..sound() };
    let model = |change: fn(&mut Value)| {
        let mut changed = sound();
        change(&mut changed.tokenizer);
        changed
    };
    let mapped = |name: &str, row: i64, tokens: usize| {
        let bytes = std::iter::repeat_n(row.to_le_bytes(), tokens).flatten().collect();
        let tensors = tensors(&[("embeddings", "I8", &[2, 1], vec![1; 2]), (name, "I64", &[tokens], bytes)]);
        StaticModel { tensors, ..sound() }
    };
    let no_number = StaticModel {
        tensors: tensors(&[("embeddings", "F32", &[12, 1], f32::NAN.to_le_bytes().repeat(12))]),
        ..sound()
    };
    let elsewhere =
        StaticModel { tensors: tensors(&[("linear.weight", "F32", &[1], vec![0; 4])]), ..sound() };
    for (model, expected) in [
        (
            without_end(1),
            "model/model.safetensors: is damaged, embeddings ends 1 bytes after the file: copy it again",
        ),
        (headed(2, b""), "is damaged, it ends too early"),
        (headed(u64::MAX, b"{}"), "its header would have 18446744073709551615 bytes"),
        (headed(2, b"[]"), "its header cannot be read"),
        (tensor("F32", &[12, 2], 95), "embeddings is not as long as a tensor of [12, 2]"),
        (tensor("F32", &[usize::MAX, usize::MAX], 0), "embeddings is not as long as a tensor of"),
        (tensor("F32", &[12, 1_025], 12 * 1_025 * 4), "has vectors of shape [12, 1025]"),
        (
            tensor("F32", &[24], 96),
            "has vectors of shape [24]: 1 to 2000000 rows of 1 to 1024 numbers are read",
        ),
        (
            tensor("U8", &[12, 2], 24),
            "has vectors of numbers that are not F64, F32, F16, BF16 or I8: convert it",
        ),
        (
            tensor("F32", &[11, 2], 88),
            "has 11 rows, and tokenizer.json 12 tokens: take both files from one model",
        ),
        (no_number, "row 0 holds what is no number"),
        (elsewhere, "has no tensor \"embeddings\" but linear.weight: it is not a static embedding model"),
        (mapped("mapping", 2, 12), "leads token 0 to row 2, and has 2 rows"),
        (mapped("mapping", -1, 12), "leads token 0 to row -1"),
        (mapped("mapping", 0, 11), "has mapping of shape [11], and tokenizer.json 12 tokens"),
        (mapped("weights", 0, 13), "has weights of shape [13], and tokenizer.json 12 tokens"),
        (
            model(|json| json["model"]["type"] = json!("BPE")),
            "model/tokenizer.json: splits texts by a BPE: WordPiece and Unigram are read",
        ),
        (model(|json| json["model"]["byte_fallback"] = json!(true)), "by a Unigram with byte_fallback"),
        (
            model(|json| {
                json["normalizer"] =
                    json!({"type": "Replace", "pattern": {"String": ""}, "content": "x".repeat(65)})
            }),
            "a replacement of more than 64 bytes",
        ),
        (
            model(|json| json["normalizer"] = json!({"type": "Nmt"})),
            "asks for what is not known here: unknown variant `Nmt`",
        ),
        (model(|json| json["pre_tokenizer"] = json!({"type": "ByteLevel"})), "unknown variant `ByteLevel`"),
        (
            model(|json| {
                json["normalizer"] = json!({"type": "Replace", "pattern": {"Regex": "(a+)+"}, "content": ""});
            }),
            "unknown variant `(a+)+`",
        ),
        (model(|json| json["model"]["vocab"] = json!([["a", "b"]])), "asks for what is not known here"),
        (model(|json| *json = json!({})), "missing field `model`"),
    ] {
        let error = opened(&model).unwrap_err();
        assert!(error.contains(expected), "{error}\ninstead of {expected}");
    }
}

#[test]
fn a_missing_broken_or_endless_file_is_named() {
    let folder = TempDir::new().unwrap();
    let error = |folder: &Path| Model::open(folder).unwrap_err().to_string();
    let named = error(folder.path());
    assert!(named.contains("tokenizer.json: there is no such file: name a folder that holds"), "{named}");
    let model = described(unigram(), Value::Null, metaspace(true));
    std::fs::write(folder.path().join("tokenizer.json"), &model.tokenizer.to_string().as_bytes()[..40])
        .unwrap();
    let named = error(folder.path());
    assert!(named.contains("tokenizer.json: is damaged, EOF while parsing"), "{named}");
    std::fs::write(folder.path().join("tokenizer.json"), model.tokenizer.to_string()).unwrap();
    let named = error(folder.path());
    assert!(named.contains("model.safetensors: there is no such file"), "{named}");
    // Holes take no place on the disk.
    let file = std::fs::File::create(folder.path().join("model.safetensors")).unwrap();
    file.set_len(2 * 1024 * 1024 * 1024).unwrap();
    let named = error(folder.path());
    assert!(named.contains("has 2147483648 bytes, and 1073741824 are the most that is read"), "{named}");
}
