//! How often a feed has an entry, by the dates of those that its document shows, or by when they were seen.

use std::time::Duration;

use jiff::Timestamp;

/// The newest dates say how it is now; older ones how it was.
const NEWEST: usize = 20;

/// Fewer dates than this show no rhythm.
const LEAST: usize = 3;

/// What the last gap counts for in the mean of them.
const SHARE_OF_LAST: f64 = 0.25;

/// The mean time between two of the newest of `dates`; `None` where there are too few. Entries of the same moment, as
/// imports and scheduled releases leave them, count once.
pub(crate) fn rhythm(dates: impl Iterator<Item = Timestamp>) -> Option<Duration> {
    let mut dates: Vec<Timestamp> = dates.collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates.dedup();
    dates.truncate(NEWEST);
    let (newest, oldest) = (dates.first()?, dates.last()?);
    if dates.len() < LEAST {
        return None;
    }
    let gaps = u32::try_from(dates.len() - 1).ok()?;
    Some(newest.duration_since(*oldest).unsigned_abs() / gaps)
}

/// The mean time between two polls with news, after one that had some `gap` after the last: the newer a gap, the more it counts.
pub(crate) fn by_polls(mean: Option<Duration>, gap: Duration) -> Duration {
    mean.map_or(gap, |mean| mean.mul_f64(1.0 - SHARE_OF_LAST) + gap.mul_f64(SHARE_OF_LAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_dates_show_the_rhythm() {
        let check = |hours: &[u64], expected: Option<u64>| {
            let at = |hours: &u64| Timestamp::UNIX_EPOCH + Duration::from_secs(hours * 3600);
            let expected = expected.map(|minutes| Duration::from_secs(minutes * 60));
            assert_eq!(rhythm(hours.iter().map(at)), expected, "{hours:?}");
        };
        check(&[], None);
        check(&[5, 6], None);
        check(&[5, 6, 6], None);
        check(&[9, 5, 7], Some(120));
        check(&[9, 5, 7, 7, 7], Some(120));
        let years_ago: Vec<u64> = (0..50).map(|n| if n < 20 { n } else { 1_000_000 + n }).collect();
        check(&years_ago, Some(60));
    }

    #[test]
    fn a_feed_without_dates_has_the_rhythm_of_its_arrivals() {
        let hour = Duration::from_secs(3600);
        let mean = [4, 8, 8, 8].into_iter().fold(None, |mean, gap| Some(by_polls(mean, hour * gap)));
        let mean = mean.unwrap();
        assert!(mean > hour * 6 && mean < hour * 7, "{mean:?}");
    }
}
