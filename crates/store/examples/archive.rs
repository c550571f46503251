//! Writes a database as a daemon has after a week: `archive FILE ARTICLES [PARAGRAPHS]`. Three of four articles open a story, the
//! others copy one of the latest; one in fifty names Netflix. For measuring a restart, or a backtest.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for measuring, run by hand")]

use std::path::Path;
use std::time::SystemTime;

use rusqlite::{Connection, params};
use store::Store;
use testkit::generate::{Generator, Text};

const WEEK: i64 = 7 * 24 * 3600 * 1000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap();
    let articles: i64 = arguments.next().unwrap().parse().unwrap();
    let paragraphs: usize = arguments.next().map_or(usize::MAX, |number| number.parse().unwrap());
    drop(Store::open(Path::new(&path)).unwrap());
    let mut connection = Connection::open(&path).unwrap();
    let transaction = connection.transaction().unwrap();
    fill(&transaction, articles, paragraphs);
    transaction.commit().unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE").unwrap();
    println!("{articles} articles in {path}");
}

fn fill(connection: &Connection, articles: i64, paragraphs: usize) {
    let now = i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let mut generator = Generator::new(1);
    let mut latest: Vec<(i64, Text)> = Vec::new();
    let mut story = connection.prepare("INSERT INTO story (id, opened) VALUES (?1, ?2)").unwrap();
    let mut article = connection
        .prepare(
            "INSERT INTO article (id, url, host, stage, seen, title, text, source, language, published, placed, story,
                 placed_in, relation, copy_of, outlet)
             VALUES (?1, ?2, ?3, 2, ?4, ?5, ?6, ?3, 'en', ?4, ?1, ?7, ?7, ?8, ?9, ?3)",
        )
        .unwrap();
    for id in 1..=articles {
        let seen = now - WEEK + WEEK * id / articles - 3_600_000;
        let copied =
            (id % 4 == 0).then(|| latest.get(generator.below(latest.len().max(1)))).flatten().cloned();
        let named = (id % 50 == 1).then_some("Netflix");
        let text = match &copied {
            Some((_, original)) => generator.copy(original),
            None => generator.article(named),
        };
        let of = copied.map(|(of, _)| of);
        let host = format!("outlet-{}.example", id % 2_000);
        let body: Vec<String> = text.paragraphs().into_iter().take(paragraphs).collect();
        if of.is_none() {
            story.execute([id, seen]).unwrap();
        }
        article
            .execute(params![
                id,
                format!("https://{host}/{id}"),
                host,
                seen,
                text.title,
                body.join("\n\n"),
                of.unwrap_or(id),
                if of.is_some() { "copy" } else { "original" },
                of
            ])
            .unwrap();
        if of.is_none() {
            latest.push((id, text));
            if latest.len() > 200 {
                latest.remove(0);
            }
        }
    }
}
