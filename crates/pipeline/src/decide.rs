//! Who is told of an article: pure functions of the watchlists, the article and what was found in it. Whether a watchlist
//! was told of the story before is the store's to know.

use jiff::Timestamp;
use model::{AlertReason, Article, Mention, Watchlist};
use store::AlertRequest;

use crate::outbox::DELIVERY_MAX_AGE;
use crate::policy;

/// The watchlists that are to be told of an article's story, as far as their policies and its mentions say.
pub(crate) fn requests(
    watchlists: &[Watchlist],
    article: &Article,
    mentions: &[Mention],
    now: Timestamp,
) -> Vec<AlertRequest> {
    let request = |list: &Watchlist| {
        let found: Vec<&Mention> = mentions.iter().filter(|mention| mention.watchlist == list.name).collect();
        if found.is_empty() {
            return None;
        }
        let admitted = policy::admit(&list.policy, article, &found)
            .inspect_err(|why| {
                tracing::debug!(article = article.id.0, watchlist = list.name, why = why.name(), "not told");
            })
            .ok()?;
        Some(AlertRequest {
            watchlist: list.name.clone(),
            reason: AlertReason::FirstMention,
            watches: admitted.watches,
            endpoints: list.endpoints.clone(),
            expires: now + DELIVERY_MAX_AGE,
        })
    };
    watchlists.iter().filter_map(request).collect()
}
