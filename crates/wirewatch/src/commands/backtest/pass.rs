//! One pass over the archive: a thread reads ahead, all cores find, and what would have been told is decided in the order in
//! which the articles were placed. What is kept of an alert is a few numbers, so that memory stays flat.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use jiff::{SignedDuration, Timestamp};
use model::{HoldReason, StoryId};
use pipeline::{Backtest, Course};
use store::{Archive, Archived};
use watch::{Found, Knowledge};

use crate::commands::progress::Progress;

/// Articles that are read at once.
const BATCH: usize = 128;

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// The watchlists that are tried, and those of the same names that run.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) tried: Backtest,
    pub(super) running: Backtest,
    /// What the running daemon has learned and heard until now.
    pub(super) knowledge: Knowledge,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Tried,
    Running,
}

impl Sides {
    pub(super) fn of(&self, side: Side) -> &Backtest {
        match side {
            Side::Tried => &self.tried,
            Side::Running => &self.running,
        }
    }
}

/// An alert that would have been made, in short.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alerted {
    /// The watchlist's place among the names.
    pub(super) list: usize,
    pub(super) story: StoryId,
    /// The number of the article that raised it.
    pub(super) placed: i64,
    pub(super) seen: Timestamp,
    /// Whether it is the first of its story that is told without a person.
    pub(super) is_first: bool,
    /// Whether another article of its story had left no doubt of what it names.
    pub(super) is_lifted: bool,
    /// What it would be held for.
    pub(super) held: Option<HoldReason>,
}

/// What a pass gave.
#[derive(Debug, Default)]
pub(super) struct Passed {
    pub(super) articles: usize,
    /// By watchlist, in the order of the names.
    tried: Vec<Vec<Alerted>>,
    running: Vec<Vec<Alerted>>,
    /// Stories that ended in another.
    merged: HashMap<StoryId, StoryId>,
}

impl Passed {
    /// The alerts of the watchlist at a place among the names.
    pub(super) fn of(&self, side: Side, list: usize) -> &[Alerted] {
        let alerts = match side {
            Side::Tried => &self.tried,
            Side::Running => &self.running,
        };
        alerts.get(list).map_or(&[], Vec::as_slice)
    }

    /// The story that a story is at the end of the pass.
    pub(super) fn resolve(&self, story: StoryId) -> StoryId {
        let mut story = story;
        while let Some(&into) = self.merged.get(&story) {
            story = into;
        }
        story
    }
}

/// Goes over the articles that became known since `since`. What began in the stories' window before that is read too, so that
/// it is not told anew, and counted nowhere.
pub(super) fn pass(path: &Path, since: Timestamp, sides: &Sides, names: &[String]) -> anyhow::Result<Passed> {
    let archive = Archive::open(path)?;
    let window =
        SignedDuration::try_from(stories::Config::default().window)? + SignedDuration::from_hours(24);
    let from = since.saturating_sub(window)?;
    let mut progress = Progress::new(Some(archive.count_since(from)?));
    let none = vec![Vec::new(); names.len()];
    let mut passed = Passed { tried: none.clone(), running: none, ..Passed::default() };
    let numbers: HashMap<&str, usize> =
        names.iter().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
    let mut courses = [(sides.tried.begin(), Side::Tried), (sides.running.begin(), Side::Running)];
    thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        scope.spawn(move || read(&archive, from, &sender));
        for batch in batches {
            let batch = batch?;
            let found = find(sides, &batch);
            for (archived, [tried, running]) in batch.iter().zip(found) {
                progress.step();
                passed.count(archived, since);
                for ((course, side), found) in courses.iter_mut().zip([tried, running]) {
                    passed.take(course, *side, archived, found, since, &numbers);
                }
            }
        }
        Ok(())
    })?;
    Ok(passed)
}

fn read(archive: &Archive, from: Timestamp, batches: &SyncSender<Result<Vec<Archived>, store::Error>>) {
    let mut after = 0;
    loop {
        let batch = archive.articles_since(from, after, BATCH);
        let last = batch.as_ref().ok().and_then(|batch| batch.last()).map(|archived| archived.placed);
        let ended = match last {
            Some(last) => {
                after = last;
                false
            }
            None => true,
        };
        // Whoever does not listen any more has met an error of its own.
        if batches.send(batch).is_err() || ended {
            return;
        }
    }
}

/// What both sides find in each article, by all cores.
fn find(sides: &Sides, batch: &[Archived]) -> Vec<[Vec<Found>; 2]> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = |part: &[Archived]| -> Vec<[Vec<Found>; 2]> {
        part.iter()
            .map(|archived| {
                [&sides.tried, &sides.running].map(|side| side.find(&archived.article, &sides.knowledge))
            })
            .collect()
    };
    let size = batch.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = batch.chunks(size).map(|part| scope.spawn(move || work(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

impl Passed {
    fn count(&mut self, archived: &Archived, since: Timestamp) {
        if archived.article.seen >= since {
            self.articles += 1;
        }
        for ended in &archived.placement.merged {
            self.merged.insert(*ended, archived.placement.story);
        }
    }

    fn take(
        &mut self,
        course: &mut Course<'_>,
        side: Side,
        archived: &Archived,
        found: Vec<Found>,
        since: Timestamp,
        numbers: &HashMap<&str, usize>,
    ) {
        let Archived { placed, article, placement, backlog, .. } = archived;
        let told = course.take(*placed, article, placement, found, *backlog);
        let alerts = match side {
            Side::Tried => &mut self.tried,
            Side::Running => &mut self.running,
        };
        for would in told.iter().filter(|_| article.seen >= since) {
            if let Some(&list) = numbers.get(would.watchlist)
                && let Some(alerts) = alerts.get_mut(list)
            {
                let is_first = would.is_first();
                alerts.push(Alerted {
                    list,
                    story: would.story,
                    placed: would.placed,
                    seen: article.seen,
                    is_first,
                    is_lifted: would.is_lifted,
                    held: would.held,
                });
            }
        }
    }
}
