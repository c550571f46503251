//! The window of recent articles in memory: what new ones are compared with, rebuilt from the database whenever it may not be
//! what the database says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::Timestamp;
use model::{Article, Placement, StoryId};
use store::{Archived, Corrections};
use stories::Stories;

use crate::context::Context;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The window of recent articles, and what users have said of stories.
#[derive(Debug)]
pub(crate) struct Window {
    stories: Stories,
    corrections: Corrections,
    /// The day of the last eviction, counted from 1970: the window is kept to whole days.
    evicted_day: i64,
}

impl Window {
    /// Whether it knows all that users have said of stories, which is `made` corrections.
    pub(crate) fn knows(&self, made: i64) -> bool {
        self.corrections.made == made
    }

    /// Takes an article in that has a place already.
    pub(crate) fn insert(&mut self, article: &Article, placement: &Placement) {
        self.stories.insert(article, placement);
    }

    /// Forgets what left the window, once for each day.
    pub(crate) fn evict(&mut self, now: Timestamp) {
        let horizon = self.stories.horizon(now);
        let day = horizon.as_second().div_euclid(24 * 3600);
        if day != self.evicted_day {
            self.stories.evict_before(horizon);
            self.evicted_day = day;
        }
    }

    /// Decides where an article belongs, and takes it in. Stories that a user took apart stay apart.
    pub(crate) fn place(&mut self, article: &Article) -> Placement {
        let mut placement = self.stories.place(article);
        let story = placement.story;
        placement.merged.retain(|merged| !self.is_apart(*merged, story));
        self.stories.insert(article, &placement);
        placement
    }

    fn is_apart(&self, one: StoryId, other: StoryId) -> bool {
        let resolved = |story: &StoryId| self.stories.resolve(*story);
        let (one, other) = (resolved(&one), resolved(&other));
        self.corrections.apart.iter().any(|(a, b)| {
            let pair = (resolved(a), resolved(b));
            pair == (one, other) || pair == (other, one)
        })
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
    stories.evict_before(horizon);
    tracing::debug!(articles = stories.len(), "rebuilt the window of recent articles");
    Ok(Window { stories, corrections, evicted_day: horizon.as_second().div_euclid(24 * 3600) })
}

fn take_in(stories: &mut Stories, row: &Archived) {
    let Archived { article, placement, story, .. } = row;
    let today = Placement { story: *story, merged: Vec::new(), ..placement.clone() };
    // What grouping once failed on, it fails on again; the article was put in a story of its own.
    if catch_unwind(AssertUnwindSafe(|| stories.insert(article, &today))).is_err() {
        tracing::error!(article = article.id.0, "the article is left out of the window of recent articles");
    }
}
