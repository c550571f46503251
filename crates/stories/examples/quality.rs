//! Groups labelled articles and prints how well, by BCubed and by pairs: in the order of their file, in shuffled orders, and
//! with half of the stories left out. What holds in one order alone, or for one half, does not hold.
//!
//! `cargo run --release -p stories --example quality -- [--orders N] [--halves N] [--words N] [--bystanders FILE] [--embedding MODEL]
//! FOLDER...`, where a folder holds `articles.jsonl` (or `.gz`) and `gold.jsonl`, lines of `{"id", "story"}`. Articles without a
//! date are shuffled; those with one arrive by it.
//!
//! `--words` leaves so many words of each text, as feeds do, which send summaries or headlines alone (0). `--bystanders` has the
//! articles of a file arrive among the labelled ones, as most news of a day belongs to none of the events that one looks at: each
//! is a story of its own, and what part of them is taken for a report of another is printed, too.
#![allow(clippy::print_stdout, missing_docs)]

mod articles;

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use embedding::Model;
use model::Article;
use serde::Deserialize;
use stories::{Config, Reading, Stories};

use articles::Line;

#[derive(Deserialize)]
struct Label {
    id: String,
    story: String,
}

/// What is asked for.
#[derive(Default)]
struct Options {
    orders: u64,
    halves: u64,
    /// So many words of a text are left.
    words: Option<usize>,
    /// Articles of events that nothing labelled tells of.
    bystanders: Vec<Line>,
    model: Option<Model>,
    folders: Vec<String>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Options::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--orders" => options.orders = value()?.parse()?,
                "--halves" => options.halves = value()?.parse()?,
                "--words" => options.words = Some(value()?.parse()?),
                "--bystanders" => options.bystanders = articles::lines(&value()?)?,
                "--embedding" => options.model = Some(Model::open(Path::new(&value()?))?),
                _ => options.folders.push(argument),
            }
        }
        Ok(options)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    let taken = if options.bystanders.is_empty() { "" } else { "  bystanders joined" };
    println!("{:38}  BCubed F1  P      R        pairs P  R        swallowed{taken}", "");
    for folder in &options.folders {
        let corpus = Corpus::read(Path::new(folder), &options)?;
        let name = Path::new(folder).file_name().unwrap_or_default().to_string_lossy().into_owned();
        print(&name, "in order", &[corpus.quality(|_| true, 0)?]);
        let shuffled: Vec<Quality> =
            (1..=options.orders).map(|seed| corpus.quality(|_| true, seed)).collect::<Result<_, _>>()?;
        print(&name, "shuffled", &shuffled);
        let kept = |seed: u64| move |story: &str| mixed(seed, story).is_multiple_of(2);
        let halved: Vec<Quality> =
            (1..=options.halves).map(|seed| corpus.quality(kept(seed), 0)).collect::<Result<_, _>>()?;
        print(&name, "half of the stories", &halved);
    }
    Ok(())
}

/// Prints the mean, and where there are several the least and the greatest F1.
fn print(name: &str, how: &str, found: &[Quality]) {
    let mean = |of: fn(&Quality) -> f64| found.iter().map(of).sum::<f64>() / found.len() as f64;
    let (precision, recall) = (mean(|found| found.precision), mean(|found| found.recall));
    let (pair_precision, pair_recall) = (mean(|found| found.pair_precision), mean(|found| found.pair_recall));
    let swallowed = mean(|found| found.swallowed as f64);
    if found.is_empty() {
        return;
    }
    println!(
        "{:38}  {:.4}  {precision:.4}  {recall:.4}    {pair_precision:.4}  {pair_recall:.4}    {swallowed:.1}{}{}",
        format!("{name}, {how} ({})", found.len()),
        mean(Quality::f1),
        match found.iter().map(|found| found.bystanders).sum::<Option<f64>>() {
            Some(joined) => format!("    {:.4}", joined / found.len() as f64),
            None => String::new(),
        },
        match found {
            [_] => String::new(),
            _ => format!(
                "    F1 {:.4} to {:.4}, pairs P from {:.4}",
                found.iter().map(Quality::f1).fold(1.0, f64::min),
                found.iter().map(Quality::f1).fold(0.0, f64::max),
                found.iter().map(|found| found.pair_precision).fold(1.0, f64::min)
            ),
        }
    );
}

struct Corpus<'a> {
    lines: Vec<Line>,
    options: &'a Options,
    gold: HashMap<String, String>,
}

/// How well articles are grouped.
struct Quality {
    precision: f64,
    recall: f64,
    pair_precision: f64,
    pair_recall: f64,
    /// Stories that no article opened: a watcher never hears of them.
    swallowed: usize,
    /// The part of the bystanders that is taken for reports or copies of another article; none where there are none.
    bystanders: Option<f64>,
}

impl Quality {
    fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

impl<'a> Corpus<'a> {
    fn read(folder: &Path, options: &'a Options) -> Result<Self, Box<dyn Error>> {
        let plain = folder.join("articles.jsonl");
        let path = if plain.exists() { plain } else { folder.join("articles.jsonl.gz") };
        let lines = articles::lines(&path.to_string_lossy())?;
        let labels = std::fs::read_to_string(folder.join("gold.jsonl"))?;
        let labels = labels.lines().map(serde_json::from_str).collect::<Result<Vec<Label>, _>>()?;
        let gold = labels.into_iter().map(|label| (label.id, label.story)).collect();
        Ok(Corpus { lines, options, gold })
    }

    /// Groups the articles of the stories that are kept, in the order of a seed; 0 is that of the file.
    fn quality(&self, is_kept: impl Fn(&str) -> bool, seed: u64) -> Result<Quality, Box<dyn Error>> {
        let story = |line: &Line| self.gold.get(&line.id).map(String::as_str);
        let mut lines: Vec<&Line> =
            self.lines.iter().filter(|line| story(line).is_some_and(&is_kept)).collect();
        if seed != 0 && lines.iter().all(|line| line.published.is_none()) {
            lines.sort_by_key(|line| mixed(seed, &line.id));
        }
        let mut arriving: Vec<(Option<&str>, Line)> = Vec::new();
        let mut bystanders = self.options.bystanders.iter();
        for (at, line) in lines.iter().enumerate() {
            arriving.push((story(line), (*line).clone()));
            // Those that come before the next labelled one, at the date of this one.
            let due = (at + 1) * self.options.bystanders.len() / lines.len();
            let between = bystanders.by_ref().take(due - at * self.options.bystanders.len() / lines.len());
            arriving.extend(between.cloned().map(|mut other| {
                other.published.clone_from(&line.published);
                (None, other)
            }));
        }
        if let Some(words) = self.options.words {
            arriving.iter_mut().for_each(|(_, line)| line.text = first_words(&line.text, words));
        }
        let lines: Vec<&Line> = arriving.iter().map(|(_, line)| line).collect();
        let gold: Vec<Option<&str>> = arriving.iter().map(|(story, _)| *story).collect();
        Ok(quality(&articles::articles(&lines)?, self.options.model.as_ref(), &gold))
    }
}

fn first_words(text: &str, words: usize) -> String {
    text.split_whitespace().take(words).collect::<Vec<_>>().join(" ")
}

fn quality(articles: &[Article], model: Option<&Model>, gold: &[Option<&str>]) -> Quality {
    let mut stories = Stories::new(Config::default());
    let mut placed = Vec::new();
    for article in articles {
        let meaning = model.map_or_else(Box::default, |model| model.vector(&article.title, &article.text));
        let reading = Reading::of(article).with_meaning(meaning);
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        placed.push((placement.story, placement.opened));
    }
    let found: Vec<_> = placed.iter().map(|&(story, _)| stories.resolve(story)).collect();
    let (mut sizes, mut found_sizes, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut opened: HashMap<&str, bool> = HashMap::new();
    for ((story, found), (_, opens)) in gold.iter().zip(&found).zip(&placed) {
        *found_sizes.entry(*found).or_insert(0_u64) += 1;
        let Some(story) = story else { continue };
        *sizes.entry(*story).or_insert(0_u64) += 1;
        *both.entry((*story, *found)).or_insert(0_u64) += 1;
        *opened.entry(story).or_default() |= opens;
    }
    let bystanders = gold.iter().zip(&placed).filter(|(story, _)| story.is_none());
    let (others, joined) = bystanders
        .fold((0.0, 0.0), |(others, joined), (_, placed)| (others + 1.0, joined + f64::from(!placed.1)));
    let all = gold.len() as f64 - others;
    let share = |of: f64, total: f64| if total > 0.0 { of / total } else { 1.0 };
    let squares = |size: &dyn Fn(&(&str, model::StoryId)) -> u64| {
        both.iter().map(|(key, &count)| (count * count) as f64 / size(key) as f64).sum::<f64>()
    };
    let pairs = |count: u64| (count * (count - 1) / 2) as f64;
    let correct: f64 = both.values().copied().map(pairs).sum();
    // Pairs of bystanders are no pairs of events that are labelled.
    let labelled: HashMap<model::StoryId, u64> =
        both.iter().fold(HashMap::new(), |mut labelled, (key, count)| {
            *labelled.entry(key.1).or_insert(0) += count;
            labelled
        });
    Quality {
        precision: squares(&|key| found_sizes.get(&key.1).copied().unwrap_or(1)) / all,
        recall: squares(&|key| sizes.get(key.0).copied().unwrap_or(1)) / all,
        pair_precision: share(correct, labelled.values().copied().map(pairs).sum()),
        pair_recall: share(correct, sizes.values().copied().map(pairs).sum()),
        swallowed: opened.values().filter(|opens| !**opens).count(),
        bystanders: (others > 0.0).then(|| joined / others),
    }
}

/// A number that a seed and a name decide (FNV-1a, and the finish of SplitMix64).
fn mixed(seed: u64, name: &str) -> u64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let z = name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), hash);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 31)
}
