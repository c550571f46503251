//! Watches everything that the workers ask of the world, and says which promise a request breaks.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use testkit::{Received, Request};

use crate::world::{ENDPOINTS, World};

/// A promise that was broken, in words.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) String);

/// The least pauses after each failed attempt: a fifth less than Standard Webhooks' schedule.
const PAUSES: [u64; 9] = [4, 240, 1_440, 5_760, 14_400, 28_800, 40_320, 57_600, 69_120];

/// The most that an endpoint can ask for, for all its deliveries.
const MAX_PAUSE: u64 = 3_600;

/// So many failures in a row make an endpoint rest, first for so many seconds, then twice as long each time, up to the most.
const RESTS_AFTER: u32 = 5;
const RESTS: (u64, u64) = (30, 900);

/// The least time between two messages to the chat.
const CHAT_PACE: Duration = Duration::from_secs(1);

/// What was seen, and what follows from it.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    /// By feed: before when it must not be polled, once a poll was committed.
    feeds: HashMap<usize, Timestamp>,
    /// By outlet: how many requests were looked at, and when the last one came in this life of the workers.
    outlets: HashMap<usize, (usize, Option<Timestamp>)>,
    /// By sink: how many deliveries were looked at.
    sinks: HashMap<usize, usize>,
    /// By sink and id.
    pub(crate) deliveries: BTreeMap<(usize, String), Delivery>,
    /// By sink: before when nothing may be sent, by its wish or because it rests.
    pauses: HashMap<usize, Timestamp>,
    /// By sink: how many attempts failed since one arrived.
    failures: HashMap<usize, u32>,
    /// The sinks that said that they are gone.
    gone: Vec<usize>,
    ever_gone: Vec<usize>,
    /// What attempts gave that could not be committed yet.
    uncommitted: Vec<Attempt>,
    /// How many attempts were committed.
    committed: usize,
    /// When the chat was last sent something.
    chat: Option<Timestamp>,
}

/// What is known of a delivery.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    body: Vec<u8>,
    /// How many failed attempts were committed.
    failed: usize,
    /// Before when it must not be tried again.
    not_before: Option<Timestamp>,
    /// Whether it was accepted, and that was committed.
    pub(crate) settled: bool,
    /// Whether it was ever accepted.
    pub(crate) accepted: bool,
    /// Whether an attempt was made whose result is kept and not committed.
    kept: bool,
}

#[derive(Clone, Debug)]
struct Attempt {
    sink: usize,
    id: String,
    status: Option<u16>,
    retry_after: Option<u64>,
    ended: Timestamp,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All that it did is committed.
    Committed,
    /// The database failed.
    Failed,
    /// The workers were killed.
    Killed,
}

impl Watcher {
    /// Looks at what a step asked of the world. It began at `began`; it is `now` when it ended.
    pub(crate) fn look(
        &mut self,
        world: &World,
        began: Timestamp,
        now: Timestamp,
        ended: Ended,
    ) -> Result<(), Broken> {
        for outlet in 0..world.outlets.len() {
            let log = world.outlets[outlet].log();
            let (seen, _) = self.outlets.entry(outlet).or_default();
            let new = log.get(*seen..).unwrap_or_default().to_vec();
            *seen = log.len();
            for request in new {
                self.host(world, outlet, began)?;
                self.feed(world, outlet, &request, began, ended)?;
            }
        }
        for sink in 0..world.sinks.len() {
            let received = world.sinks[sink].all();
            let seen = self.sinks.entry(sink).or_default();
            let new = received.get(*seen..).unwrap_or_default().to_vec();
            *seen = received.len();
            for delivery in new {
                self.delivery(sink, &delivery, began, now, ended)?;
            }
        }
        if ended == Ended::Killed {
            self.killed();
        }
        Ok(())
    }

    /// The workers' memory is gone, and with it the pauses of hosts and what was not committed.
    fn killed(&mut self) {
        self.outlets.values_mut().for_each(|(_, last)| *last = None);
        self.chat = None;
        for attempt in std::mem::take(&mut self.uncommitted) {
            self.known(attempt.sink, &attempt.id).kept = false;
        }
    }

    /// The configuration was replaced: an endpoint that comes back is no longer gone.
    pub(crate) fn left_out(&mut self, sink: usize) {
        self.gone.retain(|gone| *gone != sink);
        self.pauses.remove(&sink);
        self.failures.remove(&sink);
    }

    /// The clock was set back, and everything that is due with it.
    pub(crate) fn set_back(&mut self, by: Duration) {
        let deliveries = self.deliveries.values_mut().filter_map(|delivery| delivery.not_before.as_mut());
        let hosts = self.outlets.values_mut().filter_map(|(_, last)| last.as_mut());
        let times = self.feeds.values_mut().chain(self.pauses.values_mut()).chain(deliveries).chain(hosts);
        let kept = self.uncommitted.iter_mut().map(|attempt| &mut attempt.ended);
        times.chain(kept).chain(self.chat.as_mut()).for_each(|time| *time -= by);
    }

    /// Whether there are attempts that could not be committed.
    pub(crate) fn keeps(&self) -> bool {
        !self.uncommitted.is_empty()
    }

    /// How many deliveries came that were not looked at.
    pub(crate) fn not_looked_at(&self, world: &World) -> usize {
        let received: usize = world.sinks.iter().map(testkit::Sink::count).sum();
        received - self.sinks.values().sum::<usize>()
    }

    /// What was kept for want of a database that works is committed later, the newest first; the database says how far.
    pub(crate) fn settle(&mut self, attempts_in_database: usize) {
        while self.committed < attempts_in_database {
            let Some(attempt) = self.uncommitted.pop() else { return };
            self.commit(&attempt);
        }
    }

    fn host(&mut self, world: &World, outlet: usize, at: Timestamp) -> Result<(), Broken> {
        let (_, last) = self.outlets.entry(outlet).or_default();
        let early = last.filter(|last| at < *last + world.host_pause);
        *last = Some(at);
        match early {
            None => Ok(()),
            Some(last) => Err(Broken(format!("outlet {outlet} was asked at {last} and again at {at}"))),
        }
    }

    fn feed(
        &mut self,
        world: &World,
        outlet: usize,
        request: &Request,
        at: Timestamp,
        ended: Ended,
    ) -> Result<(), Broken> {
        let address = world.outlets[outlet].address();
        let is_this =
            |(outlet, path): &(testkit::Outlet, String)| outlet.address() == address && *path == request.path;
        let Some(feed) = world.feeds.iter().position(is_this) else { return Ok(()) };
        if let Some(not_before) = self.feeds.get(&feed).filter(|not_before| at < **not_before) {
            return Err(Broken(format!("feed {feed} was polled at {at}, before {not_before}")));
        }
        if ended == Ended::Committed {
            let wish = Duration::from_secs(request.retry_after.unwrap_or_default().into());
            self.feeds.insert(feed, at + world.min_interval.max(wish));
        }
        Ok(())
    }

    fn delivery(
        &mut self,
        sink: usize,
        received: &Received,
        at: Timestamp,
        now: Timestamp,
        ended: Ended,
    ) -> Result<(), Broken> {
        let name = ENDPOINTS[sink];
        if self.gone.contains(&sink) {
            return Err(Broken(format!("{name} said that it is gone, and was sent something")));
        }
        if let Some(until) = self.pauses.get(&sink).filter(|until| at < **until) {
            return Err(Broken(format!(
                "{name} was to be left alone until {until} and was sent something at {at}"
            )));
        }
        if name == "chat" {
            let early = self.chat.is_some_and(|last| at < last + CHAT_PACE);
            self.chat = Some(at);
            if early {
                return Err(Broken(format!("{name} was sent two messages within a second, at {at}")));
            }
        } else if let Err(error) = &received.verified {
            return Err(Broken(format!("{name}: {} is not signed: {error}", received.id)));
        }
        // A chat's messages carry no id; what they say tells them apart.
        let id = match received.id.is_empty() {
            true => String::from_utf8_lossy(&received.body).into_owned(),
            false => received.id.clone(),
        };
        let known = self.known(sink, &id);
        if known.body.is_empty() {
            known.body = received.body.to_vec();
        }
        if known.body != received.body {
            return Err(Broken(format!("{name}: {id} came with another body")));
        }
        if known.settled {
            return Err(Broken(format!("{name}: {id} came again although its arrival was committed")));
        }
        if known.kept {
            return Err(Broken(format!("{name}: {id} came again although its attempt is known")));
        }
        if let Some(not_before) = known.not_before.filter(|not_before| at < *not_before) {
            return Err(Broken(format!("{name}: {id} came at {at}, before {not_before}")));
        }
        known.accepted |= received.accepted();
        let attempt = Attempt {
            sink,
            id,
            status: received.status,
            retry_after: received.retry_after.map(u64::from),
            ended: now,
        };
        match ended {
            Ended::Committed => self.commit(&attempt),
            Ended::Failed => {
                self.known(sink, &attempt.id).kept = true;
                self.uncommitted.push(attempt);
            }
            Ended::Killed => {}
        }
        Ok(())
    }

    fn known(&mut self, sink: usize, id: &str) -> &mut Delivery {
        self.deliveries.entry((sink, id.to_owned())).or_default()
    }

    fn commit(&mut self, attempt: &Attempt) {
        self.committed += 1;
        let now = attempt.ended;
        let wish = attempt.retry_after.unwrap_or_default();
        if matches!(attempt.status, Some(429 | 502 | 503 | 504)) && wish > 0 {
            let until = now + SignedDuration::from_secs(wish.min(MAX_PAUSE) as i64);
            self.leave_alone(attempt.sink, until);
        }
        if attempt.status == Some(410) {
            self.gone.push(attempt.sink);
            self.ever_gone.push(attempt.sink);
        }
        let arrived = matches!(attempt.status, Some(200..=299));
        match arrived {
            true => self.endpoint_worked(attempt.sink, now),
            false => self.endpoint_failed(attempt.sink, now),
        }
        let known = self.known(attempt.sink, &attempt.id);
        known.kept = false;
        match arrived {
            true => known.settled = true,
            false => {
                let pause = PAUSES.get(known.failed).copied().unwrap_or_default().max(wish);
                known.failed += 1;
                known.not_before = Some(now + SignedDuration::from_secs(pause as i64));
            }
        }
    }

    /// An endpoint that fails again and again rests. Attempts are made one at a time here, so each failure is a new one.
    fn endpoint_failed(&mut self, sink: usize, now: Timestamp) {
        let failures = self.failures.entry(sink).or_default();
        *failures += 1;
        let Some(beyond) = failures.checked_sub(RESTS_AFTER) else { return };
        let rest = (RESTS.0 << beyond.min(10)).min(RESTS.1);
        self.leave_alone(sink, now + Duration::from_secs(rest));
    }

    /// Only the first delivery that arrives after a rest makes what waits for the endpoint due before its time.
    fn endpoint_worked(&mut self, sink: usize, now: Timestamp) {
        if self.failures.remove(&sink).unwrap_or_default() < RESTS_AFTER {
            return;
        }
        let waiting = self.deliveries.iter_mut().filter(|((of, _), _)| *of == sink);
        for not_before in waiting.filter_map(|(_, delivery)| delivery.not_before.as_mut()) {
            *not_before = now.min(*not_before);
        }
    }

    fn leave_alone(&mut self, sink: usize, until: Timestamp) {
        let pause = self.pauses.entry(sink).or_insert(until);
        *pause = until.max(*pause);
    }

    /// Whether an endpoint ever said that it is gone.
    pub(crate) fn was_gone(&self, sink: usize) -> bool {
        self.ever_gone.contains(&sink)
    }

    /// How many attempts at a delivery were committed as failed.
    pub(crate) fn failed(&self, sink: usize, id: &str) -> usize {
        self.deliveries.get(&(sink, id.to_owned())).map_or(0, |delivery| delivery.failed)
    }
}
