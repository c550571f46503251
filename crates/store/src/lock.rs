//! The lock file beside the database, `NAME.lock`: which process owns the database, and how it is woken.
//!
//! The system frees the lock when the process ends, however it ends. The file holds the process's number once it answers to
//! the signal; an empty one means that there is nobody to wake.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::OpenError;

/// How long a lock that is held is tried again, and how often: a command that asks who owns the database holds it for a moment.
const PATIENCE: (Duration, u32) = (Duration::from_millis(10), 20);

/// Takes the lock for this process alone.
pub(crate) fn take(path: &Path) -> Result<File, OpenError> {
    let cannot = |error: io::Error| OpenError::Path { path: path.to_owned(), cause: Arc::new(error) };
    let file = open(path).map_err(cannot)?;
    for _ in 0..PATIENCE.1 {
        match file.try_lock() {
            Ok(()) => {
                // Whoever is named there has ended.
                file.set_len(0).map_err(cannot)?;
                return Ok(file);
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PATIENCE.0),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
    }
    Err(OpenError::InUse { path: path.to_owned() })
}

/// Names this process, which owns the lock, as one that looks again when it is sent SIGUSR1.
pub(crate) fn name_owner(path: &Path) -> io::Result<()> {
    std::fs::write(beside(path), std::process::id().to_string())
}

/// Sends the owner of the lock, if there is one and it is named, SIGUSR1.
pub(crate) fn wake_owner(path: &Path) {
    if let Some(owner) = owner(path) {
        // If it has ended meanwhile, its next start looks at everything.
        let _ = kill_process(owner, Signal::USR1);
    }
}

/// Whether a process owns the lock; `None` where that cannot be told.
pub(crate) fn is_held(path: &Path) -> Option<bool> {
    match File::open(beside(path)) {
        Ok(file) => Some(matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))),
        Err(error) => (error.kind() == io::ErrorKind::NotFound).then_some(false),
    }
}

/// The process that owns the lock, if there is one and it is named. It is asked by a shared lock, so that others who ask at the
/// same time are not taken for it.
fn owner(path: &Path) -> Option<Pid> {
    let file = open(path).ok()?;
    // A number in a file that nobody holds is of a process that has ended, and may be another's by now.
    let is_held = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
    let owner = std::fs::read_to_string(beside(path)).ok()?.trim().parse().ok()?;
    Pid::from_raw(owner).filter(|_| is_held)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).open(beside(path))
}

fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    PathBuf::from(beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_at_the_same_time_is_not_taken_for_the_owner() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let held = take(&path).unwrap();
        name_owner(&path).unwrap();
        let this = i32::try_from(std::process::id()).ok().and_then(Pid::from_raw);
        assert_eq!((owner(&path), this.is_some()), (this, true));
        drop(held);
        // The number is still there; somebody else asks for the owner.
        let other = open(&path).unwrap();
        other.try_lock_shared().unwrap();
        assert_eq!(owner(&path), None);
    }
}
