//! Articles that change after they were told of, or were not.

use testkit::hostile::Hostile;
use testkit::{Fault, Outlet, Piece};

use crate::world::{World, assert_sound, piece, quiet_piece, titles};

/// The same article with another paragraph at its end, which its feed's summary does not show.
fn with_paragraph(piece: &Piece, text: &str) -> Piece {
    let mut edited = piece.clone();
    edited.paragraphs.push(text.to_owned());
    edited
}

/// A world that has read a piece which names nothing, and reads it again as `revisit` says.
async fn read_once(revisit: &str) -> (World, Outlet, Piece) {
    let mut world = World::new().await;
    world.extra = format!("[revisit]\n{revisit}\n");
    let outlet = world.outlet("The Post").await;
    let quiet = quiet_piece(1);
    outlet.publish(quiet.clone());
    world.start().await;
    world.until(|status| status.placed == 1).await;
    (world, outlet, quiet)
}

const NAMED: &str = "Netflix said that evening that it had known of this for a year.";

#[tokio::test]
async fn a_page_that_names_something_later_is_told_of_once() {
    let (mut world, outlet, quiet) = read_once("first = \"200ms\"").await;
    let named = with_paragraph(&quiet, NAMED);
    outlet.edit(named.clone());
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [quiet.title.as_str()]);
    assert!(alerts[0].json()["data"]["mentions"][0]["evidence"][0]["sentence"] == NAMED);

    // More of it is no news, and that nothing changed is asked with validators.
    outlet.edit(with_paragraph(&named, "Netflix gave no further comment, its speaker said."));
    world.logged_times("matched again after edits", 2).await;
    let count = outlet.requested(&quiet.path(), 4).await;
    assert!(count.conditional >= 1 && count.conditional + 1 >= count.requests, "{count:?}");
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.placed, status.stories, status.alerts), (1, 1, 1));
    assert_sound(&world.sink);
}

#[tokio::test]
async fn a_page_is_read_again_when_its_entry_changes() {
    let (mut world, outlet, quiet) = read_once("until = \"0s\"").await;
    let mut edited = with_paragraph(&quiet, NAMED);
    edited.paragraphs[0].insert_str(0, "Corrected: ");
    outlet.edit(edited);
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [quiet.title.as_str()]);
    assert_eq!(outlet.count(&quiet.path()).requests, 2);
}

#[tokio::test]
async fn an_edit_of_a_story_that_was_told_of_is_not_told_again() {
    let mut world = World::new().await;
    world.extra = "[revisit]\nfirst = \"200ms\"\n".to_owned();
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"Zorvex\"\n");
    let outlet = world.outlet("The Post").await;
    outlet.publish(piece(1));
    world.start().await;
    world.received(1).await;
    outlet.edit(with_paragraph(&piece(1), "Zorvex, a rival of Netflix, said no word of it."));
    world.logged("matched again after edits").await;
    let status = world.until(|status| status.mentions == 2).await;
    assert_eq!((status.alerts, status.stories), (1, 1));
}

/// A page about something else, as a wall that was not there the first time, is no edit, however much it says.
#[tokio::test]
async fn what_stands_in_a_pages_place_when_it_is_read_again_is_no_edit() {
    let (mut world, outlet, quiet) = read_once("first = \"200ms\"").await;
    let wall =
        "Netflix hafu molite brend oka silva, tamo rendi kovasto pelin duna marekki solvi. ".repeat(12);
    let body = format!("<title>The Post</title><h1>The Post</h1><p>{wall}</p>").into_bytes();
    let (name, content_type) = ("a wall", "text/html; charset=utf-8");
    outlet.fault(&quiet.path(), Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    world.logged("something else stands in the page's place").await;
    let status = world.status();
    assert_eq!((status.placed, status.mentions, status.alerts), (1, 0, 0));

    // Once it is gone, what is new in the article is an edit as ever.
    outlet.mend(&quiet.path());
    outlet.edit(with_paragraph(&quiet, NAMED));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [quiet.title.as_str()]);
    assert!(alerts[0].json()["data"]["mentions"][0]["evidence"][0]["sentence"] == NAMED);
}

/// The headline of a page is corrected, and neither its feed nor its text is.
#[tokio::test]
async fn a_page_whose_headline_names_something_later_is_told_of() {
    let (mut world, outlet, quiet) = read_once("first = \"200ms\"").await;
    let paragraphs: String = quiet.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let headline = format!("{} as Netflix listens", quiet.title);
    let body = format!("<title>{headline}</title><h1>{headline}</h1>{paragraphs}").into_bytes();
    let (name, content_type) = ("another headline", "text/html; charset=utf-8");
    outlet.fault(&quiet.path(), Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    let alerts = world.received(1).await;
    assert_eq!(titles(&alerts), [headline.as_str()]);
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.alerts, status.mentions), (1, 1));
}

/// What was named in passing, and what an edit makes the article about, is told to who asks for no less.
#[tokio::test]
async fn an_article_that_comes_to_be_about_what_it_named_in_passing_is_told_of() {
    let mut world = World::new().await;
    world.extra = "[revisit]\nfirst = \"200ms\"\n".to_owned();
    world.watchlists = world.watchlists.replace("endpoints", "min_salience = 0.5\nendpoints");
    let outlet = world.outlet("The Post").await;
    let passing = with_paragraph(&quiet_piece(1), "He had once met a man from Netflix.");
    outlet.publish(passing.clone());
    world.start().await;
    let status = world.until(|status| status.mentions == 1).await;
    assert_eq!(status.alerts, 0);

    let mut about = passing.clone();
    about.title = format!("Netflix pays: {}", about.title);
    about.paragraphs.insert(0, NAMED.to_owned());
    outlet.edit(about);
    let alerts = world.received(1).await;
    let mention = &alerts[0].json()["data"]["mentions"][0];
    assert!(mention["salience"].as_f64().unwrap() >= 0.5, "{mention:#}");
    assert!(mention["evidence"].to_string().contains("Netflix"), "{mention:#}");
    let status = world.until(|status| status.delivered == 1).await;
    assert_eq!((status.placed, status.mentions, status.alerts), (1, 1, 1));
}

/// A feed's headline changes before its page is read again, and was told of by then.
#[tokio::test]
async fn a_correction_that_follows_upon_another_edit_is_told() {
    let mut world = World::new().await;
    world.extra = "[revisit]\nfirst = \"200ms\"\n".to_owned();
    world.watchlists = world.watchlists.replace("endpoints", "updates = [\"edit\"]\nendpoints");
    let outlet = world.outlet("The Post").await;
    let named = with_paragraph(&quiet_piece(1), NAMED);
    outlet.publish(named.clone());
    world.start().await;
    world.received(1).await;
    let renamed = Piece { title: format!("Corrected: {}", named.title), ..named };
    outlet.edit(renamed.clone());
    let alerts = world.received(2).await;
    assert_eq!(alerts[1].json()["data"]["update"]["gone_watches"], serde_json::json!([]));
    let paragraphs = [quiet_piece(1).paragraphs, vec!["An earlier version was wrong.".to_owned()]].concat();
    outlet.edit(Piece { paragraphs, ..renamed.clone() });
    let alerts = world.received(3).await;
    let data = &alerts[2].json()["data"];
    assert_eq!(data["update"]["gone_watches"], serde_json::json!(["Netflix"]));
    assert_eq!(data["mentions"], serde_json::json!([]));
    assert_sound(&world.sink);
}

/// A correction says what it takes out, and cites nothing of it.
#[tokio::test]
async fn an_edit_that_takes_a_name_out_says_so() {
    let mut world = World::new().await;
    world.extra = "[revisit]\nfirst = \"200ms\"\n".to_owned();
    world.watchlists = world.watchlists.replace("endpoints", "updates = [\"edit\"]\nendpoints");
    world.watchlists.push_str("\n[[watchlist.watch]]\nname = \"Zorvex\"\n");
    let outlet = world.outlet("The Post").await;
    let corrected = with_paragraph(&quiet_piece(1), "Zorvex said that it would close two of its offices.");
    outlet.publish(with_paragraph(&corrected, NAMED));
    world.start().await;
    world.received(1).await;
    outlet.edit(with_paragraph(&corrected, "An earlier version named another firm, which was wrong."));
    let alerts = world.received(2).await;
    let data = &alerts[1].json()["data"];
    assert_eq!(data["update"]["gone_watches"], serde_json::json!(["Netflix"]));
    let named: Vec<&str> =
        data["mentions"].as_array().unwrap().iter().filter_map(|mention| mention["watch"].as_str()).collect();
    assert_eq!(named, ["Zorvex"]);
    assert_sound(&world.sink);
}
