//! What watchlists would have told over an archive, decided as the daemon decides: the same matcher, the same policies, the
//! same rules for what is told once. Ages are what they were when an article became known.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Article, Mention, Placement, StoryId, Watchlist};
use watch::Matcher;

use crate::PlanError;
use crate::decide::{Known, Lists, Telling};

/// Watchlists that are tried. Finding changes nothing, so that several threads may do it.
#[derive(Debug)]
pub struct Backtest {
    matcher: Matcher,
    lists: Lists,
}

/// The course of a backtest: what has been told so far.
#[derive(Debug)]
pub struct Course<'a> {
    backtest: &'a Backtest,
    known: Known,
    /// The day of the last eviction, counted from 1970.
    day: i64,
    /// The last article placed on each of the days that can still grow a story.
    last_of_day: BTreeMap<i64, i64>,
}

/// An alert that would have been made.
#[derive(Clone, Debug, PartialEq)]
pub struct WouldTell<'a> {
    /// The watchlist.
    pub watchlist: &'a str,
    /// The story, as it was called then.
    pub story: StoryId,
    /// The names of its reasons; `first_mention` for the first alert of a story.
    pub reasons: Vec<String>,
    /// The watches that it would have named.
    pub watches: Vec<String>,
}

impl WouldTell<'_> {
    /// Whether it is the first of its story.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.reasons.iter().any(|reason| reason == store::FIRST_MENTION)
    }
}

const DAY: i64 = 24 * 60 * 60;

impl Backtest {
    /// Compiles watchlists.
    ///
    /// # Errors
    ///
    /// Where their watches do not compile.
    pub fn new(watchlists: Vec<Watchlist>) -> Result<Backtest, PlanError> {
        let matcher = Matcher::compile(&watchlists).map_err(PlanError::Watches)?;
        Ok(Backtest { matcher, lists: Lists::new(watchlists) })
    }

    /// What is found in an article.
    #[must_use]
    pub fn find(&self, article: &Article) -> Vec<Mention> {
        self.matcher.mentions(article)
    }

    /// Begins at an article of the archive before which nothing was told.
    #[must_use]
    pub fn begin(&self) -> Course<'_> {
        Course { backtest: self, known: Known::default(), day: i64::MIN, last_of_day: BTreeMap::new() }
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
        mentions: &[Mention],
        backlog: bool,
    ) -> Vec<WouldTell<'a>> {
        self.forget(placed, article.seen);
        self.known.skip_to(placed - 1);
        let lists = &self.backtest.lists;
        let news = if backlog { &[] } else { mentions };
        let tellings = self.known.take(lists, article, placement, news, article.seen);
        tellings.into_iter().map(|telling| would_tell(telling, placement.story)).collect()
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
        }
        self.last_of_day.insert(day, placed);
    }
}

fn would_tell<'a>(telling: Telling<'a>, story: StoryId) -> WouldTell<'a> {
    WouldTell {
        watchlist: &telling.list.name,
        story,
        reasons: telling.occasion.keys(),
        watches: telling.watches,
    }
}
