//! What the tests share: the example alert at a fixed time, and a check against the published schemas.

use jiff::Timestamp;
use model::{Alert, AlertReason, Digest, Incident, IncidentKind, Reached, Update, UpdateReason};
use serde_json::Value;

pub(crate) fn alert() -> Alert {
    crate::example::alert(time("2026-03-01T12:00:05Z"))
}

pub(crate) fn incident(kind: IncidentKind) -> Incident {
    crate::example::incident(kind, time("2026-03-01T12:00:05Z"))
}

/// The alert that would have followed it: more outlets, one of them the first with a report of its own.
pub(crate) fn update() -> Alert {
    let first = alert();
    let (copy, report) = (first.story.outlets[1].clone(), first.story.outlets[2].clone());
    let update = Update {
        reasons: vec![
            Reached { reason: UpdateReason::Outlets(3), by: report.clone() },
            Reached { reason: UpdateReason::FirstReport, by: report.clone() },
        ],
        last_told: time("2026-03-01T11:30:05Z"),
        new_outlets: vec![copy, report],
        new_outlet_count: 2,
        new_languages: vec!["fr".to_owned()],
        new_watches: Vec::new(),
        gone_watches: Vec::new(),
    };
    Alert { reason: AlertReason::Update(update), sequence: 8, ..first }
}

pub(crate) fn digest() -> Digest {
    crate::example::digest(time("2026-03-01T12:00:05Z"))
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Fails unless the event is what the schema of its type says, in `docs/schemas/`.
pub(crate) fn assert_within_schema(event: &str) {
    let event: Value = serde_json::from_str(event).unwrap();
    let kind = event.get("type").and_then(Value::as_str).unwrap();
    let story = schema("story.new");
    // The other schemas refer to this one.
    let id = story.get("$id").and_then(Value::as_str).unwrap().to_owned();
    let registry = jsonschema::Registry::new().add(id, story).unwrap().prepare().unwrap();
    let validator =
        jsonschema::options().with_registry(&registry).build(&schema(crate::wire::schema(kind))).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{event}");
}

fn schema(kind: &str) -> Value {
    let path = format!("{}/../../docs/schemas/{kind}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_examples_in_the_documentation_are_what_is_sent() {
    let path = format!("{}/../../docs/schemas/README.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = |language: &str| {
        let fence = format!("```{language}\n");
        text.split(&fence)
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let events = blocks("json");
    assert!(!events.is_empty());
    for event in &events {
        assert_within_schema(event);
    }
    // Templates of the documentation are for stories.
    let is_of_a_story = |event: &&String| event.starts_with("{\n  \"type\": \"story.");
    let stories = events.iter().filter(is_of_a_story).collect::<Vec<_>>();
    for source in blocks("jinja") {
        let template = model::Template { source, content_type: "application/json".to_owned() };
        let endpoint = model::Endpoint::new(
            "desk",
            model::EndpointKind::Template(template),
            "https://hooks.example/".parse().unwrap(),
            model::Secret::default(),
        );
        for event in &stories {
            crate::render(&endpoint, "msg_1", event).unwrap();
        }
    }
}
