//! What a configuration comes to: plain values, every one of them checked, defaults filled in. Where they were written
//! is no longer known here.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use model::{Endpoint, Watchlist};
use url::Url;

/// A whole configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Where everything is kept.
    pub store: StoreSettings,
    /// How articles become stories.
    pub stories: StoriesSettings,
    /// What is logged, and how.
    pub log: LogSettings,
    /// What requests may reach, and how they introduce themselves.
    pub egress: outbound::Config,
    /// When feeds are polled, and how politely.
    pub poll: PollSettings,
    /// What other machines can ask of the daemon.
    pub api: ApiSettings,
    /// When the pages of articles are read again.
    pub revisit: pipeline::Revisit,
    /// How the daemon ends.
    pub shutdown: ShutdownSettings,
    /// The feeds; their addresses are unique.
    pub feeds: Vec<FeedSettings>,
    /// The endpoints; their names are unique.
    pub endpoints: Vec<Endpoint>,
    /// The watchlists; their names are unique, their endpoints are among the above, their watches compile.
    pub watchlists: Vec<Watchlist>,
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSettings {
    /// The database file.
    pub path: PathBuf,
    /// What is kept, and for how long.
    pub keep: pipeline::Keep,
}

/// How articles become stories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoriesSettings {
    /// The folder of a static embedding model; `None`: without one.
    pub embedding: Option<PathBuf>,
}

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// How a line is written.
    pub format: LogFormat,
    /// Directives of `tracing_subscriber::EnvFilter`, which parse.
    pub filter: String,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line.
    Json,
}

/// When feeds are polled, and how politely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollSettings {
    /// A feed is polled no more often than this; not above `max_interval`.
    pub min_interval: Duration,
    /// A feed is polled no more seldom than this.
    pub max_interval: Duration,
    /// The time for one fetch of a feed or page, redirects and body included.
    pub timeout: Duration,
    /// The most requests to one host at a time; at least 1.
    pub per_host: usize,
    /// The time between the starts of two requests to one host.
    pub host_pause: Duration,
    /// Whether robots.txt is kept to for pages.
    pub robots: bool,
    /// A feed that fails, or is quiet against its rhythm, for this long is silent.
    pub silent_after: Duration,
}

/// How the daemon ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShutdownSettings {
    /// The time that work under way has to finish once the daemon is told to stop.
    pub deadline: Duration,
}

/// What other machines can ask of the daemon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiSettings {
    /// Where it is listened for; `None`: nowhere.
    pub listen: Option<SocketAddr>,
    /// The address by which others reach that.
    pub public_url: Option<Url>,
}

/// A feed to poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedSettings {
    /// Its address.
    pub url: Url,
    /// Given to its articles.
    pub tags: Vec<String>,
    /// It is polled no more often than this: its own bound, or that of all feeds.
    pub min_interval: Duration,
    /// It is polled no more seldom than this: its own bound, or that of all feeds.
    pub max_interval: Duration,
    /// It is silent after this: its own time, or that of all feeds.
    pub silent_after: Duration,
    /// What lets its requests in.
    pub access: outbound::Access,
    /// How its document, a page, is read as a feed; `None` for a feed.
    pub listing: Option<parse::Listing>,
    /// What picks the text on the pages of its articles.
    pub text: Option<parse::Selector>,
}

impl Default for StoreSettings {
    fn default() -> Self {
        StoreSettings { path: PathBuf::from("wirewatch.db"), keep: pipeline::Keep::default() }
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        LogSettings { format: LogFormat::Text, filter: "info".to_owned() }
    }
}

impl Default for PollSettings {
    fn default() -> Self {
        let pipeline::Fetch { timeout, per_host, host_pause, robots, .. } = pipeline::Fetch::default();
        let day = Duration::from_secs(24 * 60 * 60);
        PollSettings {
            min_interval: Duration::from_secs(2 * 60),
            max_interval: day,
            timeout,
            per_host,
            host_pause,
            robots,
            silent_after: day,
        }
    }
}

impl Default for ShutdownSettings {
    /// Below the ten seconds after which `docker stop` kills.
    fn default() -> Self {
        ShutdownSettings { deadline: Duration::from_secs(8) }
    }
}
