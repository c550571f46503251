//! What the demo shows: each alert as it arrives, then the figures, then everything that was not as it should be.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use serde_json::Value;
use store::Status;
use testkit::story::{Expected, Grouping, Stage, TELLINGS, stories};
use testkit::{Received, Sink};

/// What was shown so far.
pub(super) struct Report {
    shown: BTreeSet<String>,
    outlets: usize,
}

impl Report {
    pub(super) fn begin(outlets: usize, articles: usize) -> io::Result<Report> {
        writeln!(
            out(),
            "A newsroom of {outlets} outlets publishes {articles} articles in English and French on this machine.\n\
             The daemon watches for Meta, Netflix and \"Inbox API\". Alerts, as they arrive:\n"
        )?;
        Ok(Report { shown: BTreeSet::new(), outlets })
    }

    /// Shows the alerts that were not shown before.
    pub(super) fn alerts(&mut self, received: &[Received], started: Instant) -> io::Result<()> {
        for alert in received {
            if self.shown.insert(alert.id.clone()) {
                show(&alert.json(), alert, started)?;
            }
        }
        Ok(())
    }

    /// Shows the figures and what is wrong with them; whether nothing is.
    pub(super) fn verdict(
        &self,
        status: Option<&Status>,
        received: &[Received],
        expected: &[Expected],
        grouping: Grouping,
    ) -> io::Result<bool> {
        let Some(status) = status else {
            writeln!(out(), "FAILED: not everything had come when the demo lost its patience")?;
            return Ok(false);
        };
        writeln!(
            out(),
            "{} articles from {} outlets became {} stories, {} of the articles being copies; {} alerts came.",
            status.placed,
            self.outlets,
            status.stories,
            status.copies,
            received.len()
        )?;
        let wrong = wrong(status, received, expected, grouping);
        for line in &wrong {
            writeln!(out(), "FAILED: {line}")?;
        }
        if wrong.is_empty() {
            writeln!(out(), "Every signature was verified, and everything is as it should be.")?;
        }
        Ok(wrong.is_empty())
    }

    pub(super) fn log(&self, lines: &[String]) -> io::Result<()> {
        writeln!(out(), "\nThe daemon's log:\n{}", lines.join("\n"))
    }

    pub(super) fn kept(&self, config: &Path, stage: &Stage, sink: &Sink) -> io::Result<()> {
        writeln!(out(), "\nEverything is left running until you interrupt it (Ctrl-C).")?;
        writeln!(out(), "  configuration  {}", config.display())?;
        writeln!(out(), "  receiver       {}", sink.url())?;
        stage.outlets().iter().try_for_each(|it| writeln!(out(), "  {:<22} {}", it.name(), it.feed_url()))?;
        writeln!(out(), "  try: wirewatch status --config {}", config.display())
    }
}

fn out() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

fn show(event: &Value, alert: &Received, started: Instant) -> io::Result<()> {
    let data = &event["data"];
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let after = alert.at.saturating_duration_since(started).as_secs_f64();
    writeln!(out(), "{after:5.2} s  {}: {}", text(&data["watchlist"]), text(&data["story"]["title"]))?;
    for outlet in data["story"]["outlets"].as_array().into_iter().flatten() {
        writeln!(out(), "           {} ({})", text(&outlet["source"]), text(&outlet["relation"]))?;
    }
    for mention in data["mentions"].as_array().into_iter().flatten() {
        let place = &mention["evidence"][0];
        writeln!(out(), "           found {}: “{}”", text(&mention["watch"]), text(&place["sentence"]))?;
    }
    writeln!(out())
}

/// Everything that is not as it should be.
fn wrong(status: &Status, received: &[Received], expected: &[Expected], grouping: Grouping) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: &str, found: usize, expected: usize| {
        if found != expected {
            wrong.push(format!("{what}: {found}, and {expected} were expected"));
        }
    };
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    check("articles", count(status.placed), TELLINGS.len());
    check("stories", count(status.stories), stories(grouping).len());
    check("alerts received", received.len(), expected.len());
    check("deliveries given up", count(status.dead_count), 0);
    check("feeds with a problem", status.feeds.iter().filter(|feed| feed.problem.is_some()).count(), 0);
    check("alerts not verified", received.iter().filter(|alert| alert.verified.is_err()).count(), 0);
    for story in expected {
        if !received.iter().any(|alert| tells_of(&alert.json(), story)) {
            wrong.push(format!("no alert told of {:?} in the story of {:?}", story.watches, story.slugs));
        }
    }
    wrong
}

/// Whether an alert is about a story's articles and names the watches that it holds.
fn tells_of(event: &Value, story: &Expected) -> bool {
    let mentions = event["data"]["mentions"].as_array();
    let found: BTreeSet<&str> =
        mentions.into_iter().flatten().filter_map(|mention| mention["watch"].as_str()).collect();
    let outlets = event["data"]["story"]["outlets"].as_array();
    let of_the_story = |outlet: &Value| {
        let url = outlet["url"].as_str().unwrap_or_default();
        story.slugs.iter().any(|slug| url.contains(slug))
    };
    found == story.watches.iter().copied().collect() && outlets.into_iter().flatten().all(of_the_story)
}
