//! What the targets for watchlists share: an article, and what must hold of whatever is found in one.

use model::{Article, ArticleId, Field};
use watch::{Knowledge, Matcher};

pub fn article(title: &str, text: &str) -> Article {
    Article::new(ArticleId(1), jiff::Timestamp::UNIX_EPOCH, title, text)
}

/// Every place lies in its field, and what is explained agrees with what is found.
pub fn check(matcher: &Matcher, article: &Article) {
    let mentions = matcher.mentions(article);
    for mention in &mentions {
        assert!((0.0..=1.0).contains(&mention.score) && (0.0..=1.0).contains(&mention.salience));
        for evidence in &mention.evidence {
            let text = if evidence.field == Field::Title { &article.title } else { &article.text };
            assert!(text.get(evidence.span.clone()).is_some_and(|found| !found.is_empty()));
        }
    }
    let told = matcher.explain(article, &Knowledge::default());
    let found = told.iter().filter(|told| matches!(told.verdict, watch::Verdict::Match | watch::Verdict::Review));
    assert_eq!(found.count(), mentions.len());
}
