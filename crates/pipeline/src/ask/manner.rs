//! Whether a feed is asked with conditions, which only servers whose 304s are true are asked with.

use std::time::Duration;

use jiff::Timestamp;
use store::DueFeed;

/// A feed that for so long has said nothing but 304 is asked once without conditions: some servers say so for ever.
const VERIFY_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);

/// A server whose 304s were found to be untrue is asked without conditions for so long; then it may have been mended.
const DISTRUSTED_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

/// How a feed is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// With its validators.
    Conditionally,
    /// Without, to see whether its 304s are true.
    ToVerify,
    /// Without, as it has none that can be used.
    Plainly,
}

pub(super) fn manner(feed: &DueFeed, now: Timestamp) -> Manner {
    let patience = feed.cadence.rhythm.map_or(VERIFY_AFTER, |rhythm| VERIFY_AFTER.max(rhythm * 2));
    // Whoever lied before is not believed for days again: each 304 is looked into with the next poll.
    let is_in_question = feed.lied.is_some() && feed.last_success > feed.last_document;
    match feed.last_document {
        _ if feed.validators.is_empty() || is_distrusted(feed, now) => Manner::Plainly,
        Some(last) if is_in_question || now >= last + patience => Manner::ToVerify,
        _ => Manner::Conditionally,
    }
}

/// Whether the feed's 304s were found to be untrue so lately that its validators are not even kept.
pub(super) fn is_distrusted(feed: &DueFeed, now: Timestamp) -> bool {
    feed.lied.is_some_and(|lied| now < lied + DISTRUSTED_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poll::tests::feed;
    use store::{Cadence, Validators};

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    /// A feed that gave its last document and, perhaps, its last 304 and its last lie so many days ago.
    fn feed_of(document: u32, unchanged: Option<u32>, lied: Option<u32>) -> DueFeed {
        let ago = |days: u32| now() - DAY * days;
        DueFeed {
            validators: Validators { etag: Some(b"x".to_vec()), ..Validators::default() },
            last_document: Some(ago(document)),
            last_success: Some(ago(unchanged.unwrap_or(document))),
            lied: lied.map(ago),
            ..feed()
        }
    }

    #[test]
    fn a_feed_is_asked_without_conditions_once_in_a_while() {
        let check = |days: u32, rhythm: Option<u32>, expected| {
            let cadence = Cadence { rhythm: rhythm.map(|days| DAY * days), ..Cadence::default() };
            let feed = DueFeed { cadence, ..feed_of(days, Some(0), None) };
            assert_eq!(manner(&feed, now()), expected, "{days} {rhythm:?}");
        };
        check(1, None, Manner::Conditionally);
        check(7, None, Manner::ToVerify);
        check(7, Some(1), Manner::ToVerify);
        check(7, Some(30), Manner::Conditionally);
        check(60, Some(30), Manner::ToVerify);
        assert_eq!(manner(&feed(), now()), Manner::Plainly);
    }

    #[test]
    fn a_feed_whose_304s_were_untrue_is_tried_again_after_a_week() {
        let check = |document, unchanged, lied, expected| {
            let feed = feed_of(document, unchanged, Some(lied));
            assert_eq!(manner(&feed, now()), expected, "{document} {unchanged:?} {lied}");
        };
        check(0, None, 0, Manner::Plainly);
        check(0, None, 6, Manner::Plainly);
        check(0, None, 7, Manner::Conditionally);
        check(1, Some(0), 7, Manner::ToVerify);
        check(1, Some(0), 6, Manner::Plainly);
    }
}
