//! Which configuration file is meant where the command line names none.

use std::path::{Path, PathBuf};

use super::Environment;

/// Where the file is looked for, in this order.
const USUAL: [&str; 2] = ["wirewatch.toml", "/etc/wirewatch/wirewatch.toml"];

/// No configuration file was named, and none stands where one usually does.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no configuration: neither ./{} nor {} exists; name a file with --config or $WIREWATCH_CONFIG",
    USUAL[0],
    USUAL[1]
)]
pub struct NotFound;

/// The file that the command line names, else the environment, else the first one that exists of `./wirewatch.toml` and
/// `/etc/wirewatch/wirewatch.toml`. One that is named need not exist: what is wrong with it is for [`super::load`] to say.
///
/// # Errors
///
/// Where no file is named and none found.
pub fn locate(named: Option<PathBuf>, environment: &Environment) -> Result<PathBuf, NotFound> {
    let usual = || USUAL.iter().map(PathBuf::from).find(|path| Path::exists(path));
    named.or_else(|| environment.config_file().map(PathBuf::from)).or_else(usual).ok_or(NotFound)
}
