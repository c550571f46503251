//! The same event in another language, without a model: names, numbers, and words that look alike. Languages share few
//! words, so that a word which the other language has never been seen to use says nothing where it is missing; a name
//! or a number that is missing does.

use model::StoryId;

use crate::clusters::{Cluster, Clusters, Weighted};
use crate::events::{self, Attraction, Profile, fading};
use crate::language::Language;
use crate::terms::{Class, class};
use crate::window::Window;

/// The least similarity at which an article belongs to a story told in another language.
const SAME: f64 = 0.41;
/// Below this part of it the story is not even related.
const RELATED: f64 = 0.7;
/// So many names, numbers or rare words must be shared, each a signal of its own.
const SIGNALS: usize = 2;
/// What is missing for two articles to be compared at all, in squares of rarity: articles that share little and lack
/// little are not alike for it.
const EVIDENCE: f64 = 125.0;
/// How much more names and numbers count.
const STRONG: f64 = 1.2;
/// A word is taken to pass between languages where the other one's clusters hold it d times by d / (d + this).
const PASSING: f64 = 0.3;
/// A word is rare if one cluster in 2 to the power of this holds it.
const RARE: f64 = 6.0;

/// Translations come late: so many seconds do not count.
const LAG: i64 = 36 * 3600;

/// The clusters of other languages that attract an article, strongest first.
pub(crate) fn attractions(window: &Window, profile: &Profile) -> Vec<Attraction> {
    let mut found = Vec::new();
    let rarest = profile.rarest(passes);
    for language in window.clusters.languages().filter(|&language| language != profile.language) {
        for index in events::candidates(window, language, &rarest) {
            let Some(cluster) = window.clusters.get(index) else { continue };
            let likeness = likeness(&window.clusters, profile, cluster);
            let gap = (profile.time - cluster.last).max(cluster.first - profile.time);
            let enough = if likeness.signals >= SIGNALS { 1.0 } else { RELATED };
            let strength = enough * likeness.cosine * fading(gap - LAG) / SAME;
            if strength >= RELATED {
                found.push(Attraction {
                    cluster: index,
                    story: cluster.story,
                    cosine: likeness.cosine,
                    strength,
                });
            }
        }
    }
    found.sort_unstable_by(|a, b| b.strength.total_cmp(&a.strength).then(a.story.cmp(&b.story)));
    found
}

/// Whether a term can be the same in two languages.
fn passes(term: &Weighted) -> bool {
    term.strong || class(term.id) != Class::Short
}

struct Likeness {
    cosine: f64,
    signals: usize,
}

/// How alike an article is to a cluster of another language.
fn likeness(clusters: &Clusters, profile: &Profile, cluster: &Cluster) -> Likeness {
    let (mut product, mut signals) = (0.0, 0);
    let (mut ours, mut theirs) = (EVIDENCE, EVIDENCE);
    let mut own = profile.terms.iter().filter(|term| passes(term)).peekable();
    for term in cluster.core().iter().filter(|term| passes(term)) {
        while let Some(term) = own.next_if(|own| own.id < term.id) {
            ours += missing(clusters, profile.language, cluster.language, term);
        }
        match own.next_if(|own| own.id == term.id) {
            Some(own) => {
                let strong = own.strong || term.strong;
                let rarities =
                    [profile.language, cluster.language].map(|language| clusters.rarity(language, term.id));
                let [left, right] = rarities.map(|rarity| if strong { STRONG * rarity } else { rarity });
                product += left * right;
                ours += left * left;
                theirs += right * right;
                signals += usize::from(
                    strong && rarities.iter().all(|&rarity| rarity > 2.0)
                        || rarities.iter().all(|&rarity| rarity > RARE),
                );
            }
            None => theirs += missing(clusters, cluster.language, profile.language, term),
        }
    }
    ours += own.map(|term| missing(clusters, profile.language, cluster.language, term)).sum::<f64>();
    Likeness { cosine: product / (ours * theirs).sqrt(), signals }
}

/// How much it says that a term of one language is not found in the other, as a square.
fn missing(clusters: &Clusters, language: Language, other: Language, term: &Weighted) -> f64 {
    let rarity = clusters.rarity(language, term.id);
    if term.strong {
        (STRONG * rarity) * (STRONG * rarity)
    } else {
        let held = f64::from(clusters.holding(other, term.id));
        rarity * rarity * held / (held + PASSING)
    }
}

/// Whether a cluster and another of a different language tell of one event.
pub(crate) fn are_one(clusters: &Clusters, grown: &Profile, other: &Cluster) -> bool {
    let likeness = likeness(clusters, grown, other);
    let gap = (grown.time - other.last).max(other.first - grown.time);
    likeness.signals >= SIGNALS && likeness.cosine * fading(gap - LAG) >= SAME
}

/// The strongest attraction that is strong enough.
pub(crate) fn strongest(attractions: &[Attraction]) -> Option<StoryId> {
    attractions.first().filter(|first| first.strength >= 1.0).map(|first| first.story)
}
