//! What a rule finds in an article: whether it holds, and the places that make it hold. Every step takes time in proportion
//! to the places it is given, or to their sorting, whatever the article holds.

mod article;
mod count;
mod ticker;
mod within;

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::gap::is_passed_over;
use crate::query::{Parts, Queries, Query, QueryId, Seek, Target};
use crate::reading::{Place, Reading, Word};
use crate::rule::{Distance, Scope};
use crate::texts::{Text, Texts};
use crate::whole::Loose;
use crate::words::initials;

pub(crate) use article::known;
pub(crate) use ticker::{has_ticker, is_sure_ticker, is_ticker};

/// The places of one term that are looked at, the first of an article: no article that anybody reads has as many, and a text of nothing
/// else is not to keep all others waiting.
const PLACES_MAX: usize = 10_000;

/// A rule's surroundings while it is asked of an article.
pub(crate) struct Evaluation<'e> {
    pub(crate) reading: &'e Reading<'e>,
    pub(crate) queries: &'e Queries,
    pub(crate) texts: &'e Texts,
    /// The places of another watch, by its number.
    pub(crate) entity: &'e dyn Fn(u32) -> Vec<Place>,
    /// The places of parts with a distance, by the first of their own parts: a chain of them asks for each many times.
    distant: RefCell<FxHashMap<QueryId, Vec<Place>>>,
}

impl<'e> Evaluation<'e> {
    pub(crate) fn new(
        reading: &'e Reading<'e>,
        queries: &'e Queries,
        texts: &'e Texts,
        entity: &'e dyn Fn(u32) -> Vec<Place>,
    ) -> Self {
        Evaluation { reading, queries, texts, entity, distant: RefCell::default() }
    }

    /// Whether a part holds.
    pub(crate) fn holds(&self, query: Query) -> bool {
        match query {
            Query::Or(parts) => self.standing(parts).any(|part| self.holds(*part)),
            Query::And(parts) => self.queries.all(parts).iter().all(|part| self.holds(*part)),
            Query::Not(part) => !self.holds(self.queries.get(part)),
            Query::AtLeast(count, part) => self.count(self.queries.get(part)) >= count,
            Query::Meta(meta, value) => article::is_known(self.reading, meta, self.texts.get(value)),
            Query::Seek(seek) => self.seek_any(&seek),
            Query::Near(..) | Query::Ordered(_) | Query::Sequence(..) | Query::Within(..) => {
                !self.places(query).is_empty()
            }
            Query::Link(_) | Query::Label(_) => false,
        }
    }

    /// Where a part stands, in ascending order, each place once. What is no place (AND, NOT, ATLEAST, a field that is not
    /// text) stands nowhere.
    pub(crate) fn places(&self, query: Query) -> Vec<Place> {
        let mut found = match query {
            Query::Or(parts) => self.standing(parts).flat_map(|part| self.places_of_part(*part)).collect(),
            Query::Seek(seek) => self.seek(&seek),
            Query::Near(left, distance) => {
                let [left, right] = self.sides(left).map(|side| self.places_of_part(side));
                self.near(&left, &right, distance)
            }
            Query::Ordered(parts) => self.ordered(parts),
            Query::Sequence(parts, scope, loose) => self.in_scope(self.sequence(parts, loose), scope),
            Query::Within(parts, scope) => self.in_scope(self.within(parts), scope),
            Query::And(_) | Query::Not(_) | Query::AtLeast(..) => Vec::new(),
            Query::Meta(..) | Query::Link(_) | Query::Label(_) => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Where a part of a part with a distance, or of an OR, stands.
    fn places_of_part(&self, query: Query) -> Vec<Place> {
        let (Query::Near(first, _) | Query::Ordered(Parts { start: first, .. })) = query else {
            return self.places(query);
        };
        if let Some(known) = self.distant.borrow().get(&first) {
            return known.clone();
        }
        let places = self.places(query);
        self.distant.borrow_mut().insert(first, places.clone());
        places
    }

    /// Calls `cite` with each place that makes a part hold, and the term that found it.
    pub(crate) fn evidence(&self, query: Query, cite: &mut dyn FnMut(Text, Place)) {
        self.evidence_among(query, None, cite);
    }

    /// The same for a part of a part with a distance: as far as it takes part in what was found, in ascending order.
    fn evidence_among(&self, query: Query, found: Option<&[Place]>, cite: &mut dyn FnMut(Text, Place)) {
        let takes_part = |place: &Place| found.is_none_or(|found| found.binary_search(place).is_ok());
        let mut each = |text: Text, mut places: Vec<Place>| {
            places.retain(takes_part);
            places.into_iter().for_each(|place| cite(text, place));
        };
        match query {
            Query::Seek(seek) => each(seek.text, self.seek(&seek)),
            Query::Sequence(parts, ..) | Query::Within(parts, _) => {
                if let Some(Query::Label(label)) = self.queries.all(parts).first() {
                    each(*label, self.places(query));
                }
            }
            Query::Or(parts) => {
                // What stands nowhere takes part in nothing that was found.
                let hold = self.standing(parts).filter(|part| found.is_some() || self.holds(**part));
                hold.for_each(|part| self.evidence_among(*part, found, cite));
            }
            Query::And(parts) => {
                let hold = self.queries.all(parts).iter().filter(|part| self.holds(**part));
                hold.for_each(|part| self.evidence_among(*part, found, cite));
            }
            Query::AtLeast(_, part) => self.evidence_among(self.queries.get(part), found, cite),
            Query::Near(left, _) => self.evidence_near(query, &self.sides(left), found, cite),
            Query::Ordered(parts) => self.evidence_near(query, self.queries.all(parts), found, cite),
            Query::Not(_) | Query::Meta(..) | Query::Link(_) | Query::Label(_) => {}
        }
    }

    /// The evidence of the parts of a part with a distance.
    fn evidence_near(
        &self,
        query: Query,
        parts: &[Query],
        found: Option<&[Place]>,
        cite: &mut dyn FnMut(Text, Place),
    ) {
        let mut near = self.places_of_part(query);
        near.retain(|place| found.is_none_or(|found| found.binary_search(place).is_ok()));
        parts.iter().for_each(|part| self.evidence_among(*part, Some(&near), cite));
        if found.is_none() {
            // Nothing else has them for its parts.
            self.distant.borrow_mut().clear();
        }
    }

    /// The parts of an OR but the terms that stand nowhere: of thousands of words, a few stand in an article.
    fn standing(&self, parts: Parts) -> impl Iterator<Item = &Query> {
        self.queries.all(parts).iter().filter(|part| match part {
            Query::Seek(seek) => seek.target.phrase().is_none_or(|phrase| self.reading.may_have(phrase)),
            _ => true,
        })
    }

    fn sides(&self, left: QueryId) -> [Query; 2] {
        [self.queries.get(left), self.queries.get(left + 1)]
    }

    fn seek(&self, seek: &Seek) -> Vec<Place> {
        match seek.target {
            Target::Entity(watch) => self.in_scope((self.entity)(watch), seek.scope),
            _ => self.seek_each(seek).collect(),
        }
    }

    fn seek_any(&self, seek: &Seek) -> bool {
        match seek.target {
            Target::Entity(_) => !self.seek(seek).is_empty(),
            _ => self.seek_each(seek).next().is_some(),
        }
    }

    /// The places of a term that is no entity.
    fn seek_each(&self, seek: &Seek) -> impl Iterator<Item = Place> {
        // Most terms of most rules stand nowhere, so nothing else is worked out for them.
        let phrase = seek.target.phrase().filter(|phrase| self.reading.may_have(*phrase));
        let scope = phrase.map_or(0..0, |_| self.reading.scope(seek.scope));
        let (target, text) = (seek.target, seek.text);
        let places = phrase.into_iter().flat_map(move |phrase| self.reading.places(phrase, seek.loose));
        let in_scope = places.filter(move |place| is_in(&scope, *place));
        let meant = in_scope.filter(move |place| match target {
            Target::Exact(_) => is_written(self.reading.written(*place), self.texts.get(text)),
            Target::Initials(_) => self.has_initials(*place, self.texts.get(text)),
            Target::Ticker(_) => is_sure_ticker(self.reading.text_of(*place), self.reading.bytes(*place)),
            Target::Phrase(_) | Target::Entity(_) => true,
        });
        meant.take(PLACES_MAX)
    }

    /// Whether the initials of a term are written as such where it stands: *US* and *u.s.* are *U.S.*, and *us* is not.
    fn has_initials(&self, place: Place, term: &str) -> bool {
        let is_so = |index: u32| {
            let word = self.reading.written_word(index as usize);
            word.contains(['.', '．']) || !word.contains(char::is_lowercase)
        };
        (place.first..=place.last).zip(initials(term)).all(|(index, is_one)| !is_one || is_so(index))
    }

    fn in_scope(&self, mut places: Vec<Place>, scope: Scope) -> Vec<Place> {
        let scope = self.reading.scope(scope);
        places.retain(|place| is_in(&scope, *place));
        places
    }

    /// The places on either side that have one of the other side within the distance.
    fn near(&self, left: &[Place], right: &[Place], distance: Distance) -> Vec<Place> {
        let mut found = self.with_neighbour(left, right, distance, true, true);
        found.extend(self.with_neighbour(right, left, distance, true, true));
        found
    }

    /// Those of `places` that have one of `others` within the distance, before or after them, without overlap.
    fn with_neighbour(
        &self,
        places: &[Place],
        others: &[Place],
        distance: Distance,
        before: bool,
        after: bool,
    ) -> Vec<Place> {
        let others: Vec<Place> =
            others.iter().copied().filter(|place| self.is_in_one(*place, distance)).collect();
        let mut ends = others.clone();
        ends.sort_unstable_by_key(|place| place.last);
        let has_neighbour = |place: &Place| {
            // The nearest on each side; whatever is farther is not within the distance where that is not.
            let left = ends
                .partition_point(|other| other.last < place.first)
                .checked_sub(1)
                .and_then(|i| ends.get(i));
            let right = others.get(others.partition_point(|other| other.first <= place.last));
            (before && left.is_some_and(|left| self.is_within(*left, *place, distance)))
                || (after && right.is_some_and(|right| self.is_within(*place, *right, distance)))
        };
        let mut places = places.to_vec();
        places.retain(|place| self.is_in_one(*place, distance) && has_neighbour(place));
        places
    }

    /// Whether a place is in one sentence or paragraph, where that is asked: words in any order may be in two.
    fn is_in_one(&self, place: Place, distance: Distance) -> bool {
        let (Some(first), Some(last)) = (self.word(place.first), self.word(place.last)) else { return false };
        match distance {
            Distance::Words(_) => true,
            Distance::Sentence => first.sentence == last.sentence,
            Distance::Paragraph => first.paragraph == last.paragraph,
        }
    }

    /// Whether two places, the left one first and without overlap, are within a distance.
    fn is_within(&self, left: Place, right: Place, distance: Distance) -> bool {
        let (Some(from), Some(to)) = (self.word(left.last), self.word(right.first)) else { return false };
        match distance {
            // What does not count, as the *’s* of *Macy’s*, takes no place of its own.
            Distance::Words(most) => to.count + u32::from(!from.span.kind.counts()) - from.count <= most,
            Distance::Sentence => from.sentence == to.sentence,
            Distance::Paragraph => from.paragraph == to.paragraph,
        }
    }

    fn word(&self, index: u32) -> Option<&Word> {
        self.reading.words.get(index as usize)
    }

    /// The places that take part in a complete chain, each link after the one before.
    fn ordered(&self, parts: Parts) -> Vec<Place> {
        self.links(parts).0.concat()
    }

    /// For each part of a chain the places that take part in a complete one, in ascending order, and the distances between the parts.
    fn links(&self, parts: Parts) -> (Vec<Vec<Place>>, Vec<Distance>) {
        let mut links: Vec<Vec<Place>> = Vec::new();
        let mut distances = Vec::new();
        for part in self.queries.all(parts) {
            match (part, links.last()) {
                (Query::Link(distance), _) => distances.push(*distance),
                (part, None) => links.push(self.places_of_part(*part)),
                (part, Some(before)) => {
                    let distance = distances.last().copied().unwrap_or(Distance::Words(0));
                    let places = self.places_of_part(*part);
                    links.push(self.with_neighbour(&places, before, distance, true, false));
                }
            }
        }
        // Backwards: only what leads to the end of the chain.
        for (index, distance) in distances.iter().enumerate().rev() {
            let kept = match (links.get(index), links.get(index + 1)) {
                (Some(here), Some(after)) => self.with_neighbour(here, after, *distance, false, true),
                _ => Vec::new(),
            };
            if let Some(here) = links.get_mut(index) {
                *here = kept;
            }
        }
        (links, distances)
    }

    /// The places where words stand one directly after the other.
    fn sequence(&self, parts: Parts, loose: Loose) -> Vec<Place> {
        let mut words = self.queries.all(parts).iter().skip(1);
        let mut found = words.next().map_or_else(Vec::new, |first| self.places(*first));
        for word in words {
            let next = self.places(*word);
            found = found.iter().filter_map(|before| self.extended(*before, &next, loose)).collect();
        }
        found
    }

    fn extended(&self, before: Place, next: &[Place], loose: Loose) -> Option<Place> {
        let after = next.get(next.partition_point(|place| place.first <= before.last))?;
        let follows = self.reading.follows(*after, before, loose);
        follows.then_some(Place { first: before.first, last: after.last })
    }
}

pub(crate) fn is_in(scope: &std::ops::Range<usize>, place: Place) -> bool {
    scope.contains(&(place.first as usize)) && scope.contains(&(place.last as usize))
}

/// Whether two phrases are written alike: the same letters in the same case, whatever stands between the words.
pub(crate) fn is_written(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// What two phrases must have in common to be written alike: their letters and symbols, of whatever width and in ligatures or not,
/// whatever stands between the words.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let shown = text.chars().filter(|c| !is_passed_over(*c));
    shown.nfkc().filter(|c| c.is_alphanumeric() || "&+#".contains(*c))
}
