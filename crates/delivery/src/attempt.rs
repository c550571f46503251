//! One try at a delivery.

use std::time::Duration;

use jiff::Timestamp;
use model::{AttemptOutcome, Calm, Endpoint, EndpointKind, IncidentKind};
use outbound::{Client, HeaderName, HeaderValue, Post, Response, header};

use crate::target::{Target, target};
use crate::{Unfit, digest_event, example, incident_event, render, retry_after, sign, smtp, test_event};

/// The most of a receiver's answer that is read. Short answers, as nearly all are, are read in full so that their
/// connection can be used again.
const MAX_ANSWER: usize = 4 * 1024;

/// The most characters of an answer that are kept.
const MAX_KEPT: usize = 500;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Renders `event` for the endpoint, signs it at `now` where the endpoint's kind is signed, and sends it once, as the
/// delivery `id`. Ends within `timeout`, whatever the receiver does. Redirects are not followed: they count as refused, as
/// Standard Webhooks 1.0.0 has it.
pub async fn attempt(
    client: &Client,
    endpoint: &Endpoint,
    id: &str,
    event: &str,
    now: Timestamp,
    timeout: Duration,
) -> AttemptOutcome {
    let (target, headers, body) = match prepare(endpoint, id, event, now) {
        Ok(prepared) => prepared,
        Err(unfit) => return AttemptOutcome::Unreachable { error: unfit.to_string() },
    };
    if let EndpointKind::Email { from, to } = &endpoint.kind {
        return smtp::send(client, endpoint, from, to, &body, timeout).await;
    }
    let post =
        Post { url: &target.url, headers: &headers, body: body.into(), timeout, max_answer: MAX_ANSWER };
    let answer = if target.put { client.put(post).await } else { client.post(post).await };
    match answer {
        Ok(response) => outcome(&response, now),
        Err(error) => AttemptOutcome::Unreachable { error: error.to_string() },
    }
}

/// Says what an endpoint lacks, without sending anything: a secret, a token, a mail address, a template that is sound for every
/// type of event that it is told of.
///
/// # Errors
///
/// What it lacks.
pub fn check(endpoint: &Endpoint) -> Result<(), Unfit> {
    let now = Timestamp::UNIX_EPOCH;
    prepare(endpoint, "msg_test", &test_event(&endpoint.name, "test", now), now)?;
    for kind in IncidentKind::ALL
        .into_iter()
        .filter(|kind| endpoint.events.iter().any(|pattern| kind.is_meant_by(pattern)))
    {
        let event = incident_event(&example::incident(kind, now), "test");
        prepare(endpoint, "msg_test", &event, now).map_err(|unfit| unfit.for_event(kind.name()))?;
    }
    if endpoint.calm == Calm::default() { Ok(()) } else { check_digest(endpoint) }
}

/// Says what an endpoint lacks to be told of a digest: a template that is sound for one.
///
/// # Errors
///
/// As for [`check`].
pub fn check_digest(endpoint: &Endpoint) -> Result<(), Unfit> {
    let now = Timestamp::UNIX_EPOCH;
    let event = digest_event(&example::digest(now), "test");
    prepare(endpoint, "msg_test", &event, now).map_err(|unfit| unfit.for_event("digest"))?;
    Ok(())
}

type Prepared = (Target, Vec<(HeaderName, HeaderValue)>, String);

/// Everything that is sent, or what the endpoint lacks.
fn prepare(endpoint: &Endpoint, id: &str, event: &str, now: Timestamp) -> Result<Prepared, Unfit> {
    let message = render(endpoint, id, event)?;
    let target = target(endpoint, id)?;
    let content_type = value("media type", &message.content_type)?;
    let mut headers = vec![(header::CONTENT_TYPE, content_type)];
    headers.extend(target.authorization.clone().map(|value| (header::AUTHORIZATION, value)));
    if is_signed(endpoint)? {
        let mut signature = value("signature", &sign(&endpoint.secret, id, now, &message.body))?;
        signature.set_sensitive(true);
        headers.push((ID, value("id", id)?));
        headers.push((TIMESTAMP, value("timestamp", &now.as_second().to_string())?));
        headers.push((SIGNATURE, signature));
    }
    Ok((target, headers, message.body))
}

/// Whether deliveries to the endpoint carry the headers of Standard Webhooks. A webhook without a key is an error, because
/// its receiver could not tell it from a forged one.
fn is_signed(endpoint: &Endpoint) -> Result<bool, Unfit> {
    let has_keys = !endpoint.secret.keys().is_empty();
    match endpoint.kind {
        EndpointKind::Webhook | EndpointKind::CloudEvents if has_keys => Ok(true),
        EndpointKind::Webhook | EndpointKind::CloudEvents => Err(Unfit::NoSecret),
        EndpointKind::Template(_) => Ok(has_keys),
        _ => Ok(false),
    }
}

fn outcome(response: &Response, now: Timestamp) -> AttemptOutcome {
    match response.status {
        status @ 200..=299 => AttemptOutcome::Delivered { status },
        410 => AttemptOutcome::Gone,
        status => AttemptOutcome::Refused {
            status,
            retry_after: retry_after::of(response.header(header::RETRY_AFTER), &response.body, now),
            body: printable(&response.body),
        },
    }
}

/// The head of an answer as one line of text that is safe to log and to show on a terminal.
fn printable(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_KEPT).collect()
}

fn value(what: &'static str, text: &str) -> Result<HeaderValue, Unfit> {
    HeaderValue::from_str(text).map_err(|_| Unfit::Header { what, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_as_one_safe_line() {
        let check = |body: &[u8], expected: &str| assert_eq!(printable(body), expected);
        check(b"no such\r\n\thook\x1b[31m\0", "no such hook [31m");
        check(b"\xff\xfeok", "\u{fffd}\u{fffd}ok");
        check("\u{e9}".repeat(1000).as_bytes(), &"\u{e9}".repeat(500));
        check(b"", "");
    }
}
