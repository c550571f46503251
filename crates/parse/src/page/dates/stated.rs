//! Dates that a page states in its `meta` elements, whose names are many.

use super::{Sources, Written};

/// Where pages state their publication, best first: OpenGraph, then what content systems and their trackers write. Other names
/// that say publication come after these.
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
];

/// What stands in other names that say publication.
const SAYS_PUBLISHED: &[&str] = &[
    "publi",
    "pubdate",
    "pub_date",
    "pub-date",
    "pubtime",
    "posted",
    "post_date",
    "created",
    "creation",
    "issued",
    "release_date",
    "release-date",
    "releasedate",
];

/// What stands in names of the date of something else.
const SAYS_OTHER: &[&str] = &[
    "updat",
    "modif",
    "revis",
    "last",
    "expir",
    "event",
    "start",
    "end",
    "valid",
    "birth",
    "review",
    "crawl",
    "now",
    "current",
    "today",
    "coverage",
    "deadline",
    "embargo",
    "build",
    "server",
    "archiv",
    "access",
    "unpubli",
    "publisher",
    "close",
    "cache",
    "version",
    "found",
    "death",
    "render",
];

/// Where they state their last change, best first.
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

/// What stands in other names that say change.
const SAYS_MODIFIED: &[&str] = &["modif", "updat", "lastmod", "moddate", "revis"];

/// When the page's `meta` elements say that it was published.
pub(super) fn published(page: &Sources<'_>) -> Option<Written> {
    by_name(page, PUBLISHED).or_else(|| first(page, says_published))
}

/// All dates under names that say publication.
pub(super) fn all_published(page: &Sources<'_>) -> impl Iterator<Item = Written> {
    let metas = page.statements.metas().filter(|(name, _)| PUBLISHED.contains(name) || says_published(name));
    metas.filter_map(|(_, value)| page.plausible(value))
}

fn says_published(name: &str) -> bool {
    let says = |known: &[&str]| known.iter().any(|known| name.contains(known));
    // A clip on the page may be older.
    says(SAYS_PUBLISHED) && !says(SAYS_OTHER) && !name.starts_with("video:")
}

/// The first date under another name that says that it is one, of whatever that is.
pub(super) fn dated(page: &Sources<'_>) -> Option<Written> {
    let says = |name: &str, known: &[&str]| known.iter().any(|known| name.contains(known));
    first(page, |name| {
        says(name, &["date", "time"]) && !says(name, SAYS_OTHER) && !name.starts_with("video:")
    })
}

/// When they say that it was last changed.
pub(super) fn modified(page: &Sources<'_>) -> Option<Written> {
    let says_modified = |name: &str| SAYS_MODIFIED.iter().any(|known| name.contains(known));
    by_name(page, MODIFIED).or_else(|| first(page, says_modified))
}

fn by_name(page: &Sources<'_>, names: &[&str]) -> Option<Written> {
    names.iter().find_map(|name| page.statements.meta(&[name]).and_then(|value| page.plausible(value)))
}

fn first(page: &Sources<'_>, fits: impl Fn(&str) -> bool) -> Option<Written> {
    let is_id = |name: &str| [":id", "_id", "-id", ".id"].iter().any(|end| name.ends_with(end));
    let mut fitting = page.statements.metas().filter(|(name, _)| fits(name) && !is_id(name));
    fitting.find_map(|(_, value)| page.plausible(value))
}
