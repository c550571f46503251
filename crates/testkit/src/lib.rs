//! A scripted newsroom and a webhook sink, for tests, benchmarks and the demo: real servers on loopback, no network.
//!
//! - [`Newsroom`] serves [`Outlet`]s, each with a feed and article pages, that publish, edit and remove [`Piece`]s and
//!   misbehave as a [`Fault`] says.
//! - [`Sink`] receives webhooks, checks them and answers as told.
//! - [`MailServer`] takes mail.
//! - [`Hub`] is a WebSub hub.
//! - [`Daemon`] runs the program as a child process and kills it.
//! - [`story`] is a day's news of which everything is known.
//! - [`Press`] publishes news without end from many feeds, and knows what must come of it.
//! - [`Setup`] writes the daemon's configuration for all of this.
//! - [`static_model`] makes a small model of what words mean.
//! - [`hostile`] makes the documents that harm careless readers.
//!
//! Everything that is to be waited for is a future: no test has to sleep.

mod body;
mod clock;
mod daemon;
mod desk;
mod etiquette;
mod fault;
mod feed;
pub mod generate;
pub mod hostile;
mod hub;
mod lines;
mod mail;
mod newsroom;
mod outlet;
mod page;
mod piece;
mod press;
mod published;
mod requests;
mod server;
mod setup;
mod sink;
pub mod static_model;
pub mod story;

pub use daemon::{Cost, Daemon};
pub use etiquette::{Custom, Etiquette, Habit, Score, Wish};
pub use fault::Fault;
pub use feed::Format;
pub use hub::{Hub, Subscription};
pub use lines::publish_lines;
pub use mail::{Mail, MailServer};
pub use newsroom::{Newsroom, Totals};
pub use outlet::{Outlet, OutletConfig, Validators};
pub use page::Layout;
pub use piece::Piece;
pub use press::{Press, PressConfig, Progress, Verdict};
pub use requests::{Count, Request};
pub use setup::Setup;
pub use sink::{Answer, Deliveries, Received, Sink};
