//! Words with marks that other services read, and that no text holds.

use std::ops::Range;

use super::{Lexeme, Lexer, Token};
use crate::error::RuleError;
use crate::rule::{MIN_PREFIX, offer, value};

impl Lexer<'_> {
    /// What is wrong with a word that holds a mark by which other services find more or other words, and which no text holds there.
    pub(super) fn marked(&self, word: &str, from: &Range<usize>) -> Option<RuleError> {
        let problem = |expected: &str, nearest: String| {
            Some(RuleError::new(from.clone(), format!("`{word}` is no word"), expected, nearest))
        };
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if let Some((before, after)) = word.split_once('|')
            && is_letter(before.chars().next_back())
            && is_letter(after.trim_start_matches('|').chars().next())
        {
            let words = word.split('|').filter(|word| word.contains(char::is_alphanumeric));
            let nearest = match self.tokens.last() {
                Some(Token { what: Lexeme::Meta(meta), from }) => {
                    value::one_of(*meta, words, self.rule.get(from.clone()).unwrap_or_default())
                }
                _ => offer::any_of(&words.map(str::to_owned).collect::<Vec<_>>()),
            };
            return problem("OR, with a space before and after it", nearest);
        }
        if let Some(exact) = word.strip_prefix("++").and_then(|rest| rest.strip_suffix("++"))
            && is_letter(exact.chars().next())
        {
            return problem("braces around what is found in its case only", format!("{{{exact}}}"));
        }
        if let Some((first, last)) = word.split_once("..")
            && [first, last]
                .iter()
                .all(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let ends = [first.to_owned(), last.to_owned()];
            return problem("numbers by themselves", offer::any_of(&ends));
        }
        if let Some((field, after)) = word.split_once(':')
            && field.contains('.')
            && field.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '_'))
            && !after.starts_with(|c: char| c == '/' || c.is_ascii_digit())
        {
            let name = field.rsplit('.').next().unwrap_or_default();
            let operand = offer::operand(if after.is_empty() { self.rest() } else { after });
            return Some(RuleError::new(
                from.clone(),
                format!("`{field}:` is no field"),
                value::FIELDS,
                value::nearest_field(name, operand),
            ));
        }
        if let Some((before, after)) = word.split_once(['~', '^'])
            && is_letter(before.chars().next_back())
            && after.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            return problem("the word alone, or a distance after a phrase in quotes", before.to_owned());
        }
        if let Some((before, _)) = word.split_once('?')
            && is_letter(before.chars().next_back())
        {
            let prefix: String = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect();
            let prefix: String = prefix.chars().rev().collect();
            let is_long = prefix.chars().count() >= MIN_PREFIX && !word.ends_with('?');
            let nearest =
                if is_long { format!("{prefix}*") } else { format!("\"{word}\" for the word itself") };
            return problem("no `?`, which stands for no letter here", nearest);
        }
        None
    }
}
