//! A feed document as it was read: what it says of itself, its entries, and what was wrong with it.

use jiff::Timestamp;

/// A feed document, whatever its format was. All text is plain text unless a field says otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// The feed's title.
    pub title: Option<String>,
    /// The page that the feed belongs to, absolute where a base was known.
    pub link: Option<String>,
    /// Atom's `id`, or the equivalent.
    pub id: Option<String>,
    /// RSS's `description`, Atom's `subtitle`.
    pub description: Option<String>,
    /// A BCP 47 tag as the feed gave it.
    pub language: Option<String>,
    /// The address at which the feed says it lives (`rel=self`).
    pub self_link: Option<String>,
    /// WebSub hubs (`rel=hub`).
    pub hubs: Vec<String>,
    /// When the feed asks to be polled.
    pub schedule: Schedule,
    /// The entries in document order.
    pub entries: Vec<Entry>,
    /// What was wrong with the document and mended or left out; empty for a sound one.
    pub problems: Vec<Problem>,
    /// Whether the document was not read to its end, since it was cut off or is too damaged: there may be more of it.
    pub is_cut_off: bool,
}

/// A feed's own words on when to poll it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// RSS's `ttl`, or the period that `sy:updatePeriod` and `sy:updateFrequency` give, in minutes.
    pub ttl_minutes: Option<u32>,
    /// RSS's `skipHours`: hours of the day, UTC, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// RSS's `skipDays`: days of the week, UTC, 0 (Monday) to 6.
    pub skip_days: Vec<u8>,
}

/// One item as a feed published it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// `guid` or `id` as published; where a feed gives none, the link, or else a digest of title and content.
    pub guid: String,
    /// The article's address, absolute where a base was known.
    pub link: Option<String>,
    /// Plain text; empty where the feed gives none.
    pub title: String,
    /// The authors' names, separated by commas.
    pub author: Option<String>,
    /// The short text, as published (it may hold markup).
    pub summary: Option<String>,
    /// The full text, as published (it may hold markup).
    pub content: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// A BCP 47 tag of the entry itself.
    pub language: Option<String>,
    /// Categories and tags.
    pub categories: Vec<String>,
}

/// Something wrong with a document, as a person should read it: what it was and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem(pub String);

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
