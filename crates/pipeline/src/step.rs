//! The workers, to be stepped by hand: the daemon's own code, one claim at a time, by a clock that the caller sets.
//!
//! A step claims what is due by the clock, works on it to the end, commits, and returns; nothing runs between two steps.
//! All that decides when something happens (polls, pauses of hosts and endpoints, leases, schedules of attempts, pauses after
//! a failure of the database) goes by the clock, so simulated weeks take as long as their work. Only the timeouts of network
//! requests, and of the work on one document, are real.

use jiff::Timestamp;
use std::sync::Arc;

use store::Store;
use tokio::sync::watch;

use crate::context::Context;
use crate::fold::Folding;
use crate::group::Grouping;
use crate::housekeep::Housekeeping;
use crate::plan::Plan;
use crate::poll::Polling;
use crate::push::TakingPushes;
use crate::read::ReadingPages;
use crate::revisit::Revisiting;
use crate::send::Sending;
use crate::serial::Serial;
use crate::stage::Worker;
use crate::subscribe::Subscribing;
use crate::{Clock, Config, Error};

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many things were worked on to the end, and committed.
    pub done: usize,
    /// When to look again if nothing is committed in between, as far as that is known. What was due at the step but beyond
    /// its bound does not count: step on until nothing is done.
    pub next: Option<Timestamp>,
}

/// The workers, none of which does anything unless it is stepped. Dropping them amounts to a crash: what they had claimed is
/// taken up once its lease has ended, or when the database is opened again.
///
/// A step that is dropped before it returned has claimed, and may have committed, some of its work.
#[derive(Debug)]
pub struct Steps {
    context: Arc<Context>,
    plan: watch::Sender<Arc<Plan>>,
    workers: Workers,
}

/// The workers at rest.
#[derive(Debug)]
pub(crate) struct Workers {
    pub(crate) poll: Worker<Polling>,
    pub(crate) subscribe: Worker<Subscribing>,
    pub(crate) push: Worker<TakingPushes>,
    pub(crate) read: Worker<ReadingPages>,
    pub(crate) revisit: Worker<Revisiting>,
    pub(crate) group: Serial<Grouping>,
    pub(crate) send: Worker<Sending>,
    pub(crate) fold: Serial<Folding>,
    pub(crate) housekeep: Housekeeping,
}

impl Workers {
    pub(crate) fn new(context: &Arc<Context>) -> Workers {
        Workers {
            poll: Worker::new(Polling, context),
            subscribe: Worker::new(Subscribing, context),
            push: Worker::new(TakingPushes, context),
            read: Worker::new(ReadingPages::default(), context),
            revisit: Worker::new(Revisiting, context),
            group: Serial::new(Grouping::default(), context),
            send: Worker::new(Sending::new(), context),
            fold: Serial::new(Folding, context),
            housekeep: Housekeeping::new(context),
        }
    }
}

impl Steps {
    /// Puts `config` in force as [`crate::Pipeline::start`] does, and starts nothing.
    ///
    /// # Errors
    ///
    /// Where the configuration cannot be put in force or the database cannot be written.
    pub async fn new(store: Store, clock: Clock, config: &Config, seed: u64) -> Result<Steps, Error> {
        let (context, plan) = crate::put_in_force(store, clock, config, seed).await?;
        let workers = Workers::new(&context);
        Ok(Steps { context, plan, workers })
    }

    /// Replaces the configuration in force.
    ///
    /// # Errors
    ///
    /// Where the new one cannot be put in force or the database cannot be written; the old one stays.
    pub async fn reload(&self, config: &Config) -> Result<(), Error> {
        crate::replace(&self.context.store, &self.context.clock, &self.plan, config).await
    }

    /// Polls at most `most` feeds that are due: at most one of each host where there is a pause between two requests.
    ///
    /// # Errors
    ///
    /// The database's; for a while nothing is claimed then, as [`Step::next`] of the next step says.
    pub async fn poll(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.poll.step(most).await
    }

    /// Asks at most `most` hubs that are due.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn subscribe(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.subscribe.step(most).await
    }

    /// Reads at most `most` documents that hubs sent.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn push(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.push.step(most).await
    }

    /// Reads at most `most` articles that are due: at most one page of each host where there is a pause between two.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn read(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.read.step(most).await
    }

    /// Reads at most `most` pages again that are due: at most one of each host.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn revisit(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.revisit.step(most).await
    }

    /// Gives one batch of articles that were read their place in a story, with the alerts that follow; or where none waits,
    /// matches those again that were edited.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn group(&mut self) -> Result<Step, store::Error> {
        self.workers.group.step().await
    }

    /// Makes at most `most` attempts at deliveries that are due: at most one at an endpoint that has a pace to keep.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn send(&mut self, most: usize) -> Result<Step, store::Error> {
        self.workers.send.step(most).await
    }

    /// Makes a digest for each endpoint for which held alerts are due.
    ///
    /// # Errors
    ///
    /// As for [`Steps::poll`].
    pub async fn fold(&mut self) -> Result<Step, store::Error> {
        self.workers.fold.step().await
    }

    /// Notes the time, and forgets what is old.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn housekeep(&mut self) -> Result<Step, store::Error> {
        self.workers.housekeep.step().await
    }
}
