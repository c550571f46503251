//! What the database says, for people: read from the file beside a running daemon.

mod pages;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use model::{Health, HoldReason, Mute};
use rusqlite::{Connection, Row};

use crate::endpoints::read_health;
use crate::feeds::silence;
use crate::letters::DeliveryState;
use crate::row::{Millis, time};
use crate::{OpenError, Silence, held, lock, mutes, open};

pub use pages::UnusedPages;

/// A database's state at one moment.
#[derive(Clone, Debug)]
pub struct Status {
    /// Whether a daemon runs on it; `None` where that cannot be told.
    pub running: Option<bool>,
    /// The configured feeds, those with problems first.
    pub feeds: Vec<FeedStatus>,
    /// The endpoints of which anything is known, by name.
    pub endpoints: Vec<EndpointStatus>,
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
    /// What is held, what is told first before the rest.
    pub held: Vec<HeldStatus>,
    /// How many deliveries went into digests.
    pub folded: u64,
    /// How many deliveries a person dropped.
    pub dropped: u64,
    /// The mutes, also those that have ended and are not forgotten yet; those that end first before the rest.
    pub mutes: Vec<Mute>,
    /// Articles in which something was found and that raised no alert, by watchlist and reason.
    pub untold: Vec<Untold>,
}

/// Alerts of a watchlist that are held on their way to an endpoint, for the same reason and until the same time.
#[derive(Clone, Debug)]
pub struct HeldStatus {
    /// The watchlist.
    pub watchlist: String,
    /// The endpoint.
    pub endpoint: String,
    /// What they wait for.
    pub why: HoldReason,
    /// Until when; `None`: until a person says so.
    pub until: Option<Timestamp>,
    /// How many.
    pub alerts: u64,
}

/// Articles that raised no alert for a watchlist although something was found in them.
#[derive(Clone, Debug)]
pub struct Untold {
    /// The watchlist.
    pub watchlist: String,
    /// Why not, by its name.
    pub why: String,
    /// How many.
    pub articles: u64,
    /// The last time.
    pub last: Timestamp,
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
    /// That pages of its articles were not used, and why.
    pub pages: Option<UnusedPages>,
    /// The interval to which it has adapted.
    pub interval: Option<Duration>,
    /// The address that is polled in its place: to which it moved for good, or of a feed that the page at `url` names.
    pub address: Option<String>,
    /// That it is silent, and since when.
    pub silence: Option<Silence>,
    /// The subscription with its hub.
    pub subscription: Option<SubscriptionStatus>,
}

/// What is known of a subscription with a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionStatus {
    /// The hub.
    pub hub: String,
    /// How it stands.
    pub state: SubscriptionState,
    /// When the hub is asked the next time.
    pub next_try: Timestamp,
    /// What was wrong with its last answer.
    pub problem: Option<String>,
}

/// How a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// The hub has not asked back yet, or no longer sends what is new.
    Wanted,
    /// The hub sends what is new, until then.
    Live(Timestamp),
    /// The hub denied it.
    Denied,
}

/// An endpoint's state.
#[derive(Clone, Debug)]
pub struct EndpointStatus {
    /// Its name.
    pub name: String,
    /// How well it has been lately.
    pub health: Health,
    /// Why the last attempt failed, while none has arrived since.
    pub problem: Option<String>,
    /// Since when nothing is sent to it, where that is so.
    pub disabled: Option<Timestamp>,
    /// Why.
    pub why: Option<String>,
    /// Deliveries that wait.
    pub waiting: u64,
    /// Deliveries that arrived.
    pub delivered: u64,
    /// Dead letters.
    pub dead: u64,
    /// When it was known that the last of them had arrived.
    pub last_delivered: Option<Timestamp>,
}

/// A delivery and what became of it.
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
    /// What became of it.
    pub state: DeliveryState,
    /// When the next is due by its schedule; `None` for one that does not wait.
    pub next_attempt: Option<Timestamp>,
    /// How many deliveries to the endpoint wait and are older. In strict order it waits for them, whatever its schedule says.
    pub behind: u64,
    /// Until when the endpoint rests, or rested last; `None` where it never did.
    pub rests_until: Option<Timestamp>,
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
        let status = read(&connection)
            .map_err(|error| OpenError::Database { path: path.to_owned(), cause: error.into() })?;
        Ok(Status { running: lock::is_held(path), ..status })
    }
}

fn read(connection: &Connection) -> rusqlite::Result<Status> {
    // One transaction, so that all figures are of the same moment.
    let transaction = connection.unchecked_transaction()?;
    let count = |sql: &str| transaction.query_row(sql, [], |row| row.get::<_, u64>(0));
    let status = Status {
        running: None,
        feeds: feeds(&transaction)?,
        endpoints: endpoints(&transaction)?,
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
        held: held(&transaction)?,
        folded: count("SELECT count(*) FROM delivery WHERE state = 'folded'")?,
        dropped: count("SELECT count(*) FROM delivery WHERE state = 'dropped'")?,
        mutes: mutes::all(&transaction)?,
        untold: untold(&transaction)?,
    };
    transaction.finish()?;
    Ok(status)
}

fn held(connection: &Connection) -> rusqlite::Result<Vec<HeldStatus>> {
    connection
        .prepare(
            "SELECT alert.watchlist, delivery.endpoint, delivery.held_for, delivery.held_until, count(*) AS alerts
             FROM delivery JOIN alert ON alert.event = delivery.event WHERE delivery.state = 'held'
             GROUP BY 1, 2, 3, 4 ORDER BY delivery.held_until IS NULL, delivery.held_until, 1, 2",
        )?
        .query_map([], |row| {
            Ok(HeldStatus {
                watchlist: row.get("watchlist")?,
                endpoint: row.get("endpoint")?,
                why: held::reason(row)?,
                until: time(row, "held_until")?,
                alerts: row.get("alerts")?,
            })
        })?
        .collect()
}

fn untold(connection: &Connection) -> rusqlite::Result<Vec<Untold>> {
    connection
        .prepare("SELECT * FROM untold ORDER BY watchlist, why")?
        .query_map([], |row| {
            Ok(Untold {
                watchlist: row.get("watchlist")?,
                why: row.get("why")?,
                articles: row.get("articles")?,
                last: row.get::<_, Millis>("last")?.0,
            })
        })?
        .collect()
}

fn feeds(connection: &Connection) -> rusqlite::Result<Vec<FeedStatus>> {
    let mut unused = pages::unused(connection)?;
    connection
        .prepare(
            "SELECT feed.*, hub, state, next_try, live_until, subscription.problem AS hub_problem
             FROM feed LEFT JOIN subscription ON subscription.feed = feed.id AND state <> 'unwanted'
             WHERE active = 1 OR gone IS NOT NULL
             ORDER BY feed.problem IS NULL AND silence IS NULL, url",
        )?
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
                pages: unused.remove(&row.get("id")?),
                interval: row.get::<_, Option<u64>>("interval")?.map(Duration::from_millis),
                address: row.get("address")?,
                silence: silence(row)?,
                subscription: subscription(row)?,
            })
        })?
        .collect()
}

fn subscription(row: &Row<'_>) -> rusqlite::Result<Option<SubscriptionStatus>> {
    let Some(hub) = row.get("hub")? else { return Ok(None) };
    let state = match (row.get_ref("state")?.as_str()?, time(row, "live_until")?) {
        ("live", Some(until)) => SubscriptionState::Live(until),
        ("denied", _) => SubscriptionState::Denied,
        _ => SubscriptionState::Wanted,
    };
    let next_try = row.get::<_, Millis>("next_try")?.0;
    Ok(Some(SubscriptionStatus { hub, state, next_try, problem: row.get("hub_problem")? }))
}

/// Selects deliveries by a `condition`, which may order and limit them, with what is known of their events. What stands before
/// them is counted for those alone that are chosen, since that reads all of it.
pub(crate) fn select_deliveries(condition: &str) -> String {
    format!(
        "WITH chosen AS MATERIALIZED (
             SELECT delivery.*, event.type, event.created, event.body, alert.watchlist,
                 coalesce(delivery.expires, event.expires) AS ends
             FROM delivery JOIN event ON event.id = delivery.event LEFT JOIN alert ON alert.event = event.id
             WHERE {condition})
         SELECT chosen.*, (SELECT until FROM endpoint WHERE name = chosen.endpoint) AS rests_until,
             (SELECT count(*) FROM delivery AS older
              WHERE older.endpoint = chosen.endpoint AND older.state = 'waiting' AND older.id < chosen.id) AS behind
         FROM chosen"
    )
}

fn deliveries(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<DeliveryStatus>> {
    connection
        .prepare(&select_deliveries(&format!("{condition} LIMIT {}", Status::MAX_DELIVERIES)))?
        .query_map([], delivery)?
        .collect()
}

fn endpoints(connection: &Connection) -> rusqlite::Result<Vec<EndpointStatus>> {
    connection
        .prepare(
            "SELECT endpoint.*, endpoints.name AS known, waiting, delivered, dead, last
             FROM (SELECT name FROM endpoint UNION SELECT endpoint FROM delivery) AS endpoints
             LEFT JOIN endpoint ON endpoint.name = endpoints.name
             LEFT JOIN (
                 SELECT endpoint, sum(state = 'waiting') AS waiting, sum(state = 'delivered') AS delivered,
                     sum(state = 'dead') AS dead, max(iif(state = 'delivered', next_attempt, NULL)) AS last
                 FROM delivery GROUP BY endpoint) AS sums ON sums.endpoint = endpoints.name
             ORDER BY endpoints.name",
        )?
        .query_map([], |row| {
            let nothing_known = row.get_ref("failures")?.as_i64().is_err();
            let count =
                |column: &str| Ok::<_, rusqlite::Error>(row.get::<_, Option<u64>>(column)?.unwrap_or(0));
            Ok(EndpointStatus {
                name: row.get("known")?,
                health: if nothing_known { Health::default() } else { read_health(row)? },
                problem: row.get("problem")?,
                disabled: time(row, "disabled")?,
                why: row.get("why")?,
                waiting: count("waiting")?,
                delivered: count("delivered")?,
                dead: count("dead")?,
                last_delivered: time(row, "last")?,
            })
        })?
        .collect()
}

pub(crate) fn delivery(row: &Row<'_>) -> rusqlite::Result<DeliveryStatus> {
    let state = DeliveryState::of(row)?;
    Ok(DeliveryStatus {
        webhook_id: row.get("webhook_id")?,
        event: row.get("type")?,
        watchlist: row.get("watchlist")?,
        endpoint: row.get("endpoint")?,
        created: row.get::<_, Millis>("created")?.0,
        attempts: row.get("attempts")?,
        next_attempt: time(row, "next_attempt")?.filter(|_| state == DeliveryState::Waiting),
        behind: row.get("behind")?,
        rests_until: time(row, "rests_until")?.filter(|until| *until > Timestamp::UNIX_EPOCH),
        state,
        problem: row.get("problem")?,
    })
}
