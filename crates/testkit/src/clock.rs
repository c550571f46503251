//! The one place where the test servers read the clock: `Last-Modified` and a webhook's age are about real time.

use jiff::Timestamp;

#[allow(
    clippy::disallowed_methods,
    reason = "a real server speaks of real time; nothing here decides anything"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
