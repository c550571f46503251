//! Sites without a feed, and sites whose feed is found.

use testkit::hostile::Hostile;
use testkit::{Fault, Outlet, OutletConfig};

use crate::world::{World, assert_sound, now, piece, sorted, titles};

fn serve(outlet: &Outlet, path: &str, html: String) {
    let body = html.into_bytes();
    let content_type = "text/html; charset=utf-8";
    outlet.fault(path, Fault::Serve(Hostile { name: "a page", content_type, content_encoding: None, body }));
}

/// An index of the first articles, each a teaser with a heading.
fn index(articles: usize) -> String {
    let teaser = |number: usize| {
        let piece = piece(number);
        format!("<li class=teaser><a href=\"{}\"><h2>{}</h2></a></li>", piece.path(), piece.title)
    };
    let teasers: String = (0..articles).map(teaser).collect();
    format!(
        "<html><head><title>Press</title></head><body><nav><a href=/about>About</a></nav><ul>{teasers}</ul></body></html>"
    )
}

async fn site(world: &World) -> Outlet {
    world
        .newsroom
        .open(OutletConfig { name: "The Site".to_owned(), ..OutletConfig::default() })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_page_is_watched_like_a_feed() {
    let mut world = World::new().await;
    let outlet = site(&world).await;
    (0..2).for_each(|number| drop(outlet.publish(piece(number))));
    serve(&outlet, "/press", index(1));
    world.extra = format!("[[feed]]\nurl = \"{}\"\nitems = \".teaser\"\n", outlet.url("/press"));
    world.start().await;
    // The page says when it was published, which the index does not.
    world.received(1).await;
    serve(&outlet, "/press", index(2));
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(0).title, piece(1).title]));
    let status = world.until(|status| status.delivered == 2).await;
    assert_eq!((status.entries, status.feeds[0].title.as_deref()), (2, Some("Press")));
    assert_sound(&world.sink);

    // That it holds nothing any more is a problem, not a quiet nothing.
    serve(&outlet, "/press", "<html><body><p>Made anew.</p></body></html>".to_owned());
    let status = world.until(|status| status.feeds[0].problem.is_some()).await;
    assert!(status.feeds[0].problem.as_deref().unwrap().contains("the selector picks no link"));
}

// The command at the end asks the newsroom while this thread waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn the_feed_of_a_site_is_found() {
    let mut world = World::new().await;
    let outlet = site(&world).await;
    outlet.publish(piece(1));
    let link = format!("<link rel=alternate type=\"application/rss+xml\" href=\"{}\">", outlet.feed_path());
    serve(&outlet, "/", format!("<html><head>{link}</head><body><p>Welcome.</p></body></html>"));
    world.feeds.push(outlet.url("/"));
    world.start().await;
    world.received(1).await;
    outlet.publish(piece(2));
    world.received(2).await;
    let status = world.until(|status| status.delivered == 2 && status.feeds[0].problem.is_none()).await;
    assert_eq!(status.feeds.len(), 1);
    assert_eq!(status.feeds[0].url, outlet.url("/"));
    assert_eq!(status.feeds[0].address, Some(outlet.feed_url()));
    assert_eq!(outlet.count("/").requests, 1, "the page is not asked again while its feed answers");
    assert!(String::from_utf8(world.command(&["status"]).stdout).unwrap().contains(&outlet.feed_url()));

    let tried = world.command(&["try", "feed", &outlet.url("/")]);
    let tried: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(tried["found_at"], outlet.feed_url());
    assert_eq!(tried["entries"].as_array().unwrap().len(), 2);

    let dead = "<link rel=alternate type=\"application/rss+xml\" href=\"/dead\">";
    serve(&outlet, "/", format!("<html><head>{dead}{link}</head><body><p>Welcome.</p></body></html>"));
    let tried = world.command(&["try", "feed", &outlet.url("/")]);
    let tried: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(tried["found_at"], outlet.feed_url());
}

/// What nobody named is tried as pages are, and what is no feed is not tried again.
#[tokio::test(flavor = "multi_thread")]
async fn the_feed_of_a_site_that_does_not_name_it_is_found() {
    let mut world = World::new().await;
    let outlet = site(&world).await;
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>The Site</title><item><title>{}</title><guid>1</guid>\
         <description>{}</description><pubDate>{}</pubDate></item></channel></rss>",
        piece(1).title,
        piece(1).text(),
        now().strftime("%a, %d %b %Y %T GMT")
    );
    serve(&outlet, "/", "<html><body><p>Welcome.</p></body></html>".to_owned());
    let body = b"User-agent: *\nDisallow: /rss$\n".to_vec();
    let (name, content_type) = ("a robots.txt", "text/plain");
    outlet.fault("/robots.txt", Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    serve(
        &outlet,
        "/feed",
        "<html><body><p>Nothing is here, <a href=/feed>feed</a>.</p></body></html>".to_owned(),
    );
    let (name, content_type) = ("a feed", "application/rss+xml");
    outlet.fault(
        "/rss.xml",
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body: feed.into_bytes() }),
    );
    world.feeds.push(outlet.url("/"));
    world.start().await;
    let status = world.until(|status| status.entries == 1 && status.feeds[0].problem.is_none()).await;
    assert_eq!(
        (&status.feeds[0].url, &status.feeds[0].address),
        (&outlet.url("/"), &Some(outlet.url("/rss.xml")))
    );
    let asked = ["/", "/feed", "/rss", "/feed.xml"].map(|path| outlet.count(path).requests);
    assert_eq!(asked, [3, 1, 0, 0], "the page is asked for the next once there is none");

    let tried = world.command(&["try", "feed", &outlet.url("/")]);
    let tried: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(tried["found_at"], outlet.url("/rss.xml"));

    serve(&outlet, "/moved", "<meta http-equiv=refresh content='0; url=/rss.xml'>".to_owned());
    let tried = world.command(&["try", "feed", &outlet.url("/moved")]);
    let tried: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(tried["entries"].as_array().unwrap().len(), 1);
}

/// A home page that stands in a feed's place for a moment is not the feed's, whatever other feed it names.
#[tokio::test]
async fn a_page_in_the_place_of_a_feed_leads_nowhere_else() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    let link = "<link rel=alternate type=\"application/rss+xml\" href=\"/comments/feed\">";
    serve(
        &outlet,
        &outlet.feed_path(),
        format!("<html><head>{link}</head><body><p>Welcome.</p></body></html>"),
    );
    world.until(|status| status.feeds[0].problem.is_some()).await;
    outlet.mend(&outlet.feed_path());
    outlet.publish(piece(2));
    world.received(2).await;
    let status = world.until(|status| status.feeds[0].problem.is_none()).await;
    assert_eq!(status.feeds[0].address, None);
    assert_eq!(outlet.count("/comments/feed").requests, 0);
}

#[tokio::test]
async fn a_selector_picks_the_text_of_a_feeds_articles() {
    let mut world = World::new().await;
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"Zorvex\"\n");
    let outlet = site(&world).await;
    let quiet = crate::world::quiet_piece(1);
    outlet.publish(quiet.clone());
    let story = "Netflix bought the quarry by the river, the council said on Monday.";
    serve(
        &outlet,
        &quiet.path(),
        format!(
            "<html><body><main><p>{}</p><p>Zorvex is named beside it, at some length.</p></main>\
             <aside id=story><p>{story}</p><p>{}</p></aside></body></html>",
            quiet.text(),
            quiet.paragraphs.join(" ")
        ),
    );
    world.extra = format!("[[feed]]\nurl = \"{}\"\ntext = \"#story\"\n", outlet.feed_url());
    world.start().await;
    let alerts = world.received(1).await;
    let mentions = alerts[0].json()["data"]["mentions"].clone();
    assert_eq!(mentions.as_array().unwrap().len(), 1, "{mentions}");
    assert_eq!(mentions[0]["evidence"][0]["sentence"], story);
}

/// What makes an address one of several for one article, as that of a mobile page, is needed to be served there.
#[tokio::test]
async fn a_page_is_asked_for_at_the_address_that_its_feed_gives() {
    let mut world = World::new().await;
    world.extra = "[revisit]\nfirst = \"200ms\"\n".to_owned();
    let outlet = world.outlet("The Post").await;
    let story = piece(1);
    let published = "/1/amp?utm_source=feed";
    let item = format!(
        "<item><title>{}</title><link>{}</link><guid>1</guid><pubDate>{}</pubDate></item>",
        story.title,
        outlet.url(published),
        now().strftime("%a, %d %b %Y %T GMT")
    );
    let feed =
        format!("<rss version=\"2.0\"><channel><title>The Post</title>{item}</channel></rss>").into_bytes();
    let (name, content_type) = ("a feed", "application/rss+xml");
    outlet.fault(
        &outlet.feed_path(),
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body: feed }),
    );
    serve(&outlet, "/1/amp", format!("<h1>{}</h1><p>{}</p>", story.title, story.text().repeat(3)));
    world.start().await;
    world.until(|status| status.placed == 1).await;
    outlet.requested("/1/amp", 2).await;
    assert_eq!(outlet.count("/1").requests, 0, "neither at first nor when it is read again");
    let status = world.status();
    assert!(
        status.feeds[0].pages.as_ref().is_none_or(|pages| pages.unused == 0),
        "{:?}",
        status.feeds[0].pages
    );
}
