//! Rules as tokens, each with the bytes it was read from.

use std::ops::Range;

use super::operator::{distance, mistaken, operator};
use super::plain::Plain;
use super::{Distance, MIN_PREFIX, Meta, Scope};
use crate::error::{RuleError, nearest};

/// One token of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) what: Lexeme,
    pub(super) from: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A minus directly before what it excludes.
    Minus,
    Near {
        distance: Distance,
        ordered: bool,
    },
    AtLeast(u32),
    Scope(Scope),
    Meta(Meta),
    Word(String),
    /// Quoted, with the number after `~` where there is one.
    Phrase(String, Option<u32>),
    Exact(String),
    /// `=word`.
    Plain(String),
    Ticker(String),
    Entity(String),
}

const SCOPES: &[(&str, Scope)] = &[("title", Scope::Title), ("lead", Scope::Lead), ("body", Scope::Body)];

const METAS: &[(&str, Meta)] = &[
    ("site", Meta::Site),
    ("source", Meta::Source),
    ("author", Meta::Author),
    ("lang", Meta::Language),
    ("tag", Meta::Tag),
    ("url", Meta::Url),
];

/// The tokens of a rule.
///
/// # Errors
/// Where a quote or brace is left open, an operator is not written as it should be or is one of another service, or a field is not
/// known.
pub(super) fn lex(rule: &str) -> Result<Vec<Token>, RuleError> {
    let plain = Plain::of(rule);
    let read = read(&plain.text);
    // Columns are those of the rule as it was written.
    let tokens = read.map_err(|error| RuleError { at: plain.origin(&error.at), ..error })?;
    Ok(tokens.into_iter().map(|token| Token { from: plain.origin(&token.from), ..token }).collect())
}

fn read(rule: &str) -> Result<Vec<Token>, RuleError> {
    let mut lexer = Lexer { rule, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    mistaken(&tokens).map_or(Ok(tokens), Err)
}

struct Lexer<'r> {
    rule: &'r str,
    at: usize,
}

impl<'r> Lexer<'r> {
    fn next(&mut self) -> Result<Option<Token>, RuleError> {
        let start = self.rule.len() - self.rest().trim_start().len();
        self.at = start;
        let Some(c) = self.rest().chars().next() else { return Ok(None) };
        let what = match c {
            '(' => self.single(c, Lexeme::Open),
            ')' => self.single(c, Lexeme::Close),
            '-' | '−' | '–' | '—' | '―' | '¬' if self.excludes(c) => self.single(c, Lexeme::Minus),
            '{' => Lexeme::Exact(self.enclosed(c, closing(c))?),
            _ if !closing(c).is_empty() => self.phrase(c)?,
            '=' => Lexeme::Plain(self.after_mark(c, "=word finds a word without its inflected forms")?),
            '$' => Lexeme::Ticker(self.after_mark(c, "$META finds a ticker")?),
            '@' => self.entity(c)?,
            '~' | '!' => return Err(self.apart(c)),
            '\'' | '‘' | '’' | '`' => match self.in_single_quotes(c) {
                Some(error) => return Err(error),
                None => self.word()?,
            },
            _ => self.word()?,
        };
        match self.quoted_within(start) {
            Some(error) => Err(error),
            None => Ok(Some(Token { what, from: start..self.at })),
        }
    }

    /// What is wrong with a quotation mark directly behind the letters that were read from `start`: it would open a phrase, and hardly
    /// one is meant by `5"` and `d"Artagnan`.
    fn quoted_within(&self, start: usize) -> Option<RuleError> {
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

    fn rest(&self) -> &'r str {
        self.rule.get(self.at..).unwrap_or_default()
    }

    fn single(&mut self, c: char, what: Lexeme) -> Lexeme {
        self.at += c.len_utf8();
        what
    }

    /// Whether a minus stands directly before a term, and not before a space.
    fn excludes(&self, minus: char) -> bool {
        let after = self.rest().get(minus.len_utf8()..).and_then(|rest| rest.chars().next());
        after.is_some_and(|c| !c.is_whitespace())
    }

    /// What is wrong with a mark that other services know, or that belongs to the phrase before it.
    fn apart(&mut self, mark: char) -> RuleError {
        let start = self.at;
        let word = self.bare();
        let (expected, nearest) = match mark {
            '!' => (
                "a minus, or NOT and a space, before what is excluded",
                format!("NOT {}", word.trim_start_matches('!')).trim_end().to_owned(),
            ),
            _ => ("the distance directly after a closing quote", "\"data sharing\"~3".to_owned()),
        };
        RuleError::new(start..self.at, format!("`{mark}` cannot begin a word"), expected, nearest)
    }

    /// What is wrong with several words in single quotes, which are apostrophes here and hold nothing together.
    fn in_single_quotes(&self, quote: char) -> Option<RuleError> {
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

    fn phrase(&mut self, quote: char) -> Result<Lexeme, RuleError> {
        let text = self.enclosed(quote, closing(quote))?;
        if !self.rest().starts_with('~') {
            return Ok(Lexeme::Phrase(text, None));
        }
        let start = self.at;
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
                format!("\"{text}\"~{number}"),
            ));
        }
        let number = distance(number, start..self.at, "~", || format!("\"{text}\"~3"))?;
        Ok(Lexeme::Phrase(text, Some(number)))
    }

    /// What stands between an opening character and the closing one.
    fn enclosed(&mut self, open: char, closing: &[char]) -> Result<String, RuleError> {
        let start = self.at;
        let inner = self.rest().get(open.len_utf8()..).unwrap_or_default();
        let Some(end) = inner.find(closing) else {
            let close = closing.first().copied().unwrap_or(open);
            let text = inner.split(['(', ')']).next().unwrap_or_default().trim_end();
            let text = if text.contains(char::is_alphanumeric) { text } else { "Inbox API" };
            return Err(RuleError::new(
                start..start + open.len_utf8(),
                format!("this {open} is never closed"),
                format!("a {close} after the words"),
                format!("{open}{text}{close}"),
            ));
        };
        let text = inner.get(..end).unwrap_or_default();
        let close = inner.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.at = start + open.len_utf8() + end + close;
        if text.chars().any(char::is_alphanumeric) {
            return Ok(text.to_owned());
        }
        let example = if open == '{' { "{Apple}" } else { "\"Inbox API\"" };
        Err(RuleError::new(start..self.at, "no word stands between the marks".to_owned(), "words", example))
    }

    fn after_mark(&mut self, mark: char, meaning: &str) -> Result<String, RuleError> {
        let start = self.at;
        self.at += mark.len_utf8();
        let word = self.bare();
        if word.chars().any(char::is_alphanumeric) {
            return Ok(word.to_owned());
        }
        let message = format!("`{mark}` stands alone");
        Err(RuleError::new(start..self.at, message, "a word directly after it", meaning))
    }

    fn entity(&mut self, mark: char) -> Result<Lexeme, RuleError> {
        let quote = self.rest().chars().nth(1).filter(|c| *c != '{' && !closing(*c).is_empty());
        let Some(quote) = quote else {
            return Ok(Lexeme::Entity(self.after_mark(mark, "@Meta finds the watch called Meta")?));
        };
        self.at += mark.len_utf8();
        let named = self.enclosed(quote, closing(quote));
        named
            .map(Lexeme::Entity)
            .map_err(|error| RuleError { nearest: format!("{mark}{}", error.nearest), ..error })
    }

    /// The characters up to the next space, bracket or quote.
    fn bare(&mut self) -> &'r str {
        let rest = self.rest();
        // Whatever opens a phrase ends a word, as a rule is read so where its full-width marks become plain ones, too.
        let is_end = |c: char| {
            c.is_whitespace()
                || matches!(c, '(' | ')' | '»' | '›' | '」' | '』' | '》' | '}')
                || !closing(c).is_empty()
        };
        let word = rest.get(..rest.find(is_end).unwrap_or(rest.len())).unwrap_or_default();
        self.at += word.len();
        word
    }

    fn word(&mut self) -> Result<Lexeme, RuleError> {
        let start = self.at;
        let name = self.rest().find(|c: char| !c.is_alphabetic()).unwrap_or(0);
        let after = self.rest().get(name..).and_then(|rest| rest.strip_prefix(':'));
        if name > 0 && after.is_some_and(|after| !after.starts_with("//")) {
            let field = self.rest().get(..name).unwrap_or_default();
            self.at += name + 1;
            return self.field(field, start);
        }
        let word = self.bare();
        if word.is_empty() {
            let c = self.rest().chars().next().unwrap_or(' ');
            self.at += c.len_utf8();
            let message = format!("`{c}` was never opened");
            return Err(RuleError::new(
                start..self.at,
                message,
                "a word, a phrase or a bracket",
                "\"Inbox API\"",
            ));
        }
        operator(word, start)?.map_or_else(|| plain(word, start), Ok)
    }

    fn field(&self, field: &str, start: usize) -> Result<Lexeme, RuleError> {
        let known = |name: &&str| name.eq_ignore_ascii_case(field);
        let scope = SCOPES.iter().find(|(name, _)| known(name)).map(|(_, scope)| Lexeme::Scope(*scope));
        let meta = || METAS.iter().find(|(name, _)| known(name)).map(|(_, meta)| Lexeme::Meta(*meta));
        if let Some(found) = scope.or_else(meta) {
            if self.rest().chars().next().is_some_and(|c| !c.is_whitespace()) {
                return Ok(found);
            }
            let message = format!("nothing stands after `{field}:`");
            return Err(RuleError::new(
                start..self.at,
                message,
                "a word directly after the colon",
                format!("{field}:word"),
            ));
        }
        let names = SCOPES.iter().map(|(name, _)| *name).chain(METAS.iter().map(|(name, _)| *name));
        let nearest = nearest(field, names).unwrap_or("title");
        Err(RuleError::new(
            start..self.at,
            format!("`{field}:` is no field"),
            "title:, lead:, body:, site:, source:, author:, lang:, tag: or url:",
            format!("{nearest}:, or quotes around words that hold a colon"),
        ))
    }
}

/// What closes a phrase that a quote opens, or words that a brace does; nothing where a character opens none.
pub(super) fn closing(quote: char) -> &'static [char] {
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

fn plain(word: &str, start: usize) -> Result<Lexeme, RuleError> {
    let from = start..start + word.len();
    if let Some(error) = marked(word, &from) {
        return Err(error);
    }
    if word.chars().any(char::is_alphanumeric) {
        return Ok(Lexeme::Word(word.to_owned()));
    }
    Err(RuleError::new(
        from,
        format!("`{word}` holds no letter"),
        "a word, a phrase or a bracket",
        "\"Inbox API\"",
    ))
}

/// What is wrong with a word that holds a mark by which other services find more or other words, and which no text holds there.
fn marked(word: &str, from: &Range<usize>) -> Option<RuleError> {
    let problem = |expected: &str, nearest: String| {
        Some(RuleError::new(from.clone(), format!("`{word}` is no word"), expected, nearest))
    };
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if let Some((before, after)) = word.split_once('|')
        && is_letter(before.chars().next_back())
        && is_letter(after.trim_start_matches('|').chars().next())
    {
        let nearest = format!("{before} OR {}", after.trim_start_matches('|'));
        return problem("OR, with a space before and after it", nearest);
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
        let nearest = if is_long { format!("{prefix}*") } else { format!("\"{word}\" for the word itself") };
        return problem("no `?`, which stands for no letter here", nearest);
    }
    None
}
