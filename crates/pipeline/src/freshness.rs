//! How long an answer asks to be left alone: `Retry-After`, `Cache-Control` and `Expires`.

use std::time::Duration;

use jiff::Timestamp;
use outbound::{HeaderMap, header};

/// More seconds than these are as many: 2³¹, as RFC 9111 has it.
const FOREVER: u64 = 1 << 31;

/// How long an answer, or a 304's renewal of one, is fresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Freshness {
    /// From now on.
    pub(crate) left: Option<Duration>,
    /// By `max-age`, which a 304 that has none renews.
    pub(crate) max_age: Option<Duration>,
}

/// How long an answer is fresh. `renewed` is the `max-age` of the answer that a 304 renews (RFC 9111, 4.3.4).
///
/// `max-age` counts from the answer's `Age` (RFC 9111, 4.2); it wins over `Expires`. `no-cache` and `no-store` wish nothing.
pub(crate) fn freshness(headers: &HeaderMap, renewed: Option<Duration>, now: Timestamp) -> Freshness {
    // Several lines of it are one list (RFC 9110, 5.3).
    let lines: Vec<&str> =
        headers.get_all(header::CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok()).collect();
    if lines.is_empty() {
        return Freshness { left: renewed.or_else(|| expires(headers, now)), max_age: renewed };
    }
    let control = lines.join(",").to_ascii_lowercase();
    let mut directives = control.split(',').map(str::trim);
    if directives.clone().any(|directive| matches!(directive, "no-cache" | "no-store")) {
        return Freshness::default();
    }
    let Some(seconds) = directives.find_map(|directive| directive.strip_prefix("max-age=")) else {
        return Freshness { left: expires(headers, now), max_age: None };
    };
    let max_age = seconds_of(seconds.trim_matches('"'));
    let age = text(headers, header::AGE).and_then(seconds_of).unwrap_or_default();
    Freshness { left: max_age.map(|max_age| max_age.saturating_sub(age)), max_age }
}

/// A wish for a pause: seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
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

/// A number of seconds; one that is too large to be read is as large as any (RFC 9111, 1.2.2).
fn seconds_of(text: &str) -> Option<Duration> {
    let digits = Some(text.trim())
        .filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(Duration::from_secs(digits.parse().unwrap_or(FOREVER).min(FOREVER)))
}

fn text(headers: &HeaderMap, name: outbound::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers
                .append(outbound::HeaderName::from_static(name), outbound::HeaderValue::from_static(value));
        }
        headers
    }

    fn now() -> Timestamp {
        "2026-03-04T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn freshness_is_read_from_headers() {
        let check = |pairs: &[(&'static str, &'static str)], seconds: Option<u64>| {
            let left = freshness(&headers(pairs), None, now()).left;
            assert_eq!(left, seconds.map(Duration::from_secs), "{pairs:?}");
        };
        check(&[], None);
        check(&[("cache-control", "public, max-age=600")], Some(600));
        check(&[("cache-control", "Max-Age=172800")], Some(172_800));
        check(&[("cache-control", "public"), ("cache-control", "max-age=600")], Some(600));
        check(&[("cache-control", "max-age=600"), ("cache-control", "no-cache")], None);
        check(&[("cache-control", "max-age=600"), ("age", "100")], Some(500));
        check(&[("cache-control", "max-age=600, no-cache")], None);
        check(&[("cache-control", "max-age=ten")], None);
        check(&[("cache-control", "max-age=60"), ("expires", "Wed, 04 Mar 2026 11:00:00 GMT")], Some(60));
        check(&[("cache-control", "public"), ("expires", "Wed, 04 Mar 2026 11:00:00 GMT")], Some(3600));
        check(&[("expires", "Wed, 04 Mar 2026 11:00:00 GMT")], Some(3600));
        check(
            &[("expires", "Wed, 04 Mar 2026 11:00:00 GMT"), ("date", "Wed, 04 Mar 2026 10:30:00 GMT")],
            Some(1800),
        );
        check(&[("expires", "0")], None);
        check(&[("retry-after", "90")], None);
    }

    #[test]
    fn a_304_renews_max_age_unless_it_says_something_else() {
        let check = |pairs: &[(&'static str, &'static str)], left: Option<u64>, max_age: Option<u64>| {
            let fresh = freshness(&headers(pairs), Some(Duration::from_secs(600)), now());
            let (left, max_age) = (left.map(Duration::from_secs), max_age.map(Duration::from_secs));
            assert_eq!(fresh, Freshness { left, max_age }, "{pairs:?}");
        };
        check(&[], Some(600), Some(600));
        check(&[("expires", "Wed, 04 Mar 2026 09:00:00 GMT")], Some(600), Some(600));
        check(&[("cache-control", "max-age=60")], Some(60), Some(60));
        check(&[("cache-control", "no-cache")], None, None);
        check(&[("cache-control", "public")], None, None);
    }

    #[test]
    fn pauses_are_read_from_headers() {
        let check = |value: &'static str, seconds: Option<u64>| {
            let pause = retry_after(&headers(&[("retry-after", value)]), now());
            assert_eq!(pause, seconds.map(Duration::from_secs), "{value}");
        };
        check("90", Some(90));
        check("99999999999999999999", Some(FOREVER));
        check("+90", None);
        check("Wed, 04 Mar 2026 10:01:00 GMT", Some(60));
        check("Wed, 04 Mar 2026 09:00:00 GMT", None);
        check("soon", None);
    }
}
