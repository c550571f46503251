//! Articles that change after they were read: which pages are read again and when, what their texts were before, and what is
//! newly named in them.

use std::time::Duration;

use jiff::Timestamp;
use model::{Article, ArticleId, StoryId};
use rusqlite::{OptionalExtension, Row, params};

use crate::articles::NewEntry;
use crate::cut_off::is_cut_off;
use crate::placing::{self, Made, PlacedArticle, Renderer};
use crate::row::{Millis, json, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, Judge, Store, Topic, Validators, alerts, corrections, held, row};

/// The texts that are kept of an article besides the one it has; older ones are forgotten.
pub const REVISIONS_MAX: usize = 10;

/// The bytes that these take together at the most; the oldest are forgotten first.
pub const REVISION_BYTES_MAX: usize = 1024 * 1024;

/// How soon after a visit a page is visited again because its entry changed; twice as long after each further visit.
const REVISIT_GAP: Duration = Duration::from_secs(60);

/// A page is visited at the most so often, whatever its entry does.
const VISITS_MAX: u32 = 20;

/// What is wrong with an article whose page gives much less than before.
const SHORTENED: &str =
    "the page gave much less when it was read again, as behind a paywall; the longer text stands";

/// An article whose page was claimed to be read again.
#[derive(Clone, Debug)]
pub struct DueRevisit {
    /// Its id.
    pub id: ArticleId,
    /// Its address.
    pub url: String,
    /// The host that reading it counts for.
    pub host: String,
    /// When it was to be read.
    pub due: Timestamp,
    /// When it became known.
    pub seen: Timestamp,
    /// How often it was read again already.
    pub visits: u32,
    /// The validators of its last answer.
    pub validators: Validators,
}

/// What came of reading a page again.
#[derive(Clone, Debug)]
pub struct Revisited {
    /// The article.
    pub id: ArticleId,
    /// [`DueRevisit::due`]: where its entry changed since the claim, the page is to be read at another time now.
    pub due: Timestamp,
    /// When it was read.
    pub now: Timestamp,
    /// When to read it again; `None`: not before its entry changes.
    pub next: Option<Timestamp>,
    /// The validators of the answer, where it was a page; they stay where nothing changed.
    pub validators: Option<Validators>,
    /// What the page says now, where it could be read.
    pub text: Option<NewText>,
}

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

/// What reading a page again did to its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reread {
    /// It has a new text.
    Changed,
    /// Nothing: it says what it said, or could not be read.
    Unchanged,
    /// Nothing: the page gives less than half of what it gave before and nothing else, as it does behind a wall that was not
    /// there the first time. The longer text stays, and the article's problem says so.
    Shortened,
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
    /// Claims pages to be read again, the most overdue first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_revisits(&self, claim: Claim) -> Result<Claimed<DueRevisit>, Error> {
        self.claim(claim.now, move |transaction| claim_revisits(transaction, &claim)).await
    }

    /// Puts a visit off by `wait`, without counting it. `now` is asked within the transaction, as in [`Store::commit_poll`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn put_off_revisit(
        &self,
        article: ArticleId,
        wait: Duration,
        now: impl FnOnce() -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                transaction
                    .prepare_cached("UPDATE revisit SET next_read = ?2, leased_until = 0 WHERE article = ?1")?
                    .execute(params![article.0, Millis(now() + wait)])?;
                Ok(())
            })
            .await
    }

    /// Commits what came of reading a page again, and returns what that did to its article.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_revisit(&self, revisited: Revisited) -> Result<Reread, Error> {
        self.writer.run(move |transaction| commit_revisit(transaction, &revisited)).await
    }

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
                for placed in articles.iter().map(|edit| &edit.placed).chain(lifted) {
                    alerts::replace_mentions(transaction, placed)?;
                    alerts::keep_sure(transaction, placed)?;
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

/// Lets a page that was just read be read again.
pub(crate) fn plan_revisit(
    transaction: &Transaction<'_>,
    article: ArticleId,
    host: &str,
    next: Option<Timestamp>,
    validators: &Validators,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO revisit (article, host, next_read, etag, last_modified) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![article.0, host, next.map(Millis), validators.etag, validators.last_modified])?;
    transaction.touch(Topic::Revisits);
    Ok(())
}

/// Follows a change of an entry, by its id and its article: the page is read again soon, or where none is read, what the feed
/// says takes its place. The headline is the feed's in either case, that of the first entry where there are several. An article whose
/// text was forgotten for its age stays as it is.
pub(crate) fn entry_changed(
    transaction: &Transaction<'_>,
    (id, article): (i64, ArticleId),
    entry: &NewEntry,
    text_changed: bool,
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
        if text_changed {
            transaction
                .prepare_cached(
                    "UPDATE article SET title = ?2, text = ?3, host = ?4, complete = ?5 WHERE id = ?1",
                )?
                .execute(params![article.0, entry.title, entry.text, entry.host, entry.host.is_empty()])?;
        }
        return Ok(());
    }
    let stands_in = match hurry(transaction, article, now)? {
        NextVisit::Planned => false,
        // A summary is no substitute for what the page said.
        NextVisit::Spent => entry.host.is_empty() || entry.text.len() >= text.len(),
        NextVisit::Never => entry.host.is_empty() || !complete,
    };
    if text_changed {
        // A headline that the feed cuts was made whole by the page's.
        let is_headline = stands_in || is_first && !model::is_cut(&entry.title);
        let title = if is_headline { entry.title.clone() } else { String::new() };
        let text = if stands_in { entry.text.clone() } else { text };
        revise(transaction, article, &NewText { title, text, modified: entry.updated }, now)?;
    }
    Ok(())
}

/// Whether a page is read again because its entry changed.
enum NextVisit {
    /// It is, soon.
    Planned,
    /// It was, and so often that it is left alone.
    Spent,
    /// What its article says is the feed's.
    Never,
}

/// Has a page read again soon, where its article is one whose page is read.
fn hurry(transaction: &Transaction<'_>, article: ArticleId, now: Timestamp) -> Result<NextVisit, Error> {
    let known = transaction
        .prepare_cached("SELECT visits, last_read, leased_until FROM revisit WHERE article = ?1")?
        .query_row([article.0], |row| {
            let leased_until = row.get::<_, Millis>("leased_until")?.0;
            Ok((row.get::<_, u32>("visits")?, time(row, "last_read")?, leased_until > now))
        })
        .optional()?;
    let Some((visits, last_read, under_way)) = known else { return Ok(NextVisit::Never) };
    // A visit under way may have seen the page as it was before, and another one has to follow it.
    let (visits, last_read) = if under_way { (visits + 1, Some(now)) } else { (visits, last_read) };
    if visits >= VISITS_MAX {
        return Ok(NextVisit::Spent);
    }
    let gap = REVISIT_GAP.saturating_mul(1 << visits);
    let at = last_read.map_or(now, |last| (last + gap).max(now));
    transaction
        .prepare_cached(
            "UPDATE revisit SET next_read = iif(?3 AND next_read <= ?4, ?2, min(coalesce(next_read, ?2), ?2))
             WHERE article = ?1",
        )?
        .execute(params![article.0, Millis(at), under_way, Millis(now)])?;
    transaction.touch(Topic::Revisits);
    Ok(NextVisit::Planned)
}

fn claim_revisits(transaction: &Transaction<'_>, claim: &Claim) -> Result<Claimed<DueRevisit>, Error> {
    let items = transaction
        .prepare_cached(
            "UPDATE revisit SET leased_until = ?2 WHERE article IN (
                 SELECT article FROM (
                     SELECT article, next_read, row_number() OVER (PARTITION BY host ORDER BY next_read) AS nth
                     FROM (SELECT article, host, next_read FROM revisit
                           WHERE next_read <= ?1 AND leased_until <= ?1
                             AND host NOT IN (SELECT name FROM host WHERE until > ?1)
                             AND host NOT IN (SELECT value FROM json_each(?5))
                           ORDER BY next_read LIMIT 4096)
                 ) WHERE nth <= ?4 ORDER BY next_read LIMIT ?3
             ) RETURNING *,
                 (SELECT url FROM article WHERE id = article) AS url,
                 (SELECT seen FROM article WHERE id = article) AS seen",
        )?
        .query_map(
            params![
                Millis(claim.now),
                Millis(claim.until),
                row::count(claim.limit),
                row::count(claim.per_host),
                json(&claim.except)
            ],
            due_revisit,
        )?
        .collect::<Result<_, _>>()?;
    let next_due = transaction
        .prepare_cached("SELECT min(next_read) AS due FROM revisit WHERE next_read > ?1")?
        .query_row([Millis(claim.now)], |row| time(row, "due"))?;
    Ok(Claimed { items, next_due })
}

fn due_revisit(row: &Row<'_>) -> rusqlite::Result<DueRevisit> {
    Ok(DueRevisit {
        id: ArticleId(row.get("article")?),
        url: row.get::<_, Option<String>>("url")?.unwrap_or_default(),
        host: row.get("host")?,
        due: row.get::<_, Millis>("next_read")?.0,
        seen: row.get::<_, Millis>("seen")?.0,
        visits: row.get("visits")?,
        validators: Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")?, of: None },
    })
}

fn commit_revisit(transaction: &Transaction<'_>, revisited: &Revisited) -> Result<Reread, Error> {
    let validators = revisited.validators.as_ref();
    transaction
        .prepare_cached(
            "UPDATE revisit SET leased_until = 0,
                 next_read = iif(next_read > ?7, min(next_read, coalesce(?2, next_read)), ?2), last_read = ?3, visits = visits + 1,
                 etag = iif(?4, ?5, etag), last_modified = iif(?4, ?6, last_modified) WHERE article = ?1",
        )?
        .execute(params![
            revisited.id.0,
            revisited.next.map(Millis),
            Millis(revisited.now),
            validators.is_some(),
            validators.and_then(|validators| validators.etag.as_ref()),
            validators.and_then(|validators| validators.last_modified.as_ref()),
            Millis(revisited.due)
        ])?;
    let Some(text) = &revisited.text else { return Ok(Reread::Unchanged) };
    if is_shortened(transaction, revisited.id, text)? {
        return Ok(Reread::Shortened);
    }
    Ok(match revise(transaction, revisited.id, text, revisited.now)? {
        true => Reread::Changed,
        false => Reread::Unchanged,
    })
}

/// Whether a page gives only a part of the text that its article has, which is noted as the article's problem until it gives
/// more again.
fn is_shortened(transaction: &Transaction<'_>, article: ArticleId, new: &NewText) -> Result<bool, Error> {
    let old: String = transaction
        .prepare_cached("SELECT text FROM article WHERE id = ?1")?
        .query_row([article.0], |row| row.get(0))?;
    let is_shortened = is_cut_off(&old, &new.text);
    transaction
        .prepare_cached("UPDATE article SET problem = iif(?2, ?3, nullif(problem, ?3)) WHERE id = ?1")?
        .execute(params![article.0, is_shortened, SHORTENED])?;
    Ok(is_shortened)
}

/// Puts a new text in the place of an article's, keeps the old one, and has the article matched again. Returns whether there
/// was anything new in it.
fn revise(
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
                     SELECT number, sum(length(title) + length(text)) OVER (ORDER BY number DESC) AS bytes
                     FROM revision WHERE article = ?1)
                 WHERE number < ?2 AND (number <= ?2 - ?3 OR bytes > ?4))",
        )?
        .execute(params![article.0, newest, row::count(REVISIONS_MAX), row::count(REVISION_BYTES_MAX)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cadence, FeedPlace, FeedTarget, PlacedBatch, Poll, PollResult, Sequel, UnreadClaim};

    const MINUTE: Duration = Duration::from_secs(60);

    fn at(minutes: u32) -> Timestamp {
        "2026-03-04T10:00:00Z".parse::<Timestamp>().unwrap() + MINUTE * minutes
    }

    fn claim(now: Timestamp) -> Claim {
        Claim { now, until: now + MINUTE, limit: 9, per_host: 9, except: Vec::new(), max_behind: 100 }
    }

    /// An entry with its whole text, so that no page is read.
    fn entry(guid: &str, text: &str) -> NewEntry {
        let url = Some("https://a.example/1".to_owned());
        NewEntry { guid: guid.to_owned(), url, text: text.to_owned(), ..NewEntry::default() }
    }

    async fn store() -> (tempfile::TempDir, Store) {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("a.db")).unwrap();
        let target = FeedTarget {
            url: "https://a.example/rss".to_owned(),
            host: "a.example".to_owned(),
            tags: Vec::new(),
            first_poll: at(0),
        };
        store.sync_feeds(vec![target]).await.unwrap();
        (directory, store)
    }

    async fn poll(store: &Store, minutes: u32, entries: Vec<NewEntry>) {
        let now = at(minutes);
        let feed = store.claim_due_feeds(claim(now)).await.unwrap().items.remove(0);
        let validators = Validators::default();
        let result = PollResult::Modified {
            validators,
            cadence: Cadence::default(),
            title: None,
            entries,
            problem: None,
            unless_lied: false,
        };
        let sequel = Sequel {
            next_poll: now + MINUTE,
            interval: MINUTE,
            longest_gap: None,
            rhythm: None,
            silence: None,
            report: None,
        };
        let poll = Poll { feed: feed.id, now, result, place: FeedPlace::default(), pause: None };
        store.commit_poll(poll, move || now, move |_, _| sequel).await.unwrap();
    }

    async fn count(store: &Store, what: &'static str) -> i64 {
        let count = move |transaction: &Transaction<'_>| {
            Ok(transaction.query_row(&format!("SELECT {what}"), [], |row| row.get(0))?)
        };
        store.writer.run(count).await.unwrap()
    }

    async fn read(store: &Store) -> ArticleId {
        read_as(store, |reading| reading).await
    }

    async fn read_as(store: &Store, with: impl FnOnce(crate::Reading) -> crate::Reading) -> ArticleId {
        let wanted = UnreadClaim {
            claim: claim(at(0)),
            after: String::new(),
            longest_wait: MINUTE,
            longest_pause: MINUTE,
        };
        let unread = store.claim_unread(wanted).await.unwrap().items.remove(0);
        let reading = crate::Reading {
            id: unread.id,
            addresses: Vec::new(),
            title: unread.title,
            text: unread.text,
            source: None,
            author: None,
            language: None,
            published: None,
            modified: None,
            problem: None,
            revisit: None,
        };
        store.commit_reading(with(reading)).await.unwrap();
        unread.id
    }

    #[tokio::test]
    async fn the_history_of_a_text_is_bounded_in_number_and_in_bytes() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![entry("1", "Text 0.")]).await;
        read(&store).await;
        for minute in 1..30 {
            poll(&store, minute, vec![entry("1", &format!("Text {minute}."))]).await;
        }
        assert_eq!(count(&store, "count(*) FROM revision").await, 10);
        assert_eq!(count(&store, "text = 'Text 29.' FROM article").await, 1);
        assert_eq!(count(&store, "text = 'Text 28.' FROM revision ORDER BY number DESC").await, 1);
        for minute in 30..34 {
            let long = format!("{minute} ").repeat(REVISION_BYTES_MAX / 6);
            poll(&store, minute, vec![entry("1", &long)]).await;
        }
        let bytes = count(&store, "sum(length(text)) FROM revision").await;
        assert!(bytes <= i64::try_from(REVISION_BYTES_MAX).unwrap(), "{bytes}");
        assert!(count(&store, "count(*) FROM revision").await < 10);
    }

    #[tokio::test]
    async fn only_other_words_are_a_change() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![entry("1", "One two.")]).await;
        read(&store).await;
        poll(&store, 1, vec![entry("1", "One  two.\n")]).await;
        assert_eq!(count(&store, "count(*) FROM revision").await, 0);
    }

    /// An entry of which the page is read.
    fn announced(title: &str, text: &str) -> NewEntry {
        NewEntry { host: "a.example".to_owned(), title: title.to_owned(), ..entry("1", text) }
    }

    /// Reads its page, which is to be read again in five minutes.
    async fn read_page(store: &Store, text: &str) -> ArticleId {
        let revisit = crate::Revisit {
            at: Some(at(5)),
            host: "a.example".to_owned(),
            validators: Validators::default(),
        };
        read_as(store, |reading| crate::Reading { text: text.to_owned(), revisit: Some(revisit), ..reading })
            .await
    }

    async fn visit(store: &Store, minutes: u32) -> Option<DueRevisit> {
        store.claim_revisits(claim(at(minutes))).await.unwrap().items.pop()
    }

    async fn visited(store: &Store, due: &DueRevisit, minutes: u32, next: Option<Timestamp>) {
        let revisited =
            Revisited { id: due.id, due: due.due, now: at(minutes), next, validators: None, text: None };
        store.commit_revisit(revisited).await.unwrap();
    }

    #[tokio::test]
    async fn a_page_that_gives_much_less_than_before_changes_nothing() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![announced("A title", "Summary.")]).await;
        let whole = "The first of many words that the page gave when it was open to everybody, and more of them followed.";
        let article = read_page(&store, whole).await;
        let again = async |minutes, text: &str| {
            let text = Some(NewText { title: String::new(), text: text.to_owned(), modified: None });
            let (now, due) = (at(minutes), at(minutes));
            let revisited = Revisited { id: article, due, now, next: None, validators: None, text };
            store.commit_revisit(revisited).await.unwrap()
        };
        assert_eq!(again(5, "The first of many words. Subscribe.").await, Reread::Shortened);
        let kept = format!("text = '{whole}' AND problem LIKE '%less%' FROM article").leak();
        assert_eq!(count(&store, kept).await, 1);
        assert_eq!(count(&store, "count(*) FROM revision").await, 0);
        assert_eq!(again(6, whole).await, Reread::Unchanged);
        assert_eq!(count(&store, "problem IS NULL FROM article").await, 1);
        let cut = "The first of many words that the page gave when it was open.";
        assert_eq!(again(7, cut).await, Reread::Changed, "a correction may shorten");
        assert_eq!(again(8, "This was wrong, and is withdrawn.").await, Reread::Changed, "by more than half");
        assert_eq!(count(&store, "problem IS NULL AND text LIKE '%withdrawn%' FROM article").await, 1);
    }

    #[tokio::test]
    async fn a_changed_headline_takes_effect_at_once_though_the_page_is_read_for_the_rest() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![announced("A fire in Port Ellis", "Summary.")]).await;
        read_page(&store, "All that the page says.").await;
        poll(&store, 1, vec![announced("Two die in a fire in Port Ellis", "Summary.")]).await;
        let says =
            "title = 'Two die in a fire in Port Ellis' AND text = 'All that the page says.' FROM article";
        assert_eq!(count(&store, says).await, 1);
        assert_eq!(count(&store, "count(*) FROM revision").await, 1);
        // What a feed cuts is no other headline.
        poll(&store, 2, vec![announced("Two die in a fire…", "Another summary.")]).await;
        assert_eq!(count(&store, says).await, 1);
        assert_eq!(count(&store, "count(*) FROM revision").await, 1);
    }

    #[tokio::test]
    async fn a_page_that_was_read_often_enough_gives_way_to_a_feed_that_says_more() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![announced("A title", "Summary.")]).await;
        read_page(&store, "All that the page says.").await;
        let spent = |transaction: &Transaction<'_>| {
            Ok(transaction.execute("UPDATE revisit SET visits = ?1, next_read = NULL", [VISITS_MAX])?)
        };
        store.writer.run(spent).await.unwrap();
        poll(&store, 1, vec![announced("Another title", "Other summary.")]).await;
        let kept = "title = 'Another title' AND text = 'All that the page says.' FROM article";
        assert_eq!(count(&store, kept).await, 1);
        poll(&store, 2, vec![announced("Another title", "More than all that the page says.")]).await;
        assert_eq!(count(&store, "text = 'More than all that the page says.' FROM article").await, 1);
        assert_eq!(count(&store, "count(*) FROM revisit WHERE next_read IS NOT NULL").await, 0);
    }

    #[tokio::test]
    async fn a_page_whose_entry_changes_while_it_is_read_is_read_once_more() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![announced("A title", "Summary.")]).await;
        read_page(&store, "All that the page says.").await;
        let due = visit(&store, 5).await.unwrap();
        poll(&store, 5, vec![announced("A title", "Another summary.")]).await;
        visited(&store, &due, 6, None).await;
        assert!(visit(&store, 6).await.is_none(), "twice as long after the second visit");
        let due = visit(&store, 7).await.unwrap();
        visited(&store, &due, 7, None).await;
        assert!(visit(&store, 60).await.is_none(), "nothing changed since");
    }

    #[tokio::test]
    async fn guids_that_change_with_every_poll_make_one_entry() {
        let (_directory, store) = store().await;
        for minute in 0..5 {
            poll(&store, minute, vec![entry(&format!("guid of poll {minute}"), "Text.")]).await;
        }
        assert_eq!(count(&store, "count(*) FROM entry").await, 1);
        // Two entries of one article at the same time are two.
        poll(&store, 5, vec![entry("a", "Text."), entry("b", "Text.")]).await;
        poll(&store, 6, vec![entry("a", "Text."), entry("b", "Text.")]).await;
        assert_eq!(count(&store, "count(*) FROM entry").await, 2);
        assert_eq!(count(&store, "count(*) FROM article").await, 1);
    }

    #[tokio::test]
    async fn a_text_that_comes_while_another_is_matched_waits_for_its_turn() {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![entry("1", "Zero.")]).await;
        let id = read(&store).await;
        let placement = |id: ArticleId| model::Placement {
            story: id.into(),
            opened: true,
            relation: model::Relation::Original,
            merged: Vec::new(),
            related: Vec::new(),
            why: Vec::new(),
        };
        let placed = |id| PlacedArticle {
            article: id,
            outlet: None,
            credit: None,
            placement: placement(id),
            mentions: Vec::new(),
            sure: Vec::new(),
            requests: Vec::new(),
            untold: Vec::new(),
        };
        let renderer = Renderer {
            body: |_, _| String::new(),
            incident: |_, _| String::new(),
            digest: |_, _| String::new(),
            released: |_, _, _, _| None,
            webhook_id: |_, _, _| String::new(),
        };
        let judge = Judge::new(|facts| model::Ruling { decisions: Vec::new(), volume: facts.volume });
        store
            .commit_articles(PlacedBatch::of(vec![placed(id)], 0), at(0), renderer, judge.clone())
            .await
            .unwrap();
        assert!(store.edited(9).await.unwrap().is_empty());
        poll(&store, 1, vec![entry("1", "One.")]).await;
        let first = store.edited(9).await.unwrap().remove(0);
        assert_eq!((first.text_before.as_str(), first.article.text.as_str()), ("Zero.", "One."));
        poll(&store, 2, vec![entry("1", "Two.")]).await;
        let edits = vec![EditedArticle { placed: placed(id), revision: first.revision }];
        store.commit_edits(EditedBatch::of(edits, 0), at(2), renderer, judge.clone()).await.unwrap();
        let second = store.edited(9).await.unwrap().remove(0);
        assert_eq!((second.text_before.as_str(), second.article.text.as_str()), ("One.", "Two."));
        let edits = vec![EditedArticle { placed: placed(id), revision: second.revision }];
        store.commit_edits(EditedBatch::of(edits, 0), at(3), renderer, judge).await.unwrap();
        assert!(store.edited(9).await.unwrap().is_empty());
    }
}
