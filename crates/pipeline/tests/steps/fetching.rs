//! By which way feeds and pages are asked for, and where.

use pipeline::Steps;
use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use crate::{SECOND, World, open};

/// Has an outlet serve a feed of articles at these addresses.
fn serve(outlet: &Outlet, links: &[&str]) {
    let item = |(number, link): (usize, &&str)| {
        let link = link.replace('&', "&amp;");
        format!("<item><title>Netflix opens studio number {number}</title><link>{link}</link></item>")
    };
    let items: String = links.iter().enumerate().map(item).collect();
    let body = format!("<rss version=\"2.0\"><channel><title>The Post</title>{items}</channel></rss>");
    let document = Hostile {
        name: "a feed",
        content_type: "application/rss+xml",
        content_encoding: None,
        body: body.into_bytes(),
    };
    outlet.fault(&outlet.feed_path(), Fault::Serve(document));
}

/// Polls and reads until nothing more is to be done within the minute.
async fn fetch_all(world: &World, mut steps: Steps) {
    let end = world.time.now() + 60 * SECOND;
    while world.time.now() < end {
        let done = steps.poll(10).await.unwrap().done + steps.read(10).await.unwrap().done;
        if done == 0 {
            world.time.pass(SECOND);
        }
    }
}

/// What an outlet was asked for: the host that each request named, and the path.
fn asked(outlet: &Outlet) -> Vec<String> {
    let log = outlet.log();
    let place = |request: &testkit::Request| {
        format!("{}{}", request.header("host").unwrap_or_default(), request.path)
    };
    log.iter().map(place).collect()
}

/// The proxy answers for every host, so that no other server is needed.
#[tokio::test]
async fn a_feeds_proxy_fetches_its_pages_wherever_they_are() {
    let mut world = World::new().await;
    let proxy = world.outlet().await;
    world.feeds = vec![format!("http://feeds.invalid{}", proxy.feed_path())];
    serve(&proxy, &["http://feeds.invalid/own", "http://www.invalid/page", "http://www.invalid/away"]);
    proxy.fault("/away", Fault::Redirect { status: 302, location: "http://third.invalid/reached".into() });
    let mut config = world.config();
    config.fetch.robots = true;
    config.feeds[0].access.through(proxy.url("/").parse().unwrap());
    config.feeds[0].access.bearer("t0k3n").unwrap();
    let steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    fetch_all(&world, steps).await;
    let asked = asked(&proxy);
    for place in [
        "feeds.invalid/robots.txt",
        "feeds.invalid/own",
        "www.invalid/robots.txt",
        "www.invalid/page",
        "third.invalid/robots.txt",
        "third.invalid/reached",
    ] {
        assert!(asked.iter().any(|asked| asked == place), "{place} is not in {asked:?}");
    }
    for request in proxy.log() {
        let own = request.header("host") == Some("feeds.invalid");
        assert_eq!(request.header("authorization").is_some(), own, "{request:?}");
    }
}
