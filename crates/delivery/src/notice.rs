//! What an event tells a person, in the order in which they want to know it and short enough for a phone: the headline,
//! what was found and in which sentence and how sure that is, who has the story, and where all this comes from. Knows
//! nothing of any channel's markup; what a channel shows is made from these runs of text.

mod digest;
mod story;
mod update;
mod words;

use jiff::Timestamp;
use serde::Deserialize as _;

use self::words::{clean, link, name, source, time};
use crate::RenderError;
use crate::cut::cut;
use crate::wire::{DigestData, Event, IncidentData, StoryData, TestData, schema};

/// The most UTF-16 units of a headline.
const MAX_HEADLINE: usize = 200;

/// The most of what is known of an incident.
const MAX_DETAIL: usize = 500;

/// What the findings of a story are called.
const WATCHES: (&str, &str) = ("watch", "watches");

/// An event as a person reads it.
#[derive(Debug)]
pub(crate) struct Notice {
    /// Plain text, never empty, on one line.
    pub(crate) headline: String,
    /// Where the headline leads.
    pub(crate) link: Option<String>,
    /// What was found, best first, a paragraph each.
    pub(crate) findings: Vec<Paragraph>,
    /// How many findings there are besides.
    pub(crate) more: usize,
    /// What one of them is called, and several.
    nouns: (&'static str, &'static str),
    /// Who has the story.
    pub(crate) spread: Option<Paragraph>,
    /// Which watchlist tells it, and when.
    pub(crate) footer: String,
    /// When it happened, where that can be read.
    pub(crate) time: Option<Timestamp>,
    /// How it is meant.
    pub(crate) tone: Tone,
}

/// How a notice is meant, for the channels that have a colour, a sign or a sound for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It is news.
    News,
    /// All of it is for a person to look at first.
    Review,
    /// Something does not work.
    Trouble,
    /// Something works again.
    Relief,
}

/// Runs of text that stand on one line.
pub(crate) type Paragraph = Vec<Run>;

/// Text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    /// An address of http or https, in which nothing has a meaning in HTML or Markdown.
    pub(crate) link: Option<String>,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Run { text: text.into(), bold: false, link: None }
    }

    fn bold(text: impl Into<String>) -> Self {
        Run { bold: true, ..Run::plain(text) }
    }
}

impl Notice {
    /// Reads an event of any type. One of a type that is not known here gives a notice that says so.
    pub(crate) fn read(event: &str) -> Result<Self, RenderError> {
        let event: Event<serde_json::Value> = serde_json::from_str(event).map_err(RenderError::event)?;
        let when = time(&event.timestamp);
        let notice = match event.kind.as_str() {
            "test" => test(&TestData::deserialize(event.data).map_err(RenderError::event)?, &when),
            kind if kind.starts_with("story.") => {
                story::story(&StoryData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            "digest" => {
                digest::digest(&DigestData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            kind if schema(kind) == "incident" => {
                incident(kind, &IncidentData::deserialize(event.data).map_err(RenderError::event)?, &when)
            }
            kind => bare(format!("An event of the type {}", name(kind)), when),
        };
        Ok(Notice { time: event.timestamp.parse().ok(), ..notice })
    }

    /// The line that stands for the findings that are not shown: `shown` of those here are.
    pub(crate) fn more(&self, shown: usize) -> Option<String> {
        let hidden = self.more + self.findings.len().saturating_sub(shown);
        let noun = if hidden == 1 { self.nouns.0 } else { self.nouns.1 };
        (hidden > 0).then(|| format!("and {hidden} more {noun}").trim_end().to_owned())
    }
}

fn bare(headline: String, footer: String) -> Notice {
    Notice {
        headline,
        link: None,
        findings: Vec::new(),
        more: 0,
        nouns: WATCHES,
        spread: None,
        footer,
        time: None,
        tone: Tone::News,
    }
}

/// What happened to whom, since when, and what is known of it.
fn incident(kind: &str, data: &IncidentData, when: &str) -> Notice {
    let called = data.title.as_deref().map(name).filter(|title| !title.is_empty());
    let subject = called.or_else(|| source(None, Some(&data.subject))).unwrap_or_else(|| name(&data.subject));
    let (headline, tone) = match kind {
        "source.silent" => (format!("{subject} has fallen silent"), Tone::Trouble),
        "source.recovered" => (format!("{subject} is back"), Tone::Relief),
        "source.gone" => (format!("{subject} is gone for good"), Tone::Trouble),
        "endpoint.disabled" => (format!("Nothing more is sent to {subject}"), Tone::Trouble),
        "endpoint.recovered" => (format!("{subject} takes deliveries again"), Tone::Relief),
        kind => (format!("{}: {subject}", name(kind)), Tone::Trouble),
    };
    let detail = cut(&clean(&data.detail), MAX_DETAIL);
    Notice {
        link: link(&data.subject),
        findings: if detail.is_empty() { Vec::new() } else { vec![vec![Run::plain(detail)]] },
        spread: Some(vec![Run::plain(format!("{} {}.", before(tone), time(&data.since)))]),
        tone,
        ..bare(headline, format!("{} · {when}", name(kind)))
    }
}

/// What stands before the time since when something has been so.
fn before(tone: Tone) -> &'static str {
    if tone == Tone::Relief { "It had not been well since" } else { "Since" }
}

fn test(data: &TestData, time: &str) -> Notice {
    let notice = story::story(&data.story, time);
    let headline = format!("Test of {}: {}", name(&data.endpoint), notice.headline);
    Notice { headline: cut(&headline, MAX_HEADLINE), ..notice }
}

#[cfg(test)]
mod tests;
