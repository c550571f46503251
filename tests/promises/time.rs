//! A time that only the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use pipeline::Clock;

/// Milliseconds since 1970; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Time(Arc<AtomicI64>);

impl Time {
    /// A Wednesday morning.
    pub(crate) fn start() -> Time {
        let start: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        Time(Arc::new(AtomicI64::new(start.as_millisecond())))
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }

    pub(crate) fn set(&self, now: Timestamp) {
        // What is due at a part of a millisecond is due at its end.
        let late = now.as_millisecond() + i64::from(now.subsec_nanosecond() % 1_000_000 > 0);
        self.0.store(late, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::from_fn(move || time.now())
    }
}
