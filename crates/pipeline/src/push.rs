//! Pushes: documents that hubs sent are read as polled ones are, and their entries committed.

use std::sync::Arc;
use std::time::Duration;

use store::{Claim, Claimed, Push, Topic};
use url::Url;

use crate::context::Context;
use crate::entry::{new_entry, settle_dates};
use crate::stage::Stage;

/// How long a claimed document is held.
const LEASE: Duration = Duration::from_secs(120);

/// The stage that reads what hubs sent.
#[derive(Debug)]
pub(crate) struct TakingPushes;

impl Stage for TakingPushes {
    type Item = Push;
    const NAME: &'static str = "push";
    const TOPIC: Topic = Topic::Pushes;
    const HANDS: usize = 4;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<Push>, store::Error> {
        let claim = Claim::new(context.clock.now(), LEASE, hands);
        context.store.claim_pushes(claim).await
    }

    async fn work(&self, context: Arc<Context>, push: Push) -> Result<(), store::Error> {
        let now = context.clock.now();
        let too_old = context.plan().oldest_told(now);
        let (id, feed, url) = (push.id, push.feed, push.url.clone());
        let parsed = context
            .compute(move || {
                let base = Url::parse(&push.topic).ok();
                let feed = parse::feed(&push.body, push.content_type.as_deref(), base.as_ref())?;
                let new = |entry| new_entry(entry, &feed, too_old, now);
                let mut entries: Vec<_> = feed.entries.iter().map(new).collect();
                settle_dates(&mut entries, false, now);
                Ok::<_, parse::FeedError>(entries)
            })
            .await;
        let entries = match parsed {
            Ok(Ok(entries)) => entries,
            // The next poll brings what it was meant to bring.
            Ok(Err(error)) => {
                tracing::warn!(feed = url, %error, "what the hub sent cannot be read");
                Vec::new()
            }
            Err(_) => Vec::new(),
        };
        let polled = match context.store.commit_push(id, feed, entries, now).await {
            // It would hold up what the hub sent after it for ever.
            Err(error @ store::Error::Statement(_)) => {
                tracing::error!(feed = url, %error, "what the hub sent cannot be kept");
                context.store.commit_push(id, feed, Vec::new(), now).await?
            }
            committed => committed?,
        };
        tracing::debug!(feed = url, entries = polled.new_entries, "taken from the hub");
        Ok(())
    }
}
