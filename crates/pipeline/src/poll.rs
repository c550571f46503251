//! Polling: claims feeds that are due, and commits what they answered with when to ask again.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claim, Claimed, DueFeed, FeedPlace, Poll, PollResult, Polled, Sequel, Topic};
use url::Url;

use crate::ask::{Answer, LONG_PAUSE, ask, heeds_robots};
use crate::context::Context;
use crate::gate::Chain;
use crate::outbox;
use crate::plan::{Plan, Source};
use crate::rhythm;
use crate::schedule::{Bounds, Rhythm, Seen, Wishes, adapt, allowed, asked_until, by_then, next_poll, skip};
use crate::silence::{self, Heard};
use crate::stage::Stage;

/// How long a claimed poll is held. A poll ends within the fetch timeout and the wait for its host.
const LEASE: Duration = Duration::from_secs(300);

/// A feed whose hub sends what is new is polled no more often than this.
const BESIDE_HUB: Duration = Duration::from_secs(3600);

/// Feeds that wait for their turn at a host to which they redirect come back within so long of each other.
const SPREAD: Duration = Duration::from_secs(10);

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
        let (claim, busy) = context.claim(LEASE, hands);
        let claim = Claim { max_behind: MAX_UNREAD, ..claim };
        Ok(busy.look_again(context.store.claim_due_feeds(claim).await?))
    }

    async fn work(&self, context: Arc<Context>, feed: DueFeed) -> Result<(), store::Error> {
        let plan = context.plan();
        // A feed that left the configuration in the meantime is not polled; its claim expires.
        let Some(source) = plan.source(&feed.url) else { return Ok(()) };
        // What became due while the program stood still may be due in an hour that the feed asks to skip.
        let now = context.clock.now();
        let spared = skip(now, &feed.cadence.schedule).duration_since(now).unsigned_abs();
        if !spared.is_zero() {
            let clock = context.clock.clone();
            return context.store.put_off_poll(feed.id, None, spared, move || clock.now()).await;
        }
        let client = &source.door.client;
        let chain = match heeds_robots(source, &feed) {
            true => Chain::of_pages(&context, &plan, client, &feed.host),
            false => Chain::of_others(&context, &plan, client, &feed.host),
        };
        // Where it redirects to another host as it did the last time, that one's turn is needed too.
        let answered = feed.validators.of.as_deref().and_then(|of| Url::parse(of).ok());
        if let Some(at) = answered.filter(|at| at.host_str() != Some(&feed.host))
            && !chain.opens(at).await
            && let Some((to, wait)) = chain.pause()
        {
            return match wait >= LONG_PAUSE {
                true => commit_paused(&context, source, feed, (to, wait)).await,
                false => put_off(&context, &feed, (to, wait), Duration::ZERO).await,
            };
        }
        let pause = plan.fetch.host_pause.max(context.robots.delay(&feed.host));
        let turn = plan.hosts.enter(&feed.host, pause, &context.clock).await;
        let Some(turn) = turn else { return Ok(()) };
        let now = context.clock.now();
        let answer = ask(&context, &plan, source, &feed, &chain, now).await;
        drop(turn);
        match answer {
            Ok(answer) => commit(&context, source, feed, now, answer).await,
            Err((to, wait)) if wait >= LONG_PAUSE => commit_paused(&context, source, feed, (to, wait)).await,
            // Its own host was asked for a robots.txt, which is known by then, or can be had where that redirects to.
            Err((to, wait)) if to.host_str() == Some(&*feed.host) => {
                put_off(&context, &feed, (to, wait), Duration::ZERO).await
            }
            // Its own host was asked in vain.
            Err(elsewhere) => put_off(&context, &feed, elsewhere, source.bounds.min).await,
        }
    }
}

/// Lets a feed wait for its turn at the host to which it redirects, or at its own one, which was asked for its robots.txt: so long, and
/// at least for `least`.
async fn put_off(
    context: &Context,
    feed: &DueFeed,
    (to, wait): (Url, Duration),
    least: Duration,
) -> Result<(), store::Error> {
    // Many may wait there.
    let wait = wait.max(least) + SPREAD.mul_f64(context.random());
    let is_elsewhere = to.host_str() != Some(&*feed.host);
    let what = match is_elsewhere {
        true => "the feed is at another host, which is not to be asked now",
        false => "the site of the page was asked for its robots.txt first",
    };
    tracing::debug!(feed.url, to = %to, seconds = wait.as_secs(), "{what}");
    let of = feed.validators.of.clone().filter(|_| !is_elsewhere).unwrap_or_else(|| to.into());
    let clock = context.clock.clone();
    context.store.put_off_poll(feed.id, Some(of), wait, move || clock.now()).await
}

/// A feed that is at a host which asks for a longer pause cannot be read, and that shows.
async fn commit_paused(
    context: &Context,
    source: &Source,
    feed: DueFeed,
    (to, wait): (Url, Duration),
) -> Result<(), store::Error> {
    let host = to.host_str().unwrap_or_default();
    let problem = format!("it is at {host}, which asks to be left alone for {}", silence::length(wait));
    let answer = Answer::later(&feed, problem, wait);
    commit(context, source, feed, context.clock.now(), answer).await
}

/// Commits what a feed answered with, and says what is new of it.
async fn commit(
    context: &Context,
    source: &Source,
    feed: DueFeed,
    now: Timestamp,
    answer: Answer,
) -> Result<(), store::Error> {
    let Answer { result, wishes, place, pause, hub } = answer;
    let is_document = matches!(result, PollResult::Modified { .. });
    let bounds = slowed(context, &feed, source.bounds, now).await?;
    let source = Source { bounds, ..source.clone() };
    let news = News::of(&feed, &result, &place);
    tell_place(&feed, &place, news.is_discovered);
    if let Some(pause) = &pause {
        tracing::debug!(
            host = pause.host,
            seconds = pause.length.as_secs(),
            "the host asks to be left alone"
        );
    }
    let random = context.random();
    let sequel = Known { plan: context.plan(), source, feed: feed.clone() };
    let sequel = sequel.sequel(&result, wishes, random);
    let at_once = matches!(result, PollResult::Elsewhere { .. });
    let sequel = move |now, polled: &Polled| match sequel(now, polled) {
        sequel if at_once => Sequel { next_poll: now, ..sequel },
        sequel => sequel,
    };
    let clock = context.clock.clone();
    let poll = Poll { feed: feed.id, now, result, place, pause };
    let polled = context.store.commit_poll(poll, move || clock.now(), sequel).await?;
    if is_document && context.plan().callback.is_some() {
        context.store.note_hub(feed.id, hub, now).await?;
    }
    news.tell(&feed, &polled);
    Ok(())
}

/// Says where a feed is polled from now on, where that is another place than before.
fn tell_place(feed: &DueFeed, place: &FeedPlace, is_discovered: bool) {
    let was_tried = place.moved.as_ref().is_some_and(|moved| moved.seen == 0 && feed.address.is_some());
    match &place.address {
        Some(tried) if is_discovered && place.moved.is_some() => {
            tracing::warn!(
                feed.url,
                tried,
                "this is a web page that names no feed; it is looked for where feeds usually are"
            );
        }
        Some(polled) if is_discovered => {
            tracing::info!(
                feed.url,
                polled,
                "this is a web page; the feed that it names is polled in its place"
            );
        }
        None if was_tried => {
            tracing::info!(feed.url, tried = feed.address, "there is no feed; the page is asked for another");
        }
        polled if *polled != feed.address => {
            tracing::warn!(feed.url, polled, "the feed moved for good; it is polled where it is now");
        }
        _ => {}
    }
}

/// What the log says of an answer once it is committed.
struct News {
    /// Why the feed could not be polled.
    failed: Option<String>,
    /// What is wrong with a feed that was read all the same, where nothing was before.
    in_part: Option<String>,
    /// Whether a web page took the place of the feed, which is looked for elsewhere now.
    is_discovered: bool,
}

impl News {
    fn of(feed: &DueFeed, result: &PollResult, place: &FeedPlace) -> News {
        let failed = result.failure().map(str::to_owned);
        let in_part = match result {
            PollResult::Modified { problem, .. } => problem.clone().filter(|_| feed.problem.is_none()),
            _ => None,
        };
        let is_discovered = failed.is_some() && place.address.is_some() && place.address != feed.address;
        News { failed, in_part, is_discovered }
    }

    fn tell(&self, feed: &DueFeed, polled: &Polled) {
        if let Some(problem) = &self.in_part {
            tracing::warn!(
                feed.url,
                problem,
                "something is wrong with the feed; it was read as far as it can be"
            );
        }
        match (&self.failed, &feed.problem) {
            (Some(_), _) if self.is_discovered => {}
            (Some(problem), None) => {
                tracing::warn!(feed.url, problem, "the feed could not be polled; it is tried again");
            }
            (Some(problem), Some(_)) => {
                tracing::debug!(feed.url, problem, feed.failures, "the feed still fails");
            }
            (None, Some(problem)) if feed.failures > 0 => {
                tracing::info!(feed.url, problem, "the feed can be polled again");
            }
            _ => {}
        }
        let (entries, articles) = (polled.new_entries, polled.new_articles.len());
        tracing::debug!(feed.url, entries, articles, "polled");
    }
}

/// The bounds of a feed whose hub sends what is new: it is polled seldom, in case the hub does not.
async fn slowed(
    context: &Context,
    feed: &DueFeed,
    bounds: Bounds,
    now: Timestamp,
) -> Result<Bounds, store::Error> {
    if context.plan().callback.is_none() {
        return Ok(bounds);
    }
    let live = context.store.live_until(feed.id).await?.is_some_and(|until| until > now);
    Ok(if live { Bounds { min: bounds.min.max(BESIDE_HUB).min(bounds.max), ..bounds } } else { bounds })
}

/// What is known of a feed before its poll is committed.
struct Known {
    plan: Arc<Plan>,
    source: Source,
    feed: DueFeed,
}

impl Known {
    /// What follows, once it is known how many of the entries were new: when the feed is polled again, and whether it is silent.
    fn sequel(
        self,
        result: &PollResult,
        wishes: Wishes,
        random: f64,
    ) -> impl FnOnce(Timestamp, &Polled) -> Sequel + Send + use<> {
        let Known { plan, source, feed } = self;
        let (by_dates, entries) = match result {
            PollResult::Modified { cadence, entries, .. } => (cadence.rhythm, entries.len()),
            _ => (None, 0),
        };
        let gone = matches!(result, PollResult::Gone);
        let problem = result.failure().map(str::to_owned);
        move |now, polled| {
            let since =
                |at: Option<Timestamp>| at.map(|at| now.duration_since(at).try_into().unwrap_or_default());
            let (seen, heard) = match polled.new_entries {
                _ if problem.is_some() => {
                    let until = now + wishes.pause();
                    (Seen::Failure(feed.failures.saturating_add(1)), Heard::Failure(until))
                }
                0 => (Seen::Nothing, Heard::Nothing),
                new => (Seen::News { new, entries, after: since(feed.last_success) }, Heard::News),
            };
            let arrived = since(feed.last_new).filter(|_| by_dates.is_none() && polled.new_entries > 0);
            let by_polls = arrived.map(|gap| rhythm::by_polls(feed.cadence.rhythm, gap));
            let between = by_dates.or(by_polls).or(feed.cadence.rhythm);
            let quiet_for = if polled.new_entries > 0 { None } else { since(feed.last_new) };
            let rhythm = Rhythm { between, quiet_for: quiet_for.unwrap_or_default() };
            let interval = adapt(feed.interval, seen, rhythm, source.bounds);
            let silence = silence::silence(&feed, heard, source.silent_after, now);
            let incident = match gone {
                true => Some(silence::gone(&feed, now)),
                false => silence::told(&feed, silence, problem.as_deref(), now),
            };
            if let Some(incident) = &incident {
                tracing::warn!(feed.url, detail = incident.detail, "{}", incident.kind.name());
            }
            let next_poll = next_poll(now, interval, seen, &wishes, random);
            let known_by = match seen {
                Seen::Failure(failures) if silence.is_none() => {
                    silence::known_by(&feed, failures, source.silent_after, now)
                }
                _ => None,
            };
            let known_by = known_by.map(|by| allowed(by, now, source.bounds.min, &wishes));
            let next_poll = known_by.map_or(next_poll, |by| by_then(next_poll, by, source.bounds.min));
            Sequel {
                next_poll,
                asked_until: asked_until(now, next_poll, &wishes),
                interval,
                longest_gap: silence::longest_gap(&feed, heard),
                rhythm: by_polls,
                silence,
                report: incident.map(|incident| outbox::report(&plan, incident)),
            }
        }
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
            title: None,
            host: "news.example".to_owned(),
            moved: None,
            validators: Validators::default(),
            last_document: None,
            lied: None,
            cadence: Cadence::default(),
            interval: None,
            first_success: None,
            last_success: None,
            last_new: None,
            longest_gap: None,
            failures: 0,
            failing_since: None,
            silence: None,
            problem: None,
        }
    }
}
