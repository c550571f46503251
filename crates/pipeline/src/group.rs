//! Grouping: gives articles that were read their place in a story, finds what is watched in them, and commits all of it
//! with the alerts that follow. One worker, since each place depends on the ones before.

mod edit;
mod telling;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::{Article, Decision, Learned, Mention, Placement, Relation, StoryId};
use store::{AlertRequest, Made, PlacedArticle, PlacedBatch, SureWatch, Topic, Unplaced};
use watch::{Findings, Knowledge};

use self::telling::decide;
use crate::Step;
use crate::certain::Certain;
use crate::context::Context;
use crate::decide::untold;
use crate::experience::Experience;
use crate::outbox::{self, RENDERER};
use crate::plan::Plan;
use crate::serial::Work;
use crate::trouble::Chain;
use crate::window::{Window, rebuild};

/// The most articles in one commit.
const BATCH: usize = 64;

/// The work of grouping.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    memory: Memory,
}

impl Work for Grouping {
    const NAME: &'static str = "group";
    const TOPIC: Topic = Topic::Unplaced;

    /// Places one batch.
    async fn step(&mut self, context: &Context) -> Result<Step, store::Error> {
        let done = place_batch(context, &mut self.memory).await?;
        Ok(Step { done, next: None })
    }
}

/// What is kept between two batches.
#[derive(Debug, Default)]
struct Memory {
    /// The articles that new ones are compared with; none until it is rebuilt from the database.
    window: Option<Window>,
    /// What was learned of names; none until it is read from the database.
    experience: Option<Experience>,
    /// How many articles are still taken one by one, since one of them could not be worked on or committed.
    singly: usize,
}

impl Memory {
    /// The most articles in the next batch.
    fn batch(&self) -> usize {
        if self.singly > 0 { 1 } else { BATCH }
    }

    /// Has the articles of a batch that failed taken one by one, to the last: each of them costs a window made anew if the one
    /// that fails is met in a batch again.
    fn failed(&mut self, count: usize) {
        self.singly = count;
    }

    fn done(&mut self, count: usize) {
        self.singly = self.singly.saturating_sub(count);
    }
}

/// Places one batch and returns how many articles it had. The window and the experience are taken out while they are worked on:
/// where anything fails they are ahead of the database, and are made anew from it.
async fn place_batch(context: &Context, memory: &mut Memory) -> Result<usize, store::Error> {
    let mut window = match memory.window.take() {
        Some(window) => window.corrected(context).await?,
        None => rebuild(context).await?,
    };
    let mut experience = Experience::up_to_date(memory.experience.take(), context).await?;
    let now = context.clock.now();
    window.evict(now);
    let articles = context.store.unplaced(memory.batch()).await?;
    if articles.is_empty() {
        return edit::match_edits(context, memory, window, experience, now).await;
    }
    let count = articles.len();
    let corrections = window.corrections();
    let plan = context.plan();
    let first = articles.first().cloned();
    let working = Arc::clone(&plan);
    let worked = context
        .compute(move || {
            let taken = take_in(&mut window, &mut experience.knowledge, &working, articles);
            (window, experience, taken)
        })
        .await;
    if let Ok((window, experience, taken)) = worked {
        let committed = commit(context, &plan, taken, corrections, now).await;
        if concluded(memory, (window, experience), (count, "grouped"), committed)? {
            return Ok(count);
        }
    }
    // One of the articles cannot be worked on, or not be committed. Taken one by one, it will be known, and put in a story of
    // its own.
    match first {
        Some(Unplaced { article, .. }) if memory.singly > 0 => {
            tracing::error!(
                article = article.id.0,
                url = article.url,
                "the article could not be grouped; it stands alone"
            );
            let judge = outbox::judge(&plan);
            let batch = PlacedBatch::of(vec![alone(&article)], corrections);
            let made = context.store.commit_articles(batch, now, RENDERER, judge).await?;
            memory.done(made.map_or(0, |_| count));
        }
        _ => memory.failed(count),
    }
    Ok(count)
}

/// Commits what was taken in with who is to be told of it; nothing where a user corrected stories in the meantime.
async fn commit(
    context: &Context,
    plan: &Arc<Plan>,
    taken: Taken,
    corrections: i64,
    now: Timestamp,
) -> Result<Option<Vec<Made>>, store::Error> {
    let batch = PlacedBatch { corrections, ..decide(context, plan, taken, now).await? };
    context.store.commit_articles(batch, now, RENDERER, outbox::judge(plan)).await
}

/// Whether a batch of so many articles, which are `what` then, is over: committed, or to be taken again with a window made anew where a user corrected stories in
/// the meantime. It is not where the commit failed by a mistake of ours: then some article is what it fails on, again and again, and all
/// others would wait behind that one. What else fails does so for all of them.
fn concluded(
    memory: &mut Memory,
    (window, experience): (Window, Experience),
    (count, what): (usize, &str),
    committed: Result<Option<Vec<Made>>, store::Error>,
) -> Result<bool, store::Error> {
    match committed {
        Ok(Some(made)) => {
            tracing::debug!(articles = count, alerts = made.len(), "{what}");
            made.iter().for_each(tell);
            memory.window = Some(window);
            memory.experience = Some(experience);
            memory.done(count);
            Ok(true)
        }
        Ok(None) => {
            tracing::debug!(articles = count, "a user corrected stories in the meantime; grouped again");
            Ok(true)
        }
        Err(error @ store::Error::Statement(_)) => {
            tracing::error!(error = %Chain(&error), "a batch of articles could not be committed");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// An article with its place and what was found in it.
pub(crate) struct Found {
    pub(crate) article: Article,
    pub(crate) backlog: bool,
    pub(crate) placement: Placement,
    pub(crate) mentions: Vec<Mention>,
    /// The watchlists and watches of which it leaves no doubt by itself.
    pub(crate) sure: Vec<(String, String)>,
}

impl Found {
    /// What is news of what was found.
    fn news(&self) -> &[Mention] {
        if self.backlog { &[] } else { &self.mentions }
    }

    fn with(self, plan: &Plan, requests: Vec<AlertRequest>) -> PlacedArticle {
        let Found { article, backlog, placement, mentions, sure } = self;
        let untold = untold(&plan.lists, &article, backlog, &mentions);
        let credit = stories::credit(&article).map(str::to_owned);
        PlacedArticle {
            article: article.id,
            outlet: article.outlet(),
            credit,
            placement,
            mentions,
            sure,
            requests,
            untold,
        }
    }
}

/// Articles that were taken in, with what follows for others.
struct Taken {
    found: Vec<Found>,
    /// What stories leave no doubt of since.
    newly_sure: Vec<SureWatch>,
    /// The stories that became one with others by these articles, each with the one that it is now.
    merged: BTreeMap<StoryId, StoryId>,
    learned: Vec<Learned>,
}

/// Gives each article its place and finds what is watched in it. What one of them leaves no doubt of speaks for all others of
/// its story, the earlier ones too.
fn take_in(window: &mut Window, knowledge: &mut Knowledge, plan: &Plan, articles: Vec<Unplaced>) -> Taken {
    let (mut places, mut newly_sure, mut learned) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut merged = Vec::new();
    for Unplaced { article, backlog } in articles {
        let placement = window.place(&article);
        let Findings { found, lessons } = plan.watchlists.matcher().find(&article, knowledge);
        learned.extend(knowledge.learn(lessons).into_iter().map(|learned| (learned.about, learned.tally)));
        let sure = sure(&found);
        newly_sure.extend(window.certain.join(placement.story, &placement.merged, &sure, article.seen));
        merged.extend(placement.merged.iter().copied());
        places.push((article, backlog, placement, found, sure));
    }
    let settle = |(article, backlog, placement, found, sure): (Article, bool, Placement, _, _)| {
        let mentions = settled(&window.certain, window.resolve(placement.story), found);
        Found { article, backlog, placement, mentions, sure }
    };
    let found = places.into_iter().map(settle).collect();
    newly_sure.iter_mut().for_each(|sure| sure.story = window.resolve(sure.story));
    newly_sure.sort();
    newly_sure.dedup();
    let merged = merged.into_iter().map(|part| (part, window.resolve(part))).collect();
    let learned = learned.into_iter().map(|(about, tally)| Learned { about, tally }).collect();
    Taken { found, newly_sure, merged, learned }
}

/// What was found comes to, in a story.
pub(crate) fn settled(certain: &Certain, story: StoryId, found: Vec<watch::Found>) -> Vec<Mention> {
    let settle = |found: watch::Found| {
        let is_sure = certain.is_sure(story, found.watch());
        found.settle(is_sure)
    };
    found.into_iter().filter_map(settle).collect()
}

/// The watchlists and watches that an article leaves no doubt of.
pub(crate) fn sure(found: &[watch::Found]) -> Vec<(String, String)> {
    let sure = found.iter().filter(|found| found.is_sure).map(watch::Found::watch);
    sure.map(|(watchlist, watch)| (watchlist.to_owned(), watch.to_owned())).collect()
}

/// The place of an article that has been in a story before.
fn in_story(story: StoryId) -> Placement {
    Placement {
        story,
        opened: false,
        relation: Relation::Report,
        merged: Vec::new(),
        related: Vec::new(),
        why: Vec::new(),
    }
}

fn alone(article: &Article) -> PlacedArticle {
    let placement = Placement {
        story: article.id.into(),
        opened: true,
        relation: Relation::Original,
        merged: Vec::new(),
        related: Vec::new(),
        why: Vec::new(),
    };
    PlacedArticle {
        article: article.id,
        outlet: article.outlet(),
        credit: None,
        placement,
        mentions: Vec::new(),
        sure: Vec::new(),
        requests: Vec::new(),
        untold: Vec::new(),
    }
}

fn tell(made: &Made) {
    let watches: Vec<&str> =
        made.alert.mentions.iter().map(|mention| mention.mention.watch.as_str()).collect();
    tracing::info!(
        alert = made.id.0,
        watchlist = made.alert.watchlist,
        story = made.alert.story.id.0,
        watches = watches.join(", "),
        title = made.alert.story.title,
        "alert"
    );
    for (endpoint, decision) in &made.decisions {
        if let Decision::Hold { until, why } = decision {
            let until = until.map(|until| until.to_string());
            tracing::info!(alert = made.id.0, endpoint, why = why.name(), until, "held");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_articles_of_a_batch_that_failed_are_taken_one_by_one() {
        let mut memory = Memory { window: None, experience: None, singly: 0 };
        assert_eq!(memory.batch(), BATCH);
        memory.failed(3);
        for _ in 0..3 {
            assert_eq!(memory.batch(), 1);
            memory.done(1);
        }
        assert_eq!(memory.batch(), BATCH);
    }
}
