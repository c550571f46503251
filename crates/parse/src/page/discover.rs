//! The feeds that a page names.

use url::Url;

use super::bounded;
use super::select::base_of;
use super::tag::Tag;
use super::tree::{Id, Tree};
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

/// Media types of any XML, by which some pages mean their feed.
const XML_TYPES: [&str; 2] = ["text/xml", "application/xml"];

/// What files, folders and values of queries are called that are feeds: *rss.php*, *feeds/posts/default*, *?feed=rss2*.
const NAMES: [&str; 5] = ["feed", "feeds", "rss", "rss2", "atom"];

/// The keys of queries that ask for a feed.
const QUERY_KEYS: [&str; 4] = ["feed", "format", "output", "type"];

/// What the words of a link to a feed may be, besides those that say so.
const BESIDE: [&str; 16] = [
    "feed",
    "feeds",
    "flux",
    "fil",
    "canal",
    "news",
    "xml",
    "subscribe",
    "to",
    "via",
    "by",
    "our",
    "the",
    "0",
    "1",
    "2",
];

/// What titles of feeds of comments hold, in the languages of most sites.
const COMMENTS: [&str; 7] =
    ["comment", "kommentar", "comentari", "comentári", "commenti", "reacties", "коммент"];

/// Where sites have their feed that do not name it; those where most have theirs first.
const USUAL: [&str; 6] = ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml"];

/// The feeds that a page names, best first: those that it links to as such (`rel=alternate`), and where there are none, links
/// whose address looks like a feed's or whose words say that it is one. Those for comments come last. Empty where the page names none or
/// is no page.
///
/// `content_type` is the server's `Content-Type`, `base` the address that the page came from.
#[must_use]
pub fn discover(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Vec<Url> {
    let Ok(text) = bounded(bytes, content_type) else { return Vec::new() };
    let tree = Tree::of(&text);
    let base = base_of(&tree, base);
    let resolve = |inside: &str| {
        let href = entities::resolve(attribute(inside, "href")?.trim());
        // What is empty, or a place on the page, is the page itself.
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
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
    let of = |tag: Tag| tree.nodes.iter().enumerate().filter(move |(_, node)| node.tag == Some(tag));
    let named = of(Tag::Link).filter_map(|(_, link)| {
        let is_sure = is_feed_link(link.text)?;
        let url = resolve(link.text)?;
        Some((is_for_comments(&url, link.text), !is_sure, url))
    });
    let mut named: Vec<_> = named.collect();
    if named.is_empty() {
        let linked = of(Tag::A).filter_map(|(id, link)| {
            let url = resolve(link.text)?;
            let is_sure = looks_like_feed(&url);
            (is_sure || says_feed(&tree, id)).then(|| (is_for_comments(&url, ""), !is_sure, url))
        });
        named.extend(linked);
    }
    named.sort_by_key(|(for_comments, unsure, _)| (*for_comments, *unsure));
    distinct(named.into_iter().map(|(.., url)| url))
}

/// Where the feed of a site may be whose home page, `page`, names none. Of any other page it would be the feed of more than that: empty.
#[must_use]
pub fn usual_feeds(page: &Url) -> Vec<Url> {
    let places = USUAL.iter().filter(|_| page.path() == "/");
    places.filter_map(|place| page.join(place).ok()).collect()
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

/// Whether a `link` is to a feed for sure; `None` where it is to none.
fn is_feed_link(inside: &str) -> Option<bool> {
    let relations = attribute(inside, "rel").unwrap_or_default();
    let is = |wanted: &str| {
        relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(wanted))
    };
    let media = attribute(inside, "type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_any = |types: &[&str]| types.iter().any(|known| media.eq_ignore_ascii_case(known));
    // WordPress names its API as an alternate, too, in plain JSON.
    let is_api =
        attribute(inside, "href").is_some_and(|href| href.contains("/wp-json/") || href.contains("oembed"));
    let is_sure = is("feed") || is("alternate") && is_any(&MEDIA_TYPES);
    let may_be = is_sure || is("alternate") && is_any(&XML_TYPES);
    (may_be && !is_api).then_some(is_sure)
}

fn is_for_comments(url: &Url, inside: &str) -> bool {
    let title = attribute(inside, "title").unwrap_or_default().to_lowercase();
    url.path().contains("comments") || COMMENTS.iter().any(|word| title.contains(word))
}

/// Whether the words of a link, those of its pictures included, say that it is to a feed, and nothing else.
fn says_feed(tree: &Tree<'_>, link: Id) -> bool {
    /// A link that says so holds hardly more; of links within links all would be gone through for each.
    const NODES: usize = 16;
    let inside = tree.nodes.get(link + 1..tree.end(link)).unwrap_or_default();
    let inside = inside.get(..NODES).unwrap_or(inside);
    let words = inside.iter().map(|node| match node.tag {
        None => node.text,
        Some(_) => attribute(node.text, "alt").unwrap_or_default(),
    });
    let (mut rss, mut atom, mut feed) = (false, false, false);
    for word in
        words.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
    {
        match word.to_ascii_lowercase().as_str() {
            "rss" | "rss2" => rss = true,
            "atom" => atom = true,
            word if BESIDE.contains(&word) => feed |= word.starts_with("feed"),
            _ => return false,
        }
    }
    rss || atom && feed
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
        check(
            "<link rel=alternate type='text/xml' href=/a.xml><link rel=alternate type='application/xml' href=/b>\
             <link rel=alternate type='application/rss+xml' href=/c><link rel=alternate type='' href=''>",
            &["https://e.example/c", "https://e.example/a.xml", "https://e.example/b"],
        );
        check(
            "<a href=/news.xml>RSS feed</a><a href=/x><img src=i.png alt=RSS></a><a href=/y><span>Atom</span> feed</a>\
             <a href=/z>RSS chief speaks</a><a href=/atom-smasher>Atom</a><a href='#rss'>RSS</a><a href=''>RSS</a>\
             <a href=/rss.xml>All news</a>",
            &[
                "https://e.example/rss.xml",
                "https://e.example/news.xml",
                "https://e.example/x",
                "https://e.example/y",
            ],
        );
        check("<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/1'>", &[]);
        check("%PDF-1.7", &[]);
    }

    #[test]
    fn only_a_home_page_has_usual_feeds() {
        let usual = |page: &str| usual_feeds(&Url::parse(page).unwrap());
        assert_eq!(usual("https://e.example:8080?a=b")[2].as_str(), "https://e.example:8080/rss.xml");
        assert_eq!(usual("https://e.example").len(), 6);
        assert!(usual("https://e.example/sport/").is_empty());
    }

    #[test]
    fn feeds_of_comments_come_last_and_the_page_itself_is_none() {
        check(
            "<link rel=alternate type='application/rss+xml' href=''>\
             <link rel=alternate type='application/rss+xml' title='Hello &raquo; Post Comments' href='/hello/feed/'>\
             <link rel=alternate type='application/rss+xml' title='Seite &raquo; Kommentar-Feed' href='/k/feed/'>\
             <link rel=alternate type='application/rss+xml' title='Site &raquo; Feed' href='/feed/'>",
            &["https://e.example/feed/", "https://e.example/hello/feed/", "https://e.example/k/feed/"],
        );
    }
}
