//! Articles that change after they were read: what their texts were before, and what is newly named in them.

use jiff::Timestamp;
use model::{Article, ArticleId, StoryId};
use rusqlite::{OptionalExtension, params};

use crate::articles::NewEntry;
use crate::placing::{self, Made, PlacedArticle, Renderer};
use crate::row::Millis;
use crate::thread::Transaction;
use crate::visits::{NextVisit, hurry};
use crate::{Error, Judge, Store, Topic, alerts, corrections, held, mentions, row};

/// The texts that are kept of an article besides the one it has; older ones are forgotten.
pub const REVISIONS_MAX: usize = 10;

/// The bytes that these take together at the most; the oldest are forgotten first.
pub const REVISION_BYTES_MAX: usize = 1024 * 1024;

/// What an article says now.
#[derive(Clone, Debug)]
pub struct NewText {
    /// The headline; empty to leave it as it is.
    pub title: String,
    /// The main text.
    pub text: String,
    /// When it says that it was last changed.
    pub modified: Option<Timestamp>,
}

/// A placed article whose text changed and was not matched since.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The article as it is now.
    pub article: Article,
    /// Its story.
    pub story: StoryId,
    /// [`Unplaced::backlog`](crate::Unplaced::backlog).
    pub backlog: bool,
    /// The headline that was matched last.
    pub title_before: String,
    /// The text that was matched last.
    pub text_before: String,
    /// The newest revision at the time of reading, to be given back with the commit.
    pub revision: i64,
}

/// What follows from an edited article.
#[derive(Clone, Debug)]
pub struct EditedArticle {
    /// The article, with what is newly named in it, and who is to be told.
    pub placed: PlacedArticle,
    /// The watches that it named before and names no more, each with its watchlist.
    pub gone: Vec<(String, String)>,
    /// [`Edited::revision`].
    pub revision: i64,
}

/// What is committed of edits at a time.
#[derive(Clone, Debug, Default)]
pub struct EditedBatch {
    /// The articles that changed.
    pub articles: Vec<EditedArticle>,
    /// [`PlacedBatch::lifted`](crate::PlacedBatch::lifted).
    pub lifted: Vec<PlacedArticle>,
    /// [`PlacedBatch::corrections`](crate::PlacedBatch::corrections).
    pub corrections: i64,
}

impl EditedBatch {
    /// Edits from which nothing follows for other articles.
    #[must_use]
    pub fn of(articles: Vec<EditedArticle>, corrections: i64) -> EditedBatch {
        EditedBatch { articles, corrections, ..EditedBatch::default() }
    }
}

impl Store {
    /// The placed articles whose texts changed and that are to be matched again.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn edited(&self, limit: usize) -> Result<Vec<Edited>, Error> {
        self.reader
            .run(move |transaction| {
                let edited = transaction
                    .prepare_cached(&placing::select_articles(
                        "edited IS NOT NULL AND stage = 2 ORDER BY id LIMIT ?1",
                    ))?
                    .query_map([row::count(limit)], |row| {
                        Ok((
                            placing::article(row)?,
                            StoryId(row.get("story")?),
                            placing::is_backlog(row)?,
                            row.get("edited")?,
                        ))
                    })?
                    .collect::<Result<Vec<_>, _>>()?;
                edited
                    .into_iter()
                    .map(|(article, story, backlog, matched)| {
                        with_before(transaction, article, story, backlog, matched)
                    })
                    .collect()
            })
            .await
    }

    /// Commits what follows from edited articles, mentions, alerts and deliveries: all of it or nothing. `None`, and nothing
    /// is committed, where users have made other corrections than those that were known.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_edits(
        &self,
        batch: EditedBatch,
        now: Timestamp,
        renderer: Renderer,
        judge: Judge,
    ) -> Result<Option<Vec<Made>>, Error> {
        let instance = self.instance.clone();
        self.writer
            .run(move |transaction| {
                let EditedBatch { articles, lifted, corrections } = &batch;
                if corrections::made(transaction)? != *corrections {
                    return Ok(None);
                }
                let mut made = Vec::new();
                for edit in articles {
                    mentions::mark_gone(transaction, edit.placed.article, &edit.gone)?;
                }
                for placed in articles.iter().map(|edit| &edit.placed).chain(lifted) {
                    mentions::replace_mentions(transaction, placed)?;
                    mentions::keep_sure(transaction, placed)?;
                    held::count_untold(transaction, &placed.untold, now)?;
                    for request in &placed.requests {
                        made.extend(alerts::raise(transaction, placed, request, now, renderer, &judge, &instance)?);
                    }
                }
                for edit in articles {
                    // A text that came in the meantime is newer than the one that was matched, and still waits.
                    transaction
                        .prepare_cached(
                            "UPDATE article SET edited =
                                 (SELECT min(number) FROM revision WHERE article = ?1 AND number > ?2) WHERE id = ?1",
                        )?
                        .execute([edit.placed.article.0, edit.revision])?;
                }
                Ok(Some(made))
            })
            .await
    }
}

/// What was matched last of an article: the revision of that number, or the oldest that is left.
fn with_before(
    transaction: &Transaction<'_>,
    article: Article,
    story: StoryId,
    backlog: bool,
    matched: i64,
) -> Result<Edited, Error> {
    let before: Option<(String, String)> = transaction
        .prepare_cached(
            "SELECT title, text FROM revision WHERE article = ?1 AND number >= ?2 ORDER BY number LIMIT 1",
        )?
        .query_row([article.id.0, matched], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let revision = transaction
        .prepare_cached("SELECT coalesce(max(number), 0) FROM revision WHERE article = ?1")?
        .query_row([article.id.0], |row| row.get(0))?;
    let (title_before, text_before) = before.unwrap_or_default();
    Ok(Edited { article, story, backlog, title_before, text_before, revision })
}

/// A change of an entry.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    /// Whether it has other words than before.
    pub(crate) in_words: bool,
    /// Whether what stands at its address is its article's page, and no other's.
    pub(crate) is_own_page: bool,
}

/// Follows a change of an entry, by its id and its article: the page is read again soon, or where none is read, what the feed
/// says takes its place. The headline is the feed's in either case, that of the first entry where there are several. An article whose
/// text was forgotten for its age stays as it is.
pub(crate) fn entry_changed(
    transaction: &Transaction<'_>,
    (id, article): (i64, ArticleId),
    entry: &NewEntry,
    change: Change,
    now: Timestamp,
) -> Result<(), Error> {
    let kept: Option<(i64, bool, String, bool)> = transaction
        .prepare_cached(
            "SELECT stage, complete, text, ?2 = (SELECT min(id) FROM entry WHERE article = ?1) FROM article
             WHERE id = ?1 AND forgotten IS NULL",
        )?
        .query_row([article.0, id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((stage, complete, text, is_first)) = kept else { return Ok(()) };
    if stage == 0 {
        if change.in_words {
            let host = if change.is_own_page { &*entry.host } else { "" };
            transaction
                .prepare_cached(
                    "UPDATE article SET title = ?2, text = ?3, host = ?4, complete = ?5, elsewhere = ?6 WHERE id = ?1",
                )?
                .execute(params![
                    article.0,
                    entry.title,
                    entry.text,
                    host,
                    host.is_empty(),
                    entry.link
                ])?;
        }
        return Ok(());
    }
    // A summary is no substitute for what the page said.
    let says_more = entry.text.len() >= text.len();
    let stands_in = match hurry(transaction, article, now)? {
        NextVisit::Planned => false,
        NextVisit::Spent => entry.host.is_empty() || says_more,
        NextVisit::Never if change.is_own_page => entry.host.is_empty() || !complete,
        NextVisit::Never => complete || says_more,
    };
    if change.in_words {
        // A headline that the feed cuts was made whole by the page's.
        let is_headline = stands_in || is_first && !model::is_cut(&entry.title);
        let title = if is_headline { entry.title.clone() } else { String::new() };
        let text = if stands_in { entry.text.clone() } else { text };
        revise(transaction, article, &NewText { title, text, modified: entry.updated }, now)?;
    }
    Ok(())
}

/// Puts a new text in the place of an article's, keeps the old one, and has the article matched again. Returns whether there
/// was anything new in it.
pub(crate) fn revise(
    transaction: &Transaction<'_>,
    article: ArticleId,
    new: &NewText,
    now: Timestamp,
) -> Result<bool, Error> {
    let (old_title, old_text): (String, String) = transaction
        .prepare_cached("SELECT title, text FROM article WHERE id = ?1")?
        .query_row([article.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let title = if new.title.is_empty() { &old_title } else { &new.title };
    if same_words(title, &old_title) && same_words(&new.text, &old_text) {
        return Ok(false);
    }
    let number: i64 = transaction
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM revision WHERE article = ?1")?
        .query_row([article.0], |row| row.get(0))?;
    transaction.prepare_cached("INSERT INTO revision VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        article.0,
        number,
        Millis(now),
        old_title,
        old_text
    ])?;
    transaction
        .prepare_cached(
            "UPDATE article SET title = ?2, text = ?3, modified = coalesce(?4, modified),
                 edited = coalesce(edited, ?5) WHERE id = ?1",
        )?
        .execute(params![article.0, title, new.text, new.modified.map(Millis), number])?;
    forget(transaction, article, number)?;
    transaction.touch(Topic::Unplaced);
    Ok(true)
}

fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Forgets the oldest revisions beyond what is kept.
fn forget(transaction: &Transaction<'_>, article: ArticleId, newest: i64) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "DELETE FROM revision WHERE article = ?1 AND number IN (
                 SELECT number FROM (
                     SELECT number, sum(octet_length(title) + octet_length(text)) OVER (ORDER BY number DESC) AS bytes
                     FROM revision WHERE article = ?1)
                 WHERE number < ?2 AND (number <= ?2 - ?3 OR bytes > ?4))",
        )?
        .execute(params![article.0, newest, row::count(REVISIONS_MAX), row::count(REVISION_BYTES_MAX)])?;
    Ok(())
}

#[cfg(test)]
mod tests;
