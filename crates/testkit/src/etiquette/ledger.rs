//! What a host remembers of its guest, and the faults that it finds.

use std::collections::HashMap;
use std::time::Duration;

use hyper::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, USER_AGENT};
use jiff::{Timestamp, tz::TimeZone};

use super::{Custom, Habit};
use crate::server::Asked;

/// The most faults that are written down word by word.
const MAX_FAULTS: usize = 100;

/// A permanent redirect may be followed in its source's stead after so many sightings over so long.
const SIGHTINGS: usize = 3;
const SIGHTED_FOR: Duration = Duration::from_secs(24 * 3600);

/// What was seen of a guest.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// What it did wrong, as a person should read it.
    pub faults: Vec<String>,
    /// Requests for feeds.
    pub polls: usize,
    /// Those of them that brought validators.
    pub conditional: usize,
    /// Those that were answered with 304.
    pub unchanged: usize,
    /// Those that were answered with 429 or 503 and `Retry-After`.
    pub put_off: usize,
    /// Requests for pages.
    pub pages: usize,
    /// Requests for robots.txt.
    pub robots: usize,
}

impl Score {
    pub(super) fn and(mut self, other: &Score) -> Score {
        self.faults.extend(other.faults.iter().cloned());
        self.polls += other.polls;
        self.conditional += other.conditional;
        self.unchanged += other.unchanged;
        self.put_off += other.put_off;
        self.pages += other.pages;
        self.robots += other.robots;
        self
    }
}

/// The validators that an answer gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Issued {
    pub(super) etag: Option<Vec<u8>>,
    pub(super) modified: Option<Vec<u8>>,
}

impl Issued {
    fn brought_by(asked: &Asked) -> Issued {
        let bytes = |name| asked.headers.get(name).map(|value| value.as_bytes().to_vec());
        Issued { etag: bytes(IF_NONE_MATCH), modified: bytes(IF_MODIFIED_SINCE) }
    }
}

/// What is remembered of one address.
#[derive(Debug, Default)]
struct Address {
    asked: usize,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    /// Before this it should not be asked, and why.
    not_before: Option<(Timestamp, &'static str)>,
    issued: Option<Issued>,
    last_document: Option<Timestamp>,
    skip_hours: Vec<u8>,
    skip_days: Vec<u8>,
    gone: bool,
    left: bool,
}

/// One host's memory.
#[derive(Debug)]
pub(super) struct Ledger {
    custom: Custom,
    pub(super) habits: Vec<Habit>,
    pub(super) opened: Timestamp,
    pub(super) score: Score,
    addresses: HashMap<String, Address>,
    last: Option<Timestamp>,
    /// The request before that.
    before: Option<Timestamp>,
    /// Nothing of the host should be asked before this.
    busy_until: Option<Timestamp>,
}

impl Ledger {
    pub(super) fn new(custom: Custom, habits: Vec<Habit>, opened: Timestamp) -> Ledger {
        Ledger {
            custom,
            habits,
            opened,
            score: Score::default(),
            addresses: HashMap::new(),
            last: None,
            before: None,
            busy_until: None,
        }
    }

    pub(super) fn asked(&self, path: &str) -> usize {
        self.addresses.get(path).map_or(0, |address| address.asked)
    }

    pub(super) fn asked_for(&self, prefix: &str) -> usize {
        let fitting = self.addresses.iter().filter(|(path, _)| path.starts_with(prefix));
        fitting.map(|(_, address)| address.asked).sum()
    }

    fn fault(&mut self, path: &str, now: Timestamp, what: &str) {
        if self.score.faults.len() < MAX_FAULTS {
            self.score.faults.push(format!("{now} {path}: {what}"));
        }
    }

    /// What holds for every request. One that comes by a redirect follows its source at once.
    pub(super) fn judge_any(&mut self, asked: &Asked, redirected: bool, now: Timestamp) {
        let path = asked.path.as_str();
        let agent = asked.header(&USER_AGENT).unwrap_or_default();
        if !agent.starts_with("wirewatch/") || !agent.contains("+http") {
            self.fault(path, now, &format!("the guest does not say who it is: {agent:?}"));
        }
        if !redirected && self.last.is_some_and(|last| now < last + self.custom.host_pause) {
            self.fault(path, now, "the host had no pause");
        }
        if self.busy_until.is_some_and(|until| now < until) {
            self.fault(path, now, "the host's Retry-After is not over");
        }
        self.before = self.last.replace(now);
    }

    /// What holds for a feed.
    pub(super) fn judge_poll(&mut self, asked: &Asked, redirected: bool, now: Timestamp) {
        let path = asked.path.as_str();
        self.score.polls += 1;
        let brought = Issued::brought_by(asked);
        if brought != Issued::default() {
            self.score.conditional += 1;
        }
        let custom = self.custom;
        let address = self.addresses.entry(path.to_owned()).or_default();
        let mut faults = Vec::new();
        if let Some((until, why)) = address.not_before.filter(|(until, _)| now < *until) {
            faults.push(format!("too early by {} s: {why}", until.duration_since(now).as_secs()));
        }
        if address.gone {
            faults.push("it was gone for good".to_owned());
        }
        if address.left && !redirected {
            faults.push("it had moved for good and had been left".to_owned());
        }
        let civil = now.to_zoned(TimeZone::UTC);
        let hour = u8::try_from(civil.hour()).unwrap_or_default();
        let day = u8::try_from(civil.weekday().to_monday_zero_offset()).unwrap_or_default();
        if address.skip_hours.contains(&hour) || address.skip_days.contains(&day) {
            faults.push("it asked not to be asked at this time".to_owned());
        }
        let may_verify = address.last_document.is_some_and(|last| now >= last + custom.verify_after);
        let forgotten = brought == Issued::default() && !may_verify;
        match &address.issued {
            None if brought != Issued::default() => faults.push("validators that nobody issued".to_owned()),
            Some(_) if forgotten => faults.push("validators were forgotten".to_owned()),
            Some(issued) if brought != *issued && brought != Issued::default() => {
                faults.push("validators were not brought back as they were issued".to_owned());
            }
            _ => {}
        }
        address.asked += 1;
        address.first.get_or_insert(now);
        address.last = Some(now);
        address.not_before = Some((now + custom.min_interval, "the operator's least interval"));
        for fault in faults {
            self.fault(path, now, &fault);
        }
    }

    /// Whether a request for `path` comes by a redirect from `source`. Where it does not, the guest follows it in the source's
    /// stead, for which it needs to have seen it often enough.
    pub(super) fn is_redirected(&mut self, source: &str, path: &str, now: Timestamp) -> bool {
        let Some(from) = self.addresses.get_mut(source) else { return false };
        if from.last == Some(now) {
            return true;
        }
        from.left = true;
        let sighted = from.first.is_some_and(|first| from.last >= Some(first + SIGHTED_FOR));
        if from.asked < SIGHTINGS || !sighted {
            self.fault(path, now, "a permanent redirect was believed too soon");
        }
        false
    }

    /// What holds for a page.
    pub(super) fn judge_page(&mut self, path: &str, refused: bool, delay: Duration, now: Timestamp) {
        self.score.pages += 1;
        self.addresses.entry(path.to_owned()).or_default().asked += 1;
        if refused {
            self.fault(path, now, "robots.txt refuses it");
        }
        // After whatever was asked before it, be that a feed.
        if self.before.is_some_and(|before| now < before + delay) {
            self.fault(path, now, "robots.txt asks for a longer pause");
        }
    }

    pub(super) fn ask_not_before(&mut self, path: &str, until: Timestamp, why: &'static str) {
        if let Some(address) = self.addresses.get_mut(path)
            && address.not_before.is_none_or(|(known, _)| known < until)
        {
            address.not_before = Some((until, why));
        }
    }

    pub(super) fn ask_to_skip(&mut self, path: &str, hours: &[u8], days: &[u8]) {
        if let Some(address) = self.addresses.get_mut(path) {
            (address.skip_hours, address.skip_days) = (hours.to_vec(), days.to_vec());
        }
    }

    pub(super) fn put_off(&mut self, until: Timestamp) {
        self.score.put_off += 1;
        self.busy_until = Some(until);
    }

    pub(super) fn go(&mut self, path: &str) {
        if let Some(address) = self.addresses.get_mut(path) {
            address.gone = true;
        }
    }

    /// Notes an answer that is a document, or the renewal of one.
    pub(super) fn issue(&mut self, path: &str, issued: Issued, document: bool, now: Timestamp) {
        self.score.unchanged += usize::from(!document);
        if let Some(address) = self.addresses.get_mut(path) {
            address.issued = (issued != Issued::default()).then_some(issued);
            if document {
                address.last_document = Some(now);
            }
        }
    }
}
