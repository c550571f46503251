//! Who is told of an article: pure functions of the watchlists, the article and what was found in it. Whether a watchlist
//! was told of the story before is the store's to know.

use std::time::Duration;

use jiff::Timestamp;
use model::{AlertReason, Article, Mention, Outcome, Watchlist};
use store::AlertRequest;

/// After this no attempt at a delivery begins; it leaves room for the whole schedule of attempts.
const DELIVERY_MAX_AGE: Duration = Duration::from_secs(4 * 24 * 3600);

/// The watchlists that are to be told of an article's story, as far as their policies and its mentions say.
pub(crate) fn requests(
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
