//! A made-up language to measure with: words of syllables whose frequencies fall as those of real words do, articles of
//! three kilobytes, and as many watches as are asked for. Everything follows from a seed. Beside it, daachorse as somebody
//! would use it who has nothing else.

#![allow(dead_code, reason = "each program that is made with this file uses a part of it")]

use daachorse::DoubleArrayAhoCorasick;
use jiff::Timestamp;
use model::{Article, ArticleId, Entity, Policy, Tracked, Watch, Watchlist};

/// A generator of the splitmix family: small, seeded, and good enough to measure with.
pub(crate) struct Random(u64);

impl Random {
    /// A generator that gives the same numbers for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A rank below a bound, small ones more often: evenly spread over the logarithm, as words of running text are.
    pub(crate) fn rank(&mut self, bound: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((bound as f64 + 1.0).powf(share) - 1.0) as usize
    }
}

/// How many words the language has.
pub(crate) const WORDS: usize = 300_000;

/// The words by rank: the frequent ones are short. Most end in a consonant, as English words do.
pub(crate) fn words() -> Vec<String> {
    const ONSETS: &[&str] = &[
        "b", "br", "c", "d", "f", "fl", "g", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr",
        "v",
    ];
    const CODAS: &[&str] =
        &["b", "ck", "d", "ft", "g", "l", "m", "n", "nt", "p", "r", "rk", "sk", "t", "th", "x"];
    let pick = |parts: &[&'static str], rest: &mut usize| {
        let part = parts[*rest % parts.len()];
        *rest /= parts.len();
        part
    };
    let word = |rank: usize| {
        let mut rest = rank;
        let mut word = String::new();
        loop {
            word.push_str(pick(ONSETS, &mut rest));
            word.push_str(pick(&["a", "e", "i", "o", "u"], &mut rest));
            if rest == 0 {
                return word;
            }
            rest -= 1;
            word.push_str(pick(CODAS, &mut rest));
            if rest == 0 {
                return word;
            }
            rest -= 1;
        }
    };
    // Rules take these for operators.
    let is_plain = |word: &String| !["not", "or", "and", "near"].contains(&word.as_str());
    (0..).map(word).filter(is_plain).take(WORDS).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// An article of about three kilobytes: sentences of running words, some with a capital, and where `names` are given, one of
/// them in every third sentence or so.
pub(crate) fn article(words: &[String], names: &[String], random: &mut Random) -> Article {
    let mut text = String::new();
    while text.len() < 3_000 {
        let length = 8 + random.below(18);
        for index in 0..length {
            let word = &words[random.rank(words.len())];
            let name = index == 0 || random.below(12) == 0;
            if !names.is_empty() && random.below(50) == 0 {
                text.push_str(&names[random.below(names.len())]);
                text.push(' ');
            }
            text.push_str(&if name { capitalised(word) } else { word.clone() });
            text.push_str(if index + 1 == length { ". " } else { " " });
        }
        if random.below(5) == 0 {
            text.push_str("\n\n");
        }
    }
    Article {
        language: Some("en".to_owned()),
        ..Article::new(
            ArticleId(1),
            Timestamp::UNIX_EPOCH,
            (0..8).map(|_| words[random.rank(words.len())].as_str()).collect::<Vec<_>>().join(" "),
            text,
        )
    }
}

/// A watchlist of so many names and rules, by turns.
pub(crate) fn watchlist(count: usize, words: &[String], random: &mut Random) -> Watchlist {
    let watches = (0..count).map(|number| {
        if number % 2 == 0 { name(number, words, random) } else { rule(number, words, random) }
    });
    list(watches.collect())
}

/// So many names.
pub(crate) fn names(count: usize, words: &[String], random: &mut Random) -> Vec<String> {
    (0..count).map(|number| name(number * 2, words, random).name).collect()
}

/// Each name as a watch; a name that comes twice is one.
pub(crate) fn each_a_watch(names: &[String]) -> Vec<Watch> {
    let watch = |name: &String| Watch { name: name.clone(), tracked: Tracked::Entity(Entity::default()) };
    let mut unique: Vec<Watch> = names.iter().map(watch).collect();
    unique.sort_by(|a, b| a.name.cmp(&b.name));
    unique.dedup_by(|a, b| a.name == b.name);
    unique
}

/// Rules that any of some words sets off, as few as they fit in.
pub(crate) fn as_rules(words: &[String]) -> Vec<Watch> {
    let rule = |(number, words): (usize, &[String])| Watch {
        name: format!("rule {number}"),
        tracked: Tracked::Rule(words.join(" OR ")),
    };
    words.chunks(5_000).enumerate().map(rule).collect()
}

/// The bytes of some articles.
pub(crate) fn bytes(articles: &[Article]) -> usize {
    articles.iter().map(|article| article.title.len() + article.text.len()).sum()
}

/// Names as daachorse finds them: in lower case, as whole words.
pub(crate) struct Automaton(DoubleArrayAhoCorasick<u32>);

impl Automaton {
    /// An automaton of names, each once.
    pub(crate) fn new(names: &[String]) -> Result<Self, String> {
        let mut patterns: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        patterns.sort();
        patterns.dedup();
        DoubleArrayAhoCorasick::new(patterns).map(Automaton).map_err(|error| error.to_string())
    }

    /// At how many places names stand in an article.
    pub(crate) fn places(&self, article: &Article) -> usize {
        let places = |text: &str| {
            let text = text.to_lowercase();
            let is_bound = |at: usize| !text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
            let whole = |found: &daachorse::Match<u32>| {
                is_bound(found.end()) && found.start().checked_sub(1).is_none_or(is_bound)
            };
            self.0.find_overlapping_iter(&text).filter(whole).count()
        };
        places(&article.title) + places(&article.text)
    }
}

/// A watchlist of watches.
pub(crate) fn list(watches: Vec<Watch>) -> Watchlist {
    Watchlist { name: "list".to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches }
}

/// A name of one to three words; the number makes it unique. Words of names are seldom frequent ones.
fn name(number: usize, words: &[String], random: &mut Random) -> Watch {
    let mut word = || capitalised(&words[1_000 + random.below(words.len() - 1_000)]);
    let name = match number % 6 {
        0 => format!("{} {number}", word()),
        2 => format!("{} {}{}", word(), word(), number / 6),
        _ => format!("{} {} {}", word(), word(), word()),
    };
    let alias = format!("{} {}", word(), word());
    Watch { name, tracked: Tracked::Entity(Entity { aliases: vec![alias], ..Entity::default() }) }
}

/// A rule with AND, NOT and NEAR.
fn rule(number: usize, words: &[String], random: &mut Random) -> Watch {
    let mut word = || &words[1_000 + random.below(words.len() - 1_000)];
    let rule = match number % 3 {
        0 => format!("\"{} {}\" AND {} NOT {}", word(), word(), word(), word()),
        1 => format!("{} NEAR/10 {} NOT {}", word(), word(), word()),
        _ => format!("({} OR {}) AND {} AND NOT {}", word(), word(), word(), word()),
    };
    Watch { name: format!("rule {number}"), tracked: Tracked::Rule(rule) }
}

/// The time that the process has run on a processor, in seconds: what others run at the same time does not count.
pub(crate) fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
