//! The articles in memory, what is kept of each, and the index that finds them again.

use std::collections::VecDeque;

use jiff::Timestamp;
use model::{Article, ArticleId, Placement, Relation, StoryId};
use rustc_hash::FxHashMap;

use crate::copies::{Postings, Slot};
use crate::shingles::{self, Packed};
use crate::text::{self, Hash, Token};

/// So many tokens of a text are read; the rest of a longer one neither helps nor costs anything.
const TEXT_TOKENS: usize = 1_000;
/// So many tokens of a headline are read.
const TITLE_TOKENS: usize = 40;
const DAY: i64 = 24 * 60 * 60;

/// What is kept of an article.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) id: ArticleId,
    /// The story it was put in; since then that may have been merged into another.
    pub(crate) story: StoryId,
    /// The first article known to carry its text: itself unless it is a copy.
    pub(crate) family: ArticleId,
    /// Seconds since the epoch: when its news is from.
    pub(crate) time: i64,
    /// Seconds since the epoch: when it became known.
    pub(crate) seen: i64,
    pub(crate) url: Option<u64>,
    pub(crate) title: Packed,
    pub(crate) text: Packed,
}

/// What is read off an article, for placing and for taking in.
pub(crate) struct Reading {
    pub(crate) time: i64,
    pub(crate) url: Option<u64>,
    pub(crate) title: Vec<Token>,
    pub(crate) packed_title: Packed,
    pub(crate) packed_text: Packed,
    /// What it is filed under, sorted, each once.
    pub(crate) keys: Vec<u32>,
}

impl Reading {
    pub(crate) fn of(article: &Article) -> Self {
        let title = text::tokens(&article.title, TITLE_TOKENS);
        let packed_title = shingles::pack(&title);
        let packed_text = shingles::pack(&text::tokens(&article.text, TEXT_TOKENS));
        let url = article.url.as_ref().map(|url| url.chars().fold(Hash::default(), Hash::with).finish_wide());
        let mut keys = shingles::keys(&packed_text);
        keys.extend(url.map(|url| url as u32));
        keys.push(identity(&packed_title, &packed_text));
        Reading { time: article.time().as_second(), url, title, packed_title, packed_text, keys }
    }
}

/// The key of a whole text, or of the headline where there is no text.
fn identity(title: &[u16], text: &[u16]) -> u32 {
    let whole = if text.is_empty() { title } else { text };
    whole.iter().fold(Hash::default().and(1), |hash, &token| hash.and(u64::from(token))).finish()
}

/// The articles of the window.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// By slot, from `first`; `None` where one in the middle was forgotten.
    held: VecDeque<Option<Held>>,
    first: Slot,
    len: usize,
    keys: Postings,
    /// Stories that ended in another.
    merged: FxHashMap<StoryId, StoryId>,
}

impl Window {
    pub(crate) fn insert(&mut self, article: &Article, placement: &Placement) {
        let reading = Reading::of(article);
        let slot = self.first + self.held.len() as Slot;
        self.keys.insert(&reading.keys, slot);
        for &ended in &placement.merged {
            self.merged.insert(ended, placement.story);
        }
        let family = match placement.relation {
            Relation::Copy { of } => of,
            Relation::Original | Relation::Report => article.id,
        };
        self.len += 1;
        self.held.push_back(Some(Held {
            id: article.id,
            story: placement.story,
            family,
            time: reading.time,
            seen: article.seen.as_second(),
            url: reading.url,
            title: reading.packed_title,
            text: reading.packed_text,
        }));
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&Held> {
        self.held.get(slot.checked_sub(self.first)? as usize)?.as_ref()
    }

    /// The latest articles filed under a key, the oldest of them first.
    pub(crate) fn filed(&self, key: u32) -> impl Iterator<Item = (Slot, &Held)> {
        self.keys.latest(key).filter_map(|slot| Some((slot, self.get(slot)?)))
    }

    pub(crate) fn evict_before(&mut self, t: Timestamp) {
        let before = t.as_second().div_euclid(DAY) * DAY;
        for held in &mut self.held {
            if held.as_ref().is_some_and(|held| held.seen < before) {
                *held = None;
                self.len -= 1;
            }
        }
        while let Some(None) = self.held.front() {
            self.held.pop_front();
            self.first += 1;
        }
        let (held, first) = (&self.held, self.first);
        self.keys.retain(|slot| {
            slot.checked_sub(first).and_then(|at| held.get(at as usize)).is_some_and(Option::is_some)
        });
    }

    pub(crate) fn resolve(&self, story: StoryId) -> StoryId {
        let mut story = story;
        while let Some(&into) = self.merged.get(&story) {
            story = into;
        }
        story
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }
}
