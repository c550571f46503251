//! A story that grows: told once, and again for what a watchlist asks for.

use serde_json::Value;
use testkit::Piece;

use crate::world::{World, assert_sound, piece};

/// A watchlist that wants to hear of a story again.
fn watchlist(updates: &str) -> String {
    format!(
        "[[watchlist]]\nname = \"streaming\"\nendpoints = [\"sink\"]\nupdates = {updates}\n\
         [[watchlist.watch]]\nname = \"Netflix\"\n[[watchlist.watch]]\nname = \"Spotify\"\n"
    )
}

/// A copy of the piece with that number, as another outlet prints it.
fn copy(number: usize, outlet: usize) -> Piece {
    Piece { slug: format!("copy-{number}-{outlet}"), ..piece(number) }
}

fn reasons(event: &Value) -> Vec<&str> {
    let reasons = event["data"]["update"]["reasons"].as_array().unwrap();
    reasons.iter().map(|reached| reached["reason"].as_str().unwrap()).collect()
}

fn sources(outlets: &Value) -> Vec<&str> {
    outlets.as_array().unwrap().iter().map(|outlet| outlet["source"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_story_is_told_again_when_so_many_outlets_have_it_and_once() {
    let mut world = World::new().await;
    let names = ["The Post", "The Mail", "The Times", "The Courier", "The Herald", "The Echo"];
    let mut outlets = Vec::new();
    for name in names {
        outlets.push(world.outlet(name).await);
    }
    world.watchlists = watchlist("[\"outlets:3\", \"outlets:5\", \"new_watch\"]");
    world.start().await;
    outlets[0].publish(piece(1));
    assert_eq!(world.received(1).await[0].json()["type"], "story.new");
    for (number, outlet) in outlets.iter().enumerate().take(5).skip(1) {
        outlet.publish(copy(1, number));
        world.until(|status| status.placed == number as u64 + 1).await;
    }
    let events: Vec<Value> = world.received(3).await.iter().map(|alert| alert.json()).collect();
    assert_eq!(
        events.iter().map(|event| &event["type"]).collect::<Vec<_>>(),
        ["story.new", "story.updated", "story.updated"]
    );
    assert_eq!((reasons(&events[1]), reasons(&events[2])), (vec!["outlets:3"], vec!["outlets:5"]));
    assert_eq!(sources(&events[1]["data"]["update"]["new_outlets"]), names[1..3], "since it was first told");
    assert_eq!(sources(&events[2]["data"]["update"]["new_outlets"]), names[3..5], "since the update before");
    for event in &events {
        assert_eq!(event["data"]["story"]["id"], events[0]["data"]["story"]["id"]);
        assert_eq!(event["data"]["mentions"][0]["watch"], "Netflix");
    }
    let story = &events[2]["data"]["story"];
    assert_eq!(
        (&story["articles"], &story["outlets_found"], &story["copies"], &story["reports"]),
        (&5.into(), &5.into(), &4.into(), &1.into())
    );

    // A kill in between changes nothing: what was told stays told.
    world.daemon().kill().await.unwrap();
    world.daemon().restart().unwrap();
    let late = Piece { slug: "late".to_owned(), ..piece(1) };
    let named = Piece {
        paragraphs: [late.paragraphs.clone(), vec!["Spotify was named too.".to_owned()]].concat(),
        ..late
    };
    outlets[5].publish(named);
    let status = world.until(|status| status.placed == 6 && status.delivered == 4).await;
    assert_eq!(status.alerts, 4);
    // Whatever was under way at the kill came twice, under the same id.
    let events = world.sink.all();
    let last = events.iter().map(|alert| alert.json()).find(|event| event["data"]["sequence"] == 4).unwrap();
    assert_eq!(reasons(&last), ["new_watch"]);
    assert_eq!(last["data"]["update"]["new_watches"][0], "Spotify");
    assert_sound(&world.sink);
}
