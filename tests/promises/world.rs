//! The world around the workers: outlets with feeds, receivers, a configuration, a database file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::time;
use jiff::tz::TimeZone;
use model::{
    Calm, DigestSchedule, DigestTimes, Endpoint, EndpointKind, Entity, EntityKind, Flow, Limit, Policy,
    Quiet, Review, Secret, Tracked, UpdateReason, Watch, Watchlist,
};
use pipeline::{Compiled, Config, Feed, Fetch, Revisit, Steps};
use store::{OpenError, Store};
use tempfile::TempDir;
use testkit::{Format, Newsroom, Outlet, OutletConfig, Sink};

use crate::time::Time;

/// The receivers' names: a chat wants no more than one message a second, one takes everything in strict order, and one has quiet
/// hours and digests.
pub(crate) const ENDPOINTS: [&str; 5] = ["a", "b", "chat", "strict", "calm"];

/// Who is told of what, and where: rules, and a name. The second and the last are told of so much singly, and not more.
pub(crate) const WATCHLISTS: [(&str, &str, &[&str]); 4] = [
    ("one", "Netflix", &["a"]),
    ("two", "Spotify", &["b"]),
    ("both", "Netflix OR Spotify", &["a", "b", "chat", "strict", "calm"]),
    (UNSURE, "Lantern", &["b", "calm"]),
];

/// The watchlist of a name that is an everyday word: a person is to look at what is uncertain.
pub(crate) const UNSURE: &str = "unsure";

const HOUR: Duration = Duration::from_secs(3600);

/// After so long without anything that arrived, one of the receivers is disabled.
pub(crate) const DISABLE_AFTER: Duration = Duration::from_secs(12 * 3600);

/// News of any age is told of, so that whatever happens nothing may be lost.
const ANY_AGE: Duration = Duration::from_secs(365 * 24 * 3600);

pub(crate) struct World {
    directory: TempDir,
    pub(crate) time: Time,
    pub(crate) newsroom: Newsroom,
    pub(crate) outlets: Vec<Outlet>,
    /// The outlet and the path of each feed.
    pub(crate) feeds: Vec<(Outlet, String)>,
    /// In the order of [`ENDPOINTS`].
    pub(crate) sinks: Vec<Sink>,
    pub(crate) min_interval: Duration,
    pub(crate) host_pause: Duration,
}

impl World {
    /// So many outlets, with so many feeds spread over them.
    pub(crate) async fn new(outlets: usize, feeds: usize) -> World {
        let time = Time::start();
        let newsroom = Newsroom::new();
        let mut world = World {
            directory: directory(),
            time: time.clone(),
            newsroom,
            outlets: Vec::new(),
            feeds: Vec::new(),
            sinks: Vec::new(),
            min_interval: Duration::from_secs(120),
            host_pause: Duration::from_secs(1),
        };
        for number in 0..outlets {
            let config = OutletConfig { name: format!("Outlet {number}"), ..OutletConfig::default() };
            world.outlets.push(world.newsroom.open(config).await.unwrap());
        }
        for number in 0..feeds {
            let outlet = &world.outlets[number % outlets];
            let format = [Format::Rss, Format::Atom, Format::Json][number % 3];
            let path = format!("/feed-{number}.{}", format.ending());
            outlet.add_feed(&path, format);
            world.feeds.push((outlet.clone(), path));
        }
        for _ in ENDPOINTS {
            let time = time.clone();
            world.sinks.push(Sink::start_with_clock(move || time.now()).await.unwrap());
        }
        world
    }

    /// Where the database is, and nothing else.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("a.db")
    }

    /// The configuration, without the endpoints that are `left_out`.
    pub(crate) fn config(&self, left_out: &[usize]) -> Config {
        let feed = |(outlet, path): &(Outlet, String)| Feed {
            url: outlet.url(path).parse().unwrap(),
            tags: Vec::new(),
            min_interval: self.min_interval,
            max_interval: self.min_interval * 10,
            silent_after: self.min_interval * 1000,
            access: outbound::Access::default(),
            listing: None,
            text: None,
        };
        let endpoints = (0..ENDPOINTS.len()).filter(|number| !left_out.contains(number));
        Config {
            feeds: self.feeds.iter().map(feed).collect(),
            endpoints: endpoints.map(|number| self.endpoint(number)).collect(),
            watchlists: Compiled::of(&WATCHLISTS.each_ref().map(watchlist)).unwrap(),
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch { host_pause: self.host_pause, ..Fetch::default() },
            keep: pipeline::Keep::default(),
            revisit: Revisit::default(),
            callback: None,
            embedding: None,
        }
    }

    fn endpoint(&self, number: usize) -> Endpoint {
        let (kind, secret) = match ENDPOINTS[number] {
            "chat" => (EndpointKind::Slack, Secret::default()),
            _ => (EndpointKind::Webhook, delivery::parse_secret(Sink::SECRET).unwrap()),
        };
        let (url, usual) = (self.sinks[number].url().parse().unwrap(), Flow::default());
        let endpoint = Endpoint::new(ENDPOINTS[number], kind, url, secret);
        match ENDPOINTS[number] {
            "a" => {
                let flow = Flow { disable_after: DISABLE_AFTER, ..usual };
                Endpoint { events: vec!["endpoint.*".to_owned()], flow, ..endpoint }
            }
            "b" => Endpoint { events: vec!["*".to_owned()], ..endpoint },
            "strict" => Endpoint { flow: Flow { in_order: true, ..usual }, ..endpoint },
            "calm" => Endpoint { calm: calm(), ..endpoint },
            _ => endpoint,
        }
    }

    /// The workers, on the database as it is.
    pub(crate) async fn start(&self, left_out: &[usize], seed: u64) -> Steps {
        let store = open(&self.database()).await;
        Steps::new(store, self.time.clock(), &self.config(left_out), seed).await.unwrap()
    }

    /// Waits for the next request, to any server.
    pub(crate) async fn asked(&self) {
        let [a, b, chat, strict, calm] = self.sinks.as_slice() else { panic!("a sink for each endpoint") };
        let before = self.newsroom.totals().requests();
        tokio::select! {
            () = self.newsroom.until(|| self.newsroom.totals().requests() > before) => {}
            _ = a.received(a.count() + 1) => {}
            _ = b.received(b.count() + 1) => {}
            _ = chat.received(chat.count() + 1) => {}
            _ = strict.received(strict.count() + 1) => {}
            _ = calm.received(calm.count() + 1) => {}
        }
    }
}

fn watchlist((name, watched, endpoints): &(&str, &str, &[&str])) -> Watchlist {
    let tracked = match *name {
        UNSURE => Tracked::Entity(Entity {
            aliases: vec![format!("{watched} Foods")],
            kind: Some(EntityKind::Organisation),
            context: vec!["biscuits".to_owned()],
            ..Entity::default()
        }),
        _ => Tracked::Rule((*watched).to_owned()),
    };
    Watchlist {
        name: (*name).to_owned(),
        endpoints: endpoints.iter().map(|&endpoint| endpoint.to_owned()).collect(),
        policy: policy(name),
        watches: vec![Watch { name: watch_of(name).to_owned(), tracked }],
    }
}

/// What a watchlist calls the one thing that it watches. A name is the first of an entity's.
pub(crate) fn watch_of(watchlist: &str) -> &'static str {
    if watchlist == UNSURE { "Lantern" } else { "watch" }
}

pub(crate) fn policy(watchlist: &str) -> Policy {
    let usual = Policy { max_age: ANY_AGE, ..Policy::default() };
    match watchlist {
        "two" => Policy { limit: Some(Limit { alerts: 1, window: 6 * HOUR }), ..usual },
        UNSURE => {
            Policy { review: Review::Hold, limit: Some(Limit { alerts: 1, window: 3 * HOUR }), ..usual }
        }
        "both" => Policy { updates: vec![UpdateReason::Outlets(2)], ..usual },
        _ => usual,
    }
}

/// A night, and digests every six hours.
fn calm() -> Calm {
    let quiet = Quiet {
        from: time(22, 0, 0, 0),
        to: time(6, 30, 0, 0),
        zone: TimeZone::UTC,
        days: Vec::new(),
        unless_salience: None,
    };
    let digest = DigestSchedule { times: DigestTimes::Every(6 * HOUR), unless_salience: None };
    Calm { quiet: vec![quiet], digest: Some(digest) }
}

/// In memory where the system has a place for that: what is tested here is not the disk, and there are many worlds.
fn directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Opens the database once nobody has it open any more: a store's threads end shortly after its last handle, and the tasks that
/// hold one end when the runtime comes to them.
pub(crate) async fn open(path: &Path) -> Store {
    loop {
        match Store::open(path) {
            Err(OpenError::InUse { .. }) => tokio::task::yield_now().await,
            opened => return opened.unwrap(),
        }
    }
}
