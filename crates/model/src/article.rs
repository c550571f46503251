//! The document that an entry points to, as text with its metadata: what grouping and matching work on.

use jiff::Timestamp;
use url::Url;

use crate::ArticleId;

/// An article. Text is plain; paragraphs are separated by an empty line.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Grows in the order in which articles became known.
    pub id: ArticleId,
    /// The canonical address.
    pub url: Option<String>,
    /// The outlet: its name, or its host where no name is known.
    pub source: Option<String>,
    /// When the article says that it was published.
    pub published: Option<Timestamp>,
    /// When it became known here: the time that decides where `published` is absent or implausible.
    pub seen: Timestamp,
    /// The primary language subtag in lower case (`en`, `fr`).
    pub language: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// The tags of the feeds that carried it, and how these file it themselves.
    pub tags: Vec<String>,
    /// The headline.
    pub title: String,
    /// The main text.
    pub text: String,
}

impl Article {
    /// An article of which nothing else is known.
    #[must_use]
    pub fn new(id: ArticleId, seen: Timestamp, title: impl Into<String>, text: impl Into<String>) -> Article {
        Article {
            id,
            url: None,
            source: None,
            published: None,
            seen,
            language: None,
            author: None,
            tags: Vec::new(),
            title: title.into(),
            text: text.into(),
        }
    }

    /// When the article's news is from: `published`, unless that is absent or later than `seen`.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.published.map_or(self.seen, |published| published.min(self.seen))
    }

    /// What identifies the outlet, so that it is counted once: the host of its address, however it is reached, or else its
    /// name in lower case. `None` where neither is known.
    #[must_use]
    pub fn outlet(&self) -> Option<String> {
        let url = self.url.as_deref().and_then(|url| Url::parse(url).ok());
        let host = url.as_ref().and_then(Url::host_str).map(|host| {
            let bare = DOORS.iter().find_map(|door| host.strip_prefix(door));
            bare.filter(|bare| bare.contains('.')).unwrap_or(host).to_owned()
        });
        host.or_else(|| self.source.as_ref().map(|source| source.to_lowercase()))
    }
}

/// Whether a feed's headline ends before the story's does.
#[must_use]
pub fn is_cut(headline: &str) -> bool {
    headline.ends_with('…') || headline.ends_with("...")
}

/// Hosts under which an outlet's own pages are reached by other ways.
const DOORS: [&str; 4] = ["www.", "m.", "mobile.", "amp."];

/// The paragraphs of a text: runs of lines between empty lines, trimmed, none of them empty.
#[derive(Clone, Debug)]
pub struct Paragraphs<'a>(std::str::Split<'a, &'static str>);

impl<'a> Paragraphs<'a> {
    /// Walks the paragraphs of `text` in order.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Paragraphs(text.split("\n\n"))
    }
}

impl<'a> Iterator for Paragraphs<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.0.by_ref().map(str::trim).find(|paragraph| !paragraph.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_known_by_its_host_or_else_by_its_name() {
        let check = |url: Option<&str>, source: Option<&str>, expected: Option<&str>| {
            let article = Article {
                url: url.map(str::to_owned),
                source: source.map(str::to_owned),
                ..Article::new(ArticleId(1), Timestamp::UNIX_EPOCH, "", "")
            };
            assert_eq!(article.outlet().as_deref(), expected, "{url:?} {source:?}");
        };
        check(Some("https://www.example.com/a"), Some("The Example"), Some("example.com"));
        check(Some("https://m.example.com/a"), None, Some("example.com"));
        check(Some("https://amp.example.com/a"), None, Some("example.com"));
        check(Some("https://news.example.com/a"), None, Some("news.example.com"));
        check(Some("https://www.com/a"), None, Some("www.com"));
        check(Some("http://127.0.0.1:8080/a"), None, Some("127.0.0.1"));
        check(Some("no address"), Some("The Example"), Some("the example"));
        check(None, Some("The Example"), Some("the example"));
        check(None, None, None);
    }
}
