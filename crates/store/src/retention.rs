//! What is kept no longer. What was told stays known, so that nothing is told again: of an old event its body, its deliveries
//! and their attempts go, which is nearly all of it.

use jiff::Timestamp;
use rusqlite::params;

use crate::row::{Millis, count};
use crate::{Error, Store};

impl Store {
    /// Forgets the bodies, deliveries and attempts of at most `limit` events that were committed before `before`, oldest
    /// first. Those with a delivery that is held or still to be attempted stay. Returns how many there were.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn forget_deliveries(&self, before: Timestamp, limit: usize) -> Result<usize, Error> {
        self.writer
            .run(move |transaction| {
                let old: Vec<i64> = transaction
                    .prepare_cached(
                        "SELECT id FROM event WHERE body <> '' AND created < ?1 AND NOT EXISTS (
                             SELECT 1 FROM delivery WHERE delivery.event = event.id AND (delivery.state = 'held'
                                 OR delivery.state = 'waiting' AND coalesce(delivery.expires, event.expires) >= ?1))
                         ORDER BY created LIMIT ?2",
                    )?
                    .query_map(params![Millis(before), count(limit)], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                for event in &old {
                    transaction.prepare_cached("DELETE FROM delivery WHERE event = ?1")?.execute([event])?;
                    transaction.prepare_cached("UPDATE event SET body = '' WHERE id = ?1")?.execute([event])?;
                }
                Ok(old.len())
            })
            .await
    }
}
