//! The document of a response, read as a feed or as a page that is watched like one.

use jiff::Timestamp;
use model::Schedule;
use outbound::{Response, header};
use store::{DueFeed, Hub, NewEntry};
use url::Url;

use crate::context::Context;
use crate::entry::{new_entry, settle_dates};
use crate::hub::hub;
use crate::plan::Plan;

/// Why a document could not be read as a feed.
pub(super) enum Unread {
    /// It is a page, and these are the feeds that it names.
    Page(Vec<Url>),
    /// Anything else.
    Because(String),
}

/// A feed document as the store takes it in.
pub(super) struct Document {
    pub(super) title: Option<String>,
    pub(super) entries: Vec<NewEntry>,
    pub(super) problem: Option<String>,
    pub(super) schedule: Schedule,
    pub(super) hub: Option<Hub>,
    pub(super) is_cut_off: bool,
}

/// Reads a response as the feed that it should be, on a thread for computing.
///
/// # Errors
/// It is a page, or nothing that can be read.
pub(super) async fn read(
    context: &Context,
    plan: &Plan,
    feed: &DueFeed,
    response: Response,
    now: Timestamp,
) -> Result<Document, Unread> {
    let too_old = plan.oldest_told(now);
    let listing = plan.source(&feed.url).and_then(|source| source.listing.clone());
    let first = feed.first_success.is_none();
    let parsed = context
        .compute(move || {
            let feed = parse_document(&response, listing.as_ref())?;
            let new = |entry| new_entry(entry, &feed, too_old, now);
            let mut entries: Vec<_> = feed.entries.iter().map(new).collect();
            settle_dates(&mut entries, first, now);
            let problem = feed.problems.first().map(ToString::to_string);
            let hub = hub(&response.headers, &feed, &response.url);
            // Of a feed its own text tells.
            let is_cut_off = feed.is_cut_off || listing.is_some() && response.truncated;
            Ok(Document { entries, problem, hub, is_cut_off, title: feed.title, schedule: feed.schedule })
        })
        .await;
    let failed = || Unread::Because("the feed could not be read: the parser failed on it".to_owned());
    parsed.unwrap_or_else(|_| Err(failed()))
}

/// Reads a document as a feed, or as a page that is watched like one.
fn parse_document(response: &Response, listing: Option<&parse::Listing>) -> Result<model::Feed, Unread> {
    let (body, content_type) = (&response.body, response.header(header::CONTENT_TYPE));
    if let Some(listing) = listing {
        let read = parse::listing(body, content_type, Some(&response.url), listing);
        return read.map_err(|error| Unread::Because(error.to_string()));
    }
    parse::feed(body, content_type, Some(&response.url)).map_err(|error| match error {
        parse::FeedError::Html => Unread::Page(parse::discover(body, content_type, Some(&response.url))),
        error => Unread::Because(error.to_string()),
    })
}
