//! The same report? The same event? Grouping of articles into stories, as they arrive.
//!
//! [`Stories`] is an index in memory over the articles of a window of time. An article is read once ([`Reading::of`]);
//! [`Stories::place`] decides where it belongs and changes nothing; [`Stories::insert`] takes it in once that is committed.
//! All are pure: the same articles in the same order give the same stories on every machine, and an index rebuilt from
//! stored articles and placements decides as the one did that it replaces.

mod articles;
mod candidates;
mod clusters;
mod copies;
mod credit;
mod crossing;
mod events;
mod forms;
mod furniture;
mod headlines;
mod kickers;
mod language;
mod lexicon;
mod meanings;
mod named;
mod naming;
mod place;
mod postings;
mod profile;
mod rarity;
mod rebuild;
mod sharing;
mod shingles;
mod table;
mod terms;
mod text;
mod translation;
mod window;
mod words;

use std::time::Duration;

use jiff::Timestamp;
use model::{ArticleId, Placement, Relation, StoryId};

pub use articles::Reading;
pub use credit::credit;
pub use rebuild::Rebuilding;

use crate::window::Window;

/// What can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long an article stays comparable with new ones, counted from when it became known.
    pub window: Duration,
}

impl Default for Config {
    /// A week: news of an event seldom runs longer without becoming another event.
    fn default() -> Self {
        Config { window: Duration::from_secs(7 * 24 * 60 * 60) }
    }
}

/// The articles of the window and the stories that they are grouped in.
#[derive(Clone, Debug)]
pub struct Stories {
    config: Config,
    window: Window,
}

impl Stories {
    /// An empty window.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Stories { config, window: Window::default() }
    }

    /// Decides where an article belongs, and changes nothing. The work is bounded, whatever the article holds.
    #[must_use]
    pub fn place(&self, reading: &Reading) -> Placement {
        place::place(&self.window, reading)
    }

    /// Takes an article in where `placement` puts it, after the commit. At a start [`Rebuilding`] does it for all of them.
    pub fn insert(&mut self, reading: Reading, placement: &Placement) {
        self.window.insert(reading, placement);
    }

    /// Puts articles where a user has them, with what they are there: given are all of the stories that were corrected. The window
    /// decides from then on as one that took them in there.
    pub fn correct(&mut self, today: impl IntoIterator<Item = (ArticleId, StoryId, Relation)>) {
        let today = today.into_iter().map(|(article, story, relation)| (article, (story, relation)));
        self.window.correct(&today.collect());
    }

    /// Has the stories of each of these pairs stay two, whatever articles arrive: a user took them apart. Of others than these
    /// nothing holds any more.
    pub fn keep_apart(&mut self, pairs: Vec<(StoryId, StoryId)>) {
        self.window.keep_apart(pairs);
    }

    /// Forgets the articles that became known before the day (UTC) of `t`.
    pub fn evict_before(&mut self, t: Timestamp) {
        self.window.evict_before(t);
    }

    /// How far back an article is worth inserting at `now`: what [`Stories::evict_before`] is to be called with.
    #[must_use]
    pub fn horizon(&self, now: Timestamp) -> Timestamp {
        now.saturating_sub(
            jiff::SignedDuration::try_from(self.config.window).unwrap_or(jiff::SignedDuration::MAX),
        )
        .unwrap_or(Timestamp::MIN)
    }

    /// The story that `story` is today: another one where it was merged, as long as the day of the article that showed it is held.
    #[must_use]
    pub fn resolve(&self, story: StoryId) -> StoryId {
        self.window.resolve(story)
    }

    /// How many articles the window holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.articles.len()
    }

    /// Whether the window holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
