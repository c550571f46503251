//! How well an endpoint has been lately, and what follows: a circuit breaker as plain arithmetic.
//!
//! After so many failures in a row the endpoint rests, for longer each time. When its rest is over, one delivery tries it
//! out; the first that arrives makes all well again. Where deliveries go in strict order, the first failure holds up all of
//! them, so that the endpoint rests from then on, and for shorter times.

use std::time::Duration;

use jiff::Timestamp;

/// How well an endpoint has been lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Failed attempts in a row; of those that were under way together, only the ones before the rest count.
    pub failures: u32,
    /// When the first of them failed.
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone, by our wish or its own.
    pub rests_until: Timestamp,
}

impl Health {
    /// So many failures in a row make an endpoint rest.
    pub const RESTS_AFTER: u32 = 5;

    /// The first rest, which doubles with each failure, and the longest, so that an endpoint that is well again is seen
    /// within a quarter of an hour.
    const RESTS: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(15 * 60));

    /// The first rest in strict order, after one failure.
    const FIRST_REST_IN_ORDER: Duration = Duration::from_secs(5);

    /// Whether it has failed so often that one delivery at a time is enough to see whether it is well again.
    #[must_use]
    pub fn is_tripped(&self) -> bool {
        self.failures >= Health::RESTS_AFTER
    }

    /// After an attempt that began at `started` and had failed by `now`; `in_order` where each delivery waits for the one before.
    #[must_use]
    pub fn after_failure(self, started: Timestamp, now: Timestamp, in_order: bool) -> Health {
        if self.is_tripped() && started < self.rests_until {
            // It was under way when the rest began, and shows nothing new.
            return self;
        }
        let failures = self.failures.saturating_add(1);
        let failing_since = Some(self.failing_since.map_or(now, |since| since.min(now)));
        let (first, after) = match in_order {
            true => (Health::FIRST_REST_IN_ORDER, 1),
            false => (Health::RESTS.0, Health::RESTS_AFTER),
        };
        let beyond = failures.checked_sub(after);
        let rest =
            beyond.map_or(Duration::ZERO, |beyond| (first * (1 << beyond.min(10))).min(Health::RESTS.1));
        Health { failures, failing_since, rests_until: self.rests_until.max(now + rest) }
    }

    /// Whether it has failed for `longest` without a delivery in between, and often enough to tell.
    #[must_use]
    pub fn is_hopeless(&self, now: Timestamp, longest: Duration) -> bool {
        let failing = self.failing_since.map(|since| now.duration_since(since).unsigned_abs());
        self.is_tripped() && failing.is_some_and(|failing| failing >= longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn an_endpoint_rests_longer_with_each_failure() {
        let mut health = Health::default();
        let mut now = START + SECOND;
        for rest in [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900] {
            health = health.after_failure(now, now, false);
            assert_eq!(health.rests_until, if rest == 0 { now } else { now + SECOND * rest });
            assert_eq!(health.is_tripped(), rest > 0);
            now = health.rests_until + SECOND;
        }
        assert_eq!((health.failures, health.failing_since), (11, Some(START + SECOND)));
    }

    #[test]
    fn in_strict_order_it_rests_from_the_first_failure() {
        let mut health = Health::default();
        let mut now = START + SECOND;
        for rest in [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900] {
            health = health.after_failure(now, now, true);
            assert_eq!(health.rests_until, now + SECOND * rest);
            now = health.rests_until;
        }
    }

    #[test]
    fn attempts_that_fail_together_are_one_sign() {
        let mut health = Health::default();
        for _ in 0..16 {
            health = health.after_failure(START, START + SECOND, false);
        }
        assert_eq!((health.failures, health.rests_until), (5, START + SECOND * 31));
    }

    #[test]
    fn a_wish_for_a_longer_rest_stays() {
        let health = Health { failures: 9, rests_until: START + SECOND * 3600, ..Health::default() };
        let after = health.after_failure(START + SECOND * 3600, START + SECOND * 3601, false);
        assert_eq!(after.rests_until, START + SECOND * (3601 + 900));
        let throttled = Health { rests_until: START + SECOND * 3600, ..Health::default() };
        assert_eq!(throttled.after_failure(START, START + SECOND, false).rests_until, START + SECOND * 3600);
    }

    #[test]
    fn days_of_failure_are_hopeless_and_few_failures_are_not() {
        let day = SECOND * 24 * 3600;
        let since = |failures| Health { failures, failing_since: Some(START), ..Health::default() };
        assert!(since(5).is_hopeless(START + day, day));
        assert!(!since(5).is_hopeless(START + day - SECOND, day));
        assert!(!since(4).is_hopeless(START + day * 9, day));
        assert!(!Health::default().is_hopeless(START + day * 9, day));
    }
}
