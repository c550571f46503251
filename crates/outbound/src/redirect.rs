//! Where a redirect leads, and what may go along.

use http::{HeaderMap, HeaderName, StatusCode, header};
use url::Url;

/// Request headers that go along to another origin: they say what is wanted and nothing of who asks. Every other header
/// may be a key to the first origin, whatever its name, and stays behind.
const TRAVEL: [HeaderName; 6] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::CACHE_CONTROL,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::RANGE,
];

/// Whether a header may be sent to an origin other than the one it was meant for.
pub(crate) fn travels(name: &HeaderName) -> bool {
    TRAVEL.contains(name)
}

/// Where an answer redirects to: None where it does not, an error where it names no address. An address without a
/// fragment of its own takes over none, because fragments are never sent.
pub(crate) fn target(
    from: &Url,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<Option<Url>, url::ParseError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    // Servers send addresses beyond ASCII as they are; the URL parser encodes them as browsers do.
    let Some(location) = headers.get(header::LOCATION) else { return Ok(None) };
    let location = String::from_utf8_lossy(location.as_bytes());
    Ok(Some(bare(from.join(location.trim())?)))
}

/// The URL as it may be asked for, recorded and shown: without credentials and fragment.
pub(crate) fn bare(mut url: Url) -> Url {
    // These fail only on URLs without a host, which hold no credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

/// Whether what was meant for `from` may also be sent to `to`: the same origin, or the same host's step from http to
/// https on their own ports, by which plain addresses are commonly upgraded.
#[must_use]
pub fn same_origin(from: &Url, to: &Url) -> bool {
    let upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && from.host() == to.host()
        && from.port().is_none()
        && to.port().is_none();
    from.origin() == to.origin() || upgrade
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_and_bare() {
        let check = |status: u16, location: Option<&[u8]>, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(location) = location {
                headers.insert(header::LOCATION, location.try_into().unwrap());
            }
            let from = Url::parse("http://news.example/a/feed").unwrap();
            let got = target(&from, StatusCode::from_u16(status).unwrap(), &headers).unwrap();
            assert_eq!(got.as_ref().map(Url::as_str), expected);
        };
        check(301, Some(b"/rss"), Some("http://news.example/rss"));
        check(302, Some(b"rss?x=1#top"), Some("http://news.example/a/rss?x=1"));
        check(303, Some(b"//other.example/"), Some("http://other.example/"));
        check(307, Some(b"https://user:word@other.example"), Some("https://other.example/"));
        check(308, Some(" /\u{e9}t\u{e9} ".as_bytes()), Some("http://news.example/%C3%A9t%C3%A9"));
        check(301, None, None);
        check(200, Some(b"/rss"), None);
        check(304, Some(b"/rss"), None);
        check(300, Some(b"/rss"), None);
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        let check = |from: &str, to: &str, same: bool| {
            assert_eq!(
                same_origin(&Url::parse(from).unwrap(), &Url::parse(to).unwrap()),
                same,
                "{from} {to}"
            );
        };
        check("http://a.example/x", "http://a.example/y", true);
        check("http://a.example", "https://a.example", true);
        check("https://a.example", "http://a.example", false);
        check("http://a.example:8080", "https://a.example", false);
        check("http://a.example", "https://a.example:8443", false);
        check("https://a.example", "https://b.a.example", false);
        check("https://a.example", "https://a.example.evil.example", false);
    }
}
