//! What a failing disk does: seen from inside, where the failure can be made without a special file system.

use crate::*;

fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("a.db")).unwrap();
    (directory, store)
}

fn target(url: &str) -> FeedTarget {
    FeedTarget {
        url: url.to_owned(),
        host: "example.com".to_owned(),
        tags: Vec::new(),
        first_poll: Timestamp::UNIX_EPOCH,
    }
}

async fn pragma(store: &Store, name: &'static str, value: i64) {
    store.writer.run(move |transaction| Ok(transaction.pragma_update(None, name, value)?)).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_passes() {
    let (_directory, store) = store();
    pragma(&store, "max_page_count", 60).await;
    let many: Vec<FeedTarget> = (0..4000).map(|n| target(&format!("https://example.com/{n}"))).collect();
    let error = store.sync_feeds(many.clone()).await.unwrap_err();
    assert!(matches!(error, Error::DiskFull(_)), "{error:?}");
    assert!(error.to_string().contains("full"));
    let claim = Claim {
        now: Timestamp::UNIX_EPOCH,
        until: Timestamp::UNIX_EPOCH,
        limit: 10,
        per_host: 10,
        except: Vec::new(),
        max_behind: 100,
    };
    assert_eq!(store.claim_due_feeds(claim).await.unwrap().items.len(), 0, "nothing of it was committed");
    pragma(&store, "max_page_count", 1_000_000).await;
    store.sync_feeds(many).await.unwrap();
}

#[tokio::test]
async fn a_read_only_database_says_so() {
    let (_directory, store) = store();
    pragma(&store, "query_only", 1).await;
    let error = store.sync_feeds(vec![target("https://example.com/a")]).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly(_)), "{error:?}");
}

#[tokio::test]
async fn one_failing_job_takes_no_other_of_its_group_with_it() {
    let (_directory, store) = store();
    let failing = store.writer.run(|transaction| -> Result<(), Error> {
        transaction.execute("INSERT INTO meta VALUES ('half', 'done')", [])?;
        Ok(transaction.execute_batch("SELECT no_such_column FROM meta")?)
    });
    let working =
        store.writer.run(|transaction| Ok(transaction.execute("INSERT INTO meta VALUES ('a', 'b')", [])?));
    let (failed, worked) = tokio::join!(failing, working);
    assert!(matches!(failed, Err(Error::Statement(_))));
    assert_eq!(worked.unwrap(), 1);
    let half: i64 = store
        .writer
        .run(|transaction| {
            Ok(transaction.query_row("SELECT count(*) FROM meta WHERE key = 'half'", [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(half, 0);
}
