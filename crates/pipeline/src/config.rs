//! What the pipeline is told: resolved, validated, and replaced as a whole at a reload.

use std::sync::Arc;
use std::time::Duration;

use embedding::Model;
use model::Endpoint;
use url::Url;

use crate::Compiled;

/// Everything the workers act on.
#[derive(Clone, Debug)]
pub struct Config {
    /// The feeds to poll; their addresses are unique.
    pub feeds: Vec<Feed>,
    /// Where alerts go; their names are unique.
    pub endpoints: Vec<Endpoint>,
    /// What is watched; their names are unique, and their endpoints exist.
    pub watchlists: Compiled,
    /// How other machines are reached.
    pub egress: outbound::Config,
    /// How they are treated.
    pub fetch: Fetch,
    /// When pages are read again.
    pub revisit: Revisit,
    /// What is kept, and for how long.
    pub keep: Keep,
    /// The public address of the API, to which hubs send what is new; `None`: no hub is asked to.
    pub callback: Option<Url>,
    /// What shows articles of different languages to mean the same, if anything does. Taken at a start only: the window of
    /// recent articles is made with it.
    pub embedding: Option<Arc<Model>>,
}

/// What is kept, and for how long. That a watchlist was told of a story always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Deliveries, with their attempts and bodies.
    pub deliveries: Duration,
    /// Articles, with their entries and stories, after the last of their story became known; `None`: for ever. At least
    /// [`Keep::LEAST`].
    pub articles: Option<Duration>,
    /// Where the database holds more bytes than this, the oldest articles go before their time, though not before
    /// [`Keep::LEAST`].
    pub bytes: Option<u64>,
}

impl Keep {
    /// What waits is attempted for days, what was given up can be replayed for some more, and grouping remembers three days.
    pub const LEAST: Duration = Duration::from_secs(7 * 24 * 3600);
}

impl Default for Keep {
    fn default() -> Self {
        let day = Duration::from_secs(24 * 3600);
        Keep { deliveries: 90 * day, articles: Some(365 * day), bytes: None }
    }
}

/// When the page of an article is read again, besides when its entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// How long after it was first read; each further time three times as long after the last.
    pub first: Duration,
    /// Not after the article has been known for so long; zero: never.
    pub until: Duration,
}

impl Default for Revisit {
    /// Corrections and updates come within the hours after; this makes five visits, of which most servers answer some with 304.
    fn default() -> Self {
        Revisit { first: Duration::from_secs(15 * 60), until: Duration::from_secs(48 * 3600) }
    }
}

/// A feed to poll.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its address.
    pub url: Url,
    /// The operator's tags, which rules can name.
    pub tags: Vec<String>,
    /// The least time between two polls.
    pub min_interval: Duration,
    /// The most time between two polls, unless the server asks for more.
    pub max_interval: Duration,
    /// It is silent once it has failed for so long, or been quiet for as long and longer than it usually is.
    pub silent_after: Duration,
    /// What lets its requests in, and those for pages of its origin. By its proxy all of its pages are fetched.
    pub access: outbound::Access,
    /// How its document, a page, is read as a feed; `None` for a feed.
    pub listing: Option<parse::Listing>,
    /// What picks the text on the pages of its articles; `None`: what the page shows to be its main text.
    pub text: Option<parse::Selector>,
}

/// Manners and bounds for feeds and pages.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The time for one document, redirects and body included.
    pub timeout: Duration,
    /// The most bytes of a document, decompressed.
    pub max_body: usize,
    /// The most requests to one host at a time.
    pub per_host: usize,
    /// The pause between the beginnings of two requests to one host.
    pub host_pause: Duration,
    /// Whether robots.txt is kept to for pages.
    pub robots: bool,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            timeout: Duration::from_secs(30),
            max_body: 10 * 1024 * 1024,
            per_host: 2,
            host_pause: Duration::from_secs(1),
            robots: true,
        }
    }
}
