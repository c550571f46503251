//! WebSub: the hubs that feeds name, the subscriptions with them, and the documents that they send.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use model::FeedId;
use rusqlite::{OptionalExtension, Row, params};

use crate::articles::NewEntry;
use crate::polls::take_in;
use crate::row::{Millis, numbers, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, Polled, Store, Topic, row};

/// The documents that wait to be read at the most; while there are so many, hubs are asked to send again later.
pub const PUSHES_MAX: usize = 500;

/// Likewise the bytes of them.
pub const PUSH_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Likewise those of one feed, so that no hub keeps the others' waiting.
pub const PUSHES_OF_FEED_MAX: usize = 20;

/// A hub, and what to ask it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hub {
    /// The hub's address.
    pub url: String,
    /// The feed's address as its hub knows it.
    pub topic: String,
}

/// A hub that is to be asked something.
#[derive(Clone, Debug)]
pub struct DueSubscription {
    /// The feed.
    pub feed: FeedId,
    /// Its configured address.
    pub url: String,
    /// The hub.
    pub hub: Hub,
    /// The end of the callback's address.
    pub token: String,
    /// What is sent is to be signed with this.
    pub secret: String,
    /// Whether to subscribe; otherwise to unsubscribe.
    pub wanted: bool,
    /// How often it was asked since the subscription was last live.
    pub attempts: u32,
}

/// What a hub asks of a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Whether the subscription is wanted; it is granted until then.
    Subscribe {
        /// The end of the lease.
        until: Timestamp,
        /// When to ask for the next one.
        renew: Timestamp,
    },
    /// Whether its end is wanted.
    Unsubscribe,
    /// Nothing: the subscription is denied.
    Denied {
        /// Why, as the hub says.
        reason: String,
        /// When to ask again.
        again: Timestamp,
    },
}

/// A live subscription, as what is sent is checked against it.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// The feed.
    pub feed: FeedId,
    /// What is sent is signed with this.
    pub secret: String,
}

/// A document that a hub sent.
#[derive(Clone, Debug)]
pub struct Push {
    /// Its number.
    pub id: i64,
    /// The feed.
    pub feed: FeedId,
    /// The feed's address as its hub knows it, to which the document's links are relative.
    pub topic: String,
    /// The feed's configured address.
    pub url: String,
    /// What it says that it is.
    pub content_type: Option<String>,
    /// The document.
    pub body: Vec<u8>,
}

/// Has the subscriptions of feeds that are no longer polled ended, and those of feeds that are polled again made.
pub(crate) fn sync_subscriptions(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    transaction.execute(
        "UPDATE subscription SET attempts = 0, next_try = ?1,
             state = iif(state = 'unwanted', 'wanted', 'unwanted')
         WHERE (state <> 'unwanted') <> (SELECT active FROM feed WHERE id = feed)",
        [Millis(now)],
    )?;
    transaction.touch(Topic::Hubs);
    Ok(())
}

impl Store {
    /// Notes the hub that a feed's document names: one that is new, or that is named for something else than before, is asked
    /// soon. The subscription with one that is not named any more is forgotten: what it sends is answered with 410, which
    /// ends it there, too.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn note_hub(&self, feed: FeedId, hub: Option<Hub>, now: Timestamp) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                let Some(hub) = hub else {
                    transaction
                        .prepare_cached("DELETE FROM subscription WHERE feed = ?1 AND state <> 'unwanted'")?
                        .execute([feed.0])?;
                    return Ok(());
                };
                let changed = transaction
                    .prepare_cached(
                        "INSERT INTO subscription (feed, hub, topic, token, secret, state, next_try)
                         VALUES (?1, ?2, ?3, lower(hex(randomblob(24))), lower(hex(randomblob(32))), 'wanted', ?4)
                         ON CONFLICT (feed) DO UPDATE SET hub = excluded.hub, topic = excluded.topic,
                             token = excluded.token, secret = excluded.secret, state = 'wanted', next_try = ?4,
                             attempts = 0, live_until = NULL, problem = NULL
                         WHERE hub <> excluded.hub OR topic <> excluded.topic",
                    )?
                    .execute(params![feed.0, hub.url, hub.topic, Millis(now)])?;
                if changed > 0 {
                    transaction.touch(Topic::Hubs);
                }
                Ok(())
            })
            .await
    }

    /// Claims subscriptions whose hubs are to be asked, at most so many of one host as the claim says.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_subscriptions(&self, claim: Claim) -> Result<Claimed<DueSubscription>, Error> {
        self.claim(claim.now, move |transaction| claim_subscriptions(transaction, &claim)).await
    }

    /// Commits that a hub was asked; `problem` says what was wrong with its answer. It is asked again at `next_try`, unless the
    /// subscription is verified before, which it may have been already: hubs may ask back before they answer. One whose end was asked for in vain is forgotten: the lease ends it.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_asked(
        &self,
        feed: FeedId,
        problem: Option<String>,
        next_try: Option<Timestamp>,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                match next_try {
                    Some(next_try) => transaction
                        .prepare_cached(
                            "UPDATE subscription SET attempts = attempts + 1, next_try = ?2, leased_until = 0, problem = ?3
                             WHERE feed = ?1 AND leased_until > 0",
                        )?
                        .execute(params![feed.0, Millis(next_try), problem])?,
                    None => transaction
                        .prepare_cached("DELETE FROM subscription WHERE feed = ?1 AND state = 'unwanted'")?
                        .execute([feed.0])?,
                };
                Ok(())
            })
            .await
    }

    /// Lets a hub that was not asked be asked after `wait`. `now` is asked within the transaction, as in
    /// [`Store::commit_poll`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn put_off_asking(
        &self,
        feed: FeedId,
        wait: Duration,
        now: impl FnOnce() -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                transaction
                    .prepare_cached(
                        "UPDATE subscription SET next_try = ?2, leased_until = 0 WHERE feed = ?1",
                    )?
                    .execute(params![feed.0, Millis(now() + wait)])?;
                Ok(())
            })
            .await
    }

    /// Answers a hub that asks whether something is meant; `topic` is what it believes to have been asked for. Returns whether
    /// it is.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn confirm(&self, token: String, topic: String, intent: Intent) -> Result<bool, Error> {
        self.writer
            .run(move |transaction| {
                let confirmed = match intent {
                    Intent::Subscribe { until, renew } => transaction
                        .prepare_cached(
                            "UPDATE subscription SET state = 'live', live_until = ?3, next_try = ?4, attempts = 0,
                                 leased_until = 0, problem = NULL
                             WHERE token = ?1 AND topic = ?2 AND state <> 'unwanted'",
                        )?
                        .execute(params![token, topic, Millis(until), Millis(renew)])?,
                    Intent::Unsubscribe => transaction
                        .prepare_cached(
                            "DELETE FROM subscription WHERE token = ?1 AND topic = ?2 AND state = 'unwanted'",
                        )?
                        .execute(params![token, topic])?,
                    Intent::Denied { reason, again } => transaction
                        .prepare_cached(
                            "UPDATE subscription SET state = 'denied', live_until = NULL, next_try = ?3, leased_until = 0,
                                 problem = ?4 WHERE token = ?1 AND topic = ?2 AND state <> 'unwanted'",
                        )?
                        .execute(params![token, topic, Millis(again), reason])?,
                };
                transaction.touch(Topic::Hubs);
                Ok(confirmed > 0)
            })
            .await
    }

    /// The subscription behind a callback.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn subscriber(&self, token: String) -> Result<Option<Subscriber>, Error> {
        self.reader
            .run(move |transaction| {
                Ok(transaction
                    .prepare_cached(
                        "SELECT feed, secret FROM subscription WHERE token = ?1 AND state <> 'unwanted'",
                    )?
                    .query_row([token], |row| {
                        Ok(Subscriber { feed: FeedId(row.get("feed")?), secret: row.get("secret")? })
                    })
                    .optional()?)
            })
            .await
    }

    /// Until when a feed's hub sends what is new; `None` where none does.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn live_until(&self, feed: FeedId) -> Result<Option<Timestamp>, Error> {
        self.reader
            .run(move |transaction| {
                Ok(transaction
                    .prepare_cached("SELECT live_until FROM subscription WHERE feed = ?1 AND state = 'live'")?
                    .query_row([feed.0], |row| time(row, "live_until"))
                    .optional()?
                    .flatten())
            })
            .await
    }

    /// Keeps a document that a hub sent until it is read. False where [`PUSHES_MAX`], [`PUSH_BYTES_MAX`] or
    /// [`PUSHES_OF_FEED_MAX`] wait already.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn keep_push(
        &self,
        feed: FeedId,
        content_type: Option<String>,
        body: Vec<u8>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.writer
            .run(move |transaction| {
                let kept = transaction
                    .prepare_cached(
                        "INSERT INTO push (feed, received, content_type, body)
                         SELECT ?1, ?2, ?3, ?4 FROM (
                             SELECT count(*) AS all_of_them, coalesce(sum(length(body)), 0) AS bytes,
                                 count(*) FILTER (WHERE feed = ?1) AS of_feed FROM push)
                         WHERE all_of_them < ?5 AND bytes + length(?4) <= ?6 AND of_feed < ?7",
                    )?
                    .execute(params![
                        feed.0,
                        Millis(now),
                        content_type,
                        body,
                        row::count(PUSHES_MAX),
                        row::count(PUSH_BYTES_MAX),
                        row::count(PUSHES_OF_FEED_MAX)
                    ])?;
                transaction.touch(Topic::Pushes);
                Ok(kept > 0)
            })
            .await
    }

    /// Claims documents that hubs sent, oldest first, and of each feed one at a time, so that of two the later one has the last word.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_pushes(&self, claim: Claim) -> Result<Claimed<Push>, Error> {
        self.claim(claim.now, move |transaction| claim_pushes(transaction, &claim)).await
    }

    /// Commits the entries of a document that a hub sent, as a poll's are, and forgets it; none where it could not be read.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_push(
        &self,
        push: i64,
        feed: FeedId,
        entries: Vec<NewEntry>,
        now: Timestamp,
    ) -> Result<Polled, Error> {
        self.writer
            .run(move |transaction| {
                // What was committed before is not there any more, and nothing of it is done twice.
                let deleted =
                    transaction.prepare_cached("DELETE FROM push WHERE id = ?1")?.execute([push])?;
                match deleted {
                    0 => Ok(Polled::default()),
                    _ => take_in(transaction, feed, now, &entries),
                }
            })
            .await
    }
}

fn claim_subscriptions(
    transaction: &Transaction<'_>,
    claim: &Claim,
) -> Result<Claimed<DueSubscription>, Error> {
    let feeds = most_overdue(transaction, claim)?;
    let items = transaction
        .prepare_cached(
            "UPDATE subscription SET leased_until = ?1 WHERE feed IN (SELECT value FROM json_each(?2))
             RETURNING *, (SELECT url FROM feed WHERE feed.id = subscription.feed) AS url",
        )?
        .query_map(params![Millis(claim.until), numbers(&feeds)], due_subscription)?
        .collect::<Result<_, _>>()?;
    let next_due = transaction
        .prepare_cached("SELECT min(next_try) AS due FROM subscription WHERE next_try > ?1")?
        .query_row([Millis(claim.now)], |row| time(row, "due"))?;
    Ok(Claimed { items, next_due })
}

/// The feeds whose hubs are due and can be asked.
fn most_overdue(transaction: &Transaction<'_>, claim: &Claim) -> Result<Vec<i64>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT feed, hub FROM subscription WHERE next_try <= ?1 AND leased_until <= ?1 ORDER BY next_try, feed",
    )?;
    let mut rows = statement.query([Millis(claim.now)])?;
    let mut of_host: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    while found.len() < claim.limit
        && let Some(row) = rows.next()?
    {
        let hub: String = row.get("hub")?;
        let host = host(&hub);
        if claim.except.iter().any(|except| except == host) {
            continue;
        }
        let claimed = of_host.entry(host.to_owned()).or_default();
        if *claimed < claim.per_host {
            *claimed += 1;
            found.push(row.get("feed")?);
        }
    }
    Ok(found)
}

/// The host of an address that was parsed when it was noted; nothing where it has none.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    match place.split_once(']') {
        Some((literal, _)) => place.split_at(literal.len() + 1).0,
        None => place.split(':').next().unwrap_or_default(),
    }
}

fn due_subscription(row: &Row<'_>) -> rusqlite::Result<DueSubscription> {
    Ok(DueSubscription {
        feed: FeedId(row.get("feed")?),
        url: row.get("url")?,
        hub: Hub { url: row.get("hub")?, topic: row.get("topic")? },
        token: row.get("token")?,
        secret: row.get("secret")?,
        wanted: row.get_ref("state")?.as_str()? != "unwanted",
        attempts: row.get("attempts")?,
    })
}

fn claim_pushes(transaction: &Transaction<'_>, claim: &Claim) -> Result<Claimed<Push>, Error> {
    let items = transaction
        .prepare_cached(
            "UPDATE push SET leased_until = ?2 WHERE id IN (
                 SELECT id FROM push WHERE leased_until <= ?1 AND id IN (SELECT min(id) FROM push GROUP BY feed)
                 ORDER BY id LIMIT ?3)
             RETURNING *, (SELECT url FROM feed WHERE feed.id = push.feed) AS url,
                 (SELECT topic FROM subscription WHERE subscription.feed = push.feed) AS topic",
        )?
        .query_map(params![Millis(claim.now), Millis(claim.until), row::count(claim.limit)], |row| {
            let url: String = row.get("url")?;
            Ok(Push {
                id: row.get("id")?,
                feed: FeedId(row.get("feed")?),
                topic: row.get::<_, Option<String>>("topic")?.unwrap_or_else(|| url.clone()),
                url,
                content_type: row.get("content_type")?,
                body: row.get("body")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Claimed { items, next_due: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_are_told_apart_by_their_hosts() {
        let check = |url: &str, expected: &str| assert_eq!(host(url), expected, "{url}");
        check("https://hub.example/", "hub.example");
        check("https://hub.example:8443?a=b@c", "hub.example");
        check("http://me:secret@hub.example:80/x:y", "hub.example");
        check("http://[2001:db8::1]:8080/", "[2001:db8::1]");
        check("no address", "");
    }
}
