//! Feeds: what is configured, what is due, and what is known of it.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use model::{FeedId, Schedule};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::articles::{Stage, is_behind, pause};
use crate::row::{Millis, bits_of, json, length, millis, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, Store, Topic, hosts};

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
    /// The longest time between two polls.
    pub longest: Duration,
    /// The same while it fails, where that is longer.
    pub backoff: Duration,
    /// How its document is read, if it is no feed: the selectors of a page.
    pub read_by: String,
}

/// What a server said to recognise an unchanged feed by: opaque bytes, to be sent back exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified`.
    pub last_modified: Option<Vec<u8>>,
    /// The address that gave them, and that alone can make something of them.
    pub of: Option<String>,
}

impl Validators {
    /// Whether there is nothing to send back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What a feed's last document and its headers said of when to ask again. Kept, because a 304 repeats none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cadence {
    /// The document's own words.
    pub schedule: Schedule,
    /// `max-age`, which a 304 without one renews (RFC 9111, 4.3.4).
    pub fresh_for: Option<Duration>,
    /// The mean time between two of its newest entries by their dates; where too few are dated, between two polls with news,
    /// once there were two.
    pub rhythm: Option<Duration>,
}

/// A permanent redirect and how often it was seen; or, never seen, a feed that the page at the configured address names and that was
/// tried in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it leads.
    pub to: String,
    /// When it was seen first.
    pub since: Timestamp,
    /// How many polls in a row have seen it.
    pub seen: u32,
}

/// That a feed is silent, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// In what way.
    pub kind: SilenceKind,
    /// Since when.
    pub since: Timestamp,
}

/// How a feed is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilenceKind {
    /// It cannot be read.
    Failing,
    /// It has had nothing new for far longer than usual.
    Quiet,
}

impl SilenceKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            SilenceKind::Failing => "failing",
            SilenceKind::Quiet => "quiet",
        }
    }
}

/// A feed whose poll was claimed.
#[derive(Clone, Debug)]
pub struct DueFeed {
    /// Its id.
    pub id: FeedId,
    /// Its address.
    pub url: String,
    /// The address that is polled in the place of `url`, to which the feed moved for good.
    pub address: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The host that its polls count for.
    pub host: String,
    /// The permanent redirect that its last polls met.
    pub moved: Option<Moved>,
    /// The validators of its last answer.
    pub validators: Validators,
    /// When it last answered with a document.
    pub last_document: Option<Timestamp>,
    /// When one of its 304s was found to be untrue.
    pub lied: Option<Timestamp>,
    /// What it last said of when to ask again.
    pub cadence: Cadence,
    /// The interval to which it has adapted.
    pub interval: Option<Duration>,
    /// When it was first read whole.
    pub first_success: Option<Timestamp>,
    /// When it last did.
    pub last_success: Option<Timestamp>,
    /// When it last had an entry that was not known.
    pub last_new: Option<Timestamp>,
    /// The longest time that it was seen to take for something new.
    pub longest_gap: Option<Duration>,
    /// Failed polls in a row.
    pub failures: u32,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// That it is silent, once that was told.
    pub silence: Option<Silence>,
    /// What was wrong with it at its last poll.
    pub problem: Option<String>,
}

impl Store {
    /// Makes the configured feeds the ones that are polled. Feeds that are no longer configured are kept but rest;
    /// known ones keep their validators, and their next poll where it is not later than it may be.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn sync_feeds(&self, targets: Vec<FeedTarget>) -> Result<(), Error> {
        self.writer.run(move |transaction| sync_feeds(transaction, &targets)).await
    }

    /// Claims feeds whose poll is due, the most overdue first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_due_feeds(&self, claim: Claim) -> Result<Claimed<DueFeed>, Error> {
        self.claim(claim.now, move |transaction| claim_due_feeds(transaction, &claim)).await
    }
}

/// Takes credentials out of the addresses of feeds, where databases of former times have them, and out of the database's files.
pub(crate) fn forget_credentials(connection: &mut Connection) -> Result<(), Error> {
    let with: Vec<(i64, String)> = connection
        .prepare("SELECT id, url FROM feed WHERE url LIKE '%://%@%'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if with.is_empty() {
        return Ok(());
    }
    // What is written over does not stay in the file.
    connection.pragma_update(None, "secure_delete", true)?;
    let transaction = connection.transaction()?;
    for (id, url) in with {
        let Some(bare) = without_credentials(&url) else { continue };
        let known: Option<i64> = transaction
            .prepare("SELECT id FROM feed WHERE url = ?1")?
            .query_row([&bare], |row| row.get(0))
            .optional()?;
        match known {
            None => {
                transaction.execute("UPDATE feed SET url = ?2 WHERE id = ?1", params![id, bare])?;
            }
            Some(known) => {
                transaction.execute("UPDATE OR IGNORE entry SET feed = ?2 WHERE feed = ?1", [id, known])?;
                transaction.execute("DELETE FROM entry WHERE feed = ?1", [id])?;
                transaction.execute("DELETE FROM feed WHERE id = ?1", [id])?;
            }
        }
        transaction.execute(
            "UPDATE event SET body = replace(body, ?1, ?2) WHERE instr(body, ?1) > 0",
            params![url, bare],
        )?;
        tracing::info!(feed = bare, "the credentials in this feed's address are no longer kept");
    }
    transaction.commit()?;
    // Until the log is brought into the file, the file has the old pages and the log may have them, too. Where another process
    // reads just now, that is done when the database is closed.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// An address without the credentials before its host; `None` where it has none.
fn without_credentials(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let (_, host) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://{host}{path}"))
}

/// [`Store::sync_feeds`] within a transaction.
pub(crate) fn sync_feeds(transaction: &Transaction<'_>, targets: &[FeedTarget]) -> Result<(), Error> {
    transaction.execute("UPDATE feed SET active = 0 WHERE active = 1", [])?;
    for target in targets {
        sync_feed(transaction, target)?;
    }
    let urls: Vec<String> = targets.iter().map(|target| target.url.clone()).collect();
    // A feed that answered 410 rests, and one that moved is polled where it went, until the operator takes
    // it out of the configuration and in again.
    transaction.execute(
        "UPDATE feed SET gone = NULL, address = NULL, moved_to = NULL, moved_seen = 0, lied = NULL,
             silence = NULL, silent_since = NULL, failing_since = NULL
         WHERE (gone IS NOT NULL OR moved_to IS NOT NULL OR address IS NOT NULL OR lied IS NOT NULL
                 OR silence IS NOT NULL OR failing_since IS NOT NULL)
             AND url NOT IN (SELECT value FROM json_each(?1))",
        [json(&urls)],
    )?;
    transaction.touch(Topic::Feeds);
    Ok(())
}

fn sync_feed(transaction: &Transaction<'_>, target: &FeedTarget) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO feed (url, host, tags, next_poll) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (url) DO UPDATE SET active = gone IS NULL, tags = ?3,
                 host = CASE WHEN address IS NULL THEN ?2 ELSE host END",
        )?
        .execute(params![target.url, target.host, json(&target.tags), Millis(target.first_poll)])?;
    // Read in another way it is another feed: what it holds was there before, and nothing of it is known to be unchanged.
    transaction
        .prepare_cached(
            "UPDATE feed SET etag = NULL, last_modified = NULL, first_success = NULL, next_poll = min(next_poll, ?3)
             WHERE url = ?1 AND read_by <> ?2",
        )?
        .execute(params![target.url, target.read_by, Millis(target.first_poll)])?;
    transaction
        .prepare_cached("UPDATE feed SET read_by = ?2 WHERE url = ?1 AND read_by IS NOT ?2")?
        .execute(params![target.url, target.read_by])?;
    let longest = "CASE failures WHEN 0 THEN ?2 ELSE max(?2, ?3) END";
    transaction
        .prepare_cached(&format!(
            "UPDATE feed SET next_poll = max(asked_until, last_poll + {longest})
             WHERE url = ?1 AND next_poll > max(asked_until, last_poll + {longest} * 11 / 10)"
        ))?
        .execute(params![target.url, millis(target.longest), millis(target.backoff)])?;
    Ok(())
}

fn claim_due_feeds(transaction: &Transaction<'_>, claim: &Claim) -> Result<Claimed<DueFeed>, Error> {
    if is_behind(transaction, claim, Stage::Read)? {
        return Ok(pause(claim));
    }
    let mut items = Vec::new();
    for id in most_overdue(transaction, claim)? {
        items.push(
            transaction
                .prepare_cached("UPDATE feed SET leased_until = ?2 WHERE id = ?1 RETURNING *")?
                .query_row(params![id, Millis(claim.until)], due_feed)?,
        );
    }
    let next_due = transaction
        .prepare_cached("SELECT min(next_poll) AS due FROM feed WHERE active = 1 AND next_poll > ?1")?
        .query_row([Millis(claim.now)], |row| time(row, "due"))?;
    Ok(Claimed { items, next_due: hosts::due_or_pause_end(transaction, next_due, claim.now)? })
}

/// What is due in the order of the index, read only as far as it has to be.
fn most_overdue(transaction: &Transaction<'_>, claim: &Claim) -> Result<Vec<i64>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT id, host FROM feed
         WHERE active = 1 AND next_poll <= ?1 AND leased_until <= ?1
           AND host NOT IN (SELECT name FROM host WHERE until > ?1)
           AND host NOT IN (SELECT value FROM json_each(?2))
         ORDER BY next_poll, id",
    )?;
    let mut rows = statement.query(params![Millis(claim.now), json(&claim.except)])?;
    let mut of_host: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    while found.len() < claim.limit
        && let Some(row) = rows.next()?
    {
        let claimed = of_host.entry(row.get("host")?).or_default();
        if *claimed < claim.per_host {
            *claimed += 1;
            found.push(row.get("id")?);
        }
    }
    Ok(found)
}

fn due_feed(row: &Row<'_>) -> rusqlite::Result<DueFeed> {
    Ok(DueFeed {
        id: FeedId(row.get("id")?),
        url: row.get("url")?,
        address: row.get("address")?,
        title: row.get("title")?,
        host: row.get("host")?,
        moved: moved(row)?,
        validators: Validators {
            etag: row.get("etag")?,
            last_modified: row.get("last_modified")?,
            of: row.get("validators_of")?,
        },
        last_document: time(row, "last_document")?,
        lied: time(row, "lied")?,
        cadence: Cadence {
            schedule: Schedule {
                ttl_minutes: row.get("ttl")?,
                skip_hours: bits_of(row.get("skip_hours")?),
                skip_days: bits_of(row.get("skip_days")?),
            },
            fresh_for: length(row, "fresh_for")?,
            rhythm: length(row, "rhythm")?,
        },
        interval: length(row, "interval")?,
        first_success: time(row, "first_success")?,
        last_success: time(row, "last_success")?,
        last_new: time(row, "last_new")?,
        longest_gap: length(row, "longest_gap")?,
        failures: row.get("failures")?,
        failing_since: time(row, "failing_since")?,
        silence: silence(row)?,
        problem: row.get("problem")?,
    })
}

pub(crate) fn silence(row: &Row<'_>) -> rusqlite::Result<Option<Silence>> {
    let named: Option<String> = row.get("silence")?;
    let kinds = [SilenceKind::Failing, SilenceKind::Quiet];
    let kind = kinds.into_iter().find(|kind| named.as_deref() == Some(kind.name()));
    Ok(kind.zip(time(row, "silent_since")?).map(|(kind, since)| Silence { kind, since }))
}

fn moved(row: &Row<'_>) -> rusqlite::Result<Option<Moved>> {
    let to: Option<String> = row.get("moved_to")?;
    let seen = row.get("moved_seen")?;
    Ok(to.zip(time(row, "moved_since")?).map(|(to, since)| Moved { to, since, seen }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_what_stands_before_the_host() {
        let check =
            |url: &str, bare: Option<&str>| assert_eq!(without_credentials(url).as_deref(), bare, "{url}");
        check("https://user:word@a.example/feed?x=1", Some("https://a.example/feed?x=1"));
        check("https://us@er:word@a.example", Some("https://a.example"));
        check("https://a.example/@user/feed", None);
        check("https://a.example?to=b@c.example", None);
        check("a@b", None);
    }
}
