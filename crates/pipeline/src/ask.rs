//! One question to a feed and its answer: the conditional request, and what a response says of the feed.

mod document;
mod manner;

use std::time::Duration;

use jiff::Timestamp;
use model::Schedule;
use outbound::{HeaderName, HeaderValue, Response, header};
use store::{Cadence, DueFeed, FeedPlace, HostPause, Hub, PollResult, Proof, Validators};
use url::Url;

use self::document::{Document, Unread, read};
use self::manner::{Manner, is_distrusted, manner};
use crate::context::Context;
use crate::freshness::{Freshness, freshness, retry_after};
use crate::gate::{Bar, Chain};
use crate::place;
use crate::plan::{Plan, Source};
use crate::refresh;
use crate::rhythm::rhythm;
use crate::schedule::{MAX_WISH, Wishes};
use crate::silence;
use crate::visit::{REFUSED, UNREACHABLE};

/// A feed in whose place a page has stood for so long is looked for where the page says.
const PAGE_AFTER: Duration = Duration::from_secs(24 * 3600);

/// What feeds are asked for; servers that offer a page at the same address choose by it.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5";

/// What pages that are watched like feeds are asked for.
pub(crate) const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5";

/// How long a host is left alone that has had too many requests (429) and does not say for how long.
const TOO_MANY: Duration = Duration::from_secs(60);

/// A pause for so long or longer is told of: what waits for less is late and no more.
pub(crate) const LONG_PAUSE: Duration = Duration::from_secs(600);

/// What came of asking a feed.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) result: PollResult,
    pub(crate) wishes: Wishes,
    pub(crate) place: FeedPlace,
    pub(crate) pause: Option<HostPause>,
    /// The hub that the document names.
    pub(crate) hub: Option<Hub>,
}

impl Answer {
    /// A failure that the server has no part in, or none that it speaks of.
    fn failed(feed: &DueFeed, problem: String) -> Answer {
        Answer {
            result: PollResult::Failed { problem },
            wishes: Wishes { not_before: None, schedule: unless_skipped(feed) },
            place: place::failed(feed),
            pause: None,
            hub: None,
        }
    }

    /// The same, not as a failure, but as what says where the feed may be.
    fn elsewhere(self) -> Answer {
        match self.result {
            PollResult::Failed { problem } => Answer { result: PollResult::Elsewhere { problem }, ..self },
            _ => self,
        }
    }

    /// A failure that ends after `wait` at the earliest.
    pub(crate) fn later(feed: &DueFeed, problem: String, wait: Duration) -> Answer {
        let failed = Answer::failed(feed, problem);
        Answer { wishes: Wishes { not_before: Some(wait.min(MAX_WISH)), ..failed.wishes }, ..failed }
    }
}

/// Hours and days that the feed asks to be spared count for failed polls too. Its `ttl` does not: it is for how long an
/// answer can be kept, and there is none.
fn unless_skipped(feed: &DueFeed) -> Schedule {
    Schedule { ttl_minutes: None, ..feed.cadence.schedule.clone() }
}

/// Asks a feed for what is new, or says at which other host it is and when that can be asked.
pub(crate) async fn ask(
    context: &Context,
    plan: &Plan,
    source: &Source,
    feed: &DueFeed,
    chain: &Chain<'_>,
    now: Timestamp,
) -> Result<Answer, (Url, Duration)> {
    let parsed = Url::parse(&feed.url)
        .and_then(|configured| Ok((Url::parse(feed.address.as_deref().unwrap_or(&feed.url))?, configured)));
    let (url, configured) = match parsed {
        Ok(urls) => urls,
        Err(error) => return Ok(Answer::failed(feed, format!("the address cannot be read: {error}"))),
    };
    let manner = manner(feed, now);
    let conditions = conditions(&feed.validators);
    let of = feed.validators.of.as_deref().unwrap_or(url.as_str());
    let accept = if source.listing.is_some() { ACCEPT_PAGE } else { ACCEPT };
    let accept = [(header::ACCEPT, HeaderValue::from_static(accept))];
    let headers = |at: &Url| [&accept, source.door.headers(&configured, at)].concat();
    let at = (manner == Manner::Conditionally).then_some((of, conditions.as_slice()));
    // Its host's turn was had.
    if heeds_robots(source, feed) && !chain.opens(url.clone()).await {
        return barred(feed, chain, "robots.txt could not be asked for", now);
    }
    match refresh::get(context, plan, &source.door.client, &url, headers, at, chain).await {
        Ok(response) => Ok(answer(context, plan, feed, response, manner, now).await),
        Err(error) => barred(feed, chain, &error.to_string(), now),
    }
}

/// Whether robots.txt is asked before the feed is: where it is a page that is watched like one, and where nobody says that there is one.
pub(crate) fn heeds_robots(source: &Source, feed: &DueFeed) -> bool {
    source.listing.is_some() || place::is_guess(feed)
}

/// What is to be said of a feed that was not read: that it is where nobody may ask, that it has to wait, or else the `problem`.
fn barred(
    feed: &DueFeed,
    chain: &Chain<'_>,
    problem: &str,
    now: Timestamp,
) -> Result<Answer, (Url, Duration)> {
    match chain.barred() {
        Some((to, Bar::Pause(wait))) => Err((to, wait)),
        Some((_, Bar::Refused)) => Ok(no_feed(feed, REFUSED.to_owned(), now)),
        Some((_, Bar::Unreachable)) => Ok(Answer::failed(feed, UNREACHABLE.to_owned())),
        None => Ok(Answer::failed(feed, problem.to_owned())),
    }
}

/// Validators are opaque: they go back byte for byte, both where both exist, and none is made up.
pub(crate) fn conditions(validators: &Validators) -> Vec<(HeaderName, HeaderValue)> {
    let value = |bytes: &Option<Vec<u8>>| bytes.as_deref().and_then(|it| HeaderValue::from_bytes(it).ok());
    let etag = value(&validators.etag).map(|value| (header::IF_NONE_MATCH, value));
    let modified = value(&validators.last_modified).map(|value| (header::IF_MODIFIED_SINCE, value));
    etag.into_iter().chain(modified).collect()
}

async fn answer(
    context: &Context,
    plan: &Plan,
    feed: &DueFeed,
    response: Response,
    manner: Manner,
    now: Timestamp,
) -> Answer {
    let of = feed.validators.of.as_deref().unwrap_or(feed.address.as_deref().unwrap_or(&feed.url));
    let asked_conditionally = manner == Manner::Conditionally && response.url.as_str() == of;
    match response.status {
        200..=299 => document(context, plan, feed, response, manner, now).await,
        304 if asked_conditionally => unchanged(feed, &response, now),
        410 if feed.address.is_none() => match place::gone(feed, &response.redirects, now) {
            Ok(place) => {
                Answer { result: PollResult::Gone, wishes: Wishes::default(), place, pause: None, hub: None }
            }
            Err(place) => Answer { place, ..refused(feed, &response, now) },
        },
        // Where it went it is gone, but that is not what the operator named.
        404 | 410 if feed.address.is_some() && may_be_page(feed, now) => {
            Answer { place: place::not_there(feed, now), ..refused(feed, &response, now) }.elsewhere()
        }
        410 => Answer { place: place::configured(feed), ..refused(feed, &response, now) },
        304 => {
            let problem = "the server says that nothing changed, but was not asked".to_owned();
            Answer { result: PollResult::Failed { problem }, ..refused(feed, &response, now) }
        }
        _ => refused(feed, &response, now),
    }
}

/// An answer that says no. What it asks for by `Retry-After` is its host's wish where it is overloaded (429, 503).
fn refused(feed: &DueFeed, response: &Response, now: Timestamp) -> Answer {
    let asked = retry_after(&response.headers, now).map(|pause| pause.min(MAX_WISH));
    let wish = asked.filter(|pause| *pause >= LONG_PAUSE).map(silence::length);
    let wish = wish.map(|length| format!(" and asks to be left alone for {length}")).unwrap_or_default();
    let problem = format!("the server answered {}{wish}", named(response.status));
    let failed = Answer::failed(feed, problem);
    Answer {
        wishes: Wishes { not_before: asked, ..failed.wishes },
        pause: host_pause(response, now),
        ..failed
    }
}

/// For how long the host of an answer is to be left alone, if it says so.
pub(crate) fn host_pause(response: &Response, now: Timestamp) -> Option<HostPause> {
    let asked = retry_after(&response.headers, now).map(|pause| pause.min(MAX_WISH));
    let length = match response.status {
        429 => Some(asked.unwrap_or(TOO_MANY)),
        503 => asked,
        _ => None,
    };
    let host = response.url.host_str().unwrap_or_default().to_owned();
    length.map(|length| HostPause { host, length })
}

fn unchanged(feed: &DueFeed, response: &Response, now: Timestamp) -> Answer {
    let Freshness { left, max_age } = freshness(&response.headers, feed.cadence.fresh_for, now);
    Answer {
        result: PollResult::NotModified { validators: validators(response), fresh_for: max_age },
        wishes: Wishes { not_before: left, schedule: feed.cadence.schedule.clone() },
        place: place::found(feed, place::moved(&response.redirects), now),
        pause: None,
        hub: None,
    }
}

/// What the server would know its answer again by.
pub(crate) fn validators(response: &Response) -> Validators {
    let value = |name| response.headers.get(name).map(|value: &HeaderValue| value.as_bytes().to_vec());
    Validators {
        etag: value(header::ETAG),
        last_modified: value(header::LAST_MODIFIED),
        of: Some(response.url.to_string()),
    }
}

async fn document(
    context: &Context,
    plan: &Plan,
    feed: &DueFeed,
    response: Response,
    manner: Manner,
    now: Timestamp,
) -> Answer {
    let Freshness { left, max_age } = freshness(&response.headers, None, now);
    let validators = validators(&response);
    // The same label on what it would have called the same document.
    let same =
        validators.etag == feed.validators.etag && validators.last_modified == feed.validators.last_modified;
    let place = place::found(feed, place::moved(&response.redirects), now);
    let at = response.url.clone();
    match read(context, plan, feed, response, now).await {
        Ok(Document { title, entries, problem, schedule, hub, is_cut_off }) => {
            // What is cut at the same place twice is all that the server has.
            let is_cut_off = is_cut_off && (problem.is_none() || problem != feed.problem);
            Answer {
                hub,
                // What was said of the whole does not hold for a part: the rest is to be had at once, and not to be called unchanged.
                wishes: Wishes { not_before: left.filter(|_| !is_cut_off), schedule: schedule.clone() },
                result: PollResult::Modified {
                    validators: match is_cut_off || is_distrusted(feed, now) {
                        false => validators,
                        true => Validators { of: validators.of, ..Validators::default() },
                    },
                    is_whole: !is_cut_off,
                    cadence: Cadence {
                        schedule,
                        fresh_for: max_age.filter(|_| !is_cut_off),
                        rhythm: rhythm(entries.iter().filter_map(|entry| entry.published)),
                    },
                    title,
                    entries,
                    problem,
                    proves: match manner {
                        Manner::ToVerify if same => Some(Proof::Lie),
                        Manner::Conditionally if !same => Some(Proof::Truth),
                        _ => None,
                    },
                },
                place,
                pause: None,
            }
        }
        Err(Unread::Because(problem)) => no_feed(feed, problem, now),
        Err(Unread::Page(mut feeds)) => {
            feeds.retain(|found| *found != at);
            page(feed, &feeds, now)
        }
    }
}

/// A page that names feeds, or none, in a feed's place. One at the configured address may be its site's; one at any other has led us astray.
fn page(feed: &DueFeed, named: &[Url], now: Timestamp) -> Answer {
    let is_sites = feed.address.is_none() && may_be_page(feed, now);
    let next_named = || {
        let (found, at_once) = place::next_named(feed, named)?;
        let problem =
            format!("this is a web page (HTML); it names a feed, {found}, which is polled in its place");
        Some((place::discovered(found), problem, at_once))
    };
    let next_guess = || {
        let (guess, at_once) = place::next_guess(feed, now).filter(|_| named.is_empty())?;
        let problem =
            format!("this is a web page (HTML) that names no feed; {guess} is tried, where it may be");
        Some((place::guessed(&guess, now), problem, at_once))
    };
    match next_named().or_else(next_guess) {
        Some((place, problem, at_once)) if is_sites => {
            let answer = Answer { place, ..Answer::failed(feed, problem) };
            if at_once { answer.elsewhere() } else { answer }
        }
        _ => no_feed(feed, parse::FeedError::Html.to_string(), now),
    }
}

/// What is no feed is at the configured address a failure like others; at another the page that named it is asked for the next.
fn no_feed(feed: &DueFeed, problem: String, now: Timestamp) -> Answer {
    let failed = Answer::failed(feed, problem);
    match feed.address.is_some() && may_be_page(feed, now) {
        true => Answer { place: place::not_there(feed, now), ..failed }.elsewhere(),
        false => failed,
    }
}

/// Whether a page in a feed's place may be what was configured: it never was a feed, or has not been one for [`PAGE_AFTER`]. Sites show
/// their home page for a while in the place of all that they have.
fn may_be_page(feed: &DueFeed, now: Timestamp) -> bool {
    let long_ago = |since: Timestamp| now.duration_since(since).unsigned_abs() >= PAGE_AFTER;
    feed.first_success.is_none() || feed.failing_since.is_some_and(long_ago)
}

/// A status with what it usually means for a feed.
fn named(status: u16) -> String {
    let meaning = match status {
        401 | 407 => " (it asks for a login)",
        403 => " (it refuses us)",
        404 => " (nothing is there)",
        410 => " (it is gone)",
        429 => " (too many requests)",
        500..=599 => " (trouble on its side)",
        _ => "",
    };
    format!("{status}{meaning}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn validators_go_back_as_they_came() {
        let check = |etag: Option<&[u8]>, modified: Option<&[u8]>, expected: &[(&str, &[u8])]| {
            let validators = Validators {
                etag: etag.map(<[u8]>::to_vec),
                last_modified: modified.map(<[u8]>::to_vec),
                of: None,
            };
            let sent = conditions(&validators);
            let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            assert_eq!(sent, expected);
        };
        check(None, None, &[]);
        check(Some(b"W/\"odd \xff"), None, &[("if-none-match", b"W/\"odd \xff")]);
        check(
            Some(b"bare"),
            Some(b"yesterday"),
            &[("if-none-match", b"bare"), ("if-modified-since", b"yesterday")],
        );
    }

    #[test]
    fn an_overloaded_host_is_left_alone() {
        let check = |status: u16, pause: Option<&'static str>, seconds: Option<u64>| {
            let header = |value| (header::RETRY_AFTER, HeaderValue::from_static(value));
            let response = Response {
                status,
                url: Url::parse("https://cdn.example/feed").unwrap(),
                redirects: Vec::new(),
                headers: pause.map(header).into_iter().collect(),
                body: Default::default(),
                truncated: false,
            };
            let expected = seconds.map(|seconds| HostPause {
                host: "cdn.example".to_owned(),
                length: Duration::from_secs(seconds),
            });
            assert_eq!(host_pause(&response, now()), expected, "{status} {pause:?}");
        };
        check(429, Some("120"), Some(120));
        check(429, None, Some(60));
        check(503, Some("120"), Some(120));
        check(503, None, None);
        check(500, Some("120"), None);
        check(429, Some("99999999"), Some(7 * 24 * 3600));
    }
}
