//! What sites ask by robots.txt of those who read their pages, wherever redirects lead.

use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use crate::world::{World, assert_sound, piece, sorted, titles};

/// Has a site ask that nobody reads what begins so.
fn disallow(outlet: &Outlet, path: &str) {
    let body = format!("User-agent: *\nDisallow: {path}\n").into_bytes();
    let content_type = "text/plain";
    let document = Hostile { name: "a robots.txt", content_type, content_encoding: None, body };
    outlet.fault("/robots.txt", Fault::Serve(document));
}

fn redirect(outlet: &Outlet, path: &str, location: String) {
    outlet.fault(path, Fault::Redirect { status: 302, location });
}

#[tokio::test]
async fn redirects_lead_nowhere_that_a_site_asks_not_to_be_read() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    // At the same address by another port, which is another site.
    let other = world.newsroom.open(testkit::OutletConfig::default()).await.unwrap();
    disallow(&outlet, "/private/");
    disallow(&other, "/");
    let pieces = [piece(1), piece(2), piece(3)];
    redirect(&outlet, &pieces[0].path(), "/private/1".to_owned());
    redirect(&outlet, &pieces[1].path(), other.url("/2"));
    redirect(&outlet, &pieces[2].path(), "/open/3".to_owned());
    for piece in &pieces {
        outlet.publish(piece.clone());
    }
    world.start().await;
    let alerts = world.received(3).await;
    assert_eq!(titles(&alerts), sorted(pieces.clone().map(|piece| piece.title)));
    assert_eq!(outlet.count("/private/1").requests, 0);
    assert_eq!((other.count("/robots.txt").requests, other.count("/2").requests), (1, 0));
    assert!(outlet.count("/open/3").requests >= 1, "where nobody refuses, redirects are followed");
    let status = world.until(|status| status.delivered == 3).await;
    let pages = status.feeds[0].pages.as_ref().unwrap();
    assert!(pages.problem.contains("robots.txt") || pages.problem.contains("404"), "{pages:?}");
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_page_that_is_watched_like_a_feed_is_a_page() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    disallow(&outlet, "/list");
    world.extra = format!("[[feed]]\nurl = \"{}\"\nitems = \"li\"\n", outlet.url("/list"));
    world.start().await;
    world.received(1).await;
    let list = outlet.url("/list");
    let refused = |status: &store::Status| {
        let feed = status.feeds.iter().find(|feed| feed.url == list).unwrap();
        feed.problem.as_deref().is_some_and(|problem| problem.contains("robots.txt asks not to read"))
    };
    world.until(refused).await;
    assert_eq!(outlet.count("/list").requests, 0);
}
