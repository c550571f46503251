//! Stories as users see and correct them, beside a running daemon, and files of articles that are grouped.

use std::process::Command;

use serde_json::Value;
use testkit::Piece;

use crate::world::{BINARY, World, json, piece};

fn show(world: &World, story: &Value) -> Value {
    json(world, &["story", "show", &story.to_string(), "--json"])
}

fn members(story: &Value) -> Vec<String> {
    story["members"].as_array().unwrap().iter().map(|member| member["article"].to_string()).collect()
}

#[tokio::test]
async fn a_story_is_shown_split_and_merged_again_while_the_daemon_runs() {
    let mut world = World::new().await;
    let mut outlets = Vec::new();
    for name in ["The Post", "The Mail", "The Times", "The Courier", "The Herald"] {
        outlets.push(world.outlet(name).await);
    }
    let copy = |number: usize| Piece { slug: format!("copy-{number}"), ..piece(1) };
    world.start().await;
    outlets[0].publish(piece(1));
    world.until(|status| status.placed == 1).await;
    outlets[1].publish(copy(1));
    let status = world.until(|status| status.placed == 2).await;
    assert_eq!((status.stories, status.alerts), (1, 1));

    let story = json(&world, &["story", "list", "--json"])[0]["story"].clone();
    let shown = show(&world, &story);
    let of = |key: &str| shown[key].clone();
    assert_eq!(
        (of("state"), of("articles"), of("outlets"), of("copies"), of("reports")),
        ("grown".into(), 2.into(), 2.into(), 1.into(), 1.into())
    );
    assert_eq!((of("title"), of("origin")), (piece(1).title.into(), "The Post".into()));
    assert_eq!(shown["members"][1]["relation"], "copy");
    assert!(!shown["members"][1]["why"][0].as_str().unwrap().is_empty(), "{shown:#}");
    assert_eq!(shown["told"][0]["reasons"][0], "first_mention");
    let articles = members(&shown);

    let opener = world.command(&["story", "split", &story.to_string(), &articles[0], &articles[1]]);
    assert!(!opener.status.success(), "nothing would be left");
    let split = world.command(&["story", "split", &story.to_string(), &articles[1]]);
    assert!(split.status.success(), "{}", String::from_utf8_lossy(&split.stderr));
    let other: Value = articles[1].parse::<i64>().unwrap().into();
    assert_eq!(
        (members(&show(&world, &story)), members(&show(&world, &other))),
        (vec![articles[0].clone()], vec![articles[1].clone()])
    );
    assert_eq!(show(&world, &other)["members"][0]["relation"], "original");

    // What joins next, before a restart and after one, brings them together no more.
    outlets[2].publish(copy(2));
    world.until(|status| status.placed == 3).await;
    world.daemon().kill().await.unwrap();
    world.daemon().restart().unwrap();
    outlets[3].publish(copy(3));
    let status = world.until(|status| status.placed == 4).await;
    assert_eq!(status.stories, 2);

    let merged = world.command(&["story", "merge", &other.to_string(), &story.to_string()]);
    assert!(merged.status.success(), "{}", String::from_utf8_lossy(&merged.stderr));
    let one = show(&world, &other);
    assert_eq!((&one["story"], members(&one).len()), (&story, 4), "the later id leads to the earlier one");
    outlets[4].publish(copy(4));
    let status = world.until(|status| status.placed == 5).await;
    assert_eq!(status.stories, 1);
}

/// Lines of articles: a report, a shortened copy of it, the same form with other figures, and the same event in other words.
fn articles() -> String {
    let dividend = |cents: &str, day: &str, profit: &str| {
        format!(
            "Ostrel said that its board declared a quarterly dividend of {cents} cents a share, payable on May {day} to \
             shareholders of record on April 3, and that it expects a profit of {profit} million for the year. The maker of pumps, \
             based in Hallmouth, employs two thousand people."
        )
    };
    let whole = dividend("12", "10", "48");
    let lead = whole.split(" The maker").next().unwrap();
    let other_words = "Shareholders of Ostrel of Hallmouth will get a dividend of 12 cents on May 10, its board decided. The pump maker \
                       sees its profit at 48 million.";
    let articles = [
        ("first", "Ostrel sets dividend", whole.as_str()),
        ("shortened", "Ostrel sets dividend", lead),
        ("refilled", "Ostrel sets dividend", &dividend("15", "12", "61")),
        ("retold", "Ostrel to pay dividend of 12 cents", other_words),
    ];
    let line = |(id, title, text): (&str, &str, &str)| serde_json::json!({"id": id, "url": null, "source": null, "published": null, "language": "en", "title": title, "text": text});
    articles.map(line).map(|line| line.to_string()).join("\n")
}

#[test]
fn a_file_of_articles_is_grouped_and_each_place_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("articles.jsonl");
    std::fs::write(&file, articles()).unwrap();
    let tried = |arguments: &[&str]| -> Vec<Value> {
        let command = Command::new(BINARY).args(["try", "stories"]).arg(&file).args(arguments).output();
        let output = command.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let explained = tried(&["--explain"]);
    let why = |place: usize| explained[place]["why"].to_string();
    let relations: Vec<&Value> = explained.iter().map(|placed| &placed["relation"]).collect();
    assert_eq!(relations, ["original", "copy", "original", "report"], "{explained:#?}");
    assert_eq!((&explained[1]["of"], &explained[1]["story"]), (&"first".into(), &"first".into()));
    assert_eq!((&explained[2]["story"], &explained[3]["story"]), (&"refilled".into(), &"first".into()));
    assert_eq!(explained[2]["related"][0], "first");
    assert!(why(0).contains("nothing that is known is like it"), "{}", why(0));
    assert!(why(1).contains("runs of words") && why(1).contains(": a copy"), "{}", why(1));
    assert!(why(2).contains("the numbers differ"), "{}", why(2));
    assert!(why(3).contains("alike by") && why(3).contains("of what is needed"), "{}", why(3));
    let title = "Ostrel sets dividend";
    assert_eq!(explained[1]["why"][0]["with"][0], serde_json::json!({"article": "first", "title": title}));
    assert_eq!(explained[3]["why"][0]["with"][0], serde_json::json!({"story": "first", "title": title}));
    let plain = tried(&[]);
    assert!(plain.iter().all(|placed| placed.get("why").is_none()), "{plain:#?}");
    assert_eq!(plain[1]["relation"], "copy");
}
