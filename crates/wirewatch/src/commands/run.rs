//! `wirewatch run`: the daemon. Reads the configuration, opens the database, starts the workers, and from then on only
//! listens: to signals that tell it to stop or to read its configuration again, and for changes of the files it was read from.

mod look;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use api::{Api, Now};
use pipeline::{Clock, Compiled, Pipeline};
use store::Store;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinError;
use tokio::time::{Instant, timeout_at};

use self::look::{Found, Look, Looked, Looks};
use crate::config::{self, Environment, Loaded, Place, Problem, Problems, Settings, StoreSettings};
use crate::reload::{self, Files};
use crate::{logging, wiring};

/// The least time that the database has to close, also where the work under way took all of the deadline.
const CLOSING_MIN: Duration = Duration::from_secs(1);

/// Runs until it is told to stop: by SIGTERM or SIGINT. SIGHUP, or a change of a file, reads the configuration again, SIGUSR1
/// has it look at what other commands changed in the database.
///
/// # Errors
///
/// Where the configuration cannot be found, the database cannot be used, or a worker ended by a mistake of ours.
pub fn run(config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let environment = Environment::of_process();
    let path = config::locate(config, &environment)?;
    // Compiled once: that is most of what a start takes where much is watched.
    let loaded = match config::load_with(&path, &environment, &Compiled::of) {
        Ok(loaded) => loaded,
        Err(problems) => anyhow::bail!("{}\n{} cannot be used", lines(&problems), path.display()),
    };
    // At once: what changes from now on is seen by the first look.
    let files = Files::of(&loaded);
    logging::start(&loaded.settings.log)?;
    loaded.warnings.iter().for_each(warn);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(serve(&path, &environment, loaded.settings, loaded.compiled, files));
    // A look-up or a parser that hangs on a thread of its own is not waited for: the deadline has passed.
    runtime.shutdown_background();
    code
}

async fn serve(
    path: &Path,
    environment: &Environment,
    settings: Settings,
    compiled: Compiled,
    files: Files,
) -> anyhow::Result<ExitCode> {
    // Signals are listened for before anything starts, so that none finds the program half way.
    let mut signals = Signals::new()?;
    let embedding = wiring::embedding(&settings).context(wiring::EMBEDDING)?.map(Arc::new);
    if let Some(model) = &embedding {
        tracing::info!(
            tokens = model.tokens(),
            dimension = model.dimension(),
            "the embedding model was read"
        );
    }
    let store = Store::open(&settings.store.path)?;
    if let Err(error) = store.answer_signals() {
        tracing::warn!(%error, "the lock file cannot be written; what commands change is seen within 30 seconds");
    }
    let clock = Clock::system();
    let api = match settings.api.listen {
        Some(listen) => Some(listen_on(listen, &store, &clock).await?),
        None => None,
    };
    let pipeline = {
        let config = pipeline::Config { embedding, ..wiring::pipeline(&settings, compiled) };
        Pipeline::start(store.clone(), clock, &config, rand::random()).await?
    };
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        config = %path.display(),
        database = %settings.store.path.display(),
        feeds = settings.feeds.len(),
        endpoints = settings.endpoints.len(),
        watchlists = settings.watchlists.len(),
        "wirewatch is running"
    );
    let mut running = Running { path, environment, pipeline, settings, files };
    let mut looks = Looks::default();
    loop {
        tokio::select! {
            worker = running.pipeline.failed() => anyhow::bail!("the worker `{worker}` ended by itself; see the log"),
            wish = signals.next() => match wish {
                Wish::Stop => break,
                Wish::LookAgain => running.pipeline.look_again(),
                Wish::Reload => looks.read(|| running.look(true)),
            },
            () = tokio::time::sleep(reload::LOOK), if looks.is_idle() => looks.begin(running.look(false)),
            Some(looked) = looks.next() => {
                tokio::select! {
                    () = running.follow(looked) => looks.go_on(|| running.look(true)),
                    // A database that does not answer is not waited for either.
                    () = signals.stop() => break,
                }
            }
        }
    }
    drop(api);
    stop(running.pipeline, store, running.settings.shutdown.deadline, &mut signals).await
}

async fn listen_on(address: SocketAddr, store: &Store, clock: &Clock) -> anyhow::Result<Api> {
    let clock = clock.clone();
    let api = Api::start(address, store.clone(), Now::from_fn(move || clock.now())).await;
    let api = api.with_context(|| format!("api.listen: {address} cannot be listened on"))?;
    tracing::info!(address = %api.address(), "listening");
    Ok(api)
}

/// The daemon at work, with the configuration in force and what it was read from.
struct Running<'a> {
    path: &'a Path,
    environment: &'a Environment,
    pipeline: Pipeline,
    /// Those of the configuration in force, but for what is read at a start only.
    settings: Settings,
    files: Files,
}

impl Running<'_> {
    /// A look at the files as they are now, which reads them whatever it sees where that `is_asked` for.
    fn look(&self, is_asked: bool) -> Look {
        Look {
            path: self.path.to_owned(),
            environment: self.environment.clone(),
            files: self.files.clone(),
            before: self.pipeline.watchlists(),
            is_asked,
        }
    }

    /// Does what follows from a look at the files.
    async fn follow(&mut self, looked: Result<Looked, JoinError>) {
        let looked = match looked {
            Ok(looked) => looked,
            Err(error) => {
                tracing::error!(%error, "the configuration could not be read, the one in force stays");
                return;
            }
        };
        self.files = looked.files;
        match looked.found {
            Found::Nothing => {}
            // Whether it is meant to be gone, or is on its way or on a disk that is not mounted, nobody can tell.
            Found::Gone(files) => files.iter().for_each(|(file, place)| self.tell_gone(file, place.as_ref())),
            Found::Wrong(problems) => tracing::error!(
                config = %self.path.display(),
                "the configuration was not reloaded, the one in force stays:\n{}",
                lines(&problems)
            ),
            Found::Configuration(loaded, files) => self.replace(*loaded, files).await,
        }
    }

    fn tell_gone(&self, file: &Path, place: Option<&Place>) {
        if file == self.path {
            tracing::error!(
                file = %file.display(),
                "the configuration file is gone; the configuration in force stays, but the daemon cannot start anew without it. \
                 Bring it back"
            );
            return;
        }
        tracing::error!(
            file = %file.display(),
            named_at = place.map(tracing::field::display),
            "a file of the configuration is gone; the configuration in force stays. To go on without it, take away what \
             names it, or send SIGHUP where a pattern finds others"
        );
    }

    /// Puts a changed configuration in force as a whole, or keeps the one in force.
    async fn replace(&mut self, loaded: Loaded<Compiled>, files: Files) {
        loaded.warnings.iter().for_each(warn);
        let settings = &loaded.settings;
        let config = wiring::pipeline(settings, loaded.compiled.clone());
        let replaced = self.pipeline.reload(&config).await.context("reloading");
        if let Err(error) = replaced {
            tracing::error!("the configuration was not reloaded, the one in force stays: {error:#}");
            return;
        }
        for key in reload::only_at_a_start(&self.settings, settings) {
            tracing::warn!(key, "this key is read at a start only: what it says now counts after a restart");
        }
        tracing::info!(
            feeds = settings.feeds.len(),
            endpoints = settings.endpoints.len(),
            watchlists = settings.watchlists.len(),
            "the configuration was reloaded"
        );
        self.files = files;
        let Settings { store, stories, log, api, .. } = self.settings.clone();
        let store = StoreSettings { path: store.path, ..loaded.settings.store };
        self.settings = Settings { store, stories, log, api, ..loaded.settings };
    }
}

/// A second signal to stop ends it at once: nothing committed is lost by that.
async fn stop(
    pipeline: Pipeline,
    store: Store,
    deadline: Duration,
    signals: &mut Signals,
) -> anyhow::Result<ExitCode> {
    tracing::info!(?deadline, "stopping: ending what is under way");
    let end = Instant::now() + deadline;
    let ended = async {
        let done = pipeline.stop(deadline).await;
        let closed = timeout_at(end.max(Instant::now() + CLOSING_MIN), store.close()).await.is_ok();
        (done, closed)
    };
    tokio::select! {
        ended = ended => match ended {
            (true, true) => tracing::info!("stopped"),
            (false, _) => tracing::warn!("stopped at the deadline; what was under way is taken up at the next start"),
            (true, false) => tracing::warn!(
                "stopped at the deadline; the log beside the database is brought into it at the next start"
            ),
        },
        () = signals.stop() => tracing::warn!("stopped at once; what was under way is taken up at the next start"),
    }
    Ok(ExitCode::SUCCESS)
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

    /// Waits for a wish to stop, and leaves all others for later.
    async fn stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
