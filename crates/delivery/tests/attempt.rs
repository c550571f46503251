//! Attempts at real receivers on this machine.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use delivery::{attempt, check, parse_secret, test_event};
use jiff::Timestamp;
use model::{AttemptOutcome, Endpoint, EndpointKind, Secret, Template};
use outbound::{Client, Config, Lookup};
use testkit::{Answer, MailServer, Sink};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const BODY: &str = r#"{"type":"story.new","timestamp":"2026-03-01T12:00:05Z","data":{"title":"Brände"}}"#;

fn client() -> Client {
    Client::new(&Config { allow: vec!["127.0.0.1/32".parse().unwrap()], ..Config::default() }).unwrap()
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint::new("desk", EndpointKind::Webhook, url.parse().unwrap(), parse_secret(Sink::SECRET).unwrap())
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
async fn a_receiver_that_moves_to_a_private_address_between_attempts_is_refused_there() {
    let sink = Sink::start().await.unwrap();
    let port = sink.url().parse::<url::Url>().unwrap().port().unwrap();
    let moved = Arc::new(AtomicBool::new(false));
    let has_moved = Arc::clone(&moved);
    let lookup = Lookup::new(move |_| {
        let address = if has_moved.load(Ordering::SeqCst) { "10.0.0.1" } else { "127.0.0.1" };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    });
    let allow = vec!["127.0.0.1/32".parse().unwrap()];
    let client = Client::new(&Config { allow, lookup: Some(lookup), ..Config::default() }).unwrap();
    let endpoint = endpoint(&format!("http://hooks.example:{port}/hook?token=hidden"));
    let attempt =
        async || delivery::attempt(&client, &endpoint, "msg_1", BODY, now(), Duration::from_secs(5)).await;
    sink.answer_next(Answer::Close);
    assert!(matches!(attempt().await, AttemptOutcome::Unreachable { .. }));
    assert_eq!(sink.count(), 1);
    moved.store(true, Ordering::SeqCst);
    let AttemptOutcome::Unreachable { error } = attempt().await else { panic!("it was spoken to") };
    assert!(
        error.contains("hooks.example") && error.contains("10.0.0.1") && !error.contains("hidden"),
        "{error}"
    );
    assert_eq!(sink.count(), 1);
    moved.store(false, Ordering::SeqCst);
    assert_eq!(attempt().await, AttemptOutcome::Delivered { status: 204 });
}

/// A receiver that answers once, with `answer` as it stands, and gives the request as it came.
#[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
async fn receiver(answer: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let request = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        // The body is JSON or a template's text, and ends in one of these.
        while !request.ends_with(b"}") && !request.ends_with(b"!") {
            stream.read_buf(&mut request).await.unwrap();
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (address, request)
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[tokio::test]
async fn every_kind_is_spoken_to_in_its_way() {
    let event = test_event("desk", "test_1", Timestamp::UNIX_EPOCH);
    let check = async |kind: EndpointKind, path: &str, secret: Secret, wanted: &[&str], unwanted: &[&str]| {
        let (address, request) = receiver(OK).await;
        let endpoint = Endpoint { kind, secret, ..endpoint(&format!("{address}{path}")) };
        let outcome = attempt(&client(), &endpoint, "msg_1", &event, now(), Duration::from_secs(5)).await;
        assert_eq!(outcome, AttemptOutcome::Delivered { status: 200 });
        let request = request.await.unwrap();
        assert!(wanted.iter().all(|part| request.contains(part)), "{wanted:?}\n{request}");
        assert!(!unwanted.iter().any(|part| request.contains(part)), "{unwanted:?}\n{request}");
    };
    let token = || Secret::new(b"12:token".to_vec());
    let key = || parse_secret(Sink::SECRET).unwrap();
    let chat = &["webhook-signature", "webhook-id"];
    let (telegram, matrix) = (
        EndpointKind::Telegram { chat: "@news".to_owned() },
        EndpointKind::Matrix { room: "!r:a.example".to_owned() },
    );
    check(
        EndpointKind::Slack,
        "/services/T/B/x",
        Secret::default(),
        &["POST /services/T/B/x HTTP/1.1\r\n"],
        chat,
    )
    .await;
    check(EndpointKind::Discord, "/api/webhooks/1/x", Secret::default(), &["POST /api/webhooks/1/x "], chat)
        .await;
    check(EndpointKind::Teams, "/workflows/x?sig=1", Secret::default(), &["POST /workflows/x?sig=1 "], chat)
        .await;
    check(
        EndpointKind::Ntfy,
        "/news",
        Secret::default(),
        &["POST / ", "\"topic\":\"news\""],
        &["authorization"],
    )
    .await;
    check(EndpointKind::Ntfy, "/news", token(), &["POST / ", "authorization: Bearer 12:token\r\n"], chat)
        .await;
    check(telegram, "", token(), &["POST /bot12:token/sendMessage ", "\"chat_id\":\"@news\""], chat).await;
    let put = "PUT /_matrix/client/v3/rooms/!r:a.example/send/m.room.message/msg_1 ";
    check(matrix, "", token(), &[put, "authorization: Bearer 12:token\r\n"], chat).await;
    let media_type = "content-type: application/cloudevents+json\r\n";
    check(EndpointKind::CloudEvents, "/x", key(), &["webhook-signature: v1,", media_type], &[]).await;
    let template = || {
        EndpointKind::Template(Template {
            source: "{{ data.watchlist }}!".to_owned(),
            content_type: "text/plain".to_owned(),
        })
    };
    check(
        template(),
        "/x",
        key(),
        &["webhook-signature: v1,", "content-type: text/plain\r\n", "\r\n\r\nenergy!"],
        &[],
    )
    .await;
    check(template(), "/x", Secret::default(), &["\r\n\r\nenergy!"], chat).await;
}

#[tokio::test]
async fn every_kind_that_is_signed_is_taken_by_the_reference_library() {
    const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let event = test_event("desk", "test_1", Timestamp::UNIX_EPOCH);
    let template =
        Template { source: "{{ data.watchlist }}!".to_owned(), content_type: "text/plain".to_owned() };
    for kind in [EndpointKind::Webhook, EndpointKind::CloudEvents, EndpointKind::Template(template)] {
        let (address, request) = receiver(OK).await;
        let secret = parse_secret(&format!("{}\n{OLD}", Sink::SECRET)).unwrap();
        let endpoint = Endpoint { kind, secret, ..endpoint(&address) };
        attempt(&client(), &endpoint, "msg_1", &event, now(), Duration::from_secs(5)).await;
        let request = request.await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let headers: http::HeaderMap = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        // While a secret changes, receivers of the new one and of the old one are both served.
        for key in [Sink::SECRET, OLD] {
            standardwebhooks::Webhook::new(key).unwrap().verify(body.as_bytes(), &headers).unwrap();
        }
        let other = standardwebhooks::Webhook::new(&OLD.replace("MfKQ", "AAAA")).unwrap();
        assert!(other.verify(body.as_bytes(), &headers).is_err());
    }
}

#[tokio::test]
async fn what_an_endpoint_lacks_is_told_before_anything_is_sent() {
    let event = test_event("desk", "test_1", Timestamp::UNIX_EPOCH);
    let check_sound = |kind: EndpointKind| {
        assert_eq!(
            check(&Endpoint { kind, secret: Secret::default(), ..endpoint("http://127.0.0.1:9/") }),
            Ok(())
        );
    };
    let check = async |kind: EndpointKind, event: &str, expected: &str| {
        // Nothing listens there.
        let endpoint = Endpoint { kind, secret: Secret::default(), ..endpoint("http://127.0.0.1:9/") };
        match attempt(&client(), &endpoint, "msg_1", event, now(), Duration::from_secs(5)).await {
            AttemptOutcome::Unreachable { error } => assert!(error.contains(expected), "{error}"),
            other => panic!("{other:?}"),
        }
        if event.contains("test") {
            assert!(delivery::check(&endpoint).unwrap_err().to_string().contains(expected));
        }
    };
    check_sound(EndpointKind::Slack);
    check_sound(EndpointKind::Email {
        from: "a@example.org".to_owned(),
        to: vec!["b@example.org".to_owned()],
    });
    let mail = EndpointKind::Email { from: "a@example.org".to_owned(), to: vec!["nobody".to_owned()] };
    check(mail, &event, "`nobody` is not a mail address").await;
    let template = Template { source: "{{ nothing }}".to_owned(), content_type: "text/plain".to_owned() };
    check(EndpointKind::Webhook, &event, "no secret to sign with").await;
    check(EndpointKind::Telegram { chat: String::new() }, &event, "needs a token").await;
    check(EndpointKind::Template(template), &event, "template fails").await;
    check(EndpointKind::Slack, "{}", "stored event cannot be read").await;
}

#[tokio::test]
async fn a_chat_says_in_its_answer_when_to_come_back() {
    let (address, request) =
        receiver("HTTP/1.1 429 X\r\nContent-Length: 35\r\n\r\n{\"parameters\":{\"retry_after\": 35 }}").await;
    let endpoint = Endpoint { kind: EndpointKind::Slack, ..endpoint(&address) };
    let event = test_event("desk", "test_1", Timestamp::UNIX_EPOCH);
    let outcome = attempt(&client(), &endpoint, "msg_1", &event, now(), Duration::from_secs(5)).await;
    request.await.unwrap();
    let wait = Some(Duration::from_secs(35));
    assert!(
        matches!(outcome, AttemptOutcome::Refused { status: 429, retry_after, .. } if retry_after == wait),
        "{outcome:?}"
    );
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

fn mail(url: &str, secret: Secret) -> Endpoint {
    let kind = EndpointKind::Email {
        from: "wirewatch <news@example.org>".to_owned(),
        to: vec!["desk@example.org".to_owned(), "second@example.org".to_owned()],
    };
    Endpoint { kind, secret, ..endpoint(url) }
}

async fn send_mail(endpoint: &Endpoint) -> AttemptOutcome {
    let event = test_event("desk", "test_1", "2026-03-01T12:00:00Z".parse().unwrap());
    attempt(&client(), endpoint, "msg_1", &event, now(), Duration::from_secs(5)).await
}

#[tokio::test]
async fn mail_reaches_its_server() {
    let server = MailServer::start().await.unwrap();
    let outcome = send_mail(&mail(&server.url(), Secret::default())).await;
    assert_eq!(outcome, AttemptOutcome::Delivered { status: 250 });
    let [mail] = server.received(1).await.try_into().unwrap();
    assert_eq!((mail.from.as_str(), mail.to.len()), ("news@example.org", 2));
    assert_eq!(mail.to, ["desk@example.org", "second@example.org"]);
    assert_eq!(mail.header("Message-ID"), "<msg_1@example.org>");
    assert!(mail.header("Subject").starts_with("Test of desk: Norvik Power halts its largest plant"));
    assert!(mail.part("text/plain").contains("the plant would stay shut for weeks."));
}

#[tokio::test]
async fn a_recipient_that_is_refused_keeps_the_mail_from_no_other() {
    for refusal in ["550 5.1.1 no such user here", "452 4.2.2 the mailbox is full"] {
        let server = MailServer::start().await.unwrap();
        server.refuse_next(refusal);
        let outcome = send_mail(&mail(&server.url(), Secret::default())).await;
        assert_eq!(outcome, AttemptOutcome::Delivered { status: 250 }, "{refusal}");
        let [mail] = server.received(1).await.try_into().unwrap();
        assert_eq!(mail.to, ["second@example.org"]);
    }
}

/// A mail server that takes a mail and never answers the goodbye; it lasts as long as its task is held.
#[allow(clippy::disallowed_methods, reason = "a test's receiver needs no supervisor")]
async fn silent_mail_server() -> (String, JoinHandle<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 mail.example\r\n").await.unwrap();
        let mut said = Vec::new();
        for answer in ["250 hello", "250 ok", "250 ok", "250 ok", "354 go on", "250 taken"] {
            let end: &[u8] = if answer == "250 taken" { b"\r\n.\r\n" } else { b"\r\n" };
            said.clear();
            while !said.ends_with(end) {
                stream.read_buf(&mut said).await.unwrap();
            }
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
        stream
    });
    (address, server)
}

/// A mail that was taken and counts as not delivered would be sent again.
#[tokio::test]
async fn mail_that_was_taken_has_arrived_whatever_its_server_says_then() {
    let (address, server) = silent_mail_server().await;
    let event = test_event("desk", "test_1", "2026-03-01T12:00:00Z".parse().unwrap());
    let endpoint = mail(&address, Secret::default());
    let outcome = attempt(&client(), &endpoint, "msg_1", &event, now(), Duration::from_millis(500)).await;
    assert_eq!(outcome, AttemptOutcome::Delivered { status: 250 });
    drop(server.await.unwrap());
}

#[tokio::test]
async fn mail_goes_to_the_address_of_its_server_that_answers() {
    let server = MailServer::start().await.unwrap();
    let lookup = Lookup::new(|_| {
        let addresses = ["127.0.0.77", "127.0.0.1"].map(|address| address.parse().unwrap());
        Box::pin(async move { Ok(addresses.to_vec()) })
    });
    let config =
        Config { allow: vec!["127.0.0.0/8".parse().unwrap()], lookup: Some(lookup), ..Config::default() };
    let endpoint = mail(&server.url().replace("127.0.0.1", "mail.example"), Secret::default());
    let event = test_event("desk", "test_1", "2026-03-01T12:00:00Z".parse().unwrap());
    let client = Client::new(&config).unwrap();
    let outcome = attempt(&client, &endpoint, "msg_1", &event, now(), Duration::from_secs(5)).await;
    assert_eq!(outcome, AttemptOutcome::Delivered { status: 250 });
}

#[tokio::test]
async fn what_a_mail_server_refuses_is_told() {
    let server = MailServer::start().await.unwrap();
    server.refuse_next("550 5.1.1 no such user here");
    server.refuse_next("550 5.1.1 no such user here");
    let outcome = send_mail(&mail(&server.url(), Secret::default())).await;
    let AttemptOutcome::Refused { status: 550, retry_after: None, body } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(body.contains("no such user here"), "{body}");
    let check = async |endpoint: Endpoint, expected: &str| match send_mail(&endpoint).await {
        AttemptOutcome::Unreachable { error } => assert!(error.contains(expected), "{error}"),
        other => panic!("{other:?}"),
    };
    // A server without TLS gets no password.
    let server = MailServer::start().await.unwrap();
    let address = server.url().replace("smtp://", "smtp://desk%40example.org@");
    check(mail(&address, Secret::new(b"hidden".to_vec())), "did not take the mail").await;
    assert!(!server.told().iter().any(|line| line.contains("AUTH") || line.contains("MAIL")));
    check(mail("smtp://10.0.0.1", Secret::default()), "`egress.allow`").await;
    check(mail("ftp://127.0.0.1", Secret::default()), "use smtp or smtps").await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    check(mail(&format!("smtps://{gone}"), Secret::default()), "did not take the mail").await;
}
