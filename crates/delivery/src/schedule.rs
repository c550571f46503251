//! When a delivery is tried again, and when it is given up.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::AttemptOutcome;

/// The pauses after each failed attempt: the example schedule of Standard Webhooks 1.0.0, ten attempts in 76 hours.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// How much longer or shorter a pause may become, so that what failed together is not tried together.
const JITTER: f64 = 0.2;

/// The longest pause that a receiver can ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * HOUR);

/// What follows from an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// It arrived.
    Delivered,
    /// It is tried again.
    Retry {
        /// When.
        at: Timestamp,
    },
    /// It is given up.
    Dead {
        /// Why, as a person should read it.
        why: String,
    },
    /// The endpoint wants nothing more, this or anything else.
    EndpointGone,
}

/// Decides what follows from the attempt that ended at `now`, the `attempts_made`-th with it, of a delivery made at
/// `created`. `jitter`, -1 to 1, is drawn by the caller and makes the pause up to a fifth shorter or longer. A receiver's
/// `Retry-After` can only make it longer. Where the next attempt would begin later than `max_age` after `created`, the
/// delivery is dead at once.
#[must_use]
pub fn next(
    attempts_made: u32,
    outcome: &AttemptOutcome,
    created: Timestamp,
    now: Timestamp,
    max_age: Duration,
    jitter: f64,
) -> Next {
    let (failure, retry_after) = match outcome {
        AttemptOutcome::Delivered { .. } => return Next::Delivered,
        AttemptOutcome::Gone => return Next::EndpointGone,
        AttemptOutcome::Refused { status, retry_after, .. } => {
            (format!("it answered {status}"), retry_after.unwrap_or_default())
        }
        AttemptOutcome::Unreachable { error } => (error.clone(), Duration::ZERO),
    };
    let Some(pause) = PAUSES.get(attempts_made.saturating_sub(1) as usize) else {
        return Next::Dead { why: format!("{attempts_made} attempts failed, at last because {failure}") };
    };
    let wait = jittered(*pause, jitter).max(retry_after.min(MAX_RETRY_AFTER));
    let at = later(now, wait);
    if at > later(created, max_age) {
        let age = SignedDuration::try_from(max_age).unwrap_or(SignedDuration::MAX);
        return Next::Dead { why: format!("it would be older than {age:#} at the next attempt; {failure}") };
    }
    Next::Retry { at }
}

fn jittered(pause: Duration, jitter: f64) -> Duration {
    // Not a number becomes no jitter.
    let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(-1.0, 1.0) };
    pause.mul_f64(1.0 + JITTER * jitter)
}

fn later(time: Timestamp, wait: Duration) -> Timestamp {
    time.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAYS: Duration = Duration::from_secs(4 * 24 * HOUR);

    fn refused(retry_after: Option<u64>) -> AttemptOutcome {
        let retry_after = retry_after.map(Duration::from_secs);
        AttemptOutcome::Refused { status: 503, retry_after, body: String::new() }
    }

    fn created() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_outcome_has_its_consequence() {
        let check = |made: u32, outcome: &AttemptOutcome, max_age: Duration, jitter: f64, expected: Next| {
            let got = next(made, outcome, created(), created(), max_age, jitter);
            assert_eq!(got, expected, "{made} {outcome:?} {max_age:?} {jitter}");
        };
        let retry = |seconds: i64| Next::Retry { at: created() + SignedDuration::from_secs(seconds) };
        let dead = |why: &str| Next::Dead { why: why.to_owned() };
        let unreachable = AttemptOutcome::Unreachable { error: "no route".to_owned() };
        check(1, &AttemptOutcome::Delivered { status: 204 }, DAYS, 0.0, Next::Delivered);
        check(10, &AttemptOutcome::Delivered { status: 200 }, Duration::ZERO, 0.0, Next::Delivered);
        check(1, &AttemptOutcome::Gone, DAYS, 0.0, Next::EndpointGone);
        check(1, &unreachable, DAYS, 0.0, retry(5));
        check(1, &unreachable, DAYS, 1.0, retry(6));
        check(1, &unreachable, DAYS, -1.0, retry(4));
        check(1, &unreachable, DAYS, 99.0, retry(6));
        check(1, &unreachable, DAYS, f64::NAN, retry(5));
        check(0, &unreachable, DAYS, 0.0, retry(5));
        check(2, &refused(None), DAYS, 0.0, retry(300));
        check(2, &refused(Some(200)), DAYS, 0.0, retry(300));
        check(2, &refused(Some(900)), DAYS, 0.0, retry(900));
        check(2, &refused(Some(u64::MAX)), DAYS, 0.0, retry(24 * 3600));
        check(9, &refused(None), DAYS, 0.0, retry(24 * 3600));
        check(10, &refused(None), DAYS, 0.0, dead("10 attempts failed, at last because it answered 503"));
        check(
            u32::MAX,
            &unreachable,
            DAYS,
            0.0,
            dead("4294967295 attempts failed, at last because no route"),
        );
        check(
            2,
            &unreachable,
            Duration::from_secs(299),
            0.0,
            dead("it would be older than 4m 59s at the next attempt; no route"),
        );
        check(2, &unreachable, Duration::from_secs(300), 0.0, retry(300));
    }

    #[test]
    fn the_whole_schedule_is_that_of_the_standard() {
        let mut now = created();
        let mut since_start = vec![0];
        for made in 1..=9 {
            let Next::Retry { at } = next(made, &refused(None), created(), now, DAYS, 0.0) else {
                panic!("{made}")
            };
            now = at;
            since_start.push((now.as_second() - created().as_second()) / 60);
        }
        // The standard's second column, in minutes.
        assert_eq!(since_start, [0, 0, 5, 35, 155, 455, 1055, 1895, 3095, 4535]);
    }

    proptest! {
        #[test]
        fn a_retry_is_later_and_within_the_age_limit(
            made in 0_u32..20, retry_after in proptest::option::of(any::<u64>()), now in -1_000_000_i64..1_000_000,
            max_age in any::<u64>(), jitter in any::<f64>(),
        ) {
            let now = created() + SignedDuration::from_secs(now);
            let max_age = Duration::from_secs(max_age);
            if let Next::Retry { at } = next(made, &refused(retry_after), created(), now, max_age, jitter) {
                prop_assert!(at > now);
                prop_assert!(at <= later(created(), max_age));
                prop_assert!(at <= later(now, Duration::from_secs(29 * HOUR)));
            }
        }
    }
}
