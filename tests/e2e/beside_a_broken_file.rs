//! The commands beside a daemon while the configuration on disk is wrong: the daemon goes on, and has to be looked after.

use std::process::Output;

use crate::world::{World, piece};

/// Runs a command; how it ended, and what it said on standard output and on standard error.
fn ran(world: &World, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = world.command(arguments);
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A daemon that holds one alert and told another, whose list of watches is a file of its own.
async fn world() -> World {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let list = std::mem::take(&mut world.watchlists);
    std::fs::write(world.path("list.toml"), list.replace("endpoints", "limit = \"1/d\"\nendpoints")).unwrap();
    world.prelude = "watchlist_files = [\"list.toml\"]\n".to_owned();
    world.start().await;
    outlet.publish(piece(1));
    world.received(1).await;
    outlet.publish(piece(2));
    world.until(|status| status.delivered == 1 && status.held.len() == 1).await;
    world
}

#[tokio::test]
async fn a_watchlist_that_is_wrong_hinders_no_command() {
    let mut world = world().await;
    let list = std::fs::read_to_string(world.path("list.toml")).unwrap();
    let broken = format!("{list}[[watchlist.watch]]\nname = \"Limco\"\nrule = \"Limco AND\"\n");
    std::fs::write(world.path("list.toml"), broken).unwrap();
    world.logged("the configuration was not reloaded").await;
    let letter = ran(&world, &["deliveries", "list", "--state", "delivered"]).1;
    let letter = letter.split_whitespace().next().unwrap().to_owned();
    for (arguments, expected) in [
        (&["status"][..], "streaming to sink: 1 for the end of a window"),
        (&["alerts", "list"][..], "Netflix; story 1"),
        (&["alerts", "held"][..], "for the end of a window whose limit is reached"),
        (&["deliveries", "list"][..], "to sink"),
        (&["deliveries", "show", &letter][..], "attempt 1"),
        (&["deliveries", "replay", &letter][..], "1 sent again"),
        (&["story", "list"][..], "1 articles"),
        (&["story", "show", "1"][..], "Told"),
        (&["endpoint", "list"][..], "sink (webhook, 127.0.0.1)"),
        (&["endpoint", "enable", "sink"][..], "sink was not disabled"),
        (&["feedback", "1", "no"][..], "noted: Netflix was not meant"),
        (&["mute", "streaming", "2h"][..], "muted until"),
        (&["mute", "streaming", "2h", "--watch", "Limco"][..], "muted until"),
        (&["unmute", "streaming"][..], "no longer muted"),
        (&["alerts", "release", "2"][..], "released alert 2"),
    ] {
        let (code, out, err) = ran(&world, arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {err}");
        assert!(out.contains(expected), "{arguments:?}: {expected} in\n{out}");
        let place = "list.toml:10:18: watchlist[0].watch[1].rule: ";
        assert!(err.starts_with("warning: the configuration on disk cannot be used"), "{err}");
        assert!(err.contains(place) && err.lines().count() == 2, "{arguments:?}: {err}");
    }
    let (code, _, err) = ran(&world, &["mute", "steaming", "2h"]);
    assert!(err.contains("did you mean \"streaming\"?") && code == Some(1), "{err}");
    let (code, _, err) = ran(&world, &["opml", "export"]);
    assert!(err.contains("cannot be used") && code == Some(1), "what needs all of it is refused: {err}");
}

#[tokio::test]
async fn what_cannot_be_read_is_not_taken_for_absent_and_can_be_muted() {
    let mut world = world().await;
    std::fs::remove_file(world.path("list.toml")).unwrap();
    world.logged("a file of the configuration is gone").await;
    // The watchlist is known by its alerts alone. Its limit would hold the alert for a day.
    let (code, out, err) = ran(&world, &["mute", "streaming", "3d", "--watch", "Netflix"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("muted until") && err.contains("list.toml: there is no such file"), "{out}{err}");
    assert!(err.contains("the limits, quiet hours and digests of streaming cannot be read"), "{err}");
    for (arguments, expected) in [
        (
            &["mute", "steaming", "2h"][..],
            "no watchlist that can be read or was told of is called \"steaming\": did you mean \"streaming\"?",
        ),
        (&["mute", "streaming", "2h", "--watch", "Netfix"][..], "did you mean \"Netflix\"?"),
    ] {
        let (code, _, err) = ran(&world, arguments);
        assert!(err.contains(expected) && code == Some(1), "{err}");
    }
    let (_, out, _) = ran(&world, &["unmute", "streaming", "--watch", "Netflix"]);
    assert!(out.contains("allow: 1"), "{out}");
    let digest = world.received(2).await.remove(1).json();
    assert_eq!(digest["data"]["alerts_found"], 1, "{digest:#}");

    // An endpoint whose table cannot be read is there all the same.
    let config = std::fs::read_to_string(world.config()).unwrap();
    std::fs::write(world.config(), config.replace("secret = ", "secret_file = \"gone\" # ")).unwrap();
    let (code, out, err) = ran(&world, &["endpoint", "list"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        out.starts_with("sink (not among the endpoints that can be read)\n      well; 2 arrived"),
        "{out}"
    );
    let (code, _, err) = ran(&world, &["endpoint", "enable", "sink"]);
    assert!(err.contains("no endpoint called \"sink\" is disabled") && code == Some(1), "{err}");
}

#[tokio::test]
async fn without_the_file_itself_only_the_database_is_asked_for() {
    let mut world = world().await;
    std::fs::remove_file(world.config()).unwrap();
    let log =
        world.logged("the configuration file is gone; the configuration in force stays").await.join("\n");
    assert!(!log.contains("where a pattern finds others"), "{log}");
    let (code, _, err) = ran(&world, &["status"]);
    assert_eq!(code, Some(1));
    for expected in ["wirewatch.toml: there is no such file", "--config", "$WIREWATCH_STORE__PATH"] {
        assert!(err.contains(expected), "{expected} in\n{err}");
    }
}
