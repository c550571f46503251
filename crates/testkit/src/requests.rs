//! What a server was asked: counts for each path, and a bounded log of whole requests.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Instant;

use hyper::header::{self, HeaderMap};

use crate::server::{Asked, Reply};

/// A request as it was seen.
#[derive(Clone, Debug)]
pub struct Request {
    /// When it had been read.
    pub at: Instant,
    /// The path, without its query.
    pub path: String,
    /// The query, without its question mark.
    pub query: Option<String>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
    /// The `If-None-Match`, as it came.
    pub if_none_match: Option<String>,
    /// The `If-Modified-Since`, as it came.
    pub if_modified_since: Option<String>,
    /// The `Accept-Encoding`.
    pub accept_encoding: Option<String>,
    headers: HeaderMap,
    /// The status that was answered; none where nothing was.
    pub status: Option<u16>,
    /// The pause that the answer asked for by `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

impl Request {
    pub(crate) fn of(asked: &Asked, reply: &Reply) -> Self {
        let header = |name| asked.header(&name).map(str::to_owned);
        Request {
            at: Instant::now(),
            path: asked.path.clone(),
            query: asked.query.clone(),
            user_agent: header(header::USER_AGENT),
            if_none_match: header(header::IF_NONE_MATCH),
            if_modified_since: header(header::IF_MODIFIED_SINCE),
            accept_encoding: header(header::ACCEPT_ENCODING),
            headers: asked.headers.clone(),
            status: reply.status(),
            retry_after: reply.retry_after(),
        }
    }

    /// A header's first value, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether it carried a validator.
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        self.if_none_match.is_some() || self.if_modified_since.is_some()
    }
}

/// How often a path was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Requests in all.
    pub requests: u64,
    /// Of these, with a validator.
    pub conditional: u64,
    /// Answered 200.
    pub ok: u64,
    /// Answered 304.
    pub not_modified: u64,
}

/// Everything an outlet was asked.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    counts: HashMap<String, Count>,
    log: VecDeque<Request>,
    user_agents: BTreeSet<String>,
}

/// The newest requests that are kept whole.
const LOG_CAP: usize = 2_000;
/// The different User-Agents that are kept.
const USER_AGENT_CAP: usize = 100;

impl Requests {
    pub(crate) fn record(&mut self, request: Request) {
        let count = self.counts.entry(request.path.clone()).or_default();
        count.requests += 1;
        count.conditional += u64::from(request.is_conditional());
        count.ok += u64::from(request.status == Some(200));
        count.not_modified += u64::from(request.status == Some(304));
        if let Some(agent) = &request.user_agent
            && self.user_agents.len() < USER_AGENT_CAP
            && !self.user_agents.contains(agent)
        {
            self.user_agents.insert(agent.clone());
        }
        if self.log.len() == LOG_CAP {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }

    pub(crate) fn count(&self, path: &str) -> Count {
        self.counts.get(path).copied().unwrap_or_default()
    }

    pub(crate) fn log(&self) -> Vec<Request> {
        self.log.iter().cloned().collect()
    }

    pub(crate) fn user_agents(&self) -> BTreeSet<String> {
        self.user_agents.clone()
    }
}
