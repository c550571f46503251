//! What tells a town from another of its name, or from what is called after it: the state or province behind it, as American papers
//! write (*Athens, Ga.*, *London, Ontario*), and the rank before it (*the Duke of Cambridge*).

use super::beside::Beside;
use super::scene::Shape;
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::reading::Place;

/// Those of the United States and Canada, and how news agencies shorten them.
const REGIONS: [&str; 84] = [
    "alabama",
    "alaska",
    "arizona",
    "arkansas",
    "california",
    "colorado",
    "connecticut",
    "delaware",
    "florida",
    "georgia",
    "hawaii",
    "idaho",
    "illinois",
    "indiana",
    "iowa",
    "kansas",
    "kentucky",
    "louisiana",
    "maine",
    "maryland",
    "massachusetts",
    "michigan",
    "minnesota",
    "mississippi",
    "missouri",
    "montana",
    "nebraska",
    "nevada",
    "ohio",
    "oklahoma",
    "oregon",
    "pennsylvania",
    "tennessee",
    "texas",
    "utah",
    "vermont",
    "virginia",
    "washington",
    "wisconsin",
    "wyoming",
    "alberta",
    "manitoba",
    "ontario",
    "quebec",
    "saskatchewan",
    "ala",
    "ariz",
    "ark",
    "calif",
    "colo",
    "conn",
    "del",
    "fla",
    "ga",
    "ill",
    "ind",
    "kan",
    "ky",
    "la",
    "md",
    "mass",
    "mich",
    "minn",
    "miss",
    "mo",
    "mont",
    "neb",
    "nev",
    "nh",
    "nj",
    "nm",
    "ny",
    "nc",
    "nd",
    "okla",
    "ont",
    "ore",
    "pa",
    "ri",
    "sc",
    "sd",
    "tenn",
    "tex",
    "wis",
];

/// Those of two words, by the first.
const REGIONS_OF_TWO: [(&str, &[&str]); 7] = [
    ("new", &["brunswick", "hampshire", "jersey", "mexico", "york"]),
    ("north", &["carolina", "dakota"]),
    ("south", &["carolina", "dakota"]),
    ("west", &["virginia"]),
    ("rhode", &["island"]),
    ("nova", &["scotia"]),
    ("british", &["columbia"]),
];

/// Who bears the name of a place with *of*, and seldom is there; and what was named after one once.
const RANKS: [&str; 22] = [
    "archbishop",
    "archeveque",
    "archduke",
    "baron",
    "battle",
    "bishop",
    "comte",
    "comtesse",
    "count",
    "countess",
    "duc",
    "duchess",
    "duchesse",
    "duke",
    "earl",
    "eveque",
    "marquess",
    "marquis",
    "plaster",
    "prince",
    "princess",
    "treaty",
];

impl Sight<'_> {
    /// Whether the word before a place follows a rank: *the Duke of Cambridge*.
    pub(super) fn is_of_a_rank(&self, before: &Beside<'_>) -> bool {
        let rank = before.index.checked_sub(1).map(|rank| folded(self.reading.written_word(rank)));
        before.word.span.gap == Gap::Space && rank.is_some_and(|rank| RANKS.contains(&rank.as_str()))
    }

    /// Where the state or province stands that follows a place and a comma.
    pub(super) fn region_after(&self, place: Place) -> Option<Place> {
        let after = self.beside_after(place).filter(|after| after.gap == Gap::Break)?;
        let is_name = after.shape != Shape::Lower && self.has_comma(place, after.index, 1);
        let word = |index: usize| folded(&self.reading.written_word(index).replace('.', ""));
        let (first, second) = (word(after.index), word(after.index + 1));
        let of_two = REGIONS_OF_TWO.iter().find(|(begins, _)| *begins == first);
        let is_two = of_two.is_some_and(|(_, ends)| ends.contains(&second.as_str()));
        let first_word = after.index as u32;
        let is_region = is_name && (is_two || REGIONS.contains(&first.as_str()));
        is_region.then(|| Place { first: first_word, last: first_word + u32::from(is_two) })
    }
}
