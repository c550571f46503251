//! Servers that keep score of how politely they are asked: every request is held against what was said before, by a clock
//! that the test sets. What is too early, invented or uncalled for is a fault.
//!
//! The rules are written here anew, from the standards and not from the daemon's code, so that neither can hide a mistake of
//! the other.

mod habit;
mod ledger;

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use self::habit::answer;
use self::ledger::Ledger;
use crate::server::Server;

pub use self::habit::{Habit, Wish};
pub use self::ledger::Score;

/// What a guest is told to keep to by its operator.
#[derive(Clone, Copy, Debug)]
pub struct Custom {
    /// Between two requests to one host.
    pub host_pause: Duration,
    /// Between two polls of one feed.
    pub min_interval: Duration,
    /// After so long of 304s a request without conditions is no fault.
    pub verify_after: Duration,
}

/// Hosts on addresses of their own, whose feeds have habits. Dropping it closes them.
pub struct Etiquette {
    custom: Custom,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    hosts: Vec<(Server, Arc<Mutex<Ledger>>)>,
}

impl fmt::Debug for Etiquette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Etiquette").field("custom", &self.custom).field("hosts", &self.hosts.len()).finish()
    }
}

impl Etiquette {
    /// No hosts yet; `now` is the clock by which all is judged.
    pub fn new(custom: Custom, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Etiquette {
        Etiquette { custom, now: Arc::new(now), hosts: Vec::new() }
    }

    /// Opens a host with feeds of these habits; the addresses of the feeds in order.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub async fn open(&mut self, habits: &[Habit]) -> io::Result<Vec<String>> {
        let ledger = Arc::new(Mutex::new(Ledger::new(self.custom, habits.to_vec(), (self.now)())));
        let (judged, now) = (Arc::clone(&ledger), Arc::clone(&self.now));
        let number = u8::try_from(self.hosts.len() + 1).map_err(io::Error::other)?;
        let server = Server::start(Ipv4Addr::new(127, 0, 77, number), move |asked| {
            answer(&mut lock(&judged), &asked, now())
        })
        .await?;
        let urls = (0..habits.len()).map(|feed| format!("http://{}/feed/{feed}", server.address));
        let urls = urls.collect();
        self.hosts.push((server, ledger));
        Ok(urls)
    }

    /// What was seen of the guest so far.
    #[must_use]
    pub fn score(&self) -> Score {
        self.hosts.iter().fold(Score::default(), |sum, (_, ledger)| sum.and(&lock(ledger).score))
    }

    /// How often a feed was asked, by the number of its host and its own.
    #[must_use]
    pub fn asked(&self, host: usize, feed: usize) -> usize {
        self.hosts.get(host).map_or(0, |(_, ledger)| lock(ledger).asked(&format!("/feed/{feed}")))
    }

    /// How often a host was asked for what begins so.
    #[must_use]
    pub fn asked_for(&self, host: usize, prefix: &str) -> usize {
        self.hosts.get(host).map_or(0, |(_, ledger)| lock(ledger).asked_for(prefix))
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}
