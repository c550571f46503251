//! What an outlet has published: its feeds' lists, its pages, and the version of each that its validators are made of.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::feed::Format;
use crate::{Piece, clock};

/// Feeds and pages by path.
#[derive(Debug, Default)]
pub(crate) struct Published {
    pub(crate) feeds: HashMap<String, Feed>,
    pub(crate) pages: HashMap<String, Page>,
}

#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) format: Format,
    /// Newest first.
    pub(crate) entries: VecDeque<Arc<Piece>>,
    version: Version,
    served: bool,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) piece: Arc<Piece>,
    version: Version,
    /// When a feed that lists it was first served.
    pub(crate) shown: Option<Instant>,
}

/// What a document's validators are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) modified: Timestamp,
}

impl Version {
    fn first() -> Self {
        Version { number: 1, modified: clock::now() }
    }

    /// `Last-Modified` counts seconds, so a second change within one is dated a second later.
    fn next(self) -> Self {
        let after = self.modified + SignedDuration::from_secs(1);
        Version { number: self.number + 1, modified: clock::now().max(after) }
    }
}

impl Published {
    pub(crate) fn add_feed(&mut self, path: &str, format: Format) {
        let feed = Feed { format, entries: VecDeque::new(), version: Version::first(), served: false };
        self.feeds.insert(path.to_owned(), feed);
    }

    /// Puts a piece first in a feed, of which at most `listed` entries stay, and on its page.
    pub(crate) fn publish(&mut self, feed: &str, listed: usize, piece: Piece) {
        let piece = Arc::new(piece);
        if let Some(feed) = self.feeds.get_mut(feed) {
            feed.entries.push_front(Arc::clone(&piece));
            feed.entries.truncate(listed);
            feed.version = feed.version.next();
        }
        self.pages.insert(piece.path(), Page { piece, version: Version::first(), shown: None });
    }

    /// Puts a piece in the place of the one of the same slug, everywhere.
    pub(crate) fn edit(&mut self, piece: Piece) {
        let piece = Arc::new(piece);
        if let Some(page) = self.pages.get_mut(&piece.path()) {
            page.piece = Arc::clone(&piece);
            page.version = page.version.next();
        }
        for feed in self.feeds.values_mut() {
            if let Some(listed) = feed.entries.iter_mut().find(|listed| listed.slug == piece.slug) {
                *listed = Arc::clone(&piece);
                feed.version = feed.version.next();
            }
        }
    }

    pub(crate) fn remove(&mut self, slug: &str) {
        self.pages.retain(|_, page| page.piece.slug != slug);
        for feed in self.feeds.values_mut() {
            let before = feed.entries.len();
            feed.entries.retain(|listed| listed.slug != slug);
            if feed.entries.len() != before {
                feed.version = feed.version.next();
            }
        }
    }

    /// The version of the document at a path; none where there is no document.
    pub(crate) fn version(&self, path: &str) -> Option<Version> {
        let feed = self.feeds.get(path).map(|feed| feed.version);
        feed.or_else(|| self.pages.get(path).map(|page| page.version))
    }

    /// The media type of the document at a path.
    pub(crate) fn content_type(&self, path: &str) -> &'static str {
        self.feeds.get(path).map_or("text/html; charset=utf-8", |feed| feed.format.content_type())
    }

    /// Notes that a feed is served whole, and with it the entries that it lists. Says whether it is for the first time.
    pub(crate) fn served(&mut self, path: &str) -> bool {
        let Some(feed) = self.feeds.get_mut(path) else { return false };
        let now = Instant::now();
        for entry in &feed.entries {
            let Some(page) = self.pages.get_mut(&entry.path()) else { continue };
            page.shown.get_or_insert(now);
        }
        !std::mem::replace(&mut feed.served, true)
    }
}
