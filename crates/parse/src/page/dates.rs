//! When a page was published and changed: by what it states, by its markup, by its address, and by what stands near its headline.

mod marked;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use url::Url;

use super::block::Block;
use super::metadata::Statements;
use super::tree::{Id, Tree};
use crate::date::with_offset;

/// The web has no older pages, and a later year is a misreading.
const YEARS: std::ops::RangeInclusive<i16> = 1995..=2100;

/// An instant and the offset of the clock it was written by.
pub(super) type Written = (Timestamp, Offset);

/// Where pages state their publication, best first: OpenGraph, then what content systems and their trackers write.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_time",
    "published-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dc:date",
    "datecreated",
    "created",
    "date",
    "displaydate",
    "citation_publication_date",
    "citation_date",
    "timestamp",
    "mediator_published_time",
    "og:release_date",
    "video:release_date",
];

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "date_modified",
    "modified_time",
    "last-modified",
    "lastmod",
    "last_updated",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "revision_date",
    "utime",
    "updated_time",
];

/// When the page was published. Where only its change is stated, it was published then or before.
pub(super) fn published(
    statements: &Statements<'_>,
    tree: &Tree<'_>,
    blocks: &[Block],
    url: Option<&Url>,
) -> Option<Written> {
    let article = || statements.article.as_ref()?.published.as_deref().and_then(plausible);
    let meta = || PUBLISHED.iter().find_map(|key| statements.meta(&[key]).and_then(plausible));
    let page = || statements.page_published.as_deref().and_then(plausible);
    let headline = statements.headline_at();
    let stated = article().or_else(meta).or_else(page).or_else(|| marked::by_markup(tree, headline, blocks));
    let own =
        || statements.canonical.or_else(|| statements.meta(&["og:url"])).and_then(|own| Url::parse(own).ok());
    let day = url.and_then(in_address).or_else(|| own().as_ref().and_then(in_address));
    match (stated, day) {
        // Pages that moved to a new system state when they did; their address still says when they were written.
        (Some(stated), Some(day)) if days_between(stated, day) > 2 => plausible(&day.to_string()),
        (Some(stated), Some(day)) => Some(as_readers_have_it(stated, day)),
        (Some(stated), None) => {
            let shown = near_headline(headline, blocks).map(|(at, offset)| offset.to_datetime(at).date());
            // A later day is as often that of a change.
            let shown = shown.filter(|day| *day < stated.1.to_datetime(stated.0).date());
            Some(shown.map_or(stated, |day| as_readers_have_it(stated, day)))
        }
        (None, Some(day)) => plausible(&day.to_string()),
        (None, None) => {
            let near = near_headline(headline, blocks).or_else(|| marked::in_scripts(tree));
            near.or_else(|| modified_as_written(statements))
        }
    }
}

/// When the page was last changed, as it states.
pub(super) fn modified(statements: &Statements<'_>) -> Option<Timestamp> {
    modified_as_written(statements).map(|(at, _)| at)
}

fn modified_as_written(statements: &Statements<'_>) -> Option<Written> {
    let article = || statements.article.as_ref()?.modified.as_deref().and_then(plausible);
    article().or_else(|| MODIFIED.iter().find_map(|key| statements.meta(&[key]).and_then(plausible)))
}

fn plausible(text: &str) -> Option<Written> {
    with_offset(text).filter(|(at, offset)| YEARS.contains(&offset.to_datetime(*at).year()))
}

fn days_between((at, offset): Written, day: Date) -> i32 {
    offset.to_datetime(at).date().since(day).map_or(i32::MAX, |span| span.get_days().abs())
}

/// Offsets of the clocks that readers have, in hours.
const CLOCKS: std::ops::RangeInclusive<i8> = -10..=13;

/// What is stated by the clock of the machine, UTC, by that of readers for whom it was this `day`; as it is where they are in no
/// such place. The instant stays the same.
fn as_readers_have_it((at, offset): Written, day: Date) -> Written {
    let is_their_day = |offset: &Offset| offset.to_datetime(at).date() == day;
    if offset != Offset::UTC || is_their_day(&offset) {
        return (at, offset);
    }
    let theirs = CLOCKS.filter_map(|hours| Offset::from_hours(hours).ok()).filter(is_their_day);
    (at, theirs.min_by_key(|offset| offset.seconds().abs()).unwrap_or(offset))
}

/// The day in an address: `/2025/03/04/`, `/2025-03-04-…`, `/20250304/`.
fn in_address(url: &Url) -> Option<Date> {
    let path = url.path();
    let mut numbers: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    for run in path.split(|c: char| !c.is_ascii_digit()) {
        if !run.is_empty() {
            numbers.push((run, at));
        }
        at += run.len() + 1;
    }
    let day = |year: &str, month: &str, day: &str| {
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some(date).filter(|date| YEARS.contains(&date.year()))
    };
    let split = |run: &str| day(run.get(..4)?, run.get(4..6)?, run.get(6..)?);
    let whole = numbers.iter().filter(|(run, _)| run.len() == 8).find_map(|(run, _)| split(run));
    let parts = numbers.windows(3).find_map(|window| match window {
        // Only one character stands between the parts.
        [(year, a), (month, b), (date, c)] if year.len() == 4 && *b == a + 5 && *c == b + month.len() + 1 => {
            day(year, month, date)
        }
        _ => None,
    });
    parts.or(whole)
}

/// A longer paragraph tells of other days than its own, in characters.
const DATELINE_MAX: usize = 150;

/// The first date in a short paragraph around the headline.
fn near_headline(headline: Option<Id>, blocks: &[Block]) -> Option<Written> {
    let at = headline.map_or(0, |headline| blocks.partition_point(|block| block.at < headline));
    let after = blocks.get(at..).unwrap_or_default().iter().take(40);
    let before = blocks.get(..at).unwrap_or_default().iter().rev().take(10);
    after.chain(before).filter(|block| block.length <= DATELINE_MAX).find_map(|block| find(&block.text))
}

/// Words of a text that are looked at, and how many of them a date has at most: `Tuesday, 4 March 2025 at 9:30 pm EST`.
const WORDS_MAX: usize = 30;
const DATE_WORDS_MAX: usize = 8;

/// The first date within a text, with its year.
fn find(text: &str) -> Option<Written> {
    // Years of four digits, or of two in the German way, `04.03.25`.
    let has_year = |text: &str| {
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        runs.any(|run| matches!(run.len(), 4 | 8)) || text.split(char::is_whitespace).any(is_short_date)
    };
    if !has_year(text) {
        return None;
    }
    let apart =
        |c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·' | '(' | ')' | '[' | ']' | '<' | '>' | '"');
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(apart).filter(|word| !word.is_empty()).take(WORDS_MAX) {
        // `Posted:2025-03-04`.
        match word.split_once(':').filter(|(label, _)| label.chars().all(char::is_alphabetic)) {
            Some((label, date)) => words.extend([label, date]),
            None => words.push(word),
        }
    }
    (0..words.len()).find_map(|from| {
        let longest = (words.len() - from).min(DATE_WORDS_MAX);
        (1..=longest).rev().find_map(|length| {
            let window = words.get(from..from + length)?.join(" ");
            let window = window.trim_matches(|c: char| !c.is_alphanumeric());
            plausible(window).filter(|_| window.len() >= 8 && has_year(window))
        })
    })
}

/// `4.3.25`, `04.03.25`.
fn is_short_date(word: &str) -> bool {
    let mut parts = word.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
    let is_part = |part: Option<&str>| {
        part.is_some_and(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    is_part(parts.next()) && is_part(parts.next()) && is_part(parts.next()) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::super::hints::hints;
    use super::*;

    fn check(page: &str, url: Option<&str>, want: Option<&str>) {
        let tree = Tree::of(page);
        let blocks = super::super::block::blocks(&tree, &hints(&tree));
        let statements = Statements::of(&tree, &blocks);
        let url = url.map(|url| Url::parse(url).unwrap());
        let got = published(&statements, &tree, &blocks, url.as_ref());
        assert_eq!(got.map(|(at, offset)| offset.to_datetime(at).to_string()).as_deref(), want, "of {page}");
    }

    #[test]
    fn reads_statements_markup_address_and_text() {
        let meta = "<meta property='article:published_time' content='2025-03-04T22:30:00-05:00'>";
        check(meta, None, Some("2025-03-04T22:30:00"));
        check("<time datetime='2025-03-04'>4 March</time>", None, Some("2025-03-04T00:00:00"));
        check("<h1>Head</h1><p>Posted on March 4, 2025 by Ann</p>", None, Some("2025-03-04T00:00:00"));
        check(
            "<h1>Kopf</h1><div class=meta>Ann Autor | 4. März 2025, 09:30 Uhr</div>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check("<p>x</p>", Some("https://example.com/2025/03/04/story"), Some("2025-03-04T00:00:00"));
        check("<p>x</p>", Some("https://example.com/20250304-story"), Some("2025-03-04T00:00:00"));
        check("<p>x</p>", Some("https://example.com/story-2025/1"), None);
        check("<h1>Kopf</h1><div>Erstellt:04.03.25 | Ann Autor</div>", None, Some("2025-03-04T00:00:00"));
        check(
            "<link rel=canonical href='https://example.com/2025/03/04/story'>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check(
            "<script>var page = {\"publishedAt\": \"2025-03-04T09:30:00Z\"}</script><p>x</p>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check(
            "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2025-03-04T09:30:00Z\", \
             \"dateModified\": \"2026-01-01\"}</script><meta property='og:updated_time' content='2026-01-01'><p>x</p>",
            None,
            Some("2025-03-04T09:30:00"),
        );
        check(
            "<meta property='og:updated_time' content='2025-03-04'><p>x</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
        check("<h1>Head</h1><p>In 2025 the ferry sailed.</p>", None, None);
    }

    #[test]
    fn an_address_outweighs_what_a_new_system_states() {
        let meta = "<meta name=date content='2025-03-04T10:00:00Z'>";
        check(meta, Some("https://example.com/2025/03/03/story"), Some("2025-03-04T10:00:00"));
        check(meta, Some("https://example.com/2019/03/03/story"), Some("2019-03-03T00:00:00"));
    }

    #[test]
    fn a_page_that_states_utc_is_of_the_day_that_its_readers_have() {
        let meta = |at: &str| format!("<meta property='article:published_time' content='{at}'><h1>Head</h1>");
        let night = meta("2025-03-05T03:30:00Z");
        let address = Some("https://example.com/2025/03/04/story");
        check(&night, address, Some("2025-03-04T23:30:00"));
        check(&format!("{night}<p>March 4, 2025 at 10:30 pm</p>"), None, Some("2025-03-04T23:30:00"));
        let evening = meta("2025-03-04T20:00:00Z");
        check(&evening, Some("https://example.com/2025/03/05/story"), Some("2025-03-05T00:00:00"));
        check(&format!("{evening}<p>Updated 5 March 2025</p>"), None, Some("2025-03-04T20:00:00"));
        // Where it was that day for nobody, or by the clock that it states, it stays.
        check(&meta("2025-03-05T15:30:00Z"), address, Some("2025-03-05T15:30:00"));
        check(&meta("2025-03-05T03:30:00+02:00"), address, Some("2025-03-05T03:30:00"));
        check(&format!("{night}<p>March 9, 2025</p>"), None, Some("2025-03-05T03:30:00"));
    }

    #[test]
    fn marked_dates_near_the_headline_come_first() {
        let page = "<time datetime='2020-01-01'></time><h1>Head</h1><span itemprop=datePublished content='2025-03-04'></span>";
        check(page, None, Some("2025-03-04T00:00:00"));
        let today =
            "<time datetime='2030-01-01'>Today</time><h1>Head</h1><time datetime='2025-03-04'></time>";
        check(today, None, Some("2025-03-04T00:00:00"));
        check(
            "<h1>Head</h1><p class='last-update'>2026-01-01</p><p id=post_datum>4.3.2025</p>",
            None,
            Some("2025-03-04T00:00:00"),
        );
    }
}
