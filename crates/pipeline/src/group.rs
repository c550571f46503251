//! Grouping: gives articles that were read their place in a story, finds what is watched in them, and commits all of it
//! with the alerts that follow. One worker, since each place depends on the ones before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Article, Placement, Relation};
use store::{EditedArticle, Made, PlacedArticle, Topic, Unplaced};
use stories::Stories;

use crate::Step;
use crate::context::Context;
use crate::decide::requests;
use crate::edit::edit;
use crate::outbox::RENDERER;
use crate::plan::Plan;
use crate::shutdown::Stopping;
use crate::stage::until;
use crate::trouble::Trouble;

/// The most articles in one commit.
const BATCH: usize = 64;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The worker that groups.
#[derive(Debug)]
pub(crate) struct Grouping {
    context: Arc<Context>,
    trouble: Trouble,
    memory: Memory,
}

/// What the worker keeps between two batches.
#[derive(Debug)]
struct Memory {
    /// The articles that new ones are compared with; none until it is rebuilt from the database.
    window: Option<Stories>,
    /// The day of the last eviction, counted from 1970: the window is kept to whole days.
    evicted_day: i64,
    /// The most articles in the next batch.
    batch: usize,
}

impl Grouping {
    pub(crate) fn new(context: &Arc<Context>) -> Grouping {
        let memory = Memory { window: None, evicted_day: 0, batch: BATCH };
        Grouping { context: Arc::clone(context), trouble: Trouble::new("group"), memory }
    }

    /// Groups until it is told to stop.
    pub(crate) async fn run(mut self, mut stopping: Stopping) {
        let mut wake = self.context.store.listen(Topic::Unplaced);
        while !stopping.is_stopping() {
            wake.register();
            match self.step().await {
                Ok(Step { done: 0, .. }) => {}
                Ok(_) => continue,
                // Without its database the worker ends, and the program with it.
                Err(store::Error::Stopped) => return,
                // Told already; what follows from it is the pause.
                Err(_) => {}
            }
            let now = self.context.clock.now();
            let in_trouble = self.trouble.waits_until(now);
            tokio::select! {
                () = wake.woken(), if in_trouble.is_none() => {}
                () = tokio::time::sleep(until(now, in_trouble)) => {}
                () = stopping.begun() => {}
            }
        }
    }

    /// Places one batch, unless the store failed a moment ago.
    ///
    /// # Errors
    ///
    /// The store's failure, after which nothing is done for a while.
    pub(crate) async fn step(&mut self) -> Result<Step, store::Error> {
        let now = self.context.clock.now();
        if let Some(until) = self.trouble.waits_until(now) {
            return Ok(Step { done: 0, next: Some(until) });
        }
        match place_batch(&self.context, &mut self.memory).await {
            Ok(done) => {
                self.trouble.over();
                Ok(Step { done, next: None })
            }
            Err(error) => {
                self.trouble.begin(&error, now);
                Err(error)
            }
        }
    }
}

/// Places one batch and returns how many articles it had. The window is taken out while it is worked on: where anything
/// fails it is ahead of the database, and is rebuilt from it.
async fn place_batch(context: &Context, memory: &mut Memory) -> Result<usize, store::Error> {
    let mut window = match memory.window.take() {
        Some(window) => window,
        None => rebuild(context).await?,
    };
    let now = context.clock.now();
    evict(&mut window, &mut memory.evicted_day, now);
    let articles = context.store.unplaced(memory.batch).await?;
    if articles.is_empty() {
        return match_edits(context, memory, window, now).await;
    }
    let count = articles.len();
    let plan = context.plan();
    let first = articles.first().cloned();
    let worked = context
        .compute(move || {
            let placed = articles.iter().map(|unplaced| place(&mut window, &plan, unplaced, now)).collect();
            (window, placed)
        })
        .await;
    match (worked, first) {
        (Ok((window, placed)), _) => {
            let made = context.store.commit_articles(placed, now, RENDERER).await?;
            tracing::debug!(articles = count, alerts = made.len(), "grouped");
            made.iter().for_each(tell);
            memory.window = Some(window);
            memory.batch = BATCH;
        }
        // One of the articles cannot be worked on. Taken one by one, it will be known, and put in a story of its own.
        (Err(_), Some(Unplaced { article, .. })) if memory.batch == 1 => {
            tracing::error!(
                article = article.id.0,
                url = article.url,
                "the article could not be grouped; it stands alone"
            );
            context.store.commit_articles(vec![alone(&article)], now, RENDERER).await?;
        }
        (Err(_), _) => memory.batch = 1,
    }
    Ok(count)
}

/// Matches the articles again that were edited since, once no new one waits, and returns how many there were.
async fn match_edits(
    context: &Context,
    memory: &mut Memory,
    mut window: Stories,
    now: Timestamp,
) -> Result<usize, store::Error> {
    let edited = context.store.edited(memory.batch).await?;
    if edited.is_empty() {
        memory.window = Some(window);
        return Ok(0);
    }
    let count = edited.len();
    let plan = context.plan();
    let first = edited.first().map(|edited| (edited.article.clone(), edited.revision));
    let worked = context
        .compute(move || {
            let edits: Vec<_> =
                edited.into_iter().map(|edited| edit(&mut window, &plan, edited, now)).collect();
            (window, edits)
        })
        .await;
    match (worked, first) {
        (Ok((window, edits)), _) => {
            let made = context.store.commit_edits(edits, now, RENDERER).await?;
            tracing::debug!(articles = count, alerts = made.len(), "matched again after edits");
            made.iter().for_each(tell);
            memory.window = Some(window);
            memory.batch = BATCH;
        }
        (Err(_), Some((article, revision))) if memory.batch == 1 => {
            tracing::error!(
                article = article.id.0,
                url = article.url,
                "the article's newer text could not be matched; it is kept as it is"
            );
            let edits = vec![EditedArticle { placed: alone(&article), revision }];
            context.store.commit_edits(edits, now, RENDERER).await?;
        }
        (Err(_), _) => memory.batch = 1,
    }
    Ok(count)
}

/// Forgets what left the window, once for each day.
fn evict(window: &mut Stories, evicted_day: &mut i64, now: Timestamp) {
    let horizon = window.horizon(now);
    let day = horizon.as_second().div_euclid(24 * 3600);
    if day != *evicted_day {
        window.evict_before(horizon);
        *evicted_day = day;
    }
}

async fn rebuild(context: &Context) -> Result<Stories, store::Error> {
    let mut window = Stories::new(stories::Config::default());
    let horizon = window.horizon(context.clock.now());
    let mut after = 0;
    loop {
        // The window ends with a whole day, so the day of the horizon is read as a whole.
        let rows = context.store.window(horizon - DAY, after, REBUILD_BATCH).await?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (_, article, placement) in &rows {
            // What grouping once failed on, it fails on again; the article was put in a story of its own.
            let inserted = catch_unwind(AssertUnwindSafe(|| window.insert(article, placement)));
            if inserted.is_err() {
                tracing::error!(
                    article = article.id.0,
                    "the article is left out of the window of recent articles"
                );
            }
        }
        tokio::task::yield_now().await;
    }
    window.evict_before(horizon);
    tracing::debug!(articles = window.len(), "rebuilt the window of recent articles");
    Ok(window)
}

fn place(window: &mut Stories, plan: &Plan, unplaced: &Unplaced, now: Timestamp) -> PlacedArticle {
    let Unplaced { article, backlog } = unplaced;
    let placement = window.place(article);
    window.insert(article, &placement);
    let mentions = plan.matcher.mentions(article);
    let requests = match backlog {
        true => Vec::new(),
        false => requests(&plan.watchlists, article, &mentions, now),
    };
    PlacedArticle { article: article.id, placement, mentions, requests }
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
    PlacedArticle { article: article.id, placement, mentions: Vec::new(), requests: Vec::new() }
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
}
