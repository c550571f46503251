//! Articles of a file of JSON lines, gzip or not: what the examples and the benchmarks work on.

use std::error::Error;
use std::io::{BufRead, BufReader, Read};

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId};
use serde::Deserialize;

/// A line of the file.
#[derive(Clone, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    url: Option<String>,
    source: Option<String>,
    pub(crate) published: Option<String>,
    language: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
}

/// The lines of a file, and their articles, numbered from 1.
#[allow(dead_code)] // One example reads the lines alone.
pub(crate) fn read(path: &str) -> Result<(Vec<Line>, Vec<Article>), Box<dyn Error>> {
    let lines = lines(path)?;
    let articles = articles(&lines.iter().collect::<Vec<_>>())?;
    Ok((lines, articles))
}

/// The lines of a file.
pub(crate) fn lines(path: &str) -> Result<Vec<Line>, Box<dyn Error>> {
    let file = std::fs::File::open(path)?;
    let reader: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
    BufReader::new(reader).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Where an article has no date, articles arrive in the file's order, a second apart, after every date of the file.
pub(crate) fn articles(lines: &[&Line]) -> Result<Vec<Article>, Box<dyn Error>> {
    let published = |line: &&Line| line.published.as_deref().map(str::parse::<Timestamp>).transpose();
    let dates = lines.iter().map(published).collect::<Result<Vec<_>, _>>()?;
    let base = dates.iter().flatten().max().copied().unwrap_or(Timestamp::constant(1_704_067_200, 0));
    let article = |(index, line): (usize, &&Line)| -> Result<Article, Box<dyn Error>> {
        let published = dates.get(index).copied().flatten();
        Ok(Article {
            id: ArticleId(index as i64 + 1),
            url: line.url.clone(),
            source: line.source.clone(),
            published,
            seen: match published {
                Some(published) => published,
                None => base.checked_add(SignedDuration::from_secs(index as i64))?,
            },
            language: line.language.clone(),
            author: None,
            tags: Vec::new(),
            title: line.title.clone(),
            text: line.text.clone(),
        })
    };
    lines.iter().enumerate().map(article).collect()
}
