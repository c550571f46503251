//! Redirects: where each leads is asked only if it may be now. Another host has turns and pauses of its own; and where a page is
//! asked for, every address has a robots.txt. Within a host whoever has had a turn follows where that led.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use outbound::{Client, GateFuture};
use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use crate::context::Context;
use crate::plan::Plan;
use crate::robots::{self, Leave};

/// What keeps a host from being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bar {
    /// Its robots.txt.
    Refused,
    /// Its robots.txt could not be had.
    Unreachable,
    /// Its pause, which ends after so long.
    Pause(Duration),
}

/// The hosts that one chain of redirects may lead to, and its turns at them, which end with it.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    context: &'a Context,
    plan: &'a Plan,
    /// By which the chain is followed, and robots.txt is asked for on its way.
    client: &'a Client,
    /// Whether pages are asked for, which robots.txt is about.
    pages: bool,
    way: Mutex<Way>,
}

#[derive(Debug, Default)]
struct Way {
    hosts: Vec<String>,
    turns: Vec<OwnedSemaphorePermit>,
    barred: Option<(Url, Bar)>,
}

impl<'a> Chain<'a> {
    /// A chain that begins at `host`, where it has its turn.
    pub(crate) fn of_pages(
        context: &'a Context,
        plan: &'a Plan,
        client: &'a Client,
        host: &str,
    ) -> Chain<'a> {
        let way = Way { hosts: vec![host.to_owned()], ..Way::default() };
        Chain { context, plan, client, pages: true, way: Mutex::new(way) }
    }

    /// Like [`Chain::of_pages`] for what robots.txt is not about.
    pub(crate) fn of_others(
        context: &'a Context,
        plan: &'a Plan,
        client: &'a Client,
        host: &str,
    ) -> Chain<'a> {
        Chain { pages: false, ..Chain::of_pages(context, plan, client, host) }
    }

    /// Whether `to` may be asked now; if so its host has begun its pause.
    pub(crate) fn opens(&self, to: Url) -> GateFuture<'_> {
        Box::pin(async move {
            let bar = self.bar(&to).await;
            let opens = bar.is_none();
            self.with(|way| way.barred = bar.map(|bar| (to, bar)));
            opens
        })
    }

    /// What kept the chain from going on, and where it would have led.
    pub(crate) fn barred(&self) -> Option<(Url, Bar)> {
        self.with(|way| way.barred.take())
    }

    /// Where the chain would have led but for a pause, and for how long that lasts.
    pub(crate) fn pause(&self) -> Option<(Url, Duration)> {
        match self.barred()? {
            (to, Bar::Pause(wait)) => Some((to, wait)),
            (_, Bar::Refused | Bar::Unreachable) => None,
        }
    }

    async fn bar(&self, to: &Url) -> Option<Bar> {
        let host = to.host_str().unwrap_or_default();
        let leave = match self.pages {
            true => robots::leave(self.context, self.plan, to),
            false => Leave::Given(Duration::ZERO),
        };
        let delay = match leave.delay() {
            Ok(delay) => delay,
            Err(bar) => return Some(bar),
        };
        let pause = self.plan.fetch.host_pause.max(delay).max(self.context.robots.delay(host));
        let known = self.with(|way| way.hosts.iter().any(|known| known == host));
        if !known && let Some(bar) = self.enter(host, pause).await {
            return Some(bar);
        }
        if leave == Leave::Unknown {
            let wait = robots::ask(self.context, self.plan, self.client, to, self.context.clock.now()).await;
            return Some(Bar::Pause(pause.max(wait)));
        }
        None
    }

    /// Takes a turn at a host, or says what keeps it from that.
    async fn enter(&self, host: &str, pause: Duration) -> Option<Bar> {
        let now = self.context.clock.now();
        let until =
            |at: Timestamp| Bar::Pause(Duration::try_from(at.duration_since(now)).unwrap_or_default());
        // Where the database cannot be read, what is asked for cannot be committed either.
        let asked = self.context.store.paused_until(host.to_owned(), now).await.ok()?;
        if let Some(end) = asked {
            return Some(until(end));
        }
        match self.plan.hosts.enter_now(host, pause, now) {
            Ok(turn) => {
                self.with(|way| {
                    way.hosts.push(host.to_owned());
                    way.turns.push(turn);
                });
                None
            }
            Err(free) => Some(until(free)),
        }
    }

    fn with<T>(&self, f: impl FnOnce(&mut Way) -> T) -> T {
        f(&mut self.way.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
