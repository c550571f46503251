//! Quiet hours and digests: when what is to be told at a moment may be told. Arithmetic over the clocks of named zones,
//! where a day has 23 or 25 hours twice a year.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::{Calm, DigestSchedule, DigestTimes, HoldReason, Quiet};

/// Nothing waits for the end of quiet hours for longer than this: hours that never end are a slip of the pen.
const MOST_QUIET: SignedDuration = SignedDuration::from_hours(8 * 24);

/// The days on which a digest's next time is looked for: a week, and the rest of today.
const DAYS_AHEAD: usize = 8;

/// Until when an alert of `at` waits on its way from a watchlist to an endpoint, and for what; `None` where it need not. The
/// digest of the endpoint, whose owner is to be spared, goes before that of the watchlist. A digest that falls into quiet
/// hours goes out at their end.
#[must_use]
pub fn waits(
    watchlist: &Calm,
    endpoint: &Calm,
    at: Timestamp,
    salience: f64,
) -> Option<(Timestamp, HoldReason)> {
    let digest = endpoint.digest.as_ref().or(watchlist.digest.as_ref());
    let digest = digest.filter(|digest| !passes(digest.unless_salience, salience));
    let periods: Vec<&Quiet> = [watchlist, endpoint]
        .into_iter()
        .flat_map(|calm| &calm.quiet)
        .filter(|quiet| !passes(quiet.unless_salience, salience))
        .collect();
    let due = digest.map(|digest| next_digest(digest, at));
    let free = quiet_end(&periods, due.unwrap_or(at));
    match (free, due) {
        (Some(end), _) => Some((end, HoldReason::Quiet)),
        (None, Some(due)) => Some((due, HoldReason::Digest)),
        (None, None) => None,
    }
}

/// When what was held until `at` may go on from a watchlist to an endpoint, as though it came then and were not important.
#[must_use]
pub(crate) fn told_at(watchlist: &Calm, endpoint: &Calm, at: Timestamp) -> Timestamp {
    waits(watchlist, endpoint, at, 0.0).map_or(at, |(until, _)| until)
}

fn passes(unless: Option<f64>, salience: f64) -> bool {
    unless.is_some_and(|least| salience >= least)
}

/// When none of the periods that are on at `at`, or that follow without a break, is on any more; `None` where none is on.
fn quiet_end(periods: &[&Quiet], at: Timestamp) -> Option<Timestamp> {
    let mut end = at;
    let on = |moment: Timestamp| periods.iter().filter_map(|quiet| end_of(quiet, moment)).max();
    while let Some(later) = on(end).filter(|_| end.duration_since(at) < MOST_QUIET) {
        end = later;
    }
    (end > at).then_some(end)
}

/// When a period that is on at `at` ends.
fn end_of(quiet: &Quiet, at: Timestamp) -> Option<Timestamp> {
    let today = at.to_zoned(quiet.zone.clone()).date();
    // That of yesterday may still be on.
    let begun = [today.yesterday().ok(), Some(today)].into_iter().flatten();
    let ends = begun.filter(|date| is_one_of(&quiet.days, date.weekday())).filter_map(|date| {
        let last = if quiet.to > quiet.from { date } else { date.tomorrow().ok()? };
        let (start, end) = (instant(date, quiet.from, &quiet.zone)?, instant(last, quiet.to, &quiet.zone)?);
        (start <= at && at < end).then_some(end)
    });
    ends.max()
}

/// The first time of a digest after `at`.
#[must_use]
pub fn next_digest(digest: &DigestSchedule, at: Timestamp) -> Timestamp {
    match &digest.times {
        DigestTimes::Every(every) => next_multiple(at, every.as_millis()),
        DigestTimes::At { times, zone, days } => {
            let today = at.to_zoned(zone.clone()).date();
            let dates = today.series(jiff::Span::new().days(1)).take(DAYS_AHEAD);
            let on = dates.filter(|date| is_one_of(days, date.weekday()));
            let instants =
                on.flat_map(|date| times.iter().filter_map(move |time| instant(date, *time, zone)));
            // Without a time it need not wait.
            instants.filter(|instant| *instant > at).min().unwrap_or(at)
        }
    }
}

fn next_multiple(at: Timestamp, every: u128) -> Timestamp {
    let every = i64::try_from(every.max(1)).unwrap_or(i64::MAX);
    let into = at.as_millisecond().rem_euclid(every);
    Timestamp::from_millisecond((at.as_millisecond() - into).saturating_add(every)).unwrap_or(at)
}

fn is_one_of(days: &[Weekday], day: Weekday) -> bool {
    days.is_empty() || days.contains(&day)
}

/// The moment at which a zone's clocks show a time of a day. A time that they leave out is taken as though they did not, and a
/// time that they show twice is the first (as RFC 5545 has it).
fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok()
}

#[cfg(test)]
mod tests;
