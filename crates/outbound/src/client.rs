//! Requests and their answers.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use reqwest::RequestBuilder;
use url::{Host, Url};

use crate::body::Failure;
use crate::cookies::Cookies;
use crate::decode::{self, Decoder};
use crate::egress::Guard;
use crate::gate::Gate;
use crate::resolve::{Guarded, Lookup};
use crate::{Config, Error, body, redirect, resolve};

/// Idle connections are kept for a feed and its articles fetched in one go, not until the next poll: with thousands of
/// hosts they would be most of the program's memory.
const IDLE: Duration = Duration::from_secs(10);

/// The most idle connections to one host: as many as are in use at once to a busy webhook's receiver.
const IDLE_PER_HOST: usize = 16;

/// The most headers in an answer; the library's 100 is less than some sites send.
const MAX_HEADERS: usize = 256;

/// The most bytes of headers in an answer by HTTP/2, as browsers have it; the library's 16 KiB is less than some sites
/// send. By HTTP/1 its own bound of 400 KiB holds.
const MAX_HEADER_BYTES: u32 = 256 * 1024;

/// Makes requests behind the egress guard. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    lookup: Lookup,
    guard: Arc<Guard>,
    connect_timeout: Duration,
    /// Whether requests go by a proxy, which looks names up by itself.
    by_proxy: bool,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("guard", &self.guard).finish_non_exhaustive()
    }
}

/// A GET request.
#[derive(Clone, Copy, Debug)]
pub struct Get<'a> {
    /// The address. Credentials in it are sent as Basic authentication, to its own origin only.
    pub url: &'a Url,
    /// Headers besides those that the client sets. Across origins only those go along that tell nothing of who asks.
    pub headers: &'a [(HeaderName, HeaderValue)],
    /// Headers for one address alone, wherever in the chain of redirects it comes. Validators are such: nobody but the
    /// address that gave them can make anything of them.
    pub at: Option<(&'a str, &'a [(HeaderName, HeaderValue)])>,
    /// The most bytes of body, decompressed; more is an error.
    pub max_body: usize,
    /// The time for everything: redirects, and the body to its end.
    pub timeout: Duration,
    /// The most redirects followed, one after the other.
    pub max_redirects: usize,
    /// Asked before a redirect is followed; none lets all pass.
    pub gate: Option<Gate<'a>>,
}

impl<'a> Get<'a> {
    /// A request with the usual bounds: 10 MiB, 30 seconds, 10 redirects.
    #[must_use]
    pub fn new(url: &'a Url) -> Self {
        Get {
            url,
            headers: &[],
            at: None,
            max_body: 10 * 1024 * 1024,
            timeout: Duration::from_secs(30),
            max_redirects: 10,
            gate: None,
        }
    }
}

/// A request that carries a document, made by [`Client::post`] or [`Client::put`]. Redirects are not followed.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// The address. Credentials in it are sent as Basic authentication.
    pub url: &'a Url,
    /// Headers besides those that the client sets.
    pub headers: &'a [(HeaderName, HeaderValue)],
    /// What is sent.
    pub body: Bytes,
    /// The time for everything.
    pub timeout: Duration,
    /// The most bytes of the answer, decompressed, that are read; the rest is dropped.
    pub max_answer: usize,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The address that answered in the end, without credentials and fragment.
    pub url: Url,
    /// The redirects on the way: each one's status and where it led.
    pub redirects: Vec<(u16, Url)>,
    /// The headers of the last answer. Where the body came compressed, its encoding and length are left out.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    /// Whether `body` is only the head of what came, or would have come; for a GET only where its compression lacks an end.
    pub truncated: bool,
}

impl Response {
    /// A header's first value, where it is text.
    #[must_use]
    pub fn header(&self, name: impl http::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Client {
    /// A client that asks servers themselves.
    ///
    /// # Errors
    ///
    /// [`Error::Setup`] where the contact cannot stand in a header, or the system's certificates cannot be read.
    pub fn new(config: &Config) -> Result<Self, Error> {
        Self::build(config, None)
    }

    /// A client whose requests go by an HTTP proxy; credentials in its address are for it. Where the proxy is, is the
    /// operator's own choice and not guarded; where it is asked to go is, as far as names can be looked up here.
    ///
    /// # Errors
    ///
    /// Those of [`Client::new`], and where the address is no proxy's.
    pub fn through(config: &Config, proxy: &Url) -> Result<Self, Error> {
        Self::build(config, Some(proxy))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place where clients are made")]
    fn build(config: &Config, proxy: Option<&Url>) -> Result<Self, Error> {
        // Fails where it is set already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Arc::new(Guard::new(config.allow.clone()));
        let lookup = config.lookup.clone().unwrap_or_else(Lookup::system);
        let user_agent = HeaderValue::from_str(&config.user_agent())
            .map_err(|_| Error::Setup { reason: "the contact may hold only printable ASCII".to_owned() })?;
        // By a proxy the only name that is looked up to connect to is its own.
        let connected = if proxy.is_some() { Arc::new(Guard::open()) } else { Arc::clone(&guard) };
        let builder = reqwest::Client::builder().no_proxy();
        let builder = match proxy {
            Some(proxy) => {
                builder.proxy(reqwest::Proxy::all(proxy.as_str()).map_err(|error| Error::setup(&error))?)
            }
            None => builder,
        };
        let http = builder
            .user_agent(user_agent)
            .default_headers(HeaderMap::from_iter([(
                ACCEPT_ENCODING,
                HeaderValue::from_static(decode::ACCEPT_ENCODING),
            )]))
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(Guarded { lookup: lookup.clone(), guard: connected }))
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .http1_max_headers(MAX_HEADERS)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            // Old servers fold long headers and put odd ones among them; browsers forgive both.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .build()
            .map_err(|error| Error::setup(&error))?;
        let (connect_timeout, by_proxy) = (config.connect_timeout, proxy.is_some());
        Ok(Client { http, lookup, guard, connect_timeout, by_proxy })
    }

    /// Fetches a document, following redirects.
    ///
    /// # Errors
    ///
    /// Every variant of [`Error`] but `Setup`. An answer of any status is not an error.
    pub async fn get(&self, get: Get<'_>) -> Result<Response, Error> {
        let mut hop = redirect::bare(get.url.clone());
        let result = tokio::time::timeout(get.timeout, self.follow(&get, &mut hop)).await;
        result.unwrap_or_else(|_| Err(Error::Timeout { host: host(&hop), after: get.timeout }))
    }

    /// Sends a document by POST, and reads the head of the answer.
    ///
    /// # Errors
    ///
    /// Those of [`Client::get`] that are not about redirects or size. Once the status is known there are none: a body that
    /// is broken, endless or slow is cut where the cap, the time or the connection ends.
    pub async fn post(&self, post: Post<'_>) -> Result<Response, Error> {
        self.deliver(Method::POST, post).await
    }

    /// Sends a document by PUT, and reads the head of the answer.
    ///
    /// # Errors
    ///
    /// Those of [`Client::post`].
    pub async fn put(&self, put: Post<'_>) -> Result<Response, Error> {
        self.deliver(Method::PUT, put).await
    }

    async fn deliver(&self, method: Method, post: Post<'_>) -> Result<Response, Error> {
        let url = redirect::bare(post.url.clone());
        let deadline = tokio::time::Instant::now() + post.timeout;
        let request = with_credentials(self.http.request(method, url.clone()), post.url)
            .headers(post.headers.iter().cloned().collect())
            .body(post.body);
        let mut answer = tokio::time::timeout_at(deadline, self.send(&url, request))
            .await
            .map_err(|_| Error::Timeout { host: host(&url), after: post.timeout })??;
        // A compression that is not known leaves nothing to read.
        let (body, truncated) = match Decoder::of(answer.headers(), post.max_answer) {
            Ok(mut decoder) => {
                let read = body::read(&mut answer, &mut decoder, post.max_answer);
                let read = tokio::time::timeout_at(deadline, read).await;
                (decoder.take(), !matches!(read, Ok(Ok(true))))
            }
            Err(_) => (Vec::new(), true),
        };
        Ok(response(answer, url, Vec::new(), body, truncated))
    }

    /// The addresses of a host that may be connected to, for whoever speaks something else than HTTP: at least one. To connect
    /// to anything but these is to go around the guard.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], [`Error::Dns`], or [`Error::Timeout`] after the time to connect.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Error> {
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let found = match literal {
            Ok(address) => Ok(vec![address]),
            Err(_) => tokio::time::timeout(self.connect_timeout, self.lookup.find(host))
                .await
                .map_err(|_| Error::Timeout { host: host.to_owned(), after: self.connect_timeout })?,
        };
        resolve::allowed(&self.guard, found).map_err(|unresolved| Error::unresolved(host, unresolved))
    }

    /// Asks, and asks again wherever a redirect leads. `hop` is the address asked last, for whoever gives up waiting.
    async fn follow(&self, get: &Get<'_>, hop: &mut Url) -> Result<Response, Error> {
        let mut redirects: Vec<(u16, Url)> = Vec::new();
        let mut cookies = Cookies::default();
        let mut asked: Vec<(Url, usize)> = Vec::new();
        let mut at_home = true;
        loop {
            asked.push((hop.clone(), cookies.changes()));
            let answer = self.send(hop, self.hop_request(get, hop, at_home, &cookies)).await?;
            let status = answer.status();
            let next = redirect::target(hop, status, answer.headers()).map_err(|error| Error::Protocol {
                host: host(hop),
                reason: format!("its redirect leads to no address: {error}"),
            })?;
            let Some(next) = next else {
                return self.finish(answer, hop.clone(), redirects, get.max_body).await;
            };
            cookies.take(hop, answer.headers());
            if asked.contains(&(next.clone(), cookies.changes())) {
                return Err(Error::RedirectLoop { host: host(hop) });
            }
            if redirects.len() >= get.max_redirects {
                return Err(Error::TooManyRedirects { host: host(hop), limit: get.max_redirects });
            }
            if let Some(gate) = get.gate
                && !gate.opens(&next).await
            {
                return Err(Error::Barred { host: host(&next) });
            }
            at_home = at_home && redirect::same_origin(hop, &next);
            redirects.push((status.as_u16(), next.clone()));
            *hop = next;
        }
    }

    /// The request for one hop; `at_home` says that the chain has not left the origin it began at.
    fn hop_request(&self, get: &Get<'_>, hop: &Url, at_home: bool, cookies: &Cookies) -> RequestBuilder {
        let sent = get.headers.iter().filter(|(name, _)| at_home || redirect::travels(name));
        let mut headers: HeaderMap = sent.cloned().collect();
        if let Some((_, own)) = get.at.filter(|(address, _)| *address == hop.as_str()) {
            headers.extend(own.iter().cloned());
        }
        if let (Some(cookies), false) = (cookies.header(hop), headers.contains_key(COOKIE)) {
            headers.insert(COOKIE, cookies);
        }
        let request = self.http.get(hop.clone()).headers(headers);
        if at_home { with_credentials(request, get.url) } else { request }
    }

    /// One exchange up to the headers of its answer, behind the guard.
    async fn send(&self, url: &Url, request: RequestBuilder) -> Result<reqwest::Response, Error> {
        self.guard(url)?;
        if self.by_proxy {
            self.guard_name(url).await?;
        }
        request.send().await.map_err(|error| self.failure(url, &error))
    }

    /// Refuses a name that is at refused addresses, for the sake of a proxy that would connect to them. One that is not found
    /// here may be known to the proxy, which was chosen for that.
    async fn guard_name(&self, url: &Url) -> Result<(), Error> {
        let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
        match self.addresses(name).await {
            Err(refused @ Error::Refused { .. }) => Err(refused),
            _ => Ok(()),
        }
    }

    /// Refuses what needs no look-up to be refused. The URL parser has already turned every spelling of an address into
    /// one, so that no name is left which the connector would take for an address.
    fn guard(&self, url: &Url) -> Result<(), Error> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::Scheme { scheme: url.scheme().to_owned() });
        }
        let address = match url.host() {
            Some(Host::Ipv4(ip)) => ip.into(),
            Some(Host::Ipv6(ip)) => ip.into(),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        self.guard.check(address).map_err(|kind| Error::Refused { host: host(url), address, kind })
    }

    async fn finish(
        &self,
        mut answer: reqwest::Response,
        url: Url,
        redirects: Vec<(u16, Url)>,
        limit: usize,
    ) -> Result<Response, Error> {
        let host = || host(&url);
        let mut decoder = Decoder::of(answer.headers(), limit)
            .map_err(|reason| Error::Protocol { host: host(), reason })?;
        // An announced length decides before anything is read.
        let announced = answer.content_length().unwrap_or(0);
        if announced > limit.saturating_add(body::SLACK) as u64 {
            return Err(Error::TooLarge { host: host(), limit });
        }
        match body::read(&mut answer, &mut decoder, limit).await {
            Ok(is_whole) => Ok(response(answer, url, redirects, decoder.take(), !is_whole)),
            Err(Failure::TooLarge) => Err(Error::TooLarge { host: host(), limit }),
            Err(Failure::Broken(reason)) => Err(Error::Protocol { host: host(), reason }),
            Err(Failure::Http(error)) => Err(self.failure(&url, &error)),
        }
    }

    fn failure(&self, url: &Url, error: &reqwest::Error) -> Error {
        Error::of(&host(url), error, self.connect_timeout)
    }
}

/// Adds the credentials that a URL carries, if any.
fn with_credentials(request: RequestBuilder, url: &Url) -> RequestBuilder {
    if url.username().is_empty() && url.password().is_none() {
        return request;
    }
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    request.basic_auth(plain(url.username()), url.password().map(plain))
}

fn response(
    mut answer: reqwest::Response,
    url: Url,
    redirects: Vec<(u16, Url)>,
    body: Vec<u8>,
    truncated: bool,
) -> Response {
    let mut headers = std::mem::take(answer.headers_mut());
    if headers.remove(CONTENT_ENCODING).is_some() {
        headers.remove(CONTENT_LENGTH);
    }
    Response {
        status: answer.status().as_u16(),
        url,
        redirects,
        headers,
        body: body::finish(body),
        truncated,
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
