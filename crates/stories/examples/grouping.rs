//! Groups the articles of a file of JSON lines (gzip or not) and prints where each ended, a JSON line an article.
//!
//! `cargo run --release -p stories --example grouping -- FILE.jsonl[.gz] [--explain]`
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod articles;

use std::error::Error;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use model::Relation;
use serde::Serialize;
use stories::{Config, Reading, Stories};

#[derive(Serialize)]
struct Placed<'a> {
    id: &'a str,
    story: &'a str,
    opened: bool,
    relation: &'static str,
    of: Option<&'a str>,
    related: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<String>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: measure FILE.jsonl[.gz] [--explain]")?;
    let explain = std::env::args().any(|argument| argument == "--explain");
    let (lines, articles) = articles::read(&path)?;
    let mut stories = Stories::new(Config::default());
    let mut placements = Vec::with_capacity(articles.len());
    let (mut placing, mut inserting) = (Duration::ZERO, Duration::ZERO);
    for article in &articles {
        let start = Instant::now();
        let reading = Reading::of(article);
        let placement = stories.place(&reading);
        placing += start.elapsed();
        let start = Instant::now();
        stories.insert(reading, &placement);
        inserting += start.elapsed();
        placements.push(placement);
    }
    let name = |id: i64| lines.get(id as usize - 1).map_or("", |line| line.id.as_str());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (line, placement) in lines.iter().zip(&placements) {
        let (relation, of) = match placement.relation {
            Relation::Original => ("original", None),
            Relation::Copy { of } => ("copy", Some(name(of.0))),
            Relation::Report => ("report", None),
        };
        let placed = Placed {
            id: &line.id,
            story: name(stories.resolve(placement.story).0),
            opened: placement.opened,
            relation,
            of,
            related: placement.related.iter().map(|story| name(stories.resolve(*story).0)).collect(),
            why: explain.then(|| placement.why.iter().map(ToString::to_string).collect()),
        };
        serde_json::to_writer(&mut out, &placed)?;
        writeln!(out)?;
    }
    let each = |all: Duration| all.as_secs_f64() * 1e6 / articles.len().max(1) as f64;
    eprintln!(
        "{} articles: reading and placing {:.1} us each, inserting {:.1} us each",
        articles.len(),
        each(placing),
        each(inserting)
    );
    Ok(())
}
