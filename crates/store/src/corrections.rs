//! What users say of stories against grouping: these are not one event, those are. Grouping takes them over once it sees that
//! such a correction was made.

use jiff::Timestamp;
use model::{ArticleId, Relation, StoryId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::row::Millis;
use crate::{Error, Operator, Store, row, stories};

/// Why a correction cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such story.
    #[error("there is no story {0}: `wirewatch story list` names the latest")]
    NoStory(StoryId),
    /// The article is not in the story.
    #[error("article {article} is not in story {story}: `wirewatch story show {story}` names those that are")]
    NotInStory {
        /// The article.
        article: ArticleId,
        /// The story.
        story: StoryId,
    },
    /// Nothing would be left.
    #[error("these are all the articles of story {0}: name only those that belong elsewhere")]
    NothingLeft(StoryId),
    /// The story is named after the only article that would leave it.
    #[error(
        "story {story} is named after article {story}: name the other articles instead, so that they leave it"
    )]
    Opener {
        /// The story.
        story: StoryId,
    },
    /// They are one already.
    #[error("both are story {0} already")]
    OneAlready(StoryId),
}

/// What grouping has to respect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Counts the corrections: another number means that there is a new one.
    pub made: i64,
    /// Stories that a user took apart and that must not become one again by themselves.
    pub apart: Vec<(StoryId, StoryId)>,
}

impl Store {
    /// What users have said of stories so far.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn corrections(&self) -> Result<Corrections, Error> {
        self.reader.run(|transaction| Ok(corrections(transaction)?)).await
    }

    /// Where the articles are today, and what they are there, of all stories that users corrected after the `known`th time.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn corrected(&self, known: i64) -> Result<Vec<(ArticleId, StoryId, Relation)>, Error> {
        self.reader.run(move |transaction| Ok(corrected(transaction, known)?)).await
    }

    /// How many corrections there have been.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub async fn corrections_made(&self) -> Result<i64, Error> {
        self.reader.run(|transaction| Ok(made(transaction)?)).await
    }
}

pub(crate) fn made(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM correction")?.query_row([], |row| row.get(0))
}

fn corrections(connection: &Connection) -> rusqlite::Result<Corrections> {
    let split: Vec<(i64, i64)> = connection
        .prepare_cached("SELECT story, other FROM correction WHERE kind = 'split' ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut apart = Vec::new();
    for (story, other) in split {
        let story = stories::resolve(connection, StoryId(story))?;
        let other = stories::resolve(connection, StoryId(other))?;
        // Where a user has made them one since, that is what holds.
        apart.extend(story.zip(other).filter(|(story, other)| story != other));
    }
    Ok(Corrections { made: made(connection)?, apart })
}

/// The articles of all stories that a correction was made to, which may have become part of others since.
pub(crate) const CORRECTED: &str = "SELECT id, story, relation, copy_of FROM article WHERE placed IS NOT NULL AND story IN
     (SELECT coalesce(merged_into, story.id) FROM correction JOIN story ON story.id IN (correction.story, correction.other)
      WHERE correction.id > ?1)";

fn corrected(connection: &Connection, known: i64) -> rusqlite::Result<Vec<(ArticleId, StoryId, Relation)>> {
    connection
        .prepare_cached(CORRECTED)?
        .query_map([known], |row| {
            Ok((ArticleId(row.get("id")?), StoryId(row.get("story")?), stories::relation(row)?))
        })?
        .collect()
}

impl Operator {
    /// Takes `articles` out of a story, with those that copy them, and makes a story of them. Returns its id: that of a
    /// story that had become part of this one, or else of the first of the articles.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; within, why the split cannot be made.
    pub fn split_story(
        &mut self,
        story: StoryId,
        articles: &[ArticleId],
        now: Timestamp,
    ) -> Result<Result<StoryId, Refusal>, Error> {
        self.commit(|connection| Ok(split(connection, story, articles, now)?))
    }

    /// Makes one story of two. Returns the id that stays, the older one.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written; within, why they cannot be one.
    pub fn merge_stories(
        &mut self,
        one: StoryId,
        other: StoryId,
        now: Timestamp,
    ) -> Result<Result<StoryId, Refusal>, Error> {
        self.commit(|connection| Ok(merge(connection, one, other, now)?))
    }
}

fn split(
    connection: &Connection,
    story: StoryId,
    articles: &[ArticleId],
    now: Timestamp,
) -> rusqlite::Result<Result<StoryId, Refusal>> {
    let Some(story) = stories::resolve(connection, story)? else { return Ok(Err(Refusal::NoStory(story))) };
    for &article in articles {
        let its: Option<Option<i64>> = connection
            .prepare_cached("SELECT story FROM article WHERE id = ?1")?
            .query_row([article.0], |row| row.get(0))
            .optional()?;
        if its.flatten() != Some(story.0) {
            return Ok(Err(Refusal::NotInStory { article, story }));
        }
    }
    let moved = with_copies(connection, story, articles)?;
    let left: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE story = ?1 AND id NOT IN (SELECT value FROM json_each(?2)))")?
        .query_row(params![story.0, row::numbers(&moved)], |row| row.get(0))?;
    if !left {
        return Ok(Err(Refusal::NothingLeft(story)));
    }
    let Some(other) = name(connection, story, &moved)? else { return Ok(Err(Refusal::Opener { story })) };
    connection
        .prepare_cached(
            "INSERT INTO story (id, opened) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET merged_into = NULL, merged_by = NULL",
        )?
        .execute(params![other.0, Millis(now)])?;
    connection
        .prepare_cached("UPDATE article SET story = ?1 WHERE id IN (SELECT value FROM json_each(?2))")?
        .execute(params![other.0, row::numbers(&moved)])?;
    // What the moved articles told is told of the story that they are, so that their copies tell it no more, and the other is told anew
    // where something is found in it. Of an alert of earlier versions it is not always known which article raised it; so one goes where
    // nothing of its watchlist is left behind, too.
    connection
        .prepare_cached(
            "UPDATE OR IGNORE alert SET story = ?1
             WHERE story IN (SELECT ?2 UNION ALL SELECT id FROM story WHERE merged_into = ?2)
                 AND EXISTS (SELECT 1 FROM article JOIN mention ON mention.article = article.id
                             WHERE article.id IN (SELECT value FROM json_each(?3)) AND mention.watchlist = alert.watchlist
                                 AND (article.id = alert.article
                                      OR NOT EXISTS (SELECT 1 FROM article AS left_behind
                                                     JOIN mention AS other ON other.article = left_behind.id
                                                     WHERE left_behind.story = ?2 AND other.watchlist = alert.watchlist)))",
        )?
        .execute(params![other.0, story.0, row::numbers(&moved)])?;
    // What copied an article that stays behind is by the user's word no copy of it; one of them opened the new story.
    connection
        .prepare_cached(
            "UPDATE article SET copy_of = NULL, relation = 'report' WHERE id IN (SELECT value FROM json_each(?1))
                 AND copy_of NOT IN (SELECT value FROM json_each(?1))",
        )?
        .execute([row::numbers(&moved)])?;
    for of in [story, other] {
        connection
            .prepare_cached(
                "UPDATE article SET relation = 'original' WHERE id =
                     (SELECT id FROM article WHERE story = ?1 AND copy_of IS NULL ORDER BY placed LIMIT 1)",
            )?
            .execute([of.0])?;
    }
    note(connection, "split", story, other, now)?;
    Ok(Ok(other))
}

/// The articles and those of the story that copy one of them, in the order of placing.
fn with_copies(
    connection: &Connection,
    story: StoryId,
    articles: &[ArticleId],
) -> rusqlite::Result<Vec<ArticleId>> {
    let named = row::numbers(articles);
    connection
        .prepare_cached(
            "SELECT id FROM article WHERE story = ?1
                 AND (id IN (SELECT value FROM json_each(?2)) OR copy_of IN (SELECT value FROM json_each(?2)))
             ORDER BY placed",
        )?
        .query_map(params![story.0, named], |row| row.get(0).map(ArticleId))?
        .collect()
}

/// What a story of these articles is called: as one that has become part of `story`, or as an article that opened none.
fn name(
    connection: &Connection,
    story: StoryId,
    articles: &[ArticleId],
) -> rusqlite::Result<Option<StoryId>> {
    for &article in articles {
        let free: bool = connection
            .prepare_cached(
                "SELECT NOT EXISTS (SELECT 1 FROM story WHERE id = ?1 AND merged_into IS NOT ?2)",
            )?
            .query_row([article.0, story.0], |row| row.get(0))?;
        if free {
            return Ok(Some(article.into()));
        }
    }
    Ok(None)
}

fn merge(
    connection: &Connection,
    one: StoryId,
    other: StoryId,
    now: Timestamp,
) -> rusqlite::Result<Result<StoryId, Refusal>> {
    let Some(first) = stories::resolve(connection, one)? else { return Ok(Err(Refusal::NoStory(one))) };
    let Some(second) = stories::resolve(connection, other)? else { return Ok(Err(Refusal::NoStory(other))) };
    if first == second {
        return Ok(Err(Refusal::OneAlready(first)));
    }
    let (stays, ends) = (first.min(second), first.max(second));
    stories::merge(connection, ends, stays, None)?;
    note(connection, "merge", stays, ends, now)?;
    Ok(Ok(stays))
}

fn note(
    connection: &Connection,
    kind: &str,
    story: StoryId,
    other: StoryId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO correction (made, kind, story, other) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![Millis(now), kind, story.0, other.0])?;
    Ok(())
}
