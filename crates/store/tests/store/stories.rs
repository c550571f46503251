//! Articles in their stories: told once, corrected by users, and held for a person.

use super::*;

#[tokio::test]
async fn a_watchlist_is_told_once_of_a_story_even_where_two_stories_merge() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls = ["https://example.com/1", "https://example.com/2", "https://example.com/3"];
    let ids = read_articles(&database, &urls).await;
    let store = &database.store;
    let (first, second) = (StoryId(ids[0].0), StoryId(ids[1].0));
    let made = database.place(placed(ids[0], first, Relation::Original), at(1)).await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].alert.sequence, 1);
    assert_eq!(made[0].alert.story.counts.articles, 1);
    let made = database.place(placed(ids[1], second, Relation::Original), at(1)).await;
    assert_eq!(made[0].alert.sequence, 2);
    let mut merging = placed(ids[2], first, Relation::Copy { of: ids[0] });
    merging.placement.merged = vec![second];
    merging.placement.related = vec![second];
    let made = database.place(merging, at(1)).await;
    assert!(made.is_empty());

    let window = store.window(at(0) - MINUTE, 0, 10).await.unwrap();
    let places: Vec<_> = window.iter().map(|at| (at.article.id, at.placement.story)).collect();
    assert_eq!(places, [(ids[0], first), (ids[1], second), (ids[2], first)], "as they were placed");
    assert_eq!(window[2].placement.relation, Relation::Copy { of: ids[0] });
    assert_eq!(
        window[2].placement.related,
        [first],
        "by which a round-up is known again: what they are today"
    );
    assert_eq!(window[1].story, first, "where it is today");
    assert_eq!(window[1].placement.relation, Relation::Report, "one article opened what they are now");
    let archived = Archive::open(&database.path).unwrap().articles_since(at(0) - MINUTE, 0, 10).unwrap();
    assert_eq!(archived[2].placement.merged, [second]);
    let status = Status::read(&database.path).unwrap();
    assert_eq!((status.stories, status.alerts, status.copies), (1, 2, 1));
}

#[tokio::test]
async fn an_alert_counts_all_mentions_and_lists_the_first() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1", "https://example.com/2"]).await;
    let story = StoryId(ids[0].0);
    let watches: Vec<String> = (0..150).map(|n| format!("Watch {n:03}")).collect();
    let found = |article: ArticleId, watches: &[String]| {
        let mut placed = placed(article, story, Relation::Original);
        placed.mentions = watches.iter().map(|watch| Mention { watch: watch.clone(), ..mention() }).collect();
        placed.requests[0].watches = watches.to_vec();
        placed
    };
    let made = database.place(found(ids[0], &watches), at(1)).await.remove(0);
    assert_eq!((made.alert.mentions.len(), made.alert.mentions_found), (100, 150));
    let mut update = found(ids[1], &["New".to_owned()]);
    update.mentions[0].score = 0.5;
    update.requests[0].occasion = Occasion::Update(Development {
        reasons: vec![(UpdateReason::NewWatch, ids[1])],
        new_watches: vec!["New".to_owned()],
        ..Development::default()
    });
    let made = database.place(update, at(2)).await.remove(0);
    assert_eq!((made.alert.mentions.len(), made.alert.mentions_found), (100, 151));
    assert_eq!(made.alert.mentions[99].mention.watch, "New");
}

#[tokio::test]
async fn each_reason_to_tell_of_a_story_again_is_told_once() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls =
        ["https://example.com/1", "https://example.com/2", "https://example.com/3", "https://example.com/4"];
    let ids = read_articles(&database, &urls).await;
    let story = StoryId(ids[0].0);
    let commit = async |article: ArticleId, reasons: &[UpdateReason]| {
        let mut placed = placed(article, story, Relation::Copy { of: ids[0] });
        placed.requests[0].occasion = Occasion::Update(Development {
            reasons: reasons.iter().map(|reason| (*reason, article)).collect(),
            newcomers: vec![article],
            ..Development::default()
        });
        let made = database.place(placed, at(2)).await;
        made.into_iter().map(|made| made.alert).next()
    };
    let first = placed(ids[0], story, Relation::Original);
    database.place(first, at(1)).await;
    let both = [UpdateReason::Outlets(2), UpdateReason::NewLanguage];
    let alert = commit(ids[1], &both).await.unwrap();
    let AlertReason::Update(update) = &alert.reason else { panic!("{:?}", alert.reason) };
    assert_eq!(update.reasons.iter().map(|reached| reached.reason).collect::<Vec<_>>(), both);
    assert_eq!(update.new_outlets[0].title, format!("Title {}", ids[1]));
    assert_eq!(alert.mentions.len(), 2, "in both articles");
    assert_eq!((alert.sequence, alert.story.counts.outlets, alert.story.counts.reports), (2, 2, 1));
    assert_eq!(commit(ids[2], &both).await, None);
    let third = [UpdateReason::NewLanguage, UpdateReason::Outlets(3)];
    let alert = commit(ids[3], &third).await.unwrap();
    let AlertReason::Update(update) = &alert.reason else { panic!("{:?}", alert.reason) };
    assert_eq!(update.reasons.len(), 1, "the other was told");

    let wanted = vec![Wanted { story, members: true }];
    let (standings, placed) = database.store.standings(wanted, Vec::new()).await.unwrap();
    assert_eq!((standings[0].members.len(), standings[0].told.len(), placed), (4, 3, 4));
    assert_eq!(standings[0].told[1].reasons, ["outlets:2", "new_language"]);
    assert_eq!(standings[0].told[1].watches, ["Netflix"]);
    let wanted = vec![Wanted { story, members: false }];
    let (standings, _) = database.store.standings(wanted.clone(), Vec::new()).await.unwrap();
    assert!(standings[0].members.is_empty(), "nobody asks what becomes of it");
    let (standings, _) = database.store.standings(wanted, vec!["streaming".to_owned()]).await.unwrap();
    assert_eq!(standings[0].members.len(), 4);
}

#[tokio::test]
async fn who_published_first_is_the_origin_although_its_feed_was_polled_last() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let store = &database.store;
    let urls = ["https://quay.example/1", "https://herald.example/1"];
    let feed = database.due(at(0)).await;
    let entries = urls.iter().map(|url| entry(url, url)).collect();
    let ids = database.poll(&feed, at(0), modified(entries)).await.new_articles;
    for (at_place, (source, minutes)) in [("Quay", 31), ("The Wennel Herald", 181)].into_iter().enumerate() {
        let published = Some(at(0) - MINUTE * minutes);
        let reading = reading(ids[at_place], urls[at_place]);
        store
            .commit_reading(Reading { source: Some(source.to_owned()), published, ..reading })
            .await
            .unwrap();
    }
    let story = StoryId(ids[0].0);
    database.place(placed(ids[0], story, Relation::Original), at(1)).await;
    database.place(placed(ids[1], story, Relation::Copy { of: ids[0] }), at(1)).await;

    let view = Archive::open(&database.path).unwrap().story(story).unwrap().unwrap();
    let summary = &view.line.summary;
    assert_eq!(summary.origin.as_deref(), Some("The Wennel Herald"));
    assert_eq!(summary.title, format!("Title {}", ids[1]));
    let expected = [Relation::Copy { of: ids[1] }, Relation::Original];
    let of = |outlets: Vec<&Outlet>| outlets.iter().map(|outlet| outlet.relation).collect::<Vec<_>>();
    assert_eq!(of(summary.outlets.iter().collect()), expected);
    assert_eq!(of(view.articles.iter().map(|article| &article.outlet).collect()), expected);
    assert_eq!(summary.counts.copies, 1);
    let window = store.window(at(0) - MINUTE, 0, 10).await.unwrap();
    assert_eq!(window[1].placement.relation, Relation::Copy { of: ids[0] }, "the family stays");
}

#[tokio::test]
async fn what_an_article_told_goes_with_it_where_a_user_takes_it_out_of_its_story() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls = ["https://example.com/1", "https://example.com/2", "https://example.com/3"];
    let ids = read_articles(&database, &urls).await;
    let story = StoryId(ids[0].0);
    let mut unwatched = placed(ids[0], story, Relation::Original);
    unwatched.requests.clear();
    database.place(unwatched, at(1)).await;
    assert_eq!(database.place(placed(ids[1], story, Relation::Report), at(1)).await.len(), 1);
    let told = async |story: StoryId| {
        let (standings, _) =
            database.store.standings(vec![Wanted { story, members: false }], Vec::new()).await.unwrap();
        standings[0].told.len()
    };
    assert_eq!(told(story).await, 1);
    let mut operator = Operator::open(&database.path).unwrap();
    let other = operator.split_story(story, &[ids[1]], at(2)).unwrap().unwrap();
    assert_eq!((told(story).await, told(other).await), (0, 1));
    operator.merge_stories(story, other, at(3)).unwrap().unwrap();
    assert_eq!(told(story).await, 1);
}

#[tokio::test]
async fn a_split_is_undone_by_a_merge_and_refused_where_it_makes_no_sense() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls =
        ["https://example.com/1", "https://example.com/2", "https://example.com/3", "https://example.com/4"];
    let ids = read_articles(&database, &urls).await;
    let (first, second) = (StoryId(ids[0].0), StoryId(ids[1].0));
    let place = async |id: ArticleId, story: StoryId, relation: Relation, merged: Vec<StoryId>| {
        let mut placed = placed(id, story, relation);
        placed.placement.merged = merged;
        database.place(placed, at(1)).await;
    };
    place(ids[0], first, Relation::Original, Vec::new()).await;
    place(ids[1], second, Relation::Original, Vec::new()).await;
    place(ids[2], second, Relation::Copy { of: ids[1] }, Vec::new()).await;
    place(ids[3], first, Relation::Report, vec![second]).await;
    assert_eq!(database.store.corrections().await.unwrap(), Corrections::default());

    let mut operator = Operator::open(&database.path).unwrap();
    let mut split = |articles: &[ArticleId]| operator.split_story(first, articles, at(2)).unwrap();
    assert_eq!(split(&ids[..1]), Err(Refusal::Opener { story: first }));
    assert_eq!(split(&ids), Err(Refusal::NothingLeft(first)));
    assert_eq!(split(&[ArticleId(99)]), Err(Refusal::NotInStory { article: ArticleId(99), story: first }));
    assert_eq!(
        split(&ids[1..2]),
        Ok(second),
        "the story that had ended in the other, with the copy of its article"
    );
    let corrections = database.store.corrections().await.unwrap();
    assert_eq!((corrections.made, corrections.apart), (1, vec![(first, second)]));
    let mut today = database.store.corrected(0).await.unwrap();
    today.sort_unstable_by_key(|&(article, ..)| article);
    let relations = [Relation::Original, Relation::Original, Relation::Copy { of: ids[1] }, Relation::Report];
    let expected = [first, second, second, first].into_iter().zip(relations);
    let expected = ids.iter().zip(expected).map(|(&id, (story, relation))| (id, story, relation));
    assert_eq!(today, expected.collect::<Vec<_>>());
    assert!(database.store.corrected(1).await.unwrap().is_empty(), "that one is known");
    let archive = Archive::open(&database.path).unwrap();
    let articles = |story: StoryId| {
        let story = archive.story(story).unwrap().unwrap();
        story.articles.iter().map(|article| article.id).collect::<Vec<_>>()
    };
    assert_eq!((articles(first), articles(second)), (vec![ids[0], ids[3]], vec![ids[1], ids[2]]));
    let window = database.store.window(at(0) - MINUTE, 0, 10).await.unwrap();
    assert_eq!(window.iter().map(|row| row.story).collect::<Vec<_>>(), [first, second, second, first]);

    assert_eq!(operator.merge_stories(second, first, at(3)).unwrap(), Ok(first));
    assert_eq!(operator.merge_stories(second, first, at(3)).unwrap(), Err(Refusal::OneAlready(first)));
    assert_eq!(
        operator.merge_stories(StoryId(99), first, at(3)).unwrap(),
        Err(Refusal::NoStory(StoryId(99)))
    );
    assert_eq!(articles(second), ids);
    let merged = archive.story(first).unwrap().unwrap();
    let opened = merged.articles.iter().filter(|article| article.outlet.relation == Relation::Original);
    assert_eq!(opened.map(|article| article.id).collect::<Vec<_>>(), ids[..1]);
    assert!(database.store.corrections().await.unwrap().apart.is_empty());
}

#[tokio::test]
async fn what_a_correction_has_overtaken_is_not_committed() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls = ["https://example.com/1", "https://example.com/2", "https://example.com/3"];
    let ids = read_articles(&database, &urls).await;
    let (first, second) = (StoryId(ids[0].0), StoryId(ids[1].0));
    let commit = async |articles: Vec<PlacedArticle>, corrections: i64| {
        database
            .store
            .commit_articles(PlacedBatch::of(articles, corrections), at(1), RENDERER, at_once())
            .await
            .unwrap()
    };
    let opening = vec![placed(ids[0], first, Relation::Original), placed(ids[1], second, Relation::Original)];
    assert_eq!(commit(opening, 0).await.unwrap().len(), 2);
    // The user speaks after the third article was given its place, and before that is committed.
    let overtaken = placed(ids[2], second, Relation::Copy { of: ids[1] });
    let mut operator = Operator::open(&database.path).unwrap();
    assert_eq!(operator.merge_stories(first, second, at(1)).unwrap(), Ok(first));
    assert!(commit(vec![overtaken.clone()], 0).await.is_none());
    assert_eq!(database.store.unplaced(9).await.unwrap().len(), 1, "it waits for its place again");
    let edits = vec![EditedArticle { placed: overtaken, gone: Vec::new(), revision: 0 }];
    let edited =
        database.store.commit_edits(EditedBatch::of(edits, 0), at(1), RENDERER, at_once()).await.unwrap();
    assert!(edited.is_none());
    assert_eq!(Status::read(&database.path).unwrap().mentions, 2);
    assert!(commit(vec![placed(ids[2], first, Relation::Report)], 1).await.is_some());
    assert!(database.store.unplaced(9).await.unwrap().is_empty());
}

#[tokio::test]
async fn placing_again_after_a_crash_changes_nothing() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1"]).await;
    let article = placed(ids[0], StoryId(ids[0].0), Relation::Original);
    database.place(article.clone(), at(1)).await;
    let database = database.reopened();
    assert!(database.store.unplaced(10).await.unwrap().is_empty());
    let made = database.place(article, at(2)).await;
    assert!(made.is_empty());
    let status = Status::read(&database.path).unwrap();
    assert_eq!((status.placed, status.mentions, status.alerts, status.waiting_count), (1, 1, 1, 1));
}

/// Renders as JSON, since what is held is told from the events.
pub(super) const IN_JSON: Renderer = Renderer {
    body: |_, id| format!(r#"{{"id":"{id}"}}"#),
    released: |_, sequence, _, _| Some(format!(r#"{{"released":{sequence}}}"#)),
    ..RENDERER
};

/// Has a person look first at what is uncertain.
fn a_person_first() -> Judge {
    Judge::new(|facts| {
        let decision = match facts.only_review {
            true => Decision::Hold { until: None, why: HoldReason::Review },
            false => Decision::Deliver,
        };
        Ruling { decisions: vec![decision; facts.endpoints.len()], volume: facts.volume }
    })
}

#[tokio::test]
async fn what_waits_for_a_person_has_no_number_until_it_is_told_and_gives_way_to_what_is_sure() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let urls: Vec<String> = (1..=6).map(|number| format!("https://example.com/{number}")).collect();
    let ids = read_articles(&database, &urls.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let commit = async |article: usize, story: usize, only_review: bool| {
        let relation = if article == story { Relation::Original } else { Relation::Report };
        let mut placed = placed(ids[article], StoryId(ids[story].0), relation);
        placed.requests[0].only_review = only_review;
        let batch = PlacedBatch::of(vec![placed], 0);
        database.store.commit_articles(batch, at(1), IN_JSON, a_person_first()).await.unwrap();
    };
    let waits = || Operator::open(&database.path).unwrap().held().unwrap();
    for story in 0..3 {
        commit(story, story, true).await;
    }
    // A second uncertain find in a story says nothing new.
    commit(3, 0, true).await;
    let held = waits();
    assert_eq!(held.len(), 3);
    assert!(held.iter().all(|alert| alert.why == HoldReason::Review && alert.until.is_none()));
    let year = at(60 * 24 * 365);
    let folded = database.store.fold_due(year, year, vec!["desk".to_owned()], IN_JSON).await.unwrap();
    assert!(folded.digests.is_empty() && folded.next_due.is_none(), "no time lets go of it");
    assert!(due(&database, year).await.items.is_empty());

    // What is sure takes the place of what is not.
    commit(4, 2, false).await;
    assert_eq!(waits().len(), 2);
    let told = due(&database, at(2)).await.items;
    assert_eq!(told.len(), 1);
    assert!(!told[0].body.contains("released"), "{}", told[0].body);
    database
        .store
        .finish_attempt(finished(&told[0], AttemptOutcome::Delivered { status: 204 }, Fate::Delivered))
        .await
        .unwrap();
    let mut operator = Operator::open(&database.path).unwrap();
    assert_eq!(operator.drop_held(held[1].id).unwrap(), 1);
    assert_eq!(operator.release(held[0].id, at(3), year, IN_JSON).unwrap(), 1);
    assert_eq!(operator.release(held[1].id, at(3), year, IN_JSON).unwrap(), 0, "it was dropped");
    let released = due(&database, at(3)).await.items.remove(0);
    assert_eq!(released.body, r#"{"released":2}"#);
    assert_eq!((released.created, released.expires), (at(3), year));
    assert_eq!(Status::read(&database.path).unwrap().dropped, 1);
}

/// Whatever makes an alert that stands already, the articles that come with it have their places, and others are told of.
#[tokio::test]
async fn an_alert_that_stands_already_stops_nothing() {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1", "https://example.com/2"]).await;
    let other = rusqlite::Connection::open(&database.path).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER twice BEFORE INSERT ON alert WHEN NEW.watchlist = 'streaming' BEGIN
               INSERT INTO alert (watchlist, sequence, story, reason, created, event, placed, reasons, watches)
               VALUES (NEW.watchlist, 100, NEW.story, NEW.reason, NEW.created, NEW.event, NEW.placed, NEW.reasons, NEW.watches);
             END",
        )
        .unwrap();
    let mut articles: Vec<PlacedArticle> =
        ids.iter().map(|id| placed(*id, StoryId(id.0), Relation::Original)).collect();
    "film".clone_into(&mut articles[1].requests[0].watchlist);
    let batch = PlacedBatch::of(articles, 0);
    let made = database.store.commit_articles(batch, at(1), RENDERER, at_once()).await.unwrap().unwrap();
    let told: Vec<&str> = made.iter().map(|made| made.alert.watchlist.as_str()).collect();
    assert_eq!(told, ["film"]);
    let edit = EditedArticle {
        placed: placed(ids[1], StoryId(ids[1].0), Relation::Original),
        gone: Vec::new(),
        revision: 0,
    };
    let batch = EditedBatch::of(vec![edit], 0);
    let made = database.store.commit_edits(batch, at(2), RENDERER, at_once()).await.unwrap().unwrap();
    assert!(made.is_empty(), "nor does one that follows from an edit");
    let status = Status::read(&database.path).unwrap();
    assert_eq!((status.stories, status.alerts, status.waiting_count), (2, 1, 1));
}
