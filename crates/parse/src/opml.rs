//! OPML: lists of feeds as feed readers exchange them, read however they were written, and written as the specification
//! (<https://opml.org/spec2.opml>) has it.

use std::collections::HashMap;
use std::fmt::Write as _;

use model::Problem;
use url::Url;

use crate::charset;
use crate::entities;
use crate::feed::declared_charset;
use crate::markup::{Token, Tokens, attribute};
use crate::plain_text::plain_line;

/// A longer document is refused: it would hold more than a hundred thousand feeds.
pub const OPML_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Feeds taken from one document.
pub const OPML_FEEDS_MAX: usize = 100_000;

/// Folders inside each other; those further inside are left out of the tags.
const FOLDERS_MAX: usize = 16;

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
                self.take(&written, title, place("htmlUrl"), value("category"));
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

    fn take(
        &mut self,
        written: &str,
        title: Option<String>,
        site: Option<String>,
        categories: Option<String>,
    ) {
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
        // "/Press/Local,/Sea": paths, separated by commas (OPML 2.0, "category").
        let categories = categories.unwrap_or_default();
        let categories = categories.split([',', '/']).filter_map(named).take(FOLDERS_MAX);
        let tags = folders.chain(categories);
        if let Some(known) = self.known.get(&url).and_then(|at| self.list.feeds.get_mut(*at)) {
            add(&mut known.tags, tags);
        } else if self.list.feeds.len() < OPML_FEEDS_MAX {
            let mut distinct = Vec::new();
            if self.tags < TAGS_BYTES_MAX {
                add(&mut distinct, tags);
                self.tags += distinct.iter().map(String::len).sum::<usize>();
            }
            self.known.insert(url.clone(), self.list.feeds.len());
            self.list.feeds.push(Subscription { url, title, site, tags: distinct });
        } else {
            self.refused += 1;
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

fn add(tags: &mut Vec<String>, more: impl Iterator<Item = String>) {
    for tag in more {
        if tags.len() < 2 * FOLDERS_MAX && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

/// A name as plain text on one line; none where it is empty.
fn named(written: &str) -> Option<String> {
    let mut name = plain_line(&entities::resolve(written));
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

/// Writes a list of feeds: those with the same first tag in a folder of that name, further tags as categories.
#[must_use]
pub fn write_opml(list: &Opml) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let title = list.title.as_deref().unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = write!(out, "  <head>\n    <title>{}</title>\n  </head>\n  <body>\n", escaped(title));
    let mut folders: Vec<&str> = Vec::new();
    for folder in list.feeds.iter().filter_map(|feed| feed.tags.first()) {
        if !folders.contains(&folder.as_str()) {
            folders.push(folder);
        }
    }
    write_folder(&list.feeds, None, "    ", &mut out);
    for folder in folders {
        let _ = writeln!(out, "    <outline text=\"{}\">", escaped(folder));
        write_folder(&list.feeds, Some(folder), "      ", &mut out);
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn write_folder(feeds: &[Subscription], folder: Option<&str>, indent: &str, out: &mut String) {
    for feed in feeds.iter().filter(|feed| feed.tags.first().map(String::as_str) == folder) {
        write_feed(feed, indent, out);
    }
}

fn write_feed(feed: &Subscription, indent: &str, out: &mut String) {
    let title = feed.title.as_deref().unwrap_or(feed.url.as_str());
    let _ = write!(
        out,
        "{indent}<outline type=\"rss\" text=\"{}\" xmlUrl=\"{}\"",
        escaped(title),
        escaped(feed.url.as_str())
    );
    if let Some(site) = &feed.site {
        let _ = write!(out, " htmlUrl=\"{}\"", escaped(site));
    }
    let categories: Vec<String> = feed.tags.iter().skip(1).map(|tag| format!("/{}", escaped(tag))).collect();
    if !categories.is_empty() {
        let _ = write!(out, " category=\"{}\"", categories.join(","));
    }
    out.push_str("/>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, want: &[(&str, &[&str])]) {
        let list = opml(document.as_bytes()).unwrap();
        let found: Vec<(&str, Vec<&str>)> = list
            .feeds
            .iter()
            .map(|feed| (feed.url.as_str(), feed.tags.iter().map(String::as_str).collect()))
            .collect();
        let want: Vec<(&str, Vec<&str>)> = want.iter().map(|(url, tags)| (*url, tags.to_vec())).collect();
        assert_eq!(found, want, "{document}");
    }

    #[test]
    fn long_addresses_are_taken_whole_or_not_at_all() {
        let long = format!("https://news.example/rss/search?q={}&hl=en", "a+b".repeat(200));
        let list = format!("<outline text='a' xmlUrl='{}'/>", long.replace('&', "&amp;"));
        check(&list, &[(&long, &[])]);
        let longer = format!("<outline text='a' xmlUrl='https://news.example/{}'/>", "a".repeat(10_000));
        let list = opml(longer.as_bytes()).unwrap();
        assert_eq!((list.feeds.len(), list.problems.len()), (0, 1));
        assert!(list.problems[0].to_string().len() < 300);
    }

    #[test]
    fn folders_and_categories_become_tags() {
        check(
            "<?xml version='1.0'?><opml version='1.0'><head><title>Mine</title></head><body>\
             <outline text='A'><outline title='B &amp; C' text='x'>\
             <outline type='rss' text='P' xmlUrl='https://p.example/rss?a=1&amp;b=2' category='/Sea,/Land/Hill'/>\
             </outline><outline xmlUrl='https://q.example/'></outline></outline>\
             <outline xmlUrl='https://r.example/'/></body></opml>",
            &[
                ("https://p.example/rss?a=1&b=2", &["A", "B & C", "Sea", "Land", "Hill"]),
                ("https://q.example/", &["A"]),
                ("https://r.example/", &[]),
            ],
        );
    }

    #[test]
    fn odd_lists_are_read_all_the_same() {
        check("<OUTLINE XMLURL=feed://a.example/x>", &[("http://a.example/x", &[])]);
        check("<opml><outline text='a' xmlurl='a.example/rss'>", &[("https://a.example/rss", &[])]);
        check("\u{feff}<opml><outline type=rss url='http://a.example/'>", &[("http://a.example/", &[])]);
        check("<opml><outline type='link' text='a' url='http://a.example/'/>", &[]);
        // The same feed in two folders has both tags.
        check(
            "<opml><outline text='A'><outline xmlUrl='http://a.example'/></outline>\
             <outline text='B'><outline xmlUrl='http://a.example/'/></outline>",
            &[("http://a.example/", &["A", "B"])],
        );
        // An end too many, and a feed that is never closed.
        check(
            "<opml></outline></outline><outline text='A'><outline xmlUrl='http://a.example/'>\
             <outline xmlUrl='http://b.example/'>",
            &[("http://a.example/", &["A"]), ("http://b.example/", &["A"])],
        );
    }

    #[test]
    fn a_list_that_is_cut_off_is_known_for_it() {
        let whole = "<opml version='1.0'><body><outline xmlUrl='http://a.example/'/>\
            <outline xmlUrl='http://127.0.0.1/b'/></body></opml>";
        for cut in 20..whole.len() - "</opml>".len() - 1 {
            let list = opml(whole.as_bytes().get(..cut).unwrap()).unwrap();
            assert!(list.is_cut_off, "{cut}");
            let known = ["http://a.example/", "http://127.0.0.1/b"];
            assert!(
                list.feeds.iter().all(|feed| known.contains(&feed.url.as_str())),
                "{cut}: {:?}",
                list.feeds
            );
        }
        assert!(!opml(whole.as_bytes()).unwrap().is_cut_off);
        assert!(!opml(b"<outline xmlUrl='a.io'/>").unwrap().is_cut_off);
    }

    #[test]
    fn what_is_left_out_is_said() {
        let list = opml(b"<opml><outline xmlUrl='javascript:x()'/><outline xmlUrl='nowhere'/>").unwrap();
        let problems: Vec<String> = list.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "\"javascript:x()\" is no address of a feed and was left out",
                "\"nowhere\" is no address of a feed and was left out",
            ]
        );
        let many = "<outline xmlUrl='nowhere'/>".repeat(50);
        let problems = opml(format!("<opml>{many}").as_bytes()).unwrap().problems;
        assert_eq!(problems.last().unwrap().0, "30 more entries were left out");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(opml(b"<rss><channel/></rss>"), Err(OpmlError::NotOpml));
        assert_eq!(opml(b""), Err(OpmlError::NotOpml));
        assert!(matches!(opml(b"%PDF-1.7"), Err(OpmlError::OtherFormat(_))));
        assert_eq!(opml(b"<opml/>").unwrap(), Opml::default());
    }

    #[test]
    fn a_list_made_to_harm_is_bounded() {
        let deep = "<outline text='folder'>".repeat(200_000) + "<outline xmlUrl='http://a.example/'/>";
        assert_eq!(opml(deep.as_bytes()).unwrap().feeds[0].tags, ["folder"]);
        let open: String = (0..20_000).map(|n| format!("<outline xmlUrl='a.io/{n}'>")).collect();
        assert_eq!(opml(open.as_bytes()).unwrap().feeds.len(), 20_000);
        let wide = format!("<outline xmlUrl='http://a.example/' {} />", "a='1' ".repeat(100_000));
        assert_eq!(opml(wide.as_bytes()).unwrap().feeds.len(), 1);
        let many: String = (0..OPML_FEEDS_MAX + 5).map(|n| format!("<outline xmlUrl='a.io/{n}'/>")).collect();
        let list = opml(many.as_bytes()).unwrap();
        assert_eq!((list.feeds.len(), list.problems.len()), (OPML_FEEDS_MAX, 1));
        let folders: String = (0..16).map(|n| format!("<outline text='{n}{}'>", "é".repeat(99))).collect();
        let feeds: String = (0..20_000).map(|n| format!("<outline xmlUrl='a.io/{n}'/>")).collect();
        let list = opml(format!("{folders}{feeds}").as_bytes()).unwrap();
        let bytes: usize = list.feeds.iter().flat_map(|feed| &feed.tags).map(String::len).sum();
        assert!(bytes < 17 * 1024 * 1024 && list.problems.len() == 1, "{bytes}");
        let entities =
            "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><outline text='&b;' xmlUrl='a.io'/>";
        assert_eq!(opml(entities.as_bytes()).unwrap().feeds.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(names in proptest::collection::vec("[a-z<>&\"' é]{1,12}", 1..8)) {
            let feeds = names.iter().enumerate().map(|(n, name)| Subscription {
                url: Url::parse(&format!("https://a.example/{n}?x=1&y=%22")).unwrap(),
                title: named(name),
                site: named("https://a.example/?a&b"),
                tags: names.iter().take(n).filter_map(|name| named(&name.replace('<', ""))).collect::<std::collections::BTreeSet<_>>().into_iter().collect(),
            });
            let feeds: Vec<_> = feeds.collect();
            let written = write_opml(&Opml { title: Some("Mine".to_owned()), feeds: feeds.clone(), problems: Vec::new(), is_cut_off: false });
            let read = opml(written.as_bytes()).unwrap();
            proptest::prop_assert_eq!(read.title.as_deref(), Some("Mine"));
            for feed in feeds {
                let found = read.feeds.iter().find(|found| found.url == feed.url).unwrap();
                proptest::prop_assert_eq!(&found.tags, &feed.tags);
            }
        }

        #[test]
        fn anything_is_read(text in "(<|</|>|/>|outline|opml| xmlUrl=|'|\"|&#x3c;|http://a\\.io/| text=|é|\\PC){0,60}") {
            let _ = opml(text.as_bytes());
        }
    }
}
