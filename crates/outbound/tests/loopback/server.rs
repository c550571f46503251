//! A server that says what it is told to, however wrong.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What a server sends: pieces, and whether the last is repeated for as long as the client listens.
#[derive(Clone)]
pub(crate) struct Answer {
    head: Vec<u8>,
    endless: Option<Vec<u8>>,
    /// Whether the connection stays open, without a word, after the last piece.
    hang: bool,
}

impl Answer {
    pub(crate) fn whole(status: u16, headers: &str, body: &[u8]) -> Self {
        let mut head =
            format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}\r\n", body.len()).into_bytes();
        head.extend_from_slice(body);
        Answer { head, endless: None, hang: false }
    }

    pub(crate) fn raw(head: &[u8]) -> Self {
        Answer { head: head.to_vec(), endless: None, hang: false }
    }

    pub(crate) fn endless(head: &str, piece: &[u8]) -> Self {
        Answer { head: head.as_bytes().to_vec(), endless: Some(piece.to_vec()), hang: false }
    }

    /// A gzip header, and then empty stored blocks for ever: much to read, and nothing comes of it.
    pub(crate) fn endless_gzip_of_nothing() -> Self {
        let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff";
        Answer { head: head.to_vec(), endless: Some([0, 0, 0, 0xff, 0xff].repeat(2000)), hang: false }
    }

    pub(crate) fn hanging(head: &str) -> Self {
        Answer { head: head.as_bytes().to_vec(), endless: None, hang: true }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::whole(302, &format!("Location: {to}\r\n"), b"")
    }
}

/// A server on a port of its own; `answers` maps a path to what is said there, and `path with
/// name=value` to what is said to whoever brings that cookie. Requests as they came are kept.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    #[allow(clippy::disallowed_methods, reason = "a test's server ends with the test's runtime")]
    pub(crate) async fn start(answers: &[(&str, Answer)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answers: HashMap<String, Answer> =
            answers.iter().map(|(path, answer)| ((*path).to_owned(), answer.clone())).collect();
        let answers = Arc::new(answers);
        let requests = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&answers), Arc::clone(&requests)));
            }
        });
        Server { address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// One request and its answer; the connection is closed afterwards.
pub(crate) async fn converse(
    mut stream: TcpStream,
    answers: Arc<HashMap<String, Answer>>,
    seen: Arc<Mutex<Vec<String>>>,
) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let cookie = request.lines().find_map(|line| line.strip_prefix("cookie: ")).map(str::to_owned);
    seen.lock().unwrap().push(request);
    let with_cookie = cookie.and_then(|cookie| answers.get(&format!("{path} with {cookie}")));
    let answer =
        with_cookie.or_else(|| answers.get(&path)).cloned().unwrap_or_else(|| Answer::whole(404, "", b""));
    let mut going = stream.write_all(&answer.head).await.is_ok();
    while let (true, Some(piece)) = (going, &answer.endless) {
        going = stream.write_all(piece).await.is_ok();
    }
    if answer.hang {
        // Until the client has had enough.
        let _ = stream.read_u8().await;
    }
    let _ = stream.shutdown().await;
}
