//! Measures on this machine, both ends: events rendered and signed a second, and deliveries a second to a receiver that
//! checks every signature. `cargo run --release -p delivery --example throughput [deliveries] [at a time]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement, run by hand"
)]

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use delivery::{attempt, parse_secret, render, sign, test_event};
use jiff::Timestamp;
use model::{AttemptOutcome, Endpoint, EndpointKind};
use outbound::{Client, Config};
use testkit::Sink;
use tokio::sync::Semaphore;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>().unwrap());
    let deliveries = arguments.next().unwrap_or(20_000);
    let at_a_time = arguments.next().unwrap_or(32);
    let sink = Sink::start().await.unwrap();
    let config = Config { allow: vec!["127.0.0.0/8".parse().unwrap()], ..Config::default() };
    let started = Instant::now();
    let client = Client::new(&config).unwrap();
    println!("client made in {:?}", started.elapsed());
    let endpoint = Endpoint::new(
        "desk",
        EndpointKind::Webhook,
        sink.url().parse().unwrap(),
        parse_secret(Sink::SECRET).unwrap(),
    );
    let now = Timestamp::try_from(SystemTime::now()).unwrap();
    let event = test_event("desk", "test_1", now);
    render_and_sign(&endpoint, &event, now);
    send(client, endpoint, event, &sink, deliveries, at_a_time).await;
}

fn render_and_sign(endpoint: &Endpoint, event: &str, now: Timestamp) {
    const TIMES: u32 = 20_000;
    let each = |what: &str, work: &dyn Fn()| {
        let started = Instant::now();
        (0..TIMES).for_each(|_| work());
        println!("{what}: {:?} each", started.elapsed() / TIMES);
    };
    each("event", &|| drop(test_event("desk", "test_1", now)));
    each("signature", &|| drop(sign(&endpoint.secret, "msg_1", now, event)));
    let slack = Endpoint { kind: EndpointKind::Slack, ..endpoint.clone() };
    each("for Slack", &|| drop(render(&slack, "msg_1", event)));
}

async fn send(
    client: Client,
    endpoint: Endpoint,
    event: String,
    sink: &Sink,
    deliveries: usize,
    at_a_time: usize,
) {
    let (endpoint, event) = (Arc::new(endpoint), Arc::new(event));
    let turns = Arc::new(Semaphore::new(at_a_time));
    let started = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..deliveries {
        let turn = Arc::clone(&turns).acquire_owned().await.unwrap();
        let (client, endpoint, event) = (client.clone(), Arc::clone(&endpoint), Arc::clone(&event));
        tasks.push(tokio::spawn(async move {
            let began = Instant::now();
            let now = Timestamp::try_from(SystemTime::now()).unwrap();
            let id = format!("msg_{number}");
            let outcome = attempt(&client, &endpoint, &id, &event, now, Duration::from_secs(10)).await;
            drop(turn);
            (outcome, began.elapsed())
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        let (outcome, took) = task.await.unwrap();
        assert_eq!(outcome, AttemptOutcome::Delivered { status: 204 });
        latencies.push(took);
    }
    let took = started.elapsed();
    latencies.sort_unstable();
    let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize);
    println!(
        "{deliveries} deliveries of {} bytes, {at_a_time} at a time: {:.0} a second, p50 {:?}, p99 {:?}, {} unverified",
        event.len(),
        deliveries as f64 / took.as_secs_f64(),
        at(0.5).unwrap(),
        at(0.99).unwrap(),
        sink.unverified().len(),
    );
}
