//! Starts the workers, sees them end, and stops them in good order.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::shutdown::Stopping;
use crate::step::Workers;

/// The workers and the wish to stop them.
#[derive(Debug)]
pub(crate) struct Supervisor {
    stop: watch::Sender<bool>,
    workers: JoinSet<&'static str>,
}

impl Supervisor {
    pub(crate) fn start(workers: Workers) -> Supervisor {
        let Workers { subscribe, push, poll, read, revisit, group, send, fold, housekeep } = workers;
        let (stop, stopping) = Stopping::new();
        let mut workers = JoinSet::new();
        workers.spawn(named("poll", poll.run(stopping.clone())));
        workers.spawn(named("subscribe", subscribe.run(stopping.clone())));
        workers.spawn(named("push", push.run(stopping.clone())));
        workers.spawn(named("read", read.run(stopping.clone())));
        workers.spawn(named("revisit", revisit.run(stopping.clone())));
        workers.spawn(named("group", group.run(stopping.clone())));
        workers.spawn(named("send", send.run(stopping.clone())));
        workers.spawn(named("fold", fold.run(stopping.clone())));
        workers.spawn(named("housekeep", housekeep.run(stopping)));
        Supervisor { stop, workers }
    }

    /// Waits for a worker that ends although nobody told it to.
    pub(crate) async fn failed(&mut self) -> &'static str {
        match self.workers.join_next().await {
            Some(Ok(name)) => name,
            Some(Err(error)) => {
                tracing::error!(%error, "a worker failed in a way that was not foreseen");
                "unknown"
            }
            None => "all",
        }
    }

    /// Returns whether all workers ended within `deadline`.
    pub(crate) async fn stop(mut self, deadline: Duration) -> bool {
        self.stop.send_replace(true);
        let ended = async { while self.workers.join_next().await.is_some() {} };
        tokio::time::timeout(deadline, ended).await.is_ok()
    }
}

async fn named(name: &'static str, worker: impl Future<Output = ()>) -> &'static str {
    worker.await;
    name
}
