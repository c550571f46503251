//! Requests as anyone can send them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::net::SocketAddr;

use api::{Api, BODY_BYTES_MAX, Now};
use jiff::Timestamp;
use store::Store;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What is answered to a head and a body, as far as the status.
async fn answer(address: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = vec![0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn who_sends_something_to_nobody_is_told_so_before_it_is_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("a.db")).unwrap();
    let now = Now::from_fn(|| Timestamp::UNIX_EPOCH);
    let api = Api::start(([127, 0, 0, 1], 0).into(), store, now).await.unwrap();
    let head = |more: &str| {
        format!("POST /websub/guessed HTTP/1.1\r\nHost: a\r\nContent-Length: {BODY_BYTES_MAX}{more}")
    };
    assert_eq!(answer(api.address(), &head("\r\nExpect: 100-continue"), b"").await, "HTTP/1.1 410");
    // Who sends all of it at once sees the answer, too.
    assert_eq!(answer(api.address(), &head(""), &vec![b'a'; BODY_BYTES_MAX]).await, "HTTP/1.1 410");
}
