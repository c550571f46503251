//! The subscriber's side of WebSub (<https://www.w3.org/TR/websub/>): hubs ask whether a subscription is meant, and send what is
//! new. What is asked of hubs is the pipeline's work.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, EXPECT, HeaderMap, HeaderName};
use hyper::{Response, StatusCode};
use jiff::Timestamp;
use store::{Intent, Store};
use url::form_urlencoded;

use crate::listener::{BODY_BYTES_MAX, plain};
use crate::signature::is_sound;

/// Leases are taken within these bounds, whatever a hub grants.
const LEASES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(90 * 24 * 3600));

/// A hub that grants a lease and does not say for how long.
const USUAL_LEASE: Duration = Duration::from_secs(10 * 24 * 3600);

/// A subscription is renewed when so much of its lease is over.
const RENEW_AT: f64 = 0.7;

/// A hub that denies a subscription is asked again after this.
const AFTER_DENIAL: Duration = Duration::from_secs(7 * 24 * 3600);

/// The longest challenge that is given back, and the longest reason that is kept, in bytes.
const WORDS_MAX: usize = 2048;

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// Answers a hub that asks whether something is meant (5.3), or says that it will not be (5.2).
pub(crate) async fn confirm(
    token: String,
    query: &str,
    store: &Store,
    now: Timestamp,
) -> Response<Full<Bytes>> {
    let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let intent = match of("hub.mode") {
        "subscribe" => {
            let lease = lease(of("hub.lease_seconds"));
            Intent::Subscribe { until: now + lease, renew: now + lease.mul_f64(RENEW_AT) }
        }
        "unsubscribe" => Intent::Unsubscribe,
        "denied" => {
            let reason: String = of("hub.reason").chars().take(WORDS_MAX / 4).collect();
            let reason = format!("the hub denies the subscription: {reason}");
            Intent::Denied { reason, again: now + AFTER_DENIAL }
        }
        _ => return plain(StatusCode::NOT_FOUND, ""),
    };
    let challenge = match &intent {
        Intent::Denied { .. } => "",
        _ => of("hub.challenge"),
    };
    if challenge.len() > WORDS_MAX {
        return plain(StatusCode::NOT_FOUND, "");
    }
    match store.confirm(token, of("hub.topic").to_owned(), intent).await {
        Ok(true) => {
            tracing::debug!(mode = of("hub.mode"), topic = of("hub.topic"), "answered the hub");
            plain(StatusCode::OK, challenge)
        }
        Ok(false) => plain(StatusCode::NOT_FOUND, ""),
        Err(error) => failed(&error),
    }
}

/// Takes what a hub sends (7). What is not signed as it was asked to be is answered like the rest and not kept (8). Anyone can send
/// something: only what is meant for a subscription is held in memory.
pub(crate) async fn take(
    token: String,
    headers: &HeaderMap,
    body: Incoming,
    store: &Store,
    now: Timestamp,
) -> Response<Full<Bytes>> {
    let subscriber = match store.subscriber(token).await {
        Ok(Some(subscriber)) => subscriber,
        Ok(None) => {
            discard(headers, body).await;
            return plain(StatusCode::GONE, "");
        }
        Err(error) => return failed(&error),
    };
    let Ok(body) = Limited::new(body, BODY_BYTES_MAX).collect().await.map(Collected::to_bytes) else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "");
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if !text(SIGNATURE).is_some_and(|signature| is_sound(signature, &subscriber.secret, &body)) {
        tracing::warn!(
            feed = subscriber.feed.0,
            "what was sent for the feed is not signed by its hub; it is not read"
        );
        return plain(StatusCode::ACCEPTED, "");
    }
    let content_type = text(CONTENT_TYPE).map(str::to_owned);
    match store.keep_push(subscriber.feed, content_type, body.to_vec(), now).await {
        Ok(true) => plain(StatusCode::ACCEPTED, ""),
        Ok(false) => plain(StatusCode::SERVICE_UNAVAILABLE, ""),
        Err(error) => failed(&error),
    }
}

/// Reads a body that nobody wants and keeps nothing of it: who is still sending would not see the answer. Who waits to be asked
/// for the body is not.
async fn discard(headers: &HeaderMap, body: Incoming) {
    if headers.contains_key(EXPECT) {
        return;
    }
    let mut body = Limited::new(body, BODY_BYTES_MAX);
    while let Some(Ok(_)) = body.frame().await {}
}

fn lease(seconds: &str) -> Duration {
    let granted = seconds.parse().ok().map(Duration::from_secs);
    granted.unwrap_or(USUAL_LEASE).clamp(LEASES.0, LEASES.1)
}

/// The hub sends again what was not taken.
fn failed(error: &store::Error) -> Response<Full<Bytes>> {
    tracing::warn!(%error, "a hub could not be answered");
    plain(StatusCode::SERVICE_UNAVAILABLE, "")
}
