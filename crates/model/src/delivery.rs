//! Where alerts go, and what became of each try.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

/// A place that alerts are sent to.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// Unique among endpoints.
    pub name: String,
    /// What it speaks.
    pub kind: EndpointKind,
    /// Its address.
    pub url: Url,
    /// What deliveries are signed with.
    pub secret: Secret,
}

/// What an endpoint speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// A Standard Webhook.
    Webhook,
}

/// Key bytes that never show in logs, errors or debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes key bytes as they are; their length is checked where the configuration is read.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Secret(bytes)
    }

    /// The key bytes, for signing only.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// One try at a delivery, as it is recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// What came of it.
    pub outcome: AttemptOutcome,
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptOutcome {
    /// A 2xx answer.
    Delivered {
        /// The answer's status.
        status: u16,
    },
    /// 410 Gone: the endpoint wants nothing more.
    Gone,
    /// Any other answer.
    Refused {
        /// The answer's status.
        status: u16,
        /// The receiver's wish for a pause, from `Retry-After`.
        retry_after: Option<Duration>,
        /// The head of the answer's body, bounded and printable.
        body: String,
    },
    /// No answer: a refused address, a failed connection, a timeout.
    Unreachable {
        /// Why, as a person should read it.
        error: String,
    },
}
