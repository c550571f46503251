//! Events as they are written and read: the wire format, described by `docs/schemas/`.
//!
//! It only ever grows: a key is never renamed, removed or given another meaning, and a key that came later has a default,
//! because events stored by an older version are read too.

use serde::{Deserialize, Serialize};

/// The version of the payload, raised only if a receiver that reads the schema's keys could no longer do so.
pub const SCHEMA_VERSION: u32 = 1;

/// The name of the schema of a type of event: incidents share one.
pub(crate) fn schema(kind: &str) -> &str {
    match kind.split_once('.') {
        Some(("source" | "endpoint", _)) => "incident",
        _ => kind,
    }
}

/// Any event; what `data` holds follows from the type.
#[derive(Serialize, Deserialize)]
pub(crate) struct Event<Data> {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) timestamp: String,
    pub(crate) data: Data,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoryData {
    pub(crate) schema_version: u32,
    pub(crate) id: String,
    pub(crate) watchlist: String,
    pub(crate) sequence: i64,
    pub(crate) reason: String,
    pub(crate) story: Story,
    pub(crate) mentions_found: usize,
    pub(crate) mentions: Vec<Mention>,
    /// Of an update: what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) update: Option<Update>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Update {
    pub(crate) reasons: Vec<Reached>,
    pub(crate) last_told: String,
    pub(crate) new_outlets_found: usize,
    pub(crate) new_outlets: Vec<Outlet>,
    pub(crate) new_languages: Vec<String>,
    pub(crate) new_watches: Vec<String>,
    /// Events of earlier versions have none.
    #[serde(default)]
    pub(crate) gone_watches: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Reached {
    pub(crate) reason: String,
    pub(crate) article: Outlet,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) url: Option<String>,
    pub(crate) first_seen: String,
    #[serde(default)]
    pub(crate) origin: Option<String>,
    pub(crate) articles: usize,
    #[serde(default)]
    pub(crate) outlets_found: usize,
    #[serde(default)]
    pub(crate) copies: usize,
    #[serde(default)]
    pub(crate) reports: usize,
    pub(crate) languages: Vec<String>,
    pub(crate) outlets: Vec<Outlet>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Outlet {
    pub(crate) source: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) language: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) relation: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Mention {
    pub(crate) watch: String,
    pub(crate) outcome: String,
    pub(crate) score: f64,
    pub(crate) salience: f64,
    pub(crate) article: Article,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) reasons: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Article {
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) source: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) alias: String,
    pub(crate) field: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) sentence: String,
}

/// What befell a source or an endpoint, whatever it was.
#[derive(Serialize, Deserialize)]
pub(crate) struct IncidentData {
    pub(crate) schema_version: u32,
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) title: Option<String>,
    pub(crate) since: String,
    pub(crate) detail: String,
}

/// The data of a test is that of a story, so that a receiver treats it as it would a real one, and names the endpoint.
#[derive(Serialize, Deserialize)]
pub(crate) struct TestData {
    pub(crate) endpoint: String,
    #[serde(flatten)]
    pub(crate) story: StoryData,
}

/// Alerts that waited for an endpoint, told together.
#[derive(Serialize, Deserialize)]
pub(crate) struct DigestData {
    pub(crate) schema_version: u32,
    pub(crate) id: String,
    pub(crate) endpoint: String,
    pub(crate) held_for: Vec<String>,
    pub(crate) alerts_found: usize,
    pub(crate) stories: Vec<DigestStory>,
    pub(crate) more: Vec<DigestAlert>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DigestStory {
    pub(crate) story: Story,
    pub(crate) alerts: Vec<DigestAlert>,
    pub(crate) mentions_found: usize,
    pub(crate) mentions: Vec<Mention>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DigestAlert {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) watchlist: String,
    pub(crate) sequence: i64,
    pub(crate) reason: String,
    pub(crate) timestamp: String,
    pub(crate) title: String,
    pub(crate) held_for: String,
    /// Of an update for an edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) gone_watches: Vec<String>,
}
