//! Mutes: what users want to hear nothing of for a while.

use jiff::Timestamp;
use model::{Mute, MuteScope, StoryId};
use rusqlite::Connection;

use crate::row::Millis;
use crate::{Error, Operator};

/// A watchlist that raised alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alerted {
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
    /// The watchlists that ever raised an alert, each with the watches that its alerts named, by name.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn alerted(&self) -> Result<Vec<Alerted>, Error> {
        let mut alerted: Vec<Alerted> = Vec::new();
        let mut pairs = self.connection().prepare(
            "SELECT DISTINCT watchlist, value FROM alert LEFT JOIN json_each(alert.watches) ORDER BY watchlist, value",
        )?;
        for pair in pairs.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))? {
            let (watchlist, watch): (String, _) = pair?;
            match alerted.last_mut().filter(|last| last.watchlist == watchlist) {
                Some(last) => last.watches.extend(watch),
                None => alerted.push(Alerted { watchlist, watches: watch.into_iter().collect() }),
            }
        }
        Ok(alerted)
    }
}

/// Forgets the mutes that have ended.
pub(crate) fn forget_ended(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM mute WHERE until <= ?1")?.execute([Millis(now)])?;
    Ok(())
}
