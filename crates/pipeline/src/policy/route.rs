//! When an alert may reach each of its endpoints.

use std::time::Duration;

use jiff::Timestamp;
use model::{Alert, AlertReason, Calm, Decision, HoldReason, Limit, Mute, Policy, Review, Ruling, Volume};

use super::calm::waits;

/// An alert that is to be told, with all that its way depends on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What is to be told.
    pub alert: &'a Alert,
    /// The policy of its watchlist.
    pub policy: &'a Policy,
    /// Whether a person is to look at it first, where the policy says so.
    pub only_review: bool,
    /// The mutes of its watchlist that have not ended.
    pub mutes: &'a [Mute],
    /// The window of the watchlist's limit, if one was opened.
    pub volume: Option<Volume>,
    /// The time.
    pub now: Timestamp,
}

/// Decides for each endpoint, given as the calm that it asks for. A person comes first, then a mute, then quiet hours and
/// digests, and what then would be told at once counts towards the limit. What a mute or the limit held is, when that has
/// ended, subject to what else there is as though it came then.
#[must_use]
pub fn route(case: &Case<'_>, endpoints: &[&Calm]) -> Ruling {
    let all = |decision| Ruling { decisions: vec![decision; endpoints.len()], volume: case.volume };
    if case.only_review && case.policy.review == Review::Hold {
        return all(Decision::Hold { until: None, why: HoldReason::Review });
    }
    let salience = case.alert.mentions.iter().map(|found| found.mention.salience).fold(0.0, f64::max);
    let after = |at: Timestamp, why: HoldReason, endpoint: &Calm| {
        let until = goes_on(case.policy, endpoint, case.volume, at, salience);
        Decision::Hold { until: Some(until), why }
    };
    let mut watches: Vec<&str> =
        case.alert.mentions.iter().map(|found| found.mention.watch.as_str()).collect();
    if let AlertReason::Update(update) = &case.alert.reason {
        watches.extend(update.gone_watches.iter().map(String::as_str));
    }
    if let Some(end) = Mute::end(case.mutes, case.alert.story.id, &watches, case.now) {
        let decide = |endpoint: &&Calm| after(end, HoldReason::Mute, endpoint);
        return Ruling { decisions: endpoints.iter().map(decide).collect(), volume: case.volume };
    }
    let waiting: Vec<_> =
        endpoints.iter().map(|endpoint| waits(&case.policy.calm, endpoint, case.now, salience)).collect();
    let at_once = waiting.iter().any(Option::is_none);
    let (volume, full_until) = match case.policy.limit {
        Some(limit) if at_once => count(limit, case.volume, case.now),
        _ => (case.volume, None),
    };
    let decide = |(waiting, endpoint): (Option<(Timestamp, HoldReason)>, &&Calm)| match (waiting, full_until)
    {
        (Some((until, why)), _) => Decision::Hold { until: Some(until), why },
        (None, Some(end)) => after(end, HoldReason::Limit, endpoint),
        (None, None) => Decision::Deliver,
    };
    Ruling { decisions: waiting.into_iter().zip(endpoints).map(decide).collect(), volume }
}

/// When what a mute held until `at` may go on from a watchlist to an endpoint, as though it came then and were not important.
/// `volume` is the window of the watchlist's limit that was opened last.
#[must_use]
pub fn unmuted_at(policy: &Policy, endpoint: &Calm, volume: Option<Volume>, at: Timestamp) -> Timestamp {
    goes_on(policy, endpoint, volume, at, 0.0)
}

/// When an alert that was held until `at` may go on: what would be told at once then waits for the end of a window that is full.
fn goes_on(
    policy: &Policy,
    endpoint: &Calm,
    volume: Option<Volume>,
    at: Timestamp,
    salience: f64,
) -> Timestamp {
    let waits_until = |at| waits(&policy.calm, endpoint, at, salience).map(|(until, _)| until);
    let at_once = || {
        let full_until = policy.limit.and_then(|limit| count(limit, volume, at).1).unwrap_or(at);
        waits_until(full_until).unwrap_or(full_until)
    };
    waits_until(at).unwrap_or_else(at_once)
}

/// Counts an alert that would be told at once: the window afterwards, and its end where it is full.
fn count(limit: Limit, volume: Option<Volume>, now: Timestamp) -> (Option<Volume>, Option<Timestamp>) {
    let end = |volume: Volume| volume.opened + limit.window.min(MOST_WINDOW);
    match volume.filter(|volume| now < end(*volume)) {
        None => (Some(Volume { opened: now, told: 1 }), None),
        Some(open) if open.told < limit.alerts => (Some(Volume { told: open.told + 1, ..open }), None),
        Some(full) => (Some(full), Some(end(full))),
    }
}

/// A window is no longer than this, so that sums of times do not overflow.
const MOST_WINDOW: Duration = Duration::from_secs(31 * 24 * 3600);

#[cfg(test)]
mod tests;
