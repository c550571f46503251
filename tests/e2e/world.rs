//! A newsroom, a receiver, a configuration and a daemon, for one test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use store::Status;
use testkit::{Daemon, Newsroom, Outlet, OutletConfig, Piece, Received, Sink};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_wirewatch-under-test");

/// A watchlist that every test can use.
pub(crate) const NETFLIX: &str = "[[watchlist]]\nname = \"streaming\"\nendpoints = [\"sink\"]\n\n[[watchlist.watch]]\nname = \"Netflix\"\n";

pub(crate) struct World {
    directory: tempfile::TempDir,
    pub(crate) newsroom: Newsroom,
    pub(crate) sink: Sink,
    /// What the configuration says besides the usual.
    pub(crate) watchlists: String,
    pub(crate) extra: String,
    /// What stands before its first table.
    pub(crate) prelude: String,
    pub(crate) feeds: Vec<String>,
    daemon: Option<Daemon>,
}

impl World {
    pub(crate) async fn new() -> World {
        World {
            directory: tempfile::tempdir().unwrap(),
            newsroom: Newsroom::new(),
            sink: Sink::start().await.unwrap(),
            watchlists: NETFLIX.to_owned(),
            extra: String::new(),
            prelude: String::new(),
            feeds: Vec::new(),
            daemon: None,
        }
    }

    /// Opens an outlet whose feed is polled.
    pub(crate) async fn outlet(&mut self, name: &str) -> Outlet {
        let config = OutletConfig { name: name.to_owned(), ..OutletConfig::default() };
        let outlet = self.newsroom.open(config).await.unwrap();
        self.feeds.push(outlet.feed_url());
        outlet
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("wirewatch.db")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path("wirewatch.toml")
    }

    pub(crate) fn write_config(&self) {
        let feeds: String = self.feeds.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n")).collect();
        let text = format!(
            "{}[store]\npath = {:?}\n[log]\nfilter = \"debug,hyper_util=info,h2=info\"\n\
             [egress]\nallow = [\"127.0.0.0/8\"]\n\
             [poll]\nmin_interval = \"200ms\"\nmax_interval = \"200ms\"\nhost_pause = \"0s\"\ntimeout = \"5s\"\n{}\n\
             [[endpoint]]\nname = \"sink\"\nurl = \"{}\"\nsecret = \"{}\"\n{feeds}\n{}",
            self.prelude,
            self.database(),
            self.extra,
            self.sink.url(),
            Sink::SECRET,
            self.watchlists,
        );
        std::fs::write(self.config(), text).unwrap();
    }

    /// Starts the daemon and waits until it runs.
    pub(crate) async fn start(&mut self) {
        self.write_config();
        self.daemon = Some(Daemon::start(Path::new(BINARY), &self.config()).unwrap());
        self.logged("wirewatch is running").await;
    }

    pub(crate) fn daemon(&mut self) -> &mut Daemon {
        self.daemon.as_mut().unwrap()
    }

    /// Waits until the daemon has logged a line with `text`.
    pub(crate) async fn logged(&mut self, text: &str) -> Vec<String> {
        let daemon = self.daemon.as_ref().unwrap();
        patiently(daemon, text, daemon.until(|lines| lines.iter().any(|line| line.contains(text)))).await
    }

    /// Waits until the daemon has logged so many lines with `text`.
    pub(crate) async fn logged_times(&mut self, text: &str, times: usize) {
        let daemon = self.daemon.as_ref().unwrap();
        let enough = daemon.until(|lines| lines.iter().filter(|line| line.contains(text)).count() >= times);
        patiently(daemon, text, enough).await;
    }

    /// Waits until the sink has received so many deliveries.
    pub(crate) async fn received(&mut self, number: usize) -> Vec<Received> {
        let daemon = self.daemon.as_ref().unwrap();
        patiently(daemon, "deliveries", self.sink.received(number)).await
    }

    pub(crate) fn status(&self) -> Status {
        Status::read(&self.database()).unwrap()
    }

    /// Waits until the database says so, looking again whenever the daemon has logged something.
    pub(crate) async fn until(&mut self, condition: impl Fn(&Status) -> bool) -> Status {
        let database = self.database();
        let mut found = None;
        let daemon = self.daemon.as_ref().unwrap();
        let holds = daemon.until(|_| {
            found = Status::read(&database).ok().filter(|status| condition(status));
            found.is_some()
        });
        patiently(daemon, "the database", holds).await;
        found.unwrap()
    }

    /// Runs a command of the program to its end.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(BINARY).args(arguments).arg("--config").arg(self.config()).output().unwrap()
    }
}

/// What a command that has to succeed prints for programs.
pub(crate) fn json(world: &World, arguments: &[&str]) -> Value {
    let output = world.command(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Waits, and where it takes absurdly long ends the test with what the daemon said.
pub(crate) async fn patiently<T>(daemon: &Daemon, what: &str, event: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, event).await {
        Ok(result) => result,
        Err(_) => panic!("waited in vain for {what}; the daemon said:\n{}", daemon.log().join("\n")),
    }
}

/// Far beyond what anything takes on the slowest machine: it only turns a hanging test into a failing one.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// An article of an hour ago that names Netflix once, and shares hardly a word, and no date, with one of another number: a new feed whose
/// entries all bear one second says nothing of their dates.
pub(crate) fn piece(number: usize) -> Piece {
    let mut words = StdRng::seed_from_u64(number as u64);
    let mut next =
        || -> String { (0..3).map(|_| SYLLABLES[words.random_range(0..SYLLABLES.len())]).collect() };
    let mut sentence = |about: &str| {
        let mut text: Vec<String> = (0..14).map(|_| next()).collect();
        text.insert(7, about.to_owned());
        format!("{}.", text.join(" "))
    };
    let paragraphs = [
        // The feed's summary is the beginning of the text.
        format!("Netflix said no to {} {}", sentence("beside"), sentence("beyond")),
        format!("{} {}", sentence("before"), sentence("without")),
        format!("{} {}", sentence("under"), sentence("against")),
    ];
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let title = format!("{} {number}", sentence("at").replace('.', ""));
    let published = ago() - std::time::Duration::from_secs(number as u64 % 600);
    Piece::new(&format!("piece-{number}"), &title, published, &paragraphs)
}

/// The same without anything watched.
pub(crate) fn quiet_piece(number: usize) -> Piece {
    let piece = piece(number);
    let paragraphs = piece.paragraphs.iter().map(|text| text.replace("Netflix", "a studio")).collect();
    Piece { slug: format!("quiet-{number}"), paragraphs, ..piece }
}

/// What invented words are made of: so many that two articles share hardly one.
const SYLLABLES: [&str; 24] = [
    "ba", "cor", "den", "fal", "gri", "hol", "jun", "kes", "lam", "mor", "nel", "pon", "quil", "ras", "sten",
    "tor", "ul", "ven", "wim", "yar", "zel", "bri", "dro", "fen",
];

#[expect(
    clippy::disallowed_methods,
    reason = "the daemon under test has the system's clock, and so must its news"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

fn ago() -> Timestamp {
    now() - std::time::Duration::from_secs(3600)
}

/// The headlines of the stories that alerts are about, sorted.
pub(crate) fn titles(received: &[Received]) -> Vec<String> {
    let title = |alert: &Received| alert.json()["data"]["story"]["title"].as_str().unwrap().to_owned();
    let mut titles: Vec<String> = received.iter().map(title).collect();
    titles.sort();
    titles
}

pub(crate) fn sorted<const N: usize>(mut titles: [String; N]) -> [String; N] {
    titles.sort();
    titles
}

/// That every delivery was signed, none was told twice, and no id changed its content.
pub(crate) fn assert_sound(sink: &Sink) {
    assert!(sink.unverified().is_empty(), "{:?}", sink.unverified());
    assert!(sink.changed().is_empty(), "{:?}", sink.changed());
    let mut told: Vec<(String, String, String)> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for alert in sink.all() {
        if ids.insert(alert.id.clone()) {
            let json = alert.json();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let data = &json["data"];
            // An edit is told again for what else it takes out.
            let reason = format!("{} {}", text(&data["reason"]), data["update"]["gone_watches"]);
            let key = (text(&data["watchlist"]), text(&data["story"]["id"]), reason);
            assert!(!told.contains(&key), "told twice: {key:?}");
            told.push(key);
        }
    }
}
