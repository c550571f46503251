//! What is read off an article that arrives, once for placing and for taking in; and what is kept of each article of the
//! window.

use std::collections::VecDeque;
use std::ops::Range;

use model::{Article, ArticleId, Relation, StoryId};

use crate::clusters::ClusterIndex;
use crate::forms::Spelled;
use crate::kickers::Said;
use crate::language::Language;
use crate::naming::{self, Nameable};
use crate::postings::Slot;
use crate::shingles::{self, Packed};
use crate::terms::{self, Term, TermId, Weighted};
use crate::text::{self, Hash, Token};

/// So many tokens of a text are compared; the rest of a longer one neither helps nor costs anything.
const TEXT_TOKENS: usize = 1_000;
/// So many tokens of a headline are read.
pub(crate) const TITLE_TOKENS: usize = 40;
/// What an article is about, it says in so many tokens.
const LEAD_TOKENS: usize = 300;
/// The most terms of an article.
const TERMS: usize = 200;

/// What is kept of an article.
#[derive(Clone, Debug)]
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
    /// A hash of its outlet.
    pub(crate) outlet: Option<u32>,
    /// The words of its headline in order.
    pub(crate) title: Box<[TermId]>,
    /// All of its tokens, with how they are spelt.
    pub(crate) spelled: Box<[Spelled]>,
    /// Which of them are names, as bits.
    pub(crate) names: u64,
    /// Which of them may be names.
    pub(crate) nameable: Nameable,
    /// Which of its tokens say what happened.
    pub(crate) said: Said,
    pub(crate) text: Packed,
    /// How long headline and text are, in words.
    pub(crate) words: u16,
    pub(crate) language: Language,
    pub(crate) terms: Box<[Term]>,
    /// Which of them stand for a cluster of this article alone; `None` where all do.
    pub(crate) core: Option<Box<Marks>>,
}

impl Held {
    /// Puts it into a story.
    pub(crate) fn put(&mut self, story: StoryId, relation: Relation) {
        self.story = story;
        self.family = match relation {
            Relation::Copy { of } => of,
            Relation::Original | Relation::Report => self.id,
        };
    }

    pub(crate) fn is_copy(&self) -> bool {
        self.family != self.id
    }

    /// Whether it is about `term`.
    pub(crate) fn about(&self, term: TermId) -> bool {
        self.terms.binary_search_by_key(&term, |held| held.id()).is_ok()
    }

    /// Its terms with their weights, sorted by identity.
    pub(crate) fn weighted(&self) -> impl Iterator<Item = Weighted> {
        self.terms.iter().map(Weighted::from)
    }

    /// The terms that stand for it, sorted by identity.
    pub(crate) fn core(&self) -> impl Iterator<Item = Weighted> {
        let is_in = |place: usize| self.core.as_ref().is_none_or(|core| core.holds(place));
        self.terms.iter().enumerate().filter(move |(place, _)| is_in(*place)).map(|(_, term)| term.into())
    }
}

/// Which terms of an article are marked, by their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks([u64; TERMS.div_ceil(64)]);

impl Marks {
    fn of(places: &[u32]) -> Self {
        let mut marks = Marks::default();
        for &place in places {
            if let Some(word) = marks.0.get_mut(place as usize / 64) {
                *word |= 1 << (place % 64);
            }
        }
        marks
    }

    fn holds(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }
}

/// What grouping reads off an article. It depends on the article alone, so that articles can be read on any thread, in any
/// order, before they are placed or taken in.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(crate) id: ArticleId,
    /// Seconds since the epoch: when its news is from.
    pub(crate) time: i64,
    /// Seconds since the epoch: when it became known.
    pub(crate) seen: i64,
    pub(crate) url: Option<u64>,
    /// A hash of its outlet.
    pub(crate) outlet: Option<u32>,
    pub(crate) language: Language,
    /// The tokens of its headline and of its text.
    title_tokens: Vec<Token>,
    tokens: Vec<Token>,
    pub(crate) title: Box<[TermId]>,
    /// The tokens of its headline with how they are spelt.
    pub(crate) spelled: Box<[Spelled]>,
    /// Which of them are names, as bits.
    pub(crate) names: u64,
    /// Which of them may be names.
    pub(crate) nameable: Nameable,
    /// Which of its tokens say what happened.
    pub(crate) said: Said,
    /// The same words, as they stand in texts.
    pub(crate) title_words: Packed,
    pub(crate) text: Packed,
    /// How long headline and text are, in words.
    pub(crate) words: u16,
    pub(crate) terms: Box<[Term]>,
    pub(crate) core: Option<Box<Marks>>,
    /// What its text is filed under, sorted, each once.
    pub(crate) keys: Vec<u32>,
    /// What its terms are filed under.
    pub(crate) filed: Box<[u32]>,
    /// Its vector by an embedding model; empty without one.
    pub(crate) meaning: Box<[i8]>,
}

impl Reading {
    /// The article that it is of.
    #[must_use]
    pub fn article(&self) -> ArticleId {
        self.id
    }

    /// Reads an article. The work is bounded by the limits above, whatever its length.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let title = text::tokens(&article.title, TITLE_TOKENS);
        let text = text::tokens(&article.text, TEXT_TOKENS);
        let lead = text.get(..LEAD_TOKENS).unwrap_or(&text);
        let told_by = if lead.len() < title.len() { &title } else { lead };
        let language = Language::of(article.language.as_deref(), &article.title, &article.text, told_by);
        let said = Said::of(&article.title);
        let hash = |name: &str| name.chars().fold(Hash::default(), Hash::with);
        let reading = Reading {
            id: article.id,
            seen: article.seen.as_second(),
            time: article.time().as_second(),
            url: article.url.as_deref().map(|url| hash(url).finish_wide()),
            outlet: article.outlet().map(|outlet| hash(&outlet).finish()),
            language,
            title: title.iter().filter_map(|token| terms::id_of(language, token)).collect(),
            spelled: Spelled::all(&article.title),
            names: naming::names(language, &title, said),
            nameable: Nameable::of(language, &title, &text),
            said,
            title_words: shingles::pack(&title),
            title_tokens: title,
            tokens: Vec::new(),
            text: Packed::default(),
            words: 0,
            terms: Box::default(),
            core: None,
            keys: Vec::new(),
            filed: Box::default(),
            meaning: Box::default(),
        };
        reading.with_text(text)
    }

    /// Without its words, which are asked for only while its place is not known.
    #[must_use]
    pub fn without_words(self) -> Self {
        Reading { title_tokens: Vec::new(), title_words: Packed::default(), tokens: Vec::new(), ..self }
    }

    /// What would be read off it if its text were the tokens that are `kept`, by their places.
    pub(crate) fn keeping(&self, kept: &[bool]) -> Self {
        let text = self.tokens.iter().zip(kept).filter(|(_, kept)| **kept).map(|(token, _)| *token);
        self.clone().with_text(text.collect())
    }

    /// Whether it is about `term`.
    pub(crate) fn about(&self, term: TermId) -> bool {
        self.terms.binary_search_by_key(&term, |own| own.id()).is_ok()
    }

    /// The words of its text from a place on.
    pub(crate) fn from(&self, at: usize) -> impl Iterator<Item = TermId> {
        self.tokens.iter().skip(at).filter_map(|token| terms::id_of(self.language, token))
    }

    /// The words of a piece of its text with how they stand in texts.
    pub(crate) fn words_in(&self, piece: Range<usize>) -> impl Iterator<Item = (TermId, u16)> {
        let words = self.tokens.iter().zip(&self.text).skip(piece.start).take(piece.len());
        words.filter_map(|(token, &word)| Some((terms::id_of(self.language, token)?, word)))
    }

    fn with_text(self, text: Vec<Token>) -> Self {
        let packed = shingles::pack(&text);
        let mut keys = shingles::keys(&packed);
        keys.extend(self.url.map(|url| url as u32));
        keys.push(identity(&self.title_words, &packed));
        let lead = text.get(..LEAD_TOKENS).unwrap_or(&text);
        let terms = terms::terms(self.language, &self.title_tokens, lead, TERMS);
        let common = terms::common(self.language, &terms);
        let weighted = terms.iter().map(Weighted::from).zip(common.iter().copied());
        Reading {
            words: shingles::words(&self.title_words).saturating_add(shingles::words(&packed)),
            core: terms::heaviest(weighted).map(|places| Box::new(Marks::of(&places))),
            filed: terms::filed(self.language, &terms, &common),
            terms,
            text: packed,
            tokens: text,
            keys,
            ..self
        }
    }

    /// With its vector by an embedding model, a direction. All vectors of an index are of one model: of others, which have
    /// another number of numbers, nothing is known.
    #[must_use]
    pub fn with_meaning(self, meaning: Box<[i8]>) -> Self {
        Reading { meaning, ..self }
    }
}

/// The key of a whole text, or of the headline where there is no text.
fn identity(title: &[u16], text: &[u16]) -> u32 {
    let whole = if text.is_empty() { title } else { text };
    whole.iter().fold(Hash::default().and(1), |hash, &token| hash.and(u64::from(token))).finish()
}

/// Stands for no cluster.
const NOWHERE: ClusterIndex = ClusterIndex::MAX;

/// The articles of the window by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Articles {
    /// From the slot `first` on; `None` where one in the middle was forgotten.
    held: VecDeque<Option<Held>>,
    /// Where the terms of each are counted, or [`NOWHERE`]: a copy shapes no cluster.
    clusters: VecDeque<ClusterIndex>,
    first: Slot,
    len: usize,
}

impl Articles {
    pub(crate) fn push(&mut self, held: Held) -> Slot {
        let slot = self.next();
        self.held.push_back(Some(held));
        self.clusters.push_back(NOWHERE);
        self.len += 1;
        slot
    }

    /// The slot of the next article.
    pub(crate) fn next(&self) -> Slot {
        self.first + self.held.len() as Slot
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&Held> {
        self.held.get(slot.checked_sub(self.first)? as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut Held> {
        self.held.get_mut(slot.checked_sub(self.first)? as usize)?.as_mut()
    }

    /// Where an article's terms are counted.
    pub(crate) fn cluster(&self, slot: Slot) -> Option<ClusterIndex> {
        let cluster = self.clusters.get(slot.checked_sub(self.first)? as usize)?;
        Some(*cluster).filter(|&cluster| cluster != NOWHERE)
    }

    /// Says where an article's terms are counted.
    pub(crate) fn joined(&mut self, slot: Slot, cluster: Option<ClusterIndex>) {
        let place = slot.checked_sub(self.first).and_then(|at| self.clusters.get_mut(at as usize));
        if let Some(place) = place {
            *place = cluster.unwrap_or(NOWHERE);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether a slot's article is there, to be asked of many slots.
    pub(crate) fn kept(&self) -> impl Fn(Slot) -> bool + use<> {
        let first = self.first;
        let held: Vec<bool> = self.held.iter().map(Option::is_some).collect();
        move |slot| {
            slot.checked_sub(first).is_some_and(|at| held.get(at as usize).copied().unwrap_or_default())
        }
    }

    /// Which articles are `such`.
    pub(crate) fn slots(&self, such: impl Fn(&Held) -> bool) -> Vec<Slot> {
        let held = self.held.iter().zip(self.first..);
        held.filter(|(held, _)| held.as_ref().is_some_and(&such)).map(|(_, slot)| slot).collect()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Held> {
        self.held.iter_mut().flatten()
    }

    /// Forgets an article.
    pub(crate) fn forget(&mut self, slot: Slot) {
        self.joined(slot, None);
        let held = slot.checked_sub(self.first).and_then(|at| self.held.get_mut(at as usize));
        self.len -= usize::from(held.and_then(Option::take).is_some());
        while let Some(None) = self.held.front() {
            self.held.pop_front();
            self.clusters.pop_front();
            self.first += 1;
        }
    }
}
