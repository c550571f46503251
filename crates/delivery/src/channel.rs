//! How each kind of endpoint is spoken to: the same event, as its receiver wants it. Pure functions of the event as it was
//! stored, so that a body is the same at every attempt for as long as neither this code nor the template changes.

mod cloud_event;
mod discord;
mod email;
mod matrix;
mod ntfy;
mod slack;
mod teams;
mod telegram;
mod template;
mod text;

use std::time::Duration;

use model::{Endpoint, EndpointKind};

use crate::notice::Notice;

pub(crate) use email::mailbox;

/// What is sent to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The media type of the body.
    pub content_type: String,
    /// The body.
    pub body: String,
}

/// Why an event cannot be rendered for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// What is stored is not an event.
    #[error("the stored event cannot be read: {0}")]
    Event(String),
    /// The endpoint's sender or a recipient is no mail address.
    #[error("`{address}` is not a mail address: {reason}")]
    Address {
        /// What it is.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The template is wrong, or does not fit the event, or does not end.
    #[error("the endpoint's template fails: {0}")]
    Template(String),
}

impl RenderError {
    pub(crate) fn event(error: serde_json::Error) -> Self {
        RenderError::Event(error.to_string())
    }
}

/// Renders an event, as [`crate::event`] gives it, for an endpoint; `id` is the delivery's `webhook-id`.
///
/// # Errors
///
/// See [`RenderError`]. What [`crate::event`] gives fails only by a template or an address.
pub fn render(endpoint: &Endpoint, id: &str, event: &str) -> Result<Message, RenderError> {
    let json = |body: serde_json::Value| Message {
        content_type: "application/json".to_owned(),
        body: body.to_string(),
    };
    Ok(match &endpoint.kind {
        EndpointKind::Webhook => {
            Message { content_type: "application/json".to_owned(), body: event.to_owned() }
        }
        EndpointKind::CloudEvents => {
            let body = cloud_event::render(id, event)?.to_string();
            Message { content_type: "application/cloudevents+json".to_owned(), body }
        }
        EndpointKind::Template(template) => {
            let body = template::render(template, id, event)?;
            Message { content_type: template.content_type.clone(), body }
        }
        EndpointKind::Slack => json(slack::render(&Notice::read(event)?)),
        EndpointKind::Discord => json(discord::render(&Notice::read(event)?)),
        EndpointKind::Teams => json(teams::render(&Notice::read(event)?)),
        EndpointKind::Ntfy => json(ntfy::render(&Notice::read(event)?, ntfy::topic(&endpoint.url))),
        EndpointKind::Telegram { chat } => json(telegram::render(&Notice::read(event)?, chat)),
        EndpointKind::Matrix { .. } => json(matrix::render(&Notice::read(event)?)),
        EndpointKind::Email { from, to } => {
            let body = email::render(&Notice::read(event)?, from, to, id)?;
            Message { content_type: "message/rfc822".to_owned(), body }
        }
    })
}

/// The least time between two messages to one endpoint that its receiver asks for; none for the user's own receivers.
#[must_use]
pub fn pace(kind: &EndpointKind) -> Duration {
    match kind {
        EndpointKind::Webhook
        | EndpointKind::CloudEvents
        | EndpointKind::Template(_)
        | EndpointKind::Email { .. } => Duration::ZERO,
        // "No more than one message per second" (Slack, rate limits of incoming webhooks).
        EndpointKind::Slack => Duration::from_secs(1),
        // Five requests in two seconds for each webhook, as its rate-limit headers say.
        EndpointKind::Discord => Duration::from_millis(400),
        // Four requests a second, beyond which Teams throttles.
        EndpointKind::Teams => Duration::from_millis(250),
        // After a burst of 60 requests, one in five seconds (ntfy's `visitor-request-limit-replenish`).
        EndpointKind::Ntfy => Duration::from_secs(5),
        // No more than 20 messages a minute to one group (Telegram's bot FAQ).
        EndpointKind::Telegram { .. } => Duration::from_secs(3),
        // Synapse's default for messages: 0.2 a second after a burst of 10.
        EndpointKind::Matrix { .. } => Duration::from_secs(5),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::cut::length;
    use crate::{event, sample};

    fn endpoint(kind: EndpointKind) -> Endpoint {
        let url = "https://chat.example/hooks/news".parse().unwrap();
        Endpoint::new("desk", kind, url, model::Secret::default())
    }

    fn kinds() -> Vec<(&'static str, EndpointKind)> {
        vec![
            ("cloud_events", EndpointKind::CloudEvents),
            ("slack", EndpointKind::Slack),
            ("discord", EndpointKind::Discord),
            ("teams", EndpointKind::Teams),
            ("ntfy", EndpointKind::Ntfy),
            ("telegram", EndpointKind::Telegram { chat: "-1001".to_owned() }),
            ("matrix", EndpointKind::Matrix { room: "!room:example.org".to_owned() }),
        ]
    }

    fn rendered(kind: &EndpointKind, alert: &model::Alert) -> Value {
        let message = render(&endpoint(kind.clone()), "msg_1", &event(alert, "alert_12")).unwrap();
        serde_json::from_str(&message.body).unwrap()
    }

    #[test]
    fn every_kind_as_its_receiver_gets_it() {
        for (name, kind) in kinds() {
            let message = rendered(&kind, &sample::alert());
            insta::assert_snapshot!(name, serde_json::to_string_pretty(&message).unwrap());
        }
    }

    #[test]
    fn an_incident_as_the_receiver_of_every_kind_gets_it() {
        for (name, kind) in kinds() {
            let all: Vec<Value> = model::IncidentKind::ALL
                .into_iter()
                .map(|incident| {
                    let event = crate::incident_event(&sample::incident(incident), "event_3");
                    let message = render(&endpoint(kind.clone()), "msg_1", &event).unwrap();
                    let message = serde_json::from_str(&message.body).unwrap();
                    assert_within_limits(name, &message);
                    message
                })
                .collect();
            insta::assert_snapshot!(format!("incidents_{name}"), serde_json::to_string_pretty(&all).unwrap());
        }
    }

    #[test]
    fn an_update_says_first_what_is_new() {
        for (name, kind) in kinds() {
            let message = rendered(&kind, &sample::update());
            assert_within_limits(name, &message);
            insta::assert_snapshot!(
                format!("update_{name}"),
                serde_json::to_string_pretty(&message).unwrap()
            );
        }
    }

    #[test]
    fn a_digest_as_the_receiver_of_every_kind_gets_it() {
        for (name, kind) in kinds() {
            let event = crate::digest_event(&sample::digest(), "event_9");
            let message = render(&endpoint(kind), "msg_1", &event).unwrap();
            let message: Value = serde_json::from_str(&message.body).unwrap();
            assert_within_limits(name, &message);
            insta::assert_snapshot!(
                format!("digest_{name}"),
                serde_json::to_string_pretty(&message).unwrap()
            );
        }
    }

    #[test]
    fn the_largest_digest_fits_every_receiver() {
        let mut digest = sample::digest();
        let mut story = digest.stories[0].clone();
        story.story.title = "[Norvik] *halts* <its> largest_plant & more ".repeat(20);
        story.alerts = vec![story.alerts[0].clone(); 10];
        digest.stories = vec![story; model::Digest::MAX_STORIES];
        digest.more = vec![digest.more[0].clone(); 500];
        let event = crate::digest_event(&digest, "event_9");
        for (name, kind) in kinds() {
            let message = render(&endpoint(kind), "msg_1", &event).unwrap();
            assert_within_limits(name, &serde_json::from_str(&message.body).unwrap());
        }
    }

    fn email() -> EndpointKind {
        EndpointKind::Email {
            from: "wirewatch <news@example.org>".to_owned(),
            to: vec!["desk@example.org".to_owned(), "Second Desk <second@example.org>".to_owned()],
        }
    }

    #[test]
    fn mail_is_text_and_html() {
        let kind = email();
        let message = render(&endpoint(kind.clone()), "msg_1", &event(&sample::alert(), "alert_12")).unwrap();
        insta::assert_snapshot!("email", message.body.replace("\r\n", "\n"));
        let event = crate::incident_event(&sample::incident(model::IncidentKind::SourceSilent), "event_3");
        let message = render(&endpoint(kind.clone()), "msg_1", &event).unwrap();
        insta::assert_snapshot!("incidents_email", message.body.replace("\r\n", "\n"));
        let event = crate::digest_event(&sample::digest(), "event_9");
        let message = render(&endpoint(kind), "msg_1", &event).unwrap();
        insta::assert_snapshot!("digest_email", message.body.replace("\r\n", "\n"));
    }

    #[test]
    fn a_webhook_carries_the_event_as_it_was_stored() {
        let stored = event(&sample::alert(), "alert_12");
        let message = render(&endpoint(EndpointKind::Webhook), "msg_1", &stored).unwrap();
        assert_eq!(message, Message { content_type: "application/json".to_owned(), body: stored });
    }

    #[test]
    fn a_test_is_shown_by_every_kind() {
        let test = crate::test_event("desk", "test_1", sample::time("2026-03-01T12:00:00Z"));
        for (name, kind) in kinds() {
            let message = render(&endpoint(kind), "msg_1", &test).unwrap();
            assert!(message.body.contains("est"), "{name}: {}", message.body);
        }
    }

    /// All text in a JSON value.
    fn texts(value: &Value) -> Vec<&str> {
        match value {
            Value::String(text) => vec![text],
            Value::Array(items) => items.iter().flat_map(texts).collect(),
            Value::Object(items) => items.values().flat_map(texts).collect(),
            _ => Vec::new(),
        }
    }

    fn units(value: &Value) -> usize {
        length(value.as_str().unwrap())
    }

    /// Fails where a message is beyond what its receiver takes; the figures are those of FACTS in the receivers' documentation.
    fn assert_within_limits(name: &str, message: &Value) {
        match name {
            "slack" => {
                let blocks = message["blocks"].as_array().unwrap();
                assert!(blocks.len() <= 50);
                for block in blocks {
                    assert!(texts(block).iter().map(|text| length(text)).sum::<usize>() <= 3000 + 1000);
                }
                assert!(texts(message).iter().all(|text| !text.is_empty()), "Slack refuses empty text");
            }
            "discord" => {
                let embed = &message["embeds"][0];
                let (title, description, footer) =
                    (units(&embed["title"]), units(&embed["description"]), units(&embed["footer"]["text"]));
                assert!((1..=256).contains(&title) && description <= 4096 && footer <= 2048);
                assert!(title + description + footer <= 6000);
                assert_eq!(message["allowed_mentions"]["parse"], Value::Array(Vec::new()));
            }
            "teams" => assert!(message.to_string().len() <= 28 * 1024),
            "ntfy" => {
                assert!(message["message"].as_str().unwrap().len() <= 4096);
                assert!(message["title"].as_str().unwrap().len() <= 1024);
            }
            "telegram" => {
                let text = message["text"].as_str().unwrap();
                assert!(length(&without_tags(text)) <= 4096);
            }
            "matrix" => assert!(message.to_string().len() <= 60 * 1024),
            _ => {}
        }
    }

    fn without_tags(html: &str) -> String {
        let mut inside = false;
        let visible = html.chars().filter(|c| {
            let hidden = inside || *c == '<';
            inside = hidden && *c != '>';
            !hidden
        });
        let text: String = visible.collect();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn whatever_a_feed_says_every_receiver_takes(
            piece in "[a-z <>&\"'*_|@#\\[\\]()\\\\`\u{1f468}\u{200d}\u{0301}\u{767a}.]{0,12}", times in 0_usize..100, watches in 0_usize..20,
        ) {
            let mut alert = sample::alert();
            let text = piece.repeat(times);
            alert.story.title = text.clone();
            alert.watchlist = text.clone();
            alert.story.outlets.iter_mut().for_each(|outlet| outlet.source = Some(text.clone()));
            let mention = alert.mentions[0].clone();
            alert.mentions = (0..watches).map(|n| {
                let mut mention = mention.clone();
                mention.mention.watch = format!("{n} {text}");
                mention.mention.evidence[0].sentence = text.clone();
                mention.mention.reasons = vec![text.clone(); 3];
                mention.source = Some(text.clone());
                mention
            }).collect();
            for (name, kind) in kinds() {
                assert_within_limits(name, &rendered(&kind, &alert));
            }
            let mail = render(&endpoint(email()), "msg_1", &event(&alert, "alert_12")).unwrap().body;
            // RFC 5322, 2.1.1; and nothing that a headline says becomes a header.
            prop_assert!(mail.is_ascii() && mail.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
            let names: Vec<&str> = mail.split("\r\n\r\n").next().unwrap().split("\r\n")
                .filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(':').next()).collect();
            let expected =
                ["Message-ID", "From", "Subject", "Date", "Auto-Submitted", "To", "MIME-Version", "Content-Type"];
            prop_assert_eq!(names, expected);
        }
    }
}
