//! What stands beside a place: the words before and after it, and what they make of a name.

use super::scene::{Shape, Style, shape};
use super::sight::Sight;
use crate::fold::folded;
use crate::gap::Gap;
use crate::inflect;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::{Place, Word};

/// What may have a capital beside a name and is no part of it.
pub(super) const NO_NAMES: [Cue; 8] = [
    Cue::Small,
    Cue::Determiner,
    Cue::Organisation,
    Cue::Verb,
    Cue::Adverb,
    Cue::Form,
    Cue::Calendar,
    Cue::Opener,
];

/// The ages at which news tells of somebody by a surname; places in tables and numbers of votes are lower.
const AGES: std::ops::RangeInclusive<u8> = 14..=99;

/// Lines that are broken to fit have more characters.
const BROKEN_LINE: usize = 40;

/// The kinds of reports that agencies name before a headline, in few letters...
const SHORT_SLUGS: [&str; 4] = ["BUZZ", "POLL", "RPT", "TEXT"];
/// ...and, of late, in lower case behind the first letter.
const SLUGS_OF_LATE: [&str; 5] = ["Analysis", "Exclusive", "Explainer", "Factbox", "Newsmaker"];
/// Others have as many letters at least, all of them capitals...
const SLUG_LETTERS: u32 = 5;
/// ...and so many words with figures.
const SLUG_WORDS: usize = 4;

/// How many words may stand between what is said and the one to whom it is said.
const SPEECH_WORDS: usize = 6;

/// A word beside a place.
#[derive(Clone, Copy)]
pub(super) struct Beside<'s> {
    pub(super) word: &'s Word,
    pub(super) index: usize,
    pub(super) gap: Gap,
    pub(super) shape: Shape,
    /// Whether nothing but a space stands between, no quotation mark either.
    pub(super) plain: bool,
}

impl<'s> Sight<'s> {
    /// Whether something was said to the name: *told Reuters*, *sagte sie der ZEIT*, *dans un entretien à Libération*.
    pub(super) fn is_told(&self, place: Place) -> bool {
        let Some(before) = self.beside_before(place) else { return false };
        let quoted = self.is_quoted(place);
        if (before.gap > Gap::Space && !quoted) || self.shape(place) == Shape::Lower {
            return false;
        }
        // *Der „Spiegel“ berichtete*: papers stand in quotation marks and do the telling.
        let tells = quoted && self.words_after(place, 2).any(|word| self.is(word, Cue::Speech));
        if tells || self.is(before.word, Cue::Speech) {
            return true;
        }
        let sentence = self.reading.sentence(place);
        let joins =
            ["to", "with", "dem", "der", "den", "mit", "a", "au", "avec", "con", "al", "alla", "ao", "met"];
        // *Sagte er in Bild*, but *tells staff in Zurich*.
        let within = !self.is_english() && self.vocabulary.word(before.word.id) == "in";
        let earlier = before.index.saturating_sub(SPEECH_WORDS).max(sentence.start)..before.index;
        (within || joins.contains(&self.vocabulary.word(before.word.id)))
            && self
                .reading
                .words
                .get(earlier)
                .unwrap_or_default()
                .iter()
                .any(|word| self.is(word, Cue::Speech))
    }

    /// So many words after a place, as far as the sentence goes.
    fn words_after(&self, place: Place, count: usize) -> impl Iterator<Item = &'s Word> {
        let after = self.reading.words.get(place.last as usize + 1..).unwrap_or_default();
        after.iter().take(count).take_while(|word| word.span.gap < Gap::Sentence)
    }

    /// Whether a headline begins with the name and says what was done to it: *Reading fined for*, *Vinci condamné pour*.
    pub(super) fn is_passive(&self, place: Place) -> bool {
        let Some(joining) = self.words_after(place, 2).nth(1) else { return false };
        let participle = folded(self.reading.written_word(place.last as usize + 1));
        let joins = [
            "for", "by", "over", "after", "in", "to", "with", "from", "pour", "par", "a", "au", "aux", "en",
            "dans", "apres", "por", "para", "tras", "con", "per", "da", "dal", "dalla", "di", "dopo", "apos",
            "pela", "pelo",
        ];
        place.first == 0
            && self.reading.body > 0
            && self.style(place) == Style::Sentence
            && inflect::may_be_participle(self.reading.language, &participle)
            && joins.contains(&self.vocabulary.word(joining.id))
    }

    /// Whether a noun with a hyphen before a name is what Dutch calls after it: *de zaak-Philips*, *het kabinet-Rutte*.
    pub(super) fn is_called_after(&self, before: &Beside<'_>, place: Place) -> bool {
        self.reading.language == Some(Language::Dutch)
            && before.shape == Shape::Lower
            && self.style(place) == Style::Sentence
            && matches!(self.shape(place), Shape::Capital | Shape::Capitals)
    }

    /// Whether a word before a hyphen says what kind of report follows, as agencies put it before a headline: *BRIEF-Ryanair*, *UPDATE
    /// 1-Ryanair*, *US STOCKS-Ryanair*, but not *MID-Target*, *SAINT-DENIS*.
    pub(super) fn is_slug(&self, before: &Beside<'_>, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let word = |index: usize| self.reading.words.get(index);
        let is_number = |index: usize| {
            let written = self.reading.written_word(index);
            written.len() <= 2 && written.bytes().all(|byte| byte.is_ascii_digit())
        };
        let in_capitals = |index: usize| word(index).is_some_and(|word| shape(text, word) == Shape::Capitals);
        let kind = before.index.saturating_sub(usize::from(is_number(before.index)));
        let written = self.reading.written_word(kind);
        let is_long = in_capitals(kind) && word(kind).is_some_and(|word| word.span.len() >= SLUG_LETTERS);
        let is_kind = is_long || SHORT_SLUGS.contains(&written) || SLUGS_OF_LATE.contains(&written);
        let begins = |index: usize| {
            index == 0
                || word(index).is_some_and(|word| word.span.gap >= Gap::Sentence)
                || self.begins_a_line(index)
        };
        let first = (kind.saturating_sub(SLUG_WORDS)..=kind).rev().find(|index| begins(*index));
        is_kind
            && self.shape(place) == Shape::Capital
            && self.style(place) != Style::Capitals
            && first.is_some_and(|first| (first..kind).all(|index| in_capitals(index) || is_number(index)))
    }

    /// Whether a word after a hyphen says of things what it says of firms: *sugar-free*, *shell-like*.
    pub(super) fn is_of_things(&self, word: &Word) -> bool {
        [
            "based",
            "like",
            "free",
            "wide",
            "style",
            "frei",
            "freie",
            "freien",
            "freies",
            "basierte",
            "basierten",
        ]
        .contains(&self.vocabulary.word(word.id))
    }

    /// Whether *of* here is *of Sunday*, which says when and not whose.
    pub(super) fn is_of_a_day(&self, of: usize) -> bool {
        self.reading.words.get(of + 1).is_some_and(|word| self.is(word, Cue::Calendar))
    }

    /// Whether what follows a word for *of* is something that is done, as in *accuses Meta of misleading users*: that is of the verb.
    pub(super) fn is_of_doing(&self, of: usize) -> bool {
        let next = self.reading.words.get(of + 1).filter(|word| word.span.gap == Gap::Space);
        let next = next.map(|_| self.reading.written_word(of + 1));
        self.is_english() && next.is_some_and(|next| next.len() > 5 && next.ends_with("ing"))
    }

    /// Whether the word after one is a verb and begins no other sentence: *smart meters save*.
    pub(super) fn is_verb_after(&self, index: usize) -> bool {
        let next = self.reading.words.get(index + 1);
        next.is_some_and(|word| word.span.gap == Gap::Space && self.is(word, Cue::Verb))
    }

    /// Whether a name is one of the small words that nearly every text holds: *who*, *on*.
    pub(super) fn is_commonest(&self, place: Place) -> bool {
        let word = self.reading.words.get(place.first as usize);
        place.first == place.last && word.is_some_and(|word| self.is(word, Cue::Small))
    }

    /// Whether the name, or a longer one that it begins, is followed by an age: *Pearson, 19, on loan*.
    pub(crate) fn is_aged(&self, place: Place) -> bool {
        let age = |index: usize| {
            let written = self.reading.written_word(index);
            let ends = self.reading.words.get(index + 1).is_none_or(|next| next.span.gap > Gap::Space);
            let before = Place { last: index as u32 - 1, ..place };
            written.len() == 2
                && written.parse().is_ok_and(|years| AGES.contains(&years))
                && ends
                && self.has_comma(before, index, 1)
        };
        let Some(after) = self.beside_after(place) else { return false };
        let surname = after.gap == Gap::Space && after.shape == Shape::Capital;
        after.gap == Gap::Break && age(after.index) || surname && age(after.index + 1)
    }

    /// *from* and *to*, which stand before places and not before what is sold.
    pub(super) fn is_from_or_to(&self, word: &Word) -> bool {
        ["from", "to", "at", "de", "aus", "desde", "da", "van", "uit"]
            .contains(&self.vocabulary.word(word.id))
    }

    /// Whether a German adjective stands before: *zweiten Stern*.
    pub(super) fn is_adjective(&self, before: &Beside<'_>) -> bool {
        let word = self.reading.written_word(before.index);
        self.reading.language == Some(Language::German)
            && before.gap == Gap::Space
            && before.shape == Shape::Lower
            && ![Cue::Small, Cue::Determiner, Cue::Verb, Cue::Adverb]
                .into_iter()
                .any(|cue| self.is(before.word, cue))
            && ["e", "en", "er", "es", "em"].iter().any(|ending| word.ends_with(ending))
    }

    /// Whether a figure that is no year, and stands by itself, says how many there are: *at 49.8 hertz*, but not *on March 4 Meta said*,
    /// *Covid-19 Pfizer* or *at 3 Ford dealers*.
    pub(super) fn is_counted(&self, before: &Beside<'_>, place: Place) -> bool {
        let written = self.reading.written_word(before.index);
        let is_figure = written.starts_with(|c: char| c.is_ascii_digit())
            && written.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        let is_year = written.len() == 4 && written.starts_with(['1', '2']);
        let led = before.index.checked_sub(1).and_then(|index| self.beside(place, index, Gap::Space));
        let is_by_itself = before.word.span.gap == Gap::Space
            && led.is_some_and(|led| led.shape == Shape::Lower && !self.is(led.word, Cue::Calendar));
        let acts = self.beside_after(place).is_some_and(|after| self.is(after.word, Cue::Verb));
        let stands = before.gap == Gap::Space && before.plain && is_by_itself && !acts;
        stands && is_figure && !is_year && !self.is_attributive(place)
    }

    /// Whether a noun follows of which the name says what kind it is: *a Ford dealer*.
    pub(super) fn is_attributive(&self, place: Place) -> bool {
        let after = self.beside_after(place).filter(|after| after.gap == Gap::Space && after.plain);
        after.is_some_and(|after| {
            let other = [Cue::Small, Cue::Determiner, Cue::Verb, Cue::Adverb]
                .into_iter()
                .any(|cue| self.is(after.word, cue));
            after.shape == Shape::Lower && !other || self.is(after.word, Cue::Organisation)
        })
    }

    /// Whether a name goes on from the word before: *Allied-Signal*, *Mutual Signal*.
    pub(super) fn is_joined_before(&self, place: Place) -> bool {
        let hyphen = self.beside_before(place).is_some_and(|before| before.gap == Gap::Hyphen);
        let in_capitals = self.style(place) == Style::Capitals && !self.is_initial(place);
        hyphen || in_capitals || self.is_name_before(place)
    }

    /// Whether a price stands behind the name, as in lists of shares: *Puma €21.07*, *Wise 948p*, *Shell 2,481.50*.
    pub(super) fn is_priced(&self, place: Place) -> bool {
        let after = self.reading.text_of(place).get(self.reading.bytes(place).end..).unwrap_or_default();
        let Some(price) = after.strip_prefix([' ', '\u{a0}']) else { return false };
        let amount = price.trim_start_matches(['€', '$', '£', '¥', '₹']);
        let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let unit = amount.trim_start_matches(is_figure);
        let figure = amount.get(..amount.len() - unit.len()).unwrap_or_default();
        let figure = figure.trim_end_matches(['.', ',']);
        let in_pence = unit.strip_prefix('p').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let is_decimal = figure.contains(['.', ',']) && !unit.starts_with(char::is_alphanumeric);
        figure.starts_with(|c: char| c.is_ascii_digit()) && (is_decimal || in_pence)
    }

    /// Whether a word is an everyday word of the article's language, in whatever form.
    pub(super) fn is_everyday(&self, index: usize) -> bool {
        let word = folded(self.reading.written_word(index));
        let is_in = |language: Language| self.vocabulary.is_ordinary(&word, language);
        self.reading.language.map_or_else(|| Language::ALL.into_iter().any(is_in), is_in)
    }

    /// Whether a word of the text begins a line after one that is shorter than lines are where they are broken to fit: what stands
    /// there is a byline or a time, and no words of the same sentence. A name may still be broken there.
    pub(super) fn begins_a_line(&self, index: usize) -> bool {
        let words = &self.reading.words;
        let last = index.checked_sub(1).and_then(|last| words.get(last));
        let (Some(last), Some(word)) = (last, words.get(index)) else { return false };
        let text = self.reading.article.text.as_str();
        let between = text.get(last.span.end as usize..word.span.start as usize).unwrap_or_default();
        if index <= self.reading.body || word.span.gap != Gap::Space || !between.contains('\n') {
            return false;
        }
        let before = text.get(..last.span.end as usize).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        // *Police in*, and then *Reading*; but *read on*, and then *Orange*.
        let goes_on =
            [Cue::Locative, Cue::Determiner, Cue::Possessor].into_iter().any(|cue| self.is(last, cue))
                || ["and", "at", "by", "for", "from", "to", "with"].contains(&self.vocabulary.word(last.id));
        shape(text, word) != Shape::Lower && !goes_on && line.chars().nth(BROKEN_LINE).is_none()
    }

    pub(super) fn beside_before(&self, place: Place) -> Option<Beside<'s>> {
        let gap = self.reading.words.get(place.first as usize)?.span.gap;
        let index = (place.first as usize).checked_sub(1)?;
        (gap < Gap::Sentence && !self.begins_a_line(place.first as usize)).then_some(())?;
        self.beside(place, index, gap)
    }

    pub(super) fn beside_after(&self, place: Place) -> Option<Beside<'s>> {
        let index = place.last as usize + 1;
        let gap = self.reading.words.get(index)?.span.gap;
        (gap < Gap::Sentence && !self.begins_a_line(index)).then_some(())?;
        self.beside(place, index, gap)
    }

    pub(super) fn beside(&self, place: Place, index: usize, gap: Gap) -> Option<Beside<'s>> {
        let word = self.reading.words.get(index)?;
        let text = self.reading.text_of(place);
        let bytes = self.reading.bytes(place);
        let between = if word.span.start as usize >= bytes.end {
            text.get(bytes.end..word.span.start as usize)
        } else {
            text.get(word.span.end as usize..bytes.start)
        };
        let plain = between.is_some_and(|between| between.chars().all(char::is_whitespace));
        Some(Beside { word, index, gap, shape: shape(text, word), plain })
    }

    /// *to* in *Amazon to hire*.
    pub(super) fn is_to(&self, word: &Word) -> bool {
        self.reading.language.is_none_or(|language| language == Language::English)
            && self.vocabulary.word(word.id) == "to"
    }

    /// *who*, which asks for a person.
    pub(super) fn is_who(&self, word: &Word) -> bool {
        self.is_english() && self.vocabulary.word(word.id) == "who"
    }

    pub(super) fn has_comma(&self, place: Place, index: usize, step: isize) -> bool {
        let bytes = self.reading.bytes(place);
        let text = self.reading.text_of(place);
        let Some(word) = self.reading.words.get(index) else { return false };
        let between =
            if step < 0 { word.span.end as usize..bytes.start } else { bytes.end..word.span.start as usize };
        text.get(between).is_some_and(|between| between.trim() == "," || between.trim() == "、")
    }

    /// Whether quotation marks stand directly around a name.
    pub(super) fn is_quoted(&self, place: Place) -> bool {
        let (text, bytes) = (self.reading.text_of(place), self.reading.bytes(place));
        let before =
            text.get(..bytes.start).unwrap_or_default().trim_end_matches(['\u{a0}', '\u{202f}', ' ']);
        let after = text
            .get(bytes.end..)
            .unwrap_or_default()
            .trim_start_matches(['\u{a0}', '\u{202f}', ' ', '!', '?']);
        before.ends_with(['"', '“', '„', '«', '‘', '‹', '「', '『', '《', '\''])
            && after.starts_with(['"', '”', '“', '»', '’', '›', '」', '』', '》', '\''])
    }
}
