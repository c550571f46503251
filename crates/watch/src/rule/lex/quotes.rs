//! What quotation marks and braces hold together in a rule, and what is wrong with those that hold nothing.

use super::{Lexeme, Lexer, Token};
use crate::error::RuleError;
use crate::rule::offer::{self, WITHOUT};
use crate::rule::operator::distance;

impl Lexer<'_> {
    /// What is wrong with a quotation mark directly behind the letters that were read from `start`: it would open a phrase, and hardly
    /// one is meant by `5"` and `d"Artagnan`.
    pub(super) fn quoted_within(&self, start: usize) -> Option<RuleError> {
        let mark = self.rest().chars().next().filter(|c| *c != '{' && !closing(*c).is_empty())?;
        let word = self.rule.get(start..self.at)?;
        let is_word = word.ends_with(char::is_alphanumeric) && !matches!(word, "AND" | "OR" | "NOT");
        let inner = is_word.then(|| self.rest().get(mark.len_utf8()..).unwrap_or_default())?;
        let phrase = inner.split_once(closing(mark)).map(|(phrase, _)| phrase);
        let nearest = match phrase.filter(|phrase| !phrase.is_empty() && phrase.trim() == *phrase) {
            Some(phrase) => format!("{word} \"{phrase}\""),
            None => {
                let end = inner.find(|c: char| !c.is_alphanumeric()).unwrap_or(inner.len());
                let rest = inner.get(..end).filter(|rest| !rest.is_empty());
                rest.map_or_else(|| word.to_owned(), |rest| format!("{word}'{rest}"))
            }
        };
        Some(RuleError::new(
            self.at..self.at + mark.len_utf8(),
            format!("this {mark} stands directly behind `{word}`"),
            "a space before a phrase in quotes, and an apostrophe inside a word",
            nearest,
        ))
    }

    /// What is wrong with several words in single quotes, which are apostrophes here and hold nothing together.
    pub(super) fn in_single_quotes(&self, quote: char) -> Option<RuleError> {
        /// A phrase has hardly more bytes, and a rule may be nothing but apostrophes.
        const PHRASE: usize = 200;
        let inner = self.rest().get(quote.len_utf8()..)?;
        let inner = inner.get(..inner.floor_char_boundary(PHRASE))?;
        let is_end =
            |after: &str| after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        let mut marks = inner.match_indices(['\'', '‘', '’', '`']);
        let (end, mark) = marks.find(|(at, mark)| inner.get(at + mark.len()..).is_some_and(is_end))?;
        let words = inner.get(..end).filter(|words| words.trim().contains(char::is_whitespace))?;
        let is_one_phrase = !words.contains(['(', ')', '"', '“', '”', '{', '}']);
        let all = self.at..self.at + quote.len_utf8() + end + mark.len();
        is_one_phrase.then(|| {
            let message = "single quotes hold no words together".to_owned();
            RuleError::new(all, message, "double quotes around a phrase", format!("\"{words}\""))
        })
    }

    pub(super) fn phrase(&mut self, quote: char) -> Result<Lexeme, RuleError> {
        let begin = self.at;
        let text = self.enclosed(quote, closing(quote))?;
        if let Some(error) = self.letters_behind(begin, &text) {
            return Err(error);
        }
        if !self.rest().starts_with('~') {
            return Ok(Lexeme::Phrase(text, None));
        }
        let start = self.at;
        let phrase = self.rule.get(begin..start).unwrap_or_default();
        let digits = self.rest().get(1..).unwrap_or_default();
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let number = digits.get(..end).unwrap_or_default();
        self.at += 1;
        let written = self.bare();
        if written.len() > end && !number.is_empty() {
            let message = format!("`~{written}` is no distance");
            return Err(RuleError::new(
                start..self.at,
                message,
                "a number after the ~",
                format!("{phrase}~{number}"),
            ));
        }
        let number = distance(number, start..self.at, "~", || format!("{phrase}~3"))?;
        Ok(Lexeme::Phrase(text, Some(number)))
    }

    /// What is wrong with letters directly behind the phrase that was read from `start`: they would be looked for as a word of their
    /// own, and hardly an article has the *s* of `"Inbox"s`.
    fn letters_behind(&self, start: usize, phrase: &str) -> Option<RuleError> {
        let end = self.rest().find(|c: char| !c.is_alphanumeric() && c != '/').unwrap_or(self.rest().len());
        let letters = self.rest().get(..end).filter(|letters| letters.starts_with(char::is_alphanumeric))?;
        let is_operator = matches!(letters, "AND" | "OR" | "NOT")
            || ["NEAR/", "ONEAR/", "ATLEAST/"].iter().any(|operator| letters.starts_with(operator));
        let written = self.rule.get(start..self.at)?;
        let is_ending = letters.len() <= 2 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        let form = match is_ending && !phrase.ends_with('*') {
            true => offer::quoted(&format!("{phrase}{letters}")),
            false => format!("{written} {letters}"),
        };
        (!is_operator).then(|| {
            let problem = format!("`{letters}` stands directly behind a phrase");
            let expected = "a space behind the closing quote, or all of the word in quotes";
            RuleError::new(self.at..self.at + end, problem, expected, offer::or_without(Some(form)))
        })
    }

    /// Words in braces, which are looked for as they are. Between words in lower case an operator is meant for one; in capitals,
    /// as a headline may be, it is a word.
    pub(super) fn exact(&mut self, brace: char) -> Result<Lexeme, RuleError> {
        let start = self.at;
        let text = self.enclosed(brace, closing(brace))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_operator = |word: &&str| matches!(*word, "AND" | "OR" | "NOT");
        let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
        let is_value = matches!(self.tokens.last(), Some(Token { what: Lexeme::Meta(_), .. }));
        let found = inner.iter().copied().find(is_operator);
        let Some(operator) = found.filter(|_| !is_value && text.contains(char::is_lowercase)) else {
            return Ok(Lexeme::Exact(text));
        };
        let parts: Vec<String> = words
            .chunk_by(|a, b| !is_operator(a) && !is_operator(b))
            .map(|part| {
                let part = part.join(" ");
                if is_operator(&part.as_str()) { part } else { format!("{{{part}}}") }
            })
            .collect();
        let words = format!("{} for the words themselves", offer::quoted(&text));
        let nearest = match offer::short(format!("({})", parts.join(" "))) {
            Some(form) => format!("{form}, or {words}"),
            None => words,
        };
        let problem = format!("{operator} is a word within braces");
        Err(RuleError::new(start..self.at, problem, "operators outside of them", nearest))
    }

    /// What stands between an opening character and the closing one.
    pub(super) fn enclosed(&mut self, open: char, closing: &[char]) -> Result<String, RuleError> {
        let start = self.at;
        let inner = self.rest().get(open.len_utf8()..).unwrap_or_default();
        let Some(end) = inner.find(closing) else {
            let close = closing.first().copied().unwrap_or(open);
            let text = inner.split(['(', ')', '”']).next().unwrap_or_default().trim_end();
            let field = self.tokens.last().filter(|token| token.from.end == start);
            let field = field.filter(|token| matches!(token.what, Lexeme::Scope(_) | Lexeme::Meta(_)));
            let from = field.map_or(start, |token| token.from.start);
            let field = self.rule.get(from..start).unwrap_or_default();
            let form = text.contains(char::is_alphanumeric).then(|| format!("{field}{open}{text}{close}"));
            return Err(RuleError::new(
                from..start + open.len_utf8(),
                format!("this {open} is never closed"),
                format!("a {close} after the words"),
                offer::or_without(form),
            ));
        };
        let text = inner.get(..end).unwrap_or_default();
        let close = inner.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.at = start + open.len_utf8() + end + close;
        if text.chars().any(char::is_alphanumeric) {
            return Ok(text.to_owned());
        }
        Err(RuleError::new(start..self.at, "no word stands between the marks".to_owned(), "words", WITHOUT))
    }
}

/// Whether a character closes what one that differs from it opened.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '»' | '›' | '」' | '』' | '》' | '}')
}

/// What closes a phrase that a quote opens, or words that a brace does; nothing where a character opens none.
pub(in crate::rule) fn closing(quote: char) -> &'static [char] {
    match quote {
        '"' => &['"'],
        '«' => &['»'],
        '＂' => &['＂'],
        '‹' => &['›'],
        '「' => &['」'],
        '『' => &['』'],
        '《' => &['》'],
        '{' => &['}'],
        '“' | '”' | '„' => &['”', '“', '"'],
        _ => &[],
    }
}
