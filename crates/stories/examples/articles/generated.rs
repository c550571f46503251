//! Articles that are made up, in a language of its own: words as frequent as in any language (Zipf), events with names of
//! their own, and one article in ten a shortened copy. The same number gives the same article on every machine.

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId};

/// Words of an article.
const WORDS: u64 = 250;
/// Different words in all.
const VOCABULARY: f64 = 200_000.0;
/// Reports of an event.
const REPORTS: u64 = 4;
/// One article in so many is a copy of the one before it.
const COPIES: u64 = 10;

/// The article of a number; one comes in every second.
pub(crate) fn article(number: u64) -> Article {
    let seen = Timestamp::constant(1_741_075_200, 0) + SignedDuration::from_secs(number as i64);
    let is_copy = number % COPIES == COPIES - 1;
    let text = if is_copy { text(number - 1, WORDS / 2) } else { text(number, WORDS) };
    Article {
        id: ArticleId(number as i64 + 1),
        url: Some(format!("https://outlet-{}.example/{number}", number % 400)),
        source: None,
        published: None,
        seen,
        language: Some("en".to_owned()),
        author: None,
        tags: Vec::new(),
        title: (0..6).map(|place| name(number / REPORTS, place)).collect::<Vec<_>>().join(" "),
        text,
    }
}

fn text(number: u64, words: u64) -> String {
    let event = number / REPORTS;
    let word = |place: u64| match place % 12 {
        0 => name(event, mixed(number, place) % 8),
        _ => spelt((VOCABULARY.powf(unit(mixed(number, place))) as u64).max(1)),
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// A name that only the reports of an event have.
fn name(event: u64, place: u64) -> String {
    let spelt = spelt(1_000_000 + mixed(event, place) % 1_000_000_000);
    spelt.chars().take(1).flat_map(char::to_uppercase).chain(spelt.chars().skip(1)).collect()
}

/// A word for each number.
fn spelt(number: u64) -> String {
    let mut rest = mixed(number, 77);
    let mut word = String::new();
    for _ in 0..3 + number % 5 {
        word.push(char::from(b"bcdfghklmnprstvz"[(rest % 16) as usize]));
        word.push(char::from(b"aeiou"[(rest / 16 % 5) as usize]));
        rest /= 80;
    }
    word
}

fn unit(mixed: u64) -> f64 {
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// SplitMix64 of two numbers.
fn mixed(a: u64, b: u64) -> u64 {
    let z = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xd1b5_4a32_d192_ed03);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
