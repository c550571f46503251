//! What an entry says of its article: address, text, and whether a page has to be fetched.

use std::time::Duration;

use jiff::Timestamp;
use model::{Entry, Feed};
use store::NewEntry;
use url::Url;

use crate::text::bounded;

/// A feed's text of at least so many characters, not cut off at its end, is taken for the whole article. Teasers end
/// far below; a page fetched in vain costs a request, a teaser taken for the article costs mentions.
const WHOLE_TEXT: usize = 1_500;

/// A feed's title is taken for its outlet's name up to so many bytes; a longer one is a description.
const MAX_NAME: usize = 80;

/// What teasers end with where they are cut off.
const CUT_OFF: &[&str] =
    &["…", "...", "[…]", "[...]", "…]", "...]", "»", "more", "suite", "mehr", "más", "altro"];

/// A date may lie so far in the future, by a clock that is wrong or a zone that is missing; what is later is no date.
const CLOCKS_DIFFER: Duration = Duration::from_secs(24 * 3600);

/// So many entries with one date between them, that of the poll itself, were dated by the program that wrote the feed.
const SAME_DATES: usize = 3;

/// Dates are one where they are no further apart than this: they were written one after the other.
const AT_ONCE: Duration = Duration::from_secs(2);

/// Dates are that of the poll where they are no further from it than this, which a cache may have held them for.
const POLL_TIME: Duration = Duration::from_secs(15 * 60);

/// Dates of a first document are those of its making, some time ago, where all of so many, at least, lie within this of each other: hardly
/// a site has that much news in a minute and none after it, and programs write dates that step by seconds to keep an order.
const MADE_AT_ONCE: (usize, Duration) = (10, Duration::from_secs(120));

/// Of fewer, but at least so many, where all bear one and the same second. That of a quarter of an hour is of no program's making: days that
/// are given without a time begin then, in their zones, and embargoes end.
const MADE_IN_A_SECOND: usize = 3;

/// A quarter of an hour in seconds.
const QUARTER: i64 = 900;

/// Takes the dates from the entries of a document whose every date is that of the poll, or of the document's making where it is the
/// feed's `first`: they tell nothing of the entries. Dates in the future become the present one, but only then: where a clock is behind,
/// all of them would look like the poll's.
pub(crate) fn settle_dates(entries: &mut [NewEntry], first: bool, now: Timestamp) {
    let is_made_up = are_of_the_poll(entries, now) || first && were_made_at_once(entries, now);
    for entry in entries {
        for date in [&mut entry.published, &mut entry.updated] {
            *date = date.filter(|_| !is_made_up).map(|date| date.min(now));
        }
    }
}

fn were_made_at_once(entries: &[NewEntry], now: Timestamp) -> bool {
    let dates = || entries.iter().filter_map(|entry| entry.published);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return false };
    let apart = last.duration_since(first).unsigned_abs();
    let (many, span) = MADE_AT_ONCE;
    let is_some_time_ago = now.duration_since(last).unsigned_abs() > POLL_TIME;
    let is_one_second = first.as_second() == last.as_second() && first.as_second() % QUARTER != 0;
    let count = dates().count();
    is_some_time_ago && (count >= many && apart <= span || count >= MADE_IN_A_SECOND && is_one_second)
}

fn are_of_the_poll(entries: &[NewEntry], now: Timestamp) -> bool {
    let dates = || entries.iter().filter_map(|entry| entry.published);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return false };
    let apart = |a: Timestamp, b: Timestamp| b.duration_since(a).unsigned_abs();
    dates().count() >= SAME_DATES && apart(first, last) <= AT_ONCE && apart(last, now) <= POLL_TIME
}

/// An entry as the store takes it in, once its dates are settled with those of the others ([`settle_dates`]). No page is
/// fetched for what was published before `too_old`, since nobody is told of it.
pub(crate) fn new_entry(entry: &Entry, feed: &Feed, too_old: Timestamp, now: Timestamp) -> NewEntry {
    let link = entry
        .link
        .as_deref()
        .and_then(|link| Url::parse(link).ok())
        .map(|link| parse::unwrapped(&link))
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = link.as_ref().map(parse::canonical);
    let content = entry.content.as_deref().map(parse::plain_text).unwrap_or_default();
    let summary = entry.summary.as_deref().map(parse::plain_text).unwrap_or_default();
    let text = if content.len() >= summary.len() { content } else { summary };
    let plausible = |date: &Timestamp| *date <= now + CLOCKS_DIFFER;
    let published = entry.published.or(entry.updated).filter(plausible);
    let needs_page = !is_whole(&text) && published.is_none_or(|published| published >= too_old);
    // The canonical address says what it is, and need not be one at which it is served. What wraps the link need not be asked, nor
    // have its manners and its robots.txt decide whether the page is read.
    let host = link.as_ref().and_then(Url::host_str).filter(|_| needs_page);
    NewEntry {
        guid: entry.guid.clone(),
        host: host.unwrap_or_default().to_owned(),
        link: link.filter(|link| needs_page && url.as_ref() != Some(link)).map(String::from),
        url: url.map(String::from),
        title: parse::plain_text(&entry.title).replace('\n', " "),
        text: bounded(text),
        source: feed
            .title
            .as_deref()
            .map(parse::plain_text)
            .filter(|name| (1..=MAX_NAME).contains(&name.len())),
        author: entry.author.clone(),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        published,
        updated: entry.updated.filter(plausible),
        categories: entry.categories.clone(),
    }
}

fn is_whole(text: &str) -> bool {
    let end = text.trim_end().to_lowercase();
    text.chars().count() >= WHOLE_TEXT && !CUT_OFF.iter().any(|cut| end.ends_with(cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    fn entry(content: &str, published: Option<Timestamp>) -> NewEntry {
        let entry = Entry {
            guid: "1".to_owned(),
            link: Some("https://example.com/a?utm_source=rss#top".to_owned()),
            title: "A &amp; B".to_owned(),
            summary: Some("<p>Short.</p>".to_owned()),
            content: Some(content.to_owned()),
            published,
            updated: Some(now() + DAY * 999),
            categories: vec!["Harbour".to_owned()],
            ..Entry::default()
        };
        new_entry(&entry, &Feed::default(), now() - DAY, now())
    }

    #[test]
    fn a_long_text_needs_no_page_and_a_teaser_does() {
        let sentence = "<p>The council met on Monday and spoke of the harbour.</p>";
        for (content, host) in [
            (sentence.to_owned(), "example.com"),
            (sentence.repeat(40), ""),
            (sentence.repeat(40) + "<p>And so […]</p>", "example.com"),
            (sentence.repeat(40) + "<a>Read more</a>", "example.com"),
        ] {
            assert_eq!(entry(&content, None).host, host, "{}", content.len());
        }
    }

    #[test]
    fn what_is_too_old_to_be_told_needs_no_page() {
        for (published, host) in
            [(None, "example.com"), (Some(now() - DAY), "example.com"), (Some(now() - DAY * 2), "")]
        {
            let entry = entry("", published);
            assert_eq!(entry.host, host, "{published:?}");
            assert_eq!(entry.url.as_deref(), Some("https://example.com/a"));
        }
    }

    #[test]
    fn addresses_are_canonical_and_dates_plausible() {
        let mut entries = [entry("", Some(now() + DAY / 2)), entry("", Some(now() + DAY * 2))];
        settle_dates(&mut entries, false, now());
        assert_eq!(entries[0].url.as_deref(), Some("https://example.com/a"));
        assert_eq!(entries[0].text, "Short.");
        assert_eq!(entries[0].categories, ["Harbour"]);
        assert_eq!(entries[0].published, Some(now()));
        assert_eq!(entries[0].updated, None);
        assert_eq!(entries[1].published, None);
    }

    #[test]
    fn dates_that_are_those_of_the_poll_are_none() {
        let now = now();
        let check = |seconds_ago: &[u64], believed: bool| {
            let at = |ago: &u64| NewEntry {
                published: Some(now - Duration::from_secs(*ago)),
                ..NewEntry::default()
            };
            let mut entries: Vec<NewEntry> = seconds_ago.iter().map(at).collect();
            settle_dates(&mut entries, false, now);
            assert!(entries.iter().all(|entry| entry.published.is_some() == believed), "{seconds_ago:?}");
        };
        check(&[0, 0, 0], false);
        check(&[60, 59, 60, 61], false);
        check(&[0, 0], true);
        check(&[0, 10, 20], true);
        check(&[3600, 3600, 3600], true);
        settle_dates(&mut [], true, now);
    }

    #[test]
    fn dates_of_a_first_document_that_was_made_at_once_are_none() {
        let check = |minutes_ago: u64, step: u64, count: u64, first: bool, believed: bool| {
            let at = |nth: u64| NewEntry {
                published: Some(now() - Duration::from_secs(minutes_ago * 60 + nth * step)),
                ..NewEntry::default()
            };
            let mut entries: Vec<NewEntry> = (0..count).map(at).collect();
            settle_dates(&mut entries, first, now());
            let are_dated = entries.iter().all(|entry| entry.published.is_some());
            assert_eq!(are_dated, believed, "{minutes_ago} {step} {count} {first}");
        };
        check(40, 0, 12, true, false);
        check(40, 3, 12, true, false);
        check(40, 0, 12, false, true);
        check(40, 0, 9, true, false);
        check(40, 0, 3, true, false);
        check(40, 0, 9, false, true);
        check(40, 0, 2, true, true);
        check(40, 1, 9, true, true);
        check(60, 0, 9, true, true);
        check(75, 0, 9, true, true);
        check(90, 0, 9, true, true);
        check(5, 10, 12, true, true);
        check(40, 60, 12, true, true);
    }

    #[test]
    fn dates_ahead_of_a_clock_that_is_behind_are_news_and_not_those_of_the_poll() {
        let ahead = |minutes: u32| NewEntry {
            published: Some(now() + Duration::from_secs(60) * minutes),
            ..NewEntry::default()
        };
        let mut entries = [ahead(70), ahead(90), ahead(109)];
        settle_dates(&mut entries, false, now());
        assert!(entries.iter().all(|entry| entry.published == Some(now())));
    }

    #[test]
    fn a_wrapped_link_is_fetched_where_it_leads() {
        let link = "https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Futm_source%3Dx&ct=ga";
        let entry = Entry { guid: "1".to_owned(), link: Some(link.to_owned()), ..Entry::default() };
        let new = new_entry(&entry, &Feed::default(), Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        assert_eq!(new.host, "news.example");
        assert_eq!(new.link.as_deref(), Some("https://news.example/a?utm_source=x"));
        assert_eq!(new.url.as_deref(), Some("https://news.example/a"));
    }

    #[test]
    fn an_entry_without_an_address_needs_no_page() {
        let entry = Entry { guid: "1".to_owned(), title: "A".to_owned(), ..Entry::default() };
        let new = new_entry(&entry, &Feed::default(), Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        assert!(new.host.is_empty() && new.url.is_none());
    }
}
