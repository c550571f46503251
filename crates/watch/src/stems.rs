//! The phrases that are found by a stem. A word of the vocabulary carries them with it, so that for most stems there is
//! nothing else to be read.

use crate::phrases::PhraseId;
use crate::shared::Runs;

/// The phrases whose word has a certain stem in some language: none, one as it is, or the number of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forms(u32);

/// Says that the other bits are the number of a list.
const LIST: u32 = 1 << 31;

/// How many bits tell the languages.
const LANGUAGES: u32 = 7;

/// The bits by which a form's number is told from those of other phrases, and the numbers that fit beside the languages.
const MOST: u32 = (1 << (31 - LANGUAGES)) - 1;

impl Forms {
    pub(crate) const NONE: Forms = Forms(u32::MAX);
}

/// The lists of phrases with one stem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stems {
    lists: Runs<Entry>,
}

/// A phrase, and the languages in which the stem is that of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    phrase: PhraseId,
    languages: u8,
    /// Whether its list ends here.
    last: bool,
}

impl Stems {
    /// The phrases of a stem and one more, given with a set of languages.
    pub(crate) fn with(&mut self, forms: Forms, phrase: PhraseId, languages: u8) -> Forms {
        let number = phrase.slot().1 as u32;
        if forms == Forms::NONE && number <= MOST {
            return Forms(number << LANGUAGES | u32::from(languages));
        }
        // Lists stay short and seldom grow, so a longer one is written anew.
        let mut list: Vec<Entry> = self.entries(forms).map(|entry| Entry { last: false, ..entry }).collect();
        list.push(Entry { phrase, languages, last: true });
        Forms(self.lists.add(&list) | LIST)
    }

    /// Calls `found` with each of the phrases of a stem in a language, given as a set.
    pub(crate) fn each(&self, forms: Forms, language: u8, found: impl FnMut(PhraseId)) {
        let in_language = self.entries(forms).filter(|entry| entry.languages & language != 0);
        in_language.map(|entry| entry.phrase).for_each(found);
    }

    fn entries(&self, forms: Forms) -> impl Iterator<Item = Entry> {
        let is_list = forms != Forms::NONE && forms.0 & LIST != 0;
        let list = if is_list { self.lists.from(forms.0 & !LIST) } else { &[] };
        let mut ended = false;
        let list = list.iter().copied().take_while(move |entry| !std::mem::replace(&mut ended, entry.last));
        let only = (forms.0 & LIST == 0).then_some(Entry {
            phrase: PhraseId::of_form(forms.0 >> LANGUAGES),
            languages: forms.0 as u8 & ((1 << LANGUAGES) - 1),
            last: true,
        });
        only.into_iter().chain(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_keep_their_phrases() {
        let mut stems = Stems::default();
        let mut all = vec![Forms::NONE; 5_000];
        for (stem, forms) in all.iter_mut().enumerate() {
            for number in 0..stem as u32 % 4 {
                // Numbers that have no room beside the languages, too.
                let phrase = PhraseId::of_form(number * (MOST / 2 + 1));
                *forms = stems.with(*forms, phrase, 1 << (number % 2));
            }
        }
        for (stem, forms) in all.iter().enumerate() {
            let mut found = Vec::new();
            stems.each(*forms, 1, |phrase| found.push(phrase.slot().1 as u32 / (MOST / 2 + 1)));
            let expected: Vec<u32> = (0..stem as u32 % 4).filter(|number| number % 2 == 0).collect();
            assert_eq!(found, expected, "{stem}");
        }
    }
}
