//! What speaks for a name and against it, and how much: a few figures, added up to the logarithm of the odds that the thing
//! meant is meant.
//!
//! The weights were first set by hand from what each evidence should mean, and then fitted by logistic regression that is
//! drawn towards those settings (ridge of strength 1), on 471 labelled pairs of a short article and one of 32 ambiguous names
//! in four languages, and on wire stories older than the companies asked for, in which their names can only be something
//! else. Some stay as set, where those texts show too little: how much a capital, an everyday word or a figure says. Fitted
//! to half of the names, they find those of the other half with a precision and a recall of 0.92.

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
}

/// How many kinds of evidence there are.
pub(crate) const COUNT: usize = Feature::NameAfterInitial as usize + 1;

/// What is seen of one place, by kind.
pub(crate) type Evidence = [f32; COUNT];

/// What each kind weighs, and how it is put to a person.
pub(crate) const WEIGHTS: [(f32, &str); COUNT] = [
    (-0.7, "any name"),
    (1.2, "has a capital inside a sentence"),
    (0.2, "has a capital inside a sentence, as German nouns have"),
    (0.5, "stands in a headline in which most words have capitals"),
    (0.2, "stands in a text in capitals"),
    (1.1, "stands in a text without capitals"),
    (-3.5, "is written in lower case"),
    (-2.0, "is written in capitals like another abbreviation"),
    (4.6, "has more than one word, or a spelling of its own"),
    (-1.8, "has more than one word, but in lower case"),
    (3.2, "is an abbreviation in capitals"),
    (-0.5, "is a word of everyday language"),
    (1.3, "is another name of it, and no everyday word"),
    (1.9, "is watched without anything to tell it from others"),
    (-3.8, "follows another name"),
    (-1.2, "comes before another name"),
    (-3.3, "is part of the name of something else"),
    (3.0, "is followed by a company form"),
    (-2.2, "is followed by a noun"),
    (2.6, "does something that is news"),
    (1.6, "stands beside a word about companies"),
    (1.0, "has a possessive ending"),
    (-1.3, "follows an article or possessive"),
    (2.7, "follows a word for being with an organisation"),
    (0.8, "stands in a list of names"),
    (-2.2, "is followed by an article, as a verb is"),
    (-1.9, "is part of a compound"),
    (2.5, "is followed by a hyphen and what is said of it"),
    (2.2, "follows ex-, anti- or the like"),
    (-3.0, "is the second part of a compound"),
    (-1.7, "stands in quotation marks"),
    (0.5, "words about companies in the article"),
    (-0.4, "words about towns in its sentence"),
    (2.4, "names of its context in its sentence"),
    (2.3, "names of its context in the article"),
    (1.7, "words of its context in its sentence"),
    (1.5, "words of its context in the article"),
    (3.5, "another name of it that is sure stands in the article"),
    (-2.2, "a phrase that excludes it stands elsewhere in the article"),
    (-3.5, "is a part of a longer name elsewhere in the article"),
    (-1.9, "stands in lower case elsewhere in the article"),
    (-5.9, "stands in a line that belongs to the page"),
    (4.1, "stands as a ticker"),
    (2.0, "follows a title or another name, as persons' names do"),
    (0.7, "is an everyday word of another language only"),
    (-4.7, "follows a forename"),
    (-0.7, "stands between an article and a noun"),
    (-0.9, "follows a preposition of place"),
    (0.8, "follows a preposition as what one reads or buys on does"),
    (1.5, "is what a word about companies is of"),
    (-1.6, "is followed by of"),
    (1.0, "is followed by a figure"),
    (1.2, "is followed by what is said of it"),
    (1.0, "is no everyday word"),
    (0.8, "is or has something"),
    (-2.0, "stands with another article than its own"),
    (4.1, "is in capitals, with another article than its own"),
    (0.7, "stands in the genitive"),
    (-1.3, "is an everyday word in a text in capitals"),
    (-0.5, "begins the sentence and comes before a name"),
];

/// The probability that the evidence amounts to.
pub(crate) fn score(evidence: &Evidence) -> f64 {
    let odds: f32 = evidence.iter().zip(&WEIGHTS).map(|(value, (weight, _))| value * weight).sum();
    1.0 / (1.0 + f64::from(-odds).exp())
}

/// The evidence as lines for a person, the weightiest first.
pub(crate) fn reasons(evidence: &Evidence) -> Vec<String> {
    let mut parts: Vec<(f32, &str)> =
        evidence.iter().zip(&WEIGHTS).map(|(value, (weight, reason))| (value * weight, *reason)).collect();
    parts.retain(|(part, _)| part.abs() >= 0.05);
    parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    parts.into_iter().map(|(part, reason)| format!("{part:+.1} {reason}")).collect()
}
