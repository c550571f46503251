//! How the workers treat other people's servers and what they notice of them, by a clock that the tests set.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod politeness;
mod silence;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use pipeline::{Clock, Config, Steps};
use store::{OpenError, Store};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A time that only the test moves.
#[derive(Clone)]
struct Time(Arc<AtomicI64>);

impl Time {
    fn at(now: Timestamp) -> Time {
        Time(Arc::new(AtomicI64::new(now.as_millisecond())))
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn set(&self, now: Timestamp) {
        self.0.store(now.as_millisecond(), Ordering::SeqCst);
    }
}

/// Starts the workers and steps them, from one thing that is due to the next, until they end without a word: at `until`, or
/// once the test has seen `enough`.
async fn run_until(
    database: &Path,
    config: &Config,
    time: &Time,
    until: Timestamp,
    enough: impl Fn() -> bool,
) {
    let clock = time.clone();
    let clock = Clock::from_fn(move || clock.now());
    let mut steps = Steps::new(open(database), clock, config, 1).await.unwrap();
    while time.now() < until && !enough() {
        let steps_done = [
            steps.poll(100).await.unwrap(),
            steps.read(100).await.unwrap(),
            steps.revisit(100).await.unwrap(),
            steps.group().await.unwrap(),
            steps.send(100).await.unwrap(),
        ];
        if steps_done.iter().all(|step| step.done == 0) {
            let next = steps_done.iter().filter_map(|step| step.next).min().unwrap_or(until);
            time.set(next.max(time.now() + Duration::from_millis(1)).min(until));
        }
    }
    steps.housekeep().await.unwrap();
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
