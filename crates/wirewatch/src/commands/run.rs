//! `wirewatch run`.

use std::path::PathBuf;
use std::process::ExitCode;

/// Not there yet.
///
/// # Errors
///
/// Always.
pub fn run(_config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    anyhow::bail!("this version cannot do that yet")
}
