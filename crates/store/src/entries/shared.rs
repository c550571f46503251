//! What a document shares with the ones before it: how much of it is known, and so what of the rest is its feed's backlog, and
//! what is known under other names.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::Intake;
use super::growth::Growth;
use super::renamed::{Renamed, renamed};
use crate::articles::NewEntry;
use crate::thread::Transaction;
use crate::{Error, row};

/// A feed that was read before and of whose entries, at least so many, none is known was made anew: what it holds without a
/// date is its backlog. Fewer may all be new since the last poll. As many undated ones below all that are known were there before,
/// and so was each where the feed is one that grows on top.
const MADE_ANEW: usize = 10;

/// A feed that was empty, or had others stand in, and has more undated entries than this at once had them before: it was not ready.
const FIRST_FEW: usize = 3;

/// So few entries, none of which is listed any more, were there in the place of others: *Your feed is being prepared*, *503*.
const STANDING_IN: usize = 2;

/// What a document shares with the ones before it.
pub(super) struct Shared {
    /// From this place on what is undated is the feed's backlog.
    backlog_from: Option<usize>,
    /// Whether it lists something no longer that the document before it listed, as far as that counts here.
    pub(super) has_lost: bool,
    /// Those of its entries that are known ones under other names.
    pub(super) renamed: Renamed,
    /// Addresses that several entries have, under other headlines: a page of news, the home page.
    addresses: HashSet<String>,
}

impl Shared {
    pub(super) fn of(
        intake: &Intake<'_>,
        transaction: &Transaction<'_>,
        present: &HashSet<&str>,
    ) -> Result<Shared, Error> {
        let addresses = of_several(intake.entries);
        let mut shared = Shared { backlog_from: None, has_lost: false, renamed: Renamed::new(), addresses };
        // A hub sends what is new.
        if !intake.is_all {
            return Ok(shared);
        }
        let mut counted = count(intake, transaction, present)?;
        shared.renamed = renamed(intake, transaction, present, &counted.unknown, counted.known)?;
        counted.known += shared.renamed.len();
        counted.last_known = shared.renamed.keys().copied().chain(counted.last_known).max();
        let growth = Growth::read(intake, transaction, present)?;
        shared.has_lost = growth.has_lost();
        shared.backlog_from = backlog_from(intake, transaction, &counted, &growth)?;
        Ok(shared)
    }

    /// Whether an undated entry is one that its feed had before.
    pub(super) fn is_backlog(&self, place: usize, entry: &NewEntry) -> bool {
        entry.published.is_none() && self.backlog_from.is_some_and(|from| place >= from)
    }

    /// Whether other entries have its address, too.
    pub(super) fn is_shared(&self, entry: &NewEntry) -> bool {
        entry.url.as_ref().is_some_and(|url| self.addresses.contains(url))
    }
}

/// The addresses that several entries have, not all of which have one headline.
fn of_several(entries: &[NewEntry]) -> HashSet<String> {
    let mut titles: HashMap<&str, &str> = HashMap::new();
    let mut several = HashSet::new();
    for entry in entries {
        let Some(url) = entry.url.as_deref() else { continue };
        if *titles.entry(url).or_insert(&entry.title) != entry.title {
            several.insert(url.to_owned());
        }
    }
    several
}

/// How much of a document is known, and by what.
#[derive(Default)]
struct Counted {
    /// By guid or by address.
    known: usize,
    /// Of these, by guid.
    by_guid: usize,
    /// The places of the others.
    unknown: Vec<usize>,
    /// Of these, by a text with the same date.
    by_text: usize,
    first_known: Option<usize>,
    last_known: Option<usize>,
}

impl Counted {
    /// Whether what is known has the guids that it had.
    fn is_all_under_old_names(&self) -> bool {
        self.by_guid == self.known
    }
}

fn count(
    intake: &Intake<'_>,
    transaction: &Transaction<'_>,
    present: &HashSet<&str>,
) -> Result<Counted, Error> {
    let mut counted = Counted::default();
    for (place, entry) in intake.entries.iter().enumerate() {
        let by_guid = intake.by_guid(transaction, &entry.guid)?.is_some();
        if by_guid || intake.at(transaction, entry, present)?.is_some() {
            counted.known += 1;
            counted.by_guid += usize::from(by_guid);
            counted.first_known.get_or_insert(place);
            counted.last_known = Some(place);
            continue;
        }
        counted.unknown.push(place);
        counted.by_text += usize::from(intake.same_text(transaction, entry)?.is_some());
    }
    Ok(counted)
}

fn backlog_from(
    intake: &Intake<'_>,
    transaction: &Transaction<'_>,
    counted: &Counted,
    growth: &Growth,
) -> Result<Option<usize>, Error> {
    if intake.first {
        // Of a first document that was read in part: what has come on top of it since is new.
        return Ok(Some(counted.first_known.map_or(0, |place| place + 1)));
    }
    let undated_from =
        |place: usize| intake.entries.iter().skip(place).filter(|entry| entry.published.is_none()).count();
    let had: usize = transaction
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM entry WHERE feed = ?1 LIMIT ?2)")?
        .query_row(params![intake.feed.0, row::count(STANDING_IN + 1)], |row| row.get(0))?;
    if had == 0 || had <= STANDING_IN && counted.known == 0 {
        return Ok((undated_from(0) > FIRST_FEW).then_some(0));
    }
    let below = match counted.last_known {
        Some(last) => last + 1,
        None if counted.by_text == 0 => 0,
        None => return Ok(None),
    };
    let undated = undated_from(below);
    let is_backlog = undated >= MADE_ANEW
        || undated > 0
            && counted.last_known.is_some()
            && (growth.grows_on_top()
                || counted.is_all_under_old_names() && growth.explains(counted.unknown.len()));
    Ok(is_backlog.then_some(below))
}
