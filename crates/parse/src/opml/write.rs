//! Lists of feeds, written.

use super::{Opml, Subscription};
use crate::entities::escaped;

/// Writes a list of feeds: those with the same first tag in a folder of that name, further tags as categories.
#[must_use]
pub fn write_opml(list: &Opml) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let title = list.title.as_deref().unwrap_or_default();
    out.push_str(&format!("  <head>\n    <title>{}</title>\n  </head>\n  <body>\n", escaped(title)));
    let mut folders: Vec<&str> = Vec::new();
    for folder in list.feeds.iter().filter_map(|feed| feed.tags.first()) {
        if !folders.contains(&folder.as_str()) {
            folders.push(folder);
        }
    }
    write_folder(&list.feeds, None, "    ", &mut out);
    for folder in folders {
        out.push_str(&format!("    <outline text=\"{}\">\n", escaped(folder)));
        write_folder(&list.feeds, Some(folder), "      ", &mut out);
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn write_folder(feeds: &[Subscription], folder: Option<&str>, indent: &str, out: &mut String) {
    for feed in feeds.iter().filter(|feed| feed.tags.first().map(String::as_str) == folder) {
        write_feed(feed, indent, out);
    }
}

fn write_feed(feed: &Subscription, indent: &str, out: &mut String) {
    let title = feed.title.as_deref().unwrap_or(feed.url.as_str());
    out.push_str(&format!(
        "{indent}<outline type=\"rss\" text=\"{}\" xmlUrl=\"{}\"",
        escaped(title),
        escaped(feed.url.as_str())
    ));
    if let Some(site) = &feed.site {
        out.push_str(&format!(" htmlUrl=\"{}\"", escaped(site)));
    }
    let categories: Vec<String> = feed.tags.iter().skip(1).map(|tag| format!("/{}", escaped(tag))).collect();
    if !categories.is_empty() {
        out.push_str(&format!(" category=\"{}\"", categories.join(",")));
    }
    out.push_str("/>\n");
}
