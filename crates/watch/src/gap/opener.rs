//! Words with which sentences begin, in the languages that news is most often written in: where one of them has a capital behind a
//! shortened word, a sentence ended there.

/// Words that begin a sentence where they have a capital, and are seldom parts of names.
const SURE: &[&str] = &["The", "It", "He", "She", "They", "We"];

/// The same, but for initials before them: *S. Das*.
const OPENERS: &[&str] = &[
    "However",
    "But",
    "Meanwhile",
    "Der",
    "Die",
    "Das",
    "Er",
    "Sie",
    "Es",
    "Ein",
    "Eine",
    "Wir",
    "Im",
    "Am",
    "Он",
    "Она",
    "Они",
    "Это",
];

/// Words that begin a sentence, and have a capital in headlines and names as well: *U.S. In Talks*, *Los Angeles*. Sentences go on with a
/// word in lower case or a figure, or what they say first is a date or ends with a comma.
const JOINING: &[&str] = &[
    "A", "An", "I", "Its", "And", "In", "On", "At", "This", "That", "These", "Those", "There", "As", "For",
    "If", "When", "While", "After", "With", "His", "Her", "Their", "Our", "From", "By", "Since", "Under",
    "So", "Then", "Now", "Yet", "To", "What", "Who", "How", "Why", "Some", "Many", "Most", "Both", "One",
    "Le", "La", "Les", "Un", "Une", "Il", "Elle", "Ils", "Elles", "Ce", "Cette", "En", "Au", "Dans", "Pour",
    "Mais", "El", "Los", "Las", "Una", "Según", "Pero", "Por", "Lo", "Gli", "Ma", "O", "Os", "As", "Um",
    "Uma", "Em", "No", "Na", "Mas", "De", "Het", "Een",
];

/// What follows *on* and *in* where they say when.
const CALENDAR: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether a text begins as sentences do, and not as names do.
pub(super) fn begins(text: &str) -> bool {
    let (first, rest) = first_word(text);
    SURE.contains(&first) || OPENERS.contains(&first) || JOINING.contains(&first) && goes_on(rest)
}

/// The same, of words that follow no initial as a part of a name either.
pub(super) fn begins_surely(text: &str) -> bool {
    SURE.contains(&first_word(text).0)
}

/// Whether what stands behind the first word of a sentence is none of a name or a headline.
fn goes_on(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix([' ', '\n', '\u{a0}']) else { return false };
    let (next, behind) = first_word(rest);
    next.starts_with(char::is_lowercase)
        || rest.starts_with(char::is_numeric)
        || CALENDAR.contains(&next)
        || !next.is_empty() && behind.starts_with(',')
}

/// A text's first word, and what stands behind it.
fn first_word(text: &str) -> (&str, &str) {
    // No word of a list is longer, and none that decides; so a text of one word is not read to its end.
    let within = text.get(..text.floor_char_boundary(24)).unwrap_or(text);
    let end = within.find(|c: char| !c.is_alphabetic()).unwrap_or(within.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}
