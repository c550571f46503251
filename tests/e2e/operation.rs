//! Operating it: stopping, reloading, looking at it, and the database's bad days.

use crate::world::{World, assert_sound, piece, quiet_piece, sorted, titles};

#[tokio::test]
async fn it_stops_when_told_to_and_goes_on_where_it_was() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    let status = world.daemon().terminate().await.unwrap();
    assert_eq!(status.code(), Some(0));
    world.logged("stopped").await;
    // The database is one file again, which can be copied as it is.
    let log = std::fs::metadata(world.path("wirewatch.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "bytes are left in the log beside the database");
    std::fs::copy(world.database(), world.path("copy.db")).unwrap();
    assert_eq!(store::Status::read(&world.path("copy.db")).unwrap().placed, 1);
    outlet.publish(piece(2));
    world.daemon().restart().unwrap();
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn watchlists_change_while_it_runs() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(quiet_piece(1));
    outlet.publish(piece(2));
    world.start().await;
    world.until(|status| status.placed == 2 && status.delivered == 1).await;

    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"studio\"\nrule = \"studio\"\n");
    world.write_config();
    world.daemon().reload().unwrap();
    world.logged("the configuration was reloaded").await;
    outlet.publish(quiet_piece(3));
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(2).title, quiet_piece(3).title]));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_configuration_that_is_wrong_at_a_reload_changes_nothing() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.start().await;
    let sound = world.watchlists.clone();
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"B\"\nalias = [\"C\"]\n");
    world.write_config();
    world.daemon().reload().unwrap();
    let log = world.logged("the configuration was not reloaded").await.join("\n");
    assert!(log.contains("did you mean \"aliases\"?"), "{log}");
    outlet.publish(piece(1));
    world.received(1).await;
    assert_ne!(world.watchlists, sound);
}

/// Watches as no author should write them: each is said with its place, and the running watchlists go on.
#[tokio::test]
async fn watches_that_cannot_be_used_change_nothing_at_a_reload() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let list = world.path("list.toml");
    std::fs::write(&list, std::mem::take(&mut world.watchlists)).unwrap();
    world.prelude = "watchlist_files = [\"list.toml\"]\n".to_owned();
    world.start().await;

    let watches = format!(
        "[[watchlist]]\nname = \"bad\"\nendpoints = [\"sink\"]\n\
         [[watchlist.watch]]\nname = \"long\"\nrule = \"{}\"\n\
         [[watchlist.watch]]\nname = \"deep\"\nrule = \"{}\"\n\
         [[watchlist.watch]]\nname = \"not\"\nrule = \"NOT Netflix\"\n\
         [[watchlist.watch]]\nname = \"\"\n\
         [[watchlist.watch]]\nname = \"not\"\n",
        "storm ".repeat(175_000),
        "(".repeat(10_000),
    );
    std::fs::write(&list, watches).unwrap();
    world.daemon().reload().unwrap();
    let last = "list.toml:16:8: watchlist[0].watch[4].name: \"not\" is the name of another watch";
    let log = world.logged(last).await.join("\n");
    assert!(log.contains("the configuration was not reloaded, the one in force stays"), "{log}");
    for place in ["list.toml:6:9", "list.toml:9:109", "list.toml:12:9", "list.toml:14:8"] {
        assert!(log.contains(&format!("{place}: watchlist[0].watch[")), "{place} in {log}");
    }
    outlet.publish(piece(1));
    world.received(1).await;

    // The file is named by itself, so that a signal does not mean that it may be gone.
    std::fs::remove_file(&list).unwrap();
    world.daemon().reload().unwrap();
    world.logged("wirewatch.toml:1:20: watchlist_files[0]: ").await;
    world.logged_times("the configuration was not reloaded", 2).await;

    // So does one that was cut to nothing, as by an editor that is about to write it.
    std::fs::write(&list, "").unwrap();
    world.daemon().reload().unwrap();
    world.logged("is empty, as a file is that is being written").await;
    outlet.publish(piece(2));
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_status_names_feeds_and_their_problems() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    let broken = world.outlet("The Broken").await;
    broken.fault(&broken.feed_path(), testkit::Fault::Status(404));
    world.start().await;
    world.until(|status| status.delivered == 1 && status.feeds.iter().any(|feed| feed.failures > 0)).await;
    let output = world.command(&["status"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for expected in
        ["2, 1 with a problem", "1 in stories", "1 arrived, 0 waiting, 0 given up", "problem: ", "404"]
    {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    // The first problem comes first.
    assert!(text.find(&broken.feed_url()) < text.find(&outlet.feed_url()), "{text}");
    assert!(text.starts_with("daemon      runs\n"), "{text}");
    world.daemon().terminate().await.unwrap();
    let text = String::from_utf8(world.command(&["status"]).stdout).unwrap();
    assert!(text.starts_with("daemon      does not run"), "{text}");
}

#[tokio::test]
async fn a_second_daemon_on_one_database_is_refused() {
    let mut world = World::new().await;
    world.start().await;
    let output = world.command(&["run"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("another wirewatch already uses this database"), "{text}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_or_of_somebody_else_is_refused() {
    let mut world = World::new().await;
    world.write_config();
    let connection = rusqlite::Connection::open(world.database()).unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    let check = |expected: &str| {
        let output = world.command(&["run"]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(text.contains(expected), "{text}");
    };
    check("this is not a wirewatch database");
    drop(connection);
    std::fs::remove_file(world.database()).unwrap();
    world.start().await;
    world.daemon().terminate().await.unwrap();
    let connection = rusqlite::Connection::open(world.database()).unwrap();
    connection.execute_batch("PRAGMA user_version = 4711").unwrap();
    drop(connection);
    let output = world.command(&["run"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("schema version 4711") && text.contains("run the newer wirewatch"), "{text}");
}

#[tokio::test]
async fn while_the_database_is_locked_nothing_is_claimed_and_afterwards_nothing_is_lost() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    let other = rusqlite::Connection::open(world.database()).unwrap();
    other.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    outlet.publish(piece(2));
    let log = world.logged("the database failed").await.join("\n");
    assert!(log.contains("locked by another process"), "{log}");
    other.execute_batch("ROLLBACK").unwrap();
    world.logged("the database works again").await;
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_named() {
    let world = World::new().await;
    world.write_config();
    let text =
        std::fs::read_to_string(world.config()).unwrap().replace("wirewatch.db", "no/such/wirewatch.db");
    std::fs::write(world.config(), text).unwrap();
    let output = world.command(&["run"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("no/such/wirewatch.db") && text.contains("check that its directory exists"),
        "{text}"
    );
}

#[tokio::test]
async fn a_change_of_a_file_is_a_reload() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    std::fs::create_dir(world.path("lists")).unwrap();
    let lists = std::mem::take(&mut world.watchlists);
    world.extra = "[shutdown]\ndeadline = \"5s\"\n".to_owned();
    world.prelude = "watchlist_files = [\"lists/*.toml\"]\n".to_owned();
    world.start().await;
    let list = world.path("lists/a.toml");
    std::fs::write(world.path("lists/none.toml"), "# Watchlists are files of this folder.\n").unwrap();
    std::fs::write(&list, &lists).unwrap();
    world.logged("the configuration was reloaded").await;
    outlet.publish(piece(1));
    world.received(1).await;

    // What is wrong is said, and changes nothing.
    std::fs::write(&list, format!("{lists}aliass = [\"x\"]\n")).unwrap();
    let log = world.logged("the configuration was not reloaded").await.join("\n");
    assert!(log.contains("lists/a.toml") && log.contains("did you mean \"aliases\"?"), "{log}");
    // Nor does a file that is gone, until the operator says that it is meant to be.
    std::fs::remove_file(&list).unwrap();
    let log = world.logged("a file of the configuration is gone").await.join("\n");
    assert!(log.contains("lists/a.toml"), "{log}");
    outlet.publish(piece(2));
    world.received(2).await;
    world.daemon().reload().unwrap();
    world.logged_times("the configuration was reloaded", 2).await;
    outlet.publish(piece(3));
    let status = world.until(|status| status.placed == 3).await;
    assert_eq!(status.alerts, 2);
}

/// A file system that hangs is waited for by nobody who is told to stop.
#[tokio::test]
async fn it_stops_while_its_configuration_cannot_be_read() {
    let mut world = World::new().await;
    let list = world.path("list.toml");
    std::fs::write(&list, std::mem::take(&mut world.watchlists)).unwrap();
    world.prelude = "watchlist_files = [\"list.toml\"]\n".to_owned();
    world.start().await;
    std::fs::remove_file(&list).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&list).status().unwrap().success());
    world.daemon().reload().unwrap();
    // Opened once it is being read, and nothing is ever written.
    let opened = tokio::task::spawn_blocking(move || std::fs::File::options().write(true).open(&list));
    let silent = opened.await.unwrap().unwrap();
    let status = world.daemon().terminate().await.unwrap();
    assert_eq!(status.code(), Some(0));
    drop(silent);
}

/// A disk that is not mounted is no wish of the operator's, so that even a signal does not take all of its watchlists away.
#[tokio::test]
async fn a_folder_of_watchlists_that_is_gone_leaves_them_in_force() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    std::fs::create_dir(world.path("lists")).unwrap();
    std::fs::write(world.path("lists/a.toml"), std::mem::take(&mut world.watchlists)).unwrap();
    world.prelude = "watchlist_files = [\"lists/*.toml\"]\n".to_owned();
    world.start().await;
    std::fs::rename(world.path("lists"), world.path("elsewhere")).unwrap();
    world.daemon().reload().unwrap();
    world.logged("wirewatch.toml:1:20: watchlist_files[0]: no file matches ").await;
    world.logged("the configuration was not reloaded").await;
    outlet.publish(piece(1));
    world.received(1).await;
}

#[tokio::test]
async fn a_reload_says_what_needs_a_restart() {
    let mut world = World::new().await;
    world.start().await;
    let text = std::fs::read_to_string(world.config()).unwrap();
    let text = text.replace("wirewatch.db", "other.db").replace("hyper_util=info", "hyper_util=warn");
    std::fs::write(world.config(), text).unwrap();
    let log = world.logged("the configuration was reloaded").await.join("\n");
    for key in ["store.path", "log.filter"] {
        let said = log.lines().any(|line| line.contains("counts after a restart") && line.contains(key));
        assert!(said, "{key} in\n{log}");
    }
    assert!(!world.path("other.db").exists());
}
