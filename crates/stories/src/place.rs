//! The decision where an article belongs.

use model::{Article, ArticleId, Placement, Relation, StoryId};
use rustc_hash::FxHashMap;

use crate::copies::Slot;
use crate::shingles::{self, Runs};
use crate::text::Kind;
use crate::window::{Held, Reading, Window};

/// Texts further apart in time are not copies (templated reports of another day are the false copies that remain
/// otherwise), unless they are word for word the same.
const COPY_SECONDS: i64 = 72 * 60 * 60;
/// A key that so many families of copies share is furniture.
const FURNITURE: usize = 20;
/// So many families are compared, those with the most keys in common.
const COMPARED: usize = 8;
/// The least share of the shorter text that a copy holds.
const CONTAINMENT: f64 = 0.3;
/// The fewest runs that a copy shares.
const SHARED: u32 = 8;
/// For each number that differs between the same words, so many must agree.
const AGREEING: u32 = 2;
/// A text of so many tokens is one whichever headline stands over it and whenever it appeared.
const LONG: usize = 40;

/// Decides where an article belongs.
pub(crate) fn place(window: &Window, article: &Article) -> Placement {
    let reading = Reading::of(article);
    let mut why = Vec::new();
    match copied(window, &reading, &mut why) {
        Some((of, story)) => Placement {
            story: window.resolve(story),
            opened: false,
            relation: Relation::Copy { of },
            merged: Vec::new(),
            related: Vec::new(),
            why,
        },
        None => Placement {
            story: StoryId::from(article.id),
            opened: true,
            relation: Relation::Original,
            merged: Vec::new(),
            related: Vec::new(),
            why,
        },
    }
}

/// The article that this one copies, and its story.
fn copied(window: &Window, reading: &Reading, why: &mut Vec<String>) -> Option<(ArticleId, StoryId)> {
    let runs = Runs::of(&reading.packed_text);
    for (slot, keys) in candidates(window, reading) {
        let Some(held) = window.get(slot) else { continue };
        if reading.url.is_some() && reading.url == held.url {
            why.push(format!("the same address as article {}", held.id));
            return Some((held.family, held.story));
        }
        let identical = if reading.packed_text.is_empty() {
            held.text.is_empty() && held.title == reading.packed_title && reading.title.len() >= 5
        } else {
            held.text == reading.packed_text
        };
        let apart = (reading.time - held.time).abs();
        let supported = supported(reading, held);
        if identical && supported && (apart <= COPY_SECONDS || reading.packed_text.len() >= LONG) {
            why.push(format!("the same text as article {}", held.id));
            return Some((held.family, held.story));
        }
        if keys < 2 {
            continue;
        }
        let shared = runs.shared(&held.text);
        let there = shingles::numbers(&reading.packed_text, &held.text);
        let back = shingles::numbers(&held.text, &reading.packed_text);
        let (same, different) = if there.0 * back.1 > back.0 * there.1 { there } else { back };
        let decided = if shared.runs < SHARED || shared.containment() < CONTAINMENT {
            Some("too little in common")
        } else if apart > COPY_SECONDS {
            Some("too far apart in time")
        } else if same < AGREEING * different {
            Some("the numbers differ")
        } else if !supported {
            Some("the headline is about something else")
        } else {
            None
        };
        why.push(format!(
            "article {}: {keys} keys, {} of {} runs ({:.2}), numbers {there:?} {back:?}, {} h apart: {}",
            held.id,
            shared.runs,
            shared.shorter,
            shared.containment(),
            apart / 3600,
            decided.unwrap_or("a copy"),
        ));
        if decided.is_none() {
            return Some((held.family, held.story));
        }
    }
    None
}

/// Whether the headline fits the other article: what two walls with one text ("Subscription required") fail.
fn supported(reading: &Reading, held: &Held) -> bool {
    let content: Vec<u16> = reading
        .title
        .iter()
        .zip(&reading.packed_title)
        .filter(|(token, _)| token.kind != Kind::Word || token.length >= 4)
        .map(|(_, &packed)| packed)
        .collect();
    let found =
        content.iter().filter(|token| held.text.contains(token) || held.title.contains(token)).count();
    found * 3 >= content.len()
}

/// The articles that share the most keys: of each family of copies the first known, and the one with the most keys.
fn candidates(window: &Window, reading: &Reading) -> Vec<(Slot, u32)> {
    let mut counts: FxHashMap<Slot, (ArticleId, u32)> = FxHashMap::default();
    let mut filed: Vec<(ArticleId, Slot)> = Vec::new();
    for &key in &reading.keys {
        filed.clear();
        filed.extend(window.filed(key).map(|(slot, held)| (held.family, slot)));
        filed.sort_unstable();
        if filed.chunk_by(|a, b| a.0 == b.0).count() <= FURNITURE {
            for &(family, slot) in &filed {
                counts.entry(slot).or_insert((family, 0)).1 += 1;
            }
        }
    }
    let mut counts: Vec<(ArticleId, u32, Slot)> =
        counts.into_iter().map(|(slot, (family, keys))| (family, keys, slot)).collect();
    counts.sort_unstable_by_key(|&(family, keys, slot)| (family, std::cmp::Reverse(keys), slot));
    let mut families: Vec<&[(ArticleId, u32, Slot)]> = counts.chunk_by(|a, b| a.0 == b.0).collect();
    families.sort_by_key(|family| family.first().map(|&(_, keys, slot)| (std::cmp::Reverse(keys), slot)));
    let mut candidates = Vec::new();
    for family in families.into_iter().take(COMPARED) {
        let root = family.iter().find(|&&(id, _, slot)| window.get(slot).is_some_and(|held| held.id == id));
        candidates.extend(root.map(|&(_, keys, slot)| (slot, keys)));
        candidates
            .extend(family.first().filter(|best| root != Some(best)).map(|&(_, keys, slot)| (slot, keys)));
    }
    candidates
}
