//! The languages whose inflection and small words are known here, and which of them a text without a label is in.

/// A language that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Language {
    English,
    French,
    German,
    Spanish,
    Italian,
    Portuguese,
    Dutch,
}

impl Language {
    pub(crate) const ALL: [Language; 7] = [
        Language::English,
        Language::French,
        Language::German,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
    ];

    /// The language of a tag (`en`, `pt-BR`).
    pub(crate) fn of(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let index = TAGS.iter().position(|known| known.eq_ignore_ascii_case(primary))?;
        Language::ALL.get(index).copied()
    }

    /// The language's tag.
    pub(crate) fn tag(self) -> &'static str {
        TAGS[self as usize]
    }

    /// The bit by which a set of languages holds this one.
    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The tags of the languages, in the order of [`Language::ALL`].
const TAGS: [&str; 7] = ["en", "fr", "de", "es", "it", "pt", "nl"];

/// The language whose small words a text holds most of. `small` gives, for each word of the text that is a small word, the
/// set of languages it is one in. `None` where no language is clearly ahead.
pub(crate) fn detect(small: impl Iterator<Item = u8>) -> Option<Language> {
    let mut scores = [0_u32; 7];
    for set in small.filter(|set| *set != 0) {
        // A word of one language says more than one that several share.
        let weight = match set.count_ones() {
            1 => 4,
            2 => 2,
            _ => 1,
        };
        for language in Language::ALL {
            if set & language.bit() != 0 {
                scores[language as usize] += weight;
            }
        }
    }
    let best = Language::ALL.into_iter().max_by_key(|language| scores[*language as usize])?;
    let others = Language::ALL.into_iter().filter(|language| *language != best);
    let second = others.map(|language| scores[language as usize]).max().unwrap_or(0);
    (scores[best as usize] >= 2 && scores[best as usize] > second).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn tags() {
        assert_eq!(Language::of("pt-BR"), Some(Language::Portuguese));
        assert_eq!(Language::of("EN"), Some(Language::English));
        assert_eq!(Language::of("pl"), None);
    }
}
