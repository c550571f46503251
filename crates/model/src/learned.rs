//! What is learned of names while articles come in, and what users say of alerts.

/// How often something was so, and how often not. What was counted long ago counts less: once [`Tally::MOST`] is reached,
/// both figures are halved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// How often it was so; 0 or more.
    pub yes: f64,
    /// How often not; 0 or more.
    pub no: f64,
}

impl Tally {
    /// Of so many counts a tally tells as much as it ever will, and what a stream writes of now is what matters.
    pub const MOST: f64 = 400.0;

    /// Counts once.
    pub fn count(&mut self, so: bool) {
        let side = if so { &mut self.yes } else { &mut self.no };
        *side += 1.0;
        if self.yes + self.no > Tally::MOST {
            self.yes /= 2.0;
            self.no /= 2.0;
        }
    }

    /// The share of *yes*, where one that is expected counts as `weight` observations (the mean of a beta distribution);
    /// between 0 and 1 if `expected` is.
    #[must_use]
    pub fn share(self, expected: f64, weight: f64) -> f64 {
        (self.yes + expected * weight) / (self.yes + self.no + weight)
    }
}

/// One thing that was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// What it is about.
    pub about: About,
    /// What was counted.
    pub tally: Tally,
}

/// What something that was learned is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Whether a word that is a name stands as one in texts of a language, or as an everyday word.
    Word {
        /// The word, folded.
        word: String,
        /// The language's tag; empty where it is not known.
        language: String,
    },
    /// Whether a watch is meant where its names stand.
    Watch {
        /// The watchlist.
        watchlist: String,
        /// The watch.
        watch: String,
        /// Where.
        within: Within,
    },
}

/// Where a watch was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Within {
    /// In any article.
    Everything,
    /// In articles of a language, by its tag.
    Language(String),
    /// In articles of an outlet, by what identifies it.
    Outlet(String),
}

/// What a user says of a watch in an alert, with the place by which it was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The watchlist.
    pub watchlist: String,
    /// The watch.
    pub watch: String,
    /// Whether it was meant.
    pub meant: bool,
    /// The alias.
    pub alias: String,
    /// The sentence around it.
    pub sentence: String,
    /// The language of the article.
    pub language: Option<String>,
    /// What identifies the article's outlet.
    pub outlet: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_goes_from_what_is_expected_to_what_was_counted() {
        let mut tally = Tally::default();
        assert_eq!(tally.share(0.3, 4.0), 0.3);
        tally.count(false);
        assert_eq!(tally.share(0.5, 4.0), 0.4);
        (0..96).for_each(|_| tally.count(true));
        assert!(tally.share(0.5, 4.0) > 0.96);
    }

    #[test]
    fn what_was_counted_long_ago_counts_less() {
        let mut tally = Tally::default();
        (0..400).for_each(|_| tally.count(false));
        (0..400).for_each(|_| tally.count(true));
        assert!(tally.yes > tally.no * 2.0, "{tally:?}");
        assert!(tally.yes + tally.no <= Tally::MOST);
    }
}
