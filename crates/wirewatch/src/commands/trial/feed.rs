//! `wirewatch try feed`: reads feeds as the daemon does.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use jiff::Timestamp;
use model::{Entry, Feed, Problem, Schedule};
use parse::{FeedError, Listing};
use serde::Serialize;
use url::Url;

use super::input::{Document, Reader};
use super::output::Output;
use super::parallel;
use crate::commands::progress::Progress;

/// A feed, as it is written.
#[derive(Debug, Serialize)]
struct Read {
    /// Which of several it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Where it was found, where what was asked for is a page that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    found_at: Option<Url>,
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
    self_link: Option<String>,
    hubs: Vec<String>,
    ttl_minutes: Option<u32>,
    /// Hours of the day, UTC.
    skip_hours: Vec<u8>,
    /// Days of the week, UTC, from 0 for Monday.
    skip_days: Vec<u8>,
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
    language: Option<String>,
    categories: Vec<String>,
}

/// What is said of feeds besides where they are.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The content type that a server gave with them.
    pub content_type: Option<&'a str>,
    /// The address that relative links are relative to.
    pub base: Option<&'a Url>,
    /// How pages are read as feeds, if they are pages.
    pub listing: Option<&'a Listing>,
}

/// Reads feeds, each to a JSON object; those of several say which is which. For the address of a page that names its feed, that
/// is read, and for that of a home page that names none what is where feeds usually are.
///
/// # Errors
///
/// Where the configuration that decides what may be fetched is wrong, or standard output cannot be written.
pub fn try_feed(
    inputs: &[String],
    reading: Reading<'_>,
    config: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let reader = Reader::new(inputs, config)?;
    let mut output = Output::new(Progress::new(Some(inputs.len())));
    parallel::write_each(inputs, &mut output, |input| {
        let document = reader.read(input)?;
        let file = (inputs.len() > 1).then(|| input.to_owned());
        let (found_at, feed) = match parse_as(&document, reading) {
            Err(error) if error.is::<FeedError>() => discover(&reader, input, &document, reading, error)?,
            parsed => (None, parsed?),
        };
        Ok(read(file, found_at, feed))
    })?;
    Ok(output.finish()?)
}

fn parse_as(document: &Document, reading: Reading<'_>) -> anyhow::Result<Feed> {
    let content_type = reading.content_type.or(document.content_type.as_deref());
    let base = reading.base.or(document.address.as_ref());
    Ok(match reading.listing {
        Some(listing) => parse::listing(&document.bytes, content_type, base, listing)?,
        None => parse::feed(&document.bytes, content_type, base)?,
    })
}

/// So many more feeds that a page names are tried where the first cannot be read.
const TRIED: usize = 4;

/// The feed that a page names, or that is where feeds usually are, where the page was fetched; else what it names is part of the complaint.
fn discover(
    reader: &Reader,
    input: &str,
    page: &Document,
    reading: Reading<'_>,
    error: anyhow::Error,
) -> anyhow::Result<(Option<Url>, Feed)> {
    let content_type = page.content_type.as_deref();
    let feeds = parse::discover(&page.bytes, content_type, reading.base.or(page.address.as_ref()));
    let read = |url: &Url| {
        let feed = reader.read(url.as_str()).and_then(|document| parse_as(&document, reading));
        feed.with_context(|| format!("its feed, {url}")).map(|feed| (Some(url.clone()), feed))
    };
    match (feeds.first(), &page.address, error.downcast_ref()) {
        (Some(first), Some(_), Some(FeedError::Html)) => {
            // What the first one is wrong with is told where none can be read.
            read(first)
                .or_else(|error| feeds.iter().skip(1).take(TRIED).find_map(|url| read(url).ok()).ok_or(error))
        }
        (Some(_), None, Some(FeedError::Html)) => {
            let named: Vec<&str> = feeds.iter().map(Url::as_str).collect();
            Err(error.context(format!("it names {}", named.join(", "))))
        }
        (None, Some(_), Some(FeedError::Html)) if reading.listing.is_none() => {
            let usual = Url::parse(input).map(|site| parse::usual_feeds(&site)).unwrap_or_default();
            usual.iter().find_map(|url| read(url).ok()).ok_or(error)
        }
        _ => Err(error),
    }
}

fn read(file: Option<String>, found_at: Option<Url>, feed: Feed) -> Read {
    let Schedule { ttl_minutes, skip_hours, skip_days } = feed.schedule;
    let head = Head {
        title: feed.title,
        link: feed.link,
        id: feed.id,
        description: feed.description,
        language: feed.language,
        self_link: feed.self_link,
        hubs: feed.hubs,
        ttl_minutes,
        skip_hours,
        skip_days,
    };
    Read {
        file,
        found_at,
        feed: head,
        entries: feed.entries.into_iter().map(item).collect(),
        problems: feed.problems.into_iter().map(|Problem(problem)| problem).collect(),
    }
}

fn item(entry: Entry) -> Item {
    let Entry { guid, link, title, author, summary, content, published, updated, language, categories } =
        entry;
    Item { id: guid, title, link, author, summary, content, published, updated, language, categories }
}
