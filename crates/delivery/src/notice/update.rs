//! What is new in a story, for a person who was told of it before.

use super::MAX_HEADLINE;
use super::story::names;
use super::words::{list, name, source, time};
use crate::cut::cut;
use crate::wire::{Reached, Update};

/// The most of a headline that is given to what is new; the rest is the story's own headline.
const MAX_NEWS: usize = 120;

/// What is new, and what the story is: `Now at 6 outlets, reported independently by Le Quai: Plant halted`.
pub(super) fn headline(update: &Update, outlets: usize, headline: &str) -> String {
    let news: Vec<String> = update.reasons.iter().map(|reached| news(reached, update, outlets)).collect();
    let mut news = cut(&news.join(", "), MAX_NEWS);
    if let Some(first) = news.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    cut(&format!("{news}: {headline}"), MAX_HEADLINE)
}

fn news(reached: &Reached, update: &Update, outlets: usize) -> String {
    let by = source(reached.article.source.as_deref(), reached.article.url.as_deref());
    let by = by.unwrap_or_else(|| "an outlet without a name".to_owned());
    match reached.reason.as_str() {
        reason if reason.starts_with("outlets:") => format!("now at {outlets} outlets"),
        "first_report" => format!("reported independently by {by}"),
        "new_language" => {
            let languages: Vec<String> = update.new_languages.iter().map(|language| name(language)).collect();
            format!("now in {}", list("", &languages))
        }
        "new_watch" => {
            let watches: Vec<String> = update.new_watches.iter().map(|watch| name(watch)).collect();
            format!("now names {}", list("", &watches))
        }
        "trusted_source" => format!("now at {by}"),
        "edit" if update.gone_watches.is_empty() => format!("edited by {by}"),
        "edit" => {
            let watches: Vec<String> = update.gone_watches.iter().map(|watch| name(watch)).collect();
            format!("edited by {by}, in which {} is no longer found", list("", &watches))
        }
        other => format!("new: {}", name(other)),
    }
}

/// Who has come since the last time, as a sentence before the others; nothing where that is nobody.
pub(super) fn since(update: &Update) -> String {
    let mut new = names(update.new_outlets.iter());
    // Those beyond the ones that the event lists have no name here, and are counted.
    let unlisted = update.new_outlets_found.saturating_sub(update.new_outlets.len());
    new.extend((0..unlisted).map(|_| String::new()));
    let new = list(&format!("New since {}: ", time(&update.last_told)), &new);
    if new.is_empty() { new } else { format!("{new}. ") }
}
