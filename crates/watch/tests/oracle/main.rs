//! Rules against a naive oracle: generated rules and generated articles, every operator. The oracle knows how an article was
//! put together, so it shares no code with what it checks, and it tries every combination of places.
//!
//! `WATCH_ORACLE_PAIRS` sets how many pairs of a rule and an article are tried.

mod document;
mod rules;

use std::cell::Cell;

use model::{Entity, Policy, Tracked, Watch, Watchlist};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use watch::Matcher;

const RULES: usize = 10;
const ARTICLES: usize = 10;

/// Pairs tried where the environment says nothing.
const PAIRS: usize = 20_000;

#[test]
fn rules_find_what_a_naive_reading_finds() {
    let pairs =
        std::env::var("WATCH_ORACLE_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(PAIRS);
    let cases = (pairs / (RULES * ARTICLES)).max(1) as u32;
    let mut runner =
        TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let rules = prop::collection::vec(rules::rule(), RULES);
    let documents = prop::collection::vec(document::document(), ARTICLES);
    let held = Cell::new(0_usize);
    let outcome = runner.run(&(rules, documents), |(rules, documents)| {
        held.set(held.get() + check(&rules, &documents)?);
        Ok(())
    });
    outcome.unwrap();
    assert!(held.get() > pairs / 50, "the generated rules hold too seldom to show anything: {}", held.get());
}

/// Compares all rules on all documents, and says how often a rule held.
fn check(rules: &[rules::Rule], documents: &[document::Document]) -> Result<usize, TestCaseError> {
    let (anchored, refused): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| rule.is_anchored());
    for rule in refused {
        prop_assert!(compile(&[rule]).is_err(), "{rule} has no anchor and was not refused");
    }
    let matcher = compile(&anchored).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    let mut held = 0;
    for document in documents {
        let article = document.article();
        let mentions = matcher.mentions(&article);
        for (index, rule) in anchored.iter().enumerate() {
            // Whether a name is the entity meant is judged by more than its words, which the oracle does not know.
            if rule.to_string().contains('@') {
                continue;
            }
            let found = mentions.iter().any(|mention| mention.watch == index.to_string());
            let expected = rule.holds(document);
            prop_assert_eq!(found, expected, "{} on {:?} / {:?}", rule, article.title, article.text);
            held += usize::from(found);
        }
    }
    Ok(held)
}

fn compile(rules: &[&rules::Rule]) -> Result<Matcher, Vec<watch::CompileError>> {
    let entity = Entity { aliases: vec![document::ENTITY_ALIAS.to_owned()], ..Entity::default() };
    let mut watches = vec![Watch { name: document::ENTITY.to_owned(), tracked: Tracked::Entity(entity) }];
    watches.extend(
        rules
            .iter()
            .enumerate()
            .map(|(index, rule)| Watch { name: index.to_string(), tracked: Tracked::Rule(rule.to_string()) }),
    );
    let list =
        Watchlist { name: "list".to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches };
    Matcher::compile(&[list])
}
