//! Reads what lets a feed's requests in: credentials, headers and a cookie of its own, and the proxy by which they go. All
//! of them may be secrets, and so may stand in files or variables.

use std::path::PathBuf;

use outbound::{Access, HeaderName, NotAHeader};
use url::Url;

use super::environment::{Environment, feed_variable};
use super::problem::Findings;
use super::section::{Found, Section};
use super::sourced::{self, Keys};
use super::values::{self, Reach};

const PASSWORD: Keys = Keys { inline: "password", file: "password_file" };
const TOKEN: Keys = Keys { inline: "token", file: "token_file" };
const COOKIE: Keys = Keys { inline: "cookie", file: "cookie_file" };
const PROXY: Keys = Keys { inline: "proxy", file: "proxy_file" };

/// The values of a feed that a variable can stand over, once the feed has a name.
pub(super) const VARIABLES: [&str; 4] = ["password", "token", "cookie", "proxy"];

/// Headers that say how a request is made, which is not for a configuration to say.
const NOT_OURS: [&str; 10] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-modified-since",
    "if-none-match",
    "proxy-authorization",
    "transfer-encoding",
];

/// What the access of feeds is read with.
pub(super) struct Doors<'a> {
    pub(super) environment: &'a Environment,
    /// The names of feeds, which their variables carry.
    pub(super) names: Vec<Found<'a, String>>,
    /// The files that secrets were read from.
    pub(super) files: Vec<PathBuf>,
}

impl<'a> Doors<'a> {
    pub(super) fn new(environment: &'a Environment) -> Doors<'a> {
        Doors { environment, names: Vec::new(), files: Vec::new() }
    }

    /// Reads the access of a feed. Credentials in the address are taken out of it, so that they are kept and shown nowhere.
    pub(super) fn read(
        &mut self,
        section: &Section<'a>,
        mut url: Option<&mut Found<'a, Url>>,
        findings: &mut Findings,
    ) -> Access {
        let mut access = Access::default();
        let name = self.read_name(section, findings);
        let mut find = |keys: Keys, findings: &mut Findings| {
            let variable = name.as_ref().map(|name| feed_variable(&name.value, keys.inline));
            let over = variable.and_then(|variable| self.environment.find(variable));
            sourced::read(section, keys, over, &mut self.files, findings)
        };
        let user = section.text("user", findings);
        let (password, token) = (find(PASSWORD, findings), find(TOKEN, findings));
        let (cookie, proxy) = (find(COOKIE, findings), find(PROXY, findings));
        let in_url = url.as_mut().is_some_and(|url| access.take_from(&mut url.value));
        let ways = [user.is_some() || password.is_some(), token.is_some(), in_url];
        if ways.into_iter().filter(|way| *way).count() > 1 {
            let message =
                "has more than one kind of credentials: keep user and password, or token, or those in url";
            findings.error(section.place(), section.path(""), message);
        }
        read_basic(&mut access, user.as_ref(), password.as_ref(), findings);
        if let Some(token) = token {
            note(access.bearer(token.value.trim()), &token, findings);
        }
        if let Some(cookie) = cookie {
            note(access.cookie(cookie.value.trim()), &cookie, findings);
        }
        read_headers(&mut access, section, &mut self.files, findings);
        if let Some(proxy) =
            proxy.and_then(|proxy| proxy.parsed(|text| values::address(text.trim()), findings))
        {
            access.through(proxy.value);
        }
        if let Some(url) = url.filter(|url| !access.headers().is_empty() && is_in_the_open(&url.value)) {
            let message = "what lets you in goes over the open network unencrypted: use https";
            findings.warning(url.place(), &url.key, message);
        }
        access
    }

    fn read_name(&mut self, section: &Section<'a>, findings: &mut Findings) -> Option<Found<'a, String>> {
        let name = section.parsed("name", values::name, findings)?;
        let variable = |name: &str| feed_variable(name, "token");
        let taken = self.names.iter().find(|known| variable(&known.value) == variable(&name.value));
        if let Some(taken) = taken {
            let message =
                format!("takes the same variables as another feed ({}): rename one of them", taken.place());
            findings.error(name.place(), &name.key, message);
            return None;
        }
        self.names.push(name.clone());
        Some(name)
    }
}

fn is_in_the_open(url: &Url) -> bool {
    url.scheme() == "http" && values::reach(url) == Reach::Public
}

fn read_basic(
    access: &mut Access,
    user: Option<&Found<'_, String>>,
    password: Option<&Found<'_, String>>,
    findings: &mut Findings,
) {
    match (user, password) {
        (Some(user), Some(password)) => {
            note(access.basic(&user.value, password.value.trim()), password, findings);
        }
        (Some(user), None) => {
            let message = "stands without a password: write password = \"…\" or password_file = \"…\"";
            findings.error(user.place(), &user.key, message);
        }
        (None, Some(password)) => {
            findings.error(password.place(), &password.key, "stands without a user: write user = \"…\"");
        }
        (None, None) => {}
    }
}

fn read_headers(
    access: &mut Access,
    section: &Section<'_>,
    files: &mut Vec<PathBuf>,
    findings: &mut Findings,
) {
    let listed = section.texts("headers", findings).map(|list| list.value).unwrap_or_default();
    let file = sourced::read_file_of(section, "headers_file", files, findings);
    let lines = file.iter().flat_map(|file| file.value.lines().map(|line| file.with(line.to_owned())));
    for line in listed.into_iter().chain(lines.filter(|line| !line.value.trim().is_empty())) {
        if let Some(header) = line.parsed(|line| header(line), findings) {
            let (name, value) = header.value;
            note(access.header(name, &value), &line, findings);
        }
    }
}

/// `Name: value`. What is said of another does not repeat it: it may hold a secret.
fn header(line: &str) -> Result<(HeaderName, String), String> {
    let bad = || "is not a header: write it like \"X-Key: value\"".to_owned();
    let (name, value) = line.split_once(':').ok_or_else(bad)?;
    let name: HeaderName = name.trim().parse().map_err(|_| bad())?;
    match name.as_str() {
        "authorization" => Err("has keys of its own: write token, or user and password".to_owned()),
        "cookie" => Err("has a key of its own: write cookie = \"…\"".to_owned()),
        name if NOT_OURS.contains(&name) => {
            Err(format!("may not set {name}, which says how the request is made"))
        }
        _ => Ok((name, value.trim().to_owned())),
    }
}

fn note<T>(taken: Result<(), NotAHeader>, found: &Found<'_, T>, findings: &mut Findings) {
    if let Err(error) = taken {
        findings.error(found.place(), &found.key, error.to_string());
    }
}
