//! What the operator decides about requests.

use std::time::Duration;

use crate::{Lookup, Network};

/// What the operator decides about requests; [`Config::default`] reaches public addresses only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Networks that are not public and may be reached all the same.
    pub allow: Vec<Network>,
    /// Whom a site's owner can turn to, as an address or URL; part of the User-Agent.
    pub contact: String,
    /// The time to look a name up and to connect, TLS included. A request's own time limit bounds this too.
    pub connect_timeout: Duration,
    /// How names are looked up; `None`: as the system does. The guard stands behind it all the same.
    pub lookup: Option<Lookup>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            allow: Vec::new(),
            contact: env!("CARGO_PKG_REPOSITORY").to_owned(),
            connect_timeout: Duration::from_secs(10),
            lookup: None,
        }
    }
}

impl Config {
    /// The User-Agent of every request: the program, its version and the contact.
    #[must_use]
    pub fn user_agent(&self) -> String {
        format!("wirewatch/{} (+{})", env!("CARGO_PKG_VERSION"), self.contact)
    }
}
