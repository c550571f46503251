//! A feed that fails, or is quiet against its rhythm, is told of once, and so is its recovery.

use jiff::Timestamp;
use model::{Endpoint, EndpointKind};
use pipeline::{Compiled, Config, Feed, Fetch, Revisit};
use store::Status;
use testkit::hostile::Hostile;
use testkit::{Fault, Newsroom, Outlet, OutletConfig, Piece, Sink};

use crate::{DAY, HOUR, MINUTE, Time, run_until};

struct World {
    directory: tempfile::TempDir,
    _newsroom: Newsroom,
    outlet: Outlet,
    sink: Sink,
    time: Time,
    pieces: u32,
}

impl World {
    /// An outlet that has published once every three hours for two days.
    async fn new() -> World {
        let start: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let newsroom = Newsroom::new();
        let outlet = newsroom.open(OutletConfig::default()).await.unwrap();
        let mut world = World {
            directory: tempfile::tempdir().unwrap(),
            _newsroom: newsroom,
            outlet,
            sink: Sink::start().await.unwrap(),
            time: Time::at(start),
            pieces: 0,
        };
        for number in 0..16 {
            world.publish(start - 3 * HOUR * number);
        }
        world
    }

    fn publish(&mut self, published: Timestamp) {
        self.pieces += 1;
        let text = "The council of the harbour town spoke at length of the old pier on Monday.";
        let slug = format!("pier-{}", self.pieces);
        self.outlet.publish(Piece::new(
            &slug,
            &format!("The pier, part {}", self.pieces),
            published,
            &[text],
        ));
    }

    async fn run(&self, time: std::time::Duration) {
        let config = Config {
            feeds: vec![Feed {
                url: self.outlet.feed_url().parse().unwrap(),
                tags: Vec::new(),
                min_interval: HOUR,
                max_interval: 6 * HOUR,
                silent_after: DAY,
                access: outbound::Access::default(),
                listing: None,
                text: None,
            }],
            endpoints: vec![Endpoint {
                events: vec!["source.*".to_owned()],
                ..Endpoint::new(
                    "desk",
                    EndpointKind::Webhook,
                    self.sink.url().parse().unwrap(),
                    delivery::parse_secret(Sink::SECRET).unwrap(),
                )
            }],
            watchlists: Compiled::of(&[]).unwrap(),
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch::default(),
            revisit: Revisit::default(),
            callback: None,
            keep: pipeline::Keep::default(),
            embedding: None,
        };
        run_until(&self.database(), &config, &self.time, self.time.now() + time, || false).await;
    }

    fn database(&self) -> std::path::PathBuf {
        self.directory.path().join("a.db")
    }

    /// The type and the detail of each event that arrived.
    fn told(&self) -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let event = |event: serde_json::Value| (text(&event["type"]), text(&event["data"]["detail"]));
        self.sink.all().iter().map(|received| event(received.json())).collect()
    }

    fn kinds(&self) -> Vec<String> {
        self.told().into_iter().map(|(kind, _)| kind).collect()
    }
}

#[tokio::test]
async fn a_feed_that_turns_into_a_page_is_told_of_once_and_so_is_its_end() {
    let mut world = World::new().await;
    world.run(HOUR).await;
    world.outlet.fault(&world.outlet.feed_path(), Fault::Html);
    world.run(DAY).await;
    assert_eq!(world.kinds(), [""; 0], "it may fail for a day");
    world.run(DAY).await;
    world.run(DAY).await;
    let told = world.told();
    assert_eq!(world.kinds(), ["source.silent"]);
    assert!(told[0].1.contains("web page"), "{told:?}");
    let status = Status::read(&world.database()).unwrap();
    assert!(status.feeds[0].silence.is_some() && status.feeds[0].problem.is_some());

    world.outlet.mend(&world.outlet.feed_path());
    world.publish(world.time.now());
    world.run(DAY).await;
    assert_eq!(world.kinds(), ["source.silent", "source.recovered"]);
    assert_eq!(Status::read(&world.database()).unwrap().feeds[0].silence, None);
}

#[tokio::test]
async fn a_feed_that_fails_is_told_of_in_time() {
    let mut world = World::new().await;
    world.run(HOUR).await;
    world.publish(world.time.now());
    world.run(HOUR * 6).await;
    world.outlet.fault(&world.outlet.feed_path(), Fault::Status(500));
    world.run(2 * DAY).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    let event = world.sink.all()[0].json();
    let time = |value: &serde_json::Value| value.as_str().unwrap().parse::<Timestamp>().unwrap();
    let late = time(&event["timestamp"]).duration_since(time(&event["data"]["since"])).unsigned_abs() - DAY;
    assert!(late < MINUTE, "{late:?}");
}

#[tokio::test]
async fn a_feed_that_blocks_us_is_told_of_once_and_so_is_its_end() {
    let mut world = World::new().await;
    world.run(HOUR).await;
    world.outlet.fault(&world.outlet.feed_path(), Fault::Status(403));
    world.run(3 * DAY).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    assert!(world.told()[0].1.contains("403"), "{:?}", world.told());
    world.outlet.mend(&world.outlet.feed_path());
    world.publish(world.time.now());
    world.run(DAY).await;
    assert_eq!(world.kinds(), ["source.silent", "source.recovered"]);
}

#[tokio::test]
async fn a_feed_that_is_quiet_against_its_rhythm_is_told_of_once_and_so_is_its_end() {
    let mut world = World::new().await;
    world.run(3 * DAY).await;
    assert_eq!(world.kinds(), [""; 0], "it may be a weekend");
    world.run(2 * DAY).await;
    world.run(DAY).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    assert!(world.told()[0].1.contains("every 3 hours"), "{:?}", world.told());
    world.publish(world.time.now());
    world.run(DAY).await;
    assert_eq!(world.kinds(), ["source.silent", "source.recovered"]);
}

#[tokio::test]
async fn a_feed_without_dates_is_quiet_against_when_its_entries_came() {
    let world = World::new().await;
    let publish = |newest: u32| {
        let item = |number: u32| {
            format!(
                "<item><guid isPermaLink=\"false\">{number}</guid><title>The pier, part {number}</title></item>"
            )
        };
        let items: String = (newest..newest + 10).rev().map(item).collect();
        let body = format!("<rss version=\"2.0\"><channel><title>Undated</title>{items}</channel></rss>")
            .into_bytes();
        let (name, content_type) = ("a feed without dates", "application/rss+xml");
        let document = Hostile { name, content_type, content_encoding: None, body };
        world.outlet.fault(&world.outlet.feed_path(), Fault::Serve(document));
    };
    for number in 0..40 {
        publish(number);
        world.run(6 * HOUR).await;
    }
    assert_eq!(world.kinds(), [""; 0]);
    world.run(4 * DAY).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    assert!(world.told()[0].1.contains("every 6 hours"), "{:?}", world.told());
    publish(90);
    world.run(DAY).await;
    assert_eq!(world.kinds(), ["source.silent", "source.recovered"]);
}

#[tokio::test]
async fn a_feed_that_is_gone_is_told_of_and_not_asked_again() {
    let world = World::new().await;
    world.run(HOUR).await;
    world.outlet.fault(&world.outlet.feed_path(), Fault::Status(410));
    world.run(DAY).await;
    let asked = world.outlet.count(&world.outlet.feed_path()).requests;
    world.run(5 * DAY).await;
    assert_eq!(world.outlet.count(&world.outlet.feed_path()).requests, asked);
    assert_eq!(world.kinds(), ["source.gone"]);
}

/// A host that asks to be left alone for longer than a feed may fail is known to be silent as soon as it says so.
#[tokio::test]
async fn a_feed_whose_host_asks_for_a_week_is_told_of_at_once() {
    let mut world = World::new().await;
    world.run(HOUR).await;
    let week = Fault::RetryAfter { status: 429, seconds: 7 * 24 * 3600 };
    world.outlet.fault(&world.outlet.feed_path(), week);
    world.run(6 * HOUR).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    assert!(world.told()[0].1.contains("429 (too many requests) and asks to be left alone for 7 days"));
    world.outlet.mend(&world.outlet.feed_path());
    world.run(6 * DAY).await;
    assert_eq!(world.kinds(), ["source.silent"]);
    world.publish(world.time.now());
    world.run(2 * DAY).await;
    assert_eq!(world.kinds(), ["source.silent", "source.recovered"]);
}

/// The host to which it redirects asks for a pause: the feed cannot be read, which its status and its silence say.
#[tokio::test]
async fn a_feed_that_is_at_a_host_in_its_pause_shows_it() {
    let world = World::new().await;
    let elsewhere = world.outlet.feed_url().replace("127.0.0.1", "127.0.0.2");
    world.run(HOUR).await;
    let store = crate::open(&world.database());
    let pause = store::HostPause { host: "127.0.0.2".to_owned(), length: 8 * DAY };
    let now = world.time.now();
    store.pause_host(pause, move || now).await.unwrap();
    drop(store);
    let location = Fault::Redirect { status: 302, location: elsewhere };
    world.outlet.fault(&world.outlet.feed_path(), location);
    world.run(6 * HOUR).await;
    let status = Status::read(&world.database()).unwrap();
    let problem = status.feeds[0].problem.as_deref().unwrap();
    assert!(problem.contains("it is at 127.0.0.2, which asks to be left alone for 7 days"), "{problem}");
    assert_eq!(world.kinds(), ["source.silent"]);
}
