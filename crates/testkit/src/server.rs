//! A small HTTP/1 server on loopback that can also misbehave: answer nothing, close early, reset the connection.
//!
//! Both the newsroom and the sink are made of it. It knows nothing of feeds or webhooks.

use std::future::{Future, pending, poll_fn};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::body::Body;

/// The longest request body that is read; a webhook is far below it.
const REQUEST_BODY_CAP: usize = 4 << 20;

/// A listening server. Dropping it ends its tasks and closes its connections.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) load: Arc<Load>,
    /// Only held so that its drop stops the server.
    _tasks: JoinSet<()>,
}

/// A request, read as a whole.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    /// A header's value as text; none where it is absent or not text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What the server does with a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An ordinary answer, whose body may still misbehave.
    Answer(Response<Body>),
    /// The connection stays open and nothing is ever sent.
    Silence,
    /// The connection is closed without an answer.
    Close,
    /// The connection is torn down with a TCP reset.
    Reset,
}

impl Reply {
    /// The status that is answered; none where nothing is.
    pub(crate) fn status(&self) -> Option<u16> {
        self.answer().map(|response| response.status().as_u16())
    }

    /// The pause that is asked for, in seconds.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.answer()?.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
    }

    fn answer(&self) -> Option<&Response<Body>> {
        match self {
            Reply::Answer(response) => Some(response),
            Reply::Silence | Reply::Close | Reply::Reset => None,
        }
    }
}

/// How many requests are being answered.
#[derive(Debug, Default)]
pub(crate) struct Load {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Load {
    /// The most requests that were being answered at one moment.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    fn enter(self: &Arc<Self>) -> InFlight {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        InFlight(Arc::clone(self))
    }
}

/// Counts a request until its body has been sent or given up.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<Load>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Server {
    /// Listens on a free port of `ip` and answers each request with what `answer` says.
    ///
    /// # Errors
    /// Where no port can be had.
    pub(crate) async fn start<F>(ip: Ipv4Addr, answer: F) -> io::Result<Server>
    where
        F: Fn(Asked) -> Reply + Send + Sync + 'static,
    {
        let listener = TcpListener::bind((ip, 0)).await?;
        let address = listener.local_addr()?;
        let load = Arc::new(Load::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::new(answer), Arc::clone(&load)));
        Ok(Server { address, load, _tasks: tasks })
    }
}

/// Accepts connections until the task is aborted, which ends the connections too.
async fn accept<F>(listener: TcpListener, answer: Arc<F>, load: Arc<Load>)
where
    F: Fn(Asked) -> Reply + Send + Sync + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&answer), Arc::clone(&load)));
                }
                // Out of file descriptors: the next connection to end makes room.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Why a connection ends without an answer; never shown to anyone.
#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script says to break the connection")
    }
}

impl std::error::Error for Broken {}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Broken>> + Send>>;

async fn connection<F>(stream: TcpStream, answer: Arc<F>, load: Arc<Load>)
where
    F: Fn(Asked) -> Reply + Send + Sync + 'static,
{
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&reset);
    let service = service_fn(move |request: Request<Incoming>| -> Answering {
        let (answer, told, in_flight) = (Arc::clone(&answer), Arc::clone(&told), load.enter());
        Box::pin(async move {
            match answer(read(request).await?) {
                Reply::Answer(response) => Ok(response.map(|body| body.counted(in_flight))),
                Reply::Silence => pending().await,
                Reply::Close => Err(Broken),
                Reply::Reset => {
                    told.store(true, Ordering::SeqCst);
                    Err(Broken)
                }
            }
        })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that hangs up and a script that breaks off both end here; neither is worth a word.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if reset.load(Ordering::SeqCst) {
        let _ = stream.set_zero_linger();
    }
}

async fn read(request: Request<Incoming>) -> Result<Asked, Broken> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, REQUEST_BODY_CAP).collect().await.map_err(|_| Broken)?.to_bytes();
    Ok(Asked {
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body,
    })
}
