//! Reading again: pages of recent articles are asked for once more at growing intervals, and when their entries change. What
//! changed in them is matched by grouping.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use store::{Claim, Claimed, DueRevisit, NewText, Revisited, Topic, Validators};
use url::Url;

use crate::about::is_about;
use crate::config::Revisit;
use crate::context::Context;
use crate::stage::Stage;
use crate::text::bounded;
use crate::visit::{Asked, parse_page, visit};

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
        let (claim, busy) = context.claim(LEASE, hands);
        let claim = Claim { per_host: 1, ..claim };
        Ok(busy.look_again(context.store.claim_revisits(claim).await?))
    }

    async fn work(&self, context: Arc<Context>, due: DueRevisit) -> Result<(), store::Error> {
        let asked = match Url::parse(&due.url) {
            Ok(url) => ask(&context, &url, &due).await,
            Err(_) => Ok(None),
        };
        let found = match asked {
            Ok(found) => found,
            Err(Unasked::Store(error)) => return Err(error),
            Err(Unasked::Paused(wait)) => {
                let clock = context.clock.clone();
                return context.store.put_off_revisit(due.id, wait, move || clock.now()).await;
            }
        };
        let now = context.clock.now();
        let next = next_visit(&context.plan().revisit, due.seen, due.visits + 1, now);
        let (validators, headline, text) = found.map_or((None, None, None), |found| {
            (Some(found.validators), Some(found.headline), Some(found.text))
        });
        let revisited = Revisited { id: due.id, due: due.due, now, next, validators, headline, text };
        let text = context.store.commit_revisit(revisited).await?;
        let again = next.map(|next| next.to_string());
        tracing::debug!(article = due.id.0, url = due.url, ?text, again, "read again");
        Ok(())
    }
}

/// What a visit found, where it was the article's page.
struct Found {
    validators: Validators,
    headline: String,
    text: NewText,
}

/// Why a page was not asked for.
enum Unasked {
    /// It can be after so long.
    Paused(Duration),
    /// The database failed.
    Store(store::Error),
}

/// Asks for the page, or says when it can be asked for. A visit that fails is a visit: the article is known, and the next one
/// is not far.
async fn ask(context: &Context, url: &Url, due: &DueRevisit) -> Result<Option<Found>, Unasked> {
    let plan = context.plan();
    let asked = match visit(context, &plan, due.id, url, &due.host, &due.validators).await {
        Ok(response) if response.status == 304 => return Ok(None),
        Ok(response) => parse_page(context, due.id, response).await,
        Err(asked) => asked,
    };
    match asked {
        // What says something else under the same headline may be a retraction.
        Asked::Page(page, ..) if !is_about(&page, &due.title, "") => {
            tracing::debug!(url = %url, "something else stands in the page's place");
            Ok(None)
        }
        Asked::Page(page, _, validators) => {
            let title = new_headline(due, &page.title).unwrap_or_default().to_owned();
            let text = NewText { title, text: bounded(page.text), modified: page.modified };
            Ok(Some(Found { validators, headline: page.title, text }))
        }
        Asked::Later(wait) => Err(Unasked::Paused(wait)),
        Asked::Store(error) => Err(Unasked::Store(error)),
        Asked::Unusable(problem) | Asked::Failed(problem) => {
            tracing::debug!(url = %url, problem, "the page could not be read again");
            Ok(None)
        }
        Asked::Elsewhere(to, _) => {
            tracing::debug!(url = %url, to = %to, "the page redirects to a host that is not to be asked now");
            Ok(None)
        }
    }
}

/// The headline that a page has now, where it had its entry's before and has another one. Else the feed's stays: a page's often carries
/// the name of its site.
fn new_headline<'a>(due: &DueRevisit, now: &'a str) -> Option<&'a str> {
    let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
    let had_the_entrys = due.headline.as_deref().is_some_and(|before| same(before, &due.title));
    (had_the_entrys && !now.is_empty() && !same(now, &due.title)).then_some(now)
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
