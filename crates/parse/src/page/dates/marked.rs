//! Dates by markup: elements that are marked as the date of publication, and what scripts know of it.

use super::{Block, Id, Tree, Written, find, plausible};
use crate::entities;
use crate::markup::{attribute, attributes};
use crate::page::hints::words;
use crate::page::tag::Tag;

/// Of further elements that are marked as dates nothing is read.
const MARKED_MAX: usize = 500;

/// Nodes between a headline and its date.
const NEAR_NODES: usize = 300;

/// Attributes that hold an element's date in a form for machines, best first.
const MACHINE: [&str; 8] = [
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-timestamp",
    "data-date",
    "data-time",
    "data-published",
];

/// The date of an element that is marked as one: `itemprop`, `pubdate`, a telling class, or a `time` after the headline.
pub(super) fn by_markup(tree: &Tree<'_>, headline: Option<Id>, blocks: &[Block]) -> Option<Written> {
    let mut best: Option<(u32, Written)> = None;
    let marked = tree
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(id, node)| Some((id, node.text, rank(node.tag?, node.text)?)));
    for (id, inside, rank) in marked.take(MARKED_MAX) {
        let rank = rank + headline.map_or(0, |headline| distance(id, headline));
        if best.as_ref().is_some_and(|(held, _)| *held <= rank) {
            continue;
        }
        let stated = MACHINE.iter().find_map(|name| plausible(&entities::resolve(attribute(inside, name)?)));
        let shown = || {
            let first = blocks.get(blocks.partition_point(|block| block.at < id))?;
            find(&first.text).filter(|_| first.at < tree.end(id))
        };
        best = stated.or_else(shown).map(|written| (rank, written)).or(best);
    }
    best.map(|(_, written)| written)
}

/// What an element's place takes off its rank: dates above the headline are often today's, and those far from it belong to
/// other articles.
fn distance(id: Id, headline: Id) -> u32 {
    match id.abs_diff(headline) {
        NEAR_NODES.. => 10,
        _ => u32::from(id < headline),
    }
}

/// Words that mark a date of publication with another one or alone.
const PUBLISHED: &[&str] =
    &["published", "pubdate", "publish", "publication", "pubtime", "veroeffentlicht", "publicado", "publie"];

/// Words that mark a date.
const DATE: &[&str] = &[
    "date",
    "datum",
    "dateline",
    "timestamp",
    "posted",
    "datetime",
    "fecha",
    "data",
    "dato",
    "postdate",
    "entrydate",
    "time",
];

/// Words that mark the date of something else.
const OTHER: &[&str] = &["modified", "updated", "update", "comment", "comments", "event", "expires"];

/// How surely an element is marked as the date of publication; less is surer.
fn rank(tag: Tag, inside: &str) -> Option<u32> {
    let mut found = (tag == Tag::Time).then_some(4);
    for (name, value) in attributes(inside) {
        let says = |known: &[&str]| {
            words(value).any(|word| known.iter().any(|known| word.eq_ignore_ascii_case(known)))
        };
        let here = match name.to_ascii_lowercase().as_str() {
            "pubdate" => Some(0),
            "itemprop" if value.eq_ignore_ascii_case("datePublished") => Some(0),
            "itemprop" if value.eq_ignore_ascii_case("dateModified") => {
                return (tag == Tag::Time).then_some(8);
            }
            "class" | "id" if says(OTHER) => return (tag == Tag::Time).then_some(8),
            "class" | "id" if says(PUBLISHED) => Some(1),
            // `post-date`, `entry-date`; `time` alone is as often a duration.
            "class" | "id" if says(DATE) => Some(if says(&["post", "entry", "article"]) { 2 } else { 5 }),
            _ => None,
        };
        found = here.into_iter().chain(found).min();
    }
    found
}

/// Keys of the date of publication in what scripts hold, as JSON writes them.
const KEYS: [&str; 8] = [
    "\"datePublished\"",
    "\"publishedAt\"",
    "\"published_at\"",
    "\"publishDate\"",
    "\"publish_date\"",
    "\"publicationDate\"",
    "\"pubDate\"",
    "\"firstPublished\"",
];

/// The first date of publication in a script.
pub(super) fn in_scripts(tree: &Tree<'_>) -> Option<Written> {
    let scripts = tree.nodes.iter().enumerate().filter(|(_, node)| node.tag == Some(Tag::Script));
    scripts.map(|(id, _)| tree.raw_text(id)).find_map(|script| {
        KEYS.iter().find_map(|key| {
            let (_, rest) = script.split_once(key)?;
            let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            plausible(value.split('"').next()?)
        })
    })
}
