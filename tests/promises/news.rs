//! What is published in the world, and what must come of it: stories of which the test knows who has to be told.

use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;
use testkit::generate::{Generator, Text};
use testkit::{Outlet, Piece};

use crate::world::{UNSURE, World};

/// What stories name, and the watchlists that are to be told of it.
const NAMES: [(&str, &[&str]); 4] = [
    ("Netflix", &["one", "both"]),
    ("Spotify", &["two", "both"]),
    ("Kodak", &[]),
    // In sentences of its own.
    ("", &[UNSURE]),
];

/// Whether the name is meant is uncertain in the one, and in the other it is not.
const WEAK: &str = "They praised the Lantern loudly.";
const SURE: &str = "Lantern Foods will bake more biscuits, said its chief executive.";

/// How long before it is listed an article is said to have been published: not when it is polled, since such dates are taken
/// for no dates at all.
const PUBLISHED_BEFORE: Duration = Duration::from_secs(20 * 60);

/// How far apart the dates of two articles are at least, so that they are not taken for those of the poll where the clock
/// is set back to them.
const DATES_APART: Duration = Duration::from_secs(3);

/// The stories that were published.
#[derive(Debug)]
pub(crate) struct News {
    generator: Generator,
    pub(crate) stories: Vec<Story>,
}

#[derive(Debug)]
pub(crate) struct Story {
    /// The watchlists that are to be told.
    pub(crate) watchlists: &'static [&'static str],
    pub(crate) articles: Vec<Published>,
    text: Text,
}

#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) url: String,
    pub(crate) at: Timestamp,
    date: Timestamp,
}

impl News {
    pub(crate) fn new(seed: u64) -> News {
        News { generator: Generator::new(seed), stories: Vec::new() }
    }

    /// Publishes an article in some feed: a new story, or a copy of one of today.
    pub(crate) fn publish(&mut self, random: &mut StdRng, world: &World) -> String {
        let now = world.time.now();
        let today = |story: &Story| now.duration_since(story.articles[0].at).as_hours() < 12;
        let recent: Vec<usize> =
            (0..self.stories.len()).filter(|number| today(&self.stories[*number])).collect();
        let number = match recent.is_empty() || random.random_bool(0.6) {
            true => self.open(random),
            false => recent[random.random_range(0..recent.len())],
        };
        let (outlet, feed) = &world.feeds[random.random_range(0..world.feeds.len())];
        let (full_text, is_sure) = (random.random_bool(0.5), random.random_bool(0.2));
        self.list(number, outlet, feed, full_text, is_sure, now)
    }

    fn open(&mut self, random: &mut StdRng) -> usize {
        let (name, watchlists) = NAMES[random.random_range(0..NAMES.len())];
        let mut text = self.generator.article((!name.is_empty()).then_some(name));
        if name.is_empty() {
            text.paragraphs[0].insert(0, if random.random_bool(0.8) { WEAK } else { SURE }.to_owned());
        }
        self.stories.push(Story { watchlists, articles: Vec::new(), text });
        self.stories.len() - 1
    }

    fn list(
        &mut self,
        number: usize,
        outlet: &Outlet,
        feed: &str,
        full_text: bool,
        is_sure: bool,
        now: Timestamp,
    ) -> String {
        let story = &mut self.stories[number];
        let mut text = match story.articles.is_empty() {
            true => story.text.clone(),
            false => self.generator.copy(&story.text),
        };
        if is_sure && story.watchlists.contains(&UNSURE) {
            text.paragraphs[0].push(SURE.to_owned());
        }
        let slug = format!("s{number}-{}", story.articles.len());
        let date = self.free_date(now - PUBLISHED_BEFORE);
        let piece =
            Piece { paragraphs: text.paragraphs(), full_text, ..Piece::new(&slug, &text.title, date, &[]) };
        let url = outlet.publish_in(feed, piece);
        self.stories[number].articles.push(Published { url, at: now, date });
        slug
    }

    /// The latest date until `date` that is none of another article.
    fn free_date(&self, mut date: Timestamp) -> Timestamp {
        let is_taken = |date: Timestamp| {
            let mut published = self.stories.iter().flat_map(|story| &story.articles);
            published.any(|other| date.duration_since(other.date).unsigned_abs() < DATES_APART)
        };
        while is_taken(date) {
            date -= DATES_APART;
        }
        date
    }
}
