//! What enters the outbox: how events are rendered, for how long they are tried, when alerts may reach whom, and who hears of
//! an incident.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Calm, Incident, Policy};
use store::{IncidentReport, Judge, Renderer};

use crate::plan::Plan;
use crate::policy::{self, Case, route};

/// After this no attempt at the delivery of an incident or a digest begins; it leaves room for the whole schedule of attempts.
pub const DELIVERY_MAX_AGE: Duration = Duration::from_secs(4 * 24 * 3600);

/// How what is told becomes what is sent.
pub const RENDERER: Renderer = Renderer {
    body: delivery::event,
    incident: delivery::incident_event,
    digest: delivery::digest_event,
    released: |event, sequence, story, now| delivery::released_event(event, sequence, story, now).ok(),
    webhook_id: delivery::webhook_id,
};

/// An incident with those who asked to hear of it, ready for the commit that shows it.
pub(crate) fn report(plan: &Plan, incident: Incident) -> IncidentReport {
    IncidentReport {
        endpoints: plan.hearers(incident.kind, &incident.subject),
        expires: incident.noticed + DELIVERY_MAX_AGE,
        renderer: RENDERER,
        incident,
    }
}

/// Decides about alerts by the policies in force.
pub(crate) fn judge(plan: &Arc<Plan>) -> Judge {
    let plan = Arc::clone(plan);
    Judge::new(move |facts| {
        let (policy, calm) = (Policy::default(), Calm::default());
        let case = Case {
            alert: facts.alert,
            // A watchlist or an endpoint that is not configured any more asks for nothing.
            policy: plan.policy(&facts.alert.watchlist).unwrap_or(&policy),
            only_review: facts.only_review,
            mutes: facts.mutes,
            volume: facts.volume,
            now: facts.now,
        };
        let calm_of = |name: &String| plan.endpoint(name).map_or(&calm, |endpoint| &endpoint.calm);
        route(&case, &facts.endpoints.iter().map(calm_of).collect::<Vec<_>>())
    })
}

/// When something that waits for quiet hours or a digest is told under a plan; at once, where it need not wait any more.
pub(crate) fn told_at(plan: &Plan, watchlist: &str, endpoint: &str, now: Timestamp) -> Timestamp {
    let calm = Calm::default();
    let of_list = plan.policy(watchlist).map_or(&calm, |policy| &policy.calm);
    let of_endpoint = plan.endpoint(endpoint).map_or(&calm, |endpoint| &endpoint.calm);
    policy::told_at(of_list, of_endpoint, now)
}
