//! A disk that loses power, fills up or fails, under SQLite; for tests.
//!
//! [`Disk::watch`] takes note of every write, truncation, sync and deletion that SQLite makes in a directory. From that,
//! [`after_power_loss`] gives the files as a disk could have them after the power failed at any point: all that was synced,
//! and of what was not any part. [`Disk::fail`] makes writes or syncs fail until it is mended.
//!
//! The program under test changes nothing for it: SQLite's own file system is kept, and looked over the shoulder.

mod log;
mod vfs;

pub use log::{Files, Operation, after_power_loss};
pub use vfs::{Disk, Failure};
