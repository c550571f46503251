//! What each kind of endpoint asks for: keys of its own, and a secret or none.

use std::path::PathBuf;

use jiff::Timestamp;
use model::{Endpoint, EndpointKind, Secret, Template};
use url::Url;

use super::problem::Findings;
use super::section::Section;
use super::sourced::{self, Keys};

/// The kinds, as they are written.
const KINDS: &[&str] = &[
    "webhook",
    "cloudevents",
    "template",
    "slack",
    "discord",
    "teams",
    "ntfy",
    "telegram",
    "matrix",
    "email",
];

/// The keys that only one kind has.
pub(super) const OF_ONE_KIND: &[(&str, &str)] = &[
    ("template", "template"),
    ("template_file", "template"),
    ("content_type", "template"),
    ("chat", "telegram"),
    ("room", "matrix"),
    ("from", "email"),
    ("to", "email"),
];

const TEMPLATE: Keys = Keys { inline: "template", file: "template_file" };

/// What a kind of endpoint takes as its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Keys that sign, without which receivers could not tell an alert from a forged one.
    Keys,
    /// Keys that sign, if the receiver checks signatures.
    KeysOrNone,
    /// A token that lets the alert in.
    Token,
    /// A token, if the receiver asks for one.
    TokenOrNone,
    /// Nothing: the address is secret itself.
    Nothing,
}

impl Needs {
    pub(super) fn of(kind: &EndpointKind) -> Needs {
        match kind {
            EndpointKind::Webhook | EndpointKind::CloudEvents => Needs::Keys,
            EndpointKind::Template(_) => Needs::KeysOrNone,
            EndpointKind::Telegram { .. } | EndpointKind::Matrix { .. } => Needs::Token,
            EndpointKind::Ntfy | EndpointKind::Email { .. } => Needs::TokenOrNone,
            EndpointKind::Slack | EndpointKind::Discord | EndpointKind::Teams => Needs::Nothing,
        }
    }

    /// The secret that a text is.
    pub(super) fn parse(self, text: &str) -> Result<Secret, String> {
        let printable = |text: &str| text.chars().all(|char| char.is_ascii_graphic());
        match self {
            Needs::Keys | Needs::KeysOrNone => {
                delivery::parse_secret(text).map_err(|error| error.to_string())
            }
            Needs::Token | Needs::TokenOrNone if printable(text.trim()) => {
                Ok(Secret::new(text.trim().into()))
            }
            Needs::Token | Needs::TokenOrNone => {
                Err("is not a token: one holds letters, digits and signs only".to_owned())
            }
            Needs::Nothing => {
                Err("is not used: for this kind of endpoint the address is the secret".to_owned())
            }
        }
    }
}

/// Reads the kind of an endpoint, with the keys that go with it. `None` where a finding says what is wrong.
pub(super) fn read_kind(
    section: &Section<'_>,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) -> Option<EndpointKind> {
    let known = |text: &str| match KINDS.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(format!("\"{text}\" is not a kind of endpoint: {}", super::keys::advice(text, KINDS))),
    };
    let kind = section.parsed("kind", known, findings).map(|kind| kind.value);
    if kind.is_none() && section.has("kind") {
        return None;
    }
    let kind = kind.as_deref().unwrap_or("webhook");
    for (key, owner) in OF_ONE_KIND {
        if *owner != kind
            && let Some(place) = section.place_of(key)
        {
            findings.error(place, section.path(key), format!("has no meaning unless kind = \"{owner}\""));
        }
    }
    match kind {
        "cloudevents" => Some(EndpointKind::CloudEvents),
        "template" => read_template(section, files, findings).map(EndpointKind::Template),
        "slack" => Some(EndpointKind::Slack),
        "discord" => Some(EndpointKind::Discord),
        "teams" => Some(EndpointKind::Teams),
        "ntfy" => Some(EndpointKind::Ntfy),
        "telegram" => needed(section, "chat", findings).map(|chat| EndpointKind::Telegram { chat }),
        "matrix" => needed(section, "room", findings).map(|room| EndpointKind::Matrix { room }),
        "email" => read_email(section, findings),
        _ => Some(EndpointKind::Webhook),
    }
}

fn read_email(section: &Section<'_>, findings: &mut Findings) -> Option<EndpointKind> {
    let from = needed(section, "from", findings);
    if !section.has("to") {
        section.missing("to", "write to = [\"…\"]", findings);
    }
    let to = section.texts("to", findings)?;
    if to.value.is_empty() {
        findings.error(to.place(), &to.key, "names nobody: write at least one mail address");
    }
    let to = to.value.into_iter().map(|address| address.value).collect();
    Some(EndpointKind::Email { from: from?, to })
}

fn needed(section: &Section<'_>, name: &'static str, findings: &mut Findings) -> Option<String> {
    if !section.has(name) {
        section.missing(name, &format!("write {name} = \"…\""), findings);
    }
    section.text(name, findings).map(|found| found.value)
}

fn read_template(
    section: &Section<'_>,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) -> Option<Template> {
    let content_type = section.text("content_type", findings).map(|found| found.value);
    if !TEMPLATE.stand_in(section) {
        section.missing("template", "write template = \"…\" or template_file = \"…\"", findings);
    }
    let source = sourced::read(section, TEMPLATE, None, files, findings)?;
    let content_type = content_type.unwrap_or_else(|| "application/json".to_owned());
    let template = |source: &String| try_on_example(Template { source: source.clone(), content_type });
    source.parsed(template, findings).map(|template| template.value)
}

/// Has the template make the body of a test event, whose data is that of an alert.
fn try_on_example(template: Template) -> Result<Template, String> {
    let kind = EndpointKind::Template(template.clone());
    // Of these only the kind has a part in the body.
    let url = Url::parse("https://example.com/").map_err(|error| error.to_string())?;
    let endpoint = Endpoint::new("example", kind, url, Secret::default());
    let event = delivery::test_event("example", "test_1", Timestamp::UNIX_EPOCH);
    delivery::render(&endpoint, "msg_1", &event).map_err(|error| error.to_string())?;
    Ok(template)
}
