//! Feeds that suddenly hold much: a backlog, new guids, dates that are none. Nothing old is told as news.

use jiff::Timestamp;
use testkit::hostile::Hostile;
use testkit::{Fault, Outlet};

use crate::world::{World, assert_sound, now, piece, sorted, titles};

/// An entry of a feed that is written by hand; its text names Netflix.
struct Item {
    number: usize,
    guid: String,
    path: String,
    published: Option<Timestamp>,
}

fn item(number: usize, site: &str, published: Option<Timestamp>) -> Item {
    Item { number, guid: format!("{site}-{number}"), path: format!("/{site}/{number}"), published }
}

fn items(numbers: std::ops::Range<usize>, site: &str) -> Vec<Item> {
    numbers.map(|number| item(number, site, None)).collect()
}

/// Serves a page in the place of an item's.
fn serve_page(outlet: &Outlet, item: &Item, body: String) {
    let page = Hostile {
        name: "a page",
        content_type: "text/html",
        content_encoding: None,
        body: body.into_bytes(),
    };
    outlet.fault(&item.path, Fault::Serve(page));
}

/// Serves a feed of these items; none of their pages exists, so that the feed's text is all there is.
fn serve(outlet: &Outlet, items: &[Item]) {
    let item = |item: &Item| {
        let piece = piece(item.number);
        let date =
            item.published.map(|at| format!("<pubDate>{}</pubDate>", at.strftime("%a, %d %b %Y %T GMT")));
        format!(
            "<item><title>{}</title><guid isPermaLink=\"false\">{}</guid><link>{}</link><description>{}</description>{}</item>",
            piece.title,
            item.guid,
            outlet.url(&item.path),
            piece.text(),
            date.unwrap_or_default()
        )
    };
    serve_xml(outlet, &items.iter().map(item).collect::<String>());
}

/// Serves a feed of items that are written out.
fn serve_xml(outlet: &Outlet, items: &str) {
    let body = format!("<rss version=\"2.0\"><channel><title>The Post</title>{items}</channel></rss>");
    outlet.fault(
        &outlet.feed_path(),
        Fault::Serve(Hostile {
            name: "a feed written by hand",
            content_type: "application/rss+xml",
            content_encoding: None,
            body: body.into_bytes(),
        }),
    );
}

/// Takes `first` in without an alert, then `then`, of which the last item alone is news.
async fn check(first: Vec<Item>, then: Vec<Item>, articles: u64) {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    serve(&outlet, &first);
    world.start().await;
    let known = first.len() as u64;
    let status = world.until(|status| status.placed == known).await;
    assert_eq!((status.alerts, status.mentions), (0, known));
    serve(&outlet, &then);
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [piece(then.last().unwrap().number).title]);
    let status = world.until(|status| status.delivered == 1 && status.placed == articles).await;
    assert_eq!((status.alerts, status.unread), (1, 0));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn an_undated_backlog_is_no_news() {
    check(items(0..5, "a"), items(0..6, "a"), 6).await;
}

#[tokio::test]
async fn a_dated_backlog_is_news_by_its_dates() {
    let ago = |number: usize, hours: u64| {
        item(number, "a", Some(now() - std::time::Duration::from_secs(hours * 3600)))
    };
    let first = || vec![ago(0, 30), ago(1, 100), ago(2, 24 * 400)];
    let mut then = first();
    then.push(ago(3, 2));
    check(first(), then, 4).await;
}

#[tokio::test]
async fn dates_that_are_those_of_the_poll_make_no_news_of_a_backlog() {
    let dated = |number| item(number, "a", Some(now()));
    check((0..5).map(dated).collect(), (0..6).map(dated).collect(), 6).await;
}

#[tokio::test]
async fn entries_under_new_guids_and_addresses_are_known_by_their_texts() {
    let mut then = items(0..5, "b");
    then.push(item(5, "b", None));
    check(items(0..5, "a"), then, 6).await;
}

#[tokio::test]
async fn a_feed_that_is_made_anew_begins_with_a_backlog() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    serve(&outlet, &items(0..3, "a"));
    world.start().await;
    world.until(|status| status.placed == 3).await;
    serve(&outlet, &items(10..22, "b"));
    world.until(|status| status.placed == 15).await;
    serve(&outlet, &items(10..23, "b"));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [piece(22).title]);
    assert_eq!(world.status().alerts, 1);
}

/// Notices under headlines that recur, each time at addresses, of dates and with texts of their own.
#[tokio::test]
async fn new_entries_under_old_headlines_are_news() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Exchange").await;
    let headlines = [
        "Director shareholding of the bank",
        "Net asset value(s)",
        "Results of the meeting",
        "Total voting rights",
    ];
    let notices = |first: usize, site: &str, dates: Timestamp| -> String {
        let notice = |(number, title): (usize, &&str)| {
            let at = dates - std::time::Duration::from_secs(number as u64 * 400);
            let (url, text) = (outlet.url(&format!("/{site}/{number}")), piece(first + number).text());
            let date = at.strftime("%a, %d %b %Y %T GMT");
            format!(
                "<item><title>{title}</title><guid>{url}</guid><link>{url}</link><description>{text}</description><pubDate>{date}</pubDate></item>"
            )
        };
        headlines.iter().enumerate().map(notice).collect()
    };
    let (today, yesterday) = (now(), now() - std::time::Duration::from_secs(30 * 3600));
    serve_xml(&outlet, &notices(10, "a", yesterday));
    world.start().await;
    let status = world.until(|status| status.placed == 4).await;
    assert_eq!((status.alerts, status.mentions), (0, 4));
    serve_xml(&outlet, &notices(20, "b", today));
    let alerts = world.received(4).await;
    assert_eq!(titles(&alerts), headlines);
    // The feed moves, and they are what they were.
    serve_xml(&outlet, &notices(20, "c", today));
    let polls = outlet.count(&outlet.feed_path()).requests;
    world.until(|_| outlet.count(&outlet.feed_path()).requests >= polls + 2).await;
    let status = world.status();
    assert_eq!((status.alerts, status.placed), (4, 8));
    assert_sound(&world.sink);
}

/// One address serves for one article after the other, under one headline and under others.
#[tokio::test]
async fn what_follows_at_an_old_address_is_news() {
    for (headlines, page) in [
        (["Morning briefing from the capital"; 2], true),
        (["Morning briefing from the capital"; 2], false),
        (["Council opens the stadium by the river", "Museum buys a glacier from its neighbours"], true),
    ] {
        let mut world = World::new().await;
        let outlet = world.outlet("The Post").await;
        let serve = |number: usize, hours_ago: u64| {
            let (headline, text) = (headlines[number], piece(number).text());
            let live = Item { path: "/live".to_owned(), ..item(number, "live", None) };
            if page {
                serve_page(&outlet, &live, format!("<h1>{headline}</h1><p>{}</p>", text.repeat(3)));
            }
            let date =
                (now() - std::time::Duration::from_secs(hours_ago * 3600)).strftime("%a, %d %b %Y %T GMT");
            let entry = format!(
                "<title>{headline}</title><guid isPermaLink=\"false\">{}</guid><link>{}</link><description>{text}</description><pubDate>{date}</pubDate>",
                live.guid,
                outlet.url(&live.path)
            );
            serve_xml(&outlet, &format!("<item>{entry}</item>"));
        };
        serve(0, 30);
        world.start().await;
        let status = world.until(|status| status.placed == 1).await;
        assert_eq!((status.alerts, status.mentions), (0, 1));
        serve(1, 0);
        let alerts = world.received(1).await;
        assert_eq!(titles(&alerts), [headlines[1]]);
        let status = world.until(|status| status.delivered == 1).await;
        assert_eq!((status.alerts, status.placed, status.mentions), (1, 2, 2));
        assert_sound(&world.sink);
    }
}

/// A page that is watched like a feed, and gives no dates: what comes up from below as others are taken away was there before.
#[tokio::test]
async fn what_comes_up_from_below_a_watched_page_is_no_news() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Site").await;
    world.feeds.clear();
    let items = items(0..8, "a");
    for item in &items {
        let piece = piece(item.number);
        serve_page(&outlet, item, format!("<h1>{}</h1><p>{}</p>", piece.title, piece.text().repeat(3)));
    }
    let list = item(99, "press", None);
    let serve = |numbers: &[usize]| {
        let line = |number: &usize| {
            format!("<li><a href=\"{}\">{}</a></li>", items[*number].path, piece(*number).title)
        };
        let lines: String = numbers.iter().map(line).collect();
        serve_page(&outlet, &list, format!("<title>Press</title><ul class=list>{lines}</ul>"));
    };
    serve(&[3, 2, 1]);
    world.extra = format!("[[feed]]\nurl = \"{}\"\nitems = \".list li\"\n", outlet.url(&list.path));
    world.start().await;
    world.until(|status| status.placed == 3).await;
    serve(&[4, 3, 2, 1]);
    world.received(1).await;
    serve(&[5, 4, 3, 2, 1]);
    world.received(2).await;
    serve(&[5, 4, 2, 1, 0]);
    world.until(|status| status.placed == 6).await;
    serve(&[6, 5, 4, 2, 1, 0]);
    let alerts = world.received(3).await;
    assert_eq!(titles(&alerts), sorted([4, 5, 6].map(|number| piece(number).title)));
    let status = world.until(|status| status.delivered == 3).await;
    assert_eq!((status.alerts, status.mentions), (3, 7));
    assert_sound(&world.sink);
}

/// A feed of two that moves, and adds a line to each.
#[tokio::test]
async fn a_short_feed_that_moves_tells_nothing_old() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let entries = |numbers: &[usize], site: &str, more: &str| -> String {
        let entry = |number: &usize| {
            let (url, piece) = (outlet.url(&format!("/{site}/{number}")), piece(*number));
            let (title, text) = (&piece.title, piece.text());
            format!(
                "<item><title>{title}{more}</title><guid>{url}</guid><link>{url}</link><description>{text} It appeared first{more}.</description></item>"
            )
        };
        numbers.iter().map(entry).collect()
    };
    serve_xml(&outlet, &entries(&[0, 1], "a", ""));
    world.start().await;
    let status = world.until(|status| status.placed == 2).await;
    assert_eq!((status.alerts, status.mentions), (0, 2));
    serve_xml(&outlet, &entries(&[0, 1], "b", " - The Post"));
    let polls = outlet.count(&outlet.feed_path()).requests;
    world.until(|_| outlet.count(&outlet.feed_path()).requests >= polls + 2).await;
    serve_xml(&outlet, &entries(&[2, 0, 1], "b", " - The Post"));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [format!("{} - The Post", piece(2).title)]);
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.alerts, status.placed), (1, 3));
    assert_sound(&world.sink);
}

/// Pages of a backlog that tell of a day to come were not published then, near as it is.
#[tokio::test]
async fn an_undated_backlog_that_announces_something_is_no_news() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let items = items(0..4, "a");
    serve(&outlet, &items);
    for (item, ahead) in items.iter().zip([1, 2, 40, 400]) {
        let piece = piece(item.number);
        let day = now() + std::time::Duration::from_secs(ahead * 24 * 3600);
        let meta = format!("<meta name=date content={}>", day.strftime("%Y-%m-%dT%H:%M:%SZ"));
        let shown = format!("<p>{}, Town hall</p>", day.strftime("%-d %B %Y"));
        let (head, shown) = if ahead == 1 { (meta.as_str(), "") } else { ("", shown.as_str()) };
        let body = format!("{head}<h1>{}</h1>{shown}<p>{}</p>", piece.title, piece.text().repeat(3));
        serve_page(&outlet, item, body);
    }
    world.start().await;
    let status = world.until(|status| status.placed == 4).await;
    assert_eq!((status.alerts, status.mentions), (0, 4));
    assert!(items.iter().all(|item| outlet.count(&item.path).requests == 1));
}

/// A date that a page only shows is that of anything, and does not make old what its feed says is new.
#[tokio::test]
async fn a_date_that_a_page_only_shows_makes_no_news_old() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let items = [item(0, "a", Some(now() - std::time::Duration::from_secs(1800)))];
    serve(&outlet, &items);
    let piece = piece(0);
    let body =
        format!("<h1>{}</h1><p>Founded 3 March 2010</p><p>{}</p>", piece.title, piece.text().repeat(3));
    serve_page(&outlet, &items[0], body);
    world.start().await;
    assert_eq!(titles(&world.received(1).await), [piece.title]);
    assert_eq!(outlet.count(&items[0].path).requests, 1);
}

/// Nor does one that stands under a picture or in what the page tells, where nobody says how old the news is.
#[tokio::test]
async fn a_date_that_a_page_only_tells_of_makes_no_undated_news_old() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    let items = items(0..4, "a");
    serve(&outlet, &items[..1]);
    let shown = [
        "<figure><figcaption>The pier on 3 May 2011</figcaption></figure>",
        "<p>On 3 May 2011 the old pier fell.</p>",
        "<p>Ann Autor, 3 May 2011</p>",
    ];
    for (item, shown) in items[1..].iter().zip(shown) {
        let piece = piece(item.number);
        let body = format!("<h1>{}</h1>{shown}<p>{}</p>", piece.title, piece.text().repeat(3));
        serve_page(&outlet, item, body);
    }
    world.start().await;
    world.until(|status| status.placed == 1).await;
    serve(&outlet, &items);
    let status = world.until(|status| status.placed == 4).await;
    assert_eq!((status.alerts, status.mentions), (2, 4));
}

/// A list of feeds that is imported begins with all their backlogs, dated and undated, and so does one that comes while it runs.
#[tokio::test]
async fn a_list_of_feeds_that_is_imported_tells_nothing_old() {
    let mut world = World::new().await;
    let outlets = [world.outlet("One").await, world.outlet("Two").await, world.outlet("Three").await];
    world.feeds.clear();
    let old = |number: usize, site: &str| {
        item(number, site, Some(now() - std::time::Duration::from_secs(30 * 3600)))
    };
    serve(&outlets[0], &(0..4).map(|number| old(number, "a")).collect::<Vec<_>>());
    serve(&outlets[1], &items(4..8, "b"));
    serve(&outlets[2], &(8..12).map(|number| old(number, "c")).collect::<Vec<_>>());
    let list = |outlets: &[Outlet]| -> String {
        let feeds = outlets.iter().map(|outlet| format!("<outline xmlUrl='{}'/>", outlet.feed_url()));
        format!("<opml><body><outline text='Press'>{}</outline></body></opml>", feeds.collect::<String>())
    };
    std::fs::write(world.path("list.opml"), list(&outlets[..2])).unwrap();
    world.prelude = "feed_files = [\"list.opml\"]\n".to_owned();
    world.start().await;
    let status = world.until(|status| status.placed == 8).await;
    assert_eq!((status.alerts, status.mentions), (0, 8));
    std::fs::write(world.path("list.opml"), list(&outlets)).unwrap();
    let status = world.until(|status| status.placed == 12).await;
    assert_eq!((status.alerts, status.mentions), (0, 12));
    let mut then = items(4..8, "b");
    then.push(item(12, "b", None));
    serve(&outlets[1], &then);
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [piece(12).title]);
    assert_eq!(world.status().alerts, 1);
}

/// What an aggregator lists without dates in its first document is news once the outlet's own feed says that it is from now.
#[tokio::test]
async fn what_another_feed_has_in_its_backlog_is_news_where_its_own_says_so() {
    let mut world = World::new().await;
    let (aggregator, outlet) = (world.outlet("Planet").await, world.outlet("The Post").await);
    serve(&outlet, &items(10..12, "b"));
    serve(&aggregator, &items(0..3, "a"));
    // The outlet's own article, at its own address, among those of the aggregator.
    let body = |site: &Outlet, items: &str| {
        let body = format!("<rss version=\"2.0\"><channel><title>Planet</title>{items}</channel></rss>");
        let (name, content_type) = ("a feed written by hand", "application/rss+xml");
        site.fault(
            &site.feed_path(),
            Fault::Serve(Hostile { name, content_type, content_encoding: None, body: body.into_bytes() }),
        );
    };
    let entry = |number: usize, guid: &str, date: &str| {
        let piece = piece(number);
        let url = outlet.url(&format!("/own/{number}"));
        format!(
            "<item><title>{}</title><guid isPermaLink=\"false\">{guid}</guid><link>{url}</link><description>{}</description>{date}</item>",
            piece.title,
            piece.text()
        )
    };
    body(&aggregator, &[entry(1, "p1", ""), entry(2, "p2", "")].concat());
    world.start().await;
    let status = world.until(|status| status.placed == 4).await;
    assert_eq!((status.alerts, status.mentions), (0, 4));
    let date = format!("<pubDate>{}</pubDate>", now().strftime("%a, %d %b %Y %T GMT"));
    body(&outlet, &entry(1, "own1", &date));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [piece(1).title]);
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.alerts, status.mentions), (1, 4));
    assert_sound(&world.sink);
}
