//! The policies of watchlists and endpoints: whether an article may raise an alert, and when an alert may reach whom. All
//! of the deciding is here and is arithmetic over what is given, so that the daemon, a trial over the archive and a test
//! decide alike.

mod admit;
mod calm;
mod route;

pub use admit::{Admitted, admit};
pub(crate) use admit::{counts, is_among};
pub(crate) use calm::told_at;
pub use calm::{next_digest, waits};
pub use route::{Case, route, unmuted_at};
