//! When a feed is polled again: pure arithmetic over what it answered and what it asks for.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use model::Schedule;

/// A server's wish for a pause is kept up to this; beyond it is a mistake or malice.
pub(crate) const MAX_WISH: Duration = Duration::from_secs(7 * 24 * 3600);

/// The back-off of a failing feed ends here, so that one that comes back is seen within the hour.
pub(crate) const MAX_BACKOFF: Duration = Duration::from_secs(3600);

/// A feed of which nothing is known starts at this multiple of its least interval and adapts from there.
const FIRST_INTERVAL: u32 = 4;

/// How often a feed is polled in the time in which it has an entry on average: at least and at most. Within that what its
/// polls show decides.
const POLLS_PER_ENTRY: (u32, u32) = (2, 16);

/// At a poll no more than one entry in so many should be new. A document shows its newest entries only: where half of
/// them are new, others may have come and gone unseen.
const SHARE_OF_NEW: u32 = 4;

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
    News {
        /// How many.
        new: usize,
        /// Of how many.
        entries: usize,
        /// The time since the poll before; `None` at the first, when everything is new.
        after: Option<Duration>,
    },
    /// It had none.
    Nothing,
    /// It could not be read; so many polls in a row have failed, this one included.
    Failure(u32),
}

/// How often a feed has an entry, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rhythm {
    /// The mean time between two entries by their dates.
    pub(crate) between: Option<Duration>,
    /// For how long there has been none.
    pub(crate) quiet_for: Duration,
}

/// What the server and the document ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// From `Retry-After`, `Cache-Control` and `Expires`.
    pub(crate) not_before: Option<Duration>,
    /// From the document.
    pub(crate) schedule: Schedule,
}

impl Wishes {
    /// For how long the feed asks to be spared.
    pub(crate) fn pause(&self) -> Duration {
        let ttl =
            self.schedule.ttl_minutes.map_or(Duration::ZERO, |minutes| Duration::from_secs(60) * minutes);
        self.not_before.unwrap_or_default().max(ttl).min(MAX_WISH)
    }
}

/// The interval that follows: halved by news, growing by a quarter without, unchanged by failure; within what the feed's
/// rhythm suggests, shorter where entries may have been missed, and always within the bounds.
pub(crate) fn adapt(interval: Option<Duration>, seen: Seen, rhythm: Rhythm, bounds: Bounds) -> Duration {
    let (fewest, most) = POLLS_PER_ENTRY;
    // A feed that has been quiet for longer than its rhythm has slowed down.
    let between = rhythm.between.map(|between| between.max(rhythm.quiet_for));
    let current = interval.unwrap_or_else(|| between.map_or(bounds.min * FIRST_INTERVAL, |it| it / fewest));
    let next = match seen {
        Seen::News { .. } => current / 2,
        Seen::Nothing => current + current / 4,
        Seen::Failure(_) => return current.clamp(bounds.min, bounds.max),
    };
    let next = between.map_or(next, |between| next.clamp(between / most, between / fewest));
    let next = match seen {
        Seen::News { new, entries, after: Some(after) } => next.min(overlapping(new, entries, after)),
        _ => next,
    };
    next.clamp(bounds.min, bounds.max)
}

/// The time in which one in [`SHARE_OF_NEW`] of a document's entries becomes new, going by how many did `after` a poll.
fn overlapping(new: usize, entries: usize, after: Duration) -> Duration {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    after.saturating_mul(count(entries)) / SHARE_OF_NEW.saturating_mul(count(new)).max(1)
}

/// Until when the feed asks to be spared, where its next poll is planned for `next`: hours and days that it asks to skip may lie between
/// now and then, and before.
pub(crate) fn asked_until(now: Timestamp, next: Timestamp, wishes: &Wishes) -> Timestamp {
    let skips = !wishes.schedule.skip_hours.is_empty() || !wishes.schedule.skip_days.is_empty();
    if skips { next } else { now + wishes.pause() }
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
        Seen::News { .. } | Seen::Nothing => interval,
    };
    let spread = own.mul_f64(JITTER * random);
    skip(now + own.max(wishes.pause()) + spread, &wishes.schedule)
}

/// A poll planned for `next` that has to come by a time: then at the latest, and no earlier where it would keep the one after it, which is
/// `least` away, from coming by then.
pub(crate) fn by_then(next: Timestamp, by: Timestamp, least: Duration) -> Timestamp {
    if next + least > by { by } else { next }
}

/// The first time from `at` on at which a poll may be: so long from `now` at `least`, and as the feed asks.
pub(crate) fn allowed(at: Timestamp, now: Timestamp, least: Duration, wishes: &Wishes) -> Timestamp {
    skip(at.max(now + least.max(wishes.pause())), &wishes.schedule)
}

/// Doubles with each failure in a row, up to an hour or the feed's own interval, whichever is more.
fn backoff(interval: Duration, failures: u32) -> Duration {
    let doubled = interval.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(MAX_BACKOFF.max(interval))
}

/// The first full hour from `at` on that the feed does not ask to skip. A feed that skips everything skips nothing.
pub(crate) fn skip(at: Timestamp, schedule: &Schedule) -> Timestamp {
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

    /// The first poll, at which everything is new.
    const FIRST: Seen = Seen::News { new: 20, entries: 20, after: None };

    fn news(new: usize, after: Duration) -> Seen {
        Seen::News { new, entries: 20, after: Some(after) }
    }

    #[test]
    fn intervals_adapt_within_their_bounds() {
        for (before, seen, after) in [
            (None, Seen::Nothing, 10 * MINUTE),
            (None, FIRST, 4 * MINUTE),
            (Some(2 * MINUTE), news(1, 2 * MINUTE), 2 * MINUTE),
            (Some(23 * HOUR), Seen::Nothing, 24 * HOUR),
            (Some(8 * MINUTE), Seen::Failure(3), 8 * MINUTE),
        ] {
            assert_eq!(adapt(before, seen, Rhythm::default(), BOUNDS), after, "{before:?} {seen:?}");
        }
    }

    #[test]
    fn intervals_follow_what_the_feed_publishes() {
        let check = |before, seen, between: Duration, quiet_for, after| {
            let rhythm = Rhythm { between: Some(between), quiet_for };
            assert_eq!(
                adapt(before, seen, rhythm, BOUNDS),
                after,
                "{before:?} {seen:?} {between:?} {quiet_for:?}"
            );
        };
        let none = Duration::ZERO;
        // Known from the first document on.
        check(None, FIRST, 8 * HOUR, none, 2 * HOUR);
        check(None, FIRST, MINUTE, none, 2 * MINUTE);
        // Neither a lucky poll nor a quiet night leads far from it.
        check(Some(HOUR), news(1, HOUR), 16 * HOUR, none, HOUR);
        check(Some(HOUR), Seen::Nothing, 2 * HOUR, HOUR, HOUR);
        // What stays quiet is asked less and less.
        check(Some(HOUR), Seen::Nothing, 2 * HOUR, 20 * HOUR, 75 * MINUTE);
        check(Some(8 * HOUR), Seen::Nothing, 2 * HOUR, 20 * HOUR, 10 * HOUR);
    }

    #[test]
    fn a_document_full_of_news_is_asked_sooner() {
        let check = |new, after| {
            let rhythm = Rhythm { between: Some(2 * HOUR), quiet_for: Duration::ZERO };
            assert_eq!(adapt(Some(HOUR), news(new, HOUR), rhythm, BOUNDS), after, "{new}");
        };
        check(1, 30 * MINUTE);
        check(5, 30 * MINUTE);
        check(10, 30 * MINUTE);
        check(15, 20 * MINUTE);
        check(20, 15 * MINUTE);
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
    fn a_poll_that_has_to_come_by_a_time_is_not_just_before_it() {
        let by = now() + HOUR;
        for (minutes, expected) in [(10, 10), (57, 57), (58, 58), (59, 60), (60, 60), (90, 60)] {
            let next = by_then(now() + MINUTE * minutes, by, BOUNDS.min);
            assert_eq!(next, now() + MINUTE * expected, "{minutes}");
        }
    }

    #[test]
    fn jitter_is_late_only() {
        for random in [0.0, 0.5, 1.0] {
            let next = next_poll(now(), 10 * MINUTE, Seen::Nothing, &Wishes::default(), random);
            assert!(next >= now() + 10 * MINUTE && next <= now() + 11 * MINUTE);
        }
    }

    #[test]
    fn what_may_put_a_poll_off_is_asked_for() {
        let schedule = Schedule { skip_hours: vec![10, 11], ..Schedule::default() };
        let skipping = Wishes { not_before: Some(20 * MINUTE), schedule };
        let next = next_poll(now(), 8 * MINUTE, Seen::Nothing, &skipping, 0.0);
        assert_eq!(asked_until(now(), next, &skipping), next);
        let plain = Wishes { not_before: Some(20 * MINUTE), ..Wishes::default() };
        assert_eq!(asked_until(now(), now() + HOUR, &plain), now() + 20 * MINUTE);
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
