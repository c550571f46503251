//! Publishing at a rate, taking the webhooks, and comparing the two.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;
use testkit::{Cost, Daemon, Press, Received, Setup, Sink};

use crate::args::Args;
use crate::kills::Kills;
use crate::{now, report};

/// How often articles that are due are published.
const TICK: Duration = Duration::from_millis(10);
/// How long to listen on after everything came, for what should not come.
const SETTLE: Duration = Duration::from_secs(3);

/// Runs the load and prints the figures; says whether everything came and nothing was wrong.
pub(crate) async fn run(args: &Args) -> anyhow::Result<bool> {
    let mut press = Press::open(args.press()).await?;
    let mut stage = Stage::start(args, &press, |setup| {
        setup.min_interval = args.interval();
        setup.max_interval = args.interval();
    })
    .await?;
    stage.first_pass(&press).await?;
    let began = Instant::now();
    let before = Costs::now(&stage);
    publish(args, &mut press, &mut stage).await?;
    let published = began.elapsed();
    stage.drain(&press, Duration::from_secs(args.drain)).await?;
    let drained = began.elapsed() - published;
    let after = Costs::now(&stage);
    tokio::time::sleep(SETTLE).await;
    let status = stage.status(args).await;
    report::status(&status);
    stage.stop().await?;
    let figures = report::Figures { press: &press, published, drained, before, after, kills: args.kills };
    let verdict = press.verdict(&stage.sink.all());
    report::load(&figures, &verdict);
    Ok(verdict.is_sound())
}

/// Publishes for as long as asked, killing the daemon where that is asked for.
async fn publish(args: &Args, press: &mut Press, stage: &mut Stage) -> anyhow::Result<()> {
    let length = Duration::from_secs(args.seconds);
    let mut kills = Kills::plan(args.kills, length, args.seed);
    let began = Instant::now();
    let mut tick = tokio::time::interval(TICK);
    while began.elapsed() < length {
        tick.tick().await;
        stage.check_alive()?;
        let due = (began.elapsed().as_secs_f64() * args.articles) as usize;
        for _ in press.articles()..due {
            press.publish(now());
        }
        if kills.is_due(began.elapsed()) {
            stage.daemon.kill().await?;
            stage.daemon.restart()?;
        }
    }
    Ok(())
}

/// The daemon between a newsroom and a sink.
pub(crate) struct Stage {
    pub(crate) sink: Sink,
    pub(crate) daemon: Daemon,
    config: PathBuf,
    /// Only held so that its drop removes the files.
    _temporary: Option<TempDir>,
}

impl Stage {
    /// Writes the configuration and starts the daemon on it.
    pub(crate) async fn start(
        args: &Args,
        press: &Press,
        adjust: impl FnOnce(&mut Setup),
    ) -> anyhow::Result<Stage> {
        let temporary = match args.directory {
            Some(_) => None,
            None => Some(TempDir::new().context("no temporary directory can be made")?),
        };
        let directory = match (&args.directory, &temporary) {
            (Some(directory), _) => directory.as_path(),
            (None, Some(temporary)) => temporary.path(),
            (None, None) => Path::new("."),
        };
        std::fs::create_dir_all(directory)?;
        let sink = Sink::start().await?;
        let mut setup = Setup::new(press.feeds(), &sink);
        setup.log_filter = "warn".to_owned();
        adjust(&mut setup);
        let config = setup.write(directory)?;
        let daemon = Daemon::start(&args.daemon, &config)?;
        Ok(Stage { sink, daemon, config, _temporary: temporary })
    }

    /// Waits until every feed has been served once.
    pub(crate) async fn first_pass(&mut self, press: &Press) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let feeds = press.feeds().len() as u64;
        tokio::select! {
            () = press.newsroom().until(|| press.newsroom().totals().feeds_begun() >= feeds) => {}
            ended = self.daemon.ended() => bail!("the daemon ended ({}):\n{}", ended?, self.last_words()),
        }
        Ok(began.elapsed())
    }

    /// Waits until every watched story was told of, or for so long.
    pub(crate) async fn drain(&mut self, press: &Press, limit: Duration) -> anyhow::Result<Vec<Received>> {
        let mut progress = press.progress();
        tokio::select! {
            received = self.sink.until(|received| progress.complete(press, received)) => Ok(received),
            () = tokio::time::sleep(limit) => Ok(self.sink.all()),
            ended = self.daemon.ended() => bail!("the daemon ended ({}):\n{}", ended?, self.last_words()),
        }
    }

    /// Stops the daemon as a service manager does and says how that went.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        let status = self.daemon.terminate().await?;
        println!("stopped       {:.1} s after SIGTERM, {status}", began.elapsed().as_secs_f64());
        report::log(&self.daemon.log());
        Ok(())
    }

    /// What `wirewatch status` says beside the running daemon; nothing where it cannot.
    async fn status(&self, args: &Args) -> String {
        let mut command = tokio::process::Command::new(&args.daemon);
        let output = command.arg("status").arg("--config").arg(&self.config).output().await;
        output.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// An error where the daemon ended by itself.
    fn check_alive(&mut self) -> anyhow::Result<()> {
        match self.daemon.has_ended()? {
            Some(status) => bail!("the daemon ended ({status}):\n{}", self.last_words()),
            None => Ok(()),
        }
    }

    fn last_words(&self) -> String {
        let log = self.daemon.log();
        log.get(log.len().saturating_sub(10)..).unwrap_or_default().join("\n")
    }
}

/// What the daemon and this process cost, so that the one is not blamed for the other.
#[derive(Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) daemon: Cost,
    load: Cost,
    at: Instant,
}

impl Costs {
    pub(crate) fn now(stage: &Stage) -> Self {
        Costs { daemon: stage.daemon.cost(), load: Cost::of_this_process(), at: Instant::now() }
    }

    /// The processor time since an earlier moment, as a line for people.
    pub(crate) fn since(&self, before: &Costs) -> String {
        let elapsed = self.at.saturating_duration_since(before.at).as_secs_f64();
        let cpu = |after: Cost, before: Cost| after.cpu.saturating_sub(before.cpu).as_secs_f64();
        let (daemon, load) = (cpu(self.daemon, before.daemon), cpu(self.load, before.load));
        format!(
            "{daemon:.1} s of CPU ({:.2}% of a core); the load generator itself {load:.1} s",
            daemon / elapsed * 100.0
        )
    }
}
