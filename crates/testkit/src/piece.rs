//! What an outlet publishes: an article as its author wrote it, before it becomes a feed entry and a page.

use jiff::Timestamp;

/// An article as an outlet publishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Unique within its outlet; the page's address is `/news/` and this.
    pub slug: String,
    /// The headline, plain text.
    pub title: String,
    /// The author's name.
    pub author: Option<String>,
    /// A BCP 47 tag; empty where it is not known.
    pub language: String,
    /// When it was first published.
    pub published: Timestamp,
    /// When it was last changed, where it was.
    pub updated: Option<Timestamp>,
    /// The main text, plain, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Whether the feed carries the whole text; otherwise it carries the head of the first paragraph.
    pub full_text: bool,
    /// How the feed files it.
    pub categories: Vec<String>,
}

impl Piece {
    /// An article in English without an author, of which the feed carries a summary.
    #[must_use]
    pub fn new(slug: &str, title: &str, published: Timestamp, paragraphs: &[&str]) -> Self {
        Piece {
            slug: slug.to_owned(),
            title: title.to_owned(),
            author: None,
            language: "en".to_owned(),
            published,
            updated: None,
            paragraphs: paragraphs.iter().map(|&paragraph| paragraph.to_owned()).collect(),
            full_text: false,
            categories: Vec::new(),
        }
    }

    /// The same article with its whole text in the feed.
    #[must_use]
    pub fn in_full(self) -> Self {
        Piece { full_text: true, ..self }
    }

    /// The same article by a named author.
    #[must_use]
    pub fn by(self, author: &str) -> Self {
        Piece { author: Some(author.to_owned()), ..self }
    }

    /// The same article said to be in another language.
    #[must_use]
    pub fn in_language(self, tag: &str) -> Self {
        Piece { language: tag.to_owned(), ..self }
    }

    /// The path of its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/news/{}", self.slug)
    }

    /// What a feed carries of it in short: the first paragraph's first 40 words.
    #[must_use]
    pub fn summary(&self) -> String {
        let first = self.paragraphs.first().map_or("", String::as_str);
        let words: Vec<&str> = first.split_whitespace().take(SUMMARY_WORDS).collect();
        let summary = words.join(" ");
        if words.len() == SUMMARY_WORDS { summary + "…" } else { summary }
    }

    /// The text as an extractor should give it back: paragraphs with an empty line between.
    #[must_use]
    pub fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// As much as outlets commonly put into a feed's description.
const SUMMARY_WORDS: usize = 40;
