//! What hubs send.

use super::*;

#[tokio::test]
async fn of_what_a_hub_sends_of_one_feed_the_latest_has_the_last_word() {
    let database = Database::with_feeds(&["https://a.example/1", "https://b.example/1"]).await;
    let feeds = database.store.claim_due_feeds(claim(at(0))).await.unwrap().items;
    let (one, other) = (feeds[0].id, feeds[1].id);
    for (feed, body) in [(one, "first"), (one, "second"), (other, "third")] {
        assert!(database.store.keep_push(feed, None, body.into(), at(0)).await.unwrap());
    }
    let claimed = async |minute: u32| {
        let mut pushes = database.store.claim_pushes(claim(at(minute))).await.unwrap().items;
        pushes.sort_by_key(|push| push.id);
        pushes
    };
    let bodies = |pushes: &[Push]| {
        pushes.iter().map(|push| String::from_utf8(push.body.clone()).unwrap()).collect::<Vec<_>>()
    };
    let pushes = claimed(1).await;
    assert_eq!(bodies(&pushes), ["first", "third"]);
    assert!(claimed(1).await.is_empty(), "one of the feed is being read");
    // Whoever read it died: it is the first again once its claim has expired.
    assert_eq!(bodies(&claimed(3).await), ["first", "third"]);
    database.store.commit_push(pushes[0].id, one, Vec::new(), at(3)).await.unwrap();
    assert_eq!(bodies(&claimed(3).await), ["second"]);
}
