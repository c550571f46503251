//! Which clusters are worth a comparison: those that share the rarest terms with an article. The work is bounded,
//! whatever the window holds.

use model::StoryId;
use rustc_hash::FxHashMap;

use crate::clusters::ClusterIndex;
use crate::language::Language;
use crate::terms::{self, Weighted};
use crate::window::Window;

/// So many clusters are compared in full.
const COMPARED: usize = 12;

/// The clusters of a language that hold the most of these terms, by their worth, the most promising first.
pub(crate) fn candidates(
    window: &Window,
    language: Language,
    terms: &[(f64, Weighted)],
) -> Vec<ClusterIndex> {
    let worths = worths(window, language, terms);
    let mut least: Vec<f64> = worths.iter().map(|&(_, worth)| worth).collect();
    let least = match least.len() > COMPARED {
        true => *least.select_nth_unstable_by(COMPARED - 1, |a, b| b.total_cmp(a)).1,
        false => 0.0,
    };
    let mut best: Vec<(f64, StoryId, ClusterIndex)> = worths
        .into_iter()
        .filter(|&(_, worth)| worth >= least)
        .filter_map(|(index, worth)| window.clusters.get(index).map(|cluster| (index, worth, cluster)))
        .filter(|(_, _, cluster)| cluster.language == language)
        .map(|(index, worth, cluster)| (worth, cluster.story, index))
        .collect();
    best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best.truncate(COMPARED);
    best.into_iter().map(|(_, _, index)| index).collect()
}

/// The clusters that hold any of the terms, with the worth of those that each holds.
fn worths(window: &Window, language: Language, terms: &[(f64, Weighted)]) -> Vec<(ClusterIndex, f64)> {
    // By cluster: its worth, and the last term that was counted for it.
    let mut worths: FxHashMap<ClusterIndex, (f64, usize)> = FxHashMap::default();
    for (number, (worth, term)) in terms.iter().enumerate() {
        for index in window.about(terms::key(language, term.id())) {
            let counted = worths.entry(index).or_insert((0.0, usize::MAX));
            if counted.1 != number {
                *counted = (counted.0 + worth, number);
            }
        }
    }
    worths.into_iter().map(|(index, (worth, _))| (index, worth)).collect()
}
