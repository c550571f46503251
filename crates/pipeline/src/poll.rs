//! Polling: asks feeds that are due, conditionally, and commits what they answer with their validators.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use outbound::{Get, HeaderName, HeaderValue, Response, header};
use store::{Claim, Claimed, DueFeed, NextPoll, Poll, PollResult, Topic, Validators};
use url::Url;

use crate::context::Context;
use crate::entry::{distrust_dates, new_entry};
use crate::freshness::not_before;
use crate::hosts::at_once;
use crate::plan::Plan;
use crate::schedule::{Bounds, Seen, Wishes, adapt, next_poll};
use crate::stage::Stage;

/// How long a claimed poll is held. A poll ends within the fetch timeout and the wait for its host.
const LEASE: Duration = Duration::from_secs(300);

/// What feeds are asked for; servers that offer a page at the same address choose by it.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5";

/// While more articles than this wait to be read, no feed is polled.
const MAX_UNREAD: usize = 200_000;

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
        let (result, wishes) = ask(&context, &plan, &feed, now).await;
        drop(turn);
        commit(&context, &feed, bounds, now, result, &wishes).await
    }
}

async fn commit(
    context: &Context,
    feed: &DueFeed,
    bounds: Bounds,
    now: Timestamp,
    result: PollResult,
    wishes: &Wishes,
) -> Result<(), store::Error> {
    let failed = match &result {
        PollResult::Failed { problem } => Some(problem.clone()),
        _ => None,
    };
    // Whether a document holds news is known once its entries meet those in the database, so both are worked out.
    let random = context.random();
    let next = |seen| {
        let interval = adapt(feed.interval, seen, bounds);
        NextPoll { at: next_poll(now, interval, seen, wishes, random), interval }
    };
    let otherwise = match &failed {
        Some(_) => next(Seen::Failure(feed.failures.saturating_add(1))),
        None => next(Seen::Nothing),
    };
    let if_news = next(Seen::News);
    let poll = Poll { feed: feed.id, now, result, if_news, otherwise };
    let polled = context.store.commit_poll(poll).await?;
    match (&failed, &feed.problem) {
        (Some(problem), None) => {
            tracing::warn!(feed.url, problem, again = %otherwise.at, "the feed could not be polled");
        }
        (Some(problem), Some(_)) => tracing::debug!(feed.url, problem, feed.failures, "the feed still fails"),
        (None, Some(problem)) if feed.failures > 0 => {
            tracing::info!(feed.url, problem, "the feed can be polled again");
        }
        _ => {}
    }
    tracing::debug!(feed.url, entries = polled.new_entries, articles = polled.new_articles.len(), "polled");
    Ok(())
}

async fn ask(context: &Context, plan: &Plan, feed: &DueFeed, now: Timestamp) -> (PollResult, Wishes) {
    let failed = |problem: String| (PollResult::Failed { problem }, Wishes::default());
    let url = match Url::parse(&feed.url) {
        Ok(url) => url,
        Err(error) => return failed(format!("the address cannot be read: {error}")),
    };
    let headers = conditional(HeaderValue::from_static(ACCEPT), &feed.validators);
    let get = Get {
        url: &url,
        headers: &headers,
        max_body: plan.fetch.max_body,
        timeout: plan.fetch.timeout,
        ..Get::new(&url)
    };
    match plan.client.get(get).await {
        Ok(response) => answer(context, feed, response, now).await,
        Err(error) => failed(error.to_string()),
    }
}

/// Validators are opaque: they go back byte for byte, both where both exist, and none is made up.
pub(crate) fn conditional(accept: HeaderValue, validators: &Validators) -> Vec<(HeaderName, HeaderValue)> {
    let value = |bytes: &Option<Vec<u8>>| bytes.as_deref().and_then(|it| HeaderValue::from_bytes(it).ok());
    let etag = value(&validators.etag).map(|value| (header::IF_NONE_MATCH, value));
    let modified = value(&validators.last_modified).map(|value| (header::IF_MODIFIED_SINCE, value));
    [(header::ACCEPT, accept)].into_iter().chain(etag).chain(modified).collect()
}

/// What the server would know its answer again by.
pub(crate) fn validators_of(response: &Response) -> Validators {
    let bytes = |name| response.headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators { etag: bytes(header::ETAG), last_modified: bytes(header::LAST_MODIFIED) }
}

async fn answer(
    context: &Context,
    feed: &DueFeed,
    response: Response,
    now: Timestamp,
) -> (PollResult, Wishes) {
    let mut wishes =
        Wishes { not_before: not_before(response.status, &response.headers, now), ..Wishes::default() };
    let validators = validators_of(&response);
    let asked_conditionally = feed.validators != Validators::default();
    let result = match response.status {
        200..=299 => {
            let (result, schedule) = read(context, response, validators, now).await;
            wishes.schedule = schedule;
            result
        }
        304 if asked_conditionally => PollResult::NotModified { validators },
        304 => PollResult::Failed {
            problem: "the server says that nothing changed, but was not asked".to_owned(),
        },
        410 => PollResult::Gone,
        status => PollResult::Failed { problem: format!("the server answered {}", named(status)) },
    };
    (result, wishes)
}

async fn read(
    context: &Context,
    response: Response,
    validators: Validators,
    now: Timestamp,
) -> (PollResult, model::Schedule) {
    let parsed = context
        .compute(move || {
            let content_type = response.header(header::CONTENT_TYPE);
            parse::feed(&response.body, content_type, Some(&response.url)).map(|feed| {
                let mut entries: Vec<_> =
                    feed.entries.iter().map(|entry| new_entry(entry, &feed, now)).collect();
                distrust_dates(&mut entries, now);
                (feed.title, entries, feed.problems, feed.schedule)
            })
        })
        .await;
    match parsed {
        Ok(Ok((title, entries, problems, schedule))) => {
            let problem = problems.first().map(ToString::to_string);
            (PollResult::Modified { validators, title, entries, problem }, schedule)
        }
        Ok(Err(error)) => (PollResult::Failed { problem: error.to_string() }, model::Schedule::default()),
        Err(_) => {
            let problem = "the feed could not be read: the parser failed on it".to_owned();
            (PollResult::Failed { problem }, model::Schedule::default())
        }
    }
}

/// A status with what it usually means for a feed.
fn named(status: u16) -> String {
    let meaning = match status {
        401 | 407 => " (it asks for a login)",
        403 => " (it refuses us)",
        404 => " (nothing is there)",
        429 => " (too many requests)",
        500..=599 => " (trouble on its side)",
        _ => "",
    };
    format!("{status}{meaning}")
}
