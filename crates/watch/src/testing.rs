//! What the tests of this crate share: articles and watchlists in a few words.

use jiff::Timestamp;
use model::{Article, ArticleId, Entity, Mention, Policy, Tracked, Watch, Watchlist};

use crate::Matcher;

/// An article in no language in particular, published at no time that matters.
pub(crate) fn article(title: &str, text: &str) -> Article {
    Article::new(ArticleId(1), Timestamp::UNIX_EPOCH, title, text)
}

pub(crate) fn rule(name: &str, rule: &str) -> Watch {
    Watch { name: name.to_owned(), tracked: Tracked::Rule(rule.to_owned()) }
}

pub(crate) fn entity(name: &str, aliases: &[&str]) -> Watch {
    let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity { aliases, ..Entity::default() }) }
}

pub(crate) fn list(watches: Vec<Watch>) -> Watchlist {
    Watchlist { name: "list".to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches }
}

/// What one watch finds in an article, as written there.
pub(crate) fn found(watch: Watch, article: &Article) -> Vec<String> {
    let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
    matcher.mentions(article).iter().flat_map(|mention| cited(mention, article)).collect()
}

/// The places that a mention cites, as the article has them.
pub(crate) fn cited(mention: &Mention, article: &Article) -> Vec<String> {
    let text = |field| match field {
        model::Field::Title => &article.title,
        model::Field::Text => &article.text,
    };
    let places = mention
        .evidence
        .iter()
        .map(|evidence| text(evidence.field).get(evidence.span.clone()).unwrap().to_owned());
    places.collect()
}
