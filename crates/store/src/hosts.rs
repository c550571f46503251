//! Hosts that asked to be left alone: nothing of theirs is claimed until then, also after a restart.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::row::{Millis, time};
use crate::thread::Transaction;
use crate::{Error, Store};

/// A host's wish to be left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPause {
    /// The host.
    pub host: String,
    /// For how long.
    pub length: Duration,
}

impl Store {
    /// Notes that a host wants to be left alone. `now` is asked within the transaction, as in [`Store::commit_poll`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn pause_host(
        &self,
        pause: HostPause,
        now: impl FnOnce() -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer.run(move |transaction| note_pause(transaction, &pause, now())).await
    }

    /// Until when a host wants to be left alone, where that is not over at `now`.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn paused_until(&self, host: String, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        self.reader
            .run(move |transaction| {
                Ok(transaction
                    .prepare_cached("SELECT until FROM host WHERE name = ?1 AND until > ?2")?
                    .query_row(params![host, Millis(now)], |row| time(row, "until"))
                    .optional()?
                    .flatten())
            })
            .await
    }
}

/// Notes a pause; a longer one that is known stays. Those that are over are forgotten.
pub(crate) fn note_pause(
    transaction: &Transaction<'_>,
    pause: &HostPause,
    now: Timestamp,
) -> Result<(), Error> {
    transaction.prepare_cached("DELETE FROM host WHERE until <= ?1")?.execute([Millis(now)])?;
    transaction
        .prepare_cached(
            "INSERT INTO host (name, until) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET until = max(until, ?2)",
        )?
        .execute(params![pause.host, Millis(now + pause.length)])?;
    Ok(())
}

/// The earlier of `due` and the end of the first pause, when what it holds back can be claimed.
pub(crate) fn due_or_pause_end(
    transaction: &Transaction<'_>,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let ends = transaction
        .prepare_cached("SELECT min(until) AS due FROM host WHERE until > ?1")?
        .query_row([Millis(now)], |row| time(row, "due"))?;
    Ok(due.into_iter().chain(ends).min())
}
