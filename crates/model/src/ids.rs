//! Identities: one type a noun, so that an article's id is never taken for a story's.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A polled feed.
    FeedId
}
id! {
    /// The document that an entry points to. Ids grow in the order in which articles became known.
    ArticleId
}
id! {
    /// A story: the id of the article that opened it, so that grouping needs no counter of its own and the same
    /// articles always give the same story ids.
    StoryId
}
id! {
    /// An alert: one watchlist, one story, one reason. The number of its event, which ends the id that it is told with.
    AlertId
}
id! {
    /// What is told, an alert or an incident, with its body. Never used twice in a database.
    EventId
}
id! {
    /// An event on its way to one endpoint.
    DeliveryId
}

impl From<ArticleId> for StoryId {
    fn from(opener: ArticleId) -> Self {
        StoryId(opener.0)
    }
}
