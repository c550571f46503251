//! The promises, held against what can go wrong: the daemon's own workers, stepped by a clock that the test sets, in a world
//! of real servers on loopback and a real database file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_disk;
mod hubs;
mod ledger;
mod news;
mod outage;
mod power_loss;
mod simulation;
mod time;
mod watcher;
mod world;
