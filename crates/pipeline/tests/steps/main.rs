//! The workers stepped by hand, by a clock that stands still until it is set, against real servers on loopback.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use model::{
    Endpoint, EndpointKind, Entity, Flow, Incident, IncidentKind, Policy, Tracked, Watch, Watchlist,
};
use pipeline::{Clock, Compiled, Config, Feed, Fetch, RENDERER, Step, Steps};
use store::{IncidentReport, OpenError, Status, Store};
use testkit::{Answer, Newsroom, Outlet, OutletConfig, Piece, Received, Sink};

mod fetching;
mod grouping;
mod sending;
mod subscribing;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// A time that only the test moves.
#[derive(Clone)]
struct Time(Arc<AtomicI64>);

impl Time {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn set(&self, now: Timestamp) {
        self.0.store(now.as_millisecond(), Ordering::SeqCst);
    }

    fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }

    fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::from_fn(move || time.now())
    }
}

struct World {
    directory: tempfile::TempDir,
    newsroom: Newsroom,
    sink: Sink,
    feeds: Vec<String>,
    host_pause: Duration,
    flow: Flow,
    time: Time,
}

impl World {
    async fn new() -> World {
        let start: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        World {
            directory: tempfile::tempdir().unwrap(),
            newsroom: Newsroom::new(),
            sink: Sink::start().await.unwrap(),
            feeds: Vec::new(),
            host_pause: SECOND,
            flow: Flow::default(),
            time: Time(Arc::new(AtomicI64::new(start.as_millisecond()))),
        }
    }

    async fn outlet(&mut self) -> Outlet {
        let outlet = self.newsroom.open(OutletConfig::default()).await.unwrap();
        self.feeds.push(outlet.feed_url());
        outlet
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("a.db")
    }

    fn config(&self) -> Config {
        let feed = |url: &String| Feed {
            url: url.parse().unwrap(),
            tags: Vec::new(),
            min_interval: HOUR,
            max_interval: HOUR,
            silent_after: 24 * HOUR,
            access: outbound::Access::default(),
            listing: None,
            text: None,
        };
        let watch = Watch { name: "Netflix".to_owned(), tracked: Tracked::Entity(Entity::default()) };
        let watchlist = Watchlist {
            name: "streaming".to_owned(),
            endpoints: vec!["sink".to_owned()],
            policy: Policy::default(),
            watches: vec![watch],
        };
        Config {
            feeds: self.feeds.iter().map(feed).collect(),
            endpoints: vec![Endpoint {
                flow: self.flow,
                ..Endpoint::new(
                    "sink",
                    EndpointKind::Webhook,
                    self.sink.url().parse().unwrap(),
                    delivery::parse_secret(Sink::SECRET).unwrap(),
                )
            }],
            watchlists: Compiled::of(&[watchlist]).unwrap(),
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch { host_pause: self.host_pause, robots: false, ..Fetch::default() },
            keep: pipeline::Keep::default(),
            revisit: pipeline::Revisit::default(),
            callback: None,
            embedding: None,
        }
    }

    async fn steps(&self) -> Steps {
        Steps::new(open(&self.database()), self.time.clock(), &self.config(), 1).await.unwrap()
    }

    fn status(&self) -> Status {
        Status::read(&self.database()).unwrap()
    }

    /// The workers, and their database.
    async fn steps_and_store(&self) -> (Steps, Store) {
        let store = open(&self.database());
        (Steps::new(store.clone(), self.time.clock(), &self.config(), 1).await.unwrap(), store)
    }

    /// Has incidents reported, numbered from 0, which become deliveries to the receiver that wait.
    async fn commit(&self, store: &Store, deliveries: usize) {
        self.commit_to(store, 0..deliveries, &["sink"]).await;
    }

    /// Likewise, those of these numbers, for these endpoints.
    async fn commit_to(&self, store: &Store, numbers: Range<usize>, endpoints: &[&str]) {
        let now = self.time.now();
        for number in numbers {
            let incident = Incident {
                kind: IncidentKind::SourceSilent,
                subject: number.to_string(),
                title: None,
                since: now,
                noticed: now,
                detail: String::new(),
            };
            let endpoints = endpoints.iter().map(|&name| name.to_owned()).collect();
            let report =
                IncidentReport { incident, endpoints, expires: now + 7 * 24 * HOUR, renderer: RENDERER };
            store.report(report).await.unwrap();
        }
    }

    /// The numbers of the incidents that the receiver got, in order.
    fn told(&self) -> Vec<usize> {
        let number =
            |received: Received| received.json()["data"]["subject"].as_str().unwrap().parse().unwrap();
        self.sink.all().into_iter().map(number).collect()
    }

    fn execute(&self, statement: &str) {
        rusqlite::Connection::open(self.database()).unwrap().execute_batch(statement).unwrap();
    }
}

/// A store's threads end shortly after its last handle; until then the file is in use.
fn open(path: &Path) -> Store {
    loop {
        match Store::open(path) {
            Err(OpenError::InUse { .. }) => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

fn piece(slug: &str, now: Timestamp) -> Piece {
    let text =
        "Netflix said on Monday that it would open a studio in the old harbour of Port Ellis next year.";
    Piece::new(slug, &format!("Netflix opens a studio: {slug}"), now, &[text])
}

/// Brings an alert as far as its delivery: the feed is polled, the page is read, its article is placed.
async fn alerted(world: &mut World) -> Steps {
    let outlet = world.outlet().await;
    outlet.publish(piece("studio", world.time.now()));
    let mut steps = world.steps().await;
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    world.time.pass(SECOND);
    assert_eq!(steps.read(10).await.unwrap().done, 1);
    assert_eq!(steps.group().await.unwrap().done, 1);
    steps
}

#[tokio::test]
async fn an_article_goes_from_feed_to_receiver_a_step_at_a_time() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    outlet.publish(piece("studio", world.time.now()));
    let mut steps = world.steps().await;
    assert_eq!(steps.group().await.unwrap().done, 0);
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    let read = steps.read(10).await.unwrap();
    let free = world.time.now() + SECOND;
    assert_eq!(
        read,
        Step { done: 0, next: Some(free) },
        "the host's pause holds while the clock stands still"
    );
    world.time.set(free);
    assert_eq!(steps.read(10).await.unwrap().done, 1);
    assert_eq!(steps.group().await.unwrap().done, 1);
    assert_eq!(world.sink.count(), 0);
    assert_eq!(steps.send(10).await.unwrap(), Step { done: 1, next: None });
    assert_eq!(world.sink.count(), 1);
    assert_eq!(world.status().delivered, 1);
}

#[tokio::test]
async fn a_week_of_polls_keeps_to_the_clock_and_takes_no_time() {
    let mut world = World::new().await;
    let outlets = [world.outlet().await, world.outlet().await];
    let mut steps = world.steps().await;
    let end = world.time.now() + 7 * 24 * HOUR;
    while world.time.now() < end {
        let step = steps.poll(10).await.unwrap();
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    for outlet in &outlets {
        let polls = outlet.count(&outlet.feed_path()).requests;
        // An hour each, late by at most a tenth.
        assert!((7 * 24 * 10 / 11..=7 * 24 + 1).contains(&polls), "{polls} polls");
    }
}

#[tokio::test]
async fn a_host_is_asked_once_a_pause_however_often_the_workers_step() {
    let mut world = World::new().await;
    world.host_pause = 10 * SECOND;
    let outlet = world.outlet().await;
    for number in 0..5 {
        outlet.publish(piece(&format!("studio-{number}"), world.time.now()));
    }
    let mut steps = world.steps().await;
    world.time.pass(SECOND);
    let start = world.time.now();
    let mut times = Vec::new();
    while times.len() < 6 {
        let done = steps.poll(10).await.unwrap().done + steps.read(10).await.unwrap().done;
        times.extend(std::iter::repeat_n(world.time.now(), done));
        world.time.pass(SECOND);
    }
    let expected: Vec<Timestamp> = (0..6).map(|nth| start + nth * 10 * SECOND).collect();
    assert_eq!(times, expected);
}

#[tokio::test]
async fn a_configuration_that_cannot_be_put_in_force_leaves_all_of_the_one_before() {
    let mut world = World::new().await;
    let (before, after) = (world.outlet().await, world.outlet().await);
    world.feeds = vec![before.feed_url()];
    let (mut steps, store) = world.steps_and_store().await;
    // Something is known of the endpoint, which is to be forgotten.
    world.sink.answer(Answer::Status(500));
    world.commit(&store, 1).await;
    assert_eq!(steps.send(1).await.unwrap().done, 1);
    world.execute("CREATE TRIGGER broken BEFORE DELETE ON endpoint BEGIN SELECT RAISE(ABORT, 'broken'); END");
    world.feeds = vec![after.feed_url()];
    let mut config = world.config();
    config.endpoints[0].name = "other".to_owned();
    assert!(steps.reload(&config).await.is_err());
    let feeds = |status: Status| status.feeds.into_iter().map(|feed| feed.url).collect::<Vec<_>>();
    assert_eq!(feeds(world.status()), [before.feed_url()]);
    world.execute("DROP TRIGGER broken");
    steps.reload(&config).await.unwrap();
    assert_eq!(feeds(world.status()), [after.feed_url()]);
}
