//! ntfy: a message published as JSON to the server's root.

use serde_json::{Value, json};
use url::Url;

use super::text::{addressed, compose, most, plain};
use crate::notice::{Notice, Tone};

/// The most bytes of a message; a longer one becomes an attachment (ntfy's `message-size-limit`).
const MAX_MESSAGE: usize = 4096;

/// ntfy's priorities: 3 is the usual one, 2 makes no sound.
const USUAL: u8 = 3;
const LOW: u8 = 2;

/// The topic that an endpoint's address ends in.
pub(super) fn topic(url: &Url) -> &str {
    url.path_segments()
        .and_then(|segments| segments.rev().find(|segment| !segment.is_empty()))
        .unwrap_or_default()
}

/// The sign before the title, by its name among ntfy's tags.
fn sign(tone: Tone) -> &'static str {
    match tone {
        Tone::News | Tone::Review => "newspaper",
        Tone::Trouble => "warning",
        Tone::Relief => "white_check_mark",
    }
}

pub(super) fn render(notice: &Notice, topic: &str) -> Value {
    // A tap leads to the story; where there are several, each shows where it leads.
    let run = if notice.link.is_some() { plain } else { addressed };
    let text = |shown| compose(notice, "", shown, &notice.footer, run);
    let shown = most(notice, |shown| text(shown).len() <= MAX_MESSAGE);
    let mut message = json!({
        "topic": topic,
        "title": notice.headline,
        "message": text(shown),
        "tags": [sign(notice.tone)],
        "priority": if notice.tone == Tone::Review { LOW } else { USUAL },
    });
    if let (Some(link), Some(message)) = (&notice.link, message.as_object_mut()) {
        message.insert("click".to_owned(), link.clone().into());
    }
    message
}
