//! What the demo shows: each alert as it arrives, then the figures, then everything that was not as it should be.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use serde_json::Value;
use store::Status;
use testkit::story::{Expected, Grouping, Stage, TELLINGS, alerts, stories};
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
        events: &[Expected],
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
        let wrong = wrong(status, received, events);
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

/// Everything that is not as it should be. How many stories there are depends on how many reports in words of their own
/// are recognised as telling of the same event: no fewer than events, no more than texts that are not copies.
fn wrong(status: &Status, received: &[Received], events: &[Expected]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: &str, found: usize, least: usize, most: usize| {
        if !(least..=most).contains(&found) {
            wrong.push(format!("{what}: {found}, and {least} to {most} were expected"));
        }
    };
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (least, most) = (stories(Grouping::Events).len(), stories(Grouping::Copies).len());
    check("articles", count(status.placed), TELLINGS.len(), TELLINGS.len());
    check("stories", count(status.stories), least, most);
    check("alerts received", received.len(), events.len(), alerts(Grouping::Copies).len());
    check("deliveries given up", count(status.dead_count), 0, 0);
    check("feeds with a problem", status.feeds.iter().filter(|feed| feed.problem.is_some()).count(), 0, 0);
    check("alerts not verified", received.iter().filter(|alert| alert.verified.is_err()).count(), 0, 0);
    let told: Vec<Option<usize>> = received.iter().map(|alert| event_of(&alert.json(), events)).collect();
    if told.contains(&None) {
        wrong.push("an alert mixed two events, or named what is not in its story".to_owned());
    }
    for (index, event) in events.iter().enumerate() {
        if !told.contains(&Some(index)) {
            wrong.push(format!("no alert told of {:?}", event.slugs));
        }
    }
    wrong
}

/// The event that an alert tells of: the one that all its articles and all watches found belong to.
fn event_of(alert: &Value, events: &[Expected]) -> Option<usize> {
    let list = |value: &Value, key: &str| -> Vec<String> {
        let texts = value.as_array().into_iter().flatten().filter_map(|item| item[key].as_str());
        texts.map(str::to_owned).collect()
    };
    let (urls, found) =
        (list(&alert["data"]["story"]["outlets"], "url"), list(&alert["data"]["mentions"], "watch"));
    events.iter().position(|event| {
        let of_it = |url: &String| event.slugs.iter().any(|slug| url.ends_with(slug));
        urls.iter().all(of_it)
            && !found.is_empty()
            && found.iter().all(|it| event.watches.contains(&it.as_str()))
    })
}
