//! What finding copies alone costs an article of a file of JSON lines, beside the indexes of MinHash signatures that
//! `benches/peers.py` measures: microseconds of the processor, from the text and from its tokens.
//!
//! `cargo run --release -p stories --example copies_alone -- FILE.jsonl[.gz]`
#![allow(clippy::print_stdout, dead_code, missing_docs)]

#[path = "articles/alone.rs"]
mod alone;
mod articles;
#[path = "../src/postings.rs"]
mod postings;
#[path = "../src/sharing.rs"]
mod sharing;
#[path = "../src/shingles.rs"]
mod shingles;
#[path = "../src/table.rs"]
mod table;
#[path = "../src/text.rs"]
mod text;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use alone::Texts;

/// The best of so many rounds is told: others use the machine as well.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: copies_alone FILE.jsonl[.gz]")?;
    let (lines, _) = articles::read(&path)?;
    let tokens: Vec<_> = lines.iter().map(|line| alone::tokens(&line.text)).collect();
    let best = |round: &dyn Fn()| {
        let times = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_secs_f64() * 1e6 / lines.len() as f64
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let from_tokens = best(&|| {
        let mut texts = Texts::default();
        black_box(tokens.iter().map(|tokens| texts.take(tokens)).sum::<usize>());
    });
    let from_text = best(&|| {
        let mut texts = Texts::default();
        black_box(lines.iter().map(|line| texts.take(&alone::tokens(&line.text))).sum::<usize>());
    });
    println!("{from_text:.2} {from_tokens:.2}");
    Ok(())
}
