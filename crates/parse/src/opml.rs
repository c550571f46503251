//! OPML: lists of feeds as feed readers exchange them, read however they were written, and written as the specification
//! (<https://opml.org/spec2.opml>) has it.

mod write;

use std::collections::HashMap;

use model::Problem;
use url::Url;

use crate::charset;
use crate::entities;
use crate::feed::declared_charset;
use crate::markup::{Token, Tokens, attribute};
use crate::plain_text::plain_line;

pub use write::write_opml;

/// A longer document is refused: it would hold more than a hundred thousand feeds.
pub const OPML_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Feeds taken from one document.
pub const OPML_FEEDS_MAX: usize = 100_000;

/// Folders inside each other; those further inside are left out of the tags.
const FOLDERS_MAX: usize = 16;

/// Tags of one feed; further ones are left out.
const TAGS_MAX: usize = 32;

/// What stands between categories, and between the parts of the path that one may be (OPML 2.0, "category").
const BETWEEN_CATEGORIES: [char; 2] = [',', '/'];

/// Outlines inside each other of which it is remembered what they were; feeds may never be closed.
const OPEN_MAX: usize = 256;

/// Bytes of a title or of a folder's name; what is longer is cut.
const NAME_BYTES_MAX: usize = 200;

/// Bytes of an address; a longer one is none that anybody serves a feed at, and is left out.
const ADDRESS_BYTES_MAX: usize = 8192;

/// Bytes of all tags together; further ones are left out.
const TAGS_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The most problems that are told one by one.
const PROBLEMS_MAX: usize = 20;

/// A list of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opml {
    /// The list's title.
    pub title: Option<String>,
    /// The feeds in document order, each address once.
    pub feeds: Vec<Subscription>,
    /// What could not be taken over.
    pub problems: Vec<Problem>,
    /// Whether the document ends before it should: there may be more of it.
    pub is_cut_off: bool,
}

/// A feed as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where it is.
    pub url: Url,
    /// What it is called.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<String>,
    /// The folders that it stands in, outermost first, and its categories; each once.
    pub tags: Vec<String>,
}

/// Why a document could not be read as a list of feeds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpmlError {
    /// More than [`OPML_BYTES_MAX`].
    #[error("the document has {0} bytes, more than the {OPML_BYTES_MAX} that are read")]
    TooLong(usize),
    /// A known format that is no list.
    #[error("this is {0}, not OPML; check the file")]
    OtherFormat(&'static str),
    /// Neither `opml` nor an `outline` stands in it.
    #[error("this is not OPML: no outline stands in it")]
    NotOpml,
}

/// Reads a list of feeds. Names of attributes may be in any case, and tags may be missing or never closed; entries that are no
/// feeds are left out. Any input is read in linear time.
///
/// # Errors
///
/// What is no list at all is refused as [`OpmlError`] says. A list without feeds is no error.
///
/// ```
/// let list = b"<opml><body><outline text='Press'><outline text='Post' xmlUrl='https://post.example/rss'/></outline>";
/// let list = parse::opml(list).unwrap();
/// assert_eq!(list.feeds[0].tags, ["Press"]);
/// ```
pub fn opml(bytes: &[u8]) -> Result<Opml, OpmlError> {
    if bytes.len() > OPML_BYTES_MAX {
        return Err(OpmlError::TooLong(bytes.len()));
    }
    if let Some(format) = charset::binary_format(bytes) {
        return Err(OpmlError::OtherFormat(format));
    }
    let text = charset::decode(bytes, None, declared_charset(bytes)).text;
    // A tag that the document ends in is not whole, and neither is the address in it.
    let ends_in_tag = !text.trim_end().ends_with('>');
    let bare = |text: &str| text.trim_end_matches(|c: char| c == '/' || c.is_whitespace()).len();
    let end = bare(&text);
    let is_last = |attributes: &str| {
        let attributes = attributes.get(..bare(attributes)).unwrap_or_default();
        ends_in_tag && text.get(..end).is_some_and(|text| text.ends_with(attributes))
    };
    let mut reader = Reader::default();
    let mut is_opml = false;
    let mut is_open = false;
    let mut in_title = false;
    for token in Tokens::of(&text) {
        match token {
            Token::Start { name, attributes, closed } if name.eq_ignore_ascii_case("outline") => {
                is_opml = true;
                match is_last(attributes) {
                    true => is_open = true,
                    false => reader.open(attributes, closed),
                }
            }
            Token::End(name) if name.eq_ignore_ascii_case("outline") => {
                reader.close();
            }
            Token::Start { name, closed, .. } if name.eq_ignore_ascii_case("opml") => {
                (is_opml, is_open) = (true, !closed);
            }
            Token::End(name) if ["opml", "body"].iter().any(|end| name.eq_ignore_ascii_case(end)) => {
                is_open = false;
            }
            Token::Start { name, closed: false, .. } => in_title = name.eq_ignore_ascii_case("title"),
            Token::RawText(text) | Token::Text(text) if in_title && reader.list.title.is_none() => {
                reader.list.title = named(text);
            }
            Token::End(_) => in_title = false,
            Token::Start { .. } | Token::Text(_) | Token::RawText(_) => {}
        }
    }
    if !is_opml {
        return Err(OpmlError::NotOpml);
    }
    Ok(Opml { is_cut_off: is_open, ..reader.finish() })
}

#[derive(Debug, Default)]
struct Reader {
    list: Opml,
    /// The outlines that are open: a folder's name, or nothing for a feed.
    folders: Vec<Option<String>>,
    /// How many more are open than are remembered.
    deeper: usize,
    /// Where each address stands in the list.
    known: HashMap<Url, usize>,
    /// Entries that were left out for their addresses.
    refused: usize,
    /// Bytes of the tags so far.
    tags: usize,
}

impl Reader {
    fn open(&mut self, attributes: &str, closed: bool) {
        let value = |name| attribute(attributes, name).and_then(named);
        let title = value("title").or_else(|| value("text"));
        let kind = value("type").unwrap_or_default().to_ascii_lowercase();
        let place = |name| attribute(attributes, name).and_then(place);
        let written =
            place("xmlUrl").or_else(|| place("url").filter(|_| matches!(&*kind, "rss" | "atom" | "feed")));
        let folder = match written {
            None => title,
            Some(written) => {
                let categories = attribute(attributes, "category").map(entities::resolve);
                self.take(&written, title, place("htmlUrl"), &categories.unwrap_or_default());
                None
            }
        };
        if closed {
            return;
        }
        if self.folders.len() < OPEN_MAX {
            self.folders.push(folder);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.folders.pop();
        }
    }

    fn take(&mut self, written: &str, title: Option<String>, site: Option<String>, categories: &str) {
        let Some(url) = address(written) else {
            self.refused += 1;
            if self.refused <= PROBLEMS_MAX {
                let shown = written.get(..written.floor_char_boundary(NAME_BYTES_MAX)).unwrap_or_default();
                let problem = format!("{shown:?} is no address of a feed and was left out");
                self.list.problems.push(Problem(problem));
            }
            return;
        };
        let folders = self.folders.iter().flatten().take(FOLDERS_MAX).cloned();
        let tags = folders.chain(categories.split(BETWEEN_CATEGORIES).filter_map(one_line));
        let known = self.known.get(&url).copied();
        let at = known.unwrap_or(self.list.feeds.len());
        if known.is_none() {
            if at >= OPML_FEEDS_MAX {
                self.refused += 1;
                return;
            }
            self.known.insert(url.clone(), at);
            self.list.feeds.push(Subscription { url, title, site, tags: Vec::new() });
        }
        if self.tags < TAGS_BYTES_MAX
            && let Some(feed) = self.list.feeds.get_mut(at)
        {
            self.tags += add(&mut feed.tags, tags);
        }
    }

    fn finish(mut self) -> Opml {
        let untold = self.refused.saturating_sub(self.list.problems.len());
        if untold > 0 {
            self.list.problems.push(Problem(format!("{untold} more entries were left out")));
        }
        if self.tags >= TAGS_BYTES_MAX {
            let problem =
                "the names of folders are too long for so many feeds, the last of which have no tags";
            self.list.problems.push(Problem(problem.to_owned()));
        }
        self.list
    }
}

/// Adds the tags that are new, and says how many bytes these have.
fn add(tags: &mut Vec<String>, more: impl Iterator<Item = String>) -> usize {
    let mut bytes = 0;
    for tag in more {
        if tags.len() < TAGS_MAX && !tags.contains(&tag) {
            bytes += tag.len();
            tags.push(tag);
        }
    }
    bytes
}

/// The name that an attribute gives.
fn named(written: &str) -> Option<String> {
    one_line(&entities::resolve(written))
}

/// A name, which may hold markup, as plain text on one line; none where it is empty.
fn one_line(name: &str) -> Option<String> {
    let mut name = plain_line(name);
    name.truncate(name.floor_char_boundary(NAME_BYTES_MAX));
    (!name.is_empty()).then_some(name)
}

/// An address as it was meant to stand there, whole; none where it is empty.
fn place(written: &str) -> Option<String> {
    let place = entities::resolve(written);
    let place = place.trim();
    (!place.is_empty()).then(|| place.to_owned())
}

/// The address that was meant: some lists write `feed:` for `http:`, or leave the scheme out.
fn address(written: &str) -> Option<Url> {
    if written.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let rest = match written.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => written.to_owned(),
    };
    let url = match Url::parse(&rest) {
        Err(url::ParseError::RelativeUrlWithoutBase) if rest.contains('.') => {
            Url::parse(&format!("https://{}", rest.trim_start_matches('/')))
        }
        parsed => parsed,
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests;
