//! Edits: what is newly named in an article that changed after it was placed. It keeps its story; what was named before was
//! told before.

use model::{Article, Mention, Outcome, Paragraphs, Placement, Relation};
use store::Edited;
use watch::Knowledge;

use crate::group::{Found, settled, sure};
use crate::plan::Plan;
use crate::window::Window;

/// An edited text is compared with new articles too where this share of it, in bytes, was not there before.
const GREW: f64 = 0.2;

/// Finds what is newly named; with the revision that was matched.
pub(crate) fn edit(window: &mut Window, plan: &Plan, knowledge: &Knowledge, edited: Edited) -> (Found, i64) {
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
    let (found_before, found) =
        (plan.matcher.find(&before, knowledge).found, plan.matcher.find(&article, knowledge).found);
    let sure = sure(&found);
    window.certain.join(story, &[], &sure, article.seen);
    let mentions =
        newly_named(settled(&window.certain, story, found_before), settled(&window.certain, story, found));
    (Found { article, backlog, placement, mentions, sure }, revision)
}

/// The mentions of watches that were not found before, or not as surely.
fn newly_named(before: Vec<Mention>, now: Vec<Mention>) -> Vec<Mention> {
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
        let new: Vec<String> = newly_named(before, now).into_iter().map(|mention| mention.watch).collect();
        assert_eq!(new, ["B", "D"]);
    }

    #[test]
    fn the_share_of_new_paragraphs() {
        assert_eq!(share_of_new("One.\n\nTwo.", "One.\n\nTwo."), 0.0);
        assert_eq!(share_of_new("One.\n\nTwo.", "Six.\n\nTwo."), 0.5);
        assert_eq!(share_of_new("", ""), 0.0);
    }
}
