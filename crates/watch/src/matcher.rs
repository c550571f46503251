//! Compiled watchlists, and what of them an article mentions.

mod build;
mod find;
mod follow;

pub use find::{Findings, Found, lifted};

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use model::{Article, Field, Mention, Outcome};

use crate::entity::{Alias, Names, Traits};
use crate::evaluate::Evaluation;
use crate::filed::Filed;
use crate::index::Index;
use crate::judge::{self, Evidence, Judge, Sighting};
use crate::knowledge::Knowledge;
use crate::phrases::{PhraseId, Phrases};
use crate::query::{Queries, QueryId};
use crate::reading::{Place, Reading};
use crate::shared::{Runs, Shared};
use crate::texts::{Text, Texts};

/// The score from which a mention is a match.
pub(crate) const MATCH: f64 = 0.5;

/// The score from which a mention is worth a look.
pub(crate) const REVIEW: f64 = 0.35;

/// Watchlists, compiled. Matching takes no lock and changes nothing, so one matcher serves many threads. A copy takes a moment,
/// and memory only for what is changed in it.
#[derive(Clone, Debug)]
pub struct Matcher {
    pub(crate) phrases: Phrases,
    pub(crate) queries: Queries,
    pub(crate) texts: Texts,
    aliases: Runs<Alias>,
    traits: Runs<Arc<Traits>>,
    lists: Vec<String>,
    pub(crate) watches: Shared<Compiled>,
    /// The numbers of the watches, by list and name.
    numbers: Index,
    /// Which entity each rule refers to, with the rule.
    references: Vec<(u32, u32)>,
    /// The watches to be asked where a phrase stands.
    filed: Filed,
    /// How many watches were added, replaced or taken away since all were compiled.
    replaced: usize,
}

/// A watch as it is matched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiled {
    pub(crate) list: u32,
    pub(crate) name: Text,
    pub(crate) asks: Asks,
}

/// What a watch asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asks {
    /// Nothing: the watch is not compiled yet, or was removed.
    Nothing,
    /// For names: a run of aliases, how many they are, and the number of its traits.
    Names {
        aliases: u32,
        count: u32,
        traits: Option<u32>,
    },
    Rule(QueryId),
}

impl Matcher {
    /// What of the watchlists an article mentions: at most one mention for each watch, in the order of the lists, and of
    /// those that came later in the order in which they came.
    #[must_use]
    pub fn mentions(&self, article: &Article) -> Vec<Mention> {
        let reading = Reading::new(article, &self.phrases);
        let candidates = self.candidates(&reading);
        let knowledge = Knowledge::default();
        let judge = Judge::new(&reading, &self.phrases, &self.texts, &knowledge);
        let mention = |watch: u32| self.mention(watch, &judge, &self.finding(watch, &reading, &judge)?);
        candidates.into_iter().filter_map(mention).collect()
    }

    /// The places at which words of the watches stand in an article as one phrase, of any watch and in no order: what a search
    /// for words finds, before it is asked which of them are meant. For comparison with other searches.
    #[must_use]
    pub fn places(&self, article: &Article) -> Vec<(Field, Range<usize>)> {
        let reading = Reading::new(article, &self.phrases);
        reading.all_places().map(|place| (reading.field(place), reading.bytes(place))).collect()
    }

    /// The watches that may be found: those of which an anchor stands in the article, and the phrase that must stand there
    /// as well.
    fn candidates(&self, reading: &Reading<'_>) -> Vec<u32> {
        let phrases: Vec<PhraseId> = reading.phrases().collect();
        let may_hold = self.filed.under(&phrases).filter(|filing| {
            filing.also.is_none_or(|also| also.into_iter().any(|also| reading.may_have(also)))
        });
        let mut candidates: Vec<u32> = may_hold.map(|filing| filing.watch).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    pub(crate) fn list(&self, watch: &Compiled) -> &str {
        self.lists.get(watch.list as usize).map_or("", String::as_str)
    }

    pub(crate) fn names(&self, number: u32) -> Option<Names<'_>> {
        match self.watches.get(number as usize)?.asks {
            Asks::Names { aliases, count, traits } => Some(Names {
                aliases: self.aliases.get(aliases, count)?,
                traits: traits.and_then(|traits| self.traits.get(traits, 1)?.first()).map(|traits| &**traits),
            }),
            Asks::Rule(_) | Asks::Nothing => None,
        }
    }

    fn finding(&self, number: u32, reading: &Reading<'_>, judge: &Judge<'_>) -> Option<Finding> {
        match self.watches.get(number as usize)?.asks {
            Asks::Nothing => None,
            Asks::Names { .. } => find_names(judge.sightings(self.names(number)?, None)),
            Asks::Rule(rule) => self.find_rule(rule, reading, judge),
        }
    }

    fn mention(&self, number: u32, judge: &Judge<'_>, finding: &Finding) -> Option<Mention> {
        let watch = self.watches.get(number as usize)?;
        let Finding { score, ref cited, ref evidence } = *finding;
        let reading = judge.reading;
        let reasons = match evidence {
            Some(evidence) => judge::reasons(evidence),
            None => vec!["the rule holds".to_owned()],
        };
        let evidence = cited.iter().take(Mention::MAX_EVIDENCE).map(|(alias, place)| model::Evidence {
            alias: self.texts.get(*alias).to_owned(),
            field: reading.field(*place),
            span: reading.bytes(*place),
            sentence: judge.sentences.around(reading, *place),
        });
        Some(Mention {
            watchlist: self.list(&watch).to_owned(),
            watch: self.texts.get(watch.name).to_owned(),
            outcome: if score >= MATCH { Outcome::Match } else { Outcome::Review },
            score,
            salience: salience(reading, cited),
            evidence: evidence.collect(),
            reasons,
        })
    }

    fn find_rule(&self, rule: QueryId, reading: &Reading<'_>, judge: &Judge<'_>) -> Option<Finding> {
        let Matcher { queries, texts, .. } = self;
        let entity = |watch| self.entity_places(watch, judge);
        let evaluation = Evaluation::new(reading, queries, texts, &entity);
        let query = queries.get(rule);
        if !evaluation.holds(query) {
            return None;
        }
        let mut cited: Vec<(Text, Place)> = Vec::new();
        evaluation.evidence(query, &mut |text, place| cited.push((text, place)));
        cited.sort_by_key(|(_, place)| *place);
        cited.dedup_by_key(|(_, place)| *place);
        Some(Finding { score: 1.0, cited, evidence: None })
    }

    pub(crate) fn entity_places(&self, watch: u32, judge: &Judge<'_>) -> Vec<Place> {
        let Some(names) = self.names(watch) else { return Vec::new() };
        let known = self.known(watch, judge);
        let sure = judge.sightings(names, known).into_iter().filter(|sighting| sighting.score >= MATCH);
        sure.map(|sighting| sighting.place).collect()
    }
}

fn find_names(mut sightings: Vec<Sighting>) -> Option<Finding> {
    sightings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
    sightings.retain(|sighting| sighting.score >= REVIEW);
    let cited = sightings.iter().map(|sighting| (sighting.alias, sighting.place)).collect();
    let best = sightings.into_iter().next()?;
    Some(Finding { score: best.score, evidence: Some(best.evidence), cited })
}

/// What was found of a watch: how surely, where and by what, and why.
#[derive(PartialEq)]
struct Finding {
    score: f64,
    cited: Vec<(Text, Place)>,
    /// What speaks for the best of the places and against it; of a rule, that it holds.
    evidence: Option<Rc<Evidence>>,
}

/// How much an article is about what was found: whether its headline names it, how early and how often.
fn salience(reading: &Reading<'_>, cited: &[(Text, Place)]) -> f64 {
    let words = reading.words.len().max(1) as f64;
    let first = cited.iter().map(|(_, place)| place.first).min().unwrap_or(0);
    let in_title = cited.iter().any(|(_, place)| (place.first as usize) < reading.body);
    let early = 1.0 - f64::from(first) / words;
    let often = (cited.len() as f64 / 5.0).min(1.0);
    let title = if in_title { 0.5 } else { 0.0 };
    (title + 0.25 * early + 0.25 * often).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
