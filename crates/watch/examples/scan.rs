//! Measures the scan of a text for a million names beside daachorse, which finds them as strings of bytes, and for ten
//! thousand very common words beside as many rare ones. Ratios count: both run in the same process on the same text.
//! `cargo run --release -p watch --example scan -- [NAMES [DIRECTORY]]` also writes `names.txt` and `text.txt` to a directory,
//! for `benches/compare_flashtext.py`.

#![allow(clippy::print_stdout, reason = "a program for the command line")]

#[path = "../benches/stream/mod.rs"]
mod stream;

use std::path::Path;

use daachorse::DoubleArrayAhoCorasick;
use model::{Article, Entity, Tracked, Watch};
use watch::Matcher;

type AnyResult<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> AnyResult<()> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let words = stream::words();
    let mut random = stream::Random::new(2);
    let names: Vec<String> = stream::names(count, &words, &mut random);
    let articles: Vec<Article> = (0..5_000).map(|_| stream::article(&words, &mut random)).collect();
    if let Some(directory) = arguments.next() {
        export(Path::new(&directory), &names, &articles)?;
    }

    let ours = scan_ours(&names, &articles)?;
    println!("{count} names: {ours:.1} MB/s");
    let theirs = scan_daachorse(&names, &articles)?;
    println!("daachorse: {theirs:.1} MB/s; {:.1} times as fast", ours / theirs);

    // Words by rank: the first are in nearly every sentence. As one watch they are one mention an article, by themselves
    // hundreds, each with its reasons and sentences.
    let common = words.get(..10_000).unwrap_or_default();
    let rare = scan_ours(words.get(words.len() - 10_000..).unwrap_or_default(), &articles)?;
    for (how, speed) in
        [("one watch", scan_list(common, &articles)?), ("as many watches", scan_ours(common, &articles)?)]
    {
        println!(
            "10000 common words as {how} {speed:.1} MB/s, rare ones {rare:.1} MB/s: {:.1} times slower",
            rare / speed
        );
    }
    Ok(())
}

/// Megabytes a second of processor time, with each name as a watch.
fn scan_ours(names: &[String], articles: &[Article]) -> AnyResult<f64> {
    let watch = |name: &String| Watch { name: name.clone(), tracked: Tracked::Entity(Entity::default()) };
    let mut unique: Vec<Watch> = names.iter().map(watch).collect();
    unique.sort_by(|a, b| a.name.cmp(&b.name));
    unique.dedup_by(|a, b| a.name == b.name);
    scan(unique, articles)
}

/// Megabytes a second of processor time, with all words as one watch.
fn scan_list(words: &[String], articles: &[Article]) -> AnyResult<f64> {
    scan(vec![Watch { name: "list".to_owned(), tracked: Tracked::Rule(words.join(" OR ")) }], articles)
}

fn scan(watches: Vec<Watch>, articles: &[Article]) -> AnyResult<f64> {
    let matcher =
        Matcher::compile(&[stream::list(watches)]).map_err(|errors| format!("{:?}", errors.first()))?;
    let start = stream::processor_time()?;
    let mentions: usize = articles.iter().map(|article| matcher.mentions(article).len()).sum();
    let took = stream::processor_time()? - start;
    println!("  {mentions} mentions");
    Ok(bytes(articles) / took / 1e6)
}

fn scan_daachorse(names: &[String], articles: &[Article]) -> AnyResult<f64> {
    let mut patterns: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    patterns.sort();
    patterns.dedup();
    let automaton: DoubleArrayAhoCorasick<u32> =
        DoubleArrayAhoCorasick::new(patterns).map_err(|error| error.to_string())?;
    let start = stream::processor_time()?;
    let mut found = 0;
    for article in articles {
        for text in [&article.title, &article.text] {
            let text = text.to_lowercase();
            let is_bound = |at: usize| !text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
            let whole = automaton
                .find_overlapping_iter(&text)
                .filter(|found| is_bound(found.end()) && found.start().checked_sub(1).is_none_or(is_bound));
            found += whole.count();
        }
    }
    let took = stream::processor_time()? - start;
    println!("  {found} places");
    Ok(bytes(articles) / took / 1e6)
}

fn bytes(articles: &[Article]) -> f64 {
    articles.iter().map(|article| article.title.len() + article.text.len()).sum::<usize>() as f64
}

fn export(directory: &Path, names: &[String], articles: &[Article]) -> AnyResult<()> {
    std::fs::write(directory.join("names.txt"), names.join("\n"))?;
    let texts: Vec<String> =
        articles.iter().map(|article| format!("{}\n{}", article.title, article.text)).collect();
    std::fs::write(directory.join("text.txt"), texts.join("\n"))?;
    Ok(())
}
