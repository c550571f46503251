//! Folding: makes digests of alerts that were held, once their time has come. Which those are was decided when they were made.

use std::sync::Arc;

use store::{Folded, Topic};

use crate::Step;
use crate::context::Context;
use crate::outbox::{DELIVERY_MAX_AGE, RENDERER};
use crate::shutdown::Stopping;
use crate::stage::until;
use crate::trouble::Trouble;

/// The worker that folds.
#[derive(Debug)]
pub(crate) struct Folding {
    context: Arc<Context>,
    trouble: Trouble,
}

impl Folding {
    pub(crate) fn new(context: &Arc<Context>) -> Folding {
        Folding { context: Arc::clone(context), trouble: Trouble::new("fold") }
    }

    /// Folds until it is told to stop.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        let mut wake = self.context.store.listen(Topic::Held);
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

    /// Makes a digest for each endpoint for which something is due, unless the store failed a moment ago.
    ///
    /// # Errors
    ///
    /// The store's failure, after which nothing is done for a while.
    pub(crate) async fn step(&mut self) -> Result<Step, store::Error> {
        let now = self.context.clock.now();
        if let Some(until) = self.trouble.waits_until(now) {
            return Ok(Step { done: 0, next: Some(until) });
        }
        let endpoints = self.context.plan().endpoints().map(|endpoint| endpoint.name.clone()).collect();
        match self.context.store.fold_due(now, now + DELIVERY_MAX_AGE, endpoints, RENDERER).await {
            Ok(Folded { digests, next_due }) => {
                self.trouble.over();
                for digest in &digests {
                    tracing::info!(
                        event = digest.event.0,
                        endpoint = digest.endpoint,
                        alerts = digest.alerts,
                        "digest"
                    );
                }
                Ok(Step { done: digests.len(), next: next_due })
            }
            Err(error) => {
                self.trouble.begin(&error, now);
                Err(error)
            }
        }
    }
}
