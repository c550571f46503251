//! How long an answer asks to be left alone: `Retry-After`, `Cache-Control` and `Expires`.

use std::time::Duration;

use jiff::Timestamp;
use outbound::{HeaderMap, header};

/// How long the server asks not to be asked again: for trouble by `Retry-After`, else for as long as the answer is fresh.
///
/// `max-age` counts from the answer's `Age` (RFC 9111, 4.2); it wins over `Expires`. `no-cache` and `no-store` wish nothing.
pub(crate) fn not_before(status: u16, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    if matches!(status, 429 | 503) {
        return retry_after(headers, now);
    }
    let control = text(headers, header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let mut directives = control.split(',').map(str::trim);
    if directives.clone().any(|directive| matches!(directive, "no-cache" | "no-store")) {
        return None;
    }
    let max_age = directives.find_map(|directive| directive.strip_prefix("max-age="));
    match max_age {
        Some(seconds) => {
            let age = text(headers, header::AGE).and_then(seconds_of).unwrap_or_default();
            seconds_of(seconds.trim_matches('"')).map(|max_age| max_age.saturating_sub(age))
        }
        None => expires(headers, now),
    }
}

/// A wish for a pause: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?;
    seconds_of(value).or_else(|| until(parse::date(value)?, now))
}

/// The time from the answer's own `Date`, so that a server whose clock is wrong still says what it means.
fn expires(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let date = |name| text(headers, name).and_then(parse::date);
    until(date(header::EXPIRES)?, date(header::DATE).unwrap_or(now))
}

fn until(at: Timestamp, now: Timestamp) -> Option<Duration> {
    Duration::try_from(at.duration_since(now)).ok().filter(|wait| !wait.is_zero())
}

fn seconds_of(text: &str) -> Option<Duration> {
    text.trim().parse().ok().map(Duration::from_secs)
}

fn text(headers: &HeaderMap, name: outbound::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_from_headers() {
        let now: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let check = |status, headers: &[(&'static str, &'static str)], seconds: Option<u64>| {
            let map = headers
                .iter()
                .map(|(name, value)| {
                    (outbound::HeaderName::from_static(name), outbound::HeaderValue::from_static(value))
                })
                .collect();
            assert_eq!(
                not_before(status, &map, now),
                seconds.map(Duration::from_secs),
                "{status} {headers:?}"
            );
        };
        check(200, &[], None);
        check(200, &[("cache-control", "public, max-age=600")], Some(600));
        check(304, &[("cache-control", "Max-Age=172800")], Some(172_800));
        check(200, &[("cache-control", "max-age=600"), ("age", "100")], Some(500));
        check(200, &[("cache-control", "max-age=600, no-cache")], None);
        check(200, &[("cache-control", "max-age=ten")], None);
        check(200, &[("expires", "Wed, 04 Mar 2026 11:00:00 GMT")], Some(3600));
        check(
            200,
            &[("expires", "Wed, 04 Mar 2026 11:00:00 GMT"), ("date", "Wed, 04 Mar 2026 10:30:00 GMT")],
            Some(1800),
        );
        check(200, &[("expires", "0")], None);
        check(200, &[("retry-after", "90")], None);
        check(429, &[("retry-after", "90")], Some(90));
        check(503, &[("retry-after", "Wed, 04 Mar 2026 10:01:00 GMT")], Some(60));
        check(503, &[("retry-after", "Wed, 04 Mar 2026 09:00:00 GMT")], None);
        check(503, &[("retry-after", "soon")], None);
    }
}
