//! Bytes to entries, pages to articles: everything that reads what others wrote, and nothing that fetches it.
//!
//! All functions here are pure: no clock, network, file or runtime. They take any bytes at all, in linear time and within
//! bounds that are named constants, and never panic. No type of a parser's library is in their signatures.

mod canonical;
mod charset;
mod date;
mod entities;
mod feed;
mod json;
mod language;
mod markup;
mod opml;
mod page;
mod plain_text;
mod robots;

pub use canonical::{canonical, unwrapped};
pub use date::date;
pub use feed::{
    CATEGORIES_MAX, CATEGORY_BYTES_MAX, ENTRIES_MAX, FEED_BYTES_MAX, FeedError, NESTING_MAX, TEXT_BYTES_MAX,
    TITLE_BYTES_MAX, VALUE_BYTES_MAX, feed,
};
pub use language::language;
pub use opml::{OPML_BYTES_MAX, OPML_FEEDS_MAX, Opml, OpmlError, Subscription, opml, write_opml};
pub use page::{
    Listing, PAGE_BYTES_MAX, PAGE_TEXT_BYTES_MAX, PageError, REFRESH_BYTES_MAX, Selector, SelectorError,
    discover, listing, page, page_with_selector, refresh, usual_feeds,
};
pub use plain_text::plain_text;
pub use robots::{ROBOTS_BYTES_MAX, Robots, robots};
