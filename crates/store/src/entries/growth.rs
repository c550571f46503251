//! How a feed's list grows, as far as its documents have shown it, and what it has lost: by that what appears at its end is new, or
//! has come up from below.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params};

use super::Intake;
use crate::thread::Transaction;
use crate::{Error, row};

/// A feed that had new entries on top and nowhere else in so many documents grows on top: what appears below has come up from there,
/// as one above it was taken away or the list was made longer. Of one that has shown nothing yet, it may be new.
const GROWN: usize = 2;

/// So many of the latest entries are looked at for what is gone.
const LOOKED_BACK: usize = 200;

/// So many that are gone and became known after the lowest one listed stood below it by turns; one may have been taken back.
const BY_TURNS: usize = 2;

/// So many that are gone from the midst of a list were taken away; where it is more, others come and go there by turns.
const TAKEN_AWAY: usize = 2;

/// The latest entries of a feed, the last one first.
pub(crate) const LATEST_ENTRIES: &str =
    "SELECT entry.id, guid, entry.seen, coalesce(listed, entry.seen), backlog
     FROM entry JOIN article ON article.id = entry.article WHERE feed = ?1 AND entry.id > 0
     ORDER BY entry.id DESC LIMIT ?2";

/// An entry that is known.
#[derive(Clone)]
struct Row {
    id: i64,
    guid: String,
    /// When it became known.
    seen: i64,
    /// When it was last noted to be listed.
    listed: i64,
    /// Whether it was taken for backlog, which says nothing of when it came.
    is_backlog: bool,
}

impl Row {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
        Ok(Row {
            id: row.get(0)?,
            guid: row.get(1)?,
            seen: row.get(2)?,
            listed: row.get(3)?,
            is_backlog: row.get(4)?,
        })
    }
}

/// How a list has grown, and what it has lost but for its beginning, which a list that grows at its end may lose by that. Nothing is
/// known of a document in which everything has a date.
#[derive(Default)]
pub(super) struct Growth {
    /// The latest entries of the feed, the last one first.
    latest: Vec<Row>,
    /// What is known of the document's entries, in its order.
    listed: Vec<Row>,
    /// What was lost since the document before.
    lost_now: usize,
    /// What was lost at any time from between what is listed still.
    from_midst: usize,
    /// Whether what is listed still stands as it stood, and what came later stands above.
    is_in_order: bool,
}

/// What is listed still of the entries that became known together, which stood in the order of their ids.
struct Left {
    first: i64,
    last: i64,
    /// When they were last noted to be listed.
    listed: i64,
}

impl Growth {
    pub(super) fn read(
        intake: &Intake<'_>,
        transaction: &Transaction<'_>,
        present: &HashSet<&str>,
    ) -> Result<Growth, Error> {
        if intake.entries.iter().all(|entry| entry.published.is_some()) {
            return Ok(Growth::default());
        }
        let latest: Vec<Row> = transaction
            .prepare_cached(LATEST_ENTRIES)?
            .query_map(params![intake.feed.0, row::count(LOOKED_BACK)], Row::read)?
            .collect::<Result<_, _>>()?;
        let listed = listed(intake, transaction, &latest)?;
        Ok(Growth { listed, latest, ..Growth::default() }.with_losses(present))
    }

    /// Counts what is gone of the latest entries.
    fn with_losses(mut self, present: &HashSet<&str>) -> Growth {
        let earliest = self.latest.last().map_or(0, |row| row.id);
        let listed = self.listed.iter().filter(|row| row.id >= earliest);
        let mut left: HashMap<i64, Left> = HashMap::new();
        for row in listed.clone() {
            let left =
                left.entry(row.seen).or_insert(Left { first: row.id, last: row.id, listed: row.listed });
            left.first = left.first.min(row.id);
            left.last = left.last.max(row.id);
            left.listed = left.listed.max(row.listed);
        }
        let gone = self.latest.iter().filter(|row| !present.contains(row.guid.as_str()));
        let below = gone
            .filter_map(|row| left.get(&row.seen).filter(|left| row.id > left.first).map(|left| (row, left)));
        let oldest = listed.clone().map(|row| row.seen).min().unwrap_or_default();
        let place = |row: &Row| (Reverse(if row.is_backlog { oldest } else { row.seen }), row.id);
        self.lost_now = below.clone().filter(|(row, left)| row.listed >= left.listed).count();
        self.from_midst = below.filter(|(row, left)| row.id < left.last).count();
        self.is_in_order = listed.map(place).is_sorted();
        self
    }

    /// Whether the feed has shown new entries on top and nowhere else, as far as can be seen: what it lists became known the later
    /// the higher it stands, but for what is pinned above all, and hardly anything is gone that became known after the lowest, as what
    /// stands there by turns does.
    pub(super) fn grows_on_top(&self) -> bool {
        let Some(oldest) = self.listed.iter().map(|row| row.seen).min() else { return false };
        let lowest = self.listed.last().map_or(oldest, |row| row.seen);
        let came_later =
            |rows: &[Row]| rows.iter().filter(|row| row.seen > lowest && !row.is_backlog).count();
        if came_later(&self.latest).saturating_sub(came_later(&self.listed)) >= BY_TURNS {
            return false;
        }
        let seen = self.listed.iter().map(|row| if row.is_backlog { oldest } else { row.seen });
        let mut seen: Vec<i64> = seen.skip_while(|seen| *seen == oldest).collect();
        let is_in_order = seen.is_sorted_by(|above, below| above >= below);
        seen.dedup();
        is_in_order && seen.len() > GROWN
    }

    /// Whether the document lists something no longer that the one before it listed.
    pub(super) fn has_lost(&self) -> bool {
        self.lost_now > 0
    }

    /// Whether so many entries that are not known have come up from below in the place of what was taken away.
    pub(super) fn explains(&self, unknown: usize) -> bool {
        unknown <= self.lost_now && self.from_midst <= TAKEN_AWAY && self.is_in_order
    }
}

/// What is known of a document's entries, in its order. Those that are not among the latest are older, where there are any older ones.
fn listed(intake: &Intake<'_>, transaction: &Transaction<'_>, latest: &[Row]) -> Result<Vec<Row>, Error> {
    let by_guid: HashMap<&str, &Row> = latest.iter().map(|row| (row.guid.as_str(), row)).collect();
    let mut older = transaction.prepare_cached(
        "SELECT entry.id, guid, entry.seen, coalesce(listed, entry.seen), backlog
         FROM entry JOIN article ON article.id = entry.article WHERE feed = ?1 AND guid = ?2",
    )?;
    let mut listed = Vec::new();
    for entry in intake.entries {
        listed.extend(match by_guid.get(entry.guid.as_str()) {
            Some(row) => Some((*row).clone()),
            None if latest.len() < LOOKED_BACK => None,
            None => older.query_row(params![intake.feed.0, entry.guid], Row::read).optional()?,
        });
    }
    Ok(listed)
}
