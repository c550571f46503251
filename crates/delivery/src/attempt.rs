//! One try at a delivery.

use std::time::Duration;

use jiff::Timestamp;
use model::{AttemptOutcome, Endpoint};
use outbound::{Client, HeaderName, HeaderValue, Post, Response, header};

use crate::{retry_after, sign};

/// The most of a receiver's answer that is read. Short answers, as nearly all are, are read in full so that their
/// connection can be used again.
const MAX_ANSWER: usize = 4 * 1024;

/// The most characters of an answer that are kept.
const MAX_KEPT: usize = 500;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Signs `body` at `now` and sends it to the endpoint once, as the delivery `id`. Ends within `timeout`, whatever the
/// receiver does. Redirects are not followed: they count as refused, as Standard Webhooks 1.0.0 has it.
pub async fn attempt(
    client: &Client,
    endpoint: &Endpoint,
    id: &str,
    body: &str,
    now: Timestamp,
    timeout: Duration,
) -> AttemptOutcome {
    let Ok(id_header) = HeaderValue::from_str(id) else {
        return AttemptOutcome::Unreachable { error: format!("the id {id:?} cannot stand in a header") };
    };
    let mut signature = value(&sign(&endpoint.secret, id, now, body));
    signature.set_sensitive(true);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (ID, id_header),
        (TIMESTAMP, value(&now.as_second().to_string())),
        (SIGNATURE, signature),
    ];
    let body = body.to_owned().into();
    let post = Post { url: &endpoint.url, headers: &headers, body, timeout, max_answer: MAX_ANSWER };
    match client.post(post).await {
        Ok(response) => outcome(&response, now),
        Err(error) => AttemptOutcome::Unreachable { error: error.to_string() },
    }
}

fn outcome(response: &Response, now: Timestamp) -> AttemptOutcome {
    match response.status {
        status @ 200..=299 => AttemptOutcome::Delivered { status },
        410 => AttemptOutcome::Gone,
        status => AttemptOutcome::Refused {
            status,
            retry_after: response
                .header(header::RETRY_AFTER)
                .and_then(|value| retry_after::parse(value, now)),
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

/// A header's value from what is sure to be one: digits and Base64.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
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
