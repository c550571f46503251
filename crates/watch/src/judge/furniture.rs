//! The lines and sentences of a text that belong to its page: they ask the reader to follow, subscribe or write, point to other
//! articles, or say how and with what the page was made.

use std::ops::Range;

use super::scene::{Shape, shape};
use crate::fold::folded;
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::{ASKS, Cue, NOTICES, OWN, POINTERS};
use crate::reading::{Place, Reading, Word};
use crate::vocabulary::Vocabulary;

/// The most words of a line that belongs to the page.
const FURNITURE_WORDS: usize = 60;

/// The most words of a line that is one for its first word, and of one that is one for any words in it.
const SHORT_LINE: usize = 14;
const LONG_LINE: usize = 30;

/// The most words of a last line that says where else something of the outlet's is.
const SENDING_LINE: usize = 20;

/// The words with which a page begins to speak of what it has...
const OURS: [&str; 3] = ["our", "you", "your"];
/// ...or sends its reader to it...
const SENDS: [&str; 6] = ["find", "see", "hear", "catch", "watch", "stream"];
/// ...where one of these follows: *watch the show*, but not *watch for a decision*, *see why*.
const OBJECTS: [&str; 9] = ["the", "our", "it", "all", "more", "every", "this", "these", "us"];
/// What pages have on platforms...
const SHOWN: [&str; 26] = [
    "channel",
    "concert",
    "debate",
    "documentary",
    "episode",
    "episodes",
    "film",
    "films",
    "interview",
    "interviews",
    "livestream",
    "match",
    "photos",
    "pictures",
    "podcast",
    "podcasts",
    "program",
    "programme",
    "reads",
    "replay",
    "series",
    "show",
    "shows",
    "talk",
    "video",
    "videos",
];
/// ...and what it or its reader does there.
const DONE: [&str; 6] = ["appear", "appears", "available", "hear", "listen", "live"];
/// What is said by somebody is no line of the page.
const SAID: [&str; 3] = ["said", "says", "say"];

/// The marks of quotations.
const QUOTES: [char; 6] = ['“', '”', '"', '„', '«', '»'];

/// How many of the last lines may belong to the page.
const FURNITURE_LINES: usize = 4;

/// The lines at the end of the text that ask the reader to follow, subscribe, listen or get in touch, and the sentences that do
/// so in words of their own wherever they stand.
pub(super) fn furniture(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Vec<Range<usize>> {
    let lines = lines(reading);
    let is_furniture = |line: &Range<usize>| {
        let words = reading.words.get(line.clone()).unwrap_or_default();
        words.len() <= FURNITURE_WORDS && belongs(reading, vocabulary, words, &NO_NAME)
    };
    let last = lines.into_iter().skip(1).rev().take(FURNITURE_LINES);
    let mut furniture: Vec<Range<usize>> = last.filter(is_furniture).collect();
    let is_in_line = |sentence: &Range<usize>| furniture.iter().any(|line| line.contains(&sentence.start));
    let asks = sentences(reading).filter(|sentence| {
        let words = reading.words.get(sentence.clone()).unwrap_or_default();
        let is_last = sentence.end == reading.words.len() && sentence.start > reading.body;
        let asks = begins(reading, words, ASKS, &NO_NAME)
            || is_last && invites(reading, vocabulary, words, &NO_NAME);
        words.len() <= FURNITURE_WORDS && asks && !is_in_line(sentence)
    });
    let asks: Vec<Range<usize>> = asks.collect();
    furniture.extend(asks);
    furniture.sort_unstable_by_key(|words| words.start);
    furniture
}

/// Whether a line or sentence that belongs to the page does so without the words of a name in it, where their capitals say that they are
/// one: *Follow Me on ITV drew four million viewers*.
pub(super) fn belongs_without(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    line: Range<usize>,
    place: Place,
) -> bool {
    let own = reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
    let is_lower =
        |word: &Word| is_cue(reading, vocabulary, word) && shape(&reading.article.text, word) == Shape::Lower;
    if own.len() < 2 || own.iter().any(is_lower) {
        return true;
    }
    let words = reading.words.get(line).unwrap_or_default();
    belongs(reading, vocabulary, words, &reading.bytes(place))
}

/// No bytes of a text: there is no name whose words are to be left out.
const NO_NAME: Range<usize> = 0..0;

/// Whether a line belongs to the page, by other words than those of a name, given as bytes of the text.
fn belongs(reading: &Reading<'_>, vocabulary: &Vocabulary, words: &[Word], name: &Range<usize>) -> bool {
    invites(reading, vocabulary, words, name)
        || begins(reading, words, POINTERS, name)
        || begins(reading, words, ASKS, name)
        || holds(reading, words, NOTICES, name)
        || words.len() <= LONG_LINE
            && holds(reading, words, OWN, name)
            && !is_told(reading, vocabulary, words)
}

/// Whether a line is quoted or told by somebody.
fn is_told(reading: &Reading<'_>, vocabulary: &Vocabulary, words: &[Word]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let text = reading.article.text.as_str();
    let end = text.get(last.span.end as usize..).unwrap_or_default();
    let end = end.find('\n').map_or(text.len(), |at| last.span.end as usize + at);
    let line = text.get(first.span.start as usize..end).unwrap_or_default();
    let tells = |word: &Word| {
        vocabulary.languages(word.id, Cue::Speech) != 0 || SAID.contains(&vocabulary.word(word.id))
    };
    line.contains(QUOTES) || words.iter().any(tells)
}

/// The text's last line, where it says in English where else something of the outlet's is: *Our long reads also appear on Sony*. What is
/// quoted or told by somebody speaks of other things, and in other languages the words before what one reads mostly mean *about* and *in*.
pub(super) fn sending(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Option<Range<usize>> {
    let line = lines(reading).into_iter().skip(1).next_back()?;
    let words = reading.words.get(line.clone())?;
    let is_english = reading.language == Some(Language::English);
    if !is_english || words.len() > SENDING_LINE || is_told(reading, vocabulary, words) {
        return None;
    }
    let text = reading.article.text.as_str();
    let folded = |word: &Word| {
        text.get(word.span.start as usize..word.span.end as usize).map(folded).unwrap_or_default()
    };
    let words: Vec<(&Word, String)> = words.iter().map(|word| (word, folded(word))).collect();
    let is_among =
        |index: usize, some: &[&str]| words.get(index).is_some_and(|(_, word)| some.contains(&word.as_str()));
    let is_shown = |word: &str| SHOWN.contains(&word) || DONE.contains(&word);
    let shows = words.iter().skip(1).any(|(_, word)| is_shown(word));
    let sends = is_among(0, &OURS) || is_among(0, &SENDS) && is_among(1, &OBJECTS);
    (sends && shows).then_some(line)
}

/// Whether a place in such a line is where it sends its reader: behind *on*, or in the list that begins there. *Our show on Sony* may be
/// about it, and *find the show on Sony* is not.
pub(super) fn is_sent_to(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    line: &Range<usize>,
    place: Place,
) -> bool {
    let written = |index: usize| folded(reading.written_word(index));
    let is = |index: usize, cue| {
        reading.words.get(index).is_some_and(|word| vocabulary.is(word.id, cue, reading.language))
    };
    let is_name = |index: usize| {
        let has_capital = reading.written_word(index).contains(char::is_uppercase);
        has_capital && !is(index, Cue::Calendar)
    };
    let gap = |index: usize| reading.words.get(index).map_or(Gap::Paragraph, |word| word.span.gap);
    // *On Spotify, iTunes and Apple Podcasts*: names, with a comma or a word between them.
    let mut first = place.first as usize;
    while first > line.start && gap(first) < Gap::Sentence {
        let before = first - 1;
        if gap(first) == Gap::Space && is(before, Cue::Platform) {
            let is_about = before > line.start && SHOWN.contains(&written(before - 1).as_str());
            return !is_about || !["our", "your"].contains(&written(line.start).as_str());
        }
        let joins = ["and", "or"].contains(&written(before).as_str());
        if !(is_name(before) || joins) {
            return false;
        }
        first = before;
    }
    false
}

/// Whether a word is one of those in which pages ask their readers for something.
fn is_cue(reading: &Reading<'_>, vocabulary: &Vocabulary, word: &Word) -> bool {
    let is = |cue| vocabulary.is(word.id, cue, reading.language);
    is(Cue::Invitation) || is(Cue::Furniture)
}

/// Whether a line asks the reader to do something. What its words say by themselves is said in news, too: *Boeing delivered more*.
fn invites(reading: &Reading<'_>, vocabulary: &Vocabulary, words: &[Word], name: &Range<usize>) -> bool {
    let is_own = |word: &Word| name.contains(&(word.span.start as usize));
    let is_cue = |word: &Word| !is_own(word) && is_cue(reading, vocabulary, word);
    let invites = |word: &Word| !is_own(word) && vocabulary.is(word.id, Cue::Invitation, reading.language);
    let [first, rest @ ..] = words else { return false };
    let next = rest.first().filter(|next| next.span.gap <= Gap::Space);
    let asks = is_cue(first) && next.is_some_and(is_cue);
    // *Follow Sony on Instagram*, but not *Follow-on orders*.
    let begins =
        invites(first) && words.len() <= SHORT_LINE && next.is_none_or(|next| next.span.gap == Gap::Space);
    let cues = words.iter().filter(|word| is_cue(word)).count();
    let many = words.len() <= LONG_LINE && (cues >= 4 || cues == 3 && words.iter().any(invites));
    let bytes = first.span.start as usize..words.last().map_or(0, |last| last.span.end as usize);
    let handle = || reading.article.text.get(bytes).is_some_and(|line| line.contains('@'));
    asks || begins || many || cues > 0 && handle()
}

/// The sentences of the text, as their words.
fn sentences(reading: &Reading<'_>) -> impl Iterator<Item = Range<usize>> {
    let words = reading.words.get(reading.body..).unwrap_or_default();
    let mut at = reading.body;
    words.chunk_by(|_, next| next.span.gap < Gap::Sentence).map(move |sentence| {
        let start = at;
        at += sentence.len();
        start..at
    })
}

/// Whether words of the text begin with one of some phrases in lower case, whose words have a space between them.
fn begins(reading: &Reading<'_>, words: &[Word], phrases: &[&str], name: &Range<usize>) -> bool {
    let first = words.first().filter(|first| !name.contains(&(first.span.start as usize)));
    let Some(first) = first else { return false };
    let beginning = reading.article.text.get(first.span.start as usize..).unwrap_or_default();
    let beginning =
        folded(beginning.get(..beginning.floor_char_boundary(40)).unwrap_or_default()).replace('-', " ");
    let rests = phrases.iter().filter_map(|phrase| beginning.strip_prefix(phrase));
    // *Our app*, but not *Our appeal*.
    { rests }.any(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether one of some phrases in lower case stands among words of the text.
fn holds(reading: &Reading<'_>, words: &[Word], phrases: &[&str], name: &Range<usize>) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let bytes = first.span.start as usize..last.span.end as usize;
    let parts =
        if name.is_empty() { [bytes, NO_NAME] } else { [bytes.start..name.start, name.end..bytes.end] };
    parts.into_iter().any(|bytes| {
        let text = folded(reading.article.text.get(bytes).unwrap_or_default()).replace('-', " ");
        phrases.iter().any(|phrase| text.contains(phrase))
    })
}

/// The lines of the text: what stands between line breaks at which a sentence ends, too.
fn lines(reading: &Reading<'_>) -> Vec<Range<usize>> {
    let text = reading.article.text.as_str();
    let mut lines = Vec::new();
    let mut start = reading.body;
    let mut before = 0;
    for (index, word) in reading.words.iter().enumerate().skip(reading.body) {
        let between = || text.get(before..word.span.start as usize).unwrap_or_default();
        if index > start && word.span.gap >= Gap::Sentence && between().contains('\n') {
            lines.push(start..index);
            start = index;
        }
        before = word.span.end as usize;
    }
    lines.push(start..reading.words.len());
    lines
}
