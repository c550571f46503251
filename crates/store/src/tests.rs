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
        longest: Duration::from_secs(3600),
        backoff: Duration::from_secs(3600),
        read_by: String::new(),
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

/// What SQLite does for a statement, as lines.
async fn plan(store: &Store, sql: &str) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let lines: Result<Vec<String>, Error> = store
        .writer
        .run(move |transaction| {
            let mut statement = transaction.prepare(&sql)?;
            let unbound = statement.parameter_count();
            let values = vec![rusqlite::types::Null; unbound];
            let lines = statement.query_map(rusqlite::params_from_iter(values), |row| row.get("detail"))?;
            Ok(lines.collect::<rusqlite::Result<_>>()?)
        })
        .await;
    lines.unwrap().join("\n")
}

#[tokio::test]
async fn what_waits_for_an_endpoint_is_not_read_to_count_what_is_under_way() {
    let (_directory, store) = store();
    let plan = plan(&store, deliveries::UNDER_WAY).await;
    assert!(plan.contains("INDEX delivery_under_way (endpoint=?"), "{plan}");
}

#[tokio::test]
async fn a_statement_is_planned_once_whatever_values_it_is_given() {
    let (_directory, store) = store();
    let planned = store.writer.run(|transaction| {
        let mut statement = transaction.prepare_cached(deliveries::UNDER_WAY)?;
        for now in 1..100 {
            statement.query_row(rusqlite::params!["desk", now], |row| row.get::<_, i64>(0))?;
        }
        Ok(statement.get_status(rusqlite::StatementStatus::RePrepare))
    });
    assert_eq!(planned.await.unwrap(), 0);
}

#[tokio::test]
async fn a_clock_that_was_set_back_reads_only_what_is_visited_again() {
    let (_directory, store) = store();
    let plan = plan(&store, time::SHIFT_REVISITS).await;
    assert!(plan.contains("SEARCH revisit USING INDEX revisit_due"), "{plan}");
}

#[tokio::test]
async fn stories_are_asked_for_by_indexes() {
    let (_directory, store) = store();
    let check = async |sql: &str, parts: &[&str]| {
        let plan = plan(&store, sql).await;
        for part in parts {
            assert!(plan.contains(part), "{part} is not in the plan of {sql}:\n{plan}");
        }
        assert!(
            !plan.lines().any(|line| line.starts_with("SCAN article") && !line.contains("INDEX")),
            "{plan}"
        );
        assert!(!plan.contains("SCAN alert") && !plan.contains("SCAN mention"), "{plan}");
    };
    check(stories::MEMBERS, &["SEARCH article USING COVERING INDEX article_story (story=?)"]).await;
    check(
        stories::TOLD,
        &["SEARCH alert USING INDEX alert_story (story=?)", "INDEX story_merged (merged_into=?)"],
    )
    .await;
    check(
        alerts::MENTIONS,
        &["INDEX article_story (story=?)", "SEARCH mention USING PRIMARY KEY (article=? AND watchlist=?"],
    )
    .await;
    check(
        alerts::MENTIONS_FOUND,
        &["INDEX article_story (story=?)", "SEARCH mention USING PRIMARY KEY (article=? AND watchlist=?"],
    )
    .await;
    check(held::MUTED, &["SEARCH alert USING INDEX", "story=?)", "INDEX story_merged (merged_into=?)"]).await;
    check(forgetting::OLD, &["SEARCH article USING INDEX article_kept"]).await;
    check(corrections::CORRECTED, &["SEARCH article USING INDEX article_story (story=?"]).await;
    check(placing::WINDOW_BEGINS, &["SEARCH article USING COVERING INDEX article_seen (seen>?)"]).await;
    let window = placing::select_articles("placed > ?1 AND seen >= ?2 ORDER BY placed LIMIT ?3");
    check(&window, &["SEARCH article USING INDEX", "(placed>?)"]).await;
}

#[tokio::test]
async fn of_a_feeds_history_only_the_entries_that_are_asked_for_are_read() {
    let (_directory, store) = store();
    let check = async |sql: &str, parts: &[&str]| {
        let plan = plan(&store, sql).await;
        for part in parts {
            assert!(plan.contains(part), "{part} is not in the plan of {sql}:\n{plan}");
        }
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{sql}:\n{plan}");
    };
    let in_order = "INDEX entry_in_order (feed=?";
    check(entries::growth::LATEST_ENTRIES, &[in_order]).await;
    check(entries::renamed::LATEST_ENTRIES, &[in_order]).await;
    let same = ["INDEX entry_digest (feed=? AND digest=?)", "INDEX entry_headline (feed=? AND headline=?)"];
    check(entries::renamed::UNDER_HEADLINE, &same).await;
    check(entries::OF_ARTICLE, &["INDEX entry_article (article=?)"]).await;
    check(entries::AT_ADDRESS, &["INDEX entry_article (article=?)"]).await;
}

#[tokio::test]
async fn a_mute_of_a_story_that_is_not_there_is_not_one_of_its_watchlist() {
    let (_directory, store) = store();
    let mutes = store.writer.run(|transaction| {
        transaction
            .execute("INSERT INTO mute (watchlist, story, until) VALUES ('streaming', 4711, 0)", [])?;
        Ok(crate::mutes::all(transaction)?)
    });
    let scopes: Vec<_> = mutes.await.unwrap().into_iter().map(|mute| mute.scope).collect();
    assert_eq!(scopes, [model::MuteScope::Story(model::StoryId(4711))]);
}
