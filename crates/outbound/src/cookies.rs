//! Cookies for the length of one chain of redirects. Some sites set one, redirect to the same address, and do so for ever
//! to whoever does not give it back. Nothing outlives the chain, and nothing goes to another host than it came from.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

/// The most cookies that are kept, and the most bytes of each; no gate asks for more.
const MAX_COOKIES: usize = 20;
const MAX_BYTES: usize = 4096;

/// What the hosts of a chain have set so far.
#[derive(Debug, Default)]
pub(crate) struct Cookies {
    kept: Vec<Cookie>,
    changes: usize,
}

#[derive(Debug)]
struct Cookie {
    host: String,
    /// Whether it came by https, so that it goes nowhere else.
    secret: bool,
    name: Vec<u8>,
    value: Vec<u8>,
}

impl Cookies {
    /// Keeps what an answer of `url` sets. Attributes are passed over: they only say where else and how long.
    pub(crate) fn take(&mut self, url: &Url, headers: &HeaderMap) {
        let Some(host) = url.host_str() else { return };
        for set in headers.get_all(header::SET_COOKIE) {
            let pair = set.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
            let Some(equals) = pair.iter().position(|byte| *byte == b'=') else { continue };
            let (name, value) = pair.split_at(equals);
            let (name, value) = (name.trim_ascii(), value.get(1..).unwrap_or_default().trim_ascii());
            if !name.is_empty() && pair.len() <= MAX_BYTES {
                self.keep(host, url.scheme() == "https", name, value);
            }
        }
    }

    fn keep(&mut self, host: &str, secret: bool, name: &[u8], value: &[u8]) {
        let same = |cookie: &&mut Cookie| cookie.host == host && cookie.name == name;
        if let Some(cookie) = self.kept.iter_mut().find(same) {
            if cookie.value != value {
                self.changes += 1;
                cookie.value = value.to_vec();
            }
            cookie.secret |= secret;
        } else if self.kept.len() < MAX_COOKIES {
            self.changes += 1;
            let (name, value) = (name.to_vec(), value.to_vec());
            self.kept.push(Cookie { host: host.to_owned(), secret, name, value });
        }
    }

    /// The value of `Cookie` for a request to `url`; none where nothing was set there.
    pub(crate) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let theirs = |cookie: &&Cookie| {
            url.host_str() == Some(cookie.host.as_str()) && (!cookie.secret || url.scheme() == "https")
        };
        let pairs: Vec<Vec<u8>> = self
            .kept
            .iter()
            .filter(theirs)
            .map(|cookie| [&cookie.name[..], &cookie.value].join(&b'='))
            .collect();
        let mut value = HeaderValue::from_bytes(&pairs.join(&b"; "[..])).ok()?;
        value.set_sensitive(true);
        (!pairs.is_empty()).then_some(value)
    }

    /// Grows with every change: the same address with the same count would answer the same again.
    pub(crate) fn changes(&self) -> usize {
        self.changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_to_their_host_only() {
        let mut cookies = Cookies::default();
        let mut set = |url: &str, value: &str, changes: usize| {
            let headers = HeaderMap::from_iter([(header::SET_COOKIE, value.parse().unwrap())]);
            cookies.take(&Url::parse(url).unwrap(), &headers);
            assert_eq!(cookies.changes(), changes, "{value}");
        };
        set("http://a.example/x", "seen=1; Path=/; Domain=.example", 1);
        set("http://a.example/x", "seen=1", 1);
        set("http://a.example/y", " gate = open ; HttpOnly", 2);
        set("https://a.example/", "key=k", 3);
        set("http://b.example/", "other=1", 4);
        set("http://b.example/", "nothing", 4);
        set("http://b.example/", "=nothing", 4);
        set("http://a.example/", "seen=2", 5);
        set("http://a.example/", &format!("long={}", "x".repeat(MAX_BYTES)), 5);
        let check = |url: &str, expected: Option<&str>| {
            let got = cookies.header(&Url::parse(url).unwrap());
            assert_eq!(got.as_ref().map(|value| value.to_str().unwrap()), expected, "{url}");
        };
        check("http://a.example/z", Some("seen=2; gate=open"));
        check("https://a.example/z", Some("seen=2; gate=open; key=k"));
        check("http://b.example/", Some("other=1"));
        check("http://c.a.example/", None);
    }
}
