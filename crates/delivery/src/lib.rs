//! Renders, signs and sends one event, and says what follows from an answer.
//!
//! - [`event`] renders an alert as the JSON that webhooks carry, [`incident_event`] what befell a source or an endpoint. It is
//!   rendered once, when it is committed, and stored, so that it never changes between attempts.
//! - [`digest_event`] renders alerts that waited as one event, [`released_event`] an alert that waited for a person.
//! - [`webhook_id`] names a delivery, the same for ever.
//! - [`render`] makes of the stored event what the endpoint's receiver wants.
//! - [`attempt`] renders, signs and sends once; [`next`] decides what follows.
//! - [`check`] says what an endpoint lacks, before anything is to be sent.
//! - [`sign`] and [`verify`] are Standard Webhooks 1.0.0, for senders and receivers.
//!
//! What is due, and what came of it, is remembered elsewhere. The only input and output here is that of [`attempt`].

mod attempt;
mod channel;
mod cut;
mod digest;
mod event;
mod example;
mod id;
mod notice;
mod retry_after;
#[cfg(test)]
mod sample;
mod schedule;
mod signature;
mod smtp;
mod target;
mod unfit;
mod wire;

pub use attempt::{attempt, check, check_digest};
pub use channel::{Message, RenderError, pace, render};
pub use digest::{digest_event, released_event};
pub use event::{event, incident_event, test_event};
pub use id::webhook_id;
pub use schedule::{Next, next};
pub use signature::{Headers, SecretError, VerifyError, parse_secret, public_keys, sign, verify};
pub use unfit::Unfit;
pub use wire::SCHEMA_VERSION;
