//! What is wrong with tokens that make no tree, and what the author's own words around them would make.

use std::ops::Range;

use super::{MARKS, Parser, SQUARE, placeless};
use crate::error::RuleError;
use crate::rule::lex::{Lexeme, Token};
use crate::rule::offer;
use crate::rule::{Expr, Scope, Term, What};

impl<'r> Parser<'r> {
    /// The error of a word with a square bracket, or a mark that joins nothing.
    pub(super) fn marked(&self, word: &str, from: &Range<usize>) -> RuleError {
        if word.contains(['[', ']']) {
            let rest = self.rule.get(from.clone()).unwrap_or_default();
            let start = from.start + rest.find(SQUARE).unwrap_or_default();
            let group = self.rule.get(start..).and_then(|rest| rest.strip_prefix(['[', '［']));
            let group = group.and_then(|rest| rest.split_once([']', '］']));
            let group =
                group.map(|(group, _)| group.trim()).filter(|group| group.contains(char::is_alphanumeric));
            let form = group.and_then(|group| offer::short(format!("({group})")));
            return RuleError::new(
                start..start + 1,
                "a square bracket holds nothing together".to_owned(),
                "round brackets, or quotes around words that hold square ones",
                offer::or_without(form),
            );
        }
        let source = self.rule.get(from.clone()).unwrap_or_default();
        let mark =
            source.chars().next().filter(|c| matches!(c, '=' | '$')).map(String::from).unwrap_or_default();
        let parts = word.split(MARKS).map(str::trim).filter(|part| part.contains(char::is_alphanumeric));
        let parts: Vec<String> = parts.map(|part| format!("{mark}{part}")).collect();
        let nearest = match parts.as_slice() {
            [only] if self.operand(self.next + 1).is_some() => format!("{only} OR"),
            [only] => only.clone(),
            _ => format!("{}, or \"{word}\" for the words themselves", offer::any_of(&parts)),
        };
        RuleError::new(
            from.clone(),
            format!("a comma or semicolon in `{word}` joins nothing"),
            "AND or OR between words, or quotes around those that hold one",
            nearest,
        )
    }

    /// The error of a bracket that is not closed, with what it belongs to: a field, NOT, ATLEAST.
    pub(super) fn unclosed(&self, before: Option<&Token>, open: &Token, inner: &Expr) -> RuleError {
        let belongs = |token: &&Token| {
            matches!(token.what, Lexeme::AtLeast(_) | Lexeme::Minus | Lexeme::Not | Lexeme::Scope(_))
        };
        let start = before.filter(belongs).map_or(open.from.start, |token| token.from.start);
        let text = self.rule.get(start..inner.from.end).unwrap_or_default();
        let form = offer::short(format!("{text})"));
        RuleError::new(
            start..open.from.end,
            "this bracket is never closed".to_owned(),
            "a ) after its words",
            offer::or_without(form),
        )
    }

    /// The error of an operand that is not there.
    pub(super) fn missing(&self) -> RuleError {
        let (from, message) = match self.peek() {
            Some(token) => {
                let text = self.source(token);
                (token.from.clone(), format!("`{text}` stands where a word should"))
            }
            None => (self.rule.len()..self.rule.len(), "the rule ends where a word should stand".to_owned()),
        };
        let nearest = offer::or_without(self.without_gap());
        RuleError::new(from, message, "a word, a phrase in quotes or a bracket", nearest)
    }

    /// What stands around an operand that is not there, without what asks for it.
    fn without_gap(&self) -> Option<String> {
        let what = |index: usize| self.tokens.get(index).map(|token| &token.what);
        let is_operator = |index: usize| {
            matches!(
                what(index),
                Some(Lexeme::And | Lexeme::Or | Lexeme::Not | Lexeme::Minus | Lexeme::Near { .. })
            )
        };
        let at = self.next;
        let before = at.checked_sub(1);
        if let Some(field) = before.filter(|index| matches!(what(*index), Some(Lexeme::Scope(_)))) {
            let (field, token) = (self.source(self.tokens.get(field)?), self.peek()?);
            return match token.what {
                Lexeme::Not | Lexeme::Minus => Some(format!("-{field}{}", self.operand(at + 1)?)),
                _ => Some(format!("{field}\"{}\"", self.source(token))),
            };
        }
        let left = (0..at).rev().find(|index| !is_operator(*index)).and_then(|index| self.operand_to(index));
        if !is_operator(at) {
            return left;
        }
        let after = (at..self.tokens.len()).find(|index| !is_operator(*index));
        let right = after.and_then(|index| self.operand(index));
        let (Some(left), Some(right)) = (&left, &right) else { return left.or(right) };
        let operators = self.tokens.get(before?..=at)?;
        let [first, second] = operators else { return None };
        let (one, other) = (self.source(first), self.source(second));
        Some(match (&first.what, &second.what) {
            (Lexeme::Not | Lexeme::Minus, _) => format!("{left} NOT {right}"),
            (_, Lexeme::Near { .. }) => format!("{left} {other} {right}"),
            (Lexeme::Near { .. }, _) => format!("{left} {one} {right}"),
            _ if one == other => format!("{left} {one} {right}"),
            _ => format!("{left} {one} {right}, or {left} {other} {right}"),
        })
    }

    /// A token as it is written.
    pub(super) fn source(&self, token: &Token) -> &'r str {
        self.rule.get(token.from.clone()).unwrap_or_default()
    }

    /// The word, phrase or bracket that begins at a token, as it is written.
    pub(super) fn operand(&self, index: usize) -> Option<String> {
        let mut depth = 0;
        let mut last = index;
        for (at, token) in self.tokens.iter().enumerate().skip(index) {
            last = at;
            match token.what {
                Lexeme::Open => depth += 1,
                Lexeme::Close => depth -= 1,
                Lexeme::Scope(_) | Lexeme::Meta(_) | Lexeme::AtLeast(_) => continue,
                Lexeme::And | Lexeme::Or | Lexeme::Not | Lexeme::Minus | Lexeme::Near { .. }
                    if depth == 0 =>
                {
                    return None;
                }
                _ => {}
            }
            if depth <= 0 {
                break;
            }
        }
        self.between(index, last).filter(|_| depth == 0)
    }

    /// The word, phrase or bracket that ends at a token, as it is written.
    fn operand_to(&self, index: usize) -> Option<String> {
        let mut depth = 0;
        let mut first = index;
        for at in (0..=index).rev() {
            first = at;
            match self.tokens.get(at)?.what {
                Lexeme::Close => depth += 1,
                Lexeme::Open => depth -= 1,
                _ => {}
            }
            if depth <= 0 {
                break;
            }
        }
        let is_prefix = |index: &usize| {
            let what = self.tokens.get(*index).map(|token| &token.what);
            matches!(what, Some(Lexeme::Scope(_) | Lexeme::Meta(_) | Lexeme::AtLeast(_)))
        };
        let first = first.checked_sub(1).filter(is_prefix).unwrap_or(first);
        self.between(first, index).filter(|_| depth == 0)
    }

    fn between(&self, first: usize, last: usize) -> Option<String> {
        let (first, last) = (self.tokens.get(first)?, self.tokens.get(last)?);
        let source = self.rule.get(first.from.start..last.from.end)?;
        let is_sound = !source.contains(MARKS) && !source.contains(SQUARE);
        offer::short(source.to_owned()).filter(|_| is_sound)
    }

    /// Checks that not one side of a NEAR is in the headline and the other in the text, which are never near to each other.
    fn check_fields(&self, left: &Expr, right: &Expr, operator: &Range<usize>) -> Result<(), RuleError> {
        let (Some(one), Some(other)) = (scope(left), scope(right)) else { return Ok(()) };
        let is_text = |scope: Scope| matches!(scope, Scope::Lead | Scope::Body);
        if !(one == Scope::Title && is_text(other) || is_text(one) && other == Scope::Title) {
            return Ok(());
        }
        let source = |range: &Range<usize>| self.rule.get(range.clone()).unwrap_or_default();
        let form = format!("({} AND {})", source(&left.from), source(&right.from));
        Err(RuleError::new(
            left.from.start..right.from.end,
            format!("a headline is never near to the text, so `{}` finds nothing", source(operator)),
            "both in one field",
            offer::or_without(Some(form)),
        ))
    }

    /// Checks that both sides of a NEAR have places in the text, which can be near to each other.
    pub(super) fn check_near(
        &self,
        left: &Expr,
        right: &Expr,
        operator: &Range<usize>,
    ) -> Result<(), RuleError> {
        let Some((what, is_left)) =
            placeless(left).map(|what| (what, true)).or_else(|| placeless(right).map(|what| (what, false)))
        else {
            return self.check_fields(left, right, operator);
        };
        let (part, other) = if is_left { (left, right) } else { (right, left) };
        let source = |range: &Range<usize>| self.rule.get(range.clone()).unwrap_or_default();
        let (near, written) = (source(operator), source(&other.from));
        let wrap = |part: &str| match is_left {
            true => format!("{part} {near} {written}"),
            false => format!("{written} {near} {part}"),
        };
        let form = offer::spread(self.rule, part, &wrap).filter(|_| placeless(other).is_none());
        let form = form.map(|form| match part.what {
            What::Not(_) if !is_left => format!("{written} {form}"),
            What::Meta(..) => format!("({written} AND {form})"),
            _ => form,
        });
        Err(out_of_place(what, "NEAR", operator, form))
    }
}

/// The error of what has no places inside an operator that asks for them.
pub(super) fn out_of_place(
    what: &str,
    name: &str,
    operator: &Range<usize>,
    form: Option<String>,
) -> RuleError {
    let nearest =
        form.and_then(offer::short).unwrap_or_else(|| format!("{name} around each of the words by itself"));
    let message = format!("{what} cannot stand inside {name}");
    RuleError::new(operator.clone(), message, "words and phrases, joined by OR or NEAR", nearest)
}

/// The field of a term.
fn scope(expr: &Expr) -> Option<Scope> {
    match &expr.what {
        What::Term(Term { scope, .. }) | What::Entity(_, scope) => Some(*scope),
        _ => None,
    }
}
