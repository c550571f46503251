//! Polling: claims feeds that are due, and commits what they answered with when to ask again.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claim, Claimed, DueFeed, NextPoll, Poll, PollResult, Polled, Topic};

use crate::ask::{Answer, ask};
use crate::context::Context;
use crate::hosts::at_once;
use crate::schedule::{Bounds, Rhythm, Seen, Wishes, adapt, next_poll};
use crate::stage::Stage;

/// How long a claimed poll is held. A poll ends within the fetch timeout and the wait for its host.
const LEASE: Duration = Duration::from_secs(300);

/// While more articles than this wait to be read that need no page, no feed is polled: these wait for us. Those that need
/// one wait for their host, which holds up nobody else.
const MAX_UNREAD: usize = 20_000;

/// The stage that polls feeds.
#[derive(Debug)]
pub(crate) struct Polling;

impl Stage for Polling {
    type Item = DueFeed;
    const NAME: &'static str = "poll";
    const TOPIC: Topic = Topic::Feeds;
    const HANDS: usize = 128;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<DueFeed>, store::Error> {
        let plan = context.plan();
        let now = context.clock.now();
        let busy = plan.hosts.busy(now);
        let claim = Claim {
            now,
            until: now + LEASE,
            limit: hands,
            per_host: at_once(plan.fetch.per_host, plan.fetch.host_pause),
            except: busy.hosts.clone(),
            max_behind: MAX_UNREAD,
        };
        let mut claimed = context.store.claim_due_feeds(claim).await?;
        claimed.next_due = busy.earlier(claimed.next_due);
        Ok(claimed)
    }

    async fn work(&self, context: Arc<Context>, feed: DueFeed) -> Result<(), store::Error> {
        let plan = context.plan();
        // A feed that left the configuration in the meantime is not polled; its claim expires.
        let Some(bounds) = plan.bounds(&feed.url) else { return Ok(()) };
        let turn = plan.hosts.enter(&feed.host, plan.fetch.host_pause, &context.clock).await;
        let Some(turn) = turn else { return Ok(()) };
        let now = context.clock.now();
        let answer = ask(&context, &plan, &feed, now).await;
        drop(turn);
        commit(&context, feed, bounds, now, answer).await
    }
}

async fn commit(
    context: &Context,
    feed: DueFeed,
    bounds: Bounds,
    now: Timestamp,
    answer: Answer,
) -> Result<(), store::Error> {
    let Answer { result, wishes, place, pause } = answer;
    let failed = match &result {
        PollResult::Failed { problem } => Some(problem.clone()),
        _ => None,
    };
    let gone = matches!(result, PollResult::Gone);
    if place.address != feed.address {
        tracing::warn!(
            feed.url,
            polled = place.address,
            "the feed moved for good; it is polled where it is now"
        );
    }
    if let Some(pause) = &pause {
        tracing::debug!(
            host = pause.host,
            seconds = pause.length.as_secs(),
            "the host asks to be left alone"
        );
    }
    let next = next(&feed, &result, wishes, bounds, context.random());
    let clock = context.clock.clone();
    let poll = Poll { feed: feed.id, now, result, place, pause };
    let polled = context.store.commit_poll(poll, move || clock.now(), next).await?;
    match (&failed, &feed.problem) {
        (Some(problem), None) => {
            tracing::warn!(feed.url, problem, "the feed could not be polled; it is tried again");
        }
        (Some(problem), Some(_)) => tracing::debug!(feed.url, problem, feed.failures, "the feed still fails"),
        (None, Some(problem)) if feed.failures > 0 => {
            tracing::info!(feed.url, problem, "the feed can be polled again");
        }
        (None, _) if gone => tracing::warn!(feed.url, "the feed is gone for good; it is not polled any more"),
        _ => {}
    }
    tracing::debug!(feed.url, entries = polled.new_entries, articles = polled.new_articles.len(), "polled");
    Ok(())
}

/// When the feed is polled again, once it is known how many of its entries were new.
fn next(
    feed: &DueFeed,
    result: &PollResult,
    wishes: Wishes,
    bounds: Bounds,
    random: f64,
) -> impl FnOnce(Timestamp, &Polled) -> NextPoll + Send + use<> {
    let (interval, failures) = (feed.interval, feed.failures.saturating_add(1));
    let (last_new, last_success) = (feed.last_new, feed.last_success);
    let (between, entries) = match result {
        PollResult::Modified { cadence, entries, .. } => (cadence.rhythm, entries.len()),
        _ => (feed.cadence.rhythm, 0),
    };
    let failed = matches!(result, PollResult::Failed { .. });
    move |now, polled| {
        let since =
            |at: Option<Timestamp>| at.map(|at| now.duration_since(at).try_into().unwrap_or_default());
        let seen = match polled.new_entries {
            _ if failed => Seen::Failure(failures),
            0 => Seen::Nothing,
            new => Seen::News { new, entries, after: since(last_success) },
        };
        let quiet_for = if polled.new_entries > 0 { None } else { since(last_new) };
        let rhythm = Rhythm { between, quiet_for: quiet_for.unwrap_or_default() };
        let interval = adapt(interval, seen, rhythm, bounds);
        NextPoll { at: next_poll(now, interval, seen, &wishes, random), interval }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use model::FeedId;
    use store::{Cadence, Validators};

    /// A feed that was never polled.
    pub(crate) fn feed() -> DueFeed {
        DueFeed {
            id: FeedId(1),
            url: "https://news.example/feed".to_owned(),
            address: None,
            host: "news.example".to_owned(),
            moved: None,
            validators: Validators::default(),
            last_document: None,
            lied: None,
            cadence: Cadence::default(),
            interval: None,
            last_success: None,
            last_new: None,
            failures: 0,
            problem: None,
        }
    }
}
