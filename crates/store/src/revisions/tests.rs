//! Texts that change, and pages that are read again for that.

use std::time::Duration;

use super::*;
use crate::visits::VISITS_MAX;
use crate::{
    Cadence, Claim, DueRevisit, FeedPlace, FeedTarget, PlacedBatch, Poll, PollResult, Reread, Revisited,
    Sequel, UnreadClaim, Validators,
};

const MINUTE: Duration = Duration::from_secs(60);

fn at(minutes: u32) -> Timestamp {
    "2026-03-04T10:00:00Z".parse::<Timestamp>().unwrap() + MINUTE * minutes
}

fn claim(now: Timestamp) -> Claim {
    Claim { now, until: now + MINUTE, limit: 9, per_host: 9, except: Vec::new(), max_behind: 100 }
}

/// An entry with its whole text, so that no page is read.
fn entry(guid: &str, text: &str) -> NewEntry {
    let url = Some("https://a.example/1".to_owned());
    NewEntry { guid: guid.to_owned(), url, text: text.to_owned(), ..NewEntry::default() }
}

async fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("a.db")).unwrap();
    let target = FeedTarget {
        url: "https://a.example/rss".to_owned(),
        host: "a.example".to_owned(),
        tags: Vec::new(),
        first_poll: at(0),
        longest: Duration::from_secs(3600),
        backoff: Duration::from_secs(3600),
        read_by: String::new(),
    };
    store.sync_feeds(vec![target]).await.unwrap();
    (directory, store)
}

async fn poll(store: &Store, minutes: u32, entries: Vec<NewEntry>) {
    let now = at(minutes);
    let feed = store.claim_due_feeds(claim(now)).await.unwrap().items.remove(0);
    let validators = Validators::default();
    let result = PollResult::Modified {
        validators,
        cadence: Cadence::default(),
        title: None,
        entries,
        problem: None,
        is_whole: true,
        proves: None,
    };
    let sequel = Sequel {
        next_poll: now + MINUTE,
        asked_until: now,
        interval: MINUTE,
        longest_gap: None,
        rhythm: None,
        silence: None,
        report: None,
    };
    let poll = Poll { feed: feed.id, now, result, place: FeedPlace::default(), pause: None };
    store.commit_poll(poll, move || now, move |_, _| sequel).await.unwrap();
}

async fn count(store: &Store, what: &'static str) -> i64 {
    let count = move |transaction: &Transaction<'_>| {
        Ok(transaction.query_row(&format!("SELECT {what}"), [], |row| row.get(0))?)
    };
    store.writer.run(count).await.unwrap()
}

async fn read(store: &Store) -> ArticleId {
    read_as(store, |reading| reading).await
}

async fn read_as(store: &Store, with: impl FnOnce(crate::Reading) -> crate::Reading) -> ArticleId {
    let wanted = UnreadClaim {
        claim: claim(at(0)),
        after: String::new(),
        longest_wait: MINUTE,
        longest_pause: MINUTE,
    };
    let unread = store.claim_unread(wanted).await.unwrap().items.remove(0);
    let reading = crate::Reading {
        id: unread.id,
        addresses: Vec::new(),
        title: unread.title,
        text: unread.text,
        source: None,
        author: None,
        language: None,
        published: None,
        modified: None,
        problem: None,
        of_page: false,
        revisit: None,
    };
    store.commit_reading(with(reading)).await.unwrap();
    unread.id
}

#[tokio::test]
async fn the_history_of_a_text_is_bounded_in_number_and_in_bytes() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![entry("1", "Text 0.")]).await;
    read(&store).await;
    for minute in 1..30 {
        poll(&store, minute, vec![entry("1", &format!("Text {minute}."))]).await;
    }
    assert_eq!(count(&store, "count(*) FROM revision").await, 10);
    assert_eq!(count(&store, "text = 'Text 29.' FROM article").await, 1);
    assert_eq!(count(&store, "text = 'Text 28.' FROM revision ORDER BY number DESC").await, 1);
    for minute in 30..34 {
        // Seven bytes, and four characters.
        let long = format!("{minute}🗞 ").repeat(REVISION_BYTES_MAX / 12);
        poll(&store, minute, vec![entry("1", &long)]).await;
    }
    let bytes = count(&store, "sum(octet_length(text)) FROM revision").await;
    assert!(bytes <= i64::try_from(REVISION_BYTES_MAX).unwrap(), "{bytes}");
    assert!(count(&store, "count(*) FROM revision").await < 10);
}

#[tokio::test]
async fn only_other_words_are_a_change() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![entry("1", "One two.")]).await;
    read(&store).await;
    poll(&store, 1, vec![entry("1", "One  two.\n")]).await;
    assert_eq!(count(&store, "count(*) FROM revision").await, 0);
}

/// An entry of which the page is read.
fn announced(title: &str, text: &str) -> NewEntry {
    NewEntry { host: "a.example".to_owned(), title: title.to_owned(), ..entry("1", text) }
}

/// Reads its page, which is to be read again in five minutes.
async fn read_page(store: &Store, text: &str) -> ArticleId {
    let revisit = crate::Revisit {
        at: Some(at(5)),
        host: "a.example".to_owned(),
        address: "https://a.example/1".to_owned(),
        headline: String::new(),
        validators: Validators::default(),
    };
    read_as(store, |reading| crate::Reading {
        text: text.to_owned(),
        of_page: true,
        revisit: Some(revisit),
        ..reading
    })
    .await
}

async fn visit(store: &Store, minutes: u32) -> Option<DueRevisit> {
    store.claim_revisits(claim(at(minutes))).await.unwrap().items.pop()
}

async fn visited(store: &Store, due: &DueRevisit, minutes: u32, next: Option<Timestamp>) {
    let revisited = Revisited {
        id: due.id,
        due: due.due,
        now: at(minutes),
        next,
        validators: None,
        headline: None,
        text: None,
    };
    store.commit_revisit(revisited).await.unwrap();
}

#[tokio::test]
async fn a_page_that_gives_much_less_than_before_changes_nothing() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![announced("A title", "Summary.")]).await;
    let whole = "The first of many words that the page gave when it was open to everybody, and more of them followed.";
    let article = read_page(&store, whole).await;
    let again = async |minutes, text: &str| {
        let text = Some(NewText { title: String::new(), text: text.to_owned(), modified: None });
        let (now, due) = (at(minutes), at(minutes));
        let revisited =
            Revisited { id: article, due, now, next: None, validators: None, headline: None, text };
        store.commit_revisit(revisited).await.unwrap()
    };
    assert_eq!(again(5, "The first of many words. Subscribe.").await, Reread::Shortened);
    let kept = format!("text = '{whole}' AND problem LIKE '%less%' FROM article").leak();
    assert_eq!(count(&store, kept).await, 1);
    assert_eq!(count(&store, "count(*) FROM revision").await, 0);
    assert_eq!(again(6, whole).await, Reread::Unchanged);
    assert_eq!(count(&store, "problem IS NULL FROM article").await, 1);
    let cut = "The first of many words that the page gave when it was open.";
    assert_eq!(again(7, cut).await, Reread::Changed, "a correction may shorten");
    assert_eq!(again(8, "This was wrong, and is withdrawn.").await, Reread::Changed, "by more than half");
    assert_eq!(count(&store, "problem IS NULL AND text LIKE '%withdrawn%' FROM article").await, 1);
}

#[tokio::test]
async fn a_changed_headline_takes_effect_at_once_though_the_page_is_read_for_the_rest() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![announced("A fire in Port Ellis", "Summary.")]).await;
    read_page(&store, "All that the page says.").await;
    poll(&store, 1, vec![announced("Two die in a fire in Port Ellis", "Summary.")]).await;
    let says = "title = 'Two die in a fire in Port Ellis' AND text = 'All that the page says.' FROM article";
    assert_eq!(count(&store, says).await, 1);
    assert_eq!(count(&store, "count(*) FROM revision").await, 1);
    // What a feed cuts is no other headline.
    poll(&store, 2, vec![announced("Two die in a fire…", "Another summary.")]).await;
    assert_eq!(count(&store, says).await, 1);
    assert_eq!(count(&store, "count(*) FROM revision").await, 1);
}

#[tokio::test]
async fn a_page_that_was_read_often_enough_gives_way_to_a_feed_that_says_more() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![announced("A title", "Summary.")]).await;
    read_page(&store, "All that the page says.").await;
    let spent = |transaction: &Transaction<'_>| {
        Ok(transaction.execute("UPDATE revisit SET visits = ?1, next_read = NULL", [VISITS_MAX])?)
    };
    store.writer.run(spent).await.unwrap();
    poll(&store, 1, vec![announced("Another title", "Other summary.")]).await;
    let kept = "title = 'Another title' AND text = 'All that the page says.' FROM article";
    assert_eq!(count(&store, kept).await, 1);
    poll(&store, 2, vec![announced("Another title", "More than all that the page says.")]).await;
    assert_eq!(count(&store, "text = 'More than all that the page says.' FROM article").await, 1);
    assert_eq!(count(&store, "count(*) FROM revisit WHERE next_read IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_page_whose_entry_changes_while_it_is_read_is_read_once_more() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![announced("A title", "Summary.")]).await;
    read_page(&store, "All that the page says.").await;
    let due = visit(&store, 5).await.unwrap();
    poll(&store, 5, vec![announced("A title", "Another summary.")]).await;
    visited(&store, &due, 6, None).await;
    assert!(visit(&store, 6).await.is_none(), "twice as long after the second visit");
    let due = visit(&store, 7).await.unwrap();
    visited(&store, &due, 7, None).await;
    assert!(visit(&store, 60).await.is_none(), "nothing changed since");
}

#[tokio::test]
async fn a_clock_that_was_set_back_puts_off_no_visit_that_a_change_asks_for() {
    let check = async |planned: Option<Timestamp>, expected: u32| {
        let (_directory, store) = store().await;
        poll(&store, 0, vec![announced("A title", "Summary.")]).await;
        read_page(&store, "All that the page says.").await;
        store.note_time(at(60)).await.unwrap();
        let due = visit(&store, 60).await.unwrap();
        visited(&store, &due, 60, planned).await;
        store.note_time(at(10)).await.unwrap();
        poll(&store, 11, vec![announced("A title", "Another summary.")]).await;
        assert!(visit(&store, expected - 1).await.is_none());
        assert!(visit(&store, expected).await.is_some());
    };
    // Two minutes after the visit, which is where it was; or after the change, where nothing was planned any more.
    check(Some(at(600)), 12).await;
    check(None, 13).await;
}

#[tokio::test]
async fn guids_that_change_with_every_poll_make_one_entry() {
    let (_directory, store) = store().await;
    for minute in 0..5 {
        poll(&store, minute, vec![entry(&format!("guid of poll {minute}"), "Text.")]).await;
    }
    assert_eq!(count(&store, "count(*) FROM entry").await, 1);
    // Two entries of one article at the same time are two.
    poll(&store, 5, vec![entry("a", "Text."), entry("b", "Text.")]).await;
    poll(&store, 6, vec![entry("a", "Text."), entry("b", "Text.")]).await;
    assert_eq!(count(&store, "count(*) FROM entry").await, 2);
    assert_eq!(count(&store, "count(*) FROM article").await, 1);
}

#[tokio::test]
async fn a_text_that_comes_while_another_is_matched_waits_for_its_turn() {
    let (_directory, store) = store().await;
    poll(&store, 0, vec![entry("1", "Zero.")]).await;
    let id = read(&store).await;
    let placement = |id: ArticleId| model::Placement {
        story: id.into(),
        opened: true,
        relation: model::Relation::Original,
        merged: Vec::new(),
        related: Vec::new(),
        why: Vec::new(),
    };
    let placed = |id| PlacedArticle {
        article: id,
        outlet: None,
        credit: None,
        placement: placement(id),
        mentions: Vec::new(),
        sure: Vec::new(),
        requests: Vec::new(),
        untold: Vec::new(),
    };
    let renderer = Renderer {
        body: |_, _| String::new(),
        incident: |_, _| String::new(),
        digest: |_, _| String::new(),
        released: |_, _, _, _| None,
        webhook_id: |_, _, _| String::new(),
    };
    let judge = Judge::new(|facts| model::Ruling { decisions: Vec::new(), volume: facts.volume });
    store
        .commit_articles(PlacedBatch::of(vec![placed(id)], 0), at(0), renderer, judge.clone())
        .await
        .unwrap();
    assert!(store.edited(9).await.unwrap().is_empty());
    poll(&store, 1, vec![entry("1", "One.")]).await;
    let first = store.edited(9).await.unwrap().remove(0);
    assert_eq!((first.text_before.as_str(), first.article.text.as_str()), ("Zero.", "One."));
    poll(&store, 2, vec![entry("1", "Two.")]).await;
    let edits = vec![EditedArticle { placed: placed(id), gone: Vec::new(), revision: first.revision }];
    store.commit_edits(EditedBatch::of(edits, 0), at(2), renderer, judge.clone()).await.unwrap();
    let second = store.edited(9).await.unwrap().remove(0);
    assert_eq!((second.text_before.as_str(), second.article.text.as_str()), ("One.", "Two."));
    let edits = vec![EditedArticle { placed: placed(id), gone: Vec::new(), revision: second.revision }];
    store.commit_edits(EditedBatch::of(edits, 0), at(3), renderer, judge).await.unwrap();
    assert!(store.edited(9).await.unwrap().is_empty());
}
