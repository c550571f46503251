//! Headlines alone in two languages. What happened is said by a verb, which no table of words has; who and where are what a headline
//! has in common with whatever else is told of a firm, a minister or a town. Texts are not compared here.

use crate::articles::{Held, Reading};
use crate::language::{self, Language};
use crate::lexicon;
use crate::rarity::Rarities;
use crate::terms::{Class, Term, TermId, class};
use crate::window::Window;

/// So many names, numbers and rare words of a headline must be in the other article, each a signal of its own: of *Harnsea Air
/// cancels flights to Quistdal* three are in what tells that they are resumed...
const SIGNALS: usize = 4;
/// ...and so much of all that it says: of a long headline four words may be there by chance.
const SAID: f64 = 0.4;
/// A word is rare if one cluster in 2 to the power of this holds it.
const RARE: f64 = 5.0;

/// A headline and what its article is about, which is `None` where it has no text of its own.
#[derive(Clone, Copy)]
pub(crate) struct Headed<'a> {
    language: Language,
    title: &'a [TermId],
    terms: Option<&'a [Term]>,
}

/// Whether one of two articles of different languages is a headline alone that says too little of what the other says for a
/// translation. That the two mean the same by an embedding model is a signal, too.
pub(crate) fn say_too_little(window: &Window, one: Headed<'_>, other: Headed<'_>, meant: bool) -> bool {
    let rarities = [one, other].map(|headed| window.clusters.rarities(headed.language));
    let found = [one.shared(other, rarities), other.shared(one, rarities)];
    let alone = [one, other].into_iter().zip(found).filter(|(headed, _)| headed.terms.is_none());
    // A translation may say more; of two headlines the shorter one is to be found in the other.
    let shorter = alone.map(|(_, shared)| shared).min_by_key(|shared| shared.all);
    shorter.is_some_and(|Shared { all, both, signals }| {
        signals + usize::from(meant) < SIGNALS || (both as f64) < SAID * all as f64
    })
}

/// What of a headline another article has.
struct Shared {
    /// How many words of it say anything, and how many of them the other has.
    all: usize,
    both: usize,
    /// How many of those are signals of their own.
    signals: usize,
}

impl<'a> Headed<'a> {
    /// An article that arrives, of which the text may not be its own.
    pub(crate) fn of_reading(reading: &'a Reading, is_own: bool) -> Self {
        let has_text = is_own && !reading.text.is_empty();
        Headed {
            language: reading.language,
            title: &reading.title,
            terms: has_text.then_some(&reading.terms),
        }
    }

    pub(crate) fn of(held: &'a Held) -> Self {
        let terms = (!held.text.is_empty()).then_some(&*held.terms);
        Headed { language: held.language, title: &held.title, terms }
    }

    fn shared(self, other: Headed<'_>, rarities: [Rarities<'_>; 2]) -> Shared {
        let mut found = Shared { all: 0, both: 0, signals: 0 };
        for (at, id) in self.telling() {
            found.all += 1;
            if other.has(id) {
                found.both += 1;
                let is_rare = rarities.iter().all(|rarities| rarities.of(id) > RARE);
                found.signals += usize::from(is_rare && !self.ends_name(at, other));
            }
        }
        found
    }

    /// The words that say anything and may be the same in another language, each once, with their places.
    fn telling(self) -> impl Iterator<Item = (usize, TermId)> {
        let words = self.title.iter().copied().enumerate();
        words.filter(move |&(at, id)| {
            class(id) != Class::Short
                && !language::is_common(self.language, id)
                && self.title.iter().take(at).all(|before| *before != id)
        })
    }

    fn has(self, id: TermId) -> bool {
        let is_about = |terms: &[Term]| terms.binary_search_by_key(&id, |term| term.id()).is_ok();
        self.title.contains(&id) || self.terms.is_some_and(is_about)
    }

    /// Whether the word at a place stands in both headlines behind the same word, so that the two are one name.
    fn ends_name(self, at: usize, other: Headed<'_>) -> bool {
        let may_be_name = |id: &TermId| class(*id) == Class::Word && !lexicon::is_ordinary(*id);
        let name = at.checked_sub(1).and_then(|from| self.title.get(from..=at));
        name.is_some_and(|name| {
            name.iter().all(may_be_name) && other.title.windows(2).any(|pair| pair == name)
        })
    }
}
