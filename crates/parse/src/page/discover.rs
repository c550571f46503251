//! The feeds that a page names.

use url::Url;

use super::bounded;
use super::select::base_of;
use super::tag::Tag;
use super::tree::Tree;
use crate::entities;
use crate::markup::attribute;

/// Feeds taken from one page.
const FEEDS_MAX: usize = 50;

/// Media types of feeds.
const MEDIA_TYPES: [&str; 7] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x-rss+xml",
    "text/rss+xml",
    "application/json",
];

/// What files, folders and values of queries are called that are feeds: *rss.php*, *feeds/posts/default*, *?feed=rss2*.
const NAMES: [&str; 5] = ["feed", "feeds", "rss", "rss2", "atom"];

/// The keys of queries that ask for a feed.
const QUERY_KEYS: [&str; 4] = ["feed", "format", "output", "type"];

/// The feeds that a page names, best first: those that it links to as such (`rel=alternate`), those for comments last, and
/// where there are none, links whose address looks like a feed's. Empty where the page names none or is no page.
///
/// `content_type` is the server's `Content-Type`, `base` the address that the page came from.
#[must_use]
pub fn discover(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Vec<Url> {
    let Ok(text) = bounded(bytes, content_type) else { return Vec::new() };
    let tree = Tree::of(&text);
    let base = base_of(&tree, base);
    let resolve = |href: &str| {
        let href = entities::resolve(href.trim());
        // `feed:` is a scheme that some readers register.
        let href = match href.strip_prefix("feed:") {
            Some(rest) if rest.starts_with("//") => format!("https:{rest}"),
            Some(rest) => rest.to_owned(),
            None => href.into_owned(),
        };
        let url = match &base {
            Some(base) => base.join(&href).ok()?,
            None => Url::parse(&href).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    let of = |tag: Tag| tree.nodes.iter().filter(move |node| node.tag == Some(tag)).map(|node| node.text);
    let named = of(Tag::Link)
        .filter(|inside| is_feed_link(inside))
        .filter_map(|inside| resolve(attribute(inside, "href")?));
    let mut found = distinct(named);
    if found.is_empty() {
        found = distinct(
            of(Tag::A).filter_map(|inside| resolve(attribute(inside, "href")?)).filter(looks_like_feed),
        );
    }
    found.sort_by_key(|url| url.path().contains("comments"));
    found
}

fn distinct(urls: impl Iterator<Item = Url>) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for url in urls {
        if found.len() < FEEDS_MAX && !found.contains(&url) {
            found.push(url);
        }
    }
    found
}

fn is_feed_link(inside: &str) -> bool {
    let relations = attribute(inside, "rel").unwrap_or_default();
    let is = |wanted: &str| {
        relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(wanted))
    };
    let media = attribute(inside, "type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_feed = MEDIA_TYPES.iter().any(|known| media.eq_ignore_ascii_case(known));
    // WordPress names its API as an alternate, too, in plain JSON.
    let is_api =
        attribute(inside, "href").is_some_and(|href| href.contains("/wp-json/") || href.contains("oembed"));
    (is("feed") || (is("alternate") && is_feed)) && !is_api
}

fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let (folders, last) = path.rsplit_once('/').unwrap_or(("", &path));
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let is_named = |name: &str| NAMES.contains(&name);
    let is_script = matches!(ending, "" | "xml" | "json" | "php" | "asp" | "aspx" | "ashx" | "cfm");
    let by_folder = || folders.split('/').any(is_named) && (ending == "xml" || last == "default");
    let by_query = || {
        url.query_pairs().any(|(key, value)| {
            QUERY_KEYS.contains(&&*key) && (is_named(&value) || key == "feed" && !value.is_empty())
        })
    };
    is_named(stem) && is_script
        || last == "index.xml"
        || matches!(ending, "rss" | "atom" | "rdf")
        || by_folder()
        || by_query()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, want: &[&str]) {
        let base = Url::parse("https://e.example/news/").unwrap();
        let found: Vec<String> =
            discover(page.as_bytes(), None, Some(&base)).into_iter().map(String::from).collect();
        assert_eq!(found, want, "of {page}");
    }

    #[test]
    fn finds_feeds_by_relation_then_by_address() {
        check(
            "<head><link rel=alternate type='application/rss+xml' href='/comments/feed/'>\
             <link rel='alternate' type='application/atom+xml' href='atom.xml'><link rel=alternate hreflang=fr href=/fr>",
            &["https://e.example/news/atom.xml", "https://e.example/comments/feed/"],
        );
        check(
            "<base href='https://cdn.example/'><link rel='feed' href='f?a=1&amp;b=2'>",
            &["https://cdn.example/f?a=1&b=2"],
        );
        check(
            "<a href='/rss/'>RSS</a> <a href='feed://e.example/x.atom'>Atom</a> <a href=/rssless>no</a>",
            &["https://e.example/rss/", "https://e.example/x.atom"],
        );
        check(
            "<a href='/?feed=rss2'>a</a><a href=/feeds/posts/default>b</a><a href=/rss.php>c</a><a href=/rss/sport.xml>d</a>\
             <a href='/?option=news&amp;format=feed&amp;type=rss'>e</a><a href=/Feed.aspx>f</a>",
            &[
                "https://e.example/?feed=rss2",
                "https://e.example/feeds/posts/default",
                "https://e.example/rss.php",
                "https://e.example/rss/sport.xml",
                "https://e.example/?option=news&format=feed&type=rss",
                "https://e.example/Feed.aspx",
            ],
        );
        check(
            "<a href=/rss.html>a</a><a href=/rss/about>b</a><a href='/?q=rss'>c</a><a href=/sitemap.xml>d</a>\
             <a href=/feeding>e</a><a href='/?type=news'>f</a>",
            &[],
        );
        check("<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/1'>", &[]);
        check("%PDF-1.7", &[]);
    }
}
