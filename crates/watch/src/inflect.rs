//! Stems, by which names are told that are forms of everyday words, and what endings say of a word, for the languages known here.
//! A stem is the beginning of the folded word, without the ending that a noun or a verb may have; words of one stem need not be forms
//! of each other, which [`crate::paradigm`] decides where words are looked for. It never takes derivation apart (*nation*, *national*).

use crate::language::Language;
use crate::paradigm::is_inflected;

/// The fewest letters of a stem.
const LEAST: usize = 3;

/// The beginning of a folded word that its inflected forms share in a language.
pub(crate) fn stem(language: Language, word: &str) -> &str {
    // Most words have no ending, as their last letter says.
    let last = word.as_bytes().last().copied().unwrap_or_default();
    if word.len() <= LEAST || !may_have_ending(language, last) {
        return word;
    }
    if !is_inflected(word) {
        return word;
    }
    let stem = ENDINGS[language as usize]
        .iter()
        .filter(|ending| ending.as_bytes().last() == Some(&last))
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| is_stem(stem, ending)))
        .unwrap_or(word);
    if language == Language::English && stem.len() + 2 <= word.len() { undouble(stem) } else { stem }
}

/// Whether a folded word in a language may have another stem than itself, by its last byte.
fn may_have_ending(language: Language, last: u8) -> bool {
    last.is_ascii_lowercase() && LAST_LETTERS[language as usize] & 1 << (last - b'a') != 0
}

/// Whether a folded word looks like what someone did or does, by its ending.
pub(crate) fn may_be_verb(language: Option<Language>, word: &str) -> bool {
    let endings: &[&str] = match language {
        Some(Language::English) => &["s", "ed"],
        Some(Language::French) => &["era", "ira", "ront", "ait", "aient", "erait", "rait"],
        Some(Language::Spanish) => &["ara", "era", "ira", "aran", "aron", "ieron", "aba", "ria", "rian"],
        Some(Language::Italian) => &["era", "ira", "eranno", "ato", "ava", "rebbe"],
        Some(Language::Portuguese) => &["ara", "era", "ira", "ou", "aram", "ava", "ria"],
        Some(Language::German | Language::Dutch) => &["t", "te"],
        None => &[],
    };
    word.len() > LEAST + 1 && endings.iter().any(|ending| word.ends_with(ending))
}

/// Whether a folded word looks like what was done to someone, by its ending.
pub(crate) fn may_be_participle(language: Option<Language>, word: &str) -> bool {
    let endings: &[&str] = match language {
        Some(Language::English) => &["ed"],
        Some(Language::French) => &["e", "ee", "es", "ees", "ie", "is", "it", "ue"],
        Some(Language::Spanish | Language::Portuguese) => {
            &["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"]
        }
        Some(Language::Italian) => &["ato", "ata", "ati", "uto", "uta", "ito", "ita"],
        Some(Language::German | Language::Dutch) | None => &[],
    };
    word.len() > LEAST + 1 && endings.iter().any(|ending| word.ends_with(ending))
}

/// The least length of what stands before an ending that names have, too: *Samsung*, *Boeing* and *Beijing*. The commonest shorter
/// words with such an ending stand in the lexicon.
const LEAST_BEFORE_NG: usize = 5;

/// Whether a folded word is an abstract noun by its ending: hardly any names end so.
pub(crate) fn is_derived(language: Language, word: &str) -> bool {
    let endings: &[&str] = match language {
        Language::English => &["tion", "sion", "ness", "ment", "ship"],
        Language::French => &["tion", "sion", "ment", "isme"],
        Language::German => &["ung", "heit", "keit", "schaft", "tion"],
        Language::Spanish => &["cion", "sion", "miento", "idad"],
        Language::Italian => &["zione", "sione", "mento"],
        Language::Portuguese => &["cao", "mento", "idade"],
        Language::Dutch => &["ing", "heid", "schap", "tie"],
    };
    let is_ending = |ending: &&str| {
        let least = if ending.ends_with("ng") { LEAST_BEFORE_NG } else { LEAST };
        word.len() >= ending.len() + least && word.ends_with(*ending)
    };
    endings.iter().any(is_ending)
}

/// Endings, folded, longest first; by language, in the order of [`Language::ALL`]. Sources: the regular plurals, cases and
/// (English) verb forms of any school grammar.
const ENDINGS: [&[&str]; 7] = [
    &["ying", "ies", "ied", "ing", "es", "ed", "s", "e", "y"],
    &[
        "eaux", "elles", "elle", "ales", "aux", "eau", "ale", "als", "ees", "el", "els", "al", "ee", "es",
        "s", "x", "e",
    ],
    &["ern", "en", "er", "es", "em", "e", "n", "s"],
    &["iones", "ion", "ces", "es", "os", "as", "z", "s", "o", "a", "e"],
    &[
        "che", "chi", "ghe", "ghi", "ie", "io", "ii", "ia", "co", "ca", "ci", "ce", "go", "ga", "a", "e",
        "i", "o",
    ],
    &["oes", "aes", "ais", "eis", "ens", "ao", "al", "el", "em", "es", "os", "as", "m", "s", "o", "a"],
    &["en", "es", "'s", "s", "e", "n"],
];

/// By language, a bit for each letter that an ending ends in.
const LAST_LETTERS: [u32; 7] = {
    let mut letters = [0; 7];
    let mut language = 0;
    while language < ENDINGS.len() {
        let mut index = 0;
        while index < ENDINGS[language].len() {
            let ending = ENDINGS[language][index].as_bytes();
            letters[language] |= 1 << (ending[ending.len() - 1] - b'a');
            index += 1;
        }
        language += 1;
    }
    letters
};

fn is_stem(stem: &str, ending: &str) -> bool {
    // The s of *bus*, *Haus*, *glass* and *basis* is no ending.
    let own_s = ending == "s" && stem.ends_with(['u', 's', 'i']);
    stem.len() >= LEAST && !own_s && stem.bytes().any(|b| b"aeiouy".contains(&b))
}

/// *stopp* of *stopped* as *stop*; *sell* of *selling* stays.
fn undouble(stem: &str) -> &str {
    let doubled = stem.as_bytes().last_chunk::<2>().is_some_and(|[a, b]| a == b && !b"aeiouylsz".contains(b));
    if doubled { stem.get(..stem.len() - 1).unwrap_or(stem) } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, same: &[&[&str]], different: &[(&str, &str)]) {
        for forms in same {
            let stems: Vec<&str> = forms.iter().map(|form| stem(language, form)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{forms:?}: {stems:?}");
        }
        for (a, b) in different {
            assert_ne!(stem(language, a), stem(language, b), "{a} and {b}");
        }
    }

    #[test]
    fn english() {
        let same: &[&[&str]] = &[
            &["merger", "mergers"],
            &["company", "companies"],
            &["merge", "merges", "merged", "merging"],
            &["stop", "stops", "stopped", "stopping"],
            &["sell", "sells", "selling"],
            &["tax", "taxes", "taxed"],
            &["box", "boxes"],
            &["bank", "banks"],
        ];
        check(
            Language::English,
            same,
            &[("new", "news"), ("nation", "national"), ("sing", "singer"), ("bus", "but")],
        );
    }

    #[test]
    fn names_are_no_abstract_nouns() {
        for (language, word) in [(Language::German, "veranstaltung"), (Language::Dutch, "vergadering")] {
            assert!(is_derived(language, word), "{word}");
        }
        for (language, name) in
            [(Language::German, "samsung"), (Language::Dutch, "boeing"), (Language::Dutch, "beijing")]
        {
            assert!(!is_derived(language, name), "{name}");
        }
    }

    #[test]
    fn a_word_without_the_last_letter_of_an_ending_is_its_own_stem() {
        for language in Language::ALL {
            for last in b'a'..=b'z' {
                let word = format!("besto{}", char::from(last));
                let has_ending = stem(language, &word) != word;
                assert!(may_have_ending(language, last) || !has_ending, "{language:?}: {word}");
            }
            assert!(!may_have_ending(language, b'S') && !may_have_ending(language, b'7'));
            assert!(
                ENDINGS[language as usize].iter().all(|ending| {
                    ending.bytes().last().is_some_and(|last| may_have_ending(language, last))
                })
            );
        }
    }

    #[test]
    fn other_languages() {
        check(
            Language::French,
            &[&["journal", "journaux"], &["message", "messages"], &["local", "locaux", "locale"]],
            &[],
        );
        check(
            Language::German,
            &[&["haus", "hauser", "hauses"], &["nachricht", "nachrichten"], &["kind", "kinder"]],
            &[],
        );
        check(
            Language::Spanish,
            &[&["capaz", "capaces"], &["empresa", "empresas"], &["accion", "acciones"]],
            &[],
        );
        check(
            Language::Italian,
            &[&["banca", "banche"], &["azienda", "aziende"], &["prezzo", "prezzi"]],
            &[],
        );
        check(
            Language::Portuguese,
            &[&["eleicao", "eleicoes"], &["jornal", "jornais"], &["banco", "bancos"]],
            &[],
        );
        check(
            Language::Dutch,
            &[&["bank", "banken"], &["bericht", "berichten"], &["winkel", "winkels"]],
            &[],
        );
    }
}
