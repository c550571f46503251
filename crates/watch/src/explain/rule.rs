//! Why a rule does not hold in an article, part by part, and what of it stands there.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::miss::{self, Miss};
use super::{Candidate, Looks, MAX_CANDIDATES, Verdict, candidate};
use crate::evaluate::{Evaluation, known};
use crate::judge::Judge;
use crate::matcher::Matcher;
use crate::query::{Query, QueryId, Seek, Target};
use crate::reading::{Place, Reading};
use crate::rule::{self, Distance, Scope};
use crate::texts::Text;

/// What became of a rule.
pub(super) fn explain(
    matcher: &Matcher,
    rule: QueryId,
    reading: &Reading<'_>,
    judge: &Judge<'_>,
    looks: &Looks,
) -> (Verdict, Vec<Candidate>, Vec<String>) {
    let Matcher { queries, texts, .. } = matcher;
    let entity = |watch| matcher.entity_places(watch, judge);
    let evaluation = Evaluation::new(reading, queries, texts, &entity);
    let query = queries.get(rule);
    if evaluation.holds(query) {
        let mut candidates = Vec::new();
        evaluation.evidence(query, &mut |text, place| {
            if candidates.len() < MAX_CANDIDATES {
                candidates.push(candidate(reading, place, texts.get(text), 1.0, Vec::new()));
            }
        });
        return (Verdict::Match, candidates, vec!["the rule holds".to_owned()]);
    }
    let mut why = WhyNot {
        matcher,
        judge,
        evaluation: &evaluation,
        reasons: Vec::new(),
        standing: Vec::new(),
        looks,
        missed: FxHashMap::default(),
        named: FxHashMap::default(),
    };
    why.tell(query);
    why.gather(query);
    let WhyNot { mut reasons, standing, .. } = why;
    reasons.dedup();
    reasons.truncate(MAX_CANDIDATES);
    let verdict = if standing.is_empty() { Verdict::Absent } else { Verdict::Reject };
    (verdict, standing, reasons)
}

/// Tells why a rule does not hold.
struct WhyNot<'w> {
    matcher: &'w Matcher,
    judge: &'w Judge<'w>,
    evaluation: &'w Evaluation<'w>,
    reasons: Vec<String>,
    /// What of the rule stands in the article, or nearly does.
    standing: Vec<Candidate>,
    looks: &'w Looks,
    /// What was found in the place of terms, by their names: reasons and what stands are both made of it.
    missed: FxHashMap<String, Rc<[Miss]>>,
    /// What became of other watches that were asked.
    named: FxHashMap<u32, Rc<Explanation>>,
}

/// A verdict, what stands in the article, and the reasons.
type Explanation = (Verdict, Vec<Candidate>, Vec<String>);

impl WhyNot<'_> {
    /// Gathers the reasons.
    fn tell(&mut self, query: Query) {
        if self.reasons.len() >= MAX_CANDIDATES {
            return;
        }
        let queries = &self.matcher.queries;
        let evaluation = self.evaluation;
        match query {
            Query::Or(parts) => queries.all(parts).iter().for_each(|part| self.tell(*part)),
            Query::And(parts) => {
                let failing = queries.all(parts).iter().filter(|part| !evaluation.holds(**part));
                failing.for_each(|part| self.tell(*part));
            }
            Query::Not(part) => self.tell_excluded(queries.get(part)),
            Query::Near(left, distance) => {
                let sides = [queries.get(left), queries.get(left + 1)];
                self.tell_apart(&sides, &format!("stand nowhere {}", within(distance)));
            }
            Query::Ordered(parts) => {
                self.tell_apart(
                    queries.all(parts),
                    &format!("stand nowhere so that {} holds", self.name(query)),
                );
            }
            Query::Sequence(parts, scope, _) => {
                let all_there = format!("stand nowhere one directly after the other{}", inside(scope));
                self.tell_apart(queries.all(parts), &all_there);
            }
            Query::Within(parts, scope) => {
                let other = queries.all(parts).iter().find_map(|part| match part {
                    Query::Link(Distance::Words(other)) => Some(*other),
                    _ => None,
                });
                let all_there = format!(
                    "stand nowhere with at most {} other words among them{}",
                    other.unwrap_or_default(),
                    inside(scope)
                );
                self.tell_apart(queries.all(parts), &all_there);
            }
            Query::AtLeast(count, part) => {
                let part = queries.get(part);
                let found = evaluation.count(part);
                let times = if found == 1 { "once".to_owned() } else { format!("{found} times") };
                self.reasons.push(format!("{} stands {times}, not {count} times", self.name(part)));
            }
            Query::Meta(meta, _) => {
                let (what, known) = known(self.evaluation.reading, meta);
                let has = known.map_or_else(|| "none".to_owned(), |known| format!("\"{known}\""));
                self.reasons.push(format!("the article is not of {}: its {what}: {has}", self.name(query)));
            }
            Query::Seek(seek) => self.tell_missing(&seek),
            Query::Link(_) | Query::Label(_) => {}
        }
    }

    /// Tells what of an excluded part is there.
    fn tell_excluded(&mut self, part: Query) {
        if let Query::Or(parts) = part {
            let evaluation = self.evaluation;
            let there = self.matcher.queries.all(parts).iter().filter(|part| evaluation.holds(**part));
            return there.for_each(|part| self.tell_excluded(*part));
        }
        let name = self.name(part);
        self.reasons.push(match part {
            Query::Meta(..) => format!("the article is of {name}, which excludes it"),
            _ => format!("{name} is there, which excludes it"),
        });
    }

    /// Tells which of several parts is missing, or that they are all there and not where they should be.
    fn tell_apart(&mut self, parts: &[Query], all_there: &str) {
        let parts = || parts.iter().filter(|part| !matches!(part, Query::Link(_) | Query::Label(_)));
        let before = self.reasons.len();
        parts().filter(|part| !self.evaluation.holds(**part)).for_each(|part| self.tell(*part));
        if self.reasons.len() == before {
            let names: Vec<String> = parts().map(|part| self.name(*part)).collect();
            self.reasons.push(format!("{} {all_there}", names.join(" and ")));
        }
    }

    /// Tells that a term stands nowhere, and what stands in its place.
    fn tell_missing(&mut self, seek: &Seek) {
        let name = self.name(Query::Seek(Seek { scope: Scope::Anywhere, ..*seek }));
        let why = match seek.target {
            Target::Entity(watch) => match &*self.names(watch) {
                (Verdict::Reject, _, reasons) => {
                    return self.reasons.push(format!("{name} is not meant: {}", reasons.join(", ")));
                }
                (Verdict::Review, _, reasons) => {
                    let reasons = reasons.join(", ");
                    return self.reasons.push(format!("{name} is not sure to be meant: {reasons}"));
                }
                _ => None,
            },
            _ => self.misses(seek).first().map(|miss| miss.why.clone()),
        };
        let anywhere = Query::Seek(Seek { scope: Scope::Anywhere, ..*seek });
        let is_elsewhere = seek.scope != Scope::Anywhere && self.evaluation.holds(anywhere);
        let why = why.or_else(|| is_elsewhere.then(|| "it stands elsewhere in the article".to_owned()));
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        self.reasons.push(format!("{name} stands nowhere{}{why}", inside(seek.scope)));
    }

    /// Gathers what of a part stands in the article.
    fn gather(&mut self, query: Query) {
        let queries = &self.matcher.queries;
        let each = |why: &mut Self, parts: &[Query]| parts.iter().for_each(|part| why.gather(*part));
        match query {
            Query::Or(parts) | Query::And(parts) | Query::Ordered(parts) => each(self, queries.all(parts)),
            Query::Sequence(parts, ..) | Query::Within(parts, _) if !self.evaluation.holds(query) => {
                each(self, queries.all(parts));
            }
            Query::Near(left, _) => each(self, &[queries.get(left), queries.get(left + 1)]),
            Query::AtLeast(_, part) | Query::Not(part) => self.gather(queries.get(part)),
            Query::Seek(seek) if !self.evaluation.holds(query) => self.gather_missed(&seek),
            _ => {
                let mut found: Vec<(Text, Place)> = Vec::new();
                self.evaluation.evidence(query, &mut |text, place| found.push((text, place)));
                for (text, place) in found {
                    self.stands(text, place, Vec::new());
                }
            }
        }
    }

    /// Gathers what stands in the place of a term, and of an entity what speaks for it and against it.
    fn gather_missed(&mut self, seek: &Seek) {
        let room = MAX_CANDIDATES.saturating_sub(self.standing.len());
        if room == 0 {
            return;
        }
        if let Target::Entity(watch) = seek.target {
            let (_, candidates, _) = &*self.names(watch);
            self.standing.extend(candidates.iter().take(room).cloned());
            return;
        }
        for miss in self.misses(seek).iter() {
            self.stands(seek.text, miss.place, vec![miss.why.clone()]);
        }
    }

    fn stands(&mut self, text: Text, place: Place, reasons: Vec<String>) {
        let reading = self.evaluation.reading;
        let alias = self.matcher.texts.get(text);
        let found = candidate(reading, place, alias, 0.0, reasons);
        let is_known = |known: &Candidate| known.span == found.span && known.field == found.field;
        if self.standing.len() < MAX_CANDIDATES && !self.standing.iter().any(is_known) {
            self.standing.push(found);
        }
    }

    fn names(&mut self, watch: u32) -> Rc<Explanation> {
        let WhyNot { matcher, judge, evaluation, looks, .. } = *self;
        let explain = || {
            let explained = matcher.explain_names(watch, evaluation.reading, judge, looks);
            Rc::new(explained.unwrap_or((Verdict::Absent, Vec::new(), Vec::new())))
        };
        Rc::clone(self.named.entry(watch).or_insert_with(explain))
    }

    fn misses(&mut self, seek: &Seek) -> Rc<[Miss]> {
        let WhyNot { matcher, evaluation, looks, .. } = *self;
        let look = || match looks.take() {
            true => miss::of_term(evaluation.reading, seek, matcher.texts.get(seek.text)).into(),
            false => [].into(),
        };
        let name = self.name(Query::Seek(*seek));
        Rc::clone(self.missed.entry(name).or_insert_with(look))
    }

    /// A part of a rule in few words.
    fn name(&self, query: Query) -> String {
        let Matcher { queries, texts, .. } = self.matcher;
        let joined = |parts: &[Query], by: &str| {
            let names = parts.iter().map(|part| self.name(*part));
            names.collect::<Vec<_>>().join(by)
        };
        match query {
            Query::Or(parts) => format!("({})", joined(queries.all(parts), " OR ")),
            Query::And(parts) => format!("({})", joined(queries.all(parts), " AND ")),
            Query::Ordered(parts) => format!("({})", joined(queries.all(parts), " ")),
            Query::Near(left, distance) => {
                let [left, right] = [left, left + 1].map(|side| self.name(queries.get(side)));
                format!("({left} NEAR/{} {right})", reach(distance))
            }
            Query::Link(distance) => format!("ONEAR/{}", reach(distance)),
            Query::Not(part) => format!("NOT {}", self.name(queries.get(part))),
            Query::AtLeast(count, part) => {
                let name = self.name(queries.get(part));
                let inner = name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
                format!("ATLEAST/{count}({})", inner.unwrap_or(&name))
            }
            Query::Meta(meta, value) => format!("{}:{}", rule::meta_name(meta), quoted(texts.get(value))),
            Query::Seek(Seek { text, target, scope, .. }) => {
                let text = texts.get(text);
                let term = match target {
                    Target::Exact(_) => format!("{{{text}}}"),
                    Target::Ticker(_) => format!("${text}"),
                    Target::Entity(_) => format!("@{}", quoted(text.trim_start_matches('@'))),
                    Target::Phrase(_) | Target::Initials(_) => format!("\"{text}\""),
                };
                format!("{}{term}", rule::scope_mark(scope))
            }
            Query::Label(text) => format!("\"{}\"", texts.get(text)),
            Query::Sequence(parts, scope, _) => {
                let label = queries.all(parts).first();
                label.map_or_else(String::new, |label| {
                    format!("{}{}", rule::scope_mark(scope), self.name(*label))
                })
            }
            Query::Within(parts, scope) => match queries.all(parts) {
                [label, Query::Link(Distance::Words(other)), ..] => {
                    format!("{}{}~{other}", rule::scope_mark(scope), self.name(*label))
                }
                _ => String::new(),
            },
        }
    }
}

/// A name or value, in quotes where it has more than one word.
fn quoted(text: &str) -> String {
    if text.contains(char::is_whitespace) { rule::quoted(text) } else { text.to_owned() }
}

/// What stands behind the slash of an operator.
fn reach(distance: Distance) -> String {
    match distance {
        Distance::Words(most) => most.to_string(),
        Distance::Sentence => "S".to_owned(),
        Distance::Paragraph => "P".to_owned(),
    }
}

fn within(distance: Distance) -> String {
    match distance {
        Distance::Words(most) => format!("within {most} words of each other"),
        Distance::Sentence => "in the same sentence".to_owned(),
        Distance::Paragraph => "in the same paragraph".to_owned(),
    }
}

/// Where a part of an article is, after what stands nowhere there.
fn inside(scope: Scope) -> &'static str {
    match scope {
        Scope::Anywhere => "",
        Scope::Title => " in the headline",
        Scope::Lead => " in the lead",
        Scope::Body => " in the text",
    }
}
