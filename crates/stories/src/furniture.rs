//! Furniture of one outlet: what it puts above or below each of its articles, a box of its newsletter, a line about itself,
//! a disclaimer. It is known by standing in articles that have nothing else in common, and makes neither copies nor events.

use model::StoryId;

use crate::articles::Reading;
use crate::postings::Slot;
use crate::shingles;
use crate::window::Window;

/// What stands in so many stories of an outlet besides is its furniture.
const STORIES: usize = 3;
/// An outlet puts furniture above and below: what is the same in more pieces than that is a form, filled in anew each time.
const PIECES: usize = 2;

/// The article without the furniture of its outlet; `None` where it has none.
pub(crate) fn without(window: &Window, reading: &Reading) -> Option<Reading> {
    let outlet = reading.outlet?;
    window.texts.fetch(&reading.keys);
    let carried = |&key: &u32| Some((key, carriers(window, outlet, key)?));
    let carried: Vec<(u32, [Slot; STORIES])> = reading.keys.iter().filter_map(carried).collect();
    if carried.is_empty() {
        return None;
    }
    let mut kept = vec![true; reading.text.len()];
    let mut pieces = 0;
    for (at, key) in shingles::keys_in_place(&reading.text) {
        let found = carried.iter().find(|carried| carried.0 == key && kept.get(at) == Some(&true));
        let Some((_, carriers)) = found else { continue };
        // What only one of them has as well may be what the article copies.
        let held = carriers.iter().filter_map(|&slot| window.articles.get(slot));
        let shared = held.map(|held| shingles::piece(&reading.text, at, &held.text, key));
        let shared = shared.reduce(|one, other| one.start.max(other.start)..one.end.min(other.end))?;
        kept.get_mut(shared)?.fill(false);
        pieces += 1;
        if pieces > PIECES {
            return None;
        }
    }
    (pieces > 0).then(|| reading.keeping(&kept))
}

/// The latest articles of an outlet with a key, each of another story; `None` where it stands in too few of its stories.
fn carriers(window: &Window, outlet: u32, key: u32) -> Option<[Slot; STORIES]> {
    let slots = window.texts.latest(key);
    if slots.len() < STORIES {
        return None;
    }
    let mut found: Vec<(StoryId, Slot)> = Vec::with_capacity(STORIES);
    let held = slots.iter().rev().filter_map(|&slot| Some((slot, window.articles.get(slot)?)));
    for (slot, held) in held.filter(|(_, held)| held.outlet == Some(outlet)) {
        let story = window.resolve(held.story);
        if found.iter().all(|(other, _)| *other != story) {
            found.push((story, slot));
        }
        if found.len() == STORIES {
            break;
        }
    }
    let slots: Vec<Slot> = found.into_iter().map(|(_, slot)| slot).collect();
    slots.try_into().ok()
}
