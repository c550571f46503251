//! Limits and mutes, each by itself and together.

use super::*;

#[tokio::test]
async fn what_is_beyond_a_limit_follows_in_one_event_when_the_window_ends() {
    let mut world = World::new("2026-03-04T10:10:00Z").await;
    world.policy().limit = Some(Limit { alerts: 2, window: HOUR });
    let mut steps = world.steps().await;
    for number in 1..=5 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    // The window outlives a restart.
    drop(steps);
    let mut steps = world.steps().await;
    world.set("2026-03-04T11:09:00Z");
    world.publish(&mut steps, "the-post.example", 6).await;
    assert_eq!((steps.send(10).await.unwrap().done, steps.fold().await.unwrap().done), (0, 0));
    world.set("2026-03-04T11:10:00Z");
    assert_eq!(steps.fold().await.unwrap().done, 1);
    world.publish(&mut steps, "the-post.example", 7).await;
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let events = world.events();
    let digest = events.iter().find(|event| text_of(event, "/type") == "digest").unwrap();
    assert_eq!(digest.pointer("/data/alerts_found").unwrap(), 4);
    assert_eq!(digest.pointer("/data/held_for").unwrap(), &serde_json::json!(["limit"]));
    assert_eq!(events.len(), 4);
}

#[tokio::test]
async fn what_is_muted_is_held_and_told_when_the_mute_ends_or_is_ended() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let until = moment("2026-03-04T12:00:00Z");
    let netflix = || MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix(), until).unwrap();
    world.mute(MuteScope::Watch("WhatsApp".to_owned()), until).unwrap();
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!((steps.send(10).await.unwrap().done, steps.fold().await.unwrap().done), (0, 0));
    assert_eq!(world.status().mutes.len(), 2);
    let held = world.operator().held().unwrap();
    assert_eq!((held.len(), held[0].watches.as_slice()), (1, ["Netflix".to_owned()].as_slice()));

    // Ended by hand: what another mute held is not concerned.
    assert_eq!(world.unmute(&MuteScope::Watchlist), None);
    let whatsapp = MuteScope::Watch("WhatsApp".to_owned());
    assert_eq!(world.unmute(&whatsapp), Some(0));
    assert_eq!(steps.fold().await.unwrap().done, 0);
    assert_eq!(world.unmute(&netflix()), Some(1));
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));

    // A story's mute, and one that ends by itself.
    let story = held[0].story;
    world.mute(MuteScope::Story(story), until).unwrap();
    world.publish(&mut steps, "the-post.example", 2).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1, "another story is not muted");
    world.mute(MuteScope::Watchlist, until).unwrap();
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.fold().await.unwrap().next, Some(until));
    world.set("2026-03-04T12:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(world.status().mutes.len(), 0);
    let types: Vec<String> = world.events().iter().map(|event| text_of(event, "/type").to_owned()).collect();
    assert_eq!(types, ["digest", "story.new", "digest"]);
}

/// A watch that is not muted is heard of, also in a story in which one was found before that is.
#[tokio::test]
async fn what_a_mute_holds_gives_way_to_what_it_does_not() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let noon = moment("2026-03-04T12:00:00Z");
    let with_both = |story: usize, number: usize, outlet: &'static str| Told {
        outlet,
        number,
        language: "en",
        title: title(story),
        text: format!("{} WhatsApp said on Wednesday that it would do the same.", text(story)),
        age: HOUR * number as u32,
    };
    world.mute(MuteScope::Watch("Netflix".to_owned()), noon).unwrap();
    world.publish(&mut steps, "the-post.example", 1).await;
    world.publish(&mut steps, "the-post.example", 2).await;
    assert_eq!(steps.send(10).await.unwrap().done, 0);
    world.tell(&mut steps, with_both(1, 4, "the-courier.example")).await;
    world.tell(&mut steps, with_both(1, 5, "the-herald.example")).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let told = |event: &Value| {
        let watches = event.pointer("/data/mentions").unwrap().as_array().unwrap();
        let watches: Vec<String> =
            watches.iter().map(|mention| text_of(mention, "/watch").to_owned()).collect();
        (text_of(event, "/type").to_owned(), event.pointer("/data/sequence").cloned().unwrap(), watches)
    };
    let events = world.events();
    let (kind, sequence, watches) = told(&events[0]);
    assert_eq!((kind.as_str(), sequence), ("story.new", 1.into()));
    assert!(
        watches.contains(&"WhatsApp".to_owned()) && watches.contains(&"Netflix".to_owned()),
        "{watches:?}"
    );
    assert_eq!(world.operator().held().unwrap().len(), 1, "the other story");

    // What is muted altogether waits, whatever is found.
    world.mute(MuteScope::Watchlist, noon).unwrap();
    world.tell(&mut steps, with_both(2, 6, "the-courier.example")).await;
    assert_eq!((steps.send(10).await.unwrap().done, world.operator().held().unwrap().len()), (0, 1));
    world.set("2026-03-04T12:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!(told(&world.events()[2]).1, 3);
}

/// What is held of a story names all that is muted, and goes once one of them is muted no longer.
#[tokio::test]
async fn what_mutes_hold_of_several_watches_is_told_when_the_first_of_them_ends() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let [noon, evening] = ["2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z"].map(moment);
    let whatsapp = MuteScope::Watch("WhatsApp".to_owned());
    world.mute(MuteScope::Watch("Netflix".to_owned()), evening).unwrap();
    world.mute(whatsapp.clone(), noon).unwrap();
    let with_both = |story: usize, number: usize| Told {
        outlet: "the-courier.example",
        number,
        language: "en",
        title: title(story),
        text: format!("{} WhatsApp said on Wednesday that it would do the same.", text(story)),
        age: HOUR * number as u32,
    };
    let held = |world: &World| {
        let held = world.operator().held().unwrap();
        held.into_iter().map(|held| (held.until, held.watches.len())).collect::<Vec<_>>()
    };
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(held(&world), [(Some(evening), 1)]);
    world.tell(&mut steps, with_both(1, 2)).await;
    assert_eq!(held(&world), [(Some(noon), 2)]);
    world.publish(&mut steps, "the-post.example", 3).await;
    world.tell(&mut steps, with_both(3, 4)).await;
    assert_eq!(world.unmute(&whatsapp), Some(2));
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    let events = world.events();
    assert_eq!(events[0].pointer("/data/alerts_found").unwrap(), 2);
    assert_eq!(world.operator().held().unwrap().len(), 0);
}

/// Where stories that were muted each become one, the alert that is told takes the place of the one under the id that stays.
#[tokio::test]
async fn what_mutes_hold_of_stories_that_are_one_gives_way_once() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    world.publish(&mut steps, "the-post.example", 2).await;
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    world.mute(MuteScope::Watch("Netflix".to_owned()), moment("2026-03-04T12:00:00Z")).unwrap();
    let told = |story: usize, number: usize, outlet: &'static str, text: String| Told {
        outlet,
        number,
        language: "en",
        title: title(story),
        text,
        age: HOUR * number as u32,
    };
    // The older story is told of later.
    let unnamed = text(3).replace("Netflix", "Somebody");
    world.tell(&mut steps, told(3, 3, "the-post.example", unnamed)).await;
    world.publish(&mut steps, "the-post.example", 4).await;
    world.tell(&mut steps, told(3, 5, "the-courier.example", text(3))).await;
    assert_eq!(world.operator().held().unwrap().len(), 2);
    world.operator().merge_stories(StoryId(3), StoryId(4), world.now()).unwrap().unwrap();
    drop(steps);
    let mut steps = world.steps().await;
    for (number, outlet) in [(6, "the-herald.example"), (7, "the-mail.example")] {
        let text = format!("{} WhatsApp said on Wednesday that it would do the same.", text(3));
        world.tell(&mut steps, told(3, number, outlet, text)).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let sequences: Vec<Value> =
        world.events().iter().map(|event| event.pointer("/data/sequence").cloned().unwrap()).collect();
    assert_eq!(sequences[2], 4);
    assert_eq!(world.operator().held().unwrap().len(), 1, "what was held under the other id");
}

#[tokio::test]
async fn a_mute_also_holds_what_is_held_already() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    let [morning, noon, evening] =
        ["2026-03-05T06:00:00Z", "2026-03-05T12:00:00Z", "2026-03-05T18:00:00Z"].map(moment);
    assert_eq!(steps.fold().await.unwrap().next, Some(morning));

    // One that ends before, and one of something else, change nothing.
    world.mute(MuteScope::Watchlist, moment("2026-03-05T01:00:00Z")).unwrap();
    world.mute(MuteScope::Watch("WhatsApp".to_owned()), noon).unwrap();
    let waits = |world: &World| {
        let held = world.operator().held().unwrap();
        held.iter().map(|held| (held.why, held.until)).collect::<Vec<_>>()
    };
    assert_eq!(waits(&world), [(HoldReason::Quiet, Some(morning))]);

    let netflix = MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix.clone(), noon).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(noon))]);
    world.mute(netflix.clone(), evening).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(evening))]);
    // It ends in the next night, of which nobody is to hear anything.
    world.mute(netflix.clone(), moment("2026-03-06T01:00:00Z")).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(moment("2026-03-06T06:00:00Z")))]);

    // Ended by hand in the night, it is still told in the morning.
    assert_eq!(world.unmute(&netflix), Some(0), "the whole watchlist is muted too");
    assert_eq!(world.unmute(&MuteScope::Watchlist), Some(1));
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(morning) });
    world.set("2026-03-05T06:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}

#[tokio::test]
async fn a_mute_that_is_shortened_tells_sooner_and_one_that_is_ended_leaves_what_others_hold() {
    let mut world = World::new("2026-03-04T08:00:00Z").await;
    let mut steps = world.steps().await;
    let [noon, evening, night] =
        ["2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z", "2026-03-04T23:00:00Z"].map(moment);
    world.mute(MuteScope::Watchlist, evening).unwrap();
    world.publish(&mut steps, "the-post.example", 1).await;
    let until = |world: &World| world.operator().held().unwrap()[0].until;
    assert_eq!(until(&world), Some(evening));
    world.mute(MuteScope::Watchlist, noon).unwrap();
    assert_eq!((until(&world), world.status().mutes.len()), (Some(noon), 1));
    assert_eq!(steps.fold().await.unwrap().next, Some(noon));

    // Of two mutes the later one counts; once it is ended, the other.
    let netflix = MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix.clone(), night).unwrap();
    assert_eq!(until(&world), Some(night));
    assert_eq!(world.unmute(&netflix), Some(0), "it is still muted");
    assert_eq!(until(&world), Some(noon));

    world.set("2026-03-04T12:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}

#[tokio::test]
async fn what_a_limit_holds_waits_for_its_window_whatever_mutes_come_and_go() {
    let mut world = World::new("2026-03-04T10:10:00Z").await;
    world.policy().limit = Some(Limit { alerts: 1, window: HOUR });
    let mut steps = world.steps().await;
    for number in 1..=2 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let [soon, window, noon] =
        ["2026-03-04T10:40:00Z", "2026-03-04T11:10:00Z", "2026-03-04T12:00:00Z"].map(moment);
    assert_eq!(steps.fold().await.unwrap().next, Some(window));
    world.mute(MuteScope::Watchlist, noon).unwrap();
    assert_eq!(steps.fold().await.unwrap().next, Some(noon));
    assert_eq!(world.unmute(&MuteScope::Watchlist), Some(1));
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(window) });

    // What comes while a mute is on, and would come too often without it, waits as long.
    world.mute(MuteScope::Watchlist, soon).unwrap();
    world.publish(&mut steps, "the-post.example", 3).await;
    world.set("2026-03-04T10:40:00Z");
    drop(steps);
    let mut steps = world.steps().await;
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(window) });
    world.set("2026-03-04T11:10:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(world.events()[1].pointer("/data/alerts_found").unwrap(), 2);
}

#[tokio::test]
async fn the_mute_of_a_story_is_that_of_what_it_has_merged_with() {
    let mut world = World::new("2026-03-04T08:00:00Z").await;
    let mut steps = world.steps().await;
    for number in 1..=2 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let [noon, evening] = ["2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z"].map(moment);
    let [older, younger] = [StoryId(1), StoryId(2)];
    world.mute(MuteScope::Story(younger), evening).unwrap();
    world.operator().merge_stories(older, younger, world.now()).unwrap().unwrap();
    world.mute(MuteScope::Story(older), noon).unwrap();
    let mutes = world.status().mutes;
    assert_eq!(
        mutes.iter().map(|mute| (mute.scope.clone(), mute.until)).collect::<Vec<_>>(),
        [(MuteScope::Story(older), noon)]
    );
    assert_eq!(world.unmute(&MuteScope::Story(younger)), Some(0), "by either of its ids");
    assert_eq!(world.status().mutes, []);
}

#[tokio::test]
async fn a_story_that_there_is_not_cannot_be_muted() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let refused = world.mute(MuteScope::Story(StoryId(4711)), moment("2026-03-04T12:00:00Z"));
    assert_eq!(refused, Err(Refusal::NoStory(StoryId(4711))));
    assert_eq!(world.status().mutes, []);
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
}
