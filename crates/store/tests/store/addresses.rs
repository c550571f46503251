//! Addresses at which one article comes to stand after another, and what is asked for there.

use super::*;

const LIVE: &str = "https://a.example/live";
const LASTING: &str = "https://a.example/live/monday";
const MONDAY: &str = "Council opens the stadium";
const TUESDAY: &str = "Museum buys a glacier";

fn said(guid: &str, title: &str, text: &str) -> NewEntry {
    NewEntry { title: title.to_owned(), text: text.to_owned(), ..entry(guid, LIVE) }
}

/// A page that was read at `address`, and calls itself `own`; it is to be read again.
fn page(id: ArticleId, address: &str, own: &str) -> Reading {
    let revisit = Revisit {
        at: Some(at(200)),
        host: "example.com".to_owned(),
        address: address.to_owned(),
        headline: String::new(),
        validators: Validators::default(),
    };
    let addresses = vec![address.to_owned(), own.to_owned()];
    let text = format!("All that the page of {id} says, which is more than its feed gives.");
    Reading { addresses, text, of_page: true, revisit: Some(revisit), ..reading(id, own) }
}

/// Polls the feed that is due, for a document that may have a new article.
async fn take(database: &Database, minutes: u32, entries: Vec<NewEntry>) -> Option<ArticleId> {
    let feed = database.due(at(minutes)).await;
    database.poll(&feed, at(minutes), modified(entries)).await.new_articles.first().copied()
}

async fn text_of(database: &Database, id: ArticleId) -> (String, String) {
    let unplaced = database.store.unplaced(10).await.unwrap();
    let article = unplaced.into_iter().find(|unplaced| unplaced.article.id == id).unwrap().article;
    (article.title, article.text)
}

async fn visits(database: &Database) -> Vec<(ArticleId, String)> {
    let due = database.store.claim_revisits(claim(at(300))).await.unwrap().items;
    due.into_iter().map(|due| (due.id, due.url)).collect()
}

/// The articles that wait for their pages, and those that wait for none.
async fn waiting(database: &Database, minutes: u32) -> (Vec<ArticleId>, Vec<ArticleId>) {
    let unread = database.store.claim_unread(unread(claim(at(minutes)))).await.unwrap().items;
    let (pages, rest): (Vec<_>, Vec<_>) = unread.into_iter().partition(|unread| !unread.host.is_empty());
    let ids = |unread: Vec<Unread>| unread.iter().map(|unread| unread.id).collect();
    (ids(pages), ids(rest))
}

#[tokio::test]
async fn an_edit_asks_for_no_page_where_another_article_stands_now() {
    let edited = || said("1", "Council opens the stadium again", "Another summary.");
    let after = || said("2", TUESDAY, "Summary.");
    // Each document alone, or what is listed of both days.
    for documents in [vec![vec![after()], vec![edited()]], vec![vec![after(), edited()]]] {
        let database = Database::with_feeds(&["https://a.example/1"]).await;
        let before = take(&database, 0, vec![said("1", MONDAY, "Summary.")]).await.unwrap();
        assert_eq!(database.store.commit_reading(page(before, LIVE, LIVE)).await.unwrap(), None);
        let text = text_of(&database, before).await.1;
        for (document, minutes) in documents.into_iter().zip([30, 60]) {
            take(&database, minutes, document).await;
        }
        assert_eq!(visits(&database).await, []);
        assert_eq!(text_of(&database, before).await, ("Council opens the stadium again".to_owned(), text));
    }
}

#[tokio::test]
async fn an_edit_of_what_waits_to_be_read_asks_for_no_page_where_another_article_stands_now() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let before = take(&database, 0, vec![said("1", MONDAY, "Summary.")]).await.unwrap();
    let after = take(&database, 30, vec![said("2", TUESDAY, "Summary.")]).await.unwrap();
    take(&database, 60, vec![said("1", MONDAY, "Another summary.")]).await;
    assert_eq!(waiting(&database, 60).await, (vec![after], vec![before]));
    // What the feed says is all that there is of it, also later.
    database
        .store
        .commit_reading(Reading { text: "Another summary.".to_owned(), ..reading(before, LIVE) })
        .await
        .unwrap();
    take(&database, 90, vec![said("1", MONDAY, "Corrected.")]).await;
    assert_eq!(text_of(&database, before).await.1, "Corrected.");
}

#[tokio::test]
async fn a_page_that_was_under_way_when_another_article_came_to_stand_there_is_not_taken() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let before = take(&database, 0, vec![said("1", MONDAY, "Summary.")]).await.unwrap();
    assert_eq!(waiting(&database, 0).await.0, [before]);
    let after = take(&database, 30, vec![said("2", TUESDAY, "Summary.")]).await.unwrap();
    assert_eq!(database.store.commit_reading(page(before, LIVE, LIVE)).await.unwrap(), None);
    // Nor one of which the text was too short to be used.
    let short = Reading { revisit: None, ..page(before, LIVE, LIVE) };
    assert_eq!(database.store.commit_reading(short).await.unwrap(), None);
    let moved = Some((format!("{LIVE}/all"), "example.com".to_owned()));
    let moved = Unreadable { moved, ..Unreadable::not_tried(before, Duration::ZERO) };
    database.store.put_off_reading(moved, || at(30)).await.unwrap();
    assert_eq!(waiting(&database, 30).await, (vec![after], vec![before]));
    // The same when it is read again.
    database.store.commit_reading(page(after, LIVE, LIVE)).await.unwrap();
    let due = database.store.claim_revisits(claim(at(300))).await.unwrap().items.remove(0);
    take(&database, 300, vec![said("3", "Ferries stand still over the winter", "Summary.")]).await.unwrap();
    let text = NewText { title: String::new(), text: "The ferries do not sail.".to_owned(), modified: None };
    let revisited = Revisited {
        id: after,
        due: due.due,
        now: at(300),
        next: Some(at(400)),
        validators: None,
        headline: None,
        text: Some(text),
    };
    assert_eq!(database.store.commit_revisit(revisited).await.unwrap(), Reread::Unchanged);
    assert_eq!(database.store.claim_revisits(claim(at(500))).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn an_article_keeps_the_lasting_address_that_it_has_besides() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let before = take(&database, 0, vec![said("1", MONDAY, "Summary.")]).await.unwrap();
    let read = Reading { title: MONDAY.to_owned(), ..page(before, LASTING, LASTING) };
    database.store.commit_reading(read).await.unwrap();
    let after = take(&database, 30, vec![said("2", TUESDAY, "Summary.")]).await.unwrap();
    let named = NewEntry { title: MONDAY.to_owned(), ..entry("lasting", LASTING) };
    assert_eq!(take(&database, 60, vec![named]).await, None);
    let lasting = "https://a.example/live/tuesday";
    assert_eq!(database.store.commit_reading(page(after, lasting, lasting)).await.unwrap(), None);
    assert_eq!(visits(&database).await, [(before, LASTING.to_owned()), (after, lasting.to_owned())]);
}

#[tokio::test]
async fn an_address_to_which_that_of_each_day_leads_is_of_the_latest() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let all = "https://a.example/live/all";
    let titles = [MONDAY, TUESDAY, "Ferries stand still over the winter"];
    let mut ids = Vec::new();
    for (title, day) in titles.into_iter().zip(0..) {
        let id = take(&database, day * 30, vec![said(title, title, "Summary.")]).await.unwrap();
        // The second is not read at its page.
        let read = if day == 1 { reading(id, LIVE) } else { page(id, all, all) };
        assert_eq!(database.store.commit_reading(read).await.unwrap(), None, "{title}");
        ids.push(id);
    }
    assert_eq!(visits(&database).await, [(ids[2], all.to_owned())]);
}
