//! What goes out: JSON lines on standard output, complaints on standard error, and how the process ends.

use std::fmt::Display;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::commands::progress::Progress;

/// Standard output as JSON lines, and whether anything could not be read.
#[derive(Debug)]
pub(super) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    progress: Progress,
    complained: bool,
}

impl Output {
    pub(super) fn new(progress: Progress) -> Output {
        Output { out: BufWriter::new(io::stdout().lock()), progress, complained: false }
    }

    /// Writes a line.
    pub(super) fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    /// Writes a line that is JSON already.
    pub(super) fn written(&mut self, line: &[u8]) -> io::Result<()> {
        self.out.write_all(line)?;
        self.out.write_all(b"\n")
    }

    /// Counts one input as done.
    pub(super) fn step(&mut self) {
        self.progress.step();
    }

    /// Says what could not be read, and goes on.
    pub(super) fn complain(&mut self, place: impl Display, problem: impl Display) {
        self.complained = true;
        self.progress.clear();
        // There is nowhere left to say that standard error is closed.
        let _ = writeln!(io::stderr(), "wirewatch: {place}: {problem:#}");
    }

    /// Writes out what is held back: 0 where everything could be read, else 1.
    pub(super) fn finish(mut self) -> io::Result<ExitCode> {
        self.out.flush()?;
        Ok(if self.complained { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
