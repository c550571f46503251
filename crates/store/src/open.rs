//! Opening the file: what is refused, the settings of a connection, and the migrations.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::{Error, OpenError, lock};

/// Marks the file as wirewatch's: the bytes `wire`.
const APPLICATION_ID: i64 = 0x7769_7265;

/// The first SQLite without the WAL-reset bug (<https://sqlite.org/wal.html#walresetbug>).
const FIRST_SOUND_SQLITE: i32 = 3_051_003;

/// How long a statement waits for another process's lock before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// The schema's versions, oldest first. A database of version `n` has seen the first `n`.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_initial.sql"),
    include_str!("../../../migrations/0002_edits.sql"),
    include_str!("../../../migrations/0003_polling.sql"),
    include_str!("../../../migrations/0004_events.sql"),
    include_str!("../../../migrations/0005_stories.sql"),
    include_str!("../../../migrations/0006_credit.sql"),
    include_str!("../../../migrations/0007_endpoints.sql"),
    include_str!("../../../migrations/0008_retention.sql"),
    include_str!("../../../migrations/0009_websub.sql"),
    include_str!("../../../migrations/0010_held.sql"),
    include_str!("../../../migrations/0011_learned.sql"),
    include_str!("../../../migrations/0012_elsewhere.sql"),
    include_str!("../../../migrations/0013_retention.sql"),
    include_str!("../../../migrations/0014_asking.sql"),
    include_str!("../../../migrations/0015_sketches.sql"),
    include_str!("../../../migrations/0016_categories.sql"),
    include_str!("../../../migrations/0017_gone.sql"),
    include_str!("../../../migrations/0018_entries_in_order.sql"),
    include_str!("../../../migrations/0019_one_original.sql"),
    include_str!("../../../migrations/0020_raised_by.sql"),
];

/// Opens, or makes, the database for the daemon: exclusively, migrated to the newest version.
pub(crate) fn open_for_writing(path: &Path) -> Result<(Connection, File), OpenError> {
    refuse_affected_sqlite(rusqlite::version_number(), rusqlite::version())?;
    let lock = lock::take(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = connect(path, flags)?;
    let known = known_version();
    let found = version(path, &connection)?;
    if found == 0 {
        refuse_foreign(path, &connection)?;
    }
    let in_database = |cause: Error| OpenError::Database { path: path.to_owned(), cause };
    connection.pragma_update(None, "journal_mode", "wal").map_err(Error::from).map_err(in_database)?;
    connection.pragma_update(None, "synchronous", "full").map_err(Error::from).map_err(in_database)?;
    for version in found..known {
        migrate(&mut connection, version).map_err(Error::from).map_err(in_database)?;
    }
    Ok((connection, lock))
}

/// Opens an existing database to change it beside the daemon that owns it, if there is one. Its schema has to be ours: an
/// older one is the daemon's to bring up to date.
pub(crate) fn open_beside(path: &Path) -> Result<Connection, OpenError> {
    refuse_affected_sqlite(rusqlite::version_number(), rusqlite::version())?;
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let known = known_version();
    match version(path, &connection)? {
        0 => Err(OpenError::Foreign { path: path.to_owned() }),
        found if found < known => Err(OpenError::Older { path: path.to_owned(), found, known }),
        _ => {
            let full = connection.pragma_update(None, "synchronous", "full");
            full.map_err(|error| OpenError::Database { path: path.to_owned(), cause: error.into() })?;
            Ok(connection)
        }
    }
}

/// Opens an existing database for reading, also while a daemon writes to it.
pub(crate) fn open_for_reading(path: &Path) -> Result<Connection, OpenError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match version(path, &connection)? {
        0 => Err(OpenError::Foreign { path: path.to_owned() }),
        found if found < known_version() => {
            Err(OpenError::Older { path: path.to_owned(), found, known: known_version() })
        }
        _ => Ok(connection),
    }
}

fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

fn refuse_affected_sqlite(number: i32, version: &'static str) -> Result<(), OpenError> {
    match number >= FIRST_SOUND_SQLITE {
        true => Ok(()),
        false => Err(OpenError::AffectedSqlite { version }),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, OpenError> {
    let cannot = |error: rusqlite::Error| OpenError::Path { path: path.to_owned(), cause: Arc::new(error) };
    if !flags.contains(OpenFlags::SQLITE_OPEN_CREATE) && matches!(path.try_exists(), Ok(false)) {
        return Err(OpenError::Missing { path: path.to_owned() });
    }
    let connection =
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(cannot)?;
    let set_up = || -> rusqlite::Result<()> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.set_prepared_statement_cache_capacity(64);
        // A plan rests on no bound value: else a statement in which a partial index plays a part is planned anew for each.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(())
    };
    set_up().map_err(cannot)?;
    Ok(connection)
}

/// The file's schema version: 0 for an empty one; a newer one than this program knows is refused.
fn version(path: &Path, connection: &Connection) -> Result<i64, OpenError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let read = || Ok((pragma("application_id")?, pragma("user_version")?));
    let (application, found) = read().map_err(|error: rusqlite::Error| match Error::from(error) {
        Error::Damaged(_) => OpenError::Foreign { path: path.to_owned() },
        cause => OpenError::Database { path: path.to_owned(), cause },
    })?;
    let known = known_version();
    match (application, found) {
        (APPLICATION_ID, _) if found > known => Err(OpenError::Newer { path: path.to_owned(), found, known }),
        (APPLICATION_ID, _) | (0, 0) => Ok(found),
        _ => Err(OpenError::Foreign { path: path.to_owned() }),
    }
}

/// An unmarked database with tables in it belongs to another program.
fn refuse_foreign(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let tables = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
        .map_err(|error| OpenError::Database { path: path.to_owned(), cause: error.into() })?;
    match tables {
        0 => Ok(()),
        _ => Err(OpenError::Foreign { path: path.to_owned() }),
    }
}

/// Runs one migration; its version is part of its transaction, so that a crash repeats it as a whole or not at all.
fn migrate(connection: &mut Connection, version: i64) -> rusqlite::Result<()> {
    let sql = usize::try_from(version).ok().and_then(|index| MIGRATIONS.get(index)).copied().unwrap_or("");
    let transaction = connection.transaction()?;
    transaction.execute_batch(sql)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", version + 1)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_affected_sqlite_is_refused() {
        for (number, sound) in [(3_007_000, false), (3_051_002, false), (3_051_003, true), (3_054_000, true)]
        {
            assert_eq!(refuse_affected_sqlite(number, "x").is_ok(), sound, "{number}");
        }
    }

    #[test]
    fn a_newer_a_foreign_and_a_used_database_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let (connection, lock) = open_for_writing(&path).unwrap();
        assert!(matches!(open_for_writing(&path), Err(OpenError::InUse { .. })));
        connection.pragma_update(None, "user_version", known_version() + 1).unwrap();
        drop((connection, lock));
        let error = open_for_writing(&path).unwrap_err();
        assert!(matches!(error, OpenError::Newer { .. }), "{error}");
        assert!(error.to_string().contains(&format!("schema version {}", known_version() + 1)));

        let other = directory.path().join("b.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(matches!(open_for_writing(&other), Err(OpenError::Foreign { .. })));
        let text = directory.path().join("c.db");
        std::fs::write(&text, "this is a text, and longer than a database's header would be: 100 bytes at the very least, so on")
            .unwrap();
        assert!(matches!(open_for_writing(&text), Err(OpenError::Foreign { .. })));
        let missing = directory.path().join("no/such/directory/d.db");
        assert!(matches!(open_for_writing(&missing), Err(OpenError::Path { .. })));
        assert!(matches!(open_for_reading(&missing), Err(OpenError::Missing { .. })));
        assert!(matches!(open_beside(&missing), Err(OpenError::Missing { .. })));
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        drop(open_for_writing(&path).unwrap());
        let (connection, _lock) = open_for_writing(&path).unwrap();
        assert_eq!(version(&path, &connection).unwrap(), known_version());
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
}
