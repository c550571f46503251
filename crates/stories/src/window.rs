//! The window: the articles in memory, the indexes that find them again, and how they are grouped.

use std::cmp::Reverse;

use jiff::Timestamp;
use model::{Placement, Relation, StoryId};
use rustc_hash::FxHashMap;

use crate::articles::{Articles, Held, Reading};
use crate::clusters::{Cluster, ClusterIndex, Clusters};
use crate::copies;
use crate::language::{self, Language};
use crate::postings::{Postings, Slot};
use crate::terms::{Class, Term, TermId, class};
use crate::text::Hash;

const DAY: i64 = 24 * 60 * 60;
/// An article is filed under so many of its terms, besides the keys of its text.
const FILED: usize = 48;
/// A round-up tells something of each of its items: it has so many words.
const ROUND_UP: u16 = 60;

/// The articles of the window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    pub(crate) articles: Articles,
    /// By the keys of texts.
    pub(crate) texts: Postings,
    /// By the terms of articles that are no copies.
    terms: Postings,
    pub(crate) clusters: Clusters,
    /// Stories that ended in another.
    merged: FxHashMap<StoryId, StoryId>,
    /// Round-ups, each a story of its own, with when they became known, in seconds.
    round_ups: FxHashMap<StoryId, i64>,
    /// Stories that a user took apart, in pairs.
    apart: Vec<(StoryId, StoryId)>,
}

impl Window {
    pub(crate) fn insert(&mut self, reading: Reading, placement: &Placement) {
        let story = self.resolve(placement.story);
        for &ended in &placement.merged {
            self.merge(self.resolve(ended), story);
        }
        if placement.opened
            && reading.words >= ROUND_UP
            && copies::is_round_up(self, reading.language, &placement.related, &mut Vec::new())
        {
            self.round_ups.insert(story, reading.seen);
        }
        let slot = self.articles.next();
        self.texts.insert(&reading.keys, slot);
        let copied = match placement.relation {
            Relation::Copy { of } => Some(of),
            Relation::Original | Relation::Report => None,
        };
        if copied.is_none() {
            self.terms.insert(&filed(reading.language, &reading.terms), slot);
        }
        self.articles.push(Held {
            id: reading.id,
            story,
            family: copied.unwrap_or(reading.id),
            time: reading.time,
            seen: reading.seen,
            url: reading.url,
            title: reading.title,
            text: reading.text,
            words: reading.words,
            language: reading.language,
            terms: reading.terms,
            core: reading.core,
        });
        if copied.is_none() {
            self.join(story, slot);
        }
    }

    /// Whether a story is a round-up: others are linked to it, and none joins it.
    pub(crate) fn is_round_up(&self, story: StoryId) -> bool {
        self.round_ups.contains_key(&story)
    }

    pub(crate) fn keep_apart(&mut self, one: StoryId, other: StoryId) {
        self.apart.push((one, other));
    }

    /// Whether a user took two stories apart.
    pub(crate) fn are_apart(&self, one: StoryId, other: StoryId) -> bool {
        let (one, other) = (self.resolve(one), self.resolve(other));
        self.apart.iter().any(|&(a, b)| {
            let pair = (self.resolve(a), self.resolve(b));
            pair == (one, other) || pair == (other, one)
        })
    }

    /// Puts an article into its story's cluster.
    fn join(&mut self, story: StoryId, slot: Slot) {
        let cluster = self.clusters.insert(story, slot, &self.articles);
        self.articles.joined(slot, cluster);
    }

    /// Ends a story in another.
    fn merge(&mut self, ended: StoryId, into: StoryId) {
        if ended == into {
            return;
        }
        self.merged.insert(ended, into);
        let indexes: Vec<ClusterIndex> = self.clusters.of_story(ended).collect();
        for index in indexes {
            let Some(gone) = self.clusters.remove(index, &self.articles) else { continue };
            let other = self.clusters.of(into, gone.language);
            let other = other.and_then(|other| self.clusters.remove(other, &self.articles));
            let others = other.iter().flat_map(|other| other.members());
            let mut members: Vec<Slot> = gone.members().iter().chain(others).copied().collect();
            members.sort_unstable();
            for slot in members {
                self.join(into, slot);
            }
        }
    }

    /// The clusters of the latest articles filed under a term's key.
    pub(crate) fn about(&self, key: u32) -> impl Iterator<Item = ClusterIndex> {
        self.terms.latest(key).iter().filter_map(|&slot| self.articles.cluster(slot))
    }

    pub(crate) fn evict_before(&mut self, t: Timestamp) {
        let day = t.as_second().div_euclid(DAY) * DAY;
        let mut thinned: Vec<ClusterIndex> =
            self.articles.before(day).filter_map(|slot| self.articles.cluster(slot)).collect();
        thinned.sort_unstable();
        thinned.dedup();
        let removed = thinned.into_iter().filter_map(|index| self.clusters.remove(index, &self.articles));
        let thinned: Vec<Cluster> = removed.collect();
        self.articles.forget_before(day);
        self.round_ups.retain(|_, seen| *seen >= day);
        for cluster in thinned {
            for &slot in cluster.members() {
                self.join(cluster.story, slot);
            }
        }
        self.clusters.forget_unheld();
        let articles = &self.articles;
        self.texts.retain(|slot| articles.get(slot).is_some());
        self.terms.retain(|slot| articles.get(slot).is_some());
    }

    pub(crate) fn resolve(&self, story: StoryId) -> StoryId {
        let mut story = story;
        while let Some(&into) = self.merged.get(&story) {
            story = into;
        }
        story
    }
}

/// The key under which a term of a language is filed.
pub(crate) fn term_key(language: Language, id: TermId) -> u32 {
    Hash::default().and(u64::from(language.salt())).and(u64::from(id)).and(2).finish()
}

/// The keys of the terms that tell most, names, numbers and the headline's words first; which they are depends on the
/// article alone.
fn filed(language: Language, terms: &[Term]) -> Vec<u32> {
    let mut telling: Vec<&Term> = terms
        .iter()
        .filter(|term| !language::is_common(language, term.id()))
        .filter(|term| term.is_strong() || class(term.id()) != Class::Short)
        .collect();
    // Of those that weigh the same, the first.
    let order = |term: &&Term| (Reverse(term.weight()), term.id());
    if telling.len() > FILED {
        telling.select_nth_unstable_by_key(FILED, order);
        telling.truncate(FILED);
    }
    telling.into_iter().map(|term| term_key(language, term.id())).collect()
}
