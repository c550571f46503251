//! Edits: what is newly named in an article that changed after it was placed. It keeps its story; what was named before was
//! told before.

use model::{Article, Mention, Outcome, Paragraphs, Placement, Relation};
use store::{Edited, SureWatch};
use watch::Knowledge;

use crate::group::{Found, settled, sure};
use crate::plan::Plan;
use crate::window::Window;

/// An edited text is compared with new articles too where this share of it, in bytes, was not there before.
const GREW: f64 = 0.2;

/// What edits come to.
pub(crate) struct Edits {
    /// Each article with what is newly named in it, and the revision that was matched.
    pub(crate) found: Vec<(Found, i64)>,
    /// What stories leave no doubt of since.
    pub(crate) newly_sure: Vec<SureWatch>,
}

/// Finds what is newly named in articles that changed. What was named before is judged by what their stories were sure of
/// before: what an edit proves must not make its own news old.
pub(crate) fn edits(window: &mut Window, plan: &Plan, knowledge: &Knowledge, edited: Vec<Edited>) -> Edits {
    let compared: Vec<Compared> =
        edited.into_iter().map(|edited| compare(window, plan, knowledge, edited)).collect();
    let mut newly_sure = Vec::new();
    for Compared { article, placement, sure, .. } in &compared {
        newly_sure.extend(window.certain.join(placement.story, &[], sure, article.seen));
    }
    let news = |compared: Compared| {
        let Compared { article, backlog, placement, before, found, sure, revision } = compared;
        let mentions = newly_named(&before, settled(&window.certain, placement.story, found));
        (Found { article, backlog, placement, mentions, sure }, revision)
    };
    Edits { found: compared.into_iter().map(news).collect(), newly_sure }
}

/// An article as it is now, beside what was found in it before.
struct Compared {
    article: Article,
    backlog: bool,
    placement: Placement,
    before: Vec<Mention>,
    found: Vec<watch::Found>,
    sure: Vec<(String, String)>,
    revision: i64,
}

fn compare(window: &mut Window, plan: &Plan, knowledge: &Knowledge, edited: Edited) -> Compared {
    let Edited { article, story, backlog, title_before, text_before, revision } = edited;
    let before = Article { title: title_before, text: text_before, ..article.clone() };
    let placement = Placement {
        story,
        opened: false,
        relation: Relation::Report,
        merged: Vec::new(),
        related: Vec::new(),
        why: Vec::new(),
    };
    if share_of_new(&before.text, &article.text) >= GREW {
        window.insert(&article, &placement);
    }
    let before = settled(&window.certain, story, plan.matcher.find(&before, knowledge).found);
    let found = plan.matcher.find(&article, knowledge).found;
    let sure = sure(&found);
    Compared { article, backlog, placement, before, found, sure, revision }
}

/// The mentions of watches that were not found before, or not as surely.
fn newly_named(before: &[Mention], now: Vec<Mention>) -> Vec<Mention> {
    let known = |mention: &Mention| {
        before.iter().any(|old| {
            old.watchlist == mention.watchlist
                && old.watch == mention.watch
                && (old.outcome == mention.outcome || old.outcome == Outcome::Match)
        })
    };
    now.into_iter().filter(|mention| !known(mention)).collect()
}

/// The share of a text's bytes in paragraphs that were not in the one before.
fn share_of_new(before: &str, now: &str) -> f64 {
    let known: rustc_hash::FxHashSet<&str> = Paragraphs::of(before).collect();
    let (new, all) = Paragraphs::of(now).fold((0_usize, 0_usize), |(new, all), paragraph| {
        (new + if known.contains(paragraph) { 0 } else { paragraph.len() }, all + paragraph.len())
    });
    #[expect(clippy::cast_precision_loss, reason = "texts are far shorter than 2^52 bytes")]
    let share = new as f64 / all.max(1) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(watch: &str, outcome: Outcome) -> Mention {
        Mention {
            watchlist: "a".to_owned(),
            watch: watch.to_owned(),
            outcome,
            score: 1.0,
            salience: 1.0,
            evidence: Vec::new(),
            reasons: Vec::new(),
        }
    }

    #[test]
    fn what_was_named_before_is_not_new() {
        use Outcome::{Match, Review};
        let before = vec![mention("A", Match), mention("B", Review), mention("C", Match)];
        let now = vec![mention("A", Match), mention("B", Match), mention("C", Review), mention("D", Match)];
        let new: Vec<String> = newly_named(&before, now).into_iter().map(|mention| mention.watch).collect();
        assert_eq!(new, ["B", "D"]);
    }

    #[test]
    fn the_share_of_new_paragraphs() {
        assert_eq!(share_of_new("One.\n\nTwo.", "One.\n\nTwo."), 0.0);
        assert_eq!(share_of_new("One.\n\nTwo.", "Six.\n\nTwo."), 0.5);
        assert_eq!(share_of_new("", ""), 0.0);
    }
}
