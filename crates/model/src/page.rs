//! An article's page as it was read: main text and metadata.

use jiff::Timestamp;
use jiff::tz::Offset;

/// What a page gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Whether the page is an article at all.
    pub kind: PageKind,
    /// The address that the page itself calls canonical, where that is plausible.
    pub canonical: Option<String>,
    /// The headline; empty where none was found.
    pub title: String,
    /// The author's name.
    pub byline: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// The offset from UTC that the page writes `published` with, so that its day can be told as readers saw it.
    pub published_offset: Offset,
    /// How sure `published` is.
    pub dated: Dated,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// A BCP 47 tag, from the markup or from the text.
    pub language: Option<String>,
    /// The outlet's name.
    pub site: Option<String>,
    /// The main text: paragraphs separated by an empty line, without page furniture.
    pub text: String,
}

/// How a page says when it was published, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dated {
    /// By a date somewhere in or near it, which may be that of anything. Good to tell, and not to call a page old by.
    Guessed,
    /// By a date that stands where pages show their own.
    Shown,
    /// For machines, or by its address.
    Stated,
}

/// Whether a page is an article, and what it is otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// It has a main text of its own.
    Article,
    /// It lists other pages.
    Index,
    /// It asks to log in, to pay, or to consent.
    Wall,
    /// It reports an error, whatever its status code said.
    Error,
    /// It has no text to speak of.
    Empty,
}
