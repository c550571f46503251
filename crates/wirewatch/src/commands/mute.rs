//! `wirewatch mute` and `wirewatch unmute`: to hear nothing of something for a while. What comes meanwhile is held.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use jiff::Timestamp;
use model::{Mute, MuteScope, StoryId, Volume, Watchlist};
use store::Operator;

use crate::cli::MuteOf;
use crate::config::{self, Settings};

/// Mutes a watchlist, or one watch or one story of it, for a time that is written like those of the configuration.
///
/// # Errors
///
/// Where the configuration or the database cannot be used, or has nothing of that name.
pub fn mute(of: &MuteOf, time: &str, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = super::settings(config)?;
    let scope = scope(of, &settings.watchlists)?;
    let time = config::duration(time).map_err(anyhow::Error::msg)?;
    anyhow::ensure!(time > Duration::ZERO, "a mute has to last for a while");
    let now = pipeline::Clock::system().now();
    let until = now + time;
    let mute = Mute { watchlist: of.watchlist.clone(), scope, until };
    Operator::open(&settings.store.path)?.mute(&mute, now, told_at(&settings, &of.watchlist))??;
    writeln!(
        io::stdout(),
        "muted until {until:.0}: what is held of it and what comes meanwhile is told in a digest then"
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Ends a mute. What it held is told in a digest soon.
///
/// # Errors
///
/// As for [`mute`]; and where nothing is muted.
pub fn unmute(of: &MuteOf, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = super::settings(config)?;
    // What is no longer configured can still be muted.
    let scope = named(of);
    let now = pipeline::Clock::system().now();
    let told_at = told_at(&settings, &of.watchlist);
    let told = Operator::open(&settings.store.path)?.unmute(&of.watchlist, &scope, now, told_at)?;
    let Some(told) = told else {
        anyhow::bail!("{} is not muted; `wirewatch status` says what is", show(of));
    };
    writeln!(
        io::stdout(),
        "no longer muted; held alerts that are told as soon as a limit, quiet hours and digests allow: {told}"
    )?;
    Ok(ExitCode::SUCCESS)
}

fn named(of: &MuteOf) -> MuteScope {
    match (&of.watch, of.story) {
        (Some(watch), _) => MuteScope::Watch(watch.clone()),
        (None, Some(story)) => MuteScope::Story(StoryId(story)),
        (None, None) => MuteScope::Watchlist,
    }
}

/// What is to be muted, which has to be configured.
fn scope(of: &MuteOf, lists: &[Watchlist]) -> anyhow::Result<MuteScope> {
    let Some(list) = lists.iter().find(|list| list.name == of.watchlist) else {
        let names: Vec<&str> = lists.iter().map(|list| list.name.as_str()).collect();
        anyhow::bail!(
            "no watchlist is called \"{}\": {}",
            of.watchlist,
            config::advice(&of.watchlist, &names)
        );
    };
    let names: Vec<&str> = list.watches.iter().map(|watch| watch.name.as_str()).collect();
    match &of.watch {
        Some(watch) if !names.contains(&watch.as_str()) => {
            anyhow::bail!("{} has no watch called \"{watch}\": {}", list.name, config::advice(watch, &names))
        }
        _ => Ok(named(of)),
    }
}

/// When what is held for an endpoint until some time may reach it. What is no longer configured has no quiet hours and no limit.
fn told_at<'a>(
    settings: &'a Settings,
    watchlist: &str,
) -> impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp + use<'a> {
    let list = settings.watchlists.iter().find(|list| list.name == watchlist);
    let policy = list.map(|list| list.policy.clone()).unwrap_or_default();
    move |endpoint, volume, at| {
        let endpoint = settings.endpoints.iter().find(|known| known.name == endpoint);
        let calm = endpoint.map(|endpoint| endpoint.calm.clone()).unwrap_or_default();
        pipeline::policy::unmuted_at(&policy, &calm, volume, at)
    }
}

fn show(of: &MuteOf) -> String {
    match (&of.watch, of.story) {
        (Some(watch), _) => format!("the watch {watch} of {}", of.watchlist),
        (None, Some(story)) => format!("story {story} for {}", of.watchlist),
        (None, None) => of.watchlist.clone(),
    }
}
