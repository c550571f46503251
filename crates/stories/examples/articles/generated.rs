//! Articles that are made up, as a week of news is: common words of a language and rare ones of a made-up one, as frequent as
//! words are (Zipf, Mandelbrot), in topics with words of their own; events with names and numbers, most of them told once,
//! some in several reports over the following hours; and copies, shortened and edited a little. The same number gives the
//! same article on every machine.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId, Placement, Relation, StoryId};

/// They come evenly over so many seconds.
const SPAN: u64 = 6 * 24 * 3600;
/// Reports and copies come within so many seconds after what they follow.
const LAG: u64 = 6 * 3600;
/// So many articles in a hundred copy an earlier one; so many tell of an event that an earlier one told of.
const COPIES: u64 = 10;
const REPORTS: u64 = 15;
/// Different words in all, names apart.
const VOCABULARY: f64 = 200_000.0;
/// Names that come again, the commonest in one event of a few hundred.
const NAMES: f64 = 100_000.0;
const TOPICS: u64 = 2_000;
/// Words that a topic, and an event, has besides everybody's.
const TOPIC_WORDS: u64 = 150;
const EVENT_WORDS: u64 = 60;
/// Names and numbers of an event.
const FACTS: u64 = 10;
/// Words of a sentence.
const SENTENCE: usize = 18;

/// The commonest words, which hold sentences together.
const COMMON: &str = "the of to and a in said for on that is it by was at with as from its be will has he an have are not but or \
    which were would had they about their this been one more after who also up than other could we last two his there some new out \
    if no all when first into can over before i what so because only most three may between under our against through them year \
    percent million company market government";

/// A week of so many articles.
#[derive(Clone, Copy)]
pub(crate) struct Week(pub(crate) u64);

/// What an article is made from.
#[derive(Clone, Copy)]
enum Origin {
    /// It tells of an event of its own.
    Event,
    /// It tells of the event that the article of this number tells of.
    Report(u64),
    /// It copies the article of this number.
    Copy(u64),
}

impl Week {
    /// The article of a number.
    pub(crate) fn article(self, number: u64) -> Article {
        let after = SignedDuration::from_secs((number * SPAN / self.0.max(1)) as i64);
        let (words, title) = match self.origin(number) {
            Origin::Copy(of) => {
                let words = self.words(of);
                let kept = words.len() as u64 * (50 + mixed(number, 1) % 51) / 100;
                let edited = words.into_iter().take(kept as usize).enumerate().map(|(place, word)| {
                    if mixed(number, 100 + place as u64).is_multiple_of(40) {
                        spelt(mixed(number, 2))
                    } else {
                        word
                    }
                });
                (edited.collect(), self.title(of))
            }
            Origin::Event | Origin::Report(_) => (self.words(number), self.title(number)),
        };
        Article {
            url: Some(format!("https://outlet-{}.example/{number}", number % 400)),
            language: Some("en".to_owned()),
            ..Article::new(
                ArticleId(number as i64 + 1),
                Timestamp::constant(1_741_075_200, 0) + after,
                title,
                sentences(&words),
            )
        }
    }

    /// Where the article of a number belongs, told by what it is made from.
    pub(crate) fn placement(self, number: u64) -> Placement {
        let id = |number: u64| number as i64 + 1;
        let (relation, of) = match self.origin(number) {
            Origin::Event => (Relation::Original, number),
            Origin::Report(of) => (Relation::Report, of),
            Origin::Copy(of) => (Relation::Copy { of: ArticleId(id(of)) }, of),
        };
        Placement {
            story: StoryId(id(self.event(of))),
            opened: relation == Relation::Original,
            relation,
            merged: Vec::new(),
            related: Vec::new(),
            why: Vec::new(),
        }
    }

    fn origin(self, number: u64) -> Origin {
        let back = 1 + mixed(number, 3) % (self.0 * LAG / SPAN).max(1);
        match (mixed(number, 4) % 100, number.checked_sub(back)) {
            (lot, Some(other)) if lot < COPIES => match self.origin(other) {
                Origin::Copy(of) => Origin::Copy(of),
                _ => Origin::Copy(other),
            },
            (lot, Some(other)) if lot < COPIES + REPORTS => match self.origin(other) {
                Origin::Copy(of) | Origin::Report(of) => Origin::Report(of),
                Origin::Event => Origin::Report(other),
            },
            _ => Origin::Event,
        }
    }

    fn event(self, number: u64) -> u64 {
        match self.origin(number) {
            Origin::Report(of) => self.event(of),
            _ => number,
        }
    }

    fn title(self, number: u64) -> String {
        let event = self.event(number);
        let word = |place: u64| match place {
            0..4 => fact(event, mixed(number, place) % 5),
            _ => event_word(event, mixed(number, place) % EVENT_WORDS),
        };
        (0..8).map(word).collect::<Vec<_>>().join(" ")
    }

    /// An original's words in order.
    fn words(self, number: u64) -> Vec<String> {
        let event = self.event(number);
        let topic = mixed(event, 5) % TOPICS;
        // Between 60 and 700, 270 on average.
        let length = 60 + (640.0 * unit(mixed(number, 6)).powi(2)) as u64;
        let word = |place: u64| {
            let lot = mixed(number, 1_000 + place);
            match lot % 100 {
                0..10 => fact(event, lot / 100 % FACTS),
                10..24 => event_word(event, zipf(EVENT_WORDS as f64, 3.0, unit(mixed(lot, 7)))),
                24..36 => topic_word(topic, zipf(TOPIC_WORDS as f64, 5.0, unit(mixed(lot, 8)))),
                _ => anybodys(zipf(VOCABULARY, 2.7, unit(mixed(lot, 9)))),
            }
        };
        (0..length).map(word).collect()
    }
}

/// Names, and every fourth a number, that reports of an event share.
fn fact(event: u64, place: u64) -> String {
    let own = mixed(event, 20 + place);
    match place % 4 {
        3 => (10 + own % 9_990).to_string(),
        // One name in three is hardly met again.
        0 => capital(&spelt(10_000_000 + own % 1_000_000_000)),
        _ => capital(&spelt(1_000_000 + zipf(NAMES, 20.0, unit(own)))),
    }
}

fn event_word(event: u64, place: u64) -> String {
    anybodys(100 + mixed(event, 200 + place) % 30_000)
}

fn topic_word(topic: u64, place: u64) -> String {
    anybodys(100 + mixed(topic, 300 + place) % 10_000)
}

fn anybodys(rank: u64) -> String {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| COMMON.split_whitespace().collect());
    WORDS.get(rank as usize).map_or_else(|| spelt(rank), |word| (*word).to_owned())
}

/// A number below `count`, as frequent as a word of that rank, if `unit` is even between 0 and 1.
fn zipf(count: f64, offset: f64, unit: f64) -> u64 {
    (offset * ((count + offset) / offset).powf(unit) - offset) as u64
}

fn sentences(words: &[String]) -> String {
    let mut sentences = Vec::new();
    for sentence in words.chunks(SENTENCE) {
        let (first, rest) = sentence.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
        sentences.push(format!("{} {}.", capital(first), rest.join(" ")));
    }
    sentences.join(" ")
}

fn capital(word: &str) -> String {
    word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
}

/// A word for each number.
fn spelt(number: u64) -> String {
    let mut rest = mixed(number, 77);
    let (length, start) = (4 + rest % 6, rest / 6 % 2);
    rest /= 12;
    let mut letter = |place: u64| {
        let letters: &[u8] =
            if (place + start).is_multiple_of(2) { b"bcdfghjklmnpqrstvwxz" } else { b"aeiouy" };
        let letter = letters[(rest % letters.len() as u64) as usize];
        rest /= letters.len() as u64;
        char::from(letter)
    };
    (0..length).map(&mut letter).collect()
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
