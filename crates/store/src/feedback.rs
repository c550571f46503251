//! What users say of alerts: that a watch was meant in one, or was not. Each word is kept with the place by which the watch was
//! found, so that it says something of places like it, and can be taken back.

use jiff::Timestamp;
use model::{AlertId, EventId, Feedback, StoryId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::letters::{self, DeliveryState};
use crate::row::{Millis, strings};
use crate::{Archive, Error, Operator, Store, stories};

/// How an alert is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertName<'a> {
    /// By its number, with which its id ends.
    Number(AlertId),
    /// By its id, as the alert itself says: the name of a database, `_` and the number of an event end it.
    Id(&'a str),
}

/// Why an alert is not to be had by its name, or nothing can be said of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unheard {
    /// There is no such alert.
    #[error("there is no such alert: `wirewatch alerts list` names the latest")]
    NoAlert,
    /// The alert with its number has another id.
    #[error("{0}: that alert is of another database")]
    OtherDatabase(String),
    /// The alert with its number is so old that its id is no longer kept.
    #[error("{0}: alerts this old are known by their numbers alone, which `wirewatch alerts list` gives")]
    Forgotten(String),
    /// It named other watches.
    #[error("the alert does not name \"{watch}\", but {}", .named.join(", "))]
    NotNamed {
        /// What was asked for.
        watch: String,
        /// The watches that it names.
        named: Vec<String>,
    },
    /// It was found by rules alone.
    #[error(
        "{} was found by a rule, which holds or does not: no word on it changes a score; change the rule instead",
        .0.join(", ")
    )]
    Rule(Vec<String>),
    /// Nothing had been said.
    #[error("nothing was said of it")]
    NothingSaid,
}

/// What was said, and of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The watches that it was said of.
    pub watches: Vec<String>,
    /// The rules that the alert names besides, of which nothing is said.
    pub rules: Vec<String>,
}

/// An alert, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertLine {
    /// Its number.
    pub id: AlertId,
    /// The watchlist.
    pub watchlist: String,
    /// The story.
    pub story: StoryId,
    /// The headline of the article that tells the story best.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
    /// The watches that it named, and what was said of each.
    pub watches: Vec<(String, Option<bool>)>,
    /// The endpoints that it goes to, and what became of it on the way to each; none where that is no longer kept.
    pub endpoints: Vec<(String, DeliveryState)>,
}

impl Store {
    /// All that users say, the oldest first, with its number: another number means that something was said since.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn feedback(&self) -> Result<(i64, Vec<Feedback>), Error> {
        self.reader.run(|transaction| Ok((given(transaction)?, feedback(transaction)?))).await
    }

    /// The number of what was said last.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn feedback_given(&self) -> Result<i64, Error> {
        self.reader.run(|transaction| Ok(given(transaction)?)).await
    }
}

impl Archive {
    /// All that users say, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn feedback(&self) -> Result<Vec<Feedback>, Error> {
        Ok(feedback(self.connection())?)
    }

    /// The latest alerts, the latest first.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn alerts(&self, limit: usize) -> Result<Vec<AlertLine>, Error> {
        self.at_one_moment(|connection| {
            connection
                .prepare(
                    "SELECT id, watchlist, story, created, watches, event FROM alert ORDER BY event DESC LIMIT ?1",
                )?
                .query_map([crate::row::count(limit)], |row| line(connection, row))?
                .collect()
        })
    }
}

impl Operator {
    /// The number of the alert of that name.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read; within, why it names none.
    pub fn alert_named(&self, alert: AlertName<'_>) -> Result<Result<AlertId, Unheard>, Error> {
        Ok(find(self.connection(), alert)?.map(|alert| alert.number))
    }

    /// Keeps what a user says of an alert at `now`: whether a watch, or each that it named, was `meant`; `None` takes back what
    /// was said. Of what `is_rule`, given a watchlist and a watch, nothing is kept, since no score depends on it.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; within, why it cannot be said.
    pub fn give_feedback(
        &mut self,
        alert: AlertName<'_>,
        watch: Option<&str>,
        meant: Option<bool>,
        is_rule: impl Fn(&str, &str) -> bool,
        now: Timestamp,
    ) -> Result<Result<Said, Unheard>, Error> {
        self.commit(|connection| Ok(give(connection, alert, watch, meant, is_rule, now)?))
    }
}

fn given(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM feedback")?.query_row([], |row| row.get(0))
}

fn feedback(connection: &Connection) -> rusqlite::Result<Vec<Feedback>> {
    connection
        .prepare_cached("SELECT * FROM feedback WHERE meant IS NOT NULL ORDER BY id")?
        .query_map([], |row| {
            Ok(Feedback {
                watchlist: row.get("watchlist")?,
                watch: row.get("watch")?,
                meant: row.get("meant")?,
                alias: row.get("alias")?,
                sentence: row.get("sentence")?,
                language: row.get("language")?,
                outlet: row.get("outlet")?,
            })
        })?
        .collect()
}

fn line(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<AlertLine> {
    let (id, event): (i64, i64) = (row.get("id")?, row.get("event")?);
    let story = StoryId(row.get("story")?);
    let story = stories::resolve(connection, story)?.unwrap_or(story);
    let said = |watch: String| {
        let said = connection
            .prepare_cached("SELECT meant FROM feedback WHERE alert = ?1 AND watch = ?2")?
            .query_row(params![id, watch], |row| row.get(0))
            .optional()?;
        Ok((watch, said.flatten()))
    };
    let watches = strings(&row.get::<_, String>("watches")?);
    Ok(AlertLine {
        id: AlertId(event),
        watchlist: row.get("watchlist")?,
        story,
        title: stories::summary(connection, story)?.title,
        created: row.get::<_, Millis>("created")?.0,
        watches: watches.into_iter().map(said).collect::<rusqlite::Result<_>>()?,
        endpoints: letters::of_event(connection, EventId(event))?,
    })
}

/// An alert of which something is said.
struct NamedAlert {
    /// Of its row.
    id: i64,
    number: AlertId,
    watchlist: String,
    story: i64,
    /// The article that raised it; of some of earlier versions this is not known.
    article: Option<i64>,
    watches: Vec<String>,
    /// Its id as it was told; `None` where that is no longer kept.
    told: Option<String>,
}

/// The alert of that name. Of an id the number finds it and the whole is compared, since other databases, this one before it
/// was restored among them, have events of the same number.
fn find(connection: &Connection, name: AlertName<'_>) -> rusqlite::Result<Result<NamedAlert, Unheard>> {
    let id = match name {
        AlertName::Number(alert) => return Ok(numbered(connection, alert.0)?.ok_or(Unheard::NoAlert)),
        AlertName::Id(id) => id,
    };
    let event = id.rsplit('_').next().and_then(|event| event.parse().ok());
    let Some(event) = event else { return Ok(Err(Unheard::NoAlert)) };
    let Some(alert) = numbered(connection, event)? else { return Ok(Err(Unheard::NoAlert)) };
    Ok(match &alert.told {
        Some(told) if told == id => Ok(alert),
        Some(_) => Err(Unheard::OtherDatabase(id.to_owned())),
        None => Err(Unheard::Forgotten(id.to_owned())),
    })
}

fn numbered(connection: &Connection, number: i64) -> rusqlite::Result<Option<NamedAlert>> {
    connection
        .query_row(
            "SELECT id, event, watchlist, article, watches,
                 (SELECT coalesce(merged_into, id) FROM story WHERE id = alert.story) AS story,
                 (SELECT body ->> '$.data.id' FROM event WHERE id = alert.event AND body <> '') AS told
             FROM alert WHERE event = ?1",
            [number],
            |row| {
                Ok(NamedAlert {
                    told: row.get("told")?,
                    id: row.get("id")?,
                    number: AlertId(row.get("event")?),
                    watchlist: row.get("watchlist")?,
                    story: row.get("story")?,
                    article: row.get("article")?,
                    watches: strings(&row.get::<_, String>("watches")?),
                })
            },
        )
        .optional()
}

fn give(
    connection: &Connection,
    name: AlertName<'_>,
    watch: Option<&str>,
    meant: Option<bool>,
    is_rule: impl Fn(&str, &str) -> bool,
    now: Timestamp,
) -> rusqlite::Result<Result<Said, Unheard>> {
    let alert = match find(connection, name)? {
        Ok(alert) => alert,
        Err(unheard) => return Ok(Err(unheard)),
    };
    let watches: Vec<String> = match watch {
        Some(watch) if !alert.watches.iter().any(|named| named == watch) => {
            return Ok(Err(Unheard::NotNamed { watch: watch.to_owned(), named: alert.watches }));
        }
        Some(watch) => vec![watch.to_owned()],
        None => alert.watches.clone(),
    };
    // What was once said of a watch that has become a rule can be taken back.
    let is_unheard = |watch: &String| meant.is_some() && is_rule(&alert.watchlist, watch);
    let (rules, names): (Vec<String>, Vec<String>) = watches.into_iter().partition(is_unheard);
    if names.is_empty() && !rules.is_empty() {
        return Ok(Err(Unheard::Rule(rules)));
    }
    let mut done = Vec::new();
    for watch in names {
        let said = match meant {
            Some(meant) => say(connection, &alert, &watch, meant, now)?,
            None => take_back(connection, &alert, &watch, now)?,
        };
        if said {
            done.push(watch);
        }
    }
    Ok(if done.is_empty() { Err(Unheard::NothingSaid) } else { Ok(Said { watches: done, rules }) })
}

/// The place by which a watch was found: in the article that raised the alert if it is there, or else the surest of its story.
const PLACE: &str = "SELECT article.language, article.outlet, mention.evidence
     FROM article JOIN mention ON mention.article = article.id
     WHERE article.story = ?1 AND mention.watchlist = ?2 AND mention.watch = ?3
     ORDER BY article.id = ?4 DESC, mention.score DESC, article.placed LIMIT 1";

fn say(
    connection: &Connection,
    alert: &NamedAlert,
    watch: &str,
    meant: bool,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let said = connection.execute(
        &format!(
            "INSERT OR REPLACE INTO feedback (alert, watchlist, watch, meant, given, alias, sentence, language, outlet)
             SELECT ?5, ?2, ?3, ?6, ?7, coalesce(place.evidence ->> '$[0].alias', ?3),
                 coalesce(place.evidence ->> '$[0].sentence', ''), place.language, place.outlet
             FROM (SELECT 1) LEFT JOIN ({PLACE}) AS place"
        ),
        params![alert.story, alert.watchlist, watch, alert.article, alert.id, meant, Millis(now)],
    )?;
    Ok(said > 0)
}

/// Keeps that nothing is said any more, as the newest word, so that it is heard.
fn take_back(
    connection: &Connection,
    alert: &NamedAlert,
    watch: &str,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let taken = connection.execute(
        "INSERT OR REPLACE INTO feedback (alert, watchlist, watch, meant, given, alias, sentence)
         SELECT alert, watchlist, watch, NULL, ?3, '', '' FROM feedback
         WHERE alert = ?1 AND watch = ?2 AND meant IS NOT NULL",
        params![alert.id, watch, Millis(now)],
    )?;
    Ok(taken > 0)
}
