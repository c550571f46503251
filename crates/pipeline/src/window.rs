//! The window of recent articles in memory: what new ones are compared with, rebuilt from the database whenever it may not be
//! what the database says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use embedding::Model;
use jiff::Timestamp;
use model::{Article, ArticleId, Placement, StoryId};
use store::{Archived, SureWatch};
use stories::{Reading, Stories};

use crate::certain::Certain;
use crate::context::Context;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

/// Seconds.
const DAY: i64 = 24 * 3600;

/// The window of recent articles, as far as users' corrections of stories go that it knows.
#[derive(Debug)]
pub(crate) struct Window {
    stories: Stories,
    /// How many corrections it knows: what it decides holds only while there is no other.
    corrections: i64,
    /// What its stories leave no doubt of.
    pub(crate) certain: Certain,
    /// The day of the last eviction, counted from 1970: the window is kept to whole days.
    evicted_day: i64,
    /// What articles mean is told by it.
    embedding: Option<Arc<Model>>,
}

impl Window {
    /// How many corrections of users it knows: what it decides holds only while there is no other.
    pub(crate) fn corrections(&self) -> i64 {
        self.corrections
    }

    /// Takes an article in that has a place already.
    pub(crate) fn insert(&mut self, article: &Article, placement: &Placement) {
        self.stories.insert(reading(article, self.embedding.as_deref()), placement);
    }

    /// Forgets what left the window, once for each day.
    pub(crate) fn evict(&mut self, now: Timestamp) {
        let horizon = self.stories.horizon(now);
        let day = horizon.as_second().div_euclid(DAY);
        if day != self.evicted_day {
            self.stories.evict_before(horizon);
            self.certain.evict_before(horizon);
            self.evicted_day = day;
        }
    }

    /// Decides where an article belongs, and takes it in.
    pub(crate) fn place(&mut self, article: &Article) -> Placement {
        let reading = reading(article, self.embedding.as_deref());
        let placement = self.stories.place(&reading);
        self.stories.insert(reading, &placement);
        placement
    }

    /// The story that a story is today.
    pub(crate) fn resolve(&self, story: StoryId) -> StoryId {
        self.stories.resolve(story)
    }
}

/// Reads the window from the database. Where an article is today is all that counts: how its story came to be, by merges and by
/// users' corrections, leaves no trace in what the window knows.
pub(crate) async fn rebuild(context: &Context) -> Result<Window, store::Error> {
    let corrections = context.store.corrections().await?;
    let mut stories = Stories::new(stories::Config::default());
    let evicted_day = stories.horizon(context.clock.now()).as_second().div_euclid(DAY);
    // The window ends with a whole day, so the day of the horizon is read as a whole.
    let from = Timestamp::from_second(evicted_day * DAY).unwrap_or(Timestamp::MIN);
    let mut rows = context.store.window(from, 0, REBUILD_BATCH).await?;
    let mut known = Vec::new();
    while let Some(last) = rows.last().map(|row| row.placed) {
        // Three things at once: the next rows come from the database, these are read by two threads, and the ones before are
        // taken in.
        let next = context.store.window(from, last, REBUILD_BATCH);
        let back = rows.split_off(rows.len() / 2);
        let [one, other] = [(); 2].map(|()| context.embedding.clone());
        let front = context.compute(move || read(rows, one.as_deref()));
        let back = context.compute(move || read(back, other.as_deref()));
        let (taken, front, back, next) =
            tokio::join!(take_in_all(context, stories, known), front, back, next);
        // Each row is guarded by itself; what is left to fail is the machine.
        let failed = |_| store::Error::Stopped;
        stories = taken?;
        known = front.map_err(failed)?;
        known.extend(back.map_err(failed)?);
        rows = next?;
    }
    let mut stories = take_in_all(context, stories, known).await?;
    corrections.apart.iter().for_each(|&(one, other)| stories.keep_apart(one, other));
    let mut certain = Certain::default();
    for (SureWatch { story, watchlist, watch }, seen) in context.store.sure_watches(from).await? {
        certain.join(story, &[], &[(watchlist, watch)], seen);
    }
    tracing::debug!(articles = stories.len(), "rebuilt the window of recent articles");
    let embedding = context.embedding.clone();
    Ok(Window { stories, corrections: corrections.made, certain, evicted_day, embedding })
}

/// An article as grouping knows it, and where it is today.
type Known = (Reading, Placement);

/// What grouping reads off an article, with what it means where a model tells that.
fn reading(article: &Article, embedding: Option<&Model>) -> Reading {
    let reading = Reading::of(article);
    match embedding {
        Some(model) => reading.with_meaning(model.vector(&article.title, &article.text)),
        None => reading,
    }
}

fn read(rows: Vec<Archived>, embedding: Option<&Model>) -> Vec<Known> {
    rows.into_iter()
        .filter_map(|Archived { article, placement, story, .. }| {
            let reading = guarded(article.id, || reading(&article, embedding))?;
            Some((reading, Placement { story, merged: Vec::new(), ..placement }))
        })
        .collect()
}

async fn take_in_all(
    context: &Context,
    mut stories: Stories,
    known: Vec<Known>,
) -> Result<Stories, store::Error> {
    let taken = context.compute(move || {
        for (reading, placement) in known {
            take_in(&mut stories, reading, &placement);
        }
        stories
    });
    taken.await.map_err(|_| store::Error::Stopped)
}

fn take_in(stories: &mut Stories, reading: Reading, placement: &Placement) {
    let id = reading.article();
    guarded(id, || stories.insert(reading, placement));
}

/// What grouping once failed on, it fails on again; the article was put in a story of its own.
fn guarded<T>(article: ArticleId, work: impl FnOnce() -> T) -> Option<T> {
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    if done.is_none() {
        tracing::error!(article = article.0, "the article is left out of the window of recent articles");
    }
    done
}

#[cfg(test)]
mod rebuild_time;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Relation;
    use testkit::generate::{Generator, Text};
    use testkit::static_model::{self, Telling};

    use super::*;

    fn article(id: i64, text: &Text) -> Article {
        let seen: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        Article {
            id: ArticleId(id),
            url: Some(format!("https://outlet-{}.example/{id}", id % 7)),
            source: None,
            published: None,
            seen: seen + Duration::from_secs(id.unsigned_abs() * 60),
            language: Some("en".to_owned()),
            author: None,
            tags: Vec::new(),
            title: text.title.clone(),
            text: text.paragraphs().join("\n\n"),
        }
    }

    /// Originals, each followed by copies.
    fn stream(articles: i64) -> Vec<Article> {
        let mut generator = Generator::new(3);
        let mut original = generator.article(None);
        (1..=articles)
            .map(|id| {
                if id % 3 == 0 {
                    original = generator.article(None);
                    return article(id, &original);
                }
                article(id, &generator.copy(&original))
            })
            .collect()
    }

    #[test]
    fn a_window_made_anew_knows_what_its_articles_mean() {
        let (model, tellings) = static_model::bilingual(40);
        let folder = tempfile::tempdir().unwrap();
        model.write(folder.path()).unwrap();
        let model = Model::open(folder.path()).unwrap();
        let articles = tellings.into_iter().zip(1..).map(|(Telling { language, title, text }, id)| {
            let told = article(id, &Text { title, paragraphs: Vec::new() });
            Article { language: Some(language.to_owned()), text, ..told }
        });
        let articles: Vec<Article> = articles.collect();
        let (last, past) = articles.split_last().unwrap();
        for (embedding, joins) in [(Some(&model), true), (None, false)] {
            let mut grown = Stories::new(stories::Config::default());
            let mut rebuilt = grown.clone();
            for (article, placed) in past.iter().zip(1..) {
                let read_now = reading(article, embedding);
                let placement = grown.place(&read_now);
                grown.insert(read_now, &placement);
                let story = placement.story;
                let row = Archived { placed, article: article.clone(), placement, story, backlog: false };
                for (reading, placement) in read(vec![row], embedding) {
                    take_in(&mut rebuilt, reading, &placement);
                }
            }
            let placement = grown.place(&reading(last, embedding));
            assert_eq!(!placement.opened, joins, "{:?}", placement.why);
            assert_eq!(placement, rebuilt.place(&reading(last, embedding)));
        }
    }

    #[test]
    fn a_window_made_of_where_articles_are_today_decides_as_the_one_that_grew() {
        let stream = stream(360);
        let (past, next) = stream.split_at(300);
        let mut grown = Stories::new(stories::Config::default());
        let mut placements: Vec<Placement> = Vec::new();
        for (number, article) in past.iter().enumerate() {
            let reading = Reading::of(article);
            let mut placement = grown.place(&reading);
            // Now and then an article shows its story to be one with an earlier one.
            let earlier = placements.get(number / 2).map(|earlier| grown.resolve(earlier.story));
            if number % 20 == 19
                && let Some(earlier) = earlier.filter(|earlier| *earlier != placement.story)
            {
                let ends = [(!placement.opened).then_some(placement.story)];
                placement = Placement {
                    story: earlier,
                    opened: false,
                    relation: Relation::Report,
                    merged: ends.into_iter().flatten().collect(),
                    ..placement
                };
            }
            grown.insert(reading, &placement);
            placements.push(placement);
        }
        assert!(placements.iter().filter(|placement| !placement.merged.is_empty()).count() > 5);
        let mut rebuilt = Stories::new(stories::Config::default());
        for (number, (article, placement)) in past.iter().zip(&placements).enumerate() {
            let row = Archived {
                placed: i64::try_from(number).unwrap(),
                article: article.clone(),
                placement: placement.clone(),
                story: grown.resolve(placement.story),
                backlog: false,
            };
            for (reading, placement) in read(vec![row], None) {
                take_in(&mut rebuilt, reading, &placement);
            }
        }
        for article in next {
            let [one, other] = [(); 2].map(|()| Reading::of(article));
            let (by_grown, by_rebuilt) = (grown.place(&one), rebuilt.place(&other));
            assert_eq!(by_grown, by_rebuilt);
            grown.insert(one, &by_grown);
            rebuilt.insert(other, &by_rebuilt);
        }
    }
}
