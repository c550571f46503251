//! The document that an entry points to, as text with its metadata: what grouping and matching work on.

use jiff::Timestamp;

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
    /// The tags of the feeds that carried it.
    pub tags: Vec<String>,
    /// The headline.
    pub title: String,
    /// The main text.
    pub text: String,
}

impl Article {
    /// When the article's news is from: `published`, unless that is absent or later than `seen`.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.published.map_or(self.seen, |published| published.min(self.seen))
    }
}

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
