//! Reads the endpoints, `[[endpoint]]`, and their secrets from wherever they are kept.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use model::{Endpoint, EndpointKind, Secret};

use super::daemon::{beside, read_address};
use super::environment::{Environment, secret_variable};
use super::problem::Findings;
use super::section::{Found, Section};
use super::values::{self, Reach};

/// The most bytes of a secret's file; a secret has 64 at most, in Base64.
const MAX_SECRET_FILE: u64 = 4096;

/// The endpoints as they were read.
#[derive(Debug, Default)]
pub(super) struct Endpoints<'a> {
    pub(super) endpoints: Vec<Endpoint>,
    /// Every name that stands in the file, of an unsound endpoint too, and its place.
    pub(super) names: Vec<Found<'a, String>>,
    /// The files that secrets were read from.
    pub(super) files: Vec<PathBuf>,
}

impl<'a> Endpoints<'a> {
    /// Reads all endpoints of the file.
    pub(super) fn read(
        root: &Section<'a>,
        egress: &outbound::Config,
        environment: &Environment,
        findings: &mut Findings,
    ) -> Endpoints<'a> {
        let mut read = Endpoints::default();
        let mut variables = HashMap::new();
        for section in root.tables("endpoint", findings) {
            let name = read.read_name(&section, findings);
            if let Some(name) = &name
                && let Some(other) = variables.insert(secret_variable(&name.value), name.value.clone())
                && other != name.value
            {
                let message =
                    format!("takes the same variable for its secret as \"{other}\": rename one of them");
                findings.error(name.place(), &name.key, message);
            }
            let kind = section.parsed("kind", kind, findings);
            let url = read_address(&section, egress, findings);
            if let Some(url) = url
                .as_ref()
                .filter(|url| url.value.scheme() == "http" && values::reach(&url.value) == Reach::Public)
            {
                let message = "alerts go over the open network unencrypted: use https";
                findings.warning(url.place(), &url.key, message);
            }
            let secret = read.read_secret(&section, name.as_ref(), environment, findings);
            if let (Some(name), Some(url), Some(secret)) = (name, url, secret) {
                let kind = kind.map_or(EndpointKind::Webhook, |kind| kind.value);
                read.endpoints.push(Endpoint { name: name.value, kind, url: url.value, secret });
            }
        }
        read
    }

    fn read_name(&mut self, section: &Section<'a>, findings: &mut Findings) -> Option<Found<'a, String>> {
        let name = section.name(findings)?;
        if let Some(first) = self.names.iter().find(|first| first.value == name.value) {
            let message = format!(
                "\"{}\" is the name of another endpoint ({}): rename one of them",
                name.value,
                first.place()
            );
            findings.error(name.place(), &name.key, message);
            return None;
        }
        self.names.push(name.clone());
        Some(name)
    }

    /// The secret: the variable's, or else the one that stands in the table, or else that of the file it names.
    fn read_secret(
        &mut self,
        section: &Section<'a>,
        name: Option<&Found<'a, String>>,
        environment: &Environment,
        findings: &mut Findings,
    ) -> Option<Secret> {
        let inline = section.text("secret", findings);
        let file = section.text("secret_file", findings);
        if let (Some(inline), Some(_)) = (&inline, &file) {
            findings.error(inline.place(), &inline.key, "stands beside secret_file: keep one of them");
        }
        let variable = name.map(|name| secret_variable(&name.value));
        if let Some(variable) = &variable
            && let Some(value) = environment.get(variable)
        {
            return sound(value)
                .map_err(|message| findings.error(Environment::place(), variable, message))
                .ok();
        }
        if let Some(inline) = inline {
            return inline.parsed(|text| sound(text), findings).map(|secret| secret.value);
        }
        if let Some(file) = file {
            let path = beside(&file);
            self.files.push(path.clone());
            return file.parsed(|_| read_file(&path), findings).map(|secret| secret.value);
        }
        if !section.has("secret") && !section.has("secret_file") {
            let over = variable.map_or(String::new(), |variable| format!(", or set the variable {variable}"));
            let advice = format!("write secret_file = \"…\" or secret = \"whsec_…\"{over}");
            section.missing("secret", &advice, findings);
        }
        None
    }
}

fn kind(text: &str) -> Result<EndpointKind, String> {
    match text {
        "webhook" => Ok(EndpointKind::Webhook),
        _ => Err(format!("\"{text}\" is not a kind of endpoint: write \"webhook\"")),
    }
}

fn read_file(path: &Path) -> Result<Secret, String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MAX_SECRET_FILE).read_to_string(&mut text));
    match read {
        Ok(_) => sound(&text).map_err(|message| format!("{}: {message}", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
            "there is no file {}: make one with (printf whsec_; openssl rand -base64 32) > {}",
            path.display(),
            path.display()
        )),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

/// A secret as it is written anywhere.
fn sound(text: &str) -> Result<Secret, String> {
    delivery::parse_secret(text).map_err(|error| error.to_string())
}
