//! `wirewatch try article`: reads article pages as the daemon does.

use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use model::{Dated, Page, PageKind};
use serde::Serialize;
use url::Url;

use super::input::{self, Reader};
use super::output::Output;
use super::parallel;
use crate::commands::progress::Progress;

/// A page, as it is written.
#[derive(Debug, Serialize)]
struct Read {
    id: String,
    /// What the page calls canonical, or else where it was found.
    url: Option<String>,
    title: String,
    byline: Option<String>,
    /// With the offset from UTC that the page writes it with, so that its day is the one that readers saw.
    published: Option<String>,
    /// How the page says that; what is guessed is told, and makes no article old.
    dated: Option<&'static str>,
    modified: Option<Timestamp>,
    language: Option<String>,
    site: Option<String>,
    text: String,
    /// Whether it is an article; where it is not, the daemon takes the feed's text in its place.
    kind: &'static str,
}

/// Reads pages, each to a JSON line.
///
/// # Errors
///
/// Where the configuration that decides what may be fetched is wrong, or standard output cannot be written.
pub fn try_article(
    inputs: &[String],
    base: Option<&Url>,
    config: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let reader = Reader::new(inputs, config)?;
    let mut output = Output::new(Progress::new(Some(inputs.len())));
    parallel::write_each(inputs, &mut output, |input| {
        let document = reader.read(input)?;
        let at = match base {
            Some(base) if inputs.len() == 1 => Some(base.clone()),
            Some(base) if document.address.is_none() => beside(base, input),
            _ => document.address,
        };
        let page = parse::page(&document.bytes, document.content_type.as_deref(), at.as_ref())?;
        Ok(read(input, page, at.as_ref()))
    })?;
    Ok(output.finish()?)
}

/// The address of a file among several, by its name: files of one name in different folders share theirs.
fn beside(base: &Url, input: &str) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop().push(&input::name(input));
    url.set_query(None);
    Some(url)
}

fn read(input: &str, page: Page, at: Option<&Url>) -> Read {
    let dated = match page.dated {
        Dated::Stated => "stated",
        Dated::Shown => "shown",
        Dated::Guessed => "guessed",
    };
    Read {
        id: input::name(input),
        url: page.canonical.or_else(|| at.map(|url| parse::canonical(url).into())),
        title: page.title,
        byline: page.byline,
        published: page.published.map(|at| at.display_with_offset(page.published_offset).to_string()),
        dated: page.published.map(|_| dated),
        modified: page.modified,
        language: page.language,
        site: page.site,
        text: page.text,
        kind: match page.kind {
            PageKind::Article => "article",
            PageKind::Index => "index",
            PageKind::Wall => "wall",
            PageKind::Error => "error",
            PageKind::Empty => "empty",
        },
    }
}
