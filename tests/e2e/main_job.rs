//! Feeds in, one signed alert for each story out.

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::story::{self, Grouping, Stage, TELLINGS};
use testkit::{Format, OutletConfig, Piece};

use crate::world::{World, assert_sound, now, piece, quiet_piece, titles};

#[tokio::test]
async fn a_rule_hears_of_what_a_feed_files_under_its_tag_whatever_the_format() {
    let mut world = World::new().await;
    let rule = |tag: &str| {
        format!(
            "[[watchlist]]\nname = '{tag}'\nendpoints = ['sink']\n[[watchlist.watch]]\nname = 'Netflix'\nrule = 'Netflix tag:{tag}'\n"
        )
    };
    world.watchlists = rule("streaming") + &rule("sport");
    for (number, format) in [Format::Rss, Format::Atom, Format::Json].into_iter().enumerate() {
        let outlet = world.newsroom.open(OutletConfig { format, ..OutletConfig::default() }).await.unwrap();
        world.feeds.push(outlet.feed_url());
        let categories = vec!["Media".to_owned(), "Streaming".to_owned()];
        outlet.publish(Piece { categories, ..piece(number) });
        outlet.publish(Piece { categories: vec!["Streaming wars".to_owned()], ..piece(10 + number) });
    }
    world.start().await;
    world.until(|status| status.placed == 6 && status.delivered == 3).await;
    let told: Vec<Value> =
        world.sink.all().iter().map(|alert| alert.json()["data"]["watchlist"].clone()).collect();
    assert_eq!(told, ["streaming"; 3]);
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_day_of_news_becomes_one_alert_for_each_story() {
    let mut world = World::new().await;
    let stage = Stage::open(&world.newsroom).await.unwrap();
    world.feeds = stage.feeds();
    world.watchlists = story::WATCHLIST.to_owned();
    stage.publish_all(now());
    world.start().await;
    let articles = TELLINGS.len() as u64;
    let events = story::alerts(Grouping::Events);
    let status = world
        .until(|status| {
            status.placed == articles
                && status.delivered == status.alerts
                && status.alerts >= events.len() as u64
        })
        .await;
    // Reports in words of their own may or may not be recognised; copies must be, and no two events be one.
    let count = |grouping| story::stories(grouping).len() as u64;
    assert!(
        (count(Grouping::Events)..=count(Grouping::Copies)).contains(&status.stories),
        "{}",
        status.stories
    );
    assert_eq!((status.unread, status.unplaced, status.dead_count), (0, 0, 0));
    assert_sound(&world.sink);

    let mut told = BTreeSet::new();
    for alert in world.sink.all() {
        let event = alert.json();
        assert_eq!(event["type"], "story.new");
        let outlets = event["data"]["story"]["outlets"].as_array().unwrap();
        let is_of = |story: &story::Expected, outlet: &Value| {
            story.slugs.iter().any(|slug| outlet["url"].as_str().unwrap().ends_with(slug))
        };
        let story =
            events.iter().position(|story| outlets.iter().all(|outlet| is_of(story, outlet))).unwrap();
        told.insert(story);
        let mentions = event["data"]["mentions"].as_array().unwrap();
        assert!(!mentions.is_empty());
        for mention in mentions {
            assert!(events[story].watches.contains(&mention["watch"].as_str().unwrap()), "{event:#}");
            let place = &mention["evidence"][0];
            let (alias, sentence) = (place["alias"].as_str().unwrap(), place["sentence"].as_str().unwrap());
            let alias = alias.trim_matches('"').to_lowercase();
            assert!(sentence.to_lowercase().contains(&alias), "{alias}: {sentence}");
        }
    }
    assert_eq!(told.len(), events.len(), "every event that holds something watched was told");
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

#[tokio::test]
async fn what_an_outlet_that_is_excluded_says_is_kept_and_not_told() {
    let mut world = World::new().await;
    let (post, mail) = (world.outlet("The Post").await, world.outlet("The Mail").await);
    world.watchlists = world.watchlists.replace("endpoints", "exclude_sources = [\"the mail\"]\nendpoints");
    mail.publish(piece(1));
    post.publish(piece(2));
    world.start().await;
    let status = world.until(|status| status.placed == 2 && status.delivered == 1).await;
    assert_eq!((status.mentions, status.alerts), (2, 1));
    assert_eq!(titles(&world.sink.all()), [piece(2).title]);
}
