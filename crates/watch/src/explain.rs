//! Why, and why not: what became of every watch in one article, for the person who set the watches up.

use std::ops::Range;

use model::{Article, Field};

use crate::evaluate::Evaluation;
use crate::judge::{self, Judge, Sighting};
use crate::knowledge::Knowledge;
use crate::matcher::{Asks, MATCH, Matcher, REVIEW};
use crate::query::{Query, QueryId, Seek, Target};
use crate::reading::{Place, Reading};
use crate::rule::{Distance, Meta, Scope};
use crate::sentence;

/// The most places that are explained for one watch.
const MAX_CANDIDATES: usize = 20;

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
    /// to the number of watches, so it is for trying things out and not for a stream.
    #[must_use]
    pub fn explain(&self, article: &Article, knowledge: &Knowledge) -> Vec<Explained> {
        let reading = Reading::new(article, &self.phrases);
        let judge = Judge::new(&reading, &self.phrases, &self.texts, knowledge);
        let all = 0..self.watches.len() as u32;
        all.filter_map(|number| self.explain_watch(number, &reading, &judge)).collect()
    }

    fn explain_watch(&self, number: u32, reading: &Reading<'_>, judge: &Judge<'_>) -> Option<Explained> {
        let watch = self.watches.get(number as usize)?;
        let (verdict, candidates, reasons) = match watch.asks {
            Asks::Nothing => return None,
            Asks::Names { .. } => self.explain_names(number, reading, judge)?,
            Asks::Rule(rule) => self.explain_rule(rule, reading, judge),
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
            Verdict::Absent => vec!["none of its names stands in the article".to_owned()],
            _ => candidates.first().map(|best| best.reasons.clone()).unwrap_or_default(),
        };
        if best < MATCH && in_story >= MATCH {
            reasons.push(IN_STORY.to_owned());
        }
        Some((verdict, candidates, reasons))
    }

    fn explain_rule(
        &self,
        rule: QueryId,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
    ) -> (Verdict, Vec<Candidate>, Vec<String>) {
        let Matcher { queries, texts, .. } = self;
        let entity = |watch| self.entity_places(watch, judge);
        let evaluation = Evaluation::new(reading, queries, texts, &entity);
        let query = queries.get(rule);
        let holds = evaluation.holds(query);
        let mut candidates = Vec::new();
        let score = if holds { 1.0 } else { 0.0 };
        evaluation.evidence(query, &mut |text, place| {
            if candidates.len() < MAX_CANDIDATES {
                candidates.push(candidate(reading, place, texts.get(text), score, Vec::new()));
            }
        });
        if holds {
            return (Verdict::Match, candidates, vec!["the rule holds".to_owned()]);
        }
        let mut reasons = Vec::new();
        WhyNot { matcher: self, evaluation: &evaluation }.tell(query, &mut reasons);
        reasons.truncate(MAX_CANDIDATES);
        let verdict =
            if self.stands_anywhere(query, &evaluation) { Verdict::Reject } else { Verdict::Absent };
        (verdict, candidates, reasons)
    }

    /// Whether any term of a rule stands in the article.
    fn stands_anywhere(&self, query: Query, evaluation: &Evaluation<'_>) -> bool {
        let any = |parts: &[Query]| parts.iter().any(|part| self.stands_anywhere(*part, evaluation));
        match query {
            Query::Or(parts)
            | Query::And(parts)
            | Query::Ordered(parts)
            | Query::Sequence(parts, ..)
            | Query::Within(parts, _) => any(self.queries.all(parts)),
            Query::Near(left, _) => any(&[self.queries.get(left), self.queries.get(left + 1)]),
            Query::AtLeast(_, part) | Query::Not(part) => any(&[self.queries.get(part)]),
            Query::Seek(_) => !evaluation.places(query).is_empty(),
            Query::Meta(..) | Query::Link(_) | Query::Label(_) => false,
        }
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

/// Tells why a rule does not hold.
struct WhyNot<'w> {
    matcher: &'w Matcher,
    evaluation: &'w Evaluation<'w>,
}

impl WhyNot<'_> {
    fn tell(&self, query: Query, reasons: &mut Vec<String>) {
        let queries = &self.matcher.queries;
        match query {
            Query::Or(parts) => queries.all(parts).iter().for_each(|part| self.tell(*part, reasons)),
            Query::And(parts) => {
                let failing = queries.all(parts).iter().filter(|part| !self.evaluation.holds(**part));
                failing.for_each(|part| self.tell(*part, reasons));
            }
            Query::Not(part) => {
                reasons.push(format!("{} is there, which excludes it", self.name(queries.get(part))))
            }
            Query::Near(left, distance) => {
                let sides = [queries.get(left), queries.get(left + 1)];
                self.tell_apart(&sides, &format!("stand nowhere {}", within(distance)), reasons);
            }
            Query::Ordered(parts) => {
                self.tell_apart(
                    queries.all(parts),
                    "stand nowhere in this order and as near to each other",
                    reasons,
                );
            }
            Query::AtLeast(count, part) => {
                let part = queries.get(part);
                let found = self.evaluation.count(part);
                reasons.push(format!("{} stands {found} times, not {count}", self.name(part)));
            }
            Query::Meta(..) => reasons.push(format!("the article is not of {}", self.name(query))),
            Query::Seek(Seek { scope, .. }) | Query::Sequence(_, scope, _) | Query::Within(_, scope) => {
                reasons.push(format!("{} stands nowhere{}", self.name(query), inside(scope)));
            }
            Query::Link(_) | Query::Label(_) => {}
        }
    }

    /// Tells which of several parts is missing, or that they are all there and not where they should be.
    fn tell_apart(&self, parts: &[Query], all_there: &str, reasons: &mut Vec<String>) {
        let parts = || parts.iter().filter(|part| !matches!(part, Query::Link(_)));
        let before = reasons.len();
        parts().filter(|part| !self.evaluation.holds(**part)).for_each(|part| self.tell(*part, reasons));
        if reasons.len() == before {
            let names: Vec<String> = parts().map(|part| self.name(*part)).collect();
            reasons.push(format!("{} {all_there}", names.join(" and ")));
        }
    }

    /// A part of a rule in few words.
    fn name(&self, query: Query) -> String {
        let Matcher { queries, texts, .. } = self.matcher;
        let joined = |parts: &[Query], by: &str| {
            let names =
                parts.iter().filter(|part| !matches!(part, Query::Link(_))).map(|part| self.name(*part));
            names.collect::<Vec<_>>().join(by)
        };
        match query {
            Query::Or(parts) => format!("({})", joined(queries.all(parts), " OR ")),
            Query::And(parts) => format!("({})", joined(queries.all(parts), " AND ")),
            Query::Ordered(parts) => format!("({})", joined(queries.all(parts), " ONEAR ")),
            Query::Near(left, _) => {
                format!("({})", joined(&[queries.get(left), queries.get(left + 1)], " NEAR "))
            }
            Query::Not(part) => format!("NOT {}", self.name(queries.get(part))),
            Query::AtLeast(count, part) => format!("ATLEAST/{count}{}", self.name(queries.get(part))),
            Query::Meta(meta, value) => format!("{}:{}", field(meta), texts.get(value)),
            Query::Seek(Seek { text, target: Target::Exact(_), .. }) => format!("{{{}}}", texts.get(text)),
            Query::Seek(Seek { text, target: Target::Ticker(_), .. }) => format!("${}", texts.get(text)),
            Query::Seek(Seek { text, .. }) | Query::Label(text) => format!("\"{}\"", texts.get(text)),
            Query::Sequence(parts, ..) | Query::Within(parts, _) => {
                queries.all(parts).first().map_or_else(String::new, |label| self.name(*label))
            }
            Query::Link(_) => String::new(),
        }
    }
}

fn within(distance: Distance) -> String {
    match distance {
        Distance::Words(most) => format!("within {most} words of each other"),
        Distance::Sentence => "in the same sentence".to_owned(),
        Distance::Paragraph => "in the same paragraph".to_owned(),
    }
}

fn inside(scope: Scope) -> &'static str {
    match scope {
        Scope::Anywhere => "",
        Scope::Title => " in the headline",
        Scope::Lead => " in the lead",
        Scope::Body => " in the text",
    }
}

fn field(meta: Meta) -> &'static str {
    match meta {
        Meta::Site => "site",
        Meta::Source => "source",
        Meta::Author => "author",
        Meta::Language => "lang",
        Meta::Tag => "tag",
        Meta::Url => "url",
    }
}

#[cfg(test)]
mod tests;
