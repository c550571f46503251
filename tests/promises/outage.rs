//! A receiver that is down for a day while alerts wait for it in great number: the others notice nothing, memory stays as it
//! is, and afterwards everything arrives at the pace that the receiver asks for.
//!
//! `ALERTS=100000 cargo test --release -p tests --test promises outage -- --nocapture` lets so many wait and prints figures.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use model::Flow;
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
async fn send(steps: &mut Steps, time: &Time) -> Timestamp {
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
    config.endpoints[0].flow = Flow { pace: SECOND, ..Flow::default() };
    let store = open(&world.database()).await;
    let mut steps = Steps::new(store, time.clock(), &config, 1).await.unwrap();
    commit(&world, "a", 0..alerts);
    down.answer(Answer::Status(503));

    let (began, before) = (Instant::now(), Cost::of_this_process());
    let mut told = Told { next: 0, at: time.now() };
    let end = time.now() + DOWN;
    while time.now() < end {
        told.tell(&world);
        let next = send(&mut steps, time).await;
        told.check(&world);
        time.set(next.min(told.at).max(time.now() + Duration::from_millis(1)));
    }
    let attempts = down.take().len();
    println!(
        "{alerts} alerts waited for a day, in {:?}: {attempts} attempts, {} alerts to another endpoint at once, {} MB more memory",
        began.elapsed(),
        told.next,
        grown(before) >> 20
    );
    assert!(grown(before) < FLAT, "{} bytes more", grown(before));

    down.answer(Answer::Status(204));
    let (mended, began) = (time.now(), Instant::now());
    let mut arrived = vec![false; alerts];
    let (mut left, mut last) = (alerts, None);
    while left > 0 {
        told.tell(&world);
        let next = send(&mut steps, time).await;
        told.check(&world);
        let came = down.take();
        if let [one] = came.as_slice() {
            let number: usize = one.id.rsplit('_').next().unwrap().parse().unwrap();
            assert!(
                one.accepted() && !std::mem::replace(&mut arrived[number], true),
                "{} came again",
                one.id
            );
            assert!(last.is_none_or(|last| time.now() >= last + SECOND), "faster than it asked for");
            (left, last) = (left - 1, Some(time.now()));
        }
        assert!(came.len() <= 1, "two at a time");
        time.set(next.min(told.at).max(time.now() + Duration::from_millis(1)));
    }
    println!(
        "all arrived within {:#} of its return, in {:?}, {} MB more memory",
        last.unwrap().duration_since(mended),
        began.elapsed(),
        grown(before) >> 20
    );
    assert!(grown(before) < FLAT, "{} bytes more", grown(before));
    assert!(last.unwrap() <= mended + SECOND * (alerts as u32 + 15 * 60), "slower than it takes");
    let status = Status::read(&world.database()).unwrap();
    assert_eq!((status.waiting_count, status.dead_count, other.count()), (0, 0, told.next));
}

/// The memory that this process has come to take since.
fn grown(before: Cost) -> u64 {
    Cost::of_this_process().memory.saturating_sub(before.memory)
}

/// What another endpoint is told now and then.
struct Told {
    next: usize,
    at: Timestamp,
}

impl Told {
    fn tell(&mut self, world: &World) {
        if world.time.now() >= self.at {
            commit(world, "b", self.next..self.next + 1);
            self.next += 1;
            self.at = world.time.now() + TOLD_EVERY;
        }
    }

    fn check(&self, world: &World) {
        assert_eq!(world.sinks[1].count(), self.next, "another endpoint waits");
    }
}
