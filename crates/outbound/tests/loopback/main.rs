//! The client against servers on this machine that behave as the worst of the web does.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod server;
mod tls;

use std::io::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use outbound::{Client, Config, Error, Gate, GateFuture, Get, HeaderValue, Lookup, Post, Response, header};
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Answer, Server};

fn config(allow: &[&str]) -> Config {
    Config { allow: allow.iter().map(|network| network.parse().unwrap()).collect(), ..Config::default() }
}

/// A client that may reach the tests' servers, and nothing else that is not public.
fn client() -> Client {
    Client::new(&config(&["127.0.0.1/32"])).unwrap()
}

/// A client for which every name is at `addresses`, one after the other.
fn client_with_names(allow: &[&str], addresses: &[&str]) -> Client {
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let lookup = Lookup::new(move |_| {
        let turn = asked.fetch_add(1, Ordering::Relaxed);
        let found = addresses.get(turn).or(addresses.last()).copied();
        Box::pin(async move { Ok(found.into_iter().collect()) })
    });
    Client::new(&Config { lookup: Some(lookup), ..config(allow) }).unwrap()
}

async fn get(client: &Client, url: &Url) -> Result<Response, Error> {
    client.get(Get::new(url)).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// At least one address of every kind that is refused, at both ends where the edge is near, in every form a URL can have.
const REFUSED: &str = "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.2 127.255.255.255 \
    169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255 192.0.2.1 192.88.99.1 \
    192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 \
    239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::8.8.8.8 ::ffff:127.0.0.2 ::ffff:10.0.0.1 \
    ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: \
    2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 \
    3fff:fff::1 4000::1 5f00::1 fc00::1 fdff::1 fe80::1 febf::1 fec0::1 feff::1 ff02::1 ffff::1";

fn literal(address: &str) -> String {
    if address.contains(':') { format!("http://[{address}]/") } else { format!("http://{address}/") }
}

fn assert_refused(result: Result<Response, Error>, address: &str, way: &str) {
    let expected: IpAddr = address.parse().unwrap();
    match result {
        Err(Error::Refused { address, .. }) => assert_eq!(address, expected, "{way}"),
        other => panic!("{address}, {way}: {other:?}"),
    }
}

#[tokio::test]
async fn every_refused_address_is_refused_directly_by_redirect_and_by_name() {
    let answers: Vec<(String, Answer)> = REFUSED
        .split_whitespace()
        .map(|address| (format!("/{address}"), Answer::redirect(&literal(address))))
        .collect();
    let answers: Vec<(&str, Answer)> =
        answers.iter().map(|(path, answer)| (path.as_str(), answer.clone())).collect();
    let server = Server::start(&answers).await;
    let client = client();
    let named = client_with_names(&["127.0.0.1/32"], &REFUSED.split_whitespace().collect::<Vec<_>>());
    for address in REFUSED.split_whitespace() {
        let direct = Url::parse(&literal(address)).unwrap();
        assert_refused(get(&client, &direct).await, address, "directly");
        let posted = client.post(post(&direct, 1024)).await;
        assert_refused(posted, address, "posted");
        assert_refused(get(&client, &server.url(&format!("/{address}"))).await, address, "by redirect");
        let url = Url::parse("http://news.example/").unwrap();
        assert_refused(get(&named, &url).await, address, "by name");
    }
}

#[tokio::test]
async fn what_is_not_http_is_guarded_too() {
    let named = client_with_names(&[], &["8.8.8.8", "127.0.0.1"]);
    let public: IpAddr = "8.8.8.8".parse().unwrap();
    assert_eq!(named.addresses("mail.example").await.unwrap(), [public]);
    assert_eq!(named.addresses("8.8.8.8").await.unwrap(), [public]);
    for host in ["mail.example", "127.0.0.1", "[::ffff:127.0.0.1]", "::1"] {
        assert!(matches!(named.addresses(host).await, Err(Error::Refused { .. })), "{host}");
    }
}

#[tokio::test]
async fn odd_spellings_of_an_address_are_that_address() {
    let client = Client::new(&Config::default()).unwrap();
    let spellings = [
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://１２７.0.0.1/",
    ];
    for spelling in spellings {
        assert_refused(get(&client, &Url::parse(spelling).unwrap()).await, "127.0.0.1", spelling);
    }
}

#[tokio::test]
async fn this_machine_is_refused_by_its_own_name_unless_it_is_allowed() {
    let server = Server::start(&[("/", Answer::whole(200, "", b"here"))]).await;
    let url = Url::parse(&format!("http://localhost:{}/", server.address.port())).unwrap();
    let refused = get(&Client::new(&Config::default()).unwrap(), &url).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused { host, kind: "loopback", .. } if host == "localhost"),
        "{refused}"
    );
    assert!(refused.to_string().contains("`egress.allow`"), "{refused}");
    assert_eq!(get(&client(), &url).await.unwrap().body, "here");
}

#[tokio::test]
async fn a_name_that_moves_to_a_refused_address_is_refused_there() {
    let server = Server::start(&[("/", Answer::whole(200, "", b"first"))]).await;
    let client = client_with_names(&["127.0.0.1/32"], &["127.0.0.1", "127.0.0.2"]);
    let url = Url::parse(&format!("http://news.example:{}/", server.address.port())).unwrap();
    assert_eq!(get(&client, &url).await.unwrap().body, "first");
    assert_refused(get(&client, &url).await, "127.0.0.2", "moved");
}

#[tokio::test]
async fn only_http_is_spoken() {
    let server = Server::start(&[
        ("/ftp", Answer::redirect("ftp://news.example/")),
        ("/file", Answer::redirect("file:///etc/passwd")),
    ])
    .await;
    for (url, scheme) in [
        (Url::parse("file:///etc/passwd").unwrap(), "file"),
        (Url::parse("gopher://127.0.0.1/").unwrap(), "gopher"),
        (server.url("/ftp"), "ftp"),
        (server.url("/file"), "file"),
    ] {
        let got = get(&client(), &url).await.unwrap_err();
        assert_eq!(got, Error::Scheme { scheme: scheme.to_owned() }, "{url}");
    }
}

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

#[tokio::test]
async fn bodies_are_capped_by_their_decompressed_size() {
    let bomb = gzip(&vec![b' '; 20_000_000]);
    assert!(bomb.len() < 30_000);
    let server = Server::start(&[
        ("/bomb", Answer::whole(200, "Content-Encoding: gzip\r\n", &bomb)),
        ("/claims", Answer::hanging("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")),
        ("/endless", Answer::endless("HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 8192])),
        (
            "/chunked",
            Answer::endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n"),
        ),
        ("/exact", Answer::whole(200, "", &[b'x'; 1000])),
        ("/gzip", Answer::whole(200, "Content-Encoding: gzip\r\n", &gzip(b"plain"))),
        ("/nothing", Answer::endless_gzip_of_nothing()),
        ("/empty", Answer::whole(200, "Content-Encoding: gzip\r\n", b"")),
        (
            "/unchanged",
            Answer::raw(b"HTTP/1.1 304 X\r\nContent-Encoding: gzip\r\nContent-Length: 5000\r\n\r\n"),
        ),
    ])
    .await;
    let check = async |path: &str, limit: usize, expected: Result<usize, Error>| {
        let url = server.url(path);
        let got = client().get(Get { max_body: limit, ..Get::new(&url) }).await;
        assert_eq!(got.map(|answer| answer.body.len()), expected, "{path}");
    };
    let too_large = |limit| Err(Error::TooLarge { host: "127.0.0.1".to_owned(), limit });
    check("/bomb", 1_000_000, too_large(1_000_000)).await;
    check("/claims", 1_000_000, too_large(1_000_000)).await;
    check("/endless", 1_000_000, too_large(1_000_000)).await;
    check("/chunked", 100_000, too_large(100_000)).await;
    check("/exact", 1000, Ok(1000)).await;
    check("/exact", 999, too_large(999)).await;
    check("/gzip", 5, Ok(5)).await;
    check("/gzip", 4, too_large(4)).await;
    check("/nothing", 1000, too_large(1000)).await;
    check("/empty", 0, Ok(0)).await;
    check("/unchanged", 0, Ok(0)).await;
}

#[tokio::test]
async fn what_is_not_sound_http_is_told_as_such() {
    let flood: String = (0..100_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let long = "x".repeat(10_000_000);
    let server = Server::start(&[
        ("/words", Answer::raw(b"good morning\r\n\r\n")),
        ("/closed", Answer::raw(b"")),
        ("/short", Answer::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")),
        ("/not-gzip", Answer::whole(200, "Content-Encoding: gzip\r\n", b"\x1f\x8b, not")),
        ("/many", Answer::raw(format!("HTTP/1.1 200 OK\r\n{flood}\r\n").as_bytes())),
        ("/long", Answer::raw(format!("HTTP/1.1 200 OK\r\nX: {long}\r\n\r\n").as_bytes())),
        ("/forever", Answer::endless("HTTP/1.1 200 OK\r\n", b"X: y\r\n")),
        ("/bomb-of-bombs", Answer::whole(200, "Content-Encoding: gzip, gzip\r\n", &gzip(&gzip(b"x")))),
        ("/unknown", Answer::whole(200, "Content-Encoding: compress\r\n", b"\x1f\x9d")),
    ])
    .await;
    for path in [
        "/words",
        "/closed",
        "/short",
        "/not-gzip",
        "/many",
        "/long",
        "/forever",
        "/bomb-of-bombs",
        "/unknown",
    ] {
        let got = get(&client(), &server.url(path)).await.unwrap_err();
        assert!(matches!(got, Error::Protocol { .. }), "{path}: {got:?}");
    }
}

#[tokio::test]
async fn the_deadline_holds_for_everything() {
    let server = Server::start(&[
        ("/silent", Answer::hanging("")),
        ("/head", Answer::hanging("HTTP/1.1 200 OK\r\nX-Slow")),
        ("/body", Answer::hanging("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow")),
        ("/informs", Answer::endless("", b"HTTP/1.1 103 Early Hints\r\n\r\n")),
        ("/hop", Answer::redirect("/silent")),
    ])
    .await;
    for path in ["/silent", "/head", "/body", "/informs", "/hop"] {
        let url = server.url(path);
        let timeout = Duration::from_millis(200);
        let got = client().get(Get { timeout, ..Get::new(&url) }).await.unwrap_err();
        assert_eq!(got, Error::Timeout { host: "127.0.0.1".to_owned(), after: timeout }, "{path}");
    }
}

#[tokio::test]
async fn nobody_there_and_no_such_name_are_told_apart() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = Url::parse(&format!("http://{gone}/secret-path?token=1")).unwrap();
    let got = get(&client(), &url).await.unwrap_err();
    assert!(matches!(&got, Error::Connect { .. }), "{got:?}");
    assert!(!got.to_string().contains("secret") && !got.to_string().contains("token"), "{got}");

    let lookup = Lookup::new(|_| Box::pin(async { Err(std::io::Error::other("no such name")) }));
    let client = Client::new(&Config { lookup: Some(lookup), ..Config::default() }).unwrap();
    let got = get(&client, &Url::parse("http://nowhere.example/").unwrap()).await.unwrap_err();
    assert_eq!(got.to_string(), "cannot find the address of nowhere.example: no such name");
}

#[tokio::test]
async fn odd_headers_are_forgiven() {
    let odd = "HTTP/1.1 200 OK\r\nX-Folded: one\r\n two\r\nno colon here\r\nETag: \"\u{e9}\"\r\nContent-Length: 4\r\n\r\nnews";
    let server = Server::start(&[("/", Answer::raw(odd.as_bytes()))]).await;
    let got = get(&client(), &server.url("/")).await.unwrap();
    assert_eq!(got.body, "news");
    // Validators are bytes, to be given back as they came.
    assert_eq!(got.headers.get(header::ETAG).unwrap().as_bytes(), "\"\u{e9}\"".as_bytes());
    let headers = [(header::IF_NONE_MATCH, got.headers.get(header::ETAG).unwrap().clone())];
    let url = server.url("/");
    client().get(Get { headers: &headers, ..Get::new(&url) }).await.unwrap();
    let again = server.seen().pop().unwrap();
    assert!(
        again.contains("if-none-match: \"\u{e9}\"\r\n")
            && again.contains("accept-encoding: gzip, br, zstd\r\n"),
        "{again}"
    );
}

fn post(url: &Url, max_answer: usize) -> Post<'_> {
    Post {
        url,
        headers: &[],
        body: Bytes::from_static(b"{}"),
        timeout: Duration::from_millis(300),
        max_answer,
    }
}

#[tokio::test]
async fn a_post_tells_the_status_whatever_the_answer_does() {
    let server = Server::start(&[
        ("/ok", Answer::whole(204, "", b"")),
        ("/moved", Answer::redirect("/ok")),
        ("/says", Answer::whole(500, "Retry-After: 7\r\n", b"out of order")),
        ("/endless", Answer::endless("HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 8192])),
        ("/slow", Answer::hanging("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow")),
        ("/short", Answer::raw(b"HTTP/1.1 202 OK\r\nContent-Length: 100\r\n\r\nhalf")),
        ("/not-gzip", Answer::whole(200, "Content-Encoding: gzip\r\n", b"\x1f\x8b, not")),
    ])
    .await;
    let check = async |path: &str, status: u16, body: &str, truncated: bool| {
        let url = server.url(path);
        let got = client().post(post(&url, 12)).await.unwrap();
        assert_eq!(
            (got.status, &got.body[..], got.truncated),
            (status, body.as_bytes(), truncated),
            "{path}"
        );
        assert!(got.redirects.is_empty());
    };
    check("/ok", 204, "", false).await;
    check("/moved", 302, "", false).await;
    check("/says", 500, "out of order", false).await;
    check("/endless", 200, "xxxxxxxxxxxx", true).await;
    check("/slow", 200, "slow", true).await;
    check("/short", 202, "half", true).await;
    check("/not-gzip", 200, "", true).await;
    let url = server.url("/ok");
    assert_eq!(client().put(post(&url, 0)).await.unwrap().status, 204);
    let lines: Vec<String> =
        server.seen().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    let to_ok: Vec<&String> = lines.iter().filter(|line| line.contains("/ok")).collect();
    assert_eq!(to_ok, ["POST /ok HTTP/1.1", "PUT /ok HTTP/1.1"], "a redirect is not followed");
}

#[tokio::test]
async fn a_contact_that_no_header_can_hold_is_said_so() {
    let config = Config { contact: "r\u{e9}daction\n".to_owned(), ..Config::default() };
    let got = Client::new(&config).unwrap_err();
    assert_eq!(got.to_string(), "cannot make an HTTP client: the contact may hold only printable ASCII");
}

#[tokio::test]
async fn every_compression_that_is_asked_for_is_undone() {
    /// `hello`, by the reference implementation.
    const BROTLI: &[u8] = b"\x0b\x02\x80hello\x03";
    let whole =
        |coding: &str, body: &[u8]| Answer::whole(200, &format!("Content-Encoding: {coding}\r\n"), body);
    let server = Server::start(&[
        ("/gzip", whole("gzip", &gzip(b"hello"))),
        ("/br", whole("br", BROTLI)),
        ("/zstd", whole("zstd", &zstd::stream::encode_all(&b"hello"[..], 3).unwrap())),
        ("/plain", Answer::whole(200, "", b"hello")),
    ])
    .await;
    for path in ["/gzip", "/br", "/zstd", "/plain"] {
        let response = get(&client(), &server.url(path)).await.unwrap();
        assert_eq!(
            (&response.body[..], response.header(header::CONTENT_ENCODING)),
            (&b"hello"[..], None),
            "{path}"
        );
    }
}

#[tokio::test]
async fn headers_for_one_address_go_to_no_other() {
    let server =
        Server::start(&[("/old", Answer::redirect("/new")), ("/new", Answer::whole(200, "", b"here"))]).await;
    let tag = [(header::IF_NONE_MATCH, HeaderValue::from_static("\"v1\""))];
    let (old, new) = (server.url("/old"), server.url("/new"));
    let get = Get { at: Some((new.as_str(), &tag)), ..Get::new(&old) };
    client().get(get).await.unwrap();
    let brought: Vec<bool> = server.seen().iter().map(|request| request.contains("if-none-match")).collect();
    assert_eq!(brought, [false, true]);
}

#[tokio::test]
async fn a_proxy_is_asked_for_what_may_be_reached_and_shown_who_asks() {
    let proxy = Server::start(&[("http://news.invalid/feed", Answer::whole(200, "", b"news"))]).await;
    let mut address = proxy.url("/");
    address.set_username("me").unwrap();
    address.set_password(Some("key")).unwrap();
    // The proxy itself is at an address that is not public, which is the operator's choice.
    let client = Client::through(&config(&[]), &address).unwrap();
    let feed = Url::parse("http://news.invalid/feed").unwrap();
    let response = get(&client, &feed).await.unwrap();
    assert_eq!(&response.body[..], b"news");
    assert!(proxy.seen()[0].contains("proxy-authorization: Basic bWU6a2V5"), "{:?}", proxy.seen());
    for refused in ["http://127.0.0.1/feed", "http://[::1]/", "http://localhost/", "http://10.0.0.1/"] {
        let error = get(&client, &Url::parse(refused).unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{refused}: {error}");
    }
    assert_eq!(proxy.seen().len(), 1);
}
