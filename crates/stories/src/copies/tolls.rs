//! Tolls that rise: a short report that comes again with more dead or injured in it fills in no form, it goes on with its story.
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

/// How many are counted dead, and injured, at the most.
fn tolls(text: &[u16]) -> [u16; COUNTED.len()] {
    let mut tolls = [0; COUNTED.len()];
    let at = |place: Option<usize>| place.and_then(|place| text.get(place));
    for (place, word) in text.iter().enumerate() {
        let Some(&number) = NUMBERS.get(word) else { continue };
        let before = at(place.checked_sub(1));
        let behind = (1..=BETWEEN + 1).filter_map(|on| at(place.checked_add(on)));
        let behind = behind.take_while(|word| !NUMBERS.contains_key(*word));
        let is_age = before.is_some_and(|word| BEFORE_AGES.contains(word))
            || behind.clone().next().is_some_and(|word| BEHIND_AGES.contains(word));
        // "20 were hurt" behind "12 died", "3 people and injured 12" behind "killed".
        let (near, far) = (behind.clone().take(BETWEEN), behind.skip(BETWEEN));
        let counts = near.chain(before).chain(far).find_map(|word| COUNTS.get(word));
        if let Some(toll) = counts.filter(|_| !is_age).and_then(|&kind| tolls.get_mut(kind)) {
            *toll = number.max(*toll);
        }
    }
    tolls
}

/// How many of the tolls of a text are higher in a later one; none where one is lower.
pub(super) fn risen(earlier: &[u16], later: &[u16]) -> u32 {
    let (earlier, later) = (tolls(earlier), tolls(later));
    let mut both = earlier.iter().zip(&later).filter(|(before, now)| **before > 0 && **now > 0);
    let risen = both.clone().filter(|(before, now)| now > before).count() as u32;
    if both.any(|(before, now)| now < before) { 0 } else { risen }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolls_rise_and_ages_do_not() {
        for (earlier, later, expected) in [
            ("A blast killed 3 people and injured 12.", "A blast killed 7 people and injured 31.", 2),
            ("At least 12 people died, 20 were hurt.", "At least 17 people died, 20 were hurt.", 1),
            ("A blast killed 7 people and injured 12.", "A blast killed 3 people and injured 31.", 0),
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
            let [earlier, later] = [earlier, later].map(|text| shingles::pack(&text::tokens(text, 99)));
            assert_eq!(risen(&earlier, &later), expected, "{earlier:?} {later:?}");
        }
    }
}
