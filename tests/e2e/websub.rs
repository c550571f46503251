//! Hubs that send what is new.

use testkit::hostile::Hostile;
use testkit::{Fault, Hub, Outlet, OutletConfig};

use crate::world::{World, assert_sound, now, piece, sorted, titles};

/// A feed of articles that names a hub; their pages do not exist, so that its text is all there is.
fn feed(outlet: &Outlet, hub: &Hub, numbers: &[usize]) -> Vec<u8> {
    let item = |number: &usize| {
        let piece = piece(*number);
        format!(
            "<item><title>{}</title><guid isPermaLink=\"false\">{number}</guid><link>{}</link><description>{}</description>\
             <pubDate>{}</pubDate></item>",
            piece.title,
            outlet.url(&format!("/none/{number}")),
            piece.text(),
            piece.published.strftime("%a, %d %b %Y %T GMT")
        )
    };
    let items: String = numbers.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>The Post</title>\
         <atom:link rel=\"hub\" href=\"{}\"/><atom:link rel=\"self\" href=\"{}\"/>{items}</channel></rss>",
        hub.url(),
        outlet.feed_url()
    )
    .into_bytes()
}

fn serve(outlet: &Outlet, body: Vec<u8>) {
    let (name, content_type) = ("a feed with a hub", "application/rss+xml");
    outlet.fault(
        &outlet.feed_path(),
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body }),
    );
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn what_a_hub_sends_is_told_at_once_and_only_if_it_is_signed() {
    let mut world = World::new().await;
    let hub = Hub::start().await.unwrap();
    let outlet = world
        .newsroom
        .open(OutletConfig { name: "The Post".to_owned(), ..OutletConfig::default() })
        .await
        .unwrap();
    serve(&outlet, feed(&outlet, &hub, &[1]));
    let port = free_port();
    let api = format!("[api]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}/\"\n");
    world.extra = format!("{api}[[feed]]\nurl = \"{}\"\nmax_interval = \"24h\"\n", outlet.feed_url());
    world.start().await;
    world.received(1).await;

    let asked = hub.asked(1).await;
    assert_eq!((asked.mode.as_str(), asked.topic.as_str()), ("subscribe", outlet.feed_url().as_str()));
    assert!(asked.callback.starts_with(&format!("http://127.0.0.1:{port}/websub/")), "{}", asked.callback);
    assert!(asked.secret.len() >= 32);
    // What was not asked for is not confirmed.
    let other = testkit::Subscription { topic: outlet.url("/other"), ..asked.clone() };
    assert!(!hub.verify(&other, 3600).await.unwrap());
    let unsubscribe = testkit::Subscription { mode: "unsubscribe".to_owned(), ..asked.clone() };
    assert!(!hub.verify(&unsubscribe, 3600).await.unwrap());
    let guessed = testkit::Subscription { callback: format!("{}0", asked.callback), ..asked.clone() };
    assert!(!hub.verify(&guessed, 3600).await.unwrap());
    assert!(hub.verify(&asked, 3600).await.unwrap());

    // Unsigned, signed by somebody else, and sent to nobody: nothing of it is read.
    let forged = feed(&outlet, &hub, &[7]);
    assert_eq!(hub.send(&asked, &forged, None).await.unwrap(), 202);
    assert_eq!(hub.send(&asked, &forged, Some("another secret")).await.unwrap(), 202);
    assert_eq!(hub.send(&guessed, &forged, Some(&asked.secret)).await.unwrap(), 410);
    // A document that cannot be read is no harm.
    assert_eq!(hub.send(&asked, b"not a feed", Some(&asked.secret)).await.unwrap(), 202);
    world.logged("what the hub sent cannot be read").await;

    assert_eq!(hub.send(&asked, &feed(&outlet, &hub, &[2]), Some(&asked.secret)).await.unwrap(), 202);
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    // The same once more is known already.
    hub.send(&asked, &feed(&outlet, &hub, &[1, 2]), Some(&asked.secret)).await.unwrap();
    world.logged_times("taken from the hub", 3).await;
    let status = world.until(|status| status.delivered == 2).await;
    assert_eq!((status.entries, status.alerts), (2, 2));
    // The next poll that was due leads to slow ones.
    let status = world
        .until(|status| {
            status.feeds[0].next_poll.is_some_and(|at| at > now() + std::time::Duration::from_secs(1800))
        })
        .await;
    assert_eq!(status.feeds[0].problem, None);
    assert_sound(&world.sink);

    // Taken out of the configuration, the feed's subscription is ended.
    world.extra = api;
    world.write_config();
    world.daemon().reload().unwrap();
    let asked = hub.asked(2).await;
    assert_eq!(asked.mode, "unsubscribe");
    assert!(hub.verify(&asked, 0).await.unwrap());
    assert_eq!(hub.send(&asked, &forged, Some("any")).await.unwrap(), 410);
}
