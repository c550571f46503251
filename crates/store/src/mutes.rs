//! Mutes: what users want to hear nothing of for a while.

use jiff::Timestamp;
use model::{Mute, MuteScope, StoryId};
use rusqlite::Connection;

use crate::row::Millis;

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

/// Forgets the mutes that have ended.
pub(crate) fn forget_ended(connection: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM mute WHERE until <= ?1")?.execute([Millis(now)])?;
    Ok(())
}
