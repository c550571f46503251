//! The listener: takes connections and requests within bounds, and gives each request to whom it concerns.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::{Now, websub};

/// The longest body of a request: as much as is read of a feed that is polled.
pub const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The connections at a time; further ones wait to be taken.
pub const CONNECTIONS_MAX: usize = 128;

/// The bytes of a request's head.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// The time for a request's head.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The time for a connection with all its requests.
const CONNECTION_TIME: Duration = Duration::from_secs(120);

/// How long nothing is taken after a connection could not be: the process may have no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listening server. Dropping it ends its tasks and closes its connections.
#[derive(Debug)]
pub struct Api {
    address: SocketAddr,
    /// Only held so that its drop stops the server.
    _tasks: JoinSet<()>,
}

impl Api {
    /// Listens on `address` and answers from then on.
    ///
    /// # Errors
    ///
    /// Where the address cannot be listened on.
    pub async fn start(address: SocketAddr, store: Store, now: Now) -> io::Result<Api> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, store, now));
        Ok(Api { address, _tasks: tasks })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Takes connections until the task is aborted, which ends the connections too.
async fn accept(listener: TcpListener, store: Store, now: Now) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, store.clone(), now.clone(), place));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, store: Store, now: Now, _place: OwnedSemaphorePermit) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (store, now) = (store.clone(), now.clone());
        async move { Ok::<_, Infallible>(answer(request, &store, &now).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    // Who hangs up, or takes too long, has no answer to wait for.
    let _ = tokio::time::timeout(CONNECTION_TIME, connection).await;
}

async fn answer(request: Request<Incoming>, store: &Store, now: &Now) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let Some(token) = head.uri.path().strip_prefix("/websub/").map(str::to_owned) else {
        return plain(StatusCode::NOT_FOUND, "");
    };
    match head.method {
        Method::GET => {
            let query = head.uri.query().unwrap_or_default();
            websub::confirm(token, query, store, now.now()).await
        }
        Method::POST => websub::take(token, &head.headers, body, store, now.now()).await,
        _ => plain(StatusCode::METHOD_NOT_ALLOWED, ""),
    }
}

/// An answer in plain text.
pub(crate) fn plain(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *response.status_mut() = status;
    let text = hyper::header::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, text);
    let sniff = hyper::header::HeaderValue::from_static("nosniff");
    response.headers_mut().insert(hyper::header::X_CONTENT_TYPE_OPTIONS, sniff);
    response
}
