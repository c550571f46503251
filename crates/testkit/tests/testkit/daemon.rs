//! The handle on a child process, with a shell script in the daemon's place.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use testkit::Daemon;

/// Says what it is given, counts SIGHUPs, ends well on SIGTERM.
const SCRIPT: &str = "#!/bin/sh
trap 'echo reloaded' HUP
trap 'echo stopping >&2; exit 3' TERM
echo \"$1 $2 $3\"
while :; do read -r line < FIFO || :; done
";

fn script(directory: &tempfile::TempDir) -> PathBuf {
    let fifo = directory.path().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let path = directory.path().join("daemon");
    std::fs::write(&path, SCRIPT.replace("FIFO", &fifo.display().to_string())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn it_starts_reloads_dies_starts_again_and_stops() {
    let directory = tempfile::tempdir().unwrap();
    let mut daemon = Daemon::start(&script(&directory), "some.toml".as_ref()).unwrap();
    assert_eq!(daemon.logged("run").await, "run --config some.toml");
    assert!(daemon.cost().peak_memory > 0);
    daemon.reload().unwrap();
    daemon.logged("reloaded").await;
    daemon.kill().await.unwrap();
    assert_eq!(daemon.id(), None);
    assert!(daemon.cost().peak_memory > 0, "the peak outlives the process");
    assert!(daemon.reload().is_err());
    let lines = daemon.log().len();
    daemon.restart().unwrap();
    daemon.until(|log| log.len() > lines).await;
    assert_eq!(daemon.terminate().await.unwrap().code(), Some(3));
    daemon.logged("stopping").await;
}

#[tokio::test]
async fn a_missing_binary_is_named() {
    let error = Daemon::start("/nowhere/wirewatch".as_ref(), "some.toml".as_ref()).unwrap_err();
    assert!(error.to_string().contains("/nowhere/wirewatch"), "{error}");
}
