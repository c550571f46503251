//! The same event, told in other words of the same language: an article against the clusters of the window, by the
//! terms they share and the time between them; and clusters against one another, where an article shows two to be one.

use model::StoryId;
use rustc_hash::FxHashMap;

use crate::articles::Reading;
use crate::clusters::{Cluster, ClusterIndex, Clusters, Weighted};
use crate::language::Language;
use crate::window::{Window, term_key};

/// The least similarity at which an article of some length belongs to a cluster.
const SAME: f64 = 0.30;
/// For a headline alone, so much of it: most of its words stand in few of the reports of its event.
const SHORT: f64 = 0.65;
/// An article with so many terms is short, and one with so many is not.
const LENGTHS: (f64, f64) = (8.0, 30.0);
/// After so many seconds without news a cluster attracts an e-th as much.
const FADING: f64 = 36.0 * 3600.0;
/// Two clusters of many members are one only if they are this much more alike than an article and a cluster must be.
const MERGED: f64 = 0.85;
/// An article is looked up by so many of its rarest terms.
const LOOKED_UP: usize = 24;
/// So many clusters are compared in full, those that share the rarest terms.
const COMPARED: usize = 12;
/// Below this part of what is needed a cluster is not even related.
const RELATED: f64 = 0.7;
/// Two clusters that have so little in common, and yet both attract an article, are two items of a round-up.
const UNRELATED: f64 = 0.4;

/// An article's terms with their rarity, ready to be compared.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) language: Language,
    pub(crate) time: i64,
    pub(crate) terms: Vec<Weighted>,
    /// Of each of `terms`.
    rarities: Vec<f64>,
    norm: f64,
}

/// A cluster that attracts an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attraction {
    pub(crate) cluster: ClusterIndex,
    pub(crate) story: StoryId,
    /// The cosine of what the two are about.
    pub(crate) cosine: f64,
    /// The cosine, faded by the time between them, over what is needed: from 1 on they belong together.
    pub(crate) strength: f64,
}

impl Profile {
    pub(crate) fn of(clusters: &Clusters, reading: &Reading) -> Self {
        let terms = reading.terms.iter().map(Weighted::from).collect();
        Profile::new(clusters, reading.language, reading.time, terms)
    }

    /// What a cluster would be with the article in it.
    pub(crate) fn with(&self, clusters: &Clusters, cluster: &Cluster) -> Self {
        let terms = crate::clusters::sum(cluster.core(), self.terms.iter().copied());
        Profile::new(clusters, self.language, self.time.max(cluster.last), terms)
    }

    fn new(clusters: &Clusters, language: Language, time: i64, terms: Vec<Weighted>) -> Self {
        let rarities: Vec<f64> = terms.iter().map(|term| clusters.rarity(language, term.id)).collect();
        let norm =
            terms.iter().zip(&rarities).map(|(term, rarity)| square(term, *rarity)).sum::<f64>().sqrt();
        Profile { language, time, terms, rarities, norm }
    }

    /// The cosine with a cluster of the same language.
    fn cosine(&self, clusters: &Clusters, core: &[Weighted]) -> f64 {
        let mut own = self.terms.iter().zip(&self.rarities).peekable();
        let (mut product, mut norm) = (0.0, 0.0);
        for term in core {
            while own.next_if(|(own, _)| own.id < term.id).is_some() {}
            if let Some((own, &rarity)) = own.next_if(|(own, _)| own.id == term.id) {
                product += f64::from(own.weight) * f64::from(term.weight) * rarity * rarity;
                norm += square(term, rarity);
            } else {
                norm += square(term, clusters.rarity(self.language, term.id));
            }
        }
        if product > 0.0 { product / (self.norm * norm.sqrt()) } else { 0.0 }
    }

    /// The rarest terms, with their worth.
    pub(crate) fn rarest(&self, among: impl Fn(&Weighted) -> bool) -> Vec<(f64, Weighted)> {
        let mut rarest: Vec<(f64, Weighted)> = self
            .terms
            .iter()
            .zip(&self.rarities)
            .filter(|(term, _)| among(term))
            .map(|(term, rarity)| (square(term, *rarity), *term))
            .collect();
        rarest.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        rarest.truncate(LOOKED_UP);
        rarest
    }
}

fn square(term: &Weighted, rarity: f64) -> f64 {
    let weight = f64::from(term.weight) * rarity;
    weight * weight
}

/// What part of the similarity that is needed in general is needed of an article with so many terms.
fn length_factor(terms: u32) -> f64 {
    let (short, long) = LENGTHS;
    SHORT + (1.0 - SHORT) * ((f64::from(terms) - short) / (long - short)).clamp(0.0, 1.0)
}

/// How much of a similarity is left after `seconds` between the news.
pub(crate) fn fading(seconds: i64) -> f64 {
    (-(seconds.max(0) as f64) / FADING).exp()
}

/// The clusters of the article's language that attract it, strongest first.
pub(crate) fn attractions(window: &Window, profile: &Profile) -> Vec<Attraction> {
    let clusters = &window.clusters;
    let needed = SAME * length_factor(profile.terms.len() as u32);
    let rarest = profile.rarest(|_| true);
    let mut found: Vec<Attraction> = candidates(window, profile.language, &rarest)
        .into_iter()
        .filter_map(|index| {
            let cluster = clusters.get(index)?;
            let cosine = profile.cosine(clusters, cluster.core());
            let gap = (profile.time - cluster.last).max(cluster.first - profile.time);
            let strength = cosine * fading(gap) / needed;
            Some(Attraction { cluster: index, story: cluster.story, cosine, strength })
        })
        .filter(|attraction| attraction.strength >= RELATED)
        .collect();
    found.sort_unstable_by(|a, b| b.strength.total_cmp(&a.strength).then(a.story.cmp(&b.story)));
    found
}

/// The clusters of a language that hold the most of these terms, by their worth.
pub(crate) fn candidates(
    window: &Window,
    language: Language,
    terms: &[(f64, Weighted)],
) -> Vec<ClusterIndex> {
    let mut worths: FxHashMap<ClusterIndex, (f64, StoryId)> = FxHashMap::default();
    let mut holding = Vec::new();
    for (worth, term) in terms {
        holding.clear();
        holding.extend(window.filed(term_key(language, term.id)).filter_map(|(_, held)| held.cluster));
        holding.sort_unstable();
        holding.dedup();
        for &index in &holding {
            if let Some(cluster) = window.clusters.get(index).filter(|cluster| cluster.language == language) {
                worths.entry(index).or_insert((0.0, cluster.story)).0 += worth;
            }
        }
    }
    let mut best: Vec<(f64, StoryId, ClusterIndex)> =
        worths.into_iter().map(|(index, (worth, story))| (worth, story, index)).collect();
    best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best.truncate(COMPARED);
    best.into_iter().map(|(_, _, index)| index).collect()
}

/// Whether two clusters tell of one event: `grown` is the one with the article in it, of `members` articles.
pub(crate) fn are_one(clusters: &Clusters, grown: &Profile, members: usize, other: &Cluster) -> bool {
    let cosine = grown.cosine(clusters, other.core());
    let gap = (grown.time - other.last).max(other.first - grown.time);
    let fewer = members.min(other.members.len()) as f64;
    let needed = SAME * length_factor(other.length());
    // The sum of n reports is closer to another sum than the reports are to one another: of reports with the mean
    // similarity s, sums of n each have s / (s + (1 - s) / n).
    let mean = needed * MERGED;
    let needed = if fewer > 1.0 { mean / (mean + (1.0 - mean) / fewer) } else { needed };
    cosine * fading(gap) >= needed
}

/// Whether an article that two clusters attract is a round-up of both.
pub(crate) fn are_apart(clusters: &Clusters, one: &Cluster, other: &Cluster) -> bool {
    let profile = Profile::new(clusters, one.language, one.last, one.core().to_vec());
    profile.cosine(clusters, other.core()) < SAME * length_factor(other.length()) * UNRELATED
}
