//! What can go wrong with the database, told apart by what the operator has to do about it.

use std::path::PathBuf;
use std::sync::Arc;

/// The database's own words on a failure.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// A read or a write failed; nothing of it was committed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the database's lock.
    #[error("the database is locked by another process")]
    Locked(#[source] Cause),
    /// No space is left.
    #[error("the disk that holds the database is full; free some space")]
    DiskFull(#[source] Cause),
    /// The file, its directory or its file system became read-only.
    #[error("the database is read-only; make the file and its directory writable")]
    ReadOnly(#[source] Cause),
    /// The file system reported an error, or SQLite was interrupted or short of memory: what passes.
    #[error("the database file could not be read or written")]
    Io(#[source] Cause),
    /// The file is damaged.
    #[error("the database is damaged; stop the daemon and restore a backup")]
    Damaged(#[source] Cause),
    /// Anything else: a mistake of ours.
    #[error("a database statement failed")]
    Statement(#[source] Cause),
    /// The database's thread has ended.
    #[error("the store has stopped")]
    Stopped,
}

impl Error {
    /// Whether what was to be written is there already.
    pub(crate) fn is_duplicate(&self) -> bool {
        let Error::Statement(cause) = self else { return false };
        let failure = cause.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error);
        failure.is_some_and(|failure| failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let code = error.sqlite_error_code();
        let cause: Cause = Arc::new(error);
        match code {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Locked(cause),
            Some(Code::DiskFull) => Error::DiskFull(cause),
            Some(Code::ReadOnly | Code::PermissionDenied) => Error::ReadOnly(cause),
            Some(
                Code::SystemIoFailure
                | Code::CannotOpen
                | Code::FileLockingProtocolFailed
                | Code::OutOfMemory
                | Code::OperationInterrupted
                | Code::OperationAborted
                | Code::SchemaChanged,
            ) => Error::Io(cause),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Error::Damaged(cause),
            _ => Error::Statement(cause),
        }
    }
}

/// The database cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file, and it is not for the reader to make it.
    #[error("{path}: there is no database yet; `wirewatch run` makes it")]
    Missing {
        /// The configured path.
        path: PathBuf,
    },
    /// The directory of the file is missing, or the file cannot be opened or made.
    #[error("{path}: the database cannot be opened or made; check that its directory exists and is writable")]
    Path {
        /// The configured path.
        path: PathBuf,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// Another daemon runs on it.
    #[error("{path}: another wirewatch already uses this database; stop it first")]
    InUse {
        /// The configured path.
        path: PathBuf,
    },
    /// A newer wirewatch wrote it.
    #[error(
        "{path}: the database has schema version {found}, this wirewatch knows versions up to {known}; \
         run the newer wirewatch or restore a backup made before the upgrade"
    )]
    Newer {
        /// The configured path.
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// An older wirewatch wrote it.
    #[error(
        "{path}: the database has schema version {found}, this wirewatch writes version {known}; \
         start `wirewatch run` of this version first, which brings the database up to date"
    )]
    Older {
        /// The configured path.
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The version that this program writes.
        known: i64,
    },
    /// It is another program's database, or no database.
    #[error("{path}: this is not a wirewatch database; name another file in store.path")]
    Foreign {
        /// The configured path.
        path: PathBuf,
    },
    /// The linked SQLite can corrupt a database.
    #[error("SQLite {version} can corrupt databases in WAL mode (fixed in 3.51.3); build with a newer one")]
    AffectedSqlite {
        /// Its version.
        version: &'static str,
    },
    /// Any other failure while opening.
    #[error("{path}: the database cannot be used")]
    Database {
        /// The configured path.
        path: PathBuf,
        /// Why.
        #[source]
        cause: Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What passes is tried again as it is, and what is ours is not.
    #[test]
    fn what_passes_is_no_mistake_of_ours() {
        use rusqlite::ffi;
        let error = |code| Error::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for code in [
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_INTERRUPT,
            ffi::SQLITE_ABORT,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_SCHEMA,
        ] {
            assert!(matches!(error(code), Error::Io(_)), "{code}");
        }
        for code in [ffi::SQLITE_CONSTRAINT, ffi::SQLITE_ERROR, ffi::SQLITE_MISMATCH] {
            assert!(matches!(error(code), Error::Statement(_)), "{code}");
        }
    }
}
