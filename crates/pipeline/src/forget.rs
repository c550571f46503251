//! Forgetting: what is old is kept no longer. It goes a little at a time, so that nobody waits long for the database.

use std::time::Duration;

use jiff::Timestamp;
use store::{Forgotten, Searched};

use crate::config::Keep;
use crate::context::Context;

/// The most events whose deliveries are forgotten at once, which is far more than come in the meantime.
const FORGOTTEN_AT_ONCE: usize = 200;

/// The most old articles that are looked at in one commit, and the most such commits one after the other.
const LOOKED_AT: usize = 100;
const COMMITS: usize = 20;

/// Once all that is old was looked at, it is looked at again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(3600);

/// How far forgetting has come.
#[derive(Debug, Default)]
pub(crate) struct Forgetting {
    from: Option<Searched>,
    /// How many articles were forgotten since it began with the oldest.
    articles: usize,
    rests_until: Option<Timestamp>,
    /// Whether it was told that the database stays too large.
    is_told: bool,
}

impl Forgetting {
    /// Forgets some of what is kept no longer.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub(crate) async fn step(&mut self, context: &Context, now: Timestamp) -> Result<(), store::Error> {
        let keep = context.plan().keep;
        let events = context.store.forget_deliveries(ago(now, keep.deliveries), FORGOTTEN_AT_ONCE).await?;
        if events > 0 {
            tracing::debug!(events, "forgot the deliveries of old events");
        }
        // A clock that was set back makes no rest longer.
        match self.rests_until {
            Some(until) if now < until && until <= now + AGAIN_AFTER => Ok(()),
            _ => self.forget_articles(context, keep, now).await,
        }
    }

    async fn forget_articles(
        &mut self,
        context: &Context,
        keep: Keep,
        now: Timestamp,
    ) -> Result<(), store::Error> {
        for _ in 0..COMMITS {
            let kept = if is_too_large(context, keep).await? { Some(Keep::LEAST) } else { keep.articles };
            let before = kept.map_or(Timestamp::MIN, |kept| ago(now, kept));
            let Forgotten { articles, contents, next } =
                context.store.forget_articles(before, now, self.from, LOOKED_AT).await?;
            if articles + contents > 0 {
                tracing::debug!(articles, contents, "forgot old articles");
            }
            self.articles += articles + contents;
            self.from = next;
            if next.is_none() {
                let is_too_large = is_too_large(context, keep).await?;
                self.end(keep, is_too_large, now);
                break;
            }
        }
        Ok(())
    }

    /// All that is old was looked at. Where that was of use and is not enough, it is looked at again at once.
    fn end(&mut self, keep: Keep, is_too_large: bool, now: Timestamp) {
        let was_of_use = std::mem::take(&mut self.articles) > 0;
        if was_of_use && is_too_large {
            return;
        }
        self.rests_until = Some(now + AGAIN_AFTER);
        if is_too_large && !self.is_told {
            tracing::warn!(
                max_bytes = keep.bytes,
                "the database holds more than store.max_size, and nothing more of it may be forgotten"
            );
        }
        self.is_told = is_too_large;
    }
}

async fn is_too_large(context: &Context, keep: Keep) -> Result<bool, store::Error> {
    match keep.bytes {
        Some(most) => Ok(context.store.size().await? > most),
        None => Ok(false),
    }
}

fn ago(now: Timestamp, kept: Duration) -> Timestamp {
    now.checked_sub(kept).unwrap_or(Timestamp::MIN)
}
