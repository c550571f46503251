//! The shape of a stage that asks other machines: claim what is due, work on it concurrently, commit.
//!
//! A stage registers for its topic before it claims, so that no wake-up is lost. It claims no more than it has hands for,
//! which is what bounds it. While the store fails it claims nothing, says so once, and goes on when it can.
//!
//! [`Worker::run`] goes on until it is told to stop; [`Worker::step`] does one claim's work to the end. Both are made of
//! the same two halves, and both go by the context's clock in everything that decides.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claimed, Topic, Wake};
use tokio::task::JoinSet;

use crate::Step;
use crate::context::Context;
use crate::shutdown::Stopping;
use crate::trouble::Trouble;

/// How long a stage sleeps at the most: the safety net under lost wake-ups and expired claims.
const SAFETY_NET: Duration = Duration::from_secs(30);

/// A stage that asks other machines.
pub(crate) trait Stage: Send + Sync + 'static {
    /// What it works on, one at a time.
    type Item: Send + 'static;
    /// Its name in the log.
    const NAME: &'static str;
    /// What wakes it.
    const TOPIC: Topic;
    /// How many items it works on at once.
    const HANDS: usize;

    /// Claims at most `hands` items that are due.
    fn claim(
        &self,
        context: &Context,
        hands: usize,
    ) -> impl Future<Output = Result<Claimed<Self::Item>, store::Error>> + Send;

    /// Works on one item and commits what came of it. An error is the store's: the claim expires and the item returns.
    fn work(
        &self,
        context: Arc<Context>,
        item: Self::Item,
    ) -> impl Future<Output = Result<(), store::Error>> + Send;

    /// Commits what could not be committed when it was done; called before each claim, and before the stage ends.
    fn settle(&self, _context: &Context) -> impl Future<Output = Result<(), store::Error>> + Send {
        std::future::ready(Ok(()))
    }
}

/// A stage at work.
#[derive(Debug)]
pub(crate) struct Worker<S> {
    stage: Arc<S>,
    context: Arc<Context>,
    at_work: JoinSet<Result<(), store::Error>>,
    trouble: Trouble,
}

impl<S: Stage> Worker<S> {
    pub(crate) fn new(stage: S, context: &Arc<Context>) -> Worker<S> {
        Worker {
            stage: Arc::new(stage),
            context: Arc::clone(context),
            at_work: JoinSet::new(),
            trouble: Trouble::new(S::NAME),
        }
    }

    /// Works until it is told to stop and its hands are empty.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        let mut wake = self.context.store.listen(S::TOPIC);
        loop {
            wake.register();
            let mut next = None;
            if !stopping.is_stopping() {
                match self.begin(S::HANDS).await {
                    Ok(due) => next = due,
                    // Without its database the worker ends, and the program with it.
                    Err(store::Error::Stopped) => return,
                    // Told already; what follows from it is the pause.
                    Err(_) => {}
                }
            }
            if stopping.is_stopping() && self.at_work.is_empty() {
                // What fails here is sent again after the next start, with the same id and body.
                let _ = self.stage.settle(&self.context).await;
                return;
            }
            self.wait(&mut wake, &mut stopping, next).await;
        }
    }

    /// Claims what is due, at most `most` items, works on it to the end, and says what was done.
    ///
    /// # Errors
    ///
    /// The store's first failure, after which nothing is claimed for a while.
    pub(crate) async fn step(&mut self, most: usize) -> Result<Step, store::Error> {
        let next = self.begin(most.min(S::HANDS)).await?;
        let mut done = 0;
        let mut failed = None;
        while let Some(ended) = self.at_work.join_next().await {
            match self.note(ended) {
                Ok(()) => done += 1,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            None => Ok(Step { done, next }),
            Some(error) => Err(error),
        }
    }

    /// Claims as many items as there are free hands of `hands`, and begins to work on them. Returns when to look again, as
    /// far as that is known.
    async fn begin(&mut self, hands: usize) -> Result<Option<Timestamp>, store::Error> {
        let now = self.context.clock.now();
        let free = hands.saturating_sub(self.at_work.len());
        if let Some(until) = self.trouble.waits_until(now) {
            return Ok(Some(until));
        }
        if free == 0 {
            return Ok(None);
        }
        let claimed = match self.claim(free).await {
            Ok(claimed) => claimed,
            Err(error) => {
                self.trouble.begin(&error, now);
                return Err(error);
            }
        };
        self.trouble.over();
        for item in claimed.items {
            let (stage, context) = (Arc::clone(&self.stage), Arc::clone(&self.context));
            self.at_work.spawn(async move { stage.work(context, item).await });
        }
        Ok(claimed.next_due)
    }

    async fn claim(&self, hands: usize) -> Result<Claimed<S::Item>, store::Error> {
        self.stage.settle(&self.context).await?;
        self.stage.claim(&self.context, hands).await
    }

    async fn wait(&mut self, wake: &mut Wake, stopping: &mut Stopping, next: Option<Timestamp>) {
        let full = self.at_work.len() >= S::HANDS;
        let was_stopping = stopping.is_stopping();
        let now = self.context.clock.now();
        let in_trouble = self.trouble.waits_until(now);
        let sleep = until(now, in_trouble.or(next));
        tokio::select! {
            Some(ended) = self.at_work.join_next() => {
                let _ = self.note(ended);
                while let Some(ended) = self.at_work.try_join_next() {
                    let _ = self.note(ended);
                }
            }
            () = wake.woken(), if !full && !was_stopping && in_trouble.is_none() => {}
            () = tokio::time::sleep(sleep), if !was_stopping => {}
            () = stopping.begun(), if !was_stopping => {}
        }
    }

    /// Takes note of how an item ended. A panic costs that item its claim, which expires, and nothing else.
    fn note(
        &mut self,
        ended: Result<Result<(), store::Error>, tokio::task::JoinError>,
    ) -> Result<(), store::Error> {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                self.trouble.begin(&error, self.context.clock.now());
                return Err(error);
            }
            Err(error) => {
                tracing::error!(stage = S::NAME, %error, "an item failed in a way that was not foreseen");
            }
        }
        Ok(())
    }
}

/// How long to sleep until something is due.
pub(crate) fn until(now: Timestamp, due: Option<Timestamp>) -> Duration {
    due.map_or(SAFETY_NET, |due| Duration::try_from(due.duration_since(now)).unwrap_or_default())
        .clamp(Duration::from_millis(1), SAFETY_NET)
}
