//! The nearest valid form of what is wrong in a rule, in its author's own words; and what to do where no form is near.

use super::lex::closing;
use super::value::field;
use super::{Expr, What};

/// What is left to do where nothing of the rule says what was meant.
pub(crate) const WITHOUT: &str = "the rule without it";

/// The longest form that is offered, in characters: nobody reads more in a message.
const LONGEST: usize = 100;

/// A form, unless it is too long for a message.
pub(crate) fn short(form: String) -> Option<String> {
    form.chars().nth(LONGEST).is_none().then_some(form)
}

/// A form, or what is left to do where there is none, or it is too long.
pub(super) fn or_without(form: Option<String>) -> String {
    form.and_then(short).unwrap_or_else(|| WITHOUT.to_owned())
}

/// A phrase in quotes.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains('"') { format!("«{text}»") } else { format!("\"{text}\"") }
}

/// A value as it stands behind the colon of a field.
pub(super) fn value(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || "-._/&+#%=?:@~".contains(c);
    if text.chars().all(is_word) { text.to_owned() } else { quoted(text) }
}

/// One of several words.
pub(super) fn any_of(words: &[String]) -> String {
    match words {
        [only] => only.clone(),
        _ => format!("({})", words.join(" OR ")),
    }
}

/// The word, phrase or bracket with which a text begins.
pub(super) fn operand(text: &str) -> Option<&str> {
    let text = text.trim_start();
    // What is longer is offered to nobody, and not read to its end.
    let text = text.get(..text.floor_char_boundary(4 * LONGEST + 4)).unwrap_or(text);
    let first = text.chars().next()?;
    let inner = || text.get(first.len_utf8()..).unwrap_or_default();
    let end = match first {
        '(' => bracket_end(text)?,
        _ if !closing(first).is_empty() => {
            let end = inner().find(closing(first))?;
            let close = inner().get(end..)?.chars().next()?;
            first.len_utf8() + end + close.len_utf8()
        }
        _ => {
            let is_word = |c: char| c.is_alphanumeric() || "-._&+#'’/".contains(c);
            let end = text.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(text.len());
            let word = text.get(..end)?;
            let is_plain = word.chars().all(is_word) && word.starts_with(char::is_alphanumeric);
            is_plain.then_some(end).filter(|_| !matches!(word, "AND" | "OR" | "NOT"))?
        }
    };
    let found = text.get(..end)?;
    (found.chars().any(char::is_alphanumeric) && found.chars().nth(LONGEST).is_none()).then_some(found)
}

/// Where the bracket ends with which a text begins; brackets in quotes hold nothing.
fn bracket_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth = depth.checked_sub(1)?,
            quote if !closing(quote).is_empty() => {
                chars.find(|(_, c)| closing(quote).contains(c))?;
            }
            _ => {}
        }
    }
    None
}

/// A text as one operand, in brackets where it needs them.
fn bracketed(text: &str) -> String {
    let is_operand = |text: &&str| operand(text) == Some(*text);
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(is_operand);
    match inside.or_else(|| Some(text).filter(is_operand)) {
        Some(operand) => operand.to_owned(),
        None => format!("({text})"),
    }
}

/// A part that cannot be near to something, or counted, with what it was asked for asked of each of its own parts: `wrap` puts one
/// into the operator.
pub(super) fn spread(rule: &str, part: &Expr, wrap: &dyn Fn(&str) -> String) -> Option<String> {
    let source = rule.get(part.from.clone())?;
    let before_colon = source.split([':', '：']).next().unwrap_or_default();
    let is_field = field(before_colon.trim()).is_some();
    let all = |parts: &[Expr], by: &str| {
        let parts: Option<Vec<String>> = parts.iter().map(|part| spread(rule, part, wrap)).collect();
        Some(format!("({})", parts?.join(by)))
    };
    let form = match &part.what {
        What::And(_) | What::Or(_) | What::Not(_) if is_field => return None,
        What::And(parts) => all(parts, " AND ")?,
        // A part that only excludes, or looks at no word, is none to hold by itself.
        What::Or(parts) if parts.iter().any(|part| matches!(part.what, What::Not(_) | What::Meta(..))) => {
            return None;
        }
        What::Or(parts) if super::parse::placeless(part).is_some() => all(parts, " OR ")?,
        What::Not(inner) => format!("NOT ({})", spread(rule, inner, wrap)?),
        What::AtLeast(count, inner) => {
            let inner = wrap(&bracketed(rule.get(inner.from.clone())?));
            // What is asked for is ATLEAST itself.
            if inner.starts_with("ATLEAST") {
                return None;
            }
            format!("ATLEAST/{count}({inner})")
        }
        What::Near(..) | What::Ordered(..) => wrap(&bracketed(source)),
        What::Meta(..) => source.to_owned(),
        _ => wrap(source),
    };
    short(form)
}
