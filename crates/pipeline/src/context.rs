//! What every stage works with: the store, the clock, the plan in force, and the cores.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use embedding::Model;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{Claim, Store};
use tokio::sync::{Semaphore, watch};

use crate::Clock;
use crate::hosts::{Busy, at_once};
use crate::plan::Plan;
use crate::robots::RobotsCache;

/// The most time for work on one document, or one batch of them; everything that was ever seen takes less than a second. The thread
/// of what takes longer cannot be ended, but nobody waits for it any more.
const MAX_WORK: Duration = Duration::from_secs(30);

/// What every stage works with.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) robots: RobotsCache,
    /// What shows articles of different languages to mean the same, if anything does.
    pub(crate) embedding: Option<Arc<Model>>,
    plan: watch::Receiver<Arc<Plan>>,
    random: Mutex<StdRng>,
    cores: Semaphore,
}

/// Work on a document could not be done because the code that does it failed.
#[derive(Debug)]
pub(crate) struct Panicked;

impl Context {
    pub(crate) fn new(
        store: Store,
        clock: Clock,
        plan: watch::Receiver<Arc<Plan>>,
        embedding: Option<Arc<Model>>,
        seed: u64,
    ) -> Context {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Context {
            store,
            clock,
            robots: RobotsCache::default(),
            embedding,
            plan,
            random: Mutex::new(StdRng::seed_from_u64(seed)),
            cores: Semaphore::new(cores),
        }
    }

    /// The plan in force. Work that began under one plan ends under it.
    pub(crate) fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.borrow())
    }

    /// A claim of at most `limit` things, held for `lease`, of hosts that can be asked now; and the hosts that cannot.
    pub(crate) fn claim(&self, lease: Duration, limit: usize) -> (Claim, Busy) {
        let (plan, now) = (self.plan(), self.clock.now());
        let busy = plan.hosts.busy(now);
        let per_host = at_once(plan.fetch.per_host, plan.fetch.host_pause);
        (Claim { per_host, except: busy.hosts.clone(), ..Claim::new(now, lease, limit) }, busy)
    }

    /// A random number from 0 to 1.
    pub(crate) fn random(&self) -> f64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).random()
    }

    /// Does work of the processor on a thread of its own, as much at a time as there are cores, so that no document keeps
    /// the network waiting. Work that panics costs its document and nothing else.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        within(&self.cores, MAX_WORK, work).await
    }

    /// Does work on all that is known, as [`Context::compute`] does that on a document. It takes as long as it takes: on a slow
    /// machine that is longer than any document may, and nothing could go on without it.
    pub(crate) async fn compute_all<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        to_its_end(&self.cores, work).await
    }
}

/// [`Context::compute`] on these cores, in `most` time.
async fn within<T: Send + 'static>(
    cores: &Semaphore,
    most: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Panicked> {
    let _permit = cores.acquire().await.map_err(|_| Panicked)?;
    let done = tokio::time::timeout(most, tokio::task::spawn_blocking(work)).await;
    let Ok(done) = done else {
        tracing::error!("a document took too long; it is given up");
        return Err(Panicked);
    };
    done.map_err(|error| {
        tracing::error!(%error, "a document failed in a way that was not foreseen");
        Panicked
    })
}

/// [`Context::compute_all`] on these cores.
async fn to_its_end<T: Send + 'static>(
    cores: &Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Panicked> {
    let _permit = cores.acquire().await.map_err(|_| Panicked)?;
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "the window of recent articles failed in a way that was not foreseen");
        Panicked
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_document_that_a_parser_panics_on_or_never_ends_with_stops_no_other() {
        let one = Semaphore::new(1);
        let panicked = within(&one, MAX_WORK, || panic!("of a parser")).await;
        assert!(matches!(panicked, Err::<(), _>(Panicked)));
        let (end, never) = std::sync::mpsc::channel::<()>();
        let endless = within(&one, Duration::ZERO, move || never.recv().is_err()).await;
        assert!(endless.is_err());
        assert!(matches!(within(&one, MAX_WORK, || 1).await, Ok(1)), "the core is free for others");
        drop(end);
    }

    #[tokio::test(start_paused = true)]
    async fn work_on_all_that_is_known_takes_as_long_as_it_takes() {
        let one = Semaphore::new(1);
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let slow = to_its_end(&one, move || ended.recv().is_ok());
        let meanwhile = async {
            tokio::time::advance(MAX_WORK * 10).await;
            end.send(()).unwrap();
        };
        let (done, ()) = tokio::join!(slow, meanwhile);
        assert!(matches!(done, Ok(true)));
        assert!(matches!(to_its_end(&one, || panic!("of a window")).await, Err::<(), _>(Panicked)));
    }
}
