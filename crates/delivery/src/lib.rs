//! Renders, signs and sends one alert, and says what follows from an answer.
//!
//! - [`event`] renders an alert as the JSON that webhooks carry. It is rendered once, when the alert is committed, and
//!   stored, so that it never changes between attempts.
//! - [`webhook_id`] names a delivery, the same for ever.
//! - [`attempt`] signs and sends once; [`next`] decides what follows.
//! - [`sign`] and [`verify`] are Standard Webhooks 1.0.0, for senders and receivers.
//!
//! What is due, and what came of it, is remembered elsewhere. The only input and output here is that of [`attempt`].

mod attempt;
mod event;
mod id;
mod retry_after;
#[cfg(test)]
mod sample;
mod schedule;
mod signature;

pub use attempt::attempt;
pub use event::{SCHEMA_VERSION, event};
pub use id::webhook_id;
pub use schedule::{Next, next};
pub use signature::{Headers, SecretError, VerifyError, parse_secret, public_keys, sign, verify};
