//! Pages that are read again: which, when and how often, and what came of it.

use std::time::Duration;

use jiff::Timestamp;
use model::ArticleId;
use rusqlite::{OptionalExtension, Row, params};

use crate::cut_off::is_cut_off;
use crate::revisions::{NewText, revise};
use crate::row::{Millis, json, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, Revisit, Store, Topic, Validators, row};

/// How soon after a visit a page is visited again because its entry changed; twice as long after each further visit.
const REVISIT_GAP: Duration = Duration::from_secs(60);

/// A page is visited at the most so often, whatever its entry does.
pub(crate) const VISITS_MAX: u32 = 20;

/// What is wrong with an article whose page gives much less than before.
const SHORTENED: &str =
    "the page gave much less when it was read again, as behind a paywall; the longer text stands";

/// An article whose page was claimed to be read again.
#[derive(Clone, Debug)]
pub struct DueRevisit {
    /// Its id.
    pub id: ArticleId,
    /// Where its page is asked for.
    pub url: String,
    /// Its headline.
    pub title: String,
    /// The headline that the page had itself when it was read last, as far as that is known.
    pub headline: Option<String>,
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
    /// The headline that the page has itself, where it was a page.
    pub headline: Option<String>,
    /// What the page says now, where it could be read.
    pub text: Option<NewText>,
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
}

/// Lets a page that was just read be read again.
pub(crate) fn plan_revisit(
    transaction: &Transaction<'_>,
    article: ArticleId,
    revisit: &Revisit,
) -> Result<(), Error> {
    let Revisit { at, host, address, headline, validators } = revisit;
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO revisit (article, host, next_read, etag, last_modified, headline, address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, (SELECT url FROM article WHERE id = ?1)))",
        )?
        .execute(params![
            article.0,
            host,
            at.map(Millis),
            validators.etag,
            validators.last_modified,
            headline,
            address
        ])?;
    transaction.touch(Topic::Revisits);
    Ok(())
}

/// Whether a page is read again because its entry changed.
pub(crate) enum NextVisit {
    /// It is, soon.
    Planned,
    /// It was, and so often that it is left alone.
    Spent,
    /// What its article says is the feed's.
    Never,
}

/// Has a page read again soon, where its article is one whose page is read.
pub(crate) fn hurry(
    transaction: &Transaction<'_>,
    article: ArticleId,
    now: Timestamp,
) -> Result<NextVisit, Error> {
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
    // Where no visit was planned, the last one is not moved with a clock that is set back: it was not later than now.
    let at = last_read.map_or(now, |last| (last.min(now) + gap).max(now));
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
                 coalesce(address, (SELECT url FROM article WHERE id = article)) AS url,
                 (SELECT title FROM article WHERE id = article) AS title,
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
        title: row.get("title")?,
        headline: row.get("headline")?,
        host: row.get("host")?,
        due: row.get::<_, Millis>("next_read")?.0,
        seen: row.get::<_, Millis>("seen")?.0,
        visits: row.get("visits")?,
        validators: Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")?, of: None },
    })
}

fn commit_revisit(transaction: &Transaction<'_>, revisited: &Revisited) -> Result<Reread, Error> {
    let validators = revisited.validators.as_ref();
    let was_planned = transaction
        .prepare_cached(
            "UPDATE revisit SET leased_until = 0,
                 next_read = iif(next_read > ?7, min(next_read, coalesce(?2, next_read)), ?2), last_read = ?3, visits = visits + 1,
                 etag = iif(?4, ?5, etag), last_modified = iif(?4, ?6, last_modified),
                 headline = coalesce(?8, headline) WHERE article = ?1",
        )?
        .execute(params![
            revisited.id.0,
            revisited.next.map(Millis),
            Millis(revisited.now),
            validators.is_some(),
            validators.and_then(|validators| validators.etag.as_ref()),
            validators.and_then(|validators| validators.last_modified.as_ref()),
            Millis(revisited.due),
            revisited.headline
        ])?;
    // Another article may have come to stand there in the meantime.
    let Some(text) = revisited.text.as_ref().filter(|_| was_planned > 0) else {
        return Ok(Reread::Unchanged);
    };
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
