//! The only maker of HTTP clients. Whatever the program asks of another machine goes through [`Client`], which connects to
//! no address that is not public unless the operator allows it, follows redirects itself and guards each of them, and
//! bounds every exchange in time and in decompressed bytes. What the answers mean is not known here.
//!
//! The guard stands in three places, because each is a way around the others: the host that a URL names (a literal
//! address is never resolved), the addresses that a name resolves to (those that were checked are those connected to),
//! and the target of every redirect.

mod access;
mod body;
mod capped;
mod client;
mod config;
mod cookies;
mod decode;
mod egress;
mod error;
mod gate;
mod inflate;
mod network;
mod redirect;
mod resolve;

pub use access::{Access, NotAHeader};
pub use client::{Client, Get, Post, Response};
pub use config::Config;
pub use error::Error;
pub use gate::{Gate, GateFuture};
pub use http::{HeaderMap, HeaderName, HeaderValue, header};
pub use network::{Network, NetworkError};
pub use redirect::same_origin;
pub use resolve::{Lookup, LookupFuture};
