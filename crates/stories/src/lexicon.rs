//! Words of the news that mean the same in several languages and look nothing alike: what names, numbers and cognates
//! leave out where an event is told in another language. Written for this; a table, not a dictionary. Words whose
//! first letters are the same in all columns need no row.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::text::{self, Hash};

/// What a word of a language means, as a hash that is the same for all languages.
pub(crate) fn meaning(language: Language, word: u32) -> Option<u32> {
    TABLE.get(&(language, word)).copied()
}

static TABLE: LazyLock<FxHashMap<(Language, u32), u32>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (row, meaning) in rows().enumerate() {
        let hash = Hash::default().and(3).and(row as u64).finish();
        for (language, words) in LANGUAGES.iter().zip(meaning.split('|')) {
            let words = text::tokens(words, usize::MAX);
            table.extend(words.iter().map(|word| ((Language::tag(language), word.hash), hash)));
        }
    }
    table
});

/// The languages of the columns.
const LANGUAGES: [&str; 7] = ["en", "fr", "de", "es", "it", "pt", "nl"];

/// A row for each meaning, a column for each of [`LANGUAGES`], forms of one word separated by spaces; `#` begins a topic.
const MEANINGS: &str = include_str!("lexicon/meanings.txt");

fn rows() -> impl Iterator<Item = &'static str> {
    MEANINGS.lines().filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::COMMON;

    #[test]
    fn each_row_has_a_column_for_each_language_and_two_that_say_something() {
        for row in rows() {
            let columns: Vec<&str> = row.split('|').collect();
            assert_eq!(columns.len(), LANGUAGES.len(), "{row}");
            assert!(columns.iter().filter(|column| !column.is_empty()).count() >= 2, "{row}");
        }
    }

    #[test]
    fn words_are_found_as_they_stand_in_texts() {
        for row in rows() {
            for word in row.split(['|', ' ']).filter(|word| !word.is_empty()) {
                assert_eq!(text::tokens(word, 9).len(), 1, "{word}: {row}");
            }
        }
    }

    #[test]
    fn a_word_has_one_meaning_in_its_language() {
        let mut known = std::collections::HashSet::new();
        for row in rows() {
            for (language, words) in LANGUAGES.iter().zip(row.split('|')) {
                for word in words.split_whitespace() {
                    assert!(known.insert((language, word)), "{word} stands twice for {language}: {row}");
                }
            }
        }
    }

    /// A meaning that shared a row with *won’t* or *est* would be as common as they are.
    #[test]
    fn no_word_is_one_that_holds_sentences_together() {
        for row in rows() {
            for (language, words) in LANGUAGES.iter().zip(row.split('|')) {
                let common = COMMON.iter().find(|common| common.language == *language).unwrap();
                let function = text::tokens(common.function, usize::MAX);
                for word in text::tokens(words, usize::MAX) {
                    assert!(function.iter().all(|other| other.hash != word.hash), "{language}: {row}");
                }
            }
        }
    }
}
