//! What a watchlist is told of a story, and why now.

use jiff::Timestamp;

use crate::{Mention, Relation, StoryId};

/// The unit of telling once: a watchlist, a story and a reason. Complete in itself, so that rendering reads nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The watchlist's name.
    pub watchlist: String,
    /// Counts the watchlist's alerts from 1, without gaps.
    pub sequence: i64,
    /// Why now.
    pub reason: AlertReason,
    /// When it was committed.
    pub created: Timestamp,
    /// The story as it stood then.
    pub story: StorySummary,
    /// What was found, best first.
    pub mentions: Vec<AlertMention>,
}

/// Why a watchlist is told. At most one alert exists for each watchlist, story and reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlertReason {
    /// One of its watches was found in the story for the first time.
    FirstMention,
}

impl AlertReason {
    /// The type of the event that tells of it, by which receivers tell alerts apart.
    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            AlertReason::FirstMention => "story.new",
        }
    }
}

/// A story as it stood when an alert was made.
#[derive(Clone, Debug, PartialEq)]
pub struct StorySummary {
    /// The story's id.
    pub id: StoryId,
    /// The title of the article that tells it best.
    pub title: String,
    /// When its first article became known.
    pub first_seen: Timestamp,
    /// The articles in the order in which they became known; at most [`StorySummary::MAX_OUTLETS`].
    pub outlets: Vec<Outlet>,
    /// How many articles the story has in all.
    pub articles: usize,
}

impl StorySummary {
    /// The most articles that an alert lists.
    pub const MAX_OUTLETS: usize = 50;
}

/// One article of a story, as an alert lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlet {
    /// The outlet's name or host.
    pub source: Option<String>,
    /// The article's address.
    pub url: Option<String>,
    /// The article's headline.
    pub title: String,
    /// The article's language.
    pub language: Option<String>,
    /// When it says that it was published.
    pub published: Option<Timestamp>,
    /// What it is within the story.
    pub relation: Relation,
}

/// A mention together with the article it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertMention {
    /// The article's address.
    pub url: Option<String>,
    /// The article's headline.
    pub title: String,
    /// The outlet's name or host.
    pub source: Option<String>,
    /// What was found.
    pub mention: Mention,
}
