//! The configuration: TOML, every key with a default, environment variables over it, secrets and watchlists in files of
//! their own where that is wanted. Reading it depends on nothing but those files and the variables given, and says
//! everything that is wrong in one go. What a key means is in docs/configuration.md.

mod access;
mod calm;
mod channel;
mod daemon;
mod document;
mod endpoints;
mod environment;
mod feeds;
mod files;
mod in_part;
mod keys;
mod locate;
mod names;
mod policy;
mod problem;
mod section;
mod settings;
mod sourced;
#[cfg(test)]
mod tests;
mod values;
mod watchlists;
mod written;

use std::path::{Path, PathBuf};

use model::Watchlist;
use watch::{CompileError, Matcher};

use access::Doors;
use document::{Source, Unread};
use endpoints::Endpoints;
use in_part::Doubts;
use problem::Findings;
use section::Section;

pub use environment::Environment;
pub use files::Pattern;
pub use in_part::{InPart, load_in_part};
pub(crate) use keys::{advice, nearest};
pub use locate::{NotFound, locate};
pub use problem::{Place, Problem, Problems, Severity};
pub use settings::{
    ApiSettings, FeedSettings, LogFormat, LogSettings, PollSettings, Settings, ShutdownSettings,
    StoreSettings, StoriesSettings,
};
pub(crate) use values::{duration, lasting};

/// A configuration that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<C = ()> {
    /// What it comes to.
    pub settings: Settings,
    /// What the check made of its watchlists.
    pub compiled: C,
    /// What is probably not meant, file by file, from top to bottom.
    pub warnings: Vec<Problem>,
    /// The files that it was read from, the first of them the one given: what a change of should lead to a reload.
    pub files: Vec<PathBuf>,
    /// Where those are named that others name.
    pub places: Vec<(PathBuf, Place)>,
    /// The patterns by which some of them were found: a further file that matches one belongs to the configuration.
    pub patterns: Vec<Pattern>,
}

/// Makes something of watchlists, or says everything that is wrong with their watches.
pub type Check<'c, C> = dyn Fn(&[Watchlist]) -> Result<C, Vec<CompileError>> + 'c;

/// Says what is wrong with watches by compiling them all, and keeps nothing of it.
fn only_checked(watchlists: &[Watchlist]) -> Result<(), Vec<CompileError>> {
    Matcher::compile(watchlists).map(drop)
}

/// Reads a configuration: the file, the files that it names, and `environment` over them.
///
/// # Errors
///
/// Everything that is wrong, if anything is.
pub fn load(path: &Path, environment: &Environment) -> Result<Loaded, Problems> {
    load_with(path, environment, &only_checked)
}

/// The same, where `check` says what is wrong with watches, and what it makes of them is kept: whoever compiles them need not do
/// so twice, and whoever has others compiled need not compile those that did not change.
///
/// # Errors
///
/// As [`load`].
pub fn load_with<C>(
    path: &Path,
    environment: &Environment,
    check: &Check<'_, C>,
) -> Result<Loaded<C>, Problems> {
    let mut findings = Findings::default();
    let source = open(path, &mut findings);
    let read = source.and_then(|source| read(&source, environment, check, &mut findings).whole());
    let (Read { settings, compiled, files, places, patterns, .. }, warnings) = findings.finish(read)?;
    Ok(Loaded { settings, compiled, warnings, files, places, patterns })
}

/// The defaults with what variables say in their place, where there is no file.
///
/// # Errors
///
/// Everything that is wrong with the variables, if anything is.
pub fn without_file(environment: &Environment) -> Result<Settings, Problems> {
    let mut findings = Findings::default();
    let read = read(&Source::none(), environment, &only_checked, &mut findings).whole();
    findings.finish(read).map(|(read, _)| read.settings)
}

/// Reads the watchlists of a file, which may be a whole configuration or hold watchlists only, and of the files that it
/// names. Endpoints are not looked at, so that a watchlist can be tried by itself.
///
/// # Errors
///
/// Everything that is wrong with them, if anything is; what a configuration holds besides is not read.
pub fn load_watchlists(path: &Path) -> Result<Vec<Watchlist>, Problems> {
    let mut findings = Findings::default();
    let read = open(path, &mut findings).map(|source| {
        let table = source.parse(&mut findings);
        let root = Section::root(&source, &table, None, &mut findings);
        let files = files::named(&root, "watchlist_files", &mut Vec::new(), &mut findings);
        let files = files::open(&files, &mut findings);
        let tables: Vec<_> = files.iter().map(|file| file.parse(&mut findings)).collect();
        let lists = watchlists::read_all(&root, files.iter().zip(&tables), &mut findings);
        watchlists::check_names(&lists, &mut findings);
        if lists.is_empty() && !findings.has_errors() {
            let message = "no watchlist: there is nothing to try until a [[watchlist]] has a watch";
            findings.error(root.whole(), "watchlist", message);
        }
        watchlists::checked(lists, &only_checked, &mut findings)
    });
    findings.finish(read).map(|((watchlists, _), _)| watchlists)
}

/// What a configuration comes to, and what it was read from.
struct Read<C> {
    settings: Settings,
    compiled: C,
    files: Vec<PathBuf>,
    places: Vec<(PathBuf, Place)>,
    patterns: Vec<Pattern>,
    doubts: Doubts,
}

impl<C> Read<Option<C>> {
    /// The same with what the check made of the watchlists, where it made anything.
    fn whole(self) -> Option<Read<C>> {
        let Read { settings, compiled, files, places, patterns, doubts } = self;
        Some(Read { settings, compiled: compiled?, files, places, patterns, doubts })
    }
}

/// Reads as much as can be read; what is returned is sound only where there is no error among the findings.
fn read<C>(
    source: &Source,
    environment: &Environment,
    check: &Check<'_, C>,
    findings: &mut Findings,
) -> Read<Option<C>> {
    let table = source.parse(findings);
    let root = Section::root(source, &table, Some(environment), findings);
    let mut patterns = Vec::new();
    let listed = files::named(&root, "watchlist_files", &mut patterns, findings);
    let mut places = files::places(&listed);
    let listed = files::open(&listed, findings);
    let tables: Vec<_> = listed.iter().map(|file| file.parse(findings)).collect();
    let feed_files = feeds::open(&root, &mut patterns, findings);
    places.extend(feed_files.places.iter().cloned());
    let feed_tables: Vec<_> = feed_files.sources.iter().map(|file| file.parse(findings)).collect();

    let store = daemon::read_store(&root, findings);
    let stories = daemon::read_stories(&root, findings);
    let log = daemon::read_log(&root, findings);
    let egress = daemon::read_egress(&root, findings);
    let poll = daemon::read_poll(&root, findings);
    let api = daemon::read_api(&root, findings);
    let revisit = daemon::read_revisit(&root, findings);
    let shutdown = daemon::read_shutdown(&root, findings);
    let sections = feeds::sections(&root, feed_files.sources.iter().zip(&feed_tables), findings);
    let mut doors = Doors::new(environment);
    let feeds = daemon::read_feeds(&root, sections, &feed_files.lists, &poll, &egress, &mut doors, findings);
    let endpoints = Endpoints::read(&root, &egress, environment, findings);
    let lists = watchlists::read_all(&root, listed.iter().zip(&tables), findings);
    watchlists::check_together(&root, &lists, &endpoints, findings);
    let names: Vec<&str> = endpoints.names.iter().map(|name| name.value.as_str()).collect();
    let feed_names: Vec<&str> = doors.names.iter().map(|name| name.value.as_str()).collect();
    environment.find_unknown(&names, &feed_names, findings);
    let doubts = Doubts::find(source, &root, &lists, &endpoints, findings);
    let (watchlists, compiled) = watchlists::checked(lists, check, findings);

    let mut files = vec![source.path.clone()];
    files.extend(listed.iter().map(|file| file.path.clone()));
    files.extend(feed_files.sources.iter().map(|file| file.path.clone()));
    files.extend(feed_files.lists.iter().map(|(path, _)| path.clone()));
    files.extend(doors.files);
    files.extend(endpoints.files);
    let endpoints = endpoints.endpoints;
    let settings =
        Settings { store, stories, log, egress, poll, api, revisit, shutdown, feeds, endpoints, watchlists };
    Read { settings, compiled, files, places, patterns, doubts }
}

fn open(path: &Path, findings: &mut Findings) -> Option<Source> {
    let read = Source::read(path);
    read.map_err(|Unread { position, message }| {
        findings.unread(Place { position, ..Place::whole(path) }, "", message);
    })
    .ok()
}
