//! What the client does not reach, however it is asked.

use std::net::IpAddr;

use outbound::{Client, Config, Error, Response};
use url::Url;

use super::{client, client_with_names, get, post};
use crate::server::{Answer, Server};

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
