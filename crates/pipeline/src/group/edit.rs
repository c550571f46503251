//! Edits: articles that changed after they were placed are matched again. Each keeps its story; what is newly named in it is
//! committed with the alerts that follow, and what was named before was told before.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::{Article, Mention, Outcome, Paragraphs, Placement};
use store::{Edited, EditedArticle, EditedBatch, Made, PlacedArticle, SureWatch};
use watch::Knowledge;

use super::telling::{doubtful, known, lift, request};
use super::{Found, Memory, alone, concluded, in_story, settled, sure};
use crate::context::Context;
use crate::decide::{Changed, Lists};
use crate::experience::Experience;
use crate::outbox::{self, RENDERER};
use crate::plan::Plan;
use crate::window::Window;

/// An edited text is compared with new articles too where this share of it, in bytes, was not there before.
const GREW: f64 = 0.2;
/// A line with the time of a day or a year in it says when a page was changed where it has no more other words...
const WHEN: usize = 3;
/// ...or, with both, no more than these: *Last updated on Saturday, 28 November 2026 at 14.45*.
const WHEN_IN_FULL: usize = 6;

/// Matches the articles again that were edited since, once no new one waits, and returns how many there were.
pub(super) async fn match_edits(
    context: &Context,
    memory: &mut Memory,
    mut window: Window,
    experience: Experience,
    now: Timestamp,
) -> Result<usize, store::Error> {
    let edited = context.store.edited(memory.batch()).await?;
    if edited.is_empty() {
        memory.window = Some(window);
        memory.experience = Some(experience);
        return Ok(0);
    }
    let count = edited.len();
    let corrections = window.corrections();
    let plan = context.plan();
    let first = edited.first().map(|edited| (edited.article.clone(), edited.revision));
    let working = Arc::clone(&plan);
    let worked = context
        .compute(move || {
            let edits = edits(&mut window, &working, &experience.knowledge, edited);
            (window, experience, edits)
        })
        .await;
    if let Ok((window, experience, edits)) = worked {
        let committed = commit(context, &plan, edits, corrections, now).await;
        if concluded(memory, (window, experience), (count, "matched again after edits"), committed)? {
            return Ok(count);
        }
    }
    match first {
        Some((article, revision)) if memory.singly > 0 => {
            tracing::error!(
                article = article.id.0,
                url = article.url,
                "the article's newer text could not be matched; it is kept as it is"
            );
            let edited = vec![EditedArticle { placed: alone(&article), gone: Vec::new(), revision }];
            let judge = outbox::judge(&plan);
            let batch = EditedBatch::of(edited, corrections);
            let made = context.store.commit_edits(batch, now, RENDERER, judge).await?;
            memory.done(made.map_or(0, |_| count));
        }
        _ => memory.failed(count),
    }
    Ok(count)
}

/// Commits what edits come to, with who is to be told of it; nothing where a user corrected stories in the meantime.
async fn commit(
    context: &Context,
    plan: &Arc<Plan>,
    edits: Edits,
    corrections: i64,
    now: Timestamp,
) -> Result<Option<Vec<Made>>, store::Error> {
    let batch = EditedBatch { corrections, ..decide_edits(context, plan, edits, now).await? };
    context.store.commit_edits(batch, now, RENDERER, outbox::judge(plan)).await
}

/// Adds who is to be told of edits; and of what was doubtful in other articles of their stories and is not any more.
async fn decide_edits(
    context: &Context,
    plan: &Plan,
    edits: Edits,
    now: Timestamp,
) -> Result<EditedBatch, store::Error> {
    let Edits { found, newly_sure } = edits;
    let (found, edits): (Vec<Found>, Vec<Edit>) = found.into_iter().unzip();
    let mut known = known(context, plan, &found).await?;
    let mut doubtful = doubtful(context, newly_sure, &BTreeMap::new()).await?;
    // Of an article that is edited itself, the older text's mentions have no say.
    doubtful.retain(|doubtful| found.iter().all(|found| found.article.id != doubtful.article.id));
    let with_requests = |(found, edit): (Found, Edit)| {
        let Edit { tells, mentions, gone, revision } = edit;
        let told = |old: &&Mention| old.outcome == Outcome::Match && plan.lists.counts(old);
        let told: Vec<&Mention> = gone.iter().filter(told).collect();
        let changed = if tells { Changed::Edited { gone: &told } } else { Changed::Touched };
        let tellings =
            known.change(&plan.lists, changed, &found.article, found.placement.story, found.news(), now);
        let requests = tellings.into_iter().map(|telling| request(telling, now)).collect();
        let gone = gone.iter().map(|old| (old.watchlist.clone(), old.watch.clone())).collect();
        EditedArticle { placed: PlacedArticle { mentions, ..found.with(plan, requests) }, gone, revision }
    };
    let articles = found.into_iter().zip(edits).map(with_requests).collect();
    let lifted = lift(&mut known, plan, doubtful, now);
    Ok(EditedBatch { articles, lifted, corrections: 0 })
}

/// What edits come to.
struct Edits {
    /// Each article with what is newly named in it.
    found: Vec<(Found, Edit)>,
    /// What stories leave no doubt of since.
    newly_sure: Vec<SureWatch>,
}

/// What an article came to by an edit.
struct Edit {
    /// Whether it tells something else now.
    tells: bool,
    /// All that is found in it now, which is cited from then on.
    mentions: Vec<Mention>,
    /// What was found in it before and is no more.
    gone: Vec<Mention>,
    /// The revision that was matched.
    revision: i64,
}

/// Finds what is newly named in articles that changed. What was named before is judged by what their stories were sure of
/// before: what an edit proves must not make its own news old.
fn edits(window: &mut Window, plan: &Plan, knowledge: &Knowledge, edited: Vec<Edited>) -> Edits {
    let compared: Vec<Compared> =
        edited.into_iter().map(|edited| compare(window, plan, knowledge, edited)).collect();
    let mut newly_sure = Vec::new();
    for Compared { article, placement, sure, .. } in &compared {
        newly_sure.extend(window.certain.join(placement.story, &[], sure, article.seen));
    }
    let news = |compared: Compared| {
        let Compared { article, backlog, placement, before, found, sure, tells, revision } = compared;
        let mentions = settled(&window.certain, placement.story, found);
        let new = newly_named(&plan.lists, &before, &mentions);
        let is_gone = |old: &Mention| {
            let mut same = mentions.iter().filter(|now| now.watchlist == old.watchlist);
            !same.any(|now| now.watch == old.watch)
        };
        let gone = before.into_iter().filter(is_gone).collect();
        (Found { article, backlog, placement, mentions: new, sure }, Edit { tells, mentions, gone, revision })
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
    /// [`Edit::tells`].
    tells: bool,
    revision: i64,
}

fn compare(window: &mut Window, plan: &Plan, knowledge: &Knowledge, edited: Edited) -> Compared {
    let Edited { article, story, backlog, title_before, text_before, revision } = edited;
    let before = Article { title: title_before, text: text_before, ..article.clone() };
    let placement = in_story(story);
    if share_of_new(&before.text, &article.text) >= GREW {
        window.insert(&article, &placement);
    }
    let tells = tells_otherwise(&before, &article);
    let before = settled(&window.certain, story, plan.watchlists.matcher().find(&before, knowledge).found);
    let found = plan.watchlists.matcher().find(&article, knowledge).found;
    let sure = sure(&found);
    Compared { article, backlog, placement, before, found, sure, tells, revision }
}

/// The mentions of watches that were not found before, not as surely, or so that their watchlist asks for more.
fn newly_named(lists: &Lists, before: &[Mention], now: &[Mention]) -> Vec<Mention> {
    let known = |mention: &&Mention| {
        before.iter().any(|old| {
            old.watchlist == mention.watchlist
                && old.watch == mention.watch
                && (old.outcome == mention.outcome || old.outcome == Outcome::Match)
                && (lists.counts(old) || !lists.counts(mention))
        })
    };
    now.iter().filter(|mention| !known(mention)).cloned().collect()
}

/// Whether an article has another headline now, or other paragraphs, but for lines that say when it was changed.
fn tells_otherwise(before: &Article, now: &Article) -> bool {
    let telling = |text| Paragraphs::of(text).filter(|paragraph: &&str| !says_when(paragraph));
    before.title != now.title || telling(&before.text).ne(telling(&now.text))
}

/// Whether a paragraph is a line that says when a page was changed.
fn says_when(paragraph: &str) -> bool {
    let (mut other, mut years, mut times) = (0, 0, 0);
    let tokens =
        paragraph.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '(' | ')' | '|' | '：'));
    for token in tokens
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|token| !token.is_empty())
    {
        match token {
            token if is_year(token) => years += 1,
            token if is_time(token) => times += 1,
            token if token.starts_with(|c: char| c.is_ascii_digit()) => {}
            _ => other += 1,
        }
        if other > WHEN_IN_FULL {
            return false;
        }
    }
    years + times > 0 && other <= if years.min(times) > 0 { WHEN_IN_FULL } else { WHEN }
}

fn is_year(token: &str) -> bool {
    token.len() == 4 && token.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
}

/// Whether a token is a time of the day: *14.45*, *2:45*, *14h45*.
fn is_time(token: &str) -> bool {
    let parts = token.split_once([':', '.', 'h']);
    parts.is_some_and(|(hour, minute)| {
        let is_below = |part: &str, end: u8| part.parse().is_ok_and(|part: u8| part < end);
        is_below(hour, 24) && minute.len() == 2 && is_below(minute, 60)
    })
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
        let lists = Lists::new(Arc::default());
        let new = newly_named(&lists, &before, &now);
        assert_eq!(new.iter().map(|mention| mention.watch.as_str()).collect::<Vec<_>>(), ["B", "D"]);
    }

    #[test]
    fn what_was_named_for_less_than_its_list_asks_for_is_new() {
        let policy = model::Policy { min_salience: 0.5, ..model::Policy::default() };
        let list =
            model::Watchlist { name: "a".to_owned(), endpoints: Vec::new(), policy, watches: Vec::new() };
        let lists = Lists::new(Arc::new([list]));
        let about = |salience: f64| vec![Mention { salience, ..mention("A", Outcome::Match) }];
        let is_new = |before: f64, now: f64| !newly_named(&lists, &about(before), &about(now)).is_empty();
        assert!(is_new(0.1, 0.9));
        assert!(!is_new(0.1, 0.2) && !is_new(0.6, 0.9) && !is_new(0.9, 0.1));
    }

    #[test]
    fn what_only_says_when_it_was_changed_tells_nothing_else() {
        let article =
            |title: &str, text: &str| Article::new(model::ArticleId(1), Timestamp::UNIX_EPOCH, title, text);
        let toll = "Twelve people died in the crash near Wennel.";
        let text = |lines: &[&str]| lines.join("\n\n");
        let before = article("Crash near Wennel", &text(&[toll, "Updated at 12.30"]));
        let is_told = |title: &str, lines: &[&str]| tells_otherwise(&before, &article(title, &text(lines)));
        for line in [
            "Updated at 14.45",
            "Last updated on 28 November 2026 at 14.45 GMT",
            "Updated Saturday, November 28, 2026 2:45 p.m.",
            "Aktualisiert am 28. November 2026 um 14:45 Uhr",
            "Mis à jour le 28/11/2026 à 14h45",
            "更新时间：2026-11-28 14:45",
        ] {
            assert!(!is_told("Crash near Wennel", &[toll, line]), "{line}");
            assert!(!is_told("Crash near Wennel", &[line, toll]), "{line}");
        }
        assert!(!is_told("Crash near Wennel", &[toll]));
        assert!(is_told("Crash near Wennel kills twelve", &[toll]));
        assert!(is_told("Crash near Wennel", &["Updated at 14.45"]));
        assert!(is_told("Crash near Wennel", &[&toll.replace("Twelve", "Fourteen")]));
        for news in [
            "UPDATE: The boy has been found.",
            "The court found him guilty.",
            "The bank has cut its rate to 3.25 percent.",
            "In 2026 the firm lost 3 million.",
            "地震死亡人数升至120人。",
        ] {
            assert!(is_told("Crash near Wennel", &[toll, news]), "{news}");
        }
    }

    #[test]
    fn the_share_of_new_paragraphs() {
        assert_eq!(share_of_new("One.\n\nTwo.", "One.\n\nTwo."), 0.0);
        assert_eq!(share_of_new("One.\n\nTwo.", "Six.\n\nTwo."), 0.5);
        assert_eq!(share_of_new("", ""), 0.0);
    }
}
