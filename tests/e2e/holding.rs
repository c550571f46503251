//! Alerts that are held, and the commands beside the daemon that concern them.

use serde_json::Value;
use testkit::Piece;

use crate::world::{World, piece, titles};

/// Runs a command that has to succeed; what it prints.
fn command(world: &World, arguments: &[&str]) -> String {
    let output = world.command(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The numbers of the alerts that are held.
fn held(world: &World) -> Vec<String> {
    let listed = command(world, &["alerts", "held"]);
    let heads = listed.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    heads.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_muted_is_held_until_the_mute_is_ended_and_then_told_in_a_digest() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.start().await;
    let said = command(&world, &["mute", "streaming", "2h", "--watch", "Netflix"]);
    assert!(said.starts_with("the watch Netflix of streaming is muted until 2"), "{said}");
    let said = command(&world, &["unmute", "streaming", "--watch", "Netflix"]);
    assert!(said.starts_with("the watch Netflix of streaming is no longer muted;"), "{said}");
    command(&world, &["mute", "streaming", "2h"]);
    outlet.publish(piece(1));
    outlet.publish(piece(2));
    world.until(|status| status.held.iter().map(|held| held.alerts).sum::<u64>() == 2).await;
    world.logged("why=\"mute\"").await;
    let status = command(&world, &["status"]);
    for expected in
        ["held        2;", "streaming to sink: 2 for the end of a mute", "streaming: all of it, ends in"]
    {
        assert!(status.contains(expected), "{expected} in\n{status}");
    }
    assert!(command(&world, &["alerts", "held"]).contains(&piece(1).title));
    let of_state = |state: &str| command(&world, &["deliveries", "list", "--state", state]).lines().count();
    assert_eq!(["held", "folded", "dropped", "waiting"].map(of_state), [2, 0, 0, 0]);
    assert_eq!(world.sink.count(), 0);

    command(&world, &["unmute", "streaming"]);
    let digest = world.received(1).await.remove(0).json();
    assert_eq!(digest["type"], "digest");
    assert_eq!(digest["data"]["alerts_found"], 2);
    world.until(|status| status.delivered == 1 && status.folded == 2).await;
    let of_state = |state: &str| command(&world, &["deliveries", "list", "--state", state]).lines().count();
    assert_eq!(["held", "folded", "delivered"].map(of_state), [0, 2, 1]);
    assert!(world.sink.unverified().is_empty() && world.sink.changed().is_empty());

    for (arguments, expected) in [
        (&["unmute", "streaming"][..], "streaming is not muted"),
        (&["mute", "steaming", "2h"][..], "did you mean \"streaming\"?"),
        (&["mute", "streaming", "2h", "--watch", "Netfix"][..], "did you mean \"Netflix\"?"),
        (&["mute", "streaming", "2h", "--story", "4711"][..], "there is no story 4711"),
        (&["mute", "streaming", "soon"][..], "is not a duration"),
        (&["alerts", "release", "4711"][..], "alert 4711 is not held"),
    ] {
        let output = world.command(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn what_a_watchlist_left_behind_is_marked_and_told_all_the_same() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.start().await;
    command(&world, &["mute", "streaming", "2h"]);
    outlet.publish(piece(1));
    world.until(|status| status.held.iter().map(|held| held.alerts).sum::<u64>() == 1).await;
    let gone = "; no watchlist of this name is configured any more";
    assert!(!command(&world, &["alerts", "held"]).contains(gone));
    world.watchlists.clear();
    world.write_config();
    world.logged("the configuration was reloaded").await;
    let listed = command(&world, &["alerts", "held"]);
    assert_eq!(listed.matches(gone).count(), 1, "{listed}");
    let status = command(&world, &["status"]);
    let marked: Vec<&str> = status.lines().filter(|line| line.ends_with(gone)).collect();
    assert!(
        marked.len() == 2 && marked[0].starts_with("  streaming to sink: 1 for the end of a mute"),
        "{status}"
    );
    assert!(marked[1].starts_with("  streaming: all of it, ends in"), "{status}");
    command(&world, &["unmute", "streaming"]);
    assert_eq!(world.received(1).await.remove(0).json()["type"], "digest");
}

#[tokio::test]
async fn what_is_beyond_a_limit_can_be_released_or_dropped() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.watchlists = world.watchlists.replace("endpoints", "limit = \"1/d\"\nendpoints");
    world.start().await;
    for number in 1..=3 {
        outlet.publish(piece(number));
    }
    world
        .until(|status| status.delivered == 1 && status.held.iter().map(|held| held.alerts).sum::<u64>() == 2)
        .await;
    let alerts = held(&world);
    command(&world, &["alerts", "drop", &alerts[1]]);
    // By the id that it comes with: another word for its number, and of this database only.
    let letter = command(&world, &["deliveries", "list"]);
    let held_letter = letter.lines().find(|line| line.ends_with(", held")).unwrap().split_whitespace().next();
    let shown = command(&world, &["deliveries", "show", held_letter.unwrap()]);
    let event: Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    let id = event["data"]["id"].as_str().unwrap();
    let other = format!("alert_0000000000000000_{}", id.rsplit('_').next().unwrap());
    for (arguments, expected) in [
        (&["alerts", "release", id, "streaming"][..], "\"streaming\" names no alert"),
        (&["alerts", "release", &other][..], "that alert is of another database"),
    ] {
        let output = world.command(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected) && output.status.code() == Some(1), "{said}");
    }
    assert_eq!(held(&world), [alerts[0].clone()]);
    let said = command(&world, &["alerts", "release", id]);
    assert_eq!(said, format!("released alert {id}\n"));
    let received = world.received(2).await;
    assert!(received.iter().all(|alert| alert.json()["type"] == "story.new"));
    assert_eq!(titles(&received).len(), 2);
    let status = world.until(|status| status.delivered == 2).await;
    assert_eq!((status.dropped, status.held.len(), status.folded), (1, 0, 0));
    assert_eq!(command(&world, &["alerts", "held"]), "nothing is held\n");
}

/// A lamp or a company: for a person to say.
const UNCERTAIN: [(&str, &str); 2] = [
    (
        "A quiet day for growers",
        "They praised Lantern loudly. People came from the villages with baskets and carts, and the square was full \
         before eight. The baker had sold all of his bread by nine, and the fishmonger went home soon after. In the afternoon \
         it rained for an hour, so that the stalls were closed early and everybody walked home along the river.",
    ),
    (
        "Chairs are put away after a long evening",
        "He praised Lantern loudly. Nobody answered, and the chairs were put away. Two boys carried the tables down to the cellar, \
         somebody swept the floor, and the last guests looked for their coats. On the way home they went quickly \
         and hardly spoke. The door had been left open, and the keys lay on the stairs.",
    ),
];

#[tokio::test]
async fn what_is_uncertain_waits_for_a_person_who_releases_it_or_drops_it() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    world.watchlists =
        "[[watchlist]]\nname = \"brands\"\nendpoints = [\"sink\"]\nreview = \"hold\"\n\n[[watchlist.watch]]\nname = \"Lantern\"\ncontext = [\"Wickwire\"]\n"
            .to_owned();
    world.start().await;
    for (title, text) in UNCERTAIN {
        let slug = title.replace(' ', "-");
        outlet.publish(Piece::new(&slug, title, piece(1).published, &[text]));
    }
    world.until(|status| status.held.iter().map(|held| held.alerts).sum::<u64>() == 2).await;
    let listed = command(&world, &["alerts", "held"]);
    assert_eq!(listed.matches("to sink: for a person to look at it").count(), 2, "{listed}");
    assert!(command(&world, &["status"]).contains("brands to sink: 2 for a person to look at it"));
    // It waits across a restart, and no mute's end lets go of it.
    world.daemon().kill().await.unwrap();
    world.daemon().restart().unwrap();
    command(&world, &["mute", "brands", "2h"]);
    command(&world, &["unmute", "brands"]);
    assert_eq!(command(&world, &["alerts", "held"]), listed);

    let alerts = held(&world);
    command(&world, &["alerts", "drop", &alerts[0]]);
    command(&world, &["alerts", "release", &alerts[1]]);
    let told = world.received(1).await.remove(0).json();
    // It has its number from when it is told.
    assert_eq!((told["type"].as_str(), told["data"]["sequence"].as_i64()), (Some("story.new"), Some(1)));
    assert_eq!(told["data"]["mentions"][0]["outcome"], "review");
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.dropped, status.held.len(), status.dead_count), (1, 0, 0));
    assert!(world.sink.unverified().is_empty());
}
