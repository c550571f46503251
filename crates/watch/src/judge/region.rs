//! What tells a town from another of its name, or from what bears it: the state or province behind it, as American papers write
//! (*Athens, Ga.*, *London, Ontario*), and the title before it (*the Duke of Cambridge*).

use std::collections::HashSet;

use super::beside::Beside;
use super::scene::{Shape, shape};
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::lexicon::Cue;
use crate::reading::{Place, Word};

/// A state or province, which stands behind its towns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    /// Nothing where it is a country, a city or a person as often.
    name: &'static str,
    /// As news agencies shorten it, if they do.
    short: &'static str,
    /// As it is addressed. Nothing where it is what towns of a whole country are addressed with: *Berlin, DE*.
    postal: &'static str,
}

const fn region(name: &'static str, short: &'static str, postal: &'static str) -> Region {
    Region { name, short, postal }
}

/// Those of the United States and Canada. The short forms are those of the Associated Press and of the Canadian Press.
const REGIONS: [Region; 60] = [
    region("Alabama", "Ala.", "AL"),
    region("Alaska", "", "AK"),
    region("Arizona", "Ariz.", "AZ"),
    region("Arkansas", "Ark.", ""),
    region("California", "Calif.", ""),
    region("Colorado", "Colo.", ""),
    region("Connecticut", "Conn.", "CT"),
    region("Delaware", "Del.", ""),
    region("Florida", "Fla.", "FL"),
    region("", "Ga.", "GA"),
    region("Hawaii", "", "HI"),
    region("Idaho", "", ""),
    region("Illinois", "Ill.", ""),
    region("Indiana", "Ind.", ""),
    region("Iowa", "", "IA"),
    region("Kansas", "Kan.", "KS"),
    region("Kentucky", "Ky.", "KY"),
    region("Louisiana", "La.", "LA"),
    region("Maine", "", "ME"),
    region("Maryland", "Md.", "MD"),
    region("Massachusetts", "Mass.", "MA"),
    region("Michigan", "Mich.", "MI"),
    region("Minnesota", "Minn.", "MN"),
    region("Mississippi", "Miss.", "MS"),
    region("Missouri", "Mo.", "MO"),
    region("Montana", "Mont.", "MT"),
    region("Nebraska", "Neb.", "NE"),
    region("Nevada", "Nev.", "NV"),
    region("New Hampshire", "N.H.", "NH"),
    region("New Jersey", "N.J.", "NJ"),
    region("New Mexico", "N.M.", "NM"),
    region("", "N.Y.", "NY"),
    region("North Carolina", "N.C.", "NC"),
    region("North Dakota", "N.D.", "ND"),
    region("Ohio", "", "OH"),
    region("Oklahoma", "Okla.", "OK"),
    region("Oregon", "Ore.", "OR"),
    region("Pennsylvania", "Pa.", "PA"),
    region("Rhode Island", "R.I.", "RI"),
    region("South Carolina", "S.C.", "SC"),
    region("South Dakota", "S.D.", "SD"),
    region("Tennessee", "Tenn.", "TN"),
    region("Texas", "Tex.", "TX"),
    region("Utah", "", "UT"),
    region("Vermont", "Vt.", "VT"),
    region("Virginia", "Va.", "VA"),
    region("", "Wash.", "WA"),
    region("West Virginia", "W.Va.", "WV"),
    region("Wisconsin", "Wis.", "WI"),
    region("Wyoming", "Wyo.", "WY"),
    region("Alberta", "Alta.", "AB"),
    region("British Columbia", "B.C.", "BC"),
    region("Manitoba", "", "MB"),
    region("New Brunswick", "N.B.", "NB"),
    region("Newfoundland", "", "NL"),
    region("Nova Scotia", "N.S.", "NS"),
    region("Ontario", "Ont.", "ON"),
    region("Prince Edward Island", "P.E.I.", "PE"),
    region("Quebec", "Que.", "QC"),
    region("Saskatchewan", "Sask.", "SK"),
];

/// How the countries of these are called in the context of one of their towns.
const COUNTRIES: [&str; 6] = ["us", "usa", "unitedstates", "unitedstatesofamerica", "america", "canada"];

/// The longest form of one, in bytes, with what may stand before and behind it.
const LONGEST: usize = 40;

/// The most words of one, with the next: *P.E.I.* is three.
const REGION_WORDS: usize = 4;

/// What the context of a town says of where it is: its words, without spaces and stops.
pub(super) struct Located(HashSet<String>);

impl Located {
    pub(super) fn of(context: impl Iterator<Item = String>) -> Located {
        Located(context.map(|word| letters(&word)).collect())
    }

    /// Whether the context names a region, or the country of all of them.
    pub(super) fn may_be_in(&self, region: &Region) -> bool {
        let forms = [region.name, region.short, region.postal];
        let mut forms = forms.into_iter().filter(|form| !form.is_empty());
        forms.any(|form| self.0.contains(&letters(form)))
            || COUNTRIES.into_iter().any(|country| self.0.contains(country))
    }
}

/// *N.H.* is found as two words.
fn letters(word: &str) -> String {
    folded(word).replace(|c: char| !c.is_alphanumeric(), "")
}

impl Region {
    /// The one that a text begins with, and what follows it.
    fn at(text: &str) -> Option<(Region, &str)> {
        let behind = |region: &Region| {
            let forms = [region.name, region.short, region.postal];
            let mut rests =
                forms.into_iter().filter_map(|form| text.strip_prefix(form).filter(|_| !form.is_empty()));
            rests.find(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        REGIONS.iter().find_map(|region| Some((*region, behind(region)?)))
    }
}

/// Titles that have the name of a place behind *of*, and whose bearers are seldom there; and what was named after one once. They have
/// capitals where they are meant so.
const TITLES: [&str; 15] = [
    "archduke", "baron", "baroness", "countess", "duc", "duchess", "duchesse", "duke", "earl", "marquess",
    "marquis", "plaster", "prince", "princess", "treaty",
];

impl Sight<'_> {
    /// Whether a place follows the title of a person or a thing that bears its name: *the Duke of Cambridge*.
    pub(super) fn is_borne(&self, before: &Beside<'_>, place: Place) -> bool {
        let title = before.index.checked_sub(1).and_then(|title| self.beside(place, title, Gap::Space));
        let is_of = before.word.span.gap == Gap::Space && self.is(before.word, Cue::Possessor);
        title.filter(|_| is_of).is_some_and(|title| {
            let word = folded(self.reading.written_word(title.index));
            TITLES.contains(&word.as_str()) && (title.shape == Shape::Capital || word == "plaster")
        })
    }

    /// The state or province behind a place, if one follows: behind a comma in English, in brackets anywhere.
    pub(super) fn region_after(&self, place: Place) -> Option<Region> {
        let text = self.reading.text_of(place);
        let end = self.reading.bytes(place).end;
        let after = text.get(end..text.floor_char_boundary(end + LONGEST))?;
        if let Some(inside) = after.strip_prefix(" (") {
            let (region, rest) = Region::at(inside)?;
            // In Italy towns have the letters of their provinces there: *Rho (MI)*.
            let is_postal = inside.strip_prefix(region.postal) == Some(rest);
            return (rest.starts_with(')') && !is_postal).then_some(region);
        }
        let (region, rest) = Region::at(after.strip_prefix(", ").filter(|_| self.is_english())?)?;
        let is_short = !region.short.is_empty() && after.get(2..)?.starts_with(region.short);
        let parts = rest.chars().next().is_none_or(|c| matches!(c, ',' | '.' | ';' | ':' | ')' | ']' | '\n'));
        (is_short || parts || self.is_followed_up(place, end + after.len() - rest.len())).then_some(region)
    }

    /// Whether the sentence goes on from a byte of the text with a figure, a dash or words that follow what stands there: *in Birmingham,
    /// Alabama on Monday*, but not *in London, Texas Instruments fell*, *in London, Ohio and Berlin*.
    fn is_followed_up(&self, place: Place, byte: usize) -> bool {
        let text = self.reading.text_of(place);
        let rest = text.get(byte..).unwrap_or_default();
        let is_dash = rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with(['–', '—', '-']);
        let mut words = self.reading.words.iter().skip(place.last as usize + 1).take(REGION_WORDS);
        let joins = |word: &Word| ["and", "or"].contains(&self.vocabulary.word(word.id));
        is_dash
            || words.find(|word| word.span.start as usize > byte).is_some_and(|next| {
                let follows = self.is(next, Cue::Small) || self.is(next, Cue::Verb);
                next.span.gap == Gap::Space
                    && match shape(text, next) {
                        Shape::Lower => follows && !joins(next),
                        Shape::Other => true,
                        Shape::Capital | Shape::Capitals => false,
                    }
            })
    }
}
