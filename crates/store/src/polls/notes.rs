//! What a poll leaves of its feed: that it was read, or why not, and what its server is known for since.

use std::time::Duration;

use model::FeedId;
use rusqlite::params;

use super::Poll;
use crate::row::{Millis, bits, millis};
use crate::thread::Transaction;
use crate::{Cadence, Error, Validators};

/// What is wrong with a feed whose 304s are not true.
const LIED: &str = "the server said that nothing changed (304) while there were new entries; its validators are not used for a week, and then on trial";

/// A feed whose documents have been read in part only is new for so long.
const IN_PARTS: Duration = Duration::from_secs(24 * 3600);

pub(super) fn note_document(
    transaction: &Transaction<'_>,
    poll: &Poll,
    validators: &Validators,
    title: Option<&str>,
    problem: Option<&str>,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET failures = 0, failing_since = NULL, last_success = ?2, last_document = ?2,
                 title = coalesce(?3, title),
                 etag = ?4, last_modified = ?5, validators_of = ?6,
                 problem = coalesce(?7, CASE WHEN lied IS NOT NULL THEN ?8 END),
                 problem_since = CASE WHEN ?7 IS NULL AND lied IS NULL THEN NULL ELSE coalesce(problem_since, ?2) END
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            Millis(poll.now),
            title,
            validators.etag,
            validators.last_modified,
            validators.of,
            problem,
            LIED
        ])?;
    Ok(())
}

/// An answer without validators keeps the ones before it where it says that nothing changed, and so it is with what was
/// wrong with the document.
pub(super) fn note_unchanged(
    transaction: &Transaction<'_>,
    poll: &Poll,
    validators: &Validators,
    fresh_for: Option<Duration>,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET last_success = ?2, etag = coalesce(?3, etag), last_modified = coalesce(?4, last_modified),
                 fresh_for = ?5,
                 problem_since = CASE WHEN failures = 0 THEN problem_since END,
                 problem = CASE WHEN failures = 0 THEN problem END,
                 failures = 0, failing_since = NULL
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            Millis(poll.now),
            validators.etag,
            validators.last_modified,
            fresh_for.map(millis)
        ])?;
    Ok(())
}

pub(super) fn note_cadence(
    transaction: &Transaction<'_>,
    poll: &Poll,
    cadence: &Cadence,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET ttl = ?2, skip_hours = ?3, skip_days = ?4, fresh_for = ?5, rhythm = coalesce(?6, rhythm)
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            cadence.schedule.ttl_minutes,
            bits(&cadence.schedule.skip_hours),
            bits(&cadence.schedule.skip_days),
            cadence.fresh_for.map(millis),
            cadence.rhythm.map(millis)
        ])?;
    Ok(())
}

/// The validators of a server that says "unchanged" of what has changed are of no use; from when on that is known says until when they are
/// not sent.
pub(super) fn note_lie(transaction: &Transaction<'_>, poll: &Poll) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET lied = ?2, problem = coalesce(problem, ?3), problem_since = coalesce(problem_since, ?2)
             WHERE id = ?1",
        )?
        .execute(params![poll.feed.0, Millis(poll.now), LIED])?;
    Ok(())
}

/// A server that was mended is a server like others again.
pub(super) fn note_truth(transaction: &Transaction<'_>, poll: &Poll) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET lied = NULL, problem_since = iif(problem = ?2, NULL, problem_since), problem = nullif(problem, ?2)
             WHERE id = ?1 AND lied IS NOT NULL",
        )?
        .execute(params![poll.feed.0, LIED])?;
    Ok(())
}

/// Whether the feed was never read before, as far as it shows.
pub(super) fn is_first(transaction: &Transaction<'_>, feed: FeedId) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached("SELECT first_success IS NULL FROM feed WHERE id = ?1")?
        .query_row([feed.0], |row| row.get(0))?)
}

/// Notes that the feed was read for the first time, once it was read whole: what the rest of its first document holds was there
/// before. A feed that never is whole is what it is after [`IN_PARTS`].
pub(super) fn note_first(transaction: &Transaction<'_>, poll: &Poll, is_whole: bool) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET first_success = ?2 WHERE id = ?1
                 AND (?3 OR EXISTS (SELECT 1 FROM entry WHERE feed = ?1 AND seen <= ?4))",
        )?
        .execute(params![poll.feed.0, Millis(poll.now), is_whole, Millis(poll.now - IN_PARTS)])?;
    Ok(())
}

/// What kept the feed from being read; it counts as a failure of the feed where it `counts`.
pub(super) fn note_failure(
    transaction: &Transaction<'_>,
    poll: &Poll,
    problem: &str,
    counts: bool,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET failures = failures + ?4, problem = ?2,
                 problem_since = coalesce(problem_since, ?3),
                 failing_since = coalesce(failing_since, ?3) WHERE id = ?1",
        )?
        .execute(params![poll.feed.0, problem, Millis(poll.now), counts])?;
    Ok(())
}

pub(super) fn note_gone(transaction: &Transaction<'_>, poll: &Poll) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET active = 0, gone = ?2, problem_since = coalesce(problem_since, ?2),
                 problem = 'the server says that the feed is gone for good (410); it is not polled any more'
             WHERE id = ?1",
        )?
        .execute(params![poll.feed.0, Millis(poll.now)])?;
    Ok(())
}
