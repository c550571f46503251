//! Articles in groups, whatever one of them does.

use super::*;

/// Has nothing be committed of what is found in the article whose headline ends so, as a mistake of ours would.
fn break_mentions_of(world: &World, slug: &str) {
    world.execute(&format!(
        "CREATE TRIGGER broken BEFORE INSERT ON mention
         WHEN (SELECT title LIKE '%: {slug}' FROM article WHERE id = NEW.article)
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    ));
}

/// Pieces of news that have nothing in common but the name that is watched.
fn pieces(now: Timestamp) -> Vec<Piece> {
    let piece =
        |(slug, text): (&str, &str)| Piece::new(slug, &format!("Netflix and {slug}: {slug}"), now, &[text]);
    [
        (
            "harbour",
            "Netflix said on Monday that it would open a studio in the old harbour of Port Ellis next year.",
        ),
        (
            "court",
            "A judge in Brussels dismissed the complaint of three publishers against Netflix over subtitles.",
        ),
        (
            "quarter",
            "Subscribers of Netflix grew by nine million in the quarter, more than any analyst had expected.",
        ),
    ]
    .map(piece)
    .into()
}

async fn read_all(world: &World, steps: &mut Steps) {
    let end = world.time.now() + 30 * SECOND;
    while world.time.now() < end {
        world.time.pass(SECOND);
        steps.poll(10).await.unwrap();
        steps.read(10).await.unwrap();
    }
}

#[tokio::test]
async fn an_article_that_can_never_be_committed_holds_up_no_other() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    for piece in pieces(world.time.now()) {
        outlet.publish(piece);
    }
    let mut steps = world.steps().await;
    read_all(&world, &mut steps).await;
    break_mentions_of(&world, "court");
    while steps.group().await.unwrap().done > 0 {}
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let titles: Vec<String> = world.sink.all().iter().map(Received::json).map(title).collect();
    assert!(titles.iter().all(|title| !title.contains("court")), "{titles:?}");
}

#[tokio::test]
async fn an_edit_that_can_never_be_committed_holds_up_no_other() {
    let mut world = World::new().await;
    let outlet = world.outlet().await;
    let now = world.time.now();
    for piece in pieces(now) {
        outlet.publish(piece);
    }
    let (mut steps, store) = world.steps_and_store().await;
    read_all(&world, &mut steps).await;
    while steps.group().await.unwrap().done > 0 {}
    for piece in pieces(now) {
        let text =
            format!("{} Shares of Netflix fell by a tenth on the news on Tuesday.", piece.paragraphs[0]);
        outlet.edit(Piece { paragraphs: vec![text], ..piece });
    }
    world.time.pass(HOUR);
    while steps.revisit(10).await.unwrap().done > 0 {
        world.time.pass(SECOND);
    }
    break_mentions_of(&world, "court");
    assert_eq!(store.edited(10).await.unwrap().len(), 3);
    while steps.group().await.unwrap().done > 0 {}
    assert_eq!(store.edited(10).await.unwrap().len(), 0);
}

fn title(event: serde_json::Value) -> String {
    event["data"]["story"]["title"].as_str().unwrap().to_owned()
}
