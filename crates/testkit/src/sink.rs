//! A webhook receiver on loopback that checks every signature, keeps everything, and answers as it is told to.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use delivery::{Headers, VerifyError};
use hyper::header::{self, HeaderName};
use jiff::Timestamp;
use model::Secret;
use tokio::sync::watch;

use crate::body::{Body, Part};
use crate::clock;
use crate::fault::{answer, redirect};
use crate::server::{Asked, Reply, Server};

/// A running receiver. Dropping it closes its connections.
#[derive(Debug)]
pub struct Sink {
    address: String,
    desk: Arc<Desk>,
    /// Only held so that its drop stops the server.
    _server: Server,
}

/// What the sink does with a delivery, after taking note of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This status, 204 at first.
    Status(u16),
    /// This status with `Retry-After` in seconds.
    RetryAfter {
        /// The status, 429 or 503 as a rule.
        status: u16,
        /// The pause asked for.
        seconds: u32,
    },
    /// A redirect elsewhere.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`, as it stands.
        location: String,
    },
    /// This status and a body without end.
    Endless(u16),
    /// This status and a body in so many pieces with a pause before each.
    Slow {
        /// The status.
        status: u16,
        /// How many pieces of a kilobyte.
        pieces: usize,
        /// The pause before each.
        pause: Duration,
    },
    /// The connection stays open and nothing is answered.
    Hang,
    /// The connection is closed without an answer.
    Close,
    /// The connection is torn down with a TCP reset.
    Reset,
}

/// A delivery as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// When it had been read.
    pub at: Instant,
    /// The `webhook-id`; empty where there was none.
    pub id: String,
    /// The `webhook-timestamp`, in seconds since 1970; 0 where there was none.
    pub timestamp: i64,
    /// Whether the signature holds; the reason where it does not.
    pub verified: Result<(), VerifyError>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
    /// The body as it came.
    pub body: Bytes,
    /// The status that was answered; none where nothing was.
    pub status: Option<u16>,
    /// The pause that the answer asked for by `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

impl Received {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it was answered with a 2xx.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

struct Desk {
    secret: Secret,
    /// What timestamps are compared with.
    now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    received: Vec<Received>,
    always: Answer,
    next: VecDeque<Answer>,
}

/// How far a timestamp may be from the receiver's clock, as the reference libraries of Standard Webhooks have it.
const TOLERANCE: Duration = Duration::from_secs(300);

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

impl Sink {
    /// The secret that a sink expects deliveries to be signed with, as configuration writes it.
    pub const SECRET: &str = "whsec_dGVzdGtpdC1zaW5rLXNlY3JldC1vZi0zMi1ieXRlcyE=";

    /// Starts a receiver that answers 204.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> io::Result<Sink> {
        Sink::start_with_clock(clock::now).await
    }

    /// Starts a receiver that answers 204 and lives in the time of a clock.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start_with_clock(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> io::Result<Sink> {
        let state = State { received: Vec::new(), always: Answer::Status(204), next: VecDeque::new() };
        let secret = delivery::parse_secret(Sink::SECRET).map_err(io::Error::other)?;
        let (state, changed) = (Mutex::new(state), watch::Sender::default());
        let desk = Arc::new(Desk { secret, now: Box::new(now), state, changed });
        let answering = Arc::clone(&desk);
        let server = Server::start(Ipv4Addr::LOCALHOST, move |asked| answering.answer(asked)).await?;
        Ok(Sink { address: format!("http://{}", server.address), desk, _server: server })
    }

    /// The address to deliver to.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/hook", self.address)
    }

    /// What every delivery is answered from now on.
    pub fn answer(&self, answer: Answer) {
        self.desk.lock().always = answer;
    }

    /// What the next delivery is answered, after those that were set before.
    pub fn answer_next(&self, answer: Answer) {
        self.desk.lock().next.push_back(answer);
    }

    /// Forgets what the next deliveries were to be answered.
    pub fn forget_next(&self) {
        self.desk.lock().next.clear();
    }

    /// Everything received so far, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Received> {
        self.desk.lock().received.clone()
    }

    /// Everything received so far, in order, which the sink keeps no longer.
    #[must_use]
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.desk.lock().received)
    }

    /// How many deliveries are kept of those that came, repeats included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.desk.lock().received.len()
    }

    /// Waits for so many deliveries, repeats included, and gives all that came.
    pub async fn received(&self, number: usize) -> Vec<Received> {
        self.until(|received| received.len() >= number).await
    }

    /// Waits until a condition on everything received holds, looking again after every delivery, and gives it all.
    pub async fn until(&self, mut condition: impl FnMut(&[Received]) -> bool) -> Vec<Received> {
        let mut changes = self.desk.changed.subscribe();
        loop {
            changes.borrow_and_update();
            {
                let state = self.desk.lock();
                if condition(&state.received) {
                    return state.received.clone();
                }
            }
            // The sender lives as long as the sink.
            let _ = changes.changed().await;
        }
    }

    /// Walks the deliveries from the first one, waiting for those to come.
    #[must_use]
    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries { sink: self, next: 0 }
    }

    /// The ids that came more than once.
    #[must_use]
    pub fn repeated(&self) -> BTreeSet<String> {
        self.ids(|_, _| true)
    }

    /// The ids that came again although they had been accepted.
    #[must_use]
    pub fn repeated_though_accepted(&self) -> BTreeSet<String> {
        self.ids(|before, _| before.accepted())
    }

    /// The ids that came again with another body.
    #[must_use]
    pub fn changed(&self) -> BTreeSet<String> {
        self.ids(|before, again| before.body != again.body)
    }

    /// The deliveries whose signature does not hold.
    #[must_use]
    pub fn unverified(&self) -> Vec<Received> {
        self.desk.lock().received.iter().filter(|received| received.verified.is_err()).cloned().collect()
    }

    /// The ids of which some delivery and a later one are as `is` says.
    fn ids(&self, is: impl Fn(&Received, &Received) -> bool) -> BTreeSet<String> {
        let state = self.desk.lock();
        let mut seen: HashMap<&str, Vec<&Received>> = HashMap::new();
        let mut found = BTreeSet::new();
        for received in &state.received {
            let before = seen.entry(&received.id).or_default();
            if before.iter().any(|before| is(before, received)) {
                found.insert(received.id.clone());
            }
            before.push(received);
        }
        found
    }
}

/// The deliveries of a sink, one after the other.
#[derive(Debug)]
pub struct Deliveries<'a> {
    sink: &'a Sink,
    next: usize,
}

impl Deliveries<'_> {
    /// Waits for the next delivery.
    pub async fn next(&mut self) -> Received {
        let mut changes = self.sink.desk.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let received = self.sink.desk.lock().received.get(self.next).cloned();
            if let Some(received) = received {
                self.next += 1;
                return received;
            }
            let _ = changes.changed().await;
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while it held the lock has failed already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, asked: Asked) -> Reply {
        let text = |name| asked.header(&name).unwrap_or_default();
        let (id, timestamp) = (text(ID), text(TIMESTAMP));
        let headers = Headers { id, timestamp, signature: text(SIGNATURE) };
        let verified = delivery::verify(&self.secret, headers, &asked.body, (self.now)(), TOLERANCE);
        let mut received = Received {
            at: Instant::now(),
            id: id.to_owned(),
            timestamp: timestamp.parse().unwrap_or(0),
            verified,
            user_agent: asked.header(&header::USER_AGENT).map(str::to_owned),
            body: asked.body,
            status: None,
            retry_after: None,
        };
        let mut state = self.lock();
        let reply = match state.next.pop_front() {
            Some(next) => next.reply(),
            None => state.always.reply(),
        };
        received.status = reply.status();
        received.retry_after = reply.retry_after();
        state.received.push(received);
        drop(state);
        self.changed.send_modify(|number| *number += 1);
        reply
    }
}

impl Answer {
    fn reply(&self) -> Reply {
        const NONE: &[(HeaderName, &str)] = &[];
        let kilobyte = || Bytes::from_static(&[b'.'; 1024]);
        match self {
            Answer::Status(status) => answer(*status, NONE, Body::default()),
            Answer::RetryAfter { status, seconds } => {
                answer(*status, &[(header::RETRY_AFTER, seconds.to_string())], Body::default())
            }
            Answer::Redirect { status, location } => redirect(*status, location),
            Answer::Endless(status) => {
                answer(*status, NONE, Body::script([Part::Repeat(kilobyte(), u64::MAX)]))
            }
            Answer::Slow { status, pieces, pause } => {
                let parts = (0..*pieces).flat_map(|_| [Part::Pause(*pause), Part::Bytes(kilobyte())]);
                // An unannounced length, so that a client has to read on to know that it ends.
                answer(*status, NONE, Body::script(parts))
            }
            Answer::Hang => Reply::Silence,
            Answer::Close => Reply::Close,
            Answer::Reset => Reply::Reset,
        }
    }
}
