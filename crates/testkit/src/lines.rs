//! Articles from a file of JSON lines, published as an outlet's own.

use std::io::{self, BufRead};

use jiff::Timestamp;
use serde::Deserialize;

use crate::{Outlet, Piece};

/// An article as a line gives it; other keys are passed over.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    title: String,
    text: String,
    published: Option<String>,
    language: Option<String>,
    author: Option<String>,
}

/// Publishes an article for each line `{"id", "title", "text", "published", "language"}`, of which the last two may be null
/// or absent; an article without a date is published `now`. Gives how many there were.
///
/// # Errors
/// Where the lines cannot be read, or one is no such article; its number is in the message.
pub fn publish_lines(outlet: &Outlet, lines: impl BufRead, now: Timestamp) -> io::Result<usize> {
    let mut published = 0;
    for (number, line) in lines.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |error: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidData, format!("line {}: {error}", number + 1))
        };
        let line: Line = serde_json::from_str(&line).map_err(|error| wrong(&error))?;
        outlet.publish(line.piece(now).map_err(|error| wrong(&error))?);
        published += 1;
    }
    Ok(published)
}

impl Line {
    fn piece(self, now: Timestamp) -> Result<Piece, jiff::Error> {
        let published = self.published.map(|time| time.parse()).transpose()?;
        Ok(Piece {
            slug: self.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect(),
            title: self.title,
            author: self.author,
            // An empty tag says in HTML that the language is not known.
            language: self.language.unwrap_or_default(),
            published: published.unwrap_or(now),
            updated: None,
            paragraphs: model::Paragraphs::of(&self.text).map(str::to_owned).collect(),
            full_text: false,
            categories: Vec::new(),
        })
    }
}
