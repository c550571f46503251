//! Old articles, which are kept no longer: all of a story at once, once nothing needs it any more. Of a story that somebody was told
//! of, what it is known by stays, so that nobody is told again; of any other nothing does.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::row::{Millis, count};
use crate::{Error, Store};

/// An entry that is not in a feed's document of so much later than the last that held it is listed no more. That it is listed is
/// noted once a day.
const UNLISTED_AFTER: Duration = Duration::from_secs(2 * 24 * 3600);

/// Where to go on with looking for old articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    seen: i64,
    article: i64,
}

/// What forgetting came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Articles of which nothing is kept.
    pub articles: usize,
    /// Articles of which nothing is kept but what they are known by.
    pub contents: usize,
    /// Where to go on; `None` once everything that is old enough was looked at.
    pub next: Option<Searched>,
}

impl Store {
    /// Looks at no more than `limit` of the articles that became known before `before`, those first that did so first, and forgets
    /// the stories of these in which nothing became known since, until `limit` articles or more are forgotten: a story goes whole.
    ///
    /// A story stays whole while an alert of it is held or to be attempted, while a feed lists an entry of it, and while an article
    /// of it is to be read or matched again. `before` has to be beyond grouping's window.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn forget_articles(
        &self,
        before: Timestamp,
        now: Timestamp,
        from: Option<Searched>,
        limit: usize,
    ) -> Result<Forgotten, Error> {
        self.writer
            .run(move |transaction| {
                let Searched { seen, article } = from.unwrap_or_default();
                let old: Vec<(Searched, i64)> = transaction
                    .prepare_cached(OLD)?
                    .query_map(params![seen, article, Millis(before), count(limit)], |row| {
                        Ok((Searched { seen: row.get(0)?, article: row.get(1)? }, row.get(2)?))
                    })?
                    .collect::<Result<_, _>>()?;
                let mut forgotten = Forgotten::default();
                let mut stories = HashSet::new();
                for (searched, story) in &old {
                    if stories.insert(*story) && !is_needed(transaction, *story, before)? {
                        match is_known_outside(transaction, *story)? {
                            true => forgotten.contents += forget_contents(transaction, *story, now)?,
                            false => forgotten.articles += forget_all(transaction, *story)?,
                        }
                    }
                    forgotten.next = Some(*searched);
                    if forgotten.articles + forgotten.contents >= limit {
                        return Ok(forgotten);
                    }
                }
                forgotten.next = forgotten.next.filter(|_| old.len() == limit);
                Ok(forgotten)
            })
            .await
    }

    /// How many bytes the database holds. Its file does not shrink: what is forgotten leaves room in it for what comes.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn size(&self) -> Result<u64, Error> {
        self.reader
            .run(|transaction| {
                let pragma = |name| transaction.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
                let used = pragma("page_count")?.saturating_sub(pragma("freelist_count")?);
                Ok(used * pragma("page_size")?)
            })
            .await
    }
}

/// Articles that may be forgotten for their age, with their stories.
pub(crate) const OLD: &str = "SELECT seen, id, story FROM article
     WHERE placed IS NOT NULL AND forgotten IS NULL AND (seen, id) > (?1, ?2) AND seen < ?3
     ORDER BY seen, id LIMIT ?4";

/// The ids by which a story is known.
const IDS: &str = "(SELECT ?1 UNION ALL SELECT id FROM story WHERE merged_into = ?1)";

/// Whether anything still needs a story's articles. The last of all that were placed stays too: the next is numbered after it.
fn is_needed(connection: &Connection, story: i64, before: Timestamp) -> rusqlite::Result<bool> {
    let unlisted_after = i64::try_from(UNLISTED_AFTER.as_millis()).unwrap_or(i64::MAX);
    connection
        .prepare_cached(&format!(
            "SELECT 1 FROM article
             WHERE story = ?1 AND (
                 seen >= ?2 OR edited IS NOT NULL OR placed = (SELECT max(placed) FROM article)
                 OR EXISTS (SELECT 1 FROM revisit WHERE revisit.article = article.id AND next_read IS NOT NULL)
                 OR EXISTS (
                     SELECT 1 FROM entry JOIN feed ON feed.id = entry.feed
                     WHERE entry.article = article.id AND feed.active = 1
                         AND coalesce(listed, entry.seen) + ?3 > coalesce(last_document, 0)))
             UNION ALL
             SELECT 1 FROM alert JOIN delivery ON delivery.event = alert.event
             WHERE story IN {IDS} AND state IN ('held', 'waiting')"
        ))?
        .exists(params![story, Millis(before), unlisted_after])
}

/// Whether somebody was told of a story, a user has said where its articles belong, or one of another story copies one of them.
fn is_known_outside(connection: &Connection, story: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!(
            "SELECT 1 FROM alert WHERE story IN {IDS}
             UNION ALL SELECT 1 FROM correction WHERE story IN {IDS} OR other IN {IDS}
             UNION ALL SELECT 1 FROM article JOIN article AS copy ON copy.copy_of = article.id
             WHERE article.story = ?1 AND copy.story IS NOT ?1"
        ))?
        .exists([story])
}

/// Forgets a story's articles with their entries, addresses, texts and mentions, and the story; how many articles there were.
fn forget_all(connection: &Connection, story: i64) -> rusqlite::Result<usize> {
    let articles = connection.prepare_cached("DELETE FROM article WHERE story = ?1")?.execute([story])?;
    connection.prepare_cached(&format!("DELETE FROM story WHERE id IN {IDS}"))?.execute([story])?;
    Ok(articles)
}

/// Forgets the texts of a story's articles, what was found in them and why they are where they are; how many articles there were.
fn forget_contents(connection: &Connection, story: i64, now: Timestamp) -> rusqlite::Result<usize> {
    for table in ["mention", "revision", "revisit"] {
        connection
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE article IN (SELECT id FROM article WHERE story = ?1)"
            ))?
            .execute([story])?;
    }
    connection
        .prepare_cached("UPDATE article SET text = '', why = NULL, forgotten = ?2 WHERE story = ?1")?
        .execute(params![story, Millis(now)])
}
