//! How rare a term is in its language: how many clusters hold it, counted as clusters come and go, and how many would be
//! expected to before any was seen.

use crate::language::{self, Common, Language};
use crate::table::Table;
use crate::terms::TermId;
use crate::text::Hash;

/// As if so many clusters had been seen before the first, with the words as common in them as the table of the
/// commonest words says: rarity must mean something from the first article on.
const BACKGROUND: f64 = 500.0;
/// In so many of them any other word stands.
const UNSEEN: f64 = 3.0;
/// In so many of them a word stands, by the lowest bits of its value in the table.
const EXPECTED: [f64; 3] = [UNSEEN, BACKGROUND * Common::News.share(), BACKGROUND * Common::Function.share()];
/// A value of the table is the number of clusters times this, and how common the word is by itself.
const ONE: u32 = 4;

/// How many clusters hold each term.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    /// By [`Rarities::key`].
    table: Table,
    /// How many clusters each language has, in the order in which the languages appeared.
    sizes: Vec<(Language, u32)>,
}

impl Default for Holding {
    fn default() -> Self {
        let mut holding = Holding { table: Table::default(), sizes: Vec::new() };
        for (language, id, common) in language::commonest() {
            let key = holding.of(language).key(id);
            holding.table.entry(key, common as u32);
        }
        holding
    }
}

impl Holding {
    /// The rarities of a language's terms as they are now.
    pub(crate) fn of(&self, language: Language) -> Rarities<'_> {
        let all = self.sizes.iter().find(|size| size.0 == language).map_or(0, |size| size.1);
        let salted = Hash::default().and(u64::from(language.salt()));
        Rarities { table: &self.table, salted, all: f64::from(all) + BACKGROUND }
    }

    /// The languages that have clusters.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        self.sizes.iter().filter(|&&(_, size)| size > 0).map(|&(language, _)| language)
    }

    /// Counts a new cluster of a language.
    pub(crate) fn opened(&mut self, language: Language) {
        match self.sizes.iter_mut().find(|size| size.0 == language) {
            Some((_, size)) => *size += 1,
            None => self.sizes.push((language, 1)),
        }
    }

    /// Counts a cluster of a language off.
    pub(crate) fn closed(&mut self, language: Language) {
        if let Some((_, size)) = self.sizes.iter_mut().find(|size| size.0 == language) {
            *size -= 1;
        }
    }

    /// Counts one more cluster that holds each of these terms.
    pub(crate) fn add(&mut self, language: Language, terms: impl Iterator<Item = TermId>) {
        let rarities = self.of(language);
        let keys: Vec<u32> = terms.map(|id| rarities.key(id)).collect();
        self.table.fetch(keys.iter().copied());
        for key in keys {
            if let Some((value, _)) = self.table.entry(key, 0) {
                *value += ONE;
            }
        }
    }

    /// Counts one cluster less that holds each of these terms, which have been added.
    pub(crate) fn subtract(&mut self, language: Language, terms: impl Iterator<Item = TermId>) {
        for id in terms {
            let key = self.of(language).key(id);
            if let Some((value, _)) = self.table.entry(key, ONE) {
                *value -= ONE;
            }
        }
    }

    /// Gives back the memory of terms that no cluster holds any more.
    pub(crate) fn forget_unheld(&mut self) {
        self.table.retain(|value| *value > 0);
    }
}

/// The rarities of one language's terms at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rarities<'a> {
    table: &'a Table,
    /// The beginning of a key.
    salted: Hash,
    /// How many clusters there are, with those that were never seen.
    all: f64,
}

impl Rarities<'_> {
    fn key(&self, id: TermId) -> u32 {
        self.salted.and(u64::from(id)).finish()
    }

    /// How many clusters were counted.
    pub(crate) fn counted(&self) -> f64 {
        self.all - BACKGROUND
    }

    /// How many clusters hold a term.
    pub(crate) fn holding(&self, id: TermId) -> u32 {
        self.table.get(self.key(id)).map_or(0, |value| value / ONE)
    }

    /// How rare a term of one cluster alone would be.
    pub(crate) fn one(&self) -> f64 {
        log2(self.all)
    }

    /// How rare a term is: the logarithm to base 2 of how many clusters there are for each that holds it. Clusters, not
    /// articles: what everybody reports today is one cluster.
    pub(crate) fn of(&self, id: TermId) -> f64 {
        let value = self.table.get(self.key(id)).copied().unwrap_or(0);
        let expected = EXPECTED.get((value % ONE) as usize).copied().unwrap_or(UNSEEN);
        log2(self.all / (f64::from(value / ONE) + expected)).max(0.0)
    }
}

/// The logarithm to base 2, within 0.01 and the same on every machine: the exponent, and a parabola through the mantissa.
fn log2(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i64 - 1023;
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    exponent as f64 + (mantissa - 1.0) * (1.0 + 0.344 * (2.0 - mantissa))
}
