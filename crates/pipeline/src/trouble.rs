//! The store's failures as a worker sees them: told once when they begin and once when they are over, with growing pauses
//! in between.

use std::time::Duration;

use jiff::Timestamp;

/// How long a worker waits after the store failed, at first and at the most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(15));

/// What a worker knows of the store's failures.
#[derive(Debug)]
pub(crate) struct Trouble {
    worker: &'static str,
    pause: Option<Pause>,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    since: Timestamp,
    length: Duration,
}

impl Trouble {
    pub(crate) fn new(worker: &'static str) -> Trouble {
        Trouble { worker, pause: None }
    }

    /// Until when nothing is to be claimed; `None` where something may be. A clock that was set back ends a pause.
    pub(crate) fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.pause
            .filter(|pause| pause.since <= now)
            .map(|pause| pause.since + pause.length)
            .filter(|until| *until > now)
    }

    /// Begins a pause, a longer one each time; failures within it are part of it.
    pub(crate) fn begin(&mut self, error: &store::Error, now: Timestamp) {
        if self.waits_until(now).is_some() {
            return;
        }
        let length = match self.pause {
            None => {
                tracing::error!(stage = self.worker, error = %Chain(error), "the database failed; it is tried again, and nothing is claimed until it works");
                RETRY.0
            }
            Some(pause) => (pause.length * 2).min(RETRY.1),
        };
        self.pause = Some(Pause { since: now, length });
    }

    pub(crate) fn over(&mut self) {
        if self.pause.take().is_some() {
            tracing::info!(stage = self.worker, "the database works again");
        }
    }
}

/// An error with its causes, on one line.
pub(crate) struct Chain<'a>(pub(crate) &'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure() -> store::Error {
        store::Error::DiskFull(std::sync::Arc::new(std::io::Error::other("no space")))
    }

    #[test]
    fn pauses_grow_and_end() {
        let start = Timestamp::UNIX_EPOCH;
        let mut trouble = Trouble::new("test");
        assert_eq!(trouble.waits_until(start), None);
        let mut now = start;
        for milliseconds in [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000] {
            trouble.begin(&failure(), now);
            let until = now + Duration::from_millis(milliseconds);
            assert_eq!(trouble.waits_until(now), Some(until));
            trouble.begin(&failure(), now + Duration::from_millis(1));
            assert_eq!(trouble.waits_until(now), Some(until), "a failure within a pause is part of it");
            now = until;
            assert_eq!(trouble.waits_until(now), None);
        }
        trouble.over();
        trouble.begin(&failure(), now);
        assert_eq!(trouble.waits_until(now), Some(now + RETRY.0));
    }

    #[test]
    fn a_clock_that_was_set_back_ends_a_pause() {
        let now = Timestamp::UNIX_EPOCH + Duration::from_secs(3600);
        let mut trouble = Trouble::new("test");
        trouble.begin(&failure(), now);
        assert_eq!(trouble.waits_until(Timestamp::UNIX_EPOCH), None);
    }
}
