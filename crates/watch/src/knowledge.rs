//! What has been learned of names: how the stream writes them, in which languages and outlets they are what is meant, and
//! what users said of alerts. Plain data that whoever matches keeps and hands in; the judge makes evidence of it. Without it
//! names are judged by their articles alone.

use model::{About, Feedback, Learned, Tally, Within};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::fold::folded;
use crate::hash::hash;
use crate::words::Words;

/// The most words and watches that something is kept of; what is new beyond that is not learned.
const MAX_SUBJECTS: usize = 500_000;

/// The most languages that are told apart for one word, and for one watch: whoever publishes says which language it is.
const MAX_LANGUAGES: usize = 64;

/// The most outlets that are told apart for one watch.
const MAX_OUTLETS: usize = 1_000;

/// The most of users' words on one watch that are compared with what is found; the latest count.
const MAX_FEEDBACK: usize = 100;

/// A user's word counts as so many articles that leave no doubt.
const FEEDBACK_WEIGHT: f64 = 4.0;

/// What is expected weighs as much as so many articles, in the share of a language and of an outlet.
const EXPECTED_WEIGHT: f64 = 8.0;

/// Likewise, in the share of all, where half is expected.
const EVEN_WEIGHT: f64 = 2.0;

/// Words of a sentence that have fewer bytes say nothing of what it is about.
const LEAST_BYTES: usize = 4;

/// From this similarity on sentences are held to speak of the same thing; most pairs of sentences with one name in common are
/// below.
const ALIKE: f64 = 0.3;

/// What has been learned.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// By folded word and language: whether it stands as a name.
    words: FxHashMap<String, FxHashMap<String, Tally>>,
    /// By watchlist and watch.
    watches: FxHashMap<String, FxHashMap<String, OfWatch>>,
    /// How many words and watches there are.
    subjects: usize,
}

/// What has been learned of a watch.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfWatch {
    /// Whether it was meant, by articles that leave no doubt.
    all: Tally,
    languages: FxHashMap<String, Tally>,
    outlets: FxHashMap<String, Tally>,
    feedback: Vec<Thumb>,
}

/// A user's word, as it is compared.
#[derive(Clone, Debug)]
struct Thumb {
    meant: bool,
    alias: String,
    words: FxHashSet<u64>,
    language: Option<String>,
    outlet: Option<String>,
}

/// What one article teaches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lessons {
    /// The language's tag; empty where it is not known.
    pub(crate) language: String,
    pub(crate) outlet: Option<String>,
    /// Words that are names, and whether they stand as one.
    pub(crate) words: Vec<(String, bool)>,
    /// Watchlists and watches of which the article leaves no doubt whether they are meant.
    pub(crate) watches: Vec<(String, String, bool)>,
}

impl Knowledge {
    /// Takes up what was kept.
    pub fn recall(&mut self, learned: impl IntoIterator<Item = Learned>) {
        for Learned { about, tally } in learned {
            if let Some(known) = self.tally(&about) {
                *known = tally;
            }
        }
    }

    /// Takes users' words in the place of those that it had, the oldest first.
    pub fn hear(&mut self, feedback: impl IntoIterator<Item = Feedback>) {
        self.watches.values_mut().flat_map(FxHashMap::values_mut).for_each(|watch| watch.feedback.clear());
        for said in feedback {
            let watches = self.watches.entry(said.watchlist).or_default();
            let watch = watches.entry(said.watch).or_default();
            if watch.feedback.len() == MAX_FEEDBACK {
                watch.feedback.remove(0);
            }
            watch.feedback.push(Thumb {
                meant: said.meant,
                words: content(&said.sentence, &said.alias),
                alias: said.alias,
                language: said.language,
                outlet: said.outlet,
            });
        }
    }

    /// Learns from an article, and says what is now known of what it was about, to be kept.
    pub fn learn(&mut self, lessons: Lessons) -> Vec<Learned> {
        let Lessons { language, outlet, words, watches } = lessons;
        let mut changed = Vec::new();
        let mut count = |about: About, so: bool| {
            if let Some(tally) = self.tally(&about) {
                tally.count(so);
                changed.push(Learned { tally: *tally, about });
            }
        };
        for (word, is_name) in words {
            count(About::Word { word, language: language.clone() }, is_name);
        }
        for (watchlist, watch, meant) in watches {
            let outlet = outlet.iter().map(|outlet| Within::Outlet(outlet.clone()));
            let language =
                (!language.is_empty()).then(|| Within::Language(language.clone())).into_iter().chain(outlet);
            for within in std::iter::once(Within::Everything).chain(language) {
                count(About::Watch { watchlist: watchlist.clone(), watch: watch.clone(), within }, meant);
            }
        }
        changed
    }

    /// What is counted about something; `None` where no more can be kept.
    fn tally(&mut self, about: &About) -> Option<&mut Tally> {
        let full = self.subjects >= MAX_SUBJECTS;
        match about {
            About::Word { word, language } => {
                if !self.words.contains_key(word) {
                    (!full).then_some(())?;
                    self.subjects += 1;
                }
                bounded(self.words.entry(word.clone()).or_default(), language, MAX_LANGUAGES)
            }
            About::Watch { watchlist, watch, within } => {
                if self.watch(watchlist, watch).is_none() {
                    (!full).then_some(())?;
                    self.subjects += 1;
                }
                let of_list = self.watches.entry(watchlist.clone()).or_default();
                of_list.entry(watch.clone()).or_default().tally(within)
            }
        }
    }

    /// How a word stands in texts of a language: above 0 mostly as a name, below 0 mostly as an everyday word, 0 where nothing is
    /// known; the logarithm of the odds, where [`EXPECTED_WEIGHT`] sightings are expected to be half of both.
    pub(crate) fn as_name(&self, word: &str, language: &str) -> f64 {
        let tally = self.words.get(word).and_then(|languages| languages.get(language));
        tally.map_or(0.0, |tally| odds(tally.share(0.5, EXPECTED_WEIGHT)))
    }

    pub(crate) fn watch(&self, watchlist: &str, watch: &str) -> Option<&OfWatch> {
        self.watches.get(watchlist)?.get(watch)
    }

    /// Whether nothing has been learned.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.watches.is_empty()
    }
}

impl OfWatch {
    fn tally(&mut self, within: &Within) -> Option<&mut Tally> {
        match within {
            Within::Everything => Some(&mut self.all),
            Within::Language(language) => bounded(&mut self.languages, language, MAX_LANGUAGES),
            Within::Outlet(outlet) => bounded(&mut self.outlets, outlet, MAX_OUTLETS),
        }
    }

    /// How much more of what is found is meant in texts of a language than in all: a difference of shares, −1 to 1; 0 where nothing
    /// is known.
    pub(crate) fn in_language(&self, language: &str) -> f64 {
        let said = self.feedback.iter().filter(|thumb| thumb.language.as_deref() == Some(language));
        self.beyond_all(self.languages.get(language).copied(), said)
    }

    /// Likewise in those of an outlet.
    pub(crate) fn in_outlet(&self, outlet: &str) -> f64 {
        let said = self.feedback.iter().filter(|thumb| thumb.outlet.as_deref() == Some(outlet));
        self.beyond_all(self.outlets.get(outlet).copied(), said)
    }

    fn beyond_all<'t>(&self, counted: Option<Tally>, said: impl Iterator<Item = &'t Thumb>) -> f64 {
        let with = |mut tally: Tally, thumb: &Thumb| {
            *if thumb.meant { &mut tally.yes } else { &mut tally.no } += FEEDBACK_WEIGHT;
            tally
        };
        let all = self.feedback.iter().fold(self.all, with).share(0.5, EVEN_WEIGHT);
        let here = said.fold(counted.unwrap_or_default(), with).share(all, EXPECTED_WEIGHT);
        here - all
    }

    /// What users say of the watch on the whole: the logarithm of the odds that it is meant, where two of each are expected.
    pub(crate) fn said(&self) -> f64 {
        let meant = self.feedback.iter().filter(|thumb| thumb.meant).count() as f64;
        let tally = Tally { yes: meant, no: self.feedback.len() as f64 - meant };
        odds(tally.share(0.5, 2.0 * EVEN_WEIGHT))
    }

    /// What users say of sentences like this one with the same alias: from −1, it is not meant in them, to 1, it is.
    pub(crate) fn said_of_alike(&self, alias: &str, sentence: impl FnOnce() -> FxHashSet<u64>) -> f64 {
        let mut of_alias = self.feedback.iter().filter(|thumb| thumb.alias == alias).peekable();
        if of_alias.peek().is_none() {
            return 0.0;
        }
        let sentence = sentence();
        let alike = of_alias.map(|thumb| {
            let shared = thumb.words.intersection(&sentence).count() as f64;
            let similar = shared / ((thumb.words.len() * sentence.len()) as f64).sqrt().max(1.0);
            let counts = if similar >= ALIKE { similar } else { 0.0 };
            if thumb.meant { counts } else { -counts }
        });
        alike.sum::<f64>().clamp(-1.0, 1.0)
    }
}

/// What is counted under a key, where it is one of at most so many.
fn bounded<'t>(tallies: &'t mut FxHashMap<String, Tally>, key: &str, most: usize) -> Option<&'t mut Tally> {
    if tallies.len() >= most && !tallies.contains_key(key) {
        return None;
    }
    Some(tallies.entry(key.to_owned()).or_default())
}

/// The words of a sentence that say what it is about, hashed, without those of the alias.
pub(crate) fn content(sentence: &str, alias: &str) -> FxHashSet<u64> {
    let each = |text: &str| {
        let (mut words, mut hashes) = (Words::of(text), Vec::new());
        while let Some((span, _)) = words.next() {
            let word = folded(text.get(span.start as usize..span.end as usize).unwrap_or_default());
            if word.len() >= LEAST_BYTES {
                hashes.push(hash(word.as_bytes()));
            }
        }
        hashes
    };
    let of_alias = each(alias);
    each(sentence).into_iter().filter(|word| !of_alias.contains(word)).collect()
}

fn odds(share: f64) -> f64 {
    let within = share.clamp(0.001, 0.999);
    (within / (1.0 - within)).ln()
}

#[cfg(test)]
mod tests;
