//! Dates that readers see: in the lines around a headline, at the beginning of a report, after words that say what they are.

use model::Dated;

use super::labels::{CHANGED, EVENT, OF_OTHERS, OWN_CHANGE, PUBLISHED};
use super::{Sources, Written};
use crate::page::block::Block;
use crate::page::hints::Hint;
use crate::page::tag::Tag;
use crate::page::tree::Id;

/// A longer paragraph tells of other days than its own, in characters.
const DATELINE_MAX: usize = 150;

/// The first dates of the short paragraphs around the headline.
pub(super) fn dates(page: &Sources<'_>) -> impl Iterator<Item = Written> {
    lines(page).filter_map(|block| page.find(&block.text))
}

/// The first date within a text, unless it is that of the event that the page announces.
fn own(page: &Sources<'_>, text: &str) -> Option<Written> {
    page.find(text).filter(|written| !page.is_of_event(written))
}

/// The first date in them after words that say publication.
pub(super) fn said_published(page: &Sources<'_>) -> Option<Written> {
    lines(page).filter(|block| holds_year(&block.text)).find_map(|block| {
        let within = if block.is_sentence() { LABEL_OF_SENTENCE } else { DATELINE_MAX };
        page.find(block.text.get(label(&block.text, within, PUBLISHED)?..)?)
    })
}

/// The first date around the headline that is not said to be of an event.
pub(super) fn any_near_headline(page: &Sources<'_>) -> Option<Written> {
    lines(page).filter(|block| !begins(&block.text, &EVENT)).find_map(|block| own(page, &block.text))
}

/// The first date that is not said to be of a change or an event, and stands neither beside the text nor under a picture.
pub(super) fn own_near_headline(page: &Sources<'_>) -> Option<Written> {
    own_lines(page).find_map(|block| own(page, &block.text))
}

/// The first of these that is no part of what its line tells.
pub(super) fn alone_near_headline(page: &Sources<'_>) -> Option<Written> {
    let is_alone = |block: &&Block| {
        !is_told(page, &block.text) && !begins(&block.text, &OF_OTHERS) && !page.is_in_text(block.at)
    };
    own_lines(page).filter(is_alone).find_map(|block| own(page, &block.text))
}

/// The first date of a line that is said to be of a change, and stands neither beside the text nor under a picture.
pub(super) fn changed_near_headline(page: &Sources<'_>) -> Option<Written> {
    let of_changes = lines(page).filter(|block| is_of_change(page, block) && !is_apart(page, block));
    { of_changes }.find_map(|block| own(page, &block.text))
}

fn own_lines<'a>(page: &'a Sources<'a>) -> impl Iterator<Item = &'a Block> {
    lines(page)
        .filter(|block| !begins(&block.text, &EVENT) && !is_of_change(page, block) && !is_apart(page, block))
}

/// Whether a line is said to be of a change, by itself or by the title before it.
fn is_of_change(page: &Sources<'_>, block: &Block) -> bool {
    let is_titled = |title: &Block| says_changed(&title.text) && !holds_year(&title.text);
    says_changed(&block.text)
        || above(page, block).filter(|title| title.length <= TITLE_MAX).is_some_and(is_titled)
}

/// The paragraph before another.
fn above<'a>(page: &Sources<'a>, block: &Block) -> Option<&'a Block> {
    let at = page.blocks.partition_point(|other| other.at < block.at);
    page.blocks.get(at.checked_sub(1)?)
}

/// Whether a line stands beside the text or under a picture.
fn is_apart(page: &Sources<'_>, block: &Block) -> bool {
    let is_picture = |id| {
        matches!(page.tree.tag(id), Some(Tag::Figure | Tag::Figcaption))
            || page.hints.get(id) == Some(&Hint::Caption)
    };
    page.is_beside(block.at) || page.tree.around(block.at).any(is_picture)
}

/// A line in which a date stands alone or with names has so many other words at most.
const NAMES_MAX: usize = 7;

/// Words before dates in what a line tells, in lower case…
const TELLING_BEFORE: &[&str] = &[
    "of", "on", "in", "since", "until", "from", "du", "depuis", "en", "vom", "am", "seit", "im", "del",
    "desde", "dal",
];

/// …unless it begins as one that names an author does.
const AUTHORS: &[&str] = &["by", "von", "par", "por", "di", "da", "door", "av", "af"];

/// Words after dates that do not go on telling, in lower case.
const AFTER: &[&str] = &[
    "at", "um", "à", "alle", "ore", "a", "o", "kl", "om", "by", "von", "par", "por", "da", "di", "door",
    "uhr", "h", "г", "года", "r", "edt", "est", "gmt", "utc", "am", "pm", "updated", "in",
];

/// Whether the first date in a line is a part of what that tells: *The pier on 3 May 2011*, *On 3 May 2011 the old pier fell.*
fn is_told(page: &Sources<'_>, text: &str) -> bool {
    let words = words(text);
    let Some((from, to, _)) = page.found(&words) else { return false };
    let plain = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let first = words.first().map(plain).unwrap_or_default();
    let before = from.checked_sub(1).and_then(|at| words.get(at)).map(plain);
    let opening = words.get(from).map(plain);
    let is_after = before.into_iter().chain(opening).any(|word| TELLING_BEFORE.contains(&word.as_str()));
    let goes_on = words.get(to).is_some_and(|word| {
        let ends = words.get(to - 1).is_some_and(|last| last.ends_with(|c: char| c.is_ascii_punctuation()));
        !ends && word.starts_with(char::is_lowercase) && !AFTER.contains(&plain(word).as_str())
    });
    // *By an order of 3 May* tells, *by Ann Autor on 3 May* does not.
    let names =
        words.get(1..from).unwrap_or_default().iter().filter(|word| word.starts_with(char::is_uppercase));
    let is_by = AUTHORS.contains(&first.as_str()) && names.count() > 0;
    // *3 May 1998 – 20 November 2026*.
    let is_range = page.found(words.get(to..).unwrap_or_default()).is_some_and(|(from, ..)| from <= 1);
    is_range
        || (is_after || goes_on || words.len() - (to - from) > NAMES_MAX && text.ends_with(['.', '!', '?']))
            && !is_by
}

/// The short paragraphs around the headline that are the page's own, those after it first.
fn lines<'a>(page: &Sources<'a>) -> impl Iterator<Item = &'a Block> {
    let (before, after) = around_headline(page);
    let near = after.iter().take(40).chain(before.iter().rev().take(10));
    let is_own = |block: &&Block| !page.is_of_others(block.at) && !page.is_of_masthead(block.at);
    near.filter(|block| block.length <= DATELINE_MAX).filter(is_own)
}

/// A longer paragraph is no title of the one after it, in characters.
const TITLE_MAX: usize = 20;

fn says_changed(text: &str) -> bool {
    begins(text, &CHANGED)
}

fn begins(text: &str, with: &[&str]) -> bool {
    let beginning: String = text.chars().take(15).flat_map(char::to_lowercase).collect();
    with.iter().any(|with| beginning.starts_with(with))
}

/// The paragraphs before the headline, and those from it on.
fn around_headline<'a>(page: &Sources<'a>) -> (&'a [Block], &'a [Block]) {
    let at = page.headline.map_or(0, |headline: Id| page.blocks.partition_point(|block| block.at < headline));
    page.blocks.split_at(at)
}

/// Paragraphs in which a dateline is looked for.
const FIRST_PARAGRAPHS: usize = 10;

/// The characters within which the place of a dateline ends.
const PLACE_MAX: usize = 60;

/// The date at the beginning of a report: `PORT ELLIS, March 4, 2025 (Wire) — `, `04.03.2025 – `, `(4 March 2025) `.
pub(super) fn in_dateline(page: &Sources<'_>) -> Option<Written> {
    let long = |block: &&Block| block.length > DATELINE_MAX && !page.is_of_others(block.at);
    around_headline(page).1.iter().filter(long).take(FIRST_PARAGRAPHS).find_map(|block| {
        let text = block.text.trim_start_matches('(');
        let comma = text.get(..text.floor_char_boundary(PLACE_MAX))?.find(',');
        let after_place = || before_dash(page, text.get(comma?..)?);
        before_dash(page, text).or_else(after_place)
    })
}

/// The date that a text begins with, before a dash or what does as one.
fn before_dash(page: &Sources<'_>, text: &str) -> Option<Written> {
    let ends = |at: &usize| {
        let marks = [" (", " /", " -", " –", " —", ")"];
        text.get(*at..).is_some_and(|rest| marks.iter().any(|mark| rest.starts_with(mark)))
    };
    let end = text.match_indices([' ', ')']).map(|(at, _)| at).take(8).find(ends)?;
    page.plausible(text.get(..end)?).filter(|written| !page.is_of_event(written))
}

/// The characters after such words within which the date ends.
const OWN_DATE: usize = 90;

/// The characters within which such words begin: in what is no sentence, and in what is one and may tell of other days.
const LABEL: usize = 60;
const LABEL_OF_SENTENCE: usize = 25;

/// The paragraphs that are looked at for such words, of those that hold a year.
const LABELLED_MAX: usize = 200;

/// The first date after words that say that it is the page's own, at the beginning of a paragraph, or before them right under the
/// headline. Below a page it is only a guess: all of the site may have been changed then.
pub(super) fn labelled(page: &Sources<'_>) -> Option<(Written, Dated)> {
    let (before, after) = around_headline(page);
    let dated = after.iter().chain(before).filter(|block| holds_year(&block.text));
    let headline = page.statements.headline();
    dated.take(LABELLED_MAX).filter(|block| !page.is_of_other_pages(block.at)).find_map(|block| {
        let tells = block.length > DATELINE_MAX || block.is_sentence();
        let within = if tells { LABEL_OF_SENTENCE } else { LABEL };
        let is_of_site = page.is_of_site(block.at);
        // Who publishes a site has done so since some day.
        let published = || label(&block.text, within, PUBLISHED).filter(|_| !is_of_site);
        let label = published().or_else(|| label(&block.text, within, OWN_CHANGE))?;
        let rest = block.text.get(label..)?;
        let after = page.find(rest.get(..rest.floor_char_boundary(OWN_DATE))?);
        let before = || published().and_then(|label| before_label(page, block, label, &headline));
        Some((after.or_else(before)?, if is_of_site { Dated::Guessed } else { Dated::Shown }))
    })
}

/// The date that a line right under the headline begins with, before words for publication: `04/03/2025 - Published by: Ann`. Elsewhere
/// it is as often that of another article.
fn before_label(page: &Sources<'_>, block: &Block, label: usize, headline: &str) -> Option<Written> {
    let above = above(page, block)?;
    let is_under_headline = !headline.is_empty() && above.text.trim() == headline;
    page.plausible(block.text.get(..label)?.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|_| is_under_headline)
}

/// Where the first of `labels` begins, as a word or its beginning, within so many bytes.
pub(super) fn label(text: &str, within: usize, labels: &[&str]) -> Option<usize> {
    let starts = text.char_indices().take_while(|(at, _)| *at < within);
    let mut in_word = false;
    let begins = |(at, c): (usize, char)| {
        let is_first = !std::mem::replace(&mut in_word, c.is_alphabetic());
        // Chinese and Japanese put no space before words.
        (is_first || !c.is_lowercase() && !c.is_uppercase()).then_some(at)
    };
    let is_label = |at: &usize| {
        let rest = text.get(*at..).unwrap_or_default();
        let word: String = rest.chars().take(LABEL_OF_SENTENCE).flat_map(char::to_lowercase).collect();
        labels.iter().any(|label| word.starts_with(label))
    };
    starts.filter_map(begins).find(is_label)
}

/// Words of a text that are looked at, and how many of them a date has at most: `Tuesday, 4 March 2025 at 9:30 pm EST`.
const WORDS_MAX: usize = 30;
const DATE_WORDS_MAX: usize = 9;

/// So much of a text is looked at, in bytes: words of dates are short, and a page may have any.
const FIND_MAX: usize = 1_000;

/// The shortest date that has its year, `4.3.25`, in bytes.
const DATE_MIN: usize = 6;

impl Sources<'_> {
    /// The first date within a text, with its year.
    pub(super) fn find(&self, text: &str) -> Option<Written> {
        let beginning = text.get(..text.floor_char_boundary(FIND_MAX)).filter(|text| holds_year(text))?;
        self.found(&words(beginning)).map(|(_, _, written)| written)
    }

    /// The first date among words, and from where to where it stands.
    fn found(&self, words: &[&str]) -> Option<(usize, usize, Written)> {
        (0..words.len()).find_map(|from| {
            let longest = (words.len() - from).min(DATE_WORDS_MAX);
            (1..=longest).rev().find_map(|length| {
                let window = words.get(from..from + length)?.join(" ");
                let window = window.trim_matches(|c: char| !c.is_alphanumeric());
                let written = self.plausible(window)?;
                (window.len() >= DATE_MIN && holds_year(window)).then_some((from, from + length, written))
            })
        })
    }
}

/// The words of a text, as far as it is looked at, without what stands around dates.
fn words(text: &str) -> Vec<&str> {
    let apart = |c: char| {
        c.is_whitespace()
            || matches!(c, '|' | '•' | '·' | '(' | ')' | '（' | '）' | '[' | ']' | '<' | '>' | '"')
    };
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(apart).filter(|word| !word.is_empty()).take(WORDS_MAX) {
        // `Posted:2025-03-04`.
        match word.split_once([':', '：']).filter(|(label, _)| label.chars().all(char::is_alphabetic)) {
            Some((label, date)) => words.extend([label, date]),
            None => words.push(without_mark(word)),
        }
    }
    words
}

/// `04.03.2025/Kr` without what follows the date.
fn without_mark(word: &str) -> &str {
    let ends = |(date, mark): &(&str, &str)| {
        date.ends_with(|c: char| c.is_ascii_digit()) && mark.starts_with(char::is_alphabetic)
    };
    word.split_once('/').filter(ends).map_or(word, |(date, _)| date)
}

/// Whether a text holds a year of four digits, or of two in a whole date, `04.03.25`.
fn holds_year(text: &str) -> bool {
    // Those of Arabic, Persian, Hindi, Bengali and Thai.
    let is_digit = |c: char| {
        let others = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}'];
        c.is_ascii_digit() || others.iter().any(|zero| (c as u32).wrapping_sub(*zero as u32) < 10)
    };
    let mut runs = text.split(|c: char| !is_digit(c));
    // *令和8年*: eras count their own years.
    let is_of_era = || text.contains('年');
    runs.any(|run| matches!(run.chars().count(), 4 | 8))
        || text.split(char::is_whitespace).any(is_short_date)
        || is_of_era()
}

/// `4.3.25`, `04.03.25`, `3/4/25`.
fn is_short_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let is_number =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    ['.', '/'].iter().any(|separator| {
        let mut parts = word.split(*separator);
        let [first, second, year] = [parts.next(), parts.next(), parts.next()];
        let is_dated = first.as_ref().is_some_and(is_number) && second.as_ref().is_some_and(is_number);
        is_dated
            && year.as_ref().is_some_and(is_number)
            && year.is_some_and(|year| year.len() == 2)
            && parts.next().is_none()
    })
}
