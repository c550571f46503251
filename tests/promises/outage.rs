//! A receiver that is down for a day while alerts wait for it in great number: the others notice nothing, memory stays as it
//! is, and afterwards everything arrives at the pace that the receiver asks for.
//!
//! `ALERTS=100000 cargo test --release -p tests --test promises outage -- --nocapture` lets so many wait and prints figures.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use pipeline::Steps;
use rusqlite::{Connection, params};
use store::Status;
use testkit::{Answer, Cost};

use crate::time::Time;
use crate::world::{World, open};

/// How many alerts wait where nothing else is asked for.
const ALERTS: usize = 500;

const SECOND: Duration = Duration::from_secs(1);
const DOWN: Duration = Duration::from_secs(24 * 3600);

/// How often the others are told something.
const TOLD_EVERY: Duration = Duration::from_secs(600);

/// Far more than what the receivers keep of what they were sent, and far less than the alerts that wait.
const FLAT: u64 = 32 << 20;

/// Puts alerts into the outbox, as they stand after their commit.
fn commit(world: &World, endpoint: &str, alerts: std::ops::Range<usize>) {
    let mut database = Connection::open(world.database()).unwrap();
    let now = world.time.now();
    let week = Duration::from_secs(7 * 24 * 3600);
    let transaction = database.transaction().unwrap();
    for number in alerts {
        // As long as an alert is as a rule.
        let body = format!("{{\"number\":{number},\"text\":\"{}\"}}", "x".repeat(2_000));
        transaction
            .execute(
                "INSERT INTO event (type, created, expires, body) VALUES ('story.new', ?1, ?2, ?3)",
                params![now.as_millisecond(), (now + week).as_millisecond(), body],
            )
            .unwrap();
        transaction
            .execute(
                "INSERT INTO delivery (event, endpoint, webhook_id, state, next_attempt)
                 VALUES (last_insert_rowid(), ?1, ?2, 'waiting', ?3)",
                params![endpoint, format!("msg_{endpoint}_{number}"), now.as_millisecond()],
            )
            .unwrap();
    }
    transaction.commit().unwrap();
}

/// Sends what is due now, and gives the time of what is due next.
async fn send(steps: &mut Steps, time: &Time) -> jiff::Timestamp {
    loop {
        let step = steps.send(512).await.unwrap();
        if step.done == 0 {
            return step.next.unwrap_or(time.now() + TOLD_EVERY);
        }
    }
}

#[tokio::test]
async fn an_outage_of_a_day_delays_nobody_else_and_ends_at_the_receivers_pace() {
    let alerts = std::env::var("ALERTS").map_or(ALERTS, |number| number.parse().unwrap());
    let world = World::new(1, 1).await;
    let (down, other, time) = (&world.sinks[0], &world.sinks[1], &world.time);
    let mut config = world.config(&[]);
    config.endpoints[0].flow.pace = SECOND;
    let store = open(&world.database()).await;
    let mut steps = Steps::new(store, time.clock(), &config, 1).await.unwrap();
    commit(&world, "a", 0..alerts);
    down.answer(Answer::Status(503));

    let (began, before) = (Instant::now(), Cost::of_this_process());
    let mut told = 0;
    let mut tell_at = time.now();
    let end = time.now() + DOWN;
    while time.now() < end {
        if time.now() >= tell_at {
            commit(&world, "b", told..told + 1);
            told += 1;
            tell_at = time.now() + TOLD_EVERY;
        }
        let next = send(&mut steps, time).await;
        assert_eq!(other.count(), told, "another endpoint waits");
        time.set(next.min(tell_at).max(time.now() + Duration::from_millis(1)));
    }
    let (attempts, after) = (down.count(), Cost::of_this_process());
    let grown = after.memory.saturating_sub(before.memory);
    println!(
        "{alerts} alerts waited for a day, in {:?}: {attempts} attempts, {told} alerts to another endpoint at once, {} MB more memory",
        began.elapsed(),
        grown >> 20
    );
    assert!(grown < FLAT, "{grown} bytes more");

    down.answer(Answer::Status(204));
    let (mended, began) = (time.now(), Instant::now());
    let mut sent = down.count();
    let mut last = None;
    while Status::read(&world.database()).unwrap().waiting_count > 0 {
        // Looking at the database each time would be most of the work.
        for _ in 0..100 {
            let next = send(&mut steps, time).await;
            if down.count() > sent {
                assert_eq!(down.count(), sent + 1, "two at a time");
                assert!(last.is_none_or(|last| time.now() >= last + SECOND), "faster than it asked for");
                (sent, last) = (down.count(), Some(time.now()));
            }
            time.set(next.max(time.now() + Duration::from_millis(1)));
        }
    }
    let took = last.unwrap().duration_since(mended);
    println!("all arrived within {took:#} of its return, in {:?}", began.elapsed());
    let arrived: BTreeSet<String> =
        down.all().into_iter().filter(|it| it.accepted()).map(|it| it.id).collect();
    assert_eq!(arrived.len(), alerts);
    assert_eq!(Status::read(&world.database()).unwrap().dead_count, 0);
}
