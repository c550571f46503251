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
        let tags = ["en", "fr", "de", "es", "it", "pt", "nl"];
        let index = tags.iter().position(|known| known.eq_ignore_ascii_case(primary))?;
        Language::ALL.get(index).copied()
    }

    /// The bit by which a set of languages holds this one.
    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The words that nearly every text in this language holds, folded.
    pub(crate) fn small_words(self) -> &'static str {
        SMALL_WORDS[self as usize]
    }
}

/// The language whose small words a text holds most of. `small` gives, for each word of the text that is a small word, the
/// set of languages it is one in. `None` where no language is clearly ahead.
pub(crate) fn detect(small: impl Iterator<Item = u8>) -> Option<Language> {
    let mut scores = [0_u32; 7];
    for set in small {
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

/// Articles, prepositions, pronouns, conjunctions and auxiliaries, folded; by language, in the order of [`Language::ALL`].
const SMALL_WORDS: [&str; 7] = [
    "the of and to in is was for that with his her it its by from at are has had have said but not this they their who which \
     were been would could will an as on or be he she you we what when after than more into over about out up if so can \
     there all one how why says",
    "le la les des du un une et est dans pour que qui sur au aux par avec pas plus ce cette ces son sa ses il elle ont ete \
     sont se ne leur leurs mais ou en de d l n qu s c a comme sans sous entre apres avant tout tous ses nous vous y dont",
    "der die das und ist in den von zu mit des auf fur dem nicht ein eine einen einer eines im sich als auch es an nach bei \
     aus um hat sie er wird war sind noch wie vor uber zum zur haben nur oder aber wenn dass werden am so man will vom ohne \
     gegen bis mehr wieder",
    "el la los las de y en que un una por con para del al su se es lo mas no ha sus como pero sobre este esta entre fue han \
     a o sin desde hasta cuando ya son ser tras segun contra muy",
    "il lo la gli le di e che in un una per con del della dei delle degli al alla nel nella sono da si non piu anche ha ma \
     come dal dalla i o l d ai alle sul sulla suo sua se tra dopo cosa questo questa",
    "o a os as de e em que um uma para com do da dos das no na nos nas ao se por nao mais sua seu foi como mas pelo pela \
     aos entre sobre ate quando ja sao ser tem apos",
    "de het een en van in is op te dat met voor zijn die niet aan er om ook als bij naar uit door heeft maar wordt nog werd \
     over tot dan deze geen hij ze wat meer kan worden tegen hebben na",
];

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
