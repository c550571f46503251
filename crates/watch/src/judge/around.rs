//! What the rest of an article says of a name: the context it is given, its other senses, what the article is about.

use model::EntityKind;

use super::feature::{Evidence, Feature};
use super::reach::Reach;
use super::region::Located;
use super::scene::among;
use super::sight::Sight;
use super::{Judge, PLACES_MAX};
use crate::entity::{Alias, Names, Strength};
use crate::lexicon::Domains;
use crate::reading::Place;
use crate::whole::Loose;

/// Of more context words than these no more is said.
const CONTEXT_MAX: u8 = 3;

/// So much say words about what an entity is about at the most: two in a short article…
const OWN_MAX: f32 = 1.6;

/// …and this part of it for an everyday word where no capital says that it is a name, as of its context in other sentences: *Sage advice:
/// change your password*.
const OF_SILENT: f32 = 0.7;

/// The context in other sentences says this part of what else it does for a name that is no everyday word: others of the name are in the
/// same news.
const OF_RARE: f32 = 0.5;

/// An article of so many words about anything says by them what it is not about.
const OTHERS_TELLING: f32 = 2.0;

/// What the article says of an entity besides its places.
pub(super) struct Around {
    /// Of each context word whether it is a name itself, and where it stands, in ascending order.
    context: Vec<(bool, Vec<Place>)>,
    /// The words about nature, the arts, sports and the home that are not in its own names, in ascending order.
    nature: Vec<u32>,
    /// Whether a phrase that excludes the entity stands in the article.
    excluded: bool,
    /// The places at which a name is part of a longer one.
    longer: Vec<Place>,
    /// The places at which a person's surname follows another forename than hers.
    pub(super) others: Vec<Place>,
    /// The places at which a name is in lower case where names have capitals.
    lower: Vec<Place>,
    /// The places at which a name comes before another.
    named: Vec<Place>,
    /// Whether it is a place and the article names another of its name.
    pub(super) elsewhere: bool,
    /// Whether it is of an age somewhere.
    aged: bool,
    is_person: bool,
    /// Whether it is something of sports, where places are called as their clubs.
    of_sports: bool,
    /// Whether an abbreviation stands beside what it means in lower case, as no name is written.
    spelled: bool,
    /// The offices of others of the family.
    offices: Vec<String>,
    domains: Shares,
}

impl Around {
    /// Whether an office says that a person's surname means nobody else of the family.
    fn is_told_by_office(&self, sight: &Sight<'_>, place: Place) -> bool {
        sight.office(place).is_some_and(|office| !self.offices.contains(&office))
    }
}

/// The logarithm of how many words of a short article are about something.
pub(super) struct Shares {
    /// About what the entity's context is about.
    own: f32,
    /// How sure it is that none is, 0 to 1.
    none: f32,
    /// About sports, where the entity is nothing of sports.
    sports: f32,
    /// About the arts, likewise.
    arts: f32,
}

impl Judge<'_> {
    /// What the rest of the article says of an entity whose names were found.
    pub(super) fn around(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> Around {
        let mut context = Vec::new();
        for word in names.traits.iter().flat_map(|traits| traits.context.iter()) {
            let is_counted = |place: &Place| {
                !(sight.scene.is_furniture(place.first as usize) || word.proper && sight.is_lower(*place))
            };
            context.push((
                word.proper,
                self.reading.places(word.phrase, Loose::BREAKS).filter(is_counted).take(PLACES_MAX).collect(),
            ));
        }
        let words =
            || found.iter().filter(|(alias, _)| alias.strength == Strength::Word).map(|(_, place)| *place);
        let with_capital = |(alias, _): &&(&Alias, Place)| alias.capital && alias.strength == Strength::Word;
        let capital = found.iter().filter(with_capital).map(|(_, place)| *place);
        let excluded: Vec<Place> = self.excluded(names).into_iter().map(|(_, place)| place).collect();
        // *Lincoln* is Abraham where he is named, whatever the capital says.
        let namesakes = excluded.iter().copied().filter(|place| sight.is_name(*place));
        let reach = Reach::of(found.iter().map(|(_, place)| *place));
        let others = others(names, found, &reach, sight);
        let is_alone = |place: Place| reach.until(place.first) <= Some(place.last);
        let longer = words().filter(|place| sight.is_part_of_longer(*place)).chain(namesakes);
        let is_placed = sight.kind == Some(EntityKind::Place) && !context.is_empty();
        // Whose context stands in the article is there, whatever else is; *New England* is no context of a town in England.
        let is_apart = |place: &Place| !reach.overlaps(*place) && !sight.is_part_of_longer(*place);
        let has_context = || context.iter().flat_map(|(_, places)| places).any(is_apart);
        let elsewhere = is_placed && !has_context() && self.is_elsewhere(names, found, sight);
        let mut offices: Vec<String> =
            others.iter().filter_map(|place| sight.office_of_another(*place)).collect();
        offices.sort_unstable();
        offices.dedup();
        // Who watches *Apple* has no apple by its name.
        let nature = sight.scene.nature().filter(|word| !reach.overlaps(Place { first: *word, last: *word }));
        Around {
            offices,
            context,
            excluded: !excluded.is_empty(),
            longer: longer.chain(others.iter().copied()).collect(),
            others,
            lower: capital.filter(|place| sight.is_lower(*place)).collect(),
            named: words().filter(|place| is_alone(*place) && sight.is_name_after(*place)).collect(),
            elsewhere,
            // What is watched without a kind may be a person.
            aged: sight.kind.is_some() && words().any(|place| sight.is_aged(place)),
            is_person: sight.kind == Some(EntityKind::Person),
            spelled: found
                .iter()
                .any(|(alias, place)| alias.strength == Strength::Letters && sight.is_spelled(*place)),
            of_sports: names
                .traits
                .is_some_and(|traits| traits.domains & self.phrases.vocabulary.sports != 0),
            domains: self.domains(names, found, sight),
            nature: nature.collect(),
        }
    }

    /// Whether a place is followed by a state that neither its context nor another name of it has: *Birmingham, Alabama*, where one in
    /// England is watched. It is there in the rest of the article, too.
    fn is_elsewhere(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> bool {
        let mut regions = found.iter().filter_map(|(_, place)| sight.region_after(*place)).peekable();
        if regions.peek().is_none() {
            return false;
        }
        let context = names.traits.map_or(&[][..], |traits| &*traits.context);
        let phrases =
            context.iter().map(|word| word.phrase).chain(names.aliases.iter().map(|alias| alias.phrase));
        let located = Located::of(phrases.map(|phrase| self.phrases.spelled(phrase)));
        regions.all(|region| !located.may_be_in(&region))
    }

    /// How much of the article is about what the entity is about, and about sports and the arts, where it is nothing of these.
    fn domains(&self, names: Names<'_>, found: &[(&Alias, Place)], sight: &Sight<'_>) -> Shares {
        let vocabulary = &self.phrases.vocabulary;
        let own = names.traits.map_or(0, |traits| traits.domains);
        let words = |place: &Place| self.reading.words.get(place.first as usize..=place.last as usize);
        let written = || found.iter().filter_map(|(_, place)| words(place)).flatten();
        let without = || written().map(|word| vocabulary.domains(word.id)).filter(|domains| *domains != 0);
        // What so many words more say grows with their logarithm.
        let share = |domains| (1.0 + sight.scene.of_domains(domains, without())).log2();
        let apart = |domains| if own != 0 && own & domains == 0 { share(domains) } else { 0.0 };
        let of_own = if own == 0 { 0.0 } else { share(own).min(OWN_MAX) };
        // Who gives context says that a name needs it. A text of few words says little by what it does not hold.
        let needs =
            own != 0 && of_own == 0.0 && names.traits.is_some_and(|traits| !traits.context.is_empty());
        let others = || sight.scene.of_domains(Domains::MAX, without());
        Shares {
            own: of_own,
            none: if needs { (others() / OTHERS_TELLING).min(1.0) } else { 0.0 },
            sports: apart(vocabulary.sports),
            arts: apart(vocabulary.arts),
        }
    }

    /// Adds what the rest of the article says.
    pub(super) fn weigh_article(
        &self,
        alias: &Alias,
        (around, sight): (&Around, &Sight<'_>),
        place: Place,
        evidence: &mut Evidence,
    ) {
        let sentence = self.reading.sentence(place);
        let mut seen = [[0_u8; 2]; 2];
        for (proper, places) in &around.context {
            // Few stand in the sentence, so that one beside it is soon found.
            let mut apart = places.iter().filter(|context| !context.overlaps(place));
            let outside = apart.any(|context| !sentence.contains(&(context.first as usize)));
            let from = places.partition_point(|context| (context.first as usize) < sentence.start);
            let here = places.get(from..).unwrap_or_default().iter();
            let mut here = here.take_while(|context| (context.first as usize) < sentence.end);
            let inside = here.any(|context| !context.overlaps(place));
            for (count, is_seen) in seen[usize::from(*proper)].iter_mut().zip([outside, inside]) {
                *count = (*count + u8::from(is_seen)).min(CONTEXT_MAX);
            }
        }
        let count = |proper: usize, inside: usize| f32::from(seen[proper][inside]);
        let sees = |features: &[Feature]| features.iter().any(|feature| evidence[*feature as usize] > 0.0);
        let is_rare = sees(&[Feature::Rare]);
        let is_seen = is_rare || sees(&[Feature::CapitalInside, Feature::CapitalInsideGerman]);
        let silent = if is_seen { 1.0 } else { OF_SILENT };
        let telling = match alias.strength {
            Strength::Word if is_rare => OF_RARE,
            Strength::Word => silent,
            Strength::Distinct | Strength::Letters => 1.0,
        };
        evidence[Feature::ProperContextInSentence as usize] = count(1, 1).min(2.0);
        evidence[Feature::ProperContext as usize] = telling * count(1, 0).min(2.0);
        evidence[Feature::ContextInSentence as usize] = count(0, 1).min(2.0);
        evidence[Feature::Context as usize] = telling * count(0, 0);
        // The less a name may be something else, the less it needs its context.
        let need = match alias.strength {
            Strength::Distinct | Strength::Letters => 0.0,
            Strength::Word if is_rare => 0.4,
            Strength::Word => 1.0,
        };
        let own = silent * around.domains.own;
        evidence[Feature::OfItsDomains as usize] = own;
        // What a headline by itself does not hold says hardly anything of a name that is no everyday word.
        let silence = if is_rare { sight.scene.silence() } else { 1.0 };
        evidence[Feature::OfNoneOfThem as usize] = need * silence * around.domains.none;
        evidence[Feature::SportsApart as usize] = need * around.domains.sports;
        evidence[Feature::ArtsApart as usize] = need * around.domains.arts;
        let nature = among(&around.nature, &sentence);
        let elsewhere = around.nature.len() - nature;
        evidence[Feature::NatureInSentence as usize] = nature.min(3) as f32;
        evidence[Feature::NatureInArticle as usize] = sight.scene.per_short(elsewhere as f32).min(4.0);
        if around.aged && evidence[Feature::Distinct as usize] == 0.0 {
            // An age says that a person is meant, and not which.
            evidence[Feature::Aged as usize] = match (around.is_person, around.others.is_empty()) {
                (true, true) => -1.0,
                (true, false) => 0.0,
                (false, _) => 1.0,
            };
        }
        if around.of_sports {
            evidence[Feature::AmongPlaces as usize] = 0.0;
        } else if evidence[Feature::AmongPlaces as usize] > 0.0 {
            // Names of places make a list of them.
            evidence[Feature::Listed as usize] = 0.0;
        }
        let is_spelled = around.spelled && alias.strength == Strength::Letters;
        evidence[Feature::Spelled as usize] = f32::from(u8::from(is_spelled));
        if is_spelled {
            // In brackets behind what it means it is no ticker.
            evidence[Feature::Ticker as usize] = 0.0;
        }
        let elsewhere = |places: &[Place]| places.iter().any(|other| *other != place);
        // A name that speaks for itself does so whatever else is named.
        if evidence[Feature::Distinct as usize] > 0.0 {
            return;
        }
        let inside = evidence[Feature::CapitalInside as usize] > 0.0;
        let mut see = |feature: Feature, seen: bool| evidence[feature as usize] = f32::from(u8::from(seen));
        // Where a capital says that this is a name, other senses in the same article say little.
        see(Feature::NotElsewhere, around.excluded && !inside);
        let in_any_case = is_rare && sight.kind == Some(EntityKind::Other);
        see(Feature::LowerElsewhere, elsewhere(&around.lower) && !inside && !in_any_case);
        see(Feature::NamedElsewhere, elsewhere(&around.named) && !around.is_person);
        see(
            Feature::LongerElsewhere,
            elsewhere(&around.longer) && !(around.is_person && around.is_told_by_office(sight, place)),
        );
    }
}

/// The places at which a person's surname follows another name than it does in full, in ascending order: *Condoleezza Rice* for *Declan
/// Rice*.
fn others(names: Names<'_>, found: &[(&Alias, Place)], reach: &Reach, sight: &Sight<'_>) -> Vec<Place> {
    let is_person = sight.kind == Some(EntityKind::Person);
    if !is_person || names.aliases.iter().all(|alias| alias.strength != Strength::Distinct) {
        return Vec::new();
    }
    let is_own =
        |place: Place| place.first.checked_sub(1).and_then(|before| reach.until(before)) >= Some(place.last);
    let surnames = found.iter().filter(|(alias, _)| alias.strength == Strength::Word);
    let mut others: Vec<Place> = surnames
        .map(|(_, place)| *place)
        .filter(|place| !is_own(*place) && sight.is_of_another(*place))
        .collect();
    others.sort_unstable();
    others
}
