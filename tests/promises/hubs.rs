//! Subscriptions with hubs over days, by a clock that the test sets: what a hub grants, denies, forgets and sends, over real
//! sockets in both directions.

use std::time::Duration;

use api::{Api, Now};
use jiff::Timestamp;
use pipeline::{Config, Steps};
use store::{FeedStatus, Status, Store, SubscriptionState};
use testkit::hostile::Hostile;
use testkit::{Fault, Hub, Outlet, Subscription};

use crate::time::Time;
use crate::world::{World, open};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A feed that is polled no more often than this while its hub sends what is new.
const BESIDE_HUB: Duration = HOUR;

/// A daemon whose one feed names a hub.
struct Press {
    world: World,
    config: Config,
    steps: Steps,
    store: Store,
    hub: Hub,
    _api: Api,
    items: u32,
}

impl Press {
    async fn new() -> Press {
        let world = World::new(1, 1).await;
        let hub = Hub::start().await.unwrap();
        let store = open(&world.database()).await;
        let time = world.time.clone();
        let now = Now::from_fn(move || time.now());
        let api = Api::start("127.0.0.1:0".parse().unwrap(), store.clone(), now).await.unwrap();
        let mut config = world.config(&[]);
        config.feeds[0].max_interval = DAY;
        config.callback = Some(format!("http://{}/", api.address()).parse().unwrap());
        let steps = Steps::new(store.clone(), world.time.clock(), &config, 1).await.unwrap();
        let mut press = Press { world, config, steps, store, hub, _api: api, items: 0 };
        let links = press.links(&press.hub.url(), &press.topic());
        press.publish(&links);
        press
    }

    /// One whose hub was asked and has asked back, for a lease of an hour.
    async fn subscribed() -> (Press, Subscription) {
        let mut press = Press::new().await;
        press.run(SECOND).await;
        let asked = press.hub.asked(1).await;
        assert!(press.hub.verify(&asked, HOUR.as_secs()).await.unwrap());
        press.run(MINUTE).await;
        (press, asked)
    }

    fn outlet(&self) -> &Outlet {
        &self.world.outlets[0]
    }

    fn time(&self) -> &Time {
        &self.world.time
    }

    fn path(&self) -> &str {
        &self.world.feeds[0].1
    }

    /// The feed's address.
    fn topic(&self) -> String {
        self.outlet().url(self.path())
    }

    fn links(&self, hub: &str, topic: &str) -> String {
        format!("<atom:link rel=\"hub\" href=\"{hub}\"/><atom:link rel=\"self\" href=\"{topic}\"/>")
    }

    /// The feed with another entry, and these links.
    fn document(&mut self, links: &str) -> Vec<u8> {
        self.items += 1;
        let item = |number: u32| {
            let date = (self.time().now() - MINUTE * number).strftime("%a, %d %b %Y %T GMT");
            format!(
                "<item><guid isPermaLink=\"false\">{}</guid><title>Number {0} of many</title><pubDate>{date}</pubDate></item>",
                self.items - number
            )
        };
        let items: String = (0..self.items.min(10)).map(item).collect();
        format!(
            "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>The Post</title>{links}\
             {items}</channel></rss>"
        )
        .into_bytes()
    }

    /// Has the feed serve another entry, and these links.
    fn publish(&mut self, links: &str) {
        let body = self.document(links);
        let (name, content_type) = ("a feed with a hub", "application/rss+xml");
        let document = Hostile { name, content_type, content_encoding: None, body };
        self.outlet().fault(self.path(), Fault::Serve(document));
    }

    /// Lets time pass, in which all that is due is done.
    async fn run(&mut self, time: Duration) {
        let end = self.time().now() + time;
        loop {
            let steps = &mut self.steps;
            let done = [
                steps.push(100).await.unwrap(),
                steps.poll(100).await.unwrap(),
                steps.subscribe(100).await.unwrap(),
                steps.read(100).await.unwrap(),
                steps.group().await.unwrap(),
            ];
            if done.iter().any(|step| step.done > 0) {
                continue;
            }
            let now = self.time().now();
            if now >= end {
                return;
            }
            let next = done.iter().filter_map(|step| step.next).min().unwrap_or(end);
            self.time().set(next.max(now + Duration::from_millis(1)).min(end));
        }
    }

    /// Lets time pass with something new in the feed every ten minutes, so that only its hub makes its polls seldom.
    async fn run_busily(&mut self, time: Duration, links: &str) {
        let end = self.time().now() + time;
        while self.time().now() < end {
            self.publish(links);
            self.run(MINUTE * 10).await;
        }
    }

    fn status(&self) -> FeedStatus {
        Status::read(&self.world.database()).unwrap().feeds.remove(0)
    }

    fn entries(&self) -> u64 {
        Status::read(&self.world.database()).unwrap().entries
    }

    fn state(&self) -> Option<SubscriptionState> {
        self.status().subscription.map(|subscription| subscription.state)
    }

    fn is_polled_seldom(&self) -> bool {
        self.status().interval.unwrap() >= BESIDE_HUB
    }

    fn now(&self) -> Timestamp {
        self.time().now()
    }
}

#[tokio::test]
async fn a_lease_is_renewed_before_it_ends_and_polls_stay_seldom() {
    let (mut press, first) = Press::subscribed().await;
    let links = press.links(&press.hub.url(), &press.topic());
    for renewal in 0..3 {
        // Seven tenths of the hour have to pass.
        press.run(MINUTE * 40).await;
        assert_eq!(press.hub.count(), 1 + renewal);
        press.run(MINUTE * 3).await;
        let asked = press.hub.asked(2 + renewal).await;
        assert_eq!((&asked.callback, &asked.secret), (&first.callback, &first.secret));
        assert!(press.hub.verify(&asked, HOUR.as_secs()).await.unwrap());
        let until = press.now() + HOUR;
        assert_eq!(press.state(), Some(SubscriptionState::Live(until)));
    }
    // The first poll after the hub began, an hour later, shows it.
    press.publish(&links);
    press.run(HOUR).await;
    assert!(press.is_polled_seldom(), "{:?}", press.status());
}

#[tokio::test]
async fn a_lease_that_nobody_renews_ends_and_polls_are_as_before() {
    let (mut press, _) = Press::subscribed().await;
    let links = press.links(&press.hub.url(), &press.topic());
    let granted = press.state();
    // From seven tenths of the lease on the hub accepts what it is asked for and asks nothing back.
    press.run_busily(HOUR * 4, &links).await;
    assert_eq!(press.state(), granted, "it ended at its time");
    assert!(!press.is_polled_seldom(), "{:?}", press.status());
    // After 42 minutes, and then 15, 60, 240 minutes and so on.
    assert_eq!(press.hub.count(), 1 + 3);
    // Once it asks back all is as it was.
    let asked = press.hub.asked(4).await;
    assert!(press.hub.verify(&asked, DAY.as_secs()).await.unwrap());
    press.run_busily(HOUR, &links).await;
    assert!(press.is_polled_seldom());
}

#[tokio::test]
async fn what_a_hub_denies_is_asked_for_again_after_a_week() {
    let mut press = Press::new().await;
    let links = press.links(&press.hub.url(), &press.topic());
    press.run(SECOND).await;
    let asked = press.hub.asked(1).await;
    assert_eq!(press.state(), Some(SubscriptionState::Wanted));
    let other = Subscription { topic: press.outlet().url("/other"), ..asked.clone() };
    assert_eq!(press.hub.deny(&other, "not yours").await.unwrap(), 404);
    assert_eq!(press.hub.deny(&asked, "for members only").await.unwrap(), 200);
    let subscription = press.status().subscription.unwrap();
    assert_eq!(subscription.state, SubscriptionState::Denied);
    assert!(subscription.problem.unwrap().contains("for members only"));
    press.run_busily(HOUR * 6, &links).await;
    assert!(!press.is_polled_seldom());
    press.run(DAY * 6).await;
    assert_eq!(press.hub.count(), 1);
    press.run(HOUR * 18 + MINUTE).await;
    assert_eq!(press.hub.count(), 2);
    assert!(press.hub.verify(&press.hub.asked(2).await, DAY.as_secs()).await.unwrap());
    // One that was granted can be taken back.
    assert!(matches!(press.state(), Some(SubscriptionState::Live(_))));
    press.hub.deny(&asked, "no more").await.unwrap();
    press.run_busily(DAY, &links).await;
    assert!(press.state() == Some(SubscriptionState::Denied) && !press.is_polled_seldom());
}

#[tokio::test]
async fn a_hub_that_moved_is_asked_where_it_is() {
    let mut press = Press::new().await;
    let location = "location";
    press.hub.answer_next(308, location, "/moved");
    press.run(SECOND).await;
    let (first, second) = (press.hub.asked(1).await, press.hub.asked(2).await);
    assert_eq!((first.path.as_str(), second.path.as_str()), ("/hub", "/moved"));
    assert_eq!(Subscription { path: first.path.clone(), ..second.clone() }, first, "the same is asked for");
    assert!(press.hub.verify(&second, HOUR.as_secs()).await.unwrap());
    assert!(matches!(press.state(), Some(SubscriptionState::Live(_))));

    // Other redirects are none of a subscription, and one without end ends.
    press.hub.answer_next(302, location, "/elsewhere");
    press.run(MINUTE * 45).await;
    assert_eq!(press.hub.asked(3).await.path, "/hub");
    assert!(press.status().subscription.unwrap().problem.unwrap().contains("302"));
    for _ in 0..9 {
        press.hub.answer_next(307, location, "/round");
    }
    press.run(MINUTE * 15).await;
    assert_eq!(press.hub.count(), 3 + 4);
    assert!(press.status().subscription.unwrap().problem.unwrap().contains("redirects again"));
}

#[tokio::test]
async fn a_hub_that_asks_to_be_left_alone_is() {
    let mut press = Press::new().await;
    press.hub.answer_next(429, "retry-after", "7200");
    // The hub is at the address of the outlet here, whose polls wait with it.
    press.run(MINUTE * 119).await;
    assert_eq!(press.hub.count(), 1);
    assert!(press.status().subscription.unwrap().problem.unwrap().contains("429"));
    press.run(MINUTE * 2).await;
    assert_eq!(press.hub.count(), 2);
}

#[tokio::test]
async fn a_feed_that_moves_or_changes_its_hub_is_subscribed_to_anew() {
    let mut press = Press::new().await;
    // It redirects, and its document says where it is.
    let document = press.links(&press.hub.url(), "/new");
    let body = press.document(&document);
    let (name, content_type) = ("a feed with a hub", "application/rss+xml");
    press.outlet().fault("/new", Fault::Serve(Hostile { name, content_type, content_encoding: None, body }));
    let moved = Fault::Redirect { status: 301, location: "/new".to_owned() };
    press.outlet().fault(press.path(), moved);
    press.run(SECOND).await;
    let first = press.hub.asked(1).await;
    assert_eq!(first.topic, press.outlet().url("/new"));
    assert!(press.hub.verify(&first, DAY.as_secs()).await.unwrap());
    // What it sends is of that address, and so are its links.
    let pushed =
        b"<rss version=\"2.0\"><channel><item><title>Pushed</title><link>story</link></item></channel></rss>";
    assert_eq!(press.hub.send(&first, pushed, Some(&first.secret)).await.unwrap(), 202);
    press.run(MINUTE).await;
    assert_eq!(press.outlet().count("/story").requests, 1);

    // Another hub: the first one's subscription is worth nothing any more.
    let other = Hub::start().await.unwrap();
    press.outlet().mend(press.path());
    let links = press.links(&other.url(), &press.topic());
    press.publish(&links);
    press.run(HOUR * 2).await;
    let second = other.asked(1).await;
    assert!(second.callback != first.callback && second.secret != first.secret);
    assert_eq!(press.hub.send(&first, pushed, Some(&first.secret)).await.unwrap(), 410);
    assert!(!press.hub.verify(&first, DAY.as_secs()).await.unwrap());
    assert!(other.verify(&second, DAY.as_secs()).await.unwrap());

    // No hub at all.
    press.publish("");
    press.run(HOUR * 2).await;
    assert_eq!(press.state(), None);
    assert_eq!(other.send(&second, pushed, Some(&second.secret)).await.unwrap(), 410);
    press.run_busily(HOUR, "").await;
    assert!(!press.is_polled_seldom());
}

#[tokio::test]
async fn what_hubs_send_has_bounds() {
    let (mut press, asked) = Press::subscribed().await;
    let before = press.entries();
    let links = press.links(&press.hub.url(), &press.topic());
    for _ in 0..store::PUSHES_OF_FEED_MAX {
        let document = press.document(&links);
        assert_eq!(press.hub.send(&asked, &document, Some(&asked.secret)).await.unwrap(), 202);
    }
    let document = press.document(&links);
    assert_eq!(press.hub.send(&asked, &document, Some(&asked.secret)).await.unwrap(), 503, "later");
    press.run(SECOND).await;
    assert_eq!(press.entries(), before + store::PUSHES_OF_FEED_MAX as u64);
    assert_eq!(press.hub.send(&asked, &document, Some(&asked.secret)).await.unwrap(), 202);
    let huge = vec![b' '; api::BODY_BYTES_MAX + 1];
    assert_eq!(press.hub.send(&asked, &huge, Some(&asked.secret)).await.unwrap(), 413);
    // Signed by somebody else it is taken and not read.
    let document = press.document(&links);
    press.run(SECOND).await;
    let known = press.entries();
    assert_eq!(press.hub.send(&asked, &document, Some("a guess")).await.unwrap(), 202);
    press.run(SECOND).await;
    assert_eq!(press.entries(), known);
}

#[tokio::test]
async fn the_subscription_of_a_feed_that_is_taken_out_is_ended_and_forgotten() {
    let (mut press, asked) = Press::subscribed().await;
    let without = Config { feeds: Vec::new(), ..press.config.clone() };
    press.steps.reload(&without).await.unwrap();
    press.run(SECOND).await;
    let end = press.hub.asked(2).await;
    assert_eq!((end.mode.as_str(), &end.callback), ("unsubscribe", &asked.callback));
    assert_eq!(press.hub.send(&asked, b"<rss/>", Some(&asked.secret)).await.unwrap(), 410);
    // A denial is no answer to that: the feed is not wanted.
    press.hub.deny(&end, "no").await.unwrap();
    // Back again before the hub has said a word.
    press.steps.reload(&press.config).await.unwrap();
    press.run(SECOND).await;
    assert_eq!(press.hub.asked(3).await.mode, "subscribe");
    assert!(press.hub.verify(&press.hub.asked(3).await, DAY.as_secs()).await.unwrap());
    // Out for good: the hub is asked three times and then left alone.
    press.steps.reload(&without).await.unwrap();
    press.run(DAY * 3).await;
    assert_eq!(press.hub.count(), 3 + 3);
    assert!(!press.hub.verify(&end, 0).await.unwrap(), "nothing is known of it any more");
    let claim = store::Claim::new(press.now() + DAY * 99, DAY, 9);
    assert!(press.store.claim_subscriptions(claim).await.unwrap().items.is_empty());
}
