//! What watchlists would have told over an archive, decided as the daemon decides: the same matcher, the same policies, the
//! same rules for what is told once, and for what is held. Ages are what they were when an article became known. What was
//! learned and said is as it is today; mutes and edits of texts leave nothing to go by, and are left out.

mod route;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Article, Endpoint, HoldReason, Mention, Outcome, Placement, StoryId, Watchlist};
use rustc_hash::{FxHashMap, FxHashSet};
use store::Occasion;
use watch::{Found, Knowledge, Matcher};

use crate::PlanError;
use crate::certain::Certain;
use crate::decide::{Changed, Known, Lists, Telling};
use crate::group::{settled, sure};

/// Watchlists that are tried. Finding changes nothing, so that several threads may do it.
#[derive(Debug)]
pub struct Backtest {
    matcher: Matcher,
    lists: Lists,
    endpoints: Vec<Endpoint>,
}

/// The course of a backtest: what has been told so far.
#[derive(Debug)]
pub struct Course<'a> {
    backtest: &'a Backtest,
    known: Known,
    certain: Certain,
    /// By story, what was found that was not sure to be meant.
    doubtful: FxHashMap<StoryId, Vec<Doubtful>>,
    /// The watchlists and stories of which an alert waits for a person.
    waiting: FxHashSet<(String, StoryId)>,
    volumes: route::Volumes,
    /// The day of the last eviction, counted from 1970.
    day: i64,
    /// The last article placed on each of the days that can still grow a story.
    last_of_day: BTreeMap<i64, i64>,
}

/// An article in which a watch was found that was not sure to be meant; without its texts.
#[derive(Debug)]
struct Doubtful {
    placed: i64,
    article: Article,
    mention: Mention,
}

/// An alert that would have been made.
#[derive(Clone, Debug, PartialEq)]
pub struct WouldTell<'a> {
    /// The watchlist.
    pub watchlist: &'a str,
    /// The story, as it was called then.
    pub story: StoryId,
    /// The number of the article that would have raised it.
    pub placed: i64,
    /// The names of its reasons; `first_mention` for the first alert of a story.
    pub reasons: Vec<String>,
    /// The watches that it would have named.
    pub watches: Vec<String>,
    /// Whether another article of its story had left no doubt of one of them.
    pub is_lifted: bool,
    /// What it would have been held for; `None` where an endpoint would have been told at once.
    pub held: Option<HoldReason>,
}

impl WouldTell<'_> {
    /// Whether it is the first of its story that is told without a person.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.held != Some(HoldReason::Review)
            && self.reasons.iter().any(|reason| reason == store::FIRST_MENTION)
    }
}

const DAY: i64 = 24 * 60 * 60;

impl Backtest {
    /// Compiles watchlists, whose alerts would go to some of the endpoints.
    ///
    /// # Errors
    ///
    /// Where their watches do not compile.
    pub fn new(watchlists: Vec<Watchlist>, endpoints: Vec<Endpoint>) -> Result<Backtest, PlanError> {
        let matcher = Matcher::compile(&watchlists).map_err(PlanError::Watches)?;
        Ok(Backtest { matcher, lists: Lists::new(watchlists.into()), endpoints })
    }

    /// What is found in an article, by what was learned.
    #[must_use]
    pub fn find(&self, article: &Article, knowledge: &Knowledge) -> Vec<Found> {
        self.matcher.find(article, knowledge).found
    }

    /// Begins at an article of the archive before which nothing was told.
    #[must_use]
    pub fn begin(&self) -> Course<'_> {
        Course {
            backtest: self,
            known: Known::default(),
            certain: Certain::default(),
            doubtful: FxHashMap::default(),
            waiting: FxHashSet::default(),
            volumes: route::Volumes::default(),
            day: i64::MIN,
            last_of_day: BTreeMap::new(),
        }
    }
}

impl<'a> Course<'a> {
    /// Takes the articles in the order of placing, each with what was found in it, and says what would have been told. An
    /// article of a `backlog` is no news by itself.
    pub fn take(
        &mut self,
        placed: i64,
        article: &Article,
        placement: &Placement,
        found: Vec<Found>,
        backlog: bool,
    ) -> Vec<WouldTell<'a>> {
        self.forget(placed, article.seen);
        self.known.skip_to(placed - 1);
        let (story, lists, now) = (placement.story, &self.backtest.lists, article.seen);
        let newly_sure = self.certain.join(story, &placement.merged, &sure(&found), now);
        let mentions = settled(&self.certain, story, found);
        let news = if backlog { &[][..] } else { &mentions };
        let mut told = Vec::new();
        for telling in self.known.take(lists, article, placement, news, now) {
            told.extend(self.would_tell(telling, story, placed, news, now));
        }
        let parts = placement.merged.iter().chain([&story]);
        let mut doubtful: Vec<Doubtful> =
            parts.filter_map(|part| self.doubtful.remove(part)).flatten().collect();
        let is_sure_now = |doubtful: &mut Doubtful| {
            let of = (&doubtful.mention.watchlist, &doubtful.mention.watch);
            newly_sure.iter().any(|sure| (&sure.watchlist, &sure.watch) == of)
        };
        let lifted: Vec<Doubtful> = doubtful.extract_if(.., is_sure_now).collect();
        for Doubtful { placed, article: earlier, mention } in lifted {
            let news = [watch::lifted(mention)];
            for telling in self.known.change(lists, Changed::Lifted, &earlier, story, &news, now) {
                told.extend(self.would_tell(telling, story, placed, &news, now));
            }
        }
        if !backlog {
            let unsure = mentions.into_iter().filter(|mention| mention.outcome == Outcome::Review);
            let unsure = unsure.map(|mention| Doubtful { placed, article: without_texts(article), mention });
            doubtful.extend(unsure);
        }
        if !doubtful.is_empty() {
            self.doubtful.insert(story, doubtful);
        }
        told
    }

    /// Says how an alert would have gone; `None` where one of the story waits for a person already.
    fn would_tell(
        &mut self,
        telling: Telling<'a>,
        story: StoryId,
        placed: i64,
        mentions: &[Mention],
        now: Timestamp,
    ) -> Option<WouldTell<'a>> {
        // Nothing is muted over the archive.
        if telling.occasion == Occasion::Unmuted {
            return None;
        }
        let held = self.volumes.held(&self.backtest.endpoints, &telling, story, mentions, now);
        let waits = held == Some(HoldReason::Review);
        if waits && !self.waiting.insert((telling.list.name.clone(), story)) {
            return None;
        }
        let list = telling.list.name.as_str();
        let is_lifted = telling.watches.iter().any(|watch| self.certain.is_sure(story, (list, watch)));
        Some(WouldTell {
            watchlist: list,
            story,
            placed,
            reasons: telling.occasion.keys(),
            watches: telling.watches,
            is_lifted,
            held,
        })
    }

    /// Forgets the stories that nothing can join any more, once for each day, as grouping does.
    fn forget(&mut self, placed: i64, seen: Timestamp) {
        let day = seen.as_second().div_euclid(DAY);
        if day > self.day {
            self.day = day;
            let window = stories::Config::default().window.as_secs().div_ceil(DAY.unsigned_abs());
            let kept = self.last_of_day.split_off(&(day - i64::try_from(window).unwrap_or(i64::MAX) - 1));
            let gone = std::mem::replace(&mut self.last_of_day, kept);
            if let Some((_, last)) = gone.last_key_value() {
                self.known.forget_before(last + 1);
            }
            let horizon = seen - stories::Config::default().window;
            self.certain.evict_before(horizon);
            self.doubtful
                .retain(|_, of_story| of_story.last().is_some_and(|last| last.article.seen >= horizon));
        }
        self.last_of_day.insert(day, placed);
    }
}

/// What policies look at of an article.
fn without_texts(article: &Article) -> Article {
    Article {
        url: article.url.clone(),
        source: article.source.clone(),
        published: article.published,
        language: article.language.clone(),
        ..Article::new(article.id, article.seen, "", "")
    }
}
