//! The outbox: events with their bodies, and their deliveries to endpoints, written in the transaction that makes them true.

use jiff::Timestamp;
use model::{EventId, Incident};
use rusqlite::params;

use crate::placing::Renderer;
use crate::row::Millis;
use crate::thread::Transaction;
use crate::{Error, Store, Topic};

/// An incident that is to be told, unless it was told before.
#[derive(Clone, Debug)]
pub struct IncidentReport {
    /// The incident.
    pub incident: Incident,
    /// The endpoints to tell.
    pub endpoints: Vec<String>,
    /// After this no attempt begins.
    pub expires: Timestamp,
    /// How it becomes what is sent.
    pub renderer: Renderer,
}

/// An event as it enters the outbox.
pub(crate) struct NewEvent<'a> {
    /// Its type, as receivers see it.
    pub(crate) kind: &'a str,
    /// Names what it tells of where nothing else makes it unique; there is no second event with the same key.
    pub(crate) key: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) expires: Timestamp,
}

impl Store {
    /// Commits an incident and its deliveries. Returns its event, or `None` where it was told before.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn report(&self, report: IncidentReport) -> Result<Option<EventId>, Error> {
        let instance = self.instance.clone();
        self.writer.run(move |transaction| report_within(transaction, &report, &instance)).await
    }
}

/// Reports an incident within the commit that shows it: both are known, or neither.
pub(crate) fn report_within(
    transaction: &Transaction<'_>,
    report: &IncidentReport,
    instance: &str,
) -> Result<Option<EventId>, Error> {
    let IncidentReport { incident, endpoints, expires, renderer } = report;
    let key = incident.key();
    if transaction.prepare_cached("SELECT 1 FROM event WHERE key = ?1")?.exists([&key])? {
        return Ok(None);
    }
    let event =
        NewEvent { kind: incident.kind.name(), key: Some(key), created: incident.noticed, expires: *expires };
    let body = |id: EventId| (renderer.incident)(incident, &format!("event_{instance}_{id}"));
    let id = insert_event(transaction, &event, body)?;
    deliver(transaction, id, endpoints, *renderer, instance, incident.noticed)?;
    Ok(Some(id))
}

/// Adds an event with the body that its id leads to.
pub(crate) fn insert_event(
    transaction: &Transaction<'_>,
    event: &NewEvent<'_>,
    body: impl FnOnce(EventId) -> String,
) -> Result<EventId, Error> {
    transaction
        .prepare_cached("INSERT INTO event (type, key, created, expires, body) VALUES (?1, ?2, ?3, ?4, '')")?
        .execute(params![event.kind, event.key, Millis(event.created), Millis(event.expires)])?;
    let id = EventId(transaction.last_insert_rowid());
    transaction
        .prepare_cached("UPDATE event SET body = ?2 WHERE id = ?1")?
        .execute(params![id.0, body(id)])?;
    Ok(id)
}

/// Adds an event's deliveries, due at `now`, and wakes whoever sends them.
pub(crate) fn deliver(
    transaction: &Transaction<'_>,
    event: EventId,
    endpoints: &[String],
    renderer: Renderer,
    instance: &str,
    now: Timestamp,
) -> Result<(), Error> {
    for endpoint in endpoints {
        let webhook_id = (renderer.webhook_id)(instance, event, endpoint);
        insert_delivery(transaction, event, endpoint, &webhook_id, now)?;
    }
    transaction.touch(Topic::Deliveries);
    Ok(())
}

/// A delivery to an endpoint that is disabled is a dead letter from the start.
fn insert_delivery(
    transaction: &Transaction<'_>,
    event: EventId,
    endpoint: &str,
    webhook_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO delivery (event, endpoint, webhook_id, next_attempt, state, problem)
             SELECT ?1, ?2, ?3, ?4, iif(why IS NULL, 'waiting', 'dead'), why
             FROM (SELECT (SELECT why FROM endpoint WHERE name = ?2 AND disabled IS NOT NULL) AS why)",
        )?
        .execute(params![event.0, endpoint, webhook_id, Millis(now)])?;
    Ok(())
}
