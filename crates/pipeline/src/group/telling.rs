//! Who is told of articles that were taken in: by what the store knows of their stories, and of what was doubtful in earlier
//! articles of these and is not any more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::StoryId;
use store::{AlertRequest, Doubtful, PlacedArticle, PlacedBatch, SureWatch, Wanted};

use super::{Found, Taken, in_story};
use crate::context::Context;
use crate::decide::{Changed, Known, Telling};
use crate::plan::Plan;

/// Adds who is to be told, by what the store knows of the stories that the articles join; and what was doubtful in earlier
/// articles of theirs and is not any more.
pub(super) async fn decide(
    context: &Context,
    plan: &Plan,
    taken: Taken,
    now: Timestamp,
) -> Result<PlacedBatch, store::Error> {
    let Taken { found, newly_sure, merged, learned } = taken;
    let mut known = known(context, plan, &found).await?;
    let doubtful = doubtful(context, newly_sure, &merged).await?;
    let with_requests = |found: Found| {
        let tellings = known.take(&plan.lists, &found.article, &found.placement, found.news(), now);
        let requests = tellings.into_iter().map(|telling| request(telling, now)).collect();
        found.with(plan, requests)
    };
    let articles = found.into_iter().map(with_requests).collect();
    let lifted = lift(&mut known, plan, doubtful, now);
    Ok(PlacedBatch { articles, lifted, learned, corrections: 0 })
}

/// What was doubtful in earlier articles of the stories, the store being asked only where there is something to ask. It does not
/// know yet of the stories that are `merged`, and so is asked for each of them too.
pub(super) async fn doubtful(
    context: &Context,
    newly_sure: Vec<SureWatch>,
    merged: &BTreeMap<StoryId, StoryId>,
) -> Result<Vec<Doubtful>, store::Error> {
    if newly_sure.is_empty() {
        return Ok(Vec::new());
    }
    let of_parts = |sure: &SureWatch| {
        let parts = merged.iter().filter(|(_, whole)| **whole == sure.story);
        parts.map(|(part, _)| SureWatch { story: *part, ..sure.clone() }).collect::<Vec<_>>()
    };
    let of_parts: Vec<SureWatch> = newly_sure.iter().flat_map(of_parts).collect();
    let mut doubtful = context.store.doubtful([newly_sure, of_parts].concat()).await?;
    for Doubtful { story, .. } in &mut doubtful {
        *story = merged.get(&*story).copied().unwrap_or(*story);
    }
    Ok(doubtful)
}

/// Adds who is to be told of what is not doubtful any more.
pub(super) fn lift(
    known: &mut Known,
    plan: &Plan,
    doubtful: Vec<Doubtful>,
    now: Timestamp,
) -> Vec<PlacedArticle> {
    let lift = |found: Found| {
        let tellings = known.change(
            &plan.lists,
            Changed::Lifted,
            &found.article,
            found.placement.story,
            found.news(),
            now,
        );
        let requests = tellings.into_iter().map(|telling| request(telling, now)).collect();
        PlacedArticle { untold: Vec::new(), ..found.with(plan, requests) }
    };
    doubtful.into_iter().map(lifted).map(lift).collect()
}

/// An article placed before, with what was doubtful in it and is sure now.
fn lifted(doubtful: Doubtful) -> Found {
    let Doubtful { article, story, backlog, mention } = doubtful;
    let placement = in_story(story);
    Found { article, backlog, placement, mentions: vec![watch::lifted(mention)], sure: Vec::new() }
}

/// What the store knows of the stories that were there before these articles.
pub(super) async fn known(context: &Context, plan: &Plan, found: &[Found]) -> Result<Known, store::Error> {
    let asking: Vec<String> = plan.lists.asking().map(str::to_owned).collect();
    let wanted = wanted(&asking, found);
    let (standings, placed) = context.store.standings(wanted, asking).await?;
    Ok(Known::new(standings, placed))
}

/// The stories of which more is to be known. The articles of a story matter to a watchlist `asking` for updates that will want
/// to know what came after the article that it is told of now; and where stories become one, those of a part that nobody was
/// told of arrive in the part that somebody was told of.
fn wanted(asking: &[String], found: &[Found]) -> Vec<Wanted> {
    let mut wanted: BTreeMap<StoryId, bool> = BTreeMap::new();
    for Found { placement, mentions, .. } in found.iter().filter(|found| !found.placement.opened) {
        let members = mentions.iter().any(|mention| asking.contains(&mention.watchlist))
            || !placement.merged.is_empty() && !asking.is_empty();
        for story in std::iter::once(placement.story).chain(placement.merged.iter().copied()) {
            *wanted.entry(story).or_default() |= members;
        }
    }
    wanted.into_iter().map(|(story, members)| Wanted { story, members }).collect()
}

pub(super) fn request(telling: Telling<'_>, now: Timestamp) -> AlertRequest {
    let Telling { list, occasion, watches, only_review } = telling;
    AlertRequest {
        watchlist: list.name.clone(),
        occasion,
        watches,
        only_review,
        endpoints: list.endpoints.clone(),
        expires: now + list.policy.deliver_within,
    }
}

#[cfg(test)]
mod tests {
    use model::{Article, ArticleId, Placement};

    use super::super::alone;
    use super::*;

    /// An article in which nothing was found, and which joins story 1.
    fn joining(id: i64, merged: &[i64]) -> Found {
        let article = Article::new(ArticleId(id), Timestamp::UNIX_EPOCH, "", "");
        let placement = Placement {
            story: StoryId(1),
            opened: false,
            merged: merged.iter().copied().map(StoryId).collect(),
            ..alone(&article).placement
        };
        Found { article, backlog: false, placement, mentions: Vec::new(), sure: Vec::new() }
    }

    #[test]
    fn the_articles_of_all_stories_that_become_one_are_wanted_where_somebody_asks_for_updates() {
        let wanted = |asking: &[&str], merged: &[i64]| {
            let asking: Vec<String> = asking.iter().map(|&name| name.to_owned()).collect();
            let wanted = wanted(&asking, &[joining(9, &[]), joining(10, merged)]);
            wanted.into_iter().map(|wanted| (wanted.story.0, wanted.members)).collect::<Vec<_>>()
        };
        assert_eq!(wanted(&["streaming"], &[2, 3]), [(1, true), (2, true), (3, true)]);
        assert_eq!(wanted(&["streaming"], &[]), [(1, false)]);
        assert_eq!(wanted(&[], &[2]), [(1, false), (2, false)], "nobody counts them");
    }
}
