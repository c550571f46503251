//! The sink: signatures, repeats, and its answers.

use jiff::Timestamp;
use testkit::{Answer, Sink};
use tokio::io::AsyncReadExt;

use crate::client::{Answered, post, send};

fn headers(id: &str, body: &str) -> Vec<(&'static str, String)> {
    let secret = delivery::parse_secret(Sink::SECRET).unwrap();
    let seconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let now = Timestamp::from_second(seconds.try_into().unwrap()).unwrap();
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", delivery::sign(&secret, id, now, body)),
    ]
}

async fn deliver(sink: &Sink, id: &str, signed: &str, sent: &str) -> std::io::Result<Answered> {
    let headers = headers(id, signed);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(&sink.url(), &headers, sent.as_bytes()).await
}

#[tokio::test]
async fn a_signed_delivery_is_kept_and_verified() {
    let sink = Sink::start().await.unwrap();
    let (received, answered) = tokio::join!(sink.received(1), deliver(&sink, "a", "{\"n\":1}", "{\"n\":1}"));
    assert_eq!(answered.unwrap().status, 204);
    assert_eq!(received[0].verified, Ok(()));
    assert_eq!(received[0].json()["n"], 1);
    assert_eq!(sink.deliveries().next().await.id, "a");
    deliver(&sink, "b", "{}", "{ }").await.unwrap();
    assert_eq!(sink.unverified()[0].id, "b");
}

#[tokio::test]
async fn repeats_and_changed_bodies_are_found() {
    let sink = Sink::start().await.unwrap();
    sink.answer_next(Answer::Status(500));
    for (id, body) in [("a", "1"), ("a", "1"), ("b", "1"), ("b", "2"), ("c", "1")] {
        deliver(&sink, id, body, body).await.unwrap();
    }
    assert_eq!(Vec::from_iter(sink.repeated()), ["a", "b"]);
    assert_eq!(Vec::from_iter(sink.repeated_though_accepted()), ["b"]);
    assert_eq!(Vec::from_iter(sink.changed()), ["b"]);
}

#[tokio::test]
async fn answers_come_as_scripted() {
    let sink = Sink::start().await.unwrap();
    let check = async |answer: Answer, status: u16, header: (&str, Option<&str>)| {
        sink.answer_next(answer.clone());
        let answered = deliver(&sink, "a", "1", "1").await.unwrap();
        assert_eq!(answered.status, status, "{answer:?}");
        assert_eq!(answered.header(header.0).as_deref(), header.1, "{answer:?}");
    };
    check(Answer::Status(410), 410, ("retry-after", None)).await;
    check(Answer::RetryAfter { status: 429, seconds: 7 }, 429, ("retry-after", Some("7"))).await;
    let elsewhere = Answer::Redirect { status: 307, location: "http://127.0.0.1:9/".to_owned() };
    check(elsewhere, 307, ("location", Some("http://127.0.0.1:9/"))).await;
    let slow = Answer::Slow { status: 200, pieces: 2, pause: std::time::Duration::from_millis(1) };
    check(slow, 200, ("content-length", None)).await;
    sink.answer(Answer::Close);
    assert!(deliver(&sink, "a", "1", "1").await.is_err());
    sink.answer(Answer::Reset);
    assert!(deliver(&sink, "a", "1", "1").await.is_err());
    assert_eq!(sink.count(), 6, "what is not answered is kept too");
}

#[tokio::test]
async fn an_endless_answer_has_more_to_give() {
    let sink = Sink::start().await.unwrap();
    sink.answer(Answer::Endless(200));
    let mut stream = send("POST", &sink.url(), &[], b"1").await.unwrap();
    let mut bytes = vec![0; 1 << 20];
    stream.read_exact(&mut bytes).await.unwrap();
}
