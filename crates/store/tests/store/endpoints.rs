//! Endpoints that fail, rest, are disabled and come back; order; dead letters that are listed, shown and replayed.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use model::{Attempt, AttemptOutcome, Incident, IncidentKind};
use store::letters::{self, DeliveryState, Replayed, Which};
use store::*;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A database with deliveries to the endpoint `desk`.
struct Outbox {
    _directory: tempfile::TempDir,
    path: PathBuf,
    store: Store,
    in_order: bool,
}

fn at(seconds: u32) -> Timestamp {
    "2026-03-04T10:00:00Z".parse::<Timestamp>().unwrap() + SECOND * seconds
}

fn report(kind: IncidentKind, subject: &str, noticed: Timestamp, endpoint: &str) -> IncidentReport {
    let incident = Incident {
        kind,
        subject: subject.to_owned(),
        title: None,
        since: noticed,
        noticed,
        detail: "It is so.".to_owned(),
    };
    let renderer = Renderer {
        body: |_, _| String::new(),
        incident: |incident, _| {
            format!(
                "{} {} since {}: {}",
                incident.kind.name(),
                incident.subject,
                incident.since,
                incident.detail
            )
        },
        digest: |_, _| String::new(),
        released: |_, _, _, _| None,
        webhook_id: |_, event, endpoint| format!("msg_{event}_{endpoint}"),
    };
    IncidentReport { incident, endpoints: vec![endpoint.to_owned()], expires: noticed + DAY * 4, renderer }
}

/// An attempt at `started` that took no time.
fn finished(due: &Due, started: Timestamp, outcome: AttemptOutcome, fate: Fate) -> Finished {
    let kind = match fate {
        Fate::Delivered => IncidentKind::EndpointRecovered,
        _ => IncidentKind::EndpointDisabled,
    };
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: Some(Attempt { started, took: Duration::ZERO, outcome }),
        now: started,
        fate,
        pause_until: None,
        in_order: false,
        disable_after: DAY,
        report: report(kind, &due.endpoint, started, "other"),
    }
}

impl Outbox {
    async fn with(deliveries: u32) -> Outbox {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let store = Store::open(&path).unwrap();
        for n in 0..deliveries {
            let subject = format!("feed {n}");
            store.report(report(IncidentKind::SourceSilent, &subject, at(n), "desk")).await.unwrap();
        }
        Outbox { _directory: directory, path, store, in_order: false }
    }

    async fn claim(&self, endpoint: &str, now: Timestamp) -> Claimed<Due> {
        let claim = Claim {
            now,
            until: now + SECOND * 60,
            limit: 100,
            per_host: 100,
            except: Vec::new(),
            max_behind: 100,
        };
        let turns = Turns { endpoint: endpoint.to_owned(), most: 4, at_once: 4, in_order: self.in_order };
        self.store.claim_due_deliveries(claim, vec![turns]).await.unwrap()
    }

    async fn due(&self, now: Timestamp) -> Vec<Due> {
        self.claim("desk", now).await.items
    }

    async fn finish(
        &self,
        due: &Due,
        started: Timestamp,
        outcome: AttemptOutcome,
        fate: Fate,
    ) -> Option<Turn> {
        let finished = Finished { in_order: self.in_order, ..finished(due, started, outcome, fate) };
        self.store.finish_attempt(finished).await.unwrap()
    }

    async fn fail(&self, due: &Due, now: Timestamp) -> Option<Turn> {
        let refused = AttemptOutcome::Refused { status: 500, retry_after: None, body: "oops".to_owned() };
        self.finish(due, now, refused, Fate::Retry { at: now + SECOND * 5 }).await
    }

    async fn arrive(&self, due: &Due, now: Timestamp) -> Option<Turn> {
        self.finish(due, now, AttemptOutcome::Delivered { status: 204 }, Fate::Delivered).await
    }

    /// Fails until the endpoint rests, and says until when.
    async fn tire(&self, now: Timestamp) -> Timestamp {
        for _ in 0..10 {
            let mut rests = None;
            for due in self.due(now).await {
                if let Some(Turn::Rests { until }) = self.fail(&due, now).await {
                    rests = Some(until);
                }
            }
            if let Some(until) = rests {
                return until;
            }
        }
        // Those that failed wait five seconds.
        Box::pin(self.tire(now + SECOND * 5)).await
    }

    fn states(&self, state: DeliveryState) -> usize {
        let which = Which { endpoint: Some("desk".to_owned()), state: Some(state), ..Which::default() };
        letters::list(&self.path, &which, 100).unwrap().len()
    }
}

#[tokio::test]
async fn no_more_are_under_way_than_an_endpoint_takes() {
    let outbox = Outbox::with(10).await;
    let first = outbox.due(at(100)).await;
    assert_eq!(first.len(), 4);
    assert!(outbox.due(at(100)).await.is_empty());
    outbox.arrive(&first[0], at(100)).await;
    assert_eq!(outbox.due(at(100)).await.len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_fails_rests_and_is_tried_out_with_one_delivery() {
    let outbox = Outbox::with(10).await;
    let until = outbox.tire(at(100)).await;
    let claimed = outbox.claim("desk", until - SECOND).await;
    assert!(claimed.items.is_empty());
    assert_eq!(claimed.next_due, Some(until));
    let probe = outbox.due(until).await;
    assert_eq!(probe.len(), 1);
    assert!(outbox.due(until).await.is_empty(), "one at a time");
    let Some(Turn::Rests { until: longer }) = outbox.fail(&probe[0], until).await else { panic!() };
    assert_eq!(longer, until + SECOND * 60);

    let probe = outbox.due(longer).await;
    assert_eq!(outbox.arrive(&probe[0], longer).await, Some(Turn::Well));
    // All that waits is due at once, whatever its schedule said.
    assert_eq!(outbox.due(longer).await.len(), 4);
    let status = Status::read(&outbox.path).unwrap();
    let desk = status.endpoints.iter().find(|endpoint| endpoint.name == "desk").unwrap();
    assert_eq!((desk.health.failures, desk.problem.as_deref()), (0, None));
    assert_eq!((desk.delivered, desk.waiting, desk.last_delivered), (1, 9, Some(longer)));
}

#[tokio::test]
async fn an_endpoint_that_asks_for_pauses_rests_longer_with_each_failure_too() {
    let outbox = Outbox::with(1).await;
    let due = outbox.due(at(100)).await.remove(0);
    let mut now = at(100);
    let mut rests = Vec::new();
    for _ in 0..8 {
        let busy = AttemptOutcome::Refused { status: 429, retry_after: None, body: String::new() };
        let mut throttled = finished(&due, now, busy, Fate::Retry { at: now + SECOND });
        throttled.pause_until = Some(now + SECOND * 45);
        let turn = outbox.store.finish_attempt(throttled).await.unwrap();
        let until = match turn {
            Some(Turn::Rests { until }) => until,
            _ => now + SECOND * 45,
        };
        rests.push(until.duration_since(now).as_secs());
        assert!(outbox.claim("desk", until - SECOND).await.items.is_empty());
        now = until;
    }
    // It asks for 45 seconds; after the fifth failure the longer of that and 30, 60, 120, 240.
    assert_eq!(rests, [45, 45, 45, 45, 45, 60, 120, 240]);
}

#[tokio::test]
async fn what_arrives_after_its_endpoint_was_disabled_has_arrived_and_enables_nothing() {
    let outbox = Outbox::with(8).await;
    let due = outbox.due(at(100)).await;
    for _ in 0..5 {
        outbox.fail(&due[1], at(100)).await;
    }
    outbox.finish(&due[0], at(101), AttemptOutcome::Gone, Fate::EndpointGone).await.unwrap();
    assert_eq!(outbox.states(DeliveryState::Dead), 8);
    assert_eq!(outbox.arrive(&due[2], at(102)).await, None, "it is still disabled");
    assert_eq!((outbox.states(DeliveryState::Delivered), outbox.states(DeliveryState::Dead)), (1, 7));
    let letter = letters::show(&outbox.path, &due[2].webhook_id).unwrap().unwrap();
    assert_eq!(letter.status.problem, None);
}

#[tokio::test]
async fn an_attempt_at_a_delivery_that_was_forgotten_meanwhile_holds_nothing_up() {
    let outbox = Outbox::with(2).await;
    let due = outbox.due(at(100)).await;
    assert_eq!(outbox.store.forget_deliveries(at(100) + DAY * 5, 10).await.unwrap(), 2);
    outbox.fail(&due[0], at(101)).await;
    outbox.arrive(&due[1], at(101)).await;
    assert!(letters::show(&outbox.path, &due[0].webhook_id).unwrap().is_none());
}

#[tokio::test]
async fn a_pause_that_an_endpoint_asks_for_outlasts_what_arrives_meanwhile() {
    let outbox = Outbox::with(10).await;
    for due in outbox.due(at(100)).await {
        outbox.fail(&due, at(100)).await;
    }
    let under_way = outbox.due(at(105)).await;
    let until = at(105) + SECOND * 3600;
    let busy = AttemptOutcome::Refused { status: 429, retry_after: Some(SECOND * 3600), body: String::new() };
    let mut throttled = finished(&under_way[0], at(105), busy, Fate::Retry { at: until });
    throttled.pause_until = Some(until);
    outbox.store.finish_attempt(throttled).await.unwrap();
    assert_eq!(outbox.arrive(&under_way[1], at(106)).await, Some(Turn::Well));
    assert!(outbox.due(until - SECOND).await.is_empty());
    assert_eq!(outbox.due(until).await.len(), 4, "it is well, and needs no trial");
}

#[tokio::test]
async fn what_is_known_of_an_endpoint_outlives_a_restart() {
    let outbox = Outbox::with(10).await;
    let until = outbox.tire(at(100)).await;
    let Outbox { _directory, path, store, in_order } = outbox;
    drop(store);
    let store = Store::open(&path).unwrap();
    let outbox = Outbox { _directory, path, store, in_order };
    assert!(outbox.due(until - SECOND).await.is_empty());
    assert_eq!(outbox.due(until).await.len(), 1);
}

#[tokio::test]
async fn days_of_failure_disable_an_endpoint_until_it_is_enabled() {
    let outbox = Outbox::with(3).await;
    let until = outbox.tire(at(100)).await;
    let late = until + DAY;
    let probe = outbox.due(late).await;
    let Some(Turn::Disabled { why }) = outbox.fail(&probe[0], late).await else { panic!() };
    assert!(
        why.contains("nothing arrived since 2026-03-04T10:01:40Z") && why.ends_with("status 500: oops"),
        "{why}"
    );
    assert_eq!((outbox.states(DeliveryState::Waiting), outbox.states(DeliveryState::Dead)), (0, 3));
    let told = outbox.claim("other", late).await.items;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].body.starts_with("endpoint.disabled desk since 2026-03-04T10:01:40Z: nothing arrived"),
        "{}",
        told[0].body
    );
    outbox.arrive(&told[0], late).await;

    // What comes after is a dead letter at once, and says why.
    outbox.store.report(report(IncidentKind::SourceGone, "feed", late, "desk")).await.unwrap();
    let dead =
        letters::list(&outbox.path, &Which { state: Some(DeliveryState::Dead), ..Which::default() }, 1)
            .unwrap();
    assert_eq!(dead[0].problem.as_deref(), Some(why.as_str()));

    let mut operator = Operator::open(&outbox.path).unwrap();
    let which = Which { endpoint: Some("desk".to_owned()), ..Which::default() };
    let replayed = operator.replay(&which, late, late + DAY).unwrap();
    assert_eq!(replayed, Replayed { deliveries: 0, disabled: 4 });
    assert!(operator.enable_endpoint("desk").unwrap());
    assert_eq!(operator.replay(&which, late, late + DAY).unwrap(), Replayed { deliveries: 4, disabled: 0 });
    let due = outbox.due(late).await;
    assert_eq!(due.len(), 4);
    assert_eq!(outbox.arrive(&due[0], late).await, Some(Turn::Well));
    let told = outbox.claim("other", late).await.items;
    assert!(told[0].body.starts_with(&format!("endpoint.recovered desk since {late}")), "{}", told[0].body);
    assert_eq!(outbox.arrive(&due[1], late).await, None, "it is told once");
}

#[tokio::test]
async fn in_strict_order_the_next_waits_for_the_one_before() {
    let outbox = Outbox { in_order: true, ..Outbox::with(3).await };
    let first = outbox.due(at(100)).await;
    assert_eq!((first.len(), first[0].body.contains("feed 0")), (1, true));
    assert!(outbox.due(at(100)).await.is_empty());
    outbox.fail(&first[0], at(100)).await;
    let claimed = outbox.claim("desk", at(101)).await;
    assert!(claimed.items.is_empty(), "it waits for its next attempt, and all behind it with it");
    let listed = letters::list(&outbox.path, &Which::default(), 2).unwrap();
    let behind: Vec<u64> = listed.iter().map(|delivery| delivery.behind).collect();
    assert_eq!((behind, listed[0].rests_until), (vec![2, 1], Some(at(105))));
    assert_eq!(claimed.next_due, Some(at(105)));
    let again = outbox.due(at(105)).await;
    assert_eq!(again[0].id, first[0].id);
    let dead = Fate::Dead { why: "enough".to_owned() };
    let refused = AttemptOutcome::Unreachable { error: "no route".to_owned() };
    outbox.finish(&again[0], at(105), refused, dead).await;
    // It is given up, which says no good of its endpoint: that rests before the next.
    assert_eq!(outbox.claim("desk", at(106)).await.next_due, Some(at(115)));
    let second = outbox.due(at(115)).await;
    assert!(second[0].body.contains("feed 1"));
    outbox.arrive(&second[0], at(115)).await;
    assert!(outbox.due(at(115)).await[0].body.contains("feed 2"));
    assert_eq!(letters::list(&outbox.path, &Which::default(), 1).unwrap()[0].behind, 0);
}

#[tokio::test]
async fn in_strict_order_an_endpoint_is_tried_out_before_the_first_has_its_own_next_attempt() {
    let outbox = Outbox { in_order: true, ..Outbox::with(3).await };
    let refused = || AttemptOutcome::Refused { status: 500, retry_after: None, body: String::new() };
    let first = outbox.due(at(100)).await.remove(0);
    assert!(!first.early);
    // As an attempt that is the third or fourth of its schedule.
    outbox.finish(&first, at(100), refused(), Fate::Retry { at: at(2 * 3600) }).await;
    let (mut now, mut rests) = (at(100), Vec::new());
    loop {
        let Some(next) = outbox.claim("desk", now).await.next_due else { break };
        rests.push(next.duration_since(now).as_secs());
        now = next;
        let again = outbox.due(now).await.remove(0);
        assert_eq!((again.id, again.attempts), (first.id, 1), "what tries its endpoint out does not count");
        assert_eq!(again.early, now < at(2 * 3600));
        match again.early {
            true => outbox.finish(&again, now, refused(), Fate::Waits).await,
            false => break,
        };
    }
    assert_eq!(rests, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900, 900, 900]);
    assert!(outbox.due(now).await.is_empty(), "the first is under way");
    outbox.arrive(&first, now).await;
    assert!(outbox.due(now).await[0].body.contains("feed 1"), "the next goes on at once");
}

#[tokio::test]
async fn a_dead_letter_is_shown_with_its_attempts_and_replayed_as_it_was() {
    let outbox = Outbox::with(2).await;
    let due = outbox.due(at(100)).await.remove(0);
    outbox.fail(&due, at(100)).await;
    let refused = AttemptOutcome::Unreachable { error: "x".repeat(5000) };
    outbox.finish(&due, at(105), refused, Fate::Dead { why: "enough".to_owned() }).await;
    let letter = letters::show(&outbox.path, &due.webhook_id).unwrap().unwrap();
    assert_eq!(
        (letter.status.state, letter.status.problem.as_deref()),
        (DeliveryState::Dead, Some("enough"))
    );
    assert_eq!(letter.body, due.body);
    let statuses: Vec<_> = letter.attempts.iter().map(|attempt| (attempt.number, attempt.status)).collect();
    assert_eq!(statuses, [(1, Some(500)), (2, None)]);
    assert_eq!(letter.attempts[0].detail, "status 500: oops");
    assert_eq!(letter.attempts[1].detail.len(), 1000, "what is kept is bounded");
    assert!(letters::show(&outbox.path, "msg_of_nobody").unwrap().is_none());

    let mut operator = Operator::open(&outbox.path).unwrap();
    let which = Which { webhook_ids: vec![due.webhook_id.clone()], ..Which::default() };
    let late = at(100) + DAY * 30;
    assert_eq!(operator.replay(&which, late, late + DAY).unwrap().deliveries, 1);
    let again = outbox.due(late).await.into_iter().find(|again| again.id == due.id).unwrap();
    assert_eq!((&again.webhook_id, &again.body, again.attempts), (&due.webhook_id, &due.body, 0));
    assert_eq!(again.expires, late + DAY, "it is not too old");
    for _ in 0..60 {
        outbox.fail(&again, late).await;
    }
    let attempts = letters::show(&outbox.path, &due.webhook_id).unwrap().unwrap().attempts;
    assert_eq!(
        (attempts.len(), attempts[0].number, attempts[49].number),
        (50, 13, 62),
        "the newest are kept"
    );
}

#[tokio::test]
async fn deliveries_are_selected_by_endpoint_state_and_time() {
    let outbox = Outbox::with(3).await;
    let check = |which: Which, expected: &[&str]| {
        let ids: Vec<String> = letters::list(&outbox.path, &which, 10)
            .unwrap()
            .into_iter()
            .map(|found| found.webhook_id)
            .collect();
        assert_eq!(ids, expected, "{which:?}");
    };
    check(Which::default(), &["msg_3_desk", "msg_2_desk", "msg_1_desk"]);
    check(Which { since: Some(at(1)), ..Which::default() }, &["msg_3_desk", "msg_2_desk"]);
    check(Which { since: Some(at(1)), until: Some(at(2)), ..Which::default() }, &["msg_2_desk"]);
    check(Which { endpoint: Some("other".to_owned()), ..Which::default() }, &[]);
    check(Which { state: Some(DeliveryState::Delivered), ..Which::default() }, &[]);
    check(Which { webhook_ids: vec!["msg_1_desk".to_owned()], ..Which::default() }, &["msg_1_desk"]);
}

#[tokio::test]
async fn old_deliveries_are_forgotten_a_few_at_a_time_and_nothing_is_told_again() {
    let outbox = Outbox::with(5).await;
    for due in outbox.due(at(100)).await {
        outbox.arrive(&due, at(100)).await;
    }
    let forget = |before, limit| outbox.store.forget_deliveries(before, limit);
    assert_eq!(forget(at(0), 10).await.unwrap(), 0, "none is so old");
    assert_eq!(forget(at(60), 3).await.unwrap(), 3);
    assert_eq!(forget(at(60), 3).await.unwrap(), 1, "what waits stays");
    assert_eq!((outbox.states(DeliveryState::Delivered), outbox.states(DeliveryState::Waiting)), (0, 1));
    assert!(letters::show(&outbox.path, "msg_1_desk").unwrap().is_none());
    let again = report(IncidentKind::SourceSilent, "feed 0", at(0), "desk");
    assert_eq!(outbox.store.report(again).await.unwrap(), None);
    // What waits for an endpoint that never came is given up with its time.
    assert_eq!(forget(at(60) + DAY * 5, 10).await.unwrap(), 1);
    assert_eq!(Status::read(&outbox.path).unwrap().waiting_count, 0);
}
