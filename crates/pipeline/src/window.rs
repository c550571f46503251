//! The window of recent articles in memory: what new ones are compared with, rebuilt from the database whenever it may not be
//! what the database says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use embedding::Model;
use jiff::Timestamp;
use model::{Article, ArticleId, Placement, StoryId};
use store::{Archived, Corrections, SureWatch};
use stories::{Reading, Rebuilding, Stories};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::certain::Certain;
use crate::context::{Context, Panicked};

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;
/// Batches that wait for the next step of a rebuild.
const READ_AHEAD: usize = 2;

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

    /// The same window with what users have corrected since.
    pub(crate) async fn corrected(self, context: &Context) -> Result<Window, store::Error> {
        if context.store.corrections_made().await? == self.corrections {
            return Ok(self);
        }
        // A copy's vector is not kept, and what is corrected may be a copy no more.
        if self.embedding.is_some() {
            return rebuild(context).await;
        }
        let Window { mut stories, corrections: known, evicted_day, .. } = self;
        let corrections = context.store.corrections().await?;
        let today = context.store.corrected(known).await?;
        let corrected = context.compute_all(move || {
            stories.correct(today);
            stories
        });
        let Ok(stories) = corrected.await else {
            tracing::warn!("what users corrected could not be put right in the window; it is made anew");
            return rebuild(context).await;
        };
        Window::of(context, stories, corrections, evicted_day).await
    }

    /// A window of stories that are where the database has them.
    async fn of(
        context: &Context,
        mut stories: Stories,
        corrections: Corrections,
        evicted_day: i64,
    ) -> Result<Window, store::Error> {
        stories.keep_apart(corrections.apart);
        let mut certain = Certain::default();
        let sure = context.store.sure_watches(begin(evicted_day)).await?;
        for (SureWatch { story, watchlist, watch }, seen) in sure {
            certain.join(story, &[], &[(watchlist, watch)], seen);
        }
        let embedding = context.embedding.clone();
        Ok(Window { stories, corrections: corrections.made, certain, evicted_day, embedding })
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
    let config = stories::Config::default();
    let horizon = Stories::new(config.clone()).horizon(context.clock.now());
    let evicted_day = horizon.as_second().div_euclid(DAY);
    // Three things at once, each as far ahead of the next as its channel is long.
    let (rows_to, rows) = mpsc::channel(READ_AHEAD);
    let (known_to, known) = mpsc::channel(READ_AHEAD);
    let fetching = fetch(context, begin(evicted_day), rows_to);
    let reading = read_all(context, rows, known_to);
    let ((), (), rebuilding) = tokio::try_join!(fetching, reading, take_all_in(context, known))?;
    let stories = context.compute_all(move || rebuilding.finish(config)).await.map_err(failed)?;
    tracing::debug!(articles = stories.len(), "rebuilt the window of recent articles");
    Window::of(context, stories, corrections, evicted_day).await
}

/// Fetches the rows of the window from the database, in the order of placing.
async fn fetch(context: &Context, from: Timestamp, to: Sender<Vec<Archived>>) -> Result<(), store::Error> {
    let mut rows = context.store.window(from, 0, REBUILD_BATCH).await?;
    while let Some(last) = rows.last().map(|row| row.placed) {
        to.send(rows).await.map_err(|_| store::Error::Stopped)?;
        rows = context.store.window(from, last, REBUILD_BATCH).await?;
    }
    Ok(())
}

/// Reads the articles of rows, half of a batch on a thread.
async fn read_all(
    context: &Context,
    mut from: Receiver<Vec<Archived>>,
    to: Sender<Vec<Known>>,
) -> Result<(), store::Error> {
    while let Some(mut front) = from.recv().await {
        let back = front.split_off(front.len() / 2);
        let [front, back] = [front, back].map(|half| {
            let embedding = context.embedding.clone();
            context.compute_all(move || read(half, embedding.as_deref()))
        });
        let (mut known, back) = tokio::try_join!(front, back).map_err(failed)?;
        known.extend(back);
        to.send(known).await.map_err(|_| store::Error::Stopped)?;
    }
    Ok(())
}

/// Takes what was read into a window that is being made.
async fn take_all_in(context: &Context, mut from: Receiver<Vec<Known>>) -> Result<Rebuilding, store::Error> {
    let mut rebuilding = Rebuilding::default();
    while let Some(known) = from.recv().await {
        rebuilding = context.compute_all(move || take_in(rebuilding, known)).await.map_err(failed)?;
    }
    Ok(rebuilding)
}

/// Each row is guarded by itself; what is left to fail is the machine.
fn failed(_: Panicked) -> store::Error {
    store::Error::Stopped
}

/// When a day begins, counted from 1970. The window ends with a whole day, so the day of the horizon is read as a whole.
fn begin(day: i64) -> Timestamp {
    Timestamp::from_second(day * DAY).unwrap_or(Timestamp::MIN)
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
            Some((reading.without_words(), Placement { story, merged: Vec::new(), ..placement }))
        })
        .collect()
}

fn take_in(mut rebuilding: Rebuilding, known: Vec<Known>) -> Rebuilding {
    for (reading, placement) in known {
        guarded(reading.article(), || rebuilding.insert(reading, &placement));
    }
    rebuilding
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
            url: Some(format!("https://outlet-{}.example/{id}", id % 7)),
            language: Some("en".to_owned()),
            ..Article::new(
                ArticleId(id),
                seen + Duration::from_secs(id.unsigned_abs() * 60),
                text.title.clone(),
                text.paragraphs().join("\n\n"),
            )
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

    fn row(placed: usize, article: &Article, placement: &Placement, story: StoryId) -> Archived {
        Archived {
            placed: i64::try_from(placed).unwrap(),
            article: article.clone(),
            placement: placement.clone(),
            story,
            backlog: false,
        }
    }

    fn made_anew(rows: Vec<Archived>, embedding: Option<&Model>) -> Stories {
        take_in(Rebuilding::default(), read(rows, embedding)).finish(stories::Config::default())
    }

    /// Checks that two windows place articles alike, which they take in.
    fn decide_alike(mut one: Stories, mut other: Stories, articles: &[Article]) {
        for article in articles {
            let readings = [(); 2].map(|()| Reading::of(article));
            let placed = [&one, &other].map(|stories| stories.place(&readings[0]));
            assert_eq!(placed[0], placed[1]);
            for (stories, reading) in [&mut one, &mut other].into_iter().zip(readings) {
                stories.insert(reading, &placed[0]);
            }
        }
    }

    #[test]
    fn a_corrected_window_decides_as_one_made_of_where_articles_are_today() {
        let stream = stream(400);
        let (past, next) = stream.split_at(340);
        let mut corrected = Stories::new(stories::Config::default());
        let mut rows: Vec<Archived> = Vec::new();
        for (number, article) in past.iter().enumerate() {
            let reading = Reading::of(article);
            let placement = corrected.place(&reading);
            corrected.insert(reading, &placement);
            rows.push(row(number, article, &placement, placement.story));
        }
        rows.iter_mut().for_each(|row| row.story = corrected.resolve(row.story));
        // Of every fourth story a user takes the second half apart, of the next one makes one with the one before.
        let mut stories: Vec<StoryId> = rows.iter().map(|row| row.story).collect();
        stories.dedup();
        for (number, &story) in stories.iter().enumerate() {
            let its: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].story == story).collect();
            let (moved, to) = match number % 4 {
                0 => (&its[its.len() / 2..], StoryId::from(rows[its[its.len() / 2]].article.id)),
                1 => (&its[..], stories[number - 1]),
                _ => continue,
            };
            for &at in moved {
                rows[at].story = to;
                let left = |of: ArticleId| !moved.iter().any(|&other| rows[other].article.id == of);
                if let Relation::Copy { of } = rows[at].placement.relation
                    && number % 4 == 0
                    && left(of)
                {
                    rows[at].placement.relation = Relation::Report;
                }
            }
            let today = rows.iter().filter(|row| row.story == story || row.story == to);
            corrected.correct(today.map(|row| (row.article.id, row.story, row.placement.relation)));
        }
        let reports = rows.iter().filter(|row| row.placement.relation == Relation::Report).count();
        assert!(reports > 20, "{reports}");
        decide_alike(corrected, made_anew(rows, None), next);
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
            let mut rows = Vec::new();
            for (article, placed) in past.iter().zip(1..) {
                let read_now = reading(article, embedding);
                let placement = grown.place(&read_now);
                grown.insert(read_now, &placement);
                let story = placement.story;
                rows.push(row(placed, article, &placement, story));
            }
            let rebuilt = made_anew(rows, embedding);
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
        let placed = past.iter().zip(&placements).enumerate();
        let rows = placed.map(|(number, (article, placement))| {
            row(number, article, placement, grown.resolve(placement.story))
        });
        let rebuilt = made_anew(rows.collect(), None);
        decide_alike(grown, rebuilt, next);
    }
}
