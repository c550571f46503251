//! Whether an article in which a watchlist's watches were found may raise an alert.

use model::{Article, DropReason, Mention, Outcome, Policy, Review};
use url::Url;

/// What may be told of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Admitted {
    /// The watches whose mentions count.
    pub watches: Vec<String>,
    /// Whether none of them is sure: a person is to look at it first, where the policy says so.
    pub only_review: bool,
}

/// Judges an article by the policy of a watchlist; `mentions` are those of the watchlist in it, at least one.
///
/// # Errors
///
/// Why nothing may be told of it. Where that lies with the mentions, the surest one decides what is said.
pub fn admit(policy: &Policy, article: &Article, mentions: &[&Mention]) -> Result<Admitted, DropReason> {
    admit_article(policy, article)?;
    let mut counting: Vec<&Mention> = Vec::new();
    let mut refused: Option<(f64, DropReason)> = None;
    for mention in mentions {
        match refusal(policy, mention) {
            None => counting.push(mention),
            Some(why) if refused.is_none_or(|(score, _)| mention.score > score) => {
                refused = Some((mention.score, why));
            }
            Some(_) => {}
        }
    }
    let only_review = counting.iter().all(|mention| mention.outcome == Outcome::Review);
    if !only_review && policy.review != Review::Deliver {
        // What is sure needs no company of what is not.
        counting.retain(|mention| mention.outcome == Outcome::Match);
    }
    match (counting.is_empty(), refused) {
        (false, _) => Ok(Admitted {
            watches: counting.into_iter().map(|mention| mention.watch.clone()).collect(),
            only_review,
        }),
        (true, Some((_, why))) => Err(why),
        (true, None) => Err(DropReason::Review),
    }
}

fn admit_article(policy: &Policy, article: &Article) -> Result<(), DropReason> {
    // A date that lies in the future is the outlet's mistake, and what just became known is news.
    let age = article.seen.duration_since(article.time()).unsigned_abs();
    // A headline whose language nobody can tell is in no other language.
    let is_other = article.language.is_some() && !one_of(&policy.languages, article.language.as_deref());
    let host = article.url.as_deref().and_then(|url| Url::parse(url).ok());
    let host = host.as_ref().and_then(Url::host_str);
    let from = |outlets: &[String]| is_among(outlets, article.source.as_deref(), host);
    if age > policy.max_age {
        Err(DropReason::Age)
    } else if !policy.languages.is_empty() && is_other {
        Err(DropReason::Language)
    } else if (!policy.sources.is_empty() && !from(&policy.sources)) || from(&policy.exclude_sources) {
        Err(DropReason::Source)
    } else {
        Ok(())
    }
}

/// Whether a mention may raise an alert, as far as it lies with the mention.
pub(crate) fn counts(policy: &Policy, mention: &Mention) -> bool {
    refusal(policy, mention).is_none()
}

/// Why a mention raises no alert, if it does not.
fn refusal(policy: &Policy, mention: &Mention) -> Option<DropReason> {
    if mention.score < policy.min_score {
        Some(DropReason::Score)
    } else if mention.salience < policy.min_salience {
        Some(DropReason::Salience)
    } else {
        (mention.outcome == Outcome::Review && policy.review == Review::Drop).then_some(DropReason::Review)
    }
}

/// Whether an outlet is among those named, by its name or by its host.
pub(crate) fn is_among(outlets: &[String], source: Option<&str>, host: Option<&str>) -> bool {
    one_of(outlets, source) || host.is_some_and(|host| one_of_hosts(outlets, host))
}

fn one_of(wanted: &[String], value: Option<&str>) -> bool {
    value.is_some_and(|value| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(value)))
}

/// A host is named by itself or by a domain that it belongs to: `example.com` is also `www.example.com`.
fn one_of_hosts(wanted: &[String], host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    wanted.iter().any(|wanted| {
        let wanted = wanted.to_ascii_lowercase();
        host.strip_suffix(&wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::ArticleId;

    use super::*;

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

    fn mention(watch: &str, outcome: Outcome, score: f64, salience: f64) -> Mention {
        Mention {
            watchlist: "a".to_owned(),
            watch: watch.to_owned(),
            outcome,
            score,
            salience,
            evidence: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn of(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn an_article_is_judged_by_age_language_and_source() {
        let sure = mention("A", Outcome::Match, 0.9, 0.5);
        let check = |policy: Policy, expected: Option<DropReason>| {
            assert_eq!(admit(&policy, &article(), &[&sure]).err(), expected, "{policy:?}");
        };
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let none = Policy::default();
        check(none.clone(), None);
        check(Policy { max_age: hours(2), ..none.clone() }, None);
        check(Policy { max_age: hours(1), ..none.clone() }, Some(DropReason::Age));
        check(Policy { languages: of("fr"), ..none.clone() }, Some(DropReason::Language));
        check(Policy { languages: of("EN"), ..none.clone() }, None);
        let unknown = Article { language: None, ..article() };
        assert!(admit(&Policy { languages: of("fr"), ..none.clone() }, &unknown, &[&sure]).is_ok());
        check(Policy { sources: of("example"), ..none.clone() }, None);
        check(Policy { sources: of("www.example.com"), ..none.clone() }, None);
        check(Policy { sources: of("example.com"), ..none.clone() }, None);
        check(Policy { sources: of("ample.com"), ..none.clone() }, Some(DropReason::Source));
        check(Policy { sources: of("example.org"), ..none.clone() }, Some(DropReason::Source));
        check(Policy { exclude_sources: of("example.org"), ..none.clone() }, None);
        check(Policy { exclude_sources: of("EXAMPLE"), ..none.clone() }, Some(DropReason::Source));
        let both = Policy { sources: of("example"), exclude_sources: of("www.example.com"), ..none };
        check(both, Some(DropReason::Source));
    }

    #[test]
    fn a_date_in_the_future_is_no_age() {
        let future = Article { published: Some("2027-01-01T00:00:00Z".parse().unwrap()), ..article() };
        let sure = mention("A", Outcome::Match, 0.9, 0.5);
        assert!(admit(&Policy::default(), &future, &[&sure]).is_ok());
    }

    #[test]
    fn mentions_are_judged_by_score_salience_and_review() {
        use Outcome::{Match, Review as Unsure};
        let sure = mention("Sure", Match, 0.9, 0.2);
        let weak = mention("Weak", Match, 0.7, 0.8);
        let unsure = mention("Unsure", Unsure, 0.5, 0.9);
        let check =
            |policy: &Policy, mentions: &[&Mention], expected: Result<(&[&str], bool), DropReason>| {
                let got = admit(policy, &article(), mentions);
                let expected = expected.map(|(watches, only_review)| Admitted {
                    watches: watches.iter().map(|watch| (*watch).to_owned()).collect(),
                    only_review,
                });
                assert_eq!(got, expected, "{policy:?} {mentions:?}");
            };
        let review = |review| Policy { review, ..Policy::default() };
        check(&review(Review::Drop), &[&sure, &unsure], Ok((&["Sure"], false)));
        check(&review(Review::Drop), &[&unsure], Err(DropReason::Review));
        check(&review(Review::Hold), &[&unsure], Ok((&["Unsure"], true)));
        check(&review(Review::Hold), &[&unsure, &sure], Ok((&["Sure"], false)));
        check(&review(Review::Deliver), &[&unsure], Ok((&["Unsure"], true)));
        check(&review(Review::Deliver), &[&unsure, &sure], Ok((&["Unsure", "Sure"], false)));
        let scored = Policy { min_score: 0.8, ..review(Review::Deliver) };
        check(&scored, &[&sure, &weak, &unsure], Ok((&["Sure"], false)));
        check(&scored, &[&unsure, &weak], Err(DropReason::Score));
        let salient = Policy { min_salience: 0.3, ..review(Review::Drop) };
        check(&salient, &[&sure, &weak], Ok((&["Weak"], false)));
        check(&salient, &[&unsure, &sure], Err(DropReason::Salience));
        check(&Policy { min_score: 0.9, min_salience: 0.2, ..salient }, &[&sure], Ok((&["Sure"], false)));
    }
}
