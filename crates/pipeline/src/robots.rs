//! robots.txt of the sites whose pages are read: fetched once in a while for each origin, and kept within bounds (RFC 9309).
//! Feeds themselves are made to be polled and are not asked for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use outbound::{Client, Gate, GateFuture, Get, Response};
use parse::Robots;
use rustc_hash::FxHashMap;
use url::Url;

use crate::ask::{LONG_PAUSE, host_pause};
use crate::context::Context;
use crate::freshness::freshness;
use crate::gate::{Bar, Chain};
use crate::plan::Plan;

/// The name by which sites address this program in robots.txt.
const NAME: &str = "wirewatch";

/// How long a robots.txt is used before it is asked for again: as it says itself, within these bounds (RFC 9309, 2.4).
const USED_FOR: (Duration, Duration) = (Duration::from_secs(600), Duration::from_secs(24 * 3600));

/// How long until a robots.txt that could not be had is asked for again: at first less than until the first retry of a page, which
/// would else be refused by what is remembered, and twice as long each time up to the longest. Meanwhile the last one counts;
/// without one, nothing is fetched (RFC 9309, 2.3.1.4).
const UNREACHABLE_FOR: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(600));

/// A `Crawl-delay` is kept up to this; a longer one would only ever read old news.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// The most origins that are remembered; beyond them the one asked for longest ago is forgotten.
const MAX_ORIGINS: usize = 4096;

/// The most bytes of a robots.txt that are taken.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most redirects on the way to it (RFC 9309, 2.3.1.2).
const MAX_REDIRECTS: usize = 5;

/// What is known of robots.txt files.
#[derive(Debug, Default)]
pub(crate) struct RobotsCache(Mutex<FxHashMap<String, Known>>);

#[derive(Clone, Debug)]
struct Known {
    host: String,
    asked: Timestamp,
    until: Timestamp,
    /// For how long it counted as one that cannot be had, where the last answer was none.
    unreachable_for: Option<Duration>,
    /// `None` where it could not be had, and never was.
    robots: Option<Arc<Robots>>,
}

/// What a site says to a page's being fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// It may be, and after it the host is to be left alone for at least so long.
    Given(Duration),
    /// It may not.
    Refused,
    /// The site cannot be asked now.
    Unreachable,
    /// The site has to be asked first.
    Unknown,
}

impl Leave {
    /// How long the host is to be left alone for the page, as far as its site was asked, or what keeps the page from being asked for.
    pub(crate) fn delay(self) -> Result<Duration, Bar> {
        match self {
            Leave::Given(delay) => Ok(delay),
            Leave::Unknown => Ok(Duration::ZERO),
            Leave::Refused => Err(Bar::Refused),
            Leave::Unreachable => Err(Bar::Unreachable),
        }
    }
}

impl RobotsCache {
    /// What the site of `page` says, as far as it is known at `now`.
    pub(crate) fn leave(&self, page: &Url, now: Timestamp) -> Leave {
        let known = self.with(|known| known.get(&origin(page)).cloned());
        match known.filter(|known| known.asked <= now && now < known.until) {
            None => Leave::Unknown,
            Some(Known { robots: None, .. }) => Leave::Unreachable,
            Some(Known { robots: Some(robots), .. }) => {
                let query = page.query().map(|query| format!("?{query}")).unwrap_or_default();
                match robots.allows(&format!("{}{query}", page.path())) {
                    true => Leave::Given(robots.crawl_delay.unwrap_or_default().min(MAX_DELAY)),
                    false => Leave::Refused,
                }
            }
        }
    }

    /// The pause that any site at a host asks for between two requests.
    pub(crate) fn delay(&self, host: &str) -> Duration {
        self.with(|known| {
            let of_host = known.values().filter(|known| known.host == host);
            let delays = of_host.filter_map(|known| known.robots.as_ref()?.crawl_delay);
            delays.max().unwrap_or_default().min(MAX_DELAY)
        })
    }

    fn note(&self, page: &Url, found: Found, now: Timestamp) {
        let (origin, host) = (origin(page), page.host_str().unwrap_or_default().to_owned());
        self.with(|known| {
            let before = known.remove(&origin);
            let (robots, used_for, unreachable_for) = match found {
                Found::Rules(robots, used_for) => (Some(Arc::new(robots)), used_for, None),
                Found::Unreachable => {
                    let pause = unreachable_for(before.as_ref(), now);
                    (before.and_then(|known| known.robots), pause, Some(pause))
                }
            };
            known.insert(origin, Known { host, asked: now, until: now + used_for, unreachable_for, robots });
            if known.len() > MAX_ORIGINS
                && let Some(oldest) = known.iter().min_by_key(|(_, known)| known.asked)
            {
                let oldest = oldest.0.clone();
                known.remove(&oldest);
            }
        });
    }

    fn with<T>(&self, f: impl FnOnce(&mut FxHashMap<String, Known>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How long a robots.txt that cannot be had at `now` counts as such. One that nobody asked for in a long time begins anew: what
/// was wrong then, a machine that slept or a network that was down, says nothing of now.
fn unreachable_for(before: Option<&Known>, now: Timestamp) -> Duration {
    let (first, longest) = UNREACHABLE_FOR;
    let lately = before.filter(|known| known.asked <= now && now < known.until + longest);
    let last = lately.and_then(|known| known.unreachable_for);
    last.map_or(first, |last| (last * 2).min(longest))
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// What asking for a robots.txt gave.
enum Found {
    /// Rules, and for how long they are used.
    Rules(Robots, Duration),
    /// Nothing that says anything.
    Unreachable,
}

/// What the site of `page` says now; where the operator does not want to know, everything may be fetched.
pub(crate) fn leave(context: &Context, plan: &Plan, page: &Url) -> Leave {
    match plan.fetch.robots {
        true => context.robots.leave(page, context.clock.now()),
        false => Leave::Given(Duration::ZERO),
    }
}

/// Asks the site of `page` for its robots.txt and remembers the answer. Where it is at another host, in that one's pause, it
/// can be asked once more after the time that is returned.
pub(crate) async fn ask(
    context: &Context,
    plan: &Plan,
    client: &Client,
    page: &Url,
    now: Timestamp,
) -> Duration {
    let Ok(url) = page.join("/robots.txt") else { return Duration::ZERO };
    let chain = Chain::of_others(context, plan, client, url.host_str().unwrap_or_default());
    let opens = |to| -> GateFuture<'_> { chain.opens(to) };
    let get = Get {
        gate: Some(Gate::new(&opens)),
        headers: plan.headers(&url),
        max_body: MAX_BYTES,
        timeout: plan.fetch.timeout,
        max_redirects: MAX_REDIRECTS,
        ..Get::new(&url)
    };
    let found = match client.get(get).await {
        Ok(response) => {
            if let Some(pause) = host_pause(&response, now) {
                let clock = context.clock.clone();
                // Where it cannot be noted the database is in trouble, which whoever commits the article tells.
                let _ = context.store.pause_host(pause, move || clock.now()).await;
            }
            found(&response, now)
        }
        // A chain of redirects without end is as good as no file, and where the guard lets nobody go it stops the page by itself.
        Err(
            outbound::Error::TooManyRedirects { .. }
            | outbound::Error::RedirectLoop { .. }
            | outbound::Error::Refused { .. },
        ) => nothing(),
        Err(error) => {
            tracing::debug!(%url, %error, "robots.txt could not be had");
            match chain.pause() {
                Some((_, wait)) if wait < LONG_PAUSE => return wait,
                _ => Found::Unreachable,
            }
        }
    };
    context.robots.note(page, found, now);
    // Its own pause begins with this request: after a start nobody knows when the last one was.
    let host = page.host_str().unwrap_or_default();
    plan.hosts.rest(host, context.robots.delay(host), now);
    Duration::ZERO
}

/// RFC 9309, 2.3.1: what is not there allows everything, what cannot be had nothing.
fn found(response: &Response, now: Timestamp) -> Found {
    match response.status {
        // What is missing may be what it asks not to read.
        200..=299 if response.truncated => Found::Unreachable,
        200..=299 => {
            let wished = freshness(&response.headers, None, now).left.unwrap_or(USED_FOR.1);
            Found::Rules(parse::robots(&response.body, NAME), wished.clamp(USED_FOR.0, USED_FOR.1))
        }
        429 | 500.. => Found::Unreachable,
        _ => nothing(),
    }
}

fn nothing() -> Found {
    Found::Rules(Robots::default(), USED_FOR.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const HOUR: Duration = Duration::from_secs(3600);
    const PAGE: &str = "https://news.example/a?b=c";

    fn page() -> Url {
        Url::parse(PAGE).unwrap()
    }

    fn response(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Response {
        let header = |(name, value): &(&'static str, &'static str)| {
            (outbound::HeaderName::from_static(name), outbound::HeaderValue::from_static(value))
        };
        Response {
            status,
            url: page(),
            redirects: Vec::new(),
            headers: headers.iter().map(header).collect(),
            body: body.into(),
            truncated: false,
        }
    }

    #[test]
    fn an_answer_is_used_for_as_long_as_it_says_within_bounds() {
        let check = |status, headers: &[(&'static str, &'static str)], body, after: Duration, expected| {
            let cache = RobotsCache::default();
            let now = Timestamp::UNIX_EPOCH;
            assert_eq!(cache.leave(&page(), now), Leave::Unknown);
            cache.note(&page(), found(&response(status, headers, body), now), now);
            assert_eq!(cache.leave(&page(), now + after), expected, "{status} {headers:?} {body} {after:?}");
        };
        let given = Leave::Given(Duration::ZERO);
        let refusing = "User-agent: *\nDisallow: /a";
        check(200, &[], "", Duration::ZERO, given);
        check(200, &[], refusing, 23 * HOUR, Leave::Refused);
        check(200, &[], "User-agent: *\nDisallow: /*?b=c", HOUR, Leave::Refused);
        check(200, &[], refusing, 24 * HOUR, Leave::Unknown);
        check(200, &[("cache-control", "max-age=7200")], refusing, HOUR, Leave::Refused);
        check(200, &[("cache-control", "max-age=7200")], refusing, 2 * HOUR, Leave::Unknown);
        check(200, &[("cache-control", "max-age=1")], refusing, HOUR / 7, Leave::Refused);
        check(200, &[("cache-control", "max-age=99999999")], refusing, 24 * HOUR, Leave::Unknown);
        check(404, &[], refusing, HOUR, given);
        check(403, &[], refusing, HOUR, given);
        check(503, &[], "", HOUR / 360, Leave::Unreachable);
        check(429, &[], "", HOUR / 360, Leave::Unreachable);
        check(503, &[], "", HOUR, Leave::Unknown);
        check(200, &[], "User-agent: *\nCrawl-delay: 5", HOUR, Leave::Given(Duration::from_secs(5)));
        check(200, &[], "User-agent: *\nCrawl-delay: 9000", HOUR, Leave::Given(MAX_DELAY));
    }

    #[test]
    fn the_last_rules_count_while_there_are_no_newer_ones() {
        let cache = RobotsCache::default();
        let now = Timestamp::UNIX_EPOCH;
        let refusing = response(200, &[], "User-agent: *\nDisallow: /\nCrawl-delay: 7");
        cache.note(&page(), found(&refusing, now), now);
        let later = now + 25 * HOUR;
        cache.note(&page(), Found::Unreachable, later);
        assert_eq!(cache.leave(&page(), later), Leave::Refused);
        assert_eq!(cache.leave(&page(), later + HOUR), Leave::Unknown);
        assert_eq!(cache.delay("news.example"), Duration::from_secs(7));
        assert_eq!(cache.delay("other.example"), Duration::ZERO);
        assert_eq!(cache.leave(&page(), now), Leave::Unknown, "a clock that was set back asks again");
    }

    #[test]
    fn one_that_cannot_be_had_is_asked_for_less_and_less_until_it_can_be_or_nobody_asks() {
        let cache = RobotsCache::default();
        let mut now = Timestamp::UNIX_EPOCH;
        let mut wait = |found| {
            cache.note(&page(), found, now);
            let begin = now;
            while cache.leave(&page(), now) == Leave::Unreachable {
                now += SECOND;
            }
            now.duration_since(begin).as_secs()
        };
        let seconds: Vec<i64> = (0..8).map(|_| wait(Found::Unreachable)).collect();
        assert_eq!(seconds, [15, 30, 60, 120, 240, 480, 600, 600]);
        wait(nothing());
        now += 25 * HOUR;
        cache.note(&page(), Found::Unreachable, now);
        assert_eq!(cache.leave(&page(), now + 14 * SECOND), Leave::Given(Duration::ZERO));
        assert_eq!(cache.leave(&page(), now + 15 * SECOND), Leave::Unknown);

        let cache = RobotsCache::default();
        cache.note(&page(), Found::Unreachable, now);
        cache.note(&page(), Found::Unreachable, now + HOUR);
        assert_eq!(cache.leave(&page(), now + HOUR + 15 * SECOND), Leave::Unknown);
    }

    #[test]
    fn no_more_origins_are_remembered_than_there_is_room_for() {
        let cache = RobotsCache::default();
        for number in 0..u64::try_from(MAX_ORIGINS + 10).unwrap() {
            let now = Timestamp::UNIX_EPOCH + Duration::from_secs(number);
            let site = Url::parse(&format!("https://{number}.example/")).unwrap();
            cache.note(&site, nothing(), now);
        }
        assert_eq!(cache.with(|known| known.len()), MAX_ORIGINS);
        assert!(cache.with(|known| !known.contains_key("https://9.example")));
    }
}
