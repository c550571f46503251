//! The configuration in force, made ready: compiled watchlists, an HTTP client, manners. Replaced as a whole at a reload.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Endpoint, IncidentKind, Policy, Watchlist};
use rustc_hash::FxHashMap;
use watch::{CompileError, Matcher};

use crate::Config;
use crate::config::{Fetch, Revisit};
use crate::decide::Lists;
use crate::hosts::Hosts;
use crate::schedule::Bounds;

/// The configuration in force, made ready.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) fetch: Fetch,
    pub(crate) revisit: Revisit,
    pub(crate) keep_deliveries: Duration,
    pub(crate) client: outbound::Client,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) matcher: Arc<Matcher>,
    pub(crate) lists: Lists,
    endpoints: FxHashMap<String, Endpoint>,
    feeds: FxHashMap<String, Bounds>,
}

/// A configuration that cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Watches that do not compile.
    #[error("{} of the watches cannot be used; the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Watches(Vec<CompileError>),
    /// No HTTP client can be made of it.
    #[error("requests cannot be made with these settings")]
    Egress(#[source] outbound::Error),
}

impl Plan {
    /// Makes a plan. Hosts keep the pauses that they are in under the plan `before`.
    pub(crate) fn new(config: &Config, before: Option<&Plan>) -> Result<Plan, PlanError> {
        let known = before.filter(|before| before.fetch.per_host == config.fetch.per_host);
        let hosts = known.map(|before| Arc::clone(&before.hosts));
        let feeds = config.feeds.iter().map(|feed| {
            (feed.url.as_str().to_owned(), Bounds { min: feed.min_interval, max: feed.max_interval })
        });
        let endpoints = config.endpoints.iter().map(|endpoint| (endpoint.name.clone(), endpoint.clone()));
        Ok(Plan {
            fetch: config.fetch.clone(),
            revisit: config.revisit.clone(),
            keep_deliveries: config.keep_deliveries,
            client: outbound::Client::new(&config.egress).map_err(PlanError::Egress)?,
            hosts: hosts.unwrap_or_else(|| Arc::new(Hosts::new(config.fetch.per_host))),
            matcher: matcher(&config.watchlists, before).map_err(PlanError::Watches)?,
            lists: Lists::new(config.watchlists.clone()),
            endpoints: endpoints.collect(),
            feeds: feeds.collect(),
        })
    }

    /// The bounds of a feed's interval; `None` for one that is no longer configured.
    pub(crate) fn bounds(&self, feed: &str) -> Option<Bounds> {
        self.feeds.get(feed).copied()
    }

    /// Nobody is told of what was published before this: the longest `max_age` of the watchlists before `now`.
    pub(crate) fn oldest_told(&self, now: Timestamp) -> Timestamp {
        let most = self.lists.all().iter().map(|list| list.policy.max_age).max();
        now.checked_sub(most.unwrap_or(Policy::default().max_age)).unwrap_or(Timestamp::MIN)
    }

    /// An endpoint by its name; `None` for one that is no longer configured.
    pub(crate) fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.endpoints.get(name)
    }

    /// The names of the endpoints that are told of an incident of this kind that befell `subject`.
    pub(crate) fn hearers(&self, kind: IncidentKind, subject: &str) -> Vec<String> {
        self.endpoints()
            .filter(|endpoint| endpoint.hears(kind, subject))
            .map(|endpoint| endpoint.name.clone())
            .collect()
    }

    /// All endpoints.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.values()
    }
}

/// The compiled watchlists: of those of the plan `before`, only what changed is compiled.
fn matcher(watchlists: &[Watchlist], before: Option<&Plan>) -> Result<Arc<Matcher>, Vec<CompileError>> {
    match before {
        Some(before) if before.lists.all() == watchlists => Ok(Arc::clone(&before.matcher)),
        Some(before) => before.matcher.follow(before.lists.all(), watchlists).map(Arc::new),
        None => Matcher::compile(watchlists).map(Arc::new),
    }
}
