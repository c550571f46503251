//! What a watchlist is told of a story, and why now.

use jiff::Timestamp;

use crate::{Mention, Relation, StoryId, UpdateReason};

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
    /// What was found, best first; at most [`Alert::MAX_MENTIONS`].
    pub mentions: Vec<AlertMention>,
    /// How much was found in all.
    pub mentions_found: usize,
}

impl Alert {
    /// The most mentions that an alert holds.
    pub const MAX_MENTIONS: usize = 100;
}

/// Why a watchlist is told. At most one alert exists for each watchlist, story and reason.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertReason {
    /// One of its watches was found in the story for the first time.
    FirstMention,
    /// Something that it asked for has come true of a story that it was told of.
    Update(Update),
}

/// What is new in a story that a watchlist was told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// What it asked for and what has now come true; at least one.
    pub reasons: Vec<Reached>,
    /// When it was last told of the story.
    pub last_told: Timestamp,
    /// The first article of each outlet that has come since, in the order in which they became known; at most
    /// [`StorySummary::MAX_OUTLETS`].
    pub new_outlets: Vec<Outlet>,
    /// How many outlets have come since in all.
    pub new_outlet_count: usize,
    /// Languages that have come since.
    pub new_languages: Vec<String>,
    /// Watches that were found for the first time, where that is a reason.
    pub new_watches: Vec<String>,
    /// Watches that an edited article named before, and names no more, where an edit is a reason.
    pub gone_watches: Vec<String>,
}

/// A reason to be told of a story again, and the article by which it came true.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The reason.
    pub reason: UpdateReason,
    /// The article: the one that was edited, or the one that joined the story.
    pub by: Outlet,
}

impl AlertReason {
    /// The type of the event that tells of it, by which receivers tell alerts apart.
    #[must_use]
    pub fn event(&self) -> &'static str {
        match self {
            AlertReason::FirstMention => "story.new",
            AlertReason::Update(_) => "story.updated",
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
    /// The address of that article.
    pub url: Option<String>,
    /// When its first article became known.
    pub first_seen: Timestamp,
    /// Where it probably comes from: the news agency that most of its articles credit, or else the outlet that had it first, by
    /// what the others credit or when it was published.
    pub origin: Option<String>,
    /// The articles in the order in which they became known; at most [`StorySummary::MAX_OUTLETS`].
    pub outlets: Vec<Outlet>,
    /// How many there are of what.
    pub counts: StoryCounts,
    /// Primary language subtags, in the order in which they came up.
    pub languages: Vec<String>,
}

/// How many there are of what in a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoryCounts {
    /// Articles in all.
    pub articles: usize,
    /// Outlets that have it, each counted once.
    pub outlets: usize,
    /// Articles that copy another's text.
    pub copies: usize,
    /// Outlets that tell it in words of their own, the first of them included.
    pub reports: usize,
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
