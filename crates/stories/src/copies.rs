//! Copies: articles that repeat another's text, shortened, edited, furnished or reordered. Candidates come from the
//! index of runs of words; an exact comparison decides. Articles that report one event in words of their own are not
//! dealt with here.

mod pair;
mod piece;
mod spoken;
mod tolls;

use model::{ArticleId, Compared, Reason, StoryId};

use self::pair::{EDITED, Pair};
use self::spoken::{FOREIGN, TELLING, headline, is_filled_anew, is_foreign};
use crate::articles::{Held, Reading};
use crate::clusters::Cluster;
use crate::events;
use crate::language::Language;
use crate::naming;
use crate::sharing::{Carrier, sharing};
use crate::shingles::Runs;
use crate::window::Window;

const HOUR: i64 = 60 * 60;
/// Texts further apart in time are not copies, unless they are word for word the same.
const LATEST: i64 = 72 * HOUR;
/// What reports of another day share is a template, unless it is nearly everything.
const ANOTHER_DAY: i64 = 18 * HOUR;
/// A candidate shares so many keys, unless the whole text is one.
const KEYS: u32 = 2;
/// The fewest runs that a copy shares.
const SHARED: u32 = 8;
/// A text of so many tokens that appears again word for word on another day is a copy: a shorter one is a form...
const LONG: usize = 40;
/// ...and so is one of fewer than this that appears again later still.
const NO_FORM: usize = 150;

/// So many words that stand in both of two texts in the same order are not there by chance.
const INSIDE: usize = 15;

/// What the search for the article copied found.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// The article copied, and its story.
    pub(crate) of: Option<(ArticleId, StoryId)>,
    /// Whether all of the text is a copy of that one's.
    whole: bool,
    /// Articles that it repeats as parts of one report, and their stories, each once.
    parts: Vec<(ArticleId, StoryId)>,
    /// Stories that share text with the article without being copied by it.
    pub(crate) related: Vec<StoryId>,
    /// Those of them that share no more than a template or a wall: what is alike in them proves no event.
    pub(crate) barred: Vec<StoryId>,
    /// Stories of articles that stand whole in this one, among other things.
    pub(crate) items: Vec<StoryId>,
    /// Whether most of the text is furniture: a consent wall, a notice that subscribers may read on.
    pub(crate) furniture: bool,
}

/// Looks for the article that `reading` copies.
pub(crate) fn copied(window: &Window, reading: &Reading, why: &mut Vec<Reason>) -> Copied {
    let carrier = |slot| {
        let held = window.articles.get(slot)?;
        Some(Carrier { family: held.family, is_root: held.family == held.id })
    };
    let (candidates, furniture) = sharing(&window.texts, &reading.keys, carrier);
    let mut found = Copied { furniture, ..Copied::default() };
    if furniture {
        let says = "the text is one that many articles share: the headline alone is compared".to_owned();
        why.push(Reason { with: Vec::new(), says });
    }
    let mut runs = None;
    for (slot, keys) in candidates {
        let Some(held) = window.articles.get(slot) else { continue };
        if let Some(reason) = identical(window, reading, held) {
            why.push(Reason { with: vec![Compared::Article(held.id)], says: reason.to_owned() });
            found.of = Some((held.family, held.story));
            return found;
        }
        if keys < KEYS {
            continue;
        }
        let shared = runs.get_or_insert_with(|| Runs::of(&reading.text)).shared(&held.text);
        if shared.runs < SHARED || shared.containment() < EDITED.containment {
            continue;
        }
        let pair = Pair::of(window, reading, held, shared);
        let refusal = pair.refusal(window.is_round_up(window.resolve(held.story)));
        why.push(Reason { with: vec![Compared::Article(held.id)], says: pair.told(refusal) });
        found.add(window, held, &pair, refusal.is_none());
    }
    let among_others = !found.whole && found.of.is_some();
    let parts: Vec<StoryId> = found.parts.iter().map(|(_, story)| *story).collect();
    if among_others && is_round_up(window, reading.language, &found.items, why)
        || is_round_up(window, reading.language, &parts, why)
    {
        found.of = None;
        found.items.extend(parts);
        found.related.extend(&found.items);
        found.parts.clear();
    }
    if let &[first, _, ..] = found.parts.as_slice() {
        found.of = found.of.or(Some(first));
    }
    found
}

impl Copied {
    /// Takes in what an article is to the new one.
    fn add(&mut self, window: &Window, held: &Held, pair: &Pair, is_copied: bool) {
        let story = window.resolve(held.story);
        let (holds, is_round_up) = (pair.holds(), window.is_round_up(story));
        let is_part = pair.has_part() || is_copied && !holds && pair.is_repeated();
        if is_part && !is_round_up && self.parts.iter().all(|(_, known)| *known != story) {
            self.parts.push((held.family, story));
        } else if holds && !self.items.contains(&story) {
            self.items.push(story);
        }
        if !is_copied {
            self.related.push(held.story);
            if pair.is_template() && !pair.is_updated() || pair.is_item() || pair.has_item() {
                self.barred.push(story);
            }
        } else if !holds && !self.whole {
            self.of = Some((held.family, held.story));
            self.whole = true;
        } else {
            // What repeats a short text among other things may repeat more.
            self.of = self.of.or(Some((held.family, held.story)));
        }
    }

    /// The stories that end in that of the article copied, since that and they are parts of one report in `language`: a form that
    /// names two firms is a copy of what names one of them, and makes them no one story.
    pub(crate) fn parts(&self, window: &Window, language: Language) -> Vec<StoryId> {
        let Some(story) = self.of.map(|(_, story)| window.resolve(story)) else { return Vec::new() };
        let parts = self.parts.iter().map(|(_, part)| *part);
        if !parts.clone().any(|part| part == story) {
            return Vec::new();
        }
        let cluster = |story| window.clusters.get(window.clusters.of(story, language)?);
        let own = cluster(story);
        let are_forms = |part: StoryId| {
            own.zip(cluster(part)).is_some_and(|(own, part)| naming::are_filled_anew(window, own, part))
        };
        parts.filter(|&part| part != story && !are_forms(part)).collect()
    }
}

/// Whether stories that an article holds, or that attract it, are those of a round-up: two of them have nothing in common.
pub(crate) fn is_round_up(
    window: &Window,
    language: Language,
    stories: &[StoryId],
    why: &mut Vec<Reason>,
) -> bool {
    let cluster =
        |story: StoryId| window.clusters.of(story, language).and_then(|index| window.clusters.get(index));
    let clusters: Vec<&Cluster> = stories.iter().filter_map(|&story| cluster(story)).collect();
    let pairs = clusters
        .iter()
        .enumerate()
        .flat_map(|(at, one)| clusters.iter().skip(at + 1).map(move |other| (one, other)));
    let Some((one, other)) = pairs.into_iter().find(|(one, other)| events::are_apart(window, one, other))
    else {
        return false;
    };
    let with = [one, other].map(|cluster| Compared::Story(cluster.story)).to_vec();
    why.push(Reason { with, says: "have little in common, so that it is a round-up of them".to_owned() });
    true
}

/// Whether a text holds a piece from the inside of another word for word and is much longer, so that the two are a page of several
/// items and an item, where they are not one story.
pub(crate) fn is_item_in(text: &[u16], item: &[u16]) -> bool {
    let inside = item.get(item.len() / 2..).and_then(|inside| inside.get(..INSIDE));
    let is_longer = text.len() >= 2 * item.len();
    inside.is_some_and(|inside| is_longer && text.windows(INSIDE).any(|piece| piece == inside))
}

/// Why the two are one document, whatever else differs.
fn identical(window: &Window, reading: &Reading, held: &Held) -> Option<&'static str> {
    if reading.url.is_some() && reading.url == held.url {
        return Some("the same address");
    }
    let apart = (reading.time - held.time).abs();
    if reading.text.is_empty() {
        let same = held.text.is_empty() && held.title == reading.title && reading.title.len() >= TELLING;
        return (same && apart <= ANOTHER_DAY).then_some("the same headline");
    }
    let least = if apart <= ANOTHER_DAY {
        0
    } else if apart <= LATEST {
        LONG
    } else {
        NO_FORM
    };
    if held.text != reading.text || held.text.len() < least {
        return None;
    }
    let headline = headline(window, reading, held).share;
    let own = headline >= FOREIGN && !is_foreign(window, reading, headline);
    (own && !is_filled_anew(window, reading, held)).then_some("the same text")
}
