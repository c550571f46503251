//! What the beginning of an entry's text is known by, which is kept when the text gives way to that of its page: whether two texts
//! may be those of one entry.

use std::collections::BTreeSet;

use super::digest::{number, words_and_pairs};

/// So many different words of a text are kept, two bytes each.
const WORDS_MAX: usize = 64;

/// So many words of a text are looked at for them: one that repeats itself says nothing more.
const READ_MAX: usize = 1_000;

/// A text of fewer different words may stand over anything (*Read more*): that another one is like it says nothing.
const TELLING: usize = 5;

/// Texts are alike where they share so many in a hundred of the words of the shorter one, as a text and its teaser do.
const SHARED: usize = 60;

/// Of one text and its teaser, or a line added to it, they share so many: hardly anything else is so much alike.
const NEARLY_ALL: usize = 80;

/// Of numbers it has to be more: what is made by a form every day (*bought 1,200 shares at 305 pence*) differs in them alone.
const NUMBERS_SHARED: usize = 80;

/// The bit by which numbers are told from words.
const IS_NUMBER: u16 = 1;

/// The words with which a text begins, each as a small number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch(BTreeSet<u16>);

/// What two texts say of whether their entries are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Nothing: one of them is none, or is too short to tell.
    Unknown,
    /// One holds nearly all of the other.
    Same,
    Alike,
    Different,
}

impl Sketch {
    pub(super) fn of(text: &str) -> Sketch {
        let mut sketch = BTreeSet::new();
        for word in words_and_pairs(text).take(READ_MAX) {
            if sketch.len() == WORDS_MAX {
                break;
            }
            let [low, high, ..] = number([word.as_str()]).to_le_bytes();
            let is_number = word.chars().all(char::is_numeric);
            let bits = u16::from_le_bytes([low, high]) & !IS_NUMBER;
            sketch.insert(if is_number { bits | IS_NUMBER } else { bits });
        }
        Sketch(sketch)
    }

    /// The sketch that is kept of an entry; of an older schema's there is none, as of an empty text.
    pub(super) fn kept(bytes: Option<Vec<u8>>) -> Sketch {
        let bytes = bytes.unwrap_or_default();
        let pairs = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
        Sketch(pairs.map(u16::from_le_bytes).collect())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    pub(super) fn likeness(&self, other: &Sketch) -> Likeness {
        let shorter = self.0.len().min(other.0.len());
        match self.shares(other, SHARED) && self.shares_numbers(other) {
            _ if shorter == 0 => Likeness::Unknown,
            true if shorter < TELLING => Likeness::Unknown,
            true if self.shares(other, NEARLY_ALL) => Likeness::Same,
            true => Likeness::Alike,
            false => Likeness::Different,
        }
    }

    /// Whether nothing is left in it of what stood there before: an edit changes numbers, and some of the words.
    pub(super) fn is_rewritten(&self, other: &Sketch) -> bool {
        self.0.len().min(other.0.len()) >= TELLING && !self.shares(other, SHARED)
    }

    fn shares(&self, other: &Sketch, percent: usize) -> bool {
        let shared = self.0.intersection(&other.0).count();
        shared * 100 >= self.0.len().min(other.0.len()) * percent
    }

    fn shares_numbers(&self, other: &Sketch) -> bool {
        let numbers = |sketch: &Sketch| sketch.0.iter().filter(|word| *word & IS_NUMBER != 0).count();
        let shared = self.0.intersection(&other.0).filter(|word| *word & IS_NUMBER != 0).count();
        shared * 100 >= numbers(self).min(numbers(other)) * NUMBERS_SHARED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_alike_where_one_is_a_part_of_the_other() {
        for (a, b, likeness) in [
            ("", "The council voted for the new bridge.", Likeness::Unknown),
            ("Read more", "Read more", Likeness::Unknown),
            ("Stocks fell", "Rain came over the hills", Likeness::Different),
            (
                "The council voted for the bridge on Monday […]",
                "The council voted for the bridge on Monday, and the mayor spoke of a great day. The post appeared first on Site.",
                Likeness::Same,
            ),
            (
                "The council voted for the bridge on Monday, and spoke of trams.",
                "The council voted for the bridge on Monday after a long debate.",
                Likeness::Alike,
            ),
            (
                "The council voted for the new bridge on Monday.",
                "A storm took roofs in the north, and schools stay closed.",
                Likeness::Different,
            ),
            (
                "The bank bought 1,200 of its shares at 305 pence each.",
                "The bank bought 4,150 of its shares at 298 pence each.",
                Likeness::Different,
            ),
            (
                "市議会は月曜日に新しい橋の建設を可決した。",
                "市議会は月曜日に新しい橋の建設を可決した。続きを読む",
                Likeness::Same,
            ),
            (
                "市議会は月曜日に新しい橋の建設を可決した。",
                "銀行は利上げを見送り、円は下落した。",
                Likeness::Different,
            ),
        ] {
            let (a, b) = (Sketch::of(a), Sketch::of(b));
            assert_eq!(a.likeness(&b), likeness, "{a:?} | {b:?}");
            assert_eq!(b.likeness(&a), likeness);
            assert_eq!(Sketch::kept(Some(a.bytes())), a);
        }
    }

    #[test]
    fn a_text_in_which_numbers_changed_is_not_rewritten() {
        let before = Sketch::of("The flood has killed 12 people in the valley, the mayor says.");
        for (now, is_rewritten) in [
            ("The flood has killed 31 people in the valley, the mayor of the town says.", false),
            ("Trains stand still from today, and the council meets at noon.", true),
            ("", false),
        ] {
            assert_eq!(before.is_rewritten(&Sketch::of(now)), is_rewritten, "{now}");
        }
    }

    #[test]
    fn a_sketch_is_bounded() {
        let text: String = (0..1000).map(|number| format!("word{number} ")).collect();
        assert_eq!(Sketch::of(&text).bytes().len(), 2 * WORDS_MAX);
    }
}
