//! Quiet hours, digests, limits and mutes, from articles that were read to what a receiver gets: the workers stepped by hand, by
//! a clock that stands still until it is set, across restarts.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use model::{
    ArticleId, DigestSchedule, DigestTimes, Endpoint, EndpointKind, Entity, HoldReason, Limit, Mute,
    MuteScope, Policy, Quiet, StoryId, Tracked, Volume, Watch, Watchlist,
};
use pipeline::policy::unmuted_at;
use pipeline::{Clock, Compiled, Config, Feed, Fetch, Steps};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use store::letters::{self, DeliveryState, Which};
use store::{
    Cadence, Claim, FeedPlace, NewEntry, NewText, OpenError, Operator, Poll, PollResult, Polled, Reading,
    Refusal, Reread, Revisit, Revisited, Sequel, Status, Store, Validators,
};
use testkit::{Answer, Sink};

mod admission;
mod evidence;
mod fate;
mod keeping;
mod mutes;
mod quiet;

const HOUR: Duration = Duration::from_secs(3600);

/// An article as an outlet has it.
struct Told<'t> {
    outlet: &'t str,
    /// In its address.
    number: usize,
    language: &'t str,
    title: String,
    text: String,
    /// How long ago it was published.
    age: Duration,
}

/// A database, a receiver and a configuration, at a time that only the test moves.
struct World {
    directory: tempfile::TempDir,
    sink: Sink,
    /// All but the watchlists.
    config: Config,
    watchlists: Vec<Watchlist>,
    now: Arc<AtomicI64>,
    /// The database of the workers, for the articles that they are given.
    store: Option<Store>,
}

impl World {
    async fn new(start: &str) -> World {
        let sink = Sink::start().await.unwrap();
        let secret = delivery::parse_secret(Sink::SECRET).unwrap();
        let watch = |name: &str| Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
        let config = Config {
            feeds: vec![Feed {
                url: "https://feeds.example/news".parse().unwrap(),
                tags: Vec::new(),
                min_interval: HOUR,
                max_interval: HOUR,
                silent_after: 24 * HOUR,
                access: outbound::Access::default(),
                listing: None,
                text: None,
            }],
            endpoints: vec![Endpoint::new(
                "sink",
                EndpointKind::Webhook,
                sink.url().parse().unwrap(),
                secret,
            )],
            watchlists: Compiled::of(&[]).unwrap(),
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch::default(),
            revisit: pipeline::Revisit::default(),
            callback: None,
            keep: pipeline::Keep::default(),
            embedding: None,
        };
        let watchlist = Watchlist {
            name: "streaming".to_owned(),
            endpoints: vec!["sink".to_owned()],
            policy: Policy::default(),
            watches: vec![watch("Netflix"), watch("WhatsApp")],
        };
        let now = Arc::new(AtomicI64::new(0));
        let directory = tempfile::tempdir().unwrap();
        let world = World { directory, sink, config, watchlists: vec![watchlist], now, store: None };
        world.set(start);
        world
    }

    fn set(&self, now: &str) {
        self.now.store(moment(now).as_millisecond(), Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now.load(Ordering::SeqCst)).unwrap()
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("a.db")
    }

    /// The workers; those before, if any, have to be dropped.
    async fn steps(&mut self) -> Steps {
        // One process owns the database.
        self.store = None;
        let store = open(&self.path());
        self.store = Some(store.clone());
        let now = Arc::clone(&self.now);
        let clock = Clock::from_fn(move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap());
        Steps::new(store, clock, &self.whole_config(), 1).await.unwrap()
    }

    fn whole_config(&self) -> Config {
        Config { watchlists: Compiled::of(&self.watchlists).unwrap(), ..self.config.clone() }
    }

    fn policy(&mut self) -> &mut Policy {
        &mut self.watchlists[0].policy
    }

    /// Has an article found in the feed, read and placed in its story.
    async fn publish(&self, steps: &mut Steps, outlet: &str, number: usize) {
        let article = Told {
            outlet,
            number,
            language: "en",
            title: title(number),
            text: text(number),
            age: Duration::ZERO,
        };
        self.tell(steps, article).await;
    }

    /// Likewise, an article of any text.
    async fn tell(&self, steps: &mut Steps, article: Told<'_>) -> ArticleId {
        let Told { outlet, number, language, title, text, age } = article;
        let store = self.store.as_ref().unwrap();
        let now = self.now();
        // At a start the first poll is spread over a few seconds.
        let claim =
            Claim { now: now + HOUR, until: now, limit: 1, per_host: 1, except: Vec::new(), max_behind: 10 };
        let feed = store.claim_due_feeds(claim).await.unwrap().items.remove(0);
        let url = format!("https://{outlet}/{number}");
        let entry = NewEntry {
            guid: url.clone(),
            url: Some(url.clone()),
            host: outlet.to_owned(),
            title: title.clone(),
            published: Some(now - age),
            ..NewEntry::default()
        };
        let result = PollResult::Modified {
            validators: Validators::default(),
            cadence: Cadence::default(),
            title: None,
            entries: vec![entry],
            problem: None,
            is_whole: true,
            proves: None,
        };
        let place = FeedPlace { host: feed.host.clone(), ..FeedPlace::default() };
        let poll = Poll { feed: feed.id, now, result, place, pause: None };
        let next = |now, _: &Polled| Sequel {
            next_poll: now,
            asked_until: now,
            interval: HOUR,
            longest_gap: None,
            rhythm: None,
            silence: None,
            report: None,
        };
        let polled = store.commit_poll(poll, move || now, next).await.unwrap();
        let id = polled.new_articles[0];
        let again = Revisit {
            at: None,
            host: outlet.to_owned(),
            address: url,
            headline: String::new(),
            validators: Validators::default(),
        };
        let reading = Reading {
            id,
            addresses: Vec::new(),
            title,
            text,
            source: Some(outlet.to_owned()),
            author: None,
            language: Some(language.to_owned()),
            published: Some(now - age),
            modified: None,
            problem: None,
            of_page: true,
            revisit: Some(again),
        };
        store.commit_reading(reading).await.unwrap();
        assert_eq!(steps.group().await.unwrap().done, 1);
        id
    }

    /// Has an article's page say something else when it is read again, for the next batch of edits.
    async fn change(&self, id: ArticleId, text: String) {
        let now = self.now();
        let text = Some(NewText { title: String::new(), text, modified: None });
        let revisited = Revisited { id, due: now, now, next: None, validators: None, headline: None, text };
        let reread = self.store.as_ref().unwrap().commit_revisit(revisited).await.unwrap();
        assert_eq!(reread, Reread::Changed);
    }

    fn status(&self) -> Status {
        Status::read(&self.path()).unwrap()
    }

    fn operator(&self) -> Operator {
        Operator::open(&self.path()).unwrap()
    }

    fn mute(&self, scope: MuteScope, until: Timestamp) -> Result<(), Refusal> {
        let mute = Mute { watchlist: "streaming".to_owned(), scope, until };
        self.operator().mute(&mute, self.now(), self.told_at()).unwrap()
    }

    fn unmute(&self, scope: &MuteScope) -> Option<usize> {
        self.operator().unmute("streaming", scope, self.now(), self.told_at()).unwrap()
    }

    fn told_at(&self) -> impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp {
        let policy = &self.watchlists[0].policy;
        move |_, volume, at| unmuted_at(policy, &self.config.endpoints[0].calm, volume, at)
    }

    /// The events that the receiver got, in order.
    fn events(&self) -> Vec<Value> {
        self.sink.all().iter().map(|received| received.json()).collect()
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A store's threads end shortly after its last handle; until then the file is in use.
fn open(path: &Path) -> Store {
    loop {
        match Store::open(path) {
            Err(OpenError::InUse { .. }) => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

/// Invented words, so that no two numbers share more than one or two.
fn text(number: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "cor", "den", "fal", "gri", "hol", "jun", "kes", "lam", "mor", "nel", "pon", "quil", "ras",
        "sten", "tor", "ul", "ven", "wim", "yar", "zel", "bri", "dro", "fen",
    ];
    let mut random = StdRng::seed_from_u64(number as u64);
    let mut word =
        || -> String { (0..3).map(|_| SYLLABLES[random.random_range(0..SYLLABLES.len())]).collect() };
    let mut sentence = || (0..14).map(|_| word()).collect::<Vec<_>>().join(" ");
    format!("Netflix said no to {}. {}. {}. {}.", sentence(), sentence(), sentence(), sentence())
}

/// A text whose sentences begin with capitals.
fn capitalised(text: &str) -> String {
    let sentence = |sentence: &str| {
        let mut letters = sentence.chars();
        letters
            .next()
            .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
    };
    text.split(". ").map(sentence).collect::<Vec<_>>().join(". ")
}

/// The first words of the text after the name.
fn title(number: usize) -> String {
    text(number).split(' ').skip(4).take(6).collect::<Vec<_>>().join(" ")
}

fn night() -> Quiet {
    Quiet {
        from: time(22, 0, 0, 0),
        to: time(7, 0, 0, 0),
        zone: TimeZone::get("Europe/Paris").unwrap(),
        days: Vec::new(),
        unless_salience: None,
    }
}

fn text_of<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}
