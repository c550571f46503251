//! What the fields of a rule are called, here and elsewhere, and what can stand behind their colons.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::lex::Lexeme;
use super::offer::{self, WITHOUT};
use super::{Meta, Scope};
use crate::error::{RuleError, nearest};
use crate::language::is_assigned;

const SCOPES: &[(&str, Scope)] = &[("title", Scope::Title), ("lead", Scope::Lead), ("body", Scope::Body)];

const METAS: &[(&str, Meta)] = &[
    ("site", Meta::Site),
    ("source", Meta::Source),
    ("author", Meta::Author),
    ("lang", Meta::Language),
    ("tag", Meta::Tag),
    ("url", Meta::Url),
];

/// What other services call them.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("title", &["intitle", "allintitle", "headline", "headlines", "heading", "subject", "hl", "hd", "ti"]),
    ("lead", &["lede", "lp", "intro", "summary", "description", "abstract"]),
    ("body", &["text", "intext", "allintext", "content", "fulltext", "article", "bdy"]),
    ("site", &["domain", "host", "hostname", "website", "web", "insite"]),
    (
        "source",
        &["from", "publisher", "publication", "outlet", "media", "medium", "journal", "newspaper", "feed"],
    ),
    ("author", &["by", "byline", "writer", "journalist", "authors", "creator"]),
    ("lang", &["language", "languages", "la", "locale"]),
    ("tag", &["tags", "category", "categories", "topic", "keyword", "keywords", "section", "hashtag"]),
    ("url", &["inurl", "allinurl", "link", "address", "uri", "href"]),
];

/// The names of languages, as they are written for their letters.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["english", "us", "gb"]),
    ("fr", &["french", "français", "francais"]),
    ("de", &["german", "deutsch"]),
    ("es", &["spanish", "español", "espanol"]),
    ("it", &["italian", "italiano"]),
    ("pt", &["portuguese", "português", "portugues"]),
    ("nl", &["dutch", "nederlands"]),
    ("pl", &["polish", "polski"]),
    ("sv", &["swedish", "svenska"]),
    ("ru", &["russian"]),
    ("tr", &["turkish"]),
    ("ar", &["arabic"]),
    ("zh", &["chinese", "cn"]),
    ("ja", &["japanese", "jp"]),
    ("ko", &["korean", "kr"]),
    ("el", &["greek", "gr"]),
    ("cs", &["czech", "cz"]),
    ("da", &["danish", "dk"]),
    ("uk", &["ukrainian", "ua"]),
];

/// The fields that there are.
pub(super) const FIELDS: &str = "title:, lead:, body:, site:, source:, author:, lang:, tag: or url:";

/// The field of a name.
pub(super) fn field(name: &str) -> Option<Lexeme> {
    let known = |known: &&str| known.eq_ignore_ascii_case(name);
    let scope = SCOPES.iter().find(|(name, _)| known(name)).map(|(_, scope)| Lexeme::Scope(*scope));
    let meta = || METAS.iter().find(|(name, _)| known(name)).map(|(_, meta)| Lexeme::Meta(*meta));
    scope.or_else(meta)
}

/// Whether another service has a field of this name.
pub(super) fn is_field_elsewhere(name: &str) -> bool {
    let lower = name.to_lowercase();
    ELSEWHERE.iter().any(|(_, names)| names.contains(&lower.as_str()))
}

/// What a field is called.
pub(crate) fn meta_name(meta: Meta) -> &'static str {
    METAS.iter().find(|(_, known)| *known == meta).map_or("", |(name, _)| name)
}

/// The field that stands before a term, with its colon.
pub(crate) fn scope_mark(scope: Scope) -> String {
    SCOPES.iter().find(|(_, known)| *known == scope).map_or_else(String::new, |(name, _)| format!("{name}:"))
}

/// What can be written for a field that is not known, with what stands behind its colon.
pub(super) fn nearest_field(name: &str, operand: Option<&str>) -> String {
    let lower = name.to_lowercase();
    let of_others = ELSEWHERE.iter().find(|(_, names)| names.contains(&lower.as_str()));
    // *Meta:* is nearly *tag:*, and a name; only what one letter or two tell apart is a slip.
    let slip = || {
        let names = SCOPES.iter().map(|(name, _)| *name).chain(METAS.iter().map(|(name, _)| *name));
        let edits = |known: &&str| strsim::osa_distance(&lower, known);
        nearest(&lower, names).filter(|known| edits(known) <= (lower.chars().count() / 3).max(1))
    };
    let Some(operand) = operand else { return WITHOUT.to_owned() };
    let words = match operand.starts_with(|c: char| c.is_alphanumeric()) {
        true => format!("{} for the words themselves", offer::quoted(&format!("{name}:{operand}"))),
        false => WITHOUT.to_owned(),
    };
    let Some(known) = of_others.map(|(known, _)| *known).or_else(slip) else { return words };
    let form = format!("{known}:{operand}");
    let value = operand.trim_matches('"');
    let checked = match field(known) {
        Some(Lexeme::Meta(meta)) if !operand.starts_with('(') => {
            check_value(meta, value, &format!("{known}:"), &(0..0))
        }
        _ => Ok(()),
    };
    match checked {
        Ok(()) => format!("{form}, or {words}"),
        Err(error) => error.nearest,
    }
}

/// Checks that what a field is compared with can be a site, and a language; `name` is the field as it was written.
pub(super) fn check_value(meta: Meta, value: &str, name: &str, from: &Range<usize>) -> Result<(), RuleError> {
    let is_list = matches!(meta, Meta::Site | Meta::Language) || value.ends_with(super::parse::MARKS);
    if value.contains(super::parse::MARKS) && is_list {
        let problem = format!("a mark stands in `{value}`");
        let nearest = one_of(meta, value.split(super::parse::MARKS), name);
        return Err(RuleError::new(from.clone(), problem, "several values joined by OR", nearest));
    }
    let (what, expected, nearest) = match meta {
        Meta::Site if is_site(value) => return Ok(()),
        Meta::Site => ("site", "a host, without what stands before and after it", nearest_site(value, name)),
        Meta::Language => {
            let primary = value.split(['-', '_']).next().unwrap_or_default();
            if primary == value && is_assigned(primary) {
                return Ok(());
            }
            let known = language(value).or(Some(primary).filter(|primary| is_assigned(primary)));
            (
                "language",
                "the two or three letters of a language, without a region",
                known.map(|tag| format!("{name}{tag}")),
            )
        }
        Meta::Source | Meta::Author | Meta::Tag | Meta::Url if !value.contains('*') => return Ok(()),
        _ => {
            let longest = value.split('*').map(str::trim).max_by_key(|piece| piece.len());
            let longest = longest.filter(|piece| piece.contains(char::is_alphanumeric));
            let nearest = longest.map(|piece| format!("{name}{}", offer::value(piece)));
            match meta {
                Meta::Url => ("part of an address", "any part of it as it is, without asterisks", nearest),
                _ => ("value", "all of it as it is, without asterisks", nearest),
            }
        }
    };
    let nearest = offer::or_without(nearest);
    Err(RuleError::new(from.clone(), format!("`{value}` is no {what}"), expected, nearest))
}

/// The letters of a language that is written by its name, or by those of a country.
fn language(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    LANGUAGES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(tag, _)| *tag)
}

/// A field that may have one of several values, of those that can be one.
pub(super) fn one_of<'v>(meta: Meta, values: impl Iterator<Item = &'v str>, name: &str) -> String {
    // No code of a language holds a mark, and names of outlets may.
    let (is_language, marks) = (meta == Meta::Language, super::parse::MARKS);
    let values = values.flat_map(|value| value.split(move |c: char| is_language && marks.contains(&c)));
    let values = values.map(|value| value.trim_matches(|c: char| marks.contains(&c) || c == ' '));
    let values = values.map(|value| language(value).filter(|_| is_language).unwrap_or(value));
    let can_be = |value: &&str| !value.is_empty() && check_value(meta, value, name, &(0..0)).is_ok();
    let mut values: Vec<String> = values.filter(can_be).map(offer::value).collect();
    values.dedup();
    let form =
        if values.is_empty() { None } else { offer::short(format!("{name}{}", offer::any_of(&values))) };
    offer::or_without(form)
}

fn is_site(value: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || is_combining_mark(c);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_part);
    value.split('.').all(is_label)
}

/// The host within what is no site, or the part of an address that an asterisk leaves.
fn nearest_site(value: &str, name: &str) -> Option<String> {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().trim_start_matches(['*', '.']);
    let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    if let Some(start) = host.split_once('*').map(|(start, _)| start)
        && start.contains(char::is_alphanumeric)
    {
        return Some(format!("url:{start}"));
    }
    let labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    let host = labels.join(".");
    is_site(&host).then(|| format!("{name}{host}"))
}
