//! What a backtest says: alerts a day, samples, and the difference to what runs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::{HoldReason, StoryId};
use serde::Serialize;

use super::pass::{Alerted, Passed, Side};
use super::sample::{Sample, TITLE};
use crate::commands::tell::{count, span};
use crate::config;

const DAY: f64 = 24.0 * 60.0 * 60.0;

/// What a backtest says.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    since: String,
    until: String,
    /// When the first article of the archive became known, be it before `since` or after it; null where there is none.
    archive_begins: Option<String>,
    #[serde(skip)]
    range: Range,
    /// How many articles became known in that time.
    articles: usize,
    /// What happened then and is left out.
    left_out: [&'static str; 2],
    watchlists: Vec<ListReport>,
    /// The running watchlists of which the file has none of that name.
    not_tried: Vec<String>,
}

/// The time that is asked for, and what there is of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    /// When the first article that is kept became known.
    pub(super) begins: Option<Timestamp>,
}

impl Range {
    /// When that begins of which something is known.
    fn known_since(self) -> Timestamp {
        self.begins.unwrap_or(self.until).max(self.since)
    }

    fn seconds_from(self, begin: Timestamp) -> f64 {
        self.until.duration_since(begin).as_secs_f64()
    }
}

/// The watchlists that are tried, and those that run.
#[derive(Debug)]
pub(super) struct Lists<'a> {
    /// The names of those that are tried.
    pub(super) names: &'a [String],
    /// Whether one of that name runs.
    pub(super) known: Vec<bool>,
    /// The names of the others that run.
    pub(super) others: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ListReport {
    watchlist: String,
    /// First alerts, one a story.
    alerts: usize,
    /// Alerts of stories that were told before.
    updates: usize,
    /// How many of both would be held before they are told, and for what.
    held: BTreeMap<&'static str, usize>,
    /// Stories in which nothing is sure, which would wait for a person.
    for_review: usize,
    /// First alerts and updates a day, of the time that the archive covers; null where that is less than a day.
    per_day: Option<f64>,
    /// The days (UTC) on which there were any.
    days: Vec<DayReport>,
    samples: Vec<Sample>,
    /// Stories of which the running watchlist of that name tells nothing; null where none runs.
    newly: Option<Difference>,
    /// Stories of which only the running one tells.
    no_longer: Option<Difference>,
    /// The running watchlist that may be meant where none runs by this name.
    #[serde(skip)]
    nearest: Option<String>,
}

#[derive(Debug, Serialize)]
struct DayReport {
    day: String,
    alerts: usize,
    updates: usize,
}

#[derive(Debug, Serialize)]
struct Difference {
    /// Stories that the other tells nothing of.
    alerts: usize,
    /// Updates of stories that both tell, as many as there are more of one than the other has.
    updates: usize,
    samples: Vec<Sample>,
}

impl Report {
    /// Sums a pass up; `sample` reads what is shown of an alert, at most `samples` of each kind.
    pub(super) fn new(
        lists: &Lists<'_>,
        range: Range,
        passed: &Passed,
        sample: impl Fn(&Alerted, Side) -> Result<Option<Sample>, store::Error>,
        samples: usize,
    ) -> Result<Report, store::Error> {
        let days = range.seconds_from(range.known_since()) / DAY;
        let show = |alerts: &[&Alerted], side| -> Result<Vec<Sample>, store::Error> {
            spread(alerts, samples).filter_map(|alert| sample(alert, side).transpose()).collect()
        };
        let mut watchlists = Vec::new();
        for (list, (name, known)) in lists.names.iter().zip(&lists.known).enumerate() {
            let waits = |alert: &&Alerted| alert.held == Some(HoldReason::Review);
            let told = |side| passed.of(side, list).iter().filter(|alert| !waits(alert)).collect::<Vec<_>>();
            let (tried, running) = (told(Side::Tried), told(Side::Running));
            let stories = |alerts: &mut dyn Iterator<Item = &Alerted>| -> HashSet<StoryId> {
                alerts.map(|alert| passed.resolve(alert.story)).collect()
            };
            let told_of = stories(&mut tried.iter().copied());
            let waiting = stories(&mut passed.of(Side::Tried, list).iter().filter(waits));
            let firsts: Vec<&Alerted> = tried.iter().copied().filter(|alert| alert.is_first).collect();
            let difference = |ours: &[&Alerted], theirs: &[&Alerted], side| -> Result<_, store::Error> {
                let told: HashSet<StoryId> = theirs.iter().map(|alert| passed.resolve(alert.story)).collect();
                let only: Vec<&Alerted> = ours
                    .iter()
                    .copied()
                    .filter(|alert| alert.is_first && !told.contains(&passed.resolve(alert.story)))
                    .collect();
                let (more, less) = (updates(ours, passed), updates(theirs, passed));
                let of_both = more.iter().filter(|(story, _)| told.contains(story));
                let updates =
                    of_both.map(|(story, count)| count.saturating_sub(*less.get(story).unwrap_or(&0))).sum();
                Ok(known.then_some(Difference { alerts: only.len(), updates, samples: show(&only, side)? }))
            };
            watchlists.push(ListReport {
                watchlist: name.clone(),
                alerts: firsts.len(),
                updates: tried.len() - firsts.len(),
                held: by_reason(&tried),
                for_review: waiting.difference(&told_of).count(),
                #[expect(clippy::cast_precision_loss, reason = "alerts are far fewer than 2^52")]
                per_day: (days >= 1.0).then(|| (tried.len() as f64 / days * 100.0).round() / 100.0),
                days: by_day(&tried),
                samples: show(&firsts, Side::Tried)?,
                newly: difference(&tried, &running, Side::Tried)?,
                no_longer: difference(&running, &tried, Side::Running)?,
                nearest: config::nearest(name, &lists.others).map(str::to_owned),
            });
        }
        Ok(Report {
            since: range.since.to_string(),
            until: range.until.to_string(),
            archive_begins: range.begins.map(|begins| begins.to_string()),
            range,
            articles: passed.articles,
            left_out: ["mutes", "edits"],
            watchlists,
            not_tried: lists.others.clone(),
        })
    }
}

/// At most `most` of the alerts, spread evenly over them.
fn spread<'a>(alerts: &'a [&'a Alerted], most: usize) -> impl Iterator<Item = &'a Alerted> {
    let shown = most.min(alerts.len());
    (0..shown).filter_map(move |number| alerts.get(number * alerts.len() / shown).copied())
}

/// How many updates of each story there are among alerts.
fn updates(alerts: &[&Alerted], passed: &Passed) -> HashMap<StoryId, usize> {
    let mut updates = HashMap::new();
    for alert in alerts.iter().filter(|alert| !alert.is_first) {
        *updates.entry(passed.resolve(alert.story)).or_default() += 1;
    }
    updates
}

fn by_reason(alerts: &[&Alerted]) -> BTreeMap<&'static str, usize> {
    let mut held = BTreeMap::new();
    for why in alerts.iter().filter_map(|alert| alert.held) {
        *held.entry(why.name()).or_default() += 1;
    }
    held
}

fn by_day(alerts: &[&Alerted]) -> Vec<DayReport> {
    let mut days: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for alert in alerts {
        let day = alert.seen.to_zoned(TimeZone::UTC).date().to_string();
        let (firsts, updates) = days.entry(day).or_default();
        *if alert.is_first { firsts } else { updates } += 1;
    }
    days.into_iter().map(|(day, (alerts, updates))| DayReport { day, alerts, updates }).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} since {}", count(self.articles, "article"), self.since)?;
        self.range.fmt(f)?;
        writeln!(
            f,
            "Left out: mutes, and texts before their edits. What was learned and said is as it is today."
        )?;
        self.watchlists.iter().try_for_each(|list| list.fmt(f))?;
        if !self.not_tried.is_empty() {
            writeln!(f, "\nRunning, and not tried by the file: {}", self.not_tried.join(", "))?;
        }
        Ok(())
    }
}

/// Says where less is known than was asked for.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no time that can be asked for has so many seconds"
        )]
        let shown = |begin| span(self.seconds_from(begin) as i64);
        match self.begins {
            None => writeln!(f, "The archive has no article yet, so that nothing follows from this."),
            Some(begins) if begins > self.since => writeln!(
                f,
                "The archive begins {begins:.0} and covers {} of {}: what would have been told before is not known.",
                shown(begins),
                shown(self.since)
            ),
            Some(_) => Ok(()),
        }
    }
}

impl fmt::Display for ListReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{}: {} and {}, {}",
            self.watchlist,
            count(self.alerts, "alert"),
            count(self.updates, "update"),
            self.per_day.map_or_else(
                || "in less than a day, which is too little to say how many a day".to_owned(),
                |per_day| format!("{per_day} a day")
            )
        )?;
        for (name, alerts) in &self.held {
            let why = HoldReason::ALL.into_iter().find(|reason| reason.name() == *name);
            let why = why.map_or_else(|| (*name).to_owned(), |why| why.to_string());
            writeln!(f, "  held for {why}: {alerts}")?;
        }
        if self.for_review > 0 {
            writeln!(f, "  stories that would wait for a person to look at them: {}", self.for_review)?;
        }
        if let Some(busiest) = self.days.iter().max_by_key(|day| day.alerts + day.updates) {
            writeln!(f, "  the most on {}: {}", busiest.day, busiest.alerts + busiest.updates)?;
        }
        section(f, "Alerts, for example", self.alerts, &self.samples)?;
        match (&self.newly, &self.no_longer) {
            (Some(newly), Some(no_longer)) => {
                newly.section(f, "Not told by the running configuration")?;
                no_longer.section(f, "Told by the running configuration alone")
            }
            _ => writeln!(
                f,
                "  The running configuration has no watchlist of this name{}",
                self.nearest.as_ref().map_or(".".to_owned(), |name| format!(": did you mean {name:?}?"))
            ),
        }
    }
}

impl Difference {
    fn section(&self, f: &mut fmt::Formatter<'_>, title: &str) -> fmt::Result {
        section(f, title, self.alerts, &self.samples)?;
        if self.updates > 0 {
            writeln!(f, "    and updates of stories that both tell: {}", self.updates)?;
        }
        Ok(())
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, all: usize, samples: &[Sample]) -> fmt::Result {
    writeln!(f, "  {title}: {} of {all}", samples.len())?;
    for sample in samples {
        let source = sample.source.as_deref().unwrap_or("an outlet without a name");
        writeln!(f, "    {}  {} — {source}", sample.at, sample.title)?;
        if let Some(url) = &sample.url {
            writeln!(f, "      {url}")?;
        }
        for found in &sample.mentions {
            let sentence = match found.field {
                Some(TITLE) => "in the headline",
                _ => found.sentence.as_deref().unwrap_or_default(),
            };
            writeln!(
                f,
                "      {} ({}, {:.0}%): {sentence}",
                found.watch,
                found.outcome,
                found.score * 100.0
            )?;
        }
    }
    Ok(())
}
