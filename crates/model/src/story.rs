//! The articles about one event, and the place that an article takes among them.

use crate::{ArticleId, StoryId};

/// What an article is within its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The article that the story was opened with.
    Original,
    /// It repeats the text of another article: shortened, edited, furnished or reordered.
    Copy {
        /// The article copied, as far as is known the first to carry the text.
        of: ArticleId,
    },
    /// It reports on the same event in words of its own.
    Report,
}

/// Where grouping puts an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The story it belongs to now.
    pub story: StoryId,
    /// Whether it opened that story: the moment at which a watcher is told.
    pub opened: bool,
    /// What it is within the story.
    pub relation: Relation,
    /// Stories that this article showed to be the same as `story`; they end here, and their ids resolve to `story`.
    pub merged: Vec<StoryId>,
    /// Stories about the same matter that are not the same event, or not surely so.
    pub related: Vec<StoryId>,
    /// Why, as lines for a person: what it was compared with, the scores, what decided.
    pub why: Vec<String>,
}
