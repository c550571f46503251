//! Words of the news that mean the same in several languages and look nothing alike: what names, numbers and cognates
//! leave out where an event is told in another language. Written for this; a table, not a dictionary. Words whose
//! first letters are the same in all columns need no row.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::language::Language;
use crate::terms::{self, TermId};
use crate::text::{self, Hash};

/// What a word of a language means, as a hash that is the same for all languages.
pub(crate) fn meaning(language: Language, word: u32) -> Option<u32> {
    TABLE.get(&(language, word)).copied()
}

/// Whether a term is what a row means that is no name: a weekday or an office, though some languages write it with a capital.
pub(crate) fn is_ordinary(id: TermId) -> bool {
    ORDINARY.contains(&id)
}

static ORDINARY: LazyLock<FxHashSet<TermId>> = LazyLock::new(|| {
    let topics = MEANINGS.split("\n#").scan(0, |before, topic| {
        let rows = *before..*before + topic.lines().skip(1).count();
        *before = rows.end;
        Some((topic, rows))
    });
    topics
        .filter(|(topic, _)| !topic.trim_start_matches('#').starts_with(" Names "))
        .flat_map(|(_, rows)| rows.map(|row| terms::of_word(hash(row))))
        .collect()
});

/// What a row means, as a hash.
fn hash(row: usize) -> u32 {
    Hash::default().and(3).and(row as u64).finish()
}

static TABLE: LazyLock<FxHashMap<(Language, u32), u32>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (row, meaning) in rows().enumerate() {
        let hash = hash(row);
        for (language, words) in LANGUAGES.iter().zip(meaning.split('|')) {
            let words = text::tokens(words, usize::MAX);
            table.extend(words.iter().map(|word| ((Language::tag(language), word.hash), hash)));
        }
    }
    table
});

/// The languages of the columns.
const LANGUAGES: [&str; 7] = ["en", "fr", "de", "es", "it", "pt", "nl"];

/// A row for each meaning, a column for each of [`LANGUAGES`], forms of one word separated by spaces; `#` begins a topic, and
/// `# Names` one of names.
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
    fn names_and_what_only_has_a_capital_are_told_apart() {
        let language = Language::tag("en");
        for (word, is_name) in
            [("Tuesday", false), ("fire", false), ("Germany", true), ("Rome", true), ("Leeds", true)]
        {
            let ids: Vec<TermId> =
                text::tokens(word, 9).iter().filter_map(|token| terms::id_of(language, token)).collect();
            assert_eq!(ids.iter().map(|id| !is_ordinary(*id)).collect::<Vec<_>>(), [is_name], "{word}");
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
