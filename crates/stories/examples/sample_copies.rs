//! Samples the pairs that are called copies, to be read one by one: the two articles of each pair, one after the other, or
//! with `--ids` their ids alone. The same file, number and seed give the same pairs.
//!
//! `cargo run --release -p stories --example sample_copies -- FILE.jsonl[.gz] NUMBER SEED [--ids]`
#![allow(clippy::print_stdout, missing_docs)]

mod articles;

use std::error::Error;

use model::{Article, ArticleId, Relation};
use stories::{Config, Reading, Stories};

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: sample_copies FILE.jsonl[.gz] NUMBER SEED [--ids]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, number, seed, ..] = arguments.as_slice() else { return Err(usage.into()) };
    let (number, seed): (usize, u64) = (number.parse()?, seed.parse()?);
    let ids_alone = arguments.iter().any(|argument| argument == "--ids");
    let (lines, articles) = articles::read(path)?;
    let mut copies = copies(&articles);
    copies.sort_by_key(|copy| shuffled(seed, copy.0.0));
    copies.truncate(number);
    for (id, of, why) in copies {
        let [id, of] = [id, of].map(|id| lines.get(id.0 as usize - 1));
        let (Some(copy), Some(copied)) = (id, of) else { continue };
        if ids_alone {
            println!("{}\t{}", copied.id, copy.id);
        } else {
            println!("=== {} and {}: {why}", copied.id, copy.id);
            println!("--- {}\n{}", copied.title, copied.text);
            println!("--- {}\n{}\n", copy.title, copy.text);
        }
    }
    Ok(())
}

/// Every copy with what it copies, and why.
fn copies(articles: &[Article]) -> Vec<(ArticleId, ArticleId, String)> {
    let mut stories = Stories::new(Config::default());
    let mut copies = Vec::new();
    for article in articles {
        let reading = Reading::of(article);
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        if let Relation::Copy { of } = placement.relation {
            copies.push((article.id, of, placement.why.last().map(ToString::to_string).unwrap_or_default()));
        }
    }
    copies
}

/// A number that sorts ids in an order of the seed's own (SplitMix64).
fn shuffled(seed: u64, id: i64) -> u64 {
    let z = seed.wrapping_add((id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
