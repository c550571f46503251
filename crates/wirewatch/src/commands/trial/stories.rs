//! `wirewatch try stories`: groups articles into stories as the daemon does.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use embedding::Model;
use model::{ArticleId, Compared, Placement, Reason, Relation, StoryId};
use serde::Serialize;
use stories::{Config, Reading, Stories};

use super::articles;
use super::input;
use super::output::Output;
use crate::commands::progress::Progress;

/// Seconds; the window is kept to whole days.
const DAY: i64 = 24 * 60 * 60;

/// An article's place, as it is written.
#[derive(Debug, Serialize)]
struct Placed<'a> {
    id: &'a str,
    /// The story in which the article ends, once all are read: the id of the article that opened it.
    story: &'a str,
    /// Whether the article opened a story as it arrived.
    opened: bool,
    relation: &'static str,
    of: Option<&'a str>,
    related: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why<'a>>>,
}

/// A reason why an article is where it is.
#[derive(Debug, Serialize)]
struct Why<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with: Vec<Named<'a>>,
    says: &'a str,
}

/// What an article was compared with: an article, or a story, which has the id and the headline of the article that opened it.
#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    title: &'a str,
}

/// Groups articles, in the order of their lines, with the model of the folder `embedding` if there is one; with `explain`, says
/// of each why it is where it is.
///
/// # Errors
///
/// Where the input or the model cannot be opened, or standard output cannot be written.
pub fn try_stories(input: &str, explain: bool, embedding: Option<&Path>) -> anyhow::Result<ExitCode> {
    let model = embedding.map(Model::open).transpose().context("--embedding")?;
    let lines = input::open(input).map_err(|error| error.context(input.to_owned()))?;
    let mut output = Output::new(Progress::new(None));
    let mut stories = Stories::new(Config::default());
    let mut known: Vec<Known> = Vec::new();
    let mut placements: Vec<Placement> = Vec::new();
    let mut evicted = i64::MIN;
    articles::read_each(input, lines, &mut output, |_, id, article| {
        let horizon = stories.horizon(article.seen);
        let day = horizon.as_second().div_euclid(DAY);
        if day > evicted {
            evicted = day;
            stories.evict_before(horizon);
        }
        let meaning = model.as_ref().map(|model| model.vector(&article.title, &article.text));
        let reading = Reading::of(&article).with_meaning(meaning.unwrap_or_default());
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        known.push(Known { id, title: article.title });
        placements.push(placement);
        Ok(())
    })?;
    for (article, placement) in known.iter().zip(&placements) {
        let why = explain.then(|| placement.why.iter().map(|reason| told(reason, &known)).collect());
        output.line(&Placed { why, ..placed(&article.id, placement, &stories, &known) })?;
    }
    Ok(output.finish()?)
}

/// What of an article names it.
#[derive(Debug)]
struct Known {
    id: String,
    title: String,
}

/// The id and the headline of an article by its number: they were given from 1, in order.
fn named(known: &[Known], number: i64) -> (&str, &str) {
    let article = usize::try_from(number - 1).ok().and_then(|index| known.get(index));
    article.map_or(("", ""), |article| (&article.id, &article.title))
}

fn told<'a>(reason: &'a Reason, known: &'a [Known]) -> Why<'a> {
    let named = |compared: &Compared| match *compared {
        Compared::Article(ArticleId(number)) => {
            let (id, title) = named(known, number);
            Named { article: Some(id), story: None, title }
        }
        Compared::Story(StoryId(number)) => {
            let (id, title) = named(known, number);
            Named { article: None, story: Some(id), title }
        }
    };
    Why { with: reason.with.iter().map(named).collect(), says: &reason.says }
}

fn placed<'a>(id: &'a str, placement: &Placement, stories: &Stories, known: &'a [Known]) -> Placed<'a> {
    let name = |number: i64| named(known, number).0;
    let own = stories.resolve(placement.story);
    let mut related: Vec<StoryId> = placement.related.iter().map(|story| stories.resolve(*story)).collect();
    related.retain(|story| *story != own);
    related.dedup();
    let (relation, of) = match placement.relation {
        Relation::Original => ("original", None),
        Relation::Copy { of: ArticleId(of) } => ("copy", Some(name(of))),
        Relation::Report => ("report", None),
    };
    Placed {
        id,
        story: name(own.0),
        opened: placement.opened,
        relation,
        of,
        related: related.into_iter().map(|story| name(story.0)).collect(),
        why: None,
    }
}
