//! The heart of the outbox: an article's place in a story, its mentions, its alerts and their deliveries, committed
//! as one; and the window of placed articles from which grouping is rebuilt.

use jiff::Timestamp;
use model::{
    Alert, AlertId, Article, ArticleId, Decision, Digest, DropReason, EventId, Incident, Learned, Mention,
    Placement, Reason, Relation, StoryId, StorySummary, UpdateReason,
};
use rusqlite::{Connection, Row, params};

use crate::archive::Archived;
use crate::row::{Millis, strings, time};
use crate::thread::Transaction;
use crate::{Error, Judge, Store, alerts, corrections, held, learned, mentions, row, stories};

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
    /// What identifies its outlet.
    pub outlet: Option<String>,
    /// The news agency that it credits.
    pub credit: Option<String>,
    /// Its place.
    pub placement: Placement,
    /// What was found in it, for all watchlists.
    pub mentions: Vec<Mention>,
    /// The watchlists and watches of which it leaves no doubt by itself.
    pub sure: Vec<(String, String)>,
    /// The watchlists that are to be told, if they have not been told of the story.
    pub requests: Vec<AlertRequest>,
    /// The watchlists that are not told although something of theirs was found, and why.
    pub untold: Vec<(String, DropReason)>,
}

/// What is committed at a time.
#[derive(Clone, Debug, Default)]
pub struct PlacedBatch {
    /// The articles that get their places.
    pub articles: Vec<PlacedArticle>,
    /// Articles placed before of which these show what was doubtful: what was found in them is found for sure.
    pub lifted: Vec<PlacedArticle>,
    /// What was learned from the articles.
    pub learned: Vec<Learned>,
    /// The number of corrections by users that the places rest on.
    pub corrections: i64,
}

impl PlacedBatch {
    /// Articles from which nothing else follows.
    #[must_use]
    pub fn of(articles: Vec<PlacedArticle>, corrections: i64) -> PlacedBatch {
        PlacedBatch { articles, corrections, ..PlacedBatch::default() }
    }
}

/// A watchlist that is to be told of an article's story.
#[derive(Clone, Debug)]
pub struct AlertRequest {
    /// The watchlist's name.
    pub watchlist: String,
    /// Why now.
    pub occasion: Occasion,
    /// The watches whose mentions in the article it tells of.
    pub watches: Vec<String>,
    /// Whether all of these are uncertain, and wait for a person to look at them.
    pub only_review: bool,
    /// The endpoints to tell.
    pub endpoints: Vec<String>,
    /// After this no attempt begins.
    pub expires: Timestamp,
}

/// Why a watchlist is to be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Occasion {
    /// One of its watches was found in the story for the first time.
    FirstMention,
    /// Another of its watches was found in the story for the first time, and it did not ask to be told again: it is told only where all
    /// that it was to be told of the story is held by mutes, and takes the place of that.
    Unmuted,
    /// Something that it asked for has come true.
    Update(Development),
}

/// What has come true of a story since a watchlist was told of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Development {
    /// What the watchlist asked for, and the article by which it came true; at least one.
    pub reasons: Vec<(UpdateReason, ArticleId)>,
    /// When it was last told.
    pub last_told: Option<Timestamp>,
    /// The first articles of the outlets that have come since.
    pub newcomers: Vec<ArticleId>,
    /// The languages that have come since.
    pub new_languages: Vec<String>,
    /// The watches that were found for the first time, where that is a reason.
    pub new_watches: Vec<String>,
    /// The watches that the edited article named before, and names no more, where an edit is a reason.
    pub gone_watches: Vec<String>,
}

impl Occasion {
    /// The names under which it is remembered that the watchlist was told.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let Occasion::Update(development) = self else { return vec![FIRST_MENTION.to_owned()] };
        let mut keys = Vec::new();
        for (reason, article) in &development.reasons {
            match reason {
                UpdateReason::NewWatch => {
                    keys.extend(development.new_watches.iter().map(|watch| reason.key_of(watch)));
                }
                // What was taken out stands first: of an article that was edited before the other name is taken.
                UpdateReason::Edit => {
                    let gone = development.gone_watches.iter();
                    keys.extend(gone.map(|watch| UpdateReason::key_of_gone(*article, watch)));
                    keys.push(reason.key_of(article));
                }
                reason => keys.push(reason.name()),
            }
        }
        keys
    }
}

/// The name of the reason of a story's first alert.
pub const FIRST_MENTION: &str = "first_mention";

/// How what is told becomes what is sent: pure functions, called within the commit.
#[derive(Clone, Copy, Debug)]
pub struct Renderer {
    /// The body of an alert's event, from the alert and its public id.
    pub body: fn(&Alert, &str) -> String,
    /// The body of an incident's event, from the incident and its public id.
    pub incident: fn(&Incident, &str) -> String,
    /// The body of a digest's event, from the digest and its public id.
    pub digest: fn(&Digest, &str) -> String,
    /// The body of an alert that waited for a person, from the body that it was stored with, its number among the watchlist's
    /// alerts, its story as it stands now, and the time.
    pub released: fn(&str, i64, &StorySummary, Timestamp) -> Option<String>,
    /// The id of a delivery, from the database's name, the event and the endpoint's name.
    pub webhook_id: fn(&str, EventId, &str) -> String,
}

/// An alert that a commit made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its number.
    pub id: AlertId,
    /// The article that raised it.
    pub article: ArticleId,
    /// The alert.
    pub alert: Alert,
    /// The endpoints that it goes to, and what becomes of it on the way.
    pub decisions: Vec<(String, Decision)>,
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
                    .prepare_cached(&select_articles_joined(OWN_URL, "", "stage = 1 ORDER BY id LIMIT ?1"))?
                    .query_map([row::count(limit)], |row| {
                        let article = Article { url: row.get("own_url")?, ..article(row)? };
                        Ok(Unplaced { article, backlog: is_backlog(row)? })
                    })?
                    .collect::<Result<_, _>>()?;
                Ok(articles)
            })
            .await
    }

    /// Commits articles with their places, mentions, alerts and deliveries, and what was learned from them: all of it or none,
    /// without an alert that stands already. `None`, and nothing is committed, where users have made other corrections than
    /// those that the places rest on.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_articles(
        &self,
        batch: PlacedBatch,
        now: Timestamp,
        renderer: Renderer,
        judge: Judge,
    ) -> Result<Option<Vec<Made>>, Error> {
        let instance = self.instance.clone();
        self.writer
            .run(move |transaction| {
                let PlacedBatch { articles, lifted, learned, corrections } = &batch;
                if corrections::made(transaction)? != *corrections {
                    return Ok(None);
                }
                learned::keep(transaction, learned)?;
                let mut made = Vec::new();
                let placed = articles.iter().map(|placed| (placed, true));
                for (placed, is_new) in placed.chain(lifted.iter().map(|lifted| (lifted, false))) {
                    if is_new {
                        place(transaction, placed, now)?;
                    } else {
                        mentions::replace_mentions(transaction, placed)?;
                    }
                    held::count_untold(transaction, &placed.untold, now)?;
                    for request in &placed.requests {
                        made.extend(alerts::raise(
                            transaction,
                            placed,
                            request,
                            now,
                            renderer,
                            &judge,
                            &instance,
                        )?);
                    }
                }
                Ok(Some(made))
            })
            .await
    }

    /// The placed articles that became known since `since`, in the order of placing, after the `after`th; with the
    /// number of each, to go on from. Without their tags, and without the stories that they ended.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn window(&self, since: Timestamp, after: i64, limit: usize) -> Result<Vec<Archived>, Error> {
        self.reader.run(move |transaction| Ok(window(transaction, WINDOW, since, after, limit)?)).await
    }
}

/// An article's address as grouping compares it, which takes articles at one address for one: one that is at an address after another
/// article is not that one.
const OWN_URL: &str = ", iif(follows, url || '#' || id, url) AS own_url";

/// Articles as grouping remembers them, which asks neither for tags nor for what has become part of a story by them; what they are
/// related to are the stories of today, and their addresses as [`OWN_URL`] has them. Nothing else is taken from rows, of which there may
/// be a million.
const WINDOW: &str = "SELECT id, placed, story, placed_in, relation, copy_of, '[]' AS merged, backlog, published, seen,
     iif(follows, url || '#' || id, url) AS url,
     source, language, author, '[]' AS tags, title, text,
     (SELECT json_group_array(coalesce(merged_into, value)) FROM json_each(related) LEFT JOIN story ON story.id = value) AS related
    FROM article WHERE placed > ?1 AND seen >= ?2 ORDER BY placed LIMIT ?3";

/// The placed articles that became known since `since`, in the order of placing, after the `after`th, by a statement that
/// selects them with the parameters `after`, `since` and `limit`.
pub(crate) fn window(
    connection: &Connection,
    select: &str,
    since: Timestamp,
    after: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Archived>> {
    // Where to begin is looked up once: it takes a walk over all that the window holds.
    let after = match after {
        0 => connection.prepare_cached(WINDOW_BEGINS)?.query_row([Millis(since)], |row| row.get(0))?,
        after => after,
    };
    connection
        .prepare_cached(select)?
        .query_map(params![after, Millis(since), row::count(limit)], |row| {
            Ok(Archived {
                placed: row.get("placed")?,
                article: article(row)?,
                placement: placement(row)?,
                story: StoryId(row.get("story")?),
                backlog: is_backlog(row)?,
            })
        })?
        .collect()
}

/// The number before that of the first article that became known since a time. The plus keeps SQLite from walking the whole
/// archive in the order of placing for it.
pub(crate) const WINDOW_BEGINS: &str =
    "SELECT coalesce(min(+placed), 1) - 1 FROM article WHERE seen >= ?1 AND placed IS NOT NULL";

pub(crate) fn select_articles(condition: &str) -> String {
    select_articles_joined("", "", condition)
}

/// Selects articles with `columns`, each after a comma, of what is joined to them.
pub(crate) fn select_articles_joined(columns: &str, joined: &str, condition: &str) -> String {
    format!(
        "SELECT article.*{columns},
             (SELECT json_group_array(tag) FROM (
                 SELECT tag.value AS tag FROM entry JOIN feed ON feed.id = entry.feed, json_each(feed.tags) AS tag
                 WHERE entry.article = article.id
                 UNION SELECT category.value FROM entry, json_each(entry.categories) AS category
                 WHERE entry.article = article.id ORDER BY 1)) AS tags,
             (SELECT json_group_array(id) FROM story WHERE merged_by = article.id) AS merged
         FROM article {joined} WHERE {condition}"
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
    let numbers = |text: String| -> Vec<i64> { serde_json::from_str(&text).unwrap_or_default() };
    let merged = numbers(row.get("merged")?);
    let related = row.get::<_, Option<String>>("related")?.map(numbers).unwrap_or_default();
    Ok(Placement {
        story,
        opened: story.0 == row.get::<_, i64>("id")?,
        relation: stories::relation(row)?,
        merged: merged.into_iter().map(StoryId).collect(),
        related: related.into_iter().map(StoryId).collect(),
        why: Vec::new(),
    })
}

/// The most reasons why an article is where it is that are kept, and the most characters of each.
const MAX_WHY: (usize, usize) = (12, 300);

/// The reasons as they are kept: as JSON, within [`MAX_WHY`]; nothing where there is none.
fn bounded(why: &[Reason]) -> Option<String> {
    let (lines, characters) = MAX_WHY;
    let kept: Vec<String> =
        why.iter().take(lines).map(|reason| reason.to_string().chars().take(characters).collect()).collect();
    (!kept.is_empty()).then(|| row::json(&kept))
}

fn place(transaction: &Transaction<'_>, placed: &PlacedArticle, now: Timestamp) -> Result<(), Error> {
    let Placement { story, opened, relation, merged, related, why } = &placed.placement;
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
            "UPDATE article SET stage = 2, story = ?2, placed_in = ?2, relation = ?3, copy_of = ?4, outlet = ?5, why = ?6,
                 related = ?7, credit = ?8, placed = (SELECT coalesce(max(placed), 0) + 1 FROM article) WHERE id = ?1 AND stage = 1",
        )?
        .execute(params![
            placed.article.0,
            story.0,
            relation,
            copy_of,
            placed.outlet,
            bounded(why),
            (!related.is_empty()).then(|| row::numbers(related)),
            placed.credit
        ])?;
    for other in merged {
        stories::merge(transaction, *other, *story, Some(placed.article))?;
    }
    for mention in &placed.mentions {
        mentions::insert_mention(transaction, placed, mention)?;
    }
    Ok(())
}
