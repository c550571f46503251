//! Feed documents of every format to [`model::Feed`].
//!
//! The bytes are decoded, looked at, and given to the reader for their format: JSON Feed to `feed-rs`, everything in XML to a
//! reader of our own that mends damage as it goes. What is no feed is refused in words that say what it is.

mod declared;
mod draft;
mod fields;
mod json;
mod names;
mod problems;
mod reader;
mod scopes;
mod tags;
mod values;

use std::collections::{HashMap, HashSet};

use model::{Feed, Problem};
use url::Url;

pub(crate) use self::draft::address;
pub use self::draft::{CATEGORIES_MAX, CATEGORY_BYTES_MAX, TEXT_BYTES_MAX, TITLE_BYTES_MAX, VALUE_BYTES_MAX};
pub use self::reader::ENTRIES_MAX;
pub use self::scopes::NESTING_MAX;
use crate::charset;

/// A longer document is refused. The longest real feeds, with the full text of a thousand articles, have some 20 MB.
pub const FEED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Where in a document, in bytes, what it is must have shown itself.
const SNIFF_BYTES: usize = 4096;

/// Why a document could not be read as a feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// No bytes, or only white space.
    #[error("the document is empty; a feed holds at least its title")]
    Empty,
    /// More than [`FEED_BYTES_MAX`].
    #[error(
        "the document has {0} bytes, more than the {FEED_BYTES_MAX} that are read; look for a shorter feed of the same site"
    )]
    TooLong(usize),
    /// A web page.
    #[error("this is a web page (HTML), not a feed; look for the address of its feed")]
    Html,
    /// A known format that is no feed.
    #[error("this is {0}, not a feed; check the address")]
    OtherFormat(&'static str),
    /// JSON that cannot be read.
    #[error("this JSON cannot be read as a feed: {0}")]
    Json(String),
    /// JSON with more values than any feed has.
    #[error("this JSON has more values than are read from one feed; check the address")]
    JsonTooMany,
    /// JSON without `items`.
    #[error("this is JSON but not a JSON Feed, which has `items`; check the address")]
    JsonNotAFeed,
    /// Something else; the text is how it starts.
    #[error("this is not a feed; it starts with {0:?}")]
    NotAFeed(String),
}

/// A longer address that links are relative to, in bytes, is none.
pub(crate) const BASE_BYTES_MAX: usize = 1024;

/// Reads a feed: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed, and news sitemaps.
///
/// `content_type` is the server's `Content-Type`, `base` the address that the document came from, to which its links are
/// relative. A document that is damaged is read as far as that goes, and [`Feed::problems`] says what was wrong; one in which
/// entries stand and none could be read is such a problem too. Reads any input in linear time, without recursion, within
/// [`ENTRIES_MAX`], [`NESTING_MAX`], [`TEXT_BYTES_MAX`] and [`TITLE_BYTES_MAX`].
///
/// # Errors
/// What is no feed at all is refused as [`FeedError`] says.
///
/// ```
/// let document = b"<rss><channel><title>News</title><item><title>Fish & chips</title><link>/1</link></item><item><ti";
/// let feed = parse::feed(document, None, "https://example.com/rss".parse().ok().as_ref()).unwrap();
/// assert_eq!(feed.entries[0].title, "Fish & chips");
/// assert_eq!(feed.entries[0].link.as_deref(), Some("https://example.com/1"));
/// assert!(feed.is_cut_off);
/// ```
pub fn feed(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<Feed, FeedError> {
    if bytes.len() > FEED_BYTES_MAX {
        return Err(FeedError::TooLong(bytes.len()));
    }
    if let Some(format) = charset::binary_format(bytes) {
        return Err(FeedError::OtherFormat(format));
    }
    let decoded = charset::decode(bytes, content_type, declared_charset(bytes));
    let text = decoded.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    if let Some((before, json)) = json_in(text) {
        let mut feed = json::read(json, base)?;
        if !before.is_empty() {
            feed.problems.push(Problem("what stands before the JSON was stepped over".to_owned()));
        }
        return Ok(feed);
    }
    if is_html(text) {
        return Err(FeedError::Html);
    }
    let (resolved, leaves_entities) = declared::resolve(text);
    let mut feed = reader::read(&resolved, base).ok_or_else(|| not_a_feed(text))?;
    name_by_links(&mut feed);
    if leaves_entities {
        let problem = "entities that the document declares were left as they are: they are no short plain text, or too much of it";
        feed.problems.push(Problem(problem.to_owned()));
    }
    if decoded.damaged {
        let problem = format!(
            "some bytes mean nothing in the character set, {}, and were replaced",
            decoded.encoding.name()
        );
        feed.problems.push(Problem(problem));
    }
    Ok(feed)
}

/// What stands before a document in JSON, and that; `None` where it is none. Programs put warnings before what they write, and
/// functions around it.
fn json_in(text: &str) -> Option<(&str, &str)> {
    let head = text.get(..text.floor_char_boundary(SNIFF_BYTES)).unwrap_or(text);
    let start = head.find('{')?;
    let (before, json) = text.split_at(start);
    let is_json = json.trim_start_matches(['{', ' ', '\n', '\r', '\t']).starts_with(['"', '}'])
        && json.contains("\"items\"");
    (start == 0 || is_json && !before.contains('<')).then_some((before, json))
}

/// Gives entries their links for guids, where one guid stands for several of them: some feeds have one and the same in all.
fn name_by_links(feed: &mut Feed) {
    let mut links: HashMap<&str, &str> = HashMap::new();
    let mut shared: HashSet<String> = HashSet::new();
    for entry in &feed.entries {
        let Some(link) = entry.link.as_deref() else { continue };
        if *links.entry(&entry.guid).or_insert(link) != link {
            shared.insert(entry.guid.clone());
        }
    }
    let mut renamed = 0;
    for entry in feed.entries.iter_mut().filter(|entry| shared.contains(&entry.guid)) {
        if let Some(link) = &entry.link {
            entry.guid.clone_from(link);
            renamed += 1;
        }
    }
    if renamed > 0 {
        feed.problems.push(Problem(format!(
            "{renamed} entries share a guid with others and are known by their links"
        )));
    }
}

/// The character set that the prolog names: `<?xml … encoding="…"`.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..SNIFF_BYTES).unwrap_or(bytes);
    let start = memchr::memmem::find(head, b"<?xml")?;
    let head = head.get(start..)?;
    let prolog = head.get(..memchr::memchr(b'>', head)?)?;
    let label =
        prolog.get(memchr::memmem::find(prolog, b"encoding")? + b"encoding".len()..)?.trim_ascii_start();
    let label = label.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, label) = label.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    label.get(..memchr::memchr(*quote, label)?).map(<[u8]>::trim_ascii)
}

/// Whether a web page starts before any feed does.
fn is_html(text: &str) -> bool {
    let head = text.as_bytes().get(..SNIFF_BYTES).unwrap_or(text.as_bytes()).to_ascii_lowercase();
    let find = |needle: &[u8]| memchr::memmem::find(&head, needle);
    let feed = [
        &b"<rss"[..],
        b"<feed",
        b":rdf",
        b"<rdf",
        b"<channel",
        b"<urlset",
        b"<sitemapindex",
        b"<atom:feed",
        b"<item",
        b"<entry",
    ];
    // *<item-list>* and *<feed-block>* are of the page's own.
    let stands = |start: &[u8]| {
        memchr::memmem::find_iter(&head, start).any(|at| {
            head.get(at + start.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')
        })
    };
    (find(b"<html").is_some() || find(b"<!doctype html").is_some()) && !feed.iter().any(|start| stands(start))
}

fn not_a_feed(text: &str) -> FeedError {
    let start: String = text.chars().take(60).collect();
    FeedError::NotAFeed(start)
}
