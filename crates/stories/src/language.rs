//! The language of a text: told by its commonest words, or else by its script; and how common a word is before the
//! window has counted. Enough to compare like with like; not a language identifier for anything else.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::terms::{self, TermId};
use crate::text::{self, Token};
use crate::words::COMMON;

/// A primary language subtag, packed; [`Language::UNKNOWN`] where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Language(u32);

/// So many tokens tell the language.
const TOKENS: usize = 200;
/// A text with fewer common words of a language than this is not told by them.
const FEWEST: u8 = 2;
/// The common words found must be so many times those of the language that the article claims.
const CONTRADICTION: u8 = 3;

impl Language {
    pub(crate) const UNKNOWN: Language = Language(0);

    /// The language of a text, its claim about itself not believed where its words say otherwise.
    pub(crate) fn of(claimed: Option<&str>, title: &str, text: &str, tokens: &[Token]) -> Self {
        let claimed = claimed.map_or(Language::UNKNOWN, Language::tag);
        let mut counts = Counts::default();
        for word in tokens.iter().take(TOKENS).filter_map(|token| TABLE.function.get(&token.hash)) {
            counts.iter_mut().zip(word).for_each(|(count, one)| *count += one);
        }
        let best = counts.iter().enumerate().max_by_key(|&(place, count)| (count, std::cmp::Reverse(place)));
        let Some((best, &count)) = best else { return claimed };
        let told = COMMON.get(best).map_or(Language::UNKNOWN, |common| Language::tag(common.language));
        let own = COMMON.iter().zip(counts).find(|(common, _)| Language::tag(common.language) == claimed);
        let own = own.map_or(0, |(_, count)| count);
        if count >= FEWEST && (claimed == Language::UNKNOWN || count / CONTRADICTION > own) {
            told
        } else if claimed != Language::UNKNOWN {
            claimed
        } else {
            script(title.chars().chain(text.chars()))
        }
    }

    pub(crate) fn tag(tag: &str) -> Self {
        let subtag = tag.split(['-', '_']).next().unwrap_or_default();
        Language(
            subtag.bytes().take(3).fold(0, |packed, byte| packed << 8 | u32::from(byte.to_ascii_lowercase())),
        )
    }

    /// The subtag; empty where there is none.
    pub(crate) fn name(self) -> String {
        self.0.to_be_bytes().into_iter().filter(|&byte| byte != 0).map(char::from).collect()
    }

    /// To be mixed into a key.
    pub(crate) fn salt(self) -> u32 {
        self.0.wrapping_mul(0x9e37_79b9)
    }
}

/// The language that a script most likely means; unknown for the scripts of many languages.
fn script(chars: impl Iterator<Item = char>) -> Language {
    let mut han = 0;
    for c in chars.filter(|c| c.is_alphabetic()).take(TOKENS) {
        match c {
            '\u{3040}'..='\u{30ff}' => return Language::tag("ja"),
            '\u{ac00}'..='\u{d7af}' => return Language::tag("ko"),
            '\u{e00}'..='\u{e7f}' => return Language::tag("th"),
            '\u{590}'..='\u{5ff}' => return Language::tag("he"),
            '\u{600}'..='\u{6ff}' => return Language::tag("ar"),
            '\u{370}'..='\u{3ff}' => return Language::tag("el"),
            '\u{400}'..='\u{4ff}' => return Language::tag("ru"),
            '\u{900}'..='\u{97f}' => return Language::tag("hi"),
            '\u{4e00}'..='\u{9fff}' => han += 1,
            _ => {}
        }
    }
    if han > 0 { Language::tag("zh") } else { Language::UNKNOWN }
}

/// How a word is common in its language, before any was counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Common {
    /// One of the words that news is told with.
    News = 1,
    /// One of the words that hold sentences together.
    Function = 2,
}

impl Common {
    /// The share of texts that hold such a word.
    pub(crate) const fn share(self) -> f64 {
        match self {
            Common::News => 0.1,
            Common::Function => 0.4,
        }
    }
}

/// Whether a term is one of its language's commonest words.
pub(crate) fn is_common(language: Language, term: TermId) -> bool {
    TABLE.common.contains_key(&(language, term))
}

/// The commonest words of all languages.
pub(crate) fn commonest() -> impl Iterator<Item = (Language, TermId, Common)> {
    TABLE.common.iter().map(|(&(language, id), &common)| (language, id, common))
}

/// A number for each language of [`COMMON`], none more than [`TOKENS`]: all are added at once.
type Counts = [u8; COMMON.len()];

struct Table {
    /// By the word's hash: one for each language whose function word it is.
    function: FxHashMap<u32, Counts>,
    common: FxHashMap<(Language, TermId), Common>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { function: FxHashMap::default(), common: FxHashMap::default() };
    for (place, common) in COMMON.iter().enumerate() {
        let language = Language::tag(common.language);
        for token in text::tokens(common.function, usize::MAX) {
            if let Some(one) = table.function.entry(token.hash).or_default().get_mut(place) {
                *one = 1;
            }
            table.common.extend(terms::id_of(language, &token).map(|id| ((language, id), Common::Function)));
        }
        for token in text::tokens(common.news, usize::MAX) {
            if let Some(id) = terms::id_of(language, &token) {
                table.common.entry((language, id)).or_insert(Common::News);
            }
        }
    }
    table
});
