//! The workers of the daemon: poll, read, group and send, which bring what is published to whom it is told; subscribe and push, by
//! which hubs send it; revisit, which reads pages again; fold, which makes digests; and housekeep, which forgets what is old. Each takes
//! no input: it claims what is due in the store, works, and commits. No worker knows the next; commits wake whoever waits for what
//! they touched.
//!
//! Nothing here knows SQL, HTTP clients or parsers; it decides when what is done, and what follows from what.

mod about;
mod ask;
mod backtest;
mod certain;
mod clock;
mod compiled;
mod config;
mod context;
mod decide;
mod entry;
mod experience;
mod fold;
mod forget;
mod freshness;
mod gate;
mod group;
mod hosts;
mod housekeep;
mod hub;
mod outbox;
mod place;
mod plan;
pub mod policy;
mod poll;
mod push;
mod read;
mod refresh;
mod revisit;
mod rhythm;
mod robots;
mod schedule;
mod send;
mod serial;
mod shutdown;
mod silence;
mod stage;
mod step;
mod subscribe;
mod supervisor;
mod text;
mod trouble;
mod visit;
mod window;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{Configured, FeedTarget, Store};
use tokio::sync::watch;

pub use backtest::{Backtest, Course, WouldTell};
pub use clock::Clock;
pub use compiled::Compiled;
pub use config::{Config, Feed, Fetch, Keep, Revisit};
pub use outbox::{DELIVERY_MAX_AGE, RENDERER};
pub use plan::PlanError;
pub use step::{Step, Steps};

use crate::context::Context;
use crate::plan::Plan;
use crate::step::Workers;
use crate::supervisor::Supervisor;

/// The first polls of new feeds are spread over this, so that a long list does not begin with a burst; a short one is
/// polled within a few seconds all the same.
const FIRST_POLLS: FirstPolls =
    FirstPolls { per_feed: Duration::from_millis(1), most: Duration::from_secs(60) };

struct FirstPolls {
    per_feed: Duration,
    most: Duration,
}

/// Since when an article must be known at `now` for grouping to compare new ones with it: the window is kept to whole days.
#[must_use]
pub fn window_from(now: Timestamp) -> Timestamp {
    let horizon = stories::Stories::new(stories::Config::default()).horizon(now);
    let day = horizon.as_second().div_euclid(24 * 60 * 60) * 24 * 60 * 60;
    Timestamp::from_second(day).unwrap_or(horizon)
}

/// The running workers.
#[derive(Debug)]
pub struct Pipeline {
    store: Store,
    clock: Clock,
    plan: watch::Sender<Arc<Plan>>,
    supervisor: Supervisor,
}

/// Why the pipeline cannot start, or keeps the configuration that it has.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be put in force.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] store::Error),
}

impl Pipeline {
    /// Puts `config` in force and starts the workers. `seed` decides jitter and spread.
    ///
    /// # Errors
    ///
    /// Where the configuration cannot be put in force or the database cannot be written; nothing runs then.
    pub async fn start(store: Store, clock: Clock, config: &Config, seed: u64) -> Result<Pipeline, Error> {
        let (context, plan) = put_in_force(store.clone(), clock.clone(), config, seed).await?;
        let supervisor = Supervisor::start(Workers::new(&context));
        Ok(Pipeline { store, clock, plan, supervisor })
    }

    /// Replaces the configuration in force. Work under way ends under the old one; nothing is lost or repeated.
    ///
    /// # Errors
    ///
    /// Where the new one cannot be put in force or the database cannot be written; the old one stays.
    pub async fn reload(&self, config: &Config) -> Result<(), Error> {
        replace(&self.store, &self.clock, &self.plan, config).await
    }

    /// The watchlists in force, from which others can be compiled in the time of what changed in them.
    #[must_use]
    pub fn watchlists(&self) -> Compiled {
        self.plan.borrow().watchlists.clone()
    }

    /// Has all workers look at what is due: another process may have changed anything in the database.
    pub fn look_again(&self) {
        self.store.look_again();
    }

    /// Waits until a worker has ended although nobody told it to, which only a mistake of ours can cause.
    pub async fn failed(&mut self) -> &'static str {
        self.supervisor.failed().await
    }

    /// Claims nothing more, ends what is under way, and returns whether that was done within `deadline`. What was not
    /// is taken up at the next start.
    pub async fn stop(self, deadline: Duration) -> bool {
        self.supervisor.stop(deadline).await
    }
}

/// Makes ready what the workers work with.
async fn put_in_force(
    store: Store,
    clock: Clock,
    config: &Config,
    seed: u64,
) -> Result<(Arc<Context>, watch::Sender<Arc<Plan>>), Error> {
    let plan = Arc::new(Plan::new(config, None)?);
    store.note_time(clock.now()).await?;
    sync(&store, &plan, config, clock.now(), seed).await?;
    let (sender, receiver) = watch::channel(plan);
    Ok((Arc::new(Context::new(store, clock, receiver, config.embedding.clone(), seed)), sender))
}

async fn replace(
    store: &Store,
    clock: &Clock,
    plan: &watch::Sender<Arc<Plan>>,
    config: &Config,
) -> Result<(), Error> {
    let new = Arc::new(Plan::new(config, Some(&plan.borrow()))?);
    let now = clock.now();
    // The plan first: whoever is woken by the new feeds has to know them.
    let before = plan.send_replace(Arc::clone(&new));
    let synced = sync(store, &new, config, now, now.as_millisecond().unsigned_abs()).await;
    if synced.is_err() {
        plan.send_replace(before);
    }
    Ok(synced?)
}

async fn sync(
    store: &Store,
    plan: &Arc<Plan>,
    config: &Config,
    now: Timestamp,
    seed: u64,
) -> Result<(), store::Error> {
    let mut random = StdRng::seed_from_u64(seed);
    let count = u32::try_from(config.feeds.len()).unwrap_or(u32::MAX);
    let window = FIRST_POLLS.per_feed.saturating_mul(count).min(FIRST_POLLS.most);
    let target = |feed: &Feed| FeedTarget {
        url: feed.url.as_str().to_owned(),
        host: feed.url.host_str().unwrap_or_default().to_owned(),
        tags: feed.tags.clone(),
        first_poll: now + window.mul_f64(random.random::<f64>()),
        longest: feed.max_interval,
        backoff: schedule::MAX_BACKOFF,
        read_by: feed.listing.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let configured = Configured {
        feeds: config.feeds.iter().map(target).collect(),
        endpoints: config.endpoints.iter().map(|endpoint| endpoint.name.clone()).collect(),
        subscribes: config.callback.is_some(),
    };
    let plan = Arc::clone(plan);
    let until = move |watchlist: &str, endpoint: &str| outbox::told_at(&plan, watchlist, endpoint, now);
    store.configure(configured, now, until).await
}
