//! Where an asterisk can stand in a term.

use std::ops::Range;

use model::is_unspaced;

use crate::error::RuleError;
use crate::rule::offer;
use crate::rule::{How, MIN_PREFIX};

/// Checks that asterisks stand only at the end of words, after enough letters; `source` is the term as it is written.
pub(super) fn check_asterisks(
    text: &str,
    how: How,
    from: &Range<usize>,
    source: &str,
) -> Result<(), RuleError> {
    let mut words = text.split_whitespace().filter(|word| word.contains('*'));
    words.try_for_each(|word| check_asterisk(word, how, from, (text, source)))
}

fn check_asterisk(
    word: &str,
    how: How,
    from: &Range<usize>,
    (text, source): (&str, &str),
) -> Result<(), RuleError> {
    let prefix = word
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*')
        .strip_suffix('*')
        .unwrap_or_default();
    let letters = prefix.chars().filter(|c| c.is_alphanumeric()).count();
    let is_plain = prefix.chars().all(char::is_alphanumeric);
    // What is written in full width is offered in plain letters.
    let replaced = |by: &str| match source.contains(word) {
        true => source.replacen(word, by, 1),
        false if text.contains(' ') => offer::quoted(&text.replacen(word, by, 1)),
        false => by.to_owned(),
    };
    let (problem, nearest) = match how {
        How::Exact | How::Ticker => {
            let without = source.replace(['*', '＊'], " ");
            let words: Vec<&str> = without.split_whitespace().collect();
            ("no `*` can stand here".to_owned(), Some(words.join(" ").replace(" }", "}")))
        }
        _ if prefix.chars().any(is_unspaced) => {
            (format!("`{word}` ends in no letter of a script that parts words"), Some(replaced(prefix)))
        }
        _ if is_plain && letters >= MIN_PREFIX => return Ok(()),
        _ if is_plain && letters > 0 => {
            (format!("`{word}` has fewer than {MIN_PREFIX} letters before the `*`"), Some(replaced(prefix)))
        }
        _ => (format!("a `*` stands inside `{word}`"), prefix_within(word, how).map(|form| replaced(&form))),
    };
    let expected = format!("`*` only at the end of a word, after {MIN_PREFIX} letters or more");
    let nearest = offer::or_without(nearest);
    Err(RuleError::new(from.clone(), problem, expected, nearest))
}

/// The beginning of a word that has an asterisk inside: `Coca-Col*` is a phrase, `*phone` has none.
fn prefix_within(word: &str, how: How) -> Option<String> {
    let is_word = |piece: &str| !piece.is_empty() && piece.chars().all(char::is_alphanumeric);
    if let Some((start, last)) = word.strip_suffix('*').and_then(|word| word.rsplit_once('-'))
        && last.chars().count() >= MIN_PREFIX
        && is_word(last)
        && start.split('-').all(is_word)
    {
        let phrase = format!("{} {last}*", start.replace('-', " "));
        return Some(if how == How::Word { offer::quoted(&phrase) } else { phrase });
    }
    let mut pieces = word.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
    let first = pieces.next()?;
    let is_beginning = !word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '*').starts_with('*');
    match first.chars().count() >= MIN_PREFIX {
        true if is_beginning => Some(format!("{first}*")),
        true if pieces.next().is_none() => Some(first.to_owned()),
        _ => word.strip_suffix('*').filter(|word| !word.contains('*')).map(str::to_owned),
    }
}
