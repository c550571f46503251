//! What an operator does about mutes and about what is held.

use jiff::Timestamp;
use model::{AlertId, HoldReason, Mute, MuteScope, StoryId, Volume};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::row::{Millis, strings, time};
use crate::{Error, Operator, Refusal, Renderer, alerts, held, mutes, stories};

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
    /// Mutes something from `now` on, in the place of a mute of the same that has not ended. What is held of it already is held
    /// until the mute ends too; what the mute before held is told sooner where this one ends sooner. `told_at` says when what
    /// is held for an endpoint until some time may reach it, given the window of the watchlist's limit that was opened last.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; within, why it cannot be muted.
    pub fn mute(
        &mut self,
        mute: &Mute,
        now: Timestamp,
        told_at: impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp,
    ) -> Result<Result<(), Refusal>, Error> {
        self.commit(|transaction| {
            if let MuteScope::Story(story) = mute.scope
                && stories::resolve(transaction, story)?.is_none()
            {
                return Ok(Err(Refusal::NoStory(story)));
            }
            end(transaction, &mute.watchlist, &mute.scope, Timestamp::MIN)?;
            let (watch, story) = columns(transaction, &mute.scope)?;
            transaction.execute(
                "INSERT INTO mute (watchlist, watch, story, until) VALUES (?1, ?2, ?3, ?4)",
                params![mute.watchlist, watch, story, Millis(mute.until)],
            )?;
            reschedule_muted(transaction, &mute.watchlist, now, told_at)?;
            Ok(Ok(()))
        })
    }

    /// Ends a mute. What it held and nothing else mutes is told as soon as `told_at` allows, as for [`Operator::mute`]; how many
    /// alerts on their way to an endpoint that is. What another mute holds waits for the end of that one. `None` where there was
    /// no such mute.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn unmute(
        &mut self,
        watchlist: &str,
        scope: &MuteScope,
        now: Timestamp,
        told_at: impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp,
    ) -> Result<Option<usize>, Error> {
        self.commit(|transaction| match end(transaction, watchlist, scope, now)? {
            0 => Ok(None),
            _ => reschedule_muted(transaction, watchlist, now, told_at).map(Some),
        })
    }

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

/// Ends the mutes of something that last until after `now`: of a story also those of what has merged with it.
fn end(connection: &Connection, watchlist: &str, scope: &MuteScope, now: Timestamp) -> Result<usize, Error> {
    let (watch, story) = columns(connection, scope)?;
    Ok(connection.execute(
        "DELETE FROM mute WHERE watchlist = ?1 AND watch IS ?2 AND until > ?4
             AND coalesce((SELECT merged_into FROM story WHERE id = mute.story), mute.story) IS ?3",
        params![watchlist, watch, story, Millis(now)],
    )?)
}

/// Moves what is held of a watchlist to the times that follow from its mutes: what they held before to when they now end,
/// what waits for something else to no sooner than that. What is no longer muted is told as soon as `told_at` allows; how
/// much that is. What waits for a person has no such time, and what is due stays so.
fn reschedule_muted(
    connection: &Connection,
    watchlist: &str,
    now: Timestamp,
    told_at: impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp,
) -> Result<usize, Error> {
    let mutes = mutes::of(connection, watchlist, now)?;
    let volume = held::volume(connection, watchlist)?;
    let mut let_go = 0;
    for (delivery, alert) in held(connection, "alert.watchlist = ?1", watchlist)? {
        let Some(until) = alert.until.filter(|until| *until > now) else { continue };
        let watches: Vec<&str> = alert.watches.iter().map(String::as_str).collect();
        let was_muted = alert.why == HoldReason::Mute;
        let mute = Mute::end(&mutes, alert.story, &watches, now);
        let told = told_at(&alert.endpoint, volume, mute.unwrap_or(now));
        if was_muted || (mute.is_some() && until < told) {
            connection.execute(
                "UPDATE delivery SET held_until = ?2, held_for = 'mute' WHERE id = ?1",
                params![delivery, Millis(told)],
            )?;
            let_go += usize::from(mute.is_none());
        }
    }
    Ok(let_go)
}

/// What names a scope in the database.
fn columns<'a>(
    connection: &Connection,
    scope: &'a MuteScope,
) -> Result<(Option<&'a str>, Option<i64>), Error> {
    Ok(match scope {
        MuteScope::Watchlist => (None, None),
        MuteScope::Watch(watch) => (Some(watch), None),
        MuteScope::Story(story) => (None, Some(stories::resolve(connection, *story)?.unwrap_or(*story).0)),
    })
}

/// The held deliveries that meet a condition on `argument`. What an alert says is read from its event.
fn held(connection: &Connection, condition: &str, argument: &str) -> Result<Vec<(i64, HeldAlert)>, Error> {
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
