//! One place of a name, looked at from all sides: how it is written, what stands beside it, what the sentence and the article
//! say.

use model::EntityKind;

use super::feature::{COUNT, Evidence, Feature};
use super::scene::{Scene, Shape, Style, shape};
use crate::entity::{Alias, Strength};
use crate::evaluate::is_ticker;
use crate::gap::Gap;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::{Place, Reading, Word};
use crate::vocabulary::Vocabulary;

/// The length of a short article, in words, by which the density of words is counted.
const SHORT: f32 = 60.0;

/// What a place is looked at with.
pub(crate) struct Sight<'s> {
    pub(crate) reading: &'s Reading<'s>,
    pub(crate) vocabulary: &'s Vocabulary,
    pub(crate) scene: &'s Scene,
    pub(crate) kind: Option<EntityKind>,
}

/// A word beside a place.
#[derive(Clone, Copy)]
struct Beside<'s> {
    word: &'s Word,
    index: usize,
    gap: Gap,
    shape: Shape,
    /// Whether nothing but a space stands between, no quotation mark either.
    plain: bool,
}

impl<'s> Sight<'s> {
    /// The evidence of a place by itself and in its sentence. `everyday` is the set of languages in which the name is a word
    /// of everyday language.
    pub(crate) fn evidence(&self, alias: &Alias, everyday: u8, place: Place) -> Evidence {
        let mut evidence = [0.0; COUNT];
        let mut see = |feature: Feature, seen: bool| evidence[feature as usize] = f32::from(u8::from(seen));
        see(Feature::Bias, true);
        self.written(alias, everyday, place, &mut see);
        self.before(alias, place, &mut see);
        self.after(everyday, place, &mut see);
        see(Feature::Listed, self.is_listed(place));
        see(Feature::Quoted, place.first == place.last && self.is_quoted(place));
        see(Feature::Furniture, self.scene.is_furniture(place.first as usize));
        see(Feature::Ticker, is_ticker(self.reading.text_of(place), self.reading.bytes(place)));
        self.surroundings(place, &mut evidence);
        evidence
    }

    /// What the article is about. Where the name is plainly written as a common noun is, that says nothing.
    fn surroundings(&self, place: Place, evidence: &mut Evidence) {
        let sentence = self.reading.sentence(place);
        let towns = self.scene.town(&sentence).min(3) as f32;
        evidence[Feature::TownInSentence as usize] =
            if self.kind == Some(EntityKind::Place) { -towns } else { towns };
        let companies = [
            Feature::OrganisationBeside,
            Feature::OrganisationOf,
            Feature::ActionAfter,
            Feature::AuxiliaryAfter,
        ];
        if evidence[Feature::LowerInside as usize] > 0.0 {
            companies.into_iter().for_each(|feature| evidence[feature as usize] = 0.0);
            return;
        }
        let all = self.reading.words.len();
        let density = self.scene.organisation(&(0..all)) as f32 * SHORT / (all as f32).max(SHORT);
        evidence[Feature::OrganisationInArticle as usize] = (1.0 + density).log2().min(2.0);
    }

    /// Whether a place is part of a longer name, which means something else wherever it stands.
    pub(crate) fn is_part_of_longer(&self, place: Place) -> bool {
        let is_person = self.kind == Some(EntityKind::Person);
        let style = self.style(place);
        style == Style::Sentence
            && (self.is_institution_after(place) || (!is_person && self.is_name_before(place)))
    }

    /// Whether a place is in lower case where names have capitals.
    pub(crate) fn is_lower(&self, place: Place) -> bool {
        self.shape(place) == Shape::Lower && !matches!(self.style(place), Style::Lower)
    }

    fn written(&self, alias: &Alias, everyday: u8, place: Place, see: &mut impl FnMut(Feature, bool)) {
        let (style, shape) = (self.style(place), self.shape(place));
        let distinct = alias.strength == Strength::Distinct;
        let german = self.reading.language == Some(Language::German);
        let inside = self.is_capital_inside(place);
        let lower = shape == Shape::Lower && alias.capital && matches!(style, Style::Sentence | Style::Title);
        see(Feature::CapitalInside, inside && !german);
        see(Feature::CapitalInsideGerman, inside && german);
        see(Feature::TitleCase, style == Style::Title && shape == Shape::Capital);
        see(Feature::CapitalsField, style == Style::Capitals);
        see(Feature::LowerField, style == Style::Lower);
        see(Feature::LowerInside, lower && !distinct);
        see(Feature::DistinctLower, lower && distinct);
        let abbreviation = alias.strength == Strength::Letters;
        let capitals = shape == Shape::Capitals && style != Style::Capitals;
        see(Feature::CapitalsInside, capitals && !abbreviation && !distinct && !alias.declined);
        see(Feature::Declined, alias.declined && !capitals);
        see(Feature::DeclinedCapitals, alias.declined && capitals);
        let reading = self.reading;
        see(Feature::Inflected, reading.genitives(alias.phrase, alias.loose).any(|other| other == place));
        see(Feature::Letters, capitals && abbreviation);
        see(Feature::Distinct, distinct);
        let ordinary = self.is_ordinary(everyday);
        see(Feature::Foreign, !ordinary && everyday != 0);
        see(Feature::Ordinary, ordinary);
        see(Feature::CapitalsOrdinary, ordinary && style == Style::Capitals);
        let rare = everyday == 0 && !distinct && !abbreviation;
        see(Feature::Rare, rare);
        see(Feature::Synonym, alias.synonym && rare);
        see(Feature::Unqualified, alias.unqualified);
    }

    fn before(&self, alias: &Alias, place: Place, see: &mut impl FnMut(Feature, bool)) {
        let Some(before) = self.beside_before(place) else { return };
        let is = |cue| self.is(before.word, cue);
        let is_place = self.kind == Some(EntityKind::Place);
        let is_person = self.kind == Some(EntityKind::Person);
        match before.gap {
            Gap::Hyphen if is(Cue::Prefix) => see(Feature::PrefixBefore, true),
            Gap::Hyphen => see(Feature::HyphenBefore, true),
            Gap::Space | Gap::Apostrophe => {
                let determiner = is(Cue::Determiner) && !is(Cue::Towards) && !is_place && !alias.declined;
                let attributive = self.is_attributive(place);
                see(Feature::DeterminerBefore, determiner && !attributive);
                see(Feature::DeterminerAttributive, determiner && attributive);
                see(Feature::TowardsBefore, is(Cue::Towards));
                let inside = self.is_capital_inside(place);
                see(Feature::LocativeBefore, inside && is(Cue::Locative) && !is_person && !is_place);
                see(Feature::PlatformBefore, inside && is(Cue::Platform));
                let (name, forename) = (self.is_name_before(place), self.is_forename_before(place));
                see(Feature::NameBefore, name && !forename && !is_person);
                see(Feature::ForenameBefore, forename && !is_person);
                see(Feature::PersonBefore, is_person && (name || forename || is(Cue::Person)));
                see(Feature::OrganisationBeside, is(Cue::Organisation));
                let of = is(Cue::Small) && before.index > 0;
                let owner = of.then(|| self.reading.words.get(before.index - 1)).flatten();
                see(Feature::OrganisationOf, owner.is_some_and(|owner| self.is(owner, Cue::Organisation)));
            }
            _ => {}
        }
    }

    fn after(&self, everyday: u8, place: Place, see: &mut impl FnMut(Feature, bool)) {
        let Some(after) = self.beside_after(place) else { return };
        let is = |cue| self.is(after.word, cue);
        let inside = self.is_capital_inside(place);
        match after.gap {
            Gap::Hyphen if is(Cue::Participle) => see(Feature::ParticipleAfter, true),
            Gap::Hyphen => see(Feature::HyphenAfter, true),
            Gap::Apostrophe if !after.word.span.kind.counts() => see(Feature::PossessiveAfter, true),
            Gap::Break => {
                see(Feature::RelativeAfter, is(Cue::Relative) && self.has_comma(place, after.index, 1))
            }
            Gap::Space if after.plain => {
                let institution = self.is_institution_after(place);
                let title = (place.first as usize) < self.reading.body;
                let acts = is(Cue::Verb) || is(Cue::Adverb) || (title && self.is_to(after.word));
                let auxiliary = acts && is(Cue::Small) && !self.is_to(after.word);
                let small = is(Cue::Small) || is(Cue::Determiner);
                let form = is(Cue::Form) && after.shape != Shape::Lower;
                let organisation = is(Cue::Organisation);
                let name = after.shape == Shape::Capital && self.style(place) == Style::Sentence;
                see(Feature::InstitutionAfter, institution);
                see(Feature::FormAfter, form && !self.is_joined_before(place));
                see(Feature::ActionAfter, acts && !auxiliary);
                see(Feature::AuxiliaryAfter, auxiliary);
                let of = is(Cue::Possessor);
                see(Feature::OfAfter, of);
                see(Feature::ObjectAfter, is(Cue::Determiner) && !acts && !inside && !of);
                see(Feature::NameAfter, name && !form && !institution && inside);
                see(Feature::NameAfterInitial, name && !form && !institution && !inside);
                see(Feature::FigureAfter, self.is_decimal(after.index));
                // *Total sales* is what any company has, unless the capital says that it is a name.
                let beside = organisation && (inside || !self.is_ordinary(everyday));
                let noun = after.shape == Shape::Lower && !small && !acts && !beside && !institution;
                see(Feature::NounAfter, noun && !inside);
                if beside {
                    see(Feature::OrganisationBeside, true);
                }
            }
            _ => {}
        }
    }

    fn is_ordinary(&self, everyday: u8) -> bool {
        everyday & self.reading.language.map_or(u8::MAX, Language::bit) != 0
    }

    fn is(&self, word: &Word, cue: Cue) -> bool {
        self.vocabulary.is(word.id, cue, self.reading.language)
    }

    /// Whether a capital here says that this is a name.
    pub(crate) fn is_capital_inside(&self, place: Place) -> bool {
        self.style(place) == Style::Sentence && self.shape(place) == Shape::Capital && !self.is_initial(place)
    }

    /// Whether a noun follows of which the name says what kind it is: *a Ford dealer*.
    fn is_attributive(&self, place: Place) -> bool {
        let after = self.beside_after(place).filter(|after| after.gap == Gap::Space && after.plain);
        after.is_some_and(|after| {
            let other = [Cue::Small, Cue::Determiner, Cue::Verb, Cue::Adverb]
                .into_iter()
                .any(|cue| self.is(after.word, cue));
            after.shape == Shape::Lower && !other || self.is(after.word, Cue::Organisation)
        })
    }

    /// Whether a name goes on from the word before: *Allied-Signal*, *Mutual Signal*.
    fn is_joined_before(&self, place: Place) -> bool {
        let hyphen = self.beside_before(place).is_some_and(|before| before.gap == Gap::Hyphen);
        let in_capitals = self.style(place) == Style::Capitals && !self.is_initial(place);
        hyphen || in_capitals || self.is_name_before(place)
    }

    /// A number with a decimal point, as prices have.
    fn is_decimal(&self, index: usize) -> bool {
        let written = self.reading.written_word(index);
        written.starts_with(|c: char| c.is_ascii_digit()) && written.contains(['.', ','])
    }

    fn style(&self, place: Place) -> Style {
        self.scene.style(self.reading.field(place))
    }

    /// How a name is written: its first word that is not small, since *der ZEIT* and *the Oracle* begin with one.
    fn shape(&self, place: Place) -> Shape {
        let text = self.reading.text_of(place);
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        let word =
            words.iter().find(|word| self.vocabulary.languages(word.id, Cue::Small) == 0).or(words.first());
        word.map_or(Shape::Other, |word| shape(text, word))
    }

    /// Whether any word would have a capital here: at the beginning of a sentence, after a colon, a dash or a bullet.
    fn is_initial(&self, place: Place) -> bool {
        let Some(word) = self.reading.words.get(place.first as usize) else { return false };
        if word.span.gap >= Gap::Sentence {
            return true;
        }
        if word.span.gap < Gap::Space {
            return false;
        }
        let text = self.reading.text_of(place);
        let before = text.get(..word.span.start as usize).unwrap_or_default();
        let quotes = |c: char| c.is_whitespace() || matches!(c, '“' | '„' | '«' | '"' | '‘' | '‹');
        before.trim_end_matches(quotes).ends_with([':', '–', '—', '|', '•', '?', '!'])
    }

    fn beside_before(&self, place: Place) -> Option<Beside<'s>> {
        let gap = self.reading.words.get(place.first as usize)?.span.gap;
        let index = (place.first as usize).checked_sub(1)?;
        (gap < Gap::Sentence).then_some(())?;
        self.beside(place, index, gap)
    }

    fn beside_after(&self, place: Place) -> Option<Beside<'s>> {
        let index = place.last as usize + 1;
        let gap = self.reading.words.get(index)?.span.gap;
        (gap < Gap::Sentence).then_some(())?;
        self.beside(place, index, gap)
    }

    fn beside(&self, place: Place, index: usize, gap: Gap) -> Option<Beside<'s>> {
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

    /// Whether the word before is a forename: *Harrison Ford*, *Jeanne d’Arc*.
    fn is_forename_before(&self, place: Place) -> bool {
        let is_forename = |beside: &Beside<'_>| {
            let capital = beside.shape != Shape::Lower || self.style(place) == Style::Lower;
            capital && self.is(beside.word, Cue::Forename)
        };
        let Some(before) = self.beside_before(place) else { return false };
        if before.gap == Gap::Space && before.plain && is_forename(&before) {
            return true;
        }
        let of = ["d", "de", "da", "di", "von", "van"].contains(&self.vocabulary.word(before.word.id));
        let Some(index) = before.index.checked_sub(1).filter(|_| of) else { return false };
        before.word.span.gap == Gap::Space
            && self.beside(place, index, Gap::Space).is_some_and(|name| is_forename(&name))
    }

    /// Whether the word before is a name that this one belongs to: *Harrison Ford*.
    fn is_name_before(&self, place: Place) -> bool {
        let Some(before) = self.beside_before(place) else { return false };
        let german = self.reading.language == Some(Language::German);
        let is = |cue| self.vocabulary.is(before.word.id, cue, self.reading.language);
        let abbreviation = before.shape == Shape::Capitals && before.word.span.len() > 2;
        let is_capital =
            (before.shape == Shape::Capital || abbreviation) && self.style(place) == Style::Sentence;
        if before.gap != Gap::Space || !before.plain || !is_capital || !before.word.span.kind.counts() {
            return false;
        }
        if is(Cue::Person) || german {
            return is(Cue::Person);
        }
        let beside =
            [Cue::Small, Cue::Determiner, Cue::Organisation, Cue::Verb, Cue::Adverb, Cue::Town, Cue::Form];
        let is_other = beside.into_iter().any(is);
        let is_first = before.word.span.gap >= Gap::Sentence;
        // Where any word has a capital, only one that is no everyday word is a name.
        !(is_other || is_first && is(Cue::Ordinary))
    }

    /// Whether the word after makes a longer name of this one: *Ford Foundation*, *Delta variant*.
    fn is_institution_after(&self, place: Place) -> bool {
        let after = self.beside_after(place).filter(|after| after.gap == Gap::Space);
        after.is_some_and(|after| self.vocabulary.is(after.word.id, Cue::Institution, self.reading.language))
    }

    /// *to* in *Amazon to hire*.
    fn is_to(&self, word: &Word) -> bool {
        self.reading.language.is_none_or(|language| language == Language::English)
            && self.vocabulary.word(word.id) == "to"
    }

    /// Whether a name stands in a list of names: *Visa, Mastercard*, *Shell and BP*.
    fn is_listed(&self, place: Place) -> bool {
        if !matches!(self.style(place), Style::Sentence | Style::Capitals)
            || self.shape(place) == Shape::Lower
        {
            return false;
        }
        let before = self.beside_before(place).is_some_and(|before| self.is_in_list(place, before, -1));
        let after = self.beside_after(place).is_some_and(|after| self.is_in_list(place, after, 1));
        before || after
    }

    fn is_in_list(&self, place: Place, beside: Beside<'_>, step: isize) -> bool {
        let is_name = |beside: Beside<'_>| {
            let small = self.vocabulary.languages(beside.word.id, Cue::Small) != 0;
            let first = beside.word.span.gap >= Gap::Sentence;
            matches!(beside.shape, Shape::Capital | Shape::Capitals) && !small && !first
        };
        let comma =
            |gap: Gap, beside: &Beside<'_>| gap == Gap::Break && self.has_comma(place, beside.index, step);
        if is_name(beside) && comma(beside.gap, &beside) {
            return true;
        }
        let joins = ["and", "or", "et", "ou", "und", "oder", "y", "e", "o", "u", "en", "of", "&"];
        if self.style(place) == Style::Capitals
            || beside.gap != Gap::Space
            || !joins.contains(&self.vocabulary.word(beside.word.id))
        {
            return false;
        }
        let Some(index) = beside.index.checked_add_signed(step) else { return false };
        let gap =
            self.reading.words.get(index.max(beside.index)).map_or(Gap::Paragraph, |word| word.span.gap);
        gap == Gap::Space && self.beside(place, index, gap).is_some_and(is_name)
    }

    fn has_comma(&self, place: Place, index: usize, step: isize) -> bool {
        let bytes = self.reading.bytes(place);
        let text = self.reading.text_of(place);
        let Some(word) = self.reading.words.get(index) else { return false };
        let between =
            if step < 0 { word.span.end as usize..bytes.start } else { bytes.end..word.span.start as usize };
        text.get(between).is_some_and(|between| between.trim() == "," || between.trim() == "、")
    }

    /// Whether quotation marks stand directly around a name.
    fn is_quoted(&self, place: Place) -> bool {
        let (text, bytes) = (self.reading.text_of(place), self.reading.bytes(place));
        let before =
            text.get(..bytes.start).unwrap_or_default().trim_end_matches(['\u{a0}', '\u{202f}', ' ']);
        let after = text
            .get(bytes.end..)
            .unwrap_or_default()
            .trim_start_matches(['\u{a0}', '\u{202f}', ' ', '!', '?']);
        before.ends_with(['"', '“', '„', '«', '‘', '‹', '「', '『', '《'])
            && after.starts_with(['"', '”', '“', '»', '’', '›', '」', '』', '》'])
    }
}
