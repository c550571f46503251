//! wirewatch's words as types, and nothing else: no input or output, no wire or database format, no clock.
//!
//! The glossary is in ARCHITECTURE.md; each module here is one of its nouns. Every boundary (database, webhook, command
//! line) owns its own form of these types.

mod alert;
mod article;
mod delivery;
mod digest;
mod feed;
mod health;
mod ids;
mod incident;
mod learned;
mod mention;
mod page;
mod policy;
mod script;
mod story;
mod update;
mod watchlist;

pub use alert::{Alert, AlertMention, AlertReason, Outlet, Reached, StoryCounts, StorySummary, Update};
pub use article::{Article, Paragraphs, is_cut};
pub use delivery::{Attempt, AttemptOutcome, Endpoint, EndpointKind, Flow, Key, Secret, Template};
pub use digest::{Digest, DigestStory, Held};
pub use feed::{Entry, Feed, Problem, Schedule};
pub use health::Health;
pub use ids::{AlertId, ArticleId, DeliveryId, EventId, FeedId, StoryId};
pub use incident::{Incident, IncidentKind};
pub use learned::{About, Feedback, Learned, Tally, Within};
pub use mention::{Evidence, Field, Mention, Outcome};
pub use page::{Dated, Page, PageKind};
pub use policy::{
    Calm, Decision, DigestSchedule, DigestTimes, DropReason, HoldReason, Limit, Mute, MuteScope, Policy,
    Quiet, Review, Ruling, Volume,
};
pub use script::is_unspaced;
pub use story::{Compared, Placement, Reason, Relation, StoryState};
pub use update::UpdateReason;
pub use watchlist::{Entity, EntityKind, Tracked, Watch, Watchlist};
