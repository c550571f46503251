//! What judges a name besides its article: the other articles of its story, what was learned from the stream, and what users
//! say of alerts.

use model::{About, AlertId, EntityKind, Outcome, Review, Within};
use store::{AlertName, Archive, SureWatch, Unheard};

use super::*;

/// A name that is an everyday word, too.
fn lantern() -> Watch {
    let entity = Entity {
        aliases: vec!["Lantern Foods".to_owned()],
        kind: Some(EntityKind::Organisation),
        context: vec!["biscuits".to_owned()],
        ..Entity::default()
    };
    Watch { name: "Lantern".to_owned(), tracked: Tracked::Entity(entity) }
}

async fn world() -> World {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.watchlists[0].watches = vec![lantern()];
    world.policy().review = Review::Hold;
    world
}

/// One whose watchlist drops what is doubtful, and does not hear one outlet.
async fn world_that_drops() -> World {
    let mut world = world().await;
    world.policy().review = Review::Drop;
    world.policy().exclude_sources = vec!["the-mail.example".to_owned()];
    world
}

/// An article of the story of a number that begins with a sentence of its own.
fn of_story(number: usize, article: usize, outlet: &str, sentence: &str) -> Told<'static> {
    let text = text(number);
    let (_, rest) = text.split_once("Netflix said no to ").unwrap();
    Told {
        outlet: Box::leak(outlet.to_owned().into_boxed_str()),
        number: article,
        language: "en",
        // Nothing of a feed has the headline of another.
        title: format!("{} {outlet}", title(number)),
        text: capitalised(&format!("{sentence} {rest}")),
        age: Duration::ZERO,
    }
}

const WEAK: &str = "They praised the Lantern loudly.";
const SURE: &str = "Lantern Foods will bake more biscuits, said its chief executive.";

/// The outcome of each mention, by article.
fn outcomes(world: &World) -> Vec<(String, Outcome)> {
    let event = world.events();
    let mentions = event.iter().flat_map(|event| event["data"]["mentions"].as_array().unwrap());
    let outcome = |mention: &Value| match mention["outcome"].as_str().unwrap() {
        "match" => Outcome::Match,
        _ => Outcome::Review,
    };
    mentions.map(|mention| (text_of(mention, "/article/url").to_owned(), outcome(mention))).collect()
}

#[tokio::test]
async fn what_was_doubtful_is_told_once_another_article_of_the_story_leaves_no_doubt() {
    let mut world = world().await;
    // The one that is sure is of an outlet that the watchlist does not hear.
    world.policy().exclude_sources = vec!["the-mail.example".to_owned()];
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 1, "the-post.example", WEAK)).await;
    assert_eq!(world.status().held.iter().map(|held| held.alerts).sum::<u64>(), 1, "it waits for a person");
    world.tell(&mut steps, of_story(1, 2, "the-mail.example", SURE)).await;
    assert_eq!(world.status().stories, 1);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert!(world.status().held.is_empty(), "what waited gave way");

    // Nobody hears twice of it, also not after a restart.
    world.tell(&mut steps, of_story(1, 3, "the-times.example", SURE)).await;
    drop(steps);
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 4, "the-globe.example", WEAK)).await;
    assert_eq!(steps.send(10).await.unwrap().done, 0);
    let events = world.events();
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["type"], &events[0]["data"]["sequence"]), (&"story.new".into(), &1.into()));
    let mention = &events[0]["data"]["mentions"][0];
    assert_eq!(text_of(mention, "/outcome"), "match", "{mention:#}");
    assert!(mention.to_string().contains("another article of its story"), "{mention:#}");
}

#[tokio::test]
async fn a_story_that_is_sure_speaks_for_what_comes_later_and_not_for_other_stories() {
    let mut world = world().await;
    world.policy().updates = vec![model::UpdateReason::Outlets(2)];
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 1, "the-post.example", SURE)).await;
    // What the window knows of stories is made anew from the database.
    drop(steps);
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 2, "the-mail.example", WEAK)).await;
    world.tell(&mut steps, of_story(2, 3, "the-mail.example", WEAK)).await;
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let outcomes = outcomes(&world);
    assert!(outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Match), "{outcomes:?}");
    let waiting = world.status().held;
    assert_eq!((waiting.len(), waiting[0].alerts), (1, 1), "the other story's");
}

/// One event in words of three outlets, and one that has nothing to do with it: each a headline and a text.
const BRIDGE: [&str; 3] = [
    include_str!("../../../testkit/texts/bridge.1.txt"),
    include_str!("../../../testkit/texts/bridge.2.txt"),
    include_str!("../../../testkit/texts/bridge.3.txt"),
];
const CHESS: &str = include_str!("../../../testkit/texts/chess.txt");

#[tokio::test]
async fn where_stories_become_one_what_one_is_sure_of_lifts_what_was_doubtful_in_the_other() {
    let mut world = world_that_drops().await;
    let mut steps = world.steps().await;
    let report = |text: &'static str| text.split_once('\n').unwrap();
    let [bridge, again, third] = BRIDGE.map(report);
    let chess = report(CHESS).1;
    let told = |outlet, number, (title, text): (&str, &str), end: &str| Told {
        outlet,
        number,
        language: "en",
        title: title.to_owned(),
        text: format!("{text}\n\n{end}"),
        age: Duration::ZERO,
    };
    world.tell(&mut steps, told("the-mail.example", 1, bridge, SURE)).await;
    // The other story begins as one of something else, and its article is edited.
    let other = world.tell(&mut steps, told("the-post.example", 2, ("Cracks in hangers", chess), "")).await;
    world.change(other, format!("{}\n\nLantern was praised loudly by the firm.", again.1)).await;
    assert_eq!(steps.group().await.unwrap().done, 1);
    assert_eq!((world.status().stories, steps.send(10).await.unwrap().done), (2, 0));

    let of_both = "Four hangers of the bridge had cracks, and the road agency shut it. Commuters west of the Orle face detours and \
                   months of ferries, which run until then; Haugen hopes that cars can cross again in March.";
    world.tell(&mut steps, told("the-mail.example", 3, (again.0, third.1), of_both)).await;
    assert_eq!((world.status().stories, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(outcomes(&world), [("https://the-post.example/2".to_owned(), Outcome::Match)]);
}

#[tokio::test]
async fn what_was_learned_of_a_watch_is_forgotten_with_it() {
    let mut world = world().await;
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 1, "the-post.example", SURE)).await;
    let watches = async |world: &World| {
        let learned = world.store.as_ref().unwrap().learned().await.unwrap();
        learned.into_iter().filter(|learned| matches!(learned.about, About::Watch { .. })).count()
    };
    assert_eq!(watches(&world).await, 3, "in all, in a language and in an outlet");
    drop(steps);
    world.watchlists[0].watches[0].name = "Lamp".to_owned();
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(2, 2, "the-post.example", "Nothing else was said.")).await;
    assert_eq!(watches(&world).await, 0);
}

/// An article's text as it was, and a last paragraph that leaves no doubt.
fn with_more(article: &Told<'_>) -> String {
    format!("{}\n\n{SURE}", article.text)
}

#[tokio::test]
async fn an_edit_that_leaves_no_doubt_is_told_and_speaks_for_its_story_after_a_restart_too() {
    let mut world = world().await;
    world.policy().review = Review::Drop;
    let mut steps = world.steps().await;
    let weak = of_story(1, 1, "the-post.example", WEAK);
    let more = with_more(&weak);
    let id = world.tell(&mut steps, weak).await;
    world.tell(&mut steps, of_story(1, 2, "the-mail.example", WEAK)).await;
    assert_eq!((world.status().stories, steps.send(10).await.unwrap().done), (1, 0));

    world.change(id, more).await;
    assert_eq!((steps.group().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(outcomes(&world), [("https://the-post.example/1".to_owned(), Outcome::Match)]);

    // Nothing of the story is doubtful any more, and what comes after a restart is sure at once.
    drop(steps);
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 3, "the-times.example", WEAK)).await;
    let store = world.store.as_ref().unwrap();
    let sure =
        SureWatch { story: StoryId(id.0), watchlist: "streaming".to_owned(), watch: "Lantern".to_owned() };
    let doubtful = store.doubtful(vec![sure.clone()]).await.unwrap();
    assert!(doubtful.is_empty(), "{doubtful:#?}");
    let known = store.sure_watches(Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(known.into_iter().map(|(sure, _)| sure).collect::<Vec<_>>(), [sure]);
}

#[tokio::test]
async fn an_edit_lifts_what_is_doubtful_in_other_articles_where_its_own_outlet_is_not_heard() {
    let mut world = world_that_drops().await;
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 1, "the-post.example", WEAK)).await;
    let weak = of_story(1, 2, "the-mail.example", WEAK);
    let more = with_more(&weak);
    let id = world.tell(&mut steps, weak).await;
    assert_eq!((world.status().stories, steps.send(10).await.unwrap().done), (1, 0));
    world.change(id, more).await;
    assert_eq!((steps.group().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(outcomes(&world), [("https://the-post.example/1".to_owned(), Outcome::Match)]);
}

#[tokio::test]
async fn what_an_edit_makes_sure_is_kept_though_it_was_told_before() {
    let mut world = world().await;
    let mut steps = world.steps().await;
    let saw = of_story(
        1,
        1,
        "the-post.example",
        "The firm whose owner saw Lantern by the northern line shut its shop.",
    );
    let more = with_more(&saw);
    let id = world.tell(&mut steps, saw).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let sure = async |world: &World| {
        world.store.as_ref().unwrap().sure_watches(Timestamp::UNIX_EPOCH).await.unwrap().len()
    };
    assert_eq!(sure(&world).await, 0);
    world.change(id, more).await;
    assert_eq!((steps.group().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 0));
    assert_eq!(sure(&world).await, 1);
}

#[tokio::test]
async fn what_a_user_says_of_an_alert_moves_what_is_like_it_and_can_be_taken_back() {
    let mut world = world().await;
    world.policy().review = Review::Drop;
    let mut steps = world.steps().await;
    let saw = |line: &str| format!("The firm whose owner saw Lantern by the {line} line shut its shop.");
    world.tell(&mut steps, of_story(1, 1, "the-post.example", &saw("northern"))).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);

    let event = world.events().remove(0);
    let id = event["data"]["id"].as_str().unwrap();
    let alert = AlertName::Id(id);
    let now = world.now();
    let mut operator = world.operator();
    let mut say = |watch, meant| operator.give_feedback(alert, watch, meant, |_, _| false, now).unwrap();
    assert_eq!(say(None, None), Err(Unheard::NothingSaid));
    let named = vec!["Lantern".to_owned()];
    assert_eq!(say(Some("Oil"), Some(false)), Err(Unheard::NotNamed { watch: "Oil".to_owned(), named }));
    assert_eq!(say(None, Some(false)).unwrap().watches, ["Lantern"]);

    // The next of its kind is not told, and what is sure is.
    world.tell(&mut steps, of_story(2, 2, "the-mail.example", &saw("southern"))).await;
    assert_eq!(steps.send(10).await.unwrap().done, 0);
    world.tell(&mut steps, of_story(3, 3, "the-post.example", SURE)).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let said = Archive::open(&world.path()).unwrap().alerts(10).unwrap();
    assert_eq!(said[1].watches, [("Lantern".to_owned(), Some(false))]);

    assert_eq!(say(Some("Lantern"), None).unwrap().watches, ["Lantern"]);
    world.tell(&mut steps, of_story(4, 4, "the-mail.example", &saw("eastern"))).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    // An id of another database is not taken for this one's, and neither is one that cannot be compared any more.
    let other = format!("alert_0000000000000000_{}", id.rsplit('_').next().unwrap());
    let unheard = |name| {
        world.operator().give_feedback(name, None, Some(true), |_, _| false, now).unwrap().unwrap_err()
    };
    assert_eq!(unheard(AlertName::Number(AlertId(4711))), Unheard::NoAlert);
    assert_eq!(unheard(AlertName::Id("alert_0000000000000000_4711")), Unheard::NoAlert);
    assert_eq!(unheard(AlertName::Id(&other)), Unheard::OtherDatabase(other.clone()));
    let later = now + Duration::from_secs(3600);
    assert!(world.store.as_ref().unwrap().forget_deliveries(later, 100).await.unwrap() > 0);
    assert_eq!(unheard(alert), Unheard::Forgotten(id.to_owned()));
}

#[tokio::test]
async fn what_is_learned_from_articles_is_kept_with_them() {
    let mut world = world().await;
    let mut steps = world.steps().await;
    for number in 1..=3 {
        world.tell(&mut steps, of_story(number, number, "the-post.example", SURE)).await;
    }
    let lower = "Hang the lantern by the door and light it before they come.";
    world.tell(&mut steps, of_story(4, 4, "the-mail.example", lower)).await;
    let learned = world.store.as_ref().unwrap().learned().await.unwrap();
    let counted = |about: About| {
        let found = learned.iter().find(|learned| learned.about == about);
        found.map(|found| (found.tally.yes, found.tally.no))
    };
    let watch =
        |within| About::Watch { watchlist: "streaming".to_owned(), watch: "Lantern".to_owned(), within };
    assert_eq!(counted(watch(Within::Everything)), Some((3.0, 1.0)));
    assert_eq!(counted(watch(Within::Outlet("the-post.example".to_owned()))), Some((3.0, 0.0)));
    assert_eq!(counted(watch(Within::Outlet("the-mail.example".to_owned()))), Some((0.0, 1.0)));
    let word = About::Word { word: "lantern".to_owned(), language: "en".to_owned() };
    assert_eq!(counted(word.clone()).map(|(_, no)| no), Some(1.0));
    // After a restart it is counted on.
    drop(steps);
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(5, 5, "the-mail.example", lower)).await;
    let learned = world.store.as_ref().unwrap().learned().await.unwrap();
    let word = learned.into_iter().find(|learned| learned.about == word).unwrap();
    assert_eq!(word.tally.no, 2.0);
}

/// What waits for a person in a story and what a mute holds in one that becomes part of it both give way to what is told.
#[tokio::test]
async fn what_waits_for_a_person_gives_way_with_what_a_mute_holds() {
    let mut world = world().await;
    let watch = |name: &str| Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
    world.watchlists[0].watches.extend([watch("Netflix"), watch("WhatsApp")]);
    let mut steps = world.steps().await;
    world.mute(MuteScope::Watch("Netflix".to_owned()), moment("2026-03-04T12:00:00Z")).unwrap();
    world.tell(&mut steps, of_story(1, 1, "the-post.example", WEAK)).await;
    world.tell(&mut steps, of_story(2, 2, "the-post.example", "Netflix said no to the plan.")).await;
    assert_eq!(world.operator().held().unwrap().len(), 2);
    world.operator().merge_stories(StoryId(1), StoryId(2), world.now()).unwrap().unwrap();
    drop(steps);
    let mut steps = world.steps().await;
    world.tell(&mut steps, of_story(1, 3, "the-mail.example", "WhatsApp said no to the plan.")).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!(world.operator().held().unwrap(), [], "nothing is told beside it");
}

#[tokio::test]
async fn what_an_edit_took_out_is_not_lifted_by_another_article() {
    let mut world = world_that_drops().await;
    let mut steps = world.steps().await;
    let weak = of_story(1, 1, "the-post.example", WEAK);
    let without = weak.text.replace(WEAK, "They praised the singer loudly.");
    let id = world.tell(&mut steps, weak).await;
    world.change(id, without).await;
    assert_eq!(steps.group().await.unwrap().done, 1);
    world.tell(&mut steps, of_story(1, 2, "the-mail.example", SURE)).await;
    assert_eq!((world.status().stories, steps.send(10).await.unwrap().done), (1, 0));
}
