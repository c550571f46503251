//! Where a feed is to be found: at its configured address, until the server has long enough said that it moved for good.

use std::time::Duration;

use jiff::Timestamp;
use store::{DueFeed, FeedPlace, Moved};
use url::Url;

/// A permanent redirect is believed once so many polls in a row have met it, and the first of them so long ago: hijacked
/// routers, log-in pages of trains and slips of the hand redirect for good, too, but not for a day.
const SEEN: u32 = 3;
const SEEN_FOR: Duration = Duration::from_secs(24 * 3600);

/// So many failures in a row at the address that a feed moved to, and the configured one is asked again.
const LOST: u32 = 3;

/// So many of the feeds that a page names are tried one right after the other.
const TRIED_AT_ONCE: usize = 3;

/// So long after the last of the usual addresses was tried in vain they are tried again.
const GUESSED_AGAIN: Duration = Duration::from_secs(24 * 3600);

/// Where the feed is after an answer; `moved` is the address to which it redirected for good, if it did.
pub(crate) fn found(feed: &DueFeed, moved: Option<&Url>, now: Timestamp) -> FeedPlace {
    let here = FeedPlace { host: feed.host.clone(), address: feed.address.clone(), moved: None };
    let Some(to) = moved else { return here };
    let met_before = feed.moved.as_ref().filter(|known| known.to == to.as_str());
    let (since, seen) = met_before.map_or((now, 1), |known| (known.since, known.seen.saturating_add(1)));
    if seen < SEEN || now < since + SEEN_FOR {
        return FeedPlace { moved: Some(Moved { to: to.to_string(), since, seen }), ..here };
    }
    FeedPlace {
        host: to.host_str().unwrap_or_default().to_owned(),
        address: (to.as_str() != feed.url).then(|| to.to_string()),
        moved: None,
    }
}

/// The place of a feed that a page at the configured address names.
pub(crate) fn discovered(found: &Url) -> FeedPlace {
    let host = found.host_str().unwrap_or_default().to_owned();
    FeedPlace { host, address: Some(found.to_string()), moved: None }
}

/// The place of a feed that nobody named and that may be there. That it is tried is kept from the beginning.
pub(crate) fn guessed(guess: &Url, now: Timestamp) -> FeedPlace {
    let moved = Moved { to: guess.to_string(), since: now, seen: 0 };
    FeedPlace { moved: Some(moved), ..discovered(guess) }
}

/// Whether the feed is looked for where nobody said that it is.
pub(crate) fn is_guess(feed: &DueFeed) -> bool {
    let tried = feed.moved.as_ref().filter(|moved| moved.seen == 0);
    tried.is_some_and(|tried| feed.address.as_deref() == Some(&*tried.to))
}

/// Where the feed is after a failure.
pub(crate) fn failed(feed: &DueFeed) -> FeedPlace {
    match feed.address {
        Some(_) if feed.failures + 1 >= LOST && is_guess(feed) => {
            FeedPlace { moved: feed.moved.clone(), ..configured(feed) }
        }
        Some(_) if feed.failures + 1 >= LOST => configured(feed),
        _ => FeedPlace { host: feed.host.clone(), address: feed.address.clone(), moved: feed.moved.clone() },
    }
}

/// Where the feed is after what shows that there is none at its address: on the page that named it there may be another. Which one was
/// tried is kept, as a move that was never seen.
pub(crate) fn not_there(feed: &DueFeed, now: Timestamp) -> FeedPlace {
    let tried = feed.address.as_ref().map(|to| Moved { to: to.clone(), since: now, seen: 0 });
    FeedPlace { moved: tried.or_else(|| feed.moved.clone()), ..configured(feed) }
}

/// The one to try of the feeds that a page names, and whether at once: the first, or after one that was tried in vain the next. What
/// begins anew, since all were tried or the page names others each time, is not tried at once.
pub(crate) fn next_named<'a>(feed: &DueFeed, named: &'a [Url]) -> Option<(&'a Url, bool)> {
    let tried = feed.moved.as_ref().filter(|moved| moved.seen == 0);
    let at = tried.and_then(|tried| named.iter().position(|url| url.as_str() == tried.to));
    match at.and_then(|at| Some((at + 1, named.get(at + 1)?))) {
        Some((place, next)) => Some((next, place < TRIED_AT_ONCE)),
        None => Some((named.first()?, tried.is_none())),
    }
}

/// The next of the addresses at which a site may have its feed that names none, and whether it is tried at once. Each is tried once, and
/// again after a while: a site that was ill had no feed anywhere.
pub(crate) fn next_guess(feed: &DueFeed, now: Timestamp) -> Option<(Url, bool)> {
    let usual = parse::usual_feeds(&Url::parse(&feed.url).ok()?);
    let tried = feed.moved.as_ref().filter(|moved| moved.seen == 0);
    let at = tried.and_then(|tried| usual.iter().position(|url| url.as_str() == tried.to));
    let next = at.map_or(0, |at| at + 1);
    match (usual.get(next), tried) {
        (Some(guess), _) => Some((guess.clone(), next < TRIED_AT_ONCE)),
        (None, Some(tried)) if now >= tried.since + GUESSED_AGAIN => Some((usual.first()?.clone(), false)),
        (None, _) => None,
    }
}

/// The configured place, whatever was believed of another.
pub(crate) fn configured(feed: &DueFeed) -> FeedPlace {
    let url = Url::parse(&feed.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
    FeedPlace { host, address: None, moved: None }
}

/// Whether a 410 is to be believed of the configured address, and where the feed is after it: at once where that gave it, and where
/// permanent redirects led to it once they are believed. A stop is for good, as a move is.
pub(crate) fn gone(feed: &DueFeed, redirects: &[(u16, Url)], now: Timestamp) -> Result<FeedPlace, FeedPlace> {
    if redirects.is_empty() {
        return Ok(failed(feed));
    }
    if !is_permanent_chain(redirects) {
        return Err(failed(feed));
    }
    let place = found(feed, moved(redirects), now);
    if place.address == feed.address { Err(place) } else { Ok(configured(feed)) }
}

/// The end of the permanent redirects at the beginning of a chain, which alone speak of the address that was asked.
pub(crate) fn moved(redirects: &[(u16, Url)]) -> Option<&Url> {
    redirects.iter().take_while(|(status, _)| is_permanent(*status)).last().map(|(_, to)| to)
}

/// Whether every redirect of a chain was a permanent one.
fn is_permanent_chain(redirects: &[(u16, Url)]) -> bool {
    redirects.iter().all(|(status, _)| is_permanent(*status))
}

fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const OLD: &str = "https://old.example/feed";
    const NEW: &str = "https://new.example/feed";

    fn feed() -> DueFeed {
        DueFeed { url: OLD.to_owned(), host: "old.example".to_owned(), ..crate::poll::tests::feed() }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_move_is_believed_after_repeated_sightings_over_a_day() {
        let mut feed = feed();
        let mut see = |to: &str, hours: u32| {
            let place = found(&feed, Some(&url(to)), Timestamp::UNIX_EPOCH + HOUR * hours);
            (feed.moved, feed.address) = (place.moved.clone(), place.address.clone());
            place
        };
        for hours in [0, 1, 2, 23] {
            assert_eq!(see(NEW, hours).address, None, "{hours}");
        }
        let place = see(NEW, 24);
        assert_eq!((place.address.as_deref(), place.host.as_str()), (Some(NEW), "new.example"));
        // Another target, or none, begins anew.
        feed.address = None;
        let mut see = |to: Option<&str>, hours: u32| {
            let place = found(&feed, to.map(url).as_ref(), Timestamp::UNIX_EPOCH + HOUR * hours);
            feed.moved = place.moved.clone();
            place
        };
        see(Some(NEW), 0);
        see(Some(NEW), 10);
        see(None, 20);
        assert_eq!(see(Some(NEW), 30).moved.map(|moved| moved.seen), Some(1));
        see(Some("https://third.example/feed"), 40);
        assert_eq!(see(Some(NEW), 70).moved.map(|moved| moved.seen), Some(1));
    }

    #[test]
    fn two_sightings_are_too_few_however_far_apart() {
        let moved = Moved { to: NEW.to_owned(), since: Timestamp::UNIX_EPOCH, seen: 1 };
        let feed = DueFeed { moved: Some(moved), ..feed() };
        assert_eq!(found(&feed, Some(&url(NEW)), Timestamp::UNIX_EPOCH + HOUR * 900).address, None);
    }

    #[test]
    fn redirects_to_what_is_gone_are_believed_as_late_as_a_move() {
        let mut feed = feed();
        let redirects = [(301, url(NEW))];
        let mut see = |hours: u32| {
            let seen = gone(&feed, &redirects, Timestamp::UNIX_EPOCH + HOUR * hours);
            feed.moved = seen.as_ref().unwrap_or_else(|place| place).moved.clone();
            seen.is_ok()
        };
        assert_eq!([0, 1, 2, 23, 24].map(&mut see), [false, false, false, false, true]);
        assert!(gone(&feed, &[], Timestamp::UNIX_EPOCH).is_ok());
        assert!(gone(&feed, &[(302, url(NEW))], Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn a_feed_that_is_lost_is_looked_for_where_it_was_configured() {
        let moved = |failures| DueFeed { address: Some(NEW.to_owned()), failures, ..feed() };
        assert_eq!(failed(&moved(0)).address.as_deref(), Some(NEW));
        let place = failed(&moved(2));
        assert_eq!((place.address, place.host.as_str()), (None, "old.example"));
    }

    #[test]
    fn the_feeds_that_a_page_names_are_tried_in_turn() {
        let named = [
            "https://old.example/a",
            "https://old.example/b",
            "https://old.example/c",
            "https://old.example/d",
        ]
        .map(url);
        let mut feed = feed();
        let mut tried = Vec::new();
        for _ in 0..6 {
            let (found, at_once) = next_named(&feed, &named).unwrap();
            tried.push((found.path(), at_once));
            feed.address = discovered(found).address;
            let place = not_there(&feed, Timestamp::UNIX_EPOCH);
            (feed.address, feed.moved) = (place.address, place.moved);
            assert_eq!(feed.address, None);
        }
        let expected = [("/a", true), ("/b", true), ("/c", true), ("/d", false), ("/a", false), ("/b", true)];
        assert_eq!(tried, expected);
        // A page that names another each time is no reason for haste.
        assert_eq!(next_named(&feed, &[url(NEW)]), Some((&url(NEW), false)));
        assert_eq!(next_named(&feed, &[]), None);
    }

    #[test]
    fn where_feeds_usually_are_is_tried_once() {
        let now = Timestamp::UNIX_EPOCH;
        let mut feed = DueFeed { url: "https://e.example/".to_owned(), ..feed() };
        let mut tried = Vec::new();
        while let Some((guess, at_once)) = next_guess(&feed, now) {
            tried.push((guess.path().to_owned(), at_once));
            let place = guessed(&guess, now);
            (feed.moved, feed.address) = (place.moved, place.address);
            assert!(is_guess(&feed));
            // One that fails for now is tried for a while.
            let place = if tried.len() == 2 {
                failed(&DueFeed { failures: LOST, ..feed.clone() })
            } else {
                not_there(&feed, now)
            };
            (feed.moved, feed.address) = (place.moved, place.address);
            assert!(!is_guess(&feed));
        }
        let paths: Vec<&str> = tried.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml"]);
        assert_eq!(tried.iter().filter(|(_, at_once)| *at_once).count(), TRIED_AT_ONCE);
        let again =
            next_guess(&feed, now + HOUR * 24).map(|(guess, at_once)| (guess.path().to_owned(), at_once));
        assert_eq!(again, Some(("/feed".to_owned(), false)));
        assert_eq!(next_guess(&DueFeed { url: OLD.to_owned(), ..feed }, now), None);
    }

    #[test]
    fn only_the_permanent_beginning_of_a_chain_counts() {
        let chain = [(301, url("https://a.example/")), (308, url(NEW)), (302, url("https://b.example/"))];
        assert_eq!(moved(&chain).map(Url::as_str), Some(NEW));
        assert_eq!(moved(&chain[2..]), None);
        assert!(is_permanent_chain(&chain[..2]) && is_permanent_chain(&[]) && !is_permanent_chain(&chain));
    }
}
