//! One place of a name, looked at from all sides: how it is written, what stands beside it, what the sentence and the article
//! say.

use model::EntityKind;

use super::beside::Beside;
use super::feature::{COUNT, Evidence, Feature};
use super::furniture::{belongs_without, is_sent_to};
use super::scene::{Scene, Shape, Style};
use crate::entity::{Alias, Strength};
use crate::evaluate::{has_ticker, is_ticker};
use crate::fold::folded;
use crate::gap::Gap;
use crate::inflect;
use crate::language::Language;
use crate::lexicon::Cue;
use crate::reading::{Place, Reading, Word};
use crate::senses::Senses;
use crate::vocabulary::Vocabulary;

/// What a place is looked at with.
pub(crate) struct Sight<'s> {
    pub(crate) reading: &'s Reading<'s>,
    pub(crate) vocabulary: &'s Vocabulary,
    pub(crate) scene: &'s Scene,
    pub(crate) kind: Option<EntityKind>,
}

/// What says that a name goes on behind itself.
const OWN_BEHIND: [Feature; 5] = [
    Feature::NameAfter,
    Feature::NameAfterInitial,
    Feature::NounAfter,
    Feature::InflectedAfter,
    Feature::HyphenEnglish,
];

/// So much of that counts in a text for a name that is no everyday word, so that most of what has no more for it is for review.
const OF_OWN: f32 = 0.6;

/// Quotation marks speak against names of other things, and by this part of it for those of works: *‘Cosmos’ returns*.
const OF_WORKS: f32 = -0.7;

/// The evidence of what is watched as a word.
pub(super) const OF_WORD: Evidence = {
    let mut evidence = [0.0; COUNT];
    evidence[Feature::Common as usize] = 1.0;
    evidence
};

impl Sight<'_> {
    /// The evidence of a place by itself and in its sentence.
    pub(crate) fn evidence(&self, alias: &Alias, senses: &Senses, place: Place) -> Evidence {
        let mut evidence = [0.0; COUNT];
        let mut see = |feature: Feature, seen: bool| evidence[feature as usize] = f32::from(u8::from(seen));
        see(Feature::Bias, true);
        self.written(alias, senses, place, &mut see);
        self.before(alias, senses, place, &mut see);
        self.after(alias, senses, place, &mut see);
        see(Feature::FigureAfter, self.is_priced(place));
        see(Feature::Told, self.is_told(place));
        see(Feature::InTitle, self.is_in_title(place));
        see(Feature::Passive, self.is_passive(place));
        see(Feature::Listed, self.is_listed(place));
        let quoted = place.first == place.last && self.is_quoted(place);
        let may_be_work = self.kind == Some(EntityKind::Other);
        evidence[Feature::Quoted as usize] = match quoted {
            true if may_be_work && self.shape(place) == Shape::Capital => OF_WORKS,
            // In other languages newspapers stand in quotation marks, too.
            true if self.is_english() => 1.0,
            _ => 0.0,
        };
        let mut see = |feature: Feature, seen: bool| evidence[feature as usize] = f32::from(u8::from(seen));
        see(Feature::Furniture, self.is_furniture(place));
        let (text, bytes) = (self.reading.text_of(place), self.reading.bytes(place));
        let is_listed = self.shape(place) != Shape::Lower
            && text.get(bytes.end..).is_some_and(|after| after.starts_with(' ') && has_ticker(after));
        see(Feature::Ticker, is_listed || is_ticker(text, bytes));
        if evidence[Feature::Rare as usize] > 0.0 {
            self.spare(place, &mut evidence);
        }
        // Nothing is said otherwise as *TotalEnergies* is written: *Shell-TotalEnergies*, renamed “TotalEnergies”.
        if alias.strength == Strength::Distinct && senses.everyday == 0 {
            // *Jean-Michel Barnier* is not Michel Barnier.
            let forename =
                self.beside_before(place).is_some_and(|before| self.is(before.word, Cue::Forename));
            if self.kind != Some(EntityKind::Person) && !forename {
                evidence[Feature::HyphenBefore as usize] = 0.0;
            }
            evidence[Feature::Quoted as usize] = 0.0;
        }
        self.surroundings(alias, place, &mut evidence);
        evidence
    }

    /// Leaves out what speaks against everyday words, of a name that is none: it is no verb, and quotation marks do not make a name of
    /// it. What stands behind it in a headline is mostly its own (*Google Chromecast*, *Libya parliament*, *Xbox One*), but for *Tesla Brown*.
    fn spare(&self, place: Place, evidence: &mut Evidence) {
        for everyday in [Feature::Quoted, Feature::InTitle, Feature::ObjectAfter] {
            evidence[everyday as usize] = 0.0;
        }
        let after = self.beside_after(place).filter(|after| after.shape != Shape::Lower);
        let is_surname = after.is_some_and(|after| self.is(after.word, Cue::Surname));
        let share = match (place.first as usize) < self.reading.body {
            _ if is_surname => 1.0,
            true => 0.0,
            false => OF_OWN,
        };
        for own in OWN_BEHIND {
            evidence[own as usize] *= share;
        }
        if self.style(place) == Style::Title && self.kind != Some(EntityKind::Person) {
            // Where every word has a capital, only words that are known tell persons.
            let titled = self
                .beside_before(place)
                .is_some_and(|before| before.gap == Gap::Space && self.is(before.word, Cue::Person));
            evidence[Feature::NameAfter as usize] = f32::from(u8::from(is_surname));
            evidence[Feature::NameBefore as usize] = f32::from(u8::from(titled));
        }
    }

    /// What the article is about. Where the name is plainly written as a common noun is, that says nothing.
    fn surroundings(&self, alias: &Alias, place: Place, evidence: &mut Evidence) {
        // *In Lincoln Center*.
        let longer = [Feature::NameAfter, Feature::InstitutionAfter];
        if longer.into_iter().any(|longer| evidence[longer as usize] > 0.0) {
            evidence[Feature::PlaceAt as usize] = 0.0;
        }
        let sentence = self.reading.sentence(place);
        let towns = self.scene.town(&sentence).min(3) as f32;
        evidence[Feature::TownInSentence as usize] = match self.kind {
            Some(EntityKind::Place) => -towns,
            None if alias.unqualified => 0.0,
            _ => towns,
        };
        let companies = [
            Feature::OrganisationBeside,
            Feature::OrganisationOf,
            Feature::ActionAfter,
            Feature::Deed,
            Feature::AuxiliaryAfter,
            Feature::OwnAfter,
        ];
        // What companies do, towns and persons do not.
        let no_company = matches!(self.kind, Some(EntityKind::Place | EntityKind::Person));
        if no_company {
            evidence[Feature::Deed as usize] = 0.0;
            evidence[Feature::OrganisationBeside as usize] = 0.0;
            evidence[Feature::OrganisationOf as usize] = 0.0;
        }
        if evidence[Feature::LowerInside as usize] > 0.0 {
            companies.into_iter().for_each(|feature| evidence[feature as usize] = 0.0);
            return;
        }
        if !no_company {
            let about_companies = self.scene.organisation(&(0..self.reading.words.len())) as f32;
            let density = (1.0 + self.scene.per_short(about_companies)).log2();
            evidence[Feature::OrganisationInArticle as usize] = density.min(2.0);
        }
        let silent = evidence[Feature::Ordinary as usize] > 0.0 && !self.is_capital_inside(place);
        if silent {
            // *Orange is* says what anything is.
            let acts = [Feature::ActionAfter, Feature::Deed];
            let acts = acts.into_iter().any(|feature| evidence[feature as usize] > 0.0);
            evidence[Feature::ActionEveryday as usize] = f32::from(u8::from(acts));
        }
    }

    fn before(&self, alias: &Alias, senses: &Senses, place: Place, see: &mut impl FnMut(Feature, bool)) {
        let Some(before) = self.beside_before(place) else { return };
        let is = |cue| self.is(before.word, cue);
        let is_place = self.kind == Some(EntityKind::Place);
        let is_person = self.kind == Some(EntityKind::Person);
        match before.gap {
            Gap::Hyphen if is(Cue::Prefix) => see(Feature::PrefixBefore, true),
            Gap::Hyphen => {
                // In Hebrew and Arabic a preposition is written so to letters of another script: ב-Netflix.
                let particle = is_particle(self.reading.written_word(before.index));
                let compound =
                    !particle && !self.is_called_after(&before, place) && !self.is_slug(&before, place);
                see(Feature::HyphenBefore, compound);
            }
            Gap::Space | Gap::Apostrophe => {
                // In Portuguese the names of companies have articles.
                let named =
                    self.reading.language == Some(Language::Portuguese) && self.is_capital_inside(place);
                let determiner =
                    is(Cue::Determiner) && !is(Cue::Towards) && !is_place && !alias.declined && !named;
                let attributive = self.is_attributive(place);
                see(Feature::DeterminerBefore, determiner && !attributive);
                see(Feature::Indefinite, is(Cue::Indefinite) && !alias.declined && !attributive);
                let preposition = is(Cue::Locative) || is(Cue::Platform) || self.is_from_or_to(before.word);
                let namesake = self.is_namesake(alias, senses, place) && self.shape(place) != Shape::Lower;
                see(Feature::NamesakeLocative, namesake && preposition);
                see(Feature::AdjectiveBefore, self.is_adjective(&before));
                see(Feature::FigureBefore, self.is_counted(&before, place));
                see(Feature::DeterminerAttributive, determiner && attributive);
                see(Feature::TowardsBefore, is(Cue::Towards));
                let inside = self.is_capital_inside(place);
                see(Feature::LocativeBefore, inside && is(Cue::Locative) && !is_person && !is_place);
                // *The mayor of Nice*.
                let is_borne = is_place && self.is_borne(&before, place);
                if inside && is_place && (preposition || is(Cue::Possessor)) && !is_borne {
                    see(Feature::PlaceAt, true);
                }
                see(Feature::Borne, is_borne);
                // The Spanish *en* is *on* and *in*: *en Netflix*, *en Santander*.
                let in_town = namesake && self.vocabulary.word(before.word.id) == "en";
                see(Feature::PlatformBefore, inside && is(Cue::Platform) && !in_town);
                let (name, forename) = (self.is_name_before(place), self.is_forename_before(place));
                // *Prime Minister Jacinda Ardern*, *Microsoft Windows 11*.
                let distinct = alias.strength == Strength::Distinct;
                let other = !is_person && !distinct;
                see(Feature::NameBeforeFirst, self.is_first_before(place) && !name && !forename && other);
                let may_be_owned = self.kind != Some(EntityKind::Product) && !is_person;
                see(Feature::OwnedBefore, may_be_owned && self.is_owned(place));
                see(Feature::NameBefore, name && !forename && other);
                see(Feature::ForenameBefore, forename && other);
                see(Feature::PersonBefore, is_person && (name || forename || is(Cue::Person)));
                see(Feature::OrganisationBeside, is(Cue::Organisation));
                // What the sentence before ends with is of nothing here.
                let of = is(Cue::Small) && before.index > 0 && before.word.span.gap <= Gap::Space;
                let owner = of.then(|| self.reading.words.get(before.index - 1)).flatten();
                see(Feature::OrganisationOf, owner.is_some_and(|owner| self.is(owner, Cue::Organisation)));
            }
            _ => {}
        }
    }

    fn after(&self, alias: &Alias, senses: &Senses, place: Place, see: &mut impl FnMut(Feature, bool)) {
        let Some(after) = self.beside_after(place) else { return };
        let is = |cue| self.is(after.word, cue);
        let capitals = self.style(place) == Style::Sentence && self.shape(place) == Shape::Capitals;
        let inside = self.is_capital_inside(place) || capitals;
        match after.gap {
            // *Visa-free travel* is what any visa gives.
            Gap::Hyphen
                if is(Cue::Participle)
                    && (inside || !self.is_among(senses.everyday) || !self.is_of_things(after.word)) =>
            {
                see(Feature::ParticipleAfter, true);
            }
            Gap::Hyphen if self.owns(place, &after) => see(Feature::OwnAfter, true),
            Gap::Hyphen => {
                see(Feature::HyphenAfter, !self.is_english());
                see(Feature::HyphenEnglish, self.is_english());
            }
            Gap::Apostrophe if !after.word.span.kind.counts() => {
                // *Sky's the limit* says what it is.
                let is = self
                    .reading
                    .words
                    .get(after.index + 1)
                    .is_some_and(|word| self.is(word, Cue::Determiner));
                see(Feature::PossessiveAfter, !is);
            }
            Gap::Break => {
                let relative = is(Cue::Relative) && self.has_comma(place, after.index, 1);
                let who = self.is_who(after.word);
                see(Feature::RelativeAfter, relative && !who);
                see(Feature::WhoAfter, relative && who);
            }
            Gap::Space if after.plain => {
                let institution = self.is_institution_after(place);
                let title = (place.first as usize) < self.reading.body;
                let acts = is(Cue::Verb) || is(Cue::Adverb) || (title && self.is_to(after.word));
                let auxiliary = acts && is(Cue::Small) && !self.is_to(after.word);
                let small = is(Cue::Small) || is(Cue::Determiner);
                let form = is(Cue::Form) && after.shape != Shape::Lower;
                let organisation = is(Cue::Organisation);
                // Any noun has a capital in German.
                let german = self.reading.language == Some(Language::German);
                let noun = german && !is(Cue::Surname) && !is(Cue::Place) && !is(Cue::Forename);
                let name = after.shape == Shape::Capital
                    && self.style(place) == Style::Sentence
                    && !noun
                    && !is_product(self.reading.written_word(after.index))
                    && !(inside && self.is_branch(place, &after));
                see(Feature::InstitutionAfter, institution);
                see(Feature::FormAfter, form && !self.is_joined_before(place));
                see(Feature::ActionAfter, acts && !auxiliary);
                see(Feature::AuxiliaryAfter, auxiliary);
                let two = acts && !auxiliary && !inside && self.is_verb_after(after.index);
                see(Feature::TwoVerbs, two && self.is_among(senses.everyday));
                let of =
                    is(Cue::Possessor) && !self.is_of_a_day(after.index) && !self.is_of_doing(after.index);
                see(Feature::OfAfter, of);
                // *Novo Nordisk A/S* is followed by no article, and what has more than one word is no verb.
                let next = self.reading.words.get(after.index + 1);
                let is_joined = next.is_some_and(|next| next.span.gap < Gap::Space);
                let article = self.is_english() && is(Cue::Determiner) && !is_joined;
                let distinct = alias.strength == Strength::Distinct;
                see(Feature::ObjectAfter, article && !acts && !inside && !of && !distinct);
                see(Feature::NameAfter, name && !form && !institution && inside);
                see(Feature::NameAfterInitial, name && !form && !institution && !inside);
                let surname = name && !form && !institution && !organisation && !is(Cue::Place);
                see(
                    Feature::ForenameItself,
                    surname && self.is_forename(place) && !self.is_everyday(after.index),
                );
                // *Total sales* is what any company has, unless the capital says that it is a name.
                let beside = organisation && (inside || !self.is_among(senses.everyday));
                let owns = self.owns(place, &after);
                see(Feature::OwnAfter, owns);
                see(Feature::Deed, acts && is(Cue::Deed));
                see(Feature::OrganisationAfterInitial, organisation && !beside && !owns);
                let other = after.shape == Shape::Lower && !small && !acts && !organisation && !institution;
                let inflected = inflect::may_be_verb(
                    self.reading.language,
                    &folded(self.reading.written_word(after.index)),
                );
                // *Norwegian flights* are those of the airline as often as others.
                see(Feature::Demonym, other && !inflected && self.is_demonym(place));
                see(Feature::NounAfter, other && !inside && !inflected && !self.is_romance());
                see(Feature::InflectedAfter, other && !inside && inflected && !self.is_romance());
                if beside && !owns {
                    see(Feature::OrganisationBeside, true);
                }
            }
            _ => {}
        }
    }

    /// Whether what companies have follows a name that no word of its language is which stands before any noun: *Shell profit*, but not
    /// *Total sales*. Where a hyphen joins common nouns, too, that says nothing.
    fn owns(&self, place: Place, after: &Beside<'_>) -> bool {
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        let is_qualifier =
            matches!(words, [word] if self.is(word, Cue::Qualifier) || self.is(word, Cue::Demonym));
        let may_own = !matches!(self.kind, Some(EntityKind::Person | EntityKind::Place));
        let apart = after.gap == Gap::Space || !self.is_english() && !self.is_romance();
        let product = || {
            self.kind == Some(EntityKind::Organisation) && is_product(self.reading.written_word(after.index))
        };
        may_own && apart && !is_qualifier && (self.is(after.word, Cue::Own) || product())
    }

    /// Whether a name is the English word for what is of a country, which stands before all that is: *a Norwegian cockpit*.
    fn is_demonym(&self, place: Place) -> bool {
        let words = self.reading.words.get(place.first as usize..=place.last as usize).unwrap_or_default();
        self.is_english() && matches!(words, [word] if self.is(word, Cue::Demonym))
    }

    pub(super) fn is_english(&self) -> bool {
        self.reading.language == Some(Language::English)
    }

    /// Whether a name is seldom followed by a common noun that it tells from others.
    pub(super) fn is_romance(&self) -> bool {
        use Language::{French, Italian, Portuguese, Spanish};
        matches!(self.reading.language, Some(French | Spanish | Italian | Portuguese))
    }

    /// Whether the article's language, or where that is not known any, is among some.
    pub(super) fn is_among(&self, languages: u8) -> bool {
        languages & self.reading.language.map_or(u8::MAX, Language::bit) != 0
    }

    /// Whether a place is in a line that belongs to the page, and does so without the words of the name, or is where the last line sends
    /// its reader.
    pub(super) fn is_furniture(&self, place: Place) -> bool {
        let (reading, vocabulary) = (self.reading, self.vocabulary);
        let line = self.scene.furniture_around(place.first as usize);
        let sending = self.scene.sending_around(place.first as usize);
        line.is_some_and(|line| belongs_without(reading, vocabulary, line, place))
            || sending.is_some_and(|line| is_sent_to(reading, vocabulary, line, place))
    }

    pub(super) fn is(&self, word: &Word, cue: Cue) -> bool {
        self.vocabulary.is(word.id, cue, self.reading.language)
    }

    pub(super) fn style(&self, place: Place) -> Style {
        self.scene.style(self.reading.field(place))
    }
}

/// Whether a word has a capital inside itself, as products have and few persons: *Apple iOS*, *Sony PlayStation*, but not *McDonald* and *LeBron*.
pub(super) fn is_product(word: &str) -> bool {
    let begins = ["Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Van", "Von", "Fitz"];
    let is_name =
        |begin: &str| word.strip_prefix(begin).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let inside = word.char_indices().skip(1).any(|(at, c)| {
        c.is_uppercase() && word.get(..at).is_some_and(|before| before.ends_with(char::is_lowercase))
    });
    inside && !begins.into_iter().any(is_name)
}

/// Whether a word is one letter of Hebrew or Arabic.
fn is_particle(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| matches!(c, '\u{5d0}'..='\u{5ea}' | '\u{627}'..='\u{64a}'))
        && letters.next().is_none()
}
