//! Endpoints and what is sent to them, as an operator looks after them: tested, listed, enabled, replayed.

use std::process::Output;

use testkit::{Answer, Sink};

use crate::world::{World, assert_sound, piece};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_tested_without_a_daemon() {
    let world = World::new().await;
    world.write_config();
    let output = world.command(&["endpoint", "test", "sink"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("sink: it took the test and answered 204"), "{}", said(&output));
    assert_eq!(world.sink.all()[0].json()["type"], "test");
    assert!(world.sink.unverified().is_empty());
    world.sink.answer(Answer::Status(403));
    let output = world.command(&["endpoint", "test", "sink"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("sink: it answered 403"), "{}", said(&output));
    assert!(said(&world.command(&["endpoint", "list"])).contains("nothing was sent yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_listed_shown_and_replayed_beside_the_daemon() {
    let mut world = World::new().await;
    let ops = Sink::start().await.unwrap();
    world.extra = format!(
        "[[endpoint]]\nname = \"ops\"\nurl = \"{}\"\nsecret = \"{}\"\nevents = [\"endpoint.*\"]\n",
        ops.url(),
        Sink::SECRET
    );
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.sink.answer(Answer::Status(410));
    world.start().await;
    // Another endpoint is told, and the disabled one is not.
    let told = ops.received(1).await[0].json();
    assert_eq!(
        (told["type"].as_str(), told["data"]["subject"].as_str()),
        (Some("endpoint.disabled"), Some("sink"))
    );
    let dead = world.until(|status| status.dead_count == 1).await.dead.remove(0);
    let list = said(&world.command(&["deliveries", "list", "--state", "dead", "--endpoint", "sink"]));
    assert!(list.contains(&dead.webhook_id) && list.contains("given up"), "{list}");
    let shown = said(&world.command(&["deliveries", "show", &dead.webhook_id]));
    assert!(shown.contains("attempt 1, ") && shown.contains(": 410 after "), "{shown}");
    assert!(shown.contains("\"type\":\"story.new\""), "{shown}");
    let endpoints = said(&world.command(&["endpoint", "list"]));
    assert!(endpoints.contains("sink (webhook, 127.0.0.1)\n      disabled "), "{endpoints}");
    assert!(said(&world.command(&["status"])).contains("Endpoints\n  sink\n      disabled "));

    let stays = said(&world.command(&["deliveries", "replay", &dead.webhook_id]));
    assert!(stays.contains("0 sent again") && stays.contains("1 stay given up"), "{stays}");
    assert!(said(&world.command(&["deliveries", "replay"])).contains("say which"));
    let wrong = world.command(&["deliveries", "replay", &dead.webhook_id, "msg_of_nobody"]);
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
    assert!(
        said(&wrong).contains("there is no delivery msg_of_nobody, and nothing was sent"),
        "{}",
        said(&wrong)
    );
    world.sink.answer(Answer::Status(204));
    world.command(&["endpoint", "enable", "sink"]);
    let again = said(&world.command(&["deliveries", "replay", "--endpoint", "sink", "--since", "1h"]));
    assert!(again.starts_with("1 sent again"), "{again}");
    let received = world.received(2).await;
    assert_eq!(received[1].id, dead.webhook_id);
    assert_eq!(ops.received(2).await[1].json()["type"], "endpoint.recovered");
    assert_sound(&world.sink);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_fails_rests_and_others_are_not_delayed() {
    let mut world = World::new().await;
    let other = Sink::start().await.unwrap();
    world.extra =
        format!("[[endpoint]]\nname = \"other\"\nurl = \"{}\"\nsecret = \"{}\"\n", other.url(), Sink::SECRET);
    world.watchlists = world.watchlists.replace("[\"sink\"]", "[\"sink\", \"other\"]");
    let outlet = world.outlet("The Post").await;
    for number in 1..=8 {
        outlet.publish(piece(number));
    }
    world.sink.answer(Answer::Status(500));
    world.start().await;
    world.logged("it rests, and is then tried out with one delivery").await;
    assert_eq!(other.received(8).await.len(), 8);
    let status = world.until(|status| status.delivered == 8).await;
    let sink = status.endpoints.iter().find(|endpoint| endpoint.name == "sink").unwrap();
    assert!(sink.health.is_tripped() && sink.problem.as_deref() == Some("status 500"), "{sink:?}");
    assert_eq!((sink.waiting, sink.dead), (8, 0), "nothing is lost");
}
