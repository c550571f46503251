//! Which clusters are worth a comparison: those that share the rarest terms with an article. The work is bounded,
//! whatever the window holds.

use model::StoryId;
use rustc_hash::FxHashMap;

use crate::clusters::ClusterIndex;
use crate::language::Language;
use crate::terms::Weighted;
use crate::window::{Window, term_key};

/// So many clusters are compared in full.
const COMPARED: usize = 12;

/// The clusters of a language that hold the most of these terms, by their worth, the most promising first.
pub(crate) fn candidates(
    window: &Window,
    language: Language,
    terms: &[(f64, Weighted)],
) -> Vec<ClusterIndex> {
    let mut worths: FxHashMap<ClusterIndex, (f64, StoryId)> = FxHashMap::default();
    let mut holding = Vec::new();
    for (worth, term) in terms {
        holding.clear();
        holding.extend(window.about(term_key(language, term.id())).filter_map(|(_, held)| held.cluster));
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
