//! Clusters: the reports of one story in one language, as the sum of their terms; and how many clusters hold each term,
//! which is how rare it is. Copies add nothing, so that a text printed forty times weighs once.

use model::StoryId;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

use crate::language::{self, Language};
use crate::postings::Slot;
use crate::terms::{Term, TermId};
use crate::text::Hash;

/// A cluster's number; reused after it is gone.
pub(crate) type ClusterIndex = u32;

/// So many of a cluster's heaviest terms stand for it.
const CORE: usize = 160;
/// As if so many clusters had been seen before the first, with the words as common in them as the table of the
/// commonest words says: rarity must mean something from the first article on.
const BACKGROUND: f64 = 500.0;
/// In so many of them any other word stands.
const UNSEEN: f64 = 3.0;

/// The weight of a term in a cluster or an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighted {
    pub(crate) id: TermId,
    pub(crate) weight: u32,
    /// Whether it is a name or a number in running text.
    pub(crate) strong: bool,
}

impl From<&Term> for Weighted {
    fn from(term: &Term) -> Self {
        Weighted { id: term.id(), weight: term.weight(), strong: term.is_strong() }
    }
}

/// An article as a member of a cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    pub(crate) slot: Slot,
    /// When its news is from, in seconds.
    pub(crate) time: i64,
    pub(crate) terms: &'a [Term],
}

/// The reports of one story in one language. What it is follows from its members in their order alone.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) story: StoryId,
    pub(crate) language: Language,
    /// Those that are not copies, in the order in which they were taken in.
    pub(crate) members: Vec<Slot>,
    /// Every term of its members, sorted by identity.
    terms: Vec<Weighted>,
    /// The heaviest of them, sorted by identity; empty where that is all of them.
    core: Vec<Weighted>,
    /// When the news of its members is from, in seconds.
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// How many terms its members have in all.
    mass: u32,
}

impl Cluster {
    /// The terms that stand for it, sorted by identity.
    pub(crate) fn core(&self) -> &[Weighted] {
        if self.core.is_empty() { &self.terms } else { &self.core }
    }

    /// How many terms a member has, on average.
    pub(crate) fn length(&self) -> u32 {
        self.mass / (self.members.len() as u32).max(1)
    }

    fn new(story: StoryId, language: Language) -> Self {
        let (members, terms, core) = (Vec::new(), Vec::new(), Vec::new());
        Cluster { story, language, members, terms, core, first: i64::MAX, last: i64::MIN, mass: 0 }
    }

    fn include(&mut self, member: &Member<'_>) {
        self.members.push(member.slot);
        self.first = self.first.min(member.time);
        self.last = self.last.max(member.time);
        self.mass += member.terms.len() as u32;
        self.terms = sum(&self.terms, member.terms.iter().map(Weighted::from));
        // The core of a large cluster changes little with one more member: it is chosen anew at every eighth.
        let members = self.members.len();
        if members.is_multiple_of((members.next_power_of_two() / 8).max(1)) {
            self.core = heaviest(self.language, &self.terms);
        }
    }
}

/// Adds two lists of terms, each sorted by identity.
pub(crate) fn sum(ours: &[Weighted], theirs: impl Iterator<Item = Weighted>) -> Vec<Weighted> {
    let mut all = Vec::with_capacity(ours.len() + theirs.size_hint().0);
    let mut ours = ours.iter().copied().peekable();
    for term in theirs {
        while let Some(own) = ours.next_if(|own| own.id < term.id) {
            all.push(own);
        }
        match ours.next_if(|own| own.id == term.id) {
            Some(own) => all.push(Weighted {
                id: own.id,
                weight: own.weight + term.weight,
                strong: own.strong || term.strong,
            }),
            None => all.push(term),
        }
    }
    all.extend(ours);
    all
}

/// The heaviest terms, common words counting little; empty where all may stay.
fn heaviest(language: Language, terms: &[Weighted]) -> Vec<Weighted> {
    if terms.len() <= CORE {
        return Vec::new();
    }
    let worth = |term: &Weighted| match language::prior(language, term.id) {
        Some(_) => term.weight / 4,
        None => term.weight,
    };
    let mut core = terms.to_vec();
    core.sort_unstable_by_key(|term| (std::cmp::Reverse(worth(term)), term.id));
    core.truncate(CORE);
    core.sort_unstable_by_key(|term| term.id);
    core
}

/// All clusters of the window.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    slab: Vec<Option<Cluster>>,
    free: Vec<ClusterIndex>,
    by_story: FxHashMap<StoryId, Vec<ClusterIndex>>,
    /// By [`key`]: how many clusters of that language hold the term.
    holding: FxHashMap<u32, u32>,
    /// How many clusters each language has, in the order in which the languages appeared.
    sizes: Vec<(Language, u32)>,
}

fn key(language: Language, id: TermId) -> u32 {
    Hash::default().and(u64::from(language.salt())).and(u64::from(id)).finish()
}

impl Clusters {
    pub(crate) fn get(&self, index: ClusterIndex) -> Option<&Cluster> {
        self.slab.get(index as usize)?.as_ref()
    }

    /// The languages that have clusters.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        self.sizes.iter().filter(|&&(_, size)| size > 0).map(|&(language, _)| language)
    }

    /// How many clusters of a language hold a term.
    pub(crate) fn holding(&self, language: Language, id: TermId) -> u32 {
        self.holding.get(&key(language, id)).copied().unwrap_or(0)
    }

    /// How rare a term is among a language's clusters: the logarithm to base 2 of how many there are for each that
    /// holds it. Clusters, not articles: what everybody reports today is one cluster.
    pub(crate) fn rarity(&self, language: Language, id: TermId) -> f64 {
        let held = f64::from(self.holding(language, id));
        let all = f64::from(self.sizes.iter().find(|size| size.0 == language).map_or(0, |size| size.1));
        let expected = language::prior(language, id).map_or(UNSEEN, |share| share * BACKGROUND);
        log2((all + BACKGROUND) / (held + expected)).max(0.0)
    }

    /// Puts an article into its story's cluster of its language; returns that cluster.
    pub(crate) fn insert(&mut self, story: StoryId, language: Language, member: Member<'_>) -> ClusterIndex {
        let index = self.of(story, language).unwrap_or_else(|| self.open(story, language));
        if let Some(Some(cluster)) = self.slab.get_mut(index as usize) {
            let mut held = cluster.terms.iter().peekable();
            for term in member.terms {
                while held.next_if(|held| held.id < term.id()).is_some() {}
                if held.peek().is_none_or(|held| held.id != term.id()) {
                    *self.holding.entry(key(language, term.id())).or_default() += 1;
                }
            }
            cluster.include(&member);
        }
        index
    }

    /// The cluster of a story in a language.
    pub(crate) fn of(&self, story: StoryId, language: Language) -> Option<ClusterIndex> {
        let indexes = self.by_story.get(&story)?;
        indexes
            .iter()
            .copied()
            .find(|&index| self.get(index).is_some_and(|cluster| cluster.language == language))
    }

    /// The clusters of a story.
    pub(crate) fn of_story(&self, story: StoryId) -> impl Iterator<Item = ClusterIndex> {
        self.by_story.get(&story).into_iter().flatten().copied()
    }

    fn open(&mut self, story: StoryId, language: Language) -> ClusterIndex {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slab.push(None);
            (self.slab.len() - 1) as ClusterIndex
        });
        if let Some(place) = self.slab.get_mut(index as usize) {
            *place = Some(Cluster::new(story, language));
        }
        self.by_story.entry(story).or_default().push(index);
        match self.sizes.iter_mut().find(|size| size.0 == language) {
            Some((_, size)) => *size += 1,
            None => self.sizes.push((language, 1)),
        }
        index
    }

    /// Takes a cluster out, and what it holds out of the counts.
    pub(crate) fn remove(&mut self, index: ClusterIndex) -> Option<Cluster> {
        let cluster = self.slab.get_mut(index as usize)?.take()?;
        self.free.push(index);
        for term in &cluster.terms {
            if let Entry::Occupied(mut holding) = self.holding.entry(key(cluster.language, term.id)) {
                *holding.get_mut() -= 1;
                if *holding.get() == 0 {
                    holding.remove();
                }
            }
        }
        if let Some((_, size)) = self.sizes.iter_mut().find(|size| size.0 == cluster.language) {
            *size -= 1;
        }
        if let Some(indexes) = self.by_story.get_mut(&cluster.story) {
            indexes.retain(|&other| other != index);
            if indexes.is_empty() {
                self.by_story.remove(&cluster.story);
            }
        }
        Some(cluster)
    }

    /// Every cluster.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = ClusterIndex> {
        (0..self.slab.len() as ClusterIndex).filter(|&index| self.get(index).is_some())
    }
}

/// The logarithm to base 2, within 0.01 and the same on every machine: the exponent, and a parabola through the mantissa.
fn log2(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i64 - 1023;
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    exponent as f64 + (mantissa - 1.0) * (1.0 + 0.344 * (2.0 - mantissa))
}
