//! `wirewatch try feed`: reads feeds as the daemon does.

use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use model::{Entry, Feed, Problem};
use serde::Serialize;
use url::Url;

use super::input::Reader;
use super::output::Output;
use super::parallel;
use crate::commands::progress::Progress;

/// A feed, as it is written.
#[derive(Debug, Serialize)]
struct Read {
    /// Which of several it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    feed: Head,
    entries: Vec<Item>,
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Head {
    title: Option<String>,
    link: Option<String>,
    id: Option<String>,
    description: Option<String>,
    language: Option<String>,
}

#[derive(Debug, Serialize)]
struct Item {
    id: String,
    title: String,
    link: Option<String>,
    author: Option<String>,
    summary: Option<String>,
    content: Option<String>,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
}

/// Reads feeds, each to a JSON object; those of several say which is which.
///
/// # Errors
///
/// Where the configuration that decides what may be fetched is wrong, or standard output cannot be written.
pub fn try_feed(
    inputs: &[String],
    content_type: Option<&str>,
    base: Option<&Url>,
    config: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let reader = Reader::new(inputs, config)?;
    let mut output = Output::new(Progress::new(Some(inputs.len())));
    parallel::write_each(inputs, &mut output, |input| {
        let document = reader.read(input)?;
        let content_type = content_type.or(document.content_type.as_deref());
        let feed = parse::feed(&document.bytes, content_type, base.or(document.address.as_ref()))?;
        Ok(read((inputs.len() > 1).then(|| input.to_owned()), feed))
    })?;
    Ok(output.finish()?)
}

fn read(file: Option<String>, feed: Feed) -> Read {
    let Feed { title, link, id, description, language, entries, problems, .. } = feed;
    Read {
        file,
        feed: Head { title, link, id, description, language },
        entries: entries.into_iter().map(item).collect(),
        problems: problems.into_iter().map(|Problem(problem)| problem).collect(),
    }
}

fn item(entry: Entry) -> Item {
    let Entry { guid, link, title, author, summary, content, published, updated, .. } = entry;
    Item { id: guid, title, link, author, summary, content, published, updated }
}
