//! A configuration as far as it can be read, for the commands beside a daemon. While files are wrong or gone the daemon goes on with
//! the configuration in force, and has to be looked after all the same. What cannot be known then is said to be unknown, not
//! taken for absent.

use std::path::Path;

use model::{Calm, Policy};

use super::document::Source;
use super::endpoints::Endpoints;
use super::problem::{Findings, Problem, Problems, Severity};
use super::section::{Found, Section};
use super::watchlists::Written;
use super::{Environment, Settings, keys, only_checked, open, read};

/// A configuration as far as it can be read. Its database is known.
#[derive(Clone, Debug, Default)]
pub struct InPart {
    /// What was read. What is wrong is left out, or is as though it were not written.
    pub settings: Settings,
    /// What keeps it from being used, file by file; nothing where it can be used.
    pub errors: Vec<Problem>,
    doubts: Doubts,
}

/// What may be other than it was read, since something is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubts {
    /// Whether the database may be another than the one that was read.
    database: bool,
    /// The watchlists, by name, whose policies may be others.
    policies: Vec<String>,
    /// The endpoints, by name, whose quiet hours and digests may be others.
    calms: Vec<String>,
}

/// Reads a configuration as far as it can be read.
///
/// # Errors
///
/// Everything that is wrong, where by that the database is not known.
pub fn load_in_part(path: &Path, environment: &Environment) -> Result<InPart, Problems> {
    let mut findings = Findings::default();
    // A variable may name the database of a file that is gone.
    let source = open(path, &mut findings).unwrap_or_else(|| Source::nothing(path));
    let read = read(&source, environment, &only_checked, &mut findings);
    let mut errors = findings.settled();
    errors.retain(|problem| problem.severity == Severity::Error);
    match read.doubts.database {
        false => Ok(InPart { settings: read.settings, errors, doubts: read.doubts }),
        true => Err(Problems(errors)),
    }
}

impl InPart {
    /// Whether it surely has no watchlist of that name.
    #[must_use]
    pub fn lacks_watchlist(&self, name: &str) -> bool {
        self.errors.is_empty() && self.settings.watchlists.iter().all(|list| list.name != name)
    }

    /// Whether it surely has no endpoint of that name.
    #[must_use]
    pub fn lacks_endpoint(&self, name: &str) -> bool {
        self.errors.is_empty() && self.settings.endpoints.iter().all(|endpoint| endpoint.name != name)
    }

    /// The policy of the watchlist of that name; without one where there is surely no such watchlist. `None` where it is not known.
    #[must_use]
    pub fn policy(&self, name: &str) -> Option<Policy> {
        let list = self.settings.watchlists.iter().find(|list| list.name == name);
        match list {
            Some(_) if self.doubts.policies.iter().any(|doubtful| doubtful == name) => None,
            Some(list) => Some(list.policy.clone()),
            None => self.lacks_watchlist(name).then(Policy::default),
        }
    }

    /// The quiet hours and the digest of the endpoint of that name; none where there is surely no such endpoint. `None` where they
    /// are not known.
    #[must_use]
    pub fn calm(&self, name: &str) -> Option<Calm> {
        let endpoint = self.settings.endpoints.iter().find(|endpoint| endpoint.name == name);
        match endpoint {
            Some(_) if self.doubts.calms.iter().any(|doubtful| doubtful == name) => None,
            Some(endpoint) => Some(endpoint.calm.clone()),
            None => self.lacks_endpoint(name).then(Calm::default),
        }
    }
}

impl Doubts {
    /// Finds what may be other than it was read from `source`, whose table is `root`, and from the files that it names. What is wrong
    /// with watches and with the names of endpoints leaves a policy as it is.
    pub(super) fn find(
        source: &Source,
        root: &Section<'_>,
        lists: &[Written<'_>],
        endpoints: &Endpoints<'_>,
        findings: &Findings,
    ) -> Doubts {
        let beside = ["watch", "endpoints"];
        let policies =
            lists.iter().map(|list| &list.name).filter(|name| is_doubtful(name, &beside, findings));
        let calms = endpoints.names.iter().filter(|name| is_doubtful(name, &[], findings));
        let values = |names: &mut dyn Iterator<Item = &Found<'_, String>>| {
            names.map(|name| name.value.clone()).collect::<Vec<_>>()
        };
        Doubts {
            database: hides_database(source, root, findings),
            policies: values(&mut { policies }),
            calms: values(&mut { calms }),
        }
    }
}

/// Whether something is wrong with the table that has a name, but for what is written in it at the keys `beside`.
fn is_doubtful(name: &Found<'_, String>, beside: &[&str], findings: &Findings) -> bool {
    let Some(source) = name.file() else { return false };
    let table = name.key.strip_suffix("name").unwrap_or(&name.key);
    findings.has_errors_at(&source.path, |key| {
        let inside = key.strip_prefix(table).map(|rest| rest.split(['.', '[']).next().unwrap_or(rest));
        // A line that cannot be parsed may belong to any table of its file.
        key.is_empty() || inside.is_some_and(|key| !beside.contains(&key))
    })
}

/// Whether the database may be another than the one that was read: where something is wrong that may be meant to name it.
fn hides_database(source: &Source, root: &Section<'_>, findings: &Findings) -> bool {
    let said_before = &mut Findings::default();
    if let Some(path) = root.table("store", said_before).text("path", said_before) {
        return findings.is_unparsed(&path.place());
    }
    findings.has_errors_at(&source.path, |key| match key {
        // What cannot be parsed names no database where the key stands nowhere.
        "" => source.is_empty() || source.holds("path"),
        key => key.starts_with("store") || keys::nearest(key, &["store", "path"]).is_some(),
    })
}
