//! Microsoft Teams through Workflows: a message that carries an Adaptive Card. Its text is in rich-text blocks, which know
//! no Markdown, so that nothing in a headline can be taken for it.

use serde_json::{Value, json};

use super::text::most;
use crate::notice::{Notice, Paragraph, Run};

/// The most bytes of a message; Teams takes 28 KB, its own envelope included.
const MAX_BYTES: usize = 24 * 1024;

pub(super) fn render(notice: &Notice) -> Value {
    let shown = most(notice, |shown| message(notice, shown).to_string().len() <= MAX_BYTES);
    message(notice, shown)
}

fn message(notice: &Notice, shown: usize) -> Value {
    let headline = json!({
        "type": "RichTextBlock",
        "inlines": [{ "type": "TextRun", "text": notice.headline, "size": "Medium", "weight": "Bolder" }],
    });
    let mut body = vec![headline];
    body.extend(notice.findings.iter().take(shown).map(block));
    body.extend(notice.more(shown).map(|more| block(&vec![Run::plain(more)])));
    body.extend(notice.spread.as_ref().map(block));
    body.push(json!({
        "type": "RichTextBlock",
        "inlines": [{ "type": "TextRun", "text": notice.footer, "size": "Small", "isSubtle": true }],
    }));
    let actions: Vec<Value> = notice
        .link
        .iter()
        .map(|link| json!({ "type": "Action.OpenUrl", "title": "Read it", "url": link }))
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
                "actions": actions,
            },
        }],
    })
}

fn block(paragraph: &Paragraph) -> Value {
    let runs: Vec<Value> = paragraph.iter().map(inline).collect();
    json!({ "type": "RichTextBlock", "inlines": runs })
}

fn inline(run: &Run) -> Value {
    let mut inline = serde_json::Map::new();
    inline.insert("type".to_owned(), "TextRun".into());
    inline.insert("text".to_owned(), run.text.clone().into());
    if run.bold {
        inline.insert("weight".to_owned(), "Bolder".into());
    }
    if let Some(link) = &run.link {
        inline.insert("selectAction".to_owned(), json!({ "type": "Action.OpenUrl", "url": link }));
    }
    inline.into()
}
