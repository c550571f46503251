//! News without end: readable articles made from a seed, each about a place, a company and people of its own, and copies of
//! them as newsrooms make them.
//!
//! Two articles share no more than turns of phrase; a copy shares most of its sentences with what it copies.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

/// The same seed gives the same articles in the same order.
#[derive(Debug)]
pub struct Generator {
    random: StdRng,
}

/// A headline and paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The headline.
    pub title: String,
    /// The paragraphs, each as its sentences.
    pub paragraphs: Vec<Vec<String>>,
}

/// Paragraphs of an original article.
const PARAGRAPHS: usize = 7;
/// Sentences of a paragraph: with seven paragraphs about 350 words, as agencies write.
const SENTENCES: usize = 3;

impl Generator {
    /// A generator that begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Generator { random: StdRng::seed_from_u64(seed) }
    }

    /// Writes an article; `named` stands in its headline and twice in its text.
    pub fn article(&mut self, named: Option<&str>) -> Text {
        let cast = Cast::new(&mut self.random);
        let mut templates: Vec<&str> = SENTENCE_TEMPLATES.to_vec();
        templates.shuffle(&mut self.random);
        let mut sentences =
            templates.into_iter().cycle().map(|template| cast.fill(template, &mut self.random));
        let mut paragraphs: Vec<Vec<String>> =
            (0..PARAGRAPHS).map(|_| sentences.by_ref().take(SENTENCES).collect()).collect();
        drop(sentences);
        let mut title = cast.fill(self.pick(TITLE_TEMPLATES), &mut self.random);
        if let Some(named) = named {
            title = format!("{title}, and {named} takes note");
            let templates = [NAMING_TEMPLATES[0], NAMING_TEMPLATES[1]];
            for (paragraph, template) in paragraphs.iter_mut().zip(templates) {
                let sentence = cast.fill(template, &mut self.random).replace("{named}", named);
                paragraph.push(sentence);
            }
        }
        Text { title, paragraphs }
    }

    /// Copies an article as a newsroom does: shortens, cuts sentences, furnishes or reorders. The first two paragraphs stay
    /// in it, and with them whatever is named there.
    pub fn copy(&mut self, original: &Text) -> Text {
        let mut copy = original.clone();
        match self.random.random_range(0..4) {
            0 => copy.paragraphs.truncate(PARAGRAPHS / 2 + 1),
            1 => {
                for paragraph in copy.paragraphs.iter_mut().skip(2) {
                    paragraph.remove(self.random.random_range(0..paragraph.len()));
                }
            }
            2 => {
                copy.paragraphs.insert(0, vec![self.pick(HEADS).to_owned()]);
                copy.paragraphs.push(vec![self.pick(TAILS).to_owned()]);
            }
            _ => {
                if let Some((_, rest)) = copy.paragraphs.split_at_mut_checked(2) {
                    rest.shuffle(&mut self.random);
                }
            }
        }
        if self.random.random_bool(0.5) {
            copy.title = format!("{} — {}", self.pick(KICKERS), copy.title);
        }
        copy
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        // The lists here are never empty.
        from.choose(&mut self.random).copied().expect("a choice among none")
    }

    /// True so often, 0 to 1.
    pub fn chance(&mut self, share: f64) -> bool {
        self.random.random_bool(share.clamp(0.0, 1.0))
    }

    /// A number below `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }
}

impl Text {
    /// The paragraphs as text.
    #[must_use]
    pub fn paragraphs(&self) -> Vec<String> {
        self.paragraphs.iter().map(|sentences| sentences.join(" ")).collect()
    }
}

/// Whom and what an article is about.
struct Cast {
    place: String,
    company: String,
    people: [String; 3],
}

impl Cast {
    fn new(random: &mut StdRng) -> Self {
        Cast {
            place: name(random),
            company: name(random),
            people: std::array::from_fn(|_| format!("{} {}", name(random), name(random))),
        }
    }

    /// Fills a template's slots; every `{noun}` and `{n}` is another.
    fn fill(&self, template: &str, random: &mut StdRng) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        for (index, part) in template.split(['{', '}']).enumerate() {
            // The parts between braces are the odd ones.
            if index % 2 == 0 {
                out.push_str(part);
                continue;
            }
            match part {
                "place" => out.push_str(&self.place),
                "company" => out.push_str(&self.company),
                "one" => out.push_str(&self.people[0]),
                "two" => out.push_str(&self.people[1]),
                "three" => out.push_str(&self.people[2]),
                "n" => out.push_str(&random.random_range(3..9_000).to_string()),
                "noun" => out.push_str(NOUNS.choose(random).copied().unwrap_or_default()),
                "thing" => out.push_str(THINGS.choose(random).copied().unwrap_or_default()),
                "how" => out.push_str(HOW.choose(random).copied().unwrap_or_default()),
                "did" => out.push_str(DID.choose(random).copied().unwrap_or_default()),
                "day" => out.push_str(DAYS.choose(random).copied().unwrap_or_default()),
                other => {
                    out.push('{');
                    out.push_str(other);
                    out.push('}');
                }
            }
        }
        out
    }
}

/// An invented name of three syllables: about 27,000 of them.
fn name(random: &mut StdRng) -> String {
    let mut name = String::new();
    for part in [FIRST, MIDDLE, LAST] {
        name.push_str(part.choose(random).copied().unwrap_or_default());
    }
    name
}

const FIRST: &[&str] = &[
    "Ald", "Bar", "Cor", "Dav", "El", "Fen", "Gar", "Hal", "Ist", "Jor", "Kel", "Lum", "Mar", "Nor", "Or",
    "Per", "Quil", "Ros", "Sel", "Tam", "Ul", "Ver", "Wen", "Yar", "Zan", "Brim", "Crail", "Dun", "Esk",
    "Fal",
];
const MIDDLE: &[&str] = &[
    "a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "ir", "or", "al", "el", "il", "ol", "am",
    "em", "im", "ad", "ed", "id", "os", "as", "es", "av", "ev", "iv", "ov",
];
const LAST: &[&str] = &[
    "by", "combe", "dale", "den", "dor", "fell", "ford", "gate", "ham", "kirk", "la", "ley", "lin", "low",
    "mere", "mont", "nock", "quist", "ra", "ric", "sby", "stead", "ster", "strand", "tha", "ton", "vale",
    "wick", "worth", "zeth",
];

const NOUNS: &[&str] = &[
    "council",
    "library",
    "harbour",
    "vineyard",
    "school",
    "railway",
    "hospital",
    "theatre",
    "market",
    "quarry",
    "bakery",
    "lighthouse",
    "museum",
    "ferry",
    "reservoir",
    "tannery",
    "brewery",
    "sawmill",
    "chapel",
    "planetarium",
    "stadium",
    "cellar",
    "greenhouse",
    "foundry",
    "laundry",
    "nursery",
    "dockyard",
    "printworks",
    "workshop",
    "mill",
];
const THINGS: &[&str] = &[
    "budget",
    "timetable",
    "contract",
    "roof",
    "survey",
    "loan",
    "permit",
    "pump",
    "lease",
    "petition",
    "festival",
    "tunnel",
    "crane",
    "strike",
    "raffle",
    "recipe",
    "chimney",
    "ledger",
    "turbine",
    "flood wall",
    "car park",
    "choir",
    "boiler",
    "gatehouse",
    "footpath",
    "fence",
    "well",
    "tax",
    "bell",
    "map",
];
const HOW: &[&str] = &[
    "quietly",
    "at last",
    "by a narrow vote",
    "without debate",
    "after long talks",
    "in public",
    "for the second time",
    "against advice",
    "with some relief",
    "over objections",
    "ahead of time",
    "under protest",
    "by letter",
    "in good order",
    "at short notice",
    "with a handshake",
    "in pouring rain",
    "before noon",
    "after midnight",
    "as planned",
];
const DID: &[&str] = &[
    "approved",
    "postponed",
    "inspected",
    "defended",
    "rejected",
    "reopened",
    "praised",
    "questioned",
    "paid for",
    "measured",
    "repaired",
    "sold",
    "repainted",
    "audited",
    "closed",
    "extended",
    "signed for",
    "redesigned",
    "dropped",
    "welcomed",
];
const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const TITLE_TEMPLATES: &[&str] = &[
    "{place} {did} its {thing} {how}",
    "{company} {did} the {thing} of the {place} {noun}",
    "{one} {did} a {thing} in {place}",
    "A {thing} divides the {noun} of {place}",
    "{n} in {place} ask for another {thing}",
];
const NAMING_TEMPLATES: [&str; 2] = [
    "In {place}, people had heard of {named} before, {two} said, but hardly over a {thing}.",
    "A spokesman for {company} spoke of {named} {how} and would not be drawn on the {thing}.",
];
const SENTENCE_TEMPLATES: &[&str] = &[
    "The {noun} of {place} {did} a {thing} on {day}, {one} told the {noun}.",
    "{company} had offered {n} crowns for the {thing}, and {two} {did} it {how}.",
    "{one}, who runs the {noun}, called the {thing} a matter of {n} days.",
    "In {place} the {thing} was {did} {how}, and {company} paid {n} crowns.",
    "{three} keeps a list of {n} names beside the {noun}'s {thing}.",
    "Nobody in {place} had {did} a {thing} since {two} left the {noun}.",
    "“We counted {n} of them,” said {one}, “and then the {thing} gave way.”",
    "{two} {did} the offer of {company} {how} on {day}.",
    "A {thing} costs {n} crowns at the {noun}, {three} reckons.",
    "The {thing} that {company} {did} serves {n} households between {place} and the {noun}.",
    "On {day} {one} {did} the {noun} and found a {thing} of {n} metres.",
    "“Ask {two},” said {three}; “the {noun} has a {thing} of its own.”",
    "{place} lost {n} of its {thing} grants, which {company} {did} {how}.",
    "Some {n} people stood before the {noun} when {one} {did} the {thing}.",
    "{company} employs {n} in {place}, most of them at the {noun}.",
    "The last {thing} was {did} {how}, as {three} remembers it.",
    "{one} and {two} will meet over the {thing} at the {noun} on {day}.",
    "Between {place} and the {noun} lie {n} steps and a {thing}.",
    "{three} asked {company} for a {thing}; the {noun} {did} it {how}.",
    "For {n} crowns a {thing} can be {did} in {place}, {two} wrote.",
    "“It is a {thing}, not a {noun},” said {three} of {company}.",
    "The {noun} in {place} opens its {thing} to {n} visitors on {day}.",
    "{two} of {company} {did} {n} letters about the {thing}.",
    "A {noun} without a {thing} is nothing to {one}, who {did} both {how}.",
];
const HEADS: &[&str] = &[
    "This report was made with material from an agency.",
    "Our correspondent and agencies have followed the matter for readers of the evening edition.",
    "Subscribers find more on this subject in the weekend supplement.",
];
const TAILS: &[&str] = &[
    "Letters on this subject reach the editors at the usual address.",
    "The editors keep an eye on what becomes of it and will report again.",
    "Photographs of the day hang in the window of our office beside the fountain.",
];
const KICKERS: &[&str] = &["From the region", "In brief", "Reported today", "Around the coast"];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn shingles(text: &Text) -> HashSet<Vec<String>> {
        let words: Vec<String> =
            text.paragraphs().join(" ").split_whitespace().map(str::to_lowercase).collect();
        words.windows(5).map(<[String]>::to_vec).collect()
    }

    fn containment(one: &HashSet<Vec<String>>, other: &HashSet<Vec<String>>) -> f64 {
        one.intersection(other).count() as f64 / one.len().min(other.len()) as f64
    }

    #[test]
    fn the_same_seed_gives_the_same_news() {
        let write = |seed| Generator::new(seed).article(Some("Netflix"));
        assert_eq!(write(7), write(7));
        assert_ne!(write(7), write(8));
        assert!(!write(7).paragraphs().concat().contains(['{', '}']), "every slot is filled");
    }

    #[test]
    fn copies_keep_their_text_and_originals_share_none() {
        let mut generator = Generator::new(1);
        let originals: Vec<Text> = (0..60).map(|_| generator.article(None)).collect();
        let shingled: Vec<_> = originals.iter().map(shingles).collect();
        for (index, one) in shingled.iter().enumerate() {
            let copy = shingles(&generator.copy(&originals[index]));
            assert!(containment(one, &copy) > 0.6, "copy of {index}: {}", containment(one, &copy));
            for other in &shingled[..index] {
                assert!(containment(one, other) < 0.05, "{index}: {}", containment(one, other));
            }
        }
    }

    #[test]
    fn whatever_is_named_stands_in_originals_and_in_their_copies() {
        let mut generator = Generator::new(2);
        for _ in 0..50 {
            let original = generator.article(Some("Inbox API"));
            let copy = generator.copy(&original);
            for text in [&original, &copy] {
                assert_eq!(text.paragraphs().join("\n").matches("Inbox API").count(), 2, "{text:?}");
            }
        }
    }
}
