//! Old articles: forgotten by whole stories once nothing needs them, and never that somebody was told.

use super::*;

const DAY: u32 = 24 * 60;

fn url(number: usize) -> String {
    format!("https://example.com/{number}")
}

fn urls(numbers: &[usize]) -> Vec<String> {
    numbers.iter().map(|number| url(*number)).collect()
}

/// A database whose feed listed an article for each element of `stories` at the beginning, placed in the story of the element's
/// number; and then, five days later, the last of them only. The watchlist was told of the stories `told`.
async fn archive(stories: &[usize], told: &[usize]) -> Database {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let all: Vec<String> = (0..stories.len()).map(url).collect();
    let ids = read_articles(&database, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for (number, story) in stories.iter().enumerate() {
        let relation = if number == *story { Relation::Original } else { Relation::Report };
        let mut placed = placed(ids[number], StoryId(ids[*story].0), relation);
        placed.requests.retain(|_| told.contains(story));
        database.place(placed, at(1)).await;
    }
    list(&database, 5 * DAY, &[stories.len() - 1]).await;
    database
}

/// Has the feed list these articles.
async fn list(database: &Database, minutes: u32, numbers: &[usize]) -> Polled {
    let entries = urls(numbers).iter().map(|url| entry(url, url)).collect();
    database.poll(&database.due(at(minutes)).await, at(minutes), modified(entries)).await
}

/// Forgets what became known in the first minute: how many articles wholly, and of how many what they are known by stays.
async fn forget(database: &Database) -> (usize, usize) {
    let Forgotten { articles, contents, next } =
        database.store.forget_articles(at(1), at(100 * DAY), None, 100).await.unwrap();
    assert_eq!(next, None);
    (articles, contents)
}

fn ask<T: rusqlite::types::FromSql>(database: &Database, query: &str) -> T {
    let connection = rusqlite::Connection::open(&database.path).unwrap();
    connection.query_row(query, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_nobody_was_told_of_goes_and_of_the_rest_what_it_is_known_by_stays() {
    let database = archive(&[0, 0, 2, 3], &[2]).await;
    assert_eq!(forget(&database).await, (2, 0), "what is still to be sent keeps its story whole");
    let waiting = due(&database, at(2)).await.items.remove(0);
    let arrived = finished(&waiting, AttemptOutcome::Delivered { status: 204 }, Fate::Delivered);
    database.store.finish_attempt(arrived).await.unwrap();
    assert_eq!(forget(&database).await, (0, 1));
    assert_eq!(forget(&database).await, (0, 0));

    let database = database.reopened();
    let status = Status::read(&database.path).unwrap();
    assert_eq!((status.entries, status.placed, status.stories, status.alerts), (2, 2, 2, 1));
    assert_eq!(status.mentions, 1, "that of the newest");
    let text: String = ask(&database, "SELECT text FROM article WHERE forgotten IS NOT NULL");
    assert_eq!(text, "");
    // Nothing is tried on what is left of it.
    let archive = Archive::open(&database.path).unwrap();
    let kept = archive.articles_since(at(0), 0, 10).unwrap();
    assert_eq!((archive.count_since(at(0)).unwrap(), kept.len()), (1, 1));
    drop(archive);
    assert_eq!(ask::<i64>(&database, "SELECT count(*) FROM address"), 2);

    // What was told of is known when it is listed again; the others are not, and nobody had heard of them.
    let listed = list(&database, 6 * DAY, &[0, 2, 3]).await;
    assert_eq!(listed.new_entries, 1);
    database.store.commit_reading(reading(listed.new_articles[0], &url(0))).await.unwrap();
    let story = StoryId(ask(&database, "SELECT story FROM alert"));
    let joins = placed(listed.new_articles[0], story, Relation::Report);
    let made = database.place(joins, at(7 * DAY)).await;
    assert!(made.is_empty(), "the watchlist was told of the story");

    // What an entry says later on makes no news of it either.
    let changed = NewEntry { text: "Netflix says more.".to_owned(), ..entry(&url(2), &url(2)) };
    let feed = database.due(at(8 * DAY)).await;
    database.poll(&feed, at(8 * DAY), modified(vec![changed])).await;
    assert!(database.store.edited(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_story_stays_whole_while_anything_of_it_is_needed() {
    let late = at(1).as_millisecond();
    for (needed, no_more) in [
        (format!("UPDATE article SET seen = {late} WHERE id = 2"), "UPDATE article SET seen = 0"),
        ("UPDATE article SET edited = 1 WHERE id = 2".to_owned(), "UPDATE article SET edited = NULL"),
        (
            "INSERT INTO revisit (article, host, next_read) VALUES (2, 'example.com', 1)".to_owned(),
            "UPDATE revisit SET next_read = NULL",
        ),
        (
            "UPDATE entry SET listed = (SELECT last_document FROM feed) WHERE article = 2".to_owned(),
            "UPDATE entry SET listed = 0 WHERE article = 2",
        ),
        (
            "UPDATE article SET placed = placed + 10 WHERE id = 2".to_owned(),
            "UPDATE article SET placed = placed - 10 WHERE id = 2",
        ),
    ] {
        let database = archive(&[0, 0, 2], &[]).await;
        let execute = |statement: &str| {
            rusqlite::Connection::open(&database.path).unwrap().execute_batch(statement).unwrap();
        };
        execute(&needed);
        assert_eq!(forget(&database).await, (0, 0), "{needed}");
        execute(no_more);
        assert_eq!(forget(&database).await.0, 2, "{needed}");
    }
}

#[tokio::test]
async fn what_is_held_and_what_a_user_has_corrected_is_not_lost_track_of() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let all = urls(&[0, 1, 2]);
    let ids = read_articles(&database, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let hold = || {
        let held = Decision::Hold { until: None, why: HoldReason::Review };
        Judge::new(move |facts| Ruling { decisions: vec![held; facts.endpoints.len()], volume: facts.volume })
    };
    for id in &ids {
        let mut placed = placed(*id, StoryId(id.0), Relation::Original);
        placed.requests.retain(|_| *id == ids[0]);
        let batch = PlacedBatch::of(vec![placed], 0);
        database.store.commit_articles(batch, at(1), RENDERER, hold()).await.unwrap();
    }
    list(&database, 5 * DAY, &[2]).await;
    let mut operator = Operator::open(&database.path).unwrap();
    operator.merge_stories(StoryId(ids[0].0), StoryId(ids[1].0), at(2)).unwrap().unwrap();
    assert_eq!(forget(&database).await, (0, 0));
    assert_eq!(operator.drop_held(AlertId(1)).unwrap(), 1);
    assert_eq!(forget(&database).await, (0, 2));
}

#[tokio::test]
async fn looking_goes_on_where_it_stopped_and_what_is_forgotten_leaves_room() {
    let count = 200;
    let database = archive(&(0..count).collect::<Vec<_>>(), &[]).await;
    let enlarge = format!("UPDATE article SET text = '{}'", "x".repeat(5_000));
    rusqlite::Connection::open(&database.path).unwrap().execute_batch(&enlarge).unwrap();
    list(&database, 6 * DAY, &[7, count - 1]).await;
    let before = database.store.size().await.unwrap();
    let (mut articles, mut from, mut looks) = (0, None, 0);
    loop {
        let looked = database.store.forget_articles(at(1), at(100 * DAY), from, 30).await.unwrap();
        assert!(looked.articles <= 30);
        (articles, from, looks) = (articles + looked.articles, looked.next, looks + 1);
        if from.is_none() {
            break;
        }
    }
    assert_eq!((articles, looks), (count - 2, 7), "all but what is listed");
    let after = database.store.size().await.unwrap();
    assert!(after < before / 2, "{before} bytes before, {after} after");
}

#[tokio::test]
async fn a_look_ends_with_the_story_by_which_enough_is_forgotten() {
    // Five stories of three articles each, and one that is listed.
    let stories: Vec<usize> = (0..15).map(|number| number % 5).chain([15]).collect();
    let database = archive(&stories, &[]).await;
    let look = async |from| database.store.forget_articles(at(1), at(100 * DAY), from, 5).await.unwrap();
    let first = look(None).await;
    assert_eq!(first.articles, 6);
    let second = look(first.next).await;
    assert_eq!(second.articles, 6);
    assert_eq!((look(second.next).await.articles, look(None).await.articles), (3, 0));
}
