//! Grouping: gives articles that were read their place in a story, finds what is watched in them, and commits all of it
//! with the alerts that follow. One worker, since each place depends on the ones before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{AlertReason, Article, Mention, Outcome, Placement, Relation, Watchlist};
use store::{AlertRequest, Made, PlacedArticle, Renderer, Topic};
use stories::Stories;

use crate::context::Context;
use crate::plan::Plan;
use crate::shutdown::Stopping;
use crate::stage::Trouble;

/// The most articles in one commit.
const BATCH: usize = 64;

/// The most articles read at once while the window is rebuilt.
const REBUILD_BATCH: usize = 1_000;

/// How long the worker sleeps at the most.
const SAFETY_NET: Duration = Duration::from_secs(30);

/// After this no attempt at a delivery begins; it leaves room for the whole schedule of attempts.
const DELIVERY_MAX_AGE: Duration = Duration::from_secs(4 * 24 * 3600);

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

/// The watchlists that are to be told of an article's story, as far as their policies and its mentions say.
fn requests(
    watchlists: &[Watchlist],
    article: &Article,
    mentions: &[Mention],
    now: Timestamp,
) -> Vec<AlertRequest> {
    let named = |list: &Watchlist| {
        mentions.iter().any(|mention| mention.watchlist == list.name && mention.outcome == Outcome::Match)
    };
    watchlists
        .iter()
        .filter(|list| named(list) && admits(list, article))
        .map(|list| AlertRequest {
            watchlist: list.name.clone(),
            reason: AlertReason::FirstMention,
            endpoints: list.endpoints.clone(),
            expires: now + DELIVERY_MAX_AGE,
        })
        .collect()
}

fn admits(list: &Watchlist, article: &Article) -> bool {
    let policy = &list.policy;
    let age = article.seen.duration_since(article.time()).unsigned_abs();
    let one_of = |wanted: &[String], value: Option<&str>| {
        wanted.is_empty()
            || value.is_some_and(|value| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(value)))
    };
    let host = article.url.as_deref().and_then(|url| url::Url::parse(url).ok());
    let host = host.as_ref().and_then(|url| url.host_str());
    age <= policy.max_age
        && one_of(&policy.languages, article.language.as_deref())
        && (one_of(&policy.sources, article.source.as_deref()) || one_of(&policy.sources, host))
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

#[cfg(test)]
mod tests {
    use super::*;
    use model::{ArticleId, Policy};

    fn article() -> Article {
        Article {
            id: ArticleId(1),
            url: Some("https://www.example.com/a".to_owned()),
            source: Some("Example".to_owned()),
            published: Some("2026-03-04T10:00:00Z".parse().unwrap()),
            seen: "2026-03-04T12:00:00Z".parse().unwrap(),
            language: Some("en".to_owned()),
            author: None,
            tags: Vec::new(),
            title: String::new(),
            text: String::new(),
        }
    }

    #[test]
    fn a_policy_admits_by_age_language_and_source() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let list =
            |policy| Watchlist { name: "a".to_owned(), endpoints: Vec::new(), policy, watches: Vec::new() };
        let check = |policy: Policy, admitted| {
            assert_eq!(admits(&list(policy.clone()), &article()), admitted, "{policy:?}");
        };
        let of = |text: &str| vec![text.to_owned()];
        check(Policy::default(), true);
        check(Policy { max_age: hours(2), ..Policy::default() }, true);
        check(Policy { max_age: hours(1), ..Policy::default() }, false);
        check(Policy { languages: of("fr"), ..Policy::default() }, false);
        check(Policy { languages: of("EN"), ..Policy::default() }, true);
        check(Policy { sources: of("example"), ..Policy::default() }, true);
        check(Policy { sources: of("www.example.com"), ..Policy::default() }, true);
        check(Policy { sources: of("example.org"), ..Policy::default() }, false);
    }

    #[test]
    fn a_date_in_the_future_is_no_age() {
        let future = Article { published: Some("2027-01-01T00:00:00Z".parse().unwrap()), ..article() };
        let list = Watchlist {
            name: "a".to_owned(),
            endpoints: Vec::new(),
            policy: Policy::default(),
            watches: Vec::new(),
        };
        assert!(admits(&list, &future));
    }
}
