//! What the load generator can be told.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use testkit::PressConfig;

/// Puts the daemon under load and prints what came of it.
#[derive(Clone, Debug, Parser)]
pub(crate) struct Args {
    /// The daemon's binary
    #[arg(long, default_value = "target/release/wirewatch")]
    pub(crate) daemon: PathBuf,
    /// How many feeds
    #[arg(long, default_value_t = 200)]
    pub(crate) feeds: usize,
    /// On how many hosts, each a loopback address of its own
    #[arg(long, default_value_t = 100)]
    pub(crate) hosts: usize,
    /// Articles published a second
    #[arg(long, default_value_t = 50.0)]
    pub(crate) articles: f64,
    /// The share of articles that copy an earlier one
    #[arg(long, default_value_t = 0.3)]
    pub(crate) copies: f64,
    /// The share of stories that name something watched
    #[arg(long, default_value_t = 0.5)]
    pub(crate) watched: f64,
    /// For how long to publish, or to measure
    #[arg(long, default_value_t = 30)]
    pub(crate) seconds: u64,
    /// Kill the daemon so many times at random moments, and start it again each time
    #[arg(long, default_value_t = 0)]
    pub(crate) kills: u32,
    /// Feeds carry whole texts, so that no page has to be read
    #[arg(long)]
    pub(crate) full_text: bool,
    /// Measure polls that are answered 304
    #[arg(long, conflicts_with_all = ["idle", "kills"])]
    pub(crate) not_modified: bool,
    /// Measure the daemon while nothing changes
    #[arg(long, conflicts_with = "kills")]
    pub(crate) idle: bool,
    /// Milliseconds between two polls of a feed; with --idle the daemon's own default where this is absent
    #[arg(long)]
    pub(crate) interval: Option<u64>,
    /// How many seconds to wait for what is outstanding at the end
    #[arg(long, default_value_t = 180)]
    pub(crate) drain: u64,
    /// What everything random is made from
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where configuration and database are written and left; a temporary directory where this is absent
    #[arg(long)]
    pub(crate) directory: Option<PathBuf>,
    /// Serve the articles of a file of JSON lines as a feed with pages until interrupted, and do nothing else
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) serve: Option<PathBuf>,
}

impl Args {
    /// The newsroom that these arguments ask for.
    pub(crate) fn press(&self) -> PressConfig {
        let per_feed = self.articles / self.feeds.max(1) as f64;
        // Ten polls' worth, so that nothing leaves a feed before a slow daemon has seen it.
        let listed = (per_feed * self.interval().as_secs_f64() * 10.0).ceil() as usize;
        PressConfig {
            feeds: self.feeds,
            hosts: self.hosts.min(self.feeds.max(1)),
            copies: self.copies,
            watched: self.watched,
            full_text: self.full_text,
            listed: listed.max(50),
            seed: self.seed,
        }
    }

    /// The time between two polls of a feed: a second where nothing else was asked for.
    pub(crate) fn interval(&self) -> Duration {
        Duration::from_millis(self.interval.unwrap_or(1_000))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
        assert!(Args::try_parse_from(["load", "--idle", "--not-modified"]).is_err());
    }

    #[test]
    fn a_feed_lists_ten_polls_worth() {
        let listed = |line: &[&str]| Args::try_parse_from(line).unwrap().press().listed;
        assert_eq!(listed(&["load"]), 50);
        assert_eq!(listed(&["load", "--feeds", "2", "--articles", "100", "--interval", "2000"]), 1_000);
    }
}
