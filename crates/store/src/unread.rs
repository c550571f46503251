//! Claims of articles to be read. They wait by host, so that a claim looks at hardly more than it takes, and at one row of each host
//! that it passes over: in rounds over the hosts, the newest of each first. Those that need no page, or have waited for one in vain, wait for nobody.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::articles::{Stage, Unread, UnreadClaim, is_behind, pause, unread};
use crate::row::{Millis, count, time};
use crate::thread::Transaction;
use crate::time::slept;
use crate::{Claimed, Error, hosts};

/// The most articles that lose their page in one claim, which bounds its time; the next takes up the rest.
const MAX_GIVEN_UP: usize = 512;

pub(crate) fn claim_unread(
    transaction: &Transaction<'_>,
    wanted: &UnreadClaim,
) -> Result<Claimed<Unread>, Error> {
    let claim = &wanted.claim;
    if is_behind(transaction, claim, Stage::Place)? {
        return Ok(pause(claim));
    }
    // Before the time is noted after a sleep, it seems to have been spent in waiting.
    if slept(transaction, claim.now)? == 0 {
        give_up_pages(transaction, wanted)?;
    }
    // Half of the hands at first, so that a new feed's many old entries keep no page waiting.
    let mut ids = due_of(transaction, wanted, "", claim.limit.div_ceil(2))?;
    let mut host = wanted.after.clone();
    let mut wrapped = false;
    while ids.len() < claim.limit {
        match next_host(transaction, &host)?.filter(|next| !wrapped || *next <= wanted.after) {
            Some(next) => host = next,
            None if wrapped => break,
            None => {
                (host, wrapped) = (String::new(), true);
                continue;
            }
        }
        if !claim.except.contains(&host) && !is_paused(transaction, &host, claim.now)? {
            let limit = claim.per_host.min(claim.limit - ids.len());
            ids.extend(due_of(transaction, wanted, &host, limit)?);
        }
    }
    let mut items = lease(transaction, wanted, &ids)?;
    let rest = due_of(transaction, wanted, "", claim.limit - items.len())?;
    items.extend(lease(transaction, wanted, &rest)?);
    let next_due = transaction
        .prepare_cached("SELECT min(next_read) AS due FROM article WHERE stage = 0 AND next_read > ?1")?
        .query_row([Millis(claim.now)], |row| time(row, "due"))?;
    Ok(Claimed { items, next_due: hosts::due_or_pause_end(transaction, next_due, claim.now)? })
}

/// Lets articles go on without their page that have waited for too long, or would have to.
fn give_up_pages(transaction: &Transaction<'_>, wanted: &UnreadClaim) -> Result<(), Error> {
    let now = wanted.claim.now;
    let give_up = |index: &str, which: &str, by: Timestamp, problem: &str| -> Result<(), Error> {
        transaction
            .prepare_cached(&format!(
                "UPDATE article SET host = '', complete = 1, problem = ?3 WHERE id IN (
                     SELECT id FROM article INDEXED BY {index}
                     WHERE stage = 0 AND host > '' AND leased_until <= ?1 AND {which} LIMIT ?4)"
            ))?
            .execute(params![Millis(now), Millis(by), problem, count(MAX_GIVEN_UP)])?;
        Ok(())
    };
    let waited = "the page was not read: too much waited for its host";
    give_up("article_unread", "next_read <= ?2", before(now, wanted.longest_wait), waited)?;
    let asked = "the page was not read: its host asked to be left alone";
    let paused = "host IN (SELECT name FROM host WHERE until > ?2)";
    give_up("article_unread_host", paused, now + wanted.longest_pause, asked)
}

fn before(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// The first host after `after` of which anything waits, in alphabetical order.
fn next_host(transaction: &Transaction<'_>, after: &str) -> Result<Option<String>, Error> {
    Ok(transaction
        .prepare_cached("SELECT host FROM article WHERE stage = 0 AND host > ?1 ORDER BY host LIMIT 1")?
        .query_row([after], |row| row.get(0))
        .optional()?)
}

fn is_paused(transaction: &Transaction<'_>, host: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached("SELECT 1 FROM host WHERE name = ?1 AND until > ?2")?
        .exists(params![host, Millis(now)])?)
}

/// The newest articles of a host that are due.
fn due_of(
    transaction: &Transaction<'_>,
    wanted: &UnreadClaim,
    host: &str,
    limit: usize,
) -> Result<Vec<i64>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT id FROM article
             WHERE stage = 0 AND host = ?1 AND next_read <= ?2 AND leased_until <= ?2
             ORDER BY next_read DESC, id LIMIT ?3",
        )?
        .query_map(params![host, Millis(wanted.claim.now), count(limit)], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn lease(transaction: &Transaction<'_>, wanted: &UnreadClaim, ids: &[i64]) -> Result<Vec<Unread>, Error> {
    let mut statement =
        transaction.prepare_cached("UPDATE article SET leased_until = ?2 WHERE id = ?1 RETURNING *")?;
    let leased = ids.iter().map(|id| statement.query_row(params![id, Millis(wanted.claim.until)], unread));
    Ok(leased.collect::<Result<_, _>>()?)
}
