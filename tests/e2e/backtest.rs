//! Watchlists tried on the archive, beside a running daemon.

use std::process::{Command, Stdio};

use serde_json::{Value, json as value};
use testkit::Piece;

use crate::world::{BINARY, NETFLIX, World, json, piece, quiet_piece};

#[tokio::test]
async fn a_watchlist_is_tried_on_the_archive_and_nothing_is_sent_or_written() {
    let mut world = World::new().await;
    let outlets = [world.outlet("The Post").await, world.outlet("The Mail").await];
    for number in 0..3 {
        outlets[0].publish(piece(number));
        outlets[0].publish(quiet_piece(10 + number));
    }
    outlets[1].publish(Piece { slug: "again".to_owned(), ..piece(0) });
    world.start().await;
    let before = world.until(|status| status.placed == 7 && status.delivered == 3).await;
    let tried = |rule: &str, updates: &str| {
        let text = format!(
            "[[watchlist]]\nname = \"streaming\"\nupdates = {updates}\n[[watchlist.watch]]\nname = \"Tried\"\nrule = '{rule}'\n\
             [[watchlist]]\nname = \"new\"\n[[watchlist.watch]]\nname = \"Netflix\"\n"
        );
        std::fs::write(world.path("tried.toml"), text).unwrap();
        json(
            &world,
            &[
                "backtest",
                "--watchlist",
                world.path("tried.toml").to_str().unwrap(),
                "--since",
                "2d",
                "--json",
            ],
        )
    };

    let report = tried("\"a studio\"", "[]");
    assert_eq!(report["articles"], 7);
    let streaming = &report["watchlists"][0];
    assert_eq!(streaming["per_day"], Value::Null, "of some seconds nothing says how many a day there are");
    assert_eq!(
        (&streaming["alerts"], &streaming["newly"]["alerts"], &streaming["no_longer"]["alerts"]),
        (&3.into(), &3.into(), &3.into())
    );
    let sample = &streaming["newly"]["samples"][0];
    assert!(sample["mentions"][0]["sentence"].as_str().unwrap().contains("a studio"), "{sample:#}");
    let gone = &streaming["no_longer"]["samples"][0];
    assert!(gone["mentions"][0]["sentence"].as_str().unwrap().contains("Netflix"), "{gone:#}");
    assert_eq!(
        (&report["watchlists"][1]["alerts"], &report["watchlists"][1]["newly"]),
        (&3.into(), &Value::Null),
        "none runs by that name"
    );

    let report = tried("Netflix", "[\"outlets:2\"]");
    let streaming = &report["watchlists"][0];
    assert_eq!((&streaming["alerts"], &streaming["updates"]), (&3.into(), &1.into()));
    let (newly, no_longer) = (&streaming["newly"], &streaming["no_longer"]);
    assert_eq!((&newly["alerts"], &no_longer["alerts"]), (&0.into(), &0.into()));
    assert_eq!((&newly["updates"], &no_longer["updates"]), (&1.into(), &0.into()));

    let after = world.status();
    assert_eq!(
        (after.alerts, after.mentions, after.delivered),
        (before.alerts, before.mentions, before.delivered)
    );
    assert_eq!(world.sink.count(), 3);
}

#[tokio::test]
async fn what_a_backtest_cannot_know_is_said() {
    let mut world = World::new().await;
    world
        .watchlists
        .push_str("\n[[watchlist]]\nname = \"other\"\n[[watchlist.watch]]\nname = \"Wickwire\"\n");
    let outlet = world.outlet("The Post").await;
    world.start().await;
    let file = world.path("tried.toml");
    std::fs::write(&file, NETFLIX.replace("streaming", "steaming")).unwrap();
    let tried = |world: &World, since: &str| {
        let output = world.command(&["backtest", "--watchlist", file.to_str().unwrap(), "--since", since]);
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    };
    let (_, empty) = tried(&world, "30d");
    assert!(empty.contains("The archive has no article yet"), "{empty}");

    let headline = "Netflix is in no hurry, says its chief executive";
    outlet.publish(Piece { title: headline.to_owned(), ..piece(1) });
    world.until(|status| status.placed == 1 && status.delivered == 1).await;
    let (_, said) = tried(&world, "30d");
    for expected in [
        "1 article since ",
        " s of 30 d: what would have been told before is not known.\n",
        "steaming: 1 alert and 0 updates, in less than a day, which is too little to say how many a day",
        "%): in the headline\n",
        "no watchlist of this name: did you mean \"streaming\"?",
        "Running, and not tried by the file: streaming, other\n",
    ] {
        assert!(said.contains(expected), "{expected} in\n{said}");
    }
    assert_eq!(said.matches(headline).count(), 1, "{said}");
    let (code, said) = tried(&world, "0s");
    assert!(code == Some(2) && said.contains("is no time at all"), "{said}");
}

/// As where `head` has seen enough.
#[tokio::test]
async fn who_does_not_read_on_is_told_no_error() {
    let mut world = World::new().await;
    world.start().await;
    std::fs::write(world.path("tried.toml"), NETFLIX).unwrap();
    let file = world.path("tried.toml").to_str().unwrap().to_owned();
    for arguments in [
        &["backtest", "--watchlist", &file][..],
        &["backtest", "--watchlist", &file, "--json"],
        &["status"],
        &["story", "list", "--json"],
        &["endpoint", "list"],
        &["alerts", "list"],
        &["alerts", "held"],
        &["check"],
        &["opml", "export"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(BINARY);
        command.args(arguments).arg("--config").arg(world.config());
        let output = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((said.as_str(), output.status.code()), ("", Some(0)), "{arguments:?}");
    }
}

/// The article of a number with another first sentence.
fn beginning(number: usize, sentence: &str) -> Piece {
    let piece = piece(number);
    let paragraphs =
        piece.paragraphs.iter().map(|text| text.replace("Netflix said no to", sentence)).collect();
    Piece { slug: format!("begun-{number}"), paragraphs, ..piece }
}

#[tokio::test]
async fn what_would_be_held_wait_for_a_person_or_be_lifted_is_counted() {
    const DOUBTFUL: &str = "They praised the Lantern loudly. He said";
    const SURE: &str = "Lantern Foods will bake more biscuits, said its chief executive. He said";
    let mut world = World::new().await;
    let [post, mail] = [world.outlet("The Post").await, world.outlet("The Mail").await];
    world.start().await;
    // Of the first story nobody is ever sure, of the second an outlet that the watchlist does not hear; two are plain.
    for number in 1..=2 {
        post.publish(beginning(number, DOUBTFUL));
        world.until(|status| status.placed == number as u64).await;
    }
    mail.publish(beginning(2, SURE));
    world.until(|status| status.placed == 3).await;
    post.publish(beginning(3, SURE));
    post.publish(beginning(4, SURE));
    let status = world.until(|status| status.placed == 5).await;
    assert_eq!(status.stories, 4);

    let file = world.path("kitchen.toml");
    let text = "[[watchlist]]\nname = \"kitchen\"\nreview = \"hold\"\nlimit = \"1/h\"\nexclude_sources = [\"The Mail\"]\n\
                [[watchlist.watch]]\nname = \"Lantern\"\naliases = [\"Lantern Foods\"]\nkind = \"organisation\"\n\
                context = [\"biscuits\"]\n";
    std::fs::write(&file, text).unwrap();
    let arguments = ["backtest", "--watchlist", file.to_str().unwrap(), "--since", "2d"];
    let report = json(&world, &[&arguments[..], &["--json"]].concat());
    let kitchen = &report["watchlists"][0];
    assert_eq!(
        (&kitchen["alerts"], &kitchen["updates"], &kitchen["held"], &kitchen["for_review"]),
        (&3.into(), &0.into(), &value!({ "limit": 2 }), &1.into()),
        "{kitchen:#}"
    );
    let lifted = &kitchen["samples"][0];
    assert_eq!(lifted["title"], piece(2).title, "{kitchen:#}");
    assert_eq!((&lifted["source"], &lifted["mentions"][0]["outcome"]), (&"The Post".into(), &"match".into()));
    assert!(
        lifted["mentions"][0]["reasons"].to_string().contains("another article of its story"),
        "{lifted:#}"
    );

    std::fs::write(&file, text.replace("limit", "endpoints = [\"nobody\"]\nlimit")).unwrap();
    let output = world.command(&arguments);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(complaints.contains("has no endpoint \"nobody\""), "{complaints}");
    let printed = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "kitchen: 3 alerts and 0 updates",
        "held for the end of a window whose limit is reached: 2",
        "stories that would wait for a person to look at them: 1",
    ] {
        assert!(printed.contains(expected), "{expected} in\n{printed}");
    }

    // A whole configuration is tried with the digests of its own endpoints.
    let whole = "[[endpoint]]\nname = \"nobody\"\nkind = \"webhook\"\nurl = \"https://hooks.example/news\"\ndigest = { every = \"6h\" }\n\
                 secret = \"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\"\n";
    let whole = format!("{whole}{}", text.replace("limit = \"1/h\"", "endpoints = [\"nobody\"]"));
    std::fs::write(&file, whole).unwrap();
    let report = json(&world, &[&arguments[..], &["--json"]].concat());
    assert_eq!(report["watchlists"][0]["held"], value!({ "digest": 3 }), "{report:#}");

    let unsigned = std::fs::read_to_string(&file).unwrap().replace("secret =", "# secret =");
    std::fs::write(&file, unsigned).unwrap();
    let complaints = String::from_utf8(world.command(&arguments).stderr).unwrap();
    assert!(complaints.contains("the running endpoints are taken for its own"), "{complaints}");

    // What is delivered without a person is shown as it was judged, where its story knew no more of it.
    std::fs::write(&file, text.replace("\"hold\"", "\"deliver\"")).unwrap();
    let report = json(&world, &[&arguments[..], &["--json"]].concat());
    let samples = report["watchlists"][0]["samples"].as_array().unwrap();
    let unsure = samples.iter().find(|sample| sample["title"] == piece(1).title).unwrap();
    assert_eq!(unsure["mentions"][0]["outcome"], "review", "{unsure:#}");
    assert!(!unsure["mentions"][0]["reasons"].to_string().contains("another article"), "{unsure:#}");
}
