//! One outlet of the newsroom: a host of its own with feeds, pages, and what it was asked for.

use std::collections::BTreeSet;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;

use crate::Piece;
use crate::desk::Desk;
use crate::fault::Fault;
use crate::feed::Format;
use crate::newsroom::Totals;
use crate::page::Layout;
use crate::requests::{Count, Request};
use crate::server::{Load, Server};

/// How an outlet is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletConfig {
    /// Its name, as its feed and pages say it.
    pub name: String,
    /// The language of its feed, a BCP 47 tag; empty where it says none.
    pub language: String,
    /// What its feed is written in.
    pub format: Format,
    /// How its pages are built.
    pub layout: Layout,
    /// Which validators it sends.
    pub validators: Validators,
    /// Whether it compresses for clients that accept gzip.
    pub gzip: bool,
    /// Whether the links of its feed carry `utm_` parameters.
    pub tracking: bool,
    /// How many entries a feed lists, the newest; older ones keep their pages.
    pub listed: usize,
}

impl Default for OutletConfig {
    fn default() -> Self {
        OutletConfig {
            name: "The Harbour Post".to_owned(),
            language: "en".to_owned(),
            format: Format::default(),
            layout: Layout::default(),
            validators: Validators::default(),
            gzip: false,
            tracking: false,
            listed: 50,
        }
    }
}

impl OutletConfig {
    /// The path of the outlet's own feed.
    pub(crate) fn feed_path(&self) -> String {
        format!("/feed.{}", self.format.ending())
    }
}

/// Which validators an outlet sends; it answers 304 only to those that it sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validators {
    /// `ETag` and `Last-Modified`.
    #[default]
    Both,
    /// `ETag` alone.
    ETag,
    /// `Last-Modified` alone.
    LastModified,
    /// None: every answer is whole.
    None,
}

/// A running outlet. Clones are handles to the same one; it runs as long as its newsroom.
#[derive(Clone, Debug)]
pub struct Outlet {
    address: String,
    server_load: Arc<Load>,
    desk: Arc<Desk>,
}

impl Outlet {
    pub(crate) async fn start(
        ip: Ipv4Addr,
        config: OutletConfig,
        totals: Arc<Totals>,
        changed: watch::Sender<u64>,
    ) -> io::Result<(Outlet, Server)> {
        let desk = Arc::new(Desk::new(config, totals, changed));
        let answering = Arc::clone(&desk);
        let server = Server::start(ip, move |asked| answering.answer(&asked)).await?;
        let address = format!("http://{}", server.address);
        desk.lock().address.clone_from(&address);
        let outlet = Outlet { address, server_load: Arc::clone(&server.load), desk };
        outlet.add_feed(&outlet.feed_path(), outlet.desk.config.format);
        Ok((outlet, server))
    }

    /// The outlet's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.desk.config.name
    }

    /// `http://address:port`, without a slash at the end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The whole address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The path of the outlet's own feed.
    #[must_use]
    pub fn feed_path(&self) -> String {
        self.desk.config.feed_path()
    }

    /// The address of the outlet's own feed.
    #[must_use]
    pub fn feed_url(&self) -> String {
        self.url(&self.feed_path())
    }

    /// Adds an empty feed at a path.
    pub fn add_feed(&self, path: &str, format: Format) {
        self.desk.lock().published.add_feed(path, format);
    }

    /// Publishes an article in the outlet's own feed and gives its page's address.
    pub fn publish(&self, piece: Piece) -> String {
        self.publish_in(&self.feed_path(), piece)
    }

    /// Publishes an article in the feed at a path and gives its page's address. A slug that was published before is
    /// replaced on its page and listed anew.
    pub fn publish_in(&self, feed: &str, piece: Piece) -> String {
        let url = self.url(&piece.path());
        self.desk.lock().published.publish(feed, self.desk.config.listed, piece);
        url
    }

    /// Replaces a published article with the piece of the same slug, on its page and in every feed that lists it; its
    /// guid stays.
    pub fn edit(&self, piece: Piece) {
        self.desk.lock().published.edit(piece);
    }

    /// Takes an article back: out of every feed, and its page answers 404.
    pub fn remove(&self, slug: &str) {
        self.desk.lock().published.remove(slug);
    }

    /// Makes a path misbehave until it is mended.
    pub fn fault(&self, path: &str, fault: Fault) {
        self.desk.lock().set_fault(path, fault, None);
    }

    /// Makes a path misbehave for its next so many requests.
    pub fn fault_times(&self, path: &str, times: u32, fault: Fault) {
        self.desk.lock().set_fault(path, fault, Some(times));
    }

    /// Ends a path's misbehaviour.
    pub fn mend(&self, path: &str) {
        self.desk.lock().mend(path);
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn count(&self, path: &str) -> Count {
        self.desk.lock().requests.count(path)
    }

    /// The newest 2,000 requests, oldest first.
    #[must_use]
    pub fn log(&self) -> Vec<Request> {
        self.desk.lock().requests.log()
    }

    /// The User-Agents seen.
    #[must_use]
    pub fn user_agents(&self) -> BTreeSet<String> {
        self.desk.lock().requests.user_agents()
    }

    /// The most requests that were being answered at one moment.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.server_load.most()
    }

    /// When a feed that lists this article was first served.
    #[must_use]
    pub fn shown(&self, slug: &str) -> Option<Instant> {
        self.desk.lock().published.pages.get(&format!("/news/{slug}")).and_then(|page| page.shown)
    }

    /// Waits until a path was asked for at least so many times, and gives its count.
    pub async fn requested(&self, path: &str, times: u64) -> Count {
        let mut changes = self.desk.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let count = self.count(path);
            if count.requests >= times || changes.changed().await.is_err() {
                return count;
            }
        }
    }
}
