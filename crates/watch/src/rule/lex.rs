//! Rules as tokens, each with the bytes it was read from.

mod marks;
mod quotes;

use std::ops::Range;

use self::quotes::is_closing;
use super::offer::{self, WITHOUT};
use super::operator::{mistaken, operator, parted};
use super::plain::Plain;
use super::value;
use super::{Distance, Meta, Scope};
use crate::error::RuleError;

pub(super) use self::quotes::closing;

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
    let mut lexer = Lexer { rule, at: 0, tokens: Vec::new(), in_addresses: false };
    while let Some(token) = lexer.next()? {
        match token.what {
            Lexeme::Open => lexer.in_addresses = lexer.is_after_url(),
            Lexeme::Close => lexer.in_addresses = false,
            _ => {}
        }
        lexer.tokens.push(token);
    }
    let tokens = lexer.tokens;
    mistaken(rule, &tokens).map_or(Ok(tokens), Err)
}

struct Lexer<'r> {
    rule: &'r str,
    at: usize,
    /// What was read so far.
    tokens: Vec<Token>,
    /// Whether the brackets of `url:(…)` are open.
    in_addresses: bool,
}

impl<'r> Lexer<'r> {
    fn next(&mut self) -> Result<Option<Token>, RuleError> {
        let start = self.rule.len() - self.rest().trim_start().len();
        self.at = start;
        let Some(c) = self.rest().chars().next() else { return Ok(None) };
        let what = match c {
            _ if self.is_address(c) => self.address()?,
            '(' => self.single(c, Lexeme::Open),
            ')' => self.single(c, Lexeme::Close),
            '-' | '−' | '–' | '—' | '―' | '¬' if self.excludes(c) => self.single(c, Lexeme::Minus),
            '{' => self.exact(c)?,
            _ if !closing(c).is_empty() => self.phrase(c)?,
            '=' => Lexeme::Plain(self.after_mark(c)?),
            '$' => Lexeme::Ticker(self.after_mark(c)?),
            '@' => self.entity(c)?,
            '~' | '!' => return Err(self.apart(c)),
            '\'' | '‘' | '’' | '`' => match self.in_single_quotes(c) {
                Some(error) => return Err(error),
                None => self.word()?,
            },
            ':' => match self.parted_field() {
                Some(error) => return Err(error),
                None => self.word()?,
            },
            _ => self.word()?,
        };
        let is_word =
            matches!(what, Lexeme::Word(_) | Lexeme::Plain(_) | Lexeme::Ticker(_) | Lexeme::Entity(_));
        match self.quoted_within(start).filter(|_| is_word) {
            Some(error) => Err(error),
            None => Ok(Some(Token { what, from: start..self.at })),
        }
    }

    fn is_after_url(&self) -> bool {
        matches!(self.tokens.last(), Some(Token { what: Lexeme::Meta(Meta::Url), .. }))
    }

    /// Whether a part of an address begins, in which no mark is one of the grammar.
    fn is_address(&self, first: char) -> bool {
        let is_or = || {
            let rest = self.rest().strip_prefix("OR");
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '('))
        };
        let ends = matches!(first, '(' | ')') || is_closing(first) || !closing(first).is_empty();
        !ends && (self.is_after_url() || self.in_addresses && !is_or())
    }

    /// A part of an address. What is an operator elsewhere is none; in brackets, where OR joins parts, it is meant for one.
    fn address(&mut self) -> Result<Lexeme, RuleError> {
        let start = self.at;
        let part = self.bare();
        let is_operator = match self.in_addresses {
            false => matches!(part, "AND" | "OR" | "NOT"),
            true => {
                let is = |operator: &&str| part.eq_ignore_ascii_case(operator);
                ["AND", "OR", "NOT", "&&", "||"].iter().any(is)
                    || part.starts_with("NEAR/")
                    || part.starts_with("ONEAR/")
            }
        };
        if !is_operator {
            return Ok(Lexeme::Word(part.to_owned()));
        }
        let word = format!("\"{part}\" for the word itself");
        Err(RuleError::new(
            start..self.at,
            format!("`{part}` is no part of an address"),
            "parts of addresses, in brackets with OR between them",
            if self.in_addresses { format!("OR, or {word}") } else { word },
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
            _ => ("the distance directly after a closing quote", self.nearest_distance(word)),
        };
        RuleError::new(start..self.at, format!("`{mark}` cannot begin a word"), expected, nearest)
    }

    /// What a `~` apart from a phrase was meant for: the distance of the phrase before it, or that between two words.
    fn nearest_distance(&self, word: &str) -> String {
        let word = word.trim_start_matches('~');
        let is_number = !word.is_empty() && word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        let before = self.tokens.last().map(|token| (&token.what, token.from.clone()));
        match before {
            Some((Lexeme::Phrase(_, None), from)) if is_number => {
                format!("{}~{word}", self.rule.get(from).unwrap_or_default())
            }
            Some((Lexeme::Word(_), _)) if is_number => format!("NEAR/{word}"),
            _ if word.contains(char::is_alphabetic) => word.to_owned(),
            _ => WITHOUT.to_owned(),
        }
    }

    fn after_mark(&mut self, mark: char) -> Result<String, RuleError> {
        let start = self.at;
        self.at += mark.len_utf8();
        let word = self.bare();
        if word.chars().any(char::is_alphanumeric) {
            return Ok(word.to_owned());
        }
        let message = format!("`{mark}` stands alone");
        let next = offer::operand(self.rest()).filter(|next| next.starts_with(char::is_alphanumeric));
        let nearest = next.map_or_else(
            || WITHOUT.to_owned(),
            |next| if mark == '$' { format!("${}", next.to_uppercase()) } else { format!("{mark}{next}") },
        );
        Err(RuleError::new(start..self.at, message, "a word directly after it", nearest))
    }

    fn entity(&mut self, mark: char) -> Result<Lexeme, RuleError> {
        let quote = self.rest().chars().nth(1).filter(|c| *c != '{' && !closing(*c).is_empty());
        let Some(quote) = quote else {
            return Ok(Lexeme::Entity(self.after_mark(mark)?));
        };
        self.at += mark.len_utf8();
        let named = self.enclosed(quote, closing(quote));
        named.map(Lexeme::Entity).map_err(|error| match error.nearest.as_str() {
            WITHOUT => error,
            nearest => RuleError { nearest: format!("{mark}{nearest}"), ..error },
        })
    }

    /// The characters up to the next space, bracket or quote.
    fn bare(&mut self) -> &'r str {
        let rest = self.rest();
        // Whatever opens a phrase ends a word, as a rule is read so where its full-width marks become plain ones, too.
        let is_end =
            |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_closing(c) || !closing(c).is_empty();
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
            // Quotation marks point inwards in German and Danish.
            let inner = self.rest().split_once('«').map(|(inner, _)| inner.trim()).filter(|_| c == '»');
            let form = inner.filter(|inner| inner.contains(char::is_alphanumeric)).map(offer::quoted);
            let nearest = offer::or_without(form);
            return Err(RuleError::new(start..self.at, message, "a word, a phrase or a bracket", nearest));
        }
        if let Some(error) = parted(word, self.rest(), start).or_else(|| self.uncoloned(word, start)) {
            return Err(error);
        }
        operator(word, start)?.map_or_else(|| self.plain(word, start), Ok)
    }

    /// What is wrong with a colon that stands apart from the field before it: `title :Meta` would be two words.
    fn parted_field(&self) -> Option<RuleError> {
        let Token { what: Lexeme::Word(name), from } = self.tokens.last()? else { return None };
        let operand = offer::operand(self.rest().get(1..)?)?;
        let nearest = match value::field(name) {
            Some(_) => offer::or_without(Some(format!("{name}:{operand}"))),
            None if value::is_field_elsewhere(name) => value::nearest_field(name, Some(operand)),
            None => return None,
        };
        let problem = format!("the colon stands apart from `{name}`");
        Some(RuleError::new(from.start..self.at + 1, problem, "a colon directly behind the field", nearest))
    }

    /// What is wrong with a field that has another mark than a colon behind it: `title(Meta)` and `title=Meta` would be words.
    fn uncoloned(&self, word: &str, start: usize) -> Option<RuleError> {
        let (name, rest) = match word.split_once('=') {
            Some((name, rest)) => (name, rest),
            None => (word, Some(self.rest()).filter(|rest| rest.starts_with('('))?),
        };
        let known = value::field(name).is_some();
        // What stands directly behind a field is its value.
        let is_value = self.tokens.last().is_some_and(|token| {
            token.from.end == start && matches!(token.what, Lexeme::Scope(_) | Lexeme::Meta(_))
        });
        if is_value || !(known || value::is_field_elsewhere(name)) {
            return None;
        }
        let operand = offer::operand(rest)?;
        let nearest =
            if known { format!("{name}:{operand}") } else { value::nearest_field(name, Some(operand)) };
        let problem = format!("no colon stands behind `{name}`");
        Some(RuleError::new(start..start + name.len(), problem, "a colon directly behind the field", nearest))
    }

    fn field(&self, field: &str, start: usize) -> Result<Lexeme, RuleError> {
        let operand = || offer::operand(self.rest());
        if let Some(found) = value::field(field) {
            if self.rest().chars().next().is_some_and(|c| !c.is_whitespace()) {
                return Ok(found);
            }
            let message = format!("nothing stands after `{field}:`");
            let nearest =
                operand().map_or_else(|| WITHOUT.to_owned(), |operand| format!("{field}:{operand}"));
            return Err(RuleError::new(start..self.at, message, "a word directly after the colon", nearest));
        }
        let operand = operand();
        let word = operand.map(|operand| format!("{field}:{operand}")).unwrap_or_default();
        if let Some(error) = super::operator::mistyped(&word, start..self.at) {
            return Err(error);
        }
        Err(RuleError::new(
            start..self.at,
            format!("`{field}:` is no field"),
            value::FIELDS,
            value::nearest_field(field, operand),
        ))
    }

    fn plain(&self, word: &str, start: usize) -> Result<Lexeme, RuleError> {
        let from = start..start + word.len();
        if let Some(error) = self.marked(word, &from) {
            return Err(error);
        }
        if word.chars().any(char::is_alphanumeric) {
            return Ok(Lexeme::Word(word.to_owned()));
        }
        let is_between = !self.tokens.is_empty() && offer::operand(self.rest()).is_some();
        let nearest = match word {
            "-" | "−" | "–" | "—" if is_between => &format!("NOT, or {WITHOUT}"),
            "+" if is_between => "AND",
            "/" if is_between => "OR",
            _ => WITHOUT,
        };
        let problem = format!("`{word}` holds no letter");
        Err(RuleError::new(from, problem, "a word, a phrase or a bracket", nearest))
    }
}
