//! Dates by markup: elements that are marked as the date of publication, and what scripts know of it.

use memchr::memmem;

use super::{Id, Sources, Written};
use crate::entities;
use crate::markup::{attribute, attributes};
use crate::page::hints::{is_one_of, words};
use crate::page::tag::Tag;

/// Of further elements that are marked as dates, or as the beginnings of events, nothing is read.
pub(super) const MARKED_MAX: usize = 500;

/// Nodes between a headline and its date: hardly more than so many, and no more than so many.
const NEXT_NODES: usize = 100;
const NEAR_NODES: usize = 300;

/// The longest key of a date, in bytes.
const KEY_MAX: usize = 40;

/// The bytes after a key within which its date ends.
const VALUE_MAX: usize = 80;

/// The longest text of an element that holds a date in parts, in bytes, and how many these are.
const PARTS_MAX: usize = 60;
const PARTS: usize = 10;

/// Attributes that hold an element's date in a form for machines, best first.
const MACHINE: [&str; 9] = [
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-timestamp",
    "data-date",
    "data-time",
    "data-published",
    "data-utime",
];

/// How an element is marked.
pub(super) enum Marked {
    /// As the date of publication.
    AsPublished,
    /// As a date.
    AsDate,
    /// As either, but far from the headline or beside the text.
    Elsewhere,
}

/// What an element's place takes off its rank where it is not that of a page's date.
const ELSEWHERE: u32 = 10;

/// Elements of this rank or a higher one are marked as dates, but not as those of a publication.
const BARE: u32 = 4;

/// The date of an element that is marked as one: `itemprop`, `pubdate`, a telling class, or a `time` after the headline.
pub(super) fn by_markup(page: &Sources<'_>) -> Option<(Written, Marked)> {
    let mut best: Option<(u32, Written)> = None;
    let is_own = |id: Id| !page.is_of_others(id) && !page.is_of_masthead(id);
    for (id, inside, rank) in marked(page).filter(|(id, ..)| is_own(*id)) {
        let in_text = if rank >= BARE && page.is_in_text(id) { ELSEWHERE } else { 0 };
        let rank = rank + distance(page, id) + in_text;
        if best.as_ref().is_some_and(|(held, _)| *held <= rank) {
            continue;
        }
        let is_own = |written: &Written| rank < BARE || !page.is_of_event(written);
        best = date_of(page, id, inside).filter(is_own).map(|written| (rank, written)).or(best);
    }
    best.map(|(rank, written)| match rank {
        ELSEWHERE.. => (written, Marked::Elsewhere),
        BARE.. => (written, Marked::AsDate),
        _ => (written, Marked::AsPublished),
    })
}

/// The dates of all elements that are marked as one.
pub(super) fn dates(page: &Sources<'_>) -> impl Iterator<Item = Written> {
    marked(page).filter_map(|(id, inside, _)| date_of(page, id, inside))
}

/// The elements that are marked as dates, what stands in their tags, and how surely each is marked.
fn marked<'a>(page: &Sources<'a>) -> impl Iterator<Item = (Id, &'a str, u32)> {
    let nodes = page.tree.nodes.iter().enumerate();
    nodes.filter_map(|(id, node)| Some((id, node.text, rank(node.tag?, node.text)?))).take(MARKED_MAX)
}

/// The date of an element, as its attributes state it or as it is shown.
pub(super) fn date_of(page: &Sources<'_>, id: Id, inside: &str) -> Option<Written> {
    let stated = MACHINE.iter().find_map(|name| page.plausible(&entities::resolve(attribute(inside, name)?)));
    stated.or_else(|| shown(page, id))
}

/// Whether `id` stands next to the headline, and not beside the text.
pub(super) fn is_next(page: &Sources<'_>, id: Id) -> bool {
    page.headline.is_none_or(|headline| id.abs_diff(headline) < NEXT_NODES) && !page.is_beside(id)
}

/// The date that an element shows: in parts of its own, since it may be one of several in a paragraph, or in its first paragraph.
fn shown(page: &Sources<'_>, id: Id) -> Option<Written> {
    let end = page.tree.end(id);
    let inside = page.tree.nodes.get(id + 1..end)?.iter().filter(|node| node.tag.is_none());
    let texts: Vec<&str> =
        inside.map(|node| node.text.trim()).filter(|text| !text.is_empty()).take(PARTS).collect();
    let first = || {
        let from = page.blocks.partition_point(|block| block.at < id);
        page.blocks.get(from).filter(|block| block.at < end).and_then(|block| page.find(&block.text))
    };
    let whole = || {
        let length: usize = texts.iter().map(|text| text.len() + 1).sum();
        let whole = (length <= PARTS_MAX).then(|| entities::resolve(&texts.join(" ")).into_owned())?;
        page.find(&whole)
    };
    whole().or_else(first)
}

/// What an element's place takes off its rank: dates above the headline are often today's, and those far from it or beside the
/// article belong to other ones.
fn distance(page: &Sources<'_>, id: Id) -> u32 {
    let away = page.headline.map_or(0, |headline| match id.abs_diff(headline) {
        NEAR_NODES.. => ELSEWHERE,
        NEXT_NODES.. => 2,
        _ => u32::from(id < headline),
    });
    away + if page.is_beside(id) || page.is_in_furniture(id) { ELSEWHERE } else { 0 }
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
        let says = |known: &[&str]| words(value).any(|word| is_one_of(word, known));
        let here = match name.to_ascii_lowercase().as_str() {
            "pubdate" => Some(0),
            // `relative-time`, `amp-timeago`, and what else scripts make readable.
            "datetime" | "data-utime" if tag != Tag::Inline || name.starts_with("data") => Some(4),
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

/// What stands in keys of the date of publication in what scripts hold, best first.
pub(super) const PUBLISHED_KEYS: [&str; 5] = ["ublish", "ublication", "pubDate", "dateCreated", "uploadDate"];

/// What stands in those of dates that are most often its, best first.
pub(super) const CREATED_KEYS: [&str; 5] =
    ["article_date", "articleDate", "post_date", "created_at", "createdAt"];

/// What stands in those of other dates.
const IN_OTHER_KEYS: [&str; 7] = ["unpublish", "Unpublish", "ublisher", "pdat", "odif", "last", "Last"];

/// How keys of numbers that are no dates end.
const IDS: [&str; 4] = ["Id", "ID", "_id", "-id"];

/// The keys that are looked at in a script.
const KEYS_MAX: usize = 200;

/// The first date in a script under a key in which one of `parts` stands.
pub(super) fn in_scripts(page: &Sources<'_>, parts: &[&str]) -> Option<Written> {
    let scripts = page.tree.nodes.iter().enumerate().filter(|(_, node)| node.tag == Some(Tag::Script));
    // What was read as JSON-LD is known for what it is, and may tell of other pages.
    let scripts = scripts.filter(|(id, _)| !page.statements.graphs.contains(id));
    scripts.map(|(id, _)| page.tree.raw_text(id)).find_map(|script| {
        parts.iter().find_map(|part| {
            let keys = memmem::find_iter(script.as_bytes(), part.as_bytes()).take(KEYS_MAX);
            keys.filter_map(|at| value_at(script, at)).find_map(|value| page.plausible(value))
        })
    })
}

/// The value of the key around `at`, as JSON, escaped or not, or as JavaScript writes it: `"key": "text"`, `key:'text'`, `key: 1`.
fn value_at(script: &str, at: usize) -> Option<&str> {
    let in_key = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let (before, after) = script.as_bytes().split_at_checked(at)?;
    let before = before.iter().rev().take(KEY_MAX).take_while(in_key).count();
    let after = after.iter().take(KEY_MAX).take_while(in_key).count();
    let key = script.get(at - before..at + after).filter(|key| key.len() < KEY_MAX)?;
    if IN_OTHER_KEYS.iter().any(|other| key.contains(other)) || IDS.iter().any(|end| key.ends_with(end)) {
        return None;
    }
    let rest = script.get(at + after..)?;
    let rest = rest.get(..rest.floor_char_boundary(VALUE_MAX))?;
    let quotes = ['"', '\'', '\\'];
    let value = rest.trim_start_matches(quotes).trim_start().strip_prefix(':')?.trim_start();
    let value = value.trim_start_matches(quotes);
    value.get(..value.find(['"', '\'', '\\', ',', '}', '<'])?)
}
