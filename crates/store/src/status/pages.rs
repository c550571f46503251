//! Pages in whose place the feed's own text had to do.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::row::Millis;

/// So many of the latest articles of all feeds are looked at.
const LATEST: u64 = 2_000;

/// How it went with the pages of a feed's articles, among the latest 2,000 of all feeds, where not all could be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedPages {
    /// How many of its articles were looked at.
    pub articles: u64,
    /// Of how many of them the page was not used; at least one.
    pub unused: u64,
    /// What was wrong with the last of those.
    pub problem: String,
    /// When its article was first seen.
    pub last: Timestamp,
}

/// By the feed.
pub(super) fn unused(connection: &Connection) -> rusqlite::Result<HashMap<i64, UnusedPages>> {
    // Beside the one `max`, SQLite gives the other columns of the row that has it.
    let mut statement = connection.prepare(
        "WITH latest AS (SELECT id, seen, problem FROM article WHERE stage > 0 ORDER BY id DESC LIMIT ?1)
         SELECT entry.feed, latest.seen, latest.problem, count(DISTINCT latest.id) AS articles,
                count(DISTINCT iif(latest.problem IS NULL, NULL, latest.id)) AS unused,
                max(iif(latest.problem IS NULL, NULL, latest.id))
         FROM latest JOIN entry ON entry.article = latest.id
         GROUP BY entry.feed HAVING unused > 0",
    )?;
    let rows = statement.query_map([LATEST], |row| {
        let pages = UnusedPages {
            articles: row.get("articles")?,
            unused: row.get("unused")?,
            problem: row.get("problem")?,
            last: row.get::<_, Millis>("seen")?.0,
        };
        Ok((row.get("feed")?, pages))
    })?;
    rows.collect()
}
