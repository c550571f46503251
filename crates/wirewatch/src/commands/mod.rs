//! What the program can be told to do, a module each. Every command returns how the process ends: 0 for success, 1
//! where something could not be read or used; wrong usage is answered with 2 by the command line itself.

use std::path::PathBuf;

use crate::config::{self, Environment, Problems, Settings};

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

/// Reads the configuration of a command that works on what the daemon has.
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
