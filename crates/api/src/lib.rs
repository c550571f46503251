//! What other machines ask of the daemon, over HTTP: for now the callbacks of WebSub hubs. Knows the store and not the workers:
//! what it commits wakes them.
//!
//! Anyone can ask: every request is bounded in bytes and in time, and the connections are in number.

mod listener;
mod signature;
mod websub;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

pub use listener::{Api, BODY_BYTES_MAX, CONNECTIONS_MAX};

/// Says what time it is.
#[derive(Clone)]
pub struct Now(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Now {
    /// A clock that says what `now` says.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Now {
        Now(Arc::new(now))
    }

    fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Now(…)")
    }
}
