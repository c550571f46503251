//! `wirewatch try`: one stage of the daemon's work on files, addresses or standard input. What is read and what is
//! written is here; the work itself is the daemon's own code.

mod article;
mod articles;
mod feed;
mod input;
mod output;
mod parallel;
mod stories;
mod watch;

pub use article::try_article;
pub use feed::{Reading, try_feed};
pub(super) use input::read_whole;
pub use stories::try_stories;
pub use watch::try_watch;
