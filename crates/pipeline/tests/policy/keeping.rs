//! What is kept, and for how long, as the daemon's housekeeping has it.

use pipeline::Keep;

use super::*;

/// Articles with what was told of them, and one that nobody was told of, from the first of March on: one every five days.
async fn archive(world: &World, steps: &mut Steps) {
    for number in 0..4 {
        world.set(&format!("2026-03-{:02}T10:00:00Z", 1 + 5 * number));
        let text = if number == 1 { text(number).replace("Netflix", "Nobody") } else { text(number) };
        let article = Told {
            outlet: "the-post.example",
            number,
            language: "en",
            title: title(number),
            text,
            age: Duration::ZERO,
        };
        world.tell(steps, article).await;
        assert_eq!(steps.send(10).await.unwrap().done, usize::from(number != 1));
    }
}

/// How many articles there are, how many mentions, which go with the texts, and how many alerts.
fn kept(world: &World) -> (u64, u64, u64) {
    let status = world.status();
    (status.placed, status.mentions, status.alerts)
}

/// Keeps house until a clock that has leapt is believed.
async fn keep_house(world: &World, steps: &mut Steps) {
    for _ in 0..16 {
        steps.housekeep().await.unwrap();
        world.set(&(world.now() + Duration::from_secs(240)).to_string());
    }
}

#[tokio::test]
async fn old_articles_are_forgotten_after_a_restart_as_well_and_alerts_never() {
    let mut world = World::new("2026-03-01T10:00:00Z").await;
    world.config.keep = Keep { articles: Some(24 * 9 * HOUR), ..Keep::default() };
    let mut steps = world.steps().await;
    archive(&world, &mut steps).await;
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (3, 2, 3), "of the first is kept what it is known by, of the second nothing");
    drop(steps);
    let mut steps = world.steps().await;
    world.set("2026-03-25T10:00:00Z");
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (3, 1, 3));
    // It looks again an hour later; the last entry is listed still.
    world.set("2026-04-25T10:00:00Z");
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (3, 1, 3));
    assert_eq!(steps.send(10).await.unwrap().done, 0);
}

#[tokio::test]
async fn a_database_that_is_too_large_forgets_before_the_time_but_nothing_of_the_last_week() {
    let mut world = World::new("2026-03-01T10:00:00Z").await;
    let mut steps = world.steps().await;
    archive(&world, &mut steps).await;
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (4, 3, 3));
    world.config.keep = Keep { articles: None, bytes: Some(1), ..Keep::default() };
    steps.reload(&world.whole_config()).await.unwrap();
    world.set("2026-03-16T13:00:00Z");
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (3, 2, 3));
}

#[tokio::test]
async fn by_a_clock_that_is_far_ahead_for_a_while_nothing_is_forgotten() {
    let mut world = World::new("2026-03-01T10:00:00Z").await;
    world.config.keep = Keep { articles: Some(24 * 9 * HOUR), ..Keep::default() };
    let mut steps = world.steps().await;
    archive(&world, &mut steps).await;
    let delivered = world.status().delivered;
    for (is_restarted, day) in [(false, "16"), (true, "17")] {
        world.set(&format!("2038-01-{day}T10:00:00Z"));
        if is_restarted {
            drop(steps);
            steps = world.steps().await;
        }
        for _ in 0..3 {
            steps.housekeep().await.unwrap();
            world.set(&(world.now() + Duration::from_secs(240)).to_string());
        }
        world.set(&format!("2026-03-{day}T11:00:00Z"));
        steps.housekeep().await.unwrap();
        assert_eq!((kept(&world), world.status().delivered), ((4, 3, 3), delivered));
    }
    keep_house(&world, &mut steps).await;
    assert_eq!(kept(&world), (3, 2, 3), "what is old by the clock that is right");
}
