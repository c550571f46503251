//! How far the work is, for who waits at a terminal; nothing is shown to anyone else.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// A line on standard error that counts what is done.
#[derive(Debug)]
pub(in crate::commands) struct Progress {
    done: usize,
    all: Option<usize>,
    /// When the line was last written; none where nobody sees it.
    written: Option<Instant>,
    visible: bool,
}

impl Progress {
    /// Counts towards `all`, where that is known. What is written to a terminal is progress enough.
    pub(in crate::commands) fn new(all: Option<usize>) -> Progress {
        let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Progress { done: 0, all, written: watched.then(Instant::now), visible: false }
    }

    /// Counts one more.
    pub(in crate::commands) fn step(&mut self) {
        self.done += 1;
        if let Some(written) = self.written.filter(|written| written.elapsed() >= EVERY) {
            self.written = Some(written + written.elapsed());
            self.visible = true;
            let of = self.all.map_or(String::new(), |all| format!(" of {all}"));
            // A line that cannot be shown is not missed.
            let _ = write!(io::stderr(), "\r{}{of}", self.done);
        }
    }

    /// Takes the line away, so that something else can be written.
    pub(in crate::commands) fn clear(&mut self) {
        if std::mem::take(&mut self.visible) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
