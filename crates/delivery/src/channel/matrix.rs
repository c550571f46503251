//! Matrix: an `m.room.message` as plain text and as HTML. Its type is `m.text`, because clients notify of no `m.notice`.

use serde_json::{Value, json};

use super::text::{html_paragraphs, plain_paragraphs};
use crate::notice::Notice;

/// An event of Matrix may have 65,536 bytes; with eight findings at their longest, both forms stay under it.
pub(super) fn render(notice: &Notice) -> Value {
    json!({
        "msgtype": "m.text",
        "body": plain_paragraphs(notice),
        "format": "org.matrix.custom.html",
        "formatted_body": html_paragraphs(notice),
        // Nothing in a headline calls anybody.
        "m.mentions": {},
    })
}
