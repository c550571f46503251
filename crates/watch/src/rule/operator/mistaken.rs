//! Words between two terms that were meant for operators: those of other services and languages, and slips of the pen.

use super::without_slash;
use crate::error::RuleError;
use crate::rule::lex::{Lexeme, Token};
use crate::rule::{MAX_DISTANCE, Meta, offer};

/// What stands between words where other services and languages have an operator, in capitals, with what is meant. *MIT* is not
/// among them: between words it is the name of a university.
const FOREIGN: [(&str, &str); 25] = [
    ("AND/OR", "OR"),
    ("BEFORE", "ONEAR/10"),
    ("ADJ", "ONEAR/1"),
    ("И", "AND"),
    ("ИЛИ", "OR"),
    ("НЕ", "NOT"),
    ("XOR", "OR"),
    ("NOR", "NOT"),
    ("NAND", "NOT"),
    ("ANDNOT", "NOT"),
    ("BUTNOT", "NOT"),
    ("EXCEPT", "NOT"),
    ("UNLESS", "NOT"),
    ("UND", "AND"),
    ("ODER", "OR"),
    ("ET", "AND"),
    ("OU", "OR"),
    ("NICHT", "NOT"),
    ("OHNE", "NOT"),
    ("SAUF", "NOT"),
    ("SANS", "NOT"),
    ("NON", "NOT"),
    ("SAME", "NEAR/P"),
    ("PARAGRAPH", "NEAR/P"),
    ("SENTENCE", "NEAR/S"),
];

/// The first word between two terms that was meant for an operator: one of other services, or two letters that changed places, or one
/// written twice.
pub(in crate::rule) fn mistaken(rule: &str, tokens: &[Token]) -> Option<RuleError> {
    if let Some(error) = tokens.windows(4).find_map(around) {
        return Some(error);
    }
    if let Some(error) = tokens.windows(2).find_map(|two| called(rule, two).or_else(|| counted(two))) {
        return Some(error);
    }
    if let Some(error) = (0..tokens.len()).find_map(|index| not_near(rule, tokens, index)) {
        return Some(error);
    }
    if let Some(error) = (0..tokens.len()).find_map(|index| two_of_one(rule, tokens, index)) {
        return Some(error);
    }
    tokens.windows(3).find_map(|three| {
        let [before, Token { what: Lexeme::Word(word), from }, after] = three else { return None };
        let starts =
            !matches!(before.what, Lexeme::Open | Lexeme::Meta(_) | Lexeme::Scope(_)) && is_term(before);
        if starts && word == "BUT" && after.what == Lexeme::Not {
            let from = from.start..after.from.end;
            return Some(RuleError::new(
                from,
                "`BUT NOT` is no operator".to_owned(),
                "AND, OR or NOT",
                "NOT",
            ));
        }
        let ends = !matches!(after.what, Lexeme::Close) && is_term(after);
        if !(starts && ends) {
            return None;
        }
        if let Some(error) = without_slash(word, from) {
            return Some(error);
        }
        let is_foreign = |other: &str| other == word || other == "SAME" && word == "same";
        let foreign = FOREIGN.iter().find(|(other, _)| is_foreign(other)).map(|(_, meant)| *meant);
        let slip = || ["AND", "OR", "NOT"].into_iter().find(|known| is_slip(word, known));
        let meant = foreign.or_else(slip)?;
        let nearest = format!("{meant}, or \"{word}\" for the word itself");
        Some(RuleError::new(from.clone(), format!("`{word}` is no operator"), "AND, OR or NOT", nearest))
    })
}

/// Whether a token may begin or end what operators join.
fn is_term(token: &Token) -> bool {
    !matches!(
        token.what,
        Lexeme::And | Lexeme::Or | Lexeme::Not | Lexeme::Minus | Lexeme::Near { .. } | Lexeme::AtLeast(_)
    )
}

/// `NOT/5`, `NOTNEAR/5` and `NOT NEAR/5`, by which others exclude what is near.
fn not_near(rule: &str, tokens: &[Token], index: usize) -> Option<RuleError> {
    let (word, from, last) = match (tokens.get(index)?, tokens.get(index + 1)) {
        (Token { what: Lexeme::Word(_), from }, _) => (rule.get(from.clone())?, from.clone(), index),
        (Token { what: Lexeme::Not, from }, Some(Token { what: Lexeme::Near { .. }, from: near })) => {
            let from = from.start..near.end;
            (rule.get(from.clone())?, from, index + 1)
        }
        _ => return None,
    };
    let (name, reach) = word.split_once('/')?;
    let is_number = reach.parse().is_ok_and(|number| (1..=MAX_DISTANCE).contains(&number));
    let operator = match name.split_whitespace().collect::<String>().to_uppercase().as_str() {
        "NOT" | "NOTNEAR" | "NOTW" => "NEAR",
        "NOTONEAR" => "ONEAR",
        _ => return None,
    };
    if !is_number && (!matches!(reach, "S" | "P") || name.eq_ignore_ascii_case("NOT")) {
        return None;
    }
    let term_at = |index: Option<usize>| match tokens.get(index?)? {
        Token { what: Lexeme::Open | Lexeme::Close | Lexeme::Scope(_) | Lexeme::Meta(_), .. } => None,
        Token { from, .. } => rule.get(from.clone()),
    };
    // Behind a field stands its value, which is no place in the text.
    let is_value = |index: &usize| {
        let field = index.checked_sub(1).and_then(|field| tokens.get(field));
        field.is_some_and(|token| matches!(token.what, Lexeme::Scope(_) | Lexeme::Meta(_)))
    };
    let before = index.checked_sub(1).filter(|before| !is_value(before));
    let before = before.filter(|before| tokens.get(*before).is_some_and(is_term));
    let near = term_at(before).zip(term_at(Some(last + 1)));
    let form = near.map(|(a, b)| format!("{a} NOT ({a} {operator}/{reach} {b})")).and_then(offer::short);
    let problem = format!("`{word}` is no operator");
    Some(RuleError::new(from, problem, "NOT before what is excluded", offer::or_without(form)))
}

/// `AROUND(5)`, `WITHIN(5)`, `ADJ(5)`.
fn around(four: &[Token]) -> Option<RuleError> {
    let [name, open, number, close] = four else { return None };
    let (Lexeme::Word(written), Lexeme::Word(digits)) = (&name.what, &number.what) else { return None };
    let is_number = digits.parse().is_ok_and(|number| (1..=MAX_DISTANCE).contains(&number));
    let is_call =
        open.what == Lexeme::Open && close.what == Lexeme::Close && open.from.start == name.from.end;
    let is_meant = ["AROUND", "WITHIN", "ADJ"].iter().any(|known| known.eq_ignore_ascii_case(written));
    (is_number && is_call && is_meant).then(|| {
        let from = name.from.start..close.from.end;
        let problem = format!("`{written}({digits})` is no operator");
        RuleError::new(from, problem, "a slash and a number after NEAR", format!("NEAR/{digits}"))
    })
}

/// `SENTENCE(…)` and `atl3(…)`, directly before a bracket.
fn called(rule: &str, two: &[Token]) -> Option<RuleError> {
    let [Token { what: Lexeme::Word(word), from }, open] = two else { return None };
    if open.what != Lexeme::Open || open.from.start != from.end {
        return None;
    }
    let name = word.to_lowercase();
    let group = rule.get(open.from.start..).and_then(offer::operand);
    let at_least = ["atleast", "atl"].into_iter().find_map(|begin| name.strip_prefix(begin));
    let form = match (name.as_str(), at_least) {
        ("sentence" | "paragraph", _) => {
            let inner = group.and_then(|group| group.strip_prefix('(')?.strip_suffix(')'));
            let sides = inner.and_then(|inner| inner.split_once(" AND "));
            let is_word =
                |side: &str| offer::operand(side).is_some_and(|operand| operand.len() == side.len());
            let near = if name == "sentence" { "NEAR/S" } else { "NEAR/P" };
            sides.filter(|(a, b)| is_word(a) && is_word(b)).map(|(a, b)| format!("{a} {near} {b}"))
        }
        (_, Some(count)) if count.parse::<u32>().is_ok_and(|count| (2..=MAX_DISTANCE).contains(&count)) => {
            group.map(|group| format!("ATLEAST/{count}{group}"))
        }
        _ => return None,
    };
    let problem = format!("`{word}(` is no operator");
    let expected = "NEAR/S or NEAR/P between two words, or ATLEAST/ and a number before brackets";
    Some(RuleError::new(from.clone(), problem, expected, offer::or_without(form)))
}

/// `WITHIN 5`.
fn counted(two: &[Token]) -> Option<RuleError> {
    let [Token { what: Lexeme::Word(word), from }, Token { what: Lexeme::Word(digits), from: number }] = two
    else {
        return None;
    };
    let is_number = digits.parse().is_ok_and(|number| (1..=MAX_DISTANCE).contains(&number));
    (word == "WITHIN" && is_number).then(|| {
        let problem = format!("`{word} {digits}` is no operator");
        let from = from.start..number.end;
        RuleError::new(from, problem, "a slash and a number after NEAR", format!("NEAR/{digits}"))
    })
}

/// Two languages or two sites of one article: `lang:en lang:fr`.
fn two_of_one(rule: &str, tokens: &[Token], index: usize) -> Option<RuleError> {
    let value = |index: usize| match (tokens.get(index)?, tokens.get(index + 1)?) {
        (Token { what: Lexeme::Meta(meta), from }, Token { what: Lexeme::Word(value), from: last }) => {
            Some((*meta, value.as_str(), from.start..last.end))
        }
        _ => None,
    };
    let (meta, one, first) = value(index)?;
    let is_negated =
        |before: usize| matches!(tokens.get(before), Some(Token { what: Lexeme::Not | Lexeme::Minus, .. }));
    if index.checked_sub(1).is_some_and(is_negated) {
        return None;
    }
    let joined = usize::from(matches!(tokens.get(index + 2), Some(Token { what: Lexeme::And, .. })));
    let (other_meta, other, last) = value(index + 2 + joined)?;
    let is_within = |one: &str, other: &str| one == other || one.ends_with(&format!(".{other}"));
    let what = match meta {
        Meta::Language => "languages",
        Meta::Site => "sites",
        Meta::Source | Meta::Author | Meta::Tag | Meta::Url => return None,
    };
    if other_meta != meta || is_within(one, other) || is_within(other, one) {
        return None;
    }
    let field = rule.get(first.clone())?.split_once(':')?.0;
    Some(RuleError::new(
        first.start..last.end,
        format!("no article has two {what}"),
        "one of them, or OR between them in brackets",
        offer::or_without(Some(format!("{field}:({one} OR {other})"))),
    ))
}

/// Whether `word` is `known` with two letters in each other's place, or with one of them twice.
fn is_slip(word: &str, known: &str) -> bool {
    if word.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let letters: Vec<char> = known.chars().collect();
    let swapped = (1..letters.len()).any(|at| {
        let mut letters = letters.clone();
        letters.swap(at - 1, at);
        word.chars().eq(letters)
    });
    let doubled = (0..letters.len()).any(|at| {
        let mut letters = letters.clone();
        letters.insert(at, letters[at]);
        word.chars().eq(letters)
    });
    // *RO* is a country's code, *NO* a word, and *ADN* what French and Spanish call DNA.
    known.len() > 2 && swapped && word != "ADN" || doubled
}
