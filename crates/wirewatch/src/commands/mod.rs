//! What the program can be told to do, a module each. Every command returns how the process ends: 0 for success, 1
//! where something could not be read or used; wrong usage is answered with 2 by the command line itself.

mod check;
mod demo;
mod manual;
mod run;
mod status;
mod trial;

pub use check::check;
pub use demo::demo;
pub use manual::{completions, man};
pub use run::run;
pub use status::status;
pub use trial::{try_article, try_feed, try_stories, try_watch};
