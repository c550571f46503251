//! Measures the search of a text for a million names beside daachorse, which finds them as strings of bytes, and for ten
//! thousand very common words beside as many rare ones. Ratios count: both run in the same process on the same text.
//!
//! Finding (where do the names stand?) is what others do, too, and is compared with them; matching is finding and judging,
//! with the reasons and sentences of each mention, and is what the daemon does.
//! `cargo run --release -p watch --example scan -- [NAMES [DIRECTORY]]` also writes `names.txt` and `text.txt` to a directory,
//! for `benches/compare_flashtext.py`.

#![allow(clippy::print_stdout, reason = "a program for the command line")]

#[path = "../benches/stream/mod.rs"]
mod stream;

use std::path::Path;

use model::Article;
use watch::{Knowledge, Matcher};

type AnyResult<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> AnyResult<()> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let words = stream::words();
    let mut random = stream::Random::new(2);
    let names: Vec<String> = stream::names(count, &words, &mut random);
    let articles: Vec<Article> = (0..5_000).map(|_| stream::article(&words, &names, &mut random)).collect();
    if let Some(directory) = arguments.next() {
        export(Path::new(&directory), &names, &articles)?;
    }

    let million = matcher(stream::each_a_watch(&names))?;
    let ours = find(&million, &articles)?;
    println!("{count} names, finding: {ours:.1} MB/s");
    let automaton = stream::Automaton::new(&names)?;
    let theirs = measure(&articles, |article| automaton.places(article))?;
    println!("daachorse, finding: {theirs:.1} MB/s; {:.1} times as fast", ours / theirs);
    println!("{count} names, matching: {:.1} MB/s", match_all(&million, &articles)?);
    drop((million, automaton));

    // Words by rank: the first are in nearly every sentence. As rules they are two mentions an article, by themselves
    // hundreds.
    let common = words.get(..10_000).unwrap_or_default();
    let rare = words.get(words.len() - 10_000..).unwrap_or_default();
    for (how, common, rare) in [
        ("two rules", matcher(stream::as_rules(common))?, matcher(stream::as_rules(rare))?),
        ("as many watches", matcher(stream::each_a_watch(common))?, matcher(stream::each_a_watch(rare))?),
    ] {
        for (what, common, rare) in [
            ("finding", find(&common, &articles)?, find(&rare, &articles)?),
            ("matching", match_all(&common, &articles)?, match_all(&rare, &articles)?),
        ] {
            println!(
                "10000 common words as {how}, {what}: {common:.1} MB/s, rare ones {rare:.1} MB/s: {:.1} times slower",
                rare / common
            );
        }
    }
    Ok(())
}

fn matcher(watches: Vec<model::Watch>) -> AnyResult<Matcher> {
    Ok(Matcher::compile(&[stream::list(watches)]).map_err(|errors| format!("{:?}", errors.first()))?)
}

fn find(matcher: &Matcher, articles: &[Article]) -> AnyResult<f64> {
    measure(articles, |article| matcher.places(article).len())
}

fn match_all(matcher: &Matcher, articles: &[Article]) -> AnyResult<f64> {
    let knowledge = Knowledge::default();
    measure(articles, |article| matcher.find(article, &knowledge).found.len())
}

/// Megabytes a second of processor time, once a thousand articles have filled the processor's caches.
fn measure(articles: &[Article], mut each: impl FnMut(&Article) -> usize) -> AnyResult<f64> {
    articles.iter().take(1_000).for_each(|article| _ = std::hint::black_box(each(article)));
    let start = stream::processor_time()?;
    let found: usize = articles.iter().map(each).sum();
    let took = stream::processor_time()? - start;
    println!("  {:.2} found an article", found as f64 / articles.len() as f64);
    Ok(stream::bytes(articles) as f64 / took / 1e6)
}

fn export(directory: &Path, names: &[String], articles: &[Article]) -> AnyResult<()> {
    std::fs::write(directory.join("names.txt"), names.join("\n"))?;
    let texts: Vec<String> =
        articles.iter().map(|article| format!("{}\n{}", article.title, article.text)).collect();
    std::fs::write(directory.join("text.txt"), texts.join("\n"))?;
    Ok(())
}
