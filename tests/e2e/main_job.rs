//! Feeds in, one signed alert for each story out.

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::story::{self, Grouping, Stage, TELLINGS};

use crate::world::{World, assert_sound, now, piece, quiet_piece, titles};

#[tokio::test]
async fn a_day_of_news_becomes_one_alert_for_each_story() {
    let mut world = World::new().await;
    let stage = Stage::open(&world.newsroom).await.unwrap();
    world.feeds = stage.feeds();
    world.watchlists = story::WATCHLIST.to_owned();
    stage.publish_all(now());
    world.start().await;
    let articles = TELLINGS.len() as u64;
    let expected = story::alerts(Grouping::Copies);
    let alerts = expected.len() as u64;
    let status = world.until(|status| status.placed == articles && status.delivered == alerts).await;
    assert_eq!(status.stories, story::stories(Grouping::Copies).len() as u64);
    assert_eq!((status.unread, status.unplaced, status.alerts, status.dead_count), (0, 0, alerts, 0));
    assert_sound(&world.sink);

    for alert in world.sink.all() {
        let event = alert.json();
        assert_eq!(event["type"], "story.new");
        let slugs: BTreeSet<&str> = TELLINGS.iter().map(|telling| telling.slug).collect();
        let outlets = event["data"]["story"]["outlets"].as_array().unwrap();
        let slug = |outlet: &Value| {
            let url = outlet["url"].as_str().unwrap().to_owned();
            slugs.iter().copied().find(|slug| url.contains(slug)).unwrap()
        };
        let story = expected.iter().find(|story| story.slugs.contains(&slug(&outlets[0]))).unwrap();
        assert!(outlets.iter().all(|outlet| story.slugs.contains(&slug(outlet))), "{outlets:?}");
        let mentions = event["data"]["mentions"].as_array().unwrap();
        let found: BTreeSet<&str> = mentions.iter().map(|it| it["watch"].as_str().unwrap()).collect();
        assert_eq!(found, story.watches.iter().copied().collect(), "{event:#}");
        for mention in mentions {
            let place = &mention["evidence"][0];
            let (alias, sentence) = (place["alias"].as_str().unwrap(), place["sentence"].as_str().unwrap());
            assert!(sentence.to_lowercase().contains(&alias.to_lowercase()), "{alias}: {sentence}");
        }
    }
}

#[tokio::test]
async fn what_is_published_while_it_runs_is_told_and_the_rest_is_not_asked_for_again() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(quiet_piece(1));
    world.start().await;
    world.until(|status| status.placed == 1).await;
    outlet.publish(piece(2));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [piece(2).title]);
    world.newsroom.until(|| world.newsroom.totals().feeds_not_modified() >= 2).await;
    assert_eq!(outlet.count(&piece(2).path()).requests, 1, "a page is read once");
    let agents = outlet.user_agents();
    assert!(
        agents.iter().all(|agent| agent.starts_with("wirewatch/") && agent.contains("(+http")),
        "{agents:?}"
    );
    assert_eq!(world.sink.count(), 1);
}

#[tokio::test]
async fn what_is_older_than_a_watchlist_wants_is_kept_and_not_told() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let mut old = piece(1);
    old.published = now() - std::time::Duration::from_secs(3 * 24 * 3600);
    outlet.publish(old);
    outlet.publish(piece(2));
    world.start().await;
    let status = world.until(|status| status.placed == 2 && status.delivered == 1).await;
    assert_eq!((status.mentions, status.alerts), (2, 1));
    assert_eq!(titles(&world.sink.all()), [piece(2).title]);
}
