//! What tells a town from another of its name, or from what bears it: the state or province behind it, as American papers write
//! (*Athens, Ga.*, *London, Ontario*), and the title before it (*the Duke of Cambridge*).

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
    /// Nothing where it is a country, too.
    name: &'static str,
    /// As news agencies shorten it, if they do.
    short: &'static str,
    /// As it is addressed. Nothing where a country has the same letters in ISO 3166: *Berlin, DE*.
    postal: &'static str,
    /// How its country is called in the context of one of its towns.
    country: &'static [&'static str],
}

const fn state(name: &'static str, short: &'static str, postal: &'static str) -> Region {
    Region { name, short, postal, country: &["us", "u s", "usa", "united states", "america"] }
}

const fn province(name: &'static str, short: &'static str, postal: &'static str) -> Region {
    Region { name, short, postal, country: &["canada"] }
}

/// Those of the United States and Canada. The short forms are those of the Associated Press and of the Canadian Press.
const REGIONS: [Region; 60] = [
    state("Alabama", "Ala.", ""),
    state("Alaska", "", "AK"),
    state("Arizona", "Ariz.", ""),
    state("Arkansas", "Ark.", ""),
    state("California", "Calif.", ""),
    state("Colorado", "Colo.", ""),
    state("Connecticut", "Conn.", "CT"),
    state("Delaware", "Del.", ""),
    state("Florida", "Fla.", "FL"),
    state("", "Ga.", ""),
    state("Hawaii", "", "HI"),
    state("Idaho", "", ""),
    state("Illinois", "Ill.", ""),
    state("Indiana", "Ind.", ""),
    state("Iowa", "", "IA"),
    state("Kansas", "Kan.", "KS"),
    state("Kentucky", "Ky.", ""),
    state("Louisiana", "La.", ""),
    state("Maine", "", ""),
    state("Maryland", "Md.", ""),
    state("Massachusetts", "Mass.", ""),
    state("Michigan", "Mich.", "MI"),
    state("Minnesota", "Minn.", ""),
    state("Mississippi", "Miss.", ""),
    state("Missouri", "Mo.", ""),
    state("Montana", "Mont.", ""),
    state("Nebraska", "Neb.", ""),
    state("Nevada", "Nev.", "NV"),
    state("New Hampshire", "N.H.", "NH"),
    state("New Jersey", "N.J.", "NJ"),
    state("New Mexico", "N.M.", "NM"),
    state("New York", "N.Y.", "NY"),
    state("North Carolina", "N.C.", ""),
    state("North Dakota", "N.D.", "ND"),
    state("Ohio", "", "OH"),
    state("Oklahoma", "Okla.", "OK"),
    state("Oregon", "Ore.", "OR"),
    state("Pennsylvania", "Pa.", ""),
    state("Rhode Island", "R.I.", "RI"),
    state("South Carolina", "S.C.", ""),
    state("South Dakota", "S.D.", ""),
    state("Tennessee", "Tenn.", ""),
    state("Texas", "Tex.", "TX"),
    state("Utah", "", "UT"),
    state("Vermont", "Vt.", "VT"),
    state("Virginia", "Va.", ""),
    state("Washington", "Wash.", "WA"),
    state("West Virginia", "W.Va.", "WV"),
    state("Wisconsin", "Wis.", "WI"),
    state("Wyoming", "Wyo.", "WY"),
    province("Alberta", "Alta.", "AB"),
    province("British Columbia", "B.C.", "BC"),
    province("Manitoba", "", "MB"),
    province("New Brunswick", "N.B.", "NB"),
    province("Newfoundland", "", ""),
    province("Nova Scotia", "N.S.", "NS"),
    province("Ontario", "Ont.", "ON"),
    province("Prince Edward Island", "P.E.I.", ""),
    province("Quebec", "Que.", "QC"),
    province("Saskatchewan", "Sask.", ""),
];

/// The longest form of one, in bytes, with what may stand before and behind it.
const LONGEST: usize = 40;

/// The most words of one, with the two behind it: *P.E.I.* is three.
const REGION_WORDS: usize = 5;

/// What a watched town says of where it is: its other names and its context, as words with a space around each.
pub(super) struct Located(Vec<String>);

impl Located {
    pub(super) fn of(phrases: impl Iterator<Item = String>) -> Located {
        Located(phrases.map(|phrase| as_words(&phrase)).collect())
    }

    /// Whether one of its phrases names a region or its country: *Alabama*, *Jefferson County, Ala.*
    pub(super) fn may_be_in(&self, region: &Region) -> bool {
        let forms = [region.name, region.short, region.postal];
        let forms = forms.into_iter().filter(|form| !form.is_empty()).map(as_words);
        { forms.chain(region.country.iter().map(|country| as_words(country))) }
            .any(|form| self.0.iter().any(|phrase| phrase.contains(&form)))
    }
}

/// Folded words with a space around each: *N.H.* is two.
fn as_words(phrase: &str) -> String {
    let words = folded(phrase).replace(|c: char| !c.is_alphanumeric(), " ");
    format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

impl Region {
    /// The one that a text begins with, how it is written there, and what follows it.
    fn at(text: &str) -> Option<(Region, Form, &str)> {
        let form = |region: &Region| {
            let forms =
                [(Form::Name, region.name), (Form::Short, region.short), (Form::Postal, region.postal)];
            let mut rests =
                forms.into_iter().filter(|(_, written)| !written.is_empty()).filter_map(|(form, written)| {
                    let rest = text.strip_prefix(written)?;
                    (!rest.starts_with(char::is_alphanumeric)).then_some((form, rest))
                });
            rests.next()
        };
        REGIONS.iter().find_map(|region| form(region).map(|(form, rest)| (*region, form, rest)))
    }
}

/// How a region is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Name,
    Short,
    Postal,
}

/// Titles that have the name of a place behind *of*, and whose bearers are seldom there...
const TITLES: [&str; 24] = [
    "archduke", "baron", "baroness", "baronin", "comte", "comtesse", "countess", "duc", "duca", "duchess",
    "duchessa", "duchesse", "duke", "duque", "duquesa", "earl", "hertog", "hertogin", "herzog", "herzogin",
    "marquess", "marquis", "plaster", "viscount",
];
/// ...and those that are titles, or were named after a place once, where they have a capital: *the Prince of Wales*, *the Treaty of
/// Lisbon*.
const TITLES_IN_CAPITALS: [&str; 6] = ["count", "prince", "princess", "prinz", "prinzessin", "treaty"];

impl Sight<'_> {
    /// Whether a place follows the title of a person or a thing that bears its name: *the Duke of Cambridge*.
    pub(super) fn is_borne(&self, before: &Beside<'_>, place: Place) -> bool {
        let title = before.index.checked_sub(1).and_then(|title| self.beside(place, title, Gap::Space));
        let is_of = before.word.span.gap == Gap::Space && self.is(before.word, Cue::Possessor);
        title.filter(|_| is_of).is_some_and(|title| {
            let word = folded(self.reading.written_word(title.index));
            TITLES.contains(&word.as_str())
                || TITLES_IN_CAPITALS.contains(&word.as_str()) && title.shape == Shape::Capital
        })
    }

    /// The state or province behind a place, if one follows a comma or stands in brackets. What the name of one begins, and what goes
    /// on as a list does, is no such thing: *in London, Texas Instruments fell*, *offices in London, Ohio, and Berlin*.
    pub(super) fn region_after(&self, place: Place) -> Option<Region> {
        let text = self.reading.text_of(place);
        let bytes = self.reading.bytes(place);
        let end = bytes.end;
        // *Texas, Oklahoma and Kansas*.
        let is_region = |text| Region::at(text).is_some_and(|(_, _, rest)| rest.is_empty());
        let after = text.get(end..text.floor_char_boundary(end + LONGEST))?;
        if text.get(bytes).is_some_and(is_region) {
            return None;
        }
        if let Some(inside) = after.strip_prefix(" (") {
            let (region, form, rest) = Region::at(inside)?;
            // In Italy towns have the letters of their provinces there: *Rho (MI)*.
            return (rest.starts_with(')') && form != Form::Postal).then_some(region);
        }
        // *Birmingham in Alabama*.
        if let Some(behind) = after.strip_prefix(" in ") {
            return Region::at(behind).filter(|(_, form, _)| *form == Form::Name).map(|(region, ..)| region);
        }
        let (region, form, rest) = Region::at(after.strip_prefix(',')?.trim_start())?;
        (form == Form::Short || self.is_parted(rest, place, end + after.len() - rest.len())).then_some(region)
    }

    /// Whether a region is parted from what follows it, `rest` up to where nothing more is looked at, from `byte` on.
    fn is_parted(&self, rest: &str, place: Place, byte: usize) -> bool {
        let text = self.reading.text_of(place);
        let mut words = self.reading.words.iter().skip(place.last as usize + 1).take(REGION_WORDS);
        let next = words.find(|word| word.span.start as usize > byte);
        let is_lower = |word: &Word| shape(text, word) == Shape::Lower && !self.is_and(word);
        // *Paris, Texas, and died*, but not *London, Ohio, and the Netherlands*.
        let goes_on = |next: &Word| {
            let after = words.clone().next().filter(|_| self.is_and(next));
            after.is_some_and(|after| is_lower(after) && !self.is(after, Cue::Small))
        };
        match rest.chars().next() {
            None | Some('.' | ';' | ':' | '?' | '!' | ')' | ']' | '\n' | '”' | '"') => true,
            Some(',') => {
                next.is_none_or(|next| is_lower(next) || goes_on(next) || next.span.gap >= Gap::Sentence)
            }
            Some(' ') if rest.trim_start().starts_with(['–', '—', '-', '(']) => true,
            // *A Birmingham, Alabama man*, but not *in Berlin, Texas lawmakers said*.
            Some(' ') => self.is_english() && next.is_some_and(is_lower) && !self.is_adverbial(place),
            Some('’' | '\'' | '-') => self.is_english() && !self.is_adverbial(place),
            Some(_) => false,
        }
    }

    /// Whether a place ends what says at the beginning of the sentence where it is so: *In Berlin, ...*, *Speaking in Berlin, ...*
    fn is_adverbial(&self, place: Place) -> bool {
        let Some(before) = self.beside_before(place) else { return false };
        let begins = |index: usize| {
            self.reading.words.get(index).is_some_and(|word| word.span.gap >= Gap::Sentence || index == 0)
        };
        self.is(before.word, Cue::Locative)
            && (begins(before.index) || before.index.checked_sub(1).is_some_and(begins))
    }
}
