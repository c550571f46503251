//! What vectors of an embedding model cost: time to place an article in a window of so many articles of another language, with a
//! vector of so many numbers and without. The vectors are made up.
//!
//! `cargo run --release -p stories --example meanings -- 100000 256`
#![allow(clippy::print_stdout, missing_docs)]

use std::error::Error;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId, Placement, Relation, StoryId};
use stories::{Config, Reading, Stories};

/// So many articles are placed.
const PLACED: u64 = 200;
/// So many are of their language, besides.
const OWN: u64 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let (Some(articles), Some(numbers)) = (arguments.next(), arguments.next()) else {
        return Err("how many articles, and how many numbers?".into());
    };
    let (articles, numbers) = (articles?, numbers?);
    let mut stories = Stories::new(Config::default());
    for number in 0..articles + OWN {
        let language = if number < articles { "en" } else { "fr" };
        let id = ArticleId(number as i64);
        let placement = Placement {
            story: StoryId::from(id),
            opened: true,
            relation: Relation::Original,
            merged: Vec::new(),
            related: Vec::new(),
            why: Vec::new(),
        };
        stories.insert(reading(number, language, numbers), &placement);
    }
    let placing = |numbers: u64| {
        let readings = (0..PLACED).map(|number| reading(2 * articles + number, "fr", numbers));
        let readings: Vec<Reading> = readings.collect();
        let start = Instant::now();
        readings.iter().for_each(|reading| drop(std::hint::black_box(stories.place(reading))));
        start.elapsed() / PLACED as u32
    };
    let (without, with): (Duration, Duration) = (placing(0), placing(numbers));
    println!("{articles} articles, vectors of {numbers}: {without:?} to place one without, {with:?} with");
    Ok(())
}

/// An article of a few words of its own, and its vector.
fn reading(number: u64, language: &str, numbers: u64) -> Reading {
    let word = |place: u64| format!("w{:x}", mixed(number * 100 + place) >> 40);
    let article = Article {
        language: Some(language.to_owned()),
        ..Article::new(
            ArticleId(number as i64),
            Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number as i64),
            (0..8).map(word).collect::<Vec<_>>().join(" "),
            "",
        )
    };
    let meaning = (0..numbers).map(|place| (mixed(number << 12 | place) >> 58) as i8 - 32);
    Reading::of(&article).with_meaning(meaning.collect())
}

/// A number that a seed decides (the finish of SplitMix64).
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 27)
}
