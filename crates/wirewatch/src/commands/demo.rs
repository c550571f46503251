//! `wirewatch demo`.

use std::process::ExitCode;

/// Not there yet.
///
/// # Errors
///
/// Always.
pub fn demo(_keep: bool) -> anyhow::Result<ExitCode> {
    anyhow::bail!("this version cannot do that yet")
}
