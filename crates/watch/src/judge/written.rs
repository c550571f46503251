//! How a name is written at a place, and what it means besides: its case, where a capital says something, a well-known place.

use model::EntityKind;

use super::feature::Feature;
use super::scene::{Shape, Style, shape};
use super::sight::Sight;
use crate::entity::{Alias, Strength};
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::{Place, Word};
use crate::senses::{Senses, senses};

impl Sight<'_> {
    pub(super) fn written(
        &self,
        alias: &Alias,
        senses: &Senses,
        place: Place,
        see: &mut impl FnMut(Feature, bool),
    ) {
        let (style, shape) = (self.style(place), self.shape(place));
        let distinct = alias.strength == Strength::Distinct;
        let german = self.reading.language == Some(Language::German);
        let inside = self.is_capital_inside(place);
        let ordinary = self.is_among(senses.everyday);
        // *The Who* is not the WHO.
        let as_word = alias.strength == Strength::Letters && shape == Shape::Capital && ordinary;
        let behind = self.is_lower_behind(alias, place);
        let namesake = self.is_namesake(alias, senses, place);
        // *Bitcoin* and *Brexit* are not always written as names are, and are no other thing then.
        let in_any_case =
            self.kind == Some(EntityKind::Other) && senses.everyday == 0 && !namesake && !distinct;
        let lower = (shape == Shape::Lower && alias.capital && !in_any_case || as_word || behind)
            && matches!(style, Style::Sentence | Style::Title);
        see(Feature::CapitalInside, inside && !german && !as_word);
        see(Feature::CapitalInsideGerman, inside && german && !as_word);
        see(Feature::CapitalsField, style == Style::Capitals);
        see(Feature::LowerField, style == Style::Lower);
        see(Feature::LowerInside, lower && !distinct);
        let said_anyhow = ordinary || behind && self.is_known(place.first);
        see(Feature::DistinctLower, lower && distinct && !said_anyhow);
        see(Feature::DistinctOrdinary, lower && distinct && said_anyhow);
        let abbreviation = alias.strength == Strength::Letters;
        let capitals = shape == Shape::Capitals && style != Style::Capitals;
        // *Ikea* for *IKEA* is the same word.
        let is_word = !abbreviation || shape == Shape::Capital && senses.everyday == 0;
        // Who tells nothing of a *Bosch* means whatever is called so.
        let is_person = self.kind == Some(EntityKind::Person);
        let surname = senses.surname && !is_person && !alias.unqualified;
        let rare = senses.everyday == 0 && !surname && !namesake && !distinct && is_word && !lower;
        see(Feature::CapitalsInside, capitals && !abbreviation && !distinct && !alias.declined && !rare);
        see(Feature::Declined, alias.declined && !capitals);
        see(Feature::DeclinedCapitals, alias.declined && capitals);
        see(Feature::Inflected, self.reading.is_genitive(alias.phrase, place));
        see(Feature::Rest, self.reading.may_be_rest(alias.phrase, place));
        see(Feature::Letters, capitals && abbreviation && senses.everyday == 0);
        see(Feature::LettersOrdinary, capitals && abbreviation && senses.everyday != 0);
        see(Feature::Distinct, distinct);
        see(Feature::Foreign, !ordinary && senses.everyday != 0);
        see(Feature::Ordinary, ordinary);
        see(Feature::OrdinaryInside, ordinary && inside && !german);
        see(Feature::CapitalsOrdinary, ordinary && style == Style::Capitals);
        see(Feature::Namesake, namesake && !lower);
        see(Feature::Calendar, self.is_among(senses.calendar) && !distinct);
        see(Feature::Rare, rare);
        // What means nothing else means no more where any word has a capital.
        see(Feature::TitleCase, style == Style::Title && shape == Shape::Capital && !rare);
        let names_stand_out = inside || capitals;
        see(Feature::Commonest, self.is_commonest(place) && !distinct && !names_stand_out && !lower);
        see(Feature::Synonym, alias.synonym && rare);
        // Of an everyday word whoever says nothing means the name: *said Apple*.
        let named = inside && !german && alias.strength == Strength::Word;
        see(Feature::Unqualified, alias.unqualified && (rare || named));
        see(Feature::PlaceAt, self.kind == Some(EntityKind::Place) && self.is_dateline(place));
        let in_headline = (place.first as usize) < self.reading.body;
        let everyday = senses.everyday != 0 && !namesake && !as_word && !distinct && !alias.declined;
        see(
            Feature::HeadlineInside,
            everyday && inside && in_headline && !self.is_object(place) && !self.is_asked(place),
        );
        let own_article = inside && self.has_own_article(place) && !self.is_in_longer_title(place);
        see(Feature::OwnArticle, own_article && !self.follows_quote(place));
        see(Feature::AmongPlaces, namesake && !lower && self.is_among_places(place));
    }

    /// Whether a name of several words begins with an article that has a capital: *for The Independent*.
    fn has_own_article(&self, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let own = self.reading.words.get(place.first as usize);
        place.first < place.last
            && own.is_some_and(|own| {
                self.vocabulary.languages(own.id, Cue::Determiner) != 0 && shape(text, own) == Shape::Capital
            })
    }

    /// Whether a quotation mark opens before the name, as before the titles of works.
    fn follows_quote(&self, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let before = text.get(..self.reading.bytes(place).start).unwrap_or_default();
        before.trim_end().ends_with(['“', '„', '«', '"', '‘', '‚', '\'', '‹', '»'])
    }

    /// Whether a name is what a headline says something is done to: *Brussels fines Meta*, *judge rules against Fox*.
    fn is_object(&self, place: Place) -> bool {
        let against = ["against", "contre", "gegen", "contra", "contro", "tegen"];
        self.beside_before(place).is_some_and(|before| {
            let small = self.is(before.word, Cue::Small) || self.is(before.word, Cue::Determiner);
            let third_person =
                || self.is_english() && !small && self.reading.written_word(before.index).ends_with('s');
            let verb = before.shape == Shape::Lower && (self.is(before.word, Cue::Verb) || third_person());
            before.gap == Gap::Space && (verb || against.contains(&self.vocabulary.word(before.word.id)))
        })
    }

    /// Whether a question asks what a name does: *Why Target is struggling*, *Can Fox win?*
    fn is_asked(&self, place: Place) -> bool {
        const ASKS: [&str; 12] = [
            "why", "how", "can", "will", "does", "did", "is", "has", "should", "could", "pourquoi", "comment",
        ];
        self.beside_before(place).is_some_and(|before| {
            let begins = before.word.span.gap >= Gap::Sentence || before.index == 0;
            begins && before.gap == Gap::Space && ASKS.contains(&self.vocabulary.word(before.word.id))
        })
    }

    /// Whether a name of several words begins a sentence with a capital that any word would have there, and has none behind: *Best
    /// buy for families*. In other languages than English it may have none there itself: *Société générale*, *Corte suprema*.
    fn is_lower_behind(&self, alias: &Alias, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let behind =
            self.reading.words.get(place.first as usize + 1..=place.last as usize).unwrap_or_default();
        let mut behind =
            behind.iter().filter(|word| self.vocabulary.languages(word.id, Cue::Small) == 0).peekable();
        alias.capital_behind
            && self.is_english()
            && self.is_initial(place)
            && behind.peek().is_some()
            && behind.all(|word| shape(text, word) == Shape::Lower)
    }

    /// Whether a word of the article is in the word lists of its language, in whatever form.
    fn is_known(&self, word: u32) -> bool {
        let id = self.reading.words.get(word as usize).map(|word| word.id);
        self.is_among(senses(id.into_iter(), self.vocabulary).everyday)
    }

    /// Whether a name is that of a well-known place, too, and no place is meant. Who says nothing of *London* means the city.
    pub(super) fn is_namesake(&self, alias: &Alias, senses: &Senses, place: Place) -> bool {
        let distinct = alias.strength == Strength::Distinct;
        // *In The Atlantic* is in print.
        let text = self.reading.text_of(place);
        let own_capital = place.first < place.last
            && !self.is_initial(place)
            && self
                .reading
                .words
                .get(place.first as usize)
                .is_some_and(|own| shape(text, own) == Shape::Capital);
        self.is_among(senses.place) && !distinct && !own_capital && !self.may_be_place(alias)
    }

    fn may_be_place(&self, alias: &Alias) -> bool {
        self.kind == Some(EntityKind::Place) || self.kind.is_none() && alias.unqualified
    }

    /// Whether a place stands where news says where it is from: *Essen: …*, *SIEGEN. …*, *Prato, …* in a headline.
    fn is_dateline(&self, place: Place) -> bool {
        let first = place.first as usize;
        if first != 0 && first != self.reading.body {
            return false;
        }
        let text = self.reading.text_of(place);
        let after = text.get(self.reading.bytes(place).end..).unwrap_or_default().trim_start();
        let comma = first < self.reading.body && after.starts_with(',');
        comma || after.starts_with([':', '.', '–', '—', '(']) && !after.starts_with("...")
    }

    /// Whether a place is in lower case where names have capitals.
    pub(crate) fn is_lower(&self, place: Place) -> bool {
        self.shape(place) == Shape::Lower && !matches!(self.style(place), Style::Lower)
    }

    /// Whether all words of a place have a capital, and there is more than one.
    pub(crate) fn is_name(&self, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        words.len() > 1
            && words.iter().all(|word| matches!(shape(text, word), Shape::Capital | Shape::Capitals))
    }

    /// Whether all words of a place that are not small have a capital, where that says that they are names.
    pub(crate) fn is_in_capitals(&self, place: Place) -> bool {
        let text = self.reading.text_of(place);
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        let is_small = |word: &Word| self.vocabulary.languages(word.id, Cue::Small) != 0;
        self.style(place) == Style::Sentence
            && words.iter().all(|word| is_small(word) || shape(text, word) != Shape::Lower)
    }

    /// Whether a capital here says that this is a name.
    pub(crate) fn is_capital_inside(&self, place: Place) -> bool {
        self.style(place) == Style::Sentence && self.shape(place) == Shape::Capital && !self.is_initial(place)
    }

    /// Whether any word would have a capital here: at the beginning of a sentence, after a colon, a dash or a bullet.
    pub(super) fn is_initial(&self, place: Place) -> bool {
        let Some(word) = self.reading.words.get(place.first as usize) else { return false };
        if word.span.gap >= Gap::Sentence || self.begins_a_line(place.first as usize) {
            return true;
        }
        if word.span.gap < Gap::Space {
            // *UPDATE 2-Gap narrows*.
            return word.span.gap == Gap::Hyphen
                && self.beside_before(place).is_some_and(|before| self.is_slug(&before, place));
        }
        let text = self.reading.text_of(place);
        let before = text.get(..word.span.start as usize).unwrap_or_default();
        let quotes = |c: char| c.is_whitespace() || matches!(c, '“' | '„' | '«' | '"' | '‘' | '‹');
        before.trim_end_matches(quotes).ends_with([':', '–', '—', '|', '•', '?', '!'])
    }

    /// How a name is written: its first word that is not small, since *der ZEIT* and *the Oracle* begin with one, and that does not begin
    /// with a digit where another follows, since *20th* in *20th Century Studios* is written so anywhere.
    pub(super) fn shape(&self, place: Place) -> Shape {
        let text = self.reading.text_of(place);
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        let own = || words.iter().filter(|word| self.vocabulary.languages(word.id, Cue::Small) == 0);
        let is_lettered = |word: &&Word| {
            let written = text.get(word.span.start as usize..).unwrap_or_default();
            !written.starts_with(char::is_numeric)
        };
        let word = own().find(is_lettered).or_else(|| own().next()).or(words.first());
        word.map_or(Shape::Other, |word| shape(text, word))
    }
}
