//! Telegram's Bot API: `sendMessage` in its HTML.

use serde_json::{Value, json};

use super::text::{compose, escape_html, html, most, plain};
use crate::cut::length;
use crate::notice::{Notice, Run};

/// The most of a message, counted in UTF-16 units after its tags are taken away (Bot API, `sendMessage`).
const MAX_TEXT: usize = 4096;

pub(super) fn render(notice: &Notice, chat: &str) -> Value {
    let head = Run { text: notice.headline.clone(), bold: true, link: notice.link.clone() };
    let visible = |shown| length(&compose(notice, &head.text, shown, &notice.footer, plain));
    let shown = most(notice, |shown| visible(shown) <= MAX_TEXT);
    json!({
        "chat_id": chat,
        "text": compose(notice, &html(&head), shown, &escape_html(&notice.footer), html),
        "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true },
    })
}
