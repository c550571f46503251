//! The test servers themselves, asked over plain sockets by a client that shares no code with them.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod client;
mod daemon;
mod lines;
mod newsroom;
mod press;
mod sink;
