//! The workers' steps in a simulated world: one at a time, each held against the promises, until everything has come to rest.

use std::time::Duration;

use model::HoldReason;
use pipeline::{Step, Steps};
use store::Status;

use super::Simulation;
use crate::watcher::{Broken, Ended};

/// How many steps everything may take to come to rest.
const PATIENCE: usize = 4_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worker {
    Poll,
    Read,
    Revisit,
    Group,
    Send,
    Fold,
    Housekeep,
}

pub(super) const WORKERS: [Worker; 7] = [
    Worker::Poll,
    Worker::Read,
    Worker::Revisit,
    Worker::Group,
    Worker::Send,
    Worker::Fold,
    Worker::Housekeep,
];

/// What happens while a request is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meanwhile {
    Nothing,
    Kill,
    Pass(Duration),
}

impl Simulation {
    pub(super) async fn step(
        &mut self,
        worker: Worker,
        meanwhile: Meanwhile,
    ) -> Result<Option<Step>, Broken> {
        let began = self.world.time.now();
        let steps = self.steps.as_mut().unwrap();
        let ended = {
            let work = work(steps, worker);
            tokio::pin!(work);
            tokio::select! {
                biased;
                () = self.world.asked(), if meanwhile != Meanwhile::Nothing => match meanwhile {
                    Meanwhile::Pass(time) => {
                        self.world.time.pass(time);
                        Some(work.await)
                    }
                    _ => None,
                },
                ended = &mut work => Some(ended),
            }
        };
        let now = self.world.time.now();
        let how = match &ended {
            Some(Ok(_)) => Ended::Committed,
            Some(Err(_)) => Ended::Failed,
            None => Ended::Killed,
        };
        self.note(match &ended {
            Some(Ok(step)) => format!("{worker:?} did {}, next {:?}", step.done, step.next),
            Some(Err(error)) => format!("{worker:?} failed: {error}"),
            None => format!("{worker:?} was killed"),
        });
        if worker == Worker::Send && self.watcher.keeps() {
            let made_now = if how == Ended::Committed { self.watcher.not_looked_at(&self.world) } else { 0 };
            self.watcher.settle(self.attempts() - made_now);
        }
        self.watcher.look(&self.world, began, now, how)?;
        match ended {
            Some(Ok(step)) => {
                self.next[worker as usize] = step.next;
                Ok(Some(step))
            }
            Some(Err(error)) if !self.in_trouble => {
                Err(Broken(format!("{worker:?} failed without a reason: {error:?}")))
            }
            Some(Err(_)) => {
                self.next[worker as usize] = None;
                Ok(None)
            }
            None => {
                self.steps = None;
                self.restart().await;
                Ok(None)
            }
        }
    }

    /// How many attempts the database knows.
    fn attempts(&self) -> usize {
        let database = rusqlite::Connection::open(self.world.database()).unwrap();
        database.query_row("SELECT count(*) FROM attempt", [], |row| row.get(0)).unwrap()
    }

    /// Steps everything until nothing is left to do but to poll feeds without news.
    pub(super) async fn rest(&mut self) -> Result<(), Broken> {
        let feeds = self.world.feeds.clone();
        let polls = |feed: usize| feeds[feed].0.count(&feeds[feed].1).requests;
        let before: Vec<u64> = (0..feeds.len()).map(polls).collect();
        // Whether something was done since the others looked.
        let mut news = true;
        for _ in 0..PATIENCE {
            let mut done = 0;
            for worker in WORKERS {
                let is_due = self.next[worker as usize].is_none_or(|next| next <= self.world.time.now());
                if !news && !is_due {
                    continue;
                }
                if let Some(step) = self.step(worker, Meanwhile::Nothing).await? {
                    done += if worker == Worker::Housekeep { 0 } else { step.done };
                }
            }
            news = done > 0;
            let polled = || (0..feeds.len()).all(|feed| polls(feed) > before[feed]);
            match done {
                0 if polled() && self.is_at_rest() => return Ok(()),
                0 => self.wait(),
                _ => {}
            }
        }
        let status = Status::read(&self.world.database()).unwrap();
        Err(Broken(format!("it never comes to rest: {status:?}")))
    }

    /// Whether nothing waits but what waits for a person.
    fn is_at_rest(&self) -> bool {
        let status = Status::read(&self.world.database()).unwrap();
        let by_itself = |held: &store::HeldStatus| held.why != HoldReason::Review;
        status.unread + status.unplaced + status.waiting_count == 0 && !status.held.iter().any(by_itself)
    }

    /// Lets time pass until a worker has something to do.
    fn wait(&mut self) {
        let housekeep = Worker::Housekeep as usize;
        let next = self.next.iter().take(housekeep).filter_map(|next| *next).min();
        let now = self.world.time.now();
        // Claims of workers that failed are only known by their end; the daemon's safety net looks for them.
        let safety_net = now + Duration::from_secs(30);
        self.world.time.set(next.filter(|next| *next > now).unwrap_or(safety_net));
    }
}

async fn work(steps: &mut Steps, worker: Worker) -> Result<Step, store::Error> {
    match worker {
        Worker::Poll => steps.poll(1).await,
        Worker::Read => steps.read(1).await,
        Worker::Revisit => steps.revisit(1).await,
        Worker::Group => steps.group().await,
        Worker::Send => steps.send(1).await,
        Worker::Fold => steps.fold().await,
        Worker::Housekeep => steps.housekeep().await,
    }
}
