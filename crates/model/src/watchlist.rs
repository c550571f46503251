//! What users track: watchlists and their watches, as configured and not yet compiled.

use crate::Policy;

/// Named watches, with the endpoints that hear of them and the policy when.
#[derive(Clone, Debug, PartialEq)]
pub struct Watchlist {
    /// Unique among watchlists.
    pub name: String,
    /// Names of the endpoints that its alerts go to.
    pub endpoints: Vec<String>,
    /// When a mention becomes an alert.
    pub policy: Policy,
    /// The watches; their names are unique within the list.
    pub watches: Vec<Watch>,
}

/// One thing tracked.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// Unique within its watchlist; for an entity, also its first alias.
    pub name: String,
    /// How it is found.
    pub tracked: Tracked,
}

/// How a watch is found.
#[derive(Clone, Debug, PartialEq)]
pub enum Tracked {
    /// By its names.
    Entity(Entity),
    /// By a query, in the syntax of the documentation.
    Rule(String),
}

/// A person, organisation, place or product, and what tells it from its namesakes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entity {
    /// Other names of it, besides the watch's own.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: Option<EntityKind>,
    /// Words that speak for this sense of the name when they stand in the same article.
    pub context: Vec<String>,
    /// Phrases that hold the name and mean something else.
    pub not: Vec<String>,
    /// A stock-exchange ticker.
    pub ticker: Option<String>,
}

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A company, institution, party or team.
    Organisation,
    /// A human being.
    Person,
    /// A city, country, river or building.
    Place,
    /// A thing that is made and named.
    Product,
    /// Anything else.
    Other,
}
