//! The vectors of the window's articles by an embedding model, and how near an article is to each of another language by them.
//! Vectors of one language lie closer to one another than to those of another, whatever they mean: of each the mean of its
//! language is taken off (Libovický et al. 2020, "On the language neutrality of pre-trained multilingual representations"). How near two are
//! is told in standard deviations of all such pairs, so that no bar depends on the model.

use crate::language::Language;
use crate::postings::Slot;

/// Of a language of which there are fewer vectors, the mean says nothing.
const FEWEST: usize = 30;
/// Only so many vectors of a language are looked at, the latest: what bounds the work.
const LATEST: usize = 100_000;
/// So many articles are found.
pub(crate) const NEAREST: usize = 12;
/// What is left of a number without the mean is counted in such parts of one: products of vectors of a thousand numbers are
/// then below 2 to the power of 31.
const PARTS: i16 = 4;

/// The vectors of articles, by language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meanings(Vec<Tongue>);

/// Those of one language.
#[derive(Clone, Debug)]
struct Tongue {
    language: Language,
    /// Whose they are, in order.
    slots: Vec<Slot>,
    /// One after the other.
    cells: Vec<i8>,
    /// Their sum: exact, so that it depends on no order.
    sum: Vec<i32>,
}

/// The articles of a language that are the nearest to a vector; none where too few are known.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    /// With their cosines, the nearest first.
    pub(crate) articles: Vec<(Slot, f64)>,
    /// The standard deviation of the cosines of all.
    pub(crate) deviation: f64,
}

impl Meanings {
    /// Takes in the vector of an article that was not taken in before.
    pub(crate) fn insert(&mut self, language: Language, slot: Slot, meaning: &[i8]) {
        if meaning.is_empty() || self.0.first().is_some_and(|tongue| tongue.sum.len() != meaning.len()) {
            return;
        }
        let place = self.0.iter().position(|tongue| tongue.language == language).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push(Tongue {
                language,
                slots: Vec::new(),
                cells: Vec::new(),
                sum: vec![0; meaning.len()],
            });
        }
        if let Some(tongue) = self.0.get_mut(place) {
            tongue.insert(slot, meaning);
        }
    }

    /// Forgets the articles that `keep` does not name.
    pub(crate) fn retain(&mut self, keep: impl Fn(Slot) -> bool) {
        for tongue in std::mem::take(&mut self.0) {
            for (&slot, meaning) in tongue.slots.iter().zip(tongue.rows()).filter(|(slot, _)| keep(**slot)) {
                self.insert(tongue.language, slot, meaning);
            }
        }
    }

    /// The articles of a language that are the nearest to one of the language `own`.
    pub(crate) fn nearest(&self, own: Language, meaning: &[i8], other: Language) -> Nearest {
        let means = self.of(own).and_then(Tongue::mean).zip(self.of(other).and_then(Tongue::mean));
        match (means, self.of(other)) {
            (Some((own, mean)), Some(other)) if meaning.len() == own.len() => {
                other.nearest(&less(meaning, &own).collect::<Vec<i16>>(), &mean)
            }
            _ => Nearest::default(),
        }
    }

    /// The vector of an article of a language.
    pub(crate) fn vector(&self, language: Language, slot: Slot) -> Option<&[i8]> {
        let tongue = self.of(language)?;
        tongue.rows().nth(tongue.slots.binary_search(&slot).ok()?)
    }

    fn of(&self, language: Language) -> Option<&Tongue> {
        self.0.iter().find(|tongue| tongue.language == language)
    }
}

impl Tongue {
    fn insert(&mut self, slot: Slot, meaning: &[i8]) {
        self.slots.push(slot);
        self.cells.extend_from_slice(meaning);
        self.sum.iter_mut().zip(meaning).for_each(|(sum, &number)| *sum += i32::from(number));
    }

    /// The articles that are the nearest to a vector, by the cosines with theirs less their mean.
    fn nearest(&self, vector: &[i16], mean: &[i16]) -> Nearest {
        let norm = vector.iter().map(|&number| i32::from(number) * i32::from(number)).sum::<i32>() as f32;
        let cosine = |row| match products(vector, row, mean) {
            (_, 0) => 0.0,
            (product, square) => product as f32 / (norm * square as f32).sqrt(),
        };
        let skipped = self.slots.len().saturating_sub(LATEST);
        let latest = self.slots.iter().zip(self.rows()).skip(skipped);
        let mut near: Vec<(f32, Slot)> = latest.map(|(&slot, row)| (cosine(row), slot)).collect();
        let squares: f32 = near.iter().map(|(cosine, _)| cosine * cosine).sum();
        let deviation = (squares / near.len() as f32).sqrt();
        if norm == 0.0 || deviation == 0.0 {
            return Nearest::default();
        }
        let order = |a: &(f32, Slot), b: &(f32, Slot)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if near.len() > NEAREST {
            near.select_nth_unstable_by(NEAREST, order);
            near.truncate(NEAREST);
        }
        near.sort_unstable_by(order);
        let articles = near.into_iter().map(|(cosine, slot)| (slot, f64::from(cosine))).collect();
        Nearest { articles, deviation: f64::from(deviation) }
    }

    fn rows(&self) -> impl Iterator<Item = &[i8]> {
        self.cells.chunks_exact(self.sum.len())
    }

    /// The mean vector, in [`PARTS`]; `None` of too few.
    fn mean(&self) -> Option<Vec<i16>> {
        let count = self.slots.len();
        let mean = |&sum: &i32| (sum as f32 * f32::from(PARTS) / count as f32).round() as i16;
        (count >= FEWEST).then(|| self.sum.iter().map(mean).collect())
    }
}

/// A vector less a mean, in [`PARTS`].
fn less<'a>(vector: &'a [i8], mean: &'a [i16]) -> impl Iterator<Item = i16> + 'a {
    vector.iter().zip(mean).map(|(&number, mean)| i16::from(number) * PARTS - mean)
}

/// The product of a vector and a row less its mean, and that of the latter with itself.
fn products(vector: &[i16], row: &[i8], mean: &[i16]) -> (i32, i32) {
    vector.iter().zip(less(row, mean)).fold((0, 0), |(product, square), (&left, right)| {
        let (left, right) = (i32::from(left), i32::from(right));
        (product + left * right, square + right * right)
    })
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    const DIMENSION: usize = 64;

    /// A vector of numbers that a seed decides, about a mean that is not zero.
    fn vector(seed: u64, mean: i8) -> Vec<i8> {
        // The finish of SplitMix64.
        let number = |place: u64| {
            let z = (seed * 1_000 + place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 59
        };
        (0..DIMENSION as u64).map(|place| number(place) as i8 - 16 + mean).collect()
    }

    /// Two languages, each with a mean of its own; the nth articles of both mean the same.
    fn meanings(numbers: Range<u64>) -> Meanings {
        let mut meanings = Meanings::default();
        for number in numbers {
            meanings.insert(Language::tag("en"), number as Slot * 2, &vector(number, 20));
            meanings.insert(Language::tag("fr"), number as Slot * 2 + 1, &vector(number, -30));
        }
        meanings
    }

    fn nearest(meanings: &Meanings, seed: u64) -> Vec<(Slot, f64)> {
        meanings.nearest(Language::tag("en"), &vector(seed, 20), Language::tag("fr")).articles
    }

    #[test]
    fn what_means_the_same_is_nearest_whatever_the_means_of_languages() {
        let known = meanings(0..100);
        for seed in 0..100 {
            let near = nearest(&known, seed);
            assert_eq!(near.len(), NEAREST);
            assert_eq!(near[0].0, seed as Slot * 2 + 1);
            assert_eq!(known.vector(Language::tag("fr"), near[0].0), Some(vector(seed, -30).as_slice()));
            assert!(near[0].1 > 2.0 * near[1].1, "{near:?}");
            assert!(near.is_sorted_by(|a, b| a.1 >= b.1));
        }
    }

    #[test]
    fn of_few_vectors_or_others_nothing_is_said() {
        let few = meanings(0..FEWEST as u64 - 1);
        assert!(nearest(&few, 3).is_empty());
        let mut known = meanings(0..FEWEST as u64);
        assert!(!nearest(&known, 3).is_empty());
        assert!(known.nearest(Language::tag("de"), &vector(3, 0), Language::tag("fr")).articles.is_empty());
        let english = Language::tag("en");
        for other in [&[][..], &[1, 2, 3]] {
            known.insert(english, 1_000, other);
            assert!(known.nearest(english, other, Language::tag("fr")).articles.is_empty());
        }
        assert!(known.0.iter().all(|tongue| tongue.slots.len() == FEWEST));
    }

    #[test]
    fn what_is_forgotten_leaves_no_trace() {
        let mut thinned = meanings(0..200);
        thinned.retain(|slot| slot >= 200);
        let made = meanings(100..200);
        for seed in 90..110 {
            assert_eq!(nearest(&thinned, seed), nearest(&made, seed));
        }
    }
}
