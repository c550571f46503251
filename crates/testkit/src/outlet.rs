//! One outlet of the newsroom: a host of its own with feeds, pages, and what it was asked for.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hyper::header;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::sync::watch;

use crate::body::Body;
use crate::fault::{Fault, answer};
use crate::feed::{self, Format};
use crate::newsroom::Totals;
use crate::page::{self, Layout, Related, Site};
use crate::requests::{Count, Request, Requests};
use crate::server::{Asked, Reply, Server};
use crate::{Piece, clock, hostile};

/// How an outlet is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletConfig {
    /// Its name, as its feed and pages say it.
    pub name: String,
    /// The language of its feed, a BCP 47 tag.
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
    server_load: Arc<crate::server::Load>,
    desk: Arc<Desk>,
}

/// What the server and the handles share.
#[derive(Debug)]
pub(crate) struct Desk {
    config: OutletConfig,
    state: Mutex<State>,
    totals: Arc<Totals>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    /// `http://address:port`, known once the server listens.
    address: String,
    feeds: HashMap<String, Feed>,
    pages: HashMap<String, Page>,
    faults: HashMap<String, Faulty>,
    requests: Requests,
}

#[derive(Debug)]
struct Feed {
    format: Format,
    /// Newest first.
    entries: VecDeque<Arc<Piece>>,
    version: Version,
    served: bool,
}

#[derive(Debug)]
struct Page {
    piece: Arc<Piece>,
    version: Version,
    /// When a feed that lists it was first served.
    shown: Option<Instant>,
}

#[derive(Debug)]
struct Faulty {
    fault: Fault,
    /// How many more times; none means until it is mended.
    left: Option<u32>,
}

/// What a document's validators are made of.
#[derive(Clone, Copy, Debug)]
struct Version {
    number: u64,
    modified: Timestamp,
}

impl Version {
    fn first() -> Self {
        Version { number: 1, modified: clock::now() }
    }

    /// `Last-Modified` counts seconds, so a second change within one is dated a second later.
    fn next(self) -> Self {
        let after = self.modified + jiff::SignedDuration::from_secs(1);
        Version { number: self.number + 1, modified: clock::now().max(after) }
    }
}

impl Outlet {
    pub(crate) async fn start(
        ip: std::net::Ipv4Addr,
        config: OutletConfig,
        totals: Arc<Totals>,
        changed: watch::Sender<u64>,
    ) -> std::io::Result<(Outlet, Server)> {
        let desk = Arc::new(Desk { config, state: Mutex::default(), totals, changed });
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
        format!("/feed.{}", self.desk.config.format.ending())
    }

    /// The address of the outlet's own feed.
    #[must_use]
    pub fn feed_url(&self) -> String {
        self.url(&self.feed_path())
    }

    /// Adds an empty feed at a path.
    pub fn add_feed(&self, path: &str, format: Format) {
        let feed = Feed { format, entries: VecDeque::new(), version: Version::first(), served: false };
        self.desk.lock().feeds.insert(path.to_owned(), feed);
    }

    /// Publishes an article in the outlet's own feed and gives its page's address.
    pub fn publish(&self, piece: Piece) -> String {
        self.publish_in(&self.feed_path(), piece)
    }

    /// Publishes an article in the feed at a path and gives its page's address. A slug that was published before is
    /// replaced on its page and listed anew.
    pub fn publish_in(&self, feed: &str, piece: Piece) -> String {
        let (path, piece) = (piece.path(), Arc::new(piece));
        let mut state = self.desk.lock();
        let listed = self.desk.config.listed;
        if let Some(feed) = state.feeds.get_mut(feed) {
            feed.entries.push_front(Arc::clone(&piece));
            feed.entries.truncate(listed);
            feed.version = feed.version.next();
        }
        state.pages.insert(path.clone(), Page { piece, version: Version::first(), shown: None });
        self.url(&path)
    }

    /// Replaces a published article with the piece of the same slug, on its page and in every feed that lists it; its
    /// guid stays.
    pub fn edit(&self, piece: Piece) {
        let piece = Arc::new(piece);
        let mut state = self.desk.lock();
        if let Some(page) = state.pages.get_mut(&piece.path()) {
            page.piece = Arc::clone(&piece);
            page.version = page.version.next();
        }
        for feed in state.feeds.values_mut() {
            if let Some(listed) = feed.entries.iter_mut().find(|listed| listed.slug == piece.slug) {
                *listed = Arc::clone(&piece);
                feed.version = feed.version.next();
            }
        }
    }

    /// Takes an article back: out of every feed, and its page answers 404.
    pub fn remove(&self, slug: &str) {
        let mut state = self.desk.lock();
        state.pages.retain(|_, page| page.piece.slug != slug);
        for feed in state.feeds.values_mut() {
            let before = feed.entries.len();
            feed.entries.retain(|listed| listed.slug != slug);
            if feed.entries.len() != before {
                feed.version = feed.version.next();
            }
        }
    }

    /// Makes a path misbehave until it is mended.
    pub fn fault(&self, path: &str, fault: Fault) {
        self.desk.lock().faults.insert(path.to_owned(), Faulty { fault, left: None });
    }

    /// Makes a path misbehave for its next so many requests.
    pub fn fault_times(&self, path: &str, times: u32, fault: Fault) {
        self.desk.lock().faults.insert(path.to_owned(), Faulty { fault, left: Some(times) });
    }

    /// Ends a path's misbehaviour.
    pub fn mend(&self, path: &str) {
        self.desk.lock().faults.remove(path);
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
        self.desk.lock().pages.get(&format!("/news/{slug}")).and_then(|page| page.shown)
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

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while it held the lock has failed already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request and takes note of it.
    fn answer(&self, asked: &Asked) -> Reply {
        let mut state = self.lock();
        let reply = self.reply(&mut state, asked);
        let status = match &reply {
            Reply::Answer(response) => Some(response.status().as_u16()),
            Reply::Silence | Reply::Close | Reply::Reset => None,
        };
        state.requests.record(Request::of(asked, status));
        drop(state);
        self.totals.requested(status);
        self.changed.send_modify(|number| *number += 1);
        reply
    }

    fn reply(&self, state: &mut State, asked: &Asked) -> Reply {
        let is_feed = state.feeds.contains_key(&asked.path);
        if let Some(fault) = state.next_fault(&asked.path) {
            let content_type = match state.feeds.get(&asked.path) {
                Some(feed) => feed.format.content_type(),
                None => "text/html; charset=utf-8",
            };
            return fault
                .reply(asked, content_type, || self.document(state, &asked.path).unwrap_or_default());
        }
        let Some(version) = state.version(&asked.path) else {
            return match asked.path.as_str() {
                "/" => self.front(state),
                _ => Fault::Status(404).reply(asked, "text/html", Vec::new),
            };
        };
        let validators = self.validators(asked, version);
        if self.is_current(asked, &validators) {
            self.totals.not_modified(is_feed);
            return answer(304, &validators, Body::default());
        }
        let body = self.document(state, &asked.path).unwrap_or_default();
        self.served(state, &asked.path);
        self.whole(asked, &validators, state.content_type(&asked.path), body)
    }

    /// A 200 with the document, compressed where the outlet does that and the client takes it.
    fn whole(
        &self,
        asked: &Asked,
        validators: &[(header::HeaderName, String)],
        content_type: &str,
        body: Vec<u8>,
    ) -> Reply {
        let mut headers = vec![(header::CONTENT_TYPE, content_type.to_owned())];
        headers.extend(validators.iter().cloned());
        let accepted = asked.header(&header::ACCEPT_ENCODING).is_some_and(|value| value.contains("gzip"));
        if self.config.gzip && accepted {
            headers.push((header::CONTENT_ENCODING, "gzip".to_owned()));
            headers.push((header::VARY, "Accept-Encoding".to_owned()));
            return answer(200, &headers, hostile::gzip(&body).into());
        }
        answer(200, &headers, body.into())
    }

    /// Writes the document at a path.
    fn document(&self, state: &State, path: &str) -> Option<Vec<u8>> {
        if let Some(feed) = state.feeds.get(path) {
            let head = feed::Head {
                format: feed.format,
                title: &self.config.name,
                language: &self.config.language,
                site: &state.address,
                path,
                tracking: if self.config.tracking { "?utm_source=feed&utm_medium=rss" } else { "" },
            };
            return Some(feed::render(&head, feed.entries.iter().map(AsRef::as_ref)).into_bytes());
        }
        let piece = Arc::clone(&state.pages.get(path)?.piece);
        Some(page::article(&self.site(state), &piece, &self.related(state, &piece)).into_bytes())
    }

    fn site<'a>(&'a self, state: &'a State) -> Site<'a> {
        Site { name: &self.config.name, address: &state.address, layout: self.config.layout }
    }

    /// The headings that stand beside an article: the newest others of the outlet's own feed.
    fn related(&self, state: &State, piece: &Piece) -> Vec<Related> {
        let own = format!("/feed.{}", self.config.format.ending());
        let entries = state.feeds.get(&own).into_iter().flat_map(|feed| &feed.entries);
        let others = entries.filter(|other| other.slug != piece.slug);
        others.take(3).map(|other| (other.title.clone(), other.path())).collect()
    }

    fn front(&self, state: &State) -> Reply {
        let none = Piece::new("", "", Timestamp::UNIX_EPOCH, &[]);
        let page = page::front(&self.site(state), &self.config.language, &self.related(state, &none));
        answer(200, &[(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned())], page.into())
    }

    /// Notes that a feed was served whole, and with it the entries that it lists.
    fn served(&self, state: &mut State, path: &str) {
        let State { feeds, pages, .. } = state;
        let Some(feed) = feeds.get_mut(path) else {
            self.totals.page_served();
            return;
        };
        self.totals.feed_served(!feed.served);
        feed.served = true;
        let now = Instant::now();
        for entry in &feed.entries {
            let Some(page) = pages.get_mut(&entry.path()) else { continue };
            page.shown.get_or_insert(now);
        }
    }

    fn validators(&self, asked: &Asked, version: Version) -> Vec<(header::HeaderName, String)> {
        let etag = (header::ETAG, format!("\"{}:{}\"", version.number, asked.path.trim_start_matches('/')));
        let modified =
            DateTimePrinter::new().timestamp_to_rfc9110_string(&version.modified).unwrap_or_default();
        let modified = (header::LAST_MODIFIED, modified);
        match self.config.validators {
            Validators::Both => vec![etag, modified],
            Validators::ETag => vec![etag],
            Validators::LastModified => vec![modified],
            Validators::None => Vec::new(),
        }
    }

    /// Whether the client holds the current version: it echoes a validator byte for byte. As RFC 9110 (13.2.2) has it,
    /// the date counts only where there is no tag.
    fn is_current(&self, asked: &Asked, validators: &[(header::HeaderName, String)]) -> bool {
        let sent = |name: &header::HeaderName| {
            validators.iter().find(|(validator, _)| validator == name).map(|(_, value)| value.as_str())
        };
        match (asked.header(&header::IF_NONE_MATCH), asked.header(&header::IF_MODIFIED_SINCE)) {
            (Some(tag), _) => Some(tag) == sent(&header::ETAG),
            (None, Some(date)) => Some(date) == sent(&header::LAST_MODIFIED),
            (None, None) => false,
        }
    }
}

impl State {
    fn version(&self, path: &str) -> Option<Version> {
        let feed = self.feeds.get(path).map(|feed| feed.version);
        feed.or_else(|| self.pages.get(path).map(|page| page.version))
    }

    fn content_type(&self, path: &str) -> &'static str {
        self.feeds.get(path).map_or("text/html; charset=utf-8", |feed| feed.format.content_type())
    }

    /// The fault that a request to a path meets, if any; one that was set for some requests is used up.
    fn next_fault(&mut self, path: &str) -> Option<Fault> {
        let faulty = self.faults.get_mut(path)?;
        let fault = faulty.fault.clone();
        if let Some(left) = &mut faulty.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.faults.remove(path);
            }
        }
        Some(fault)
    }
}
