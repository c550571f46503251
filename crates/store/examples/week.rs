//! Writes a database with a week of so many made-up articles that have their places: what a start rebuilds its window from.
//!
//! `cargo run --release -p store --example week -- week.db 1000000`
#![allow(missing_docs)]

#[path = "../../stories/examples/articles/generated.rs"]
mod generated;

use std::error::Error;
use std::path::Path;

use generated::Week;
use model::Relation;
use rusqlite::{Connection, Transaction, params};
use store::Store;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, number] = arguments.as_slice() else { return Err("usage: week FILE.db NUMBER".into()) };
    let number = number.parse()?;
    // It makes the tables.
    drop(Store::open(Path::new(path))?);
    let mut database = Connection::open(path)?;
    let transaction = database.transaction()?;
    for place in 0..number {
        insert(&transaction, Week(number), place)?;
    }
    Ok(transaction.commit()?)
}

fn insert(transaction: &Transaction<'_>, week: Week, number: u64) -> rusqlite::Result<()> {
    let (article, placement) = (week.article(number), week.placement(number));
    let seen = article.seen.as_millisecond();
    if placement.opened {
        transaction
            .prepare_cached("INSERT INTO story (id, opened) VALUES (?1, ?2)")?
            .execute((placement.story.0, seen))?;
    }
    let (relation, copy_of) = match placement.relation {
        Relation::Original => ("original", None),
        Relation::Report => ("report", None),
        Relation::Copy { of } => ("copy", Some(of.0)),
    };
    transaction
        .prepare_cached(
            "INSERT INTO article (id, placed, url, stage, seen, title, text, language, story, placed_in, relation, copy_of)
             VALUES (?1, ?1, ?2, 2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)",
        )?
        .execute(params![
            article.id.0,
            article.url,
            seen,
            article.title,
            article.text,
            article.language,
            placement.story.0,
            relation,
            copy_of
        ])?;
    Ok(())
}
