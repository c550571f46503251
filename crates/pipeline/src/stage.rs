//! The shape of a stage that asks other machines: claim what is due, work on it concurrently, commit.
//!
//! A stage registers for its topic before it claims, so that no wake-up is lost. It claims no more than it has hands for,
//! which is what bounds it. While the store fails it claims nothing, says so once, and goes on when it can.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claimed, Topic, Wake};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::context::Context;
use crate::shutdown::Stopping;

/// How long a stage sleeps at the most: the safety net under lost wake-ups and expired claims.
const SAFETY_NET: Duration = Duration::from_secs(30);

/// How long a stage waits after the store failed, at first and at the most.
const STORE_RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(15));

/// A stage that asks other machines.
pub(crate) trait Stage: Send + Sync + 'static {
    /// What it works on, one at a time.
    type Item: Send + 'static;
    /// Its name in the log.
    const NAME: &'static str;
    /// What wakes it.
    const TOPIC: Topic;
    /// How many items it works on at once.
    const HANDS: usize;

    /// Claims at most `hands` items that are due.
    fn claim(
        &self,
        context: &Context,
        hands: usize,
    ) -> impl Future<Output = Result<Claimed<Self::Item>, store::Error>> + Send;

    /// Works on one item and commits what came of it. An error is the store's: the claim expires and the item returns.
    fn work(
        &self,
        context: Arc<Context>,
        item: Self::Item,
    ) -> impl Future<Output = Result<(), store::Error>> + Send;
}

/// Runs a stage until it is told to stop and its hands are empty.
pub(crate) async fn run<S: Stage>(stage: Arc<S>, context: Arc<Context>, mut stopping: Stopping) {
    let mut wake = context.store.listen(S::TOPIC);
    let mut at_work = JoinSet::new();
    let mut trouble = Trouble::new(S::NAME);
    loop {
        wake.register();
        let hands = S::HANDS.saturating_sub(at_work.len());
        let mut sleep = SAFETY_NET;
        if hands > 0 && !stopping.is_stopping() && !trouble.is_waiting() {
            match stage.claim(&context, hands).await {
                Ok(claimed) => {
                    trouble.over();
                    sleep = until(context.clock.now(), claimed.next_due).min(SAFETY_NET);
                    for item in claimed.items {
                        let (stage, context) = (Arc::clone(&stage), Arc::clone(&context));
                        at_work.spawn(async move { stage.work(context, item).await });
                    }
                }
                // Without its database the worker ends, and the program with it.
                Err(store::Error::Stopped) => return,
                Err(error) => trouble.begin(&error),
            }
        }
        if stopping.is_stopping() && at_work.is_empty() {
            return;
        }
        let wake_at = trouble.waits_until().unwrap_or(Instant::now() + sleep);
        wait::<S>(&mut at_work, &mut wake, &mut stopping, &mut trouble, wake_at).await;
    }
}

async fn wait<S: Stage>(
    at_work: &mut JoinSet<Result<(), store::Error>>,
    wake: &mut Wake,
    stopping: &mut Stopping,
    trouble: &mut Trouble,
    wake_at: Instant,
) {
    let full = at_work.len() >= S::HANDS;
    let was_stopping = stopping.is_stopping();
    tokio::select! {
        Some(ended) = at_work.join_next() => {
            trouble.note(ended);
            while let Some(ended) = at_work.try_join_next() {
                trouble.note(ended);
            }
        }
        () = wake.woken(), if !full && !was_stopping && !trouble.is_waiting() => {}
        () = tokio::time::sleep_until(wake_at), if !was_stopping => {}
        () = stopping.begun(), if !was_stopping => {}
    }
}

fn until(now: Timestamp, due: Option<Timestamp>) -> Duration {
    due.map_or(SAFETY_NET, |due| Duration::try_from(due.duration_since(now)).unwrap_or_default())
        .max(Duration::from_millis(1))
}

/// The store's failures as a stage sees them: told once when they begin and once when they are over.
#[derive(Debug)]
pub(crate) struct Trouble {
    stage: &'static str,
    waits: Option<(Instant, Duration)>,
}

impl Trouble {
    pub(crate) fn new(stage: &'static str) -> Trouble {
        Trouble { stage, waits: None }
    }

    /// Whether nothing is to be claimed yet.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waits_until().is_some()
    }

    pub(crate) fn waits_until(&self) -> Option<Instant> {
        self.waits.map(|(until, _)| until).filter(|until| *until > Instant::now())
    }

    /// Begins a pause, a longer one each time; failures within it are part of it.
    pub(crate) fn begin(&mut self, error: &store::Error) {
        if self.is_waiting() {
            return;
        }
        let pause = match self.waits {
            None => {
                tracing::error!(stage = self.stage, error = %Chain(error), "the database failed; nothing is claimed until it works again");
                STORE_RETRY.0
            }
            Some((_, pause)) => (pause * 2).min(STORE_RETRY.1),
        };
        self.waits = Some((Instant::now() + pause, pause));
    }

    pub(crate) fn over(&mut self) {
        if self.waits.take().is_some() {
            tracing::info!(stage = self.stage, "the database works again");
        }
    }

    /// Takes note of how an item ended. A panic costs that item its claim, which expires, and nothing else.
    fn note(&mut self, ended: Result<Result<(), store::Error>, tokio::task::JoinError>) {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.begin(&error),
            Err(error) => {
                tracing::error!(stage = self.stage, %error, "an item failed in a way that was not foreseen")
            }
        }
    }
}

/// An error with its causes, on one line.
pub(crate) struct Chain<'a>(pub(crate) &'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
