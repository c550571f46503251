//! What an operator changes, from a process of its own: beside the daemon that owns the database, or without one.
//!
//! A change is one small transaction. It is committed under SQLite's own lock, and then the daemon that the lock file names
//! is sent a signal, at which it looks again at everything that may be due. Where there is none, the next start looks anyway;
//! where the signal is lost, the workers' timer of 30 seconds does.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};

use crate::{Error, OpenError, lock, open};

/// A database opened for an operator's changes.
#[derive(Debug)]
pub struct Operator {
    connection: Connection,
    path: PathBuf,
}

impl Operator {
    /// Opens the existing database at `path`, whether a daemon runs on it or not.
    ///
    /// # Errors
    ///
    /// Where there is none, or its schema is not exactly the one that this program writes.
    pub fn open(path: &Path) -> Result<Operator, OpenError> {
        Ok(Operator { connection: open::open_beside(path)?, path: path.to_owned() })
    }

    /// Lets an endpoint that was disabled have deliveries again. Returns whether it was disabled.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; nothing was changed then.
    pub fn enable_endpoint(&mut self, name: &str) -> Result<bool, Error> {
        self.commit(|transaction| {
            let enabled = transaction.execute(
                "UPDATE endpoint SET recovering = disabled, disabled = NULL, why = NULL, failures = 0,
                     failing_since = NULL, problem = NULL, until = 0
                 WHERE name = ?1 AND disabled IS NOT NULL",
                params![name],
            )?;
            Ok(enabled > 0)
        })
    }

    /// For reading.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Commits one change and wakes the daemon.
    pub(crate) fn commit<T>(
        &mut self,
        change: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = change(&transaction)?;
        transaction.commit()?;
        lock::wake_owner(&self.path);
        Ok(done)
    }
}
