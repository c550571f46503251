//! An embedding model raises what is found across languages, and nothing else: vectors here are made, not a model's.

use jiff::SignedDuration;
use model::{Article, ArticleId, Placement, StoryId};
use stories::{Config, Reading, Stories};

use super::take_reading;

/// So many others there are in either language.
const OTHERS: i64 = 40;
const DIMENSION: u64 = 64;
/// One event, a headline and a text in each.
const EVENT: [(&str, &str); 2] = [
    ("en", include_str!("../../../testkit/texts/furnaces.en.txt")),
    ("fr", include_str!("../../../testkit/texts/furnaces.fr.txt")),
];

/// A number that a seed decides.
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 27)
}

/// A vector that a seed decides, about the mean of its language.
fn meaning(seed: u64, language: &str) -> Box<[i8]> {
    let mean = if language == "en" { 20 } else { -30 };
    (0..DIMENSION).map(|place| (mixed(seed * DIMENSION + place) >> 58) as i8 - 32 + mean).collect()
}

fn article(id: i64, language: &str, [title, text]: [&str; 2]) -> Article {
    Article { language: Some(language.to_owned()), ..super::article(id, title, text) }
}

/// An article of words that nobody else uses, and that no language has.
fn other(id: i64, language: &str) -> Article {
    let word = |place: u64| {
        let number = mixed(id.unsigned_abs() * 1_000 + place);
        (0..8).map(|at| char::from(b'a' + (number >> (5 * at)) as u8 % 26)).collect::<String>()
    };
    let words = |from: u64, to: u64| (from..to).map(word).collect::<Vec<_>>().join(" ");
    article(id, language, [&words(0, 6), &words(6, 60)])
}

/// What is told: the others, then one event in both languages; each with its vector.
fn told() -> Vec<(Article, Box<[i8]>)> {
    let mut told = Vec::new();
    for id in 1..=2 * OTHERS {
        let language = if id % 2 == 0 { "en" } else { "fr" };
        told.push((other(id, language), meaning(id.unsigned_abs(), language)));
    }
    for (language, text) in EVENT {
        let (title, text) = text.split_once('\n').expect("a headline and a text");
        told.push((article(told.len() as i64 + 1, language, [title, text]), meaning(0, language)));
    }
    told
}

fn place(stories: &mut Stories, (article, meaning): &(Article, Box<[i8]>)) -> Placement {
    take_reading(stories, Reading::of(article).with_meaning(meaning.clone()))
}

fn grouped(told: &[(Article, Box<[i8]>)]) -> Vec<Placement> {
    let mut stories = Stories::new(Config::default());
    told.iter().map(|told| place(&mut stories, told)).collect()
}

#[test]
fn two_tellings_with_one_meaning_are_one_story_with_a_model_alone() {
    let with = told();
    let without: Vec<_> = with.iter().map(|(article, _)| (article.clone(), Box::default())).collect();
    let [with, without] = [with, without].map(|told| grouped(&told));
    let (Some(with), Some(without)) = (with.last(), without.last()) else { panic!("nothing was told") };
    let english = StoryId(2 * OTHERS + 1);
    assert_eq!(with.story, english, "{:?}", with.why);
    assert!(without.opened, "{:?}", without.why);
    assert!(with.why.iter().any(|why| why.says.contains("by the model")), "{:?}", with.why);
    assert!(without.why.iter().all(|why| !why.says.contains("by the model")), "{:?}", without.why);
}

#[test]
fn a_meaning_alone_links_nothing() {
    let mut told = told();
    // The same vector, and not a word in common.
    if let Some((article, _)) = told.last_mut() {
        *article = other(article.id.0, "fr");
    }
    let placements = grouped(&told);
    assert!(placements.iter().all(|placement| placement.opened && placement.related.is_empty()));
}

#[test]
fn an_index_made_anew_decides_as_the_one_that_grew() {
    let told = told();
    let (late, early) = told.split_last().expect("something is told");
    let mut grown = Stories::new(Config::default());
    // What a day of its own had is forgotten again.
    let mut old = early.first().expect("something is told early").clone();
    (old.0.id, old.0.seen) = (ArticleId(1_000), old.0.seen - SignedDuration::from_hours(48));
    place(&mut grown, &old);
    let placements: Vec<Placement> = early.iter().map(|told| place(&mut grown, told)).collect();
    grown.evict_before(late.0.seen - SignedDuration::from_hours(24));
    let mut rebuilt = Stories::new(Config::default());
    for ((article, meaning), placement) in early.iter().zip(&placements) {
        rebuilt.insert(Reading::of(article).with_meaning(meaning.clone()), placement);
    }
    assert_eq!(grown.len(), rebuilt.len());
    let [by_grown, by_rebuilt] = [grown, rebuilt].map(|mut stories| place(&mut stories, late));
    assert!(by_grown.why.iter().any(|why| why.says.contains("by the model")), "{:?}", by_grown.why);
    assert_eq!(by_grown, by_rebuilt);
}
