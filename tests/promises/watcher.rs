//! Watches everything that the workers ask of the world, and says which promise a request breaks.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use testkit::{Received, Request};

use crate::world::{DISABLE_AFTER, ENDPOINTS, World};

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

/// In strict order the first failure holds everything up, and the first rest is shorter.
const RESTS_IN_ORDER: u64 = 5;

/// After so long without anything that arrived, an endpoint is disabled where nothing else is configured.
const USUALLY_DISABLED_AFTER: Duration = Duration::from_secs(5 * 24 * 3600);

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
    /// By sink: how many attempts failed since one arrived, and since when.
    failures: HashMap<usize, (u32, Timestamp)>,
    /// The sinks that are disabled, and since when.
    disabled: BTreeMap<usize, Timestamp>,
    ever_disabled: BTreeSet<usize>,
    /// Those that were enabled again and have taken nothing since; since when they had been disabled.
    recovering: BTreeMap<usize, Timestamp>,
    /// What has to be told of receivers: its type, whom it befell, and since when it had been so.
    pub(crate) incidents: BTreeSet<(&'static str, usize, Timestamp)>,
    /// The number of the alert that was sent last where they go in strict order.
    in_order: i64,
    /// The alerts that a person dropped.
    pub(crate) dropped: BTreeSet<i64>,
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
    pub(crate) body: Vec<u8>,
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

    /// The configuration was replaced: an endpoint that comes back is no longer disabled.
    pub(crate) fn left_out(&mut self, sink: usize) {
        self.disabled.remove(&sink);
        self.recovering.remove(&sink);
        self.pauses.remove(&sink);
        self.failures.remove(&sink);
    }

    /// A person enabled an endpoint.
    pub(crate) fn enabled(&mut self, sink: usize) {
        let since = self.disabled[&sink];
        self.left_out(sink);
        self.recovering.insert(sink, since);
    }

    /// The sinks that are disabled.
    pub(crate) fn disabled(&self) -> Vec<usize> {
        self.disabled.keys().copied().collect()
    }

    /// A person had something sent again: with the same id and body, by its whole schedule.
    pub(crate) fn replayed(&mut self, sink: usize, id: &str) {
        let known = self.known(sink, id);
        (known.settled, known.failed, known.not_before) = (false, 0, None);
        self.released();
    }

    /// A person had something sent that stands before what was sent already.
    pub(crate) fn released(&mut self) {
        self.in_order = 0;
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
        if self.disabled.contains_key(&sink) {
            return Err(Broken(format!("{name} is disabled, and was sent something")));
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
        if name == "strict"
            && let Some(number) = received.json()["data"]["sequence"].as_i64()
        {
            let before = std::mem::replace(&mut self.in_order, number);
            if number < before {
                return Err(Broken(format!("{name} was sent alert {number} after alert {before}")));
            }
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
        // In strict order what is first is tried whenever its endpoint does not rest.
        if let Some(not_before) = known.not_before.filter(|not_before| at < *not_before && name != "strict") {
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
        let arrived = matches!(attempt.status, Some(200..=299));
        match attempt.status {
            Some(410) => self.disable(attempt.sink, now),
            _ if arrived => self.endpoint_worked(attempt.sink, now),
            _ => self.endpoint_failed(attempt.sink, now),
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

    /// An endpoint that fails again and again rests, and is disabled in the end. Attempts are made one at a time here, so each
    /// failure is a new one.
    fn endpoint_failed(&mut self, sink: usize, now: Timestamp) {
        let (failures, since) = self.failures.entry(sink).or_insert((0, now));
        *failures += 1;
        *since = now.min(*since);
        let (failures, since) = (*failures, *since);
        let (first, after) = match ENDPOINTS[sink] {
            "strict" => (RESTS_IN_ORDER, 1),
            _ => (RESTS.0, RESTS_AFTER),
        };
        if let Some(beyond) = failures.checked_sub(after) {
            let rest = (first << beyond.min(10)).min(RESTS.1);
            self.leave_alone(sink, now + Duration::from_secs(rest));
        }
        let longest = if ENDPOINTS[sink] == "a" { DISABLE_AFTER } else { USUALLY_DISABLED_AFTER };
        if failures >= RESTS_AFTER && now.duration_since(since).unsigned_abs() >= longest {
            self.disable(sink, now);
        }
    }

    /// Nothing more is sent to it, and the others are told.
    fn disable(&mut self, sink: usize, now: Timestamp) {
        if self.disabled.contains_key(&sink) {
            return;
        }
        let since = self.failures.get(&sink).map_or(now, |(_, since)| *since);
        self.disabled.insert(sink, now);
        self.ever_disabled.insert(sink);
        self.recovering.remove(&sink);
        self.incidents.insert(("endpoint.disabled", sink, since));
    }

    /// Only the first delivery that arrives after a rest makes what waits for the endpoint due before its time.
    fn endpoint_worked(&mut self, sink: usize, now: Timestamp) {
        if self.disabled.contains_key(&sink) {
            return;
        }
        if let Some(since) = self.recovering.remove(&sink) {
            self.incidents.insert(("endpoint.recovered", sink, since));
        }
        let failures = self.failures.remove(&sink).map_or(0, |(failures, _)| failures);
        if failures < RESTS_AFTER {
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

    /// Whether an endpoint was ever disabled.
    pub(crate) fn was_disabled(&self, sink: usize) -> bool {
        self.ever_disabled.contains(&sink)
    }

    /// How many attempts at a delivery were committed as failed.
    pub(crate) fn failed(&self, sink: usize, id: &str) -> usize {
        self.deliveries.get(&(sink, id.to_owned())).map_or(0, |delivery| delivery.failed)
    }
}
