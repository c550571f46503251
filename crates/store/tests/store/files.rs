//! The database as a file: its owner, operators beside it, and the files of older schemas.

use super::*;

#[tokio::test]
async fn a_commit_wakes_whoever_registered_before_they_queried() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let mut wake = database.store.listen(Topic::Unplaced);
    wake.register();
    assert!(database.store.unplaced(1).await.unwrap().is_empty());
    read_articles(&database, &["https://example.com/1"]).await;
    wake.woken().await;
    assert_eq!(database.store.unplaced(1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_database_that_was_closed_is_one_file() {
    let Database { _directory, path, store } = Database::with_feeds(&["https://a.example/1"]).await;
    let other = store.clone();
    let mut closing = tokio::task::JoinSet::new();
    closing.spawn(store.close());
    other.sync_feeds(vec![target("https://b.example/1")]).await.unwrap();
    assert!(closing.try_join_next().is_none(), "another handle is still in use");
    drop(other);
    closing.join_next().await.unwrap().unwrap();
    assert!(!path.with_extension("db-wal").exists());
    let copy = path.with_file_name("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    let feeds = Status::read(&copy).unwrap().feeds;
    assert_eq!(feeds[0].url, "https://b.example/1");
    drop(Store::open(&path).unwrap());
}

#[tokio::test]
async fn an_operator_changes_the_database_beside_its_owner_and_without_one() {
    let database = waiting().await;
    let first = due(&database, at(1)).await.items.remove(0);
    database.store.finish_attempt(finished(&first, AttemptOutcome::Gone, Fate::EndpointGone)).await.unwrap();
    assert!(Operator::open(&database.path).unwrap().enable_endpoint("desk").unwrap());
    assert!(!Operator::open(&database.path).unwrap().enable_endpoint("desk").unwrap());
    database.store.report(incident(IncidentKind::SourceGone, "a", at(3))).await.unwrap();
    assert_eq!(due(&database, at(4)).await.items.len(), 1, "what comes after waits again");
    let Database { _directory, path, store } = database;
    drop(store);
    assert!(!Operator::open(&path).unwrap().enable_endpoint("other").unwrap());
}

#[tokio::test]
async fn an_owner_that_looks_again_wakes_every_worker() {
    let database = waiting().await;
    let mut wakes = [Topic::Feeds, Topic::Unread, Topic::Unplaced, Topic::Deliveries]
        .map(|topic| database.store.listen(topic));
    wakes.iter_mut().for_each(Wake::register);
    database.store.look_again();
    for wake in &mut wakes {
        wake.woken().await;
    }
}

#[tokio::test]
async fn an_operator_refuses_a_database_of_another_schema() {
    let database = Database::new();
    let set = |version: i64| {
        let connection = rusqlite::Connection::open(&database.path).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
    };
    let check = |expected: &str| {
        let error = Operator::open(&database.path).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    set(1);
    check("start `wirewatch run` of this version first");
    set(4711);
    check("run the newer wirewatch");
    let missing = Operator::open(&database.path.with_file_name("none.db")).unwrap_err();
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing}");
    assert!(!database.path.with_file_name("none.db").exists());
}

#[tokio::test]
async fn another_process_that_holds_the_lock_is_named() {
    let database = Database::new();
    let other = rusqlite::Connection::open(&database.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = database.store.sync_feeds(vec![target("https://a.example/1")]).await.unwrap_err();
    assert!(matches!(error, Error::Locked(_)), "{error:?}");
    other.execute_batch("ROLLBACK").unwrap();
    database.store.sync_feeds(vec![target("https://a.example/1")]).await.unwrap();
}

/// Databases as every released schema left them, each with one article, one alert and one delivery that waits.
fn stored_databases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/databases")
}

#[tokio::test]
async fn every_older_database_opens_with_all_that_is_in_it() {
    let mut opened = 0;
    for stored in std::fs::read_dir(stored_databases()).unwrap() {
        let stored = stored.unwrap().path();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        std::fs::copy(&stored, &path).unwrap();
        let database = Database { store: open(&path), path, _directory: directory };
        let status = Status::read(&database.path).unwrap();
        let counts = (status.feeds.len(), status.entries, status.placed, status.mentions, status.alerts);
        assert_eq!(counts, (1, 1, 1, 1, 1), "{}", stored.display());
        let delivery = due(&database, at(1)).await.items.remove(0);
        assert!(delivery.body.contains("streaming told of Title 1"), "{}", stored.display());
        assert_eq!(database.store.window(at(0) - MINUTE, 0, 10).await.unwrap().len(), 1);
        opened += 1;
    }
    let fresh = Database::new();
    let connection = rusqlite::Connection::open(&fresh.path).unwrap();
    let newest: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert!(opened >= newest - 1, "{opened} databases are stored, and there were {} schemas", newest - 1);
}

#[tokio::test]
#[ignore = "writes a file: run it once for each new schema version, before the migration after it is added"]
async fn store_the_current_schema() {
    let database = waiting().await;
    let path = database.path.clone();
    let Database { _directory, store, .. } = database;
    drop(store);
    drop(open(&path));
    let schema = || -> i64 {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    let version = schema();
    std::fs::create_dir_all(stored_databases()).unwrap();
    std::fs::copy(&path, stored_databases().join(format!("schema-{version}.db"))).unwrap();
}
