//! Documents made to harm careless readers, one after the other through one daemon, as feeds and as pages. `HOSTILE=folder` with
//! `--ignored a_folder --nocapture` does the same with the files of a folder, and prints how long each took.

use std::path::Path;
use std::time::{Duration, Instant};

use store::Status;
use testkit::hostile::{Hostile, feeds, pages};
use testkit::{Fault, Outlet};

use crate::world::{World, assert_sound, patiently, piece, titles};

/// What no document may need, with all that the daemon needs by itself.
const MEMORY_MAX: u64 = 256 << 20;

/// What became of a document.
struct Outcome {
    name: String,
    /// From the request for it to the commit of what was in it.
    took: Duration,
    problem: Option<String>,
}

/// Has the daemon poll a feed of these alone from now on, and no sooner again than in an hour.
fn configure(world: &mut World, url: &str) {
    world.extra = format!("[[feed]]\nurl = \"{url}\"\nmin_interval = \"1h\"\nmax_interval = \"24h\"\n");
    world.write_config();
}

fn since_asked(outlet: &Outlet, path: &str) -> Duration {
    let log = outlet.log();
    let asked = log.iter().find(|request| request.path == path).unwrap().at;
    Instant::now().duration_since(asked)
}

/// Serves each document as a feed, and sees to it that it is read, or a problem that the log and the status tell.
async fn as_feeds(world: &mut World, documents: Vec<Hostile>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for document in documents {
        let name = document.name.to_owned();
        let outlet = world.newsroom.open(testkit::OutletConfig::default()).await.unwrap();
        let (url, path) = (outlet.feed_url(), outlet.feed_path());
        outlet.fault(&path, Fault::Serve(document));
        let entries = world.status().entries;
        configure(world, &url);
        world.daemon().reload().unwrap();
        let status = world
            .until(|status| status.feeds.iter().any(|feed| feed.url == url && feed.last_poll.is_some()))
            .await;
        let took = since_asked(&outlet, &path);
        let feed = status.feeds.into_iter().find(|feed| feed.url == url).unwrap();
        assert!(feed.next_poll.is_some(), "{name} is asked again");
        if let Some(problem) = &feed.problem {
            assert!(feed.problem_since.is_some(), "{name}");
            let daemon = world.daemon();
            let told =
                daemon.until(|lines| lines.iter().any(|line| line.contains(&url) && line.contains("WARN")));
            patiently(daemon, problem, told).await;
        } else {
            assert!(status.entries > entries, "{name} gave nothing and is no problem");
        }
        outcomes.push(Outcome { name, took, problem: feed.problem });
    }
    outcomes
}

/// Serves each document as the page of an article, and sees to it that it has its place all the same; or that it is asked
/// for once more a little later, where it broke off on the way.
async fn as_pages(world: &mut World, documents: Vec<Hostile>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for (number, document) in documents.into_iter().enumerate() {
        let name = document.name.to_owned();
        let outlet = world.newsroom.open(testkit::OutletConfig::default()).await.unwrap();
        let path = piece(number).path();
        outlet.fault(&path, Fault::Serve(document));
        outlet.publish(piece(number));
        let placed = world.status().placed;
        configure(world, &outlet.feed_url());
        world.daemon().reload().unwrap();
        let (page, database) = (outlet.url(&path), world.database());
        let daemon = world.daemon();
        let mut problem = None;
        let ended = daemon.until(|lines| {
            let of_page = |line: &&String| line.contains(&page) && line.contains("problem=");
            problem = lines.iter().find(of_page).cloned();
            let again = problem.as_ref().is_some_and(|line| line.contains("again=true"));
            again || Status::read(&database).is_ok_and(|status| status.placed > placed)
        });
        patiently(daemon, &name, ended).await;
        let problem = problem.and_then(|line| Some(line.split_once("problem=")?.1.to_owned()));
        outcomes.push(Outcome { name, took: since_asked(&outlet, &path), problem });
    }
    let told = |outcome: &&Outcome| outcome.problem.as_ref().is_none_or(|line| !line.contains("again=true"));
    let told = outcomes.iter().filter(told).count() as u64;
    // Where pages say the same they are copies of one story, which is told of once.
    world.until(|status| status.placed == told && status.delivered > 0).await;
    assert_sound(&world.sink);
    outcomes
}

async fn world() -> World {
    let mut world = World::new().await;
    let outlet = world.newsroom.open(testkit::OutletConfig::default()).await.unwrap();
    configure(&mut world, &outlet.feed_url());
    world.start().await;
    world
}

#[tokio::test]
async fn a_hostile_feed_is_read_or_a_problem_of_its_own_and_stops_nothing() {
    let mut world = world().await;
    let documents = feeds();
    let number = documents.len();
    let outcomes = as_feeds(&mut world, documents).await;
    assert_eq!(outcomes.len(), number);
    assert!(world.daemon().cost().peak_memory < MEMORY_MAX, "{:?}", world.daemon().cost());
    // A sound one is told of as ever.
    let outlet = world.newsroom.open(testkit::OutletConfig::default()).await.unwrap();
    outlet.publish(piece(1));
    configure(&mut world, &outlet.feed_url());
    world.daemon().reload().unwrap();
    assert_eq!(titles(&world.received(1).await), [piece(1).title]);
}

#[tokio::test]
async fn a_hostile_page_keeps_no_article_from_being_told() {
    let mut world = world().await;
    as_pages(&mut world, pages()).await;
    assert!(world.daemon().cost().peak_memory < MEMORY_MAX, "{:?}", world.daemon().cost());
}

/// The files of a folder as a server would send them.
fn documents(folder: &Path) -> Vec<Hostile> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let document = |path: &Path| {
        let name: &'static str = path.file_name().unwrap().to_string_lossy().into_owned().leak();
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        let content_type = match Path::new(inner).extension().and_then(|ending| ending.to_str()) {
            Some("html") => "text/html",
            Some("json") => "application/feed+json",
            _ => "application/xml",
        };
        let content_encoding = (inner != name).then_some("gzip");
        Hostile { name, content_type, content_encoding, body: std::fs::read(path).unwrap() }
    };
    paths.iter().filter(|path| path.is_file()).map(|path| document(path)).collect()
}

#[tokio::test]
#[ignore = "HOSTILE has to name a folder"]
async fn a_folder_of_documents_stops_nothing() {
    let folder = std::env::var("HOSTILE").unwrap();
    let documents = documents(Path::new(&folder));
    for feeds in [true, false] {
        let mut world = world().await;
        let mut outcomes = match feeds {
            true => as_feeds(&mut world, documents.clone()).await,
            false => as_pages(&mut world, documents.clone()).await,
        };
        let peak = world.daemon().cost().peak_memory;
        outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.took));
        println!(
            "{} documents as {}, at most {} MiB",
            outcomes.len(),
            if feeds { "feeds" } else { "pages" },
            peak >> 20
        );
        for Outcome { name, took, problem } in &outcomes {
            println!("{:>6} ms  {name}  {}", took.as_millis(), problem.as_deref().unwrap_or_default());
        }
        assert!(peak < MEMORY_MAX);
    }
}
