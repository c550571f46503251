//! What a window of so many made-up articles costs: time of the processor to read and to take in an article, memory for an
//! article in it, and time to place one more. Linux only: it reads /proc.
//!
//! `cargo run --release -p stories --example window -- 100000`
#![allow(clippy::print_stdout, missing_docs)]

#[path = "articles/generated.rs"]
mod generated;

use std::error::Error;

use generated::Week;
use model::Relation;
use stories::{Config, Reading, Rebuilding};

/// So many further articles are placed, after as many that are not measured.
const PLACED: u64 = 2_000;
/// So many articles are read before they are taken in: seldom enough to ask what time it is.
const BATCH: u64 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    // One window in a process: another would be made in memory that the first gave back.
    measure(std::env::args().nth(1).ok_or("usage: window NUMBER")?.parse()?)
}

fn measure(size: u64) -> Result<(), Box<dyn Error>> {
    let week = Week(size);
    let mut rebuilding = Rebuilding::default();
    let before = resident()?;
    let (mut reading, mut taking_in) = (0, 0);
    for first in (0..size).step_by(BATCH as usize) {
        let numbers = first..size.min(first + BATCH);
        let articles: Vec<_> = numbers.clone().map(|number| week.article(number)).collect();
        let placements: Vec<_> = numbers.map(|number| week.placement(number)).collect();
        let start = processor()?;
        let readings: Vec<Reading> = articles.iter().map(Reading::of).collect();
        let read = processor()?;
        for (reading, placement) in readings.into_iter().zip(&placements) {
            rebuilding.insert(reading, placement);
        }
        reading += read - start;
        taking_in += processor()? - read;
    }
    let start = processor()?;
    let mut stories = rebuilding.finish(Config::default());
    taking_in += processor()? - start;
    let bytes = (resident()? - before) / size;
    let (mut placing, mut relations) = (0, [0_u64; 3]);
    for number in size..size + 2 * PLACED {
        let article = week.article(number);
        let start = processor()?;
        let reading = Reading::of(&article);
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        if number >= size + PLACED {
            placing += processor()? - start;
            relations[match placement.relation {
                Relation::Original => 0,
                Relation::Report => 1,
                Relation::Copy { .. } => 2,
            }] += 1;
        }
    }
    let microseconds = |all: u64, articles: u64| all as f64 / articles as f64 / 1e3;
    println!(
        "{size} articles: {bytes} bytes each; {:.1} us to read one and {:.1} us to take it in; grouping one more {:.1} us \
         (of {PLACED}, {} reports and {} copies)",
        microseconds(reading, size),
        microseconds(taking_in, size),
        microseconds(placing, PLACED),
        relations[1],
        relations[2],
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
