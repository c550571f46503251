//! What of a document without dates is news, and what was there before: its feed's backlog.

use super::*;

/// An entry that is its headline alone, under a guid and an address of `site`.
fn headline(number: usize, site: &str) -> NewEntry {
    let mut entry = entry(&format!("{site}-{number}"), &format!("https://{site}.example/{number}"));
    entry.title = format!("Headline number {number}");
    entry.text = String::new();
    entry
}

fn headlines(numbers: std::ops::Range<usize>, site: &str) -> Vec<NewEntry> {
    numbers.map(|number| headline(number, site)).collect()
}

fn part(entries: Vec<NewEntry>) -> PollResult {
    match modified(entries) {
        PollResult::Modified { validators, cadence, title, entries, problem, unless_lied, .. } => {
            let is_whole = false;
            PollResult::Modified { validators, cadence, title, entries, problem, is_whole, unless_lied }
        }
        other => other,
    }
}

/// The headlines of the articles that wait to be read and are no backlog, after they were read.
async fn news(database: &Database, now: Timestamp) -> Vec<String> {
    let unread = database.store.claim_unread(unread(claim(now))).await.unwrap().items;
    let mut news = Vec::new();
    for article in unread {
        let url = article.url.clone().unwrap();
        let read = Reading { published: None, ..reading(article.id, &url) };
        database.store.commit_reading(read).await.unwrap();
        news.extend((!article.backlog && article.published.is_none()).then_some(article.title));
    }
    news
}

/// Polls a feed every half hour, for the documents given; `expected` are the numbers of the headlines that are news in the last.
async fn check(documents: Vec<PollResult>, expected: &[usize]) {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let mut last = Vec::new();
    for (result, now) in documents.into_iter().zip((0..).map(|nth| at(nth * 30))) {
        let feed = database.due(now).await;
        database.poll(&feed, now, result).await;
        last = news(&database, now).await;
    }
    let expected: Vec<String> = expected.iter().map(|number| format!("Headline number {number}")).collect();
    assert_eq!(last, expected);
}

#[tokio::test]
async fn the_rest_of_a_first_document_that_was_cut_off_is_backlog() {
    let whole = || modified(headlines(0..9, "a"));
    check(vec![part(headlines(0..2, "a")), whole()], &[]).await;
    check(vec![part(headlines(0..2, "a")), part(headlines(0..6, "a")), whole()], &[]).await;
    check(vec![part(headlines(0..2, "a")), whole(), modified(headlines(0..10, "a"))], &[9]).await;
    // One that is never whole has news all the same.
    let mut days: Vec<_> = (0..50).map(|_| part(headlines(0..9, "a"))).collect();
    days.push(part(headlines(0..10, "a")));
    check(days, &[9]).await;
}

#[tokio::test]
async fn a_feed_that_was_empty_and_has_many_entries_had_them_before() {
    let empty = || modified(Vec::new());
    check(vec![empty(), modified(headlines(0..9, "a"))], &[]).await;
    check(vec![empty(), modified(headlines(0..2, "a"))], &[0, 1]).await;
    check(vec![empty(), modified(headlines(0..9, "a")), modified(headlines(0..10, "a"))], &[9]).await;
}

#[tokio::test]
async fn headlines_under_new_guids_and_addresses_are_known() {
    let before = || modified(headlines(0..8, "a"));
    let mut moved = headlines(0..8, "b");
    moved.push(headline(8, "b"));
    check(vec![before(), modified(moved.clone())], &[8]).await;
    // One that is pinned, and kept its guid.
    moved.push(headline(99, "a"));
    check(vec![modified([headlines(0..8, "a"), vec![headline(99, "a")]].concat()), modified(moved)], &[8])
        .await;
    // A headline that recurs is news each time.
    let weather = |nth: usize| NewEntry { guid: format!("w{nth}"), ..headline(5, &format!("w{nth}")) };
    check(vec![before(), modified(vec![weather(1)]), modified(vec![weather(1), weather(2)])], &[5]).await;
}

#[tokio::test]
async fn headlines_that_are_dated_anew_are_known() {
    let dated = |site: &str, day: u32| -> Vec<NewEntry> {
        let date = |entry| NewEntry { published: Some(at(0) - MINUTE * (60 * 24 * day)), ..entry };
        headlines(0..12, site).into_iter().map(date).collect()
    };
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await;
    assert_eq!(database.poll(&feed, at(0), modified(dated("a", 10))).await.new_articles.len(), 12);
    let feed = database.due(at(30)).await;
    assert_eq!(database.poll(&feed, at(30), modified(dated("b", 0))).await.new_articles.len(), 0);
}

#[tokio::test]
async fn what_a_hub_sends_is_no_backlog_however_much_it_is() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), modified(headlines(0..12, "a"))).await;
    news(&database, at(0)).await;
    assert!(database.store.keep_push(feed.id, None, b"a document".to_vec(), at(1)).await.unwrap());
    let push = database.store.claim_pushes(claim(at(1))).await.unwrap().items.remove(0);
    database.store.commit_push(push.id, push.feed, headlines(20..32, "a"), at(1)).await.unwrap();
    assert_eq!(news(&database, at(1)).await.len(), 12);
}
