//! A newsroom under load: many feeds on many hosts, generated stories and copies of them, and the truth about what must have
//! come of them.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use crate::generate::{Generator, Text};
use crate::{Format, Layout, Newsroom, Outlet, OutletConfig, Piece, Received};

/// How a press is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct PressConfig {
    /// How many feeds.
    pub feeds: usize,
    /// On how many hosts they are spread; at least 1.
    pub hosts: usize,
    /// The share of articles that copy an earlier one, 0 to 1.
    pub copies: f64,
    /// The share of stories that name something watched, 0 to 1.
    pub watched: f64,
    /// Whether feeds carry whole texts, so that no page has to be read.
    pub full_text: bool,
    /// How many entries a feed lists.
    pub listed: usize,
    /// What everything is generated from.
    pub seed: u64,
}

impl Default for PressConfig {
    fn default() -> Self {
        PressConfig { feeds: 20, hosts: 10, copies: 0.3, watched: 0.5, full_text: false, listed: 50, seed: 1 }
    }
}

/// What stories name; [`crate::story::WATCHLIST`] watches each.
const WATCHED: &[&str] = &["Meta", "Facebook", "Netflix", "Inbox API"];
/// The newest originals that can still be copied.
const COPIED_FROM: usize = 200;

/// Publishes generated stories and remembers them.
#[derive(Debug)]
pub struct Press {
    newsroom: Newsroom,
    outlets: Vec<Outlet>,
    /// The outlet's number and the path of each feed.
    feeds: Vec<(usize, String)>,
    generator: Generator,
    config: PressConfig,
    stories: Vec<Story>,
    /// The newest originals: the story's number and its text.
    recent: VecDeque<(usize, Text)>,
    articles: usize,
}

/// A published story: what the press knows of it.
#[derive(Debug)]
struct Story {
    watched: bool,
    published: Instant,
    /// The outlet's number and the slug of each of its articles.
    articles: Vec<(usize, String)>,
}

impl Press {
    /// Opens the hosts and their empty feeds, in all three formats by turns.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn open(config: PressConfig) -> io::Result<Press> {
        let newsroom = Newsroom::new();
        let mut outlets = Vec::new();
        for number in 0..config.hosts.max(1) {
            let outlet = OutletConfig {
                name: format!("Outlet {number}"),
                layout: [Layout::Semantic, Layout::Boxes, Layout::Plain][number % 3],
                listed: config.listed,
                ..OutletConfig::default()
            };
            outlets.push(newsroom.open(outlet).await?);
        }
        let mut feeds = Vec::new();
        for number in 0..config.feeds {
            let host = number % outlets.len();
            let format = [Format::Rss, Format::Atom, Format::Json][number % 3];
            let path = format!("/feed-{number}.{}", format.ending());
            outlets[host].add_feed(&path, format);
            feeds.push((host, path));
        }
        let generator = Generator::new(config.seed);
        let (stories, recent) = (Vec::new(), VecDeque::new());
        Ok(Press { newsroom, outlets, feeds, generator, config, stories, recent, articles: 0 })
    }

    /// The newsroom, for its totals and its events.
    #[must_use]
    pub fn newsroom(&self) -> &Newsroom {
        &self.newsroom
    }

    /// The hosts.
    #[must_use]
    pub fn outlets(&self) -> &[Outlet] {
        &self.outlets
    }

    /// The addresses of the feeds.
    #[must_use]
    pub fn feeds(&self) -> Vec<String> {
        self.feeds.iter().map(|(host, path)| self.outlets[*host].url(path)).collect()
    }

    /// How many articles were published.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// How many stories were published that name something watched.
    #[must_use]
    pub fn watched(&self) -> usize {
        self.stories.iter().filter(|story| story.watched).count()
    }

    /// Publishes one article in some feed: a new story, or a copy of one.
    pub fn publish(&mut self, now: Timestamp) {
        let feed = self.generator.below(self.feeds.len());
        let copies = !self.recent.is_empty() && self.generator.chance(self.config.copies);
        let (story, text) = if copies { self.copy() } else { self.original() };
        self.list(feed, story, &text, now);
    }

    /// Publishes one new story in each feed, so that none is empty.
    pub fn fill(&mut self, now: Timestamp) {
        for feed in 0..self.feeds.len() {
            let (story, text) = self.original();
            self.list(feed, story, &text, now);
        }
    }

    fn original(&mut self) -> (usize, Text) {
        let watched = self.generator.chance(self.config.watched);
        let named = watched.then(|| self.generator.pick(WATCHED));
        let text = self.generator.article(named);
        self.stories.push(Story { watched, published: Instant::now(), articles: Vec::new() });
        let number = self.stories.len() - 1;
        self.recent.push_back((number, text.clone()));
        if self.recent.len() > COPIED_FROM {
            self.recent.pop_front();
        }
        (number, text)
    }

    fn copy(&mut self) -> (usize, Text) {
        let chosen = self.generator.below(self.recent.len());
        let (number, original) = &self.recent[chosen];
        (*number, self.generator.copy(original))
    }

    fn list(&mut self, feed: usize, story: usize, text: &Text, now: Timestamp) {
        let (host, path) = &self.feeds[feed];
        let articles = &mut self.stories[story].articles;
        let slug = format!("s{story}-{}", articles.len());
        articles.push((*host, slug.clone()));
        self.articles += 1;
        let piece = Piece {
            paragraphs: text.paragraphs(),
            full_text: self.config.full_text,
            ..Piece::new(&slug, &text.title, now, &[])
        };
        self.outlets[*host].publish_in(path, piece);
    }

    /// Whether every watched story has been told of; cheap enough to ask after every delivery.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { told: HashSet::new(), looked_at: 0, watched: self.watched() }
    }

    /// Compares what was received with what was published.
    #[must_use]
    pub fn verdict(&self, received: &[Received]) -> Verdict {
        let mut verdict =
            Verdict { published: self.articles, stories: self.stories.len(), ..Verdict::default() };
        let mut bodies: HashMap<&str, &Received> = HashMap::new();
        let mut keys: HashMap<String, &str> = HashMap::new();
        let mut told: HashMap<usize, &str> = HashMap::new();
        for delivery in received {
            if let Err(error) = &delivery.verified {
                verdict.wrong.insert(format!("{}: {error}", delivery.id));
            }
            if let Some(before) = bodies.get(delivery.id.as_str()) {
                verdict.repeated += 1;
                if before.body != delivery.body {
                    verdict.wrong.insert(format!("{}: came again with another body", delivery.id));
                }
                continue;
            }
            bodies.insert(&delivery.id, delivery);
            let event = delivery.json();
            if let Some(other) = keys.insert(unit(&event), &delivery.id) {
                verdict.wrong.insert(format!("{} and {other}: {} told twice", delivery.id, unit(&event)));
            }
            for number in self.stories_of(&event) {
                match told.insert(number, &delivery.id) {
                    None => self.time(number, delivery, &mut verdict),
                    Some(other) => {
                        verdict
                            .wrong
                            .insert(format!("{} and {other}: story s{number} told twice", delivery.id));
                    }
                }
            }
        }
        verdict.alerts = bodies.len();
        let stories = self.stories.iter().enumerate();
        let lost = stories.filter(|(number, story)| story.watched && !told.contains_key(number));
        verdict.lost = lost.map(|(_, story)| self.addresses(story)).collect();
        verdict
    }

    /// The published stories whose articles an event names; one, unless stories were merged.
    fn stories_of(&self, event: &Value) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut rest = vec![&event["data"]["mentions"]];
        while let Some(value) = rest.pop() {
            match value {
                Value::String(text) => found.extend(story_number(text)),
                Value::Array(values) => rest.extend(values),
                Value::Object(values) => rest.extend(values.values()),
                _ => {}
            }
        }
        found.retain(|number| self.stories.get(*number).is_some_and(|story| story.watched));
        found
    }

    fn addresses(&self, story: &Story) -> String {
        let page = |(host, slug): &(usize, String)| self.outlets[*host].url(&format!("/news/{slug}"));
        story.articles.iter().map(page).collect::<Vec<_>>().join(" ")
    }

    fn time(&self, number: usize, delivery: &Received, verdict: &mut Verdict) {
        let story = &self.stories[number];
        verdict.since_published.push(delivery.at.saturating_duration_since(story.published));
        let shown = story.articles.iter().filter_map(|(host, slug)| self.outlets[*host].shown(slug)).min();
        verdict.since_shown.extend(shown.map(|shown| delivery.at.saturating_duration_since(shown)));
    }
}

/// The unit of telling once: watchlist, story, reason and type.
fn unit(event: &Value) -> String {
    let data = &event["data"];
    format!("{} {} {} {}", event["type"], data["watchlist"], data["story"]["id"], data["reason"])
}

/// The story's number in a page's address: `…/news/s12-0`.
fn story_number(address: &str) -> Option<usize> {
    let (_, slug) = address.rsplit_once("/news/s")?;
    slug.split('-').next()?.parse().ok()
}

/// Counts the watched stories that were told of, over a growing list of deliveries.
#[derive(Debug)]
pub struct Progress {
    told: HashSet<usize>,
    looked_at: usize,
    watched: usize,
}

impl Progress {
    /// Looks at the deliveries that are new since the last time; true once every watched story has been told of.
    pub fn complete(&mut self, press: &Press, received: &[Received]) -> bool {
        for delivery in received.iter().skip(self.looked_at) {
            self.told.extend(press.stories_of(&delivery.json()));
        }
        self.looked_at = received.len();
        self.told.len() >= self.watched
    }
}

/// What became of everything that was published.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Articles published.
    pub published: usize,
    /// Stories published.
    pub stories: usize,
    /// Different `webhook-id`s received.
    pub alerts: usize,
    /// Deliveries that came again with the same id.
    pub repeated: usize,
    /// Watched stories that nothing was told of: the addresses of each one's articles, in a line.
    pub lost: Vec<String>,
    /// What must never be: a bad signature, a changed body, a story told twice. A line each.
    pub wrong: BTreeSet<String>,
    /// The times from a story's publication to its alert.
    pub since_published: Vec<Duration>,
    /// The times from the first serving of a feed that lists the story to its alert.
    pub since_shown: Vec<Duration>,
}

impl Verdict {
    /// Whether everything came and nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.lost.is_empty() && self.wrong.is_empty()
    }
}
