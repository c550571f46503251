//! `wirewatch try stories`: groups articles into stories as the daemon does.

use std::process::ExitCode;

use model::{ArticleId, Placement, Relation, StoryId};
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
    /// What it was compared with, the scores and what decided; articles and stories by the number of their line.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a [String]>,
}

/// Groups articles, in the order of their lines; with `explain`, says of each why it is where it is.
///
/// # Errors
///
/// Where the input cannot be opened, or standard output cannot be written.
pub fn try_stories(input: &str, explain: bool) -> anyhow::Result<ExitCode> {
    let lines = input::open(input).map_err(|error| error.context(input.to_owned()))?;
    let mut output = Output::new(Progress::new(None));
    let mut stories = Stories::new(Config::default());
    let mut ids: Vec<String> = Vec::new();
    let mut placements: Vec<Placement> = Vec::new();
    let mut evicted = i64::MIN;
    articles::read_each(input, lines, &mut output, |_, id, article| {
        let horizon = stories.horizon(article.seen);
        let day = horizon.as_second().div_euclid(DAY);
        if day > evicted {
            evicted = day;
            stories.evict_before(horizon);
        }
        let reading = Reading::of(&article);
        let placement = stories.place(&reading);
        stories.insert(reading, &placement);
        ids.push(id);
        placements.push(placement);
        Ok(())
    })?;
    // Ids were given from 1, in order.
    let name = |number: i64| {
        usize::try_from(number - 1).ok().and_then(|index| ids.get(index)).map_or("", String::as_str)
    };
    for (id, placement) in ids.iter().zip(&placements) {
        let why = explain.then_some(placement.why.as_slice());
        output.line(&Placed { why, ..placed(id, placement, &stories, name) })?;
    }
    Ok(output.finish()?)
}

fn placed<'a>(
    id: &'a str,
    placement: &Placement,
    stories: &Stories,
    name: impl Fn(i64) -> &'a str,
) -> Placed<'a> {
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
