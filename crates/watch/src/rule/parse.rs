//! Tokens as a tree: OR binds loosest, then AND, NEAR, and NOT binds tightest. Words side by side are joined by AND.

mod asterisk;
mod nearest;

use std::ops::Range;

use asterisk::check_asterisks;
use nearest::out_of_place;

use super::lex::{Lexeme, Token, lex};
use super::offer::{self, WITHOUT};
use super::value::{check_value, one_of};
use super::{Expr, How, MAX_BYTES, MAX_CHAIN, MAX_DEPTH, MAX_DISTANCES, Meta, Scope, Term, What};
use crate::error::RuleError;
use crate::words::{MAX_WORDS, is_too_long};

/// Reads a rule.
///
/// # Errors
/// The first thing that is wrong with it, and where. A rule longer than [`MAX_BYTES`] or nested deeper than [`MAX_DEPTH`]
/// is refused, so that reading one never exhausts the stack.
pub(crate) fn parse(rule: &str) -> Result<Expr, RuleError> {
    if rule.len() > MAX_BYTES {
        return Err(RuleError::new(
            0..0,
            format!("the rule has {} bytes", rule.len()),
            format!("at most {MAX_BYTES}"),
            "several watches in one watchlist, or an entity with aliases",
        ));
    }
    let tokens = lex(rule)?;
    let mut parser = Parser { rule, tokens: &tokens, next: 0, depth: 0, scope: Scope::Anywhere };
    if tokens.is_empty() {
        return Err(RuleError::new(
            0..0,
            "the rule is empty".to_owned(),
            "a word or a phrase",
            "words that an article must have",
        ));
    }
    let expr = parser.or()?;
    match parser.peek() {
        None => check_distances(&tokens).map(|()| expr),
        Some(token) => Err(RuleError::new(
            token.from.clone(),
            "this bracket closes nothing".to_owned(),
            "an operator or the end of the rule",
            "the rule without it, or with a ( before",
        )),
    }
}

struct Parser<'r> {
    rule: &'r str,
    tokens: &'r [Token],
    next: usize,
    depth: usize,
    scope: Scope,
}

impl<'r> Parser<'r> {
    fn peek(&self) -> Option<&'r Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, lexeme: &Lexeme) -> bool {
        let found = self.peek().is_some_and(|token| token.what == *lexeme);
        self.next += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Expr, RuleError> {
        let mut parts = vec![self.and()?];
        while self.take(&Lexeme::Or) {
            parts.push(self.and()?);
        }
        Ok(joined(parts, What::Or))
    }

    fn and(&mut self) -> Result<Expr, RuleError> {
        let mut parts = vec![self.near()?];
        loop {
            let explicit = self.take(&Lexeme::And);
            let ends =
                matches!(self.peek().map(|token| &token.what), None | Some(Lexeme::Or | Lexeme::Close));
            if ends && !explicit {
                return Ok(joined(parts, What::And));
            }
            parts.push(self.near()?);
        }
    }

    fn near(&mut self) -> Result<Expr, RuleError> {
        let mut left = self.not()?;
        let mut links = 0;
        while let Some(Token { what: Lexeme::Near { distance, ordered }, from }) = self.peek() {
            self.next += 1;
            links += 1;
            if links > MAX_CHAIN {
                let message = format!("more than {MAX_CHAIN} NEARs stand in one chain");
                return Err(RuleError::new(
                    from.clone(),
                    message,
                    "a shorter chain",
                    "several chains joined by AND",
                ));
            }
            let right = self.not()?;
            self.check_near(&left, &right, from)?;
            let span = left.from.start..right.from.end;
            let what = match (left, ordered) {
                // Only a chain that is written without brackets goes on.
                (Expr { what: What::Ordered(first, mut rest), bracketed: false, .. }, true) => {
                    rest.push((*distance, right));
                    What::Ordered(first, rest)
                }
                (left, true) => What::Ordered(Box::new(left), vec![(*distance, right)]),
                (left, false) => What::Near(Box::new(left), Box::new(right), *distance),
            };
            left = Expr { what, from: span, bracketed: false };
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expr, RuleError> {
        let Some(token) = self.peek() else { return Err(self.missing()) };
        if !matches!(token.what, Lexeme::Not | Lexeme::Minus) {
            return self.primary();
        }
        self.next += 1;
        let inner = self.deeper(&token.from, Self::not)?;
        let from = token.from.start..inner.from.end;
        Ok(Expr { what: What::Not(Box::new(inner)), from, bracketed: false })
    }

    fn primary(&mut self) -> Result<Expr, RuleError> {
        let Some(token) = self.peek() else { return Err(self.missing()) };
        let term = |text: &str, how| {
            check_asterisks(text, how, &token.from, self.source(token))?;
            check_length(text, &token.from)?;
            Ok(What::Term(Term { text: text.to_owned(), how, scope: self.scope }))
        };
        let what = match &token.what {
            Lexeme::Word(text) | Lexeme::Plain(text) | Lexeme::Ticker(text) if has_mark(text) => {
                return Err(self.marked(text, &token.from));
            }
            Lexeme::Word(text) => term(text, How::Word)?,
            Lexeme::Plain(text) | Lexeme::Phrase(text, None) => term(text, How::Phrase)?,
            Lexeme::Phrase(text, Some(other)) => term(text, How::Within(*other))?,
            Lexeme::Exact(text) => term(text, How::Exact)?,
            Lexeme::Ticker(text) if text.contains(char::is_lowercase) => {
                return Err(RuleError::new(
                    token.from.clone(),
                    format!("`${text}` is no ticker, which stands in capitals"),
                    "its capitals",
                    format!("${}", text.to_uppercase()),
                ));
            }
            Lexeme::Ticker(text) => term(text, How::Ticker)?,
            Lexeme::Entity(name) => What::Entity(name.clone(), self.scope),
            Lexeme::Open => return self.bracket(token),
            Lexeme::AtLeast(count) => return self.at_least(token, *count),
            Lexeme::Scope(scope) => return self.scoped(token, *scope),
            Lexeme::Meta(meta) => return self.meta(token, *meta),
            Lexeme::Close | Lexeme::And | Lexeme::Or | Lexeme::Not | Lexeme::Minus | Lexeme::Near { .. } => {
                return Err(self.missing());
            }
        };
        self.next += 1;
        Ok(Expr { what, from: token.from.clone(), bracketed: false })
    }

    fn bracket(&mut self, open: &Token) -> Result<Expr, RuleError> {
        let before = self.next.checked_sub(1).and_then(|before| self.tokens.get(before));
        self.next += 1;
        let inner = self.deeper(&open.from, Self::or)?;
        let Some(close) = self.peek().filter(|token| token.what == Lexeme::Close) else {
            return Err(self.unclosed(before, open, &inner));
        };
        self.next += 1;
        Ok(Expr { what: inner.what, from: open.from.start..close.from.end, bracketed: true })
    }

    fn at_least(&mut self, token: &Token, count: u32) -> Result<Expr, RuleError> {
        self.next += 1;
        let Some(open) = self.peek().filter(|next| next.what == Lexeme::Open) else {
            return Err(RuleError::new(
                token.from.clone(),
                "no bracket follows ATLEAST".to_owned(),
                "a ( directly after the number",
                match self.operand(self.next) {
                    Some(operand) => format!("ATLEAST/{count}({operand})"),
                    None => WITHOUT.to_owned(),
                },
            ));
        };
        let inner = self.bracket(open)?;
        if let Some(what) = placeless(&inner) {
            let is_field = matches!(inner.what, What::Meta(..));
            let form = || offer::spread(self.rule, &inner, &|part| format!("ATLEAST/{count}({part})"));
            let form = if is_field { None } else { form() };
            return Err(out_of_place(what, "ATLEAST", &token.from, form));
        }
        let from = token.from.start..inner.from.end;
        Ok(Expr { what: What::AtLeast(count, Box::new(inner)), from, bracketed: false })
    }

    fn scoped(&mut self, token: &Token, scope: Scope) -> Result<Expr, RuleError> {
        self.next += 1;
        if self.scope != Scope::Anywhere {
            return Err(RuleError::new(
                token.from.clone(),
                "a field stands inside another field".to_owned(),
                "one field around words",
                match self.operand(self.next).filter(|_| scope == self.scope) {
                    Some(operand) => operand,
                    None => "the fields side by side".to_owned(),
                },
            ));
        }
        self.scope = scope;
        let inner = self.deeper(&token.from, Self::primary);
        self.scope = Scope::Anywhere;
        let inner = inner?;
        Ok(Expr { what: inner.what, from: token.from.start..inner.from.end, bracketed: true })
    }

    fn meta(&mut self, token: &Token, meta: Meta) -> Result<Expr, RuleError> {
        self.next += 1;
        let name = self.source(token);
        if let Some(Token { what: Lexeme::Word(value) | Lexeme::Phrase(value, None), from }) = self.peek() {
            check_value(meta, value, name, from)?;
            self.next += 1;
            return Ok(Expr {
                what: What::Meta(meta, value.clone()),
                from: token.from.start..from.end,
                bracketed: false,
            });
        }
        if self.peek().is_some_and(|next| next.what == Lexeme::Open) {
            return self.meta_group(token, meta);
        }
        Err(RuleError::new(
            token.from.clone(),
            format!("no word follows `{name}`"),
            "one word, or words in quotes",
            match self.peek().map(|token| &token.what) {
                Some(
                    Lexeme::Plain(value)
                    | Lexeme::Exact(value)
                    | Lexeme::Ticker(value)
                    | Lexeme::Entity(value)
                    | Lexeme::Phrase(value, _),
                ) => one_of(meta, std::iter::once(value.as_str()), name),
                Some(Lexeme::Minus) => {
                    let value = self.operand(self.next + 1);
                    value.map_or_else(|| WITHOUT.to_owned(), |value| format!("-{name}{value}"))
                }
                _ => WITHOUT.to_owned(),
            },
        ))
    }

    /// `site:(a.com OR b.com)`.
    fn meta_group(&mut self, token: &Token, meta: Meta) -> Result<Expr, RuleError> {
        self.next += 1;
        let name = self.source(token);
        let values = || self.tokens.iter().skip(self.next).map(|token| &token.what);
        let values = values().take_while(|token| **token != Lexeme::Close).filter_map(|token| match token {
            Lexeme::Word(value) | Lexeme::Phrase(value, None) => Some(value.as_str()),
            _ => None,
        });
        let form = || one_of(meta, values.clone(), name);
        let mut parts = Vec::new();
        loop {
            let Some(Token { what: Lexeme::Word(value) | Lexeme::Phrase(value, None), from }) = self.peek()
            else {
                let from = self.peek().map_or(token.from.clone(), |next| next.from.clone());
                let message = format!("this cannot stand in the brackets after `{name}`");
                return Err(RuleError::new(from, message, "words joined by OR", form()));
            };
            check_value(meta, value, name, from).map_err(|error| {
                let nearest = if value.contains(MARKS) { form() } else { error.nearest };
                // The field stands before the bracket.
                let nearest = nearest
                    .strip_prefix(name)
                    .filter(|rest| !rest.starts_with('('))
                    .unwrap_or(&nearest)
                    .to_owned();
                RuleError { nearest, ..error }
            })?;
            self.next += 1;
            parts.push(Expr { what: What::Meta(meta, value.clone()), from: from.clone(), bracketed: false });
            if self.take(&Lexeme::Close) {
                return Ok(joined(parts, What::Or));
            }
            self.take(&Lexeme::Or);
        }
    }

    fn deeper(
        &mut self,
        from: &Range<usize>,
        read: impl FnOnce(&mut Self) -> Result<Expr, RuleError>,
    ) -> Result<Expr, RuleError> {
        if self.depth == MAX_DEPTH {
            return Err(RuleError::new(
                from.clone(),
                format!("the rule is nested more than {MAX_DEPTH} deep"),
                format!("at most {MAX_DEPTH} brackets, NOTs and fields inside one another"),
                "the rule without brackets that do nothing, or as several watches",
            ));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }
}

/// Marks that join nothing in a rule, though lists have them elsewhere.
pub(super) const MARKS: &[char] = &[',', ';', '，', '；', '、'];

/// Square brackets, as a rule may be written.
const SQUARE: &[char] = &['[', ']', '［', '］'];

/// Whether a word outside quotes holds a mark that other grammars group or join words by, but the comma of a number.
fn has_mark(word: &str) -> bool {
    word.contains(['[', ']'])
        || word.match_indices(MARKS).any(|(at, mark)| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let (before, after) = (word.get(..at), word.get(at + mark.len()..));
            let before = before.and_then(|before| before.chars().next_back());
            !(mark == "," && digit(before) && digit(after.and_then(|after| after.chars().next())))
        })
}

/// Checks that a rule has not too many parts that are looked for by their distance.
fn check_distances(tokens: &[Token]) -> Result<(), RuleError> {
    // A phrase has one between each two of its words.
    let distances = |token: &Token| match &token.what {
        Lexeme::Near { .. } => 1,
        Lexeme::Phrase(text, Some(_)) => text.split_whitespace().count().saturating_sub(1).max(1),
        _ => 0,
    };
    let mut all = 0;
    let is_too_many = |token: &&Token| {
        all += distances(token);
        all > MAX_DISTANCES
    };
    match tokens.iter().find(is_too_many) {
        None => Ok(()),
        Some(token) => Err(RuleError::new(
            token.from.clone(),
            format!("more than {MAX_DISTANCES} distances stand in the rule"),
            "fewer NEARs and phrases with a ~",
            "several watches in one watchlist",
        )),
    }
}

/// Checks that a phrase is not longer than any that somebody writes.
fn check_length(text: &str, from: &Range<usize>) -> Result<(), RuleError> {
    if !is_too_long(text) {
        return Ok(());
    }
    let first: Vec<&str> = text.split_whitespace().take(5).collect();
    Err(RuleError::new(
        from.clone(),
        format!("the phrase has more than {MAX_WORDS} words"),
        format!("at most {MAX_WORDS}"),
        format!("\"{}\"", first.join(" ")),
    ))
}

/// What of a part of a rule has no places in the text, which can be near to others and counted.
pub(super) fn placeless(expr: &Expr) -> Option<&'static str> {
    match &expr.what {
        What::Term(_) | What::Entity(..) | What::Near(..) | What::Ordered(..) => None,
        What::Or(parts) => parts.iter().find_map(placeless),
        What::And(_) => Some("AND"),
        What::Not(_) => Some("NOT"),
        What::AtLeast(..) => Some("ATLEAST"),
        What::Meta(..) => Some("a field that is not text"),
    }
}

fn joined(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> What) -> Expr {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    let start = parts.first().map_or(0, |part| part.from.start);
    let end = parts.last().map_or(0, |part| part.from.end);
    Expr { what: join(parts), from: start..end, bracketed: false }
}
