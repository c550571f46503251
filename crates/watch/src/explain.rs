//! Why, and why not: what became of every watch in one article, for the person who set the watches up.

mod miss;
mod rule;

use std::cell::Cell;
use std::ops::Range;

use model::{Article, Field};

use crate::judge::{self, Judge, Sighting};
use crate::knowledge::Knowledge;
use crate::matcher::{Asks, MATCH, Matcher, REVIEW};
use crate::reading::{Place, Reading};
use crate::sentence;

/// The most places that are explained for one watch.
const MAX_CANDIDATES: usize = 20;

/// Of an article it is looked for so many names and terms what stands in their place.
const MAX_LOOKS: usize = 1_000;

/// What became of one watch in an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The watchlist's name.
    pub watchlist: String,
    /// The watch's name.
    pub watch: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The best score of any place, 0 to 1; 0 where it stands nowhere.
    pub score: f64,
    /// The places at which something of it stands, best first.
    pub candidates: Vec<Candidate>,
    /// Why, as lines for a person.
    pub reasons: Vec<String>,
}

/// What became of a watch in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is mentioned.
    Match,
    /// It may be mentioned; a person should look.
    Review,
    /// Its words stand in the article and something else is meant, or its rule does not hold.
    Reject,
    /// Nothing of it stands in the article.
    Absent,
}

/// A place at which something of a watch stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The alias or the part of the rule, as configured.
    pub alias: String,
    /// The field of the article.
    pub field: Field,
    /// Byte offsets in that field's original text.
    pub span: Range<usize>,
    /// The sentence around it.
    pub sentence: String,
    /// How sure it is that this is the thing meant, 0 to 1.
    pub score: f64,
    /// What the score is made of, the weightiest first.
    pub reasons: Vec<String>,
}

impl Matcher {
    /// What became of every watch in an article by itself, and why: also of those that are not mentioned. Takes time in proportion
    /// to the number of watches, so it is for trying things out and not for a stream; what nearly stands there is told of the first
    /// thousand names and terms that do not.
    #[must_use]
    pub fn explain(&self, article: &Article, knowledge: &Knowledge) -> Vec<Explained> {
        let reading = Reading::new(article, &self.phrases);
        let judge = Judge::new(&reading, &self.phrases, &self.texts, knowledge);
        let looks = Looks::of_article();
        let all = 0..self.watches.len() as u32;
        all.filter_map(|number| self.explain_watch(number, &reading, &judge, &looks)).collect()
    }

    fn explain_watch(
        &self,
        number: u32,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        looks: &Looks,
    ) -> Option<Explained> {
        let watch = self.watches.get(number as usize)?;
        let (verdict, candidates, reasons) = match watch.asks {
            Asks::Nothing => return None,
            Asks::Names { .. } => self.explain_names(number, reading, judge, looks)?,
            Asks::Rule(rule) => rule::explain(self, rule, reading, judge, looks),
        };
        Some(Explained {
            watchlist: self.list(&watch).to_owned(),
            watch: self.texts.get(watch.name).to_owned(),
            verdict,
            score: candidates.iter().map(|candidate| candidate.score).fold(0.0, f64::max),
            candidates,
            reasons,
        })
    }

    fn explain_names(
        &self,
        number: u32,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        looks: &Looks,
    ) -> Option<(Verdict, Vec<Candidate>, Vec<String>)> {
        let names = self.names(number)?;
        let mut sightings = judge.sightings(names, self.known(number, judge));
        let in_story = best(&judge::in_story(&sightings));
        sightings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        let candidate = |place: Place, alias: &str, score: f64, reasons: Vec<String>| {
            candidate(reading, place, alias, score, reasons)
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        for sighting in sightings.iter().take(MAX_CANDIDATES) {
            let alias = self.texts.get(sighting.alias);
            candidates.push(candidate(
                sighting.place,
                alias,
                sighting.score,
                judge::reasons(&sighting.evidence),
            ));
        }
        for (place, alias, not) in judge.excluded_places(names).take(MAX_CANDIDATES) {
            let reason = format!("is part of \"{}\", which excludes it", self.phrases.spelled(not));
            candidates.push(candidate(place, self.texts.get(alias), 0.0, vec![reason]));
        }
        let best = best(&sightings);
        let verdict = match () {
            () if best >= MATCH => Verdict::Match,
            () if best >= REVIEW => Verdict::Review,
            () if candidates.is_empty() => Verdict::Absent,
            () => Verdict::Reject,
        };
        let mut reasons = match verdict {
            Verdict::Absent => {
                let miss = names.aliases.iter().take_while(|_| looks.take()).find_map(|alias| {
                    miss::of_name(reading, alias, self.texts.get(alias.text)).into_iter().next()
                });
                let why = miss.map_or_else(String::new, |miss| format!(": {}", miss.why));
                vec![format!("none of its names stands in the article{why}")]
            }
            _ => candidates.first().map(|best| best.reasons.clone()).unwrap_or_default(),
        };
        if best < MATCH && in_story >= MATCH {
            reasons.push(IN_STORY.to_owned());
        }
        Some((verdict, candidates, reasons))
    }
}

/// For how many more names and terms that stand nowhere it is looked for what stands in their place: each takes as long as the article,
/// and there may be thousands.
#[derive(Debug)]
struct Looks(Cell<usize>);

impl Looks {
    fn of_article() -> Self {
        Looks(Cell::new(MAX_LOOKS))
    }

    /// Whether there is one more.
    fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// What is said of what is not sure by itself.
const IN_STORY: &str = "would be a match in a story of which another article leaves no doubt of it";

/// The best score of some places.
fn best(sightings: &[Sighting]) -> f64 {
    sightings.iter().map(|sighting| sighting.score).fold(0.0, f64::max)
}

fn candidate(
    reading: &Reading<'_>,
    place: Place,
    alias: &str,
    score: f64,
    reasons: Vec<String>,
) -> Candidate {
    Candidate {
        alias: alias.to_owned(),
        field: reading.field(place),
        span: reading.bytes(place),
        sentence: sentence::around(reading, place),
        score,
        reasons,
    }
}

#[cfg(test)]
mod tests;
