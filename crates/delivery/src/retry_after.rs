//! How long a receiver wants to be left alone: `Retry-After` (RFC 9110, section 10.2.3), a number of seconds or a date; or
//! what Telegram (`parameters.retry_after`, seconds) and Matrix (`retry_after_ms`) say in their answers.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use serde::Deserialize;

/// HTTP's dates are of RFC 5322 in the form that every sender since 1999 uses.
static DATES: DateTimeParser = DateTimeParser::new();

/// How long a receiver wants to be left alone from `now` on; none where neither header nor body says so.
pub(crate) fn of(header: Option<&str>, body: &[u8], now: Timestamp) -> Option<Duration> {
    header.and_then(|value| parse(value, now)).or_else(|| in_body(body))
}

#[derive(Deserialize)]
struct Answer {
    retry_after_ms: Option<u64>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

fn in_body(body: &[u8]) -> Option<Duration> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let seconds = answer.parameters.and_then(|parameters| parameters.retry_after).map(Duration::from_secs);
    seconds.or(answer.retry_after_ms.map(Duration::from_millis))
}

/// A date that is past is no time at all.
fn parse(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = DATES.parse_timestamp(value).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let check = |value: &str, expected: Option<u64>| {
            assert_eq!(parse(value, now), expected.map(Duration::from_secs), "{value}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("99999999999999999999999", Some(u64::MAX));
        check("Sun, 01 Mar 2026 12:05:00 GMT", Some(300));
        check("Sun, 01 Mar 2026 11:00:00 GMT", Some(0));
        check("-5", None);
        check("1.5", None);
        check("soon", None);
        check("", None);
    }

    #[test]
    fn answers_of_chats() {
        let now = Timestamp::UNIX_EPOCH;
        let check = |header: Option<&str>, body: &str, expected: Option<u64>| {
            assert_eq!(of(header, body.as_bytes(), now), expected.map(Duration::from_millis), "{body}");
        };
        check(None, r#"{"ok":false,"error_code":429,"parameters":{"retry_after":35}}"#, Some(35_000));
        check(None, r#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}"#, Some(2500));
        check(Some("7"), r#"{"retry_after_ms":2500}"#, Some(7000));
        check(Some("soon"), r#"{"retry_after_ms":2500}"#, Some(2500));
        check(None, "rate limited", None);
        check(None, r#"{"ok":false}"#, None);
    }
}
