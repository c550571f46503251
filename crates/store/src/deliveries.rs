//! Deliveries: what is due, and what came of an attempt.

use jiff::Timestamp;
use model::{Attempt, AttemptOutcome, DeliveryId};
use rusqlite::{OptionalExtension, Row, params};

use crate::row::{Millis, json, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, IncidentReport, Store, Topic, events, row};

/// A delivery whose attempt was claimed.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its id.
    pub id: DeliveryId,
    /// The id that the receiver sees, the same at every attempt.
    pub webhook_id: String,
    /// The endpoint's name.
    pub endpoint: String,
    /// What is sent, byte for byte the same at every attempt.
    pub body: String,
    /// How many attempts were made.
    pub attempts: u32,
    /// When the event was committed.
    pub created: Timestamp,
    /// After this no attempt begins.
    pub expires: Timestamp,
}

/// How many deliveries to an endpoint can be claimed at once.
#[derive(Clone, Debug)]
pub struct Turns {
    /// The endpoint's name.
    pub endpoint: String,
    /// The most deliveries to claim; [`Claim::per_host`] does not count here.
    pub most: usize,
}

/// What came of an attempt, and what follows.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The endpoint's name.
    pub endpoint: String,
    /// The attempt, if one was made: a delivery can also die of age.
    pub attempt: Option<Attempt>,
    /// What follows.
    pub fate: Fate,
    /// Until when the endpoint asked to be left alone, with all its deliveries.
    pub pause_until: Option<Timestamp>,
    /// What is to be told of the endpoint, if it was not disabled before and is by this.
    pub if_disabled: Option<IncidentReport>,
}

/// What follows from an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It is tried again.
    Retry {
        /// When.
        at: Timestamp,
    },
    /// It is given up; it stays as a dead letter.
    Dead {
        /// Why.
        why: String,
    },
    /// The endpoint wants nothing more: this delivery and all that wait for it are dead letters.
    EndpointGone,
}

impl Store {
    /// Forgets what was learned of endpoints that are no longer configured.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn sync_endpoints(&self, names: Vec<String>) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                transaction.execute(
                    "DELETE FROM endpoint WHERE name NOT IN (SELECT value FROM json_each(?1))",
                    [json(&names)],
                )?;
                transaction.touch(Topic::Deliveries);
                Ok(())
            })
            .await
    }

    /// Claims due deliveries to the `configured` endpoints, the most overdue first. Deliveries to others wait.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn claim_due_deliveries(
        &self,
        claim: Claim,
        configured: Vec<Turns>,
    ) -> Result<Claimed<Due>, Error> {
        self.claim(claim.now, move |transaction| claim_due(transaction, &claim, &configured)).await
    }

    /// Commits what came of an attempt.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn finish_attempt(&self, finished: Finished) -> Result<(), Error> {
        let instance = self.instance.clone();
        self.writer.run(move |transaction| finish(transaction, &finished, &instance)).await
    }
}

/// Endpoints are few, so each is asked for its own due deliveries: a receiver that is down for a day, with all that waits
/// for it, costs the others nothing.
fn claim_due(
    transaction: &Transaction<'_>,
    claim: &Claim,
    configured: &[Turns],
) -> Result<Claimed<Due>, Error> {
    let mut items = Vec::new();
    let mut next_due: Option<Timestamp> = None;
    for Turns { endpoint, most } in configured {
        if let Some(until) = paused(transaction, endpoint, claim.now)? {
            next_due = earlier(next_due, Some(until));
            continue;
        }
        next_due = earlier(next_due, next_due_of(transaction, endpoint, claim.now)?);
        if !claim.except.contains(endpoint) && items.len() < claim.limit {
            let limit = (*most).min(claim.limit - items.len());
            items.extend(due_of(transaction, endpoint, claim.now, limit)?);
        }
    }
    for item in &items {
        transaction
            .prepare_cached("UPDATE delivery SET leased_until = ?2 WHERE id = ?1")?
            .execute(params![item.id.0, Millis(claim.until)])?;
    }
    Ok(Claimed { items, next_due })
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

fn paused(transaction: &Transaction<'_>, endpoint: &str, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    Ok(transaction
        .prepare_cached("SELECT until FROM endpoint WHERE name = ?1 AND until > ?2")?
        .query_row(params![endpoint, Millis(now)], |row| time(row, "until"))
        .optional()?
        .flatten())
}

fn next_due_of(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT min(next_attempt) AS due FROM delivery
             WHERE endpoint = ?1 AND state = 'waiting' AND next_attempt > ?2",
        )?
        .query_row(params![endpoint, Millis(now)], |row| time(row, "due"))?)
}

fn due_of(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Due>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT delivery.*, event.body, event.created, event.expires
             FROM delivery JOIN event ON event.id = delivery.event
             WHERE delivery.endpoint = ?1 AND delivery.state = 'waiting'
               AND delivery.next_attempt <= ?2 AND delivery.leased_until <= ?2
             ORDER BY delivery.next_attempt, delivery.id LIMIT ?3",
        )?
        .query_map(params![endpoint, Millis(now), row::count(limit)], due)?
        .collect::<Result<_, _>>()?)
}

fn due(row: &Row<'_>) -> rusqlite::Result<Due> {
    Ok(Due {
        id: DeliveryId(row.get("id")?),
        webhook_id: row.get("webhook_id")?,
        endpoint: row.get("endpoint")?,
        body: row.get("body")?,
        attempts: row.get("attempts")?,
        created: row.get::<_, Millis>("created")?.0,
        expires: row.get::<_, Millis>("expires")?.0,
    })
}

fn finish(transaction: &Transaction<'_>, finished: &Finished, instance: &str) -> Result<(), Error> {
    if let Some(attempt) = &finished.attempt {
        insert_attempt(transaction, finished.delivery, attempt)?;
    }
    if let Some(until) = finished.pause_until {
        transaction
            .prepare_cached(
                "INSERT INTO endpoint (name, until) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET until = max(until, ?2)",
            )?
            .execute(params![finished.endpoint, Millis(until)])?;
    }
    let now = finished.attempt.as_ref().map_or(Timestamp::UNIX_EPOCH, |attempt| attempt.started);
    let (state, at, problem) = match &finished.fate {
        Fate::Delivered => ("delivered", now, None),
        Fate::Retry { at } => ("waiting", *at, finished.attempt.as_ref().map(problem)),
        Fate::Dead { why } => ("dead", now, Some(why.clone())),
        Fate::EndpointGone => {
            let disabled = bury_endpoint(transaction, &finished.endpoint, now)?;
            if let Some(report) = finished.if_disabled.as_ref().filter(|_| disabled) {
                events::report_within(transaction, report, instance)?;
            }
            ("dead", now, Some(ENDPOINT_GONE.to_owned()))
        }
    };
    transaction
        .prepare_cached(
            "UPDATE delivery SET state = ?2, next_attempt = ?3, leased_until = 0, problem = ?4
             WHERE id = ?1 AND state = 'waiting'",
        )?
        .execute(params![finished.delivery.0, state, Millis(at), problem])?;
    Ok(())
}

/// Why deliveries to an endpoint that answered 410 are dead letters.
pub(crate) const ENDPOINT_GONE: &str = "the endpoint says that it is gone (410)";

/// Returns whether the endpoint was not disabled before.
fn bury_endpoint(transaction: &Transaction<'_>, endpoint: &str, now: Timestamp) -> Result<bool, Error> {
    let disabled = transaction
        .prepare_cached(
            "INSERT INTO endpoint (name, gone) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET gone = ?2 WHERE gone IS NULL",
        )?
        .execute(params![endpoint, Millis(now)])?;
    transaction
        .prepare_cached(
            "UPDATE delivery SET state = 'dead', problem = ?2 WHERE endpoint = ?1 AND state = 'waiting'",
        )?
        .execute([endpoint, ENDPOINT_GONE])?;
    Ok(disabled > 0)
}

fn insert_attempt(
    transaction: &Transaction<'_>,
    delivery: DeliveryId,
    attempt: &Attempt,
) -> Result<(), Error> {
    let status = match &attempt.outcome {
        AttemptOutcome::Delivered { status } | AttemptOutcome::Refused { status, .. } => Some(*status),
        AttemptOutcome::Gone => Some(410),
        AttemptOutcome::Unreachable { .. } => None,
    };
    let number: u32 = transaction
        .prepare_cached("UPDATE delivery SET attempts = attempts + 1 WHERE id = ?1 RETURNING attempts")?
        .query_row([delivery.0], |row| row.get(0))?;
    transaction.prepare_cached("INSERT INTO attempt VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
        delivery.0,
        number,
        Millis(attempt.started),
        u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
        status,
        problem(attempt)
    ])?;
    Ok(())
}

/// An attempt's outcome as a person should read it; empty where all went well.
fn problem(attempt: &Attempt) -> String {
    match &attempt.outcome {
        AttemptOutcome::Delivered { .. } => String::new(),
        AttemptOutcome::Gone => ENDPOINT_GONE.to_owned(),
        AttemptOutcome::Refused { status, body, .. } if body.is_empty() => format!("status {status}"),
        AttemptOutcome::Refused { status, body, .. } => format!("status {status}: {body}"),
        AttemptOutcome::Unreachable { error } => error.clone(),
    }
}
