//! The window of recent articles in memory: what new ones are compared with, rebuilt from the database whenever it may not be
//! what the database says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::Timestamp;
use model::{Article, Placement, StoryId};
use store::{Archived, SureWatch};
use stories::{Reading, Stories};

use crate::certain::Certain;
use crate::context::Context;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

const DAY: Duration = Duration::from_secs(24 * 3600);

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
}

impl Window {
    /// How many corrections of users it knows: what it decides holds only while there is no other.
    pub(crate) fn corrections(&self) -> i64 {
        self.corrections
    }

    /// Takes an article in that has a place already.
    pub(crate) fn insert(&mut self, article: &Article, placement: &Placement) {
        self.stories.insert(Reading::of(article), placement);
    }

    /// Forgets what left the window, once for each day.
    pub(crate) fn evict(&mut self, now: Timestamp) {
        let horizon = self.stories.horizon(now);
        let day = horizon.as_second().div_euclid(24 * 3600);
        if day != self.evicted_day {
            self.stories.evict_before(horizon);
            self.certain.evict_before(horizon);
            self.evicted_day = day;
        }
    }

    /// Decides where an article belongs, and takes it in.
    pub(crate) fn place(&mut self, article: &Article) -> Placement {
        let reading = Reading::of(article);
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
    let horizon = stories.horizon(context.clock.now());
    // The window ends with a whole day, so the day of the horizon is read as a whole.
    let from = horizon - DAY;
    let mut rows = context.store.window(from, 0, REBUILD_BATCH).await?;
    while let Some(last) = rows.last() {
        // The next rows are read while these are taken in.
        let next = context.store.window(from, last.placed, REBUILD_BATCH);
        let taken = context.compute(move || {
            rows.iter().for_each(|row| take_in(&mut stories, row));
            stories
        });
        let (taken, next) = tokio::join!(taken, next);
        // Each row is guarded by itself; what is left to fail is the machine.
        stories = taken.map_err(|_| store::Error::Stopped)?;
        rows = next?;
    }
    corrections.apart.iter().for_each(|&(one, other)| stories.keep_apart(one, other));
    stories.evict_before(horizon);
    let mut certain = Certain::default();
    for (SureWatch { story, watchlist, watch }, seen) in context.store.sure_watches(from).await? {
        certain.join(story, &[], &[(watchlist, watch)], seen);
    }
    tracing::debug!(articles = stories.len(), "rebuilt the window of recent articles");
    let evicted_day = horizon.as_second().div_euclid(24 * 3600);
    Ok(Window { stories, corrections: corrections.made, certain, evicted_day })
}

fn take_in(stories: &mut Stories, row: &Archived) {
    let Archived { article, placement, story, .. } = row;
    let today = Placement { story: *story, merged: Vec::new(), ..placement.clone() };
    // What grouping once failed on, it fails on again; the article was put in a story of its own.
    if catch_unwind(AssertUnwindSafe(|| stories.insert(Reading::of(article), &today))).is_err() {
        tracing::error!(article = article.id.0, "the article is left out of the window of recent articles");
    }
}

#[cfg(test)]
mod tests {
    use model::{ArticleId, Relation};
    use testkit::generate::{Generator, Text};

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
            take_in(&mut rebuilt, &row);
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
