//! The workers stepped by hand, by a clock that stands still until it is set, against real servers on loopback.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use model::{
    Endpoint, EndpointKind, Entity, Flow, Incident, IncidentKind, Policy, Tracked, Watch, Watchlist,
};
use pipeline::{Clock, Config, Feed, Fetch, RENDERER, Step, Steps};
use store::{IncidentReport, OpenError, Status, Store};
use testkit::{Answer, Newsroom, Outlet, OutletConfig, Piece, Received, Sink};

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
            watchlists: vec![Watchlist {
                name: "streaming".to_owned(),
                endpoints: vec!["sink".to_owned()],
                policy: Policy::default(),
                watches: vec![watch],
            }],
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch { host_pause: self.host_pause, robots: false, ..Fetch::default() },
            keep_deliveries: Duration::from_secs(90 * 24 * 3600),
            revisit: pipeline::Revisit::default(),
            callback: None,
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

    /// Has incidents reported, numbered from 0, which become deliveries that wait.
    async fn commit(&self, store: &Store, deliveries: usize) {
        let now = self.time.now();
        for number in 0..deliveries {
            let incident = Incident {
                kind: IncidentKind::SourceSilent,
                subject: number.to_string(),
                title: None,
                since: now,
                noticed: now,
                detail: String::new(),
            };
            let endpoints = vec!["sink".to_owned()];
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
async fn attempts_follow_their_schedule_across_restarts() {
    let mut world = World::new().await;
    let mut steps = alerted(&mut world).await;
    world.sink.answer(Answer::Status(500));
    let mut attempts = Vec::new();
    let start = world.time.now();
    loop {
        attempts.push(world.time.now().duration_since(start));
        assert_eq!(steps.send(10).await.unwrap().done, 1);
        // A crash; what was learned is in the database.
        drop(steps);
        steps = world.steps().await;
        let step = steps.send(10).await.unwrap();
        assert_eq!(step.done, 0, "not before it is due");
        let Some(next) = step.next else { break };
        world.time.set(next);
    }
    assert_eq!(attempts.len(), 10);
    assert_eq!(world.sink.count(), 10);
    assert!(attempts.windows(2).all(|pair| pair[1] - pair[0] >= jiff::SignedDuration::from_secs(4)));
    let status = world.status();
    assert_eq!((status.dead_count, status.waiting_count), (1, 0));
    assert!(world.sink.changed().is_empty(), "the same id came with another body");
}

#[tokio::test]
async fn an_attempt_that_cannot_be_committed_is_committed_later_and_not_made_again() {
    let mut world = World::new().await;
    let mut steps = alerted(&mut world).await;
    world.execute("CREATE TRIGGER broken BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'broken'); END");
    assert!(steps.send(10).await.is_err());
    assert_eq!(world.sink.count(), 1);
    let step = steps.send(10).await.unwrap();
    assert_eq!(step.done, 0);
    let pause = step.next.unwrap();
    assert!(pause > world.time.now());
    // The claim has long ended when the database works again.
    world.time.pass(HOUR);
    assert!(steps.send(10).await.is_err());
    world.execute("DROP TRIGGER broken");
    world.time.pass(HOUR);
    assert_eq!(steps.send(10).await.unwrap(), Step { done: 0, next: None });
    assert_eq!((world.sink.count(), world.status().delivered), (1, 1));
}

#[tokio::test]
async fn in_strict_order_a_receiver_that_comes_back_has_all_that_waits_within_a_quarter_of_an_hour() {
    let mut world = World::new().await;
    world.flow.in_order = true;
    let (mut steps, store) = world.steps_and_store().await;
    world.commit(&store, 20).await;
    world.sink.answer(Answer::Status(500));
    let (down, mut attempts) = (world.time.now() + 20 * HOUR, Vec::new());
    while world.time.now() < down {
        let step = steps.send(10).await.unwrap();
        attempts.extend(std::iter::repeat_n(world.time.now(), step.done));
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    let longest = attempts.windows(2).map(|pair| pair[1].duration_since(pair[0])).max().unwrap();
    assert_eq!(longest.as_secs(), 900);
    assert!(world.told().iter().all(|number| *number == 0), "the others wait");
    world.sink.answer(Answer::Status(204));
    let back = world.time.now();
    world.sink.received(attempts.len()).await;
    while world.status().waiting_count > 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.filter(|_| step.done == 0).unwrap_or(world.time.now()));
    }
    assert_eq!(world.told().split_off(attempts.len()), (0..20).collect::<Vec<_>>());
    assert!(world.time.now() <= back + 900 * SECOND);
    assert_eq!(world.status().dead_count, 0);
}

#[tokio::test]
async fn in_strict_order_the_first_is_given_up_by_its_own_schedule_and_the_next_goes_on() {
    let mut world = World::new().await;
    world.flow.in_order = true;
    let (mut steps, store) = world.steps_and_store().await;
    world.commit(&store, 2).await;
    let start = world.time.now();
    world.sink.answer(Answer::Status(500));
    while world.status().dead_count == 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    // The schedule is 76 hours, a fifth more or less; attempts in between have not shortened it.
    let hours = world.time.now().duration_since(start).as_hours();
    assert!((60..93).contains(&hours), "{hours} hours");
    world.sink.answer(Answer::Status(204));
    while world.status().delivered == 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    assert_eq!(world.told().pop(), Some(1));
}

#[tokio::test]
async fn an_attempt_that_panics_has_failed_and_holds_nothing_else_up() {
    let world = World::new().await;
    let panics = Arc::new(AtomicBool::new(false));
    let (time, to_panic) = (world.time.clone(), Arc::clone(&panics));
    // Only what is done for one delivery runs as a task of its own.
    let clock = Clock::from_fn(move || {
        assert!(
            tokio::task::try_id().is_none() || !to_panic.swap(false, Ordering::SeqCst),
            "as the test asks"
        );
        time.now()
    });
    let store = open(&world.database());
    let mut steps = Steps::new(store.clone(), clock, &world.config(), 1).await.unwrap();
    world.commit(&store, 1).await;
    panics.store(true, Ordering::SeqCst);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert!(!panics.load(Ordering::SeqCst));
    let waiting = world.status().waiting.remove(0);
    assert_eq!(waiting.problem.as_deref(), Some("the attempt failed in a way that was not foreseen"));
    assert_eq!((waiting.attempts, world.sink.count()), (1, 0));
    let next = steps.send(10).await.unwrap().next.unwrap();
    assert!(
        next <= world.time.now() + 6 * SECOND,
        "it is tried again by its schedule, not when its claim ends"
    );
    world.time.set(next);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!(world.status().delivered, 1);
}

#[tokio::test]
async fn an_endpoint_that_is_overloaded_is_left_alone_with_all_its_deliveries() {
    for (answer, pause) in [
        (Answer::Status(429), Some(10)),
        (Answer::Status(502), Some(10)),
        (Answer::Status(504), Some(10)),
        (Answer::RetryAfter { status: 429, seconds: 90 }, Some(90)),
        (Answer::RetryAfter { status: 503, seconds: 90 }, Some(90)),
        (Answer::RetryAfter { status: 429, seconds: 9000 }, Some(3600)),
        (Answer::Status(500), None),
        (Answer::Status(503), None),
    ] {
        let world = World::new().await;
        let (mut steps, store) = world.steps_and_store().await;
        world.commit(&store, 2).await;
        world.sink.answer_next(answer.clone());
        assert_eq!(steps.send(1).await.unwrap().done, 1);
        let step = steps.send(1).await.unwrap();
        let expected = pause.map(|seconds| world.time.now() + seconds * SECOND);
        match expected {
            Some(end) => assert_eq!(step, Step { done: 0, next: Some(end) }, "{answer:?}"),
            None => assert_eq!(step.done, 1, "{answer:?}"),
        }
        if let Some(end) = expected {
            world.time.set(end);
            assert_eq!(steps.send(1).await.unwrap().done, 1, "{answer:?}");
        }
    }
}
