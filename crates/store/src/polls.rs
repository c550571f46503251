//! What came of a poll, and its commit: the feed's state, its validators and its new entries together.

mod notes;

use std::time::Duration;

use jiff::Timestamp;
use model::{ArticleId, FeedId};
use rusqlite::params;

use self::notes::{
    is_first, note_cadence, note_document, note_failure, note_first, note_gone, note_lie, note_truth,
    note_unchanged,
};
use crate::articles::NewEntry;
use crate::entries::Intake;
use crate::events::{IncidentReport, report_within};
use crate::hosts::{HostPause, note_pause};
use crate::row::{Millis, millis};
use crate::thread::Transaction;
use crate::{Cadence, Error, Moved, Silence, Store, Topic, Validators};

/// What came of a poll.
#[derive(Clone, Debug)]
pub struct Poll {
    /// The feed.
    pub feed: FeedId,
    /// When it was polled.
    pub now: Timestamp,
    /// What it answered.
    pub result: PollResult,
    /// Where it is to be found from now on.
    pub place: FeedPlace,
    /// A pause that a host asked for meanwhile.
    pub pause: Option<HostPause>,
}

/// Where a feed is to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedPlace {
    /// The host that its polls count for.
    pub host: String,
    /// The address that is polled in the place of the configured one.
    pub address: Option<String>,
    /// The permanent redirect that its polls meet, or what was tried in vain.
    pub moved: Option<Moved>,
}

/// What follows from a poll.
#[derive(Clone, Debug)]
pub struct Sequel {
    /// When the feed is polled again.
    pub next_poll: Timestamp,
    /// Until when its answer asks to be spared.
    pub asked_until: Timestamp,
    /// The interval to which it has adapted.
    pub interval: Duration,
    /// The longest time that it was seen to take for something new.
    pub longest_gap: Option<Duration>,
    /// The mean time between two polls with news, of a feed whose document does not show its rhythm by dates.
    pub rhythm: Option<Duration>,
    /// Whether it is silent.
    pub silence: Option<Silence>,
    /// What is to be told of it.
    pub report: Option<IncidentReport>,
}

/// What a feed answered.
#[derive(Clone, Debug)]
pub enum PollResult {
    /// A document.
    Modified {
        /// The answer's validators, committed with the entries so that a crash polls again instead of losing items.
        validators: Validators,
        /// What it says of when to ask again.
        cadence: Cadence,
        /// The feed's title.
        title: Option<String>,
        /// The entries in document order.
        entries: Vec<NewEntry>,
        /// What was wrong with the document, if anything.
        problem: Option<String>,
        /// Whether it was read to its end.
        is_whole: bool,
        /// What it proves of the server's 304s, if it has entries that are not known.
        proves: Option<Proof>,
    },
    /// A 304: nothing new.
    NotModified {
        /// The validators of this answer, if it had any.
        validators: Validators,
        /// `max-age` as it holds from now on.
        fresh_for: Option<Duration>,
    },
    /// Nothing that could be used.
    Failed {
        /// What was wrong, for a person.
        problem: String,
    },
    /// No feed, but something that says where it may be: that is asked next. It adds nothing to the failures in a row; since when the feed
    /// fails begins with it.
    Elsewhere {
        /// What is there, for a person.
        problem: String,
    },
    /// 410: it wants no polls any more.
    Gone,
}

/// What a document proves of its server's 304s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// They are not true: under the same validators there was something new.
    Lie,
    /// They are true: where there was something new the server did not say otherwise.
    Truth,
}

impl PollResult {
    /// Why nothing could be used, where that is so.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        match self {
            PollResult::Failed { problem } | PollResult::Elsewhere { problem } => Some(problem),
            PollResult::Modified { .. } | PollResult::NotModified { .. } | PollResult::Gone => None,
        }
    }
}

/// What a committed poll changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// How many entries were not known.
    pub new_entries: usize,
    /// The articles that these made known, in order.
    pub new_articles: Vec<ArticleId>,
}

impl Store {
    /// Commits a poll. `sequel` says what follows from it, once it is known which entries were new.
    ///
    /// `now` is asked within the transaction: a clock that is set back while a feed is polled was set back either before,
    /// which it says, or after, and then [`Store::note_time`] moves what follows from it.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn commit_poll(
        &self,
        poll: Poll,
        now: impl FnOnce() -> Timestamp + Send + 'static,
        sequel: impl FnOnce(Timestamp, &Polled) -> Sequel + Send + 'static,
    ) -> Result<Polled, Error> {
        let instance = self.instance.clone();
        self.writer
            .run(move |transaction| {
                let polled = note_result(transaction, &poll)?;
                note_place(transaction, &poll)?;
                let now = now();
                if let Some(pause) = &poll.pause {
                    note_pause(transaction, pause, now)?;
                }
                let sequel = sequel(now, &polled);
                note_sequel(transaction, &poll, &sequel)?;
                if let Some(report) = &sequel.report {
                    report_within(transaction, report, &instance)?;
                }
                Ok(polled)
            })
            .await
    }
}

impl Store {
    /// Puts a poll off that was claimed and cannot be made for `wait`: where the feed redirects to `at`, whose host is not to be asked
    /// so long, that is noted. `now` is asked within the transaction, as in [`Store::commit_poll`].
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub async fn put_off_poll(
        &self,
        feed: FeedId,
        at: Option<String>,
        wait: Duration,
        now: impl FnOnce() -> Timestamp + Send + 'static,
    ) -> Result<(), Error> {
        self.writer
            .run(move |transaction| {
                // Validators of another address are of no use at this one.
                transaction
                    .prepare_cached(
                        "UPDATE feed SET next_poll = ?2, leased_until = 0, validators_of = coalesce(?3, validators_of),
                             etag = iif(?3 IS NULL OR validators_of IS ?3, etag, NULL),
                             last_modified = iif(?3 IS NULL OR validators_of IS ?3, last_modified, NULL) WHERE id = ?1",
                    )?
                    .execute(params![feed.0, Millis(now() + wait), at])?;
                Ok(())
            })
            .await
    }
}

fn note_sequel(transaction: &Transaction<'_>, poll: &Poll, sequel: &Sequel) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE feed SET last_poll = ?2, next_poll = ?3, interval = ?4, leased_until = 0, longest_gap = ?5,
                 silence = ?6, silent_since = ?7, rhythm = coalesce(?8, rhythm), asked_until = ?9 WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            Millis(poll.now),
            Millis(sequel.next_poll),
            millis(sequel.interval),
            sequel.longest_gap.map(millis),
            sequel.silence.map(|silence| silence.kind.name()),
            sequel.silence.map(|silence| Millis(silence.since)),
            sequel.rhythm.map(millis),
            Millis(sequel.asked_until)
        ])?;
    Ok(())
}

fn note_place(transaction: &Transaction<'_>, poll: &Poll) -> Result<(), Error> {
    let FeedPlace { host, address, moved } = &poll.place;
    transaction
        .prepare_cached(
            "UPDATE feed SET host = ?2, address = ?3, moved_to = ?4, moved_since = ?5, moved_seen = ?6 WHERE id = ?1",
        )?
        .execute(params![
            poll.feed.0,
            host,
            address,
            moved.as_ref().map(|moved| &moved.to),
            moved.as_ref().map(|moved| Millis(moved.since)),
            moved.as_ref().map_or(0, |moved| moved.seen)
        ])?;
    Ok(())
}

fn note_result(transaction: &Transaction<'_>, poll: &Poll) -> Result<Polled, Error> {
    match &poll.result {
        PollResult::Modified { validators, cadence, title, entries, problem, is_whole, proves } => {
            let first = is_first(transaction, poll.feed)?;
            // One that is broken and has no entry may have had some.
            let is_whole = *is_whole && (problem.is_none() || !entries.is_empty());
            note_document(transaction, poll, validators, title.as_deref(), problem.as_deref())?;
            if first {
                note_first(transaction, poll, is_whole)?;
            }
            note_cadence(transaction, poll, cadence)?;
            let intake = Intake { feed: poll.feed, now: poll.now, first, is_all: true, entries };
            let polled = take(transaction, &intake)?;
            match proves.filter(|_| polled.new_entries > 0) {
                Some(Proof::Lie) => note_lie(transaction, poll)?,
                Some(Proof::Truth) => note_truth(transaction, poll)?,
                None => {}
            }
            Ok(polled)
        }
        PollResult::NotModified { validators, fresh_for } => {
            note_unchanged(transaction, poll, validators, *fresh_for)?;
            Ok(Polled::default())
        }
        PollResult::Failed { problem } | PollResult::Elsewhere { problem } => {
            note_failure(transaction, poll, problem, matches!(poll.result, PollResult::Failed { .. }))?;
            Ok(Polled::default())
        }
        PollResult::Gone => {
            note_gone(transaction, poll)?;
            Ok(Polled::default())
        }
    }
}

/// Takes in entries that a hub sent.
pub(crate) fn take_in(
    transaction: &Transaction<'_>,
    feed: FeedId,
    now: Timestamp,
    entries: &[NewEntry],
) -> Result<Polled, Error> {
    let first = is_first(transaction, feed)?;
    take(transaction, &Intake { feed, now, first, is_all: false, entries })
}

fn take(transaction: &Transaction<'_>, intake: &Intake<'_>) -> Result<Polled, Error> {
    let polled = intake.run(transaction)?;
    if polled.new_entries > 0 {
        transaction
            .prepare_cached("UPDATE feed SET last_new = ?2 WHERE id = ?1")?
            .execute(params![intake.feed.0, Millis(intake.now)])?;
    }
    if !polled.new_articles.is_empty() {
        transaction.touch(Topic::Unread);
    }
    Ok(polled)
}
