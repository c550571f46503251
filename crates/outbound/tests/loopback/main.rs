//! The client against servers on this machine that behave as the worst of the web does.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod guard;
mod redirects;
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

#[tokio::test]
async fn bodies_are_capped_by_their_decompressed_size() {
    let bomb = gzip(&vec![b' '; 20_000_000]);
    assert!(bomb.len() < 30_000);
    let server = Server::start(&[
        ("/bomb", Answer::whole(200, "Content-Encoding: gzip\r\n", &bomb)),
        ("/bomb-of-bombs", Answer::whole(200, "Content-Encoding: gzip, gzip\r\n", &gzip(&bomb))),
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
    check("/bomb-of-bombs", 1_000_000, too_large(1_000_000)).await;
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
        ("/unknown", Answer::whole(200, "Content-Encoding: compress\r\n", b"\x1f\x9d")),
    ])
    .await;
    for path in ["/words", "/closed", "/short", "/not-gzip", "/many", "/long", "/forever", "/unknown"] {
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
async fn every_compression_that_servers_send_is_undone() {
    /// `hello`, by the reference implementation.
    const BROTLI: &[u8] = b"\x0b\x02\x80hello\x03";
    let whole =
        |coding: &str, body: &[u8]| Answer::whole(200, &format!("Content-Encoding: {coding}\r\n"), body);
    let server = Server::start(&[
        ("/gzip", whole("gzip", &gzip(b"hello"))),
        ("/twice", whole("gzip, gzip", &gzip(&gzip(b"hello")))),
        ("/file", whole("gzip", &gzip(&gzip(b"hello")))),
        ("/deflate", whole("deflate", b"\xcb\x48\xcd\xc9\xc9\x07\x00")),
        ("/zlib", whole("deflate", b"\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15")),
        ("/br", whole("br", BROTLI)),
        ("/zstd", whole("zstd", &zstd::stream::encode_all(&b"hello"[..], 3).unwrap())),
        ("/plain", Answer::whole(200, "", b"hello")),
    ])
    .await;
    for path in ["/gzip", "/twice", "/file", "/deflate", "/zlib", "/br", "/zstd", "/plain"] {
        let response = get(&client(), &server.url(path)).await.unwrap();
        assert_eq!(
            (&response.body[..], response.header(header::CONTENT_ENCODING)),
            (&b"hello"[..], None),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_compressed_body_that_was_cut_off_is_read_as_far_as_it_came() {
    let long: String = (0..5000).map(|number| format!("{number} ")).collect();
    let packed = gzip(long.as_bytes());
    let cut = |length: usize| {
        let body = packed.get(..length).unwrap();
        Answer::whole(200, "Content-Encoding: gzip\r\n", body)
    };
    let server =
        Server::start(&[("/half", cut(packed.len() / 2)), ("/unchecked", cut(packed.len() - 8))]).await;
    let half = get(&client(), &server.url("/half")).await.unwrap();
    assert!(half.truncated && half.body.len() > long.len() / 4 && long.as_bytes().starts_with(&half.body));
    let unchecked = get(&client(), &server.url("/unchecked")).await.unwrap();
    assert_eq!((&unchecked.body[..], unchecked.truncated), (long.as_bytes(), false));
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
