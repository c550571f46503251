//! Measures deliveries through the workers of the daemon, its database on disk and real HTTP, both ends on this machine: how many
//! a second reach a receiver that answers at once and checks every signature, and how long each takes from its commit.
//!
//! `cargo run --release -p pipeline --example deliveries [how many] [a second] [seconds] [endpoints]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement, run by hand"
)]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use model::{Endpoint, EndpointKind, Incident, IncidentKind};
use pipeline::{Clock, Compiled, Config, Fetch, Pipeline, RENDERER, Revisit};
use store::{IncidentReport, Renderer, Status, Store};
use testkit::{Cost, Sink};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// As many as a busy daemon's batches of articles commit together.
const COMMITS_AT_A_TIME: usize = 64;

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// The daemon's workers between commits and receivers.
struct Stage {
    store: Store,
    pipeline: Pipeline,
    sinks: Vec<Sink>,
    directory: tempfile::TempDir,
    number: usize,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>().unwrap());
    let deliveries = arguments.next().unwrap_or(20_000);
    let rate = arguments.next().unwrap_or(200);
    let seconds = arguments.next().unwrap_or(30);
    let endpoints = arguments.next().unwrap_or(1);
    let mut stage = Stage::open(endpoints).await;
    stage.flood(deliveries).await;
    stage.trickle(rate, seconds).await;
    assert!(stage.pipeline.stop(Duration::from_secs(30)).await);
}

impl Stage {
    async fn open(endpoints: usize) -> Stage {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("a.db")).unwrap();
        let (mut sinks, mut config) = (Vec::new(), config());
        for number in 0..endpoints {
            let sink = Sink::start().await.unwrap();
            let secret = delivery::parse_secret(Sink::SECRET).unwrap();
            let url = sink.url().parse().unwrap();
            config.endpoints.push(Endpoint::new(name(number), EndpointKind::Webhook, url, secret));
            sinks.push(sink);
        }
        let pipeline = Pipeline::start(store.clone(), Clock::system(), &config, 1).await.unwrap();
        Stage { store, pipeline, sinks, directory, number: 0 }
    }

    /// Something new to tell one of the endpoints, in turn, as long as an alert is.
    fn report(&mut self) -> IncidentReport {
        self.number += 1;
        let now = Timestamp::now();
        let incident = Incident {
            kind: IncidentKind::SourceSilent,
            subject: format!("https://feeds.example/{}", self.number),
            title: None,
            since: now,
            noticed: now,
            detail: String::new(),
        };
        let renderer = Renderer {
            incident: |incident, id| delivery::test_event(&incident.subject, id, incident.noticed),
            ..RENDERER
        };
        let endpoints = vec![name(self.number % self.sinks.len())];
        IncidentReport { incident, endpoints, expires: now + WEEK, renderer }
    }

    fn received(&self) -> usize {
        self.sinks.iter().map(Sink::count).sum()
    }

    /// Waits until so many were received in all, and their arrival is committed.
    async fn arrived(&self, number: usize) -> Duration {
        let began = Instant::now();
        for sink in &self.sinks {
            // Each is told as many as the others, or one less.
            sink.until(|received| received.len() >= number / self.sinks.len()).await;
        }
        while self.received() < number || self.status().waiting_count > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        began.elapsed()
    }

    fn status(&self) -> Status {
        Status::read(&self.directory.path().join("a.db")).unwrap()
    }

    /// Commits as fast as the database takes it, while the workers send.
    async fn flood(&mut self, deliveries: usize) {
        let (began, before, first) = (Instant::now(), Cost::of_this_process().cpu, self.received());
        let turns = Arc::new(Semaphore::new(COMMITS_AT_A_TIME));
        let mut commits = JoinSet::new();
        for _ in 0..deliveries {
            let turn = Arc::clone(&turns).acquire_owned().await.unwrap();
            let (store, report) = (self.store.clone(), self.report());
            commits.spawn(async move {
                store.report(report).await.unwrap();
                drop(turn);
            });
        }
        commits.join_all().await;
        let committed = began.elapsed();
        self.arrived(first + deliveries).await;
        let took = began.elapsed();
        let cpu = Cost::of_this_process().cpu - before;
        println!(
            "{deliveries} deliveries to {} endpoints: {:.0} a second ({:.1} s; the commits alone took {:.1} s), {:.0} µs of CPU each, both ends",
            self.sinks.len(),
            deliveries as f64 / took.as_secs_f64(),
            took.as_secs_f64(),
            committed.as_secs_f64(),
            cpu.as_secs_f64() * 1e6 / deliveries as f64,
        );
        self.check();
    }

    /// Commits so many a second, and says how long each took to its receiver.
    async fn trickle(&mut self, rate: usize, seconds: usize) {
        let first = self.received();
        let deliveries = rate * seconds;
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::try_from(rate).unwrap());
        let mut commits = JoinSet::new();
        for _ in 0..deliveries {
            ticks.tick().await;
            let (store, report) = (self.store.clone(), self.report());
            let endpoint = report.endpoints[0].clone();
            commits.spawn(async move {
                let asked = Instant::now();
                let event = store.report(report).await.unwrap().unwrap();
                let id = (RENDERER.webhook_id)(store.instance(), event, &endpoint);
                (id, asked, Instant::now())
            });
        }
        let commits = commits.join_all().await;
        self.arrived(first + deliveries).await;
        let at: HashMap<String, Instant> =
            self.sinks.iter().flat_map(Sink::all).map(|received| (received.id, received.at)).collect();
        let since = |from: fn(&(String, Instant, Instant)) -> Instant| {
            let mut times: Vec<Duration> =
                commits.iter().map(|commit| at[&commit.0].saturating_duration_since(from(commit))).collect();
            times.sort_unstable();
            let nth = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
            format!(
                "p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
                nth(0.5),
                nth(0.9),
                nth(0.99),
                nth(1.0)
            )
        };
        println!(
            "{rate} a second for {seconds} s, from the commit to the receiver: {}",
            since(|commit| commit.2)
        );
        println!("  with the commit itself: {}", since(|commit| commit.1));
        self.check();
    }

    fn check(&self) {
        for sink in &self.sinks {
            assert!(sink.unverified().is_empty() && sink.repeated().is_empty());
        }
        let status = self.status();
        assert_eq!((status.delivered as usize, status.dead_count), (self.received(), 0));
    }
}

fn name(endpoint: usize) -> String {
    format!("endpoint-{endpoint}")
}

fn config() -> Config {
    Config {
        feeds: Vec::new(),
        endpoints: Vec::new(),
        watchlists: Compiled::of(&[]).unwrap(),
        egress: outbound::Config {
            allow: vec!["127.0.0.0/8".parse().unwrap()],
            ..outbound::Config::default()
        },
        fetch: Fetch::default(),
        revisit: Revisit::default(),
        keep: pipeline::Keep::default(),
        callback: None,
        embedding: None,
    }
}
