//! Deliveries and incidents: the same at every attempt, until they arrive or their endpoint is gone.

use super::*;

#[tokio::test]
async fn a_delivery_is_the_same_at_every_attempt_until_it_arrives() {
    let database = waiting().await;
    let first = due(&database, at(1)).await.items.remove(0);
    let refused = AttemptOutcome::Refused { status: 500, retry_after: None, body: "oops".to_owned() };
    let retry = Fate::Retry { at: at(6) };
    database.store.finish_attempt(finished(&first, refused, retry)).await.unwrap();
    assert_eq!(due(&database, at(5)).await.next_due, Some(at(6)));
    let database = database.reopened();
    let status = Status::read(&database.path).unwrap();
    assert_eq!(status.waiting[0].problem.as_deref(), Some("status 500: oops"));
    let second = due(&database, at(6)).await.items.remove(0);
    assert_eq!((&second.webhook_id, &second.body), (&first.webhook_id, &first.body));
    assert_eq!(second.attempts, 1);
    let delivered = AttemptOutcome::Delivered { status: 204 };
    database.store.finish_attempt(finished(&second, delivered, Fate::Delivered)).await.unwrap();
    assert!(due(&database, at(100)).await.items.is_empty());
    assert_eq!(Status::read(&database.path).unwrap().delivered, 1);
}

#[tokio::test]
async fn a_delivery_to_an_endpoint_that_is_not_configured_waits() {
    let database = waiting().await;
    let others = database.store.claim_due_deliveries(claim(at(1)), turns("other")).await.unwrap();
    assert!(others.items.is_empty());
    assert_eq!(due(&database, at(1)).await.items.len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_is_gone_gets_nothing_more_until_it_is_configured_anew() {
    let database = waiting().await;
    let first = due(&database, at(1)).await.items.remove(0);
    database.store.finish_attempt(finished(&first, AttemptOutcome::Gone, Fate::EndpointGone)).await.unwrap();
    let status = Status::read(&database.path).unwrap();
    assert_eq!((status.waiting[0].event.as_str(), status.waiting_count), ("endpoint.disabled", 1));
    assert_eq!((status.dead[0].endpoint.as_str(), status.dead_count), ("desk", 1));
    assert!(status.dead[0].problem.as_deref().unwrap().contains("410"));
}

#[tokio::test]
async fn an_incident_is_delivered_like_an_alert_and_told_once() {
    let database = waiting().await;
    let report =
        |since| database.store.report(incident(IncidentKind::SourceSilent, "https://a.example/1", since));
    let mut wake = database.store.listen(Topic::Deliveries);
    wake.register();
    assert!(report(at(2)).await.unwrap().is_some());
    wake.woken().await;
    assert_eq!(report(at(2)).await.unwrap(), None, "the same silence is told once");
    assert!(report(at(9)).await.unwrap().is_some(), "another one is told too");
    let database = database.reopened();
    let bodies: Vec<String> = due(&database, at(10)).await.items.into_iter().map(|due| due.body).collect();
    assert_eq!(bodies.len(), 3, "{bodies:?}");
    assert!(bodies[1].starts_with("event_") && bodies[1].ends_with(": source.silent https://a.example/1"));
    let waiting = Status::read(&database.path).unwrap().waiting;
    assert_eq!(
        (waiting[0].event.as_str(), waiting[0].watchlist.as_deref()),
        ("story.new", Some("streaming"))
    );
    assert_eq!((waiting[1].event.as_str(), waiting[1].watchlist.as_deref()), ("source.silent", None));
}

#[tokio::test]
async fn that_an_endpoint_is_disabled_is_told_once_however_many_attempts_show_it() {
    let database = waiting().await;
    let first = due(&database, at(1)).await.items.remove(0);
    for minute in [1, 2] {
        let mut gone = finished(&first, AttemptOutcome::Gone, Fate::EndpointGone);
        gone.now = at(minute);
        database.store.finish_attempt(gone).await.unwrap();
    }
    let told = database.store.claim_due_deliveries(claim(at(5)), turns("other")).await.unwrap();
    assert_eq!(told.items.len(), 1);
    assert!(told.items[0].body.ends_with("endpoint.disabled desk"));
}

#[tokio::test]
async fn an_endpoint_with_much_that_waits_and_slow_answers_keeps_no_hands_from_the_others() {
    let database = Database::new();
    for (minute, endpoint) in [(1, "busy"), (2, "busy"), (3, "busy"), (5, "last"), (4, "other")] {
        let mut report = incident(IncidentKind::SourceSilent, &format!("{minute}"), at(minute));
        report.endpoints = vec![endpoint.to_owned()];
        database.store.report(report).await.unwrap();
    }
    let all: Vec<Turns> = ["busy", "last", "other"].into_iter().flat_map(turns).collect();
    let next = async |limit: usize| {
        let claimed = Claim { limit, ..claim(at(10)) };
        let due = database.store.claim_due_deliveries(claimed, all.clone()).await.unwrap().items;
        due.into_iter().map(|due| due.endpoint).collect::<Vec<_>>()
    };
    assert_eq!(next(2).await, ["busy", "busy"], "the most overdue");
    // A hand that is free goes where fewer are at work.
    assert_eq!(next(1).await, ["other"]);
    assert_eq!(next(1).await, ["last"]);
    assert_eq!(next(1).await, ["busy"]);
}

#[tokio::test]
async fn a_pause_holds_for_all_of_an_endpoint() {
    let database = waiting().await;
    let first = due(&database, at(1)).await.items.remove(0);
    let refused = AttemptOutcome::Refused { status: 429, retry_after: Some(MINUTE * 9), body: String::new() };
    let mut paused = finished(&first, refused, Fate::Retry { at: at(2) });
    paused.pause_until = Some(at(10));
    database.store.finish_attempt(paused).await.unwrap();
    let claimed = due(&database, at(9)).await;
    assert_eq!((claimed.items.len(), claimed.next_due), (0, Some(at(10))));
    assert_eq!(due(&database, at(10)).await.items.len(), 1);
}
