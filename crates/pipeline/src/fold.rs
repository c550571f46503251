//! Folding: makes digests of alerts that were held, once their time has come. Which those are was decided when they were made.

use store::{Folded, Topic};

use crate::Step;
use crate::context::Context;
use crate::outbox::{DELIVERY_MAX_AGE, RENDERER};
use crate::serial::Work;

/// The work of folding.
#[derive(Debug)]
pub(crate) struct Folding;

impl Work for Folding {
    const NAME: &'static str = "fold";
    const TOPIC: Topic = Topic::Held;

    /// Makes a digest for each endpoint for which something is due.
    async fn step(&mut self, context: &Context) -> Result<Step, store::Error> {
        let now = context.clock.now();
        let endpoints = context.plan().endpoints().map(|endpoint| endpoint.name.clone()).collect();
        let Folded { digests, next_due } =
            context.store.fold_due(now, now + DELIVERY_MAX_AGE, endpoints, RENDERER).await?;
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
}
