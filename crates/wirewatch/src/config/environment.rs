//! Environment variables over the configuration file: `WIREWATCH_POLL__MIN_INTERVAL` over `poll.min_interval`. Taken
//! once, as plain data, so that reading a configuration depends on nothing else.

use std::collections::BTreeMap;

use super::keys::{self, KEYS};
use super::problem::{Findings, Place};
use super::section::Found;

/// What every variable begins with.
const PREFIX: &str = "WIREWATCH_";

/// What the variables of endpoints begin with.
const ENDPOINTS: &str = "WIREWATCH_ENDPOINT__";

/// What the variables of feeds that have a name begin with.
const FEEDS: &str = "WIREWATCH_FEED__";

/// Names the configuration file where the command line does not.
const CONFIG: &str = "WIREWATCH_CONFIG";

/// The variables whose names begin with `WIREWATCH_`.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Takes the variables of this process. One that is not UTF-8 is taken with its bad bytes replaced.
    #[must_use]
    pub fn of_process() -> Environment {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect()
    }

    /// The configuration file that is named here.
    #[must_use]
    pub fn config_file(&self) -> Option<&str> {
        self.get(CONFIG)
    }

    /// The variable's value; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value that stands over a key, as it is found.
    pub(super) fn find(&self, name: String) -> Option<Found<'_, String>> {
        let value = self.get(&name)?.to_owned();
        Some(Found::in_variable(name, value))
    }

    /// Finds the variables that stand for no key: those with `__` in their names, since others with this prefix may
    /// be somebody else's (Kubernetes sets `WIREWATCH_SERVICE_HOST` for a service of that name).
    pub(super) fn find_unknown(&self, endpoints: &[&str], feeds: &[&str], findings: &mut Findings) {
        let mut known: Vec<String> = KEYS.iter().filter_map(|key| variable(key)).collect();
        for key in ["url", "secret"] {
            known.extend(endpoints.iter().map(|name| endpoint_variable(name, key)));
        }
        for key in super::access::VARIABLES {
            known.extend(feeds.iter().map(|name| feed_variable(name, key)));
        }
        for name in self.0.keys() {
            let may_be_known =
                findings.incomplete() && (name.starts_with(ENDPOINTS) || name.starts_with(FEEDS));
            if name.contains("__") && !known.contains(name) && !may_be_known {
                let advice = keys::advice(name, &known);
                findings.error(Environment::place(), name, format!("unknown variable, {advice}"));
            }
        }
    }

    /// Where problems with variables stand.
    pub(super) fn place() -> Place {
        Place { file: "environment".to_owned(), position: None }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Environment(variables.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect())
    }
}

/// The variable that stands for a key; none for one inside an array of tables.
pub(super) fn variable(key: &str) -> Option<String> {
    let single = !key.contains('[');
    single.then(|| format!("{PREFIX}{}", key.to_uppercase().replace('.', "__")))
}

/// The variable that stands over a key of an endpoint.
pub(super) fn endpoint_variable(endpoint: &str, key: &str) -> String {
    named_variable(ENDPOINTS, endpoint, key)
}

/// The variable that stands over a key of a feed that has a name.
pub(super) fn feed_variable(feed: &str, key: &str) -> String {
    named_variable(FEEDS, feed, key)
}

fn named_variable(prefix: &str, name: &str, key: &str) -> String {
    let shown = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' };
    let name: String = name.chars().map(shown).collect();
    format!("{prefix}{name}__{}", key.to_uppercase())
}
