//! What the database and the receivers must say once everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rusqlite::Connection;

use crate::news::News;
use crate::watcher::{Broken, Watcher};
use crate::world::{ENDPOINTS, UNSURE, WATCHLISTS, World};

/// The attempts of a whole schedule.
const ATTEMPTS: usize = 10;

struct Delivery {
    endpoint: String,
    webhook_id: String,
    state: String,
    expired: bool,
}

/// Holds the database against what was published and what was received.
pub(crate) fn check(world: &World, news: &News, watcher: &Watcher) -> Result<(), Broken> {
    let database = Connection::open(world.database()).unwrap();
    is_sound(&database)?;
    entries(&database, news)?;
    alerts(&database, news)?;
    sequences(&database)?;
    deliveries(&database, watcher)?;
    let told = Told::of(watcher)?;
    held(&database, watcher, &told)?;
    incidents(&database, watcher)
}

/// Whether a database file is whole.
pub(crate) fn is_sound(database: &Connection) -> Result<(), Broken> {
    let damaged = |error: rusqlite::Error| Broken(format!("the database is damaged: {error}"));
    let integrity: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(damaged)?;
    let foreign =
        database.prepare("PRAGMA foreign_key_check").and_then(|mut it| it.exists([])).map_err(damaged)?;
    match (integrity.as_str(), foreign) {
        ("ok", false) => Ok(()),
        _ => Err(Broken(format!("the database is damaged: {integrity}, foreign keys broken: {foreign}"))),
    }
}

/// Every entry that was published is known, and its article has its place.
fn entries(database: &Connection, news: &News) -> Result<(), Broken> {
    let placed = strings(
        database,
        "SELECT guid FROM entry JOIN article ON article.id = entry.article WHERE placed IS NOT NULL",
    );
    for published in news.stories.iter().flat_map(|story| &story.articles) {
        if !placed.contains(&published.url.replace("/news/", "/id/")) {
            return Err(Broken(format!("{} was published and is not placed in a story", published.url)));
        }
    }
    Ok(())
}

/// Every watchlist is told of every story that names what it watches, and once: copies that were read are one story. Where
/// all that is known of an article is the few words in its feed, they may be too few to show what it copies. Then it is a
/// story of its own, of which every watchlist is told once as well.
fn alerts(database: &Connection, news: &News) -> Result<(), Broken> {
    let mut told: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut statement = database
        .prepare("SELECT watchlist, body FROM alert JOIN event ON event.id = alert.event WHERE reason = 'first_mention'")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    for row in rows {
        let (watchlist, body): (String, String) = row.unwrap();
        for story in stories_of(&body) {
            *told.entry((watchlist.clone(), story)).or_default() += 1;
        }
    }
    for (number, story) in news.stories.iter().enumerate() {
        let places = Places::of(database, number);
        let broken = |what: String| {
            Err(Broken(format!("story s{number}: {what}; its articles:\n{}", places.told.join("\n"))))
        };
        if places.of_those_read.len() > 1 {
            return broken("articles that were read are in different stories".to_owned());
        }
        for (watchlist, ..) in WATCHLISTS {
            let expected = places.alerts(watchlist, story.watchlists.contains(&watchlist));
            let times = told.get(&(watchlist.to_owned(), number)).copied().unwrap_or_default();
            if !expected.contains(&times) {
                return broken(format!("{watchlist} was told {times} times of it, not {expected:?}"));
            }
        }
    }
    Ok(())
}

/// Where the articles of a published story were put.
#[derive(Default)]
struct Places {
    /// The stories that they were put in.
    all: BTreeSet<i64>,
    /// Of those whose whole text is known.
    of_those_read: BTreeSet<i64>,
    /// Of those in which the uncertain name was found.
    of_those_found: BTreeSet<i64>,
    /// In words, with the reasons.
    told: Vec<String>,
}

impl Places {
    fn of(database: &Connection, story: usize) -> Places {
        let mut places = Places::default();
        let mut statement = database
            .prepare(
                "SELECT placed_in, problem IS NULL,
                     EXISTS (SELECT 1 FROM mention WHERE mention.article = article.id AND watchlist = ?2),
                     format('%d. %s in story %d, %s, %d characters, published %s, backlog %d, %s: %s', placed, url,
                         placed_in, relation, length(text), coalesce(published, 'at no known time'), backlog,
                         coalesce(problem, 'read'), why)
                 FROM article WHERE url LIKE ?1 ORDER BY placed",
            )
            .unwrap();
        let rows = statement
            .query_map([format!("%/news/s{story}-%"), UNSURE.to_owned()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        for row in rows {
            let (place, is_read, is_found, told) = row.unwrap();
            places.all.insert(place);
            if is_found {
                places.of_those_found.insert(place);
            }
            if is_read {
                places.of_those_read.insert(place);
            }
            places.told.push(told);
        }
        places
    }

    /// How many alerts of their first mention there may be: one for each story that they were when it was committed. Of an uncertain
    /// name it is learned what it means, so it counts where it was found; and where such stories turn out to be one, what is sure takes the
    /// place of all that is not.
    fn alerts(&self, watchlist: &str, is_named: bool) -> RangeInclusive<usize> {
        let all = match is_named {
            false => 0,
            true if watchlist == UNSURE => self.of_those_found.len(),
            true => self.all.len(),
        };
        if watchlist == UNSURE { all.min(1)..=all } else { all..=all }
    }
}

/// The published stories whose articles an alert's mentions name.
fn stories_of(body: &str) -> BTreeSet<usize> {
    let event: serde_json::Value = serde_json::from_str(body).unwrap();
    let mentions = event["data"]["mentions"].to_string();
    let slugs = mentions.split("/news/s").skip(1);
    slugs.map(|rest| rest.split('-').next().unwrap().parse().unwrap()).collect()
}

/// The alerts of a watchlist are counted without a gap, and those that wait for a person, or were dropped by one, are not.
fn sequences(database: &Connection) -> Result<(), Broken> {
    let gaps = strings(
        database,
        "SELECT watchlist FROM alert WHERE sequence > 0
         GROUP BY watchlist HAVING count(*) <> max(sequence) OR min(sequence) <> 1",
    );
    let told = strings(
        database,
        "SELECT DISTINCT watchlist FROM alert JOIN delivery ON delivery.event = alert.event
         WHERE sequence <= 0 AND NOT (held_for = 'review' AND delivery.state IN ('held', 'dropped'))",
    );
    match (gaps.first(), told.first()) {
        (None, None) => Ok(()),
        (Some(watchlist), _) => Err(Broken(format!("the sequence numbers of {watchlist} have gaps"))),
        (None, Some(watchlist)) => Err(Broken(format!("{watchlist} was told of what has no number"))),
    }
}

/// What arrived is known to have arrived; nothing waits; and what is given up was tried as often as it had to be.
fn deliveries(database: &Connection, watcher: &Watcher) -> Result<(), Broken> {
    let mut statement = database
        .prepare(
            "SELECT endpoint, webhook_id, state, problem LIKE 'it %older%' OR problem LIKE 'it became too old%' FROM delivery",
        )
        .unwrap();
    let rows = statement
        .query_map([], |row| {
            Ok(Delivery {
                endpoint: row.get(0)?,
                webhook_id: row.get(1)?,
                state: row.get(2)?,
                expired: row.get::<_, Option<bool>>(3)?.unwrap_or_default(),
            })
        })
        .unwrap();
    let mut chat = (0, 0);
    for row in rows {
        let delivery = row.unwrap();
        let sink = ENDPOINTS.iter().position(|name| *name == delivery.endpoint).unwrap();
        if ENDPOINTS[sink] == "chat" {
            chat.0 += usize::from(delivery.state == "delivered");
            chat.1 += usize::from(delivery.state == "waiting");
            continue;
        }
        let known = watcher.deliveries.get(&(sink, delivery.webhook_id.clone()));
        let accepted = known.is_some_and(|known| known.accepted);
        let tried = watcher.failed(sink, &delivery.webhook_id) >= ATTEMPTS;
        let sensible = match delivery.state.as_str() {
            "delivered" => accepted,
            "dead" => tried || delivery.expired || watcher.was_disabled(sink),
            // Held against what was told, below.
            "held" | "folded" | "dropped" => !accepted,
            _ => false,
        };
        if !sensible {
            let Delivery { endpoint, webhook_id, state, .. } = delivery;
            let failed = watcher.failed(sink, &webhook_id);
            return Err(Broken(format!(
                "{endpoint}: {webhook_id} is {state}; accepted: {accepted}, failed attempts: {failed}"
            )));
        }
    }
    let settled =
        watcher.deliveries.iter().filter(|((sink, _), known)| ENDPOINTS[*sink] == "chat" && known.settled);
    match (settled.count(), chat) {
        (settled, (delivered, 0)) if settled == delivered => Ok(()),
        (settled, chat) => {
            Err(Broken(format!("the chat took {settled} messages; delivered and waiting: {chat:?}")))
        }
    }
}

/// What each receiver took: by sink and the id under which it is told, the delivery that told it.
struct Told(BTreeMap<(usize, String), String>);

impl Told {
    /// An error where a receiver was told one thing in two deliveries. A chat's messages name nothing.
    fn of(watcher: &Watcher) -> Result<Told, Broken> {
        let mut told = BTreeMap::new();
        for ((sink, delivery), known) in &watcher.deliveries {
            if !known.accepted || ENDPOINTS[*sink] == "chat" {
                continue;
            }
            for id in ids(&known.body) {
                if let Some(other) = told.insert((*sink, id.clone()), delivery.clone()) {
                    return Err(Broken(format!(
                        "{} was told {id} by {other} and {delivery}",
                        ENDPOINTS[*sink]
                    )));
                }
            }
        }
        Ok(Told(told))
    }
}

/// The ids of what an event tells: its own, or of a digest those of the alerts in it.
fn ids(body: &[u8]) -> Vec<String> {
    let event: serde_json::Value = serde_json::from_slice(body).unwrap();
    let data = &event["data"];
    let id = |value: &serde_json::Value| value["id"].as_str().unwrap().to_owned();
    if event["type"] != "digest" {
        return vec![id(data)];
    }
    let stories = data["stories"].as_array().unwrap().iter();
    let alerts = stories.flat_map(|story| story["alerts"].as_array().unwrap());
    alerts.chain(data["more"].as_array().into_iter().flatten()).map(id).collect()
}

/// No alert that was held is lost: each was told by itself once a person said so, or in a digest, or a person dropped it, or it
/// waits for a person still.
fn held(database: &Connection, watcher: &Watcher, told: &Told) -> Result<(), Broken> {
    let mut statement = database
        .prepare(
            "SELECT alert.event, delivery.endpoint, delivery.state, digest.state, event.body ->> '$.data.id',
                 delivery.held_for IS 'review' AND delivery.held_until IS NULL AND sequence < 0
             FROM delivery JOIN alert ON alert.event = delivery.event JOIN event ON event.id = delivery.event
             LEFT JOIN delivery AS digest
                 ON digest.event = delivery.folded_into AND digest.endpoint = delivery.endpoint",
        )
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (alert, endpoint): (i64, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        let (state, digest): (String, Option<String>) = (row.get(2).unwrap(), row.get(3).unwrap());
        let id: String = row.get(4).unwrap();
        let sink = ENDPOINTS.iter().position(|name| *name == endpoint).unwrap();
        let is_told = told.0.contains_key(&(sink, id)) || endpoint == "chat";
        let sensible = match (state.as_str(), digest.as_deref()) {
            ("delivered", None) | ("folded", Some("delivered")) => is_told,
            ("folded", Some("dead")) | ("dead", None) => true,
            ("dropped", None) => watcher.dropped.contains(&alert),
            ("held", None) => row.get(5).unwrap(),
            _ => false,
        };
        if !sensible {
            return Err(Broken(format!(
                "{endpoint}: alert {alert} is {state}, its digest {digest:?}; told: {is_told}"
            )));
        }
    }
    Ok(())
}

/// What befell a receiver was told, once each time that it happened, and nothing that did not happen.
fn incidents(database: &Connection, watcher: &Watcher) -> Result<(), Broken> {
    let known = strings(
        database,
        "SELECT format('%s %s %s', type, body ->> '$.data.subject', body ->> '$.data.since') FROM event
         WHERE type LIKE 'endpoint.%'",
    );
    let expected: BTreeSet<String> = watcher
        .incidents
        .iter()
        .map(|(kind, sink, since)| format!("{kind} {} {since}", ENDPOINTS[*sink]))
        .collect();
    match known == expected {
        true => Ok(()),
        false => Err(Broken(format!("what befell receivers was {expected:?}; told was {known:?}"))),
    }
}

fn strings(database: &Connection, query: &str) -> BTreeSet<String> {
    database.prepare(query).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
