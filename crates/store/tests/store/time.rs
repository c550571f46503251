//! Clocks that are set back.

use super::*;

#[tokio::test]
async fn a_clock_that_is_set_back_takes_what_is_due_with_it() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    assert_eq!(store.note_time(at(60)).await.unwrap(), 0);
    let feed = database.due(at(60)).await;
    database.poll(&feed, at(60), modified(Vec::new())).await;
    assert_eq!(store.note_time(at(30)).await.unwrap(), 30 * 60 * 1000);
    let claimed = store.claim_due_feeds(claim(at(30))).await.unwrap();
    assert_eq!(claimed.next_due, Some(at(40)), "ten minutes from now, as it was before");
}

#[tokio::test]
async fn a_time_that_is_a_moment_behind_moves_nothing_and_moves_on() {
    let second = Duration::from_secs(1);
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    store.note_time(at(60)).await.unwrap();
    let feed = database.due(at(60)).await;
    database.poll(&feed, at(60), modified(Vec::new())).await;
    // Behind by less than two seconds each time, and then by two.
    for behind in [1, 2, 3] {
        let now = at(60) - second * behind;
        assert_eq!(store.claim_due_feeds(claim(now)).await.unwrap().next_due, Some(at(70)));
        assert_eq!(store.note_time(now).await.unwrap(), 0);
    }
    let claimed = store.claim_due_feeds(claim(at(60) - second * 5)).await.unwrap();
    assert_eq!(claimed.next_due, Some(at(70) - second * 2));
}

#[tokio::test]
async fn a_clock_that_is_set_back_while_a_feed_is_polled_delays_nothing() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    store.note_time(at(60)).await.unwrap();
    let feed = database.due(at(60)).await;
    store.note_time(at(30)).await.unwrap();
    // It was asked before the clock was set back, and is committed after.
    let asked = poll(&feed, at(60), modified(Vec::new()));
    store.commit_poll(asked, || at(30), next).await.unwrap();
    let claimed = store.claim_due_feeds(claim(at(30))).await.unwrap();
    assert_eq!(claimed.next_due, Some(at(40)), "ten minutes from now");
}

#[tokio::test]
async fn what_is_scheduled_by_a_clock_that_was_set_back_stays_as_it_is() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    store.note_time(at(60)).await.unwrap();
    // The clock goes back, and a worker sees it before anybody notes it.
    let feed = database.due(at(30)).await;
    store.commit_poll(poll(&feed, at(30), modified(Vec::new())), || at(30), next).await.unwrap();
    assert_eq!(store.note_time(at(31)).await.unwrap(), 0);
    let claimed = store.claim_due_feeds(claim(at(31))).await.unwrap();
    assert_eq!((claimed.items.len(), claimed.next_due), (0, Some(at(40))));
}

#[tokio::test]
async fn a_clock_that_leaps_ahead_is_steady_once_it_has_run_for_an_hour() {
    const DAY: u32 = 24 * 60;
    let database = Database::new();
    let store = &database.store;
    // Notes the time every four minutes from one minute to another; whether the clock is steady then.
    let awake = async |from: u32, to: u32| {
        for minute in (from..=to).step_by(4) {
            store.note_time(at(minute)).await.unwrap();
        }
        store.is_time_steady(at(to)).await.unwrap()
    };
    assert!(!awake(0, 56).await, "nothing is known of the clock of a new database");
    assert!(awake(60, 60).await);
    assert!(awake(3 * 60, 3 * 60).await, "a night changes nothing");
    assert!(!awake(9 * DAY, 9 * DAY + 56).await);
    // It slept for six hours, in which nobody looked at the clock.
    assert!(!awake(9 * DAY + 416, 9 * DAY + 416).await);
    assert!(awake(9 * DAY + 420, 9 * DAY + 420).await);
    // Ahead by years, and then back.
    assert!(!awake(4000 * DAY, 4000 * DAY + 4).await);
    assert!(!awake(10 * DAY, 10 * DAY + 52).await);
    assert!(awake(10 * DAY + 56, 10 * DAY + 56).await);
}
