//! What an operator does about what is held: lists it, has it told at once, or drops it.

use jiff::Timestamp;
use model::{AlertId, HoldReason, StoryId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::row::{Millis, strings, time};
use crate::{Error, Operator, Renderer, alerts, held, stories};

/// An alert that is held on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAlert {
    /// The alert.
    pub id: AlertId,
    /// The watchlist.
    pub watchlist: String,
    /// The story.
    pub story: StoryId,
    /// Its title when the alert was made.
    pub title: String,
    /// What was found.
    pub watches: Vec<String>,
    /// When the alert was made.
    pub created: Timestamp,
    /// The endpoint.
    pub endpoint: String,
    /// What it waits for.
    pub why: HoldReason,
    /// Until when; `None`: until a person says so.
    pub until: Option<Timestamp>,
}

impl Operator {
    /// What is held, oldest first; an alert once for each endpoint.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn held(&self) -> Result<Vec<HeldAlert>, Error> {
        let held = held(self.connection(), "?1 = ''", "")?;
        Ok(held.into_iter().map(|(_, alert)| alert).collect())
    }

    /// Has a held alert told at once, singly, wherever it is held; how many endpoints that concerns. No attempt begins after
    /// `expires`. One that waited for a person gets its number now, and is told with its story as it stands. Where the endpoint
    /// is disabled, it is a dead letter.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn release(
        &mut self,
        alert: AlertId,
        now: Timestamp,
        expires: Timestamp,
        renderer: Renderer,
    ) -> Result<usize, Error> {
        self.commit(|transaction| {
            let released = transaction.execute(
                "UPDATE delivery SET next_attempt = ?2, expires = ?3, held_until = NULL, (state, problem) = (
                     SELECT iif(why IS NULL, 'waiting', 'dead'), why
                     FROM (SELECT (SELECT why FROM endpoint
                                   WHERE name = delivery.endpoint AND disabled IS NOT NULL) AS why))
                 WHERE state = 'held' AND event = (SELECT event FROM alert WHERE event = ?1)",
                params![alert.0, Millis(now), Millis(expires)],
            )?;
            if released > 0 {
                number(transaction, alert, now, renderer)?;
            }
            Ok(released)
        })
    }

    /// Drops a held alert wherever it is held; how many endpoints that concerns. It stays in the database.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn drop_held(&mut self, alert: AlertId) -> Result<usize, Error> {
        self.commit(|transaction| {
            Ok(transaction.execute(
                "UPDATE delivery SET state = 'dropped', held_until = NULL
                 WHERE state = 'held' AND event = (SELECT event FROM alert WHERE event = ?1)",
                [alert.0],
            )?)
        })
    }
}

/// The held deliveries that meet a condition on `argument`. What an alert says is read from its event.
pub(crate) fn held(
    connection: &Connection,
    condition: &str,
    argument: &str,
) -> Result<Vec<(i64, HeldAlert)>, Error> {
    Ok(connection
        .prepare(&format!(
            "SELECT delivery.id AS delivery, delivery.endpoint, delivery.held_for, delivery.held_until,
                 alert.event, alert.watchlist, event.created,
                 (SELECT coalesce(merged_into, id) FROM story WHERE id = alert.story) AS story,
                 coalesce(event.body ->> '$.data.story.title', '') AS title,
                 (SELECT json_group_array(DISTINCT watch) FROM (
                      SELECT value ->> 'watch' AS watch FROM json_each(event.body, '$.data.mentions')
                      UNION ALL SELECT value FROM json_each(event.body, '$.data.update.gone_watches'))) AS watches
             FROM delivery JOIN alert ON alert.event = delivery.event JOIN event ON event.id = delivery.event
             WHERE delivery.state = 'held' AND {condition} ORDER BY alert.event, delivery.id"
        ))?
        .query_map([argument], |row| {
            let alert = HeldAlert {
                id: AlertId(row.get("event")?),
                watchlist: row.get("watchlist")?,
                story: StoryId(row.get("story")?),
                title: row.get("title")?,
                watches: strings(&row.get::<_, String>("watches")?),
                created: row.get::<_, Millis>("created")?.0,
                endpoint: row.get("endpoint")?,
                why: held::reason(row)?,
                until: time(row, "held_until")?,
            };
            Ok((row.get("delivery")?, alert))
        })?
        .collect::<Result<_, _>>()?)
}

/// Gives an alert that has no number yet the next one of its watchlist, and its event the body that goes with it.
fn number(connection: &Connection, alert: AlertId, now: Timestamp, renderer: Renderer) -> Result<(), Error> {
    let unnumbered: Option<(String, i64, i64, String)> = connection
        .query_row(
            "SELECT watchlist, event, (SELECT coalesce(merged_into, id) FROM story WHERE id = alert.story),
                 (SELECT body FROM event WHERE id = alert.event)
             FROM alert WHERE event = ?1 AND sequence < 0",
            [alert.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let Some((watchlist, event, story, body)) = unnumbered else { return Ok(()) };
    let sequence = alerts::next_sequence(connection, &watchlist)?;
    let story = stories::summary(connection, StoryId(story))?;
    let body = (renderer.released)(&body, sequence, &story, now).unwrap_or(body);
    connection.execute(
        "UPDATE alert SET sequence = ?2, created = ?3 WHERE event = ?1",
        params![alert.0, sequence, Millis(now)],
    )?;
    connection.execute(
        "UPDATE event SET body = ?2, created = ?3 WHERE id = ?1",
        params![event, body, Millis(now)],
    )?;
    Ok(())
}
