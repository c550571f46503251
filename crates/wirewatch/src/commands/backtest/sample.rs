//! An alert of a backtest as it is shown: the article that would have raised it, and what was found there.

use model::{Field, Mention, Outcome};
use pipeline::Backtest;
use serde::Serialize;
use store::Archive;
use watch::Knowledge;

use super::pass::Alerted;

/// An alert, as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Sample {
    /// When its article became known.
    pub(super) at: String,
    pub(super) story: String,
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) url: Option<String>,
    pub(super) mentions: Vec<Found>,
}

/// What the headline is called as a field.
pub(super) const TITLE: &str = "title";

/// What was found, best first.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub(super) watch: String,
    pub(super) outcome: &'static str,
    pub(super) score: f64,
    pub(super) salience: f64,
    pub(super) alias: Option<String>,
    /// Where: in the headline or in the text.
    pub(super) field: Option<&'static str>,
    pub(super) sentence: Option<String>,
    pub(super) reasons: Vec<String>,
}

/// Reads the article of an alert and finds in it again; `None` where it has been forgotten in the meantime.
pub(super) fn sample(
    archive: &Archive,
    backtest: &Backtest,
    knowledge: &Knowledge,
    names: &[String],
    alert: &Alerted,
) -> Result<Option<Sample>, store::Error> {
    let Some(article) = archive.article_placed(alert.placed)? else { return Ok(None) };
    let name = names.get(alert.list).map_or("", String::as_str);
    let in_article = backtest.find(&article, knowledge).into_iter();
    let mut mentions: Vec<Mention> = in_article.filter_map(|found| found.settle(alert.is_lifted)).collect();
    mentions.retain(|mention| mention.watchlist == name);
    mentions.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(Some(Sample {
        at: article.seen.to_string(),
        story: alert.story.to_string(),
        mentions: mentions.into_iter().map(found).collect(),
        title: article.title,
        source: article.source,
        url: article.url,
    }))
}

fn found(mention: Mention) -> Found {
    let evidence = mention.evidence.into_iter().next();
    let field = evidence.as_ref().map(|evidence| match evidence.field {
        Field::Title => TITLE,
        Field::Text => "text",
    });
    let (alias, sentence) = evidence.map(|evidence| (evidence.alias, evidence.sentence)).unzip();
    Found {
        watch: mention.watch,
        outcome: match mention.outcome {
            Outcome::Match => "match",
            Outcome::Review => "review",
        },
        score: mention.score,
        salience: mention.salience,
        alias,
        field,
        sentence,
        reasons: mention.reasons,
    }
}
