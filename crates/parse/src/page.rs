//! An article's page to [`model::Page`]: its main text and what it says of itself.

mod block;
mod furniture;
mod hints;
mod phrases;
mod sums;
mod tag;
mod text;
mod tree;

use model::{Page, PageKind};
use url::Url;

use crate::charset;

/// What of a longer document is read. Real pages stay below 5 MB.
pub const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Why a document could not be read as a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// No bytes, or only white space.
    #[error("the document is empty")]
    Empty,
    /// A known format that is no page.
    #[error("this is {0}, not a web page")]
    OtherFormat(&'static str),
}

/// Reads an article's page.
///
/// `content_type` is the server's `Content-Type`, `url` the address that the page came from.
///
/// # Errors
/// What is no page at all is refused as [`PageError`] says.
pub fn page(bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Result<Page, PageError> {
    let _ = url;
    if let Some(format) = charset::binary_format(bytes) {
        return Err(PageError::OtherFormat(format));
    }
    let decoded = charset::decode(bytes.get(..PAGE_BYTES_MAX).unwrap_or(bytes), content_type, None);
    if decoded.text.trim().is_empty() {
        return Err(PageError::Empty);
    }
    let tree = tree::Tree::of(&decoded.text);
    let hints = hints::hints(&tree);
    let blocks = block::blocks(&tree, &hints);
    let furniture = furniture::furniture(&tree, &hints, &blocks);
    let text = text::main_text(&tree, &hints, &blocks, &furniture, "");
    let title = String::new();
    let language: Option<String> = None;
    let kind = if text.is_empty() { PageKind::Empty } else { PageKind::Article };
    let language = language.or_else(|| crate::language(&text));
    Ok(Page {
        kind,
        canonical: None,
        title,
        byline: None,
        published: None,
        modified: None,
        language,
        site: None,
        text,
    })
}
