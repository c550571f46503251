//! By which way feeds and pages are asked for, and where.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use parse::{Listing, Selector};
use pipeline::Steps;
use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use crate::{HOUR, SECOND, World, open};

/// A feed of articles at these addresses.
fn feed(links: &[&str]) -> String {
    let item = |(number, link): (usize, &&str)| {
        let link = link.replace('&', "&amp;");
        format!("<item><title>Netflix opens studio number {number}</title><link>{link}</link></item>")
    };
    let items: String = links.iter().enumerate().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>The Post</title>{items}</channel></rss>")
}

/// Has an outlet serve this feed.
fn serve(outlet: &Outlet, body: Vec<u8>, content_encoding: Option<&'static str>) {
    let (name, content_type) = ("a feed", "application/rss+xml");
    let document = Hostile { name, content_type, content_encoding, body };
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
    let links = ["http://feeds.invalid/own", "http://www.invalid/page", "http://www.invalid/away"];
    serve(&proxy, feed(&links).into_bytes(), None);
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

#[tokio::test]
async fn the_hub_of_a_feed_with_a_proxy_is_asked_by_way_of_it() {
    let mut world = World::new().await;
    let proxy = world.outlet().await;
    world.feeds = vec![format!("http://feeds.invalid{}", proxy.feed_path())];
    let hub =
        r#"<channel><link rel="hub" href="http://hub.invalid/hub" xmlns="http://www.w3.org/2005/Atom"/>"#;
    let body = feed(&["http://feeds.invalid/own"]).replace("<channel>", hub);
    serve(&proxy, body.into_bytes(), None);
    let mut config = world.config();
    config.feeds[0].access.through(proxy.url("/").parse().unwrap());
    config.callback = Some("http://callback.invalid/".parse().unwrap());
    let mut steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    assert_eq!(steps.subscribe(10).await.unwrap().done, 1);
    assert_eq!(asked(&proxy).last().unwrap(), "hub.invalid/hub");
    // It leaves the configuration, and the subscription is to be ended, also after another change.
    config.feeds.clear();
    steps.reload(&config).await.unwrap();
    steps.reload(&config).await.unwrap();
    world.time.pass(SECOND);
    assert_eq!(steps.subscribe(10).await.unwrap().done, 1);
    assert_eq!(proxy.count("/hub").requests, 2);
}

#[tokio::test]
async fn a_feed_that_is_cut_off_while_it_is_compressed_gives_what_came() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    let links: Vec<String> =
        (0..200_u32).map(|number| outlet.url(&format!("/{}", number.wrapping_mul(2_654_435_761)))).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(feed(&links).as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    serve(&outlet, packed[..packed.len() * 3 / 4].to_vec(), Some("gzip"));
    let mut steps = world.steps().await;
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    let entries = world.status().entries;
    assert!((100..200).contains(&entries), "{entries}");
}

#[tokio::test]
async fn a_watched_page_is_asked_for_as_soon_as_its_robots_txt_is_known() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    world.feeds = vec![outlet.url("/news")];
    let mut config = world.config();
    config.fetch.robots = true;
    config.feeds[0].listing =
        Some(Listing { items: Selector::parse("li").unwrap(), title: None, date: None });
    let store = open(&world.database());
    let mut steps = Steps::new(store, world.time.clock(), &config, 1).await.unwrap();
    let start = world.time.now();
    while outlet.count("/news").requests == 0 {
        let step = steps.poll(10).await.unwrap();
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    assert_eq!(outlet.count("/robots.txt").requests, 1);
    let waited = world.time.now().duration_since(start).unsigned_abs();
    assert!(waited < 15 * SECOND, "{waited:?}");
}

#[tokio::test]
async fn a_watched_page_waits_for_the_host_at_which_its_robots_txt_is_and_no_longer() {
    let mut world = World::new().await;
    let (site, files) = (world.outlet().await, world.outlet().await);
    let location = files.url("/robots.txt");
    site.fault("/robots.txt", Fault::Redirect { status: 301, location });
    files.fault(&files.feed_path(), Fault::RetryAfter { status: 429, seconds: 300 });
    world.feeds = vec![files.feed_url()];
    let mut steps = world.steps().await;
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    world.feeds.push(site.url("/news"));
    let mut config = world.config();
    config.fetch.robots = true;
    config.feeds[1].listing =
        Some(Listing { items: Selector::parse("li").unwrap(), title: None, date: None });
    steps.reload(&config).await.unwrap();
    let start = world.time.now();
    while site.count("/news").requests == 0 && world.time.now() < start + 3 * HOUR {
        let step = steps.poll(10).await.unwrap();
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    assert_eq!(files.count("/robots.txt").requests, 1, "the page is asked for once that was read");
    let waited = world.time.now().duration_since(start).unsigned_abs().as_secs();
    assert!((300..360).contains(&waited), "{waited}");
}

/// A daemon may start before the network is up, and a site may fail for a moment.
#[tokio::test]
async fn a_robots_txt_that_cannot_be_had_at_first_costs_no_page() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    let links = ["/1", "/2", "/3"].map(|path| outlet.url(path));
    serve(&outlet, feed(&links.each_ref().map(String::as_str)).into_bytes(), None);
    outlet.fault("/robots.txt", Fault::Status(503));
    let mut config = world.config();
    config.fetch.robots = true;
    let mut steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    let start = world.time.now();
    while world.time.now() < start + 5 * 60 * SECOND {
        if world.time.now() == start + 40 * SECOND {
            assert!(outlet.count("/robots.txt").requests > 1, "{:?}", asked(&outlet));
            outlet.mend("/robots.txt");
        }
        while steps.read(10).await.unwrap().done > 0 {}
        world.time.pass(SECOND);
    }
    let count = |path: &str| outlet.count(path).requests;
    assert_eq!(["/1", "/2", "/3"].map(count), [1; 3], "{:?}", asked(&outlet));
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_no_failure_of_a_page() {
    let mut world = World::new().await;
    let proxy = world.outlet().await;
    world.feeds = vec![format!("http://feeds.invalid{}", proxy.feed_path())];
    serve(&proxy, feed(&["http://www.invalid/page"]).into_bytes(), None);
    let mut config = world.config();
    config.feeds[0].access.through(proxy.url("/").parse().unwrap());
    let mut steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    world.time.pass(SECOND);
    assert_eq!(steps.poll(10).await.unwrap().done, 1);
    world.execute("ALTER TABLE entry RENAME TO broken");
    for _ in 0..4 {
        assert!(steps.read(10).await.is_err());
        world.time.pass(300 * SECOND);
    }
    world.execute("ALTER TABLE broken RENAME TO entry");
    assert_eq!(steps.read(10).await.unwrap().done, 1);
    assert_eq!(proxy.count("/page").requests, 1);
}

#[tokio::test]
async fn where_the_first_feed_that_a_page_names_is_none_the_next_is_polled() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    world.feeds = vec![outlet.url("/")];
    let link = |path: &str| format!("<link rel=alternate type='application/rss+xml' href='{path}'>");
    let head = ["/dead", "/about", &outlet.feed_path()].map(link).concat();
    let page = |body: String| {
        let (name, content_type) = ("a page", "text/html");
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body: body.into_bytes() })
    };
    outlet.fault("/", page(format!("<html><head>{head}</head><body><p>News.</p></body></html>")));
    outlet.fault("/about", page(format!("<html><head>{head}</head><body><p>Us.</p></body></html>")));
    let links = [outlet.url("/1")];
    serve(&outlet, feed(&[&links[0]]).into_bytes(), None);
    let mut steps = world.steps().await;
    let start = world.time.now();
    while world.time.now() < start + HOUR && world.status().entries == 0 {
        let step = steps.poll(10).await.unwrap();
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    assert_eq!(world.status().entries, 1, "{:?}", asked(&outlet));
    assert!(world.time.now() < start + 10 * SECOND, "{:?}", world.time.now());
    assert_eq!(outlet.count("/").requests, 3);
}

#[tokio::test]
async fn where_a_page_leads_on_and_shows_nothing_else_it_is_followed_once() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    world.feeds = vec![outlet.url("/")];
    let page = |path: &str, body: String| {
        let (name, content_type) = ("a page", "text/html");
        let body = body.into_bytes();
        outlet.fault(path, Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    };
    let lead = |path: &str, to: &str| page(path, format!("<meta http-equiv=refresh content='0; url={to}'>"));
    lead("/", "/en/");
    let link = format!("<link rel=alternate type='application/rss+xml' href='{}'>", outlet.feed_path());
    page("/en/", format!("<html><head>{link}</head><body><p>News.</p></body></html>"));
    let links = [outlet.url("/short/1"), outlet.url("/circle")];
    serve(&outlet, feed(&[&links[0], &links[1]]).into_bytes(), None);
    lead("/short/1", "/story/1");
    let text = "Netflix said that it would open another studio by the harbour before the winter. ".repeat(5);
    page("/story/1", format!("<h1>Netflix opens studio number 0</h1><p>{text}</p>"));
    lead("/circle", "/circle/1");
    lead("/circle/1", "/circle/2");
    let steps = world.steps().await;
    fetch_all(&world, steps).await;
    let count = |path: &str| outlet.count(path).requests;
    assert_eq!(["/", "/en/", "/short/1", "/story/1"].map(count), [1; 4], "{:?}", asked(&outlet));
    assert_eq!(["/circle", "/circle/1", "/circle/2"].map(count), [1, 1, 0], "{:?}", asked(&outlet));
}

#[tokio::test]
async fn a_feed_that_a_page_names_and_that_fails_for_now_is_tried_again_soon() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    world.feeds = vec![outlet.url("/")];
    let link = |path: &str| format!("<link rel=alternate type='application/rss+xml' href='{path}'>");
    let head = ["/dead", &outlet.feed_path(), "/comments/feed"].map(link).concat();
    let body = format!("<html><head>{head}</head><body><p>News.</p></body></html>").into_bytes();
    let (name, content_type) = ("a page", "text/html");
    outlet.fault("/", Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    outlet.fault(&outlet.feed_path(), Fault::Status(503));
    let mut config = world.config();
    config.feeds[0].min_interval = 60 * SECOND;
    let mut steps = Steps::new(open(&world.database()), world.time.clock(), &config, 1).await.unwrap();
    let start = world.time.now();
    let mut tries = Vec::new();
    while tries.len() < 10 && world.time.now() < start + 24 * HOUR {
        let step = steps.poll(10).await.unwrap();
        if outlet.count(&outlet.feed_path()).requests > tries.len() as u64 {
            tries.push(world.time.now());
        }
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    // Four minutes, and twice as long each time up to an hour, give or take a tenth.
    let waits: Vec<u64> =
        tries.windows(2).map(|pair| pair[1].duration_since(pair[0]).unsigned_abs().as_secs() / 60).collect();
    assert_eq!(waits.len(), 9, "{waits:?}");
    for (wait, expected) in waits.iter().zip([4, 8, 16, 32, 60, 60, 60, 60, 60]) {
        assert!((expected..=expected + expected / 10 + 1).contains(wait), "{waits:?}");
    }
    assert_eq!(outlet.count("/comments/feed").requests, 0);
    serve(&outlet, feed(&[&outlet.url("/1")]).into_bytes(), None);
    let end = world.time.now() + 2 * HOUR;
    while world.time.now() < end && world.status().entries == 0 {
        let step = steps.poll(10).await.unwrap();
        if step.done == 0 {
            world.time.set(step.next.unwrap());
        }
    }
    assert_eq!(world.status().entries, 1);
}

#[tokio::test]
async fn what_became_due_while_the_program_stood_still_waits_for_the_end_of_skipped_hours() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    world.feeds = vec![outlet.feed_url()];
    let hour = |later: i64| (world.time.now().as_second() / 3600 + later) % 24;
    let skipped: String = (2..5).map(|later| format!("<hour>{}</hour>", hour(later))).collect();
    let body = feed(&[]).replace(
        "<title>The Post</title>",
        &format!("<title>The Post</title><skipHours>{skipped}</skipHours>"),
    );
    serve(&outlet, body.into_bytes(), None);
    let mut steps =
        Steps::new(open(&world.database()), world.time.clock(), &world.config(), 1).await.unwrap();
    steps.poll(10).await.unwrap();
    assert_eq!(outlet.log().len(), 1);
    world.time.pass(3 * HOUR);
    steps.poll(10).await.unwrap();
    assert_eq!(outlet.log().len(), 1, "{:?}", asked(&outlet));
    world.time.pass(2 * HOUR);
    steps.poll(10).await.unwrap();
    assert_eq!(outlet.log().len(), 2, "{:?}", asked(&outlet));
}
