//! When a page was published and changed: what it states, what its markup and address say, and what stands near its headline.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use url::Url;

use super::block::Block;
use super::metadata::Statements;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::date::with_offset;
use crate::entities;
use crate::markup::attribute;

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

/// When the page was published.
pub(super) fn published(
    statements: &Statements<'_>,
    tree: &Tree<'_>,
    blocks: &[Block],
    url: Option<&Url>,
) -> Option<Written> {
    let stated =
        statements.article.as_ref().and_then(|article| article.published.as_deref()).and_then(plausible);
    let stated =
        stated.or_else(|| PUBLISHED.iter().find_map(|key| statements.meta(&[key]).and_then(plausible)));
    let stated = stated.or_else(|| by_markup(tree, statements.headline_at(), blocks));
    match (stated, url.and_then(in_address)) {
        // Pages that moved to a new system state when they did; their address still says when they were written.
        (Some(stated), Some(day)) if days_between(stated, day) <= 2 => Some(stated),
        (_, Some(day)) => plausible(&day.to_string()),
        (Some(stated), None) => Some(stated),
        (None, None) => near_headline(statements.headline_at(), blocks),
    }
}

/// When the page was last changed, as it states.
pub(super) fn modified(statements: &Statements<'_>) -> Option<Timestamp> {
    let stated =
        statements.article.as_ref().and_then(|article| article.modified.as_deref()).and_then(plausible);
    stated
        .or_else(|| MODIFIED.iter().find_map(|key| statements.meta(&[key]).and_then(plausible)))
        .map(|(at, _)| at)
}

fn plausible(text: &str) -> Option<Written> {
    with_offset(text).filter(|(at, offset)| YEARS.contains(&offset.to_datetime(*at).year()))
}

fn days_between((at, offset): Written, day: Date) -> i32 {
    offset.to_datetime(at).date().since(day).map_or(i32::MAX, |span| span.get_days().abs())
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

/// The date of an element that is marked as one: `itemprop`, `pubdate`, a telling class, or a `time` after the headline.
fn by_markup(tree: &Tree<'_>, headline: Option<Id>, blocks: &[Block]) -> Option<Written> {
    let mut best: Option<(u32, Written)> = None;
    let marked =
        tree.nodes.iter().enumerate().filter_map(|(id, node)| Some((id, node, rank(node.tag?, node.text)?)));
    for (id, node, rank) in marked.take(MARKED_MAX) {
        // Dates before the headline or far behind it are those of other articles.
        let far = headline.is_some_and(|headline| id + NEAR_NODES < headline || id > headline + NEAR_NODES);
        let rank = rank + if far { 10 } else { 0 };
        if best.as_ref().is_some_and(|(held, _)| *held <= rank) {
            continue;
        }
        let written = ["datetime", "content", "title"]
            .iter()
            .find_map(|name| plausible(&entities::resolve(attribute(node.text, name)?)));
        let inside = || {
            let first = blocks.get(blocks.partition_point(|block| block.at < id))?;
            find(&first.text).filter(|_| first.at < tree.end(id))
        };
        best = written.or_else(inside).map(|written| (rank, written)).or(best);
    }
    best.map(|(_, written)| written)
}

/// Of further elements that are marked as dates nothing is read.
const MARKED_MAX: usize = 500;

/// Nodes between a headline and its date.
const NEAR_NODES: usize = 300;

/// How surely an element is marked as the date of publication; less is surer.
fn rank(tag: Tag, inside: &str) -> Option<u32> {
    if inside.is_empty() {
        return (tag == Tag::Time).then_some(5);
    }
    let property = attribute(inside, "itemprop").unwrap_or_default();
    if property.eq_ignore_ascii_case("datePublished") || attribute(inside, "pubdate").is_some() {
        return Some(0);
    }
    let class = attribute(inside, "class").unwrap_or_default().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| class.contains(word));
    if says(&["modified", "updated", "comment"]) || property.eq_ignore_ascii_case("dateModified") {
        return (tag == Tag::Time).then_some(7);
    }
    if says(&[
        "published",
        "pubdate",
        "pub-date",
        "publish",
        "entry-date",
        "post-date",
        "article-date",
        "date-posted",
    ]) {
        return Some(1);
    }
    match tag {
        Tag::Time => Some(3),
        _ if says(&["dateline", "timestamp", "date", "posted"]) => Some(4),
        _ => None,
    }
}

/// The first date in a short paragraph around the headline.
fn near_headline(headline: Option<Id>, blocks: &[Block]) -> Option<Written> {
    let at = headline.and_then(|headline| blocks.iter().position(|block| block.at >= headline)).unwrap_or(0);
    let after = blocks.get(at..).unwrap_or_default().iter().take(40);
    let before = blocks.get(..at).unwrap_or_default().iter().rev().take(10);
    after.chain(before).filter(|block| block.length <= 150).find_map(|block| find(&block.text))
}

/// The first date within a text, with its year.
fn find(text: &str) -> Option<Written> {
    let is_year = |run: &str| run.len() == 4 || run.len() == 8;
    if !text.split(|c: char| !c.is_ascii_digit()).any(is_year) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().take(30).collect();
    let is_start = |word: &&str| word.chars().any(|c| c.is_ascii_digit()) || word.chars().count() >= 3;
    (0..words.len()).filter(|at| words.get(*at).is_some_and(is_start)).find_map(|from| {
        let longest = (words.len() - from).min(8);
        (1..=longest).rev().find_map(|length| {
            let window = words.get(from..from + length)?.join(" ");
            let window = window.trim_matches(|c: char| !c.is_alphanumeric());
            let has_year =
                window.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4) && window.len() >= 8;
            plausible(window).filter(|_| has_year)
        })
    })
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
        check("<h1>Head</h1><p>In 2025 the ferry sailed.</p>", None, None);
    }

    #[test]
    fn an_address_outweighs_what_a_new_system_states() {
        let meta = "<meta name=date content='2025-03-04T10:00:00Z'>";
        check(meta, Some("https://example.com/2025/03/03/story"), Some("2025-03-04T10:00:00"));
        check(meta, Some("https://example.com/2019/03/03/story"), Some("2019-03-03T00:00:00"));
    }

    #[test]
    fn marked_dates_near_the_headline_come_first() {
        let page = "<time datetime='2020-01-01'></time><h1>Head</h1><span itemprop=datePublished content='2025-03-04'></span>";
        check(page, None, Some("2025-03-04T00:00:00"));
    }
}
