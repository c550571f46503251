//! How deliveries and times are told to a person.

use std::fmt::Write as _;

use jiff::Timestamp;
use store::DeliveryStatus;
use store::letters::DeliveryState;

pub(super) fn delivery_lines(delivery: &DeliveryStatus, now: Timestamp) -> String {
    let mut lines = format!(
        "  {} to {}: {}{}, made {}, attempts {}{}\n",
        delivery.webhook_id,
        delivery.endpoint,
        delivery.event,
        delivery.watchlist.as_ref().map(|list| format!(" for {list}")).unwrap_or_default(),
        ago(delivery.created, now),
        delivery.attempts,
        match (delivery.state, delivery.next_attempt) {
            (DeliveryState::Waiting, Some(at)) => format!(", next {}", ahead(at, now)),
            (DeliveryState::Delivered, _) => ", arrived".to_owned(),
            (DeliveryState::Dead, _) => ", given up".to_owned(),
            (DeliveryState::Held, _) => ", held".to_owned(),
            (DeliveryState::Folded, _) => ", told in a digest".to_owned(),
            (DeliveryState::Dropped, _) => ", dropped".to_owned(),
            (DeliveryState::Waiting, None) => String::new(),
        },
    );
    if let Some(problem) = &delivery.problem {
        let _ = writeln!(lines, "      problem: {problem}");
    }
    lines
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

/// A span of time in its largest unit.
fn span(seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_their_largest_unit() {
        for (seconds, text) in [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 d")]
        {
            assert_eq!(span(seconds), text);
        }
    }
}
