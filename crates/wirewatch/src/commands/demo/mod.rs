//! `wirewatch demo`: a day of invented news on this machine. A newsroom of eight outlets on loopback, the daemon itself as
//! a process of its own, and a receiver that verifies the webhooks; shows what comes in and whether it is what had to.

mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use store::Status;
use testkit::story::{self, Grouping, Stage, TELLINGS, WATCHLIST};
use testkit::{Daemon, Newsroom, Sink};

use self::report::Report;

/// The demo gives up on what has not come after this.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often the database is looked at; it belongs to another process, which has no way to call.
const LOOK: Duration = Duration::from_millis(50);

/// Runs the demo: ends with success where everything was as it had to be. With `keep` it goes on until interrupted.
///
/// # Errors
///
/// Where a server or the daemon cannot be started on this machine.
pub fn demo(keep: bool) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(show(keep))
}

async fn show(keep: bool) -> anyhow::Result<ExitCode> {
    let directory = Directory::new()?;
    let newsroom = Newsroom::new();
    let stage = Stage::open(&newsroom).await.context("the newsroom cannot be opened on loopback")?;
    let sink = Sink::start().await.context("the receiver cannot be started on loopback")?;
    let (config, database) = (directory.write_config(&stage, &sink)?, directory.database());
    stage.publish_all(pipeline::Clock::system().now());

    let mut report = Report::begin(stage.outlets().len(), TELLINGS.len())?;
    let started = Instant::now();
    let mut daemon =
        Daemon::start(&std::env::current_exe()?, &config).context("the daemon cannot be started")?;
    // Every event that holds something watched has to be told; a report of its own may be a story of its own.
    let events = story::alerts(Grouping::Events);
    let status = tokio::select! {
        () = receive(&sink, started, &mut report) => None,
        status = all_placed(&database, events.len()) => status,
        ended = daemon.ended() => anyhow::bail!("the daemon ended: {}\n{}", ended?, daemon.log().join("\n")),
        () = tokio::time::sleep(PATIENCE) => None,
    };
    // What arrived while the last look at the database was taken is shown too.
    let alerts = sink.all();
    report.alerts(&alerts, started)?;
    let sound = report.verdict(status.as_ref(), &alerts, &events)?;
    if !sound {
        report.log(&daemon.log())?;
    }
    if keep {
        report.kept(&config, &stage, &sink)?;
        tokio::signal::ctrl_c().await?;
    }
    daemon.terminate().await?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shows alerts as they arrive, for as long as it is let.
async fn receive(sink: &Sink, started: Instant, report: &mut Report) {
    let mut seen = 0;
    loop {
        let all = sink.received(seen + 1).await;
        seen = all.len();
        if report.alerts(&all, started).is_err() {
            // Nobody reads any more; the verdict's own writing will say so.
            std::future::pending::<()>().await;
        }
    }
}

/// Waits until every article has its place and nothing waits to be sent.
async fn all_placed(database: &Path, alerts: usize) -> Option<Status> {
    loop {
        if let Ok(status) = Status::read(database)
            && status.placed >= TELLINGS.len() as u64
            && status.delivered >= alerts as u64
            && status.unread + status.unplaced + status.waiting_count == 0
        {
            return Some(status);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A directory for the database and the configuration, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> anyhow::Result<Directory> {
        let path = std::env::temp_dir().join(format!("wirewatch-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("{}: cannot be made", path.display()))?;
        Ok(Directory(path))
    }

    fn database(&self) -> PathBuf {
        self.0.join("wirewatch.db")
    }

    fn write_config(&self, stage: &Stage, sink: &Sink) -> anyhow::Result<PathBuf> {
        let feeds: String =
            stage.feeds().iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n\n")).collect();
        let path = self.0.join("wirewatch.toml");
        let text = format!(
            "[store]\npath = {:?}\n\n[egress]\nallow = [\"127.0.0.0/8\"]\n\n\
             [poll]\nmin_interval = \"1s\"\nmax_interval = \"2s\"\nhost_pause = \"0s\"\n\n{feeds}\
             [[endpoint]]\nname = \"sink\"\nkind = \"webhook\"\nurl = \"{}\"\nsecret = \"{}\"\n{WATCHLIST}",
            self.database(),
            sink.url(),
            Sink::SECRET,
        );
        std::fs::write(&path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Nothing is lost where it stays: it is in the system's directory for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
