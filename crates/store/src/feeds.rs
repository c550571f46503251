//! Feeds: what is configured, what is due, and what came of a poll.

use std::time::Duration;

use jiff::Timestamp;
use model::{ArticleId, FeedId};
use rusqlite::{Row, params};

use crate::articles::{NewEntry, Stage, is_behind, pause};
use crate::entries::Intake;
use crate::row::{Millis, json, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, Store, Topic, row};

/// A feed as it is configured.
#[derive(Clone, Debug)]
pub struct FeedTarget {
    /// Its address, which is its identity.
    pub url: String,
    /// The host that its polls count for.
    pub host: String,
    /// The operator's tags.
    pub tags: Vec<String>,
    /// When to poll it first, if it is new here.
    pub first_poll: Timestamp,
}

/// What a server said to recognise an unchanged feed by: opaque bytes, to be sent back exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`.
    pub last_modified: Option<Vec<u8>>,
}

/// A feed whose poll was claimed.
#[derive(Clone, Debug)]
pub struct DueFeed {
    /// Its id.
    pub id: FeedId,
    /// Its address.
    pub url: String,
    /// The host that its polls count for.
    pub host: String,
    /// The validators of its last answer.
    pub validators: Validators,
    /// The interval to which it has adapted.
    pub interval: Option<Duration>,
    /// Failed polls in a row.
    pub failures: u32,
    /// What was wrong with it at its last poll.
    pub problem: Option<String>,
}

/// What came of a poll.
#[derive(Clone, Debug)]
pub struct Poll {
    /// The feed.
    pub feed: FeedId,
    /// When it was polled.
    pub now: Timestamp,
    /// What it answered.
    pub result: PollResult,
    /// What follows where it had entries that were not known.
    pub if_news: NextPoll,
    /// What follows where it had none.
    pub otherwise: NextPoll,
}

/// When a feed is polled again.
#[derive(Clone, Copy, Debug)]
pub struct NextPoll {
    /// When.
    pub at: Timestamp,
    /// The interval to which the feed has adapted.
    pub interval: Duration,
}

/// What a feed answered.
#[derive(Clone, Debug)]
pub enum PollResult {
    /// A document.
    Modified {
        /// The answer's validators, committed with the entries so that a crash polls again instead of losing items.
        validators: Validators,
        /// The feed's title.
        title: Option<String>,
        /// The entries in document order.
        entries: Vec<NewEntry>,
        /// What was wrong with the document, if anything.
        problem: Option<String>,
    },
    /// Nothing new.
    NotModified {
        /// The validators of this answer, if it had any.
        validators: Validators,
    },
    /// Nothing that could be used.
    Failed {
        /// What was wrong, for a person.
        problem: String,
    },
    /// 410: it wants no polls any more.
    Gone,
}

/// What a committed poll changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// How many entries were not known.
    pub new_entries: usize,
    /// The articles that these made known, in order.
    pub new_articles: Vec<ArticleId>,
}

impl Store {
    /// Makes the configured feeds the ones that are polled. Feeds that are no longer configured are kept but rest;
    /// known ones keep their validators and their next poll.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn sync_feeds(&self, targets: Vec<FeedTarget>) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                transaction.execute("UPDATE feed SET active = 0 WHERE active = 1", [])?;
                for target in &targets {
                    sync_feed(transaction, target)?;
                }
                let urls: Vec<String> = targets.iter().map(|target| target.url.clone()).collect();
                // A feed that answered 410 rests until the operator takes it out of the configuration and in again.
                transaction.execute(
                    "UPDATE feed SET gone = NULL WHERE gone IS NOT NULL
                         AND url NOT IN (SELECT value FROM json_each(?1))",
                    [json(&urls)],
                )?;
                transaction.touch(Topic::Feeds);
                Ok(())
            })
            .await
    }

    /// Claims feeds whose poll is due, the most overdue first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_due_feeds(&self, claim: Claim) -> Result<Claimed<DueFeed>, Error> {
        self.writer.run(move |transaction| claim_due_feeds(transaction, &claim)).await
    }

    /// Commits a poll: the feed's state, its validators and its new entries together.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_poll(&self, poll: Poll) -> Result<Polled, Error> {
        self.writer.run(move |transaction| commit_poll(transaction, &poll)).await
    }
}

fn sync_feed(transaction: &Transaction<'_>, target: &FeedTarget) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO feed (url, host, tags, next_poll) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (url) DO UPDATE SET active = gone IS NULL, host = ?2, tags = ?3",
        )?
        .execute(params![target.url, target.host, json(&target.tags), Millis(target.first_poll)])?;
    Ok(())
}

fn claim_due_feeds(transaction: &Transaction<'_>, claim: &Claim) -> Result<Claimed<DueFeed>, Error> {
    if is_behind(transaction, claim, Stage::Read)? {
        return Ok(pause(claim));
    }
    let items = transaction
        .prepare_cached(
            "UPDATE feed SET leased_until = ?2 WHERE id IN (
                 SELECT id FROM (
                     SELECT id, next_poll, row_number() OVER (PARTITION BY host ORDER BY next_poll, id) AS nth
                     FROM feed
                     WHERE active = 1 AND next_poll <= ?1 AND leased_until <= ?1
                       AND host NOT IN (SELECT value FROM json_each(?5))
                 ) WHERE nth <= ?4 ORDER BY next_poll, id LIMIT ?3
             ) RETURNING *",
        )?
        .query_map(
            params![
                Millis(claim.now),
                Millis(claim.until),
                row::count(claim.limit),
                row::count(claim.per_host),
                json(&claim.except)
            ],
            due_feed,
        )?
        .collect::<Result<_, _>>()?;
    let next_due = transaction
        .prepare_cached("SELECT min(next_poll) AS due FROM feed WHERE active = 1 AND next_poll > ?1")?
        .query_row([Millis(claim.now)], |row| time(row, "due"))?;
    Ok(Claimed { items, next_due })
}

fn due_feed(row: &Row<'_>) -> rusqlite::Result<DueFeed> {
    Ok(DueFeed {
        id: FeedId(row.get("id")?),
        url: row.get("url")?,
        host: row.get("host")?,
        validators: Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")? },
        interval: row.get::<_, Option<u64>>("interval")?.map(Duration::from_millis),
        failures: row.get("failures")?,
        problem: row.get("problem")?,
    })
}

fn commit_poll(transaction: &Transaction<'_>, poll: &Poll) -> Result<Polled, Error> {
    let polled = note_result(transaction, poll)?;
    let next = if polled.new_entries > 0 { poll.if_news } else { poll.otherwise };
    transaction
        .prepare_cached(
            "UPDATE feed SET last_poll = ?2, next_poll = ?3, interval = ?4, leased_until = 0 WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            Millis(poll.now),
            Millis(next.at),
            i64::try_from(next.interval.as_millis()).unwrap_or(i64::MAX)
        ])?;
    Ok(polled)
}

fn note_result(transaction: &Transaction<'_>, poll: &Poll) -> Result<Polled, Error> {
    match &poll.result {
        PollResult::Modified { validators, title, entries, problem } => {
            let first = is_first(transaction, poll.feed)?;
            note_success(transaction, poll, validators, title.as_deref(), problem.as_deref())?;
            insert_entries(transaction, poll, first, entries)
        }
        PollResult::NotModified { validators } => {
            note_success(transaction, poll, validators, None, None)?;
            Ok(Polled::default())
        }
        PollResult::Failed { problem } => {
            transaction
                .prepare_cached(
                    "UPDATE feed SET failures = failures + 1, problem = ?2,
                         problem_since = coalesce(problem_since, ?3) WHERE id = ?1",
                )?
                .execute(params![poll.feed.0, problem, Millis(poll.now)])?;
            Ok(Polled::default())
        }
        PollResult::Gone => {
            transaction
                .prepare_cached(
                    "UPDATE feed SET active = 0, gone = ?2, problem_since = coalesce(problem_since, ?2),
                         problem = 'the server says that the feed is gone for good (410); it is not polled any more'
                     WHERE id = ?1",
                )?
                .execute(params![poll.feed.0, Millis(poll.now)])?;
            Ok(Polled::default())
        }
    }
}

/// An answer without validators keeps the ones before it only where it said that nothing changed.
fn note_success(
    transaction: &Transaction<'_>,
    poll: &Poll,
    validators: &Validators,
    title: Option<&str>,
    problem: Option<&str>,
) -> Result<(), Error> {
    let keep = matches!(poll.result, PollResult::NotModified { .. });
    transaction
        .prepare_cached(
            "UPDATE feed SET failures = 0, last_success = ?2, title = coalesce(?3, title),
                 etag = CASE WHEN ?6 THEN coalesce(?4, etag) ELSE ?4 END,
                 last_modified = CASE WHEN ?6 THEN coalesce(?5, last_modified) ELSE ?5 END,
                 problem_since = CASE WHEN ?6 AND failures = 0 THEN problem_since
                                      WHEN ?7 IS NULL THEN NULL ELSE coalesce(problem_since, ?2) END,
                 problem = CASE WHEN ?6 AND failures = 0 THEN problem ELSE ?7 END
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            Millis(poll.now),
            title,
            validators.etag,
            validators.last_modified,
            keep,
            problem
        ])?;
    Ok(())
}

/// Whether the feed was never read before, as far as it shows: one that was broken when it was read and had no entry has not
/// been read.
fn is_first(transaction: &Transaction<'_>, feed: FeedId) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT last_success IS NULL
                 OR (problem IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.feed = feed.id))
             FROM feed WHERE id = ?1",
        )?
        .query_row([feed.0], |row| row.get(0))?)
}

fn insert_entries(
    transaction: &Transaction<'_>,
    poll: &Poll,
    first: bool,
    entries: &[NewEntry],
) -> Result<Polled, Error> {
    let polled = Intake { feed: poll.feed, now: poll.now, first, entries }.run(transaction)?;
    if polled.new_entries > 0 {
        transaction
            .prepare_cached("UPDATE feed SET last_new = ?2 WHERE id = ?1")?
            .execute(params![poll.feed.0, Millis(poll.now)])?;
    }
    if !polled.new_articles.is_empty() {
        transaction.touch(Topic::Unread);
    }
    Ok(polled)
}
