//! Feeds and their polls: claims, what a poll commits, what outlives a restart.

use super::*;

#[tokio::test]
async fn a_claim_holds_until_it_expires_or_the_process_ends() {
    let database = Database::with_feeds(&["https://a.example/1", "https://b.example/2"]).await;
    let store = &database.store;
    assert_eq!(store.claim_due_feeds(claim(at(0))).await.unwrap().items.len(), 2);
    assert_eq!(store.claim_due_feeds(claim(at(0))).await.unwrap().items.len(), 0);
    assert_eq!(store.claim_due_feeds(claim(at(1))).await.unwrap().items.len(), 2, "the claim expired");
    let database = database.reopened();
    assert_eq!(database.store.claim_due_feeds(claim(at(1))).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn claims_keep_to_their_limits() {
    let urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1"];
    let database = Database::with_feeds(&urls).await;
    let store = &database.store;
    let except = vec!["b.example".to_owned()];
    let hosts = |claimed: Claimed<DueFeed>| {
        let mut hosts: Vec<String> = claimed.items.into_iter().map(|feed| feed.host).collect();
        hosts.sort();
        hosts
    };
    let first = store.claim_due_feeds(Claim { per_host: 1, except, ..claim(at(0)) }).await.unwrap();
    assert_eq!(hosts(first), ["a.example"]);
    let second = store.claim_due_feeds(Claim { limit: 2, ..claim(at(0)) }).await.unwrap();
    assert_eq!(hosts(second).len(), 2);
    let rest = store.claim_due_feeds(claim(at(0))).await.unwrap();
    assert_eq!(rest.items.len(), 1);
}

#[tokio::test]
async fn a_poll_commits_validators_and_new_entries_once() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let entries = || vec![entry("1", "https://example.com/1"), entry("2", "https://example.com/2")];
    let feed = database.due(at(0)).await;
    assert_eq!(feed.validators, Validators::default());
    let polled = database.poll(&feed, at(0), modified(entries())).await;
    assert_eq!((polled.new_entries, polled.new_articles.len()), (2, 2));

    let claimed = store.claim_due_feeds(claim(at(4))).await.unwrap();
    assert!(claimed.items.is_empty(), "the next poll is five minutes after news");
    assert_eq!(claimed.next_due, Some(at(5)));
    let feed = database.due(at(5)).await;
    assert_eq!(feed.validators.etag.as_deref(), Some(&b"\"v1\""[..]));
    assert_eq!(feed.interval, Some(MINUTE * 5));
    let polled = database.poll(&feed, at(5), modified(entries())).await;
    assert_eq!(polled, Polled::default());
    assert_eq!(store.claim_due_feeds(claim(at(14))).await.unwrap().next_due, Some(at(15)));
}

#[tokio::test]
async fn one_article_behind_entries_of_two_feeds() {
    let database = Database::with_feeds(&["https://a.example/1", "https://b.example/2"]).await;
    let store = &database.store;
    let mut new = Vec::new();
    for feed in store.claim_due_feeds(claim(at(0))).await.unwrap().items {
        let entries = vec![entry("same", "https://example.com/1")];
        new.extend(database.poll(&feed, at(0), modified(entries)).await.new_articles);
    }
    assert_eq!(new.len(), 1);
}

#[tokio::test]
async fn a_canonical_address_shows_an_article_to_be_known() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1"]).await;
    let store = &database.store;
    let feed = database.due(at(30)).await;
    let entries = vec![entry("amp", "https://amp.example.com/1")];
    let polled = database.poll(&feed, at(30), modified(entries)).await;
    let amp = polled.new_articles[0];
    let known = store.commit_reading(reading(amp, "https://example.com/1")).await.unwrap();
    assert_eq!(known, Some(ids[0]));
    let unplaced = store.unplaced(10).await.unwrap();
    assert_eq!(unplaced.iter().map(|unplaced| unplaced.article.id).collect::<Vec<_>>(), ids);
    assert_eq!(unplaced[0].article.tags, ["press"]);
    // The address that led there is known from now on.
    let feed = database.due(at(60)).await;
    let entries = vec![entry("amp again", "https://amp.example.com/1")];
    let polled = database.poll(&feed, at(60), modified(entries)).await;
    assert_eq!((polled.new_entries, polled.new_articles.len()), (0, 0));
}

#[tokio::test]
async fn an_article_is_filed_as_its_feeds_and_their_entries_are() {
    let database = Database::with_feeds(&["https://a.example/1", "https://b.example/2"]).await;
    let store = &database.store;
    let filed = |guid: &str, categories: &[&str]| {
        let categories = categories.iter().map(|category| (*category).to_owned()).collect();
        NewEntry { host: String::new(), categories, ..entry(guid, "https://example.com/1") }
    };
    for (feed, categories) in store
        .claim_due_feeds(claim(at(0)))
        .await
        .unwrap()
        .items
        .iter()
        .zip([&["Ferries", "press"], &["Fog", "Ferries"]])
    {
        database.poll(feed, at(0), modified(vec![filed("1", categories)])).await;
    }
    let article = store.claim_unread(unread(claim(at(0)))).await.unwrap().items.remove(0);
    store.commit_reading(reading(article.id, "https://example.com/1")).await.unwrap();
    assert_eq!(store.unplaced(10).await.unwrap()[0].article.tags, ["Ferries", "Fog", "press"]);
    // What a feed files anew is found where it is now.
    for feed in store.claim_due_feeds(claim(at(30))).await.unwrap().items {
        database.poll(&feed, at(30), modified(vec![filed("1", &["Tolls"])])).await;
    }
    assert_eq!(store.unplaced(10).await.unwrap()[0].article.tags, ["Tolls", "press"]);
}

#[tokio::test]
async fn what_a_document_asked_for_outlives_a_304_and_a_restart() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let cadence = Cadence {
        schedule: Schedule { ttl_minutes: Some(90), skip_hours: vec![0, 23], skip_days: vec![5, 6] },
        fresh_for: Some(MINUTE * 5),
        rhythm: Some(MINUTE * 7),
    };
    let PollResult::Modified { validators, .. } = modified(Vec::new()) else { panic!() };
    let result = PollResult::Modified {
        validators: Validators { of: Some("https://b.example/1".to_owned()), ..validators.clone() },
        cadence: cadence.clone(),
        title: None,
        entries: Vec::new(),
        problem: Some("it is odd".to_owned()),
        is_whole: true,
        proves: Some(Proof::Lie),
    };
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), result).await;
    let feed = database.due(at(10)).await;
    let result = PollResult::NotModified { validators: Validators::default(), fresh_for: Some(MINUTE) };
    database.poll(&feed, at(10), result).await;
    let database = database.reopened();
    let feed = database.due(at(20)).await;
    assert_eq!(feed.cadence, Cadence { fresh_for: Some(MINUTE), ..cadence });
    assert_eq!(
        (feed.validators.etag, feed.validators.of.as_deref()),
        (validators.etag, Some("https://b.example/1"))
    );
    assert_eq!((feed.last_document, feed.last_success), (Some(at(0)), Some(at(10))));
    assert_eq!((feed.problem.as_deref(), feed.lied), (Some("it is odd"), None), "without news it was no lie");
}

#[tokio::test]
async fn a_server_that_lies_is_known_for_it() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await;
    let proof = |proof, entries| match modified(entries) {
        PollResult::Modified { validators, cadence, title, entries, problem, is_whole, .. } => {
            let proves = Some(proof);
            PollResult::Modified { validators, cadence, title, entries, problem, is_whole, proves }
        }
        other => other,
    };
    let news = |guid| vec![entry(guid, &format!("https://example.com/{guid}"))];
    database.poll(&feed, at(0), proof(Proof::Lie, news("1"))).await;
    let feed = database.due(at(10)).await;
    assert_eq!(feed.lied, Some(at(0)));
    database.poll(&feed, at(10), modified(Vec::new())).await;
    let status = Status::read(&database.path).unwrap();
    assert!(status.feeds[0].problem.as_deref().unwrap().contains("304"), "it stays with the feed");
    assert_eq!(status.feeds[0].problem_since, Some(at(0)));

    let feed = database.due(at(20)).await;
    database.poll(&feed, at(20), proof(Proof::Truth, news("1"))).await;
    let feed = database.due(at(30)).await;
    assert_eq!(feed.lied, Some(at(0)), "where nothing is new nothing is proved");
    database.poll(&feed, at(30), proof(Proof::Lie, news("2"))).await;
    let feed = database.due(at(40)).await;
    assert_eq!(feed.lied, Some(at(30)));
    database.poll(&feed, at(40), proof(Proof::Truth, news("3"))).await;
    assert_eq!(database.due(at(50)).await.lied, None);
    let status = Status::read(&database.path).unwrap();
    assert_eq!((&status.feeds[0].problem, status.feeds[0].problem_since), (&None, None));
}

#[tokio::test]
async fn a_feed_that_moved_is_polled_there_until_it_is_configured_anew() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let sync = |urls: &[&str]| database.store.sync_feeds(urls.iter().map(|url| target(url)).collect());
    let moved = Moved { to: "https://c.example/1".to_owned(), since: at(0), seen: 2 };
    let place = FeedPlace {
        host: "b.example".to_owned(),
        address: Some("https://b.example/1".to_owned()),
        moved: Some(moved.clone()),
    };
    let feed = database.due(at(0)).await;
    let poll = Poll { place, ..poll(&feed, at(0), modified(Vec::new())) };
    database.store.commit_poll(poll, || at(0), next).await.unwrap();
    sync(&["https://a.example/1"]).await.unwrap();
    let feed = database.due(at(10)).await;
    assert_eq!((feed.address.as_deref(), feed.host.as_str()), (Some("https://b.example/1"), "b.example"));
    assert_eq!(feed.moved, Some(moved));
    sync(&[]).await.unwrap();
    sync(&["https://a.example/1"]).await.unwrap();
    let feed = database.due(at(20)).await;
    assert_eq!((feed.address, feed.host.as_str(), feed.moved), (None, "a.example", None));
}

#[tokio::test]
async fn a_hub_that_asks_back_before_it_answers_is_not_asked_again() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await.id;
    let hub = Hub { url: "https://hub.example/".to_owned(), topic: "https://a.example/1".to_owned() };
    database.store.note_hub(feed, Some(hub.clone()), at(0)).await.unwrap();
    let asked = database.store.claim_subscriptions(claim(at(0))).await.unwrap().items.remove(0);
    let granted = Intent::Subscribe { until: at(600), renew: at(500) };
    assert!(database.store.confirm(asked.token, hub.topic, granted).await.unwrap());
    let late = Some("the hub answered 504".to_owned());
    database.store.commit_asked(feed, late, Some(at(15))).await.unwrap();
    let next = database.store.claim_subscriptions(claim(at(15))).await.unwrap();
    assert_eq!((next.items.len(), next.next_due), (0, Some(at(500))));
    // The renewal, which the hub does not answer.
    assert_eq!(database.store.claim_subscriptions(claim(at(500))).await.unwrap().items[0].attempts, 0);
    database.store.commit_asked(feed, None, Some(at(515))).await.unwrap();
    assert_eq!(database.store.claim_subscriptions(claim(at(515))).await.unwrap().items[0].attempts, 1);
}

#[tokio::test]
async fn credentials_of_former_times_are_forgotten_and_the_feed_is_not() {
    let (old, bare) = ("https://user:hunter2@a.example/1", "https://a.example/1");
    let database = Database::with_feeds(&[old, "https://b.example/1"]).await;
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), modified(vec![entry("1", "https://a.example/a")])).await;
    let database = database.reopened();
    let store = &database.store;
    store.sync_feeds(vec![target(bare), target("https://b.example/1")]).await.unwrap();
    // What was known of it is known under its address; one that stands beside it takes it over.
    let feeds = Status::read(&database.path).unwrap().feeds;
    let urls: Vec<&str> = feeds.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(urls, [bare, "https://b.example/1"]);
    assert!(feeds[0].last_poll.is_some());
    store.sync_feeds(vec![target(bare), target("https://me:hunter2@b.example/1")]).await.unwrap();
    let database = database.reopened();
    let store = &database.store;
    store.sync_feeds(vec![target(bare), target("https://b.example/1")]).await.unwrap();
    assert_eq!(Status::read(&database.path).unwrap().feeds.len(), 2);
    assert_eq!(Status::read(&database.path).unwrap().entries, 1);
    // It is open all the while: nothing waits for its end.
    for file in std::fs::read_dir(database.path.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(7).any(|bytes| bytes == b"hunter2"), "{}", file.display());
    }
}

#[tokio::test]
async fn a_feed_that_is_gone_rests_until_it_is_configured_anew() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), PollResult::Gone).await;
    let sync = |urls: &[&str]| store.sync_feeds(urls.iter().map(|url| target(url)).collect());
    sync(&["https://a.example/1"]).await.unwrap();
    assert!(store.claim_due_feeds(claim(at(9000))).await.unwrap().items.is_empty());
    assert!(Status::read(&database.path).unwrap().feeds[0].problem.as_deref().unwrap().contains("410"));
    sync(&[]).await.unwrap();
    sync(&["https://a.example/1"]).await.unwrap();
    assert_eq!(store.claim_due_feeds(claim(at(9000))).await.unwrap().items.len(), 1);
}

/// An operator who wants a feed polled more often need not wait for a poll that was planned before.
#[tokio::test]
async fn a_shorter_interval_holds_from_the_next_start_on() {
    let check = async |asked: u32, longest: u32, due: u32| {
        let database = Database::with_feeds(&["https://a.example/1"]).await;
        let feed = database.due(at(0)).await;
        let sequel = move |now, polled: &Polled| Sequel {
            next_poll: now + MINUTE * 600,
            asked_until: now + MINUTE * asked,
            ..next(now, polled)
        };
        let poll = poll(&feed, at(0), modified(Vec::new()));
        database.store.commit_poll(poll, || at(0), sequel).await.unwrap();
        let target = FeedTarget { longest: MINUTE * longest, ..target("https://a.example/1") };
        database.store.sync_feeds(vec![target]).await.unwrap();
        let claimed = database.store.claim_due_feeds(claim(at(1))).await.unwrap();
        assert_eq!(claimed.next_due, Some(at(due)), "{asked} {longest}");
    };
    check(0, 60, 60).await;
    // What a server asks for is kept.
    check(300, 60, 300).await;
    check(0, 600, 600).await;
    // Nor does the spread of polls count.
    check(0, 560, 600).await;
    // A failing feed backs off no longer than it may.
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await;
    let failed = PollResult::Failed { problem: "the server answered 500".to_owned() };
    let sequel = |now, polled: &Polled| Sequel { next_poll: now + MINUTE * 600, ..next(now, polled) };
    database.store.commit_poll(poll(&feed, at(0), failed), || at(0), sequel).await.unwrap();
    let target = FeedTarget { longest: MINUTE * 5, ..target("https://a.example/1") };
    database.store.sync_feeds(vec![target]).await.unwrap();
    assert_eq!(database.store.claim_due_feeds(claim(at(1))).await.unwrap().next_due, Some(at(60)));
}
