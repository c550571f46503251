//! An article's page to [`model::Page`]: its main text and what it says of itself.
//!
//! The page is made a tree once; its paragraphs, its furniture and its statements are read off that.

mod block;
mod byline;
mod canonical;
mod comments;
mod dates;
mod discover;
mod furniture;
mod hints;
mod json_ld;
mod kind;
mod metadata;
mod phrases;
mod refresh;
mod reports;
mod select;
mod selectable;
mod sums;
mod tag;
mod teasers;
mod text;
mod titles;
mod tree;

use jiff::tz::Offset;
use model::{Dated, Page};
use url::Url;

pub use self::discover::{discover, usual_feeds};
pub use self::refresh::{REFRESH_BYTES_MAX, refresh};
pub use self::select::{Listing, Selector, SelectorError, listing, page_with_selector};

use std::borrow::Cow;

use self::metadata::Statements;
use self::tag::Tag;
use self::tree::Tree;
use crate::charset;
use crate::markup::attribute;

/// What comes later in a longer document is not read. Real pages stay below 5 MB.
pub const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A longer main text is cut after the paragraph that reaches this, in bytes: some 30,000 words.
pub const PAGE_TEXT_BYTES_MAX: usize = 256 * 1024;

/// Where in a document its character set must be declared (HTML 4.2.5.4).
const PRESCAN_BYTES: usize = 1024;

/// A shorter text, in characters, gives way to one that JSON-LD states and that is twice as long: pages drawn by scripts.
const STATED_BODY_MIN: usize = 400;

/// A text of so many characters beside lists of teasers is an article's; less may be what stands on every page.
const BESIDE_LISTS: usize = 200;

/// Why a document could not be read as a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// No bytes, or only white space.
    #[error("the document is empty; a page holds at least its title")]
    Empty,
    /// The selector picks no text on this page.
    #[error("the selector picks no text on this page; check it against the page, which may have changed")]
    NothingSelected,
    /// The selector picks no link on this page.
    #[error("the selector picks no link on this page; check it against the page, which may have changed")]
    NoEntries,
    /// A known format that is no page.
    #[error("this is {0}, not a web page; check the address")]
    OtherFormat(&'static str),
}

/// Reads an article's page: main text, headline, byline, dates, canonical address, language, outlet, and whether it is an article
/// at all.
///
/// `content_type` is the server's `Content-Type`, `url` the address that the page came from; without it a canonical address
/// and a date in the address are judged less well. Any input is read in linear time without recursion, up to [`PAGE_BYTES_MAX`].
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says. A page without an article is no error; see [`Page::kind`].
pub fn page(bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Result<Page, PageError> {
    let text = bounded(bytes, content_type)?;
    Ok(read(&Tree::of(&text), url, None))
}

/// The text of the document, as far as it is read.
fn bounded<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Result<Cow<'a, str>, PageError> {
    if let Some(format) = charset::binary_format(bytes) {
        return Err(PageError::OtherFormat(format));
    }
    let bytes = bytes.get(..PAGE_BYTES_MAX).unwrap_or(bytes);
    let text = charset::decode(bytes, content_type, declared_charset(bytes)).text;
    if text.trim().is_empty() { Err(PageError::Empty) } else { Ok(text) }
}

/// The main text without lists of teasers, as `main_text` gives it without furniture; where hardly any is left, with them, and that it
/// is a list.
fn beside_lists(
    tree: &Tree<'_>,
    lists: &[tree::Id],
    furniture: Vec<bool>,
    main_text: impl Fn(&[bool]) -> String,
) -> (String, bool) {
    if lists.is_empty() {
        return (main_text(&furniture), false);
    }
    let mut without = furniture.clone();
    for list in lists {
        without.get_mut(*list..tree.end(*list)).unwrap_or_default().fill(true);
    }
    let own = main_text(&without);
    if block::weight(&own) >= BESIDE_LISTS {
        return (own, false);
    }
    let all = main_text(&furniture);
    if block::weight(&all) > 2 * block::weight(&own) { (all, true) } else { (own, false) }
}

/// Reads the page. `selected` is its text, where that is known already.
fn read(tree: &Tree<'_>, url: Option<&Url>, selected: Option<String>) -> Page {
    let mut hints = hints::hints(tree);
    let blocks = block::blocks(tree, &hints);
    comments::mark(tree, &blocks, &mut hints);
    let furniture = furniture::furniture(tree, &hints, &blocks);
    let statements = Statements::of(tree, &blocks, url);
    let title = statements.headline();
    let (text, is_list) = selected.map(|text| (text, false)).unwrap_or_else(|| {
        let main_text = |furniture: &[bool]| text::main_text(tree, &hints, &blocks, furniture, &title);
        let (shown, is_list) = beside_lists(tree, &teasers::lists(tree, &blocks, url), furniture, main_text);
        (stated_body(&statements, &shown).unwrap_or(shown), is_list)
    });
    let text = cut(text);
    let asks_password = tree.nodes.iter().any(|node| {
        node.tag == Some(Tag::Input)
            && attribute(node.text, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    });
    let evidence = kind::Evidence {
        statements: &statements,
        blocks: &blocks,
        title: &title,
        text: &text,
        url,
        is_list,
        asks_password,
    };
    let kind = kind::kind(&evidence);
    let language = language(&statements, &text);
    let dates = dates::Sources::new(&statements, tree, (&hints, &blocks), url, language.as_deref());
    let published = dates.published();
    let stated = [statements.canonical, statements.meta(&["og:url"])];
    Page {
        kind,
        canonical: stated.into_iter().flatten().find_map(|written| canonical::plausible(written, url)),
        byline: byline::byline(&statements, tree, &hints, &blocks),
        published: published.map(|((at, _), _)| at),
        published_offset: published.map_or(Offset::UTC, |((_, offset), _)| offset),
        dated: published.map_or(Dated::Guessed, |(_, dated)| dated),
        modified: dates.modified(),
        language,
        site: statements.site(),
        title,
        text,
    }
}

/// The text that JSON-LD states, where the page itself shows hardly any.
fn stated_body(statements: &Statements<'_>, text: &str) -> Option<String> {
    let shown = text.chars().count();
    let body = statements.article.as_ref()?.body.as_deref().filter(|_| shown < STATED_BODY_MIN)?;
    Some(crate::plain_text(body)).filter(|body| body.chars().count() > 2 * shown)
}

fn cut(mut text: String) -> String {
    if text.len() > PAGE_TEXT_BYTES_MAX {
        let end =
            text.match_indices("\n\n").map(|(at, _)| at).take_while(|at| *at <= PAGE_TEXT_BYTES_MAX).last();
        text.truncate(end.unwrap_or_else(|| text.floor_char_boundary(PAGE_TEXT_BYTES_MAX)));
    }
    text
}

/// The language of the text where that is sure, since templates often state another; or else what the page states.
fn language(statements: &Statements<'_>, text: &str) -> Option<String> {
    let article = statements.article.as_ref().and_then(|article| article.language.as_deref());
    let stated = [
        statements.language,
        statements.meta(&["og:locale", "content-language", "language", "dc.language"]),
        article,
    ];
    let is_tag = |tag: &&str| {
        (2..=12).contains(&tag.len())
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let stated = stated.into_iter().flatten().map(str::trim).find(is_tag).map(|tag| tag.replace('_', "-"));
    match (crate::language(text), stated) {
        (Some(sure), Some(stated)) if !stated.to_ascii_lowercase().starts_with(&sure) => Some(sure),
        (Some(sure), None) => Some(sure),
        (_, stated) => stated,
    }
}

/// The character set that a `meta` names: `<meta charset=…>` or `<meta … content="…; charset=…">`.
fn declared_charset(bytes: &[u8]) -> Option<&[u8]> {
    // Many pages declare later than they should.
    let head = bytes.get(..8 * PRESCAN_BYTES).unwrap_or(bytes);
    let at = memchr::memmem::find_iter(head, b"charset").next()?;
    let rest = head.get(at + b"charset".len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b':' | b'.'));
    rest.get(..end.unwrap_or(rest.len()))
}
