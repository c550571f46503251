//! What speaks for a name and against it, and how much: a few figures, added up to the logarithm of the odds that the thing
//! meant is meant.
//!
//! The weights were first set by hand from what each evidence should mean, and then fitted by logistic regression that is
//! drawn towards those settings (ridge of strength 2; of several places in an article, the best decides), on 4,372 labelled
//! pairs of a short article and one of 426 ambiguous names in nine languages, in sixteen sets by twelve hands. Some of them were then
//! moved a little by what 5,586 further pairs by thirteen more hands showed. What the sets hold few
//! of is set and not fitted: names that are no everyday word anywhere, of which most that people watch mean one thing only, but few in
//! the sets, and abbreviations that are words. `docs/matching.md` has all figures.

/// One kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Feature {
    Bias,
    CapitalInside,
    CapitalInsideGerman,
    TitleCase,
    CapitalsField,
    LowerField,
    LowerInside,
    CapitalsInside,
    Distinct,
    DistinctLower,
    Letters,
    Ordinary,
    Synonym,
    Unqualified,
    NameBefore,
    NameAfter,
    InstitutionAfter,
    FormAfter,
    NounAfter,
    ActionAfter,
    OrganisationBeside,
    PossessiveAfter,
    DeterminerBefore,
    TowardsBefore,
    Listed,
    ObjectAfter,
    HyphenAfter,
    ParticipleAfter,
    PrefixBefore,
    HyphenBefore,
    Quoted,
    OrganisationInArticle,
    TownInSentence,
    ProperContextInSentence,
    ProperContext,
    ContextInSentence,
    Context,
    StrongElsewhere,
    NotElsewhere,
    LongerElsewhere,
    LowerElsewhere,
    Furniture,
    Ticker,
    PersonBefore,
    Foreign,
    ForenameBefore,
    DeterminerAttributive,
    LocativeBefore,
    PlatformBefore,
    OrganisationOf,
    OfAfter,
    FigureAfter,
    RelativeAfter,
    Rare,
    AuxiliaryAfter,
    Declined,
    DeclinedCapitals,
    Inflected,
    CapitalsOrdinary,
    NameAfterInitial,
    Deed,
    Indefinite,
    Calendar,
    Namesake,
    NamesakeLocative,
    AdjectiveBefore,
    Told,
    NatureInArticle,
    NatureInSentence,
    InflectedAfter,
    OrganisationAfterInitial,
    DistinctOrdinary,
    OtherPerson,
    PlaceAt,
    InTitle,
    ActionEveryday,
    Passive,
    LettersOrdinary,
    NameBeforeFirst,
    OwnedBefore,
    HyphenEnglish,
    Aged,
    NamedElsewhere,
    Commonest,
    TwoVerbs,
    WhoAfter,
    OfItsDomains,
    OfNoneOfThem,
    SportsApart,
    ArtsApart,
    OrdinaryInside,
    Demonym,
    FigureBefore,
    OtherRegion,
    Borne,
    Rest,
    ForenameItself,
    OwnArticle,
    HeadlineInside,
    AmongPlaces,
    Spelled,
    Common,
    OwnAfter,
    StoryElsewhere,
    NameInStream,
    InLanguage,
    FromOutlet,
    Said,
    SaidOfAlike,
}

/// How many kinds of evidence there are.
pub(crate) const COUNT: usize = Feature::SaidOfAlike as usize + 1;

/// What is seen of one place, by kind.
pub(crate) type Evidence = [f32; COUNT];

/// What each kind weighs, and how it is put to a person.
pub(crate) const WEIGHTS: [(f32, &str); COUNT] = [
    (-1.0, "any name"),
    (0.7, "has a capital inside a sentence"),
    (-0.1, "has a capital inside a sentence, as German nouns have"),
    (-0.7, "stands in a headline in which most words have capitals"),
    (-0.2, "stands in a text in capitals"),
    (1.7, "stands in a text without capitals"),
    (-3.4, "is written in lower case"),
    (-0.4, "is written in capitals like another abbreviation"),
    (2.7, "has more than one word, or a spelling of its own"),
    (-0.8, "has more than one word, but in lower case"),
    (4.2, "is an abbreviation in capitals"),
    (0.0, "is a word of everyday language"),
    (1.4, "is another name of it, and no everyday word"),
    (1.2, "is watched without anything to tell it from others"),
    (-3.9, "follows another name"),
    (-1.5, "comes before another name"),
    (-3.7, "is part of the name of something else"),
    (2.1, "is followed by a company form"),
    (-1.1, "is followed by a noun"),
    (0.5, "does something that is news"),
    (-0.5, "stands beside a word about companies"),
    (0.4, "has a possessive ending"),
    (-0.2, "follows an article or possessive"),
    (2.9, "follows a word for being with an organisation"),
    (1.3, "stands in a list of names"),
    (-3.0, "is followed by an article, as a verb is"),
    (-0.6, "is part of a compound"),
    (2.7, "is followed by a hyphen and what is said of it"),
    (2.2, "follows ex-, anti- or the like"),
    (-3.1, "is the second part of a compound"),
    (-2.4, "stands in quotation marks"),
    (0.7, "words about companies in the article"),
    (-0.5, "words about towns in its sentence"),
    (2.0, "names of its context in its sentence"),
    (2.5, "names of its context in the article"),
    (2.2, "words of its context in its sentence"),
    (1.2, "words of its context in the article"),
    (3.8, "another name of it that is sure stands in the article"),
    (-2.1, "a phrase that excludes it stands elsewhere in the article"),
    (-3.6, "is a part of a longer name elsewhere in the article"),
    (-4.1, "stands in lower case elsewhere in the article"),
    (-7.0, "stands in a line that belongs to the page"),
    (3.5, "stands as a ticker, or before one"),
    (0.8, "follows a title or another name, as persons' names do"),
    (0.9, "is an everyday word of another language only"),
    (-5.5, "follows a forename"),
    (-0.5, "stands between an article and a noun"),
    (-0.6, "follows a preposition of place"),
    (1.4, "follows a preposition as what one reads or buys on does"),
    (1.3, "is what a word about companies is of"),
    (-1.9, "is followed by of"),
    (2.8, "is followed by a figure"),
    (2.3, "is followed by what is said of it"),
    (1.1, "is no everyday word"),
    (0.3, "is or has something"),
    (-1.6, "stands with another article than its own"),
    (4.1, "is in capitals, with another article than its own"),
    (2.0, "stands in the genitive"),
    (-0.5, "is an everyday word in a text in capitals"),
    (-2.0, "begins the sentence and comes before a name"),
    (0.3, "does what companies do"),
    (-0.3, "follows a word for one of many"),
    (-2.7, "is a day or a month"),
    (-0.1, "is a well-known place"),
    (-0.8, "is a well-known place and stands as one"),
    (-0.3, "follows an adjective"),
    (3.3, "is told something"),
    (-0.4, "words about nature, arts and sports in the article"),
    (-0.5, "words about nature, arts and sports in its sentence"),
    (-0.7, "is followed by a word that may be a verb"),
    (-1.0, "begins the sentence and comes before a word about companies"),
    (-3.8, "is in lower case, and all its words are everyday words"),
    (-4.6, "is another person of the name"),
    (3.1, "follows a preposition of place, as it should"),
    (-3.0, "is part of a title"),
    (0.8, "does something, but is an everyday word where the case says nothing"),
    (0.1, "something is done to it in a headline"),
    (1.7, "is an abbreviation in capitals that is a word, too"),
    (-1.1, "follows a word with a capital that begins the sentence"),
    (-1.3, "belongs to another name"),
    (-2.0, "is followed by a hyphen and a word"),
    (-5.0, "is of an age, as persons are"),
    (-2.3, "comes before a name elsewhere in the article"),
    (-2.4, "is one of the commonest words, where the case says nothing"),
    (-0.7, "is followed by two verbs, as a noun or adjective is"),
    (0.0, "is followed by who"),
    (1.4, "words about what its context is about in the article"),
    (-0.6, "no word about what its context is about in the article"),
    (-0.1, "words about sports in the article, and it is nothing of sports"),
    (-0.5, "words about the arts in the article, and it is nothing of the arts"),
    (0.3, "is an everyday word with a capital inside a sentence"),
    (-5.0, "says of what country the next word is"),
    (-5.0, "follows a figure, as what is counted does"),
    (-4.0, "is in a state that its context does not name"),
    (-3.9, "is in the title of a person or a thing"),
    (-1.4, "is short behind a particle, and may be the rest of another word"),
    (-2.2, "is a forename and comes before a name"),
    (1.5, "has its own article with a capital inside a sentence"),
    (-0.8, "is an everyday word with a capital inside a headline"),
    (-5.0, "is a well-known place among others"),
    (-5.5, "stands for words in lower case beside it"),
    (2.4, "is watched as a word, wherever it stands"),
    (1.4, "is followed by what a company has"),
    // These are not fitted, since the labelled articles have no past. The first: within a story a word mostly means one thing, but
    // one story in ten is put together wrongly, which is odds of nine to one. How the stream writes a word: a third of what its
    // odds say, since names are those of others, too. Language and outlet: a share's odds change by four times the change of the
    // share, and the two say half of it each. What users say of a watch: its odds, with some left for what they did not see; and of a
    // sentence: so much that one word turns what is not nearly sure.
    (2.2, "another article of its story leaves no doubt of it"),
    (0.3, "how the stream mostly writes the word, where the case says nothing"),
    (2.0, "how often it is meant in this language"),
    (2.0, "how often it is meant in this outlet"),
    (0.7, "what users say of it"),
    (2.5, "what users say of sentences like this one"),
];

/// The weights by themselves.
const FACTORS: [f32; COUNT] = {
    let mut factors = [0.0; COUNT];
    let mut kind = 0;
    while kind < COUNT {
        factors[kind] = WEIGHTS[kind].0;
        kind += 1;
    }
    factors
};

/// So many sums a processor adds to at a time.
const LANES: usize = 8;

/// So finely the logarithm of the odds is told: of the weights nothing is lost.
const STEPS: f32 = 1000.0;

/// The probability that the evidence amounts to.
pub(crate) fn score(evidence: &Evidence) -> f64 {
    let mut sums = [0.0_f32; LANES];
    for (values, factors) in evidence.chunks(LANES).zip(FACTORS.chunks(LANES)) {
        let parts = values.iter().zip(factors).map(|(value, factor)| value * factor);
        sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    let odds: f32 = sums.iter().sum();
    // In what order they are added makes no difference: what speaks for a name as much as against it is even.
    let steps = (odds * STEPS + 0.5_f32.copysign(odds)) as i32;
    1.0 / (1.0 + (-f64::from(steps) / f64::from(STEPS)).exp())
}

/// The least part of the logarithm of the odds that a person is told of.
const LEAST_TOLD: f32 = 0.05;

/// The evidence as lines for a person, the weightiest first.
pub(crate) fn reasons(evidence: &Evidence) -> Vec<String> {
    let seen = evidence.iter().zip(&WEIGHTS).filter(|(value, _)| **value != 0.0);
    let all = seen.map(|(value, (weight, reason))| (value * weight, *reason));
    let mut parts: Vec<(f32, &str)> = all.filter(|(part, _)| part.abs() >= LEAST_TOLD).collect();
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    parts.into_iter().map(|(part, reason)| line(part, reason)).collect()
}

/// A part with its sign and one decimal, and its reason. An article may have thousands of such lines, and what formats any
/// number exactly takes longer than judging does.
fn line(part: f32, reason: &str) -> String {
    // Ten times a number of 24 bits has at most 28, so nothing is lost before the rounding.
    let tenths = (f64::from(part.abs()) * 10.0).round_ties_even() as u64;
    if tenths >= 1_000 {
        return format!("{part:+.1} {reason}");
    }
    let digit = |value: u64| char::from(b'0' + (value % 10) as u8);
    let mut line = String::with_capacity("+99.9 ".len() + reason.len());
    line.push(if part.is_sign_negative() { '-' } else { '+' });
    if tenths >= 100 {
        line.push(digit(tenths / 100));
    }
    line.push(digit(tenths / 10));
    line.push('.');
    line.push(digit(tenths));
    line.push(' ');
    line.push_str(reason);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_written_as_the_standard_library_writes_them() {
        let halves = (-4_100..=4_100).map(|number| number as f32 * 0.025);
        let others = (0..20_000).map(|number| (number as f32 * 0.37 - 3_700.0) * 0.041);
        let near = (-400..=400).flat_map(|number| {
            let here = number as f32 * 0.05;
            [here.next_up(), here.next_down()]
        });
        for part in halves.chain(others).chain(near) {
            assert_eq!(line(part, "any name"), format!("{part:+.1} any name"), "{part:e}");
        }
    }
}
