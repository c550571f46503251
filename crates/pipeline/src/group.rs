//! Grouping: gives articles that were read their place in a story, finds what is watched in them, and commits all of it
//! with the alerts that follow. One worker, since each place depends on the ones before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Article, Placement, Relation};
use store::{Made, PlacedArticle, Renderer, Topic};
use stories::Stories;

use crate::context::Context;
use crate::decide::requests;
use crate::plan::Plan;
use crate::shutdown::Stopping;
use crate::stage::Trouble;

/// The most articles in one commit.
const BATCH: usize = 64;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

/// How long the worker sleeps at the most.
const SAFETY_NET: Duration = Duration::from_secs(30);

const DAY: Duration = Duration::from_secs(24 * 3600);

const RENDERER: Renderer = Renderer { body: delivery::event, webhook_id: delivery::webhook_id };

/// What the worker keeps between two batches.
struct Memory {
    /// The articles that new ones are compared with; none until it is rebuilt from the database.
    window: Option<Stories>,
    /// The day of the last eviction, counted from 1970: the window is kept to whole days.
    evicted_day: i64,
    /// The most articles in the next batch.
    batch: usize,
}

/// Groups until it is told to stop.
pub(crate) async fn run(context: Arc<Context>, mut stopping: Stopping) {
    let mut wake = context.store.listen(Topic::Unplaced);
    let mut trouble = Trouble::new("group");
    let mut memory = Memory { window: None, evicted_day: 0, batch: BATCH };
    while !stopping.is_stopping() {
        wake.register();
        let mut idle = false;
        if !trouble.is_waiting() {
            match step(&context, &mut memory).await {
                Ok(placed) => {
                    trouble.over();
                    idle = placed == 0;
                }
                // Without its database the worker ends, and the program with it.
                Err(store::Error::Stopped) => return,
                Err(error) => trouble.begin(&error),
            }
        }
        if let Some(until) = trouble.waits_until() {
            tokio::select! { () = tokio::time::sleep_until(until) => {}, () = stopping.begun() => {} }
        } else if idle {
            tokio::select! {
                () = wake.woken() => {}
                () = tokio::time::sleep(SAFETY_NET) => {}
                () = stopping.begun() => {}
            }
        }
    }
}

/// Places one batch and returns how many articles it had. The window is taken out while it is worked on: where anything
/// fails it is ahead of the database, and is rebuilt from it.
async fn step(context: &Context, memory: &mut Memory) -> Result<usize, store::Error> {
    let mut window = match memory.window.take() {
        Some(window) => window,
        None => rebuild(context).await?,
    };
    let now = context.clock.now();
    evict(&mut window, &mut memory.evicted_day, now);
    let articles = context.store.unplaced(memory.batch).await?;
    if articles.is_empty() {
        memory.window = Some(window);
        return Ok(0);
    }
    let count = articles.len();
    let plan = context.plan();
    let first = articles.first().cloned();
    let worked = context
        .compute(move || {
            let placed = articles.iter().map(|article| place(&mut window, &plan, article, now)).collect();
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
        (Err(_), Some(article)) if memory.batch == 1 => {
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

fn place(window: &mut Stories, plan: &Plan, article: &Article, now: Timestamp) -> PlacedArticle {
    let placement = window.place(article);
    window.insert(article, &placement);
    let mentions = plan.matcher.mentions(article);
    let requests = requests(&plan.watchlists, article, &mentions, now);
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
