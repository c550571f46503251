//! What the program can be told to do, a module each. Every command returns how the process ends: 0 for success, 1
//! where something could not be read or used; wrong usage is answered with 2 by the command line itself.

use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::config::{self, Environment, InPart, Problems, Settings};

mod alerts;
mod backtest;
mod check;
mod deliveries;
mod demo;
mod endpoint;
mod feedback;
mod manual;
mod mute;
pub mod opml;
mod progress;
mod run;
mod status;
mod story;
mod tell;
mod trial;

pub use alerts::{drop_alerts, held_alerts, list_alerts, release};
pub use backtest::{Asked, backtest};
pub use check::check;
pub use deliveries::{deliveries_list, deliveries_replay, deliveries_show};
pub use demo::demo;
pub use endpoint::{endpoint_enable, endpoint_list, endpoint_test};
pub use feedback::feedback;
pub use manual::{completions, man};
pub use mute::{mute, unmute};
pub use parse::Listing;
pub use run::run;
pub use status::status;
pub use story::{story_list, story_merge, story_show, story_split};
pub use trial::{Reading, try_article, try_feed, try_stories, try_watch};

/// The most problems that are said beside what was asked for: `wirewatch check` says all.
const SAID_BESIDE: usize = 10;

/// Reads the configuration of a command that looks after a daemon. While that on disk is wrong, the daemon goes on with the one in force,
/// and so does the command with what can be read: what is wrong is said, and what is found by it is not all that there is.
fn beside(config: Option<PathBuf>) -> anyhow::Result<InPart> {
    let environment = Environment::of_process();
    let path = config::locate(config, &environment)?;
    let known = match config::load_in_part(&path, &environment) {
        Ok(known) => known,
        Err(problems) => anyhow::bail!(
            "{problems}\n{} does not say where the database is: bring it back or mend it, name another file with --config or \
             $WIREWATCH_CONFIG, or the database with $WIREWATCH_STORE__PATH",
            path.display()
        ),
    };
    if !known.errors.is_empty() {
        let mut err = io::stderr().lock();
        writeln!(
            err,
            "warning: the configuration on disk cannot be used, and a daemon that runs goes on with the one that it has; here \
             counts what can be read:"
        )?;
        known.errors.iter().take(SAID_BESIDE).try_for_each(|problem| writeln!(err, "  {problem}"))?;
        if let Some(more @ 1..) = known.errors.len().checked_sub(SAID_BESIDE) {
            writeln!(err, "  and {more} more: `wirewatch check` says them all")?;
        }
    }
    Ok(known)
}

/// Reads the configuration of a command that needs all of it.
fn settings(config: Option<PathBuf>) -> anyhow::Result<Settings> {
    let environment = Environment::of_process();
    let path = config::locate(config, &environment)?;
    match config::load(&path, &environment) {
        Ok(loaded) => Ok(loaded.settings),
        Err(Problems(problems)) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow::bail!("{}\n{} cannot be used", lines.join("\n"), path.display());
        }
    }
}
