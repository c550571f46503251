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

/// Whether the feed has shown new entries on top and nowhere else, as far as can be seen: what it lists became known the later the higher
/// it stands, but for what is pinned above all, and hardly anything is gone that became known after the lowest, as what stands there by turns
/// does. What was taken for backlog says nothing of when it came.
pub(super) fn grows_on_top(intake: &Intake<'_>, transaction: &Transaction<'_>) -> Result<bool, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT entry.seen, article.backlog FROM entry JOIN article ON article.id = entry.article
         WHERE feed = ?1 AND guid = ?2",
    )?;
    let mut listed: Vec<(i64, bool)> = Vec::new();
    for entry in intake.entries {
        let row =
            statement.query_row(params![intake.feed.0, entry.guid], |row| Ok((row.get(0)?, row.get(1)?)));
        listed.extend(row.optional()?);
    }
    let Some(oldest) = listed.iter().map(|(seen, _)| *seen).min() else { return Ok(false) };
    let lowest = listed.last().map_or(oldest, |(seen, _)| *seen);
    let still = listed.iter().filter(|(seen, is_backlog)| *seen > lowest && !is_backlog).count();
    let came: usize = transaction
        .prepare_cached(
            "SELECT count(*) FROM (SELECT entry.seen, backlog FROM entry JOIN article ON article.id = entry.article
             WHERE feed = ?1 ORDER BY entry.id DESC LIMIT ?3) WHERE seen > ?2 AND NOT backlog",
        )?
        .query_row(params![intake.feed.0, lowest, row::count(LOOKED_BACK)], |row| row.get(0))?;
    if came.saturating_sub(still) >= BY_TURNS {
        return Ok(false);
    }
    let seen = listed.into_iter().map(|(seen, is_backlog)| if is_backlog { oldest } else { seen });
    let mut seen: Vec<i64> = seen.skip_while(|seen| *seen == oldest).collect();
    let is_in_order = seen.is_sorted_by(|above, below| above >= below);
    seen.dedup();
    Ok(is_in_order && seen.len() > GROWN)
}

/// What a list has lost but for its beginning, which a list that grows at its end may lose by that. What became known together stood
/// in the order of its ids.
#[derive(Default)]
pub(super) struct Lost {
    /// Since the document before.
    now: usize,
    /// At any time, from between what is listed still.
    from_midst: usize,
    /// Whether what is listed still stands as it stood, and what came later stands above.
    is_in_order: bool,
}

/// What is listed still of the entries that became known together.
struct Left {
    first: i64,
    last: i64,
    /// When they were last noted to be listed.
    listed: i64,
}

impl Lost {
    pub(super) fn of(
        intake: &Intake<'_>,
        transaction: &Transaction<'_>,
        present: &HashSet<&str>,
    ) -> Result<Lost, Error> {
        if intake.entries.iter().all(|entry| entry.published.is_some()) {
            return Ok(Lost::default());
        }
        let known: Vec<(i64, String, i64, i64, bool)> = transaction
            .prepare_cached(
                "SELECT entry.id, guid, entry.seen, coalesce(listed, entry.seen), backlog
                 FROM entry JOIN article ON article.id = entry.article WHERE feed = ?1 ORDER BY entry.id DESC LIMIT ?2",
            )?
            .query_map(params![intake.feed.0, row::count(LOOKED_BACK)], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?
            .collect::<Result<_, _>>()?;
        let (listed, gone): (Vec<_>, Vec<_>) =
            known.iter().partition(|(_, guid, ..)| present.contains(guid.as_str()));
        let mut left: HashMap<i64, Left> = HashMap::new();
        for &(id, _, seen, listed, _) in &listed {
            let left = left.entry(*seen).or_insert(Left { first: *id, last: *id, listed: *listed });
            left.first = left.first.min(*id);
            left.last = left.last.max(*id);
            left.listed = left.listed.max(*listed);
        }
        let below = gone.iter().filter_map(|(id, _, seen, listed, _)| {
            left.get(seen).filter(|left| *id > left.first).map(|left| (id, listed, left))
        });
        let oldest = listed.iter().map(|(_, _, seen, ..)| *seen).min().unwrap_or_default();
        let places: HashMap<&str, (Reverse<i64>, i64)> = listed
            .iter()
            .map(|(id, guid, seen, _, is_backlog)| {
                (guid.as_str(), (Reverse(if *is_backlog { oldest } else { *seen }), *id))
            })
            .collect();
        Ok(Lost {
            now: below.clone().filter(|(_, listed, left)| **listed >= left.listed).count(),
            from_midst: below.filter(|(id, _, left)| **id < left.last).count(),
            is_in_order: intake
                .entries
                .iter()
                .filter_map(|entry| places.get(entry.guid.as_str()))
                .is_sorted(),
        })
    }

    pub(super) fn has_any(&self) -> bool {
        self.now > 0
    }

    /// Whether so many entries that are not known have come up from below in the place of what was taken away.
    pub(super) fn explains(&self, unknown: usize) -> bool {
        unknown <= self.now && self.from_midst <= TAKEN_AWAY && self.is_in_order
    }
}
