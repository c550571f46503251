//! Reads watchlists, `[[watchlist]]`, wherever they stand, and has their watches checked.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use toml::Spanned;
use toml::de::DeTable;
use watch::CompileError;

use model::{Calm, Endpoint, Entity, EntityKind, Tracked, Watch, Watchlist};

use super::Check;
use super::document::Source;
use super::endpoints::Endpoints;
use super::names;
use super::policy::read_policy;
use super::problem::{Findings, Place};
use super::section::{Found, Section};

/// A watchlist and where it was written.
#[derive(Debug)]
pub(super) struct Written<'a> {
    pub(super) watchlist: Watchlist,
    pub(super) name: Found<'a, String>,
    section: Section<'a>,
    /// Absent where the key is, or is of a wrong type.
    endpoints: Option<Vec<Found<'a, String>>>,
    watches: HashMap<String, WrittenWatch<'a>>,
}

/// Where a watch was written.
#[derive(Debug)]
struct WrittenWatch<'a> {
    section: Section<'a>,
    rule: Option<Found<'a, String>>,
}

/// Reads the watchlists of the configuration file and of the files that it names. What has no sound name is found wrong
/// and left out.
pub(super) fn read_all<'a>(
    root: &Section<'a>,
    files: impl Iterator<Item = (&'a Source, &'a Spanned<DeTable<'a>>)>,
    findings: &mut Findings,
) -> Vec<Written<'a>> {
    let mut sections = root.tables("watchlist", findings);
    for (source, table) in files {
        let root = Section::of_only("watchlist", source, table, findings);
        sections.extend(root.tables("watchlist", findings));
    }
    sections.into_iter().filter_map(|section| read_watchlist(section, findings)).collect()
}

fn read_watchlist<'a>(section: Section<'a>, findings: &mut Findings) -> Option<Written<'a>> {
    let name = section.name(findings);
    let endpoints = section.texts("endpoints", findings).map(|found| found.value);
    let policy = read_policy(&section, findings);
    let (watches, written) = read_watches(&section, findings);
    let name = name?;
    let watchlist = Watchlist {
        name: name.value.clone(),
        endpoints: endpoints.iter().flatten().map(|endpoint| endpoint.value.clone()).collect(),
        policy,
        watches,
    };
    Some(Written { watchlist, name, section, endpoints, watches: written })
}

fn read_watches<'a>(
    section: &Section<'a>,
    findings: &mut Findings,
) -> (Vec<Watch>, HashMap<String, WrittenWatch<'a>>) {
    let sections = section.tables("watch", findings);
    if sections.is_empty() && !section.has("watch") && !findings.incomplete() {
        let message = "has no watch: nothing is found until a [[watchlist.watch]] has a name";
        findings.warning(section.place(), section.path("watch"), message);
    }
    let mut watches = Vec::with_capacity(sections.len());
    let mut written: HashMap<String, WrittenWatch<'a>> = HashMap::with_capacity(sections.len());
    let mut compared: HashMap<String, Place> = HashMap::new();
    for section in sections {
        let name = section.name(findings);
        let rule = read_rule(&section, findings);
        let entity = read_entity(&section, name.as_ref().filter(|_| rule.is_none()), findings);
        let Some(name) = name else { continue };
        let is_found = |name: &str| name.contains(char::is_alphanumeric);
        if rule.is_none() && !is_found(&name.value) && !entity.aliases.iter().any(|alias| is_found(alias)) {
            findings.error(name.place(), &name.key, names::NO_LETTER.to_owned());
            continue;
        }
        match written.entry(name.value.clone()) {
            Entry::Occupied(first) => {
                let first = &first.get().section;
                let message = format!(
                    "\"{}\" is the name of another watch of this list ({}): rename one of them",
                    name.value,
                    first.place_of("name").unwrap_or_else(|| first.place())
                );
                findings.error(name.place(), &name.key, message);
            }
            Entry::Vacant(vacant) => {
                let tracked =
                    rule.as_ref().map_or(Tracked::Entity(entity), |rule| Tracked::Rule(rule.value.clone()));
                if rule.is_none() {
                    check_compared(&name, &mut compared, findings);
                }
                watches.push(Watch { name: name.value, tracked });
                vacant.insert(WrittenWatch { section, rule });
            }
        }
    }
    (watches, written)
}

/// Warns of an entity whose name differs from one before in case or accents only: both are found wherever one is. Commands and rules
/// tell the two apart, and what stands in braces is found in its own case.
fn check_compared(name: &Found<'_, String>, compared: &mut HashMap<String, Place>, findings: &mut Findings) {
    if name.value.starts_with('{') {
        return;
    }
    match compared.entry(names::compared(&name.value)) {
        Entry::Occupied(first) => {
            let message = format!(
                "\"{}\" is the name of another watch of this list ({}) but for case or accents, so that both are found in the same places: \
                 make them one, or write each in braces to find it in its own case only",
                name.value,
                first.get()
            );
            findings.warning(name.place(), &name.key, message);
        }
        Entry::Vacant(vacant) => _ = vacant.insert(name.place()),
    }
}

fn read_entity(section: &Section<'_>, name: Option<&Found<'_, String>>, findings: &mut Findings) -> Entity {
    let aliases = section.texts("aliases", findings).map(|found| found.value).unwrap_or_default();
    let context = section.texts("context", findings).map(|found| found.value).unwrap_or_default();
    let not = section.texts("not", findings).map(|found| found.value).unwrap_or_default();
    let names: Vec<&Found<'_, String>> = name.into_iter().chain(&aliases).collect();
    for text in names.iter().copied().chain(&context).chain(&not) {
        if let Some(problem) = names::problem(&text.value) {
            findings.error(text.place(), &text.key, problem);
        }
    }
    // A name may be no more than what the aliases are called together.
    for text in aliases.iter().chain(&context).chain(&not) {
        if !text.value.trim().is_empty() && !text.value.contains(char::is_alphanumeric) {
            findings.error(text.place(), &text.key, names::NO_LETTER.to_owned());
        }
    }
    for text in &not {
        if let Some(name) =
            names.iter().find(|name| names::compared(&name.value) == names::compared(&text.value))
        {
            let message = format!(
                "leaves out every place where \"{}\" stands: write the longer names in which it means something else",
                name.value
            );
            findings.error(text.place(), &text.key, message);
        }
    }
    let ticker = section.text("ticker", findings);
    if let Some(ticker) = ticker.as_ref().filter(|ticker| !names::is_ticker(&ticker.value)) {
        let message =
            "is no ticker: write its capitals and digits without the exchange, as \"META\" or \"6758\"";
        findings.error(ticker.place(), &ticker.key, message.to_owned());
    }
    Entity {
        aliases: trimmed(aliases),
        kind: section.parsed("kind", kind, findings).map(|kind| kind.value),
        context: trimmed(context),
        not: trimmed(not),
        ticker: ticker.map(|ticker| ticker.value),
    }
}

fn read_rule<'a>(section: &Section<'a>, findings: &mut Findings) -> Option<Found<'a, String>> {
    /// What makes no sense beside a rule.
    const OF_ENTITIES: &[&str] = &["aliases", "kind", "context", "not", "ticker"];
    let rule = section.text("rule", findings)?;
    for name in OF_ENTITIES.iter().filter(|name| section.has(name)) {
        let message = format!(
            "stands beside {name}: a watch is found by a rule or by its names, so make it two watches"
        );
        findings.error(rule.place(), &rule.key, message);
    }
    Some(rule)
}

fn kind(text: &str) -> Result<EntityKind, String> {
    match text {
        "organisation" => Ok(EntityKind::Organisation),
        "person" => Ok(EntityKind::Person),
        "place" => Ok(EntityKind::Place),
        "product" => Ok(EntityKind::Product),
        "other" => Ok(EntityKind::Other),
        _ => Err(format!(
            "\"{text}\" is not a kind: write \"organisation\", \"person\", \"place\", \"product\" or \"other\""
        )),
    }
}

pub(super) fn trimmed(texts: Vec<Found<'_, String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value.trim().to_owned()).collect()
}

/// Finds wrong what has the name of another watchlist.
pub(super) fn check_names(lists: &[Written<'_>], findings: &mut Findings) {
    let mut seen: HashMap<&str, &Found<'_, String>> = HashMap::new();
    for list in lists {
        if let Some(first) = seen.insert(&list.name.value, &list.name) {
            let message = format!(
                "\"{}\" is the name of another watchlist ({}): rename one of them",
                list.name.value,
                first.place()
            );
            findings.error(list.name.place(), &list.name.key, message);
        }
    }
}

/// Looks at all watchlists of all files together: names that occur twice, endpoints that no one defined or uses.
pub(super) fn check_together(
    root: &Section<'_>,
    lists: &[Written<'_>],
    endpoints: &Endpoints<'_>,
    findings: &mut Findings,
) {
    if lists.is_empty() && !root.has("watchlist") && !findings.incomplete() {
        findings.warning(
            root.whole(),
            "watchlist",
            "no watchlist: nothing is told until a [[watchlist]] has a watch",
        );
    }
    check_names(lists, findings);
    let mut used: HashSet<&str> = HashSet::new();
    for list in lists {
        if list.endpoints.as_ref().map_or(!list.section.has("endpoints"), Vec::is_empty) {
            let message = "names no endpoint: its alerts are kept and sent nowhere";
            findings.warning(list.section.place(), list.section.path("endpoints"), message);
        }
        for endpoint in list.endpoints.iter().flatten() {
            used.insert(&endpoint.value);
            check_endpoint(endpoint, &endpoints.names, findings);
            check_digests(list, endpoint, &endpoints.endpoints, findings);
        }
    }
    if !findings.incomplete() {
        for unused in endpoints.names.iter().filter(|endpoint| !used.contains(endpoint.value.as_str())) {
            let asks = |endpoint: &Endpoint| endpoint.name == unused.value && !endpoint.events.is_empty();
            let table = unused.key.strip_suffix("name").unwrap_or_default();
            let may_ask = || {
                let file = unused.file().map(|file| file.path.as_path());
                file.is_some_and(|file| findings.has_errors_at(file, |key| key.starts_with(table)))
            };
            if endpoints.endpoints.iter().any(asks) || may_ask() {
                continue;
            }
            let message = format!(
                "no watchlist names \"{}\" and it asks for no events: nothing is sent to it",
                unused.value
            );
            findings.warning(unused.place(), &unused.key, message);
        }
    }
}

fn check_endpoint(named: &Found<'_, String>, defined: &[Found<'_, String>], findings: &mut Findings) {
    if findings.incomplete() || defined.iter().any(|endpoint| endpoint.value == named.value) {
        return;
    }
    let names: Vec<&str> = defined.iter().map(|endpoint| endpoint.value.as_str()).collect();
    let advice = match names.is_empty() {
        true => "write one as [[endpoint]]".to_owned(),
        false => super::keys::advice(&named.value, &names),
    };
    findings.error(named.place(), &named.key, format!("no endpoint is called \"{}\": {advice}", named.value));
}

/// A template may be made for single alerts, and what a watchlist's limit, quiet hours or digest hold comes as a digest.
fn check_digests(
    list: &Written<'_>,
    named: &Found<'_, String>,
    defined: &[Endpoint],
    findings: &mut Findings,
) {
    let policy = &list.watchlist.policy;
    let is_held = policy.limit.is_some() || policy.calm != Calm::default();
    let endpoint = defined.iter().find(|endpoint| endpoint.name == named.value);
    let lacks = endpoint.filter(|_| is_held).and_then(|endpoint| delivery::check_digest(endpoint).err());
    if let Some(unfit) = lacks {
        findings.warning(
            named.place(),
            &named.key,
            format!("what the watchlist holds cannot be told: {unfit}"),
        );
    }
}

/// Where a name or phrase of an entity is written.
fn written_as<'a>(section: &Section<'a>, phrase: &str) -> Option<Found<'a, String>> {
    let said_before = &mut Findings::default();
    let mut texts: Vec<_> = section.text("name", said_before).into_iter().collect();
    for key in ["aliases", "context", "not"] {
        texts.extend(section.texts(key, said_before).into_iter().flat_map(|found| found.value));
    }
    texts.into_iter().find(|text| text.value.trim() == phrase.trim())
}

/// Has all watches checked, and returns them with what the check made of them, if anything; what is wrong with them is found wrong
/// where it was written.
pub(super) fn checked<C>(
    lists: Vec<Written<'_>>,
    check: &Check<'_, C>,
    findings: &mut Findings,
) -> (Vec<Watchlist>, Option<C>) {
    // A name that occurs twice was found wrong already, and errors could not be told apart.
    let mut places = HashMap::new();
    let mut watchlists: Vec<Watchlist> = Vec::with_capacity(lists.len());
    for list in lists {
        if let Entry::Vacant(vacant) = places.entry(list.watchlist.name.clone()) {
            vacant.insert((list.section, list.watches));
            watchlists.push(list.watchlist);
        }
    }
    let errors = match check(&watchlists) {
        Ok(made) => return (watchlists, Some(made)),
        Err(errors) => errors,
    };
    for error in errors {
        let CompileError { watchlist, watch, column, phrase, problem, expected, nearest } = error;
        let message = format!("{problem}: expected {expected}; try {nearest}");
        let Some((section, watches)) = places.get(&watchlist) else { continue };
        match (watches.get(&watch), column) {
            (Some(WrittenWatch { rule: Some(rule), .. }), Some(column)) => {
                findings.error(rule.place_of_char(column), &rule.key, message);
            }
            (Some(WrittenWatch { section, .. }), _) => {
                match phrase.and_then(|phrase| written_as(section, &phrase)) {
                    Some(text) => findings.error(text.place(), &text.key, message),
                    None => findings.error(section.place(), section.path(""), message),
                }
            }
            (None, _) => findings.error(section.place(), section.path(""), message),
        }
    }
    (watchlists, None)
}
