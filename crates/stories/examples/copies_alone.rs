//! What finding copies alone costs an article of a file of JSON lines, beside the indexes of MinHash signatures that
//! `benches/peers.py` measures: microseconds of the processor, from the text and from its tokens. Linux only: it reads /proc.
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

use alone::Texts;

/// The best of so many rounds is told.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: copies_alone FILE.jsonl[.gz]")?;
    let (lines, _) = articles::read(&path)?;
    let tokens: Vec<_> = lines.iter().map(|line| alone::tokens(&line.text)).collect();
    let best = |round: &dyn Fn()| {
        let times = (0..ROUNDS).map(|_| {
            let start = processor();
            round();
            (processor() - start) as f64 / 1e3 / lines.len() as f64
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

/// Nanoseconds that this process was on a processor.
fn processor() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}
