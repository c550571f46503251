//! `wirewatch story`: the stories that the database holds, for people and programs, and corrections of them; beside a running
//! daemon.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;
use model::{ArticleId, Relation, StoryId, StoryState};
use serde_json::{Value, json};
use store::{Archive, ArticleView, Operator, StoryLine, StoryView};

/// Lists the stories that something joined most recently.
///
/// # Errors
///
/// Where the configuration or the database cannot be read.
pub fn story_list(limit: usize, json: bool, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let lines = archive(config)?.stories(limit)?;
    let now = pipeline::Clock::system().now();
    let text = if json {
        pretty(&Value::from_iter(lines.iter().map(|line| line_json(line, now))))?
    } else {
        lines.iter().fold(String::new(), |text, line| text + &line_text(line, now) + "\n")
    };
    print(&text)
}

/// Shows a story: what it holds, who was first, who copies and who reports, why each was placed in it, who was told.
///
/// # Errors
///
/// Where the configuration or the database cannot be read, or there is no such story.
pub fn story_show(id: i64, json: bool, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let Some(view) = archive(config)?.story(StoryId(id))? else {
        bail!("there is no story {id}: `wirewatch story list` names the latest");
    };
    let now = pipeline::Clock::system().now();
    print(&if json { pretty(&view_json(&view, now))? } else { view_text(&view, now) })
}

/// Takes articles out of a story and makes a story of them.
///
/// # Errors
///
/// Where the configuration cannot be read, the database cannot be written, or the split cannot be made.
pub fn story_split(story: i64, articles: &[i64], config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let articles: Vec<ArticleId> = articles.iter().copied().map(ArticleId).collect();
    let now = pipeline::Clock::system().now();
    let other = Operator::open(&super::beside(config)?.settings.store.path)?.split_story(
        StoryId(story),
        &articles,
        now,
    )??;
    print(&format!("They are story {other} now.\n"))
}

/// Makes one story of two.
///
/// # Errors
///
/// Where the configuration cannot be read, the database cannot be written, or the two cannot be one.
pub fn story_merge(one: i64, other: i64, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let now = pipeline::Clock::system().now();
    let story = Operator::open(&super::beside(config)?.settings.store.path)?.merge_stories(
        StoryId(one),
        StoryId(other),
        now,
    )??;
    print(&format!("Both are story {story} now.\n"))
}

fn archive(config: Option<PathBuf>) -> anyhow::Result<Archive> {
    Ok(Archive::open(&super::beside(config)?.settings.store.path)?)
}

fn print(text: &str) -> anyhow::Result<ExitCode> {
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn pretty(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn state(line: &StoryLine, now: Timestamp) -> StoryState {
    let window_from = pipeline::window_from(now);
    StoryState::of(line.summary.counts.articles, line.last_seen, window_from, now)
}

fn line_text(line: &StoryLine, now: Timestamp) -> String {
    let counts = line.summary.counts;
    format!(
        "{:>10}  {:<6}  {:.0}  {} articles, {} outlets, {} copies, {} reports  {}",
        line.summary.id.0,
        state(line, now).name(),
        line.last_seen,
        counts.articles,
        counts.outlets,
        counts.copies,
        counts.reports,
        line.summary.title
    )
}

fn line_json(line: &StoryLine, now: Timestamp) -> Value {
    let summary = &line.summary;
    json!({
        "story": summary.id.0,
        "state": state(line, now).name(),
        "title": summary.title,
        "url": summary.url,
        "first_seen": summary.first_seen.to_string(),
        "last_seen": line.last_seen.to_string(),
        "origin": summary.origin,
        "articles": summary.counts.articles,
        "outlets": summary.counts.outlets,
        "copies": summary.counts.copies,
        "reports": summary.counts.reports,
        "languages": summary.languages,
    })
}

fn relation(article: &ArticleView) -> (&'static str, Option<i64>) {
    match article.outlet.relation {
        Relation::Original => ("original", None),
        Relation::Copy { of } => ("copy", Some(of.0)),
        Relation::Report => ("report", None),
    }
}

fn view_text(view: &StoryView, now: Timestamp) -> String {
    let summary = &view.line.summary;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}\n{}", summary.title, line_text(&view.line, now));
    let _ =
        writeln!(text, "first seen {:.0}, languages: {}", summary.first_seen, summary.languages.join(", "));
    if let Some(origin) = &summary.origin {
        let _ = writeln!(text, "probably from {origin}");
    }
    for merged in &view.merged {
        let by = merged.by.map_or("a user".to_owned(), |by| format!("article {by}"));
        let _ = writeln!(text, "story {} has become part of it, by {by}", merged.story);
    }
    if !view.related.is_empty() {
        let related: Vec<String> = view.related.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "about the same matter: {}", related.join(", "));
    }
    text.push_str("\nArticles\n");
    view.articles.iter().for_each(|article| article_text(&mut text, article));
    if view.articles.len() < summary.counts.articles {
        let _ = writeln!(text, "  and {} more", summary.counts.articles - view.articles.len());
    }
    if !view.told.is_empty() {
        text.push_str("\nTold\n");
    }
    for told in &view.told {
        let _ = writeln!(
            text,
            "  {:.0}  {}: {} ({})",
            told.at,
            told.watchlist,
            told.reasons.join(", "),
            told.watches.join(", ")
        );
    }
    text
}

fn article_text(text: &mut String, article: &ArticleView) {
    let of = match relation(article) {
        (relation, Some(of)) => format!("{relation} of {of}"),
        (relation, None) => relation.to_owned(),
    };
    let outlet = &article.outlet;
    let source = outlet.source.as_deref().unwrap_or("an outlet without a name");
    let _ = writeln!(text, "  {:>8}  {:.0}  {of}  {source}: {}", article.id.0, article.seen, outlet.title);
    if let Some(url) = &outlet.url {
        let _ = writeln!(text, "            {url}");
    }
    for line in &article.why {
        let _ = writeln!(text, "            because: {line}");
    }
}

fn view_json(view: &StoryView, now: Timestamp) -> Value {
    let mut value = line_json(&view.line, now);
    let article = |article: &ArticleView| {
        let (relation, of) = relation(article);
        json!({
            "article": article.id.0,
            "relation": relation,
            "of": of,
            "seen": article.seen.to_string(),
            "source": article.outlet.source,
            "title": article.outlet.title,
            "url": article.outlet.url,
            "language": article.outlet.language,
            "published": article.outlet.published.map(|published| published.to_string()),
            "why": article.why,
        })
    };
    let told = view.told.iter().map(|told| {
        json!({
            "at": told.at.to_string(),
            "watchlist": told.watchlist,
            "reasons": told.reasons,
            "watches": told.watches,
        })
    });
    if let Some(object) = value.as_object_mut() {
        let merged = view
            .merged
            .iter()
            .map(|merged| json!({ "story": merged.story.0, "by": merged.by.map(|by| by.0) }));
        object.insert("merged".to_owned(), merged.collect());
        object.insert("related".to_owned(), view.related.iter().map(|story| story.0).collect());
        object.insert("members".to_owned(), view.articles.iter().map(article).collect());
        object.insert("told".to_owned(), told.collect());
    }
    value
}
