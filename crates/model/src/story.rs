//! The articles about one event, and the place that an article takes among them.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

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
    /// Why: what it was compared with, the scores, what decided.
    pub why: Vec<Reason>,
}

/// What grouping found where it compared an article with others, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What the article was compared with; nothing where the reason lies in itself.
    pub with: Vec<Compared>,
    /// The scores, and what they decided.
    pub says: String,
}

/// What an article was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// An article, for what they share word for word.
    Article(ArticleId),
    /// A story, by what its reports are about.
    Story(StoryId),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, compared) in self.with.iter().enumerate() {
            f.write_str(if place > 0 { " and " } else { "" })?;
            match compared {
                Compared::Article(id) => write!(f, "article {id}")?,
                Compared::Story(id) => write!(f, "story {id}")?,
            }
        }
        write!(f, "{}{}", if self.with.is_empty() { "" } else { ": " }, self.says)
    }
}

/// Where a story is in its life. It follows from its articles and the time, and is kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryState {
    /// One article has told it so far.
    Opened,
    /// Further articles have joined it.
    Grown,
    /// Nothing has joined it for [`StoryState::QUIET_AFTER`]; something still may.
    Quiet,
    /// Its last article has left the window: nothing can join it any more, and whatever looks like it opens a story anew.
    Closed,
}

impl StoryState {
    /// A story to which nothing was added for so long is quiet. A day, since papers that appear daily have had their turn.
    pub const QUIET_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

    /// The state at `now` of a story with so many articles, the last of which became known at `last_seen`, where the window
    /// holds what became known since `window_from`.
    #[must_use]
    pub fn of(articles: usize, last_seen: Timestamp, window_from: Timestamp, now: Timestamp) -> Self {
        if last_seen < window_from {
            StoryState::Closed
        } else if last_seen + Self::QUIET_AFTER <= now {
            StoryState::Quiet
        } else if articles > 1 {
            StoryState::Grown
        } else {
            StoryState::Opened
        }
    }

    /// Its name, for people and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StoryState::Opened => "opened",
            StoryState::Grown => "grown",
            StoryState::Quiet => "quiet",
            StoryState::Closed => "closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_opens_grows_falls_quiet_and_closes() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let window_from = at("2026-03-01T00:00:00Z");
        let check = |articles, last_seen: &str, now: &str, expected| {
            let state = StoryState::of(articles, at(last_seen), window_from, at(now));
            assert_eq!(state, expected, "{articles} {last_seen} {now}");
        };
        check(1, "2026-03-04T10:00:00Z", "2026-03-04T10:00:00Z", StoryState::Opened);
        check(2, "2026-03-04T10:00:00Z", "2026-03-05T09:59:59Z", StoryState::Grown);
        check(2, "2026-03-04T10:00:00Z", "2026-03-05T10:00:00Z", StoryState::Quiet);
        check(1, "2026-03-01T00:00:00Z", "2026-03-08T23:00:00Z", StoryState::Quiet);
        check(1, "2026-02-28T23:59:59Z", "2026-03-08T23:00:00Z", StoryState::Closed);
        check(9, "2026-02-28T23:59:59Z", "2026-02-28T23:59:59Z", StoryState::Closed);
    }
}
