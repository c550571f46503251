//! The clock as the database knows it: noted now and then, so that one that was set back delays nothing, and one that leapt ahead is
//! not believed at once.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::row::Millis;
use crate::thread::Transaction;
use crate::{Error, Store, Topic, row};

/// A clock that is behind by less was not set back, or by so little that it may be late by it: of two workers who ask for the
/// time together, the one who asked first may commit last. Moving everything writes whole tables.
const LEAST_SET_BACK: i64 = 2000; // milliseconds

/// Where the time was not noted for longer than this, nobody was awake to note it.
const LEAST_SLEEP: i64 = 5 * 60 * 1000; // milliseconds

/// A clock that is ahead by more than this since the time was last noted has leapt: nobody was awake for long, or it is wrong.
const LEAST_LEAP: i64 = 24 * 60 * 60 * 1000; // milliseconds

/// One that has leapt is steady once somebody was awake for so long without another leap.
const STEADY_AFTER: i64 = 60 * 60 * 1000; // milliseconds

/// The time as it was last noted.
const NOTED: &str = "time";

/// Since when the clock has run without a leap; moved on by what was slept since, which does not count.
const STEADY_SINCE: &str = "steady_since";

impl Store {
    /// Notes the time, and where the clock was set back since it was last noted, by two seconds or more, moves everything
    /// that is due with it; where nobody noted it for minutes, what waits for its page begins to wait anew. Returns how far back the clock
    /// was set, in milliseconds.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn note_time(&self, now: Timestamp) -> Result<i64, Error> {
        self.writer
            .run(move |transaction| {
                let slept = slept(transaction, now)?;
                let back = follow(transaction, now)?;
                if slept > 0 {
                    wake(transaction, slept, now)?;
                }
                steady(transaction, slept, now)?;
                note(transaction, NOTED, now.as_millisecond())?;
                Ok(back)
            })
            .await
    }

    /// Whether the clock has run for an hour since it was first noted, or leapt ahead by more than a day. By one that has not, nothing is
    /// forgotten for its age.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn is_time_steady(&self, now: Timestamp) -> Result<bool, Error> {
        self.reader
            .run(move |transaction| {
                let since = noted(transaction, STEADY_SINCE)?;
                Ok(since.is_some_and(|since| now.as_millisecond() - since >= STEADY_AFTER))
            })
            .await
    }

    /// Runs a claim, after making up for a clock that was set back: what a worker schedules by the new time must not be moved
    /// with what was scheduled by the old.
    pub(crate) async fn claim<T: Send + 'static>(
        &self,
        now: Timestamp,
        claim: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer
            .run(move |transaction| {
                follow(transaction, now)?;
                claim(transaction)
            })
            .await
    }
}

/// Moves everything that is due as far back as the clock was set since the time was last noted. A time before that is noted
/// even where nothing was moved, so that what is scheduled by it is never moved too far.
fn follow(transaction: &Transaction<'_>, now: Timestamp) -> Result<i64, Error> {
    let back = noted(transaction, NOTED)?.map_or(0, |noted| (noted - now.as_millisecond()).max(0));
    if back > 0 {
        note(transaction, NOTED, now.as_millisecond())?;
    }
    if back < LEAST_SET_BACK {
        return Ok(0);
    }
    shift(transaction, back)?;
    for topic in [Topic::Feeds, Topic::Hubs, Topic::Unread, Topic::Revisits, Topic::Deliveries, Topic::Held] {
        transaction.touch(topic);
    }
    tracing::warn!(
        seconds = back / 1000,
        "the clock is earlier than when it was last looked at; everything that is due was moved with it"
    );
    Ok(back)
}

fn noted(connection: &Connection, key: &str) -> Result<Option<i64>, Error> {
    let noted = connection
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .map(Some)
        .or_else(row::absent)?;
    Ok(noted)
}

/// For how many milliseconds nobody was awake until `now`; 0 where somebody was.
pub(crate) fn slept(transaction: &Transaction<'_>, now: Timestamp) -> Result<i64, Error> {
    let since = noted(transaction, NOTED)?.map_or(0, |noted| now.as_millisecond() - noted);
    Ok(if since > LEAST_SLEEP { since } else { 0 })
}

/// What waited for its turn to be read while nobody was awake has not waited for its host.
fn wake(transaction: &Transaction<'_>, slept: i64, now: Timestamp) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE article SET next_read = min(next_read + ?1, ?2) WHERE stage = 0 AND host > '' AND next_read < ?2",
        )?
        .execute(params![slept, Millis(now)])?;
    Ok(())
}

/// Notes since when the clock has run without a leap.
fn steady(transaction: &Transaction<'_>, slept: i64, now: Timestamp) -> Result<(), Error> {
    let known = noted(transaction, STEADY_SINCE)?;
    let since = known.filter(|_| slept <= LEAST_LEAP).map_or(now.as_millisecond(), |since| since + slept);
    if known != Some(since) {
        note(transaction, STEADY_SINCE, since)?;
    }
    Ok(())
}

fn note(transaction: &Transaction<'_>, key: &str, at: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, CAST(?2 AS TEXT))")?
        .execute(params![key, at])?;
    Ok(())
}

/// Of all articles there were, few are visited again; the others are not looked at.
pub(crate) const SHIFT_REVISITS: &str =
    "UPDATE revisit SET next_read = next_read - ?1, leased_until = leased_until - ?1, last_read = last_read - ?1
     WHERE next_read IS NOT NULL";

/// Moves everything that is due `back` milliseconds earlier.
fn shift(connection: &Connection, back: i64) -> rusqlite::Result<()> {
    for statement in [
        "UPDATE feed SET next_poll = next_poll - ?1, leased_until = leased_until - ?1",
        "UPDATE article SET next_read = next_read - ?1, leased_until = leased_until - ?1 WHERE stage = 0",
        "UPDATE subscription SET next_try = next_try - ?1, leased_until = leased_until - ?1, live_until = live_until - ?1",
        "UPDATE push SET leased_until = leased_until - ?1",
        SHIFT_REVISITS,
        "UPDATE delivery SET next_attempt = next_attempt - ?1, leased_until = leased_until - ?1
         WHERE state = 'waiting'",
        "UPDATE endpoint SET until = until - ?1",
        "UPDATE host SET until = until - ?1",
        "UPDATE meta SET value = CAST(value - ?1 AS TEXT) WHERE key = 'steady_since'",
        // Quiet hours, digests and mutes end by the clocks on the wall; the window of a limit has a length.
        "UPDATE volume SET opened = opened - ?1",
        "UPDATE delivery SET held_until = held_until - ?1 WHERE state = 'held' AND held_for = 'limit'",
    ] {
        connection.execute(statement, [back])?;
    }
    Ok(())
}
