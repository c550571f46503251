//! Discord's webhooks: one embed.

use serde_json::{Value, json};

use super::text::{compose, most};
use crate::cut::{cut, length};
use crate::notice::{Notice, Run, Tone};

/// The most of an embed's description, and of its title (Discord, embed limits). With the footer, which is short, they stay
/// under the 6,000 of all embeds.
const MAX_DESCRIPTION: usize = 4096;
const MAX_TITLE: usize = 256;

/// Amber for what a person should look at first, red for what does not work, green for what works again, and blue.
fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::News => 0x0034_98db,
        Tone::Review => 0x00f0_ad4e,
        Tone::Trouble => 0x00d9_534f,
        Tone::Relief => 0x005c_b85c,
    }
}

pub(super) fn render(notice: &Notice) -> Value {
    let description = |shown| compose(notice, "", shown, "", markdown);
    let shown = most(notice, |shown| length(&description(shown)) <= MAX_DESCRIPTION);
    json!({
        "embeds": [{
            "title": title(&notice.headline),
            "url": notice.link,
            "description": description(shown),
            "color": colour(notice.tone),
            "footer": { "text": notice.footer },
        }],
        // Nothing in a headline calls anybody.
        "allowed_mentions": { "parse": [] },
    })
}

/// The headline in at most 256 units with its escapes.
fn title(headline: &str) -> String {
    let whole = escape(headline);
    // Escapes at most double it.
    if length(&whole) <= MAX_TITLE { whole } else { escape(&cut(headline, MAX_TITLE / 2)) }
}

fn markdown(run: &Run) -> String {
    let text = escape(&run.text);
    let text = if run.bold && !text.is_empty() { format!("**{text}**") } else { text };
    match &run.link {
        Some(link) => format!("[{text}]({link})"),
        None => text,
    }
}

/// What has a meaning in Discord's Markdown, within a line or at its beginning.
const MARKS: &str = r"\*_~`|<>[]#-@";

/// Puts a backslash before everything that has a meaning.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if MARKS.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
