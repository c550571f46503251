//! `wirewatch endpoint`: what an operator does with one endpoint.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use store::Operator;

use crate::config::Settings;

/// Lets an endpoint that was disabled have deliveries again, beside a running daemon or without one.
///
/// # Errors
///
/// Where there is no such endpoint, or the database cannot be written.
pub fn endpoint_enable(config: Option<PathBuf>, name: &str) -> anyhow::Result<ExitCode> {
    let settings = super::settings(config)?;
    known(&settings, name)?;
    let enabled = Operator::open(&settings.store.path)?.enable_endpoint(name)?;
    let said = match enabled {
        true => format!("{name} has deliveries again from now on"),
        false => format!("{name} was not disabled"),
    };
    writeln!(io::stdout(), "{said}")?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses a name that the configuration does not have.
fn known(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let names: Vec<&str> = settings.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    anyhow::ensure!(
        names.contains(&name),
        "no endpoint is called \"{name}\"; there are: {}",
        names.join(", ")
    );
    Ok(())
}
