//! Reads the endpoints, `[[endpoint]]`: where alerts go.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use model::{Endpoint, EndpointKind, Flow, IncidentKind, Secret};
use url::Url;

use super::calm;
use super::channel::{self, Needs};
use super::daemon::{duration_from, set, sound_address};
use super::environment::{Environment, endpoint_variable};
use super::problem::Findings;
use super::section::{Found, Section};
use super::sourced::{self, Keys};
use super::values::{self, Reach};

const URL: Keys = Keys { inline: "url", file: "url_file" };
const SECRET: Keys = Keys { inline: "secret", file: "secret_file" };

/// The endpoints as they were read.
#[derive(Debug, Default)]
pub(super) struct Endpoints<'a> {
    pub(super) endpoints: Vec<Endpoint>,
    /// Every name that stands in the file, of an unsound endpoint too, and its place.
    pub(super) names: Vec<Found<'a, String>>,
    /// The files that addresses, secrets and templates were read from.
    pub(super) files: Vec<PathBuf>,
}

/// What `events` can ask for.
fn patterns() -> Vec<&'static str> {
    ["*", "source.*", "endpoint.*"].into_iter().chain(IncidentKind::ALL.map(IncidentKind::name)).collect()
}

fn read_flow(section: &Section<'_>, findings: &mut Findings) -> Flow {
    let mut flow = Flow::default();
    let concurrency = |count: &u64| match usize::try_from(*count) {
        Ok(size) if (1..=Flow::MAX_CONCURRENCY).contains(&size) => Ok(size),
        _ => Err(format!("must be 1 to {}", Flow::MAX_CONCURRENCY)),
    };
    let found = section.number("concurrency", findings).and_then(|found| found.parsed(concurrency, findings));
    set(&mut flow.concurrency, found);
    set(&mut flow.pace, section.parsed("rate", values::rate, findings));
    let order = |text: &str| match text {
        "any" => Ok(false),
        "strict" => Ok(true),
        _ => Err(format!("\"{text}\" is not an order: write \"any\" or \"strict\"")),
    };
    set(&mut flow.in_order, section.parsed("order", order, findings));
    set(&mut flow.disable_after, duration_from(section, "disable_after", LEAST_PATIENCE, findings));
    flow
}

/// Below this an endpoint would be disabled before anybody could mend it.
const LEAST_PATIENCE: Duration = Duration::from_secs(3600);

/// An endpoint while it is read.
struct Unread<'a, 'r> {
    section: Section<'a>,
    name: Option<Found<'a, String>>,
    environment: &'a Environment,
    egress: &'r outbound::Config,
    files: &'r mut Vec<PathBuf>,
}

impl<'a> Endpoints<'a> {
    /// Reads all endpoints of the file.
    pub(super) fn read(
        root: &Section<'a>,
        egress: &outbound::Config,
        environment: &'a Environment,
        findings: &mut Findings,
    ) -> Endpoints<'a> {
        let mut read = Endpoints::default();
        let mut variables = HashMap::new();
        for section in root.tables("endpoint", findings) {
            let name = read.read_name(&section, &mut variables, findings);
            let files = &mut read.files;
            let endpoint = Unread { section, name, environment, egress, files }.read(findings);
            read.endpoints.extend(endpoint);
        }
        read
    }

    fn read_name(
        &mut self,
        section: &Section<'a>,
        variables: &mut HashMap<String, String>,
        findings: &mut Findings,
    ) -> Option<Found<'a, String>> {
        let name = section.name(findings)?;
        if let Some(first) = self.names.iter().find(|first| first.value == name.value) {
            let first = first.place();
            let message =
                format!("\"{}\" is the name of another endpoint ({first}): rename one of them", name.value);
            findings.error(name.place(), &name.key, message);
            return None;
        }
        let variable = endpoint_variable(&name.value, "secret");
        if let Some(other) = variables.insert(variable, name.value.clone()) {
            let message = format!("takes the same variables as \"{other}\": rename one of them");
            findings.error(name.place(), &name.key, message);
        }
        self.names.push(name.clone());
        Some(name)
    }
}

impl<'a> Unread<'a, '_> {
    fn read(mut self, findings: &mut Findings) -> Option<Endpoint> {
        let kind = channel::read_kind(&self.section, self.files, findings);
        let mail = matches!(kind, Some(EndpointKind::Email { .. }));
        let url = self.read_url(if mail { values::mail_server } else { values::address }, findings);
        let secret = kind.as_ref().and_then(|kind| self.read_secret(kind, findings));
        let events = self.read_events(findings);
        let flow = read_flow(&self.section, findings);
        let calm = calm::read_calm(&self.section, findings);
        let endpoint =
            Endpoint { name: self.name?.value, kind: kind?, url: url?, secret: secret?, events, flow, calm };
        // A template is made for alerts at first, and may lack what incidents and digests need; a mail address may be none.
        if let Err(unfit) = delivery::check(&endpoint) {
            let asking = ["events", "quiet", "digest"].into_iter().find(|key| self.section.has(key));
            let (place, key) = match asking.and_then(|key| Some((self.section.place_of(key)?, key))) {
                Some((place, key)) => (place, self.section.path(key)),
                None => (self.section.place(), self.section.path("")),
            };
            findings.error(place, key, unfit.to_string());
        }
        Some(endpoint)
    }

    fn read_events(&self, findings: &mut Findings) -> Vec<String> {
        let known = |text: &String| match IncidentKind::ALL.iter().any(|kind| kind.is_meant_by(text)) {
            true => Ok(text.clone()),
            false => {
                Err(format!("\"{text}\" stands for no event: {}", super::keys::advice(text, &patterns())))
            }
        };
        let events = self.section.texts("events", findings).map(|found| found.value).unwrap_or_default();
        events.iter().filter_map(|text| text.parsed(known, findings)).map(|text| text.value).collect()
    }

    fn read_url(&mut self, address: fn(&str) -> Result<Url, String>, findings: &mut Findings) -> Option<Url> {
        let url = self.find(URL, findings)?.parsed(|text| address(text.trim()), findings)?;
        let url = sound_address(url, self.egress, findings)?;
        if url.value.scheme() == "http" && values::reach(&url.value) == Reach::Public {
            let message = "alerts go over the open network unencrypted: use https";
            findings.warning(url.place(), &url.key, message);
        }
        Some(url.value)
    }

    fn read_secret(&mut self, kind: &EndpointKind, findings: &mut Findings) -> Option<Secret> {
        let needs = Needs::of(kind);
        let optional = !matches!(needs, Needs::Keys | Needs::Token);
        if optional && !SECRET.stand_in(&self.section) && self.over(SECRET).is_none() {
            return Some(Secret::default());
        }
        let secret = self.find(SECRET, findings)?;
        secret.parsed(|text| needs.parse(text), findings).map(|secret| secret.value)
    }

    /// A value that the endpoint must have.
    fn find(&mut self, keys: Keys, findings: &mut Findings) -> Option<Found<'a, String>> {
        let over = self.over(keys);
        if over.is_none() && !keys.stand_in(&self.section) {
            let variable = self.name.as_ref().map(|name| endpoint_variable(&name.value, keys.inline));
            let or = variable.map_or(String::new(), |variable| format!(", or set the variable {variable}"));
            let advice = format!("write {} = \"…\" or {} = \"…\"{or}", keys.inline, keys.file);
            self.section.missing(keys.inline, &advice, findings);
        }
        sourced::read(&self.section, keys, over, self.files, findings)
    }

    /// The variable over the value, where it is set.
    fn over(&self, keys: Keys) -> Option<Found<'a, String>> {
        self.environment.find(endpoint_variable(&self.name.as_ref()?.value, keys.inline))
    }
}
