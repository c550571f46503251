//! Several outlets on loopback, an address each, so that limits for each host can be seen at work.

use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::outlet::{Outlet, OutletConfig};
use crate::server::Server;

/// Outlets that are served until this is dropped.
#[derive(Debug, Default)]
pub struct Newsroom {
    servers: Mutex<Vec<Server>>,
    opened: AtomicU32,
    totals: Arc<Totals>,
    changed: watch::Sender<u64>,
}

impl Newsroom {
    /// An empty newsroom.
    #[must_use]
    pub fn new() -> Self {
        Newsroom::default()
    }

    /// Opens an outlet on the next loopback address: 127.0.0.1, 127.0.0.2 and so on. Where the system has only the
    /// first, as macOS has, outlets share it and differ in their ports.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn open(&self, config: OutletConfig) -> io::Result<Outlet> {
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        let started = |ip| Outlet::start(ip, config.clone(), Arc::clone(&self.totals), self.changed.clone());
        let (outlet, server) = match started(address(number)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => {
                started(Ipv4Addr::LOCALHOST).await?
            }
            other => other?,
        };
        self.servers.lock().unwrap_or_else(PoisonError::into_inner).push(server);
        Ok(outlet)
    }

    /// What all outlets together were asked.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Waits until a condition holds, looking again after every request to any outlet.
    pub async fn until(&self, mut condition: impl FnMut() -> bool) {
        let mut changes = self.changed.subscribe();
        loop {
            changes.borrow_and_update();
            if condition() || changes.changed().await.is_err() {
                return;
            }
        }
    }
}

/// The loopback address of the outlet opened after so many others: 250 to each 127.0.x.
fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 0, 1).to_bits() + (number / 250 % 65_000) * 256 + number % 250)
}

/// Counts over all outlets of a newsroom, cheap to read.
#[derive(Debug, Default)]
pub struct Totals {
    requests: AtomicU64,
    feeds_begun: AtomicU64,
    feeds_whole: AtomicU64,
    feeds_not_modified: AtomicU64,
    pages_whole: AtomicU64,
    failures: AtomicU64,
}

impl Totals {
    /// Requests of any kind.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Feeds that were served whole at least once.
    #[must_use]
    pub fn feeds_begun(&self) -> u64 {
        self.feeds_begun.load(Ordering::Relaxed)
    }

    /// Requests for feeds answered 200.
    #[must_use]
    pub fn feeds_whole(&self) -> u64 {
        self.feeds_whole.load(Ordering::Relaxed)
    }

    /// Requests for feeds answered 304.
    #[must_use]
    pub fn feeds_not_modified(&self) -> u64 {
        self.feeds_not_modified.load(Ordering::Relaxed)
    }

    /// Requests for pages answered 200.
    #[must_use]
    pub fn pages_whole(&self) -> u64 {
        self.pages_whole.load(Ordering::Relaxed)
    }

    /// Requests that were answered 400 or above, or not at all.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    pub(crate) fn requested(&self, status: Option<u16>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if status.is_none_or(|status| status >= 400) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn served(&self, is_feed: bool, first: bool) {
        let whole = if is_feed { &self.feeds_whole } else { &self.pages_whole };
        whole.fetch_add(1, Ordering::Relaxed);
        self.feeds_begun.fetch_add(u64::from(first), Ordering::Relaxed);
    }

    pub(crate) fn not_modified(&self, is_feed: bool) {
        self.feeds_not_modified.fetch_add(u64::from(is_feed), Ordering::Relaxed);
    }
}
