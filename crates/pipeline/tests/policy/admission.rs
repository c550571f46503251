//! Which articles a watchlist's policy admits, one after another: languages, sources, scores, salience, age, review, and the
//! endpoints that hear of it.

use model::{EntityKind, Review};

use super::*;

/// Publishes an article under a policy, and says how many alerts were told at once, how many wait, and why nobody was told.
async fn outcome(policy: impl FnOnce(&mut Policy), article: Told<'_>) -> (usize, u64, Option<String>) {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.watchlists[0].watches.push(harvest());
    policy(world.policy());
    let mut steps = world.steps().await;
    world.tell(&mut steps, article).await;
    let told = steps.send(10).await.unwrap().done;
    let status = world.status();
    let why = status.untold.first().map(|untold| untold.why.clone());
    (told, status.held.iter().map(|held| held.alerts).sum(), why)
}

/// A watch whose name is a word.
pub(super) fn harvest() -> Watch {
    let entity = Entity { kind: Some(EntityKind::Organisation), ..Entity::default() };
    Watch {
        name: "Harvest".to_owned(),
        tracked: Tracked::Entity(Entity { context: vec!["looms".to_owned()], ..entity }),
    }
}

fn sure() -> Told<'static> {
    Told {
        outlet: "the-post.example",
        number: 1,
        language: "en",
        title: title(1),
        text: text(1),
        age: Duration::ZERO,
    }
}

/// An article of which nothing is sure, where [`harvest`] is watched.
pub(super) fn doubtful() -> Told<'static> {
    let text = text(1).replace("Netflix said no to", "They praised the Harvest loudly, and");
    Told { text: capitalised(&text), ..sure() }
}

#[tokio::test]
async fn a_policy_admits_articles_by_what_it_asks_for() {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let untold = |why: &str| (0, 0, Some(why.to_owned()));
    let told = (1, 0, None);
    assert_eq!(outcome(|_| {}, sure()).await, told);
    assert_eq!(outcome(|policy| policy.languages = names(&["fr", "en"]), sure()).await, told);
    assert_eq!(outcome(|policy| policy.languages = names(&["fr"]), sure()).await, untold("language"));
    assert_eq!(outcome(|policy| policy.sources = names(&["post.example"]), sure()).await, untold("source"));
    assert_eq!(outcome(|policy| policy.sources = names(&["the-post.example"]), sure()).await, told);
    assert_eq!(outcome(|policy| policy.min_score = 0.999, sure()).await, untold("score"));
    assert_eq!(outcome(|policy| policy.min_salience = 0.9, sure()).await, untold("salience"));
    assert_eq!(outcome(|policy| policy.min_salience = 0.1, sure()).await, told);
    let old = || Told { age: 3 * HOUR, ..sure() };
    assert_eq!(outcome(|policy| policy.max_age = 2 * HOUR, old()).await, untold("age"));
    assert_eq!(outcome(|policy| policy.max_age = 4 * HOUR, old()).await, told);
}

#[tokio::test]
async fn what_is_doubtful_is_delivered_held_or_dropped() {
    let with = |review| move |policy: &mut Policy| policy.review = review;
    assert_eq!(outcome(with(Review::Deliver), doubtful()).await, (1, 0, None));
    assert_eq!(outcome(with(Review::Hold), doubtful()).await, (0, 1, None));
    assert_eq!(outcome(with(Review::Drop), doubtful()).await, (0, 0, Some("review".to_owned())));
}

#[tokio::test]
async fn every_endpoint_of_a_watchlist_hears_of_it_and_no_other() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let (desk, other) = (Sink::start().await.unwrap(), Sink::start().await.unwrap());
    for (name, sink) in [("desk", &desk), ("other", &other)] {
        let secret = delivery::parse_secret(Sink::SECRET).unwrap();
        let url = sink.url().parse().unwrap();
        world.config.endpoints.push(Endpoint::new(name, EndpointKind::Webhook, url, secret));
    }
    world.watchlists[0].endpoints.push("desk".to_owned());
    let nobody =
        Watchlist { name: "unheard".to_owned(), endpoints: Vec::new(), ..world.watchlists[0].clone() };
    world.watchlists.push(nobody);
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    while steps.send(10).await.unwrap().done > 0 {}
    assert_eq!((world.sink.count(), desk.count(), other.count()), (1, 1, 0));
    assert_eq!(world.status().alerts, 2, "the watchlist without endpoints keeps its own");
}

#[tokio::test]
async fn forty_that_are_beyond_a_limit_follow_in_one_event() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.policy().limit = Some(Limit { alerts: 3, window: HOUR });
    let mut steps = world.steps().await;
    for number in 1..=43 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    while steps.send(10).await.unwrap().done > 0 {}
    assert_eq!(world.sink.count(), 3);
    world.set("2026-03-04T11:00:01Z");
    assert_eq!(steps.fold().await.unwrap().done, 1);
    while steps.send(10).await.unwrap().done > 0 {}
    let events = world.events();
    assert_eq!((events.len(), &events[3]["type"]), (4, &"digest".into()));
    assert_eq!(events[3]["data"]["alerts_found"], 40);
}
