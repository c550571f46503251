//! Whether a feed has fallen silent: it fails, or has had nothing new for far longer than it usually takes. Pure arithmetic
//! over what is known of it; what is told of it is an incident.

use std::time::Duration;

use jiff::Timestamp;
use model::{Incident, IncidentKind};
use store::{DueFeed, Silence, SilenceKind};

/// Fewer failures than this in a row show nothing, however long ago the first of them was: the daemon may have been at rest.
const LEAST_FAILURES: u32 = 3;

/// So many times the mean time between its entries, by their dates, and a feed is quiet; bursts and nights are longer than
/// the mean.
const MEANS: u32 = 8;

/// So many times the longest time that it ever took, as seen by its polls, and it is quiet.
const LONGEST: u32 = 2;

/// A feed that has been known for less than this may have a weekend that nobody has seen yet, for which it gets
/// [`WEEKEND`].
const GETTING_KNOWN: Duration = Duration::from_secs(8 * 24 * 3600);
const WEEKEND: Duration = Duration::from_secs(4 * 24 * 3600);

/// In this time a longest gap is forgotten: a summer holiday does not make a daily a yearly for ever.
const FORGOTTEN_IN: Duration = Duration::from_secs(60 * 24 * 3600);

/// What a poll gave, as far as silence is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// An answer with something new in it.
    News,
    /// An answer without.
    Nothing,
    /// No answer that could be used, and none is to be had before this.
    Failure(Timestamp),
}

/// The feed's silence after a poll. `patience` is what the operator grants it at least.
pub(crate) fn silence(feed: &DueFeed, heard: Heard, patience: Duration, now: Timestamp) -> Option<Silence> {
    // What is new may have been sent by a hub since the last poll.
    let broken = |silence: &Silence| {
        silence.kind == SilenceKind::Quiet && feed.last_new.is_some_and(|new| new > silence.since)
    };
    let before = feed.silence.filter(|silence| !broken(silence));
    match heard {
        Heard::News => None,
        Heard::Failure(until) => before.or_else(|| {
            let since = feed.failing_since.unwrap_or(now);
            let long = feed.failures.saturating_add(1) >= LEAST_FAILURES && now >= since + patience;
            // Where it is known to be for so long, it need not have been.
            (long || until >= now + patience).then_some(Silence { kind: SilenceKind::Failing, since })
        }),
        Heard::Nothing => match before {
            Some(quiet @ Silence { kind: SilenceKind::Quiet, .. }) => Some(quiet),
            _ => {
                let since = feed.last_new?;
                (now >= since + enough(feed, patience, now)?)
                    .then_some(Silence { kind: SilenceKind::Quiet, since })
            }
        },
    }
}

/// When a feed that fails, so many times in a row by now, is to be polled again so that its silence is known in time, if its back-off
/// would not have it polled before; `None` once that time is past.
pub(crate) fn known_by(
    feed: &DueFeed,
    failures: u32,
    patience: Duration,
    now: Timestamp,
) -> Option<Timestamp> {
    let since = feed.failing_since.unwrap_or(now);
    // The failures that it takes are spread over the time.
    let most = LEAST_FAILURES - 1;
    let by = since + patience * failures.clamp(1, most) / most;
    (by > now).then_some(by)
}

/// After how long without anything new the feed is quiet; `None` where nothing is known of its rhythm.
fn enough(feed: &DueFeed, patience: Duration, now: Timestamp) -> Option<Duration> {
    let by_dates = feed.cadence.rhythm.map(|mean| mean.saturating_mul(MEANS));
    let by_polls = feed.longest_gap.map(|longest| longest.saturating_mul(LONGEST));
    let usual = by_dates.into_iter().chain(by_polls).max()?;
    let is_known = feed.first_success.is_some_and(|first| now >= first + GETTING_KNOWN);
    Some(usual.max(patience).max(if is_known { Duration::ZERO } else { WEEKEND }))
}

/// The longest time without anything new, after a poll that had something. Time in which the daemon did not ask is left out.
pub(crate) fn longest_gap(feed: &DueFeed, heard: Heard) -> Option<Duration> {
    let gap = feed.last_success.zip(feed.last_new).and_then(|(success, new)| {
        Duration::try_from(success.duration_since(new)).ok().filter(|_| heard == Heard::News)
    });
    let Some(gap) = gap else { return feed.longest_gap };
    let forgotten = gap.div_duration_f64(FORGOTTEN_IN).min(1.0);
    Some(feed.longest_gap.map_or(gap, |longest| longest.mul_f64(1.0 - forgotten).max(gap)))
}

/// What there is to tell of a change from one silence to another; a feed that falls from one into the other stays silent.
pub(crate) fn told(
    feed: &DueFeed,
    after: Option<Silence>,
    problem: Option<&str>,
    now: Timestamp,
) -> Option<Incident> {
    let (kind, since, detail) = match (feed.silence, after) {
        (None, Some(Silence { kind: SilenceKind::Failing, since })) => {
            let detail = match since == now {
                true => format!("It cannot be read: {}.", problem?),
                false => format!("It could not be read for {}: {}.", span(since, now), problem?),
            };
            (IncidentKind::SourceSilent, since, detail)
        }
        (None, Some(Silence { kind: SilenceKind::Quiet, since })) => {
            let usual = feed.cadence.rhythm.or(feed.longest_gap).map(length);
            let usual = usual.map(|usual| format!("; it usually has something every {usual}"));
            let detail = format!("Nothing new for {}{}.", span(since, now), usual.unwrap_or_default());
            (IncidentKind::SourceSilent, since, detail)
        }
        (Some(Silence { kind: SilenceKind::Failing, since }), None) => {
            let detail = format!("It can be read again after {}.", span(since, now));
            (IncidentKind::SourceRecovered, since, detail)
        }
        (Some(Silence { kind: SilenceKind::Quiet, since }), None) => {
            let detail = format!("It has something new after {} without.", span(since, now));
            (IncidentKind::SourceRecovered, since, detail)
        }
        (Some(_), Some(_)) | (None, None) => return None,
    };
    Some(incident(feed, kind, since, detail, now))
}

/// What there is to tell of a feed that answered 410.
pub(crate) fn gone(feed: &DueFeed, now: Timestamp) -> Incident {
    let detail = "It says that it is gone for good (410): it is not polled any more.".to_owned();
    incident(feed, IncidentKind::SourceGone, now, detail, now)
}

fn incident(
    feed: &DueFeed,
    kind: IncidentKind,
    since: Timestamp,
    detail: String,
    noticed: Timestamp,
) -> Incident {
    Incident { kind, subject: feed.url.clone(), title: feed.title.clone(), since, noticed, detail }
}

fn span(since: Timestamp, now: Timestamp) -> String {
    length(Duration::try_from(now.duration_since(since)).unwrap_or_default())
}

/// A length of time for a person, in the unit of which there are at least two.
pub(crate) fn length(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    match minutes {
        0..2 => "a minute".to_owned(),
        2..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poll::tests::feed;
    use store::Cadence;

    const HOUR: Duration = Duration::from_secs(3600);
    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    fn ago(time: Duration) -> Option<Timestamp> {
        Some(now() - time)
    }

    fn silent(kind: SilenceKind, time: Duration) -> Option<Silence> {
        ago(time).map(|since| Silence { kind, since })
    }

    /// A feed known for a month that has something every two hours, and took at most a day and a half.
    fn known() -> DueFeed {
        DueFeed {
            first_success: ago(30 * DAY),
            last_success: ago(HOUR),
            last_new: ago(2 * HOUR),
            cadence: Cadence { rhythm: Some(2 * HOUR), ..Cadence::default() },
            longest_gap: Some(36 * HOUR),
            ..feed()
        }
    }

    #[track_caller]
    fn check(feed: &DueFeed, heard: Heard, expected: Option<Silence>) {
        assert_eq!(silence(feed, heard, DAY, now()), expected);
    }

    #[test]
    fn a_feed_that_fails_for_as_long_as_it_may_is_silent() {
        let failing = |time, failures| DueFeed { failing_since: ago(time), failures, ..known() };
        check(&failing(DAY, 2), Heard::Failure(now()), silent(SilenceKind::Failing, DAY));
        check(&failing(23 * HOUR, 9), Heard::Failure(now()), None);
        check(&failing(9 * DAY, 1), Heard::Failure(now()), None);
        check(&DueFeed { failing_since: None, ..known() }, Heard::Failure(now()), None);
        // One that asks to be left alone for longer is silent at once.
        check(&known(), Heard::Failure(now() + DAY), silent(SilenceKind::Failing, Duration::ZERO));
        check(&known(), Heard::Failure(now() + 23 * HOUR), None);
        check(&failing(HOUR, 1), Heard::Failure(now() + DAY), silent(SilenceKind::Failing, HOUR));
    }

    #[test]
    fn a_failing_feed_is_polled_by_when_its_silence_can_be_known() {
        let check = |since: Option<Duration>, failures, expected: Option<Duration>| {
            let feed = DueFeed { failing_since: since.and_then(ago), ..known() };
            let by = known_by(&feed, failures, DAY, now());
            assert_eq!(by, expected.map(|time| now() + time), "{since:?} {failures}");
        };
        check(None, 1, Some(12 * HOUR));
        check(Some(HOUR), 2, Some(23 * HOUR));
        check(Some(HOUR), 9, Some(23 * HOUR));
        check(Some(DAY), 2, None);
        check(Some(9 * DAY), 1, None);
    }

    #[test]
    fn a_feed_is_quiet_against_its_own_rhythm() {
        let quiet = |time| DueFeed { last_new: ago(time), ..known() };
        check(&quiet(71 * HOUR), Heard::Nothing, None);
        check(&quiet(72 * HOUR), Heard::Nothing, silent(SilenceKind::Quiet, 72 * HOUR));
        check(&quiet(72 * HOUR), Heard::News, None);
        let hourly = |first: Duration| DueFeed {
            first_success: ago(first),
            longest_gap: None,
            cadence: Cadence { rhythm: Some(HOUR), ..Cadence::default() },
            ..quiet(3 * DAY)
        };
        check(&hourly(30 * DAY), Heard::Nothing, silent(SilenceKind::Quiet, 3 * DAY));
        // It may have been a weekend.
        check(&hourly(7 * DAY), Heard::Nothing, None);
        let monthly = Cadence { rhythm: Some(30 * DAY), ..Cadence::default() };
        check(&DueFeed { cadence: monthly, ..quiet(100 * DAY) }, Heard::Nothing, None);
        // Of one whose rhythm is not known nothing can be said.
        let unknown = DueFeed { longest_gap: None, cadence: Cadence::default(), ..quiet(900 * DAY) };
        check(&unknown, Heard::Nothing, None);
    }

    #[test]
    fn a_silence_lasts_until_what_was_missed_is_there() {
        let failing = DueFeed { silence: silent(SilenceKind::Failing, DAY), ..known() };
        check(&failing, Heard::Failure(now()), failing.silence);
        check(&failing, Heard::Nothing, None);
        let quiet = DueFeed { silence: silent(SilenceKind::Quiet, DAY), last_new: ago(DAY), ..known() };
        check(&quiet, Heard::Nothing, quiet.silence);
        check(&quiet, Heard::Failure(now()), quiet.silence);
        check(&quiet, Heard::News, None);
        // Its hub sent something since.
        let quiet = DueFeed { last_new: ago(2 * HOUR), ..quiet };
        check(&quiet, Heard::Nothing, None);
        check(&quiet, Heard::Failure(now()), None);
    }

    #[test]
    fn the_longest_gap_leaves_out_when_nobody_asked() {
        let check = |success: Duration, new: Duration, longest: Option<Duration>, heard, expected| {
            let feed =
                DueFeed { last_success: ago(success), last_new: ago(new), longest_gap: longest, ..feed() };
            assert_eq!(longest_gap(&feed, heard), expected, "{success:?} {new:?}");
        };
        check(HOUR, 3 * HOUR, None, Heard::News, Some(2 * HOUR));
        check(9 * DAY, 9 * DAY, None, Heard::News, Some(Duration::ZERO));
        check(HOUR, 3 * HOUR, Some(HOUR), Heard::News, Some(2 * HOUR));
        check(HOUR, 3 * HOUR, Some(HOUR), Heard::Nothing, Some(HOUR));
        check(Duration::ZERO, 30 * DAY, Some(100 * DAY), Heard::News, Some(50 * DAY));
    }

    #[test]
    fn a_silence_and_its_end_are_told_once() {
        let told = |before, after| {
            let feed = DueFeed { silence: before, ..known() };
            let incident = super::told(&feed, after, Some("the server answered 403"), now());
            incident.map(|incident| (incident.kind, incident.detail))
        };
        let failing = silent(SilenceKind::Failing, 3 * DAY);
        let quiet = silent(SilenceKind::Quiet, 5 * DAY);
        let silent = |detail: &str| Some((IncidentKind::SourceSilent, detail.to_owned()));
        let recovered = |detail: &str| Some((IncidentKind::SourceRecovered, detail.to_owned()));
        assert_eq!(told(None, failing), silent("It could not be read for 3 days: the server answered 403."));
        assert_eq!(
            told(None, quiet),
            silent("Nothing new for 5 days; it usually has something every 2 hours.")
        );
        assert_eq!(told(failing, None), recovered("It can be read again after 3 days."));
        assert_eq!(told(quiet, None), recovered("It has something new after 5 days without."));
        for (before, after) in [(None, None), (failing, failing), (quiet, quiet), (failing, quiet)] {
            assert_eq!(told(before, after), None);
        }
    }
}
