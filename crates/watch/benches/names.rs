//! The search of articles for a million names: finding them, beside daachorse on the same names and text, and matching, which
//! is finding and judging. Throughputs are of text; their ratios count. `cargo bench -p watch`

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use watch::{Knowledge, Matcher};

mod stream;

const NAMES: usize = 1_000_000;

const ARTICLES: usize = 500;

fn names(criterion: &mut Criterion) {
    let words = stream::words();
    let mut random = stream::Random::new(2);
    let names = stream::names(NAMES, &words, &mut random);
    let articles: Vec<_> = (0..ARTICLES).map(|_| stream::article(&words, &names, &mut random)).collect();
    let matcher = Matcher::compile(&[stream::list(stream::each_a_watch(&names))]).expect("names compile");
    let automaton = stream::Automaton::new(&names).expect("names are patterns");
    let knowledge = Knowledge::default();
    let mut group = criterion.benchmark_group("a million names");
    group.sample_size(10).throughput(Throughput::Bytes(stream::bytes(&articles) as u64));
    group.bench_function("finding", |bencher| {
        bencher
            .iter(|| articles.iter().map(|article| matcher.places(black_box(article)).len()).sum::<usize>());
    });
    group.bench_function("finding, daachorse", |bencher| {
        bencher.iter(|| articles.iter().map(|article| automaton.places(black_box(article))).sum::<usize>());
    });
    group.bench_function("matching", |bencher| {
        bencher.iter(|| {
            articles
                .iter()
                .map(|article| matcher.find(black_box(article), &knowledge).found.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, names);
criterion_main!(benches);
