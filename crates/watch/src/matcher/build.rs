//! How a matcher comes to be, and how it changes while it is in use: watches are added and taken away one at a time,
//! without compiling the others again.

use std::sync::Arc;

use model::{Tracked, Watch, Watchlist};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Asks, Compiled, Matcher};
use crate::compile::{self, Anchor, Anchors, Compiler};
use crate::entity;
use crate::error::{CompileError, RuleError, nearest};
use crate::filed::{Filed, Filing};
use crate::hash::hash;
use crate::index::Index;
use crate::phrases::Phrases;
use crate::query::{Queries, QueryId};
use crate::shared::{Runs, Shared};
use crate::texts::Texts;
use crate::words::{MAX_WORDS, is_too_long};

impl Matcher {
    /// Compiles watchlists. Time and memory grow in proportion to their text: about 300 bytes a watch.
    ///
    /// # Errors
    /// Everything that is wrong with them, in the order of the lists: rules that do not read, names that hold no word,
    /// two watches or two lists with one name.
    pub fn compile(lists: &[Watchlist]) -> Result<Matcher, Vec<CompileError>> {
        let mut matcher = Matcher {
            phrases: Phrases::new(),
            queries: Queries::default(),
            texts: Texts::default(),
            aliases: Runs::default(),
            traits: Runs::default(),
            lists: Vec::new(),
            watches: Shared::default(),
            numbers: Index::default(),
            references: Vec::new(),
            filed: Filed::default(),
            replaced: 0,
        };
        let mut errors = Vec::new();
        let mut names = FxHashSet::default();
        for list in lists {
            if !names.insert(list.name.as_str()) {
                errors.push(named_twice(&list.name, ""));
                continue;
            }
            matcher.add(list, &mut errors);
        }
        matcher.filed.settle();
        if errors.is_empty() { Ok(matcher) } else { Err(errors) }
    }

    /// Adds a watch, or puts it in the place of the one of its name. The watchlist is made where there is none of its
    /// name. Takes microseconds, however many watches there are.
    ///
    /// # Errors
    /// What is wrong with the watch; what was in force before then stays.
    pub fn insert(&mut self, watchlist: &str, watch: &Watch) -> Result<(), Box<CompileError>> {
        let list = self.list_number(watchlist);
        let number = self.number(list, &watch.name).unwrap_or_else(|| self.reserve(list, &watch.name));
        let referring = self.referring(number);
        if let (Tracked::Rule(_), Some(rule)) = (&watch.tracked, referring.first()) {
            let name = self.watches.get(*rule as usize).map_or("", |rule| self.texts.get(rule.name));
            return Err(Box::new(referred(watchlist, &watch.name, name)));
        }
        let known = self.references.len();
        let asks = self.asks(number, watch)?;
        let mut position = 0;
        self.references.retain(|(_, from)| {
            position += 1;
            position > known || *from != number
        });
        self.change(number, &referring, asks);
        Ok(())
    }

    /// Takes a watch away, and says whether it was there. Rules that refer to it find nothing by it from then on.
    pub fn remove(&mut self, watchlist: &str, watch: &str) -> bool {
        let list = self.lists.iter().position(|name| name == watchlist);
        let number =
            list.and_then(|list| self.number(list as u32, watch)).filter(|number| !self.is_gone(*number));
        let Some(number) = number else { return false };
        self.change(number, &self.referring(number), Asks::Nothing);
        true
    }

    /// Whether a watchlist has a watch of this name.
    #[must_use]
    pub fn contains(&self, watchlist: &str, watch: &str) -> bool {
        let list = self.lists.iter().position(|name| name == watchlist);
        list.and_then(|list| self.number(list as u32, watch)).is_some_and(|number| !self.is_gone(number))
    }

    /// The names of all watches, each with its watchlist's, in the order of the lists.
    pub fn watches(&self) -> impl Iterator<Item = (&str, &str)> {
        let here = self.watches.iter().filter(|watch| !matches!(watch.asks, Asks::Nothing));
        here.map(|watch| (self.list(&watch), self.texts.get(watch.name)))
    }

    fn is_gone(&self, number: u32) -> bool {
        self.watches.get(number as usize).is_none_or(|watch| matches!(watch.asks, Asks::Nothing))
    }

    fn number(&self, list: u32, name: &str) -> Option<u32> {
        self.numbers.find(key(list, name), |number| {
            let watch = self.watches.at(number as usize);
            watch.list == list && self.texts.get(watch.name) == name
        })
    }

    /// Gives a name its number; the watch asks for nothing yet.
    fn reserve(&mut self, list: u32, name: &str) -> u32 {
        let number = self.watches.len() as u32;
        self.watches.push(Compiled { list, name: self.texts.add(name), asks: Asks::Nothing });
        let Matcher { numbers, watches, texts, .. } = self;
        numbers.add(number, |number| {
            let watch = watches.at(number as usize);
            key(watch.list, texts.get(watch.name))
        });
        number
    }

    fn list_number(&mut self, name: &str) -> u32 {
        let known = self.lists.iter().position(|list| list == name);
        known.unwrap_or_else(|| {
            self.lists.push(name.to_owned());
            self.lists.len() - 1
        }) as u32
    }

    /// The rules that refer to an entity.
    fn referring(&self, entity: u32) -> Vec<u32> {
        let to_it = self.references.iter().filter(|(to, _)| *to == entity).map(|(_, from)| *from);
        to_it.filter(|rule| !self.is_gone(*rule)).collect()
    }

    /// Changes what a watch asks for, and where it and the rules that refer to it are filed.
    fn change(&mut self, number: u32, referring: &[u32], asks: Asks) {
        let affected: Vec<u32> = referring.iter().copied().chain([number]).collect();
        for &watch in &affected {
            for anchor in self.anchors(watch) {
                self.filed.remove(anchor.phrase, watch);
            }
        }
        self.watches.at_mut(number as usize).asks = asks;
        affected.into_iter().for_each(|watch| self.file(watch));
    }

    fn add(&mut self, list: &Watchlist, errors: &mut Vec<CompileError>) {
        let list_number = self.list_number(&list.name);
        let first = self.watches.len();
        let mut wrong: Vec<(usize, CompileError)> = Vec::new();
        for (index, watch) in list.watches.iter().enumerate() {
            if self.number(list_number, &watch.name).is_some() {
                wrong.push((index, named_twice(&list.name, &watch.name)));
            }
            self.reserve(list_number, &watch.name);
        }
        // Rules may refer to entities that stand after them, so entities come first.
        let is_rule = |watch: &Watch| matches!(watch.tracked, Tracked::Rule(_));
        for rules in [false, true] {
            for (index, watch) in list.watches.iter().enumerate().filter(|(_, watch)| is_rule(watch) == rules)
            {
                match self.asks((first + index) as u32, watch) {
                    Ok(asks) => self.watches.at_mut(first + index).asks = asks,
                    Err(error) => wrong.push((index, *error)),
                }
            }
        }
        wrong.sort_by_key(|(index, _)| *index);
        errors.extend(wrong.into_iter().map(|(_, error)| error));
        if errors.is_empty() {
            (first..self.watches.len()).for_each(|watch| self.file(watch as u32));
        }
    }

    /// Compiles the watch of a number.
    fn asks(&mut self, number: u32, watch: &Watch) -> Result<Asks, Box<CompileError>> {
        let list = self.watches.get(number as usize).map_or(0, |watch| watch.list);
        let list_name = self.lists.get(list as usize).cloned().unwrap_or_default();
        match &watch.tracked {
            Tracked::Entity(entity) => {
                let phrases = [&entity.aliases, &entity.context, &entity.not].into_iter().flatten();
                let mut phrases = std::iter::once(&watch.name).chain(phrases);
                if let Some(phrase) = phrases.find(|phrase| is_too_long(phrase)) {
                    return Err(Box::new(long_winded(&list_name, &watch.name, phrase)));
                }
                let aliases = entity::aliases(&watch.name, entity, &mut self.phrases, &mut self.texts);
                if aliases.is_empty() {
                    return Err(Box::new(nameless(&list_name, &watch.name)));
                }
                let traits = entity::traits(&watch.name, entity, &mut self.phrases, &mut self.texts);
                Ok(Asks::Names {
                    aliases: self.aliases.add(&aliases),
                    count: aliases.len() as u32,
                    traits: traits.map(|traits| self.traits.add(&[Arc::new(traits)])),
                })
            }
            Tracked::Rule(rule) => {
                let query = self.rule(number, list, rule);
                query.map(Asks::Rule).map_err(|error| Box::new(error.within(&list_name, &watch.name, rule)))
            }
        }
    }

    fn rule(&mut self, number: u32, list: u32, rule: &str) -> Result<QueryId, RuleError> {
        let tree = compile::read(rule)?;
        let mut entities = FxHashMap::default();
        let mut unknown = None;
        compile::entities(&tree, &mut |name, from| match self
            .number(list, name)
            .filter(|number| self.is_entity(*number))
        {
            Some(number) => _ = entities.insert(name.to_owned(), number),
            None => unknown = unknown.or(Some((name, from))),
        });
        if let Some((name, from)) = unknown {
            let here = self
                .watches
                .iter()
                .zip(0..)
                .filter(|(watch, number)| watch.list == list && self.is_entity(*number));
            let names = here.map(|(watch, _)| self.texts.get(watch.name));
            return Err(compile::no_entity(name, from, nearest(name, names)));
        }
        self.references.extend(entities.values().map(|to| (*to, number)));
        let Matcher { phrases, queries, texts, .. } = self;
        Compiler { phrases, queries, texts, entities: &entities }.rule(&tree)
    }

    fn is_entity(&self, number: u32) -> bool {
        self.watches.get(number as usize).is_some_and(|watch| matches!(watch.asks, Asks::Names { .. }))
    }

    /// Files a watch under the phrases that make it worth asking.
    fn file(&mut self, number: u32) {
        for Anchor { phrase, also } in self.anchors(number) {
            self.filed.add(phrase, Filing { watch: number, also });
        }
    }

    /// A complete set of phrases: a watch can only be found where one of them stands.
    fn anchors(&self, number: u32) -> Vec<Anchor> {
        let mut anchors: Vec<Anchor> = match self.watches.get(number as usize).map(|watch| watch.asks) {
            Some(Asks::Rule(rule)) => {
                let anchors =
                    Anchors::of(self.queries.get(rule), &self.queries, &self.phrases).unwrap_or_default();
                let names = anchors.entities.iter().flat_map(|entity| self.names_of(*entity));
                names.chain(anchors.phrases.iter().copied()).collect()
            }
            _ => self.names_of(number),
        };
        // Where a phrase sets off two parts of a rule, nothing else must stand there for both.
        anchors.sort_unstable_by_key(|anchor| anchor.phrase);
        anchors.dedup_by(|next, kept| {
            let same = next.phrase == kept.phrase;
            if same && next.also != kept.also {
                kept.also = None;
            }
            same
        });
        anchors
    }

    /// The phrases by which an entity is found.
    fn names_of(&self, number: u32) -> Vec<Anchor> {
        let Some(names) = self.names(number) else { return Vec::new() };
        let ticker = names.traits.and_then(|traits| traits.ticker);
        let phrases = names.aliases.iter().chain(&ticker).map(|alias| alias.phrase);
        phrases.map(|phrase| Anchor { phrase, also: None }).collect()
    }
}

/// The hash of a list and a name.
fn key(list: u32, name: &str) -> u64 {
    hash(name.as_bytes()).wrapping_add(u64::from(list))
}

fn named_twice(watchlist: &str, watch: &str) -> CompileError {
    let (what, name) = if watch.is_empty() { ("watchlist", watchlist) } else { ("watch", watch) };
    CompileError {
        watchlist: watchlist.to_owned(),
        watch: watch.to_owned(),
        column: None,
        phrase: None,
        problem: format!("a {what} before it has the same name"),
        expected: "a name of its own".to_owned(),
        nearest: format!("\"{name} 2\""),
    }
}

fn long_winded(watchlist: &str, watch: &str, phrase: &str) -> CompileError {
    CompileError {
        watchlist: watchlist.to_owned(),
        watch: watch.to_owned(),
        column: None,
        phrase: Some(phrase.to_owned()),
        problem: format!("a name or phrase of it has more than {MAX_WORDS} words"),
        expected: format!("at most {MAX_WORDS}"),
        nearest: "the first few of them".to_owned(),
    }
}

fn nameless(watchlist: &str, watch: &str) -> CompileError {
    CompileError {
        watchlist: watchlist.to_owned(),
        watch: watch.to_owned(),
        column: None,
        phrase: None,
        problem: "neither its name nor an alias holds a letter or digit".to_owned(),
        expected: "a name to look for".to_owned(),
        nearest: "name = \"Meta\"".to_owned(),
    }
}

fn referred(watchlist: &str, watch: &str, rule: &str) -> CompileError {
    CompileError {
        watchlist: watchlist.to_owned(),
        watch: watch.to_owned(),
        column: None,
        phrase: None,
        problem: format!("the rule of \"{rule}\" refers to it as an entity"),
        expected: "an entity with names".to_owned(),
        nearest: "another name for the rule".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::{Entity, Policy};

    use super::*;

    #[test]
    fn a_phrase_that_is_too_long_is_named_by_the_error_of_it_and_by_no_other() {
        let long = "storm ".repeat(MAX_WORDS + 1);
        let watch = |entity: Entity| Watch { name: "x".to_owned(), tracked: Tracked::Entity(entity) };
        let phrases = |entity: Entity| {
            let list = Watchlist {
                name: "list".to_owned(),
                endpoints: Vec::new(),
                policy: Policy::default(),
                watches: vec![watch(Entity::default()), watch(entity)],
            };
            let errors = Matcher::compile(&[list]).err().unwrap_or_default();
            errors.into_iter().map(|error| error.phrase).collect::<Vec<_>>()
        };
        let texts = || vec!["y".to_owned(), long.clone()];
        let expected = [None, Some(long.clone())];
        assert_eq!(phrases(Entity::default()), [None]);
        assert_eq!(phrases(Entity { aliases: texts(), ..Entity::default() }), expected);
        assert_eq!(phrases(Entity { context: texts(), ..Entity::default() }), expected);
        assert_eq!(phrases(Entity { not: texts(), ..Entity::default() }), expected);
    }
}
