//! Clusters: the reports of one story in one language, as the sum of their terms. Copies add nothing, so that a text printed
//! forty times weighs once. Of a cluster with one report, that report's terms are the sum; of one with a few, the sum is made
//! when it is needed.

use std::borrow::Cow;

use hashbrown::HashTable;
use model::StoryId;

use crate::articles::{Articles, Held};
use crate::language::{self, Language};
use crate::postings::Slot;
use crate::rarity::{Holding, Rarities};
use crate::terms::{self, Weighted};

/// A cluster's number; reused after it is gone.
pub(crate) type ClusterIndex = u32;

/// Only so many members are looked at one by one, the latest.
const LATEST: usize = 12;
/// The sum of a cluster of more members is kept.
const SUMMED: usize = 8;

/// The reports of one story in one language. What it is follows from its members in their order alone.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) story: StoryId,
    pub(crate) language: Language,
    /// Its first member.
    opener: Slot,
    /// What there is to keep once it has more.
    grown: Option<Box<Grown>>,
    /// When the news of its members is from, in seconds.
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// How many terms its members have in all.
    mass: u32,
    /// Another cluster of the same story.
    next: Option<ClusterIndex>,
}

/// What is kept of a cluster of several members.
#[derive(Clone, Debug, Default)]
struct Grown {
    /// Those that are not copies, in the order in which they were taken in.
    members: Vec<Slot>,
    /// Every term of its members, sorted by identity; empty where it has few members.
    sum: Vec<Weighted>,
    /// The heaviest of them, sorted by identity.
    core: Vec<Weighted>,
    /// Whether the core is all.
    is_all: bool,
}

impl Cluster {
    /// Those that are not copies, in the order in which they were taken in.
    pub(crate) fn members(&self) -> &[Slot] {
        match &self.grown {
            Some(grown) => &grown.members,
            None => std::slice::from_ref(&self.opener),
        }
    }

    /// The terms that stand for it, sorted by identity.
    pub(crate) fn core<'a>(&'a self, articles: &'a Articles) -> impl Iterator<Item = Weighted> + 'a {
        let one = match self.grown {
            Some(_) => None,
            None => articles.get(self.opener).map(Held::core),
        };
        let many = self.grown.as_ref().map(|grown| grown.core.iter().copied());
        one.into_iter().flatten().chain(many.into_iter().flatten())
    }

    /// Its latest members, the latest first.
    pub(crate) fn latest<'a>(&'a self, articles: &'a Articles) -> impl Iterator<Item = &'a Held> {
        self.members().iter().rev().take(LATEST).filter_map(|&slot| articles.get(slot))
    }

    /// How long its latest members are on average, in words.
    pub(crate) fn words(&self, articles: &Articles) -> f64 {
        let (count, sum) =
            self.latest(articles).fold((0.0, 0.0), |(n, sum), held| (n + 1.0, sum + f64::from(held.words)));
        sum / f64::max(count, 1.0)
    }

    /// How many terms a member has, on average.
    pub(crate) fn length(&self) -> u32 {
        self.mass / (self.members().len() as u32).max(1)
    }

    fn of(story: StoryId, slot: Slot, held: &Held) -> Self {
        let (language, time) = (held.language, held.time);
        let mass = held.terms.len() as u32;
        Cluster { story, language, opener: slot, grown: None, first: time, last: time, mass, next: None }
    }

    /// Every term of its members, sorted by identity.
    fn sum<'a>(&'a self, articles: &Articles) -> Cow<'a, [Weighted]> {
        match &self.grown {
            Some(grown) if grown.members.len() > SUMMED => Cow::Borrowed(&grown.sum),
            _ => {
                let members = self.members().iter().filter_map(|&slot| articles.get(slot));
                Cow::Owned(members.fold(Vec::new(), |sum, held| terms::sum(&sum, held.weighted())))
            }
        }
    }

    /// Takes one more member in, with which its terms are `sum`.
    fn include(&mut self, slot: Slot, held: &Held, sum: Vec<Weighted>) {
        self.first = self.first.min(held.time);
        self.last = self.last.max(held.time);
        self.mass += held.terms.len() as u32;
        let opener = self.opener;
        let grown = self.grown.get_or_insert_with(|| {
            Box::new(Grown { members: vec![opener], is_all: true, ..Grown::default() })
        });
        grown.members.push(slot);
        // The core of a large cluster changes little with one more member: it is chosen anew at every eighth.
        let members = grown.members.len();
        if members.is_multiple_of((members.next_power_of_two() / 8).max(1)) {
            let is_common = |term: &Weighted| language::is_common(self.language, term.id());
            let heaviest = terms::heaviest(sum.iter().map(|term| (*term, is_common(term))));
            grown.is_all = heaviest.is_none();
            grown.core = match heaviest {
                Some(places) => {
                    let mut core = Vec::with_capacity(places.len());
                    core.extend(places.iter().filter_map(|&at| sum.get(at as usize)));
                    core
                }
                None => sum.clone(),
            };
        } else if grown.is_all {
            grown.core.clone_from(&sum);
        }
        if members > SUMMED {
            grown.sum = sum;
        }
    }
}

/// All clusters of the window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clusters {
    slab: Vec<Option<Cluster>>,
    free: Vec<ClusterIndex>,
    /// The first cluster of each story.
    by_story: HashTable<ClusterIndex>,
    holding: Holding,
}

fn hash(story: StoryId) -> u64 {
    (story.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Clusters {
    pub(crate) fn get(&self, index: ClusterIndex) -> Option<&Cluster> {
        self.slab.get(index as usize)?.as_ref()
    }

    fn get_mut(&mut self, index: ClusterIndex) -> Option<&mut Cluster> {
        self.slab.get_mut(index as usize)?.as_mut()
    }

    /// The languages that have clusters.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        self.holding.languages()
    }

    /// How rare the terms of a language are among its clusters.
    pub(crate) fn rarities(&self, language: Language) -> Rarities<'_> {
        self.holding.of(language)
    }

    /// Puts an article into its story's cluster of its language; returns that cluster.
    pub(crate) fn insert(&mut self, story: StoryId, slot: Slot, articles: &Articles) -> Option<ClusterIndex> {
        let held = articles.get(slot)?;
        let Some(index) = self.of(story, held.language) else {
            self.holding.add(held.language, held.weighted().map(|term| term.id()));
            return Some(self.open(Cluster::of(story, slot, held)));
        };
        let cluster = self.slab.get_mut(index as usize)?.as_mut()?;
        let before = cluster.sum(articles);
        let mut known = before.iter().peekable();
        let new = held.weighted().map(|term| term.id()).filter(|&id| {
            while known.next_if(|known| known.id() < id).is_some() {}
            known.peek().is_none_or(|known| known.id() != id)
        });
        self.holding.add(held.language, new);
        let sum = terms::sum(&before, held.weighted());
        cluster.include(slot, held, sum);
        Some(index)
    }

    /// The cluster of a story in a language.
    pub(crate) fn of(&self, story: StoryId, language: Language) -> Option<ClusterIndex> {
        self.of_story(story)
            .find(|&index| self.get(index).is_some_and(|cluster| cluster.language == language))
    }

    /// The clusters of a story.
    pub(crate) fn of_story(&self, story: StoryId) -> impl Iterator<Item = ClusterIndex> {
        let first = self.by_story.find(hash(story), |&index| self.is_of(index, story)).copied();
        std::iter::successors(first, |&index| self.get(index)?.next)
    }

    fn is_of(&self, index: ClusterIndex, story: StoryId) -> bool {
        self.get(index).is_some_and(|cluster| cluster.story == story)
    }

    fn open(&mut self, mut cluster: Cluster) -> ClusterIndex {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slab.push(None);
            (self.slab.len() - 1) as ClusterIndex
        });
        self.holding.opened(cluster.language);
        let story = cluster.story;
        cluster.next = self.take_first(story);
        if let Some(place) = self.slab.get_mut(index as usize) {
            *place = Some(cluster);
        }
        self.put_first(story, index);
        index
    }

    /// Takes the first cluster of a story from the table; those after it are to be put there again.
    fn take_first(&mut self, story: StoryId) -> Option<ClusterIndex> {
        let slab = &self.slab;
        let is_of = |&index: &ClusterIndex| {
            slab.get(index as usize).and_then(Option::as_ref).is_some_and(|cluster| cluster.story == story)
        };
        self.by_story.find_entry(hash(story), is_of).ok().map(|entry| entry.remove().0)
    }

    fn put_first(&mut self, story: StoryId, index: ClusterIndex) {
        let slab = &self.slab;
        let hash_of = |&index: &ClusterIndex| {
            slab.get(index as usize).and_then(Option::as_ref).map_or(0, |cluster| hash(cluster.story))
        };
        self.by_story.insert_unique(hash(story), index, hash_of);
    }

    /// Takes a cluster out, and what it holds out of the counts. Its articles must still be there.
    pub(crate) fn remove(&mut self, index: ClusterIndex, articles: &Articles) -> Option<Cluster> {
        let (story, next) = self.get(index).map(|cluster| (cluster.story, cluster.next))?;
        match self.take_first(story)? {
            first if first == index => next.into_iter().for_each(|next| self.put_first(story, next)),
            first => {
                self.put_first(story, first);
                let before = self
                    .of_story(story)
                    .find(|&other| self.get(other).is_some_and(|cluster| cluster.next == Some(index)));
                if let Some(before) = before.and_then(|before| self.get_mut(before)) {
                    before.next = next;
                }
            }
        }
        let cluster = self.slab.get_mut(index as usize)?.take()?;
        self.free.push(index);
        let sum = cluster.sum(articles);
        self.holding.subtract(cluster.language, sum.iter().map(|term| term.id()));
        self.holding.closed(cluster.language);
        drop(sum);
        Some(cluster)
    }

    /// Gives back the memory of terms that no cluster holds any more.
    pub(crate) fn forget_unheld(&mut self) {
        self.holding.forget_unheld();
    }
}
