//! What users say of when they are told: a watchlist's policy, the calm that a watchlist or an endpoint asks for, and what
//! follows for an alert. The deciding itself is elsewhere.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use crate::{StoryId, UpdateReason};

/// When a mention becomes an alert, and when that may reach anybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Articles older than this when they become known raise no alert.
    pub max_age: Duration,
    /// An alert is attempted for so long, and is a dead letter after that.
    pub deliver_within: Duration,
    /// Primary language subtags; empty means every language.
    pub languages: Vec<String>,
    /// Outlet names or hosts; empty means every outlet.
    pub sources: Vec<String>,
    /// Outlet names or hosts whose articles raise no alert, also where `sources` names them.
    pub exclude_sources: Vec<String>,
    /// Mentions that are less sure than this raise no alert, 0 to 1.
    pub min_score: f64,
    /// Mentions of which the article is less about raise no alert, 0 to 1.
    pub min_salience: f64,
    /// What the watchlist is told of a story besides its first mention; each once.
    pub updates: Vec<UpdateReason>,
    /// Outlet names or hosts whose taking up a story is a reason, [`UpdateReason::TrustedSource`].
    pub trusted_sources: Vec<String>,
    /// What becomes of mentions that a person should look at.
    pub review: Review,
    /// How many alerts are told at once; the rest follow together.
    pub limit: Option<Limit>,
    /// When the list's alerts may reach anybody.
    pub calm: Calm,
}

impl Default for Policy {
    /// A day: news that was published before is not told of. Otherwise whatever is surely meant, at once.
    fn default() -> Self {
        Policy {
            max_age: Duration::from_secs(24 * 60 * 60),
            // Room for the whole schedule of attempts.
            deliver_within: Duration::from_secs(4 * 24 * 60 * 60),
            languages: Vec::new(),
            sources: Vec::new(),
            exclude_sources: Vec::new(),
            min_score: 0.0,
            min_salience: 0.0,
            updates: Vec::new(),
            trusted_sources: Vec::new(),
            review: Review::default(),
            limit: None,
            calm: Calm::default(),
        }
    }
}

/// What becomes of a story in which nothing was found but mentions that a person should look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Review {
    /// It is told, and says that it is to be looked at.
    Deliver,
    /// It waits for a person to release it or to drop it.
    Hold,
    /// It is counted and not told.
    #[default]
    Drop,
}

/// The most alerts of a watchlist that are told singly within a window, which the first of them opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many, at least 1.
    pub alerts: u32,
    /// How long the window is.
    pub window: Duration,
}

/// When alerts may reach somebody. The default is at any time, at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calm {
    /// While one of these is on, alerts wait.
    pub quiet: Vec<Quiet>,
    /// Alerts wait for these times, and go together.
    pub digest: Option<DigestSchedule>,
}

/// Quiet hours: a part of the day, or all of it, on some days of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiet {
    /// When it begins, on the clocks of `zone`.
    pub from: Time,
    /// When it ends: on the next day where this is not after `from`.
    pub to: Time,
    /// Whose clocks.
    pub zone: TimeZone,
    /// The days on which it begins; empty means every day.
    pub days: Vec<Weekday>,
    /// Alerts of stories that are as much as this about what is watched are told all the same, 0 to 1.
    pub unless_salience: Option<f64>,
}

/// When alerts go together.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestSchedule {
    /// The times.
    pub times: DigestTimes,
    /// Alerts of stories that are as much as this about what is watched do not wait, 0 to 1.
    pub unless_salience: Option<f64>,
}

/// The times of digests.
#[derive(Clone, Debug, PartialEq)]
pub enum DigestTimes {
    /// Every so often, counted from midnight UTC of 1970's first day: every 30 minutes is at :00 and :30.
    Every(Duration),
    /// At these times of the day.
    At {
        /// On the clocks of `zone`; at least one.
        times: Vec<Time>,
        /// Whose clocks.
        zone: TimeZone,
        /// The days of the week; empty means every day.
        days: Vec<Weekday>,
    },
}

/// A user's wish to hear nothing of something for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// The watchlist.
    pub watchlist: String,
    /// What of it.
    pub scope: MuteScope,
    /// When it ends.
    pub until: Timestamp,
}

impl Mute {
    /// Until when an alert of a watchlist is muted, given the watchlist's mutes: one of a story in which some watches were
    /// found. That is when the first of these is no longer muted; `None` where something of it is not muted at `now`.
    #[must_use]
    pub fn end(mutes: &[Mute], story: StoryId, watches: &[&str], now: Timestamp) -> Option<Timestamp> {
        let latest = |applies: &dyn Fn(&MuteScope) -> bool| {
            let applying = mutes.iter().filter(|mute| mute.until > now && applies(&mute.scope));
            applying.map(|mute| mute.until).max()
        };
        let whole = latest(&|scope| match scope {
            MuteScope::Watchlist => true,
            MuteScope::Story(muted) => *muted == story,
            MuteScope::Watch(_) => false,
        });
        let of_watch =
            |watch: &&str| latest(&|scope| matches!(scope, MuteScope::Watch(muted) if muted == watch));
        // A watch that is not muted is muted until no time at all, which is the least.
        whole.max(watches.iter().map(of_watch).min().flatten())
    }
}

/// What of a watchlist is muted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MuteScope {
    /// All of it.
    Watchlist,
    /// One of its watches.
    Watch(String),
    /// What it would be told of one story.
    Story(StoryId),
}

/// How many alerts of a watchlist have been told singly in the window of its [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// When the window began.
    pub opened: Timestamp,
    /// How many since then.
    pub told: u32,
}

/// What becomes of an alert on its way to one endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is sent now.
    Deliver,
    /// It waits.
    Hold {
        /// Until when, and then it goes into a digest; until a person says so where there is no such time.
        until: Option<Timestamp>,
        /// For what.
        why: HoldReason,
    },
}

/// What becomes of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// For each endpoint, in the order in which they were given.
    pub decisions: Vec<Decision>,
    /// The window of the watchlist's limit afterwards.
    pub volume: Option<Volume>,
}

/// What an alert waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HoldReason {
    /// A person who looks at it.
    Review,
    /// The end of a mute.
    Mute,
    /// The end of a window in which the most alerts were told.
    Limit,
    /// The end of quiet hours.
    Quiet,
    /// The next digest.
    Digest,
}

impl HoldReason {
    /// Every reason.
    pub const ALL: [HoldReason; 5] =
        [HoldReason::Review, HoldReason::Mute, HoldReason::Limit, HoldReason::Quiet, HoldReason::Digest];

    /// Its name in the database, in events and in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HoldReason::Review => "review",
            HoldReason::Mute => "mute",
            HoldReason::Limit => "limit",
            HoldReason::Quiet => "quiet",
            HoldReason::Digest => "digest",
        }
    }
}

impl fmt::Display for HoldReason {
    /// As a person reads it after "waits for".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HoldReason::Review => "a person to look at it",
            HoldReason::Mute => "the end of a mute",
            HoldReason::Limit => "the end of a window whose limit is reached",
            HoldReason::Quiet => "the end of quiet hours",
            HoldReason::Digest => "the next digest",
        })
    }
}

/// Why an article in which something was found raises no alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DropReason {
    /// Nothing says that it is news: it has no date, and stood in a document of its feed in which everything was new.
    Backlog,
    /// It is older than the policy's `max_age`.
    Age,
    /// Its language is not among those wanted.
    Language,
    /// Its outlet is not wanted.
    Source,
    /// What was found is less sure than wanted.
    Score,
    /// It is less about what was found than wanted.
    Salience,
    /// What was found is for a person to look at, and the policy drops that.
    Review,
}

impl DropReason {
    /// Its name in the database and in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DropReason::Backlog => "backlog",
            DropReason::Age => "age",
            DropReason::Language => "language",
            DropReason::Source => "source",
            DropReason::Score => "score",
            DropReason::Salience => "salience",
            DropReason::Review => "review",
        }
    }
}
