//! The window: the articles in memory, the indexes that find them again, and how they are grouped.

use jiff::Timestamp;
use model::{ArticleId, Placement, Relation, StoryId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::articles::{Articles, Held, Reading};
use crate::clusters::{Cluster, ClusterIndex, Clusters};
use crate::language::Language;
use crate::meanings::Meanings;
use crate::postings::{Postings, Slot};
use crate::{copies, terms};

const DAY: i64 = 24 * 60 * 60;
/// A round-up tells something of each of its items: it has so many words.
const ROUND_UP: u16 = 60;

/// What an article is to be filed under.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) slot: Slot,
    pub(crate) text: Vec<u32>,
    /// None where it is a copy.
    pub(crate) terms: Box<[u32]>,
}

/// The articles of the window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    pub(crate) articles: Articles,
    /// By the keys of texts.
    pub(crate) texts: Postings,
    /// By the terms of articles that are no copies.
    pub(crate) terms: Postings,
    /// The vectors of the same articles.
    pub(crate) meanings: Meanings,
    pub(crate) clusters: Clusters,
    /// Stories that ended in another, with when the article became known that showed it, in seconds.
    merged: FxHashMap<StoryId, (StoryId, i64)>,
    /// Round-ups, each a story of its own, with when they became known, in seconds.
    round_ups: FxHashMap<StoryId, i64>,
    /// Of articles that may be round-ups, the first story of an item, with when that became known, in seconds.
    items: FxHashMap<StoryId, (StoryId, i64)>,
    /// Stories that a user took apart, in pairs.
    apart: Vec<(StoryId, StoryId)>,
}

impl Window {
    /// Takes an article in.
    pub(crate) fn insert(&mut self, reading: Reading, placement: &Placement) {
        let Keys { slot, text, terms } = self.take_in(reading, placement);
        self.texts.insert(&text, slot);
        self.terms.insert(&terms, slot);
    }

    /// Takes an article in that is still to be filed, in the order of their slots.
    pub(crate) fn take_in(&mut self, reading: Reading, placement: &Placement) -> Keys {
        let story = self.resolve(placement.story);
        for &ended in &placement.merged {
            self.merge(self.resolve(ended), story, reading.seen);
        }
        // What a user put into another story, or others into, is no round-up any more.
        if story != StoryId::from(reading.id) {
            if !matches!(placement.relation, Relation::Copy { .. }) {
                self.round_ups.remove(&story);
            }
        } else if placement.opened
            && reading.words >= ROUND_UP
            && copies::is_round_up(self, reading.language, &placement.related, &mut Vec::new())
        {
            self.round_ups.insert(story, reading.seen);
        }
        let held_by = match placement.opened {
            true => self.holders(&reading, &placement.related),
            false => Vec::new(),
        };
        let language = reading.language;
        let mut held = Held {
            id: reading.id,
            story,
            family: reading.id,
            time: reading.time,
            seen: reading.seen,
            url: reading.url,
            outlet: reading.outlet,
            title: reading.title,
            spelled: reading.spelled,
            names: reading.names,
            nameable: reading.nameable,
            said: reading.said,
            text: reading.text,
            words: reading.words,
            language: reading.language,
            terms: reading.terms,
            core: reading.core,
        };
        held.put(story, placement.relation);
        let is_copy = held.is_copy();
        let slot = self.articles.push(held);
        if is_copy {
            return Keys { slot, text: reading.keys, terms: Box::default() };
        }
        self.meanings.insert(reading.language, slot, &reading.meaning);
        self.join(story, slot);
        held_by.into_iter().for_each(|page| self.link(page, story, language, reading.seen));
        Keys { slot, text: reading.keys, terms: reading.filed }
    }

    /// Those of some stories that are one article each, in which a new one stands as an item.
    fn holders(&self, reading: &Reading, related: &[StoryId]) -> Vec<StoryId> {
        let holds = |&page: &StoryId| {
            let cluster = self.clusters.get(self.clusters.of(page, reading.language)?)?;
            let &[only] = cluster.members() else { return None };
            let held = self.articles.get(only)?;
            Some(StoryId::from(held.id) == page && copies::is_item_in(&held.text, &reading.text))
        };
        related.iter().map(|&page| self.resolve(page)).filter(|page| holds(page) == Some(true)).collect()
    }

    /// Links an item to the page that it stands in, which is a round-up once two of them have nothing in common.
    fn link(&mut self, page: StoryId, item: StoryId, language: Language, seen: i64) {
        let (first, _) = *self.items.entry(page).or_insert((item, seen));
        let items = [self.resolve(first), item];
        if copies::is_round_up(self, language, &items, &mut Vec::new()) {
            self.round_ups.insert(page, seen);
        }
    }

    /// Whether a story is a round-up: others are linked to it, and none joins it.
    pub(crate) fn is_round_up(&self, story: StoryId) -> bool {
        self.round_ups.contains_key(&story)
    }

    pub(crate) fn keep_apart(&mut self, pairs: Vec<(StoryId, StoryId)>) {
        self.apart = pairs;
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
    fn merge(&mut self, ended: StoryId, into: StoryId, seen: i64) {
        if ended == into {
            return;
        }
        self.merged.insert(ended, (into, seen));
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

    /// Puts articles where they are today, with what they are there: all that are in stories which a user corrected.
    pub(crate) fn correct(&mut self, today: &FxHashMap<ArticleId, (StoryId, Relation)>) {
        let mut moved = self.articles.slots(|held| today.contains_key(&held.id));
        let stories: FxHashSet<StoryId> = today.values().map(|&(story, _)| story).collect();
        self.merged.retain(|ended, _| !stories.contains(ended));
        let shaped: Vec<ClusterIndex> =
            moved.iter().filter_map(|&slot| self.articles.cluster(slot)).collect();
        for index in shaped {
            let gone = self.clusters.remove(index, &self.articles);
            moved.extend(gone.iter().flat_map(Cluster::members));
        }
        moved.sort_unstable();
        moved.dedup();
        for slot in moved {
            let Some(held) = self.articles.get_mut(slot) else { continue };
            let was_copy = held.is_copy();
            if let Some(&(story, relation)) = today.get(&held.id) {
                held.put(story, relation);
            }
            if held.is_copy() {
                self.articles.joined(slot, None);
                continue;
            }
            if was_copy {
                let common = terms::common(held.language, &held.terms);
                self.terms.insert_earlier(&terms::filed(held.language, &held.terms, &common), slot);
            }
            let (story, id) = (held.story, held.id);
            if story != StoryId::from(id) {
                self.round_ups.remove(&story);
            }
            self.join(story, slot);
        }
    }

    /// The clusters of the latest articles filed under a term's key.
    pub(crate) fn about(&self, key: u32) -> impl Iterator<Item = ClusterIndex> {
        self.terms.latest(key).iter().filter_map(|&slot| self.articles.cluster(slot))
    }

    pub(crate) fn evict_before(&mut self, t: Timestamp) {
        let day = t.as_second().div_euclid(DAY) * DAY;
        let gone = self.articles.slots(|held| held.seen < day);
        if gone.is_empty() {
            return;
        }
        let mut thinned: Vec<ClusterIndex> =
            gone.iter().filter_map(|&slot| self.articles.cluster(slot)).collect();
        thinned.sort_unstable();
        thinned.dedup();
        let removed = thinned.into_iter().filter_map(|index| self.clusters.remove(index, &self.articles));
        let thinned: Vec<Cluster> = removed.collect();
        gone.into_iter().for_each(|slot| self.articles.forget(slot));
        self.forget_merges(day);
        self.round_ups.retain(|_, seen| *seen >= day);
        self.items.retain(|_, (_, seen)| *seen >= day);
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

    /// Forgets how stories became one before `day`: of what is held, each says the story that it is in today.
    fn forget_merges(&mut self, day: i64) {
        let merged = std::mem::take(&mut self.merged);
        let today = |story: &mut StoryId| *story = resolve(&merged, *story);
        self.articles.iter_mut().for_each(|held| today(&mut held.story));
        let stories: FxHashSet<StoryId> = self.articles.iter_mut().map(|held| held.story).collect();
        self.apart.iter_mut().for_each(|(one, other)| [one, other].into_iter().for_each(today));
        self.apart.retain(|(one, other)| stories.contains(one) && stories.contains(other));
        let late = merged.iter().filter(|&(_, &(_, seen))| seen >= day);
        self.merged = late.map(|(&ended, &(_, seen))| (ended, (resolve(&merged, ended), seen))).collect();
    }

    pub(crate) fn resolve(&self, story: StoryId) -> StoryId {
        resolve(&self.merged, story)
    }
}

/// The story that a story is today.
fn resolve(merged: &FxHashMap<StoryId, (StoryId, i64)>, story: StoryId) -> StoryId {
    let mut story = story;
    while let Some(&(into, _)) = merged.get(&story) {
        story = into;
    }
    story
}
