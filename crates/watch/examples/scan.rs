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

/// How many turns each way of reading the articles takes.
const TURNS: usize = 25;

fn main() -> AnyResult<()> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let words = stream::words();
    let mut random = stream::Random::new(2);
    let names: Vec<String> = stream::names(count, &words, &mut random);
    let articles: Vec<Article> = (0..25_000).map(|_| stream::article(&words, &names, &mut random)).collect();
    if let Some(directory) = arguments.next() {
        export(Path::new(&directory), &names, &articles)?;
    }

    let million = matcher(stream::each_a_watch(&names))?;
    let automaton = stream::Automaton::new(&names)?;
    let [ours, theirs] = measure(
        &articles,
        [&mut |article| million.places(article).len(), &mut |article| automaton.places(article)],
    );
    println!("{count} names, finding: {ours:.1} MB/s");
    println!("daachorse, finding: {theirs:.1} MB/s; {:.2} times as fast", ours / theirs);
    let knowledge = Knowledge::default();
    let [matching] = measure(&articles, [&mut |article| million.find(article, &knowledge).found.len()]);
    println!("{count} names, matching: {matching:.1} MB/s");
    drop((million, automaton));

    // Words by rank: the first are in nearly every sentence. As rules they are two mentions an article, by themselves
    // hundreds.
    let common = words.get(..10_000).unwrap_or_default();
    let rare = words.get(words.len() - 10_000..).unwrap_or_default();
    for (how, common, rare) in [
        ("two rules", matcher(stream::as_rules(common))?, matcher(stream::as_rules(rare))?),
        ("as many watches", matcher(stream::each_a_watch(common))?, matcher(stream::each_a_watch(rare))?),
    ] {
        let finding = measure(
            &articles,
            [&mut |article| common.places(article).len(), &mut |article| rare.places(article).len()],
        );
        let matching = measure(
            &articles,
            [&mut |article| common.find(article, &knowledge).found.len(), &mut |article| {
                rare.find(article, &knowledge).found.len()
            }],
        );
        for (what, [common, rare]) in [("finding", finding), ("matching", matching)] {
            println!(
                "10000 common words as {how}, {what}: {common:.1} MB/s, rare ones {rare:.1} MB/s: {:.2} times slower",
                rare / common
            );
        }
    }
    Ok(())
}

fn matcher(watches: Vec<model::Watch>) -> AnyResult<Matcher> {
    Ok(Matcher::compile(&[stream::list(watches)]).map_err(|errors| format!("{:?}", errors.first()))?)
}

/// Megabytes a second of processor time, of several ways of reading the same articles.
///
/// They take turns of a thousand articles, so that whatever else the machine does slows all of them, and each is told by the
/// median of its turns. The first turn only fills the processor's caches.
fn measure<const N: usize>(
    articles: &[Article],
    mut ways: [&mut dyn FnMut(&Article) -> usize; N],
) -> [f64; N] {
    let mut speeds = [const { Vec::new() }; N];
    let mut found = [0; N];
    for turn in 0..=TURNS {
        let some = articles.chunks(articles.len().div_ceil(TURNS)).nth(turn % TURNS).unwrap_or_default();
        for ((way, speeds), found) in ways.iter_mut().zip(&mut speeds).zip(&mut found) {
            let start = stream::processor_time();
            let in_turn: usize = some.iter().map(&mut **way).sum();
            let took = stream::processor_time() - start;
            if turn > 0 {
                *found += in_turn;
                speeds.push(stream::bytes(some) as f64 / took / 1e6);
            }
        }
    }
    println!("  found an article: {:.2?}", found.map(|found| found as f64 / articles.len() as f64));
    speeds.map(|mut speeds| {
        speeds.sort_by(f64::total_cmp);
        speeds[speeds.len() / 2]
    })
}

fn export(directory: &Path, names: &[String], articles: &[Article]) -> AnyResult<()> {
    std::fs::write(directory.join("names.txt"), names.join("\n"))?;
    let texts: Vec<String> =
        articles.iter().map(|article| format!("{}\n{}", article.title, article.text)).collect();
    std::fs::write(directory.join("text.txt"), texts.join("\n"))?;
    Ok(())
}
