//! `wirewatch mute` and `wirewatch unmute`: to hear nothing of something for a while. What comes meanwhile is held.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use model::{Mute, MuteScope, Policy, StoryId, Volume};
use store::Operator;

use crate::cli::MuteOf;
use crate::config::{self, InPart};

/// Mutes a watchlist, or one watch or one story of it, for a time that is written like those of the configuration.
///
/// # Errors
///
/// Where the configuration or the database cannot be used, or has nothing of that name.
pub fn mute(of: &MuteOf, time: &str, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    let time = config::lasting(time).map_err(anyhow::Error::msg)?;
    let mut operator = Operator::open(&known.settings.store.path)?;
    let scope = scope(of, &known, &operator)?;
    let now = pipeline::Clock::system().now();
    let until = now + time;
    let mute = Mute { watchlist: of.watchlist.clone(), scope, until };
    let times = Times::of(&known, &of.watchlist);
    operator.mute(&mute, now, |endpoint, volume, at| times.told_at(endpoint, volume, at))??;
    writeln!(
        io::stdout(),
        "{} is muted until {until:.0}: what is held of it and what comes meanwhile is told in a digest then",
        show(of)
    )?;
    times.say_unknown()?;
    Ok(ExitCode::SUCCESS)
}

/// Ends a mute. What it held is told in a digest soon.
///
/// # Errors
///
/// As for [`mute`]; and where nothing is muted.
pub fn unmute(of: &MuteOf, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let known = super::beside(config)?;
    // What is no longer configured can still be muted.
    let scope = named(of);
    let now = pipeline::Clock::system().now();
    let times = Times::of(&known, &of.watchlist);
    let told_at = |endpoint: &str, volume, at| times.told_at(endpoint, volume, at);
    let told = Operator::open(&known.settings.store.path)?.unmute(&of.watchlist, &scope, now, told_at)?;
    let Some(told) = told else {
        anyhow::bail!("{} is not muted; `wirewatch status` says what is", show(of));
    };
    writeln!(
        io::stdout(),
        "{} is no longer muted; held alerts that are told as soon as a limit, quiet hours and digests allow: {told}",
        show(of)
    )?;
    times.say_unknown()?;
    Ok(ExitCode::SUCCESS)
}

fn named(of: &MuteOf) -> MuteScope {
    match (&of.watch, of.story) {
        (Some(watch), _) => MuteScope::Watch(watch.clone()),
        (None, Some(story)) => MuteScope::Story(StoryId(story)),
        (None, None) => MuteScope::Watchlist,
    }
}

/// What is to be muted. It has to be configured, or where the configuration cannot be read as a whole, to have been told of.
fn scope(of: &MuteOf, known: &InPart, operator: &Operator) -> anyhow::Result<MuteScope> {
    let lists = &known.settings.watchlists;
    let list = lists.iter().find(|list| list.name == of.watchlist);
    let is_whole = known.errors.is_empty();
    let told = if is_whole { Vec::new() } else { operator.alerted_watchlists()? };
    let alerted = told.iter().find(|alerted| alerted.watchlist == of.watchlist);
    if list.is_none() && alerted.is_none() {
        let mut names: Vec<&str> = lists.iter().map(|list| list.name.as_str()).collect();
        names.extend(told.iter().map(|alerted| alerted.watchlist.as_str()));
        names.sort_unstable();
        names.dedup();
        let advice = config::advice(&of.watchlist, &names);
        let which = if is_whole { "" } else { " that can be read or was told of" };
        anyhow::bail!("no watchlist{which} is called \"{}\": {advice}", of.watchlist);
    }
    let mut names: Vec<&str> =
        list.iter().flat_map(|list| &list.watches).map(|watch| watch.name.as_str()).collect();
    names.extend(alerted.iter().flat_map(|alerted| &alerted.watches).map(String::as_str));
    match &of.watch {
        Some(watch) if !names.contains(&watch.as_str()) => {
            let advice = config::advice(watch, &names);
            let which = if is_whole { "" } else { " that can be read or was told of" };
            anyhow::bail!("{} has no watch{which} called \"{watch}\": {advice}", of.watchlist)
        }
        _ => Ok(named(of)),
    }
}

/// When what is held may go on after a mute. What is no longer configured has no quiet hours and no limit.
struct Times<'a> {
    known: &'a InPart,
    watchlist: &'a str,
    policy: Option<Policy>,
    /// Whose times were asked for and cannot be read.
    unknown: RefCell<BTreeSet<String>>,
}

impl<'a> Times<'a> {
    fn of(known: &'a InPart, watchlist: &'a str) -> Times<'a> {
        let policy = known.policy(watchlist);
        Times { known, watchlist, policy, unknown: RefCell::default() }
    }

    /// When what is held for an endpoint until some time may reach it. Times that cannot be read hold nothing up: told too soon it is one
    /// digest at a moment that a person chose, and told too late it is no news any more.
    fn told_at(&self, endpoint: &str, volume: Option<Volume>, at: Timestamp) -> Timestamp {
        let calm = self.known.calm(endpoint);
        let unread = [(self.policy.is_none(), self.watchlist), (calm.is_none(), endpoint)];
        let names = unread.into_iter().filter(|(is_unread, _)| *is_unread).map(|(_, name)| name.to_owned());
        self.unknown.borrow_mut().extend(names);
        let policy = self.policy.clone().unwrap_or_default();
        pipeline::policy::unmuted_at(&policy, &calm.unwrap_or_default(), volume, at)
    }

    /// Says whose times could not be read, if any were asked for.
    fn say_unknown(&self) -> io::Result<()> {
        let unknown = self.unknown.borrow();
        if unknown.is_empty() {
            return Ok(());
        }
        let names = unknown.iter().map(String::as_str).collect::<Vec<_>>().join(" and ");
        writeln!(
            io::stderr(),
            "warning: the limits, quiet hours and digests of {names} cannot be read: what the mute held does not wait for them, and is \
             told as soon as the mute has ended"
        )
    }
}

fn show(of: &MuteOf) -> String {
    match (&of.watch, of.story) {
        (Some(watch), _) => format!("the watch {watch} of {}", of.watchlist),
        (None, Some(story)) => format!("story {story} for {}", of.watchlist),
        (None, None) => of.watchlist.clone(),
    }
}
