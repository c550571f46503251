//! The same event, told in other words of the same language: an article against the clusters of the window, by the
//! terms they share and the time between them; and clusters against one another, where an article shows two to be one.

use model::StoryId;

use crate::articles::Reading;
use crate::candidates::candidates;
use crate::clusters::{Cluster, ClusterIndex};
use crate::naming;
use crate::profile::{Likeness, Profile};
use crate::window::Window;

/// The likeness needed of an article.
const ALIKE: f64 = 0.342;
/// The evidence needed of an article with so many terms, linear in between. Two common words make a headline alike to a
/// hundred others, and of a form filled in with another name most is shared; what few articles hold is shared by chance
/// the less the more of it is.
const EVIDENCE: [(f64, f64); 2] = [(8.0, 2.3), (90.0, 20.0)];
/// Up to so many terms evidence counts as much as likeness, and from so many on nothing: a whole report has always enough.
const FEW: [f64; 2] = [40.0, 90.0];
/// The likeness needed of two clusters whose articles have so many terms. A headline alone has few words to share, and
/// those are telling. A few sentences share the names of their subject with whatever else is told of it. A whole report
/// that tells of another event shares less than that.
const NEEDED: [(f64, f64); 4] = [(8.0, 0.20), (30.0, 0.433), (50.0, 0.433), (110.0, 0.342)];
/// Likeness to the sum of a cluster's members counts as much as that to so many of them that are the most alike: a
/// cluster that has grown broad resembles everything of its subject, its members do not.
const NEAREST: usize = 3;
/// Stories on one subject attract an article alike: this part of what the next ones attract it by says nothing. So it is
/// in cross-domain similarity local scaling (Conneau et al. 2018, "Word translation without parallel data").
const RIVALS: f64 = 0.1;
/// So many of the next ones.
const NEXT: usize = 3;
/// One term in so many is expected to count in a likeness...
const PER_TERM: f64 = 8.0;
/// ...but no more than so many; where fewer do, up to so much more is needed: what follows one another in a text shares its
/// names, reports of an event share what happened.
const BROAD: f64 = 6.0;
const NARROW: f64 = 1.0;
/// A cluster is fresh for so many seconds after its latest news: longer than a night.
const FRESH: i64 = 8 * 3600;
/// After so many seconds more it attracts an e-th as much.
const FADING: f64 = 14.0 * 3600.0;
/// Of a likeness this part is left for days, by the terms of the article: a trial goes on in the morning, while a headline alone fits
/// whatever else happens in its town...
const LASTING: [(f64, f64); 2] = [(20.0, 0.0), (45.0, 0.35)];
/// ...and fades likewise from so many seconds on.
const DAYS: i64 = 72 * 3600;
/// Of that likeness two clusters of many members, of so many terms, need so much for their members on average.
const MERGED: [(f64, f64); 2] = [(FEW[0], 0.55), (FEW[1], 0.75)];
/// Below this part of what is needed a cluster is not even related.
pub(crate) const RELATED: f64 = 0.7;
/// Two clusters that have so little in common, and yet both attract an article, are two items of a round-up.
const UNRELATED: f64 = 0.4;

/// A cluster that attracts an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attraction {
    pub(crate) cluster: ClusterIndex,
    pub(crate) story: StoryId,
    /// How alike the two are, 0 to 1.
    pub(crate) likeness: f64,
    /// Where evidence counts: how much there is of it, in so many times what tells one cluster from all others.
    pub(crate) evidence: Option<f64>,
    /// Seconds between its news and the article's, negative where the article's falls within; and what part is left by that.
    pub(crate) gap: i64,
    pub(crate) fading: f64,
    /// The likeness over what is needed, or its geometric mean with the evidence over what is needed of that, faded by the
    /// time between them, less what rivals have: from 1 on they belong together.
    pub(crate) strength: f64,
    /// Whether a headline alone says too little for a translation: they are related, however strong that is.
    pub(crate) too_little: bool,
}

/// Sorts the strongest first.
pub(crate) fn sort(attractions: &mut [Attraction]) {
    attractions.sort_unstable_by(|a, b| b.strength.total_cmp(&a.strength).then(a.story.cmp(&b.story)));
}

/// The clusters of the article's language that it was compared with, those that attract it most first: from [`RELATED`] on they
/// have to do with it.
pub(crate) fn attractions(window: &Window, profile: &Profile, reading: &Reading) -> Vec<Attraction> {
    let rarest = profile.rarest(|_| true);
    let mut found: Vec<Attraction> = candidates(window, profile.language, &rarest)
        .into_iter()
        .filter_map(|index| attraction(window, profile, reading, index))
        .collect();
    sort(&mut found);
    // Of what has few terms the next ones are often the same event, told in words that did not meet yet.
    let rivals = RIVALS * (1.0 - fewness(profile.terms.len()));
    let strengths: Vec<f64> = found.iter().map(|attraction| attraction.strength).collect();
    for (place, attraction) in found.iter_mut().enumerate() {
        let next = strengths.iter().enumerate().filter(|&(other, _)| other != place).take(NEXT);
        attraction.strength -= rivals * next.map(|(_, strength)| strength).sum::<f64>() / NEXT as f64;
    }
    sort(&mut found);
    found
}

fn attraction(
    window: &Window,
    profile: &Profile,
    reading: &Reading,
    index: ClusterIndex,
) -> Option<Attraction> {
    let cluster = window.clusters.get(index)?;
    let Likeness { cosine, breadth, evidence } = profile.likeness_to(window, cluster);
    let likeness = match nearest(window, profile, cluster) {
        Some(nearest) => (cosine + nearest) / 2.0,
        None => cosine,
    };
    let terms = compared(window, profile, reading, cluster);
    let few = fewness(terms);
    let alike = likeness / (ALIKE * (1.0 + (1.0 - few) * narrowness(breadth, terms)));
    let told = evidence / between(&EVIDENCE, terms as f64);
    let strength = few * (alike * told).sqrt() + (1.0 - few) * alike;
    let gap = gap(profile, cluster);
    let fading = lasting(gap, terms);
    let evidence = (few > 0.0).then_some(evidence);
    let strength = strength * fading;
    let (story, too_little) = (cluster.story, false);
    Some(Attraction { cluster: index, story, likeness, evidence, gap, fading, strength, too_little })
}

/// By how many terms an article is compared with a cluster: all of its own, or those of its headline where that was there alone, as it
/// would have been if the headline had come after it.
fn compared(window: &Window, profile: &Profile, reading: &Reading, cluster: &Cluster) -> usize {
    let mut latest = cluster.latest(&window.articles);
    let headline = latest.find(|held| naming::is_under(window, reading, held));
    headline.map_or(profile.terms.len(), |held| held.terms.len())
}

/// The mean cosine with the members of a cluster that are the most alike; `None` where it has but one.
fn nearest(window: &Window, profile: &Profile, cluster: &Cluster) -> Option<f64> {
    if cluster.members().len() < 2 {
        return None;
    }
    let mut cosines: Vec<f64> = cluster
        .latest(&window.articles)
        .map(|held| profile.likeness(&window.clusters, held.weighted()).cosine)
        .collect();
    cosines.sort_unstable_by(|a, b| b.total_cmp(a));
    cosines.truncate(NEAREST);
    Some(cosines.iter().sum::<f64>() / cosines.len().max(1) as f64)
}

/// Seconds between the news of an article and that of a cluster, negative where it falls within.
pub(crate) fn gap(profile: &Profile, cluster: &Cluster) -> i64 {
    profile.time.saturating_sub(cluster.last).max(cluster.first.saturating_sub(profile.time))
}

/// How much of a likeness is left after `seconds` between the news.
pub(crate) fn fading(seconds: i64) -> f64 {
    (-(seconds.saturating_sub(FRESH).max(0) as f64) / FADING).exp()
}

/// Likewise of articles of one language with so many terms: of texts some is left for days.
fn lasting(seconds: i64, terms: usize) -> f64 {
    let lasting = between(&LASTING, terms as f64);
    (1.0 - lasting) * fading(seconds) + lasting * fading(seconds.saturating_sub(DAYS - FRESH))
}

/// The likeness needed of clusters whose articles have so many terms.
fn needed(terms: usize) -> f64 {
    between(&NEEDED, terms as f64)
}

/// The value at `x` of a curve given by points in order, constant beyond them.
pub(crate) fn between(points: &[(f64, f64)], x: f64) -> f64 {
    let first = points.first().map_or(0.0, |point| point.1);
    points.windows(2).fold(first, |value, pair| match *pair {
        [(from, low), (to, high)] if x > from => low + (high - low) * ((x - from) / (to - from)).min(1.0),
        _ => value,
    })
}

/// How far evidence counts for an article with so many terms, 0 to 1.
fn fewness(terms: usize) -> f64 {
    let [few, many] = FEW;
    ((many - terms as f64) / (many - few)).clamp(0.0, 1.0)
}

/// How much more likeness is needed where few terms make that of an article with so many.
fn narrowness(breadth: f64, terms: usize) -> f64 {
    let expected = (terms as f64 / PER_TERM).clamp(1.0, BROAD);
    NARROW * (1.0 - breadth / expected).max(0.0)
}

/// Whether two clusters tell of one event, where so many times as much is needed as otherwise: `grown` is the one with the
/// article in it, of `members` articles.
pub(crate) fn are_one(window: &Window, grown: &Profile, members: usize, other: &Cluster, times: f64) -> bool {
    let Likeness { cosine, breadth, .. } = grown.likeness_to(window, other);
    let fewer = members.min(other.members().len()) as f64;
    let length = other.length() as usize;
    // The sum of n reports is closer to another sum than the reports are to one another: of reports with the mean
    // likeness s, sums of n each have s / (s + (1 - s) / n).
    let mean = needed(length) * between(&MERGED, length as f64);
    let needed = if fewer > 1.0 { mean / (mean + (1.0 - mean) / fewer) } else { needed(length) };
    cosine * lasting(gap(grown, other), length) >= times * needed * (1.0 + narrowness(breadth, length))
}

/// Whether an article that two clusters attract is a round-up of both.
pub(crate) fn are_apart(window: &Window, one: &Cluster, other: &Cluster) -> bool {
    let likeness = Profile::of_cluster(window, one).likeness_to(window, other);
    likeness.cosine < needed(other.length() as usize) * UNRELATED
}
