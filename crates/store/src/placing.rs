//! The heart of the outbox: an article's place in a story, its mentions, its alerts and their deliveries, committed
//! as one; and the window of placed articles from which grouping is rebuilt.

use jiff::Timestamp;
use model::{
    Alert, AlertId, AlertMention, AlertReason, Article, ArticleId, EventId, Incident, Mention, Outcome,
    Outlet, Placement, Relation, StoryId, StorySummary,
};
use rusqlite::{Row, params};

use crate::events::NewEvent;
use crate::row::{Millis, strings, time};
use crate::thread::Transaction;
use crate::{Error, Store, events, row};

/// An article that was read and waits for its place.
#[derive(Clone, Debug)]
pub struct Unplaced {
    /// The article.
    pub article: Article,
    /// Whether it is no news as far as is known: without a date of its own, from a feed's document that was read first.
    pub backlog: bool,
}

/// An article with everything that follows from it.
#[derive(Clone, Debug)]
pub struct PlacedArticle {
    /// The article.
    pub article: ArticleId,
    /// Its place.
    pub placement: Placement,
    /// What was found in it, for all watchlists.
    pub mentions: Vec<Mention>,
    /// The watchlists that are to be told, if they have not been told of the story.
    pub requests: Vec<AlertRequest>,
}

/// A watchlist that is to be told of an article's story.
#[derive(Clone, Debug)]
pub struct AlertRequest {
    /// The watchlist's name.
    pub watchlist: String,
    /// Why now.
    pub reason: AlertReason,
    /// The watches whose mentions in the article it tells of.
    pub watches: Vec<String>,
    /// The endpoints to tell.
    pub endpoints: Vec<String>,
    /// After this no attempt begins.
    pub expires: Timestamp,
}

/// How what is told becomes what is sent: pure functions, called within the commit.
#[derive(Clone, Copy, Debug)]
pub struct Renderer {
    /// The body of an alert's event, from the alert and its public id.
    pub body: fn(&Alert, &str) -> String,
    /// The body of an incident's event, from the incident and its public id.
    pub incident: fn(&Incident, &str) -> String,
    /// The id of a delivery, from the database's name, the event and the endpoint's name.
    pub webhook_id: fn(&str, EventId, &str) -> String,
}

/// An alert that a commit made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its id.
    pub id: AlertId,
    /// The article that raised it.
    pub article: ArticleId,
    /// The alert.
    pub alert: Alert,
}

impl Store {
    /// The articles that wait for their place, in the order in which they became known.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn unplaced(&self, limit: usize) -> Result<Vec<Unplaced>, Error> {
        self.reader
            .run(move |transaction| {
                let articles = transaction
                    .prepare_cached(&select_articles("stage = 1 ORDER BY id LIMIT ?1"))?
                    .query_map([row::count(limit)], |row| {
                        Ok(Unplaced { article: article(row)?, backlog: is_backlog(row)? })
                    })?
                    .collect::<Result<_, _>>()?;
                Ok(articles)
            })
            .await
    }

    /// Commits articles with their places, mentions, alerts and deliveries: all of them or none.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_articles(
        &self,
        articles: Vec<PlacedArticle>,
        now: Timestamp,
        renderer: Renderer,
    ) -> Result<Vec<Made>, Error> {
        let instance = self.instance.clone();
        self.writer
            .run(move |transaction| {
                let mut made = Vec::new();
                for placed in &articles {
                    place(transaction, placed, now)?;
                    for request in &placed.requests {
                        made.extend(raise(transaction, placed, request, now, renderer, &instance)?);
                    }
                }
                Ok(made)
            })
            .await
    }

    /// The placed articles that became known since `since`, in the order of placing, after the `after`th; with the
    /// number of each, to go on from.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn window(
        &self,
        since: Timestamp,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, Article, Placement)>, Error> {
        self.reader
            .run(move |transaction| {
                let rows = transaction
                    .prepare_cached(&select_articles(
                        "placed > max(?1, (SELECT coalesce(min(placed), 0) - 1 FROM article
                                           WHERE seen >= ?2 AND placed IS NOT NULL))
                         AND seen >= ?2 ORDER BY placed LIMIT ?3",
                    ))?
                    .query_map(params![after, Millis(since), row::count(limit)], |row| {
                        Ok((row.get("placed")?, article(row)?, placement(row)?))
                    })?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }
}

pub(crate) fn select_articles(condition: &str) -> String {
    format!(
        "SELECT article.*,
             (SELECT json_group_array(tag) FROM (
                 SELECT DISTINCT tag.value AS tag FROM entry JOIN feed ON feed.id = entry.feed, json_each(feed.tags) AS tag
                 WHERE entry.article = article.id ORDER BY 1)) AS tags,
             (SELECT json_group_array(id) FROM story WHERE merged_by = article.id) AS merged
         FROM article WHERE {condition}"
    )
}

/// Whether nothing says that an article is news: its entry stood undated in a document that was read first, and its page gave
/// no date either.
pub(crate) fn is_backlog(row: &Row<'_>) -> rusqlite::Result<bool> {
    Ok(row.get("backlog")? && row.get_ref("published")? == rusqlite::types::ValueRef::Null)
}

pub(crate) fn article(row: &Row<'_>) -> rusqlite::Result<Article> {
    Ok(Article {
        id: ArticleId(row.get("id")?),
        url: row.get("url")?,
        source: row.get("source")?,
        published: time(row, "published")?,
        seen: row.get::<_, Millis>("seen")?.0,
        language: row.get("language")?,
        author: row.get("author")?,
        tags: strings(&row.get::<_, String>("tags")?),
        title: row.get("title")?,
        text: row.get("text")?,
    })
}

fn placement(row: &Row<'_>) -> rusqlite::Result<Placement> {
    let story = StoryId(row.get("placed_in")?);
    let merged: Vec<i64> = serde_json::from_str(&row.get::<_, String>("merged")?).unwrap_or_default();
    Ok(Placement {
        story,
        opened: story.0 == row.get::<_, i64>("id")?,
        relation: relation(row)?,
        merged: merged.into_iter().map(StoryId).collect(),
        related: Vec::new(),
        why: Vec::new(),
    })
}

fn relation(row: &Row<'_>) -> rusqlite::Result<Relation> {
    Ok(match row.get::<_, Option<i64>>("copy_of")? {
        Some(of) => Relation::Copy { of: ArticleId(of) },
        None if row.get_ref("relation")?.as_str()? == "original" => Relation::Original,
        None => Relation::Report,
    })
}

fn place(transaction: &Transaction<'_>, placed: &PlacedArticle, now: Timestamp) -> Result<(), Error> {
    let Placement { story, opened, relation, merged, .. } = &placed.placement;
    if *opened {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO story (id, opened) VALUES (?1, ?2)")?
            .execute(params![story.0, Millis(now)])?;
    }
    let (relation, copy_of) = match relation {
        Relation::Original => ("original", None),
        Relation::Copy { of } => ("copy", Some(of.0)),
        Relation::Report => ("report", None),
    };
    transaction
        .prepare_cached(
            "UPDATE article SET stage = 2, story = ?2, placed_in = ?2, relation = ?3, copy_of = ?4,
                 placed = (SELECT coalesce(max(placed), 0) + 1 FROM article) WHERE id = ?1 AND stage = 1",
        )?
        .execute(params![placed.article.0, story.0, relation, copy_of])?;
    for other in merged {
        merge(transaction, *other, *story, placed.article)?;
    }
    for mention in &placed.mentions {
        insert_mention(transaction, placed.article, mention)?;
    }
    Ok(())
}

fn merge(transaction: &Transaction<'_>, story: StoryId, into: StoryId, by: ArticleId) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE story SET merged_into = ?2, merged_by = ?3 WHERE id = ?1")?
        .execute([story.0, into.0, by.0])?;
    for statement in [
        "UPDATE story SET merged_into = ?2 WHERE merged_into = ?1",
        "UPDATE article SET story = ?2 WHERE story = ?1",
    ] {
        transaction.prepare_cached(statement)?.execute([story.0, into.0])?;
    }
    Ok(())
}

fn insert_mention(transaction: &Transaction<'_>, article: ArticleId, mention: &Mention) -> Result<(), Error> {
    write_mention(
        transaction,
        "INSERT OR IGNORE INTO mention VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        article,
        mention,
    )
}

/// Writes a mention over the one that was found in an article's earlier text.
pub(crate) fn replace_mention(
    transaction: &Transaction<'_>,
    article: ArticleId,
    mention: &Mention,
) -> Result<(), Error> {
    write_mention(
        transaction,
        "INSERT OR REPLACE INTO mention VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        article,
        mention,
    )
}

fn write_mention(
    transaction: &Transaction<'_>,
    statement: &str,
    article: ArticleId,
    mention: &Mention,
) -> Result<(), Error> {
    let evidence: Vec<serde_json::Value> = mention
        .evidence
        .iter()
        .map(|evidence| {
            serde_json::json!({
                "alias": evidence.alias,
                "field": match evidence.field { model::Field::Title => "title", model::Field::Text => "text" },
                "start": evidence.span.start,
                "end": evidence.span.end,
                "sentence": evidence.sentence,
            })
        })
        .collect();
    let outcome = match mention.outcome {
        Outcome::Match => "match",
        Outcome::Review => "review",
    };
    transaction.prepare_cached(statement)?.execute(params![
        article.0,
        mention.watchlist,
        mention.watch,
        outcome,
        mention.score,
        mention.salience,
        serde_json::Value::from(evidence).to_string(),
        row::json(&mention.reasons)
    ])?;
    Ok(())
}

/// Makes the alert that is requested, with its deliveries, unless the watchlist was told of the story for that reason
/// before, be it under the name of a story that has since merged with it.
pub(crate) fn raise(
    transaction: &Transaction<'_>,
    placed: &PlacedArticle,
    request: &AlertRequest,
    now: Timestamp,
    renderer: Renderer,
    instance: &str,
) -> Result<Option<Made>, Error> {
    let story = placed.placement.story;
    let reason = reason_name(request.reason);
    let told = transaction
        .prepare_cached(
            "SELECT 1 FROM alert WHERE watchlist = ?1 AND reason = ?2
                 AND story IN (SELECT ?3 UNION ALL SELECT id FROM story WHERE merged_into = ?3)",
        )?
        .exists(params![request.watchlist, reason, story.0])?;
    if told {
        return Ok(None);
    }
    let sequence = transaction
        .prepare_cached("SELECT coalesce(max(sequence), 0) + 1 FROM alert WHERE watchlist = ?1")?
        .query_row([&request.watchlist], |row| row.get(0))?;
    let alert = Alert {
        watchlist: request.watchlist.clone(),
        sequence,
        reason: request.reason,
        created: now,
        story: summary(transaction, story)?,
        mentions: alert_mentions(transaction, placed, request)?,
    };
    let event = NewEvent { kind: request.reason.event(), key: None, created: now, expires: request.expires };
    let body = |id: EventId| (renderer.body)(&alert, &format!("alert_{instance}_{id}"));
    let event = events::insert_event(transaction, &event, body)?;
    let id = insert_alert(transaction, &alert, event)?;
    events::deliver(transaction, event, &request.endpoints, renderer, instance, now)?;
    Ok(Some(Made { id, article: placed.article, alert }))
}

fn insert_alert(transaction: &Transaction<'_>, alert: &Alert, event: EventId) -> Result<AlertId, Error> {
    transaction
        .prepare_cached(
            "INSERT INTO alert (watchlist, sequence, story, reason, created, event)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            alert.watchlist,
            alert.sequence,
            alert.story.id.0,
            reason_name(alert.reason),
            Millis(alert.created),
            event.0
        ])?;
    Ok(AlertId(transaction.last_insert_rowid()))
}

fn reason_name(reason: AlertReason) -> &'static str {
    match reason {
        AlertReason::FirstMention => "first_mention",
    }
}

fn summary(transaction: &Transaction<'_>, id: StoryId) -> Result<StorySummary, Error> {
    let outlets: Vec<Outlet> = transaction
        .prepare_cached("SELECT * FROM article WHERE story = ?1 ORDER BY placed LIMIT ?2")?
        .query_map(params![id.0, row::count(StorySummary::MAX_OUTLETS)], outlet)?
        .collect::<Result<_, _>>()?;
    let (articles, first_seen) = transaction
        .prepare_cached("SELECT count(*), min(seen) FROM article WHERE story = ?1")?
        .query_row([id.0], |row| Ok((row.get::<_, usize>(0)?, row.get::<_, Millis>(1)?.0)))?;
    let title = outlets.first().map(|outlet| outlet.title.clone()).unwrap_or_default();
    Ok(StorySummary { id, title, first_seen, outlets, articles })
}

fn outlet(row: &Row<'_>) -> rusqlite::Result<Outlet> {
    Ok(Outlet {
        source: row.get("source")?,
        url: row.get("url")?,
        title: row.get("title")?,
        language: row.get("language")?,
        published: time(row, "published")?,
        relation: relation(row)?,
    })
}

fn alert_mentions(
    transaction: &Transaction<'_>,
    placed: &PlacedArticle,
    request: &AlertRequest,
) -> Result<Vec<AlertMention>, Error> {
    let (url, title, source): (Option<String>, String, Option<String>) = transaction
        .prepare_cached("SELECT url, title, source FROM article WHERE id = ?1")?
        .query_row([placed.article.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut mentions: Vec<&Mention> = placed
        .mentions
        .iter()
        .filter(|mention| mention.watchlist == request.watchlist && request.watches.contains(&mention.watch))
        .collect();
    mentions.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.watch.cmp(&b.watch)));
    Ok(mentions
        .into_iter()
        .map(|mention| AlertMention {
            url: url.clone(),
            title: title.clone(),
            source: source.clone(),
            mention: mention.clone(),
        })
        .collect())
}
