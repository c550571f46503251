//! Reads watchlists and articles, prints a line for each mention: what `wirewatch try watch` prints, for measuring this
//! crate by itself. What further files teach of names is learned first. For names that mean one thing in all of the articles, the
//! last line has the recall: of how many articles in which a name stands as it is written its watch is told.
//! `cargo run --release -p watch --example mentions -- WATCHLISTS.toml ARTICLES.jsonl[.gz] [LEARN.jsonl[.gz]…]`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use model::{
    Article, ArticleId, Entity, EntityKind, Field, Mention, Outcome, Policy, Tracked, Watch, Watchlist,
};
use serde::Deserialize;
use serde_json::json;

type AnyResult<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> AnyResult<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lists, articles, learn @ ..] = arguments.as_slice() else {
        return Err("usage: measure WATCHLISTS.toml ARTICLES.jsonl[.gz] [LEARN.jsonl[.gz]…]".into());
    };
    let lists = read_lists(lists)?;
    let matcher = watch::Matcher::compile(&lists).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        "the watchlists do not compile"
    })?;
    let mut knowledge = watch::Knowledge::default();
    for file in learn {
        for (_, article) in read_articles(file)? {
            let lessons = matcher.find(&article, &knowledge).lessons;
            knowledge.learn(lessons);
        }
    }
    let articles = read_articles(articles)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut took = Duration::ZERO;
    let (mut standing, mut told) = (0, 0);
    for (id, article) in &articles {
        let start = Instant::now();
        let found = matcher.find(article, &knowledge).found;
        took += start.elapsed();
        let mentions: Vec<Mention> = found.into_iter().filter_map(|found| found.alone).collect();
        let is_told = |watch: &&Watch| {
            mentions.iter().any(|mention| mention.watch == watch.name && mention.outcome == Outcome::Match)
        };
        let watches = || lists.iter().flat_map(|list| &list.watches).filter(|watch| stands(watch, article));
        standing += watches().count();
        told += watches().filter(is_told).count();
        for mention in &mentions {
            writeln!(out, "{}", line(id, mention))?;
        }
    }
    out.flush()?;
    let bytes: usize = articles.iter().map(|(_, article)| article.title.len() + article.text.len()).sum();
    eprintln!("{} articles, {bytes} bytes, {took:?}", articles.len());
    eprintln!("a name stands as it is written {standing} times, and is told {told} times");
    Ok(())
}

/// Whether the name of an entity, or another name of it, stands in an article in the same letters.
fn stands(watch: &Watch, article: &Article) -> bool {
    let Tracked::Entity(entity) = &watch.tracked else { return false };
    let is_apart =
        |beside: Option<char>| !beside.is_some_and(|beside| beside.is_alphanumeric() || beside == '_');
    let stands_in = |name: &str, text: &str| {
        text.match_indices(name).any(|(at, _)| {
            let (before, after) = (text.get(..at), text.get(at + name.len()..));
            is_apart(before.and_then(|before| before.chars().next_back()))
                && is_apart(after.and_then(|after| after.chars().next()))
        })
    };
    let mut names = std::iter::once(&watch.name).chain(&entity.aliases);
    names.any(|name| stands_in(name, &article.title) || stands_in(name, &article.text))
}

fn line(id: &str, mention: &Mention) -> serde_json::Value {
    let evidence = mention.evidence.iter().map(|evidence| {
        json!({
            "alias": evidence.alias,
            "field": match evidence.field { Field::Title => "title", Field::Text => "text" },
            "start": evidence.span.start,
            "end": evidence.span.end,
            "sentence": evidence.sentence,
        })
    });
    json!({
        "article": id,
        "watchlist": mention.watchlist,
        "watch": mention.watch,
        "outcome": match mention.outcome { Outcome::Match => "match", Outcome::Review => "review" },
        "score": mention.score,
        "salience": mention.salience,
        "evidence": evidence.collect::<Vec<_>>(),
        "reasons": mention.reasons,
    })
}

#[derive(Deserialize)]
struct ListFile {
    watchlist: Vec<ListEntry>,
}

#[derive(Deserialize)]
struct ListEntry {
    name: String,
    watch: Vec<WatchEntry>,
}

#[derive(Deserialize)]
struct WatchEntry {
    name: String,
    rule: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    kind: Option<String>,
    #[serde(default)]
    context: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    ticker: Option<String>,
}

impl From<WatchEntry> for Watch {
    fn from(entry: WatchEntry) -> Watch {
        let WatchEntry { name, rule, aliases, kind, context, not, ticker } = entry;
        let kind = kind.map(|kind| match kind.as_str() {
            "organisation" => EntityKind::Organisation,
            "person" => EntityKind::Person,
            "place" => EntityKind::Place,
            "product" => EntityKind::Product,
            _ => EntityKind::Other,
        });
        let entity = Entity { aliases, kind, context, not, ticker };
        Watch { name, tracked: rule.map_or(Tracked::Entity(entity), Tracked::Rule) }
    }
}

fn read_lists(path: &str) -> AnyResult<Vec<Watchlist>> {
    let file: ListFile = toml::from_str(&std::fs::read_to_string(path)?)?;
    let list = |entry: ListEntry| Watchlist {
        name: entry.name,
        endpoints: Vec::new(),
        policy: Policy::default(),
        watches: entry.watch.into_iter().map(Watch::from).collect(),
    };
    Ok(file.watchlist.into_iter().map(list).collect())
}

#[derive(Deserialize)]
struct ArticleLine {
    id: String,
    url: Option<String>,
    source: Option<String>,
    published: Option<String>,
    language: Option<String>,
    title: String,
    text: String,
}

fn read_articles(path: &str) -> AnyResult<Vec<(String, Article)>> {
    let file = File::open(path)?;
    let reader: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut articles = Vec::new();
    for line in BufReader::new(reader).lines() {
        let line: ArticleLine = serde_json::from_str(&line?)?;
        let published = line.published.and_then(|time| time.parse().ok());
        let article = Article {
            id: ArticleId(articles.len() as i64 + 1),
            url: line.url,
            source: line.source,
            published,
            seen: published.unwrap_or(Timestamp::UNIX_EPOCH),
            language: line.language,
            author: None,
            tags: Vec::new(),
            title: line.title,
            text: line.text,
        };
        articles.push((line.id, article));
    }
    Ok(articles)
}
