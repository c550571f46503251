//! Sending: one attempt at each delivery that is due, signed and recorded.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use delivery::Next;
use jiff::Timestamp;
use model::{Attempt, AttemptOutcome, DeliveryId, Endpoint, Flow, Incident, IncidentKind};
use rustc_hash::FxHashMap;
use store::{Claim, Claimed, Due, Fate, Finished, IncidentReport, Topic, Turn, Turns};

use crate::context::Context;
use crate::hosts::{Hosts, at_once};
use crate::outbox;
use crate::plan::Plan;
use crate::stage::Stage;
use crate::trouble::Chain;

/// How long a claimed delivery is held: well beyond the time for an attempt.
const LEASE: Duration = Duration::from_secs(300);

/// The time for one attempt, the answer included.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// The most that an endpoint can ask all its deliveries to pause.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// The pause of an endpoint that is overloaded and does not say for how long (429, 502 and 504, as Standard Webhooks has it).
const THROTTLE: Duration = Duration::from_secs(10);

/// The stage that sends deliveries.
#[derive(Debug)]
pub(crate) struct Sending {
    /// Endpoints are treated like hosts: one that is slow keeps its own hands busy and no others.
    endpoints: Hosts,
    /// What came of attempts whose commit failed. It is committed before anything else is claimed: what never is, is sent
    /// twice.
    uncommitted: Mutex<Vec<(Due, Finished)>>,
    /// What could not be committed by a mistake of ours, which holds up nothing else: it is committed in the place of another
    /// attempt when its claim has ended.
    kept: Mutex<FxHashMap<DeliveryId, Finished>>,
}

impl Sending {
    pub(crate) fn new() -> Sending {
        Sending {
            endpoints: Hosts::new(Flow::MAX_CONCURRENCY),
            uncommitted: Mutex::default(),
            kept: Mutex::default(),
        }
    }
}

impl Stage for Sending {
    type Item = Due;
    const NAME: &'static str = "send";
    const TOPIC: Topic = Topic::Deliveries;
    const HANDS: usize = 512;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<Due>, store::Error> {
        let now = context.clock.now();
        let busy = self.endpoints.busy(now);
        let claim = Claim {
            per_host: Flow::MAX_CONCURRENCY,
            except: busy.hosts.clone(),
            ..Claim::new(now, LEASE, hands)
        };
        Ok(busy.look_again(context.store.claim_due_deliveries(claim, turns(&context.plan())).await?))
    }

    async fn work(&self, context: Arc<Context>, due: Due) -> Result<(), store::Error> {
        let plan = context.plan();
        // An endpoint that left the configuration in the meantime gets nothing; the claim expires and the delivery waits.
        let Some(endpoint) = plan.endpoint(&due.endpoint) else { return Ok(()) };
        let kept = locked(&self.kept).remove(&due.id);
        let finished = match kept {
            Some(finished) => finished,
            None => match caught(self.finish(&context, &plan, endpoint, &due)).await {
                Ok(Some(finished)) => finished,
                Ok(None) => return Ok(()),
                Err(Panicked) => panicked(&context, &plan, endpoint, &due),
            },
        };
        let committed = commit(&context, &due, &finished).await;
        if committed.is_err() {
            locked(&self.uncommitted).push((due, finished));
        }
        committed
    }

    async fn settle(&self, context: &Context) -> Result<(), store::Error> {
        loop {
            let next = locked(&self.uncommitted).pop();
            let Some((due, finished)) = next else { return Ok(()) };
            match commit(context, &due, &finished).await {
                Ok(()) => {}
                Err(error @ store::Error::Statement(_)) => {
                    tracing::error!(
                        due.endpoint,
                        due.webhook_id,
                        error = %Chain(&error),
                        "what came of the attempt cannot be committed; that is tried again when its claim has ended"
                    );
                    locked(&self.kept).insert(due.id, finished);
                }
                Err(error) => {
                    locked(&self.uncommitted).push((due, finished));
                    return Err(error);
                }
            }
        }
    }
}

impl Sending {
    /// Waits for the delivery's turn and makes the attempt, unless the delivery has become too old.
    async fn finish(
        &self,
        context: &Context,
        plan: &Plan,
        endpoint: &Endpoint,
        due: &Due,
    ) -> Option<Finished> {
        let _turn = self.endpoints.enter(&due.endpoint, pace(endpoint), &context.clock).await?;
        let started = context.clock.now();
        Some(match started > due.expires {
            true => buried(plan, endpoint, due, started),
            false => attempt(context, plan, endpoint, due, started).await,
        })
    }
}

async fn commit(context: &Context, due: &Due, finished: &Finished) -> Result<(), store::Error> {
    let turn = context.store.finish_attempt(finished.clone()).await?;
    // Told once it is committed: what the log says happened is what the database says.
    tell(due, finished);
    if let Some(turn) = turn {
        tell_turn(&due.endpoint, &turn);
    }
    Ok(())
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many deliveries to each endpoint can begin.
fn turns(plan: &Plan) -> Vec<Turns> {
    plan.endpoints()
        .map(|endpoint| Turns {
            endpoint: endpoint.name.clone(),
            most: endpoint.flow.concurrency,
            at_once: at_once(endpoint.flow.concurrency, pace(endpoint)),
            in_order: endpoint.flow.in_order,
        })
        .collect()
}

/// The least time between two attempts: what its kind asks for, or its operator, whichever is more.
fn pace(endpoint: &Endpoint) -> Duration {
    delivery::pace(&endpoint.kind).max(endpoint.flow.pace)
}

async fn attempt(
    context: &Context,
    plan: &Plan,
    endpoint: &Endpoint,
    due: &Due,
    started: Timestamp,
) -> Finished {
    let watch = Instant::now();
    let outcome =
        delivery::attempt(plan.client(), endpoint, &due.webhook_id, &due.body, started, ATTEMPT_TIMEOUT)
            .await;
    finished(context, plan, endpoint, due, Attempt { started, took: watch.elapsed(), outcome })
}

/// An attempt that panicked has failed like any other: its claim would else last until its lease ends, and where the
/// endpoint is being tried out, nothing else would be sent to it for as long.
fn panicked(context: &Context, plan: &Plan, endpoint: &Endpoint, due: &Due) -> Finished {
    let error = "the attempt failed in a way that was not foreseen".to_owned();
    tracing::error!(due.endpoint, due.webhook_id, error);
    let outcome = AttemptOutcome::Unreachable { error };
    let attempt = Attempt { started: context.clock.now(), took: Duration::ZERO, outcome };
    finished(context, plan, endpoint, due, attempt)
}

/// Work panicked.
struct Panicked;

/// Does `work`, and tells where it panics.
async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = std::pin::pin!(work);
    poll_fn(|task| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(task))) {
        Ok(poll) => poll.map(Ok),
        Err(_) => Poll::Ready(Err(Panicked)),
    })
    .await
}

/// Gives up a delivery whose time has passed while nothing could be sent.
fn buried(plan: &Plan, endpoint: &Endpoint, due: &Due, now: Timestamp) -> Finished {
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: None,
        now,
        fate: Fate::Dead { why: "it became too old before it could be sent".to_owned() },
        pause_until: None,
        in_order: endpoint.flow.in_order,
        disable_after: endpoint.flow.disable_after,
        report: report(plan, endpoint, IncidentKind::EndpointDisabled, now),
    }
}

fn finished(context: &Context, plan: &Plan, endpoint: &Endpoint, due: &Due, attempt: Attempt) -> Finished {
    let now = context.clock.now();
    let max_age = Duration::try_from(due.expires.duration_since(due.created)).unwrap_or_default();
    let jitter = context.random() * 2.0 - 1.0;
    let next = delivery::next(due.attempts + 1, &attempt.outcome, due.created, now, max_age, jitter);
    let fate = match next {
        Next::Delivered => Fate::Delivered,
        Next::Retry { .. } | Next::Dead { .. } if due.early => Fate::Waits,
        Next::Retry { at } => Fate::Retry { at },
        Next::Dead { why } => Fate::Dead { why },
        Next::EndpointGone => Fate::EndpointGone,
    };
    let pause_until = pause(&attempt.outcome, endpoint.flow.in_order).map(|pause| now + pause);
    let kind = match fate {
        Fate::Delivered => IncidentKind::EndpointRecovered,
        _ => IncidentKind::EndpointDisabled,
    };
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: Some(attempt),
        now,
        fate,
        pause_until,
        in_order: endpoint.flow.in_order,
        disable_after: endpoint.flow.disable_after,
        report: report(plan, endpoint, kind, now),
    }
}

/// What is told of the endpoint if the attempt disables it, or shows it to be well after it was disabled.
fn report(plan: &Plan, endpoint: &Endpoint, kind: IncidentKind, now: Timestamp) -> IncidentReport {
    let incident = Incident {
        kind,
        subject: endpoint.name.clone(),
        title: None,
        since: now,
        noticed: now,
        detail: match kind {
            IncidentKind::EndpointRecovered => {
                "The first delivery since it was enabled has arrived.".to_owned()
            }
            _ => String::new(),
        },
    };
    outbox::report(plan, incident)
}

/// How long an endpoint is to be left alone with all its deliveries: as it asks, or a moment where it is overloaded. In strict
/// order what it asks for one delivery it asks for all.
fn pause(outcome: &AttemptOutcome, in_order: bool) -> Option<Duration> {
    match outcome {
        AttemptOutcome::Refused { status, retry_after: Some(wish), .. }
            if in_order || matches!(status, 429 | 502 | 503 | 504) =>
        {
            Some((*wish).min(MAX_PAUSE))
        }
        AttemptOutcome::Refused { status: 429 | 502 | 504, retry_after: None, .. } => Some(THROTTLE),
        _ => None,
    }
}

fn tell(due: &Due, finished: &Finished) {
    let took_ms = finished.attempt.as_ref().map_or(0, |attempt| attempt.took.as_millis());
    match &finished.fate {
        Fate::Delivered => {
            tracing::debug!(due.endpoint, due.webhook_id, took_ms, "delivered");
        }
        Fate::Retry { at } => {
            tracing::warn!(due.endpoint, due.webhook_id, attempt = due.attempts + 1, outcome = outcome(finished), again = %at, "the delivery failed");
        }
        Fate::Waits => {
            tracing::warn!(
                due.endpoint,
                due.webhook_id,
                outcome = outcome(finished),
                "the endpoint was tried out and fails"
            );
        }
        Fate::Dead { why } => {
            tracing::error!(due.endpoint, due.webhook_id, why, "the delivery is given up");
        }
        // What follows is told of the endpoint.
        Fate::EndpointGone => {}
    }
}

fn tell_turn(endpoint: &str, turn: &Turn) {
    match turn {
        Turn::Rests { until } => {
            tracing::warn!(endpoint, %until, "the endpoint fails; it rests, and is then tried out with one delivery");
        }
        Turn::Disabled { why } => {
            tracing::error!(
                endpoint,
                why,
                "the endpoint is disabled: nothing more is sent to it until `wirewatch endpoint enable`"
            );
        }
        Turn::Well => tracing::info!(endpoint, "the endpoint takes deliveries again"),
    }
}

fn outcome(finished: &Finished) -> Option<String> {
    finished.attempt.as_ref().map(|attempt| attempt.outcome.to_string())
}
