//! Prints the numbers of an article's tokens by a model, a JSON line each; `compare.py` beside this compares them with what the
//! library `tokenizers` makes of the same text.
//!
//! `cargo run --release -p embedding --example ids -- FOLDER FILE.jsonl`
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use embedding::Model;

#[derive(serde::Deserialize)]
struct Article {
    title: String,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("a model's folder and a file of articles are needed".into());
    };
    let start = Instant::now();
    let model = Model::open(Path::new(&folder))?;
    let opened = start.elapsed();
    let (mut articles, mut reading) = (0, Duration::ZERO);
    for line in std::fs::read_to_string(file)?.lines() {
        let Article { title, text } = serde_json::from_str(line)?;
        let start = Instant::now();
        std::hint::black_box(model.vector(&title, &text));
        reading += start.elapsed();
        articles += 1;
        println!("{}", serde_json::to_string(&model.ids(&title, &text))?);
    }
    eprintln!(
        "{} tokens of {} numbers, opened in {opened:?}; {articles} articles, {:?} each",
        model.tokens(),
        model.dimension(),
        reading / articles.max(1)
    );
    Ok(())
}
