//! A WebSub hub on loopback: takes what it is asked for, asks back, and sends what a test tells it to, signed or not.

use std::collections::VecDeque;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::header::HeaderName;
use ring::hmac;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::body::Body;
use crate::fault::answer;
use crate::server::{Asked, Reply, Server};

/// A running hub. Dropping it closes its connections.
#[derive(Debug)]
pub struct Hub {
    address: String,
    desk: Arc<Desk>,
    /// Only held so that its drop stops the server.
    _server: Server,
}

/// What a hub was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// `subscribe` or `unsubscribe`.
    pub mode: String,
    /// The feed's address.
    pub topic: String,
    /// Where it is sent to.
    pub callback: String,
    /// What it is signed with; empty where nothing was given.
    pub secret: String,
    /// The path of the hub that was asked.
    pub path: String,
}

#[derive(Debug, Default)]
struct Desk {
    asked: Mutex<Vec<Subscription>>,
    /// The answers to the next requests, each a status and a header; then all is accepted.
    answers: Mutex<VecDeque<(u16, HeaderName, String)>>,
    changed: watch::Sender<u64>,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Vec<Subscription>> {
        // A test that panicked while it held the lock has failed already.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, asked: &Asked) -> Reply {
        let field = |name: &str| {
            let fields = url::form_urlencoded::parse(&asked.body);
            fields.into_owned().find(|(found, _)| found == name).map(|(_, value)| value).unwrap_or_default()
        };
        self.lock().push(Subscription {
            mode: field("hub.mode"),
            topic: field("hub.topic"),
            callback: field("hub.callback"),
            secret: field("hub.secret"),
            path: asked.path.clone(),
        });
        self.changed.send_modify(|number| *number += 1);
        match self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
            Some((status, name, value)) => answer(status, &[(name, value)], Body::default()),
            None => answer(202, NO_HEADERS, Body::default()),
        }
    }
}

const NO_HEADERS: &[(HeaderName, &str)] = &[];

impl Hub {
    /// Starts a hub that accepts everything and asks nothing back before it is told to.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> io::Result<Hub> {
        let desk = Arc::new(Desk::default());
        let answering = Arc::clone(&desk);
        let server = Server::start(Ipv4Addr::LOCALHOST, move |asked| answering.take(&asked)).await?;
        Ok(Hub { address: format!("http://{}", server.address), desk, _server: server })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/hub", self.address)
    }

    /// Has the next request that has no answer yet answered with this status and header, whose name is in small letters.
    pub fn answer_next(&self, status: u16, name: &'static str, value: &str) {
        let mut answers = self.desk.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push_back((status, HeaderName::from_static(name), value.to_owned()));
    }

    /// How often it was asked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.desk.lock().len()
    }

    /// Waits until it was asked so many times, and gives the last of these.
    pub async fn asked(&self, times: usize) -> Subscription {
        let mut changes = self.desk.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let asked = self.desk.lock().get(times.saturating_sub(1)).cloned();
            if let Some(asked) = asked {
                return asked;
            }
            // The sender lives as long as the hub.
            let _ = changes.changed().await;
        }
    }

    /// Asks back whether a subscription, or its end, is meant. Returns whether it is.
    ///
    /// # Errors
    /// Where the callback cannot be reached.
    pub async fn verify(&self, asked: &Subscription, lease_seconds: u64) -> io::Result<bool> {
        const CHALLENGE: &str = "of my own";
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", &asked.mode)
            .append_pair("hub.topic", &asked.topic)
            .append_pair("hub.challenge", CHALLENGE)
            .append_pair("hub.lease_seconds", &lease_seconds.to_string())
            .finish();
        let (status, body) = request("GET", &format!("{}?{query}", asked.callback), &[], &[]).await?;
        Ok((200..300).contains(&status) && body == CHALLENGE.as_bytes())
    }

    /// Says that there will be no subscription.
    ///
    /// # Errors
    /// Where the callback cannot be reached.
    pub async fn deny(&self, asked: &Subscription, reason: &str) -> io::Result<u16> {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "denied")
            .append_pair("hub.topic", &asked.topic)
            .append_pair("hub.reason", reason)
            .finish();
        Ok(request("GET", &format!("{}?{query}", asked.callback), &[], &[]).await?.0)
    }

    /// Sends a document to a subscriber, signed by SHA-256 with `secret`, or not at all. Returns the status of the answer.
    ///
    /// # Errors
    /// Where the callback cannot be reached.
    pub async fn send(&self, to: &Subscription, document: &[u8], secret: Option<&str>) -> io::Result<u16> {
        let mut headers = vec![("Content-Type", "application/rss+xml".to_owned())];
        headers.extend(secret.map(|secret| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let tag = hmac::sign(&key, document);
            let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            ("X-Hub-Signature", format!("sha256={hex}"))
        }));
        Ok(request("POST", &to.callback, &headers, document).await?.0)
    }
}

/// Asks a server on loopback for something and reads the answer to its end.
async fn request(
    method: &str,
    url: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> io::Result<(u16, Vec<u8>)> {
    let rest = url.strip_prefix("http://").ok_or_else(|| io::Error::other("no http address"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).await?;
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = text.split_once("\r\n\r\n").map(|(_, body)| body.as_bytes().to_vec()).unwrap_or_default();
    Ok((status.ok_or_else(|| io::Error::other("no HTTP answer"))?, body))
}
