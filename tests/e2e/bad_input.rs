//! Feeds, pages and receivers on their bad days: each gives a clear message, and all others go on.

use testkit::hostile::Hostile;
use testkit::{Answer, Fault};

use crate::world::{World, assert_sound, piece, sorted, titles};

/// Feeds that cannot be read: what the status says of them, and that another feed is not concerned.
#[tokio::test]
async fn a_broken_feed_is_a_problem_of_its_own() {
    let faults = [
        ("html", Fault::Html, "HTML"),
        ("empty", Fault::Empty, "empty"),
        ("huge", Fault::HugeFeed { megabytes: 64 }, "larger than"),
        ("bomb", Fault::GzipBomb { megabytes: 300 }, "larger than"),
        ("pdf", Fault::Pdf, "PDF"),
        ("loop", Fault::RedirectLoop, "redirects"),
        ("teapot", Fault::Status(503), "503"),
        ("reset", Fault::Reset, "gave no sound HTTP answer"),
    ];
    let mut world = World::new().await;
    let mut expected = Vec::new();
    for (name, fault, problem) in faults {
        let outlet = world.outlet(name).await;
        outlet.publish(piece(1));
        outlet.fault(&outlet.feed_path(), fault);
        expected.push((outlet.feed_url(), problem));
    }
    // Nesting stops no reader that does not recurse: what it holds is read.
    let nested = world.outlet("nested").await;
    nested.fault(&nested.feed_path(), Fault::Nested { depth: 60_000 });
    let sound = world.outlet("The Post").await;
    sound.publish(piece(2));
    world.start().await;
    world.received(1).await;
    let broken = expected.len();
    let status = world
        .until(|status| status.feeds.iter().filter(|feed| feed.problem.is_some()).count() == broken)
        .await;
    for (url, problem) in expected {
        let feed = status.feeds.iter().find(|feed| feed.url == url).unwrap();
        let found = feed.problem.as_deref().unwrap();
        assert!(found.contains(problem), "{problem:?} in {found:?}");
        assert!(feed.next_poll.is_some() && feed.problem_since.is_some());
    }
    let status = world.until(|status| status.entries == 2).await;
    let nested = status.feeds.iter().find(|feed| feed.url == nested.feed_url()).unwrap();
    assert_eq!(nested.failures, 0);
    assert_eq!(titles(&world.sink.all()), [piece(2).title]);
}

#[tokio::test]
async fn a_feed_that_is_cut_off_gives_what_can_be_read_and_the_rest_later() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    outlet.publish(piece(2));
    outlet.fault(&outlet.feed_path(), Fault::CutOff);
    world.start().await;
    world.until(|status| status.feeds[0].problem.is_some()).await;
    outlet.mend(&outlet.feed_path());
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    let status = world.until(|status| status.feeds[0].problem.is_none()).await;
    assert_eq!(status.feeds[0].failures, 0);
}

/// A server that ends in the middle of its answer and says of the whole, by the same tag, that nothing changed.
#[tokio::test]
async fn the_rest_of_a_feed_that_was_cut_off_is_not_hidden_by_its_validators() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    outlet.publish(piece(2));
    outlet.fault_times(&outlet.feed_path(), 1, Fault::Half);
    world.start().await;
    let alerts = world.received(2).await;
    assert_eq!(titles(&alerts), sorted([piece(1).title, piece(2).title]));
    let status = world.until(|status| status.feeds[0].problem.is_none()).await;
    assert_eq!((status.entries, status.feeds[0].failures), (2, 0));
}

/// Pages that cannot be read: the feed's own text stands in, and the story is told.
#[tokio::test]
async fn a_broken_page_does_not_silence_its_story() {
    let faults = [
        Fault::Pdf,
        Fault::Login,
        Fault::RedirectLoop,
        Fault::Huge { megabytes: 200 },
        Fault::GzipBomb { megabytes: 300 },
        Fault::Nested { depth: 50_000 },
        Fault::Status(404),
        Fault::Empty,
        Fault::Redirect { status: 302, location: "http://10.0.0.1/".to_owned() },
    ];
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    for (number, fault) in faults.iter().enumerate() {
        outlet.fault(&piece(number).path(), fault.clone());
        outlet.publish(piece(number));
    }
    world.start().await;
    let alerts = world.received(faults.len()).await;
    assert_eq!(titles(&alerts).len(), faults.len());
    assert_sound(&world.sink);
}

/// A page of the site's own, in words that no list knows and longer than the feed's text, stands in the place of every article.
#[tokio::test]
async fn a_page_about_something_else_is_no_article_and_names_nothing() {
    let mut world = World::new().await;
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"Zorvex\"\n");
    let outlet = world.outlet("The Post").await;
    let wall =
        "Zorvex hafu molite brend oka silva, tamo rendi kovasto pelin Zorvex duna marekki solvi. ".repeat(12);
    let document = Hostile {
        name: "a wall",
        content_type: "text/html; charset=utf-8",
        content_encoding: None,
        body: format!("<title>The Post</title><h1>The Post</h1><p>{wall}</p>").into(),
    };
    for number in 0..3 {
        outlet.fault(&piece(number).path(), Fault::Serve(document.clone()));
        outlet.publish(piece(number));
    }
    world.start().await;
    let alerts = world.received(3).await;
    assert_eq!(titles(&alerts), sorted([piece(0).title, piece(1).title, piece(2).title]));
    let status = world.until(|status| status.delivered == 3).await;
    assert_eq!((status.stories, status.mentions), (3, 3));
    world.logged("shares too few words with its entry").await;
    let pages = status.feeds[0].pages.as_ref().unwrap();
    assert_eq!((pages.articles, pages.unused), (3, 3));
    assert!(pages.problem.contains("shares too few words with its entry"), "{pages:?}");
    assert_sound(&world.sink);
}

/// A wall at another host, to which every page leads, is the page of none of them.
#[tokio::test]
async fn pages_that_lead_to_a_wall_at_another_host_stay_articles_of_their_own() {
    let mut world = World::new().await;
    let (outlet, wall) = (world.outlet("The Post").await, world.outlet("The Wall").await);
    wall.fault("/login", Fault::Status(403));
    for number in 0..3 {
        let leads = Fault::Redirect { status: 302, location: wall.url("/login") };
        outlet.fault(&piece(number).path(), leads);
        outlet.publish(piece(number));
    }
    world.start().await;
    let alerts = world.received(3).await;
    assert_eq!(titles(&alerts), sorted([piece(0).title, piece(1).title, piece(2).title]));
    for alert in &alerts {
        let url = alert.json()["data"]["story"]["url"].to_string();
        assert!(!url.contains("/login"), "{url}");
    }
    world.logged("the page is at another host").await;
    assert_eq!(world.status().placed, 3);
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_read_later() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.fault(&piece(1).path(), Fault::Status(503));
    outlet.publish(piece(1));
    world.start().await;
    let log = world.logged("reading was put off").await.join("\n");
    assert!(log.contains("503"), "{log}");
    let status = world.status();
    assert_eq!((status.unread, status.placed), (1, 0));
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_with_the_same_id_and_body() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.sink.answer_next(Answer::Status(500));
    world.start().await;
    let attempts = world.received(2).await;
    let log = world.logged("the delivery failed").await;
    let failed = log.iter().find(|line| line.contains("the delivery failed")).unwrap();
    assert!(failed.contains("outcome=\"status 500"), "a person reads no names of the program's: {failed}");
    assert_eq!(attempts[0].id, attempts[1].id);
    assert_eq!(attempts[0].body, attempts[1].body);
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!(status.waiting_count, 0);
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_receiver_with_an_endless_answer_has_received() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.sink.answer(Answer::Endless(200));
    world.start().await;
    world.until(|status| status.delivered == 1).await;
    assert_eq!(world.sink.count(), 1);
}

#[tokio::test]
async fn a_receiver_that_closes_early_has_not() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.sink.answer_next(Answer::Close);
    world.start().await;
    world.logged("the delivery failed").await;
    world.until(|status| status.delivered == 1).await;
    assert_eq!(world.sink.count(), 2);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_sent_nothing_more() {
    let mut world = World::new().await;
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.sink.answer(Answer::Status(410));
    world.start().await;
    world.logged("the endpoint is disabled").await;
    outlet.publish(piece(2));
    let status = world.until(|status| status.alerts == 2).await;
    assert_eq!((status.waiting_count, status.dead_count), (0, 2));
    assert!(status.dead.iter().all(|delivery| delivery.problem.as_deref().unwrap().contains("410")));
    assert_eq!(world.sink.count(), 1);

    // Beside the daemon it is enabled again, and the daemon sees that at once.
    world.sink.answer(Answer::Status(204));
    let output = world.command(&["endpoint", "enable", "sink"]);
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("sink has deliveries again from now on"));
    outlet.publish(piece(3));
    world.until(|status| status.delivered == 1).await;
    let output = world.command(&["endpoint", "enable", "nobody"]);
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("no endpoint is called \"nobody\"; there are: sink")
    );
}
