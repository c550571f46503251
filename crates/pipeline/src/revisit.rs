//! Reading again: pages of recent articles are asked for once more at growing intervals, and when their entries change. What
//! changed in them is matched by grouping.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claim, Claimed, DueRevisit, NewText, Revisited, Topic, Validators};
use url::Url;

use crate::config::Revisit;
use crate::context::Context;
use crate::read::{Asked, fetch, parse_page};
use crate::stage::Stage;
use crate::text::bounded;

/// How long a claimed visit is held.
const LEASE: Duration = Duration::from_secs(300);

/// Each interval between two visits is so many times the one before.
const GROWTH: u32 = 3;

/// The stage that reads pages again.
#[derive(Debug)]
pub(crate) struct Revisiting;

impl Stage for Revisiting {
    type Item = DueRevisit;
    const NAME: &'static str = "revisit";
    const TOPIC: Topic = Topic::Revisits;
    /// Few: news that is not read yet comes first.
    const HANDS: usize = 16;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<DueRevisit>, store::Error> {
        let plan = context.plan();
        let now = context.clock.now();
        let busy = plan.hosts.busy(now);
        let claim = Claim {
            now,
            until: now + LEASE,
            limit: hands,
            per_host: 1,
            except: busy.hosts.clone(),
            max_behind: usize::MAX,
        };
        let mut claimed = context.store.claim_revisits(claim).await?;
        claimed.next_due = busy.earlier(claimed.next_due);
        Ok(claimed)
    }

    async fn work(&self, context: Arc<Context>, due: DueRevisit) -> Result<(), store::Error> {
        let (validators, text) = match Url::parse(&due.url) {
            Ok(url) => ask(&context, &url, &due).await,
            Err(_) => (None, None),
        };
        let now = context.clock.now();
        let next = next_visit(&context.plan().revisit, due.seen, due.visits + 1, now);
        let revisited = Revisited { id: due.id, now, next, validators, text };
        let changed = context.store.commit_revisit(revisited).await?;
        tracing::debug!(article = due.id.0, url = due.url, changed, again = ?next, "read again");
        Ok(())
    }
}

/// Asks for the page. A visit that fails is a visit: the article is known, and the next one is not far.
async fn ask(context: &Context, url: &Url, due: &DueRevisit) -> (Option<Validators>, Option<NewText>) {
    let plan = context.plan();
    let turn = plan.hosts.enter(&due.host, plan.fetch.host_pause, &context.clock).await;
    let Some(turn) = turn else { return (None, None) };
    let fetched = fetch(context, &plan, url, &due.validators).await;
    drop(turn);
    let asked = match fetched {
        Ok(response) if response.status == 304 => return (None, None),
        Ok(response) => parse_page(context, response).await,
        Err(asked) => asked,
    };
    match asked {
        // The headline stays the feed's: a page's often carries the name of its site.
        Asked::Page(page, _, validators) => {
            let text = NewText { title: String::new(), text: bounded(page.text), modified: page.modified };
            (Some(validators), Some(text))
        }
        Asked::Unusable(problem) | Asked::Failed(problem) => {
            tracing::debug!(url = %url, problem, "the page could not be read again");
            (None, None)
        }
    }
}

/// When a page is read for the next time after so many `visits`, if at all.
pub(crate) fn next_visit(
    config: &Revisit,
    seen: Timestamp,
    visits: u32,
    now: Timestamp,
) -> Option<Timestamp> {
    let wait = config.first.saturating_mul(GROWTH.saturating_pow(visits));
    let at = now.checked_add(jiff::SignedDuration::try_from(wait).ok()?).ok()?;
    (at.duration_since(seen).unsigned_abs() <= config.until).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_grow_apart_and_end() {
        let config = Revisit::default();
        let seen: Timestamp = "2026-03-04T10:00:00Z".parse().unwrap();
        let mut now = seen;
        let mut minutes = Vec::new();
        for visits in 0.. {
            let Some(next) = next_visit(&config, seen, visits, now) else { break };
            now = next;
            minutes.push(now.duration_since(seen).as_mins());
        }
        assert_eq!(minutes, [15, 60, 195, 600, 1815]);
        let never = Revisit { until: Duration::ZERO, ..config };
        assert_eq!(next_visit(&never, seen, 0, seen), None);
        assert_eq!(next_visit(&Revisit::default(), seen, u32::MAX, seen), None);
    }
}
