//! What becomes of an alert that is not simply told: released or dropped by a person, too old, or never made.

use model::Review;
use store::{AlertName, Archive};

use super::admission::{doubtful, harvest};
use super::*;

#[tokio::test]
async fn a_held_alert_is_told_by_itself_when_a_person_says_so_or_not_at_all() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    for number in 1..=3 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    let held = world.operator().held().unwrap();
    let expires = world.now() + pipeline::DELIVERY_MAX_AGE;
    let release = |alert| world.operator().release(alert, world.now(), expires, pipeline::RENDERER).unwrap();
    assert_eq!((release(held[0].id), release(held[0].id)), (1, 0));
    assert_eq!(world.operator().drop_held(held[1].id).unwrap(), 1);
    assert_eq!((release(held[1].id), world.operator().drop_held(held[0].id).unwrap()), (0, 0));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    world.set("2026-03-05T06:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    let events = world.events();
    assert_eq!(text_of(&events[0], "/data/story/title"), title(1));
    assert_eq!(text_of(&events[1], "/data/stories/0/story/title"), title(3));
    assert_eq!(events[1].pointer("/data/alerts_found").unwrap(), 1);
    assert_eq!(world.status().dropped, 1);
}

/// Digests and incidents are counted with alerts, and the number that is listed is the one that the receiver got.
#[tokio::test]
async fn an_alert_behind_a_digest_has_one_number() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    world.set("2026-03-05T06:00:00Z");
    assert_eq!(steps.fold().await.unwrap().done, 1);
    world.publish(&mut steps, "the-post.example", 2).await;
    world.set("2026-03-05T22:00:00Z");
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let alert = world.events().into_iter().find(|event| event["type"] == "story.new").unwrap();
    let listed = Archive::open(&world.path()).unwrap().alerts(2).unwrap().remove(1);
    let id = text_of(&alert, "/data/id");
    assert!(id.ends_with(&format!("_{}", listed.id)), "{} is listed of {id}", listed.id);
    let named = |name| world.operator().alert_named(name).unwrap();
    assert_eq!(named(AlertName::Number(listed.id)), named(AlertName::Id(id)));
    let held = world.operator().held().unwrap();
    assert_eq!(world.operator().drop_held(held[0].id).unwrap(), 1);
}

#[tokio::test]
async fn what_is_released_to_a_disabled_endpoint_is_a_dead_letter() {
    let mut world = World::new("2026-03-04T20:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    world.set("2026-03-04T22:00:00Z");
    world.publish(&mut steps, "the-post.example", 2).await;
    world.sink.answer(Answer::Status(410));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let held = world.operator().held().unwrap();
    let expires = world.now() + pipeline::DELIVERY_MAX_AGE;
    let released = world.operator().release(held[0].id, world.now(), expires, pipeline::RENDERER).unwrap();
    assert_eq!((released, steps.send(10).await.unwrap().done), (1, 0));
    let dead = Which { state: Some(DeliveryState::Dead), ..Which::default() };
    let dead = letters::list(&world.path(), &dead, 10).unwrap();
    let gone = Some("the endpoint says that it is gone (410)");
    assert_eq!(dead.iter().map(|letter| letter.problem.as_deref()).collect::<Vec<_>>(), [gone, gone]);
}

#[tokio::test]
async fn what_waits_for_a_person_waits_where_its_endpoint_is_disabled_too() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.watchlists[0].watches.push(harvest());
    world.policy().review = Review::Hold;
    let mut steps = world.steps().await;
    world.sink.answer(Answer::Status(410));
    world.publish(&mut steps, "the-post.example", 2).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    world.tell(&mut steps, doubtful()).await;

    // It is no dead letter, which anybody could replay.
    let dead = Which { state: Some(DeliveryState::Dead), ..Which::default() };
    assert_eq!(letters::list(&world.path(), &dead, 10).unwrap().len(), 1);
    let held = world.operator().held().unwrap();
    assert_eq!((held.len(), world.operator().drop_held(held[0].id).unwrap()), (1, 1));
    assert_eq!((world.status().dropped, world.status().dead_count), (1, 1));
}

#[tokio::test]
async fn what_the_policy_drops_is_counted() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.policy().exclude_sources = vec!["the-mail.example".to_owned()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-mail.example", 1).await;
    world.publish(&mut steps, "www.the-mail.example", 2).await;
    world.publish(&mut steps, "the-post.example", 3).await;
    let untold = world.status().untold;
    assert_eq!((untold.len(), untold[0].why.as_str(), untold[0].articles), (1, "source", 2));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
}

#[tokio::test]
async fn an_alert_that_has_not_arrived_in_its_time_is_a_dead_letter() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.policy().deliver_within = HOUR / 6;
    let mut steps = world.steps().await;
    world.sink.answer(Answer::Status(500));
    world.publish(&mut steps, "the-post.example", 1).await;
    let mut attempts = 0;
    while world.status().dead_count == 0 {
        let step = steps.send(10).await.unwrap();
        attempts += step.done;
        let next = step.next.unwrap_or(world.now()).as_millisecond();
        world.now.store(next, Ordering::SeqCst);
    }
    // At once, after 5 seconds, and after 5 minutes; the next would be half an hour later.
    assert_eq!(attempts, 3);
    assert!(world.now() < moment("2026-03-04T10:10:00Z"));
    let problem = world.status().dead[0].problem.clone().unwrap();
    assert!(problem.starts_with("it would be older than 10m"), "{problem}");

    // What nobody could send in its time is not sent at all.
    world.publish(&mut steps, "the-post.example", 2).await;
    world.set("2026-03-04T10:30:00Z");
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!((world.sink.count(), world.status().dead_count), (3, 2));
    assert_eq!(world.status().dead[0].problem.as_deref(), Some("it became too old before it could be sent"));
}
