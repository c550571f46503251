//! An alert as JSON: the body of a webhook, described by `docs/schemas/story.new.json`.
//!
//! These types are the wire format. It only ever grows: a key is never renamed, removed or given another meaning.

use model::{Alert, AlertMention, AlertReason, Evidence, Field, Outcome, Outlet, Relation, StorySummary};
use serde::Serialize;

/// The version of the payload, raised only if a receiver that reads the schema's keys could no longer do so.
pub const SCHEMA_VERSION: u32 = 1;

/// The most mentions that an event lists, best first; `mentions_found` counts all.
const MAX_MENTIONS: usize = 100;

/// Renders an alert as the body of a webhook; `id` identifies the alert to all its receivers.
#[must_use]
pub fn event(alert: &Alert, id: &str) -> String {
    let event = Event {
        kind: kind(alert.reason),
        timestamp: alert.created.to_string(),
        data: Data {
            schema_version: SCHEMA_VERSION,
            id,
            watchlist: &alert.watchlist,
            sequence: alert.sequence,
            reason: reason(alert.reason),
            story: story(&alert.story),
            mentions_found: alert.mentions.len(),
            mentions: alert.mentions.iter().take(MAX_MENTIONS).map(mention).collect(),
        },
    };
    // Fails only for types that JSON cannot hold, of which there are none here.
    serde_json::to_string(&event).unwrap_or_default()
}

/// The event type that a receiver can tell alerts apart by.
fn kind(reason: AlertReason) -> &'static str {
    match reason {
        AlertReason::FirstMention => "story.new",
    }
}

fn reason(reason: AlertReason) -> &'static str {
    match reason {
        AlertReason::FirstMention => "first_mention",
    }
}

#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    schema_version: u32,
    id: &'a str,
    watchlist: &'a str,
    sequence: i64,
    reason: &'static str,
    story: Story<'a>,
    mentions_found: usize,
    mentions: Vec<Mention<'a>>,
}

#[derive(Serialize)]
struct Story<'a> {
    id: String,
    title: &'a str,
    first_seen: String,
    articles: usize,
    languages: Vec<&'a str>,
    outlets: Vec<Article<'a>>,
}

#[derive(Serialize)]
struct Article<'a> {
    source: Option<&'a str>,
    url: Option<&'a str>,
    title: &'a str,
    language: Option<&'a str>,
    published: Option<String>,
    relation: &'static str,
}

#[derive(Serialize)]
struct Mention<'a> {
    watch: &'a str,
    outcome: &'static str,
    score: f64,
    salience: f64,
    article: MentionArticle<'a>,
    evidence: Vec<Place<'a>>,
    reasons: &'a [String],
}

#[derive(Serialize)]
struct MentionArticle<'a> {
    url: Option<&'a str>,
    title: &'a str,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    alias: &'a str,
    field: &'static str,
    start: usize,
    end: usize,
    sentence: &'a str,
}

fn story(story: &StorySummary) -> Story<'_> {
    let mut languages: Vec<&str> = Vec::new();
    for language in story.outlets.iter().filter_map(|outlet| outlet.language.as_deref()) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Story {
        id: story.id.to_string(),
        title: &story.title,
        first_seen: story.first_seen.to_string(),
        articles: story.articles,
        languages,
        outlets: story.outlets.iter().take(StorySummary::MAX_OUTLETS).map(article).collect(),
    }
}

fn article(outlet: &Outlet) -> Article<'_> {
    Article {
        source: outlet.source.as_deref(),
        url: outlet.url.as_deref(),
        title: &outlet.title,
        language: outlet.language.as_deref(),
        published: outlet.published.map(|published| published.to_string()),
        relation: match outlet.relation {
            Relation::Original => "original",
            Relation::Copy { .. } => "copy",
            Relation::Report => "report",
        },
    }
}

fn mention(found: &AlertMention) -> Mention<'_> {
    let mention = &found.mention;
    Mention {
        watch: &mention.watch,
        outcome: match mention.outcome {
            Outcome::Match => "match",
            Outcome::Review => "review",
        },
        score: share(mention.score),
        salience: share(mention.salience),
        article: MentionArticle {
            url: found.url.as_deref(),
            title: &found.title,
            source: found.source.as_deref(),
        },
        evidence: mention.evidence.iter().take(model::Mention::MAX_EVIDENCE).map(place).collect(),
        reasons: &mention.reasons,
    }
}

fn place(evidence: &Evidence) -> Place<'_> {
    Place {
        alias: &evidence.alias,
        field: match evidence.field {
            Field::Title => "title",
            Field::Text => "text",
        },
        start: evidence.span.start,
        end: evidence.span.end,
        sentence: &evidence.sentence,
    }
}

/// A share of one in thousandths, as nobody can tell finer ones apart; never what JSON has no number for.
fn share(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_whole_event_as_a_receiver_sees_it() {
        let event: serde_json::Value = serde_json::from_str(&event(&sample::alert(), "alert_12")).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&event).unwrap());
    }

    #[test]
    fn odd_alerts_are_within_the_schema_too() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/schemas/story.new.json")).unwrap();
        let schema = jsonschema::validator_for(&schema).unwrap();
        let check = |change: fn(&mut Alert)| {
            let mut alert = sample::alert();
            change(&mut alert);
            let event: serde_json::Value = serde_json::from_str(&event(&alert, "alert_12")).unwrap();
            let wrong: Vec<String> = schema.iter_errors(&event).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{wrong:?}\n{event}");
        };
        check(|_| ());
        check(|alert| alert.story.outlets.clear());
        check(|alert| alert.mentions = vec![alert.mentions[0].clone(); 1000]);
        check(|alert| alert.story.outlets = vec![alert.story.outlets[0].clone(); 1000]);
        check(|alert| alert.mentions[0].mention.score = f64::NAN);
        check(|alert| alert.mentions[0].mention.salience = f64::INFINITY);
        check(|alert| alert.story.title = "\u{0}\"\\\u{2028}\u{1f4f0}".to_owned());
        check(|alert| alert.story.outlets[0].url = None);
    }
}
