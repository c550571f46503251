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
        let primary = primary(tag);
        let index = TAGS.iter().position(|known| *known == primary)?;
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

/// What a tag says of its language, as one code for each: the two letters of ISO 639-1 where there are any. Regions are passed over; codes
/// that others took the place of are those, and the two kinds of written Norwegian are Norwegian.
#[must_use]
pub fn primary(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let replaced = REPLACED.iter().find(|(old, _)| *old == primary).map(|(_, new)| *new);
    let short = || isolang::Language::from_639_3(&primary).and_then(|language| language.to_639_1());
    match replaced.or_else(short).unwrap_or(&primary) {
        "nb" | "nn" => "no".to_owned(),
        // Mandarin is what is written where nothing but Chinese is said.
        "cmn" => "zh".to_owned(),
        code => code.to_owned(),
    }
}

/// Whether a primary language subtag is a code of ISO 639, of two letters or of three, or was one.
#[must_use]
pub fn is_assigned(primary: &str) -> bool {
    let primary = primary.to_ascii_lowercase();
    REPLACED.iter().any(|(old, _)| *old == primary)
        || isolang::Language::from_639_1(&primary)
            .or_else(|| isolang::Language::from_639_3(&primary))
            .is_some()
}

/// Codes that have others beside them or in their place: the bibliographic ones of ISO 639-2, those that were withdrawn, and those of a
/// language that news takes for all of its group.
const REPLACED: [(&str, &str); 31] = [
    ("alb", "sq"),
    ("arm", "hy"),
    ("baq", "eu"),
    ("bur", "my"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("mac", "mk"),
    ("mao", "mi"),
    ("may", "ms"),
    ("per", "fa"),
    ("rum", "ro"),
    ("slo", "sk"),
    ("tib", "bo"),
    ("wel", "cy"),
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("mo", "ro"),
    ("scr", "hr"),
    ("scc", "sr"),
    ("jw", "jv"),
    ("arb", "ar"),
    ("pes", "fa"),
    ("swh", "sw"),
    ("zsm", "ms"),
];

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
    use super::{Language, is_assigned, primary};

    #[test]
    fn tags() {
        assert_eq!(Language::of("pt-BR"), Some(Language::Portuguese));
        assert_eq!(Language::of("EN"), Some(Language::English));
        assert_eq!(Language::of("deu"), Some(Language::German));
        assert_eq!(Language::of("pl"), None);
    }

    #[test]
    fn languages_have_one_code_each() {
        for (tag, code) in [
            ("en-GB", "en"),
            ("ENG", "en"),
            ("ger", "de"),
            ("iw", "he"),
            ("nb", "no"),
            ("cmn", "zh"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(primary(tag), code);
        }
        assert!(["en", "eng", "ger", "iw", "gsw"].into_iter().all(is_assigned));
        assert!(!["xx", "jp", "english", "", "e"].into_iter().any(is_assigned));
    }
}
