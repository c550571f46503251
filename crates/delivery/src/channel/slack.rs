//! Slack's incoming webhooks: a rich-text block for each paragraph. Rich text is made of runs, so that nothing in a headline
//! can be taken for markup or call everybody in a channel.

use serde_json::{Value, json};

use super::text::escape_html;
use crate::notice::{Notice, Paragraph, Run};

/// At most 50 blocks: the headline, eight findings, and three more.
pub(super) fn render(notice: &Notice) -> Value {
    let headline = Run { text: notice.headline.clone(), bold: true, link: notice.link.clone() };
    let mut blocks = vec![block(&vec![headline])];
    blocks.extend(notice.findings.iter().map(block));
    let shown = notice.findings.len();
    blocks.extend(notice.more(shown).map(|more| block(&vec![Run::plain(more)])));
    blocks.extend(notice.spread.as_ref().map(block));
    blocks.push(json!({
        "type": "context",
        "elements": [{ "type": "plain_text", "text": notice.footer, "emoji": false }],
    }));
    json!({
        // What a notification shows. Only here has text to be escaped.
        "text": escape_html(&notice.headline),
        "blocks": blocks,
        "unfurl_links": false,
        "unfurl_media": false,
    })
}

fn block(paragraph: &Paragraph) -> Value {
    let runs: Vec<Value> = paragraph.iter().map(element).collect();
    json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": runs }] })
}

fn element(run: &Run) -> Value {
    let mut element = match &run.link {
        Some(link) => json!({ "type": "link", "url": link, "text": run.text }),
        None => json!({ "type": "text", "text": run.text }),
    };
    if run.bold
        && let Some(element) = element.as_object_mut()
    {
        element.insert("style".to_owned(), json!({ "bold": true }));
    }
    element
}
