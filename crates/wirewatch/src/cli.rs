//! The command line as it is typed. What the commands do is in [`crate::commands`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

/// Watches news feeds and tells, once per story, when something you track is in the news.
#[derive(Clone, Debug, Parser)]
#[command(name = "wirewatch", version, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Watch: the daemon.
    Run {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Say everything that is wrong with the configuration.
    Check {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Say what the database says: feeds, problems, what waits, what failed.
    Status {
        /// Where the configuration is.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show it at work: a newsroom, the daemon and a receiver on this machine, no network.
    Demo {
        /// Leave everything running until interrupted.
        #[arg(long)]
        keep: bool,
    },
    /// Write completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual page.
    Man,
}

/// Where the configuration is.
#[derive(Args, Clone, Debug)]
pub struct ConfigFile {
    /// The configuration file [default: $WIREWATCH_CONFIG, ./wirewatch.toml or /etc/wirewatch/wirewatch.toml].
    #[arg(long = "config", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub path: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
