//! The shape of a worker that does one thing after another, on the database alone: grouping and folding.
//!
//! Like a stage it registers for its topic before it looks, so that no wake-up is lost; and while the store fails it does
//! nothing, says so once, and goes on when it can.

use std::future::Future;
use std::sync::Arc;

use store::Topic;

use crate::Step;
use crate::context::Context;
use crate::shutdown::Stopping;
use crate::stage::until;
use crate::trouble::Trouble;

/// Work that is done one step after another.
pub(crate) trait Work: Send + 'static {
    /// Its name in the log.
    const NAME: &'static str;
    /// What wakes it.
    const TOPIC: Topic;

    /// Does some of what is due, and commits it.
    fn step(&mut self, context: &Context) -> impl Future<Output = Result<Step, store::Error>> + Send;
}

/// A worker that does it.
#[derive(Debug)]
pub(crate) struct Serial<W> {
    work: W,
    context: Arc<Context>,
    trouble: Trouble,
}

impl<W: Work> Serial<W> {
    pub(crate) fn new(work: W, context: &Arc<Context>) -> Serial<W> {
        Serial { work, context: Arc::clone(context), trouble: Trouble::new(W::NAME) }
    }

    /// Works until it is told to stop.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        let mut wake = self.context.store.listen(W::TOPIC);
        while !stopping.is_stopping() {
            wake.register();
            let next = match self.step().await {
                Ok(Step { done: 0, next }) => next,
                Ok(_) => continue,
                // Without its database the worker ends, and the program with it.
                Err(store::Error::Stopped) => return,
                // Told already; what follows from it is the pause.
                Err(_) => None,
            };
            let now = self.context.clock.now();
            let in_trouble = self.trouble.waits_until(now);
            tokio::select! {
                () = wake.woken(), if in_trouble.is_none() => {}
                () = tokio::time::sleep(until(now, in_trouble.or(next))) => {}
                () = stopping.begun() => {}
            }
        }
    }

    /// Does one step, unless the store failed a moment ago.
    ///
    /// # Errors
    ///
    /// The store's failure, after which nothing is done for a while.
    pub(crate) async fn step(&mut self) -> Result<Step, store::Error> {
        let now = self.context.clock.now();
        if let Some(until) = self.trouble.waits_until(now) {
            return Ok(Step { done: 0, next: Some(until) });
        }
        let done = self.work.step(&self.context).await;
        match &done {
            Ok(_) => self.trouble.over(),
            Err(error) => self.trouble.begin(error, now),
        }
        done
    }
}
