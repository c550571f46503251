//! Holding: alerts that may not be told yet, and the digests that they end in. What is to be held, and until when, is decided
//! elsewhere, by a function that is called within the commit; here it is remembered.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use model::{
    Alert, AlertId, Decision, Digest, DigestStory, DropReason, EventId, Held, HoldReason, Mute, Ruling,
    StoryId, Volume,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::events::{self, NewEvent};
use crate::placing::Renderer;
use crate::row::{Millis, time};
use crate::thread::Transaction;
use crate::{Error, Store, Topic, mutes, row, stories};

/// What the way of an alert depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is to be told.
    pub alert: &'a Alert,
    /// Whether all that was found is uncertain.
    pub only_review: bool,
    /// The endpoints to tell.
    pub endpoints: &'a [String],
    /// The mutes of its watchlist that have not ended.
    pub mutes: &'a [Mute],
    /// The window of its watchlist's limit, if one was opened.
    pub volume: Option<Volume>,
    /// The time.
    pub now: Timestamp,
}

/// Decides about alerts: a pure function, called within the commit.
#[derive(Clone)]
pub struct Judge(Arc<dyn Fn(&Facts<'_>) -> Ruling + Send + Sync>);

impl Judge {
    /// Decides as `rule` does.
    #[must_use]
    pub fn new(rule: impl Fn(&Facts<'_>) -> Ruling + Send + Sync + 'static) -> Judge {
        Judge(Arc::new(rule))
    }
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judge(…)")
    }
}

/// What became of held alerts whose time has come.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The digests that were made.
    pub digests: Vec<MadeDigest>,
    /// When the next alert's time comes.
    pub next_due: Option<Timestamp>,
}

/// A digest that a commit made.
#[derive(Clone, Debug)]
pub struct MadeDigest {
    /// Its event.
    pub event: EventId,
    /// Where it goes.
    pub endpoint: String,
    /// How many alerts are in it.
    pub alerts: usize,
}

impl Store {
    /// Folds what was held for the `configured` endpoints and is due into digests: one for each endpoint, of at most
    /// [`Digest::MAX_ALERTS`]; where there is more, the next call makes the next. A digest expires at `expires`.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn fold_due(
        &self,
        now: Timestamp,
        expires: Timestamp,
        configured: Vec<String>,
        renderer: Renderer,
    ) -> Result<Folded, Error> {
        let instance = self.instance.clone();
        self.claim(now, move |transaction| {
            mutes::forget_ended(transaction, now)?;
            let mut digests = Vec::new();
            for endpoint in &configured {
                digests.extend(fold(transaction, endpoint, now, expires, renderer, &instance)?);
            }
            Ok(Folded { digests, next_due: next_due(transaction, &configured, now)? })
        })
        .await
    }
}

/// Moves alerts that wait for quiet hours or a digest to the times that follow from a changed configuration: `until` is
/// asked for a watchlist and an endpoint. What is due already stays so.
pub(crate) fn reschedule_held(
    transaction: &Transaction<'_>,
    now: Timestamp,
    until: impl Fn(&str, &str) -> Timestamp,
) -> Result<(), Error> {
    let pairs: Vec<(String, String)> = transaction
        .prepare_cached(
            "SELECT DISTINCT alert.watchlist, delivery.endpoint
             FROM delivery JOIN alert ON alert.event = delivery.event
             WHERE delivery.state = 'held' AND delivery.held_for IN ('quiet', 'digest')",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (watchlist, endpoint) in pairs {
        transaction
            .prepare_cached(
                "UPDATE delivery SET held_until = ?3
                 WHERE state = 'held' AND held_for IN ('quiet', 'digest') AND endpoint = ?2 AND held_until > ?4
                   AND event IN (SELECT event FROM alert WHERE watchlist = ?1)",
            )?
            .execute(params![watchlist, endpoint, Millis(until(&watchlist, &endpoint)), Millis(now)])?;
    }
    transaction.touch(Topic::Held);
    Ok(())
}

/// Has the judge decide about an alert, by what the database knows of its watchlist, and keeps what follows for the next one.
pub(crate) fn rule(
    transaction: &Transaction<'_>,
    alert: &Alert,
    endpoints: &[String],
    only_review: bool,
    judge: &Judge,
    now: Timestamp,
) -> Result<Ruling, Error> {
    let mutes = mutes::of(transaction, &alert.watchlist, now)?;
    let volume = volume(transaction, &alert.watchlist)?;
    let ruling = (judge.0)(&Facts { alert, only_review, endpoints, mutes: &mutes, volume, now });
    if let Some(after) = ruling.volume.filter(|after| Some(*after) != volume) {
        transaction.prepare_cached("INSERT OR REPLACE INTO volume VALUES (?1, ?2, ?3)")?.execute(params![
            alert.watchlist,
            Millis(after.opened),
            after.told
        ])?;
    }
    Ok(ruling)
}

/// The window of a watchlist's limit that was opened last.
pub(crate) fn volume(connection: &Connection, watchlist: &str) -> rusqlite::Result<Option<Volume>> {
    connection
        .prepare_cached("SELECT opened, told FROM volume WHERE watchlist = ?1")?
        .query_row([watchlist], |row| Ok(Volume { opened: row.get::<_, Millis>(0)?.0, told: row.get(1)? }))
        .optional()
}

/// Holds those deliveries of an event that are not to be sent now.
pub(crate) fn hold(
    transaction: &Transaction<'_>,
    event: EventId,
    endpoints: &[String],
    decisions: &[Decision],
) -> Result<(), Error> {
    for (endpoint, decision) in endpoints.iter().zip(decisions) {
        if let Decision::Hold { until, why } = decision {
            // What waits for a person is told to nobody before, whatever its endpoint: a dead letter could be replayed.
            transaction
                .prepare_cached(
                    "UPDATE delivery SET state = 'held', held_for = ?3, held_until = ?4, problem = NULL
                     WHERE event = ?1 AND endpoint = ?2 AND (state = 'waiting' OR ?3 = 'review')",
                )?
                .execute(params![event.0, endpoint, why.name(), until.map(Millis)])?;
            transaction.touch(Topic::Held);
        }
    }
    Ok(())
}

/// Whether an alert is for a person to look at before anybody is told.
pub(crate) fn waits_for_a_person(ruling: &Ruling) -> bool {
    let for_review = |decision: &Decision| matches!(decision, Decision::Hold { why: HoldReason::Review, .. });
    ruling.decisions.iter().any(for_review)
}

/// The alerts of a watchlist about a story that wait for a person, or were dropped by one.
pub(crate) fn unsure(
    connection: &Connection,
    watchlist: &str,
    story: StoryId,
) -> Result<Vec<AlertId>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT event FROM alert WHERE watchlist = ?1 AND sequence < 0
                 AND story IN (SELECT ?2 UNION ALL SELECT id FROM story WHERE merged_into = ?2)",
        )?
        .query_map(params![watchlist, story.0], |row| Ok(AlertId(row.get(0)?)))?
        .collect::<Result<_, _>>()?)
}

/// An alert that mutes hold on its way to all of its endpoints.
pub(crate) struct Muted {
    /// Of its row, which what was said of it is kept by.
    pub(crate) row: i64,
    pub(crate) id: AlertId,
    pub(crate) sequence: i64,
}

/// The alerts of a watchlist about a story, found by the story: by their numbers it would be all of the watchlist.
pub(crate) const MUTED: &str = "SELECT id, event, sequence,
         EXISTS (SELECT 1 FROM delivery WHERE delivery.event = alert.event AND state = 'held')
         AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event = alert.event
             -- An endpoint that is disabled was told of nothing either.
             AND NOT (state = 'held' AND held_for = 'mute' AND held_until > ?3
                 OR state = 'dead' AND attempts = 0)) AS is_muted
     FROM alert WHERE watchlist = ?1 AND +sequence > 0
         AND story IN (SELECT ?2 UNION ALL SELECT id FROM story WHERE merged_into = ?2)
     ORDER BY story = ?2 AND reason = 'first_mention' DESC, sequence";

/// The alert of a watchlist that another may take the place of, where mutes hold all of them about a story, so that nobody was told: the
/// first under the story's own id, since there is one of these for a reason, or else the first of what has merged with it.
pub(crate) fn muted(
    connection: &Connection,
    watchlist: &str,
    story: StoryId,
    now: Timestamp,
) -> Result<Option<Muted>, Error> {
    let alerts: Vec<(Muted, bool)> = connection
        .prepare_cached(MUTED)?
        .query_map(params![watchlist, story.0, Millis(now)], |row| {
            let muted =
                Muted { row: row.get("id")?, id: AlertId(row.get("event")?), sequence: row.get("sequence")? };
            Ok((muted, row.get("is_muted")?))
        })?
        .collect::<Result<_, _>>()?;
    let all_are = alerts.iter().all(|(_, is_muted)| *is_muted);
    Ok(alerts.into_iter().next().filter(|_| all_are).map(|(first, _)| first))
}

/// Takes back an alert that nobody was told of.
pub(crate) fn forget(transaction: &Transaction<'_>, alert: AlertId) -> Result<(), Error> {
    transaction.prepare_cached("DELETE FROM alert WHERE event = ?1")?.execute([alert.0])?;
    // Its deliveries go with it.
    transaction.prepare_cached("DELETE FROM event WHERE id = ?1")?.execute([alert.0])?;
    Ok(())
}

/// Counts an article for each watchlist that is not told of it.
pub(crate) fn count_untold(
    transaction: &Transaction<'_>,
    untold: &[(String, DropReason)],
    now: Timestamp,
) -> Result<(), Error> {
    for (watchlist, why) in untold {
        transaction
            .prepare_cached(
                "INSERT INTO untold VALUES (?1, ?2, 1, ?3)
                 ON CONFLICT DO UPDATE SET articles = articles + 1, last = excluded.last",
            )?
            .execute(params![watchlist, why.name(), Millis(now)])?;
    }
    Ok(())
}

fn next_due(
    transaction: &Transaction<'_>,
    configured: &[String],
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT min(max(held_until, ?2)) AS due FROM delivery
             WHERE state = 'held' AND held_until IS NOT NULL AND endpoint IN (SELECT value FROM json_each(?1))",
        )?
        .query_row(params![row::json(configured), Millis(now)], |row| time(row, "due"))?)
}

/// A held alert whose time has come.
struct Due {
    delivery: i64,
    watchlist: String,
    story: StoryId,
    held: Held,
}

fn fold(
    transaction: &Transaction<'_>,
    endpoint: &str,
    now: Timestamp,
    expires: Timestamp,
    renderer: Renderer,
    instance: &str,
) -> Result<Option<MadeDigest>, Error> {
    let due: Vec<Due> = transaction
        .prepare_cached(
            "SELECT delivery.id, delivery.held_for, alert.watchlist, event.body,
                 (SELECT coalesce(merged_into, id) FROM story WHERE id = alert.story) AS story
             FROM delivery JOIN alert ON alert.event = delivery.event JOIN event ON event.id = delivery.event
             WHERE delivery.state = 'held' AND delivery.endpoint = ?1 AND delivery.held_until <= ?2
             ORDER BY delivery.id LIMIT ?3",
        )?
        .query_map(params![endpoint, Millis(now), row::count(Digest::MAX_ALERTS)], due)?
        .collect::<Result<_, _>>()?;
    if due.is_empty() {
        return Ok(None);
    }
    let deliveries: Vec<i64> = due.iter().map(|due| due.delivery).collect();
    let digest = gather(transaction, endpoint, due, now)?;
    let event = NewEvent { kind: "digest", key: None, created: now, expires };
    let body = |id: EventId| (renderer.digest)(&digest, &format!("event_{instance}_{id}"));
    let event = events::insert_event(transaction, &event, body)?;
    events::deliver(transaction, event, &[endpoint.to_owned()], renderer, instance, now)?;
    for delivery in &deliveries {
        transaction
            .prepare_cached("UPDATE delivery SET state = 'folded', folded_into = ?2 WHERE id = ?1")?
            .execute([*delivery, event.0])?;
    }
    Ok(Some(MadeDigest { event, endpoint: endpoint.to_owned(), alerts: deliveries.len() }))
}

fn due(row: &Row<'_>) -> rusqlite::Result<Due> {
    Ok(Due {
        delivery: row.get("id")?,
        watchlist: row.get("watchlist")?,
        story: StoryId(row.get("story")?),
        held: Held { event: row.get("body")?, why: reason(row)? },
    })
}

/// What a delivery is held for.
pub(crate) fn reason(row: &Row<'_>) -> rusqlite::Result<HoldReason> {
    let name: String = row.get("held_for")?;
    let known = HoldReason::ALL.into_iter().find(|reason| reason.name() == name);
    known.ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("held_for: {name}")))
}

/// Puts together what a watchlist was to be told of one story, also where that has merged with another in the meantime.
/// The stories with the most articles come first.
fn gather(
    transaction: &Transaction<'_>,
    endpoint: &str,
    due: Vec<Due>,
    now: Timestamp,
) -> Result<Digest, Error> {
    let mut groups: Vec<(String, StoryId, u64, Vec<Held>)> = Vec::new();
    for Due { watchlist, story, held, .. } in due {
        match groups.iter_mut().find(|(list, id, ..)| *list == watchlist && *id == story) {
            Some((.., alerts)) => alerts.push(held),
            None => groups.push((watchlist, story, articles_of(transaction, story)?, vec![held])),
        }
    }
    groups.sort_by_key(|(_, _, articles, _)| std::cmp::Reverse(*articles));
    let mut digest =
        Digest { endpoint: endpoint.to_owned(), created: now, stories: Vec::new(), more: Vec::new() };
    for (_, story, _, alerts) in groups {
        if digest.stories.len() < Digest::MAX_STORIES {
            digest.stories.push(DigestStory { story: stories::summary(transaction, story)?, alerts });
        } else {
            digest.more.extend(alerts);
        }
    }
    Ok(digest)
}

fn articles_of(transaction: &Transaction<'_>, story: StoryId) -> Result<u64, Error> {
    Ok(transaction
        .prepare_cached("SELECT count(*) FROM article WHERE story = ?1")?
        .query_row([story.0], |row| row.get(0))?)
}
