//! The daemon as a child process: start it, kill it, stop it, and read what it costs.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The newest lines that are kept of what the daemon writes.
const LINES_CAP: usize = 20_000;

/// `wirewatch run` as a child process. Dropping it kills the child.
#[derive(Debug)]
pub struct Daemon {
    binary: PathBuf,
    config: PathBuf,
    environment: Vec<(String, String)>,
    child: Child,
    output: Arc<Output>,
    readers: JoinSet<()>,
    /// The most that any earlier run of it held and used, so that a restart forgets nothing.
    before: Cost,
}

/// What the child wrote, over all its runs.
#[derive(Debug, Default)]
struct Output {
    lines: Mutex<Vec<String>>,
    changed: watch::Sender<u64>,
}

/// What a process cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The most memory that was resident, in bytes.
    pub peak_memory: u64,
    /// The memory that is resident, in bytes; 0 where the process has ended.
    pub memory: u64,
    /// The processor time used, in user and in system mode.
    pub cpu: Duration,
}

impl Cost {
    /// What the calling process cost so far. Zero where the system has no `/proc`.
    #[must_use]
    pub fn of_this_process() -> Cost {
        run_cost(std::process::id()).unwrap_or_default()
    }
}

impl Daemon {
    /// Starts `binary run --config config`.
    ///
    /// # Errors
    /// Where the binary cannot be started.
    pub fn start(binary: &Path, config: &Path) -> io::Result<Daemon> {
        Daemon::start_with(binary, config, &[])
    }

    /// Starts `binary run --config config` with environment variables of its own.
    ///
    /// # Errors
    /// Where the binary cannot be started.
    pub fn start_with(binary: &Path, config: &Path, environment: &[(&str, &str)]) -> io::Result<Daemon> {
        let environment: Vec<(String, String)> =
            environment.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let output = Arc::new(Output::default());
        let mut readers = JoinSet::new();
        let child = spawn(binary, config, &environment, &output, &mut readers)?;
        let (binary, config) = (binary.to_owned(), config.to_owned());
        Ok(Daemon { binary, config, environment, child, output, readers, before: Cost::default() })
    }

    /// Starts it again after it has ended.
    ///
    /// # Errors
    /// Where the binary cannot be started.
    pub fn restart(&mut self) -> io::Result<()> {
        self.child = spawn(&self.binary, &self.config, &self.environment, &self.output, &mut self.readers)?;
        Ok(())
    }

    /// Kills it with SIGKILL, which it cannot see coming, and waits until it is gone.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub async fn kill(&mut self) -> io::Result<()> {
        self.before = self.cost();
        self.child.kill().await
    }

    /// Asks it to stop with SIGTERM and waits until it has.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub async fn terminate(&mut self) -> io::Result<ExitStatus> {
        self.before = self.cost();
        self.signal(Signal::TERM)?;
        self.child.wait().await
    }

    /// Asks it to read its configuration again, with SIGHUP.
    ///
    /// # Errors
    /// Where it has ended.
    pub fn reload(&self) -> io::Result<()> {
        self.signal(Signal::HUP)
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// How it ended by itself; none where it runs still.
    ///
    /// # Errors
    /// Where the operating system refuses.
    pub fn has_ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Its process id; none where it has ended.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// What it cost so far, restarts included: the peak is the highest of all runs, the time is their sum. Zero where the
    /// system has no `/proc`.
    #[must_use]
    pub fn cost(&self) -> Cost {
        let run = self.child.id().and_then(run_cost).unwrap_or_default();
        Cost {
            peak_memory: self.before.peak_memory.max(run.peak_memory),
            memory: run.memory,
            cpu: self.before.cpu + run.cpu,
        }
    }

    /// The newest 20,000 lines that it wrote, on both outputs, over all its runs.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.output.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it has written a line that contains `text`, and gives the first such line.
    pub async fn logged(&self, text: &str) -> String {
        let log = self.until(|log| log.iter().any(|line| line.contains(text))).await;
        log.into_iter().find(|line| line.contains(text)).unwrap_or_default()
    }

    /// Waits until a condition on its log holds, looking again after every line, and gives the log.
    pub async fn until(&self, mut condition: impl FnMut(&[String]) -> bool) -> Vec<String> {
        let mut changes = self.output.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let log = self.log();
            if condition(&log) {
                return log;
            }
            // The sender lives as long as the daemon's handle.
            let _ = changes.changed().await;
        }
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let id = id.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the daemon has ended"))?;
        Ok(kill_process(id, signal)?)
    }
}

fn spawn(
    binary: &Path,
    config: &Path,
    environment: &[(String, String)],
    output: &Arc<Output>,
    readers: &mut JoinSet<()>,
) -> io::Result<Child> {
    let mut child = Command::new(binary)
        .arg("run")
        .arg("--config")
        .arg(config)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("cannot start {}: {error}", binary.display()))
        })?;
    if let Some(stdout) = child.stdout.take() {
        readers.spawn(keep_lines(stdout, Arc::clone(output)));
    }
    if let Some(stderr) = child.stderr.take() {
        readers.spawn(keep_lines(stderr, Arc::clone(output)));
    }
    Ok(child)
}

async fn keep_lines(stream: impl AsyncRead + Unpin, output: Arc<Output>) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        {
            let mut kept = output.lines.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == LINES_CAP {
                kept.drain(..LINES_CAP / 2);
            }
            kept.push(line);
        }
        output.changed.send_modify(|number| *number += 1);
    }
}

/// Reads what one process cost, from `/proc` (proc(5): `VmHWM` and `VmRSS` in kB; `utime` and `stime`, the 14th and 15th
/// field, in clock ticks).
fn run_cost(id: u32) -> Option<Cost> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let kilobytes = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the program's name, which may hold spaces, in brackets.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let ticks = times.next()?.ok()? + times.next()?.ok()?;
    let milliseconds = ticks * 1000 / rustix::param::clock_ticks_per_second().max(1);
    Some(Cost {
        peak_memory: kilobytes("VmHWM:")? * 1024,
        memory: kilobytes("VmRSS:")? * 1024,
        cpu: Duration::from_millis(milliseconds),
    })
}
