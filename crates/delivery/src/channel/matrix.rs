//! Matrix: an `m.room.message` as plain text and as HTML. Its type is `m.text`, because clients notify of no `m.notice`.

use serde_json::{Value, json};

use super::text::{compose, escape_html, html, plain};
use crate::notice::{Notice, Run};

/// An event of Matrix may have 65,536 bytes; with eight findings at their longest, both forms stay under it.
pub(super) fn render(notice: &Notice) -> Value {
    let head = Run { text: notice.headline.clone(), bold: true, link: notice.link.clone() };
    let shown = notice.findings.len();
    let plain_head = match &notice.link {
        Some(link) => format!("{}\n{link}", notice.headline),
        None => notice.headline.clone(),
    };
    let formatted = compose(notice, &html(&head), shown, &escape_html(&notice.footer), html);
    json!({
        "msgtype": "m.text",
        "body": compose(notice, &plain_head, shown, &notice.footer, plain),
        "format": "org.matrix.custom.html",
        "formatted_body": format!("<p>{}</p>", formatted.replace("\n\n", "</p><p>")),
        // Nothing in a headline calls anybody.
        "m.mentions": {},
    })
}
