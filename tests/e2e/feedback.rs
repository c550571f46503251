//! What a user says of an alert beside the daemon.

use crate::world::{World, piece};

#[tokio::test]
async fn a_word_on_an_alert_is_kept_shown_and_taken_back_while_the_daemon_runs() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    let alert = world.received(1).await.remove(0).json();
    let id = alert["data"]["id"].as_str().unwrap().to_owned();
    let check = |world: &World, arguments: &[&str], code: i32, expected: &str| {
        let output = world.command(arguments);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    check(&world, &["alerts", "list"], 0, "Netflix; story 1");
    check(&world, &["feedback", &id, "no"], 0, "noted: Netflix was not meant");
    check(&world, &["alerts", "list"], 0, "Netflix (not meant)");
    check(&world, &["feedback", "1", "yes", "--watch", "Netflix"], 0, "noted: Netflix was meant");
    check(&world, &["alerts", "list", "--limit", "1"], 0, "Netflix (meant)");
    check(&world, &["feedback", "1", "undo"], 0, "taken back: what was said of Netflix");
    check(&world, &["feedback", "1", "undo"], 1, "nothing was said of it");
    check(
        &world,
        &["feedback", "1", "no", "--watch", "WhatsApp"],
        1,
        "does not name \"WhatsApp\", but Netflix",
    );
    check(&world, &["feedback", "4711", "no"], 1, "there is no such alert");
    check(&world, &["feedback", "streaming", "no"], 1, "names no alert");
    // The alert of that number is there, but has another id.
    let other = format!("alert_0000000000000000_{}", id.rsplit('_').next().unwrap());
    check(&world, &["feedback", &other, "no"], 1, &format!("{other}: that alert is of another database"));
    check(&world, &["feedback", "1", "perhaps"], 2, "possible values: yes, no, undo");

    // One word silences nothing: the next article is told of.
    check(&world, &["feedback", &id, "no"], 0, "noted");
    outlet.publish(piece(2));
    world.received(2).await;
}

#[tokio::test]
async fn nothing_is_noted_of_a_rule_since_no_score_depends_on_it() {
    let mut world = World::new().await;
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"Viewing\"\nrule = 'Netflix AND NOT cinema'\n");
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    for (arguments, code, expected) in [
        (&["feedback", "1", "no", "--watch", "Viewing"][..], 1, "Viewing was found by a rule"),
        (&["feedback", "1", "undo"][..], 1, "nothing was said of it"),
        (&["feedback", "1", "no"][..], 0, "noted: Netflix was not meant"),
        (&["alerts", "list"][..], 0, "Netflix (not meant), Viewing;"),
        (&["feedback", "1", "yes"][..], 0, "nothing is noted of what rules found (Viewing)"),
        (&["feedback", "1", "undo"][..], 0, "taken back: what was said of Netflix\n"),
    ] {
        let output = world.command(arguments);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
