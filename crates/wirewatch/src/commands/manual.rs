//! `wirewatch completions` and `wirewatch man`: what the command line says of itself, for shells and for `man`.

use std::io;
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;

/// Writes completions for a shell.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "wirewatch", &mut script);
    io::Write::write_all(&mut io::stdout().lock(), &script)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the manual, in roff: a page for the program and one for each command, one after the other.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn man() -> anyhow::Result<ExitCode> {
    let mut program = Cli::command();
    // Gives the commands the names that their pages have: `wirewatch-try-feed`.
    program.build();
    write_pages(&program, &mut io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

fn write_pages(command: &Command, out: &mut impl io::Write) -> io::Result<()> {
    Man::new(command.clone()).render(out)?;
    let told = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    command.get_subcommands().filter(told).try_for_each(|command| write_pages(command, out))
}
