//! Entries that their feed names anew, as it does when it moves: which of those that it lists no more they are. An entry whose guid,
//! address, date and text are others is another one, whatever its headline is: many headlines recur (*Transaction in own shares*).

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::Intake;
use super::digest::{HEADLINE_WORDS, digest, headline, shared_words, words};
use super::sketch::{Likeness, Sketch};
use crate::articles::NewEntry;
use crate::row::Millis;
use crate::thread::Transaction;
use crate::{Error, row};

/// Of what is new so many of a hundred are others than those that are named anew, or one is.
const OTHERS: usize = 25;

/// So many of the latest entries are looked at for headlines that are alike, and as many under the same one.
const LATEST: usize = 100;

/// So many entries of a document have to be named anew to be so, where one is known by its date, or by a text that is nearly all there,
/// and nothing speaks against it.
const BY_TEXT: usize = 1;

/// So many where one is known by a headline that is long enough, and neither has a date or a text to tell by.
const BY_HEADLINE: usize = 2;

/// So many where one is known by what may recur: by a short headline, beside another date, or by a text that is only alike.
const BY_LITTLE: usize = 3;

/// Dates are the same up to this; some feeds give no seconds.
const SAME_TIME: Duration = Duration::from_secs(60);

/// So many new entries whose dates lie within this of each other were dated when their feed was made anew.
const DATED_ANEW: (usize, Duration) = (10, Duration::from_secs(120));

/// The entries of a document that are others which the feed lists no more, by their places in it: each with the id of the one that it is.
pub(super) type Renamed = HashMap<usize, i64>;

/// An entry that the feed lists no more.
struct Gone {
    guid: String,
    id: i64,
    headline: Vec<String>,
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
    let mut needed = 0;
    let is_dated_anew = is_dated_anew(intake, unknown);
    let latest = match known == 0 && unknown.len() <= LATEST {
        true => latest(intake, transaction)?,
        false => Vec::new(),
    };
    for (place, entry) in unknown.iter().filter_map(|place| Some((*place, intake.entries.get(*place)?))) {
        let headline: Vec<String> = words(&entry.title).collect();
        let sketch = Sketch::of(&entry.text);
        let same = under_headline(intake, transaction, entry)?;
        let gone = same.iter().chain(&latest).filter(|gone| !present.contains(gone.guid.as_str()));
        let mut free = gone.filter(|gone| !taken.contains(&gone.id));
        let found =
            free.find_map(|gone| Some((gone.id, is_one(entry, (&headline, &sketch), gone, is_dated_anew)?)));
        if let Some((id, needs)) = found {
            taken.insert(id);
            renamed.insert(place, id);
            needed = needed.max(needs);
        }
    }
    let (count, others) = (renamed.len(), unknown.len() - renamed.len());
    let is_most = others < count && others <= (unknown.len() * OTHERS / 100).max(1);
    Ok(if count >= needed && count > known && is_most { renamed } else { Renamed::new() })
}

/// The latest entries with a headline, or this headline and text; the latest first. Asked for by either in one condition, SQLite would
/// read all entries of the feed.
pub(crate) const UNDER_HEADLINE: &str = "SELECT guid, entry.id, title, entry.published, sketch
     FROM entry JOIN article ON article.id = entry.article
     WHERE entry.id IN (SELECT id FROM entry WHERE feed = ?1 AND digest = ?2
                        UNION SELECT id FROM entry WHERE feed = ?1 AND headline = ?3)
     ORDER BY entry.id DESC LIMIT ?4";

fn under_headline(
    intake: &Intake<'_>,
    transaction: &Transaction<'_>,
    entry: &NewEntry,
) -> Result<Vec<Gone>, Error> {
    let same = transaction
        .prepare_cached(UNDER_HEADLINE)?
        .query_map(params![intake.feed.0, digest(entry), headline(entry), row::count(LATEST)], |row| {
            // The article may have another one: its page's, or that of an edit.
            Ok(Gone { headline: words(&entry.title).collect(), ..gone(row)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(same)
}

/// The latest entries of a feed.
pub(crate) const LATEST_ENTRIES: &str = "SELECT guid, entry.id, title, entry.published, sketch
     FROM entry JOIN article ON article.id = entry.article
     WHERE entry.id IN (SELECT id FROM entry WHERE feed = ?1 AND id > 0 ORDER BY id DESC LIMIT ?2)
     ORDER BY entry.id DESC";

fn latest(intake: &Intake<'_>, transaction: &Transaction<'_>) -> Result<Vec<Gone>, Error> {
    let latest = transaction
        .prepare_cached(LATEST_ENTRIES)?
        .query_map(params![intake.feed.0, row::count(LATEST)], gone)?
        .collect::<Result<_, _>>()?;
    Ok(latest)
}

fn gone(row: &Row<'_>) -> rusqlite::Result<Gone> {
    Ok(Gone {
        guid: row.get(0)?,
        id: row.get(1)?,
        headline: words(&row.get::<_, String>(2)?).collect(),
        published: row.get::<_, Option<Millis>>(3)?.map(|at| at.0),
        sketch: Sketch::kept(row.get(4)?),
    })
}

/// Whether the new entries bear one date, which then is that of a move and tells nothing of them.
fn is_dated_anew(intake: &Intake<'_>, unknown: &[usize]) -> bool {
    let entries = || unknown.iter().filter_map(|place| intake.entries.get(*place));
    let dates = || entries().filter_map(|entry| entry.published);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return false };
    let (many, span) = DATED_ANEW;
    dates().count() >= many && last.duration_since(first).unsigned_abs() <= span
}

/// Whether a new entry is one that is gone under its headline, as its text is the same or its date, or there is neither to tell by; and
/// how many entries need to be named anew for that. What its headline and its text are known by is given with it.
fn is_one(
    entry: &NewEntry,
    (headline, sketch): (&[String], &Sketch),
    gone: &Gone,
    is_dated_anew: bool,
) -> Option<usize> {
    let is_telling = shared_words(headline, &gone.headline)? >= HEADLINE_WORDS;
    let is_same = headline.len() == gone.headline.len();
    let dates = gone.published.zip(entry.published).filter(|_| !is_dated_anew);
    let same_date = dates.map(|(was, is)| is_same_time(was, is));
    match (gone.sketch.likeness(sketch), same_date) {
        (Likeness::Same, None | Some(true)) => Some(BY_TEXT),
        _ if !is_telling && !is_same => None,
        (_, Some(true)) => Some(BY_TEXT),
        (Likeness::Same | Likeness::Alike, _) => Some(BY_LITTLE),
        (Likeness::Unknown, None) if is_telling => Some(BY_HEADLINE),
        (Likeness::Unknown, None) => Some(BY_LITTLE),
        (Likeness::Different, None) | (_, Some(false)) => None,
    }
}

pub(super) fn is_same_time(a: Timestamp, b: Timestamp) -> bool {
    b.duration_since(a).unsigned_abs() <= SAME_TIME
}
