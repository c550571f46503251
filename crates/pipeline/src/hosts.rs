//! Manners towards hosts: at most so many requests at a time, and a pause between the beginnings of two. Feeds and pages
//! share them.
//!
//! A stage claims nothing of a host that is [`Busy`], and no more of another than [`at_once`] says, so that what is claimed
//! can begin. Only where two stages claim for one host at the same moment does one of them wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use store::Claimed;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Clock;

/// How long a stage waits for a host all of whose turns are taken.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How many requests to one host may begin at the same moment: one where there has to be a pause between two.
pub(crate) fn at_once(per_host: usize, pause: Duration) -> usize {
    if pause.is_zero() { per_host } else { 1 }
}

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
    free_at: Timestamp,
    /// The most that this can be ahead; where it is more, the clock was set back.
    most_ahead: Duration,
}

impl Host {
    /// When the next request may begin. After the clock was set back that is brought nearer, and stays so: else it would be ahead
    /// until the clock is where it was.
    fn free_at(&mut self, now: Timestamp) -> Timestamp {
        self.free_at = self.free_at.min(now + self.most_ahead);
        self.free_at
    }

    /// Books the next beginning, which is given, and the pause after it.
    fn begin(&mut self, pause: Duration, now: Timestamp, per_host: usize) -> Timestamp {
        let begin = self.free_at(now).max(now);
        self.free_at = begin + pause;
        // As many as have a permit can be waiting for their pause to end.
        self.most_ahead = pause.saturating_mul(u32::try_from(per_host).unwrap_or(u32::MAX));
        begin
    }
}

/// The hosts that can take no request now.
#[derive(Debug, Default)]
pub(crate) struct Busy {
    pub(crate) hosts: Vec<String>,
    /// When the first of them may be free.
    pub(crate) first_free: Option<Timestamp>,
}

impl Busy {
    /// What was claimed, to be looked at again when the first pause ends, if that is earlier.
    pub(crate) fn look_again<T>(&self, claimed: Claimed<T>) -> Claimed<T> {
        let next_due = claimed.next_due.into_iter().chain(self.first_free).min();
        Claimed { next_due, ..claimed }
    }
}

impl Hosts {
    pub(crate) fn new(per_host: usize) -> Hosts {
        Hosts { per_host, hosts: Mutex::default() }
    }

    /// Waits for its turn to ask `host`, after which nobody else begins for `pause`; the turn ends when the permit is
    /// dropped.
    pub(crate) async fn enter(
        &self,
        host: &str,
        pause: Duration,
        clock: &Clock,
    ) -> Option<OwnedSemaphorePermit> {
        let permits = self.at(host, clock.now(), |host| Arc::clone(&host.permits));
        let permit = permits.acquire_owned().await.ok()?;
        let now = clock.now();
        let begin = self.at(host, now, |host| host.begin(pause, now, self.per_host));
        let wait = Duration::try_from(begin.duration_since(now)).unwrap_or_default();
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Some(permit)
    }

    /// A turn to ask `host` that begins at `now`, after which nobody else begins for `pause`; or when there may be one.
    pub(crate) fn enter_now(
        &self,
        host: &str,
        pause: Duration,
        now: Timestamp,
    ) -> Result<OwnedSemaphorePermit, Timestamp> {
        self.at(host, now, |host| {
            let free_at = host.free_at(now);
            if free_at > now {
                return Err(free_at);
            }
            let permit = Arc::clone(&host.permits).try_acquire_owned().map_err(|_| now + LOOK_AGAIN)?;
            host.begin(pause, now, self.per_host);
            Ok(permit)
        })
    }

    /// Has nobody begin at `host` for `pause`: what it asks for may be known only once it was asked for something.
    pub(crate) fn rest(&self, host: &str, pause: Duration, now: Timestamp) {
        self.at(host, now, |host| {
            host.free_at = host.free_at.max(now + pause);
            host.most_ahead = host.most_ahead.max(pause);
        });
    }

    /// Does something with a host, which is made known by that.
    fn at<T>(&self, host: &str, now: Timestamp, f: impl FnOnce(&mut Host) -> T) -> T {
        self.with(|hosts| {
            let permits = || Arc::new(Semaphore::new(self.per_host));
            let new = || Host { permits: permits(), free_at: now, most_ahead: Duration::ZERO };
            f(hosts.entry(host.to_owned()).or_insert_with(new))
        })
    }

    /// The hosts that can take no request at `now`; those that have been at rest are forgotten.
    pub(crate) fn busy(&self, now: Timestamp) -> Busy {
        self.with(|hosts| {
            hosts.retain(|_, host| {
                let in_use =
                    host.permits.available_permits() < self.per_host || Arc::strong_count(&host.permits) > 1;
                in_use || host.free_at(now) > now
            });
            let mut busy = Busy::default();
            for (name, host) in hosts.iter_mut() {
                let free_at = match host.permits.available_permits() {
                    // Another stage may hold them, and that stage alone learns when it is done.
                    0 => host.free_at(now).max(now + LOOK_AGAIN),
                    _ => host.free_at(now),
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
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    /// A clock that stands still.
    fn at(now: Timestamp) -> Clock {
        Clock::from_fn(move || now)
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_takes_so_many_requests_with_a_pause_between() {
        let hosts = Hosts::new(2);
        let start = tokio::time::Instant::now();
        let first = hosts.enter("a", SECOND, &at(START)).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        let second = hosts.enter("a", SECOND, &at(START)).await;
        assert_eq!(start.elapsed(), SECOND, "the second begins a pause after the first");
        let now = START + SECOND;
        assert_eq!(hosts.busy(now).hosts, ["a"]);
        let third = tokio::time::timeout(Duration::from_secs(60), hosts.enter("a", SECOND, &at(now))).await;
        assert!(third.is_err(), "a third waits for one of the two to end");
        drop(first);
        assert!(hosts.enter("a", SECOND, &at(now)).await.is_some());
        assert!(hosts.enter("b", SECOND, &at(now)).await.is_some(), "another host is not concerned");
        drop(second);
    }

    #[tokio::test]
    async fn a_turn_is_had_at_once_or_not_at_all() {
        let hosts = Hosts::new(2);
        let first = hosts.enter_now("a", SECOND, START).unwrap();
        assert_eq!(hosts.enter_now("a", SECOND, START).unwrap_err(), START + SECOND);
        let second = hosts.enter_now("a", SECOND, START + SECOND).unwrap();
        let later = START + 5 * SECOND;
        assert_eq!(hosts.enter_now("a", SECOND, later).unwrap_err(), later + LOOK_AGAIN);
        assert!(hosts.enter_now("b", SECOND, START).is_ok());
        hosts.rest("b", 20 * SECOND, START);
        assert_eq!(hosts.enter_now("b", SECOND, START + SECOND).unwrap_err(), START + 20 * SECOND);
        drop(first);
        assert!(hosts.enter_now("a", SECOND, later).is_ok());
        drop(second);
    }

    #[tokio::test]
    async fn a_host_at_rest_is_forgotten() {
        let hosts = Hosts::new(1);
        drop(hosts.enter("a", SECOND, &at(START)).await);
        assert_eq!(hosts.busy(START).first_free, Some(START + SECOND));
        assert!(hosts.busy(START + SECOND).hosts.is_empty());
        assert!(hosts.hosts.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_makes_no_host_busy_for_long() {
        let hosts = Hosts::new(1);
        drop(hosts.enter("a", SECOND, &at(START + 3600 * SECOND)).await);
        assert_eq!(hosts.busy(START).first_free, Some(START + SECOND));
        let half = START + SECOND / 2;
        assert_eq!(hosts.busy(half).first_free, Some(START + SECOND));
        assert_eq!(hosts.enter_now("a", SECOND, half).unwrap_err(), START + SECOND);
        assert_eq!(hosts.busy(START + SECOND).first_free, None);
    }

    #[test]
    fn what_is_claimed_at_once_can_begin_at_once() {
        assert_eq!(at_once(8, Duration::ZERO), 8);
        assert_eq!(at_once(8, SECOND), 1);
    }
}
