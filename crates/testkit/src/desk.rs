//! How an outlet answers: documents, validators, compression, faults; and what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::{self, HeaderName};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::sync::watch;

use crate::body::Body;
use crate::fault::{Fault, answer, half};
use crate::newsroom::Totals;
use crate::outlet::{OutletConfig, Validators};
use crate::page::{Related, Site};
use crate::published::{Published, Version};
use crate::requests::{Request, Requests};
use crate::server::{Asked, Reply};
use crate::{Piece, feed, hostile, page};

/// What an outlet's server and its handles share.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) config: OutletConfig,
    state: Mutex<State>,
    totals: Arc<Totals>,
    pub(crate) changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// `http://address:port`, known once the server listens.
    pub(crate) address: String,
    pub(crate) published: Published,
    pub(crate) requests: Requests,
    faults: HashMap<String, Faulty>,
}

#[derive(Debug)]
struct Faulty {
    fault: Fault,
    /// How many more times; none means until it is mended.
    left: Option<u32>,
}

type Header = (HeaderName, String);

const HTML: &str = "text/html; charset=utf-8";

impl Desk {
    pub(crate) fn new(config: OutletConfig, totals: Arc<Totals>, changed: watch::Sender<u64>) -> Self {
        Desk { config, state: Mutex::default(), totals, changed }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while it held the lock has failed already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request and takes note of it.
    pub(crate) fn answer(&self, asked: &Asked) -> Reply {
        let mut state = self.lock();
        let reply = self.reply(&mut state, asked);
        state.requests.record(Request::of(asked, &reply));
        drop(state);
        self.totals.requested(reply.status());
        self.changed.send_modify(|number| *number += 1);
        reply
    }

    fn reply(&self, state: &mut State, asked: &Asked) -> Reply {
        let path = asked.path.as_str();
        let content_type = state.published.content_type(path);
        let fault = state.next_fault(path);
        let is_half = fault == Some(Fault::Half);
        if let Some(fault) = fault.filter(|_| !is_half) {
            return fault.reply(asked, content_type, || self.document(state, path).unwrap_or_default());
        }
        let Some(version) = state.published.version(path) else {
            return match path {
                "/" => self.front(state),
                _ => Fault::Status(404).reply(asked, HTML, Vec::new),
            };
        };
        let is_feed = state.published.feeds.contains_key(path);
        let validators = self.validators(path, version);
        if is_current(asked, &validators) {
            self.totals.not_modified(is_feed);
            return answer(304, &validators, Body::default());
        }
        let body = self.document(state, path).unwrap_or_default();
        self.totals.served(is_feed, state.published.served(path));
        let body = if is_half { half(body) } else { body };
        self.whole(asked, validators, content_type, body)
    }

    /// A 200 with the document, compressed where the outlet does that and the client takes it.
    fn whole(&self, asked: &Asked, validators: Vec<Header>, content_type: &str, body: Vec<u8>) -> Reply {
        let mut headers = validators;
        headers.push((header::CONTENT_TYPE, content_type.to_owned()));
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
        if let Some(feed) = state.published.feeds.get(path) {
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
        let piece = &state.published.pages.get(path)?.piece;
        Some(page::article(&self.site(state), piece, &self.headings(state, Some(piece), 3)).into_bytes())
    }

    fn front(&self, state: &State) -> Reply {
        let headings = self.headings(state, None, self.config.listed);
        let page = page::front(&self.site(state), &self.config.language, &headings);
        answer(200, &[(header::CONTENT_TYPE, HTML)], page.into())
    }

    fn site<'a>(&'a self, state: &'a State) -> Site<'a> {
        Site { name: &self.config.name, address: &state.address, layout: self.config.layout }
    }

    /// The newest headings of the outlet's own feed, without the article that they stand beside.
    fn headings(&self, state: &State, beside: Option<&Piece>, number: usize) -> Vec<Related> {
        let own = self.config.feed_path();
        let entries = state.published.feeds.get(&own).into_iter().flat_map(|feed| &feed.entries);
        let others = entries.filter(|entry| beside.is_none_or(|piece| piece.slug != entry.slug));
        others.take(number).map(|entry| (entry.title.clone(), entry.path())).collect()
    }

    fn validators(&self, path: &str, version: Version) -> Vec<Header> {
        let etag = || (header::ETAG, format!("\"{}:{}\"", version.number, path.trim_start_matches('/')));
        let modified = || (header::LAST_MODIFIED, http_date(version.modified));
        match self.config.validators {
            Validators::Both => vec![etag(), modified()],
            Validators::ETag => vec![etag()],
            Validators::LastModified => vec![modified()],
            Validators::None => Vec::new(),
        }
    }
}

impl State {
    /// Makes a path misbehave so many times, or until it is mended.
    pub(crate) fn set_fault(&mut self, path: &str, fault: Fault, left: Option<u32>) {
        self.faults.insert(path.to_owned(), Faulty { fault, left });
    }

    pub(crate) fn mend(&mut self, path: &str) {
        self.faults.remove(path);
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

/// Whether the client holds the current version: it echoes a validator byte for byte. The date counts only where there is
/// no tag (RFC 9110, 13.2.2).
fn is_current(asked: &Asked, validators: &[Header]) -> bool {
    let sent = |name: HeaderName| {
        validators.iter().find(|(validator, _)| *validator == name).map(|(_, value)| &**value)
    };
    match (asked.header(&header::IF_NONE_MATCH), asked.header(&header::IF_MODIFIED_SINCE)) {
        (Some(tag), _) => Some(tag) == sent(header::ETAG),
        (None, Some(date)) => Some(date) == sent(header::LAST_MODIFIED),
        (None, None) => false,
    }
}

fn http_date(time: Timestamp) -> String {
    // Fails only for years that HTTP cannot write.
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
}
