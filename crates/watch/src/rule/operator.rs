//! Operators: those of the grammar, and what was meant for one.

mod mistaken;

use std::ops::Range;

use super::lex::Lexeme;
use super::{Distance, MAX_DISTANCE};
use crate::error::RuleError;

pub(super) use mistaken::mistaken;

/// The operators that have an argument, each with one that is likely.
const WITH_ARGUMENT: [(&str, u32); 3] = [("NEAR", 10), ("ONEAR", 10), ("ATLEAST", 3)];

/// What other services call them, in any case: with a slash and a number, or an `s` or `p` for a sentence or a paragraph; between terms
/// the number may also stand directly behind most of them.
const ELSEWHERE: [(&str, &str); 11] = [
    ("", "NEAR"),
    ("W", "NEAR"),
    ("N", "NEAR"),
    ("WITHIN", "NEAR"),
    ("AROUND", "NEAR"),
    ("AFTER", "NEAR"),
    ("PRE", "ONEAR"),
    ("P", "ONEAR"),
    ("ADJ", "ONEAR"),
    ("NEXT", "ONEAR"),
    ("BEFORE", "ONEAR"),
];

/// Those that stand only before a slash.
const BEFORE_SLASH: [&str; 2] = ["", "P"];

/// A word that so few letters tell from an operator is one that was mistyped, two that changed places counted as one.
const MISTYPED: usize = 1;

/// The operator that a word is, or an error where it is nearly one.
pub(super) fn operator(word: &str, start: usize) -> Result<Option<Lexeme>, RuleError> {
    let from = start..start + word.len();
    match word {
        "AND" => return Ok(Some(Lexeme::And)),
        "OR" => return Ok(Some(Lexeme::Or)),
        "NOT" => return Ok(Some(Lexeme::Not)),
        _ => {}
    }
    // *AND-Meta* would be looked for as a phrase of two words.
    for operator in ["AND", "OR", "NOT"] {
        if let Some(rest) = word.strip_prefix(operator).and_then(|rest| rest.strip_prefix('-')) {
            let itself = format!("\"{word}\" for the words themselves");
            let nearest = match (operator, rest) {
                (_, "AND" | "OR") => itself,
                (_, "" | "NOT") if operator != "NOT" => format!("{operator} NOT"),
                ("NOT", "" | "NOT") => "NOT".to_owned(),
                ("NOT", _) => format!("NOT {rest}, or {itself}"),
                _ => format!("{operator} -{rest}, or {itself}"),
            };
            let problem = format!("`{word}` is no operator");
            return Err(RuleError::new(from, problem, "a space after the operator", nearest));
        }
    }
    let meant = match word {
        "&&" | "&" => Some("AND"),
        "||" | "|" => Some("OR"),
        _ => ["AND", "OR", "NOT"].into_iter().find(|known| known.eq_ignore_ascii_case(word)),
    };
    if let Some(meant) = meant {
        let nearest = if meant.eq_ignore_ascii_case(word) {
            format!("{meant}, or \"{word}\" for the word itself")
        } else {
            meant.to_owned()
        };
        return Err(RuleError::new(
            from,
            format!("`{word}` is no operator"),
            "operators in capitals",
            nearest,
        ));
    }
    with_argument(word, from)
}

/// The operator with an argument that a word is, or an error where it is nearly one.
fn with_argument(word: &str, from: Range<usize>) -> Result<Option<Lexeme>, RuleError> {
    let (name, argument) = word.split_once('/').map_or((word, None), |(name, rest)| (name, Some(rest)));
    let known = WITH_ARGUMENT.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let Some((known, likely)) = known.filter(|(known, _)| argument.is_some() || name == *known) else {
        return mistyped(word, from).map_or(Ok(None), Err);
    };
    let problem = |problem: String, expected: &str, argument: &str| {
        let nearest = format!("{known}/{argument}, or \"{word}\" for the word itself");
        Err(RuleError::new(from.clone(), problem, expected, nearest))
    };
    match argument {
        None => problem(
            format!("nothing says how many after `{known}`"),
            "a slash and a number after it",
            &likely.to_string(),
        ),
        Some(argument) if name != *known => {
            let own = format!("{known}/{}", argument.to_uppercase());
            let is_read = matches!(with_argument(&own, from.clone()), Ok(Some(_)));
            let form = if is_read { own } else { nearest_near(known, argument) };
            let nearest = format!("{form}, or \"{word}\" for the word itself");
            let problem = format!("`{word}` is no operator");
            Err(RuleError::new(from, problem, "operators in capitals", nearest))
        }
        Some(argument) if *known == "ATLEAST" => {
            distance(argument, from.clone(), "ATLEAST/", || "ATLEAST/3".to_owned())
                .map(|count| Some(Lexeme::AtLeast(count)))
        }
        Some(argument) => {
            let distance = match argument {
                "S" | "s" => Distance::Sentence,
                "P" | "p" => Distance::Paragraph,
                _ => Distance::Words(distance(argument, from.clone(), &format!("{known}/"), || {
                    nearest_near(known, argument)
                })?),
            };
            Ok(Some(Lexeme::Near { distance, ordered: *known == "ONEAR" }))
        }
    }
}

/// What was meant by a NEAR whose number goes on in letters: `NEAR/5f`, by which others look forward only, or a space left out.
fn nearest_near(known: &str, argument: &str) -> String {
    let end = argument.find(|c: char| !c.is_ascii_digit()).unwrap_or(argument.len());
    let (digits, rest) = argument.split_at(end);
    let is_number = digits.parse().is_ok_and(|number| (1..=MAX_DISTANCE).contains(&number));
    match rest {
        "f" | "F" if is_number => format!("ONEAR/{digits}"),
        // Words and sentences are counted so elsewhere.
        "w" | "W" | "n" | "N" | "s" | "S" if is_number => format!("{known}/{digits}"),
        _ if rest.to_uppercase().starts_with('S') && digits.is_empty() => format!("{known}/S"),
        _ if rest.to_uppercase().starts_with('P') && digits.is_empty() => format!("{known}/P"),
        "" => format!("{known}/{}", nearest_number(digits)),
        _ if is_number && rest.chars().all(char::is_alphabetic) => format!("{known}/{digits} {rest}"),
        _ => format!("{known}/10"),
    }
}

/// The number nearest to one that is too small or too great; of what is none, one that is likely.
fn nearest_number(digits: &str) -> u32 {
    match digits.parse::<u32>() {
        Ok(0) => 1,
        Ok(_) => MAX_DISTANCE,
        Err(_) if digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.is_empty() => MAX_DISTANCE,
        Err(_) => WITH_ARGUMENT[0].1,
    }
}

/// What is wrong with a word that is nearly an operator with its argument, like `NAER/10`, `NEAR10` and the `W/10` of others: hardly an
/// article has such a word, and the rule would hold for none.
pub(super) fn mistyped(word: &str, from: Range<usize>) -> Option<RuleError> {
    let (name, rest) = word.split_at(word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len()));
    if rest.is_empty() {
        return None;
    }
    let after_slash = rest.strip_prefix('/');
    let argument = after_slash.unwrap_or_else(|| rest.trim_start_matches(['-', ':', '~', '=']));
    let is_number = !argument.is_empty() && argument.bytes().all(|byte| byte.is_ascii_digit());
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let is_part = matches!(argument, "s" | "S" | "p" | "P");
    let elsewhere =
        elsewhere.filter(|_| after_slash.is_some() && (is_number || is_part)).map(|(_, meant)| *meant);
    let nearest = || {
        let in_capitals = if is_number { name.to_ascii_uppercase() } else { name.to_owned() };
        let known =
            WITH_ARGUMENT.iter().map(|(known, _)| (strsim::osa_distance(&in_capitals, known), *known));
        let (distance, meant) = known.min_by_key(|(distance, _)| *distance)?;
        let is_argument = is_number || meant != "ATLEAST" && matches!(argument, "S" | "P");
        // `YEAR2000` is a word, and only a slash or the whole name of an operator says that one was meant.
        let is_meant = distance == 0 || distance <= MISTYPED && after_slash.is_some();
        (is_argument && is_meant).then_some(meant)
    };
    let meant = elsewhere.or_else(nearest)?;
    Some(for_another(word, from, meant, argument))
}

/// The error of a word that stands for an operator with an argument.
fn for_another(word: &str, from: Range<usize>, meant: &str, argument: &str) -> RuleError {
    let is_number = argument.bytes().all(|byte| byte.is_ascii_digit());
    let likely = WITH_ARGUMENT.iter().find(|(known, _)| *known == meant).map_or(10, |(_, likely)| *likely);
    let is_valid = argument.parse().map_or(!is_number, |number| (1..=MAX_DISTANCE).contains(&number));
    let argument = if is_valid { argument.to_ascii_uppercase() } else { likely.to_string() };
    let nearest = format!("{meant}/{argument}, or \"{word}\" for the word itself");
    RuleError::new(from, format!("`{word}` is no operator"), "NEAR/, ONEAR/ or ATLEAST/", nearest)
}

/// Behind a single letter these are distances in words; other numbers stand in the names of roads, masks and engines.
const DISTANCES: std::ops::RangeInclusive<u32> = 2..=10;

/// What is wrong with a word between two terms that is an operator of others with its number directly behind it, `ADJ5` and `w5`, or
/// behind a plus: elsewhere it may be a name.
fn without_slash(word: &str, from: &Range<usize>) -> Option<RuleError> {
    let (name, argument) = word.split_at(word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len()));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(argument) = word.strip_prefix('+') {
        let is_argument = is_number(argument) || matches!(argument, "s" | "S" | "p" | "P");
        return is_argument.then(|| for_another(word, from.clone(), "ONEAR", argument));
    }
    if let Some((meant, argument)) = after_slash(word) {
        return Some(for_another(word, from.clone(), meant, argument));
    }
    let is_it =
        |(other, _): &&(&str, &str)| other.eq_ignore_ascii_case(name) && !BEFORE_SLASH.contains(other);
    // *N95 mask* and *W12 engine* are things.
    let is_distance = |argument: &str| argument.parse().is_ok_and(|words| DISTANCES.contains(&words));
    let is_meant = is_number(argument) && (name.len() > 1 || is_distance(argument));
    let (_, meant) = ELSEWHERE.iter().find(is_it).filter(|_| is_meant)?;
    Some(for_another(word, from.clone(), meant, argument))
}

/// What is meant by `W/SENT` and `W/PARA`, which name what holds both words, and by `/n5`, whose letter stands behind the slash.
fn after_slash(word: &str) -> Option<(&'static str, &str)> {
    let (name, argument) = word.split_once('/')?;
    let (_, meant) = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    let is = |known: &&str| known.eq_ignore_ascii_case(argument);
    if ["SENT", "SENTENCE"].iter().any(is) {
        return Some((meant, "S"));
    }
    if ["PARA", "PARAGRAPH"].iter().any(is) {
        return Some((meant, "P"));
    }
    let digits = argument.strip_prefix(['n', 'N', 'w', 'W']).filter(|_| name.is_empty())?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((meant, digits))
}

/// What is wrong with an operator whose number stands apart from it: `NEAR /5`, `NEAR/ 5`, `NEAR 5`, `NEAR(5)`.
pub(super) fn parted(word: &str, rest: &str, start: usize) -> Option<RuleError> {
    let name = word.strip_suffix('/').unwrap_or(word);
    let (known, _) = WITH_ARGUMENT.iter().find(|(known, _)| *known == name)?;
    let after = rest.trim_start().trim_start_matches(['/', '(']).trim_start();
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    let digits =
        after.get(..end).filter(|digits| digits.parse().is_ok_and(|n| (1..=MAX_DISTANCE).contains(&n)))?;
    let is_alone = after.get(end..).is_some_and(|rest| rest.starts_with([' ', ')']));
    let problem = format!("the number stands apart from `{name}`");
    is_alone.then(|| {
        RuleError::new(
            start..start + word.len(),
            problem,
            "a slash and a number directly after it",
            format!("{known}/{digits}"),
        )
    })
}

/// A number of words or places, as `digits` give it.
pub(super) fn distance(
    digits: &str,
    from: Range<usize>,
    before: &str,
    example: impl Fn() -> String,
) -> Result<u32, RuleError> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|n| is_number && (1..=MAX_DISTANCE).contains(n));
    number.ok_or_else(|| {
        let message = match digits {
            "" => format!("no number stands after `{before}`"),
            _ => format!("`{digits}` is no number for `{before}`"),
        };
        RuleError::new(from, message, format!("a number from 1 to {MAX_DISTANCE}"), example())
    })
}
