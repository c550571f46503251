//! Furniture of one outlet: what it puts above or below each of its articles, a box of its newsletter, a line about itself,
//! a disclaimer. It is known by standing in articles that have nothing else in common, and makes neither copies nor events.

use model::StoryId;

use crate::articles::{Held, Reading};
use crate::postings::Slot;
use crate::shingles::{self, Runs};
use crate::window::Window;

/// What stands in so many stories of an outlet besides is its furniture.
const STORIES: usize = 3;
/// An article that shares more than this of its other text with one that has the same furniture fills a form.
const FORM: f64 = 0.25;

/// The article without the furniture of its outlet; `None` where it has none.
pub(crate) fn without(window: &Window, reading: &Reading) -> Option<Reading> {
    let outlet = reading.outlet?;
    let mut kept = vec![true; reading.text.len()];
    let mut carriers: Vec<Slot> = Vec::new();
    for (at, key) in shingles::keys_in_place(&reading.text) {
        if kept.get(at).is_none_or(|kept| !kept) {
            continue;
        }
        let Some(slot) = carrier(window, outlet, key) else { continue };
        let Some(held) = window.articles.get(slot) else { continue };
        let piece = shingles::piece(&reading.text, at, &held.text, key);
        kept.get_mut(piece)?.fill(false);
        if !carriers.contains(&slot) {
            carriers.push(slot);
        }
    }
    if carriers.is_empty() {
        return None;
    }
    let own = reading.keeping(&kept);
    let runs = Runs::of(&own.text);
    let is_form = |held: &Held| runs.shared(&held.text).containment() > FORM;
    (!carriers.iter().filter_map(|&slot| window.articles.get(slot)).any(is_form)).then_some(own)
}

/// The latest article of an outlet with a key that stands in enough of its stories.
fn carrier(window: &Window, outlet: u32, key: u32) -> Option<Slot> {
    let slots = window.texts.latest(key);
    if slots.len() < STORIES {
        return None;
    }
    let mut stories: Vec<StoryId> = Vec::with_capacity(STORIES);
    let held = slots.iter().rev().filter_map(|&slot| Some((slot, window.articles.get(slot)?)));
    let mut own = held.filter(|(_, held)| held.outlet == Some(outlet)).peekable();
    let latest = own.peek()?.0;
    for (_, held) in own {
        let story = window.resolve(held.story);
        if !stories.contains(&story) {
            stories.push(story);
        }
        if stories.len() == STORIES {
            return Some(latest);
        }
    }
    None
}
