//! What users say of alerts, and what it is kept with.

use super::stories::IN_JSON;
use super::*;

/// An article in which the watch stands in a sentence of its own, and which raises an alert where that is wanted.
fn saying(article: ArticleId, story: StoryId, sentence: &str, is_told: bool) -> PlacedArticle {
    let mut placed = placed(article, story, Relation::Report);
    placed.placement.opened = story.0 == article.0;
    placed.mentions[0].evidence[0].sentence = sentence.to_owned();
    placed.requests.retain(|_| is_told);
    placed
}

#[tokio::test]
async fn what_is_said_of_an_alert_by_an_edit_is_kept_with_the_sentence_that_it_cites() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1", "https://example.com/2"]).await;
    let story = StoryId(ids[0].0);
    database.place(saying(ids[0], story, "Netflix, a footnote.", false), at(1)).await;
    database.place(saying(ids[1], story, "The Netflix of gardening.", false), at(1)).await;
    let edit = saying(ids[0], story, "Netflix has bought a studio.", true);
    let edit = EditedArticle { placed: edit, gone: Vec::new(), revision: 1 };
    let edits = EditedBatch::of(vec![edit], 0);
    let made = database.store.commit_edits(edits, at(2), IN_JSON, at_once()).await.unwrap().unwrap();
    let mut operator = Operator::open(&database.path).unwrap();
    let alert = AlertName::Number(made[0].id);
    operator.give_feedback(alert, None, Some(true), |_, _| false, at(3)).unwrap().unwrap();
    let (_, said) = database.store.feedback().await.unwrap();
    assert_eq!(said[0].sentence, made[0].alert.mentions[0].mention.evidence[0].sentence);
    // What had come before the edit has not come since.
    let wanted = vec![Wanted { story, members: false }];
    let (standings, last) = database.store.standings(wanted, Vec::new()).await.unwrap();
    assert_eq!((standings[0].told[0].placed, last), (2, 2));
}

#[tokio::test]
async fn an_alert_by_an_edit_goes_with_its_article_where_a_user_takes_that_out_of_its_story() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls = ["https://example.com/1", "https://example.com/2", "https://example.com/3"];
    let ids = read_articles(&database, &urls).await;
    let story = StoryId(ids[0].0);
    for id in &ids {
        database.place(saying(*id, story, "Netflix, a footnote.", false), at(1)).await;
    }
    let edit = saying(ids[1], story, "Netflix has bought a studio.", true);
    let edit = EditedArticle { placed: edit, gone: Vec::new(), revision: 1 };
    let edits = EditedBatch::of(vec![edit], 0);
    database.store.commit_edits(edits, at(2), IN_JSON, at_once()).await.unwrap();
    let told = async |story: StoryId| {
        let wanted = vec![Wanted { story, members: false }];
        database.store.standings(wanted, Vec::new()).await.unwrap().0[0].told.len()
    };
    let mut operator = Operator::open(&database.path).unwrap();
    let last = operator.split_story(story, &ids[2..], at(3)).unwrap().unwrap();
    assert_eq!((told(story).await, told(last).await), (1, 0));
    let edited = operator.split_story(story, &ids[1..2], at(3)).unwrap().unwrap();
    assert_eq!((told(story).await, told(edited).await), (0, 1));
}
