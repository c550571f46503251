//! `wirewatch backtest`: what watchlists would have told over the stored archive, and against the running configuration what
//! they would newly tell and what no longer. Reads beside a running daemon; sends nothing and writes nothing.

mod pass;
mod report;
mod sample;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use model::{Endpoint, Watchlist};
use pipeline::{Backtest, Clock};
use store::Archive;
use watch::Knowledge;

use crate::config::{self, Environment, Problem, Problems, Severity};

/// What is asked of a backtest.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The file of the watchlists to try; where it is a whole configuration, with its endpoints.
    pub watchlist: &'a Path,
    /// How far back.
    pub since: Duration,
    /// How many alerts of each kind are shown.
    pub samples: usize,
    /// Whether for programs.
    pub json: bool,
    /// The running configuration.
    pub config: Option<PathBuf>,
}

/// Tries watchlists on the archive of the running configuration's database.
///
/// # Errors
///
/// Where the configuration, the watchlists or the database cannot be read.
pub fn backtest(asked: &Asked<'_>) -> anyhow::Result<ExitCode> {
    let settings = super::settings(asked.config.clone())?;
    let tried = config::load_watchlists(asked.watchlist)
        .map_err(|problems| anyhow!("{} cannot be used:\n{problems}", asked.watchlist.display()))?;
    let names: Vec<String> = tried.iter().map(|list| list.name.clone()).collect();
    let (running, others): (Vec<Watchlist>, Vec<Watchlist>) =
        settings.watchlists.into_iter().partition(|list| names.contains(&list.name));
    let known = names.iter().map(|name| running.iter().any(|list| list.name == *name)).collect();
    let others = others.into_iter().map(|list| list.name).collect();
    let now = Clock::system().now();
    let since = now.checked_sub(asked.since).context("--since is too long ago")?;
    let archive = Archive::open(&settings.store.path)?;
    let mut knowledge = Knowledge::default();
    knowledge.recall(archive.learned()?);
    knowledge.hear(archive.feedback()?);
    let own = own_endpoints(asked.watchlist)?;
    let endpoints = if own.is_empty() { settings.endpoints.clone() } else { own };
    for list in &tried {
        for name in list.endpoints.iter().filter(|name| endpoints.iter().all(|known| known.name != **name)) {
            writeln!(
                io::stderr(),
                "warning: watchlist {:?}: the running configuration has no endpoint {name:?}; what it would hold is not known",
                list.name
            )?;
        }
    }
    let sides = pass::Sides {
        tried: Backtest::new(tried, endpoints)?,
        running: Backtest::new(running, settings.endpoints)?,
        knowledge,
    };
    let passed = pass::pass(&settings.store.path, since, &sides, &names)?;
    let asked_of = report::Range { since, until: now, begins: archive.begins()? };
    let report = report::Report::new(
        &report::Lists { names: &names, known, others },
        asked_of,
        &passed,
        |alert, side| sample::sample(&archive, sides.of(side), &sides.knowledge, &names, alert),
        asked.samples,
    )?;
    let mut out = io::stdout().lock();
    if asked.json {
        // As what befell the output, by which one that nobody reads to its end is known.
        serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(report.to_string().as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The endpoints of a whole configuration, whose digests and quiet hours are tried with its watchlists; none of a file of watchlists, nor
/// where something else is wrong with it, which is said.
fn own_endpoints(path: &Path) -> anyhow::Result<Vec<Endpoint>> {
    match config::load(path, &Environment::of_process()) {
        Ok(loaded) => Ok(loaded.settings.endpoints),
        Err(Problems(problems)) => {
            // That watchlists by themselves name endpoints of the running configuration is no problem here.
            let is_of_others = |problem: &&Problem| {
                problem.severity == Severity::Error && !problem.key.starts_with("watchlist")
            };
            for problem in problems.iter().filter(is_of_others) {
                writeln!(io::stderr(), "warning: {problem}; the running endpoints are taken for its own")?;
            }
            Ok(Vec::new())
        }
    }
}
