//! Tokens as a tree: OR binds loosest, then AND, NEAR, and NOT binds tightest. Words side by side are joined by AND.

use std::ops::Range;

use super::lex::{Lexeme, Token, lex};
use super::{Expr, How, MAX_BYTES, MAX_CHAIN, MAX_DEPTH, MAX_DISTANCES, MIN_PREFIX, Meta, Scope, Term, What};
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
            "\"Inbox API\"",
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
            is_place(&left, from, "NEAR")?;
            is_place(&right, from, "NEAR")?;
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
            check_asterisks(text, how, &token.from)?;
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
        self.next += 1;
        let inner = self.deeper(&open.from, Self::or)?;
        let Some(close) = self.peek().filter(|token| token.what == Lexeme::Close) else {
            let text = self.rule.get(open.from.start..inner.from.end).unwrap_or_default();
            return Err(RuleError::new(
                open.from.clone(),
                "this bracket is never closed".to_owned(),
                "a ) after its words",
                format!("{})", excerpt(text)),
            ));
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
                format!("ATLEAST/{count}(Meta OR Facebook)"),
            ));
        };
        let inner = self.bracket(open)?;
        is_place(&inner, &token.from, "ATLEAST")?;
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
                "title:Meta AND body:Facebook",
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
        let name = self.rule.get(token.from.clone()).unwrap_or_default();
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
            format!("{name}\"a name\""),
        ))
    }

    /// `site:(a.com OR b.com)`.
    fn meta_group(&mut self, token: &Token, meta: Meta) -> Result<Expr, RuleError> {
        self.next += 1;
        let name = self.rule.get(token.from.clone()).unwrap_or_default();
        let mut parts = Vec::new();
        loop {
            let Some(Token { what: Lexeme::Word(value) | Lexeme::Phrase(value, None), from }) = self.peek()
            else {
                let from = self.peek().map_or(token.from.clone(), |next| next.from.clone());
                let message = format!("this cannot stand in the brackets after `{name}`");
                return Err(RuleError::new(
                    from,
                    message,
                    "words joined by OR",
                    format!("{name}(one OR other)"),
                ));
            };
            check_value(meta, value, name, from)?;
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

    /// The error of a word with a square bracket, or a mark that joins nothing.
    fn marked(&self, word: &str, from: &Range<usize>) -> RuleError {
        if word.contains(['[', ']']) {
            let rest = self.rule.get(from.clone()).unwrap_or_default();
            let start = from.start + rest.find(SQUARE).unwrap_or_default();
            let group = self.rule.get(start..).and_then(|rest| rest.strip_prefix(['[', '［']));
            let group = group.and_then(|rest| rest.split_once([']', '］']));
            let group = group.map_or("…", |(group, _)| group.trim());
            return RuleError::new(
                start..start + 1,
                "a square bracket holds nothing together".to_owned(),
                "round brackets, or quotes around words that hold square ones",
                format!("({})", excerpt(group)),
            );
        }
        let parts: Vec<&str> = word.split(MARKS).map(str::trim).filter(|part| !part.is_empty()).collect();
        let nearest = match parts.as_slice() {
            [] | [_] => format!("{} OR …", parts.concat()),
            _ => format!("{}, or \"{word}\" for the words themselves", parts.join(" OR ")),
        };
        RuleError::new(
            from.clone(),
            format!("a comma or semicolon in `{word}` joins nothing"),
            "AND or OR between words, or quotes around those that hold one",
            nearest,
        )
    }

    /// The error of an operand that is not there.
    fn missing(&self) -> RuleError {
        let (from, message) = match self.peek() {
            Some(token) => {
                let text = self.rule.get(token.from.clone()).unwrap_or_default();
                (token.from.clone(), format!("`{text}` stands where a word should"))
            }
            None => (self.rule.len()..self.rule.len(), "the rule ends where a word should stand".to_owned()),
        };
        RuleError::new(from, message, "a word, a phrase in quotes or a bracket", "Meta AND \"Inbox API\"")
    }
}

/// Marks that join nothing in a rule, though lists have them elsewhere.
const MARKS: &[char] = &[',', ';', '，', '；', '、'];

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

/// Checks that what a field is compared with can be a site, and a language; `name` is the field as it was written.
fn check_value(meta: Meta, value: &str, name: &str, from: &Range<usize>) -> Result<(), RuleError> {
    let trimmed = value.trim_end_matches([',', ';']);
    if trimmed != value {
        let nearest = format!("{name}({trimmed} OR …)");
        let problem = format!("a mark stands behind `{trimmed}`");
        return Err(RuleError::new(from.clone(), problem, "several values joined by OR", nearest));
    }
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let (what, expected, nearest) = match meta {
        Meta::Site => {
            let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default().trim_start_matches(['*', '.']);
            let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
            let host = host.trim_end_matches('.');
            if host == value && host.split('.').all(is_label) {
                return Ok(());
            }
            ("site", "a host, without what stands before and after it", host)
        }
        Meta::Language => {
            let primary = value.split(['-', '_']).next().unwrap_or_default();
            if (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return Ok(());
            }
            ("language", "the two or three letters of a language", "en")
        }
        Meta::Source | Meta::Author | Meta::Tag | Meta::Url if !value.contains('*') => return Ok(()),
        Meta::Url => {
            ("part of an address", "any part of it as it is, without asterisks", value.trim_matches('*'))
        }
        _ => ("value", "all of it as it is, without asterisks", value.trim_matches('*')),
    };
    let nearest = if nearest.is_empty() { "example.com" } else { nearest };
    Err(RuleError::new(from.clone(), format!("`{value}` is no {what}"), expected, format!("{name}{nearest}")))
}

/// Checks that asterisks stand only at the end of words, after enough letters.
fn check_asterisks(text: &str, how: How, from: &Range<usize>) -> Result<(), RuleError> {
    let mut words = text.split_whitespace().filter(|word| word.contains('*'));
    words.try_for_each(|word| check_asterisk(word, text, how, from))
}

fn check_asterisk(word: &str, text: &str, how: How, from: &Range<usize>) -> Result<(), RuleError> {
    let prefix = word
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*')
        .strip_suffix('*')
        .unwrap_or_default();
    let letters = prefix.chars().filter(|c| c.is_alphanumeric()).count();
    let is_plain = prefix.chars().all(char::is_alphanumeric);
    let (problem, nearest) = match how {
        How::Exact | How::Ticker => {
            let without = text.replace('*', " ");
            let words: Vec<&str> = without.split_whitespace().collect();
            ("no `*` can stand here".to_owned(), words.join(" "))
        }
        _ if is_plain && letters >= MIN_PREFIX => return Ok(()),
        _ if is_plain && letters > 0 => {
            (format!("`{word}` has fewer than {MIN_PREFIX} letters before the `*`"), prefix.to_owned())
        }
        _ => {
            let pieces = word.split(|c: char| !c.is_alphanumeric());
            let longest = pieces.max_by_key(|piece| piece.chars().count()).unwrap_or_default();
            let is_short = longest.chars().count() < MIN_PREFIX;
            let nearest = if is_short { "privac*".to_owned() } else { format!("{longest}*") };
            (format!("a `*` stands inside `{word}`"), nearest)
        }
    };
    let expected = format!("`*` only at the end of a word, after {MIN_PREFIX} letters or more");
    Err(RuleError::new(from.clone(), problem, expected, nearest))
}

/// Checks that a part of a rule has places in the text, which can be near to others and counted.
fn is_place(expr: &Expr, operator: &Range<usize>, name: &str) -> Result<(), RuleError> {
    let what = match &expr.what {
        What::Term(_) | What::Entity(..) | What::Near(..) | What::Ordered(..) => return Ok(()),
        What::Or(parts) => return parts.iter().try_for_each(|part| is_place(part, operator, name)),
        What::And(_) => "AND",
        What::Not(_) => "NOT",
        What::AtLeast(..) => "ATLEAST",
        What::Meta(..) => "a field that is not text",
    };
    let nearest = match name {
        "NEAR" => "(a NEAR/5 c) AND (b NEAR/5 c), or a NEAR/5 (b OR c)",
        _ => "ATLEAST/3(a OR b) AND c",
    };
    let message = format!("{what} cannot stand inside {name}");
    Err(RuleError::new(operator.clone(), message, "words and phrases, joined by OR or NEAR", nearest))
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

/// The beginning of a long text, for an error message.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
