//! Reads feeds or pages from files and prints what was read as JSON, in the form that scoring scripts take.
//!
//! `documents feed [--content-type TYPE] FILE` · `documents article FILE...` · `documents date < LINES` ·
//! `documents speed FILE...`, which reads feeds over and over and prints how many bytes that were, for others to time.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Read;
use std::process::ExitCode;

use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

/// Decompressed bytes beyond this are not read.
const BYTES_MAX: u64 = parse::FEED_BYTES_MAX as u64 + 1;

/// What is read to time it, at the least.
const SPEED_BYTES: usize = 200_000_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let mut rest: Vec<String> = arguments.collect();
    let content_type = match rest.first().map(String::as_str) {
        Some("--content-type") => rest.drain(..2).nth(1),
        _ => None,
    };
    match command.as_str() {
        "feed" => {
            rest.iter().fold(ExitCode::SUCCESS, |code, file| match feed(file, content_type.as_deref()) {
                Ok(value) => {
                    println!("{value}");
                    code
                }
                Err(error) => {
                    eprintln!("{file}: {error}");
                    ExitCode::from(1)
                }
            })
        }
        "article" => {
            for file in &rest {
                let id = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or(file);
                let bytes = read(file).unwrap_or_default();
                let start = std::time::Instant::now();
                let page = parse::page(&bytes, None, None);
                let micros = start.elapsed().as_micros();
                match page {
                    Ok(page) => println!(
                        "{}",
                        json!({"id": id, "text": page.text, "title": page.title, "kind": format!("{:?}", page.kind), "us": micros as u64,
                            "byline": page.byline, "published": page.published.map(|at| page.published_offset.to_datetime(at).to_string()),
                            "site": page.site, "canonical": page.canonical, "language": page.language})
                    ),
                    Err(error) => eprintln!("{file}: {error}"),
                }
            }
            ExitCode::SUCCESS
        }
        "speed" => {
            let documents: Vec<Vec<u8>> = rest.iter().filter_map(|file| read(file).ok()).collect();
            let bytes: usize = documents.iter().map(Vec::len).sum();
            let rounds = SPEED_BYTES.div_ceil(bytes.max(1));
            for document in documents.iter().cycle().take(rounds * documents.len()) {
                drop(std::hint::black_box(parse::feed(document, None, None)));
            }
            println!("{}", bytes * rounds);
            ExitCode::SUCCESS
        }
        "date" => {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                let text: String = serde_json::from_str(&line).unwrap_or_default();
                println!("{}", json!(parse::date(&text).map(|at| at.as_second())));
            }
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("usage: documents feed|article|date|speed [--content-type TYPE] FILE...");
            ExitCode::from(2)
        }
    }
}

fn read(file: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(BYTES_MAX).read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\x1f\x8b") {
        let mut plain = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).take(BYTES_MAX).read_to_end(&mut plain)?;
        return Ok(plain);
    }
    Ok(bytes)
}

fn feed(file: &str, content_type: Option<&str>) -> Result<Value, Box<dyn std::error::Error>> {
    let feed = parse::feed(&read(file)?, content_type, None)?;
    let entries = feed.entries.iter().map(|entry| {
        json!({
            "id": entry.guid, "title": entry.title, "link": entry.link, "author": entry.author, "summary": entry.summary,
            "content": entry.content, "published": entry.published.map(|at| at.to_string()),
            "updated": entry.updated.map(|at| at.to_string()),
        })
    });
    Ok(json!({
        "feed": {
            "title": feed.title, "link": feed.link, "id": feed.id, "description": feed.description, "language": feed.language,
        },
        "entries": entries.collect::<Vec<_>>(),
        "problems": feed.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}
