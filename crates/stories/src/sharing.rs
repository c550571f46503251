//! Which articles share keys with a text: the candidates for what it copies. Nothing here decides what is a copy.

use std::cmp::Reverse;

use crate::postings::{Postings, Slot};

/// A key that so many families of copies share is furniture.
const FURNITURE: usize = 12;
/// So many families are compared, those with the most keys in common: no key that is looked at names more.
const COMPARED: usize = FURNITURE;

/// What is known of an article that holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Carrier<F> {
    /// The family of copies that it belongs to.
    pub(crate) family: F,
    /// Whether the family is named after it.
    pub(crate) is_root: bool,
}

/// The articles that share the most keys, with how many: of each family of copies the one that it is named after, and the one
/// with the most keys. And whether most of the keys are furniture.
pub(crate) fn sharing<F: Copy + Ord>(
    postings: &Postings,
    keys: &[u32],
    carrier: impl Fn(Slot) -> Option<Carrier<F>>,
) -> (Vec<(Slot, u32)>, bool) {
    postings.fetch(keys);
    let mut furniture = 0;
    let mut hits: Vec<Slot> = Vec::new();
    for &key in keys {
        let slots = postings.latest(key);
        if are_many(slots, &carrier) {
            furniture += 1;
        } else {
            hits.extend(slots);
        }
    }
    hits.sort_unstable();
    let counted = |hits: &[Slot]| {
        let &slot = hits.first()?;
        Some((slot, carrier(slot)?, hits.len() as u32))
    };
    let counts = hits.chunk_by(|a, b| a == b).filter_map(counted).collect();
    (most(counts), 2 * furniture > keys.len())
}

/// Whether articles belong to so many families that what they share is furniture.
fn are_many<F: PartialEq>(slots: &[Slot], carrier: impl Fn(Slot) -> Option<Carrier<F>>) -> bool {
    if slots.len() <= FURNITURE {
        return false;
    }
    let mut families = Vec::with_capacity(FURNITURE);
    slots.iter().filter_map(|&slot| carrier(slot)).any(|Carrier { family, .. }| {
        let is_new = !families.contains(&family);
        if is_new && families.len() < FURNITURE {
            families.push(family);
            return false;
        }
        is_new
    })
}

/// Of the families that share the most keys, the articles to compare.
fn most<F: Copy + Ord>(mut counts: Vec<(Slot, Carrier<F>, u32)>) -> Vec<(Slot, u32)> {
    counts.sort_unstable_by_key(|&(slot, carrier, keys)| (carrier.family, Reverse(keys), slot));
    let mut families: Vec<&[(Slot, Carrier<F>, u32)]> =
        counts.chunk_by(|a, b| a.1.family == b.1.family).collect();
    families.sort_by_key(|family| family.first().map(|&(slot, _, keys)| (Reverse(keys), slot)));
    let mut candidates = Vec::new();
    for family in families.into_iter().take(COMPARED) {
        let root = family.iter().find(|(_, carrier, _)| carrier.is_root);
        let best = family.first().filter(|best| root.is_none_or(|root| root.0 != best.0));
        candidates.extend(root.into_iter().chain(best).map(|&(slot, _, keys)| (slot, keys)));
    }
    candidates
}
