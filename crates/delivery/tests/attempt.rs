//! Attempts at real receivers on this machine.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use delivery::{attempt, parse_secret};
use jiff::Timestamp;
use model::{AttemptOutcome, Endpoint, EndpointKind};
use outbound::{Client, Config};
use testkit::{Answer, Sink};

const BODY: &str = r#"{"type":"story.new","timestamp":"2026-03-01T12:00:05Z","data":{"title":"Brände"}}"#;

fn client() -> Client {
    Client::new(&Config { allow: vec!["127.0.0.1/32".parse().unwrap()], ..Config::default() }).unwrap()
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint {
        name: "desk".to_owned(),
        kind: EndpointKind::Webhook,
        url: url.parse().unwrap(),
        secret: parse_secret(Sink::SECRET).unwrap(),
    }
}

/// The time, because receivers compare it with their own.
#[allow(clippy::disallowed_methods, reason = "the receiver checks the timestamp against the real clock")]
fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap()
}

async fn send(to: &str) -> AttemptOutcome {
    attempt(&client(), &endpoint(to), "msg_1", BODY, now(), Duration::from_millis(500)).await
}

#[tokio::test]
async fn a_receiver_can_verify_what_it_gets() {
    let sink = Sink::start().await.unwrap();
    assert_eq!(send(&sink.url()).await, AttemptOutcome::Delivered { status: 204 });
    let [received] = sink.all().try_into().unwrap();
    assert_eq!(
        (received.verified, received.id.as_str(), &received.body[..]),
        (Ok(()), "msg_1", BODY.as_bytes())
    );
    assert!(received.user_agent.unwrap().starts_with("wirewatch/"));
}

#[tokio::test]
async fn every_answer_has_its_outcome() {
    let sink = Sink::start().await.unwrap();
    let check = async |answer: Answer, expected: AttemptOutcome| {
        sink.answer(answer.clone());
        assert_eq!(send(&sink.url()).await, expected, "{answer:?}");
    };
    let refused = |status: u16, retry_after: Option<u64>| AttemptOutcome::Refused {
        status,
        retry_after: retry_after.map(Duration::from_secs),
        body: String::new(),
    };
    let slow = Answer::Slow { status: 200, pieces: 1000, pause: Duration::from_millis(100) };
    check(Answer::Status(200), AttemptOutcome::Delivered { status: 200 }).await;
    check(Answer::Endless(202), AttemptOutcome::Delivered { status: 202 }).await;
    check(slow, AttemptOutcome::Delivered { status: 200 }).await;
    check(Answer::Status(410), AttemptOutcome::Gone).await;
    check(Answer::Status(500), refused(500, None)).await;
    check(Answer::RetryAfter { status: 429, seconds: 30 }, refused(429, Some(30))).await;
    check(Answer::Redirect { status: 307, location: sink.url() }, refused(307, None)).await;
}

#[tokio::test]
async fn no_answer_is_told_as_a_person_should_read_it() {
    let sink = Sink::start().await.unwrap();
    let check = async |to: &str, expected: &str| match send(to).await {
        AttemptOutcome::Unreachable { error } => assert!(error.contains(expected), "{error}"),
        other => panic!("{other:?}"),
    };
    sink.answer(Answer::Hang);
    check(&sink.url(), "did not answer in full within 500ms").await;
    sink.answer(Answer::Close);
    check(&sink.url(), "127.0.0.1 gave no sound HTTP answer").await;
    sink.answer(Answer::Reset);
    check(&sink.url(), "127.0.0.1").await;
    check("http://10.0.0.1/hook?token=hidden", "`egress.allow`").await;
    check("http://[::1]/hook", "which is not public (loopback)").await;
}

#[tokio::test]
async fn an_id_that_is_no_header_is_not_sent() {
    let outcome = attempt(
        &client(),
        &endpoint("http://127.0.0.1:9/"),
        "msg\n1",
        BODY,
        Timestamp::UNIX_EPOCH,
        Duration::from_secs(1),
    )
    .await;
    assert!(
        matches!(outcome, AttemptOutcome::Unreachable { error } if error.contains("cannot stand in a header"))
    );
}
