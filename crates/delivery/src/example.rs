//! What never happened, for whoever tries an endpoint out: an alert of a story in two languages, with a copy and a report
//! and two watches found in it, a digest, and incidents.

use jiff::{SignedDuration, Timestamp};
use model::{
    Alert, AlertMention, AlertReason, ArticleId, Digest, DigestStory, Evidence, Field, Held, HoldReason,
    Incident, IncidentKind, Mention, Outcome, Outlet, Relation, StoryCounts, StoryId, StorySummary,
};

/// The alert as it would have been committed at `now`.
pub(crate) fn alert(now: Timestamp) -> Alert {
    let earlier = |minutes: i64| now.checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(now);
    let outlet = |source: &str, url: &str, language: &str, relation: Relation| Outlet {
        source: Some(source.to_owned()),
        url: Some(url.to_owned()),
        title: format!("{source} on the fire at Norvik"),
        language: Some(language.to_owned()),
        published: Some(earlier(5)),
        relation,
    };
    Alert {
        watchlist: "energy".to_owned(),
        sequence: 7,
        reason: AlertReason::FirstMention,
        created: now,
        story: StorySummary {
            id: StoryId(4711),
            title: "Norvik Power halts its largest plant after a turbine fire".to_owned(),
            url: Some("https://wire.example/norvik-fire".to_owned()),
            first_seen: earlier(2),
            origin: Some("Coast Wire".to_owned()),
            outlets: vec![
                outlet("Coast Wire", "https://wire.example/norvik-fire", "en", Relation::Original),
                outlet(
                    "Harbour Gazette",
                    "https://gazette.example/1",
                    "en",
                    Relation::Copy { of: ArticleId(4711) },
                ),
                outlet("Le Quai", "https://quai.example/norvik", "fr", Relation::Report),
            ],
            counts: StoryCounts { articles: 3, outlets: 3, copies: 1, reports: 2 },
            languages: vec!["en".to_owned(), "fr".to_owned()],
        },
        mentions: vec![
            mention(
                "Norvik Power",
                Outcome::Match,
                0.97,
                "Norvik Power said on Sunday that the plant would stay shut for weeks.",
            ),
            mention(
                "Aster turbines",
                Outcome::Review,
                0.412_345,
                "The turbine, made by Aster, was installed in 2019.",
            ),
        ],
        mentions_found: 2,
    }
}

/// A digest as it would have been made at `now`: of two watchlists, with one story of which there were two alerts, and one
/// that is only listed.
pub(crate) fn digest(now: Timestamp) -> Digest {
    let first = alert(now);
    let held = |alert: &Alert, id: &str| Held { event: crate::event(alert, id), why: HoldReason::Quiet };
    let later = Alert { sequence: 8, ..first.clone() };
    let mut other = Alert { watchlist: "shipping".to_owned(), sequence: 3, ..first.clone() };
    other.mentions.truncate(1);
    other.mentions_found = 1;
    if let Some(found) = other.mentions.first_mut() {
        found.mention.watch = "Port Ellis".to_owned();
        found.url = Some("https://gazette.example/2".to_owned());
    }
    other.story.id = StoryId(4720);
    other.story.title = "Port Ellis closes its harbour".to_owned();
    other.story.outlets.retain(|outlet| outlet.source.as_deref() == Some("Harbour Gazette"));
    other.story.counts.articles = 1;
    let mut listed = other.clone();
    listed.sequence = 4;
    listed.story.title = "Fog off Port Ellis".to_owned();
    Digest {
        endpoint: "desk".to_owned(),
        created: now,
        stories: vec![
            DigestStory {
                story: first.story.clone(),
                alerts: vec![held(&first, "alert_12"), held(&later, "alert_14")],
            },
            DigestStory { story: other.story.clone(), alerts: vec![held(&other, "alert_13")] },
        ],
        more: vec![held(&listed, "alert_15")],
    }
}

fn mention(watch: &str, outcome: Outcome, score: f64, sentence: &str) -> AlertMention {
    let alias = watch.split(' ').next().unwrap_or(watch).to_owned();
    let start = sentence.find(&alias).unwrap_or(0);
    let span = start..start + alias.len();
    let evidence = Evidence { alias, field: Field::Text, span, sentence: sentence.to_owned() };
    AlertMention {
        url: Some("https://wire.example/norvik-fire".to_owned()),
        title: "Norvik Power halts its largest plant after a turbine fire".to_owned(),
        source: Some("Coast Wire".to_owned()),
        mention: Mention {
            watchlist: "energy".to_owned(),
            watch: watch.to_owned(),
            outcome,
            score,
            salience: 0.8,
            evidence: vec![evidence],
            reasons: vec!["whole name, exact case".to_owned()],
        },
    }
}

/// An incident of a kind as it would have been noticed at `now`.
pub(crate) fn incident(kind: IncidentKind, now: Timestamp) -> Incident {
    let (subject, title, detail) = match kind {
        IncidentKind::SourceSilent => {
            (SOURCE, Some("Coast Wire"), "Nothing new for 3 days; it usually has something every 2 hours.")
        }
        IncidentKind::SourceRecovered => {
            (SOURCE, Some("Coast Wire"), "It has something new after 3 days without.")
        }
        IncidentKind::SourceGone => {
            (SOURCE, Some("Coast Wire"), "It answered 410: it is not polled any more.")
        }
        IncidentKind::EndpointDisabled => (
            "desk",
            None,
            "Every attempt for 3 days failed, at last because it answered 503; what waited for it, 12 deliveries, was given up.",
        ),
        IncidentKind::EndpointRecovered => ("desk", None, "It takes deliveries again after 3 days."),
    };
    Incident {
        kind,
        subject: subject.to_owned(),
        title: title.map(str::to_owned),
        since: now.checked_sub(SignedDuration::from_hours(72)).unwrap_or(now),
        noticed: now,
        detail: detail.to_owned(),
    }
}

const SOURCE: &str = "https://wire.example/rss";
