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
        PollResult::Modified { validators, cadence, title, entries, problem, proves, .. } => {
            let is_whole = false;
            PollResult::Modified { validators, cadence, title, entries, problem, is_whole, proves }
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
async fn a_feed_that_begins_with_a_note_or_an_error_has_a_backlog_behind_it() {
    let note = || {
        modified(vec![NewEntry { title: "Your feed is being prepared".to_owned(), ..headline(99, "note") }])
    };
    check(vec![note(), modified(headlines(0..7, "a"))], &[]).await;
    check(vec![note(), modified(headlines(0..2, "a"))], &[0, 1]).await;
    check(vec![note(), modified(headlines(0..7, "a")), modified(headlines(0..8, "a"))], &[7]).await;
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
    // Of many, with one on top of them.
    let moved = [headlines(20..21, "b"), headlines(0..12, "b")].concat();
    check(vec![modified(headlines(0..12, "a")), modified(moved)], &[20]).await;
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

/// An entry with a headline and a date, so many hours ago.
pub(super) fn dated(guid: &str, url: &str, title: &str, hours_ago: u32) -> NewEntry {
    let published = Some(at(0) - MINUTE * (60 * hours_ago));
    NewEntry { title: title.to_owned(), text: String::new(), published, ..entry(guid, url) }
}

/// How many articles the last of these documents makes known. What they say is committed as the feed says it.
pub(super) async fn new_articles(documents: Vec<Vec<NewEntry>>) -> usize {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let mut last = 0;
    for (entries, now) in documents.into_iter().zip((0..).map(|nth| at(nth * 30))) {
        let feed = database.due(now).await;
        last = database.poll(&feed, now, modified(entries)).await.new_articles.len();
        for article in database.store.claim_unread(unread(claim(now))).await.unwrap().items {
            let url = article.url.clone().unwrap();
            let read = Reading { title: article.title.clone(), ..reading(article.id, &url) };
            let known = database.store.commit_reading(read).await.unwrap();
            assert_eq!(known, None, "{url}");
        }
    }
    last
}

#[tokio::test]
async fn entries_that_share_an_address_are_articles_of_their_own() {
    let page = "https://a.example/news";
    let first = || {
        vec![
            dated("1", page, "Council opens the stadium", 3),
            dated("2", page, "Harbour master resigns today", 4),
            dated("3", page, "Museum buys a glacier", 5),
        ]
    };
    assert_eq!(new_articles(vec![first()]).await, 3);
    let next = [vec![dated("4", page, "Quarry sold to a lottery", 0)], first()].concat();
    assert_eq!(new_articles(vec![first(), next]).await, 1);
    // The same headline twice is one.
    let twice = vec![
        dated("1", page, "Council opens the stadium", 3),
        dated("2", page, "Council opens the stadium", 3),
    ];
    assert_eq!(new_articles(vec![twice]).await, 1);
    // An address that serves for one after the other.
    let live = |guid: &str, title: &str| vec![dated(guid, "https://a.example/live", title, 0)];
    assert_eq!(
        new_articles(vec![live("1", "Council opens the stadium"), live("2", "Museum buys a glacier")]).await,
        1
    );
    let corrected = live("2", "Council opens its stadium late");
    assert_eq!(new_articles(vec![live("1", "Council opens the stadium"), corrected]).await, 0);
}

#[tokio::test]
async fn a_guid_that_is_a_place_in_the_list_names_one_after_the_other() {
    let top =
        |number: usize, title: &str| vec![dated("top", &format!("https://a.example/{number}"), title, 0)];
    assert_eq!(
        new_articles(vec![top(1, "Council opens the stadium"), top(2, "Museum buys a glacier")]).await,
        1
    );
    // An article that is moved under a headline that was changed is one.
    assert_eq!(
        new_articles(vec![top(1, "Council opens the stadium"), top(2, "Council opens its stadium late")])
            .await,
        0
    );
    let there = vec![dated("top", "https://a.example/1", "Museum buys a glacier", 0)];
    assert_eq!(new_articles(vec![top(1, "Council opens the stadium"), there]).await, 0);
}

#[tokio::test]
async fn what_recurs_every_day_is_news_every_day() {
    let briefing = |day: u32| {
        let standfirst = "Everything that you need to know as the day begins, from the harbour to the council and back, in one letter.";
        let published = Some(at(day * 60 * 24));
        let url = format!("https://a.example/{day}");
        vec![NewEntry {
            title: "Morning briefing".to_owned(),
            text: standfirst.to_owned(),
            published,
            ..entry(&format!("briefing-{day}"), &url)
        }]
    };
    assert_eq!(new_articles(vec![briefing(0), briefing(1)]).await, 1);
    let notices = |days: std::ops::Range<u32>| -> Vec<NewEntry> {
        let notice = |day: u32, kind: &str| {
            dated(&format!("{day}{kind}"), &format!("https://a.example/{day}{kind}"), kind, 100 - day)
        };
        let kinds = [
            "The bank: transaction in own shares",
            "The bank: holding in a company",
            "The bank: net asset value",
        ];
        days.rev().flat_map(|day| kinds.map(|kind| notice(day, kind))).collect()
    };
    assert_eq!(new_articles(vec![notices(0..2), notices(1..3)]).await, 3);
}

#[tokio::test]
async fn what_stands_below_all_that_is_known_was_there_before() {
    check(vec![modified(headlines(0..10, "a")), modified(headlines(0..30, "a"))], &[]).await;
    let mut next = vec![headline(90, "a")];
    next.extend(headlines(0..30, "a"));
    check(vec![modified(headlines(0..10, "a")), modified(next)], &[90]).await;
    // A list that grows at its end, by a few.
    check(vec![modified(headlines(0..10, "a")), modified(headlines(0..12, "a"))], &[10, 11]).await;
    // What came on top while its first document was read in part.
    let mut next = vec![headline(90, "a")];
    next.extend(headlines(0..9, "a"));
    check(vec![part(headlines(0..2, "a")), part(next)], &[90]).await;
}

/// A document that lists these headlines.
fn listed(numbers: &[usize]) -> PollResult {
    modified(numbers.iter().map(|number| headline(*number, "a")).collect())
}

#[tokio::test]
async fn what_comes_up_from_below_a_feed_that_grows_on_top_was_there_before() {
    let grown = || vec![listed(&[2, 1, 0]), listed(&[3, 2, 1, 0]), listed(&[5, 4, 3, 2, 1, 0])];
    let then = |documents: &[&[usize]]| {
        [grown(), documents.iter().map(|numbers| listed(numbers)).collect()].concat()
    };
    // One is taken away, and the next of old comes up; the list is made longer; and something comes on top, too.
    check(then(&[&[5, 4, 3, 1, 0, 90]]), &[]).await;
    check(then(&[&[5, 4, 3, 2, 1, 0, 90, 91, 92, 93, 94]]), &[]).await;
    check(then(&[&[6, 5, 4, 3, 2, 0, 90]]), &[6]).await;
    // It is so for the next one.
    check(then(&[&[5, 4, 3, 1, 0, 90], &[5, 4, 3, 0, 90, 91]]), &[]).await;
    check(then(&[&[5, 4, 3, 1, 0, 90], &[6, 5, 4, 3, 1, 0]]), &[6]).await;
    // What is pinned stands on top.
    let pinned = [listed(&[0, 2, 1]), listed(&[0, 3, 2, 1]), listed(&[0, 4, 3, 2, 1])];
    check([pinned.to_vec(), vec![listed(&[0, 4, 3, 1, 90])]].concat(), &[]).await;
}

#[tokio::test]
async fn what_comes_below_is_news_where_a_feed_has_not_shown_that_it_grows_on_top() {
    let check = async |documents: &[&[usize]], expected: &[usize]| {
        check(documents.iter().map(|numbers| listed(numbers)).collect(), expected).await;
    };
    // One document is not enough.
    check(&[&[1, 0], &[2, 1, 0], &[2, 1, 0, 3]], &[3]).await;
    // A list that grows at its end, at both ends, in its midst, or in two parts.
    check(&[&[0, 1], &[0, 1, 2], &[0, 1, 2, 3], &[2, 3, 4]], &[4]).await;
    check(&[&[1, 0], &[2, 1, 0, 3], &[4, 2, 1, 0, 3], &[4, 2, 1, 0, 3, 5]], &[5]).await;
    check(&[&[3, 1, 0], &[3, 2, 1, 0], &[4, 3, 2, 1, 0], &[4, 3, 2, 1, 0, 5]], &[5]).await;
    check(&[&[1, 0, 11], &[2, 1, 0, 12], &[3, 2, 1, 0, 13], &[4, 3, 2, 1, 0, 14]], &[4, 14]).await;
    check(&[&[1, 0, 11, 10], &[2, 1, 0, 12, 11, 10], &[3, 2, 1, 0, 12, 11], &[3, 2, 1, 0, 12, 13]], &[13])
        .await;
}

#[tokio::test]
async fn what_comes_up_from_below_in_the_place_of_what_was_taken_away_was_there_before() {
    let check = async |documents: &[&[usize]], expected: &[usize]| {
        check(documents.iter().map(|numbers| listed(numbers)).collect(), expected).await;
    };
    check(&[&[4, 3, 2, 1], &[4, 2, 1, 0]], &[]).await;
    check(&[&[5, 4, 3, 2], &[5, 2, 1, 0]], &[]).await;
    check(&[&[4, 3, 2, 1], &[4, 3, 2, 0]], &[]).await;
    check(&[&[4, 3, 2, 1], &[4, 2, 1, 0], &[5, 4, 2, 1]], &[5]).await;
    check(&[&[5, 4, 3, 2], &[5, 3, 2, 1], &[5, 3, 1, 0]], &[]).await;
    // More has come than was taken away.
    check(&[&[4, 3, 2, 1], &[4, 2, 1, 0, 90]], &[0, 90]).await;
    // Lists whose newest stand last: as long as ever, of which the first goes, or longer each time.
    check(&[&[0, 1, 2, 3], &[1, 2, 3, 4]], &[4]).await;
    check(&[&[0, 1, 2, 3], &[1, 2, 3, 4], &[2, 3, 4, 5], &[3, 4, 5, 6]], &[6]).await;
    check(&[&[0, 1, 2, 3], &[0, 1, 2, 3, 4]], &[4]).await;
    // One was taken away from these, before and with another that has come.
    check(&[&[0, 1, 2, 3], &[0, 1, 3], &[0, 1, 3, 4]], &[4]).await;
    check(&[&[0, 1, 2, 3], &[0, 1, 2, 3, 4], &[0, 1, 3, 4, 5]], &[5]).await;
    // What goes and comes by turns, or was put in another order.
    check(&[&[0, 1, 2, 3, 4], &[0, 2, 3, 4, 5], &[0, 3, 4, 5, 6], &[0, 4, 5, 6, 7]], &[7]).await;
    check(&[&[0, 1, 2, 3], &[3, 0, 1, 4]], &[4]).await;
}

#[tokio::test]
async fn a_feed_that_moves_and_cuts_its_texts_differently_is_known_by_its_headlines() {
    let entries = |site: &str, text: &str, hours_ago: u32| -> Vec<NewEntry> {
        let titles = ["opens the stadium", "buys a glacier", "sells its quarry", "resigns after the storm"];
        let entry = |(number, title): (usize, &&str)| {
            let url = format!("https://{site}.example/{number}");
            let entry = dated(&format!("{site}{number}"), &url, &format!("The council {title}"), hours_ago);
            // The new system writes them in capitals, too.
            let title = if site == "b" { entry.title.to_uppercase() } else { entry.title.clone() };
            NewEntry { title, text: format!("{text} of number {number}"), ..entry }
        };
        titles.iter().enumerate().map(entry).collect()
    };
    let (before, after) = (entries("a", "A teaser […]", 240), entries("b", "All of the text", 1));
    assert_eq!(new_articles(vec![before, after]).await, 0);
}

/// Other selectors pick what was there before, and the page that they pick it from has not changed.
#[tokio::test]
async fn a_page_that_is_read_by_other_selectors_begins_anew() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let by = |selector: &str| FeedTarget { read_by: selector.to_owned(), ..target("https://a.example/1") };
    database.store.sync_feeds(vec![by("li.a")]).await.unwrap();
    let feed = database.due(at(0)).await;
    database.poll(&feed, at(0), modified(headlines(0..3, "a"))).await;
    news(&database, at(0)).await;
    // The same selectors say nothing new.
    database.store.sync_feeds(vec![by("li.a")]).await.unwrap();
    assert!(!database.due(at(30)).await.validators.is_empty());
    let database = database.reopened();
    database.store.sync_feeds(vec![by("li.b")]).await.unwrap();
    let feed = database.due(at(31)).await;
    assert!(feed.validators.is_empty());
    database.poll(&feed, at(31), modified(headlines(10..16, "a"))).await;
    assert_eq!(news(&database, at(31)).await, [""; 0]);
    let feed = database.due(at(61)).await;
    database.poll(&feed, at(61), modified(headlines(10..17, "a"))).await;
    assert_eq!(news(&database, at(61)).await, ["Headline number 16"]);
}
