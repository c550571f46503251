//! What happened, as JSON: the bodies of webhooks, described by `docs/schemas/`.

use jiff::Timestamp;
use model::{Alert, AlertMention, AlertReason, Field, Incident, Outcome, Relation, StorySummary};
use serde::Serialize;

use crate::example;
use crate::wire::{
    Article, Event, Evidence, IncidentData, Mention, Outlet, Reached, SCHEMA_VERSION, Story, StoryData,
    TestData, Update,
};

/// Renders an alert as an event; `id` identifies the alert to all its receivers.
#[must_use]
pub fn event(alert: &Alert, id: &str) -> String {
    json(alert.reason.event(), alert.created, story_data(alert, id))
}

/// Renders an incident as an event; `id` identifies it to all its receivers.
#[must_use]
pub fn incident_event(incident: &Incident, id: &str) -> String {
    let data = IncidentData {
        schema_version: SCHEMA_VERSION,
        id: id.to_owned(),
        subject: incident.subject.clone(),
        title: incident.title.clone(),
        since: incident.since.to_string(),
        detail: incident.detail.clone(),
    };
    json(incident.kind.name(), incident.noticed, data)
}

/// Renders the event by which a user tries an endpoint out: an invented alert, under a type of its own. `id` identifies it as
/// an alert's does.
#[must_use]
pub fn test_event(endpoint: &str, id: &str, now: Timestamp) -> String {
    json("test", now, TestData { endpoint: endpoint.to_owned(), story: story_data(&example::alert(now), id) })
}

fn story_data(alert: &Alert, id: &str) -> StoryData {
    StoryData {
        schema_version: SCHEMA_VERSION,
        id: id.to_owned(),
        watchlist: alert.watchlist.clone(),
        sequence: alert.sequence,
        reason: reason(&alert.reason),
        story: story(&alert.story),
        mentions_found: alert.mentions_found,
        mentions: alert.mentions.iter().take(Alert::MAX_MENTIONS).map(mention).collect(),
        update: match &alert.reason {
            AlertReason::FirstMention => None,
            AlertReason::Update(update) => Some(self::update(update)),
        },
    }
}

pub(crate) fn json(kind: &str, at: Timestamp, data: impl Serialize) -> String {
    let event = Event { kind: kind.to_owned(), timestamp: at.to_string(), data };
    // Fails only for types that JSON cannot hold, of which there are none here.
    serde_json::to_string(&event).unwrap_or_default()
}

/// The reason, or the first of several.
fn reason(reason: &AlertReason) -> String {
    match reason {
        AlertReason::FirstMention => "first_mention".to_owned(),
        AlertReason::Update(update) => {
            update.reasons.first().map(|reached| reached.reason.name()).unwrap_or_default()
        }
    }
}

fn update(update: &model::Update) -> Update {
    let reached =
        |reached: &model::Reached| Reached { reason: reached.reason.name(), article: outlet(&reached.by) };
    Update {
        reasons: update.reasons.iter().map(reached).collect(),
        last_told: update.last_told.to_string(),
        new_outlets_found: update.new_outlet_count,
        new_outlets: update.new_outlets.iter().take(StorySummary::MAX_OUTLETS).map(outlet).collect(),
        new_languages: update.new_languages.clone(),
        new_watches: update.new_watches.clone(),
        gone_watches: update.gone_watches.clone(),
    }
}

pub(crate) fn story(story: &StorySummary) -> Story {
    Story {
        id: story.id.to_string(),
        title: story.title.clone(),
        url: story.url.clone(),
        first_seen: story.first_seen.to_string(),
        origin: story.origin.clone(),
        articles: story.counts.articles,
        outlets_found: story.counts.outlets,
        copies: story.counts.copies,
        reports: story.counts.reports,
        languages: story.languages.clone(),
        outlets: story.outlets.iter().take(StorySummary::MAX_OUTLETS).map(outlet).collect(),
    }
}

fn outlet(outlet: &model::Outlet) -> Outlet {
    Outlet {
        source: outlet.source.clone(),
        url: outlet.url.clone(),
        title: outlet.title.clone(),
        language: outlet.language.clone(),
        published: outlet.published.map(|published| published.to_string()),
        relation: match outlet.relation {
            Relation::Original => "original",
            Relation::Copy { .. } => "copy",
            Relation::Report => "report",
        }
        .to_owned(),
    }
}

fn mention(found: &AlertMention) -> Mention {
    let mention = &found.mention;
    Mention {
        watch: mention.watch.clone(),
        outcome: match mention.outcome {
            Outcome::Match => "match",
            Outcome::Review => "review",
        }
        .to_owned(),
        score: share(mention.score),
        salience: share(mention.salience),
        article: Article { url: found.url.clone(), title: found.title.clone(), source: found.source.clone() },
        evidence: mention.evidence.iter().take(model::Mention::MAX_EVIDENCE).map(evidence).collect(),
        reasons: mention.reasons.clone(),
    }
}

fn evidence(evidence: &model::Evidence) -> Evidence {
    Evidence {
        alias: evidence.alias.clone(),
        field: match evidence.field {
            Field::Title => "title",
            Field::Text => "text",
        }
        .to_owned(),
        start: evidence.span.start,
        end: evidence.span.end,
        sentence: evidence.sentence.clone(),
    }
}

/// A share of one in thousandths, as nobody can tell finer ones apart; never what JSON has no number for.
fn share(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0 }
}

#[cfg(test)]
mod tests {
    use model::IncidentKind;

    use super::*;
    use crate::sample;

    #[test]
    fn the_whole_event_as_a_receiver_sees_it() {
        let event: serde_json::Value = serde_json::from_str(&event(&sample::alert(), "alert_12")).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&event).unwrap());
    }

    #[test]
    fn an_update_as_a_receiver_sees_it() {
        let event = event(&sample::update(), "alert_13");
        sample::assert_within_schema(&event);
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&event["data"]["update"]).unwrap());
        assert_eq!(
            (&event["type"], &event["data"]["reason"]),
            (&"story.updated".into(), &"outlets:3".into())
        );
    }

    #[test]
    fn odd_alerts_are_within_the_schema_too() {
        let check = |change: fn(&mut Alert)| {
            let mut alert = sample::alert();
            change(&mut alert);
            sample::assert_within_schema(&event(&alert, "alert_12"));
        };
        check(|_| ());
        check(|alert| alert.story.outlets.clear());
        check(|alert| {
            alert.mentions = vec![alert.mentions[0].clone(); 1000];
            alert.mentions_found = 1000;
        });
        check(|alert| alert.story.outlets = vec![alert.story.outlets[0].clone(); 1000]);
        check(|alert| alert.mentions[0].mention.score = f64::NAN);
        check(|alert| alert.mentions[0].mention.salience = f64::INFINITY);
        check(|alert| alert.story.title = "\u{0}\"\\\u{2028}\u{1f4f0}".to_owned());
        check(|alert| alert.story.outlets[0].url = None);
    }

    #[test]
    fn an_incident_is_within_its_schema_and_says_what_befell_whom() {
        for kind in IncidentKind::ALL {
            let event = incident_event(&sample::incident(kind), "event_3");
            sample::assert_within_schema(&event);
            let event: serde_json::Value = serde_json::from_str(&event).unwrap();
            assert_eq!(event["type"], kind.name());
            assert_eq!(event["data"]["since"], "2026-02-26T12:00:05Z");
        }
    }

    #[test]
    fn a_test_event_is_within_its_schema() {
        sample::assert_within_schema(&test_event("desk", "test_1", sample::time("2026-03-01T12:00:00Z")));
    }
}
