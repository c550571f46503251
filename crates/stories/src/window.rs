//! The window: the articles in memory, the indexes that find them again, and how they are grouped.

use jiff::Timestamp;
use model::{Placement, Relation, StoryId};
use rustc_hash::FxHashMap;

use crate::articles::{Articles, Held, Reading};
use crate::clusters::{Cluster, ClusterIndex, Clusters};
use crate::copies;
use crate::meanings::Meanings;
use crate::postings::{Postings, Slot};

const DAY: i64 = 24 * 60 * 60;
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
    /// The vectors of the same articles.
    pub(crate) meanings: Meanings,
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
            self.terms.insert(&reading.filed, slot);
            self.meanings.insert(reading.language, slot, &reading.meaning);
        }
        self.articles.push(Held {
            id: reading.id,
            story,
            family: copied.unwrap_or(reading.id),
            time: reading.time,
            seen: reading.seen,
            url: reading.url,
            outlet: reading.outlet,
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
        if self.articles.before(day).next().is_none() {
            return;
        }
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
        let is_kept = self.articles.kept();
        self.texts.retain(&is_kept);
        self.terms.retain(&is_kept);
        self.meanings.retain(&is_kept);
    }

    pub(crate) fn resolve(&self, story: StoryId) -> StoryId {
        let mut story = story;
        while let Some(&into) = self.merged.get(&story) {
            story = into;
        }
        story
    }
}
