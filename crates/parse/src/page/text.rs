//! The main text of a page: the element that holds it, and what of its paragraphs belongs to it.

use super::block::{Block, TELLING};
use super::byline;
use super::hints::Hint;
use super::phrases;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::markup::attribute;

/// How much (of a hundred) of a paragraph's weight the elements around it get as holders of the text, from the inside out.
const WEIGHTS: [u64; 5] = [100, 70, 50, 35, 25];

/// What an element's score is multiplied by (of a hundred) where its name says that it holds a text…
const TEXT_BONUS: u64 = 160;

/// …and where it is an `article` or a `main`.
const ARTICLE_BONUS: u64 = 125;

/// The main text, paragraphs separated by an empty line; empty where there is none. `title` is the page's headline, which
/// is not repeated in the text.
pub(super) fn main_text(
    tree: &Tree<'_>,
    hints: &[Hint],
    blocks: &[Block],
    furniture: &[bool],
    title: &str,
) -> String {
    let candidates: Vec<&Block> = blocks.iter().filter(|block| !furniture[block.at]).collect();
    let parts = parts(tree, holder(tree, hints, &candidates), furniture);
    // The parts are in document order and none is inside another.
    let is_in = |block: &&Block| {
        let part =
            parts.partition_point(|part| *part <= block.at).checked_sub(1).and_then(|at| parts.get(at));
        part.is_some_and(|part| block.at < tree.end(*part))
    };
    let kept: Vec<&Block> = candidates
        .into_iter()
        .filter(is_in)
        .filter(|block| !is_aside(tree, block) && block.text != title)
        .collect();
    join(tree, &kept)
}

/// The element that holds the text: the one with the most weight of telling paragraphs close around them. What page builders wrap around
/// each is no step away from it.
fn holder(tree: &Tree<'_>, hints: &[Hint], blocks: &[&Block]) -> Id {
    let wrapped = wrapped(tree);
    let has_body = tree.nodes.iter().any(|node| node.tag == Some(Tag::Body));
    let mut scores = vec![0_u64; tree.len()];
    for block in blocks.iter().filter(|block| block.is_telling()) {
        let first = match tree.tag(block.holder) {
            Some(Tag::P | Tag::Li | Tag::Blockquote) => tree.parent(block.holder),
            _ => block.holder,
        };
        // Of elements that hold nothing but one another the innermost stands for all.
        let around = std::iter::successors(Some(first), |id| Some(tree.parent(wrapped[*id])));
        let around = around.take_while(|id| *id != 0 || !has_body);
        for (id, weight) in around.zip(WEIGHTS) {
            scores[id] += block.length as u64 * weight;
            if id == 0 {
                break;
            }
        }
    }
    let bonus = |id: Id| match (tree.tag(id), hints[id]) {
        (_, Hint::Text) => TEXT_BONUS,
        (Some(Tag::Article | Tag::Main), _) => ARTICLE_BONUS,
        _ => 100,
    };
    let wrappers = |id: Id| {
        let outermost = wrapped[id];
        std::iter::successors(Some(id), move |id| (*id != outermost).then(|| tree.parent(*id)))
    };
    let with_bonus = |(id, score): (Id, u64)| {
        let best = if score > 0 { wrappers(id).map(bonus).max().unwrap_or(100) } else { 100 };
        (score * best, std::cmp::Reverse(id))
    };
    let best = scores.into_iter().enumerate().map(with_bonus).max();
    let innermost = best.map_or(0, |(_, std::cmp::Reverse(id))| id);
    let named = wrappers(innermost).max_by_key(|id| (bonus(*id), *id));
    named.unwrap_or(innermost)
}

/// For each element the outermost of those that hold nothing else than it, or than what holds it so; itself where there is none.
fn wrapped(tree: &Tree<'_>) -> Vec<Id> {
    let mut contents = vec![0_u32; tree.len()];
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        let counts = match node.tag {
            Some(tag) => !tag.is_unread(),
            None => !node.text.trim().is_empty(),
        };
        if counts && let Some(of_parent) = contents.get_mut(tree.parent(id)) {
            *of_parent += 1;
        }
    }
    // What is around an element comes before it.
    let mut outermost: Vec<Id> = (0..tree.len()).collect();
    for id in 1..tree.len() {
        let parent = tree.parent(id);
        let is_body = matches!(tree.tag(parent), Some(Tag::Body | Tag::Html));
        if parent != 0 && contents[parent] == 1 && tree.tag(id).is_some() && !is_body {
            outermost[id] = outermost[parent];
        }
    }
    outermost
}

/// The element that holds the text and those of the same class beside it, or beside its parent: texts are cut into parts for
/// pictures and advertisements.
fn parts(tree: &Tree<'_>, holder: Id, furniture: &[bool]) -> Vec<Id> {
    let signature = |id: Id| (tree.tag(id), class(tree, id));
    let own = signature(holder);
    let parent = tree.parent(holder);
    if own.1.is_empty() || holder == 0 || parent == 0 {
        return vec![holder];
    }
    let is_part = |id: &Id| signature(*id) == own && !furniture[*id];
    let beside: Vec<Id> = tree.children(parent).filter(is_part).collect();
    if beside.len() > 1 || tree.tag(parent) == Some(Tag::Body) {
        return beside;
    }
    tree.children(tree.parent(parent)).flat_map(|uncle| tree.children(uncle)).filter(is_part).collect()
}

/// The class of an element, as written; empty where it has none.
fn class<'t>(tree: &Tree<'t>, id: Id) -> &'t str {
    attribute(tree.attributes(id), "class").unwrap_or_default()
}

/// Whether a heading begins with its number in a list: `1. …`, `12) …`.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', ')']) && !rest.get(1..).unwrap_or_default().is_empty()
}

/// Whether a paragraph inside the text is no part of it, by what it says and links to.
fn is_aside(tree: &Tree<'_>, block: &Block) -> bool {
    let is_quoted = || tree.around(block.at).any(|id| tree.tag(id) == Some(Tag::Blockquote));
    let is_links = match tree.tag(block.holder) {
        // *1. The Old Pier*: what a list of places is made of.
        Some(tag) if tag.is_heading() && is_numbered(&block.text) => false,
        Some(Tag::P | Tag::Li) if block.length >= TELLING => block.linked * 10 > block.length * 9,
        _ => block.is_mostly_links(),
    };
    is_links || (phrases::is_furniture(&block.text, block.linked > 0) && !is_quoted())
}

/// Puts the text together. Before its first and after its last telling paragraph only paragraphs by tag are kept, and
/// headings only where something follows them.
fn join(tree: &Tree<'_>, blocks: &[&Block]) -> String {
    let tag = |block: &Block| tree.tag(block.holder).unwrap_or(Tag::Other);
    let is_telling = |block: &&Block| {
        let is_short_sentence = tag(block) == Tag::P && block.length * 2 >= TELLING && block.is_sentence();
        !tag(block).is_heading()
            && (block.length >= TELLING || is_short_sentence)
            && !byline::is_dated(&block.text)
    };
    let first = blocks.iter().position(is_telling).unwrap_or(0);
    let last = blocks.iter().rposition(is_telling).unwrap_or(blocks.len());
    // Where the telling paragraphs are no paragraphs by tag, the short ones before and after them are none, either.
    let form = |block: &Block| (tree.tag(block.holder), tree.parent(block.holder), class(tree, block.holder));
    let form_at =
        |at: usize| blocks.get(at).filter(|block| !tag(block).is_paragraph()).map(|block| form(block));
    let (first_form, last_form) = (form_at(first), form_at(last));
    let is_alike = |at: usize, block: &Block| {
        let near = if at < first { first_form } else { last_form };
        // *Did you like this story?*
        block.is_sentence() && !block.text.ends_with('?') && near.is_some_and(|near| form(block) == near)
    };
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let own = tag(block);
        let by_tag = own.is_paragraph() && !own.is_heading();
        let is_dateline =
            at < first && !block.is_sentence() && block.text.contains(|c: char| c.is_ascii_digit());
        let is_outside = (at < first || at > last) && (!by_tag || is_dateline) && !is_alike(at, block);
        let is_byline = at < first && byline::is_byline(&block.text);
        let leads_nowhere = own.is_heading() && blocks.get(at + 1).is_none_or(|next| tag(next) == own);
        if is_outside || is_byline || leads_nowhere {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&block.text);
    }
    out
}
