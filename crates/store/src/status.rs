//! What the database says, for people: read from the file beside a running daemon.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::row::{Millis, time};
use crate::{OpenError, open};

/// A database's state at one moment.
#[derive(Clone, Debug)]
pub struct Status {
    /// The configured feeds, those with problems first.
    pub feeds: Vec<FeedStatus>,
    /// Entries known.
    pub entries: u64,
    /// Articles that wait to be read.
    pub unread: u64,
    /// Articles that wait for their place.
    pub unplaced: u64,
    /// Articles placed in stories.
    pub placed: u64,
    /// Of these, copies.
    pub copies: u64,
    /// Stories, merged ones counted once.
    pub stories: u64,
    /// Mentions.
    pub mentions: u64,
    /// Alerts.
    pub alerts: u64,
    /// Deliveries that arrived.
    pub delivered: u64,
    /// Deliveries that wait, those tried most often first; at most [`Status::MAX_DELIVERIES`].
    pub waiting: Vec<DeliveryStatus>,
    /// How many wait in all.
    pub waiting_count: u64,
    /// Dead letters, newest first; at most [`Status::MAX_DELIVERIES`].
    pub dead: Vec<DeliveryStatus>,
    /// How many are dead in all.
    pub dead_count: u64,
}

/// A feed's state.
#[derive(Clone, Debug)]
pub struct FeedStatus {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// Its last poll.
    pub last_poll: Option<Timestamp>,
    /// Its next poll; `None` for one that is gone.
    pub next_poll: Option<Timestamp>,
    /// When it last had an entry that was not known.
    pub last_new: Option<Timestamp>,
    /// Failed polls in a row.
    pub failures: u32,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Since when.
    pub problem_since: Option<Timestamp>,
    /// The interval to which it has adapted.
    pub interval: Option<Duration>,
}

/// A delivery that has not arrived.
#[derive(Clone, Debug)]
pub struct DeliveryStatus {
    /// The id that the receiver sees.
    pub webhook_id: String,
    /// The type of the event, as the receiver sees it.
    pub event: String,
    /// The watchlist, where it is an alert.
    pub watchlist: Option<String>,
    /// The endpoint.
    pub endpoint: String,
    /// When the event was committed.
    pub created: Timestamp,
    /// How many attempts were made.
    pub attempts: u32,
    /// When the next is due; `None` for one that is given up.
    pub next_attempt: Option<Timestamp>,
    /// Why it has not arrived.
    pub problem: Option<String>,
}

impl Status {
    /// The most deliveries of a kind that a status lists.
    pub const MAX_DELIVERIES: usize = 20;

    /// Reads the state of the database at `path`.
    ///
    /// # Errors
    ///
    /// Where there is no database, or it cannot be read.
    pub fn read(path: &Path) -> Result<Status, OpenError> {
        let connection = open::open_for_reading(path)?;
        read(&connection).map_err(|error| OpenError::Database { path: path.to_owned(), cause: error.into() })
    }
}

fn read(connection: &Connection) -> rusqlite::Result<Status> {
    // One transaction, so that all figures are of the same moment.
    let transaction = connection.unchecked_transaction()?;
    let count = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, u64>(0));
    let status = Status {
        feeds: feeds(&transaction)?,
        entries: count("SELECT count(*) FROM entry")?,
        unread: count("SELECT count(*) FROM article WHERE stage = 0")?,
        unplaced: count("SELECT count(*) FROM article WHERE stage = 1")?,
        placed: count("SELECT count(placed) FROM article")?,
        copies: count("SELECT count(*) FROM article WHERE copy_of IS NOT NULL")?,
        stories: count("SELECT count(*) FROM story WHERE merged_into IS NULL")?,
        mentions: count("SELECT count(*) FROM mention")?,
        alerts: count("SELECT count(*) FROM alert")?,
        delivered: count("SELECT count(*) FROM delivery WHERE state = 'delivered'")?,
        waiting: deliveries(&transaction, "state = 'waiting' ORDER BY attempts DESC, delivery.id")?,
        waiting_count: count("SELECT count(*) FROM delivery WHERE state = 'waiting'")?,
        dead: deliveries(&transaction, "state = 'dead' ORDER BY delivery.id DESC")?,
        dead_count: count("SELECT count(*) FROM delivery WHERE state = 'dead'")?,
    };
    transaction.finish()?;
    Ok(status)
}

fn feeds(connection: &Connection) -> rusqlite::Result<Vec<FeedStatus>> {
    connection
        .prepare("SELECT * FROM feed WHERE active = 1 OR gone IS NOT NULL ORDER BY problem IS NULL, url")?
        .query_map([], |row| {
            Ok(FeedStatus {
                url: row.get("url")?,
                title: row.get("title")?,
                last_poll: time(row, "last_poll")?,
                next_poll: time(row, "next_poll")?.filter(|_| row.get("active").unwrap_or(false)),
                last_new: time(row, "last_new")?,
                failures: row.get("failures")?,
                problem: row.get("problem")?,
                problem_since: time(row, "problem_since")?,
                interval: row.get::<_, Option<u64>>("interval")?.map(Duration::from_millis),
            })
        })?
        .collect()
}

fn deliveries(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<DeliveryStatus>> {
    connection
        .prepare(&format!(
            "SELECT delivery.*, event.type, event.created, alert.watchlist
             FROM delivery JOIN event ON event.id = delivery.event LEFT JOIN alert ON alert.event = event.id
             WHERE {condition} LIMIT {}",
            Status::MAX_DELIVERIES
        ))?
        .query_map([], delivery)?
        .collect()
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<DeliveryStatus> {
    Ok(DeliveryStatus {
        webhook_id: row.get("webhook_id")?,
        event: row.get("type")?,
        watchlist: row.get("watchlist")?,
        endpoint: row.get("endpoint")?,
        created: row.get::<_, Millis>("created")?.0,
        attempts: row.get("attempts")?,
        next_attempt: time(row, "next_attempt")?.filter(|_| row.get_ref("state").is_ok_and(is_waiting)),
        problem: row.get("problem")?,
    })
}

fn is_waiting(state: ValueRef<'_>) -> bool {
    state.as_str() == Ok("waiting")
}
