//! Mentions as they are kept: written with the article that they are found in, and read again.

use model::{ArticleId, Evidence, Field, Mention, Outcome};
use rusqlite::{Row, params};

use crate::Error;
use crate::placing::PlacedArticle;
use crate::row::{json, strings};
use crate::thread::Transaction;

/// A mention as [`insert_mention`] wrote it.
pub(crate) fn mention(row: &Row<'_>) -> rusqlite::Result<Mention> {
    let evidence: Vec<serde_json::Value> =
        serde_json::from_str(&row.get::<_, String>("evidence")?).unwrap_or_default();
    Ok(Mention {
        watchlist: row.get("watchlist")?,
        watch: row.get("watch")?,
        outcome: if row.get_ref("outcome")?.as_str()? == "match" { Outcome::Match } else { Outcome::Review },
        score: row.get("score")?,
        salience: row.get("salience")?,
        evidence: evidence.iter().filter_map(evidence_of).collect(),
        reasons: strings(&row.get::<_, String>("reasons")?),
    })
}

fn evidence_of(value: &serde_json::Value) -> Option<Evidence> {
    let text = |key| value.get(key)?.as_str().map(str::to_owned);
    let offset = |key| usize::try_from(value.get(key)?.as_u64()?).ok();
    Some(Evidence {
        alias: text("alias")?,
        field: if text("field")? == "title" { Field::Title } else { Field::Text },
        span: offset("start")?..offset("end")?,
        sentence: text("sentence")?,
    })
}

/// The columns of a mention, and their values.
const MENTION: &str = "(article, watchlist, watch, outcome, score, salience, evidence, reasons, sure)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Marks watches, each with its watchlist, as gone from an article, until they are found in it anew.
pub(crate) fn mark_gone(
    transaction: &Transaction<'_>,
    article: ArticleId,
    gone: &[(String, String)],
) -> Result<(), Error> {
    gone.iter().try_for_each(|(watchlist, watch)| {
        transaction
            .prepare_cached(
                "UPDATE mention SET gone = 1 WHERE article = ?1 AND watchlist = ?2 AND watch = ?3",
            )?
            .execute(params![article.0, watchlist, watch])?;
        Ok(())
    })
}

/// Keeps what was found in an article.
pub(crate) fn insert_mention(
    transaction: &Transaction<'_>,
    placed: &PlacedArticle,
    mention: &Mention,
) -> Result<(), Error> {
    write_mention(transaction, &format!("INSERT OR IGNORE INTO mention {MENTION}"), placed, mention)
}

/// Writes an article's mentions over those of the same watches that were found in it before. What it once left no doubt of stays so.
pub(crate) fn replace_mentions(transaction: &Transaction<'_>, placed: &PlacedArticle) -> Result<(), Error> {
    placed.mentions.iter().try_for_each(|mention| {
        write_mention(
            transaction,
            &format!(
                "INSERT INTO mention {MENTION}
             ON CONFLICT DO UPDATE SET outcome = excluded.outcome, score = excluded.score, salience = excluded.salience,
                 evidence = excluded.evidence, reasons = excluded.reasons, sure = max(sure, excluded.sure), gone = 0"
            ),
            placed,
            mention,
        )
    })
}

/// Keeps what an article leaves no doubt of, also where what was found in it is written as it was.
pub(crate) fn keep_sure(transaction: &Transaction<'_>, placed: &PlacedArticle) -> Result<(), Error> {
    placed.sure.iter().try_for_each(|(watchlist, watch)| {
        transaction
            .prepare_cached(
                "UPDATE mention SET sure = 1 WHERE article = ?1 AND watchlist = ?2 AND watch = ?3",
            )?
            .execute(params![placed.article.0, watchlist, watch])?;
        Ok(())
    })
}

fn write_mention(
    transaction: &Transaction<'_>,
    statement: &str,
    placed: &PlacedArticle,
    mention: &Mention,
) -> Result<(), Error> {
    let evidence: Vec<serde_json::Value> = mention
        .evidence
        .iter()
        .map(|evidence| {
            serde_json::json!({
                "alias": evidence.alias,
                "field": match evidence.field { Field::Title => "title", Field::Text => "text" },
                "start": evidence.span.start,
                "end": evidence.span.end,
                "sentence": evidence.sentence,
            })
        })
        .collect();
    let outcome = match mention.outcome {
        Outcome::Match => "match",
        Outcome::Review => "review",
    };
    transaction.prepare_cached(statement)?.execute(params![
        placed.article.0,
        mention.watchlist,
        mention.watch,
        outcome,
        mention.score,
        mention.salience,
        serde_json::Value::from(evidence).to_string(),
        json(&mention.reasons),
        placed.sure.iter().any(|(list, watch)| *list == mention.watchlist && *watch == mention.watch),
    ])?;
    Ok(())
}
