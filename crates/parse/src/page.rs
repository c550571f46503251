//! An article's page to [`model::Page`]: its main text and what it says of itself.

use model::{Page, PageKind};
use url::Url;

use crate::charset;
use crate::markup::{Token, Tokens, attribute};
use crate::plain_text::Paragraphs;

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
    let mut text = Paragraphs::default();
    let mut title = String::new();
    let mut in_title = false;
    let mut in_paragraph = false;
    let mut language = None;
    for token in Tokens::of(&decoded.text) {
        match token {
            Token::Start { name, attributes, .. } if name.eq_ignore_ascii_case("html") => {
                language = attribute(attributes, "lang").map(str::to_owned);
            }
            Token::Start { name, .. } if name.eq_ignore_ascii_case("p") => {
                in_paragraph = true;
                text.end_paragraph();
            }
            Token::End(name) if name.eq_ignore_ascii_case("p") => in_paragraph = false,
            Token::Start { name, .. } => in_title = name.eq_ignore_ascii_case("title"),
            Token::RawText(content) if in_title && title.is_empty() => {
                title = crate::plain_text::plain_line(content)
            }
            Token::Text(content) if in_paragraph => text.push(&crate::entities::resolve(content)),
            _ => {}
        }
    }
    let text = text.finish();
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
