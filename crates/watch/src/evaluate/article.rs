//! What is known of an article besides its words: where it stands, who wrote it, in which language.

use model::Article;

use crate::fold::folded;
use crate::language::{self, Language};
use crate::reading::Reading;
use crate::rule::Meta;
use crate::words::{Kind, Words};

/// Whether an article has what a field asks for.
pub(super) fn is_known(reading: &Reading<'_>, meta: Meta, value: &str) -> bool {
    let article = reading.article;
    let holds_words = |text: &Option<String>| text.as_deref().is_some_and(|text| holds_phrase(text, value));
    match meta {
        Meta::Site => host(article).is_some_and(|host| is_at(&in_ascii(&host), value)),
        Meta::Source => holds_words(&article.source),
        Meta::Author => holds_words(&article.author),
        Meta::Language => match &article.language {
            Some(language) => language::primary(language) == language::primary(value),
            None => reading.language.is_some() && reading.language == Language::of(value),
        },
        Meta::Tag => {
            let value = folded(value);
            article.tags.iter().any(|tag| folded(tag) == value)
        }
        Meta::Url => {
            article.url.as_deref().is_some_and(|url| url.to_lowercase().contains(&value.to_lowercase()))
        }
    }
}

/// What an article has of what a field asks for, and what that is called; `None` where it has none.
pub(crate) fn known(reading: &Reading<'_>, meta: Meta) -> (&'static str, Option<String>) {
    let article = reading.article;
    match meta {
        Meta::Site => ("host", host(article)),
        Meta::Source => ("source", article.source.clone()),
        Meta::Author => ("author", article.author.clone()),
        Meta::Language => {
            let told = || reading.language.map(|language| language.tag().to_owned());
            ("language", article.language.clone().or_else(told))
        }
        Meta::Tag => ("tags", (!article.tags.is_empty()).then(|| article.tags.join(", "))),
        Meta::Url => ("address", article.url.clone()),
    }
}

/// The host of the article's address, or its source where that is a host.
fn host(article: &Article) -> Option<String> {
    let from_url = article.url.as_deref().and_then(|url| {
        let rest = url.split_once("://")?.1;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        Some(host.split(':').next()?.trim_end_matches('.').to_lowercase())
    });
    let is_host = |source: &&str| source.contains('.') && !source.contains(char::is_whitespace);
    from_url.or_else(|| article.source.as_deref().filter(is_host).map(str::to_lowercase))
}

/// A host in lower case, as addresses have it: `xn--bcher-kva.de` for `bücher.de`.
fn in_ascii(host: &str) -> String {
    let ascii = if host.is_ascii() { None } else { idna::domain_to_ascii(host).ok() };
    ascii.unwrap_or_else(|| host.to_lowercase())
}

/// Whether a host in ASCII is the site or one within it: `news.example.com` is at `example.com`.
fn is_at(host: &str, site: &str) -> bool {
    let site = in_ascii(site);
    let site = site.strip_prefix("www.").unwrap_or(&site);
    let rest = host.strip_suffix(site);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether the words of a phrase stand in a text one after the other.
fn holds_phrase(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (all_words(text), all_words(phrase));
    !phrase.is_empty() && text.windows(phrase.len()).any(|words| words == phrase)
}

fn all_words(text: &str) -> Vec<String> {
    let mut words = Words::of(text);
    let mut all = Vec::new();
    while let Some((span, _)) = words.next() {
        if span.kind != Kind::Clitic {
            all.push(words.folded().to_owned());
        }
    }
    all
}
