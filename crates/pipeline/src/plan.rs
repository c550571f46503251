//! The configuration in force, made ready: compiled watchlists, an HTTP client, manners. Replaced as a whole at a reload.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Endpoint, IncidentKind, Policy};
use outbound::{Access, Client, HeaderName, HeaderValue, same_origin};
use rustc_hash::FxHashMap;
use url::Url;
use watch::CompileError;

use crate::config::{Fetch, Keep, Revisit};
use crate::decide::Lists;
use crate::hosts::Hosts;
use crate::schedule::Bounds;
use crate::{Compiled, Config};

/// The configuration in force, made ready.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) fetch: Fetch,
    pub(crate) revisit: Revisit,
    pub(crate) keep: Keep,
    pub(crate) callback: Option<Url>,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) watchlists: Compiled,
    pub(crate) lists: Lists,
    endpoints: FxHashMap<String, Endpoint>,
    feeds: FxHashMap<String, Source>,
    /// Whether any feed has the text of its articles picked by a selector.
    picks_texts: bool,
    /// Whether any feed has its pages fetched by a proxy.
    has_proxies: bool,
    /// The ways to the origins that not everybody is let in to.
    doors: FxHashMap<String, Arc<Door>>,
    /// The ways to the feeds that left the configuration at a reload.
    left: FxHashMap<String, Arc<Door>>,
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
            watchlists: config.watchlists.clone(),
            lists: Lists::new(Arc::clone(config.watchlists.lists())),
            endpoints: endpoints.collect(),
            left: before.map(|before| left(before, &feeds)).unwrap_or_default(),
            feeds,
            picks_texts: config.feeds.iter().any(|feed| feed.text.is_some()),
            has_proxies: config.feeds.iter().any(|feed| feed.access.proxy().is_some()),
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

    /// The client by which a page is asked for that is an article of these feeds: by the proxy of any that has one, wherever the page
    /// is, since whoever names a proxy may not be seen by the page's site or may not reach it.
    pub(crate) fn client_for(&self, page: &Url, feeds: &[String]) -> &Client {
        let mut doors = feeds.iter().filter_map(|feed| self.feeds.get(feed)).map(|source| &source.door);
        let by_proxy = doors.find(|door| door.access.proxy().is_some());
        &by_proxy.unwrap_or_else(|| self.door(page)).client
    }

    /// The client by which the hub of a feed is asked: by the feed's proxy, also where the feed has left the configuration since the
    /// start, and its subscription is to be ended.
    pub(crate) fn client_for_hub_of(&self, feed: &str) -> &Client {
        let own = self.feeds.get(feed).map(|source| &source.door).or_else(|| self.left.get(feed));
        &own.unwrap_or(&self.open).client
    }

    /// The headers that let a request for `url` in, wherever it came from: those meant for its origin.
    pub(crate) fn headers(&self, url: &Url) -> &[(HeaderName, HeaderValue)] {
        self.door(url).access.headers()
    }

    /// The way to an origin. One that is known by http is let in by https too.
    fn door(&self, url: &Url) -> &Arc<Door> {
        let plain = || {
            let mut plain = url.clone();
            plain.set_scheme("http").ok()?;
            self.doors.get(&origin(&plain)).filter(|_| same_origin(&plain, url))
        };
        self.doors.get(&origin(url)).or_else(plain).unwrap_or(&self.open)
    }

    /// What picks the text on the pages of a feed's articles, if anything does.
    pub(crate) fn text(&self, feed: &str) -> Option<&parse::Selector> {
        self.feeds.get(feed)?.text.as_ref()
    }

    /// Whether any feed has its pages fetched by a proxy.
    pub(crate) fn has_proxies(&self) -> bool {
        self.has_proxies
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

/// The ways by proxies to feeds that the plan `before` knows and the new one does not.
fn left(before: &Plan, feeds: &FxHashMap<String, Source>) -> FxHashMap<String, Arc<Door>> {
    let known = before.feeds.iter().map(|(feed, source)| (feed, &source.door)).chain(&before.left);
    known
        .filter(|(feed, door)| door.access.proxy().is_some() && !feeds.contains_key(*feed))
        .map(|(feed, door)| (feed.clone(), Arc::clone(door)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Feed;

    fn feed(url: &str, access: impl FnOnce(&mut Access)) -> Feed {
        let mut feed = Feed {
            url: url.parse().unwrap(),
            tags: Vec::new(),
            min_interval: Duration::from_secs(120),
            max_interval: Duration::from_secs(86400),
            silent_after: Duration::from_secs(86400),
            access: Access::default(),
            listing: None,
            text: None,
        };
        access(&mut feed.access);
        feed
    }

    fn config(feeds: Vec<Feed>) -> Config {
        Config {
            feeds,
            endpoints: Vec::new(),
            watchlists: Compiled::of(&[]).unwrap(),
            egress: outbound::Config::default(),
            fetch: Fetch::default(),
            revisit: Revisit::default(),
            keep: Keep::default(),
            callback: None,
            embedding: None,
        }
    }

    #[test]
    fn what_lets_a_feed_in_lets_in_to_its_origin_and_to_its_step_to_https() {
        let config = config(vec![
            feed("http://a.example/feed", |access| access.bearer("plain").unwrap()),
            feed("https://b.example/feed", |access| access.bearer("safe").unwrap()),
            feed("http://c.example:8080/feed", |access| access.bearer("port").unwrap()),
        ]);
        let plan = Plan::new(&config, None).unwrap();
        for (page, expected) in [
            ("http://a.example/1", Some("Bearer plain")),
            ("https://a.example/1", Some("Bearer plain")),
            ("https://a.example:8443/1", None),
            ("https://www.a.example/1", None),
            ("https://b.example/1", Some("Bearer safe")),
            ("http://b.example/1", None),
            ("http://c.example:8080/1", Some("Bearer port")),
            ("https://c.example/1", None),
        ] {
            let headers = plan.headers(&page.parse().unwrap());
            let sent = headers.first().map(|(_, value)| value.to_str().unwrap());
            assert_eq!(sent, expected, "{page}");
        }
    }
}
