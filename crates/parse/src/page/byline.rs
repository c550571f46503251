//! Who wrote a page: what it states, what it marks, or what it says above its text.

use super::block::Block;
use super::dates;
use super::hints::{Hint, is_one_of, words};
use super::json_ld::AUTHORS_MAX;
use super::metadata::Statements;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::markup::attribute;

/// How a byline begins, in lower case.
const BY: [&str; 15] = [
    "by ",
    "by: ",
    "written by",
    "posted by",
    "author: ",
    "von ",
    "por ",
    "par ",
    "di ",
    "door ",
    "autor: ",
    "text: ",
    "автор: ",
    "autore: ",
    "auteur: ",
];

/// Where pages state their authors, best first.
const AUTHOR_METAS: [&str; 7] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "og:article:author",
];

/// What joins the last of several names to the others…
const JOINING: [&str; 8] = [" and ", " & ", " und ", " et ", " y ", " e ", " ed ", " en "];

/// …and which of these join surnames, too: *María Pardo y Salas*.
const OF_SURNAMES: [&str; 4] = [" y ", " e ", " ed ", " en "];

/// What stands between a kind of text and its author: *Ein Kommentar von Jane Doe*.
const BETWEEN: [&str; 5] = [" by ", " von ", " par ", " por ", " di "];

/// What stands in a byline and is nobody, in lower case.
const NOBODY: [&str; 11] = [
    "admin",
    "administrator",
    "editor",
    "staff",
    "null",
    "undefined",
    "author",
    "by",
    "about the author",
    "about author",
    "follow",
];

/// Words of names that are no person's, and of times that a sentence begins with, in lower case.
const OF_NO_PERSON: [&str; 24] = [
    "staff",
    "reports",
    "press",
    "office",
    "news",
    "desk",
    "wire",
    "team",
    "agencies",
    "editor",
    "editors",
    "newsroom",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "noon",
    "evening",
    "night",
    "midnight",
];

/// What people are asked to do with an author, in lower case.
const ASKED: [&str; 4] = ["follow ", "view ", "more from ", "contact "];

/// Small words of persons' names.
const PARTICLES: [&str; 22] = [
    "de", "da", "do", "di", "la", "le", "van", "von", "der", "den", "del", "dos", "das", "du", "al", "el",
    "bin", "ibn", "ten", "ter", "zu", "y",
];

/// Words of classes that say who wrote something…
const AUTHOR_WORDS: [&str; 4] = ["author", "authors", "byline", "vcard"];

/// …and those that may stand before them: a teaser's, a photograph's and a quotation's authors are others.
const OF_ARTICLES: [&str; 9] =
    ["article", "post", "entry", "story", "news", "page", "meta", "single", "content"];

/// Who is marked is named in so few characters.
const MARKED_MAX: usize = 100;

/// A byline stands among so many paragraphs from the headline on…
const BLOCKS: usize = 8;

/// …and one that nothing marks, among so many.
const PARAGRAPHS: usize = 4;

/// The names of the authors, separated by commas.
pub(super) fn byline(
    page: &Statements<'_>,
    tree: &Tree<'_>,
    hints: &[Hint],
    blocks: &[Block],
) -> Option<String> {
    let stated = page.article.as_ref().map(|article| article.authors.as_slice()).unwrap_or_default();
    let site = page.site();
    let is_site = |name: &str| site.as_deref().is_some_and(|site| site.eq_ignore_ascii_case(name.trim()));
    let named = || {
        AUTHOR_METAS.iter().find_map(|key| {
            let stated = page.metas().filter(|(name, value)| name == key && !is_site(value));
            people(stated.map(|(_, value)| value))
        })
    };
    let start = page.headline_at().unwrap_or(0);
    let (before, after) = blocks.split_at(blocks.partition_point(|block| block.at < start));
    let near = after.get(..BLOCKS).unwrap_or(after);
    let marked = |blocks: &[Block]| marked(tree, hints, start, blocks);
    // Above the headline are those of other articles, too, and far below it those of readers.
    people(stated.iter().map(String::as_str))
        .or_else(named)
        .or_else(|| marked(near))
        .or_else(|| said(after))
        .or_else(|| marked(before))
        .or_else(|| marked(after))
        .or_else(|| {
            site.clone().filter(|site| page.metas().any(|(name, value)| name == "author" && value == site))
        })
}

/// Whether a line says who wrote an article and when, and nothing else: *Publié le 26 novembre 2026 à 18h30 - par Luc Martin*, *Von Bo
/// Schreiber, 4. März 2025*.
pub(super) fn is_dated(line: &str) -> bool {
    /// A line of more words tells.
    const WORDS_MAX: usize = 14;
    let is_line = line.len() <= 2 * MARKED_MAX
        && line.chars().count() <= MARKED_MAX
        && line.split(|c: char| !c.is_ascii_digit()).any(dates::is_year)
        && !line.ends_with(['.', '!', '?'])
        && line.split_whitespace().count() <= WORDS_MAX;
    if !is_line {
        return false;
    }
    let begins_by = BY.iter().any(|by| starts_with(line, by));
    // *Thursday, 26 November 2026, by Jane Doe*.
    let is_day =
        |text: &str| crate::date(text.trim_end_matches([' ', ',', '-', '–', '—', '|', '·'])).is_some();
    let begins_with_day =
        || BETWEEN.iter().filter_map(|between| line.rsplit_once(between)).any(|(day, _)| is_day(day));
    let people = persons(line);
    (begins_by || dates::says_published(line) || begins_with_day())
        && !people.is_empty()
        && people.iter().all(|name| is_full_name(name))
}

/// Whether a text is a byline by itself, as the first paragraph of an article may be: *By Jane Doe, Staff Writer*.
pub(super) fn is_byline(text: &str) -> bool {
    if is_dated(text) {
        return true;
    }
    let rest = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY "));
    rest.is_some_and(|rest| {
        let people = persons(text);
        !people.is_empty()
            && rest.chars().count() <= MARKED_MAX
            && people.iter().all(|name| is_full_name(name))
    })
}

/// The people among some bylines, each once; `None` where nobody is.
fn people<'t>(bylines: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut people: Vec<String> = Vec::new();
    for name in bylines.flat_map(persons).take(AUTHORS_MAX) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    (!people.is_empty()).then(|| people.join(", "))
}

/// The persons that a byline names: all of a list that ends as lists do, or else the first.
fn persons(byline: &str) -> Vec<String> {
    let byline = without_by(byline.trim().lines().next().unwrap_or_default());
    let list = JOINING
        .iter()
        .filter_map(|joining| byline.rsplit_once(joining).map(|(first, last)| (first, last, *joining)))
        .max_by_key(|(first, ..)| first.len());
    if let Some((first, last, joining)) = list.filter(|(first, _, joining)| {
        // Without a comma these may stand within one name.
        first.contains(',') || !OF_SURNAMES.contains(joining)
    }) {
        let last = last.split([',', '|', '•', '·', ';']).next().unwrap_or(last);
        let mut names: Vec<&str> =
            first.split([',', ';']).flat_map(|names| names.split(joining)).map(str::trim).collect();
        names.push(last.trim());
        names.retain(|name| !name.is_empty());
        if names.iter().all(|name| is_full_name(name)) {
            return names.into_iter().filter_map(person).collect();
        }
    }
    byline.split([',', '|', '•', '·', '—']).find_map(person).into_iter().collect()
}

/// Whether a text begins with another in whatever case.
fn starts_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// A byline without what says that it is one: *By …*, *Posted on 4 March by …*.
fn without_by(byline: &str) -> &str {
    let mut rest = byline;
    for by in BY {
        if starts_with(rest, by) {
            rest = rest.get(by.len()..).unwrap_or_default().trim_start_matches([' ', ':']);
        }
    }
    let between = BETWEEN.iter().filter_map(|between| rest.rsplit_once(between)).map(|(_, name)| name.trim());
    if let Some(name) = { between }.find(|name| is_full_name(name.split(',').next().unwrap_or(name))) {
        return name;
    }
    match rest.split_once(" on ") {
        Some((name, _)) if is_full_name(name) => name,
        _ => rest.trim(),
    }
}

/// A name without the day that stands behind it: *Luc Martin le jeudi 26 novembre*.
fn without_day(name: &str) -> &str {
    let before = [" le ", " am ", " on ", " el ", " il ", " em ", " op "];
    let holds_digit = |rest: &str| rest.contains(|c: char| c.is_ascii_digit());
    let dated =
        before.iter().filter_map(|before| name.split_once(before)).find(|(_, rest)| holds_digit(rest));
    if let Some((name, _)) = dated.filter(|(name, _)| is_full_name(name)) {
        return name;
    }
    let day = name.match_indices(' ').find(|(at, _)| {
        name.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    day.and_then(|(at, _)| name.get(..at)).filter(|name| is_full_name(name)).unwrap_or(name)
}

/// A person's name; `None` where it is none: an address, a sentence, a date, the name of an account.
fn person(name: &str) -> Option<String> {
    let name = without_day(name.trim().trim_end_matches(['-', '–', ':']).trim());
    let words = name.split_whitespace().count();
    let is_name =
        (1..=8).contains(&words) && name.chars().count() <= 80 && name.chars().any(char::is_alphabetic);
    let is_other = name.contains("://") || name.contains('@') || name.starts_with("www.");
    // *November 27*, but *20 Minutes avec AFP*.
    let is_number = |word: &str| word.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_digit());
    let is_date = words <= 3 && name.split_whitespace().any(is_number);
    let is_nobody = NOBODY.iter().any(|nobody| name.eq_ignore_ascii_case(nobody));
    let is_asked = ASKED.iter().any(|asked| starts_with(name, asked));
    // *Фото: ТАСС*, *Photo: Jane Doe*: a colon within stands behind what somebody else did.
    let is_other = is_other || name.contains(": ");
    (is_name && !is_other && !is_date && !is_nobody && !is_asked).then(|| name.to_owned())
}

/// Whether a text looks like a forename and a surname: *Jane Doe*, *María de la Cruz*.
fn is_full_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    let others = words.iter().filter(|word| !word.starts_with(char::is_uppercase));
    let is_of_no_person = |word: &&str| OF_NO_PERSON.contains(&word.to_lowercase().as_str());
    (2..=5).contains(&words.len())
        && capitals >= 2
        && { others }.all(|word| PARTICLES.contains(word))
        && !words.iter().any(is_of_no_person)
}

/// The authors by markup: `rel=author`, `itemprop=author`, or a class that says so, around less than the headline.
fn marked(tree: &Tree<'_>, hints: &[Hint], headline: Id, blocks: &[Block]) -> Option<String> {
    let is = |inside: &str, name: &str| {
        attribute(inside, name).is_some_and(|value| {
            value.split_ascii_whitespace().any(|value| value.eq_ignore_ascii_case("author"))
        })
    };
    let says_author = |id: Id| {
        let inside = tree.attributes(id);
        let is_class =
            || attribute(inside, "class").is_some_and(|class| class.split_ascii_whitespace().any(is_author));
        is(inside, "rel") || is(inside, "itemprop") || is_class()
    };
    let is_marked = |block: &&Block| {
        let around = std::iter::once(block.at).chain(tree.around(block.at)).take(4);
        { around }.filter(|id| !(*id..tree.end(*id)).contains(&headline)).any(says_author)
    };
    // Readers, photographers and who is quoted are others.
    let is_of_others = |block: &&Block| {
        tree.around(block.at).any(|id| {
            matches!(hints.get(id), Some(Hint::Comments | Hint::Caption))
                || matches!(
                    tree.tag(id),
                    Some(Tag::Form | Tag::Figure | Tag::Figcaption | Tag::Blockquote | Tag::Aside)
                )
        })
    };
    let short = blocks.iter().filter(|block| block.length <= MARKED_MAX && block.at != headline);
    let own = short.filter(is_marked).filter(|block| !is_of_others(block));
    { own }.find_map(|block| people(std::iter::once(block.text.as_str())))
}

/// Whether a class says who wrote the article: `author`, `post__byline`, `author-name`.
fn is_author(class: &str) -> bool {
    let mut rest = words(class).skip_while(|word| is_one_of(word, &OF_ARTICLES));
    rest.next().is_some_and(|word| is_one_of(word, &AUTHOR_WORDS))
        && rest.all(|word| word.eq_ignore_ascii_case("name"))
}

/// The authors by what the first paragraphs say.
fn said(blocks: &[Block]) -> Option<String> {
    let first = blocks.iter().filter(|block| block.length > 0).take(PARAGRAPHS);
    first
        .map(|block| block.text.as_str())
        .filter(|text| is_byline(text))
        .find_map(|text| people(std::iter::once(text)))
}

#[cfg(test)]
mod tests;
