//! Feeds that not everybody is let in to: what lets them in reaches them and the pages of their origin, and is kept, shown and
//! logged nowhere.

use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use crate::world::{World, piece};

/// Each of these is a secret, also in the form in which it goes over the wire.
const SECRETS: [&str; 6] =
    ["hunter2", "s3ss10n", "k3y-0f-m1ne", "b34r3r", "ZGVzazpodW50ZXIy", "b2xkOmh1bnRlcjI"];

/// A feed of articles on the pages at these addresses.
fn serve(outlet: &Outlet, pages: &[String]) {
    let item = |(number, page): (usize, &String)| {
        let title = piece(number).title;
        format!("<item><title>{title}</title><link>{page}</link></item>")
    };
    let items: String = pages.iter().enumerate().map(item).collect();
    let body =
        format!("<rss version=\"2.0\"><channel><title>The Post</title>{items}</channel></rss>").into_bytes();
    let (name, content_type) = ("a feed", "application/rss+xml");
    outlet.fault(
        &outlet.feed_path(),
        Fault::Serve(Hostile { name, content_type, content_encoding: None, body }),
    );
}

/// What the first request for a path carried: authorization, cookie and key.
fn carried(outlet: &Outlet, path: &str) -> [Option<String>; 3] {
    let log = outlet.log();
    let request = log.iter().find(|request| request.path == path).unwrap();
    ["authorization", "cookie", "x-key"].map(|name| request.header(name).map(str::to_owned))
}

#[tokio::test]
async fn what_lets_a_feed_in_goes_to_its_origin_alone_and_stays_secret() {
    let mut world = World::new().await;
    let (own, other, old) =
        (world.outlet("Own").await, world.outlet("Other").await, world.outlet("Old").await);
    let token = world.outlet("Token").await;
    world.feeds.clear();
    let away = own.url("/away");
    own.fault("/away", Fault::Redirect { status: 302, location: other.url("/reached") });
    serve(&own, &[own.url("/page"), other.url("/page"), away]);
    serve(&old, &[old.url("/page")]);
    serve(&token, &[]);
    std::fs::write(world.path("word"), "hunter2\n").unwrap();
    let old_url = old.feed_url().replace("http://", "http://old:hunter2@");
    world.extra = format!(
        "[[feed]]\nurl = \"{}\"\nuser = \"desk\"\npassword_file = {:?}\ncookie = \"id=s3ss10n\"\nheaders = [\"X-Key: k3y-0f-m1ne\"]\n\
         [[feed]]\nurl = \"{old_url}\"\n[[feed]]\nurl = \"{}\"\ntoken = \"b34r3r\"\n",
        own.feed_url(),
        world.path("word"),
        token.feed_url(),
    );
    world.start().await;
    // A failure is logged and shown with its address.
    token.fault(&token.feed_path(), Fault::Status(500));
    world.until(|status| status.placed == 4 && status.feeds.iter().any(|feed| feed.problem.is_some())).await;

    let key = [Some("Basic ZGVzazpodW50ZXIy"), Some("id=s3ss10n"), Some("k3y-0f-m1ne")]
        .map(|it| it.map(str::to_owned));
    for path in [own.feed_path().as_str(), "/page", "/away", "/robots.txt"] {
        assert_eq!(carried(&own, path), key, "{path}");
    }
    for path in ["/page", "/reached", "/robots.txt"] {
        assert_eq!(carried(&other, path), [const { None }; 3], "{path}");
    }
    let basic = Some("Basic b2xkOmh1bnRlcjI=".to_owned());
    assert_eq!(carried(&old, &old.feed_path()), [basic.clone(), None, None]);
    assert_eq!(carried(&old, "/page"), [basic, None, None]);
    assert_eq!(carried(&token, &token.feed_path())[0].as_deref(), Some("Bearer b34r3r"));

    let mut said = world.daemon().log().join("\n");
    for command in [["status"].as_slice(), &["check"], &["opml", "export"]] {
        let output = world.command(command);
        said += &String::from_utf8_lossy(&[output.stdout, output.stderr].concat());
    }
    for ending in ["", "-wal"] {
        let file = world.path(&format!("wirewatch.db{ending}"));
        said += &String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default());
    }
    assert!(said.contains(&old.feed_url()), "the log, the commands and the database were looked at");
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} is told");
    }
}

/// Whoever asks a proxy names in each request the host that it is for.
#[tokio::test]
async fn a_feed_with_a_proxy_is_asked_by_way_of_it_alone_and_other_feeds_are_not() {
    let mut world = World::new().await;
    let (proxy, direct) = (world.outlet("Proxy").await, world.outlet("Direct").await);
    world.feeds.clear();
    serve(&proxy, &["http://news.invalid/page".to_owned()]);
    serve(&direct, &[direct.url("/page")]);
    world.feeds.push(direct.feed_url());
    world.extra = format!(
        "[[feed]]\nurl = \"http://news.invalid{}\"\nproxy = \"{}\"\n",
        proxy.feed_path(),
        proxy.url("/")
    );
    world.start().await;
    world.until(|status| status.entries == 2 && status.placed == 2).await;
    let hosts = |outlet: &Outlet| -> Vec<String> {
        let log = outlet.log();
        log.iter().filter_map(|request| request.header("host").map(str::to_owned)).collect()
    };
    assert!(hosts(&proxy).iter().all(|host| host == "news.invalid"), "{:?}", hosts(&proxy));
    for path in [proxy.feed_path().as_str(), "/robots.txt", "/page"] {
        assert!(proxy.count(path).requests >= 1, "{path} was not asked for by way of the proxy");
    }
    assert!(hosts(&direct).iter().all(|host| host.starts_with("127.0.0.")), "{:?}", hosts(&direct));
}
