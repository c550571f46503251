//! What is known of endpoints: how well they are, whether they rest, and whether they are disabled.

use jiff::Timestamp;
use model::{Health, Incident};
use rusqlite::{OptionalExtension, Row, params};

use crate::events::{IncidentReport, report_within};
use crate::row::{Millis, json, time};
use crate::thread::Transaction;
use crate::{Error, Finished, Topic};

/// What an attempt made of its endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It failed too often in a row: it is left alone for a while, and then tried out with one delivery.
    Rests {
        /// Until when.
        until: Timestamp,
    },
    /// Nothing is sent to it any more; what waited for it are dead letters.
    Disabled {
        /// Why, as a person should read it.
        why: String,
    },
    /// It had rested, or been disabled, and takes deliveries again.
    Well,
}

/// Why deliveries to an endpoint that answered 410 are dead letters.
pub(crate) const ENDPOINT_GONE: &str = "the endpoint says that it is gone (410)";

/// Forgets what was learned of endpoints that are no longer configured.
pub(crate) fn sync_endpoints(transaction: &Transaction<'_>, names: &[String]) -> Result<(), Error> {
    transaction
        .execute("DELETE FROM endpoint WHERE name NOT IN (SELECT value FROM json_each(?1))", [json(names)])?;
    transaction.touch(Topic::Deliveries);
    Ok(())
}

/// How well an endpoint is; one that nothing is known of is well.
pub(crate) fn health(transaction: &Transaction<'_>, endpoint: &str) -> Result<Health, Error> {
    let known = transaction
        .prepare_cached("SELECT failures, failing_since, until FROM endpoint WHERE name = ?1")?
        .query_row([endpoint], read_health)
        .optional()?;
    Ok(known.unwrap_or_default())
}

pub(crate) fn read_health(row: &Row<'_>) -> rusqlite::Result<Health> {
    Ok(Health {
        failures: row.get("failures")?,
        failing_since: time(row, "failing_since")?,
        rests_until: row.get::<_, Millis>("until")?.0,
    })
}

/// Has an endpoint rest at its own wish.
pub(crate) fn rest(transaction: &Transaction<'_>, endpoint: &str, until: Timestamp) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO endpoint (name, until) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET until = max(until, ?2)",
        )?
        .execute(params![endpoint, Millis(until)])?;
    Ok(())
}

/// Takes note of a delivery that arrived at `now`. Where the endpoint had rested, all that waits for it is due at once, or when
/// the rest ends that began while the delivery was under way: it may be the endpoint's own wish. Where the endpoint had been
/// disabled and was enabled again, `report` is told. One that is disabled stays so until a person enables it.
pub(crate) fn worked(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    report: &IncidentReport,
    instance: &str,
) -> Result<Option<Turn>, Error> {
    let before = transaction
        .prepare_cached(
            "SELECT * FROM endpoint
             WHERE name = ?1 AND disabled IS NULL AND (failures > 0 OR recovering IS NOT NULL)",
        )?
        .query_row([endpoint], |row| Ok((read_health(row)?, time(row, "recovering")?)))
        .optional()?;
    let Some((health, disabled)) = before else { return Ok(None) };
    transaction
        .prepare_cached(
            "UPDATE endpoint SET failures = 0, failing_since = NULL, problem = NULL, recovering = NULL WHERE name = ?1",
        )?
        .execute([endpoint])?;
    if health.is_tripped() {
        transaction
            .prepare_cached(
                "UPDATE delivery SET next_attempt = ?2
                 WHERE endpoint = ?1 AND state = 'waiting' AND next_attempt > ?2",
            )?
            .execute(params![endpoint, Millis(now)])?;
        transaction.touch(Topic::Deliveries);
    }
    if let Some(since) = disabled {
        report_within(transaction, &since_when(report, since), instance)?;
    }
    Ok((health.is_tripped() || disabled.is_some()).then_some(Turn::Well))
}

/// Takes note of an attempt that began at `started` and had failed.
pub(crate) fn failed(
    transaction: &Transaction<'_>,
    finished: &Finished,
    started: Timestamp,
    problem: &str,
) -> Result<Health, Error> {
    let Finished { endpoint, now, in_order, .. } = finished;
    let before = health(transaction, endpoint)?;
    let after = before.after_failure(started, *now, *in_order);
    if after != before {
        transaction
            .prepare_cached(
                "INSERT INTO endpoint (name, failures, failing_since, until, problem) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (name) DO UPDATE SET failures = ?2, failing_since = ?3, until = ?4, problem = ?5",
            )?
            .execute(params![
                endpoint,
                after.failures,
                after.failing_since.map(Millis),
                Millis(after.rests_until),
                problem
            ])?;
    }
    Ok(after)
}

/// Disables an endpoint, which makes dead letters of all that waits for it, and tells of that. `None` where it was already.
pub(crate) fn disable(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    why: String,
    report: &IncidentReport,
    instance: &str,
) -> Result<Option<Turn>, Error> {
    let since = health(transaction, endpoint)?.failing_since.unwrap_or(now);
    let disabled = transaction
        .prepare_cached(
            "INSERT INTO endpoint (name, disabled, why) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET disabled = ?2, why = ?3, recovering = NULL WHERE disabled IS NULL",
        )?
        .execute(params![endpoint, Millis(now), why])?;
    transaction
        .prepare_cached(
            "UPDATE delivery SET state = 'dead', leased_until = 0, problem = ?2
             WHERE endpoint = ?1 AND state = 'waiting'",
        )?
        .execute([endpoint, &why])?;
    if disabled == 0 {
        return Ok(None);
    }
    let report = since_when(report, since);
    let incident = Incident { detail: format!("{why}."), ..report.incident };
    report_within(transaction, &IncidentReport { incident, ..report }, instance)?;
    Ok(Some(Turn::Disabled { why }))
}

fn since_when(report: &IncidentReport, since: Timestamp) -> IncidentReport {
    IncidentReport { incident: Incident { since, ..report.incident.clone() }, ..report.clone() }
}
