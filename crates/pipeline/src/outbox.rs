//! What enters the outbox: how events are rendered, for how long they are tried, and who hears of an incident.

use std::time::Duration;

use model::Incident;
use store::{IncidentReport, Renderer};

use crate::plan::Plan;

/// After this no attempt at the delivery of an incident begins; it leaves room for the whole schedule of attempts.
const INCIDENT_MAX_AGE: Duration = Duration::from_secs(4 * 24 * 3600);

pub(crate) const RENDERER: Renderer =
    Renderer { body: delivery::event, incident: delivery::incident_event, webhook_id: delivery::webhook_id };

/// An incident with those who asked to hear of it, ready for the commit that shows it.
pub(crate) fn report(plan: &Plan, incident: Incident) -> IncidentReport {
    IncidentReport {
        endpoints: plan.hearers(incident.kind, &incident.subject),
        expires: incident.noticed + INCIDENT_MAX_AGE,
        renderer: RENDERER,
        incident,
    }
}
