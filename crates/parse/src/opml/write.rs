//! Lists of feeds, written.

use std::collections::HashMap;

use super::{BETWEEN_CATEGORIES, Opml, Subscription};
use crate::entities::escaped;
use crate::plain_text::plain_line;

/// Writes a list of feeds: those with the same first tag in a folder of that name, further tags as categories. A tag that no category can
/// hold is a folder, too, so that its feeds stand in the list twice, as readers write a feed of several folders.
#[must_use]
pub fn write_opml(list: &Opml) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let title = list.title.as_deref().unwrap_or_default();
    out.push_str(&format!("  <head>\n    <title>{}</title>\n  </head>\n  <body>\n", written(title)));
    // In the order in which folders come up first.
    let mut folders: Vec<(&str, Vec<&Subscription>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for feed in &list.feeds {
        if feed.tags.is_empty() {
            write_feed(feed, "    ", &mut out);
        }
        for folder in folders_of(feed) {
            let place = *places.entry(folder).or_insert_with(|| {
                folders.push((folder, Vec::new()));
                folders.len() - 1
            });
            if let Some((_, feeds)) = folders.get_mut(place) {
                feeds.push(feed);
            }
        }
    }
    for (folder, feeds) in folders {
        out.push_str(&format!("    <outline text=\"{}\">\n", written(folder)));
        feeds.into_iter().for_each(|feed| write_feed(feed, "      ", &mut out));
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

/// The folders that a feed stands in.
fn folders_of(feed: &Subscription) -> impl Iterator<Item = &str> {
    let tags = feed.tags.iter().map(String::as_str).enumerate();
    tags.filter(|(place, tag)| *place == 0 || !fits_category(tag)).map(|(_, tag)| tag)
}

fn fits_category(tag: &str) -> bool {
    !tag.contains(BETWEEN_CATEGORIES)
}

fn write_feed(feed: &Subscription, indent: &str, out: &mut String) {
    let title = feed.title.as_deref().unwrap_or(feed.url.as_str());
    out.push_str(&format!(
        "{indent}<outline type=\"rss\" text=\"{}\" xmlUrl=\"{}\"",
        written(title),
        escaped(feed.url.as_str())
    ));
    if let Some(site) = &feed.site {
        out.push_str(&format!(" htmlUrl=\"{}\"", escaped(site)));
    }
    let categories = feed.tags.iter().skip(1).filter(|tag| fits_category(tag));
    let categories: Vec<String> = categories.map(|tag| format!("/{}", written(tag))).collect();
    if !categories.is_empty() {
        out.push_str(&format!(" category=\"{}\"", categories.join(",")));
    }
    out.push_str("/>\n");
}

/// A name as an attribute holds it. Names may hold markup there, so that one that looks like it is written as the markup that shows it.
fn written(name: &str) -> String {
    if plain_line(name) == name { escaped(name) } else { escaped(&escaped(name)) }
}
