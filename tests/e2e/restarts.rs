//! Kills at random moments under load: nothing that was committed is lost, nothing is told twice.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use testkit::Answer;

use crate::world::{World, assert_sound, piece, titles};

const KILLS: usize = 25;
const PIECES_A_ROUND: usize = 3;

#[tokio::test]
async fn kills_under_load_lose_and_repeat_nothing() {
    let mut random = StdRng::seed_from_u64(7);
    let mut world = World::new().await;
    let outlets = [world.outlet("The Post").await, world.outlet("The Mail").await];
    let mut published = 0;
    world.start().await;
    for round in 0..KILLS {
        for _ in 0..PIECES_A_ROUND {
            for outlet in &outlets {
                outlet.publish(piece(published));
            }
            published += 1;
        }
        // Some deliveries fail, so that kills also fall between attempts; never so many in a row that the endpoint rests.
        if round % 3 == 0 {
            world.sink.answer_next(Answer::Close);
        }
        // The moment of the kill is what is drawn at random; nothing waits for it to have passed.
        tokio::time::sleep(Duration::from_millis(random.random_range(0..400))).await;
        world.daemon().kill().await.unwrap();
        world.daemon().restart().unwrap();
    }
    // What has failed twice would wait for minutes.
    world.sink.forget_next();
    let replay = ["deliveries", "replay", "--endpoint", "sink", "--state", "waiting", "--since", "1h"];
    assert!(world.command(&replay).status.success());
    let alerts = published as u64;
    let status = world.until(|status| status.delivered == alerts).await;
    assert_eq!((status.alerts, status.waiting_count, status.dead_count), (alerts, 0, 0));
    assert_sound(&world.sink);
    let mut expected: Vec<String> = (0..published).map(|number| piece(number).title).collect();
    expected.sort();
    let mut told = titles(&world.sink.all());
    told.dedup();
    assert_eq!(told, expected);
    world.daemon().terminate().await.unwrap();
    let connection = rusqlite::Connection::open(world.database()).unwrap();
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}
