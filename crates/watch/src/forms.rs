//! The phrases that are found by a word in any form: where the word itself stands, or another one of which it is a form. A word of the
//! vocabulary carries them with it, so that for most words there is nothing else to be read.

use crate::phrases::PhraseId;
use crate::shared::Runs;

/// The phrases that a word finds: none, one as it is, or the number of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forms(u32);

/// Says that the other bits are the number of a list.
const LIST: u32 = 1 << 31;

/// Says that the phrase is the word itself and not another form of it.
const OWN: u32 = 1 << LANGUAGES;

/// How many bits tell the languages.
const LANGUAGES: u32 = 7;

/// How many bits stand beside a form's number.
const BESIDE: u32 = LANGUAGES + 1;

/// The bits by which a form's number is told from those of other phrases, and the numbers that fit beside the languages.
const MOST: u32 = (1 << (31 - BESIDE)) - 1;

impl Forms {
    pub(crate) const NONE: Forms = Forms(u32::MAX);
}

/// The lists of phrases that one word finds.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormLists {
    lists: Runs<Entry>,
}

/// A phrase, and the languages in which the word finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    phrase: PhraseId,
    languages: u8,
    /// Whether it is the word itself.
    own: bool,
    /// Whether its list ends here.
    last: bool,
}

impl FormLists {
    /// The phrases of a word and one more, given with a set of languages; `own` where the phrase is the word itself.
    pub(crate) fn with(&mut self, forms: Forms, phrase: PhraseId, languages: u8, own: bool) -> Forms {
        let number = phrase.slot().1 as u32;
        if forms == Forms::NONE && number <= MOST {
            let own = if own { OWN } else { 0 };
            return Forms(number << BESIDE | own | u32::from(languages));
        }
        // Lists stay short and seldom grow, so a longer one is written anew.
        let mut list: Vec<Entry> = self.entries(forms).map(|entry| Entry { last: false, ..entry }).collect();
        list.push(Entry { phrase, languages, own, last: true });
        Forms(self.lists.add(&list) | LIST)
    }

    /// Calls `found` with each of the phrases that a word finds in a language, given as a set.
    pub(crate) fn each(&self, forms: Forms, language: u8, found: impl FnMut(PhraseId)) {
        let in_language = self.entries(forms).filter(|entry| entry.languages & language != 0);
        in_language.map(|entry| entry.phrase).for_each(found);
    }

    /// The phrase that a word itself is.
    pub(crate) fn own(&self, forms: Forms) -> Option<PhraseId> {
        self.entries(forms).find(|entry| entry.own).map(|entry| entry.phrase)
    }

    fn entries(&self, forms: Forms) -> impl Iterator<Item = Entry> {
        let is_list = forms != Forms::NONE && forms.0 & LIST != 0;
        let list = if is_list { self.lists.from(forms.0 & !LIST) } else { &[] };
        let mut ended = false;
        let list = list.iter().copied().take_while(move |entry| !std::mem::replace(&mut ended, entry.last));
        let only = (forms.0 & LIST == 0).then_some(Entry {
            phrase: PhraseId::of_form(forms.0 >> BESIDE),
            languages: forms.0 as u8 & ((1 << LANGUAGES) - 1),
            own: forms.0 & OWN != 0,
            last: true,
        });
        only.into_iter().chain(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_phrases() {
        let mut lists = FormLists::default();
        let mut all = vec![Forms::NONE; 5_000];
        for (word, forms) in all.iter_mut().enumerate() {
            for number in 0..word as u32 % 4 {
                // Numbers that have no room beside the languages, too.
                let phrase = PhraseId::of_form(number * (MOST / 2 + 1));
                *forms = lists.with(*forms, phrase, 1 << (number % 2), number == 2);
            }
        }
        for (word, forms) in all.iter().enumerate() {
            let mut found = Vec::new();
            lists.each(*forms, 1, |phrase| found.push(phrase.slot().1 as u32 / (MOST / 2 + 1)));
            let expected: Vec<u32> = (0..word as u32 % 4).filter(|number| number % 2 == 0).collect();
            assert_eq!(found, expected, "{word}");
            let own = lists.own(*forms).map(|phrase| phrase.slot().1 as u32 / (MOST / 2 + 1));
            assert_eq!(own, (word % 4 == 3).then_some(2), "{word}");
        }
    }
}
