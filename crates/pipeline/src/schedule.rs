//! When a feed is polled again: pure arithmetic over what it answered and what it asks for.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use model::Schedule;

/// A server's wish for a pause is kept up to this; beyond it is a mistake or malice.
const MAX_WISH: Duration = Duration::from_secs(7 * 24 * 3600);

/// The back-off of a failing feed ends here, so that one that comes back is seen within the hour.
const MAX_BACKOFF: Duration = Duration::from_secs(3600);

/// A feed without history starts at this multiple of its least interval and adapts from there.
const FIRST_INTERVAL: u32 = 4;

/// The share of an interval by which polls are spread: late only, never early.
const JITTER: f64 = 0.1;

/// The bounds that the operator set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) min: Duration,
    pub(crate) max: Duration,
}

/// What a poll showed of the feed's rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It had entries that were not known.
    News,
    /// It had none.
    Nothing,
    /// It could not be read; so many polls in a row have failed, this one included.
    Failure(u32),
}

/// What the server and the document ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// From `Retry-After`, `Cache-Control` and `Expires`.
    pub(crate) not_before: Option<Duration>,
    /// From the document.
    pub(crate) schedule: Schedule,
}

/// The interval that follows: halved by news, growing by a quarter without, within the bounds; unchanged by failure.
pub(crate) fn adapt(interval: Option<Duration>, seen: Seen, bounds: Bounds) -> Duration {
    let current = interval.unwrap_or(bounds.min * FIRST_INTERVAL);
    let next = match seen {
        Seen::News => current / 2,
        Seen::Nothing => current + current / 4,
        Seen::Failure(_) => current,
    };
    next.clamp(bounds.min, bounds.max)
}

/// When to poll next, given the adapted `interval` and a random number from 0 to 1.
pub(crate) fn next_poll(
    now: Timestamp,
    interval: Duration,
    seen: Seen,
    wishes: &Wishes,
    random: f64,
) -> Timestamp {
    let own = match seen {
        Seen::Failure(failures) => backoff(interval, failures),
        Seen::News | Seen::Nothing => interval,
    };
    let ttl = wishes.schedule.ttl_minutes.map_or(Duration::ZERO, |minutes| Duration::from_secs(60) * minutes);
    let wish = wishes.not_before.unwrap_or_default().max(ttl).min(MAX_WISH);
    let spread = own.mul_f64(JITTER * random);
    skip(now + own.max(wish) + spread, &wishes.schedule)
}

/// Doubles with each failure in a row, up to an hour or the feed's own interval, whichever is more.
fn backoff(interval: Duration, failures: u32) -> Duration {
    let doubled = interval.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(MAX_BACKOFF.max(interval))
}

/// The first full hour from `at` on that the feed does not ask to skip. A feed that skips everything skips nothing.
fn skip(at: Timestamp, schedule: &Schedule) -> Timestamp {
    let skipped = |at: Timestamp| {
        let civil = at.to_zoned(TimeZone::UTC);
        let hour = u8::try_from(civil.hour()).unwrap_or_default();
        let day = u8::try_from(civil.weekday().to_monday_zero_offset()).unwrap_or_default();
        schedule.skip_hours.contains(&hour) || schedule.skip_days.contains(&day)
    };
    let into_hour = Duration::from_secs(at.as_second().rem_euclid(3600).unsigned_abs());
    let hours = (0..7 * 24).map(|hour| match hour {
        0 => at,
        later => at - into_hour + Duration::from_secs(3600) * later,
    });
    hours.into_iter().find(|at| !skipped(*at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3600);
    const BOUNDS: Bounds = Bounds { min: Duration::from_secs(120), max: Duration::from_secs(86400) };

    fn now() -> Timestamp {
        // A Wednesday.
        "2026-03-04T10:30:00Z".parse().unwrap()
    }

    #[test]
    fn intervals_adapt_within_their_bounds() {
        for (before, seen, after) in [
            (None, Seen::Nothing, 10 * MINUTE),
            (None, Seen::News, 4 * MINUTE),
            (Some(2 * MINUTE), Seen::News, 2 * MINUTE),
            (Some(23 * HOUR), Seen::Nothing, 24 * HOUR),
            (Some(8 * MINUTE), Seen::Failure(3), 8 * MINUTE),
        ] {
            assert_eq!(adapt(before, seen, BOUNDS), after, "{before:?} {seen:?}");
        }
    }

    #[test]
    fn wishes_are_kept_and_failures_back_off() {
        let check = |seen, wishes: Wishes, minutes: u32| {
            let next = next_poll(now(), 8 * MINUTE, seen, &wishes, 0.0);
            assert_eq!(next, now() + MINUTE * minutes, "{seen:?} {wishes:?}");
        };
        let wish = |minutes: u32| Wishes { not_before: Some(MINUTE * minutes), ..Wishes::default() };
        let ttl = |minutes| Wishes {
            schedule: Schedule { ttl_minutes: Some(minutes), ..Schedule::default() },
            ..Wishes::default()
        };
        check(Seen::Nothing, Wishes::default(), 8);
        check(Seen::Nothing, wish(5), 8);
        check(Seen::Nothing, wish(2 * 24 * 60), 2 * 24 * 60);
        check(Seen::Nothing, wish(60 * 24 * 60), 7 * 24 * 60);
        check(Seen::Nothing, ttl(30), 30);
        check(Seen::Failure(1), Wishes::default(), 8);
        check(Seen::Failure(2), Wishes::default(), 16);
        check(Seen::Failure(40), Wishes::default(), 60);
        check(Seen::Failure(1), wish(90), 90);
    }

    #[test]
    fn jitter_is_late_only() {
        for random in [0.0, 0.5, 1.0] {
            let next = next_poll(now(), 10 * MINUTE, Seen::Nothing, &Wishes::default(), random);
            assert!(next >= now() + 10 * MINUTE && next <= now() + 11 * MINUTE);
        }
    }

    #[test]
    fn skipped_hours_and_days_are_skipped() {
        let check = |hours: &[u8], days: &[u8], expected: &str| {
            let schedule =
                Schedule { ttl_minutes: None, skip_hours: hours.to_vec(), skip_days: days.to_vec() };
            let wishes = Wishes { not_before: None, schedule };
            let next = next_poll(now(), 8 * MINUTE, Seen::Nothing, &wishes, 0.0);
            assert_eq!(next, expected.parse().unwrap(), "{hours:?} {days:?}");
        };
        check(&[], &[], "2026-03-04T10:38:00Z");
        check(&[10, 11], &[], "2026-03-04T12:00:00Z");
        check(&[], &[2], "2026-03-05T00:00:00Z");
        check(&[], &[0, 1, 2, 3, 4, 5, 6], "2026-03-04T10:38:00Z");
    }
}
