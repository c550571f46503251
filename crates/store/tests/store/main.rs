//! The store's promises, on real files: what is committed together, claimed once, told once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use model::{
    AlertId, AlertReason, ArticleId, Attempt, AttemptOutcome, Decision, Evidence, Field, HoldReason,
    Incident, IncidentKind, Mention, Outcome, Outlet, Placement, Relation, Ruling, Schedule, StoryId,
    UpdateReason,
};
use store::*;

mod addresses;
mod backlog;
mod deliveries;
mod endpoints;
mod feedback;
mod files;
mod polls;
mod reading;
mod renamed;
mod retention;
mod stories;
mod time;
mod websub;

const MINUTE: Duration = Duration::from_secs(60);

/// A database in a directory of its own, which can be closed and opened again.
struct Database {
    _directory: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

impl Database {
    /// Commits an article in its place; the alerts that were made of it, to be told at once.
    async fn place(&self, placed: PlacedArticle, now: Timestamp) -> Vec<Made> {
        let batch = PlacedBatch::of(vec![placed], 0);
        self.store.commit_articles(batch, now, RENDERER, at_once()).await.unwrap().unwrap()
    }

    fn new() -> Database {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let store = Store::open(&path).unwrap();
        Database { _directory: directory, path, store }
    }

    /// Closes and opens again, as after a crash.
    fn reopened(self) -> Database {
        drop(self.store);
        Database { store: open(&self.path), ..self }
    }

    async fn with_feeds(urls: &[&str]) -> Database {
        let database = Database::new();
        database.store.sync_feeds(urls.iter().map(|url| target(url)).collect()).await.unwrap();
        database
    }
}

/// The store's threads end shortly after its last handle; until then the file is in use.
fn open(path: &Path) -> Store {
    loop {
        match Store::open(path) {
            Err(OpenError::InUse { .. }) => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

fn at(minutes: u32) -> Timestamp {
    "2026-03-04T10:00:00Z".parse::<Timestamp>().unwrap() + MINUTE * minutes
}

fn target(url: &str) -> FeedTarget {
    let host = url.split('/').nth(2).unwrap().rsplit('@').next().unwrap().to_owned();
    FeedTarget {
        url: url.to_owned(),
        host,
        tags: vec!["press".to_owned()],
        first_poll: at(0),
        longest: MINUTE * 60,
        backoff: MINUTE * 60,
        read_by: String::new(),
    }
}

fn claim(now: Timestamp) -> Claim {
    Claim { now, until: now + MINUTE, limit: 100, per_host: 100, except: Vec::new(), max_behind: 100 }
}

fn entry(guid: &str, url: &str) -> NewEntry {
    NewEntry {
        guid: guid.to_owned(),
        url: Some(url.to_owned()),
        host: "example.com".to_owned(),
        title: format!("Title of {guid}"),
        text: "Text.".to_owned(),
        ..NewEntry::default()
    }
}

fn modified(entries: Vec<NewEntry>) -> PollResult {
    PollResult::Modified {
        validators: Validators { etag: Some(b"\"v1\"".to_vec()), ..Validators::default() },
        cadence: Cadence::default(),
        title: Some("A feed".to_owned()),
        entries,
        problem: None,
        is_whole: true,
        proves: None,
    }
}

fn poll(feed: &DueFeed, now: Timestamp, result: PollResult) -> Poll {
    let place = FeedPlace { host: feed.host.clone(), ..FeedPlace::default() };
    Poll { feed: feed.id, now, result, place, pause: None }
}

/// Five minutes after news, ten without.
fn next(now: Timestamp, polled: &Polled) -> Sequel {
    let interval = MINUTE * if polled.new_entries > 0 { 5 } else { 10 };
    Sequel {
        next_poll: now + interval,
        asked_until: now,
        interval,
        longest_gap: None,
        rhythm: None,
        silence: None,
        report: None,
    }
}

impl Database {
    async fn poll(&self, feed: &DueFeed, now: Timestamp, result: PollResult) -> Polled {
        self.store.commit_poll(poll(feed, now, result), move || now, next).await.unwrap()
    }

    async fn due(&self, now: Timestamp) -> DueFeed {
        self.store.claim_due_feeds(claim(now)).await.unwrap().items.remove(0)
    }
}

fn unread(claim: Claim) -> UnreadClaim {
    let day = MINUTE * 24 * 60;
    UnreadClaim { claim, after: String::new(), longest_wait: day, longest_pause: day }
}

fn reading(id: ArticleId, url: &str) -> Reading {
    Reading {
        id,
        addresses: vec![url.to_owned()],
        title: format!("Title {id}"),
        text: "Netflix has said something.".to_owned(),
        source: Some("example.com".to_owned()),
        author: None,
        language: Some("en".to_owned()),
        published: Some(at(0)),
        modified: None,
        problem: None,
        of_page: false,
        revisit: None,
    }
}

fn mention() -> Mention {
    Mention {
        watchlist: "streaming".to_owned(),
        watch: "Netflix".to_owned(),
        outcome: Outcome::Match,
        score: 0.9,
        salience: 0.5,
        evidence: vec![Evidence {
            alias: "Netflix".to_owned(),
            field: Field::Text,
            span: 0..7,
            sentence: "Netflix has said something.".to_owned(),
        }],
        reasons: Vec::new(),
    }
}

fn placed(article: ArticleId, story: StoryId, relation: Relation) -> PlacedArticle {
    PlacedArticle {
        article,
        outlet: Some(format!("outlet-{article}.example")),
        credit: None,
        placement: Placement {
            story,
            opened: story.0 == article.0,
            relation,
            merged: Vec::new(),
            related: Vec::new(),
            why: Vec::new(),
        },
        mentions: vec![mention()],
        sure: Vec::new(),
        requests: vec![AlertRequest {
            watchlist: "streaming".to_owned(),
            occasion: Occasion::FirstMention,
            watches: vec!["Netflix".to_owned()],
            only_review: false,
            endpoints: vec!["desk".to_owned()],
            expires: at(60 * 24),
        }],
        untold: Vec::new(),
    }
}

const RENDERER: Renderer = Renderer {
    body: |alert, id| format!("{id}: {} told of {}", alert.watchlist, alert.story.title),
    incident: |incident, id| format!("{id}: {} {}", incident.kind.name(), incident.subject),
    digest: |digest, id| format!("{id}: {} alerts", digest.alerts().count()),
    released: |body, sequence, _, _| Some(format!("{body}; released as {sequence}")),
    webhook_id: |instance, event, endpoint| format!("msg_{instance}_{event}_{endpoint}"),
};

/// Tells everything at once.
fn at_once() -> Judge {
    Judge::new(|facts| Ruling {
        decisions: vec![Decision::Deliver; facts.endpoints.len()],
        volume: facts.volume,
    })
}

/// Takes `urls` in as articles of one feed and reads them; their ids in order.
async fn read_articles(database: &Database, urls: &[&str]) -> Vec<ArticleId> {
    let store = &database.store;
    let feed = database.due(at(0)).await;
    let entries = urls.iter().map(|url| entry(url, url)).collect();
    let polled = database.poll(&feed, at(0), modified(entries)).await;
    for (id, url) in polled.new_articles.iter().zip(urls) {
        store.commit_reading(reading(*id, url)).await.unwrap();
    }
    polled.new_articles
}

/// A database with one delivery that waits for the endpoint `desk`.
async fn waiting() -> Database {
    let database = Database::with_feeds(&["https://a.example/1"]).await;
    let ids = read_articles(&database, &["https://example.com/1"]).await;
    let article = placed(ids[0], StoryId(ids[0].0), Relation::Original);
    database.place(article, at(1)).await;
    database
}

fn turns(endpoint: &str) -> Vec<Turns> {
    vec![Turns { endpoint: endpoint.to_owned(), most: 100, at_once: 100, in_order: false }]
}

async fn due(database: &Database, now: Timestamp) -> Claimed<Due> {
    database.store.claim_due_deliveries(claim(now), turns("desk")).await.unwrap()
}

fn finished(due: &Due, outcome: AttemptOutcome, fate: Fate) -> Finished {
    Finished {
        delivery: due.id,
        endpoint: due.endpoint.clone(),
        attempt: Some(Attempt { started: at(1), took: Duration::from_millis(5), outcome }),
        now: at(1),
        fate,
        pause_until: None,
        in_order: false,
        disable_after: MINUTE * 60,
        report: IncidentReport {
            endpoints: vec!["other".to_owned()],
            ..incident(IncidentKind::EndpointDisabled, &due.endpoint, at(1))
        },
    }
}

fn incident(kind: IncidentKind, subject: &str, since: Timestamp) -> IncidentReport {
    let incident = Incident {
        kind,
        subject: subject.to_owned(),
        title: None,
        since,
        noticed: since + MINUTE,
        detail: "It is so.".to_owned(),
    };
    IncidentReport { incident, endpoints: vec!["desk".to_owned()], expires: at(60 * 24), renderer: RENDERER }
}
