//! Articles that wait to be read: put off, host by host, and for how long.

use super::*;

#[tokio::test]
async fn reading_is_put_off_and_taken_up_again() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let feed = database.due(at(0)).await;
    let entries = vec![entry("1", "https://example.com/1")];
    database.poll(&feed, at(0), modified(entries)).await;
    let article = store.claim_unread(unread(claim(at(0)))).await.unwrap().items.remove(0);
    assert_eq!(article.attempts, 0);
    let later = Unreadable::not_tried(article.id, Duration::ZERO);
    store.put_off_reading(later, || at(0)).await.unwrap();
    let article = store.claim_unread(unread(claim(at(0)))).await.unwrap().items.remove(0);
    assert_eq!(article.attempts, 0, "it was not tried");
    let put_off = Unreadable::after(article.id, MINUTE * 2, "the server answered 503".to_owned());
    store.put_off_reading(put_off, || at(0)).await.unwrap();
    let claimed = store.claim_unread(unread(claim(at(1)))).await.unwrap();
    assert_eq!((claimed.items.len(), claimed.next_due), (0, Some(at(2))));
    assert_eq!(store.claim_unread(unread(claim(at(2)))).await.unwrap().items[0].attempts, 1);
    // It turns out to be elsewhere, where it waits for its turn.
    let moved = Some(("https://b.example/one".to_owned(), "b.example".to_owned()));
    let put_off = Unreadable { moved, ..Unreadable::not_tried(article.id, MINUTE) };
    store.put_off_reading(put_off, || at(2)).await.unwrap();
    let there = Claim { except: vec!["example.com".to_owned()], ..claim(at(3)) };
    let article = store.claim_unread(unread(there)).await.unwrap().items.remove(0);
    assert_eq!(article.elsewhere.as_deref(), Some("https://b.example/one"));
    assert_eq!(article.url.as_deref(), Some("https://example.com/1"));
    assert_eq!((article.host.as_str(), article.attempts), ("b.example", 2));
}

#[tokio::test]
async fn a_stage_that_is_behind_makes_the_one_before_it_pause() {
    let database = Database::with_feeds(&["https://a.example/1", "https://b.example/2"]).await;
    let store = &database.store;
    let one = || Claim { limit: 1, max_behind: 1, ..claim(at(0)) };
    let feed = store.claim_due_feeds(one()).await.unwrap().items.remove(0);
    let whole = |guid: &str| NewEntry { host: String::new(), ..entry(guid, guid) };
    // One that waits for its page holds up nobody.
    database.poll(&feed, at(0), modified(vec![whole("1"), whole("2"), entry("3", "3")])).await;
    let claimed = store.claim_due_feeds(one()).await.unwrap();
    assert_eq!((claimed.items.len(), claimed.next_due), (0, Some(at(0) + Duration::from_secs(1))));
    let article = store.claim_unread(unread(one())).await.unwrap().items.remove(0);
    store.commit_reading(reading(article.id, "1")).await.unwrap();
    assert_eq!(store.claim_due_feeds(one()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn pages_are_read_host_by_host_the_newest_first() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let at_host = |guid: &str, host: &str| NewEntry { host: host.to_owned(), ..entry(guid, guid) };
    for (minute, hosts) in [(0, ["a", "b", "c"]), (30, ["a", "b", ""])] {
        let feed = database.due(at(minute)).await;
        let entries = hosts.iter().map(|host| at_host(&format!("{host}{minute}"), host)).collect();
        database.poll(&feed, at(minute), modified(entries)).await;
    }
    let claim_two = async |after: &str| -> Vec<String> {
        let claim = Claim { per_host: 1, limit: 2, ..claim(at(30)) };
        let claim = UnreadClaim { after: after.to_owned(), ..unread(claim) };
        let claimed = store.claim_unread(claim).await.unwrap().items;
        claimed.into_iter().map(|article| article.url.unwrap()).collect()
    };
    assert_eq!(claim_two("a").await, ["30", "b30"], "what needs no page is taken besides");
    assert_eq!(claim_two("b").await, ["c0", "a30"], "the round goes on, and begins again");
    assert_eq!(claim_two("a").await, ["b0", "a0"]);
    assert!(claim_two("a").await.is_empty());
}

#[tokio::test]
async fn what_waits_too_long_for_its_host_goes_on_without_its_page() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), modified(vec![entry("1", "https://example.com/1")])).await;
    let wanted = |minutes, longest_pause| UnreadClaim {
        claim: Claim { except: vec!["example.com".to_owned()], ..claim(at(minutes)) },
        after: String::new(),
        longest_wait: MINUTE * 60,
        longest_pause,
    };
    store.note_time(at(0)).await.unwrap();
    for minutes in 1..60 {
        assert!(store.claim_unread(wanted(minutes, MINUTE)).await.unwrap().items.is_empty());
        store.note_time(at(minutes)).await.unwrap();
    }
    let article = store.claim_unread(wanted(60, MINUTE)).await.unwrap().items.remove(0);
    assert!(article.host.is_empty() && article.problem.unwrap().contains("waited"));

    let feed = database.due(at(60)).await;
    database.poll(&feed, at(60), modified(vec![entry("2", "https://example.com/2")])).await;
    let pause = HostPause { host: "example.com".to_owned(), length: MINUTE * 30 };
    store.pause_host(pause, || at(60)).await.unwrap();
    assert!(store.claim_unread(wanted(60, MINUTE * 30)).await.unwrap().items.is_empty());
    let article = store.claim_unread(wanted(60, MINUTE * 29)).await.unwrap().items.remove(0);
    assert!(article.host.is_empty() && article.problem.unwrap().contains("left alone"));
}

#[tokio::test]
async fn what_waited_while_nobody_was_awake_keeps_its_page() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await;
    database.store.note_time(at(0)).await.unwrap();
    let entries = vec![entry("1", "https://example.com/1"), entry("2", "https://example.com/2")];
    database.poll(&feed, at(0), modified(entries)).await;
    let wanted = |minutes, except: &[&str]| UnreadClaim {
        claim: Claim { except: except.iter().map(|&host| host.to_owned()).collect(), ..claim(at(minutes)) },
        after: String::new(),
        longest_wait: MINUTE * 60,
        longest_pause: MINUTE,
    };
    // The machine slept for ten hours, or the daemon was off.
    let database = database.reopened();
    let store = &database.store;
    assert!(store.claim_unread(wanted(600, &["example.com"])).await.unwrap().items.is_empty());
    for minutes in 600..660 {
        store.note_time(at(minutes)).await.unwrap();
        assert!(store.claim_unread(wanted(minutes, &["example.com"])).await.unwrap().items.is_empty());
    }
    let article = store.claim_unread(wanted(659, &[])).await.unwrap().items.remove(0);
    assert_eq!((article.host.as_str(), article.problem), ("example.com", None));
    // From then on it counts again.
    let article = store.claim_unread(wanted(660, &["example.com"])).await.unwrap().items.remove(0);
    assert!(article.host.is_empty(), "{article:?}");
}

#[tokio::test]
async fn a_host_is_left_alone_as_long_as_it_asks_also_after_a_restart() {
    let database = Database::with_feeds(&["https://a.example/1", "https://a.example/2"]).await;
    let feed = database.due(at(0)).await;
    let result = PollResult::Failed { problem: "the server answered 429".to_owned() };
    let pause = HostPause { host: "a.example".to_owned(), length: MINUTE * 60 };
    let poll = Poll { pause: Some(pause), ..poll(&feed, at(0), result) };
    database.store.commit_poll(poll, || at(0), next).await.unwrap();
    let database = database.reopened();
    let claimed = database.store.claim_due_feeds(claim(at(59))).await.unwrap();
    assert_eq!((claimed.items.len(), claimed.next_due), (0, Some(at(60))));
    assert_eq!(database.store.claim_due_feeds(claim(at(60))).await.unwrap().items.len(), 2);
}
