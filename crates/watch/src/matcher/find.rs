//! Matching with knowledge: what is found of each watch by the article alone and where its story leaves no doubt, and what the
//! article teaches.

use model::{Article, Mention, Outcome};

use super::{Asks, Finding, MATCH, Matcher, find_names};
use crate::judge::{self, Judge, Sighting};
use crate::knowledge::{Knowledge, Lessons, OfWatch};
use crate::reading::Reading;

/// From this score on an article leaves no doubt that a watch is meant, and below the other that it is not: of such a name
/// others can be learned.
const BEYOND_DOUBT: (f64, f64) = (0.9, 0.1);

/// What is found in an article, and what it teaches.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// A watch each, in the order of the lists.
    pub found: Vec<Found>,
    /// For [`Knowledge::learn`].
    pub lessons: Lessons,
}

/// What is found of a watch in an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// By the article itself; at least one of this and the next is there.
    pub alone: Option<Mention>,
    /// Where another article of its story leaves no doubt of the watch, if that makes a difference.
    pub in_story: Option<Mention>,
    /// Whether this article leaves no doubt of the watch, and so speaks for it in others.
    pub is_sure: bool,
}

impl Found {
    /// What it comes to in a story of which another article leaves no doubt of the watch, or does not.
    #[must_use]
    pub fn settle(self, story_is_sure: bool) -> Option<Mention> {
        if story_is_sure { self.in_story.or(self.alone) } else { self.alone }
    }

    /// The watchlist and the watch.
    #[must_use]
    pub fn watch(&self) -> (&str, &str) {
        let found = self.alone.as_ref().or(self.in_story.as_ref());
        found.map_or(("", ""), |mention| (&mention.watchlist, &mention.watch))
    }
}

/// A mention that was found in an article before another article of its story left no doubt of the watch, as it is now.
#[must_use]
pub fn lifted(mention: Mention) -> Mention {
    let (score, reason) = judge::lifted(mention.score);
    let outcome = if score >= MATCH { Outcome::Match } else { mention.outcome };
    let reasons = std::iter::once(reason).chain(mention.reasons).collect();
    Mention { score, outcome, reasons, ..mention }
}

impl Matcher {
    /// What of the watchlists an article mentions, judged with what was learned before: at most one mention for each watch, in the
    /// order of the lists, and of those that came later in the order in which they came.
    #[must_use]
    pub fn find(&self, article: &Article, knowledge: &Knowledge) -> Findings {
        let reading = Reading::new(article, &self.phrases);
        let judge = Judge::new(&reading, &self.phrases, &self.texts, knowledge);
        let mut findings = Findings::default();
        findings.lessons.language = judge.language_tag();
        findings.lessons.outlet = article.outlet();
        let candidates = self.candidates(&reading);
        findings.found.reserve(candidates.len());
        for number in candidates {
            findings.found.extend(self.find_watch(number, &reading, &judge, &mut findings.lessons));
        }
        let words = &mut findings.lessons.words;
        words.sort_unstable();
        words.dedup();
        findings
    }

    fn find_watch(
        &self,
        number: u32,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        lessons: &mut Lessons,
    ) -> Option<Found> {
        let mention = |finding: &Finding| self.mention(number, judge, finding);
        if let Asks::Rule(_) = self.watches.get(number as usize)?.asks {
            let alone = self.finding(number, reading, judge).as_ref().and_then(mention)?;
            return Some(Found { alone: Some(alone), in_story: None, is_sure: false });
        }
        let names = self.names(number)?;
        let sightings = judge.sightings(names, self.known(number, judge));
        lessons.words.extend(judge.habits(names));
        self.teach(number, &sightings, lessons);
        let is_sure = sightings.iter().any(|sighting| sighting.by_itself >= BEYOND_DOUBT.0);
        // What is sure needs no other article.
        let lifted = if is_sure { Vec::new() } else { judge::in_story(&sightings) };
        let (alone, lifted) = (find_names(sightings), find_names(lifted));
        let lifted = lifted.filter(|lifted| Some(lifted) != alone.as_ref());
        let (alone, in_story) = (alone.as_ref().and_then(mention), lifted.as_ref().and_then(mention));
        // Of more places than are cited, the mention may be the same.
        let in_story = in_story.filter(|in_story| Some(in_story) != alone.as_ref());
        (alone.is_some() || in_story.is_some()).then_some(Found { alone, in_story, is_sure })
    }

    fn teach(&self, number: u32, sightings: &[Sighting], lessons: &mut Lessons) {
        // A word means the same everywhere.
        let names = sightings.iter().filter(|sighting| !sighting.is_of_word());
        let best = names.map(|sighting| sighting.by_itself).reduce(f64::max);
        let meant = best.and_then(|best| match () {
            () if best >= BEYOND_DOUBT.0 => Some(true),
            () if best <= BEYOND_DOUBT.1 => Some(false),
            () => None,
        });
        if let (Some(meant), Some(watch)) = (meant, self.watches.get(number as usize)) {
            let name = self.texts.get(watch.name).to_owned();
            lessons.watches.push((self.list(&watch).to_owned(), name, meant));
        }
    }

    /// What was learned of a watch.
    pub(crate) fn known<'k>(&self, number: u32, judge: &'k Judge<'_>) -> Option<&'k OfWatch> {
        let watch = self.watches.get(number as usize)?;
        judge.known(self.list(&watch), self.texts.get(watch.name))
    }
}
