//! Deliveries as a person looks for them: listed, inspected with their attempts, and replayed.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use model::{DeliveryId, EventId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{Millis, count, json};
use crate::status::DeliveryStatus;
use crate::{Error, OpenError, Operator, open, status};

/// What became of a delivery so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It waits for its next attempt.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up: a dead letter.
    Dead,
    /// It is an alert that may not be told yet.
    Held,
    /// It was an alert that waited, and is told in a digest.
    Folded,
    /// It was an alert that waited, and a person dropped it.
    Dropped,
}

impl DeliveryState {
    /// Its name in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Dead => "dead",
            DeliveryState::Held => "held",
            DeliveryState::Folded => "folded",
            DeliveryState::Dropped => "dropped",
        }
    }

    /// That of a row of deliveries.
    pub(crate) fn of(row: &Row<'_>) -> rusqlite::Result<DeliveryState> {
        Ok(match row.get_ref("state")?.as_str()? {
            "delivered" => DeliveryState::Delivered,
            "dead" => DeliveryState::Dead,
            "held" => DeliveryState::Held,
            "folded" => DeliveryState::Folded,
            "dropped" => DeliveryState::Dropped,
            _ => DeliveryState::Waiting,
        })
    }
}

/// The endpoints that an event goes to, and what became of it on the way to each.
pub(crate) fn of_event(
    connection: &Connection,
    event: EventId,
) -> rusqlite::Result<Vec<(String, DeliveryState)>> {
    connection
        .prepare_cached("SELECT endpoint, state FROM delivery WHERE event = ?1 ORDER BY id")?
        .query_map([event.0], |row| Ok((row.get("endpoint")?, DeliveryState::of(row)?)))?
        .collect()
}

/// Which deliveries are meant.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Those with these `webhook-id`s; all where there are none.
    pub webhook_ids: Vec<String>,
    /// Those to this endpoint.
    pub endpoint: Option<String>,
    /// Those in this state.
    pub state: Option<DeliveryState>,
    /// Those of events committed at this time or later.
    pub since: Option<Timestamp>,
    /// Those of events committed before this time.
    pub until: Option<Timestamp>,
}

/// A delivery with all that is known of it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its state.
    pub status: DeliveryStatus,
    /// After this no attempt begins.
    pub expires: Timestamp,
    /// The event, as it is rendered for the endpoint at each attempt.
    pub body: String,
    /// The attempts that are kept, oldest first.
    pub attempts: Vec<AttemptRecord>,
}

/// An attempt as it was recorded.
#[derive(Clone, Debug)]
pub struct AttemptRecord {
    /// Counts the delivery's attempts from 1.
    pub number: u32,
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The answer's status, if one came.
    pub status: Option<u16>,
    /// Why it failed, with the head of the answer; empty where it arrived.
    pub detail: String,
}

/// The newest deliveries that are meant, at most `limit`, newest first, from the database at `path`.
///
/// # Errors
///
/// Where there is no database, or it cannot be read.
pub fn list(path: &Path, which: &Which, limit: usize) -> Result<Vec<DeliveryStatus>, OpenError> {
    read(path, |connection| {
        connection
            .prepare(&status::select_deliveries(&format!("{MEANT} ORDER BY delivery.id DESC LIMIT ?6")))?
            .query_map(
                params![
                    json(&which.webhook_ids),
                    which.endpoint,
                    which.state.map(DeliveryState::name),
                    which.since.map(Millis),
                    which.until.map(Millis),
                    count(limit)
                ],
                status::delivery,
            )?
            .collect()
    })
}

/// The delivery with a `webhook-id`, from the database at `path`.
///
/// # Errors
///
/// Where there is no database, or it cannot be read.
pub fn show(path: &Path, webhook_id: &str) -> Result<Option<Letter>, OpenError> {
    read(path, |connection| {
        let found = connection
            .prepare(&status::select_deliveries("delivery.webhook_id = ?1"))?
            .query_row([webhook_id], |row| {
                let ends = row.get::<_, Millis>("ends")?.0;
                Ok((row.get::<_, i64>("id")?, status::delivery(row)?, ends, row.get("body")?))
            })
            .optional()?;
        let Some((id, status, expires, body)) = found else { return Ok(None) };
        let attempts = connection
            .prepare("SELECT * FROM attempt WHERE delivery = ?1 ORDER BY number")?
            .query_map([id], attempt)?
            .collect::<Result<_, _>>()?;
        Ok(Some(Letter { status, expires, body, attempts }))
    })
}

/// Whether a delivery is meant, by the parameters that [`Which`] gives.
const MEANT: &str = "(json_array_length(?1) = 0 OR delivery.webhook_id IN (SELECT value FROM json_each(?1)))
    AND (?2 IS NULL OR delivery.endpoint = ?2) AND (?3 IS NULL OR delivery.state = ?3)
    AND (?4 IS NULL OR event.created >= ?4) AND (?5 IS NULL OR event.created < ?5)";

fn read<T>(path: &Path, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, OpenError> {
    let connection = open::open_for_reading(path)?;
    query(&connection).map_err(|error| OpenError::Database { path: path.to_owned(), cause: error.into() })
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<AttemptRecord> {
    Ok(AttemptRecord {
        number: row.get("number")?,
        started: row.get::<_, Millis>("started")?.0,
        took: Duration::from_millis(row.get("took")?),
        status: row.get("status")?,
        detail: row.get("detail")?,
    })
}

/// What replaying came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Deliveries that are attempted again.
    pub deliveries: usize,
    /// Deliveries that were meant and stay as they are, since their endpoint is disabled.
    pub disabled: usize,
}

impl Operator {
    /// Has deliveries that arrived or were given up attempted again, with the same `webhook-id` and body, from `now` until
    /// `expires`, by the whole schedule of attempts. Those that wait are attempted at once. Those of a disabled endpoint stay.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; nothing was changed then.
    pub fn replay(&mut self, which: &Which, now: Timestamp, expires: Timestamp) -> Result<Replayed, Error> {
        self.commit(|transaction| {
            let meant: Vec<(DeliveryId, bool)> = transaction
                .prepare(&format!(
                    "SELECT delivery.id, EXISTS (
                         SELECT 1 FROM endpoint WHERE name = delivery.endpoint AND disabled IS NOT NULL)
                     FROM delivery JOIN event ON event.id = delivery.event
                     WHERE delivery.state IN ('waiting', 'delivered', 'dead') AND {MEANT}"
                ))?
                .query_map(
                    params![
                        json(&which.webhook_ids),
                        which.endpoint,
                        which.state.map(DeliveryState::name),
                        which.since.map(Millis),
                        which.until.map(Millis)
                    ],
                    |row| Ok((DeliveryId(row.get(0)?), row.get(1)?)),
                )?
                .collect::<Result<_, _>>()?;
            let mut again = transaction.prepare(
                "UPDATE delivery SET state = 'waiting', replayed_after = attempts, next_attempt = ?2,
                     expires = ?3, problem = NULL WHERE id = ?1 AND leased_until <= ?2",
            )?;
            let mut replayed = Replayed { deliveries: 0, disabled: 0 };
            for (delivery, disabled) in meant {
                match disabled {
                    true => replayed.disabled += 1,
                    false => {
                        replayed.deliveries +=
                            again.execute(params![delivery.0, Millis(now), Millis(expires)])?;
                    }
                }
            }
            Ok(replayed)
        })
    }
}
