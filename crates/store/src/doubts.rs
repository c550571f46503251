//! What stories leave no doubt of, and what in their articles was doubtful when it was found.

use jiff::Timestamp;
use model::{Article, Mention, StoryId};
use rusqlite::params;

use crate::row::{self, Millis};
use crate::{Error, Store, mentions, placing};

/// The most articles of a story in which a watch is lifted at a time: the latest.
const MAX_LIFTED: usize = 100;

/// A watch of which a story leaves no doubt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SureWatch {
    /// The story.
    pub story: StoryId,
    /// The watchlist.
    pub watchlist: String,
    /// The watch.
    pub watch: String,
}

/// An article in which a watch was found that was not sure to be meant.
#[derive(Clone, Debug)]
pub struct Doubtful {
    /// The article.
    pub article: Article,
    /// Its story.
    pub story: StoryId,
    /// [`Unplaced::backlog`](crate::Unplaced::backlog).
    pub backlog: bool,
    /// What was found.
    pub mention: Mention,
}

impl Store {
    /// The watches that stories leave no doubt of by articles that became known since `since`, each with when the last of these
    /// did.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn sure_watches(&self, since: Timestamp) -> Result<Vec<(SureWatch, Timestamp)>, Error> {
        self.reader
            .run(move |transaction| {
                let sure = transaction
                    .prepare_cached(
                        "SELECT article.story, mention.watchlist, mention.watch, max(article.seen)
                         FROM article JOIN mention ON mention.article = article.id
                         WHERE article.seen >= ?1 AND article.placed IS NOT NULL AND mention.sure = 1
                         GROUP BY article.story, mention.watchlist, mention.watch",
                    )?
                    .query_map([Millis(since)], |row| {
                        let (watchlist, watch) = (row.get(1)?, row.get(2)?);
                        let sure = SureWatch { story: StoryId(row.get(0)?), watchlist, watch };
                        Ok((sure, row.get::<_, Millis>(3)?.0))
                    })?
                    .collect::<Result<_, _>>()?;
                Ok(sure)
            })
            .await
    }

    /// The articles of stories in which watches were found that were not sure to be meant, at most `MAX_LIFTED` of each.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn doubtful(&self, watches: Vec<SureWatch>) -> Result<Vec<Doubtful>, Error> {
        self.reader
            .run(move |transaction| {
                let mut doubtful = Vec::new();
                let mut statement = transaction.prepare_cached(&format!(
                    "{} ORDER BY article.placed DESC LIMIT ?4",
                    placing::select_articles_joined(
                        ", mention.evidence, mention.reasons, mention.outcome, mention.score, mention.salience,
                         mention.watchlist, mention.watch",
                        "JOIN mention ON mention.article = article.id",
                        "article.story = ?1 AND mention.watchlist = ?2 AND mention.watch = ?3
                         AND mention.outcome = 'review' AND mention.gone = 0"
                    )
                ))?;
                for SureWatch { story, watchlist, watch } in watches {
                    let rows = statement.query_map(
                        params![story.0, watchlist, watch, row::count(MAX_LIFTED)],
                        |row| {
                            Ok(Doubtful {
                                article: placing::article(row)?,
                                story,
                                backlog: placing::is_backlog(row)?,
                                mention: mentions::mention(row)?,
                            })
                        },
                    )?;
                    for row in rows {
                        doubtful.push(row?);
                    }
                }
                Ok(doubtful)
            })
            .await
    }
}
