//! Articles as they become stories, through the crate's public interface.
#![allow(missing_docs)]

mod bad_input;
mod copies;
mod forms;
mod headlines;
mod languages;
mod life;
mod meanings;
mod parts;
mod properties;
mod updates;

use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId, Placement};
use stories::{Config, Reading, Stories};

const BEGIN: Timestamp = Timestamp::constant(1_741_075_200, 0);

/// An article of an outlet of its own, as many minutes after [`BEGIN`] as its id says.
fn article(id: i64, title: &str, text: &str) -> Article {
    Article {
        url: Some(format!("https://outlet-{id}.example/{id}")),
        ..Article::new(ArticleId(id), BEGIN + SignedDuration::from_mins(id), title, text)
    }
}

/// Places an article and takes it in.
fn take(stories: &mut Stories, article: &Article) -> Placement {
    take_reading(stories, Reading::of(article))
}

fn take_reading(stories: &mut Stories, reading: Reading) -> Placement {
    let placement = stories.place(&reading);
    stories.insert(reading, &placement);
    placement
}

/// Takes in each in turn.
fn take_all(stories: &mut Stories, articles: &[Article]) -> Vec<Placement> {
    articles.iter().map(|article| take(stories, article)).collect()
}

fn grouped(articles: &[Article]) -> Vec<Placement> {
    take_all(&mut Stories::new(Config::default()), articles)
}
