//! Why an exchange failed, told apart by what one can do about it.

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use crate::resolve::Unresolved;

/// Why an exchange failed. Messages name the host but never the rest of a URL, which may hold a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The client could not be made; nothing was sent.
    #[error("cannot make an HTTP client: {reason}")]
    Setup {
        /// What was wrong.
        reason: String,
    },
    /// The egress guard refused an address.
    #[error(
        "{host} is at {address}, which is not public ({kind}); to reach it, add a network that holds it to `egress.allow`"
    )]
    Refused {
        /// The host that the URL names.
        host: String,
        /// The address refused.
        address: IpAddr,
        /// What kind of address it is.
        kind: &'static str,
    },
    /// The address is neither http nor https.
    #[error("`{scheme}:` addresses are not fetched; use http or https")]
    Scheme {
        /// The scheme it has.
        scheme: String,
    },
    /// The host's name was not found.
    #[error("cannot find the address of {host}: {reason}")]
    Dns {
        /// The host.
        host: String,
        /// What the resolver said.
        reason: String,
    },
    /// No connection came about.
    #[error("cannot connect to {host}: {reason}")]
    Connect {
        /// The host.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// The host did not prove that it is who it should be, or speaks no TLS that is still safe.
    #[error("no secure connection to {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What was wrong.
        reason: String,
    },
    /// The time ran out.
    #[error("{host} did not answer in full within {after:?}")]
    Timeout {
        /// The host of the last hop.
        host: String,
        /// The time that it had.
        after: Duration,
    },
    /// The body, decompressed, is larger than allowed.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The most bytes allowed.
        limit: usize,
    },
    /// More redirects than allowed, one after the other.
    #[error("{host} redirects again after {limit} redirects")]
    TooManyRedirects {
        /// The host of the last hop.
        host: String,
        /// The most redirects allowed.
        limit: usize,
    },
    /// A redirect back to where the request had been before.
    #[error("{host} redirects in a circle")]
    RedirectLoop {
        /// The host of the last hop.
        host: String,
    },
    /// A redirect to what the [`Gate`](crate::Gate) keeps from being asked.
    #[error("it redirects to {host}, which is not to be asked now")]
    Barred {
        /// The host that it leads to.
        host: String,
    },
    /// What came is not HTTP, is not compressed as it claims to be, or broke off.
    #[error("{host} gave no sound HTTP answer: {reason}")]
    Protocol {
        /// The host.
        host: String,
        /// What was wrong.
        reason: String,
    },
}

impl Error {
    /// Why the library could not make a client: in practice, a system without certificates.
    pub(crate) fn setup(error: &reqwest::Error) -> Self {
        let reason = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
        let reason =
            format!("{reason}; install the system's CA certificates or name a file in SSL_CERT_FILE");
        Error::Setup { reason }
    }

    pub(crate) fn unresolved(host: &str, unresolved: Unresolved) -> Self {
        let host = host.to_owned();
        match unresolved {
            Unresolved::Refused { address, kind } => Error::Refused { host, address, kind },
            Unresolved::NotFound { reason } => Error::Dns { host, reason },
        }
    }

    /// Tells apart what the HTTP library reports, by the causes beneath it.
    pub(crate) fn of(host: &str, error: &reqwest::Error, connect_timeout: Duration) -> Self {
        let host = host.to_owned();
        for cause in causes(error) {
            if let Some(unresolved) = cause.downcast_ref::<Unresolved>() {
                return Error::unresolved(&host, unresolved.clone());
            }
            if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
                return Error::Tls { host, reason: tls.to_string() };
            }
        }
        if error.is_timeout() {
            return Error::Timeout { host, after: connect_timeout };
        }
        let reason = causes(error).last().map(ToString::to_string).unwrap_or_default();
        if error.is_connect() { Error::Connect { host, reason } } else { Error::Protocol { host, reason } }
    }
}

/// The causes of an error, outermost first, itself left out. An `io::Error` hides the error it was made of from
/// `source()`, so that is looked at besides.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(beneath(error), |cause| beneath(*cause))
}

fn beneath<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}
