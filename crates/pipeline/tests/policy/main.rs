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
use pipeline::{Clock, Config, Feed, Fetch, Steps};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use store::letters::{self, DeliveryState, Which};
use store::{
    Cadence, Claim, FeedPlace, NewEntry, NewText, OpenError, Operator, Poll, PollResult, Polled, Reading,
    Refusal, Reread, Revisited, Sequel, Status, Store, Validators,
};
use testkit::{Answer, Sink};

mod admission;
mod evidence;
mod keeping;

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
    config: Config,
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
            watchlists: vec![Watchlist {
                name: "streaming".to_owned(),
                endpoints: vec!["sink".to_owned()],
                policy: Policy::default(),
                watches: vec![watch("Netflix"), watch("WhatsApp")],
            }],
            egress: outbound::Config {
                allow: vec!["127.0.0.0/8".parse().unwrap()],
                ..outbound::Config::default()
            },
            fetch: Fetch::default(),
            revisit: pipeline::Revisit::default(),
            callback: None,
            keep: pipeline::Keep::default(),
        };
        let now = Arc::new(AtomicI64::new(0));
        let world = World { directory: tempfile::tempdir().unwrap(), sink, config, now, store: None };
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
        Steps::new(store, clock, &self.config, 1).await.unwrap()
    }

    fn policy(&mut self) -> &mut Policy {
        &mut self.config.watchlists[0].policy
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
            url: Some(url),
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
            unless_lied: false,
        };
        let place = FeedPlace { host: feed.host.clone(), ..FeedPlace::default() };
        let poll = Poll { feed: feed.id, now, result, place, pause: None };
        let next = |now, _: &Polled| Sequel {
            next_poll: now,
            interval: HOUR,
            longest_gap: None,
            rhythm: None,
            silence: None,
            report: None,
        };
        let polled = store.commit_poll(poll, move || now, next).await.unwrap();
        let id = polled.new_articles[0];
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
            revisit: None,
        };
        store.commit_reading(reading).await.unwrap();
        assert_eq!(steps.group().await.unwrap().done, 1);
        id
    }

    /// Has an article's page say something else when it is read again, for the next batch of edits.
    async fn change(&self, id: ArticleId, text: String) {
        let now = self.now();
        let text = Some(NewText { title: String::new(), text, modified: None });
        let revisited = Revisited { id, due: now, now, next: None, validators: None, text };
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
        let policy = &self.config.watchlists[0].policy;
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

#[tokio::test]
async fn what_comes_in_quiet_hours_is_told_in_one_digest_at_their_end() {
    // In March Paris is an hour ahead of UTC.
    let mut world = World::new("2026-03-04T20:00:00Z").await;
    world.config.endpoints[0].calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1, "before the night it is told at once");

    world.set("2026-03-04T21:30:00Z");
    world.publish(&mut steps, "the-post.example", 2).await;
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.send(10).await.unwrap().done, 0);
    let morning = moment("2026-03-05T06:00:00Z");
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(morning) });
    let held = &world.status().held;
    assert_eq!((held.len(), held[0].alerts, held[0].until), (1, 2, Some(morning)));

    // In the night a second outlet copies a story, and the daemon is killed.
    drop(steps);
    let mut steps = world.steps().await;
    world.set("2026-03-05T02:00:00Z");
    world.publish(&mut steps, "the-mail.example", 3).await;
    world.set("2026-03-05T05:59:59Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (0, 0));
    world.set("2026-03-05T06:00:00Z");
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 1, next: None });
    drop(steps);
    let mut steps = world.steps().await;
    assert_eq!(steps.fold().await.unwrap().done, 0, "a restart repeats nothing");
    world.sink.answer_next(Answer::Close);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    world.set("2026-03-05T06:01:00Z");
    assert_eq!(steps.send(10).await.unwrap().done, 1);

    let events = world.events();
    let [first, digest, again] = &events[..] else { panic!("{events:#?}") };
    assert_eq!(digest, again);
    assert_eq!(text_of(first, "/type"), "story.new");
    assert_eq!(text_of(digest, "/type"), "digest");
    assert_eq!(digest.pointer("/data/held_for").unwrap(), &serde_json::json!(["quiet"]));
    let stories = digest.pointer("/data/stories").and_then(Value::as_array).unwrap();
    let told: Vec<_> = stories
        .iter()
        .map(|entry| {
            let alert = (
                text_of(entry, "/alerts/0/id").to_owned(),
                entry.pointer("/alerts/0/sequence").unwrap().as_i64(),
            );
            (
                text_of(entry, "/story/title"),
                entry.pointer("/story/articles").unwrap().as_i64(),
                alert.1,
                alert.0,
            )
        })
        .collect();
    // The story that was copied comes first, as it stands in the morning.
    assert_eq!((told[0].0, told[0].1, told[0].2), (title(3).as_str(), Some(2), Some(3)));
    assert_eq!((told[1].0, told[1].1, told[1].2), (title(2).as_str(), Some(1), Some(2)));
    assert!(told[0].3.starts_with("alert_") && told[0].3 != told[1].3);
    // Both attempts bore the same id and body.
    let ids: Vec<String> = world.sink.all().iter().map(|received| received.id.clone()).collect();
    assert!(ids[0] != ids[1] && ids[1] == ids[2]);
    assert!(world.sink.changed().is_empty());
    let status = world.status();
    assert_eq!((status.delivered, status.folded, status.held.len(), status.waiting_count), (2, 2, 0, 0));
}

#[tokio::test]
async fn nights_on_which_clocks_are_changed_end_by_the_clock() {
    for (evening, morning) in [
        // Eight hours and a half before seven o'clock, of which one is left out, or comes twice.
        ("2026-03-28T21:30:00Z", "2026-03-29T05:00:00Z"),
        ("2026-10-24T20:30:00Z", "2026-10-25T06:00:00Z"),
    ] {
        let mut world = World::new(evening).await;
        world.policy().calm.quiet = vec![night()];
        let mut steps = world.steps().await;
        world.publish(&mut steps, "the-post.example", 1).await;
        assert_eq!(steps.fold().await.unwrap().next, Some(moment(morning)));
        world.now.store(moment(morning).as_millisecond() - 1, Ordering::SeqCst);
        assert_eq!(steps.fold().await.unwrap().done, 0);
        world.set(morning);
        assert_eq!(steps.fold().await.unwrap().done, 1);
        assert_eq!(steps.send(10).await.unwrap().done, 1);
        assert_eq!(text_of(&world.events()[0], "/type"), "digest");
    }
}

#[tokio::test]
async fn what_is_beyond_a_limit_follows_in_one_event_when_the_window_ends() {
    let mut world = World::new("2026-03-04T10:10:00Z").await;
    world.policy().limit = Some(Limit { alerts: 2, window: HOUR });
    let mut steps = world.steps().await;
    for number in 1..=5 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    // The window outlives a restart.
    drop(steps);
    let mut steps = world.steps().await;
    world.set("2026-03-04T11:09:00Z");
    world.publish(&mut steps, "the-post.example", 6).await;
    assert_eq!((steps.send(10).await.unwrap().done, steps.fold().await.unwrap().done), (0, 0));
    world.set("2026-03-04T11:10:00Z");
    assert_eq!(steps.fold().await.unwrap().done, 1);
    world.publish(&mut steps, "the-post.example", 7).await;
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let events = world.events();
    let digest = events.iter().find(|event| text_of(event, "/type") == "digest").unwrap();
    assert_eq!(digest.pointer("/data/alerts_found").unwrap(), 4);
    assert_eq!(digest.pointer("/data/held_for").unwrap(), &serde_json::json!(["limit"]));
    assert_eq!(events.len(), 4);
}

#[tokio::test]
async fn what_is_muted_is_held_and_told_when_the_mute_ends_or_is_ended() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let until = moment("2026-03-04T12:00:00Z");
    let netflix = || MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix(), until).unwrap();
    world.mute(MuteScope::Watch("WhatsApp".to_owned()), until).unwrap();
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!((steps.send(10).await.unwrap().done, steps.fold().await.unwrap().done), (0, 0));
    assert_eq!(world.status().mutes.len(), 2);
    let held = world.operator().held().unwrap();
    assert_eq!((held.len(), held[0].watches.as_slice()), (1, ["Netflix".to_owned()].as_slice()));

    // Ended by hand: what another mute held is not concerned.
    assert_eq!(world.unmute(&MuteScope::Watchlist), None);
    let whatsapp = MuteScope::Watch("WhatsApp".to_owned());
    assert_eq!(world.unmute(&whatsapp), Some(0));
    assert_eq!(steps.fold().await.unwrap().done, 0);
    assert_eq!(world.unmute(&netflix()), Some(1));
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));

    // A story's mute, and one that ends by itself.
    let story = held[0].story;
    world.mute(MuteScope::Story(story), until).unwrap();
    world.publish(&mut steps, "the-post.example", 2).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1, "another story is not muted");
    world.mute(MuteScope::Watchlist, until).unwrap();
    world.publish(&mut steps, "the-post.example", 3).await;
    assert_eq!(steps.fold().await.unwrap().next, Some(until));
    world.set("2026-03-04T12:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(world.status().mutes.len(), 0);
    let types: Vec<String> = world.events().iter().map(|event| text_of(event, "/type").to_owned()).collect();
    assert_eq!(types, ["digest", "story.new", "digest"]);
}

#[tokio::test]
async fn a_mute_also_holds_what_is_held_already() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    let [morning, noon, evening] =
        ["2026-03-05T06:00:00Z", "2026-03-05T12:00:00Z", "2026-03-05T18:00:00Z"].map(moment);
    assert_eq!(steps.fold().await.unwrap().next, Some(morning));

    // One that ends before, and one of something else, change nothing.
    world.mute(MuteScope::Watchlist, moment("2026-03-05T01:00:00Z")).unwrap();
    world.mute(MuteScope::Watch("WhatsApp".to_owned()), noon).unwrap();
    let waits = |world: &World| {
        let held = world.operator().held().unwrap();
        held.iter().map(|held| (held.why, held.until)).collect::<Vec<_>>()
    };
    assert_eq!(waits(&world), [(HoldReason::Quiet, Some(morning))]);

    let netflix = MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix.clone(), noon).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(noon))]);
    world.mute(netflix.clone(), evening).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(evening))]);
    // It ends in the next night, of which nobody is to hear anything.
    world.mute(netflix.clone(), moment("2026-03-06T01:00:00Z")).unwrap();
    assert_eq!(waits(&world), [(HoldReason::Mute, Some(moment("2026-03-06T06:00:00Z")))]);

    // Ended by hand in the night, it is still told in the morning.
    assert_eq!(world.unmute(&netflix), Some(0), "the whole watchlist is muted too");
    assert_eq!(world.unmute(&MuteScope::Watchlist), Some(1));
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(morning) });
    world.set("2026-03-05T06:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}

#[tokio::test]
async fn a_mute_that_is_shortened_tells_sooner_and_one_that_is_ended_leaves_what_others_hold() {
    let mut world = World::new("2026-03-04T08:00:00Z").await;
    let mut steps = world.steps().await;
    let [noon, evening, night] =
        ["2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z", "2026-03-04T23:00:00Z"].map(moment);
    world.mute(MuteScope::Watchlist, evening).unwrap();
    world.publish(&mut steps, "the-post.example", 1).await;
    let until = |world: &World| world.operator().held().unwrap()[0].until;
    assert_eq!(until(&world), Some(evening));
    world.mute(MuteScope::Watchlist, noon).unwrap();
    assert_eq!((until(&world), world.status().mutes.len()), (Some(noon), 1));
    assert_eq!(steps.fold().await.unwrap().next, Some(noon));

    // Of two mutes the later one counts; once it is ended, the other.
    let netflix = MuteScope::Watch("Netflix".to_owned());
    world.mute(netflix.clone(), night).unwrap();
    assert_eq!(until(&world), Some(night));
    assert_eq!(world.unmute(&netflix), Some(0), "it is still muted");
    assert_eq!(until(&world), Some(noon));

    world.set("2026-03-04T12:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}

#[tokio::test]
async fn what_a_limit_holds_waits_for_its_window_whatever_mutes_come_and_go() {
    let mut world = World::new("2026-03-04T10:10:00Z").await;
    world.policy().limit = Some(Limit { alerts: 1, window: HOUR });
    let mut steps = world.steps().await;
    for number in 1..=2 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let [soon, window, noon] =
        ["2026-03-04T10:40:00Z", "2026-03-04T11:10:00Z", "2026-03-04T12:00:00Z"].map(moment);
    assert_eq!(steps.fold().await.unwrap().next, Some(window));
    world.mute(MuteScope::Watchlist, noon).unwrap();
    assert_eq!(steps.fold().await.unwrap().next, Some(noon));
    assert_eq!(world.unmute(&MuteScope::Watchlist), Some(1));
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(window) });

    // What comes while a mute is on, and would come too often without it, waits as long.
    world.mute(MuteScope::Watchlist, soon).unwrap();
    world.publish(&mut steps, "the-post.example", 3).await;
    world.set("2026-03-04T10:40:00Z");
    drop(steps);
    let mut steps = world.steps().await;
    assert_eq!(steps.fold().await.unwrap(), pipeline::Step { done: 0, next: Some(window) });
    world.set("2026-03-04T11:10:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    assert_eq!(world.events()[1].pointer("/data/alerts_found").unwrap(), 2);
}

#[tokio::test]
async fn the_mute_of_a_story_is_that_of_what_it_has_merged_with() {
    let mut world = World::new("2026-03-04T08:00:00Z").await;
    let mut steps = world.steps().await;
    for number in 1..=2 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    let [noon, evening] = ["2026-03-04T12:00:00Z", "2026-03-04T18:00:00Z"].map(moment);
    let [older, younger] = [StoryId(1), StoryId(2)];
    world.mute(MuteScope::Story(younger), evening).unwrap();
    world.operator().merge_stories(older, younger, world.now()).unwrap().unwrap();
    world.mute(MuteScope::Story(older), noon).unwrap();
    let mutes = world.status().mutes;
    assert_eq!(
        mutes.iter().map(|mute| (mute.scope.clone(), mute.until)).collect::<Vec<_>>(),
        [(MuteScope::Story(older), noon)]
    );
    assert_eq!(world.unmute(&MuteScope::Story(younger)), Some(0), "by either of its ids");
    assert_eq!(world.status().mutes, []);
}

#[tokio::test]
async fn a_story_that_there_is_not_cannot_be_muted() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    let mut steps = world.steps().await;
    let refused = world.mute(MuteScope::Story(StoryId(4711)), moment("2026-03-04T12:00:00Z"));
    assert_eq!(refused, Err(Refusal::NoStory(StoryId(4711))));
    assert_eq!(world.status().mutes, []);
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.send(10).await.unwrap().done, 1);
}

#[tokio::test]
async fn a_held_alert_is_told_by_itself_when_a_person_says_so_or_not_at_all() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    for number in 1..=3 {
        world.publish(&mut steps, "the-post.example", number).await;
    }
    let held = world.operator().held().unwrap();
    let expires = world.now() + pipeline::DELIVERY_MAX_AGE;
    let release = |alert| world.operator().release(alert, world.now(), expires, pipeline::RENDERER).unwrap();
    assert_eq!((release(held[0].id), release(held[0].id)), (1, 0));
    assert_eq!(world.operator().drop_held(held[1].id).unwrap(), 1);
    assert_eq!((release(held[1].id), world.operator().drop_held(held[0].id).unwrap()), (0, 0));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    world.set("2026-03-05T06:00:00Z");
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
    let events = world.events();
    assert_eq!(text_of(&events[0], "/data/story/title"), title(1));
    assert_eq!(text_of(&events[1], "/data/stories/0/story/title"), title(3));
    assert_eq!(events[1].pointer("/data/alerts_found").unwrap(), 1);
    assert_eq!(world.status().dropped, 1);
}

#[tokio::test]
async fn what_is_released_to_a_disabled_endpoint_is_a_dead_letter() {
    let mut world = World::new("2026-03-04T20:00:00Z").await;
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    world.set("2026-03-04T22:00:00Z");
    world.publish(&mut steps, "the-post.example", 2).await;
    world.sink.answer(Answer::Status(410));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    let held = world.operator().held().unwrap();
    let expires = world.now() + pipeline::DELIVERY_MAX_AGE;
    let released = world.operator().release(held[0].id, world.now(), expires, pipeline::RENDERER).unwrap();
    assert_eq!((released, steps.send(10).await.unwrap().done), (1, 0));
    let dead = Which { state: Some(DeliveryState::Dead), ..Which::default() };
    let dead = letters::list(&world.path(), &dead, 10).unwrap();
    let gone = Some("the endpoint says that it is gone (410)");
    assert_eq!(dead.iter().map(|letter| letter.problem.as_deref()).collect::<Vec<_>>(), [gone, gone]);
}

#[tokio::test]
async fn a_configuration_without_quiet_hours_tells_what_they_held() {
    let mut world = World::new("2026-03-04T22:00:00Z").await;
    let digest = DigestSchedule { times: DigestTimes::Every(6 * HOUR), unless_salience: None };
    world.config.endpoints[0].calm.digest = Some(digest);
    world.policy().calm.quiet = vec![night()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-post.example", 1).await;
    assert_eq!(steps.fold().await.unwrap().next, Some(moment("2026-03-05T06:00:00Z")));
    world.policy().calm.quiet.clear();
    steps.reload(&world.config).await.unwrap();
    assert_eq!(steps.fold().await.unwrap().next, Some(moment("2026-03-05T00:00:00Z")));
    world.config.endpoints[0].calm.digest = None;
    steps.reload(&world.config).await.unwrap();
    assert_eq!((steps.fold().await.unwrap().done, steps.send(10).await.unwrap().done), (1, 1));
}

#[tokio::test]
async fn what_the_policy_drops_is_counted() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.policy().exclude_sources = vec!["the-mail.example".to_owned()];
    let mut steps = world.steps().await;
    world.publish(&mut steps, "the-mail.example", 1).await;
    world.publish(&mut steps, "www.the-mail.example", 2).await;
    world.publish(&mut steps, "the-post.example", 3).await;
    let untold = world.status().untold;
    assert_eq!((untold.len(), untold[0].why.as_str(), untold[0].articles), (1, "source", 2));
    assert_eq!(steps.send(10).await.unwrap().done, 1);
}

#[tokio::test]
async fn an_alert_that_has_not_arrived_in_its_time_is_a_dead_letter() {
    let mut world = World::new("2026-03-04T10:00:00Z").await;
    world.policy().deliver_within = HOUR / 6;
    let mut steps = world.steps().await;
    world.sink.answer(Answer::Status(500));
    world.publish(&mut steps, "the-post.example", 1).await;
    let mut attempts = 0;
    while world.status().dead_count == 0 {
        let step = steps.send(10).await.unwrap();
        attempts += step.done;
        let next = step.next.unwrap_or(world.now()).as_millisecond();
        world.now.store(next, Ordering::SeqCst);
    }
    // At once, after 5 seconds, and after 5 minutes; the next would be half an hour later.
    assert_eq!(attempts, 3);
    assert!(world.now() < moment("2026-03-04T10:10:00Z"));
    let problem = world.status().dead[0].problem.clone().unwrap();
    assert!(problem.starts_with("it would be older than 10m"), "{problem}");

    // What nobody could send in its time is not sent at all.
    world.publish(&mut steps, "the-post.example", 2).await;
    world.set("2026-03-04T10:30:00Z");
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!((world.sink.count(), world.status().dead_count), (3, 2));
    assert_eq!(world.status().dead[0].problem.as_deref(), Some("it became too old before it could be sent"));
}
