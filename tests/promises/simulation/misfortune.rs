//! What goes wrong in a simulated world, and how it is mended: feeds, receivers, the database, the clock, and the workers themselves.

use std::time::Duration;

use rand::RngExt;
use rand::seq::IndexedRandom;
use testkit::{Answer, Fault};

use super::{Simulation, WORKERS};
use crate::watcher::Ended;
use crate::world::ENDPOINTS;

/// Makes commits of one kind fail until it is dropped.
const TROUBLES: [&str; 6] = [
    "BEFORE INSERT ON attempt",
    "BEFORE UPDATE ON delivery",
    "BEFORE INSERT ON alert",
    "BEFORE INSERT ON entry",
    "BEFORE UPDATE ON article",
    "BEFORE UPDATE ON feed",
];

impl Simulation {
    /// Makes a feed or a page misbehave for a while.
    pub(super) fn break_a_path(&mut self) {
        let times = self.random.random_range(1..4);
        let fault = match self.random.random_range(0..8) {
            0 => Fault::Status(500),
            1 => Fault::Status(404),
            2 => Fault::RetryAfter { status: 503, seconds: self.random.random_range(1..7_200) },
            3 => Fault::RetryAfter { status: 429, seconds: self.random.random_range(1..600) },
            4 => Fault::Close,
            5 => Fault::CutOff,
            6 => Fault::Empty,
            _ => Fault::Html,
        };
        let feed = self.random.random_range(0..self.world.feeds.len());
        let (outlet, path) = self.world.feeds[feed].clone();
        self.note(format!("feed {feed} is to answer {fault:?}, {times} times"));
        outlet.fault_times(&path, times, fault);
        let story = self.random.random_range(0..self.news.stories.len().max(1));
        if self.random.random_bool(0.5)
            && let Some(story) = self.news.stories.get(story)
        {
            let path = format!("/news/{}", story.articles[0].url.rsplit('/').next().unwrap());
            self.world.outlets.iter().for_each(|outlet| outlet.fault_times(&path, times, Fault::Status(503)));
            self.note(format!("{path} is to answer 503, {times} times"));
        }
    }

    /// Makes receivers refuse what comes next.
    pub(super) fn annoy(&mut self) {
        let sink = self.random.random_range(0..ENDPOINTS.len());
        let answer = match self.random.random_range(0..40) {
            0 => Answer::Status(410),
            1..10 => Answer::Status(500),
            10..15 => Answer::RetryAfter { status: 429, seconds: self.random.random_range(1..7_200) },
            15..20 => Answer::RetryAfter { status: 503, seconds: self.random.random_range(1..100) },
            20..25 => Answer::Redirect { status: 302, location: "/elsewhere".to_owned() },
            25..30 => Answer::Close,
            30..35 => Answer::Status(400),
            _ => Answer::Reset,
        };
        let times = *[1, 1, 2, 5, 12].choose(&mut self.random).unwrap();
        self.note(format!("{} is to answer {answer:?}, {times} times", ENDPOINTS[sink]));
        (0..times).for_each(|_| self.world.sinks[sink].answer_next(answer.clone()));
    }

    pub(super) fn pass_time(&mut self) {
        let until_due = self.next.choose(&mut self.random).copied().flatten();
        let minutes = Duration::from_secs(60 * self.random.random_range(1..60));
        match (self.random.random_range(0..10), until_due) {
            (0..5, Some(due)) if due > self.world.time.now() => self.world.time.set(due),
            (0..2, _) => self.world.time.pass(minutes * 24),
            (2..6, _) => self.world.time.pass(minutes),
            _ => self.world.time.pass(Duration::from_millis(self.random.random_range(1..3_000))),
        }
        self.note("is the time".to_owned());
    }

    pub(super) async fn kill(&mut self) {
        self.note("killed".to_owned());
        self.steps = None;
        let now = self.world.time.now();
        self.watcher
            .look(&self.world, now, now, Ended::Killed)
            .expect("nothing was asked for between two steps");
        self.restart().await;
    }

    pub(super) async fn restart(&mut self) {
        // Commits at a start would fail as well; what is wrong then is told, and the operator starts it again.
        self.mend_database();
        self.seed = self.seed.wrapping_add(1 << 32);
        self.steps = Some(self.world.start(&self.left_out, self.seed).await);
        // What attempts gave of an endpoint that is left out may have been committed since, and is forgotten again.
        self.left_out.iter().for_each(|sink| self.watcher.left_out(*sink));
        self.next = [None; WORKERS.len()];
    }

    /// Takes an endpoint out of the configuration, or puts all in again.
    pub(super) async fn reload(&mut self) {
        self.mend_database();
        self.left_out = match self.left_out.is_empty() {
            true => vec![self.random.random_range(0..ENDPOINTS.len())],
            false => Vec::new(),
        };
        self.note(format!("reloaded without {:?}", self.left_out));
        let config = self.world.config(&self.left_out);
        self.steps.as_ref().unwrap().reload(&config).await.unwrap();
        self.left_out.iter().for_each(|sink| self.watcher.left_out(*sink));
    }

    pub(super) fn trouble(&mut self) {
        self.mend_database();
        if self.random.random_bool(0.7) {
            let trouble = TROUBLES.choose(&mut self.random).unwrap();
            self.note(format!("the database fails {trouble}"));
            self.execute(&format!(
                "CREATE TRIGGER trouble {trouble} BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            ));
            self.in_trouble = true;
        }
    }

    fn mend_database(&mut self) {
        if std::mem::take(&mut self.in_trouble) {
            self.note("the database works again".to_owned());
            self.execute("DROP TRIGGER trouble");
        }
    }

    fn execute(&self, statement: &str) {
        rusqlite::Connection::open(self.world.database()).unwrap().execute_batch(statement).unwrap();
    }

    pub(super) fn set_back(&mut self) {
        let by = Duration::from_secs(self.random.random_range(1..7_200));
        self.world.time.set(self.world.time.now() - by);
        self.watcher.set_back(by);
        self.note(format!("the clock was set back by {by:?}"));
    }

    /// Mends the world, and gives the workers their whole configuration.
    pub(super) async fn mend(&mut self) {
        self.note("everything is mended".to_owned());
        self.mend_database();
        for (outlet, path) in &self.world.feeds {
            outlet.mend(path);
        }
        for article in self.news.stories.iter().flat_map(|story| &story.articles) {
            let path = format!("/news/{}", article.url.rsplit('/').next().unwrap());
            self.world.outlets.iter().for_each(|outlet| outlet.mend(&path));
        }
        self.world.sinks.iter().for_each(|sink| sink.forget_next());
        self.left_out.clear();
        let config = self.world.config(&[]);
        self.steps.as_ref().unwrap().reload(&config).await.unwrap();
    }
}
