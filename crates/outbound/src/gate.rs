//! Who is asked before a redirect is followed: what it leads to has manners of its own to be kept to.

use std::fmt;
use std::pin::Pin;

use url::Url;

/// Whether a redirect may be followed, as a future.
pub type GateFuture<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// Says of the target of a redirect whether it may be asked now.
#[derive(Clone, Copy)]
pub struct Gate<'a>(&'a (dyn Fn(Url) -> GateFuture<'a> + Send + Sync));

impl<'a> Gate<'a> {
    /// A gate that opens where `opens` says so.
    #[must_use]
    pub fn new(opens: &'a (dyn Fn(Url) -> GateFuture<'a> + Send + Sync)) -> Gate<'a> {
        Gate(opens)
    }

    pub(crate) async fn opens(&self, to: &Url) -> bool {
        (self.0)(to.clone()).await
    }
}

impl fmt::Debug for Gate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate(…)")
    }
}
