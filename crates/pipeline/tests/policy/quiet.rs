//! Quiet hours, and the digests in which they end.

use super::*;

#[tokio::test]
async fn what_comes_in_quiet_hours_is_told_in_one_digest_at_their_end() {
    // In March Paris is an hour ahead of UTC.
    let mut world = World::new("2026-03-04T20:00:00Z").await;
    world.config.endpoints[0].calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1, "before the night it is told at once");

    world.set("2026-03-04T21:30:00Z");
    world.publish(&mut steps, "the-post.example", 2).await;
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.send(10).await.unwrap().done, 0);
    let morning = moment("2026-03-05T06:00:00Z");
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(morning) });
    let held = &world.status().held;
    assert_eq!((held.len(), held[0].alerts, held[0].until), (1, 2, Some(morning)));

    // In the night a second outlet copies a story, and the daemon is killed.
    drop(steps);
    let mut steps = world.steps().await;
    world.set("2026-03-05T02:00:00Z");
    world.publish(&mut steps, "the-mail.example", 3).await;
    world.set("2026-03-05T05:59:59Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (0, 0));
    world.set("2026-03-05T06:00:00Z");
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 1, next: None });
    drop(steps);
    let mut steps = world.steps().await;
    assert_eq!(steps.fold().await.unwrap().done, 0, "a restart repeats nothing");
    world.sink.answer_next(Answer::Close);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    world.set("2026-03-05T06:01:00Z");
    assert_eq!(steps.send(10).await.unwrap().done, 1);

    let events = world.events();
    let [first, digest, again] = &events[..] else { panic!("{events:#?}") };
    assert_eq!(digest, again);
    assert_eq!(text_of(first, "/type"), "story.new");
    assert_eq!(text_of(digest, "/type"), "digest");
    assert_eq!(digest.pointer("/data/held_for").unwrap(), &serde_json::json!(["quiet"]));
    let stories = digest.pointer("/data/stories").and_then(Value::as_array).unwrap();
    let told: Vec<_> = stories
        .iter()
        .map(|entry| {
            let alert = (
                text_of(entry, "/alerts/0/id").to_owned(),
                entry.pointer("/alerts/0/sequence").unwrap().as_i64(),
            );
            (
                text_of(entry, "/story/title"),
                entry.pointer("/story/articles").unwrap().as_i64(),
                alert.1,
                alert.0,
            )
        })
        .collect();
    // The story that was copied comes first, as it stands in the morning.
    assert_eq!((told[0].0, told[0].1, told[0].2), (title(3).as_str(), Some(2), Some(3)));
    assert_eq!((told[1].0, told[1].1, told[1].2), (title(2).as_str(), Some(1), Some(2)));
    assert!(told[0].3.starts_with("alert_") && told[0].3 != told[1].3);
    // Both attempts bore the same id and body.
    let ids: Vec<String> = world.sink.all().iter().map(|received| received.id.clone()).collect();
    assert!(ids[0] != ids[1] && ids[1] == ids[2]);
    assert!(world.sink.changed().is_empty());
    let status = world.status();
    assert_eq!((status.delivered, status.folded, status.held.len(), status.waiting_count), (2, 2, 0, 0));
}

#[tokio::test]
async fn nights_on_which_clocks_are_changed_end_by_the_clock() {
    for (evening, morning) in [
        // Eight hours and a half before seven o'clock, of which one is left out, or comes twice.
        ("2026-03-28T21:30:00Z", "2026-03-29T05:00:00Z"),
        ("2026-10-24T20:30:00Z", "2026-10-25T06:00:00Z"),
    ] {
        let mut world = World::new(evening).await;
        world.policy().calm.quiet = vec![night()];
        let mut steps = world.steps().await;
        world.publish(&mut steps, "the-post.example", 1).await;
        assert_eq!(steps.fold().await.unwrap().next, Some(moment(morning)));
        world.now.store(moment(morning).as_millisecond() - 1, Ordering::SeqCst);
        assert_eq!(steps.fold().await.unwrap().done, 0);
        world.set(morning);
        assert_eq!(steps.fold().await.unwrap().done, 1);
        assert_eq!(steps.send(10).await.unwrap().done, 1);
        assert_eq!(text_of(&world.events()[0], "/type"), "digest");
    }
}

#[tokio::test]
async fn a_configuration_without_quiet_hours_tells_what_they_held() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    let digest = DigestSchedule { times: DigestTimes::Every(6 * HOUR), unless_salience: None };
    world.config.endpoints[0].calm.digest = Some(digest);
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.fold().await.unwrap().next, Some(moment("2026-03-05T06:00:00Z")));
    world.policy().calm.quiet.clear();
    steps.reload(&world.whole_config()).await.unwrap();
    assert_eq!(steps.fold().await.unwrap().next, Some(moment("2026-03-05T00:00:00Z")));
    world.config.endpoints[0].calm.digest = None;
    steps.reload(&world.whole_config()).await.unwrap();
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}
