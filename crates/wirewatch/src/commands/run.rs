//! `wirewatch run`: the daemon. Reads the configuration, opens the database, starts the workers, and from then on only
//! listens: to signals that tell it to stop or to read its configuration again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use pipeline::{Clock, Pipeline};
use store::Store;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::{self, Environment, Loaded, Problem, Problems, Settings};
use crate::{logging, wiring};

/// Runs until it is told to stop: by SIGTERM or SIGINT. SIGHUP reads the configuration again, SIGUSR1 has it look at what other
/// commands changed in the database.
///
/// # Errors
///
/// Where the configuration cannot be found, the database cannot be used, or a worker ended by a mistake of ours.
pub fn run(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let environment = Environment::of_process();
    let path = config::locate(config, &environment)?;
    let Loaded { settings, warnings, .. } = match config::load(&path, &environment) {
        Ok(loaded) => loaded,
        Err(problems) => anyhow::bail!("{}\n{} cannot be used", lines(&problems), path.display()),
    };
    logging::start(&settings.log)?;
    warnings.iter().for_each(warn);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(serve(&path, &environment, &settings));
    // A look-up or a parser that hangs on a thread of its own is not waited for: the deadline has passed.
    runtime.shutdown_background();
    code
}

async fn serve(path: &Path, environment: &Environment, settings: &Settings) -> anyhow::Result<ExitCode> {
    // Signals are listened for before anything starts, so that none finds the program half way.
    let mut signals = Signals::new()?;
    let store = Store::open(&settings.store.path)?;
    if let Err(error) = store.answer_signals() {
        tracing::warn!(%error, "the lock file cannot be written; what commands change is seen within 30 seconds");
    }
    let clock = Clock::system();
    let mut pipeline = Pipeline::start(store, clock, &wiring::pipeline(settings), rand::random()).await?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        config = %path.display(),
        database = %settings.store.path.display(),
        feeds = settings.feeds.len(),
        endpoints = settings.endpoints.len(),
        watchlists = settings.watchlists.len(),
        "wirewatch is running"
    );
    let mut deadline = settings.shutdown.deadline;
    loop {
        tokio::select! {
            worker = pipeline.failed() => anyhow::bail!("the worker `{worker}` ended by itself; see the log"),
            wish = signals.next() => match wish {
                Wish::Stop => return stop(pipeline, deadline, &mut signals).await,
                Wish::LookAgain => pipeline.look_again(),
                Wish::Reload => deadline = reload(path, environment, &pipeline).await.unwrap_or(deadline),
            }
        }
    }
}

/// A second signal to stop ends it at once: nothing committed is lost by that.
async fn stop(pipeline: Pipeline, deadline: Duration, signals: &mut Signals) -> anyhow::Result<ExitCode> {
    tracing::info!(?deadline, "stopping: ending what is under way");
    tokio::select! {
        done = pipeline.stop(deadline) => match done {
            true => tracing::info!("stopped"),
            false => tracing::warn!("stopped at the deadline; what was under way is taken up at the next start"),
        },
        () = signals.stop_again() => tracing::warn!("stopped at once; what was under way is taken up at the next start"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a changed configuration in force as a whole, or keeps the one in force. Returns the new deadline for stopping.
async fn reload(path: &Path, environment: &Environment, pipeline: &Pipeline) -> Option<Duration> {
    let loaded = match config::load(path, environment) {
        Ok(loaded) => loaded,
        Err(problems) => {
            tracing::error!(
                config = %path.display(),
                "the configuration was not reloaded, the one in force stays:\n{}",
                lines(&problems)
            );
            return None;
        }
    };
    loaded.warnings.iter().for_each(warn);
    let settings = loaded.settings;
    if let Err(error) = pipeline.reload(&wiring::pipeline(&settings)).await.context("reloading") {
        tracing::error!("the configuration was not reloaded, the one in force stays: {error:#}");
        return None;
    }
    tracing::info!(
        feeds = settings.feeds.len(),
        endpoints = settings.endpoints.len(),
        watchlists = settings.watchlists.len(),
        "the configuration was reloaded"
    );
    Some(settings.shutdown.deadline)
}

fn lines(problems: &Problems) -> String {
    problems.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn warn(problem: &Problem) {
    tracing::warn!("{problem}");
}

enum Wish {
    Stop,
    Reload,
    LookAgain,
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
    look_again: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            look_again: signal(SignalKind::user_defined1())?,
        })
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.interrupt.recv() => Wish::Stop,
            _ = self.hang_up.recv() => Wish::Reload,
            _ = self.look_again.recv() => Wish::LookAgain,
        }
    }

    async fn stop_again(&mut self) {
        while !matches!(self.next().await, Wish::Stop) {}
    }
}
