//! What lets a request in where not everybody is: credentials, headers, a cookie, and the proxy by which it goes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use url::Url;

/// What lets requests to one origin in. It shows nothing of itself when it is printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Access {
    headers: Vec<(HeaderName, HeaderValue)>,
    proxy: Option<Url>,
}

/// A value that cannot stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("holds characters that no header can hold, such as line ends")]
pub struct NotAHeader;

impl Access {
    /// Whether everybody is let in, by the straight way.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.headers.is_empty() && self.proxy.is_none()
    }

    /// Adds Basic authentication (RFC 7617).
    ///
    /// # Errors
    ///
    /// None in practice: what is sent is Base64.
    pub fn basic(&mut self, user: &str, password: &str) -> Result<(), NotAHeader> {
        self.header(AUTHORIZATION, &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    /// Takes the credentials out of an address, which has none afterwards, and adds them. Returns whether it had any.
    pub fn take_from(&mut self, url: &mut Url) -> bool {
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let has_some = !url.username().is_empty() || url.password().is_some();
        let taken = (plain(url.username()), url.password().map(plain).unwrap_or_default());
        // These fail only on addresses without a host, which hold no credentials.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        has_some && self.basic(&taken.0, &taken.1).is_ok()
    }

    /// Adds a bearer token (RFC 6750).
    ///
    /// # Errors
    ///
    /// Where the token cannot stand in a header.
    pub fn bearer(&mut self, token: &str) -> Result<(), NotAHeader> {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Adds cookies, as `name=value; name=value`.
    ///
    /// # Errors
    ///
    /// Where they cannot stand in a header.
    pub fn cookie(&mut self, cookies: &str) -> Result<(), NotAHeader> {
        self.header(COOKIE, cookies)
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// Where the value cannot stand in one.
    pub fn header(&mut self, name: HeaderName, value: &str) -> Result<(), NotAHeader> {
        let mut value = HeaderValue::from_str(value).map_err(|_| NotAHeader)?;
        value.set_sensitive(true);
        self.headers.push((name, value));
        Ok(())
    }

    /// Sends requests by a proxy.
    pub fn through(&mut self, proxy: Url) {
        self.proxy = Some(proxy);
    }

    /// The headers to send, to the origin that they are meant for.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The proxy.
    #[must_use]
    pub fn proxy(&self) -> Option<&Url> {
        self.proxy.as_ref()
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Access")
            .field("headers", &names)
            .field("proxy", &self.proxy.as_ref().and_then(Url::host_str))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_headers_and_are_not_shown() {
        let mut access = Access::default();
        assert!(access.is_none());
        access.basic("user", "pass:word").unwrap();
        access.cookie("session=secret").unwrap();
        access.through("http://me:hidden@proxy.example:3128".parse().unwrap());
        assert_eq!(access.headers()[0].1, "Basic dXNlcjpwYXNzOndvcmQ=");
        let shown = format!("{access:?} {:?}", access.headers());
        for secret in ["dXNl", "secret", "hidden", "me:"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("proxy.example") && shown.contains("cookie"));
        assert_eq!(access.bearer("a\nb"), Err(NotAHeader));

        let mut url: Url = "https://user:p%40ss@example.com/feed".parse().unwrap();
        let mut access = Access::default();
        assert!(access.take_from(&mut url));
        assert_eq!(
            (url.as_str(), access.headers()[0].1.as_bytes()),
            ("https://example.com/feed", &b"Basic dXNlcjpwQHNz"[..])
        );
        assert!(!access.take_from(&mut url));
    }
}
