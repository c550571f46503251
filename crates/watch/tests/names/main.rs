//! Names that are also words, places and persons, in articles written for this: how many of the mentions that are meant are
//! found, and how many that are found are meant. `watches.toml` has the names; `articles.txt` an article a paragraph: its
//! language, the names asked for (`+` meant, `-` not), the headline, and the text.

use jiff::Timestamp;
use model::{Article, ArticleId, Entity, EntityKind, Outcome, Policy, Tracked, Watch, Watchlist};
use serde::Deserialize;
use watch::Matcher;

#[test]
fn names_are_told_from_their_namesakes() {
    check(include_str!("watches.toml"), include_str!("articles.txt"), 160, 0.90);
}

/// More of these are of the kind that a person has to think about.
#[test]
fn more_names_are_told_from_their_namesakes() {
    check(include_str!("others.toml"), include_str!("others.txt"), 180, 0.84);
}

/// In most articles in which these mean something else, some word is of the same trade.
#[test]
fn names_are_told_from_their_namesakes_in_misleading_company() {
    check(include_str!("third.toml"), include_str!("third.txt"), 450, 0.84);
    check(include_str!("fourth.toml"), include_str!("fourth.txt"), 454, 0.79);
    check(include_str!("fifth.toml"), include_str!("fifth.txt"), 449, 0.88);
    check(include_str!("sixth.toml"), include_str!("sixth.txt"), 456, 0.87);
    check(include_str!("seventh.toml"), include_str!("seventh.txt"), 445, 0.88);
    check(include_str!("eighth.toml"), include_str!("eighth.txt"), 454, 0.83);
    check(include_str!("ninth.toml"), include_str!("ninth.txt"), 470, 0.82);
    check(include_str!("tenth.toml"), include_str!("tenth.txt"), 479, 0.86);
    check(include_str!("eleventh.toml"), include_str!("eleventh.txt"), 485, 0.83);
    check(include_str!("twelfth.toml"), include_str!("twelfth.txt"), 465, 0.88);
    check(include_str!("thirteenth.toml"), include_str!("thirteenth.txt"), 469, 0.87);
}

/// Checks that so many labels are there, and the `least` share of what is found that is meant, and of what is meant that is found.
fn check(watches: &str, articles: &str, all: usize, least: f64) {
    let matcher = Matcher::compile(&[watchlist(watches)]).expect("the names compile");
    let (mut right, mut wrong) = (0, Vec::new());
    let (mut missed, mut labels) = (Vec::new(), 0);
    for paragraph in articles.trim().split("\n\n") {
        let (head, story) = paragraph.split_once('\n').expect("the names come first");
        let (title, text) = story.split_once('\n').unwrap_or((story, ""));
        let mentions = matcher.mentions(&article(title, text));
        for (name, meant) in asked(head) {
            let mut matches = mentions.iter().filter(|mention| mention.outcome == Outcome::Match);
            let found = matches.any(|mention| mention.watch == name);
            labels += 1;
            match (found, meant) {
                (true, true) => right += 1,
                (true, false) => wrong.push(format!("{name}: {title}")),
                (false, true) => missed.push(format!("{name}: {title}")),
                (false, false) => {}
            }
        }
    }
    assert_eq!(labels, all);
    let share = |others: usize| f64::from(right) / (f64::from(right) + others as f64);
    let (precision, recall) = (share(wrong.len()), share(missed.len()));
    assert!(
        precision >= least && recall >= least,
        "precision {precision:.3}, recall {recall:.3}\nfound and not meant: {wrong:#?}\nmissed: {missed:#?}"
    );
}

/// The names of a line like `en Chase+ "Best Buy"-`, and whether each is meant.
fn asked(head: &str) -> Vec<(&str, bool)> {
    let (_, names) = head.split_once(' ').expect("the language comes first");
    let ends = names.match_indices(['+', '-']);
    let mut start = 0;
    let each = ends.map(|(end, mark)| {
        let name = names.get(std::mem::replace(&mut start, end + 1)..end).unwrap_or_default();
        (name.trim().trim_matches('"'), mark == "+")
    });
    each.collect()
}

#[derive(Deserialize)]
struct Watches {
    watch: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    kind: String,
    #[serde(default)]
    context: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    ticker: Option<String>,
}

fn watchlist(watches: &str) -> Watchlist {
    let Watches { watch } = toml::from_str(watches).expect("the names are valid TOML");
    let watches = watch.into_iter().map(|entry| {
        let kind = match entry.kind.as_str() {
            "organisation" => EntityKind::Organisation,
            "product" => EntityKind::Product,
            "person" => EntityKind::Person,
            "place" => EntityKind::Place,
            kind => panic!("no kind is called {kind}"),
        };
        let Entry { name, aliases, context, not, ticker, .. } = entry;
        let entity = Entity { aliases, kind: Some(kind), context, not, ticker };
        Watch { name, tracked: Tracked::Entity(entity) }
    });
    Watchlist {
        name: "names".to_owned(),
        endpoints: Vec::new(),
        policy: Policy::default(),
        watches: watches.collect(),
    }
}

fn article(title: &str, text: &str) -> Article {
    Article::new(ArticleId(1), Timestamp::UNIX_EPOCH, title, text)
}
