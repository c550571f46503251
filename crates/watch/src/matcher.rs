//! Compiled watchlists, and what of them an article mentions.

use model::{Article, Evidence, Mention, Outcome, Tracked, Watch, Watchlist};
use rustc_hash::FxHashMap;

use crate::compile::{self, Anchors, Names, Query};
use crate::error::{CompileError, nearest};
use crate::evaluate;
use crate::judge;
use crate::phrases::{PhraseId, Phrases};
use crate::reading::{Place, Reading};
use crate::sentence;

/// The score from which a mention is a match.
const MATCH: f64 = 0.5;

/// The score from which a mention is worth a look.
const REVIEW: f64 = 0.35;

/// Watchlists, compiled. Matching takes no lock and changes nothing, so one matcher serves many threads.
#[derive(Debug, Default)]
pub struct Matcher {
    phrases: Phrases,
    lists: Vec<String>,
    watches: Vec<Compiled>,
    /// The watches to be asked where a phrase stands.
    filed: FxHashMap<PhraseId, Vec<u32>>,
}

#[derive(Debug)]
struct Compiled {
    list: usize,
    name: String,
    asks: Asks,
}

#[derive(Debug)]
enum Asks {
    Entity(Names),
    Rule(Query),
}

impl Matcher {
    /// Compiles watchlists.
    ///
    /// # Errors
    /// Everything that is wrong with them, in the order of the lists: rules that do not read, names that hold no word,
    /// two watches or two lists with one name.
    pub fn compile(lists: &[Watchlist]) -> Result<Matcher, Vec<CompileError>> {
        let mut matcher = Matcher::default();
        let mut errors = Vec::new();
        for (index, list) in lists.iter().enumerate() {
            if lists.iter().take(index).any(|before| before.name == list.name) {
                errors.push(named_twice(list, "", "watchlist"));
            }
            matcher.add(list, &mut errors);
        }
        if errors.is_empty() { Ok(matcher) } else { Err(errors) }
    }

    /// What of the watchlists an article mentions: at most one mention for each watch, in the order of the lists.
    #[must_use]
    pub fn mentions(&self, article: &Article) -> Vec<Mention> {
        let reading = Reading::new(article, &self.phrases);
        let mut candidates: Vec<u32> =
            reading.phrases().filter_map(|phrase| self.filed.get(&phrase)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().filter_map(|watch| self.mention(watch, &reading)).collect()
    }

    /// Whether a watchlist has a watch of this name.
    #[must_use]
    pub fn contains(&self, watchlist: &str, watch: &str) -> bool {
        self.watches().any(|names| names == (watchlist, watch))
    }

    /// The names of all watches, each with its watchlist's, in the order of the lists.
    pub fn watches(&self) -> impl Iterator<Item = (&str, &str)> {
        self.watches.iter().map(|watch| (self.list(watch), watch.name.as_str()))
    }

    fn list(&self, watch: &Compiled) -> &str {
        self.lists.get(watch.list).map_or("", String::as_str)
    }

    fn add(&mut self, list: &Watchlist, errors: &mut Vec<CompileError>) {
        let first = self.watches.len();
        self.lists.push(list.name.clone());
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (index, watch) in list.watches.iter().enumerate() {
            if numbers.insert(watch.name.as_str(), (first + index) as u32).is_some() {
                errors.push(named_twice(list, &watch.name, "watch"));
            }
        }
        for watch in &list.watches {
            match self.asks(list, watch, &numbers) {
                Ok(asks) => {
                    let list = self.lists.len() - 1;
                    self.watches.push(Compiled { list, name: watch.name.clone(), asks });
                }
                Err(error) => errors.push(*error),
            }
        }
        if errors.is_empty() {
            (first..self.watches.len()).for_each(|watch| self.file(watch));
        }
    }

    fn asks(
        &mut self,
        list: &Watchlist,
        watch: &Watch,
        numbers: &FxHashMap<&str, u32>,
    ) -> Result<Asks, Box<CompileError>> {
        let is_entity = |name: &str| {
            list.watches.iter().any(|other| other.name == name && matches!(other.tracked, Tracked::Entity(_)))
        };
        match &watch.tracked {
            Tracked::Entity(entity) => {
                let names = compile::entity(&watch.name, entity, &mut self.phrases);
                if names.aliases.is_empty() {
                    return Err(Box::new(nameless(list, watch)));
                }
                Ok(Asks::Entity(names))
            }
            Tracked::Rule(rule) => {
                let number = |name: &str| match numbers.get(name) {
                    Some(number) if is_entity(name) => Ok(*number),
                    _ => {
                        let names = list.watches.iter().map(|other| other.name.as_str());
                        Err(nearest(name, names.filter(|name| is_entity(name))).map(str::to_owned))
                    }
                };
                let query = compile::rule(rule, &mut self.phrases, &number);
                query.map(Asks::Rule).map_err(|error| Box::new(error.within(&list.name, &watch.name, rule)))
            }
        }
    }

    /// Files a watch under the phrases that make it worth asking.
    fn file(&mut self, watch: usize) {
        let mut phrases = match &self.watches[watch].asks {
            Asks::Entity(names) => names_of(names),
            Asks::Rule(query) => {
                let mut anchors = Anchors::default();
                compile::anchors(query, &mut anchors);
                let mut phrases = anchors.phrases;
                for entity in anchors.entities {
                    if let Some(Compiled { asks: Asks::Entity(names), .. }) =
                        self.watches.get(entity as usize)
                    {
                        phrases.extend(names_of(names));
                    }
                }
                phrases
            }
        };
        phrases.sort_unstable();
        phrases.dedup();
        for phrase in phrases {
            self.filed.entry(phrase).or_default().push(watch as u32);
        }
    }

    fn mention(&self, number: u32, reading: &Reading<'_>) -> Option<Mention> {
        let watch = self.watches.get(number as usize)?;
        let (score, cited, reasons) = match &watch.asks {
            Asks::Entity(names) => entity_cited(names, reading)?,
            Asks::Rule(query) => self.rule_cited(query, reading)?,
        };
        let salience = salience(reading, &cited);
        let evidence = cited.iter().take(Mention::MAX_EVIDENCE).map(|(alias, place)| Evidence {
            alias: alias.to_string(),
            field: reading.field(place.first as usize),
            span: reading.bytes(*place),
            sentence: sentence::around(reading, *place),
        });
        Some(Mention {
            watchlist: self.list(watch).to_owned(),
            watch: watch.name.clone(),
            outcome: if score >= MATCH { Outcome::Match } else { Outcome::Review },
            score,
            salience,
            evidence: evidence.collect(),
            reasons,
        })
    }

    fn rule_cited<'m>(&'m self, query: &'m Query, reading: &Reading<'_>) -> Option<Cited<'m>> {
        let entity = |watch: u32| self.entity_places(watch, reading);
        if !evaluate::holds(query, reading, &entity) {
            return None;
        }
        let mut found: Vec<(String, Place)> = Vec::new();
        evaluate::evidence(query, reading, &entity, &mut |seek, place| {
            if found.iter().all(|(_, other)| *other != place) {
                found.push((seek.text.to_string(), place));
            }
        });
        found.sort_by_key(|(_, place)| *place);
        let cited = found.into_iter().map(|(text, place)| (text.into(), place)).collect();
        Some((1.0, cited, vec!["the rule holds".to_owned()]))
    }

    fn entity_places(&self, watch: u32, reading: &Reading<'_>) -> Vec<Place> {
        match self.watches.get(watch as usize).map(|watch| &watch.asks) {
            Some(Asks::Entity(names)) => {
                let sure =
                    judge::sightings(names, reading).into_iter().filter(|sighting| sighting.score >= MATCH);
                sure.map(|sighting| sighting.place).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A score, the places with the alias or term that found each, and reasons.
type Cited<'m> = (f64, Vec<(std::borrow::Cow<'m, str>, Place)>, Vec<String>);

fn entity_cited<'m>(names: &'m Names, reading: &Reading<'_>) -> Option<Cited<'m>> {
    let mut sightings = judge::sightings(names, reading);
    sightings.retain(|sighting| sighting.score >= REVIEW);
    sightings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
    let score = sightings.first()?.score;
    let alias = |index: usize| names.aliases.get(index).map_or("", |alias| &*alias.text);
    let cited = sightings.iter().map(|sighting| (alias(sighting.alias).into(), sighting.place)).collect();
    Some((score, cited, vec![format!("named {} times", sightings.len())]))
}

fn names_of(names: &Names) -> Vec<PhraseId> {
    names.aliases.iter().chain(&names.ticker).map(|alias| alias.phrase).collect()
}

/// How much an article is about what was found: whether its headline names it, how early and how often.
fn salience(reading: &Reading<'_>, cited: &[(std::borrow::Cow<'_, str>, Place)]) -> f64 {
    let words = reading.words.len().max(1) as f64;
    let first = cited.iter().map(|(_, place)| place.first).min().unwrap_or(0);
    let in_title = cited.iter().any(|(_, place)| (place.first as usize) < reading.body);
    let early = 1.0 - f64::from(first) / words;
    let often = (cited.len() as f64 / 5.0).min(1.0);
    let title = if in_title { 0.5 } else { 0.0 };
    (title + 0.25 * early + 0.25 * often).clamp(0.0, 1.0)
}

fn named_twice(list: &Watchlist, watch: &str, what: &str) -> CompileError {
    CompileError {
        watchlist: list.name.clone(),
        watch: watch.to_owned(),
        column: None,
        problem: format!("a {what} before it has the same name"),
        expected: "a name of its own".to_owned(),
        nearest: format!("\"{} 2\"", if watch.is_empty() { &list.name } else { watch }),
    }
}

fn nameless(list: &Watchlist, watch: &Watch) -> CompileError {
    CompileError {
        watchlist: list.name.clone(),
        watch: watch.name.clone(),
        column: None,
        problem: "neither its name nor an alias holds a letter or digit".to_owned(),
        expected: "a name to look for".to_owned(),
        nearest: "name = \"Meta\"".to_owned(),
    }
}

#[cfg(test)]
mod tests;
