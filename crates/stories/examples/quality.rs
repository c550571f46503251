//! Groups labelled articles and prints how well, by BCubed and by pairs: in the order of their file, in shuffled orders, and
//! with half of the stories left out. What holds in one order alone, or for one half, does not hold.
//!
//! `cargo run --release -p stories --example quality -- [--orders N] [--halves N] [--embedding MODEL] FOLDER...`, where a folder holds
//! `articles.jsonl` (or `.gz`) and `gold.jsonl`, lines of `{"id", "story"}`. Articles without a date are shuffled; those
//! with one arrive by it.
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

fn main() -> Result<(), Box<dyn Error>> {
    let (mut orders, mut halves, mut model, mut folders) = (0, 0, None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--orders" => orders = arguments.next().ok_or("--orders needs a number")?.parse()?,
            "--halves" => halves = arguments.next().ok_or("--halves needs a number")?.parse()?,
            "--embedding" => {
                let folder = arguments.next().ok_or("--embedding needs a folder")?;
                model = Some(Model::open(Path::new(&folder))?);
            }
            _ => folders.push(argument),
        }
    }
    println!("{:38}  BCubed F1  P      R        pairs P  R        swallowed", "");
    for folder in folders {
        let corpus = Corpus::read(Path::new(&folder), model.as_ref())?;
        let name = Path::new(&folder).file_name().unwrap_or_default().to_string_lossy().into_owned();
        print(&name, "in order", &[corpus.quality(|_| true, 0)?]);
        let shuffled: Vec<Quality> =
            (1..=orders).map(|seed| corpus.quality(|_| true, seed)).collect::<Result<_, _>>()?;
        print(&name, "shuffled", &shuffled);
        let kept = |seed: u64| move |story: &str| mixed(seed, story).is_multiple_of(2);
        let halved: Vec<Quality> =
            (1..=halves).map(|seed| corpus.quality(kept(seed), 0)).collect::<Result<_, _>>()?;
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
        "{:38}  {:.4}  {precision:.4}  {recall:.4}    {pair_precision:.4}  {pair_recall:.4}    {swallowed:.1}{}",
        format!("{name}, {how} ({})", found.len()),
        mean(Quality::f1),
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
    model: Option<&'a Model>,
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
}

impl Quality {
    fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

impl<'a> Corpus<'a> {
    fn read(folder: &Path, model: Option<&'a Model>) -> Result<Self, Box<dyn Error>> {
        let plain = folder.join("articles.jsonl");
        let path = if plain.exists() { plain } else { folder.join("articles.jsonl.gz") };
        let lines = articles::lines(&path.to_string_lossy())?;
        let labels = std::fs::read_to_string(folder.join("gold.jsonl"))?;
        let labels = labels.lines().map(serde_json::from_str).collect::<Result<Vec<Label>, _>>()?;
        let gold = labels.into_iter().map(|label| (label.id, label.story)).collect();
        Ok(Corpus { lines, model, gold })
    }

    /// Groups the articles of the stories that are kept, in the order of a seed; 0 is that of the file.
    fn quality(&self, is_kept: impl Fn(&str) -> bool, seed: u64) -> Result<Quality, Box<dyn Error>> {
        let story = |line: &Line| self.gold.get(&line.id).map(String::as_str);
        let mut lines: Vec<&Line> =
            self.lines.iter().filter(|line| story(line).is_some_and(&is_kept)).collect();
        if seed != 0 && lines.iter().all(|line| line.published.is_none()) {
            lines.sort_by_key(|line| mixed(seed, &line.id));
        }
        let articles = articles::articles(&lines)?;
        let gold: Vec<&str> = lines.iter().filter_map(|line| story(line)).collect();
        Ok(quality(&articles, self.model, &gold))
    }
}

fn quality(articles: &[Article], model: Option<&Model>, gold: &[&str]) -> Quality {
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
        *sizes.entry(*story).or_insert(0_u64) += 1;
        *found_sizes.entry(*found).or_insert(0_u64) += 1;
        *both.entry((*story, *found)).or_insert(0_u64) += 1;
        *opened.entry(story).or_default() |= opens;
    }
    let all = gold.len() as f64;
    let share = |of: f64, total: f64| if total > 0.0 { of / total } else { 1.0 };
    let squares = |size: &dyn Fn(&(&str, model::StoryId)) -> u64| {
        both.iter().map(|(key, &count)| (count * count) as f64 / size(key) as f64).sum::<f64>()
    };
    let pairs = |count: u64| (count * (count - 1) / 2) as f64;
    let joined: f64 = both.values().copied().map(pairs).sum();
    Quality {
        precision: squares(&|key| found_sizes.get(&key.1).copied().unwrap_or(1)) / all,
        recall: squares(&|key| sizes.get(key.0).copied().unwrap_or(1)) / all,
        pair_precision: share(joined, found_sizes.values().copied().map(pairs).sum()),
        pair_recall: share(joined, sizes.values().copied().map(pairs).sum()),
        swallowed: opened.values().filter(|opens| !**opens).count(),
    }
}

/// A number that a seed and a name decide (FNV-1a, and the finish of SplitMix64).
fn mixed(seed: u64, name: &str) -> u64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let z = name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), hash);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 31)
}
