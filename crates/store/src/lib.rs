//! What wirewatch knows, in one SQLite file. The only SQL of the project; nothing outside knows which database this is.
//!
//! Methods state intent: a worker claims what is due, works, and commits what came of it. A claim is a lease. After a
//! commit the [`Topic`]s that it touched wake whoever registered for them. All writes go through one thread that commits
//! them in groups; reads have a thread of their own.

mod addresses;
mod alerts;
mod archive;
mod articles;
mod configured;
mod corrections;
mod cut_off;
mod deliveries;
mod doubts;
mod endpoints;
mod entries;
mod error;
mod events;
mod feedback;
mod feeds;
mod forgetting;
mod held;
mod hosts;
mod learned;
pub mod letters;
mod lock;
mod mentions;
mod mutes;
mod open;
mod operator;
mod placing;
mod polls;
mod releases;
mod retention;
mod revisions;
mod row;
mod status;
mod stories;
mod syndication;
mod thread;
mod time;
mod topic;
mod unread;
mod visits;
mod websub;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

pub use archive::{Archive, Archived, ArticleView, Merged, StoryLine, StoryView};
pub use articles::{NewEntry, Reading, Revisit, Unread, UnreadClaim, Unreadable};
pub use configured::Configured;
pub use corrections::{Corrections, Refusal};
pub use deliveries::{Due, Fate, Finished, Turns};
pub use doubts::{Doubtful, SureWatch};
pub use endpoints::Turn;
pub use error::{Cause, Error, OpenError};
pub use events::IncidentReport;
pub use feedback::{AlertLine, AlertName, Said, Unheard};
pub use feeds::{Cadence, DueFeed, FeedTarget, Moved, Silence, SilenceKind, Validators};
pub use forgetting::{Forgotten, Searched};
pub use held::{Facts, Folded, Judge, MadeDigest};
pub use hosts::HostPause;
pub use mutes::AlertedWatchlist;
pub use operator::Operator;
pub use placing::{
    AlertRequest, Development, FIRST_MENTION, Made, Occasion, PlacedArticle, PlacedBatch, Renderer, Unplaced,
};
pub use polls::{FeedPlace, Poll, PollResult, Polled, Proof, Sequel};
pub use releases::HeldAlert;
pub use revisions::{Edited, EditedArticle, EditedBatch, NewText, REVISION_BYTES_MAX, REVISIONS_MAX};
pub use status::{
    DeliveryStatus, EndpointStatus, FeedStatus, HeldStatus, Status, SubscriptionState, SubscriptionStatus,
    Untold, UnusedPages,
};
pub use stories::{Member, Standing, Told, Wanted};
pub use topic::{Topic, Wake};
pub use visits::{DueRevisit, Reread, Revisited};
pub use websub::{
    DueSubscription, Hub, Intent, PUSH_BYTES_MAX, PUSHES_MAX, PUSHES_OF_FEED_MAX, Push, Subscriber,
};

use crate::thread::Thread;
use crate::topic::{Bell, Topics};

/// What is claimed: at most `limit` things that are due at `now`, held until `until`.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The time by which things are due.
    pub now: Timestamp,
    /// When the claim ends by itself, if the claimer has not.
    pub until: Timestamp,
    /// The most things to claim.
    pub limit: usize,
    /// The most things to claim for one host or endpoint.
    pub per_host: usize,
    /// Hosts, or endpoints, of which nothing is to be claimed now.
    pub except: Vec<String>,
    /// The most articles that may wait for the next stage: while there are more, nothing is claimed.
    pub max_behind: usize,
}

impl Claim {
    /// A claim of at most `limit` things, held for `lease`, whosever they are and whatever waits behind them.
    #[must_use]
    pub fn new(now: Timestamp, lease: Duration, limit: usize) -> Claim {
        Claim { now, until: now + lease, limit, per_host: limit, except: Vec::new(), max_behind: usize::MAX }
    }
}

/// What a claim gave.
#[derive(Clone, Debug)]
pub struct Claimed<T> {
    /// The things claimed.
    pub items: Vec<T>,
    /// When the next thing is due that was not claimed; `None` where nothing is known.
    pub next_due: Option<Timestamp>,
}

/// The database of a running daemon. Handles share it; it closes when the last one is dropped, which [`Store::close`] waits for.
#[derive(Clone)]
pub struct Store {
    writer: Thread,
    reader: Thread,
    bell: Arc<Bell>,
    instance: Arc<str>,
    path: Arc<Path>,
    /// Its sender goes when the file is closed.
    closed: watch::Receiver<()>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("instance", &self.instance).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens, or makes, the database at `path` for this process alone, and brings it to the newest schema.
    ///
    /// Claims of an earlier process end here: it cannot be running, since it held the lock.
    ///
    /// # Errors
    ///
    /// Where the file cannot be used, with what to do about it.
    pub fn open(path: &Path) -> Result<Store, OpenError> {
        let (mut connection, lock) = open::open_for_writing(path)?;
        let in_database = |cause: Error| OpenError::Database { path: path.to_owned(), cause };
        let instance = prepare(&mut connection).map_err(in_database)?;
        let reading = open::open_for_reading(path)?;
        let bell = Arc::new(Bell::new());
        let ringing = Arc::clone(&bell);
        let cannot =
            |error: std::io::Error| OpenError::Path { path: path.to_owned(), cause: Arc::new(error) };
        let (reader, reads) = Thread::start("store-read", reading, "BEGIN", drop, |_| ()).map_err(cannot)?;
        let (closing, closed) = watch::channel(());
        // Whoever closes the file last brings its log into it and deletes the log, which one that only reads cannot.
        let ends = move |connection| {
            let _ = reads.join();
            drop(connection);
            drop(lock);
            drop(closing);
        };
        let committed = move |touched| ringing.ring(touched);
        let (writer, _) =
            Thread::start("store-write", connection, "BEGIN IMMEDIATE", ends, committed).map_err(cannot)?;
        Ok(Store { writer, reader, bell, instance: instance.into(), path: path.into(), closed })
    }

    /// Drops this handle and waits until the database is closed: until all other handles are dropped, what they asked for is
    /// committed, the log beside the file is brought into it, and the lock is free.
    pub async fn close(self) {
        let mut closed = self.closed.clone();
        drop(self);
        // Nothing is ever sent: the wait ends when the sender is gone.
        while closed.changed().await.is_ok() {}
    }

    /// Registers for commits that touch `topic`.
    #[must_use]
    pub fn listen(&self, topic: Topic) -> Wake {
        self.bell.listen(topic)
    }

    /// Says that this process calls [`Store::look_again`] whenever it is sent SIGUSR1, so that changes that an [`Operator`]
    /// makes beside it are seen at once.
    ///
    /// # Errors
    ///
    /// Where the lock file cannot be written; such changes are then seen within 30 seconds.
    pub fn answer_signals(&self) -> std::io::Result<()> {
        lock::name_owner(&self.path)
    }

    /// Wakes the workers of every topic: another process may have changed anything.
    pub fn look_again(&self) {
        self.bell.ring(Topics::ALL);
    }

    /// A random name drawn when the database was opened. Ids derived from it are unique among databases, and a database
    /// that was restored from a backup gives no id again.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.instance
    }
}

/// Ends the claims of earlier processes, forgets what is not kept any more, and draws a name.
fn prepare(connection: &mut rusqlite::Connection) -> Result<String, Error> {
    feeds::forget_credentials(connection)?;
    connection.execute_batch(
        "UPDATE feed SET leased_until = 0 WHERE leased_until > 0;
         UPDATE article SET leased_until = 0 WHERE stage = 0 AND leased_until > 0;
         UPDATE revisit SET leased_until = 0 WHERE leased_until > 0;
         UPDATE subscription SET leased_until = 0 WHERE leased_until > 0;
         UPDATE push SET leased_until = 0 WHERE leased_until > 0;
         UPDATE delivery SET leased_until = 0 WHERE state = 'waiting' AND leased_until > 0;",
    )?;
    Ok(connection.query_row("SELECT lower(hex(randomblob(8)))", [], |row| row.get(0))?)
}
