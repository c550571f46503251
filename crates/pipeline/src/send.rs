//! Sending: one attempt at each delivery that is due, signed and recorded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use delivery::Next;
use model::{Attempt, AttemptOutcome};
use store::{Claim, Claimed, Due, Fate, Finished, Topic};

use crate::context::Context;
use crate::hosts::Hosts;
use crate::stage::Stage;

/// How long a claimed delivery is held: well beyond the turns that [`PER_ENDPOINT`] of them take at the slowest pace.
const LEASE: Duration = Duration::from_secs(300);

/// The time for one attempt, the answer included.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// The most that an endpoint can ask all its deliveries to pause.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// The pause of an endpoint that is overloaded and does not say for how long (429, 502 and 504, as Standard Webhooks has it).
const THROTTLE: Duration = Duration::from_secs(10);

/// How long the commit of an attempt waits to be tried again where the database fails; within the lease.
const COMMIT_RETRIES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(2), Duration::from_secs(10), Duration::from_secs(30)];

/// The most attempts at one endpoint at a time.
const PER_ENDPOINT: usize = 16;

/// The stage that sends deliveries.
#[derive(Debug)]
pub(crate) struct Sending {
    /// Endpoints are treated like hosts: one that is slow keeps its own hands busy and no others.
    endpoints: Hosts,
}

impl Sending {
    pub(crate) fn new() -> Sending {
        Sending { endpoints: Hosts::new(PER_ENDPOINT) }
    }
}

impl Stage for Sending {
    type Item = Due;
    const NAME: &'static str = "send";
    const TOPIC: Topic = Topic::Deliveries;
    const HANDS: usize = 512;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<Due>, store::Error> {
        let now = context.clock.now();
        let busy = self.endpoints.busy();
        let claim = Claim {
            now,
            until: now + LEASE,
            limit: hands,
            per_host: PER_ENDPOINT,
            except: busy.hosts.clone(),
            max_behind: usize::MAX,
        };
        let names = context.plan().endpoint_names();
        let mut claimed = context.store.claim_due_deliveries(claim, names).await?;
        claimed.next_due = busy.earlier(claimed.next_due, now);
        Ok(claimed)
    }

    async fn work(&self, context: Arc<Context>, due: Due) -> Result<(), store::Error> {
        let plan = context.plan();
        // An endpoint that left the configuration in the meantime gets nothing; the claim expires and the delivery waits.
        let Some(endpoint) = plan.endpoint(&due.endpoint) else { return Ok(()) };
        let pace = delivery::pace(&endpoint.kind);
        let Some(_turn) = self.endpoints.enter(&due.endpoint, pace).await else { return Ok(()) };
        let started = context.clock.now();
        if started > due.expires {
            return bury(&context, &due).await;
        }
        let watch = Instant::now();
        let outcome =
            delivery::attempt(&plan.client, endpoint, &due.webhook_id, &due.body, started, ATTEMPT_TIMEOUT)
                .await;
        let took = watch.elapsed();
        let finished = finished(&context, &due, Attempt { started, took, outcome });
        // Told once it is committed: what the log says happened is what the database says.
        persist(&context, &finished).await?;
        tell(&due, &finished);
        Ok(())
    }
}

/// Commits what came of an attempt, and tries again for a while where that fails: what is not committed is sent twice.
async fn persist(context: &Context, finished: &Finished) -> Result<(), store::Error> {
    for wait in COMMIT_RETRIES {
        match context.store.finish_attempt(finished.clone()).await {
            Ok(()) => return Ok(()),
            Err(store::Error::Stopped) => return Err(store::Error::Stopped),
            Err(_) => tokio::time::sleep(wait).await,
        }
    }
    context.store.finish_attempt(finished.clone()).await
}

/// Gives up a delivery whose time has passed while nothing could be sent.
async fn bury(context: &Context, due: &Due) -> Result<(), store::Error> {
    let finished = Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: None,
        fate: Fate::Dead { why: "it became too old before it could be sent".to_owned() },
        pause_until: None,
    };
    context.store.finish_attempt(finished.clone()).await?;
    tell(due, &finished);
    Ok(())
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
    Finished { delivery: due.id, endpoint: due.endpoint.clone(), attempt: Some(attempt), fate, pause_until }
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
