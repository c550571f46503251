//! The event that tells of alerts which waited together; and an alert that waited for a person, as it is told at last.

use jiff::Timestamp;
use model::{Digest, Held, StorySummary, UpdateReason};
use serde::Deserialize as _;
use serde_json::Value;

use crate::RenderError;
use crate::event::{json, story};
use crate::wire::{DigestAlert, DigestData, DigestStory, Event, Mention, SCHEMA_VERSION, StoryData};

/// The most outlets of each story that a digest lists: the first ones. The story's `articles` counts all.
const MAX_OUTLETS: usize = 10;

/// The most mentions of each story that a digest lists, best first, each with the place that speaks most for it.
const MAX_MENTIONS: usize = 5;

/// Renders a digest as an event; `id` identifies it to its receiver. Every alert in it is listed by the id that it had when it
/// was committed, and each story is shown as it stands now.
#[must_use]
pub fn digest_event(digest: &Digest, id: &str) -> String {
    let mut reasons: Vec<&str> = digest.alerts().map(|held| held.why.name()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let data = DigestData {
        schema_version: SCHEMA_VERSION,
        id: id.to_owned(),
        endpoint: digest.endpoint.clone(),
        held_for: reasons.into_iter().map(str::to_owned).collect(),
        alerts_found: digest.alerts().count(),
        stories: digest.stories.iter().map(story_data).collect(),
        more: digest.more.iter().map(|held| alert(held).0).collect(),
    };
    json("digest", digest.created, data)
}

fn story_data(entry: &model::DigestStory) -> DigestStory {
    let alerts: Vec<(DigestAlert, Told)> = entry.alerts.iter().map(alert).collect();
    let mut mentions: Vec<Mention> = Vec::new();
    // What the latest alert says of a watch in an article stands for what earlier ones said, and so does an edit that took it out.
    let mut settled: Vec<(&str, Option<&str>)> = Vec::new();
    for (alert, told) in alerts.iter().rev() {
        for mention in &told.mentions {
            let key = (mention.watch.as_str(), mention.article.url.as_deref());
            if !settled.contains(&key) {
                settled.push(key);
                mentions.push(mention.clone());
            }
        }
        settled.extend(alert.gone_watches.iter().map(|watch| (watch.as_str(), told.edited.as_deref())));
    }
    mentions.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mentions_found = mentions.len();
    mentions.truncate(MAX_MENTIONS);
    mentions.iter_mut().for_each(|mention| mention.evidence.truncate(1));
    let mut shown = story(&entry.story);
    shown.outlets.truncate(MAX_OUTLETS);
    DigestStory {
        story: shown,
        alerts: alerts.into_iter().map(|(alert, _)| alert).collect(),
        mentions_found,
        mentions,
    }
}

/// What an alert told of its story, beside what a digest lists of the alert.
#[derive(Default)]
struct Told {
    mentions: Vec<Mention>,
    /// The address of the article whose edit was a reason.
    edited: Option<String>,
}

impl Told {
    fn of(data: StoryData) -> (Told, Vec<String>) {
        let Some(update) = data.update else {
            return (Told { mentions: data.mentions, edited: None }, Vec::new());
        };
        let edit = update.reasons.into_iter().find(|reached| reached.reason == UpdateReason::Edit.name());
        (
            Told { mentions: data.mentions, edited: edit.and_then(|edit| edit.article.url) },
            update.gone_watches,
        )
    }
}

/// An alert as a digest lists it, with what it told. The event of one was written by this program; if it cannot be read all
/// the same, the alert is listed by what can be.
fn alert(held: &Held) -> (DigestAlert, Told) {
    let event: Option<Event<Value>> = serde_json::from_str(&held.event).ok();
    let (kind, timestamp, data) = event.map_or_else(
        || (String::new(), Timestamp::UNIX_EPOCH.to_string(), Value::Null),
        |event| (event.kind, event.timestamp, event.data),
    );
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let story = StoryData::deserialize(&data).ok();
    let title = story.as_ref().map(|data| data.story.title.clone()).unwrap_or_default();
    let (told, gone_watches) = story.map(Told::of).unwrap_or_default();
    let alert = DigestAlert {
        kind,
        id: text("id"),
        watchlist: text("watchlist"),
        sequence: data.get("sequence").and_then(Value::as_i64).unwrap_or_default(),
        reason: text("reason"),
        timestamp,
        title,
        held_for: held.why.name().to_owned(),
        gone_watches,
    };
    (alert, told)
}

/// The event of an alert that waited for a person, as it is told at `now`: with its number among the watchlist's alerts and the
/// story as it stands now.
///
/// # Errors
///
/// Where `event` is no alert's.
pub fn released_event(
    event: &str,
    sequence: i64,
    summary: &StorySummary,
    now: Timestamp,
) -> Result<String, RenderError> {
    let event: Event<StoryData> = serde_json::from_str(event).map_err(RenderError::event)?;
    let data = StoryData { sequence, story: story(summary), ..event.data };
    Ok(json(&event.kind, now, data))
}

#[cfg(test)]
mod tests {
    use model::HoldReason;

    use super::*;
    use crate::sample;

    #[test]
    fn the_whole_digest_as_a_receiver_sees_it() {
        let event: Value = serde_json::from_str(&digest_event(&sample::digest(), "event_9")).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&event).unwrap());
    }

    #[test]
    fn odd_digests_are_within_the_schema_too_and_list_every_alert() {
        let check = |change: fn(&mut Digest), found: usize| {
            let mut digest = sample::digest();
            change(&mut digest);
            let event = digest_event(&digest, "event_9");
            sample::assert_within_schema(&event);
            let event: Value = serde_json::from_str(&event).unwrap();
            let data = event.get("data").unwrap();
            assert_eq!(data.get("alerts_found").unwrap().as_u64(), Some(found as u64));
            let ids = data.to_string().matches("\"alert_1").count();
            assert_eq!(ids, found);
        };
        check(|_| (), 4);
        check(|digest| digest.more.clear(), 3);
        check(
            |digest| {
                let many = vec![digest.more[0].clone(); 950];
                digest.stories = vec![digest.stories[1].clone(); Digest::MAX_STORIES];
                digest.more = many;
            },
            1_000,
        );
        check(|digest| digest.stories[0].alerts = vec![digest.stories[0].alerts[0].clone(); 60], 62);
        check(|digest| digest.stories[0].story.outlets.clear(), 4);
        check(|digest| digest.stories[0].alerts[0].why = HoldReason::Review, 4);
    }

    #[test]
    fn what_an_edit_took_out_is_not_shown_of_the_alerts_before_it() {
        let first = sample::alert();
        let told = |alert: &model::Alert, number: i64| Held {
            event: crate::event(alert, &format!("alert_{number}")),
            ..sample::digest().stories[0].alerts[0].clone()
        };
        let mut edit = sample::update();
        let edited = first.mentions[0].url.clone();
        let gone = first.mentions[0].mention.watch.clone();
        if let model::AlertReason::Update(update) = &mut edit.reason {
            let by = model::Outlet { url: edited.clone(), ..update.new_outlets[0].clone() };
            update.reasons = vec![model::Reached { reason: UpdateReason::Edit, by }];
            update.gone_watches = vec![gone.clone()];
        }
        edit.mentions.clear();
        let mut digest = sample::digest();
        let shown = |digest: &Digest| {
            let event = digest_event(digest, "event_9");
            sample::assert_within_schema(&event);
            let event: Value = serde_json::from_str(&event).unwrap();
            let story = event["data"]["stories"][0].clone();
            let of_it = |mention: &&Value| {
                mention["watch"] == gone.as_str() && mention["article"]["url"] == serde_json::json!(edited)
            };
            let count = story["mentions"].as_array().unwrap().iter().filter(of_it).count();
            (count, story["alerts"].as_array().unwrap().last().unwrap()["gone_watches"].clone())
        };
        digest.stories[0].alerts = vec![told(&first, 1)];
        assert_eq!(shown(&digest), (1, Value::Null));
        digest.stories[0].alerts = vec![told(&first, 1), told(&edit, 2)];
        assert_eq!(shown(&digest), (0, serde_json::json!([gone])));
        // Updates of earlier versions do not say what is gone.
        let mut old = told(&sample::update(), 2);
        old.event = old.event.replace(",\"gone_watches\":[]", "");
        assert!(!old.event.contains("gone_watches"));
        digest.stories[0].alerts = vec![told(&first, 1), old];
        assert_eq!(shown(&digest), (1, Value::Null));
        // A later alert that names it again is shown.
        digest.stories[0].alerts = vec![told(&first, 1), told(&edit, 2), told(&first, 3)];
        assert_eq!(shown(&digest), (1, Value::Null));
    }

    #[test]
    fn the_largest_digest_stays_small() {
        let mut digest = sample::digest();
        let mut story = digest.stories[0].clone();
        story.story.outlets = vec![story.story.outlets[0].clone(); 50];
        digest.stories = vec![story; Digest::MAX_STORIES];
        digest.more = vec![digest.more[0].clone(); Digest::MAX_ALERTS];
        let bytes = digest_event(&digest, "event_9").len();
        // Receivers take a megabyte as a rule.
        assert!(bytes < 500_000, "{bytes}");
    }

    #[test]
    fn what_a_person_released_has_its_number_and_the_story_as_it_stands() {
        let alert = sample::alert();
        let mut now = alert.story.clone();
        now.title = "Norvik Power reopens its plant".to_owned();
        let at = sample::time("2026-03-02T08:00:00Z");
        let event = crate::event(&alert, "alert_12");
        let released = released_event(&event, 8, &now, at).unwrap();
        sample::assert_within_schema(&released);
        let expected =
            crate::event(&model::Alert { sequence: 8, story: now, created: at, ..alert }, "alert_12");
        assert_eq!(released, expected);
        assert!(released_event("{}", 8, &sample::alert().story, at).is_err());
    }
}
