//! Tolls that change: a short report that comes again with more dead or injured in it, or with fewer, fills in no form, it goes
//! on with its story or corrects it. And ages, which tell people apart.
//! Nothing here decides that two reports tell of one event.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::shingles;
use crate::text;

/// What is counted: the dead, the injured. People who are missing are not: of one the number is an age.
const COUNTED: [&str; 2] = [
    "dead death deaths die died dies kill killed killing kills mort morts tue tues tuent tote toten getotet muertos mueren matan \
     morti uccisi mortos morrem doden gedood",
    "hurt injured injuring injures injuries wounded wounding blesse blesses verletzt verletzte heridos feriti feridos gewond \
     gewonden",
];
/// Before a number these make it an age, and those behind it.
const AGED: &str = "age aged man woman boy girl teenager";
const YEARS: &str = "year years ans jahre anos anni jaar";
/// What stands between what is counted and a number that is not exact: "killing at least 14".
const ABOUT: &str = "at least most more than over about around some nearly almost up to as many au moins plus de environ pres      mindestens mehr als etwa rund fast al menos mas unos cerca almeno piu di circa pelo mais minstens meer dan ongeveer";
/// So many of these words at the most.
const ABOUT_WORDS: usize = 3;
/// So many words behind a number may stand before what is counted: "17 people were injured".
const BETWEEN: usize = 2;
/// The numbers from two on as news spells them, in each language one after the other.
const SPELLED: [&str; 7] = [
    "two three four five six seven eight nine ten eleven twelve",
    "deux trois quatre cinq six sept huit neuf dix onze douze",
    "zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "dois tres quatro cinco seis sete oito nove dez onze doze",
    "twee drie vier vijf zes zeven acht negen tien elf twaalf",
];
/// What stands between a number and what is counted; by what is kept of a word it may look like a number.
const PEOPLE: &str = "people persons personnes menschen personas persone pessoas mensen others autres andere otros altri outros";
/// Tolls below this are looked at: no more numbers could be told apart by what is kept of them.
const HIGHEST: u16 = 1_000;

/// What is counted by a word.
static COUNTS: LazyLock<FxHashMap<u16, usize>> = LazyLock::new(|| {
    COUNTED.iter().enumerate().flat_map(|(kind, list)| words(list).map(move |word| (word, kind))).collect()
});
static BEFORE_AGES: LazyLock<FxHashSet<u16>> = LazyLock::new(|| words(AGED).collect());
static BEHIND_AGES: LazyLock<FxHashSet<u16>> = LazyLock::new(|| words(YEARS).collect());
static ABOUT_NUMBERS: LazyLock<FxHashSet<u16>> = LazyLock::new(|| words(ABOUT).collect());
/// The numbers from 2 on, the lowest where two look the same.
static NUMBERS: LazyLock<FxHashMap<u16, u16>> = LazyLock::new(|| {
    let number = |value: u16| words(&value.to_string()).next().map(|word| (word, value)).into_iter();
    let spelled = SPELLED.iter().flat_map(|list| words(list).zip(2..));
    let people: Vec<u16> = words(PEOPLE).collect();
    let spelled = spelled.filter(|(word, _)| !people.contains(word));
    (2..HIGHEST).rev().flat_map(number).chain(spelled).collect()
});

/// The words of a list as they stand in texts.
fn words(list: &str) -> impl Iterator<Item = u16> {
    shingles::pack(&text::tokens(list, usize::MAX)).into_vec().into_iter()
}

/// A number of a text.
struct Number<'a> {
    value: u16,
    /// The word before it, or before what says that it is not exact.
    before: Option<&'a u16>,
    /// The words behind it, up to the next number.
    behind: Vec<&'a u16>,
}

impl Number<'_> {
    fn is_age(&self) -> bool {
        self.before.is_some_and(|word| BEFORE_AGES.contains(word))
            || self.behind.first().is_some_and(|word| BEHIND_AGES.contains(*word))
    }
}

fn numbers(text: &[u16]) -> impl Iterator<Item = Number<'_>> {
    text.iter().enumerate().filter_map(|(place, word)| {
        let &value = NUMBERS.get(word)?;
        let before = text.get(..place)?.iter().rev().take(ABOUT_WORDS + 1);
        let behind = text.get(place + 1..)?.iter().take(BETWEEN + 1);
        Some(Number {
            value,
            before: before.into_iter().find(|word| !ABOUT_NUMBERS.contains(*word)),
            behind: behind.take_while(|word| !NUMBERS.contains_key(*word)).collect(),
        })
    })
}

/// How many are counted dead, and injured, at the most.
fn tolls(text: &[u16]) -> [u16; COUNTED.len()] {
    let mut tolls = [0; COUNTED.len()];
    for number in numbers(text).filter(|number| !number.is_age()) {
        let Number { value, before, behind } = number;
        // "20 were hurt" behind "12 died", "3 people and injured 12" behind "killed".
        let (near, far) = behind.split_at(BETWEEN.min(behind.len()));
        let counts = near.iter().copied().chain(before).chain(far.iter().copied());
        let kind = counts.into_iter().find_map(|word| COUNTS.get(word));
        if let Some(toll) = kind.and_then(|&kind| tolls.get_mut(kind)) {
            *toll = value.max(*toll);
        }
    }
    tolls
}

/// How many of the tolls that two texts give differ: news counts on, and counts again.
pub(super) fn changed(text: &[u16], other: &[u16]) -> u32 {
    let (ours, theirs) = (tolls(text), tolls(other));
    let differ = |(one, other): &(&u16, &u16)| **one > 0 && **other > 0 && one != other;
    ours.iter().zip(&theirs).filter(differ).count() as u32
}

/// Whether each of two texts has an age that the other lacks: they tell of different people.
pub(super) fn are_of_other_ages(text: &[u16], other: &[u16]) -> bool {
    let ages = |text| numbers(text).filter(Number::is_age).map(|age| age.value).collect::<FxHashSet<u16>>();
    let (ours, theirs) = (ages(text), ages(other));
    !ours.is_subset(&theirs) && !theirs.is_subset(&ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolls_change_and_ages_do_not() {
        for (text, other, expected) in [
            ("A blast killed 3 people and injured 12.", "A blast killed 7 people and injured 31.", 2),
            ("At least 12 people died, 20 were hurt.", "At least 17 people died, 20 were hurt.", 1),
            ("A blast killed 7 people and injured 12.", "A blast killed 3 people and injured 31.", 2),
            (
                "A bus fell, killing at least 14 people and injuring 21.",
                "A bus fell, killing at least 17 people and injuring 21.",
                1,
            ),
            ("It killed as many as 40 in Hallmouth.", "It killed more than 30 in Hallmouth.", 1),
            ("Mindestens 14 Tote, mehr als 30 Verletzte.", "Mindestens 12 Tote, mehr als 40 Verletzte.", 2),
            ("Il a tue au moins 14 villageois.", "Il a tue au moins 17 villageois.", 1),
            ("A blast killed 3 people and injured 12.", "A blast killed 3 people and injured 12.", 0),
            ("Un seisme a fait 12 morts et 140 blesses.", "Un seisme a fait 31 morts et 290 blesses.", 2),
            (
                "A blast killed three people and injured twelve.",
                "A blast killed 15 people and injured 12.",
                1,
            ),
            ("Zwei Tote und fünf Verletzte.", "Drei Tote und zwölf Verletzte.", 2),
            ("Due morti e tre feriti.", "Quattro morti e dieci feriti.", 2),
            ("A boy of twelve was killed.", "A boy of fifteen was killed.", 0),
            ("A man aged 15 was killed.", "A man aged 42 was killed.", 0),
            ("Un homme de 15 ans mort.", "Un homme de 42 ans mort.", 0),
            ("A man, 15, is missing.", "A man, 42, is missing.", 0),
            ("It declared 12 cents a share.", "It declared 15 cents a share.", 0),
        ] {
            let [ours, theirs] = [text, other].map(|text| shingles::pack(&text::tokens(text, 99)));
            assert_eq!(changed(&ours, &theirs), expected, "{text} {other}");
        }
    }
}
