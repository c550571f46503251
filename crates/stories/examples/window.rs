//! What a window of so many made-up articles costs: time of the processor to rebuild it, memory for an article in it, and time
//! to place one more. Linux only: it reads /proc.
//!
//! `cargo run --release -p stories --example window -- 100000 1000000`
#![allow(clippy::print_stdout, missing_docs)]

#[path = "articles/generated.rs"]
mod generated;

use std::error::Error;

use stories::{Config, Reading, Stories};

/// So many further articles are placed.
const PLACED: u64 = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    for argument in std::env::args().skip(1) {
        measure(argument.parse()?)?;
    }
    Ok(())
}

fn measure(size: u64) -> Result<(), Box<dyn Error>> {
    let mut stories = Stories::new(Config::default());
    let mut placements = Vec::new();
    let before = resident()?;
    for number in 0..size {
        let article = generated::article(number);
        let reading = Reading::of(&article);
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        placements.push((placement.story, placement.relation));
    }
    let kept = placements.capacity() * size_of::<(model::StoryId, model::Relation)>();
    let bytes = (resident()? - before).saturating_sub(kept as u64) / size;
    let further: Vec<_> = (size..size + PLACED).map(generated::article).collect();
    let start = processor()?;
    let opened = further.iter().filter(|article| stories.place(&Reading::of(article)).opened).count();
    let placing = (processor()? - start) / PLACED;
    drop(stories);
    let mut spent = 0;
    let mut rebuilt = Stories::new(Config::default());
    for (number, (story, relation)) in placements.into_iter().enumerate() {
        let article = generated::article(number as u64);
        let placement = model::Placement {
            story,
            opened: relation == model::Relation::Original,
            relation,
            merged: Vec::new(),
            related: Vec::new(),
            why: Vec::new(),
        };
        let start = processor()?;
        rebuilt.insert(Reading::of(&article), &placement);
        spent += processor()? - start;
    }
    println!(
        "{size} articles: {bytes} bytes each; placing one more {} us ({opened} of {PLACED} opened a story); rebuilt in {:.1} s",
        placing / 1_000,
        spent as f64 / 1e9
    );
    Ok(())
}

/// Nanoseconds that this process was on a processor.
fn processor() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}

/// Bytes of memory that this process has.
fn resident() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    Ok(text.split(' ').nth(1).unwrap_or_default().parse::<u64>()? * 4_096)
}
