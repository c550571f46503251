//! A day's news from eight invented outlets, in English and French, of which everything is known: which articles repeat
//! which, which tell of the same event, and what a watchlist must be told.
//!
//! The demo and the end-to-end tests publish it. [`TELLINGS`] is the day in the order of its hours; [`WATCHLIST`] is what
//! is watched, and [`alerts`] what must come of it.

mod day;
mod inbox;
mod lighthouse;
mod other;
mod outlets;

use std::io;

use jiff::{SignedDuration, Timestamp};

pub use self::day::TELLINGS;
pub use self::outlets::{OUTLETS, OutletName};
use crate::{Newsroom, Outlet, Piece};

/// One article of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Unique within the day.
    pub slug: &'static str,
    /// Who publishes it.
    pub outlet: OutletName,
    /// How long before the end of the day it is published, in minutes; below 24 hours.
    pub minutes_ago: u16,
    /// The event that it tells of.
    pub event: &'static str,
    /// What it is among the articles about that event.
    pub told: Told,
    /// The names of the watches of [`WATCHLIST`] that it holds.
    pub watches: &'static [&'static str],
    /// The author, where it has one.
    pub author: Option<&'static str>,
    /// The headline.
    pub title: &'static str,
    /// The text.
    pub paragraphs: &'static [&'static str],
}

/// What an article is among those about its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The first to tell of the event.
    Original,
    /// It repeats the text of the article with this slug, edited, shortened, furnished or reordered.
    CopyOf(&'static str),
    /// It says in another language what the article with this slug says.
    TranslationOf(&'static str),
    /// It tells of the event in words of its own.
    Report,
}

/// How far grouping goes: what counts as one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Copies are one story with what they repeat; a translation or a report of its own is another.
    Copies,
    /// All articles about an event are one story.
    Events,
}

/// What is watched: a `[[watchlist]]` as configuration writes it, for an endpoint named `sink`.
pub const WATCHLIST: &str = r#"
[[watchlist]]
name = "messaging"
endpoints = ["sink"]

[[watchlist.watch]]
name = "Meta"
aliases = ["Meta Platforms", "Facebook"]
kind = "organisation"
not = ["meta-analysis"]

[[watchlist.watch]]
name = "Netflix"
kind = "organisation"

[[watchlist.watch]]
name = "Inbox API"
rule = '"Inbox API"'
"#;

/// An alert that must come: one for each story that holds something watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The articles of its story; the alert is raised by whichever becomes known first.
    pub slugs: Vec<&'static str>,
    /// The names of the watches that are found in it.
    pub watches: &'static [&'static str],
}

/// The stories of the day: the slugs of each, in the order of the hours.
#[must_use]
pub fn stories(grouping: Grouping) -> Vec<Vec<&'static str>> {
    let mut stories: Vec<(&str, Vec<&str>)> = Vec::new();
    for telling in &TELLINGS {
        let key = match grouping {
            Grouping::Events => telling.event,
            Grouping::Copies => telling.first_text(),
        };
        match stories.iter_mut().find(|(other, _)| *other == key) {
            Some((_, slugs)) => slugs.push(telling.slug),
            None => stories.push((key, vec![telling.slug])),
        }
    }
    stories.into_iter().map(|(_, slugs)| slugs).collect()
}

/// The alerts that [`WATCHLIST`] must give for the day, and no others: with [`Grouping::Copies`] four, for the wire report,
/// its translation, the report from the kitchen and the film; with [`Grouping::Events`] two.
#[must_use]
pub fn alerts(grouping: Grouping) -> Vec<Expected> {
    let watched = |slugs: &Vec<&'static str>| -> &'static [&'static str] {
        // All articles of a story hold the same watches.
        slugs.first().and_then(|slug| find(slug)).map_or(&[], |telling| telling.watches)
    };
    let stories = stories(grouping).into_iter().map(|slugs| Expected { watches: watched(&slugs), slugs });
    stories.filter(|expected| !expected.watches.is_empty()).collect()
}

/// The article with a slug.
#[must_use]
pub fn find(slug: &str) -> Option<&'static Telling> {
    const DAY: &[Telling] = &TELLINGS;
    DAY.iter().find(|telling| telling.slug == slug)
}

/// The eight outlets, open and empty.
#[derive(Debug)]
pub struct Stage {
    outlets: Vec<Outlet>,
}

impl Stage {
    /// Opens the outlets.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn open(newsroom: &Newsroom) -> io::Result<Stage> {
        let mut outlets = Vec::new();
        for name in OUTLETS {
            outlets.push(newsroom.open(name.config()).await?);
        }
        Ok(Stage { outlets })
    }

    /// The outlets, in the order of [`OUTLETS`].
    #[must_use]
    pub fn outlets(&self) -> &[Outlet] {
        &self.outlets
    }

    /// The addresses of their feeds.
    #[must_use]
    pub fn feeds(&self) -> Vec<String> {
        self.outlets.iter().map(Outlet::feed_url).collect()
    }

    /// The outlet that publishes an article.
    #[must_use]
    pub fn outlet(&self, telling: &Telling) -> &Outlet {
        &self.outlets[telling.outlet as usize]
    }

    /// Publishes an article of the day that ends at `end`, and gives its page's address.
    pub fn publish(&self, telling: &Telling, end: Timestamp) -> String {
        self.outlet(telling).publish(telling.piece(end))
    }

    /// Publishes the whole day that ends at `end`.
    pub fn publish_all(&self, end: Timestamp) {
        for telling in &TELLINGS {
            self.publish(telling, end);
        }
    }
}

impl Telling {
    /// The article as its outlet publishes it, where the day ends at `end`.
    #[must_use]
    pub fn piece(&self, end: Timestamp) -> Piece {
        let published = end - SignedDuration::from_mins(i64::from(self.minutes_ago));
        Piece {
            author: self.author.map(str::to_owned),
            language: self.language().to_owned(),
            full_text: self.outlet.full_text(),
            ..Piece::new(self.slug, self.title, published, self.paragraphs)
        }
    }

    /// The language of its text.
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.outlet.language()
    }

    /// The slug of the article that a chain of copies goes back to.
    fn first_text(&self) -> &'static str {
        match self.told {
            Told::CopyOf(slug) => find(slug).map_or(slug, Telling::first_text),
            Told::Original | Told::TranslationOf(_) | Told::Report => self.slug,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn shingles(telling: &Telling) -> HashSet<Vec<String>> {
        let words: Vec<String> =
            telling.paragraphs.join(" ").split_whitespace().map(str::to_lowercase).collect();
        words.windows(5).map(<[String]>::to_vec).collect()
    }

    /// The shared shingles, and their part in the shorter text.
    fn containment(one: &Telling, other: &Telling) -> (usize, f64) {
        let (one, other) = (shingles(one), shingles(other));
        let shared = one.intersection(&other).count();
        (shared, shared as f64 / one.len().min(other.len()) as f64)
    }

    #[test]
    fn the_day_is_as_it_is_said_to_be() {
        assert_eq!(OUTLETS.len(), 8);
        let publishing: HashSet<OutletName> = TELLINGS.iter().map(|telling| telling.outlet).collect();
        assert_eq!(publishing.len(), 8, "every outlet has something to say");
        let slugs: HashSet<&str> = TELLINGS.iter().map(|telling| telling.slug).collect();
        assert_eq!(slugs.len(), TELLINGS.len());
        assert!(TELLINGS.is_sorted_by_key(|telling| std::cmp::Reverse(telling.minutes_ago)));
        assert!(TELLINGS.iter().all(|telling| telling.minutes_ago < 24 * 60));
        assert_eq!(stories(Grouping::Copies).len(), 14);
        assert_eq!(stories(Grouping::Events).len(), 12);
        assert_eq!(alerts(Grouping::Copies).len(), 4);
        assert_eq!(alerts(Grouping::Events).len(), 2);
    }

    #[test]
    fn copies_share_their_text_and_nothing_else_does() {
        for (index, one) in TELLINGS.iter().enumerate() {
            for other in TELLINGS.iter().take(index) {
                let (shared, share) = containment(one, other);
                let pair = (one.slug, other.slug);
                if one.first_text() == other.first_text() {
                    assert!(shared >= 8 && share >= 0.3, "{pair:?} share {shared}, {share}");
                } else if pair != ("oysters-tuesday", "oysters-monday") {
                    assert!(share < 0.05, "{pair:?} share {shared}, {share}");
                }
            }
        }
    }

    #[test]
    fn each_article_holds_the_watches_that_it_says() {
        for telling in &TELLINGS {
            let text = format!("{} {}", telling.title, telling.paragraphs.join(" "));
            let text = text.replace("Meta-analysis", "").replace("meta-analysis", "");
            let named = |names: &[&str]| names.iter().any(|name| text.contains(name));
            let mut found = Vec::new();
            found.extend(named(&["Meta", "Facebook"]).then_some("Meta"));
            found.extend(named(&["Netflix"]).then_some("Netflix"));
            found.extend(named(&["Inbox API"]).then_some("Inbox API"));
            assert_eq!(found, telling.watches, "{}", telling.slug);
        }
    }
}
