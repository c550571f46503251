//! What has been read and told, for commands: read-only, beside a running daemon or without one.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use model::{Article, ArticleId, Outlet, Placement, StoryId, StorySummary};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{Millis, strings};
use crate::stories::{self, Told};
use crate::syndication::{self, Carrier};
use crate::{Error, OpenError, open, placing, row};

/// The database of a daemon, for reading only.
#[derive(Debug)]
pub struct Archive(Connection);

/// A placed article, as grouping put it where it is.
#[derive(Clone, Debug)]
pub struct Archived {
    /// Counts up in the order of placing.
    pub placed: i64,
    /// The article.
    pub article: Article,
    /// The place that it was given.
    pub placement: Placement,
    /// The story that it is in today.
    pub story: StoryId,
    /// [`Unplaced::backlog`](crate::Unplaced::backlog).
    pub backlog: bool,
}

/// A story as it stands.
#[derive(Clone, Debug)]
pub struct StoryLine {
    /// What an alert would say of it.
    pub summary: StorySummary,
    /// When its last article became known.
    pub last_seen: Timestamp,
}

/// A story with all that is kept of it.
#[derive(Clone, Debug)]
pub struct StoryView {
    /// The story.
    pub line: StoryLine,
    /// The stories that have become part of it.
    pub merged: Vec<Merged>,
    /// Its articles in the order of placing; at most [`StoryView::MAX_ARTICLES`].
    pub articles: Vec<ArticleView>,
    /// Stories about the same matter, as its articles showed them.
    pub related: Vec<StoryId>,
    /// Who was told of it.
    pub told: Vec<Told>,
}

impl StoryView {
    /// The most articles that are listed.
    pub const MAX_ARTICLES: usize = 1_000;
}

/// A story that has become part of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its id, which leads to the other one.
    pub story: StoryId,
    /// The article that showed the two to be one; `None` where a user said so.
    pub by: Option<ArticleId>,
}

/// An article within its story.
#[derive(Clone, Debug)]
pub struct ArticleView {
    /// The article.
    pub id: ArticleId,
    /// What an alert would say of it.
    pub outlet: Outlet,
    /// When it became known.
    pub seen: Timestamp,
    /// Why it was placed here, as lines for a person.
    pub why: Vec<String>,
}

impl Archive {
    /// Opens the database at `path`.
    ///
    /// # Errors
    ///
    /// Where there is no database, or it cannot be read.
    pub fn open(path: &Path) -> Result<Archive, OpenError> {
        open::open_for_reading(path).map(Archive)
    }

    /// The stories that something joined most recently, the latest first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn stories(&self, limit: usize) -> Result<Vec<StoryLine>, Error> {
        self.at_one_moment(|connection| {
            let mut statement = connection
                .prepare("SELECT story FROM article WHERE placed IS NOT NULL ORDER BY placed DESC")?;
            let mut rows = statement.query([])?;
            let (mut seen, mut lines) = (HashSet::new(), Vec::new());
            while lines.len() < limit
                && let Some(row) = rows.next()?
            {
                let story = StoryId(row.get(0)?);
                if seen.insert(story) {
                    lines.push(line(connection, story)?);
                }
            }
            Ok(lines)
        })
    }

    /// A story by its id, also by one that it had before it became part of another. `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn story(&self, id: StoryId) -> Result<Option<StoryView>, Error> {
        self.at_one_moment(|connection| {
            let Some(id) = stories::resolve(connection, id)? else { return Ok(None) };
            Ok(Some(StoryView {
                line: line(connection, id)?,
                merged: merged(connection, id)?,
                articles: articles(connection, id)?,
                related: related(connection, id)?,
                told: stories::told(connection, id)?,
            }))
        })
    }

    /// How many placed articles became known since `since`.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn count_since(&self, since: Timestamp) -> Result<usize, Error> {
        let count =
            "SELECT count(*) FROM article WHERE seen >= ?1 AND placed IS NOT NULL AND forgotten IS NULL";
        Ok(self.0.query_row(count, [Millis(since)], |row| row.get(0))?)
    }

    /// When the first of the articles that are kept became known; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn begins(&self) -> Result<Option<Timestamp>, Error> {
        let first = "SELECT min(seen) AS first FROM article WHERE placed IS NOT NULL AND forgotten IS NULL";
        Ok(self.0.query_row(first, [], |row| row::time(row, "first"))?)
    }

    /// The placed articles that became known since `since`, in the order of placing, after the `after`th; 0 to begin.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn articles_since(&self, since: Timestamp, after: i64, limit: usize) -> Result<Vec<Archived>, Error> {
        let select = placing::select_articles(
            "placed > ?1 AND seen >= ?2 AND forgotten IS NULL ORDER BY placed LIMIT ?3",
        );
        Ok(placing::window(&self.0, &select, since, after, limit)?)
    }

    /// The article that was placed as the `placed`th, if it is still kept.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn article_placed(&self, placed: i64) -> Result<Option<Article>, Error> {
        Ok(self
            .0
            .prepare_cached(&placing::select_articles("placed = ?1 AND forgotten IS NULL"))?
            .query_row([placed], placing::article)
            .optional()?)
    }

    /// For reading.
    pub(crate) fn connection(&self) -> &Connection {
        &self.0
    }

    /// Runs reads within one transaction, so that they see one moment.
    pub(crate) fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let transaction = self.0.unchecked_transaction()?;
        let result = read(&transaction)?;
        transaction.finish()?;
        Ok(result)
    }
}

fn line(connection: &Connection, id: StoryId) -> rusqlite::Result<StoryLine> {
    let last_seen = connection
        .prepare_cached("SELECT coalesce(max(seen), 0) FROM article WHERE story = ?1")?
        .query_row([id.0], |row| row.get::<_, Millis>(0))?;
    Ok(StoryLine { summary: stories::summary(connection, id)?, last_seen: last_seen.0 })
}

fn merged(connection: &Connection, id: StoryId) -> rusqlite::Result<Vec<Merged>> {
    connection
        .prepare_cached("SELECT id, merged_by FROM story WHERE merged_into = ?1 ORDER BY id")?
        .query_map([id.0], |row| {
            Ok(Merged { story: StoryId(row.get(0)?), by: row.get::<_, Option<i64>>(1)?.map(ArticleId) })
        })?
        .collect()
}

fn articles(connection: &Connection, id: StoryId) -> rusqlite::Result<Vec<ArticleView>> {
    let (mut articles, carriers): (Vec<ArticleView>, Vec<Carrier>) = connection
        .prepare_cached("SELECT * FROM article WHERE story = ?1 ORDER BY placed LIMIT ?2")?
        .query_map(params![id.0, row::count(StoryView::MAX_ARTICLES)], |row| {
            Ok((article(row)?, Carrier::of(row)?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?
        .into_iter()
        .unzip();
    for (article, relation) in articles.iter_mut().zip(syndication::relations(carriers.iter())) {
        article.outlet.relation = relation;
    }
    Ok(articles)
}

fn article(row: &Row<'_>) -> rusqlite::Result<ArticleView> {
    Ok(ArticleView {
        id: ArticleId(row.get("id")?),
        outlet: stories::outlet(row)?,
        seen: row.get::<_, Millis>("seen")?.0,
        why: strings(&row.get::<_, Option<String>>("why")?.unwrap_or_default()),
    })
}

fn related(connection: &Connection, id: StoryId) -> rusqlite::Result<Vec<StoryId>> {
    let named: Vec<i64> = connection
        .prepare_cached(
            "SELECT DISTINCT value FROM article, json_each(article.related)
             WHERE story = ?1 AND related IS NOT NULL ORDER BY value",
        )?
        .query_map([id.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut related = Vec::new();
    for story in named {
        if let Some(story) = stories::resolve(connection, StoryId(story))?
            && story != id
            && !related.contains(&story)
        {
            related.push(story);
        }
    }
    Ok(related)
}
