//! What a compiled rule finds in an article: whether it holds, and the places that make it hold.

use model::Article;

use crate::compile::{Find, Query, Seek};
use crate::fold::folded;
use crate::gap::Gap;
use crate::reading::{Place, Reading};
use crate::rule::{Distance, Meta};
use crate::words::{Kind, Words};

/// Whether a rule holds for an article. `entity` gives the places of another watch.
pub(crate) fn holds(query: &Query, reading: &Reading<'_>, entity: &dyn Fn(u32) -> Vec<Place>) -> bool {
    match query {
        Query::Or(parts) => parts.iter().any(|part| holds(part, reading, entity)),
        Query::And(parts) => parts.iter().all(|part| holds(part, reading, entity)),
        Query::Not(part) => !holds(part, reading, entity),
        Query::AtLeast(count, part) => places(part, reading, entity).len() >= *count as usize,
        Query::Meta(meta, value) => is_known(reading.article, *meta, value),
        Query::Near(..) | Query::Ordered(..) | Query::Seek(_) => !places(query, reading, entity).is_empty(),
    }
}

/// Where a part of a rule stands, in ascending order, each place once. A part that is no place (AND, NOT, a field that is
/// not text) stands nowhere.
pub(crate) fn places(query: &Query, reading: &Reading<'_>, entity: &dyn Fn(u32) -> Vec<Place>) -> Vec<Place> {
    let mut found = match query {
        Query::Or(parts) => parts.iter().flat_map(|part| places(part, reading, entity)).collect(),
        Query::Seek(seek) => seek_places(seek, reading, entity),
        Query::Near(left, right, distance) => {
            near(&places(left, reading, entity), &places(right, reading, entity), *distance, reading)
        }
        Query::Ordered(first, rest) => ordered(first, rest, reading, entity),
        Query::And(_) | Query::Not(_) | Query::AtLeast(..) | Query::Meta(..) => Vec::new(),
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// Calls `cite` with each place that makes a rule hold and the part of the rule that found it.
pub(crate) fn evidence(
    query: &Query,
    reading: &Reading<'_>,
    entity: &dyn Fn(u32) -> Vec<Place>,
    cite: &mut dyn FnMut(&Seek, Place),
) {
    match query {
        Query::Or(parts) | Query::And(parts) => {
            let hold = parts.iter().filter(|part| holds(part, reading, entity));
            hold.for_each(|part| evidence(part, reading, entity, cite));
        }
        Query::AtLeast(_, part) => evidence(part, reading, entity, cite),
        Query::Seek(seek) => {
            seek_places(seek, reading, entity).into_iter().for_each(|place| cite(seek, place))
        }
        Query::Near(left, right, _) => {
            let taking_part = places(query, reading, entity);
            for side in [left, right] {
                cite_among(side, &taking_part, reading, entity, cite);
            }
        }
        Query::Ordered(first, rest) => {
            let taking_part = places(query, reading, entity);
            let parts = std::iter::once(&**first).chain(rest.iter().map(|(_, part)| part));
            parts.for_each(|part| cite_among(part, &taking_part, reading, entity, cite));
        }
        Query::Not(_) | Query::Meta(..) => {}
    }
}

fn cite_among(
    part: &Query,
    taking_part: &[Place],
    reading: &Reading<'_>,
    entity: &dyn Fn(u32) -> Vec<Place>,
    cite: &mut dyn FnMut(&Seek, Place),
) {
    evidence(part, reading, entity, &mut |seek, place| {
        if taking_part.binary_search(&place).is_ok() {
            cite(seek, place);
        }
    });
}

fn seek_places(seek: &Seek, reading: &Reading<'_>, entity: &dyn Fn(u32) -> Vec<Place>) -> Vec<Place> {
    let scope = reading.scope(seek.scope);
    let mut found: Vec<Place> = match &seek.find {
        Find::Phrase(phrase) => reading.places(*phrase, seek.loose).collect(),
        Find::Exact(phrase, written) => {
            let is_exact = |place: &Place| is_written(reading.written(*place), written);
            reading.places(*phrase, seek.loose).filter(is_exact).collect()
        }
        Find::Within(words, other) => {
            let places: Vec<Vec<Place>> =
                words.iter().map(|word| reading.places(*word, false).collect()).collect();
            within(&places, *other, reading)
        }
        Find::Ticker(phrase) => {
            let found = reading.places(*phrase, seek.loose);
            found
                .filter(|place| is_ticker(reading.text_of(place.first as usize), reading.bytes(*place)))
                .collect()
        }
        Find::Entity(watch) => entity(*watch),
    };
    found.retain(|place| scope.contains(&(place.first as usize)) && scope.contains(&(place.last as usize)));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether two phrases are written with the same letters, whatever stands between the words.
fn is_written(here: &str, as_configured: &str) -> bool {
    letters(here).eq(letters(as_configured))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric() || "&+#".contains(*c))
}

/// Whether a word stands as a ticker: in capitals, with `$` or an exchange before it, alone in brackets, or with an
/// exchange's letter after a dot (`META.O`, as Reuters writes).
pub(crate) fn is_ticker(text: &str, word: std::ops::Range<usize>) -> bool {
    let written = text.get(word.clone()).unwrap_or_default();
    if written.chars().any(char::is_lowercase) {
        return false;
    }
    let before = text.get(..word.start).unwrap_or_default();
    let after = text.get(word.end..).unwrap_or_default();
    let exchange = || {
        let before = before.trim_end();
        before
            .strip_suffix([':', '：'])
            .is_some_and(|before| before.trim_end().ends_with(|c: char| c.is_uppercase()))
    };
    let suffix = || {
        let mut rest = after.chars();
        rest.next() == Some('.')
            && rest.next().is_some_and(char::is_uppercase)
            && rest.find(|c| !c.is_uppercase()).is_none_or(|c| !c.is_alphanumeric())
    };
    before.ends_with('$')
        || exchange()
        || (before.ends_with('(') && (after.starts_with(')') || suffix()))
        || suffix()
}

/// The places on either side that have one of the other side within the distance.
fn near(left: &[Place], right: &[Place], distance: Distance, reading: &Reading<'_>) -> Vec<Place> {
    let left_kept = left.iter().filter(|&&place| has_near(place, right, distance, reading, true, true));
    let right_kept = right.iter().filter(|&&place| has_near(place, left, distance, reading, true, true));
    left_kept.chain(right_kept).copied().collect()
}

/// Whether one of `others` is within the distance of `place`, without overlapping it, on a side that counts. `others`
/// may be in any order of their ends, so all are asked.
fn has_near(
    place: Place,
    others: &[Place],
    distance: Distance,
    reading: &Reading<'_>,
    before: bool,
    after: bool,
) -> bool {
    others.iter().any(|&other| {
        let on_side = (before && other.last < place.first) || (after && other.first > place.last);
        on_side && is_within(place, other, distance, reading)
    })
}

fn is_within(a: Place, b: Place, distance: Distance, reading: &Reading<'_>) -> bool {
    match (reading.distance(a, b), distance) {
        (None, _) => false,
        (Some(words), Distance::Words(most)) => words <= most,
        (Some(_), Distance::Sentence) => !reading.parted(a, b, Gap::Sentence),
        (Some(_), Distance::Paragraph) => !reading.parted(a, b, Gap::Paragraph),
    }
}

/// The places that take part in a complete chain, each link after the one before.
fn ordered(
    first: &Query,
    rest: &[(Distance, Query)],
    reading: &Reading<'_>,
    entity: &dyn Fn(u32) -> Vec<Place>,
) -> Vec<Place> {
    let mut links = vec![places(first, reading, entity)];
    for (distance, query) in rest {
        let before = links.last().map(Vec::as_slice).unwrap_or_default();
        let mut next = places(query, reading, entity);
        next.retain(|&place| has_near(place, before, *distance, reading, true, false));
        links.push(next);
    }
    // Backwards: only what leads to the end of the chain.
    for index in (0..rest.len()).rev() {
        let (head, tail) = links.split_at_mut(index + 1);
        if let (Some(here), Some(after), Some((distance, _))) =
            (head.last_mut(), tail.first(), rest.get(index))
        {
            here.retain(|&place| has_near(place, after, *distance, reading, false, true));
        }
    }
    links.concat()
}

/// For each place where one of the words stands: the shortest stretch from there that holds each word once, no two at the
/// same place, with at most `other` more words in it.
fn within(words: &[Vec<Place>], other: u32, reading: &Reading<'_>) -> Vec<Place> {
    let mut starts: Vec<Place> = words.concat();
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().filter_map(|start| stretch(start, words, other, reading)).collect()
}

fn stretch(start: Place, words: &[Vec<Place>], other: u32, reading: &Reading<'_>) -> Option<Place> {
    // Words that stand more than once in the phrase share their places, so each takes the first that is still free.
    let mut taken: Vec<Place> = Vec::with_capacity(words.len());
    for (index, places) in words.iter().enumerate() {
        let same_before = words.iter().take(index).filter(|before| *before == places).count();
        let mut after = places.iter().filter(|place| place.first >= start.first);
        taken.push(*after.nth(same_before)?);
    }
    taken.sort_unstable();
    let (first, last) = (*taken.first()?, taken.iter().map(|place| place.last).max()?);
    let whole = Place { first: first.first, last };
    let same_field = reading.field(whole.first as usize) == reading.field(whole.last as usize);
    let needed: u32 = taken.iter().map(|place| reading.width(*place)).sum();
    (first == start && same_field && reading.width(whole) <= needed + other).then_some(whole)
}

fn is_known(article: &Article, meta: Meta, value: &str) -> bool {
    let holds_words = |text: &Option<String>| text.as_deref().is_some_and(|text| holds_phrase(text, value));
    match meta {
        Meta::Site => host(article).is_some_and(|host| is_at(&host, value)),
        Meta::Source => holds_words(&article.source),
        Meta::Author => holds_words(&article.author),
        Meta::Language => {
            article.language.as_deref().is_some_and(|language| primary(language) == primary(value))
        }
        Meta::Tag => article.tags.iter().any(|tag| folded(tag) == folded(value)),
        Meta::Url => {
            article.url.as_deref().is_some_and(|url| url.to_lowercase().contains(&value.to_lowercase()))
        }
    }
}

fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The host of the article's address, or its source where that is a host.
fn host(article: &Article) -> Option<String> {
    let from_url = article.url.as_deref().and_then(|url| {
        let rest = url.split_once("://")?.1;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        Some(host.split(':').next()?.to_lowercase())
    });
    let is_host = |source: &&str| source.contains('.') && !source.contains(char::is_whitespace);
    from_url.or_else(|| article.source.as_deref().filter(is_host).map(str::to_lowercase))
}

/// Whether a host is the site or one within it: `news.example.com` is at `example.com`.
fn is_at(host: &str, site: &str) -> bool {
    let site = site.to_lowercase();
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
    while let Some(span) = words.next() {
        if span.kind != Kind::Clitic {
            all.push(words.folded().to_owned());
        }
    }
    all
}
