//! What an article costs in a window of 100,000: finding copies alone, and the whole of grouping. The articles are made up; with
//! `ARTICLES=FILE.jsonl[.gz]` those of the file are measured, in the window that they make themselves.
//!
//! `cargo bench -p stories`
#![allow(dead_code, missing_docs, unused_imports)]

#[path = "../examples/articles/alone.rs"]
mod alone;
#[path = "../examples/articles/mod.rs"]
mod articles;
#[path = "../examples/articles/generated.rs"]
mod generated;
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

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::Week;
use model::Article;
use stories::{Config, Reading, Stories};

const WINDOW: u64 = 100_000;
/// So many further articles are measured, again and again.
const FURTHER: usize = 2_000;

/// The articles of the window, and those that are measured.
fn input() -> (Vec<Article>, Vec<Article>) {
    match std::env::var("ARTICLES") {
        Ok(path) => {
            let (_, mut articles) = articles::read(&path).expect("the articles cannot be read");
            let further = articles.split_off(articles.len().saturating_sub(FURTHER));
            (articles, further)
        }
        Err(_) => {
            let week = Week(WINDOW);
            let article = |number| week.article(number);
            let end = WINDOW + FURTHER as u64;
            ((0..WINDOW).map(article).collect(), (WINDOW..end).map(article).collect())
        }
    }
}

/// The time of so many articles, each time from the same window on.
fn time<W>(
    rounds: u64,
    further: &[Article],
    window: impl Fn() -> W,
    take: impl Fn(&mut W, &Article),
) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = rounds as usize;
    while left > 0 {
        let mut window = window();
        let start = Instant::now();
        further.iter().take(left).for_each(|article| take(&mut window, article));
        spent += start.elapsed();
        left = left.saturating_sub(further.len());
    }
    spent
}

fn grouping(criterion: &mut Criterion) {
    let (window, further) = input();
    let mut group = criterion.benchmark_group("article");
    group.throughput(Throughput::Elements(1)).sample_size(10).measurement_time(Duration::from_secs(3));
    let mut texts = alone::Texts::default();
    window.iter().for_each(|article| {
        texts.take(&alone::tokens(&article.text));
    });
    group.bench_function("copies alone", |bencher| {
        bencher.iter_custom(|rounds| {
            time(
                rounds,
                &further,
                || texts.clone(),
                |texts, article| {
                    black_box(texts.take(&alone::tokens(&article.text)));
                },
            )
        });
    });
    let mut stories = Stories::new(Config::default());
    let take = |stories: &mut Stories, article: &Article| {
        let reading = Reading::of(article);
        let placement = black_box(stories.place(&reading));
        stories.insert(reading, &placement);
    };
    window.iter().for_each(|article| take(&mut stories, article));
    group.bench_function("whole grouping", |bencher| {
        bencher.iter_custom(|rounds| time(rounds, &further, || stories.clone(), take));
    });
    group.finish();
}

criterion_group!(benches, grouping);
criterion_main!(benches);
