//! Entries that their feed names anew, as it does when it moves: which of those that it lists no more they are. An entry whose guid,
//! address, date and text are others is another one, whatever its headline is: many headlines recur (*Transaction in own shares*).

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::params;

use super::Intake;
use super::digest::{digest, headline};
use super::sketch::{Likeness, Sketch};
use crate::Error;
use crate::articles::NewEntry;
use crate::row::Millis;
use crate::thread::Transaction;

/// So many entries that are named anew are so, if they are more than what the feed still lists, and most of what is new. Of fewer,
/// all may recur.
const RENAMED: usize = 3;

/// Most: so many of a hundred.
const MOST: usize = 75;

/// Dates are the same up to this; some feeds give no seconds.
const SAME_TIME: Duration = Duration::from_secs(60);

/// So many new entries whose dates lie within this of each other were dated when their feed was made anew.
const DATED_ANEW: (usize, Duration) = (10, Duration::from_secs(120));

/// The entries of a document that are others which the feed lists no more, by their places in it: each with the id of the one that it is.
pub(super) type Renamed = HashMap<usize, i64>;

/// An entry that the feed lists no more.
struct Gone {
    id: i64,
    digest: Option<i64>,
    published: Option<Timestamp>,
    sketch: Sketch,
}

/// The entries of a document that are named anew; none where these are too few to tell. `unknown` are the places of those that are
/// known neither by guid nor by address, `known` the number of the others.
pub(super) fn renamed(
    intake: &Intake<'_>,
    transaction: &Transaction<'_>,
    present: &HashSet<&str>,
    unknown: &[usize],
    known: usize,
) -> Result<Renamed, Error> {
    let mut renamed = Renamed::new();
    if unknown.len() <= known {
        return Ok(renamed);
    }
    let mut taken = HashSet::new();
    let is_dated_anew = is_dated_anew(intake, unknown);
    for (place, entry) in unknown.iter().filter_map(|place| Some((*place, intake.entries.get(*place)?))) {
        let gone = under_headline(intake, transaction, entry, present)?;
        let same = |gone: &&Gone| !taken.contains(&gone.id) && is_one(entry, gone, is_dated_anew);
        if let Some(gone) = gone.iter().find(same) {
            taken.insert(gone.id);
            renamed.insert(place, gone.id);
        }
    }
    let count = renamed.len();
    let is_renamed = count >= RENAMED && count > known && count * 100 >= unknown.len() * MOST;
    Ok(if is_renamed { renamed } else { Renamed::new() })
}

/// The entries with a headline, or this headline and text, that the document does not list; the latest first.
fn under_headline(
    intake: &Intake<'_>,
    transaction: &Transaction<'_>,
    entry: &NewEntry,
    present: &HashSet<&str>,
) -> Result<Vec<Gone>, Error> {
    let named: Vec<(String, Gone)> = transaction
        .prepare_cached(
            "SELECT guid, id, digest, published, sketch FROM entry
             WHERE feed = ?1 AND (digest = ?2 OR headline = ?3) ORDER BY id DESC",
        )?
        .query_map(params![intake.feed.0, digest(entry), headline(entry)], |row| {
            let published = row.get::<_, Option<Millis>>(3)?.map(|at| at.0);
            let sketch = Sketch::kept(row.get(4)?);
            Ok((row.get(0)?, Gone { id: row.get(1)?, digest: row.get(2)?, published, sketch }))
        })?
        .collect::<Result<_, _>>()?;
    Ok(named.into_iter().filter(|(guid, _)| !present.contains(guid.as_str())).map(|(_, gone)| gone).collect())
}

/// Whether the new entries bear one date, which then is that of a move and tells nothing of them.
fn is_dated_anew(intake: &Intake<'_>, unknown: &[usize]) -> bool {
    let entries = || unknown.iter().filter_map(|place| intake.entries.get(*place));
    let dates = || entries().filter_map(|entry| entry.published);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return false };
    let (many, span) = DATED_ANEW;
    dates().count() >= many && last.duration_since(first).unsigned_abs() <= span
}

/// Whether a new entry is one with the same headline that is gone: its text is the same or its date, or there is neither to tell by.
fn is_one(entry: &NewEntry, gone: &Gone, is_dated_anew: bool) -> bool {
    let is_text = !entry.text.is_empty() && gone.digest == Some(digest(entry));
    if is_text {
        return true;
    }
    let dates = gone.published.zip(entry.published).filter(|_| !is_dated_anew);
    let same_date = dates.map(|(was, is)| is_same_time(was, is));
    match (gone.sketch.likeness(&Sketch::of(&entry.text)), same_date) {
        (Likeness::Alike, _) | (_, Some(true)) | (Likeness::Unknown, None) => true,
        (Likeness::Different, None) | (_, Some(false)) => false,
    }
}

pub(super) fn is_same_time(a: Timestamp, b: Timestamp) -> bool {
    b.duration_since(a).unsigned_abs() <= SAME_TIME
}
