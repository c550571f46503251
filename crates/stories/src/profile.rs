//! What an article or a cluster is about, ready to be compared: its terms, each weighed by how rare it is among the
//! clusters of its language. What likeness is needed, and for what, is not decided here.

use crate::articles::Reading;
use crate::clusters::{Cluster, Clusters};
use crate::language::Language;
use crate::terms::{self, Weighted};
use crate::window::Window;

/// An article is looked up by so many of its rarest terms.
const LOOKED_UP: usize = 24;

/// Terms of one language with their rarity.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) language: Language,
    /// When its latest news is from, in seconds.
    pub(crate) time: i64,
    /// How long the article is, or a cluster's articles are on average, in words; 0 where the text is not its own.
    pub(crate) words: f64,
    /// Sorted by identity.
    pub(crate) terms: Vec<Weighted>,
    /// Of each of `terms`.
    rarities: Vec<f64>,
    norm: f64,
}

/// How alike two of the same language are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Likeness {
    /// The cosine of the two, 0 to 1.
    pub(crate) cosine: f64,
    /// How many terms make it: the inverse of the sum of the squares of their shares in it, 1 where one term is all.
    pub(crate) breadth: f64,
    /// How rare all that they share is, in so many times what a term of one cluster alone would be: once tells one cluster from all
    /// others, if terms came together by chance alone.
    pub(crate) evidence: f64,
}

impl Profile {
    pub(crate) fn of(clusters: &Clusters, reading: &Reading) -> Self {
        let terms = reading.terms.iter().map(Weighted::from).collect();
        let words = f64::from(reading.words);
        Profile::new(clusters, reading.language, reading.time, words, terms)
    }

    /// Of an article whose text is not its own.
    pub(crate) fn of_headline(clusters: &Clusters, reading: &Reading) -> Self {
        let terms = reading.terms.iter().filter(|term| reading.title.contains(&term.id()));
        Profile::new(clusters, reading.language, reading.time, 0.0, terms.map(Weighted::from).collect())
    }

    pub(crate) fn of_cluster(window: &Window, cluster: &Cluster) -> Self {
        let terms = cluster.core(&window.articles).collect();
        Profile::new(&window.clusters, cluster.language, cluster.last, cluster.words(&window.articles), terms)
    }

    /// What a cluster would be with the article in it.
    pub(crate) fn with(&self, window: &Window, cluster: &Cluster) -> Self {
        let terms = terms::sum(&self.terms, cluster.core(&window.articles));
        Profile::new(&window.clusters, self.language, self.time.max(cluster.last), self.words, terms)
    }

    fn new(clusters: &Clusters, language: Language, time: i64, words: f64, terms: Vec<Weighted>) -> Self {
        let of = clusters.rarities(language);
        let rarities: Vec<f64> = terms.iter().map(|term| of.of(term.id())).collect();
        let squares = terms.iter().zip(&rarities).map(|(term, rarity)| square(term, *rarity));
        let norm = squares.sum::<f64>().sqrt();
        Profile { language, time, words, terms, rarities, norm }
    }

    /// How alike it is to others of its language, given by their terms in the order of their identities.
    pub(crate) fn likeness(&self, clusters: &Clusters, others: impl Iterator<Item = Weighted>) -> Likeness {
        let rarities = clusters.rarities(self.language);
        let mut own = self.terms.iter().zip(&self.rarities).peekable();
        let (mut product, mut squares, mut norm, mut shared) = (0.0, 0.0, 0.0, 0.0);
        others.for_each(|term| {
            while own.next_if(|(own, _)| own.id() < term.id()).is_some() {}
            if let Some((own, &rarity)) = own.next_if(|(own, _)| own.id() == term.id()) {
                let part = f64::from(own.weight) * f64::from(term.weight) * rarity * rarity;
                product += part;
                squares += part * part;
                shared += rarity;
                norm += square(&term, rarity);
            } else {
                norm += square(&term, rarities.of(term.id()));
            }
        });
        if product > 0.0 {
            Likeness {
                cosine: product / (self.norm * norm.sqrt()),
                breadth: product * product / squares,
                evidence: shared / rarities.one(),
            }
        } else {
            Likeness::default()
        }
    }

    /// How alike it is to a cluster of its language.
    pub(crate) fn likeness_to(&self, window: &Window, cluster: &Cluster) -> Likeness {
        self.likeness(&window.clusters, cluster.core(&window.articles))
    }

    /// Its rarest terms, with their worth, the rarest first.
    pub(crate) fn rarest(&self, among: impl Fn(&Weighted) -> bool) -> Vec<(f64, Weighted)> {
        let mut rarest: Vec<(f64, Weighted)> = self
            .terms
            .iter()
            .zip(&self.rarities)
            .filter(|(term, _)| among(term))
            .map(|(term, rarity)| (square(term, *rarity), *term))
            .collect();
        let order =
            |a: &(f64, Weighted), b: &(f64, Weighted)| b.0.total_cmp(&a.0).then(a.1.id().cmp(&b.1.id()));
        if rarest.len() > LOOKED_UP {
            rarest.select_nth_unstable_by(LOOKED_UP, order);
            rarest.truncate(LOOKED_UP);
        }
        rarest.sort_unstable_by(order);
        rarest
    }
}

fn square(term: &Weighted, rarity: f64) -> f64 {
    let weight = f64::from(term.weight) * rarity;
    weight * weight
}
