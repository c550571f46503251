//! Deliveries: what is due, and what came of an attempt.

use std::time::Duration;

use jiff::Timestamp;
use model::{Attempt, AttemptOutcome, DeliveryId, Health};
use rusqlite::{OptionalExtension, Row, params};

use crate::endpoints::{self, ENDPOINT_GONE, Turn};
use crate::row::{Millis, time};
use crate::thread::Transaction;
use crate::{Claim, Claimed, Error, IncidentReport, Store, row};

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
    /// How many attempts of its schedule were made since it was committed, or replayed.
    pub attempts: u32,
    /// Whether its own time has not come, and it is only to show whether its endpoint is well again.
    pub early: bool,
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
    /// The most deliveries under way at a time; [`Claim::per_host`] does not count here.
    pub most: usize,
    /// The most deliveries to claim at once.
    pub at_once: usize,
    /// Whether each waits until the one before has arrived or been given up. The first is then due whenever the endpoint does
    /// not rest, whatever its own schedule says, since all the others wait for it.
    pub in_order: bool,
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
    /// When it was known what came of it.
    pub now: Timestamp,
    /// What follows.
    pub fate: Fate,
    /// Until when the endpoint asked to be left alone, with all its deliveries.
    pub pause_until: Option<Timestamp>,
    /// Whether the endpoint's deliveries go in strict order.
    pub in_order: bool,
    /// After so long without a delivery that arrived, the endpoint is disabled.
    pub disable_after: Duration,
    /// What is to be told of the endpoint, if this disables it, or is the first to arrive after it was disabled. Since when, and
    /// why it is disabled, is filled in.
    pub report: IncidentReport,
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
    /// It was tried before its time, and waits for that as before: the attempt counts for the endpoint alone.
    Waits,
    /// It is given up; it stays as a dead letter.
    Dead {
        /// Why.
        why: String,
    },
    /// The endpoint wants nothing more: this delivery and all that wait for it are dead letters.
    EndpointGone,
}

impl Store {
    /// Claims due deliveries to the `configured` endpoints: to those first at which the fewest attempts are under way, of these to the one
    /// that waits longest, and to each what is most overdue first. Deliveries to others wait.
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

    /// Commits what came of an attempt, and says what it made of the endpoint.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn finish_attempt(&self, finished: Finished) -> Result<Option<Turn>, Error> {
        let instance = self.instance.clone();
        self.writer.run(move |transaction| finish(transaction, &finished, &instance)).await
    }
}

/// An endpoint that does not rest, as far as its turn goes.
struct Ready<'a> {
    turns: &'a Turns,
    under_way: usize,
    /// When the first that waits for it was due.
    due: Option<Timestamp>,
    /// How many attempts can begin.
    can_begin: usize,
}

/// Endpoints are few, so each is asked for its own due deliveries: a receiver that is down for a day, with all that waits
/// for it, costs the others nothing; nor do those that answer slowly, however many they are, since hands go to others first.
fn claim_due(
    transaction: &Transaction<'_>,
    claim: &Claim,
    configured: &[Turns],
) -> Result<Claimed<Due>, Error> {
    let mut ready = Vec::new();
    let mut next_due: Option<Timestamp> = None;
    for turns in configured {
        let health = endpoints::health(transaction, &turns.endpoint)?;
        if health.rests_until > claim.now {
            // In strict order whatever waits is due when the rest ends; what was never tried has been due before.
            let due = first_due(transaction, &turns.endpoint, Timestamp::MIN)?;
            let due =
                due.map(|due| if turns.in_order { health.rests_until } else { due.max(health.rests_until) });
            next_due = earlier(next_due, due);
            continue;
        }
        if !turns.in_order {
            next_due = earlier(next_due, first_due(transaction, &turns.endpoint, claim.now)?);
        }
        if !claim.except.contains(&turns.endpoint) {
            ready.push(Ready::of(transaction, turns, &health, claim.now)?);
        }
    }
    ready.sort_by_key(|ready| (ready.under_way, ready.due));
    let mut items = Vec::new();
    for Ready { turns, can_begin, .. } in ready {
        let can_begin = can_begin.min(claim.limit - items.len());
        items.extend(match turns.in_order {
            true => first_of(transaction, &turns.endpoint, claim.now, can_begin.min(1))?,
            false => due_of(transaction, &turns.endpoint, claim.now, can_begin)?,
        });
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

/// How many attempts at an endpoint are under way. Left to itself, SQLite takes an index of all that waits for it.
pub(crate) const UNDER_WAY: &str = "SELECT count(*) FROM delivery INDEXED BY delivery_under_way
     WHERE endpoint = ?1 AND state = 'waiting' AND leased_until > 0 AND leased_until > ?2";

impl Ready<'_> {
    /// One that has rested is tried out with a single delivery.
    fn of<'a>(
        transaction: &Transaction<'_>,
        turns: &'a Turns,
        health: &Health,
        now: Timestamp,
    ) -> Result<Ready<'a>, Error> {
        let under_way: usize = transaction
            .prepare_cached(UNDER_WAY)?
            .query_row(params![turns.endpoint, Millis(now)], |row| row.get(0))?;
        let most = if turns.in_order || health.is_tripped() { 1 } else { turns.most };
        Ok(Ready {
            turns,
            under_way,
            due: first_due(transaction, &turns.endpoint, Timestamp::MIN)?,
            can_begin: most.saturating_sub(under_way).min(turns.at_once),
        })
    }
}

/// The first delivery that waits, unless nothing `can_begin`.
fn first_of(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    can_begin: usize,
) -> Result<Vec<Due>, Error> {
    Ok(transaction
        .prepare_cached(&format!(
            "{SELECT_DUE} WHERE delivery.endpoint = ?1 AND delivery.state = 'waiting' ORDER BY delivery.id LIMIT ?2"
        ))?
        .query_map(params![endpoint, row::count(can_begin)], |row| due(row, now))?
        .collect::<Result<_, _>>()?)
}

/// When the first delivery to an endpoint is due after a time.
fn first_due(
    transaction: &Transaction<'_>,
    endpoint: &str,
    after: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT min(next_attempt) AS due FROM delivery
             WHERE endpoint = ?1 AND state = 'waiting' AND next_attempt > ?2",
        )?
        .query_row(params![endpoint, Millis(after)], |row| time(row, "due"))?)
}

const SELECT_DUE: &str = "SELECT delivery.*, event.body, event.created,
         coalesce(delivery.expires, event.expires) AS ends, delivery.attempts - delivery.replayed_after AS tried
     FROM delivery JOIN event ON event.id = delivery.event";

fn due_of(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Due>, Error> {
    Ok(transaction
        .prepare_cached(&format!(
            "{SELECT_DUE} WHERE delivery.endpoint = ?1 AND delivery.state = 'waiting'
                 AND delivery.next_attempt <= ?2 AND delivery.leased_until <= ?2
             ORDER BY delivery.next_attempt, delivery.id LIMIT ?3"
        ))?
        .query_map(params![endpoint, Millis(now), row::count(limit)], |row| due(row, now))?
        .collect::<Result<_, _>>()?)
}

fn due(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<Due> {
    Ok(Due {
        id: DeliveryId(row.get("id")?),
        webhook_id: row.get("webhook_id")?,
        endpoint: row.get("endpoint")?,
        body: row.get("body")?,
        attempts: row.get("tried")?,
        early: row.get::<_, Millis>("next_attempt")?.0 > now,
        created: row.get::<_, Millis>("created")?.0,
        expires: row.get::<_, Millis>("ends")?.0,
    })
}

fn finish(transaction: &Transaction<'_>, finished: &Finished, instance: &str) -> Result<Option<Turn>, Error> {
    if let Some(attempt) = &finished.attempt {
        insert_attempt(transaction, finished.delivery, attempt)?;
    }
    let now = finished.now;
    let failure = finished.attempt.as_ref().map(problem);
    let (state, at, problem) = match &finished.fate {
        Fate::Delivered => ("delivered", Some(now), None),
        Fate::Retry { at } => ("waiting", Some(*at), failure),
        Fate::Waits => ("waiting", None, failure),
        Fate::Dead { why } => ("dead", Some(now), Some(why.clone())),
        Fate::EndpointGone => ("dead", Some(now), Some(ENDPOINT_GONE.to_owned())),
    };
    // What arrived did so, even where another attempt has meanwhile disabled the endpoint and buried this delivery. An
    // attempt before its time is, like those before a replay, none of its schedule.
    transaction
        .prepare_cached(
            "UPDATE delivery SET state = ?2, next_attempt = coalesce(?3, next_attempt), leased_until = 0, problem = ?4,
                 replayed_after = replayed_after + iif(?3 IS NULL, 1, 0)
             WHERE id = ?1 AND (state = 'waiting' OR ?2 = 'delivered')",
        )?
        .execute(params![finished.delivery.0, state, at.map(Millis), problem])?;
    let turn = match &finished.attempt {
        Some(attempt) => judge_endpoint(transaction, finished, attempt, instance)?,
        None => None,
    };
    // Only now: a failed attempt that began before a rest shows nothing new, and this one is what the rest comes of.
    if let Some(until) = finished.pause_until {
        endpoints::rest(transaction, &finished.endpoint, until)?;
    }
    Ok(turn)
}

/// What an attempt shows of its endpoint, whatever it means for the delivery.
fn judge_endpoint(
    transaction: &Transaction<'_>,
    finished: &Finished,
    attempt: &Attempt,
    instance: &str,
) -> Result<Option<Turn>, Error> {
    let Finished { endpoint, report, now, .. } = finished;
    let now = *now;
    match finished.fate {
        Fate::Delivered => return endpoints::worked(transaction, endpoint, now, report, instance),
        Fate::EndpointGone => {
            let why = ENDPOINT_GONE.to_owned();
            return endpoints::disable(transaction, endpoint, now, why, report, instance);
        }
        Fate::Retry { .. } | Fate::Waits | Fate::Dead { .. } => {}
    }
    let problem = problem(attempt);
    let rested_until = endpoints::health(transaction, endpoint)?.rests_until;
    let health = endpoints::failed(transaction, finished, attempt.started, &problem)?;
    if health.is_hopeless(now, finished.disable_after) {
        let why = format!(
            "nothing arrived since {:.0}, at last because: {problem}",
            health.failing_since.unwrap_or(now)
        );
        return endpoints::disable(transaction, endpoint, now, why, report, instance);
    }
    let rests = health.is_tripped() && health.rests_until > rested_until;
    let until = finished.pause_until.map_or(health.rests_until, |pause| pause.max(health.rests_until));
    Ok(rests.then_some(Turn::Rests { until }))
}

/// The most attempts at a delivery that are kept, the newest ones; replays can make more than its schedule does.
const MAX_ATTEMPTS: u32 = 50;

/// The most characters of what is kept of why an attempt failed.
const MAX_DETAIL: usize = 1000;

/// Adds an attempt to those of its delivery, unless that was forgotten meanwhile.
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
    transaction
        .prepare_cached(
            "DELETE FROM attempt WHERE delivery = ?1 AND number <= (SELECT attempts FROM delivery WHERE id = ?1) - ?2",
        )?
        .execute(params![delivery.0, MAX_ATTEMPTS - 1])?;
    let number: Option<u32> = transaction
        .prepare_cached("UPDATE delivery SET attempts = attempts + 1 WHERE id = ?1 RETURNING attempts")?
        .query_row([delivery.0], |row| row.get(0))
        .optional()?;
    let Some(number) = number else { return Ok(()) };
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
    let whole = match &attempt.outcome {
        AttemptOutcome::Delivered { .. } => String::new(),
        AttemptOutcome::Gone => ENDPOINT_GONE.to_owned(),
        outcome => outcome.to_string(),
    };
    whole.chars().take(MAX_DETAIL).collect()
}
