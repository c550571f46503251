//! The load generator: a newsroom and a receiver on loopback, the daemon as a child between them, and figures at the end.
//!
//! `load` publishes articles and takes the webhooks; `--kills` kills the daemon meanwhile; `--not-modified` and `--idle`
//! measure polling and waiting; `--serve` serves the articles of a file and measures nothing.

#![allow(clippy::print_stdout, reason = "figures on the terminal are what it is for")]

mod args;
mod kills;
mod polls;
mod report;
mod run;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    if let Some(file) = &args.serve {
        serve::serve(file).await?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.idle || args.not_modified {
        polls::measure(&args).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let sound = run::run(&args).await?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[allow(clippy::disallowed_methods, reason = "a load generator publishes in real time")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
