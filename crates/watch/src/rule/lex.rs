//! Rules as tokens, each with the bytes it was read from.

use std::ops::Range;

use super::{Distance, MAX_DISTANCE, Meta, Scope};
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

/// The operators that have an argument, each with one that is likely.
const WITH_ARGUMENT: [(&str, u32); 3] = [("NEAR", 10), ("ONEAR", 10), ("ATLEAST", 3)];

/// What other services call them, in any case: always with a slash and a number.
const ELSEWHERE: [(&str, &str); 5] =
    [("W", "NEAR"), ("N", "NEAR"), ("WITHIN", "NEAR"), ("PRE", "ONEAR"), ("ADJ", "ONEAR")];

/// A word that so few letters tell from an operator is one that was mistyped, two that changed places counted as one.
const MISTYPED: usize = 1;

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
/// Where a quote or brace is left open, an operator is not written as it should be, or a field is not known.
pub(super) fn lex(rule: &str) -> Result<Vec<Token>, RuleError> {
    let mut lexer = Lexer { rule, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
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
            '"' | '“' | '”' | '„' | '«' | '＂' => self.phrase(c)?,
            '{' => Lexeme::Exact(self.enclosed(c, &['}'])?),
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
        Ok(Some(Token { what, from: start..self.at }))
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
        let quote = self.rest().chars().nth(1).filter(|c| matches!(c, '"' | '“' | '„' | '«'));
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
        let is_end = |c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»' | '{' | '}')
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

/// What closes a phrase that a quote opens.
fn closing(quote: char) -> &'static [char] {
    match quote {
        '"' => &['"'],
        '«' => &['»'],
        '＂' => &['＂'],
        _ => &['”', '“', '"'],
    }
}

/// The operator that a word is, or an error where it is nearly one.
fn operator(word: &str, start: usize) -> Result<Option<Lexeme>, RuleError> {
    let from = start..start + word.len();
    match word {
        "AND" => return Ok(Some(Lexeme::And)),
        "OR" => return Ok(Some(Lexeme::Or)),
        "NOT" => return Ok(Some(Lexeme::Not)),
        _ => {}
    }
    // *AND-Meta* would be looked for as a phrase of two words.
    for operator in ["AND", "OR", "NOT"] {
        if let Some(rest) = word.strip_prefix(operator).and_then(|rest| rest.strip_prefix('-'))
            && !rest.is_empty()
        {
            let nearest = format!("{operator} -{rest}, or \"{word}\" for the words themselves");
            let problem = format!("`{word}` is no operator");
            return Err(RuleError::new(from, problem, "a space after the operator", nearest));
        }
    }
    let upper = word.to_ascii_uppercase();
    if matches!(upper.as_str(), "AND" | "OR" | "NOT" | "&&" | "||" | "&" | "|") {
        let meant = match upper.as_str() {
            "&&" | "&" => "AND",
            "||" | "|" => "OR",
            other => other,
        };
        let nearest = if meant == upper {
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
    let upper = name.to_ascii_uppercase();
    let known = WITH_ARGUMENT.iter().find(|(known, _)| *known == upper);
    let Some((known, likely)) = known.filter(|_| argument.is_some() || name == upper) else {
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
            problem(format!("`{word}` is no operator"), "operators in capitals", argument)
        }
        Some(argument) if *known == "ATLEAST" => {
            distance(argument, from.clone(), "ATLEAST/", || "ATLEAST/3(Meta)".to_owned())
                .map(|count| Some(Lexeme::AtLeast(count)))
        }
        Some(argument) => {
            let distance = match argument {
                "S" | "s" => Distance::Sentence,
                "P" | "p" => Distance::Paragraph,
                _ => Distance::Words(distance(argument, from.clone(), &format!("{known}/"), || {
                    format!("{known}/10")
                })?),
            };
            Ok(Some(Lexeme::Near { distance, ordered: *known == "ONEAR" }))
        }
    }
}

/// What is wrong with a word that is nearly an operator with its argument, like `NAER/10`, `NEAR10` and the `W/10` of others: hardly an
/// article has such a word, and the rule would hold for none.
fn mistyped(word: &str, from: Range<usize>) -> Option<RuleError> {
    let (name, rest) = word.split_at(word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len()));
    let after_slash = rest.strip_prefix('/');
    let argument = after_slash.unwrap_or_else(|| rest.trim_start_matches(['-', ':', '~']));
    let is_number = !argument.is_empty() && argument.bytes().all(|byte| byte.is_ascii_digit());
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let elsewhere = elsewhere.filter(|_| after_slash.is_some() && is_number).map(|(_, meant)| *meant);
    let nearest = || {
        let known = WITH_ARGUMENT.iter().map(|(known, _)| (strsim::osa_distance(name, known), *known));
        let (distance, meant) = known.min_by_key(|(distance, _)| *distance)?;
        let is_argument = is_number || meant != "ATLEAST" && matches!(argument, "S" | "P");
        // `YEAR2000` is a word, and only a slash or the whole name of an operator says that one was meant.
        let is_meant = distance == 0 || distance <= MISTYPED && after_slash.is_some();
        (is_argument && is_meant).then_some(meant)
    };
    let meant = elsewhere.or_else(nearest)?;
    let likely = WITH_ARGUMENT.iter().find(|(known, _)| *known == meant)?.1;
    let is_valid = argument.parse().map_or(!is_number, |number| (1..=MAX_DISTANCE).contains(&number));
    let argument = if is_valid { argument.to_owned() } else { likely.to_string() };
    let nearest = format!("{meant}/{argument}, or \"{word}\" for the word itself");
    Some(RuleError::new(from, format!("`{word}` is no operator"), "NEAR/, ONEAR/ or ATLEAST/", nearest))
}

fn distance(
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

fn plain(word: &str, start: usize) -> Result<Lexeme, RuleError> {
    if word.chars().any(char::is_alphanumeric) {
        return Ok(Lexeme::Word(word.to_owned()));
    }
    let from = start..start + word.len();
    Err(RuleError::new(
        from,
        format!("`{word}` holds no letter"),
        "a word, a phrase or a bracket",
        "\"Inbox API\"",
    ))
}
