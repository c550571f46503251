//! Mutes: what users want to hear nothing of for a while, and what that does to what is held already.

use jiff::Timestamp;
use model::{HoldReason, Mute, MuteScope, StoryId, Volume};
use rusqlite::{Connection, params};

use crate::row::Millis;
use crate::{Error, Operator, Refusal, held, releases, stories};

/// A watchlist that raised alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertedWatchlist {
    /// Its name.
    pub watchlist: String,
    /// The watches that its alerts named.
    pub watches: Vec<String>,
}

/// The mutes of a watchlist that have not ended. One of a story holds for what that has merged with.
pub(crate) fn of(connection: &Connection, watchlist: &str, now: Timestamp) -> rusqlite::Result<Vec<Mute>> {
    let mut mutes = all(connection)?;
    mutes.retain(|mute| mute.watchlist == watchlist && mute.until > now);
    Ok(mutes)
}

/// All mutes that have not been forgotten, those that end first before the others. There are never many.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Mute>> {
    connection
        .prepare_cached(
            "SELECT watchlist, watch, until,
                 coalesce((SELECT merged_into FROM story WHERE id = mute.story), mute.story) AS story
             FROM mute ORDER BY until, id",
        )?
        .query_map([], |row| {
            let watch: Option<String> = row.get("watch")?;
            let story: Option<i64> = row.get("story")?;
            let scope = match (watch, story) {
                (Some(watch), _) => MuteScope::Watch(watch),
                (None, Some(story)) => MuteScope::Story(StoryId(story)),
                (None, None) => MuteScope::Watchlist,
            };
            Ok(Mute { watchlist: row.get("watchlist")?, scope, until: row.get::<_, Millis>("until")?.0 })
        })?
        .collect()
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

    /// The watchlists that ever raised an alert, each with the watches that its alerts named, by name.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn alerted_watchlists(&self) -> Result<Vec<AlertedWatchlist>, Error> {
        let mut alerted: Vec<AlertedWatchlist> = Vec::new();
        let mut pairs = self.connection().prepare(
            "SELECT DISTINCT watchlist, value FROM alert LEFT JOIN json_each(alert.watches) ORDER BY watchlist, value",
        )?;
        for pair in pairs.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))? {
            let (watchlist, watch): (String, _) = pair?;
            match alerted.last_mut().filter(|last| last.watchlist == watchlist) {
                Some(last) => last.watches.extend(watch),
                None => alerted.push(AlertedWatchlist { watchlist, watches: watch.into_iter().collect() }),
            }
        }
        Ok(alerted)
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
    let mutes = of(connection, watchlist, now)?;
    let volume = held::volume(connection, watchlist)?;
    let mut let_go = 0;
    for (delivery, alert) in releases::held(connection, "alert.watchlist = ?1", watchlist)? {
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

/// Forgets the mutes that have ended.
pub(crate) fn forget_ended(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM mute WHERE until <= ?1")?.execute([Millis(now)])?;
    Ok(())
}
