//! `wirewatch check`: reads the configuration as the daemon does and says everything that is wrong with it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::config::{self, Environment, Loaded, Problem, Severity};
use crate::wiring;

use super::tell::count;

/// Prints the problems, a line each, and what was understood. Ends with 1 where the configuration cannot be used.
///
/// # Errors
///
/// Where there is no configuration, or standard output cannot be written.
pub fn check(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let environment = Environment::of_process();
    let path = config::locate(config, &environment)?;
    let mut out = io::stdout().lock();
    match config::load(&path, &environment) {
        Ok(loaded) => {
            write_problems(&mut out, &loaded.warnings)?;
            if let Err(error) = wiring::embedding(&loaded.settings) {
                writeln!(out, "{}: {}: {error}", path.display(), wiring::EMBEDDING)?;
                return refuse(&mut out, &path, 1);
            }
            writeln!(out, "{}", understood(&path, &loaded))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            write_problems(&mut out, &problems.0)?;
            let errors = problems.0.iter().filter(|problem| problem.severity == Severity::Error).count();
            refuse(&mut out, &path, errors)
        }
    }
}

fn refuse(out: &mut impl Write, path: &Path, errors: usize) -> anyhow::Result<ExitCode> {
    writeln!(out, "{} cannot be used: {}", path.display(), count(errors, "error"))?;
    Ok(ExitCode::FAILURE)
}

fn write_problems(out: &mut impl Write, problems: &[Problem]) -> io::Result<()> {
    problems.iter().try_for_each(|problem| writeln!(out, "{problem}"))
}

fn understood(path: &Path, loaded: &Loaded) -> String {
    let settings = &loaded.settings;
    let watches = settings.watchlists.iter().map(|list| list.watches.len()).sum();
    format!(
        "{} can be used: {}, {}, {} with {}",
        path.display(),
        count(settings.feeds.len(), "feed"),
        count(settings.endpoints.len(), "endpoint"),
        count(settings.watchlists.len(), "watchlist"),
        match watches {
            1 => "1 watch".to_owned(),
            watches => format!("{watches} watches"),
        }
    )
}
