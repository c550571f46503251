//! Manners towards hosts: at most so many requests at a time, and a pause between the beginnings of two. Feeds and pages
//! share them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How long a stage waits for a host all of whose turns are taken.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The hosts with requests under way, or in their pause.
#[derive(Debug)]
pub(crate) struct Hosts {
    per_host: usize,
    hosts: Mutex<FxHashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    permits: Arc<Semaphore>,
    /// When the next request may begin.
    free_at: Instant,
}

/// The hosts that can take no request now.
#[derive(Debug, Default)]
pub(crate) struct Busy {
    pub(crate) hosts: Vec<String>,
    /// When the first of them may be free.
    pub(crate) first_free: Option<Instant>,
}

impl Busy {
    /// The earlier of `due` and the end of the first pause.
    pub(crate) fn earlier(&self, due: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let free = self.first_free.map(|at| now + at.saturating_duration_since(Instant::now()));
        due.into_iter().chain(free).min()
    }
}

impl Hosts {
    pub(crate) fn new(per_host: usize) -> Hosts {
        Hosts { per_host, hosts: Mutex::default() }
    }

    /// Waits for its turn to ask `host`, after which nobody else begins for `pause`; the turn ends when the permit is
    /// dropped.
    pub(crate) async fn enter(&self, host: &str, pause: Duration) -> Option<OwnedSemaphorePermit> {
        let permits = self.with(|hosts| {
            let permits = || Arc::new(Semaphore::new(self.per_host));
            let entry = hosts
                .entry(host.to_owned())
                .or_insert_with(|| Host { permits: permits(), free_at: Instant::now() });
            Arc::clone(&entry.permits)
        });
        let permit = permits.acquire_owned().await.ok()?;
        let begin = self.with(|hosts| {
            let now = Instant::now();
            let Some(entry) = hosts.get_mut(host) else { return now };
            let begin = entry.free_at.max(now);
            entry.free_at = begin + pause;
            begin
        });
        tokio::time::sleep_until(begin).await;
        Some(permit)
    }

    /// The hosts that can take no request now; those that have been at rest are forgotten.
    pub(crate) fn busy(&self) -> Busy {
        let now = Instant::now();
        self.with(|hosts| {
            hosts.retain(|_, host| {
                let in_use =
                    host.permits.available_permits() < self.per_host || Arc::strong_count(&host.permits) > 1;
                in_use || host.free_at > now
            });
            let mut busy = Busy::default();
            for (name, host) in hosts.iter() {
                let free_at = match host.permits.available_permits() {
                    // Another stage may hold them, and that stage alone learns when it is done.
                    0 => host.free_at.max(now + LOOK_AGAIN),
                    _ => host.free_at,
                };
                if free_at > now {
                    busy.hosts.push(name.clone());
                    busy.first_free = busy.first_free.into_iter().chain([free_at]).min();
                }
            }
            busy
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut FxHashMap<String, Host>) -> T) -> T {
        f(&mut self.hosts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_host_takes_so_many_requests_with_a_pause_between() {
        let hosts = Hosts::new(2);
        let start = Instant::now();
        let first = hosts.enter("a", SECOND).await;
        let second = hosts.enter("a", SECOND).await;
        assert_eq!(start.elapsed(), Duration::from_secs(1), "the second begins a pause after the first");
        assert_eq!(hosts.busy().hosts, ["a"]);
        let third = tokio::time::timeout(Duration::from_secs(60), hosts.enter("a", SECOND)).await;
        assert!(third.is_err(), "a third waits for one of the two to end");
        drop(first);
        assert!(hosts.enter("a", SECOND).await.is_some());
        assert!(hosts.enter("b", SECOND).await.is_some(), "another host is not concerned");
        drop(second);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_at_rest_is_forgotten() {
        let hosts = Hosts::new(1);
        drop(hosts.enter("a", SECOND).await);
        assert_eq!(hosts.busy().first_free, Some(Instant::now() + Duration::from_secs(1)));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(hosts.busy().hosts.is_empty());
        assert!(hosts.hosts.lock().unwrap().is_empty());
    }
}
