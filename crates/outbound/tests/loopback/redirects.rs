//! Redirects, and what goes along with a request that is sent on.

use super::*;

#[tokio::test]
async fn redirects_are_followed_and_told() {
    let server = Server::start(&[
        ("/old", Answer::whole(301, "Location: /new\r\n", b"moved")),
        ("/new", Answer::whole(302, "Location: here?x=1#part\r\n", b"")),
        ("/here?x=1", Answer::whole(200, "ETag: \"v1\"\r\nContent-Type: text/plain\r\n", b"news")),
    ])
    .await;
    let got = get(&client(), &server.url("/old#top")).await.unwrap();
    assert_eq!((got.status, got.url.clone()), (200, server.url("/here?x=1")));
    assert_eq!(got.redirects, [(301, server.url("/new")), (302, server.url("/here?x=1"))]);
    assert_eq!((got.header("etag"), got.header(header::CONTENT_TYPE)), (Some("\"v1\""), Some("text/plain")));
    assert_eq!(got.body, "news");
}

#[tokio::test]
async fn a_redirect_in_a_circle_and_one_without_end_are_told_apart() {
    let ladder: Vec<(String, Answer)> =
        (0..20).map(|step| (format!("/{step}"), Answer::redirect(&format!("/{}", step + 1)))).collect();
    let mut answers: Vec<(&str, Answer)> =
        ladder.iter().map(|(path, answer)| (path.as_str(), answer.clone())).collect();
    answers.push(("/self", Answer::redirect("/self#again")));
    answers.push(("/ping", Answer::redirect("/pong")));
    answers.push(("/pong", Answer::redirect("/ping")));
    answers.push(("/bad", Answer::redirect("http://[not-an-address/")));
    answers.push(("/nowhere", Answer::whole(302, "", b"no location")));
    let server = Server::start(&answers).await;
    let host = || "127.0.0.1".to_owned();
    let check = async |path: &str, expected: Error| {
        assert_eq!(get(&client(), &server.url(path)).await.unwrap_err(), expected, "{path}");
    };
    check("/self", Error::RedirectLoop { host: host() }).await;
    check("/ping", Error::RedirectLoop { host: host() }).await;
    check("/0", Error::TooManyRedirects { host: host(), limit: 10 }).await;
    let bad = get(&client(), &server.url("/bad")).await.unwrap_err();
    assert!(matches!(bad, Error::Protocol { .. }), "{bad}");
    assert_eq!(get(&client(), &server.url("/nowhere")).await.unwrap().status, 302);
    let url = server.url("/0");
    let none = client().get(Get { max_redirects: 0, ..Get::new(&url) }).await.unwrap_err();
    assert_eq!(none, Error::TooManyRedirects { host: host(), limit: 0 });
}

#[tokio::test]
async fn a_redirect_is_followed_where_the_gate_opens() {
    let server = Server::start(&[
        ("/here", Answer::redirect("/away")),
        ("/away", Answer::redirect("http://127.0.0.2:9/page")),
    ])
    .await;
    let check = async |open: &[&str]| {
        let asked = std::sync::Mutex::new(Vec::new());
        let opens = |to: Url| -> GateFuture<'_> {
            asked.lock().unwrap().push(to.path().to_owned());
            Box::pin(std::future::ready(open.contains(&to.path())))
        };
        let url = server.url("/here");
        let got = client().get(Get { gate: Some(Gate::new(&opens)), ..Get::new(&url) }).await.unwrap_err();
        (got, asked.lock().unwrap().clone())
    };
    let elsewhere = "127.0.0.2".to_owned();
    let (got, asked) = check(&[]).await;
    assert_eq!(got, Error::Barred { host: "127.0.0.1".to_owned() });
    assert_eq!(asked, ["/away"]);
    let (got, asked) = check(&["/away"]).await;
    assert_eq!(got, Error::Barred { host: elsewhere.clone() });
    assert_eq!(asked, ["/away", "/page"]);
    let (got, _) = check(&["/away", "/page"]).await;
    assert!(
        matches!(&got, Error::Refused { host, .. } if *host == elsewhere),
        "the guard stands behind it: {got}"
    );
}

#[tokio::test]
async fn a_gate_that_asks_for_its_cookie_back_opens() {
    let server = Server::start(&[
        ("/article", Answer::whole(302, "Set-Cookie: gate=open; Path=/\r\nLocation: /article\r\n", b"")),
        ("/article with gate=open", Answer::whole(200, "", b"news")),
    ])
    .await;
    let got = get(&client(), &server.url("/article")).await.unwrap();
    assert_eq!((&got.body[..], got.redirects.len()), (&b"news"[..], 1));
    // Nothing is remembered afterwards.
    get(&client(), &server.url("/article")).await.unwrap();
    assert_eq!(server.seen().iter().filter(|request| request.contains("cookie: gate=open\r\n")).count(), 2);
}

#[tokio::test]
async fn credentials_and_unknown_headers_stay_with_their_origin() {
    let other = Server::start(&[("/", Answer::whole(200, "", b"other"))]).await;
    let server = Server::start(&[
        ("/in", Answer::redirect("/out")),
        ("/out", Answer::redirect(other.url("/").as_str())),
    ])
    .await;
    let mut url = server.url("/in");
    url.set_username("reader").unwrap();
    url.set_password(Some("p:ss w")).unwrap();
    let headers = [
        (header::IF_NONE_MATCH, HeaderValue::from_static("\"v1\"")),
        (header::HeaderName::from_static("x-api-key"), HeaderValue::from_static("key")),
        (header::COOKIE, HeaderValue::from_static("a=b")),
    ];
    let got = client().get(Get { headers: &headers, ..Get::new(&url) }).await.unwrap();
    assert_eq!((got.url.as_str(), got.body), (other.url("/").as_str(), Bytes::from("other")));
    for request in server.seen() {
        // reader:p:ss w
        assert!(request.contains("authorization: Basic cmVhZGVyOnA6c3Mgdw==\r\n"), "{request}");
        assert!(request.contains("x-api-key: key\r\n") && request.contains("cookie: a=b\r\n"), "{request}");
    }
    let [request] = other.seen().try_into().unwrap();
    assert!(request.contains("if-none-match: \"v1\"\r\n"), "{request}");
    assert!(request.contains("user-agent: wirewatch/"), "{request}");
    for secret in ["authorization", "x-api-key", "cookie", "referer"] {
        assert!(!request.contains(secret), "{request}");
    }
}
