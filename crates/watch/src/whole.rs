//! Whether words that follow one another in a text stand there as one phrase, and as the whole of it.

mod loose;
mod script;

use crate::fold::is_wide;
use crate::gap::Gap;
use crate::reading::Word;
use crate::words::Kind;

pub(crate) use loose::Loose;

/// Whether the words of a text from `first` to `last` stand as one phrase: nothing wider than a space between them, or what
/// `loose` allows, no half of a name like `C++`, and no part of a longer name in a script without spaces.
pub(crate) fn is_whole(text: &str, words: &[Word], first: usize, last: usize, loose: Loose) -> bool {
    is_joined(text, words, first, last, loose)
        && !extends_left(text, words, first)
        && !extends_right(text, words, last)
}

/// Whether nothing but what `loose` allows stands between the words from `first` to `last`.
fn is_joined(text: &str, words: &[Word], first: usize, last: usize, loose: Loose) -> bool {
    let may_stand = |(pair, words): (usize, &[Word])| match words {
        [before, word] => loose.allows(pair, text, before, word),
        _ => true,
    };
    first == last || words.get(first..=last).is_some_and(|words| words.windows(2).enumerate().all(may_stand))
}

/// The most bytes of a word to which an attached symbol belongs: `C++`, `F#`, `AT&T`, `.NET`, but not `Disney+`.
const SYMBOL_REACH: u32 = 3;

/// Whether a symbol beside a word may belong to it: each full-width letter has three bytes.
fn is_reached(text: &str, word: &Word) -> bool {
    let bytes = if is_wide(char_at(text, word)) { 3 } else { 1 };
    word.span.len() <= bytes * SYMBOL_REACH
}

fn extends_left(text: &str, words: &[Word], first: usize) -> bool {
    let Some(word) = words.get(first).filter(|word| word.span.gap == Gap::None) else { return false };
    let Some(before) = first.checked_sub(1).and_then(|i| words.get(i)) else { return false };
    match (before.span.kind, word.span.kind) {
        (Kind::Symbol, Kind::Run) => is_reached(text, word),
        (Kind::Unspaced, Kind::Unspaced) => {
            script::continues_left(char_at(text, before), char_at(text, word))
        }
        _ => false,
    }
}

fn extends_right(text: &str, words: &[Word], last: usize) -> bool {
    let (Some(word), Some(after)) = (words.get(last), words.get(last + 1)) else { return false };
    if after.span.gap != Gap::None {
        return false;
    }
    match (word.span.kind, after.span.kind) {
        (Kind::Run, Kind::Symbol) => {
            let attached_on_both_sides = words.get(last + 2).is_some_and(|next| next.span.gap == Gap::None);
            is_reached(text, word) && (!matches!(char_at(text, after), '&' | '＆') || attached_on_both_sides)
        }
        (Kind::Symbol, Kind::Symbol) => true,
        (Kind::Unspaced, Kind::Unspaced) => {
            let rest = text.get(word.span.end as usize..).unwrap_or_default();
            script::continues_right(char_at(text, word), rest)
        }
        _ => false,
    }
}

fn char_at(text: &str, word: &Word) -> char {
    text.get(word.span.start as usize..).and_then(|t| t.chars().next()).unwrap_or(' ')
}
