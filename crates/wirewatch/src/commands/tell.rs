//! How deliveries, times and numbers are told to a person.

use std::fmt::Write as _;

use jiff::Timestamp;
use model::Endpoint;
use store::DeliveryStatus;
use store::letters::DeliveryState;

use crate::config::InPart;

/// A delivery and what is known of it, to one of these endpoints or to one that is no longer configured.
pub(super) fn delivery_lines(delivery: &DeliveryStatus, endpoints: &[Endpoint], now: Timestamp) -> String {
    let mut lines = format!(
        "  {} to {}: {}{}, made {}, attempts {}{}\n",
        delivery.webhook_id,
        delivery.endpoint,
        delivery.event,
        delivery.watchlist.as_ref().map(|list| format!(" for {list}")).unwrap_or_default(),
        ago(delivery.created, now),
        delivery.attempts,
        match (delivery.state, delivery.next_attempt) {
            (DeliveryState::Waiting, Some(at)) => waits(delivery, at, endpoints, now),
            (DeliveryState::Waiting, None) => String::new(),
            (state, _) => format!(", {}", became(state)),
        },
    );
    if let Some(problem) = &delivery.problem {
        let _ = writeln!(lines, "      problem: {problem}");
    }
    lines
}

/// What became of a delivery.
pub(super) fn became(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "waiting",
        DeliveryState::Delivered => "arrived",
        DeliveryState::Dead => "given up",
        DeliveryState::Held => "held",
        DeliveryState::Folded => "told in a digest",
        DeliveryState::Dropped => "dropped",
    }
}

/// What is to be said of what waits for an endpoint that a changed configuration no longer has; nothing where it has it, or may.
pub(super) fn unless_configured(endpoint: &str, known: &InPart) -> &'static str {
    if known.lacks_endpoint(endpoint) {
        "; no endpoint of this name is configured, so that it waits on"
    } else {
        ""
    }
}

/// What is to be said of what a watchlist left behind that a changed configuration no longer has; nothing where it has it, or may.
pub(super) fn unless_listed(watchlist: &str, known: &InPart) -> &'static str {
    if known.lacks_watchlist(watchlist) { "; no watchlist of this name is configured any more" } else { "" }
}

/// What a delivery waits for that is due by its schedule at `at`: in strict order those before it, and else its endpoint's rest too.
fn waits(delivery: &DeliveryStatus, at: Timestamp, endpoints: &[Endpoint], now: Timestamp) -> String {
    let in_order =
        endpoints.iter().any(|endpoint| endpoint.name == delivery.endpoint && endpoint.flow.in_order);
    let rest = delivery.rests_until.unwrap_or(now);
    match (in_order, delivery.behind) {
        (true, 0) => format!(", next {}", ahead(rest, now)),
        (true, behind) => format!(", waits behind {behind}"),
        (false, _) => format!(", next {}", ahead(at.max(rest), now)),
    }
}

pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    format!("{} ago", span(now.duration_since(at).as_secs()))
}

pub(super) fn ahead(at: Timestamp, now: Timestamp) -> String {
    match at.duration_since(now).as_secs() {
        ..=0 => "now".to_owned(),
        seconds => format!("in {}", span(seconds)),
    }
}

/// How many there are of something.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A span of time in its largest unit.
pub(super) fn span(seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{EndpointKind, Flow, Secret};

    use super::*;

    #[test]
    fn what_waits_says_for_what() {
        let now: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let check = |in_order: bool, behind: u64, rests: Option<u64>, expected: &str| {
            let url = "https://desk.example/".parse().unwrap();
            let endpoint = Endpoint {
                flow: Flow { in_order, ..Flow::default() },
                ..Endpoint::new("desk", EndpointKind::Slack, url, Secret::default())
            };
            let delivery = DeliveryStatus {
                webhook_id: "msg_1".to_owned(),
                event: "story.new".to_owned(),
                watchlist: None,
                endpoint: "desk".to_owned(),
                created: now,
                attempts: 1,
                state: DeliveryState::Waiting,
                next_attempt: Some(now + Duration::from_secs(300)),
                behind,
                rests_until: rests.map(|seconds| now + Duration::from_secs(seconds)),
                problem: None,
            };
            let line = delivery_lines(&delivery, &[endpoint], now);
            assert_eq!(line, format!("  msg_1 to desk: story.new, made 0 s ago, attempts 1, {expected}\n"));
        };
        check(false, 7, None, "next in 5 min");
        check(false, 7, Some(30), "next in 5 min");
        check(false, 7, Some(900), "next in 15 min");
        check(true, 7, Some(900), "waits behind 7");
        // Whatever its own schedule says, the first is tried when the endpoint does not rest.
        check(true, 0, Some(900), "next in 15 min");
        check(true, 0, None, "next now");
    }

    #[test]
    fn spans_are_told_in_their_largest_unit() {
        for (seconds, text) in [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 d")]
        {
            assert_eq!(span(seconds), text);
        }
    }
}
