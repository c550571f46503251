//! The configuration in force, made ready: compiled watchlists, an HTTP client, manners. Replaced as a whole at a reload.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Endpoint, IncidentKind, Policy, Watchlist};
use outbound::{Access, Client, HeaderName, HeaderValue, same_origin};
use rustc_hash::FxHashMap;
use url::Url;
use watch::{CompileError, Matcher};

use crate::Config;
use crate::config::{Fetch, Keep, Revisit};
use crate::decide::Lists;
use crate::hosts::Hosts;
use crate::schedule::Bounds;

/// The configuration in force, made ready.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) fetch: Fetch,
    pub(crate) revisit: Revisit,
    pub(crate) keep: Keep,
    pub(crate) callback: Option<Url>,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) matcher: Arc<Matcher>,
    pub(crate) lists: Lists,
    endpoints: FxHashMap<String, Endpoint>,
    feeds: FxHashMap<String, Source>,
    /// Whether any feed has the text of its articles picked by a selector.
    picks_texts: bool,
    /// The ways to the origins that not everybody is let in to.
    doors: FxHashMap<String, Arc<Door>>,
    /// The way to all others.
    open: Arc<Door>,
}

/// A feed as it is configured.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) bounds: Bounds,
    pub(crate) silent_after: Duration,
    pub(crate) door: Arc<Door>,
    /// How its document, a page, is read as a feed, if that is what it is.
    pub(crate) listing: Option<parse::Listing>,
    /// What picks the text on the pages of its articles, if anything does.
    pub(crate) text: Option<parse::Selector>,
}

/// How requests get in.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) access: Access,
    pub(crate) client: Client,
}

impl Door {
    /// The headers that let a request for `url` in, where that is the place that they are meant for.
    pub(crate) fn headers(&self, meant_for: &Url, url: &Url) -> &[(HeaderName, HeaderValue)] {
        if same_origin(meant_for, url) { self.access.headers() } else { &[] }
    }
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
        let open = Client::new(&config.egress).map_err(PlanError::Egress)?;
        let open = Arc::new(Door { access: Access::default(), client: open });
        let mut doors = FxHashMap::default();
        let mut feeds = FxHashMap::default();
        for feed in &config.feeds {
            let door = door(&feed.access, &open, &config.egress)?;
            if !feed.access.is_none() {
                doors.entry(origin(&feed.url)).or_insert_with(|| Arc::clone(&door));
            }
            let bounds = Bounds { min: feed.min_interval, max: feed.max_interval };
            let source = Source {
                bounds,
                silent_after: feed.silent_after,
                door,
                listing: feed.listing.clone(),
                text: feed.text.clone(),
            };
            feeds.insert(feed.url.as_str().to_owned(), source);
        }
        let endpoints = config.endpoints.iter().map(|endpoint| (endpoint.name.clone(), endpoint.clone()));
        Ok(Plan {
            fetch: config.fetch.clone(),
            revisit: config.revisit.clone(),
            keep: config.keep,
            callback: config.callback.clone(),
            hosts: hosts.unwrap_or_else(|| Arc::new(Hosts::new(config.fetch.per_host))),
            matcher: matcher(&config.watchlists, before).map_err(PlanError::Watches)?,
            lists: Lists::new(config.watchlists.clone()),
            endpoints: endpoints.collect(),
            feeds,
            picks_texts: config.feeds.iter().any(|feed| feed.text.is_some()),
            doors,
            open,
        })
    }

    /// A feed by its address; `None` for one that is no longer configured.
    pub(crate) fn source(&self, feed: &str) -> Option<&Source> {
        self.feeds.get(feed)
    }

    /// The client for whoever needs no access of a feed's.
    pub(crate) fn client(&self) -> &Client {
        &self.open.client
    }

    /// The way to a page.
    pub(crate) fn door(&self, page: &Url) -> &Door {
        self.doors.get(&origin(page)).unwrap_or(&self.open)
    }

    /// What picks the text on the pages of a feed's articles, if anything does.
    pub(crate) fn text(&self, feed: &str) -> Option<&parse::Selector> {
        self.feeds.get(feed)?.text.as_ref()
    }

    /// Whether any feed has the text of its articles picked by a selector.
    pub(crate) fn picks_texts(&self) -> bool {
        self.picks_texts
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

    /// A watchlist's policy; `None` for one that is no longer configured.
    pub(crate) fn policy(&self, watchlist: &str) -> Option<&Policy> {
        self.lists.all().iter().find(|list| list.name == watchlist).map(|list| &list.policy)
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
pub(crate) fn matcher(
    watchlists: &[Watchlist],
    before: Option<&Plan>,
) -> Result<Arc<Matcher>, Vec<CompileError>> {
    match before {
        Some(before) if before.lists.all() == watchlists => Ok(Arc::clone(&before.matcher)),
        Some(before) => before.matcher.follow(before.lists.all(), watchlists).map(Arc::new),
        None => Matcher::compile(watchlists).map(Arc::new),
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The way by which a feed is asked: the one to all feeds, unless it has access or a proxy of its own.
fn door(access: &Access, open: &Arc<Door>, egress: &outbound::Config) -> Result<Arc<Door>, PlanError> {
    if access.is_none() {
        return Ok(Arc::clone(open));
    }
    let client = match access.proxy() {
        Some(proxy) => Client::through(egress, proxy).map_err(PlanError::Egress)?,
        None => open.client.clone(),
    };
    Ok(Arc::new(Door { access: access.clone(), client }))
}
