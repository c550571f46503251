//! What waited for an endpoint, told together.

use jiff::Timestamp;

use crate::{HoldReason, StorySummary};

/// Alerts that were held on their way to one endpoint, told together. Complete in itself, so that rendering reads nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// The endpoint.
    pub endpoint: String,
    /// When it was made.
    pub created: Timestamp,
    /// The stories that it shows, those with the most articles first; at most [`Digest::MAX_STORIES`].
    pub stories: Vec<DigestStory>,
    /// The alerts that it only lists, of further stories.
    pub more: Vec<Held>,
}

impl Digest {
    /// The most stories that a digest shows.
    pub const MAX_STORIES: usize = 50;

    /// The most alerts in a digest; what is beyond goes into another.
    pub const MAX_ALERTS: usize = 1_000;

    /// All of its alerts.
    pub fn alerts(&self) -> impl Iterator<Item = &Held> {
        self.stories.iter().flat_map(|story| &story.alerts).chain(&self.more)
    }
}

/// A story of which a watchlist was to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestStory {
    /// The story as it stands now.
    pub story: StorySummary,
    /// What the watchlist was to be told of it, oldest first; at least one.
    pub alerts: Vec<Held>,
}

/// An alert that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its event, as it was stored when the alert was made.
    pub event: String,
    /// What it waited for.
    pub why: HoldReason,
}
