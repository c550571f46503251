//! What is asked of hubs, and when.

use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use super::*;

/// Has a proxy that answers for every host serve a feed that names this hub, and gives the feed's address.
fn feed_of(proxy: &Outlet, number: usize, hub: &str) -> String {
    let path = format!("/feed/{number}");
    let body = format!(
        "<rss version=\"2.0\" xmlns:a=\"http://www.w3.org/2005/Atom\"><channel><title>The Post</title>\
         <a:link rel=\"hub\" href=\"http://{hub}/hub\"/></channel></rss>"
    );
    let (name, content_type) = ("a feed with a hub", "application/rss+xml");
    proxy.fault(
        &path,
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body: body.into_bytes() }),
    );
    format!("http://feeds{number}.invalid{path}")
}

/// The workers, once they know of these feeds what their hubs are, and their configuration.
async fn polled(world: &mut World, proxy: &Outlet, hubs: &[&str]) -> Steps {
    let numbered = hubs.iter().enumerate();
    world.feeds = numbered.map(|(number, hub)| feed_of(proxy, number, hub)).collect();
    let mut config = world.config();
    for feed in &mut config.feeds {
        feed.access.through(proxy.url("/").parse().unwrap());
    }
    config.callback = Some("http://callback.invalid/".parse().unwrap());
    let mut steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    world.time.pass(60 * SECOND);
    assert_eq!(steps.poll(100).await.unwrap().done, hubs.len());
    steps
}

/// The hubs that were asked.
fn asked(proxy: &Outlet) -> Vec<String> {
    let log = proxy.log();
    let hubs = log.iter().filter(|request| request.path == "/hub");
    let mut hubs: Vec<String> =
        hubs.map(|request| request.header("host").unwrap_or_default().to_owned()).collect();
    hubs.sort();
    hubs
}

#[tokio::test]
async fn a_hub_of_many_feeds_holds_up_no_other() {
    let mut world = World::new().await;
    let proxy = world.outlet().await;
    let hubs = [["large.invalid"; 9].as_slice(), &["small.invalid"]].concat();
    let mut steps = polled(&mut world, &proxy, &hubs).await;
    assert_eq!(steps.subscribe(100).await.unwrap().done, 2);
    assert_eq!(asked(&proxy), ["large.invalid", "small.invalid"]);
    let free = world.time.now() + SECOND;
    assert_eq!(steps.subscribe(100).await.unwrap(), Step { done: 0, next: Some(free) });
    world.time.set(free);
    assert_eq!(steps.subscribe(100).await.unwrap().done, 1);
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_no_failure_of_a_hub() {
    let mut world = World::new().await;
    let proxy = world.outlet().await;
    let mut steps = polled(&mut world, &proxy, &["hub.invalid"]).await;
    world.execute("ALTER TABLE host RENAME TO broken");
    assert!(steps.subscribe(100).await.is_err());
    world.execute("ALTER TABLE broken RENAME TO host");
    world.time.pass(120 * SECOND);
    assert_eq!(steps.subscribe(100).await.unwrap().done, 1, "it is asked as soon as its claim has ended");
    assert_eq!(asked(&proxy), ["hub.invalid"]);
}
