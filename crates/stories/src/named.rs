//! What two articles of different languages name: names and numbers pass from one language to another, so that each of a short
//! one stands in a long one that tells the same, and those of another event do not.

/// So much of a likeness is left, in a window that has counted nothing, where each of two articles names things and none of
/// them the other's...
const OF_OTHERS: f64 = 0.2;
/// ...and nothing is taken off from this share of the names on.
const SAME: f64 = 0.5;
/// Counted clusters show which words fires, matches and trials have in common, and give a likeness its rivals: what is taken
/// off falls to an e-th for each so many.
const COUNTED: f64 = 150.0;
/// However many were counted, so much is left where each names so many things and none of them the other's.
const OF_OTHER_NAMES: f64 = 0.5;
const SEVERAL: u32 = 3;
/// From so many names on that both have, they say that a text may be shorter than the other...
const FEWEST: u32 = 4;
/// ...and this part of what lengths that differ take off is given back where all are the same.
const GIVEN_BACK: f64 = 0.6;

/// How many names and numbers two articles have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Named {
    pub(crate) both: u32,
    /// Which the other lacks.
    pub(crate) here: u32,
    pub(crate) there: u32,
}

impl Named {
    /// The share of names that both have, of those of the one that has fewer; `None` where one has none.
    fn share(self) -> Option<f64> {
        let fewer = self.both + self.here.min(self.there);
        (fewer > 0).then(|| f64::from(self.both) / f64::from(fewer))
    }

    /// What part of a likeness is to be trusted where so many clusters of the other language were counted.
    pub(crate) fn trusted(self, counted: f64) -> f64 {
        let Some(share) = self.share() else { return 1.0 };
        let few = if self.both == 0 && self.here.min(self.there) >= SEVERAL { OF_OTHER_NAMES } else { 1.0 };
        let off = (1.0 - OF_OTHERS) * (1.0 - (share / SAME).min(1.0)).sqrt();
        few.min(1.0 - off * (-counted / COUNTED).exp())
    }

    /// How well lengths fit that would fit so well by themselves.
    pub(crate) fn fit(self, fit: f64) -> f64 {
        let share = self.share().filter(|_| self.both >= FEWEST).unwrap_or_default();
        let back = GIVEN_BACK * ((share - SAME) / (1.0 - SAME)).max(0.0);
        fit + (1.0 - fit) * back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(both: u32, here: u32, there: u32) -> Named {
        Named { both, here, there }
    }

    #[test]
    fn a_likeness_is_doubted_where_names_differ_and_little_was_counted() {
        for (names, counted, least, most) in [
            (named(0, 2, 3), 0.0, 0.0, OF_OTHERS + 0.01),
            (named(1, 3, 3), 0.0, 0.3, 0.5),
            (named(2, 2, 9), 0.0, 1.0, 1.0),
            (named(0, 0, 3), 0.0, 1.0, 1.0),
            (named(0, 0, 0), 0.0, 1.0, 1.0),
            (named(0, 2, 3), 1_000.0, 0.99, 1.0),
            (named(0, 3, 3), 1_000.0, OF_OTHER_NAMES, OF_OTHER_NAMES),
            (named(1, 3, 3), 1_000.0, 0.99, 1.0),
        ] {
            let trusted = names.trusted(counted);
            assert!((least..=most).contains(&trusted), "{names:?} of {counted}: {trusted}");
        }
    }

    #[test]
    fn a_text_may_be_shorter_that_names_what_the_other_names() {
        for (names, least, most) in [
            (named(6, 0, 9), 0.75, 0.77),
            (named(6, 6, 9), 0.4, 0.4),
            (named(3, 0, 9), 0.4, 0.4),
            (named(0, 0, 0), 0.4, 0.4),
        ] {
            let fit = names.fit(0.4);
            assert!((least..=most).contains(&fit), "{names:?}: {fit}");
        }
    }
}
