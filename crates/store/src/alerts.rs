//! Alerts: made within the commit that raises them, from what the database then says of the story.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use model::{
    Alert, AlertId, AlertMention, AlertReason, ArticleId, EventId, Mention, Outlet, Reached, Ruling,
    StorySummary, Update, UpdateReason,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::events::NewEvent;
use crate::placing::{AlertRequest, Development, Made, Occasion, PlacedArticle, Renderer};
use crate::row::{Millis, json};
use crate::stories::{self, Told};
use crate::thread::Transaction;
use crate::{Error, Judge, events, held, mentions, row};

/// Makes the alert that is requested, with its deliveries, unless the watchlist was told of the story for that reason
/// before, be it under the name of a story that has since merged with it. An uncertain alert that nobody has been told of
/// gives way to one that is sure, and one of muted watches to one that has a further watch.
///
/// One that stands already all the same is a mistake of ours. It costs what would have been told twice, and not all that is committed
/// with it.
pub(crate) fn raise(
    transaction: &Transaction<'_>,
    placed: &PlacedArticle,
    request: &AlertRequest,
    now: Timestamp,
    renderer: Renderer,
    judge: &Judge,
    instance: &str,
) -> Result<Option<Made>, Error> {
    unless_standing(transaction, placed, request, || {
        let story = placed.placement.story;
        let told: Vec<Told> = stories::told(transaction, story)?
            .into_iter()
            .filter(|told| told.watchlist == request.watchlist)
            .collect();
        let alerting = Alerting { transaction, placed, request, told: &told, now, renderer, judge, instance };
        if let Some(made) = alerting.in_place_of_muted()? {
            return Ok(Some(made));
        }
        let Some(occasion) = untold(&request.occasion, &told) else { return Ok(None) };
        let unsure = held::unsure(transaction, &request.watchlist, story)?;
        if request.only_review && !unsure.is_empty() {
            return Ok(None);
        }
        for alert in unsure {
            held::forget(transaction, alert)?;
        }
        let sequence = next_sequence(transaction, &request.watchlist)?;
        let (alert, ruling) = alerting.judged(&occasion, sequence)?;
        alerting.make(alert, &ruling, &occasion).map(Some)
    })
}

/// What `raise` makes. Where that stands already, nothing of it is left.
fn unless_standing(
    transaction: &Transaction<'_>,
    placed: &PlacedArticle,
    request: &AlertRequest,
    raise: impl FnOnce() -> Result<Option<Made>, Error>,
) -> Result<Option<Made>, Error> {
    transaction.execute_batch("SAVEPOINT alert")?;
    match raise() {
        Err(error) if error.is_duplicate() => {
            transaction.execute_batch("ROLLBACK TO alert; RELEASE alert")?;
            tracing::error!(
                watchlist = request.watchlist,
                article = placed.article.0,
                story = placed.placement.story.0,
                "an alert would have been told twice, and was not: a mistake of wirewatch"
            );
            Ok(None)
        }
        // What fails otherwise takes the commit with it.
        Err(error) => Err(error),
        Ok(made) => {
            transaction.execute_batch("RELEASE alert")?;
            Ok(made)
        }
    }
}

/// An alert that is to be made, and what it is made with.
struct Alerting<'a> {
    transaction: &'a Transaction<'a>,
    placed: &'a PlacedArticle,
    request: &'a AlertRequest,
    /// What the watchlist was told of the story before.
    told: &'a [Told],
    now: Timestamp,
    renderer: Renderer,
    judge: &'a Judge,
    instance: &'a str,
}

impl Alerting<'_> {
    /// Makes the alert in the place of the first of those of its watchlist about the story, and under its number, where mutes hold all of
    /// these. It tells what that one told, too, and is told once one of its watches is not muted.
    fn in_place_of_muted(&self) -> Result<Option<Made>, Error> {
        let is_new = |watch: &String| self.told.iter().all(|told| !told.watches.contains(watch));
        if self.told.is_empty() || !self.request.watches.iter().any(is_new) {
            return Ok(None);
        }
        let story = self.placed.placement.story;
        let muted = held::muted(self.transaction, &self.request.watchlist, story, self.now)?;
        let Some(muted) = muted else { return Ok(None) };
        let (alert, ruling) = self.judged(&Occasion::FirstMention, muted.sequence)?;
        // What waits for a person under the story's id, or that of a story in it, would be told beside it.
        for unsure in held::unsure(self.transaction, &self.request.watchlist, story)? {
            held::forget(self.transaction, unsure)?;
        }
        held::forget(self.transaction, muted.id)?;
        let made = self.make(alert, &ruling, &Occasion::FirstMention)?;
        // What was said of the one is said of the other.
        self.transaction
            .prepare_cached("UPDATE OR IGNORE feedback SET alert = (SELECT id FROM alert WHERE event = ?2) WHERE alert = ?1")?
            .execute([muted.row, made.id.0])?;
        Ok(Some(made))
    }

    /// The alert, and when it may reach whom.
    fn judged(&self, occasion: &Occasion, sequence: i64) -> Result<(Alert, Ruling), Error> {
        let Alerting { transaction, placed, request, told, now, judge, .. } = *self;
        let story = placed.placement.story;
        let (mentions, mentions_found) = match told {
            [] => mentions_of(transaction, placed, request)?,
            told => mentions_in(transaction, placed, request, told)?,
        };
        let mut alert = Alert {
            watchlist: request.watchlist.clone(),
            sequence,
            reason: reason(transaction, occasion, now)?,
            created: now,
            story: stories::summary(transaction, story)?,
            mentions,
            mentions_found,
        };
        let ruling = held::rule(transaction, &alert, &request.endpoints, request.only_review, judge, now)?;
        // Only now, since a watch that is not muted may be beyond those that are listed.
        alert.mentions.truncate(Alert::MAX_MENTIONS);
        Ok((alert, ruling))
    }

    fn make(&self, mut alert: Alert, ruling: &Ruling, occasion: &Occasion) -> Result<Made, Error> {
        let Alerting { transaction, request, renderer, instance, now, .. } = *self;
        let event =
            NewEvent { kind: alert.reason.event(), key: None, created: now, expires: request.expires };
        let body = |id: EventId| (renderer.body)(&alert, &format!("alert_{instance}_{id}"));
        let event = events::insert_event(transaction, &event, body)?;
        if held::waits_for_a_person(ruling) {
            alert.sequence = -event.0;
        }
        // It names again what was told before.
        let mut watches = request.watches.clone();
        for watch in self.told.iter().flat_map(|told| &told.watches) {
            if !watches.contains(watch) {
                watches.push(watch.clone());
            }
        }
        insert_alert(transaction, &alert, &occasion.keys(), &watches, event, self.placed.article)?;
        events::deliver(transaction, event, &request.endpoints, renderer, instance, now)?;
        held::hold(transaction, event, &request.endpoints, &ruling.decisions)?;
        let decisions = request.endpoints.iter().cloned().zip(ruling.decisions.iter().copied()).collect();
        Ok(Made { id: AlertId(event.0), article: self.placed.article, alert, decisions })
    }
}

/// Counts up the alerts of a watchlist that have been told, or will be without anybody's doing.
pub(crate) fn next_sequence(connection: &Connection, watchlist: &str) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT max(coalesce(max(sequence), 0), 0) + 1 FROM alert WHERE watchlist = ?1")?
        .query_row([watchlist], |row| row.get(0))?)
}

/// What of an occasion the watchlist was not told of yet; `None` where that is nothing.
fn untold(occasion: &Occasion, told: &[Told]) -> Option<Occasion> {
    match occasion {
        Occasion::FirstMention => told.is_empty().then(|| occasion.clone()),
        Occasion::Unmuted => None,
        Occasion::Update(development) => {
            let known = |key: &String| told.iter().any(|told| told.reasons.contains(key));
            let mut development = development.clone();
            let edited = development.reasons.iter().find(|(reason, _)| *reason == UpdateReason::Edit);
            if let Some((_, article)) = edited.copied() {
                development.gone_watches.retain(|watch| !known(&UpdateReason::key_of_gone(article, watch)));
            }
            let was_named = |watch| told.iter().any(|told| told.watches.contains(watch));
            let takes_out = development.gone_watches.iter().any(was_named);
            development.new_watches.retain(|watch| !known(&UpdateReason::NewWatch.key_of(watch)));
            let watches = !development.new_watches.is_empty();
            development.reasons.retain(|(reason, article)| match reason {
                UpdateReason::NewWatch => watches,
                UpdateReason::Edit => takes_out || !known(&reason.key_of(article)),
                reason => !known(&reason.name()),
            });
            (!told.is_empty() && !development.reasons.is_empty()).then_some(Occasion::Update(development))
        }
    }
}

fn reason(connection: &Connection, occasion: &Occasion, now: Timestamp) -> Result<AlertReason, Error> {
    let Occasion::Update(development) = occasion else { return Ok(AlertReason::FirstMention) };
    let Development { reasons, last_told, newcomers, new_languages, new_watches, gone_watches } = development;
    let mut reached = Vec::new();
    for (reason, article) in reasons {
        reached.extend(outlet_of(connection, *article)?.map(|by| Reached { reason: *reason, by }));
    }
    let mut new_outlets = Vec::new();
    for article in newcomers.iter().take(StorySummary::MAX_OUTLETS) {
        new_outlets.extend(outlet_of(connection, *article)?);
    }
    Ok(AlertReason::Update(Update {
        reasons: reached,
        last_told: last_told.unwrap_or(now),
        new_outlets,
        new_outlet_count: newcomers.len(),
        new_languages: new_languages.clone(),
        new_watches: new_watches.clone(),
        gone_watches: gone_watches.clone(),
    }))
}

fn outlet_of(connection: &Connection, article: ArticleId) -> rusqlite::Result<Option<Outlet>> {
    connection
        .prepare_cached("SELECT * FROM article WHERE id = ?1")?
        .query_row([article.0], stories::outlet)
        .optional()
}

fn insert_alert(
    transaction: &Transaction<'_>,
    alert: &Alert,
    keys: &[String],
    watches: &[String],
    event: EventId,
    raised_by: ArticleId,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO alert (watchlist, sequence, story, reason, created, event, placed, reasons, watches, article)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT max(placed) FROM article), ?7, ?8, ?9)",
        )?
        .execute(params![
            alert.watchlist,
            alert.sequence,
            alert.story.id.0,
            keys.first(),
            Millis(alert.created),
            event.0,
            json(keys),
            json(watches),
            raised_by.0,
        ])?;
    Ok(())
}

/// All mentions that are told of in the article itself, best first, and how many there are.
fn mentions_of(
    connection: &Connection,
    placed: &PlacedArticle,
    request: &AlertRequest,
) -> Result<(Vec<AlertMention>, usize), Error> {
    let Some(article) = outlet_of(connection, placed.article)? else { return Ok((Vec::new(), 0)) };
    let mut mentions: Vec<&Mention> = placed
        .mentions
        .iter()
        .filter(|mention| mention.watchlist == request.watchlist && request.watches.contains(&mention.watch))
        .collect();
    mentions.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.watch.cmp(&b.watch)));
    let found = mentions.len();
    Ok((mentions.into_iter().map(|mention| alert_mention(&article, mention.clone())).collect(), found))
}

fn alert_mention(article: &Outlet, mention: Mention) -> AlertMention {
    AlertMention {
        url: article.url.clone(),
        title: article.title.clone(),
        source: article.source.clone(),
        mention,
    }
}

/// A watchlist's mentions in all articles of a story, as these are now; the surest first, and of those the earliest.
pub(crate) const MENTIONS: &str =
    "SELECT mention.*, article.id FROM article JOIN mention ON mention.article = article.id
     WHERE article.story = ?1 AND mention.watchlist = ?2 AND mention.gone = 0
         AND mention.watch IN (SELECT value FROM json_each(?3))
     ORDER BY mention.score DESC, article.placed, mention.watch LIMIT ?4";

/// How many there are of them.
pub(crate) const MENTIONS_FOUND: &str =
    "SELECT count(*) FROM article JOIN mention ON mention.article = article.id
     WHERE article.story = ?1 AND mention.watchlist = ?2 AND mention.gone = 0
         AND mention.watch IN (SELECT value FROM json_each(?3))";

/// The mentions, in any article of the story, of the watches that the watchlist was told of or is told of now, as far as an alert lists
/// them; and how many there are in all.
fn mentions_in(
    connection: &Connection,
    placed: &PlacedArticle,
    request: &AlertRequest,
    told: &[Told],
) -> Result<(Vec<AlertMention>, usize), Error> {
    let story = placed.placement.story;
    let watches: Vec<String> =
        told.iter().flat_map(|told| &told.watches).chain(&request.watches).cloned().collect();
    let watches = json(&watches);
    let listed: Vec<(ArticleId, Mention)> = connection
        .prepare_cached(MENTIONS)?
        .query_map(params![story.0, request.watchlist, watches, row::count(Alert::MAX_MENTIONS)], |row| {
            Ok((ArticleId(row.get("article")?), mentions::mention(row)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let found = connection
        .prepare_cached(MENTIONS_FOUND)?
        .query_row(params![story.0, request.watchlist, watches], |row| row.get(0))?;
    let mut articles: HashMap<ArticleId, Option<Outlet>> = HashMap::new();
    let mut mentions = Vec::new();
    for (id, mention) in listed {
        let article = match articles.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(vacant) => vacant.insert(outlet_of(connection, id)?),
        };
        mentions.extend(article.as_ref().map(|article| alert_mention(article, mention)));
    }
    // In a story of many mentions the newest watch is named, too, whatever its score.
    if !mentions.iter().any(|found| request.watches.contains(&found.mention.watch)) {
        let (own, _) = mentions_of(connection, placed, request)?;
        mentions.truncate(Alert::MAX_MENTIONS.saturating_sub(own.len()));
        mentions.extend(own);
    }
    Ok((mentions, found))
}
