//! Names to addresses, the refused ones left out, so that what was checked is what is connected to.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::{fmt, io};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::egress::Guard;

/// The addresses of a host name, as a future.
pub type LookupFuture = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Finds the addresses of a host name.
#[derive(Clone)]
pub struct Lookup(Arc<dyn Fn(String) -> LookupFuture + Send + Sync>);

impl Lookup {
    /// Finds them as `find` does.
    #[must_use]
    pub fn new(find: impl Fn(String) -> LookupFuture + Send + Sync + 'static) -> Lookup {
        Lookup(Arc::new(find))
    }

    /// Asks the system, as every other program on the machine does.
    pub(crate) fn system() -> Lookup {
        Lookup::new(|host| {
            Box::pin(async move {
                let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
                Ok(found.map(|address| address.ip()).collect())
            })
        })
    }

    pub(crate) fn find(&self, host: &str) -> LookupFuture {
        (self.0)(host.to_owned())
    }
}

impl PartialEq for Lookup {
    /// Whether they are clones of one another.
    fn eq(&self, other: &Lookup) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Lookup {}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup(…)")
    }
}

/// Why a name gave no address to connect to.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Unresolved {
    #[error("every address is refused")]
    Refused { address: IpAddr, kind: &'static str },
    #[error("{reason}")]
    NotFound { reason: String },
}

/// A [`Lookup`] behind the guard.
pub(crate) struct Guarded {
    pub(crate) lookup: Lookup,
    pub(crate) guard: Arc<Guard>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.lookup.find(name.as_str());
        let guard = Arc::clone(&self.guard);
        Box::pin(async move {
            let allowed = allowed(&guard, found.await)?;
            // Port 0 stands for the URL's own.
            Ok(Box::new(allowed.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

/// Those of the addresses found that may be connected to; at least one.
pub(crate) fn allowed(guard: &Guard, found: io::Result<Vec<IpAddr>>) -> Result<Vec<IpAddr>, Unresolved> {
    let found = found.map_err(|error| Unresolved::NotFound { reason: error.to_string() })?;
    let allowed: Vec<IpAddr> = found.iter().copied().filter(|ip| guard.check(*ip).is_ok()).collect();
    if !allowed.is_empty() {
        return Ok(allowed);
    }
    match found.iter().find_map(|ip| guard.check(*ip).err().map(|kind| (*ip, kind))) {
        Some((address, kind)) => Err(Unresolved::Refused { address, kind }),
        None => Err(Unresolved::NotFound { reason: "the name has no address".to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_addresses_of_a_mixed_answer_are_kept() {
        let check = |found: &[&str], expected: Result<&[&str], &str>| {
            let parse =
                |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
            let got = allowed(&Guard::new(Vec::new()), Ok(parse(found)));
            match expected {
                Ok(kept) => assert_eq!(got.unwrap(), parse(kept)),
                Err(message) => assert_eq!(got.unwrap_err().to_string(), message),
            }
        };
        check(&["8.8.8.8", "10.0.0.1", "2003::1"], Ok(&["8.8.8.8", "2003::1"]));
        check(&["10.0.0.1", "::1"], Err("every address is refused"));
        check(&[], Err("the name has no address"));
    }
}
