//! The program end to end: the daemon as a process of its own, real HTTP on loopback, a real database file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod backtest;
mod bad_input;
mod bad_receivers;
mod beside_a_broken_file;
mod deliveries;
mod edits;
mod feedback;
mod holding;
mod hostile;
mod mail;
mod main_job;
mod no_flood;
mod operation;
mod pages;
mod restarts;
mod robots;
mod stories;
mod tls;
mod updates;
mod websub;
mod world;
