//! Sending: one attempt at each delivery that is due, signed and recorded.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use delivery::Next;
use jiff::Timestamp;
use model::{Attempt, AttemptOutcome, Endpoint, Incident, IncidentKind};
use store::{Claim, Claimed, Due, Fate, Finished, Topic, Turns};

use crate::context::Context;
use crate::hosts::{Hosts, at_once};
use crate::outbox;
use crate::plan::Plan;
use crate::stage::Stage;

/// How long a claimed delivery is held: well beyond the time for an attempt.
const LEASE: Duration = Duration::from_secs(300);

/// The time for one attempt, the answer included.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// The most that an endpoint can ask all its deliveries to pause.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// The pause of an endpoint that is overloaded and does not say for how long (429, 502 and 504, as Standard Webhooks has it).
const THROTTLE: Duration = Duration::from_secs(10);

/// The most attempts at one endpoint at a time.
const PER_ENDPOINT: usize = 16;

/// The stage that sends deliveries.
#[derive(Debug)]
pub(crate) struct Sending {
    /// Endpoints are treated like hosts: one that is slow keeps its own hands busy and no others.
    endpoints: Hosts,
    /// What came of attempts whose commit failed. It is committed before anything else is claimed: what never is, is sent
    /// twice.
    uncommitted: Mutex<Vec<(Due, Finished)>>,
}

impl Sending {
    pub(crate) fn new() -> Sending {
        Sending { endpoints: Hosts::new(PER_ENDPOINT), uncommitted: Mutex::default() }
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
            now,
            until: now + LEASE,
            limit: hands,
            per_host: PER_ENDPOINT,
            except: busy.hosts.clone(),
            max_behind: usize::MAX,
        };
        let mut claimed = context.store.claim_due_deliveries(claim, turns(&context.plan())).await?;
        claimed.next_due = busy.earlier(claimed.next_due);
        Ok(claimed)
    }

    async fn work(&self, context: Arc<Context>, due: Due) -> Result<(), store::Error> {
        let plan = context.plan();
        // An endpoint that left the configuration in the meantime gets nothing; the claim expires and the delivery waits.
        let Some(endpoint) = plan.endpoint(&due.endpoint) else { return Ok(()) };
        let pace = delivery::pace(&endpoint.kind);
        let turn = self.endpoints.enter(&due.endpoint, pace, &context.clock).await;
        let Some(_turn) = turn else { return Ok(()) };
        let started = context.clock.now();
        let finished = match started > due.expires {
            true => buried(&due),
            false => attempt(&context, &plan.client, endpoint, &due, started).await,
        };
        self.commit(&context, due, finished).await
    }

    async fn settle(&self, context: &Context) -> Result<(), store::Error> {
        loop {
            let next = self.uncommitted().pop();
            let Some((due, finished)) = next else { return Ok(()) };
            self.commit(context, due, finished).await?;
        }
    }
}

impl Sending {
    async fn commit(&self, context: &Context, due: Due, finished: Finished) -> Result<(), store::Error> {
        match context.store.finish_attempt(finished.clone()).await {
            Ok(()) => {
                // Told once it is committed: what the log says happened is what the database says.
                tell(&due, &finished);
                Ok(())
            }
            Err(error) => {
                self.uncommitted().push((due, finished));
                Err(error)
            }
        }
    }

    fn uncommitted(&self) -> MutexGuard<'_, Vec<(Due, Finished)>> {
        self.uncommitted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many deliveries to each endpoint can begin at once.
fn turns(plan: &Plan) -> Vec<Turns> {
    plan.endpoints()
        .map(|endpoint| Turns {
            endpoint: endpoint.name.clone(),
            most: at_once(PER_ENDPOINT, delivery::pace(&endpoint.kind)),
        })
        .collect()
}

async fn attempt(
    context: &Context,
    client: &outbound::Client,
    endpoint: &Endpoint,
    due: &Due,
    started: Timestamp,
) -> Finished {
    let watch = Instant::now();
    let outcome =
        delivery::attempt(client, endpoint, &due.webhook_id, &due.body, started, ATTEMPT_TIMEOUT).await;
    finished(context, due, Attempt { started, took: watch.elapsed(), outcome })
}

/// Gives up a delivery whose time has passed while nothing could be sent.
fn buried(due: &Due) -> Finished {
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: None,
        fate: Fate::Dead { why: "it became too old before it could be sent".to_owned() },
        pause_until: None,
        if_disabled: None,
    }
}

fn finished(context: &Context, due: &Due, attempt: Attempt) -> Finished {
    let now = context.clock.now();
    let max_age = Duration::try_from(due.expires.duration_since(due.created)).unwrap_or_default();
    let jitter = context.random() * 2.0 - 1.0;
    let next = delivery::next(due.attempts + 1, &attempt.outcome, due.created, now, max_age, jitter);
    let fate = match next {
        Next::Delivered => Fate::Delivered,
        Next::Retry { at } => Fate::Retry { at },
        Next::Dead { why } => Fate::Dead { why },
        Next::EndpointGone => Fate::EndpointGone,
    };
    let pause_until = pause(&attempt.outcome).map(|pause| now + pause);
    let if_disabled = (fate == Fate::EndpointGone).then(|| outbox::report(&context.plan(), gone(due, now)));
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: Some(attempt),
        fate,
        pause_until,
        if_disabled,
    }
}

fn gone(due: &Due, now: Timestamp) -> Incident {
    Incident {
        kind: IncidentKind::EndpointDisabled,
        subject: due.endpoint.clone(),
        title: None,
        since: now,
        noticed: now,
        detail: "It says that it is gone (410): what waited for it is given up.".to_owned(),
    }
}

/// How long an endpoint is to be left alone with all its deliveries: as it asks, or a moment where it is overloaded.
fn pause(outcome: &AttemptOutcome) -> Option<Duration> {
    match outcome {
        AttemptOutcome::Refused { status: 429 | 502 | 503 | 504, retry_after: Some(wish), .. } => {
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
            tracing::warn!(due.endpoint, due.webhook_id, attempt = due.attempts + 1, outcome = ?outcome(finished), again = %at, "the delivery failed");
        }
        Fate::Dead { why } => {
            tracing::error!(due.endpoint, due.webhook_id, why, "the delivery is given up");
        }
        Fate::EndpointGone => {
            tracing::error!(
                due.endpoint,
                "the endpoint says that it is gone (410); nothing more is sent to it"
            );
        }
    }
}

fn outcome(finished: &Finished) -> Option<&AttemptOutcome> {
    finished.attempt.as_ref().map(|attempt| &attempt.outcome)
}
