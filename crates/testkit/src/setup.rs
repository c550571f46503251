//! A configuration of the daemon, as the file that it reads.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Sink, story};

/// What a daemon is set up with, for a newsroom and a sink on loopback. Its one endpoint is named `sink`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The addresses of the feeds.
    pub feeds: Vec<String>,
    /// Where webhooks go: [`Sink::url`].
    pub sink: String,
    /// The `[[watchlist]]` tables, as they stand in the file.
    pub watchlists: String,
    /// The shortest time between two polls of a feed; at least 100 ms.
    pub min_interval: Duration,
    /// The longest.
    pub max_interval: Duration,
    /// The time between the starts of two requests to one host.
    pub host_pause: Duration,
    /// The most requests to one host at a time, 1 to 64.
    pub per_host: u8,
    /// What is logged, in `tracing`'s notation.
    pub log_filter: String,
}

impl Setup {
    /// Polls every second without a pause between requests, watches what [`story::WATCHLIST`] names.
    #[must_use]
    pub fn new(feeds: Vec<String>, sink: &Sink) -> Self {
        Setup {
            feeds,
            sink: sink.url(),
            watchlists: story::WATCHLIST.to_owned(),
            min_interval: Duration::from_secs(1),
            max_interval: Duration::from_secs(1),
            host_pause: Duration::ZERO,
            per_host: 8,
            log_filter: "info".to_owned(),
        }
    }

    /// The file's text; the database is `wirewatch.db` beside the file.
    #[must_use]
    pub fn toml(&self) -> String {
        let mut out = format!(
            "[store]\npath = \"wirewatch.db\"\n\n[log]\nfilter = \"{}\"\n\n\
             [egress]\nallow = [\"127.0.0.0/8\", \"::1/128\"]\n\n\
             [poll]\nmin_interval = \"{}ms\"\nmax_interval = \"{}ms\"\nhost_pause = \"{}ms\"\nper_host = {}\n\n\
             [[endpoint]]\nname = \"sink\"\nkind = \"webhook\"\nurl = \"{}\"\nsecret = \"{}\"\n{}\n",
            self.log_filter,
            self.min_interval.as_millis(),
            self.max_interval.as_millis(),
            self.host_pause.as_millis(),
            self.per_host,
            self.sink,
            Sink::SECRET,
            self.watchlists,
        );
        for feed in &self.feeds {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "[[feed]]\nurl = \"{feed}\"");
        }
        out
    }

    /// Writes the file into a directory and gives its path.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, directory: &Path) -> io::Result<PathBuf> {
        let path = directory.join("wirewatch.toml");
        std::fs::write(&path, self.toml())?;
        Ok(path)
    }
}
