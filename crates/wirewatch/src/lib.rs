//! wirewatch, the program: its command line, its configuration, and the wiring of the other crates. What it does with
//! news is in those.

pub mod cli;
pub mod commands;
pub mod config;
mod logging;
mod reload;
mod wiring;
