//! A mail as text and as HTML. Everything in it follows from the event, so that a repeat is the same mail with the same
//! `Message-ID`, which mail servers drop.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};

use super::RenderError;
use super::text::{html_paragraphs, plain_paragraphs};
use crate::notice::Notice;

pub(super) fn render(notice: &Notice, from: &str, to: &[String], id: &str) -> Result<String, RenderError> {
    let from = mailbox(from)?;
    let mut mail = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .from(from)
        .subject(notice.headline.clone())
        .date(SystemTime::from(notice.time.unwrap_or(Timestamp::UNIX_EPOCH)))
        // So that nobody's absence is answered (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for recipient in to {
        mail = mail.to(mailbox(recipient)?);
    }
    let html = format!("<!DOCTYPE html><html><body>{}</body></html>", html_paragraphs(notice));
    let body = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("={id}="))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(plain_paragraphs(notice)))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    let wrong = |reason: String| RenderError::Address { address: to.join(", "), reason };
    let mail = mail.multipart(body).map_err(|error| wrong(error.to_string()))?;
    String::from_utf8(mail.formatted()).map_err(|error| wrong(error.to_string()))
}

/// Reads `name@domain` or `Name <name@domain>`.
pub(crate) fn mailbox(address: &str) -> Result<Mailbox, RenderError> {
    address
        .parse()
        .map_err(|error| RenderError::Address { address: address.to_owned(), reason: format!("{error}") })
}
