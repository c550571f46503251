//! Rules against a naive oracle: generated rules and generated articles, every operator. The oracle knows how an article was
//! put together, so it shares no code with what it checks, and it tries every combination of places.
//!
//! `WATCH_ORACLE_PAIRS` sets how many pairs of a rule and an article are tried.

mod document;
mod rules;

use std::cell::Cell;

use model::{Entity, Field, Policy, Tracked, Watch, Watchlist};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use watch::{Knowledge, Matcher, Verdict};

const RULES: usize = 10;
const ARTICLES: usize = 10;

/// Pairs tried where the environment says nothing.
const PAIRS: usize = 100_000;

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

/// Where an entity stands is judged by more than its words, so a rule that refers to it is compared with the judgement.
#[test]
fn rules_refer_to_entities_as_they_are_judged() {
    let rules =
        ["@E", "title:@E", "body:@E", "ATLEAST/2(@E)", "alpha NOT @E", "@E AND merger", "@E OR zurich"];
    let written = rules.map(|rule| rule.replace("@E", &format!("@\"{}\"", document::ENTITY)));
    let watches =
        written.iter().map(|rule| Watch { name: rule.clone(), tracked: Tracked::Rule(rule.clone()) });
    let matcher = Matcher::compile(&[with_entity(watches.collect())]).unwrap();
    let held = Cell::new([0_usize; 7]);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&document::document(), |document| {
        let article = document.article();
        let told = matcher.explain(&article, &Knowledge::default());
        let sure = told[0].candidates.iter().filter(|candidate| candidate.score >= 0.5);
        let (title, body): (Vec<_>, Vec<_>) = sure.partition(|candidate| candidate.field == Field::Title);
        let all = title.len() + body.len();
        prop_assert_eq!(told[0].verdict == Verdict::Match, all > 0);
        prop_assert!(all < 20, "no more places are explained");
        let has = |word| document.tokens().iter().any(|token| token.word == word);
        let merger = has("merger") || has("mergers");
        let expected = [
            all > 0,
            !title.is_empty(),
            !body.is_empty(),
            all > 1,
            has("alpha") && all == 0,
            all > 0 && merger,
            all > 0 || has("zürich"),
        ];
        let mentions = matcher.mentions(&article);
        let mut counts = held.get();
        for ((rule, expected), count) in written.iter().zip(expected).zip(&mut counts) {
            let found = mentions.iter().any(|mention| mention.watch == *rule);
            prop_assert_eq!(found, expected, "{} on {:?} / {:?}", rule, article.title, article.text);
            *count += usize::from(found);
        }
        held.set(counts);
        Ok(())
    });
    outcome.unwrap();
    assert!(held.get().iter().all(|count| *count > 20), "a rule holds too seldom to show anything: {held:?}");
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
    let watch = |(index, rule): (usize, &&rules::Rule)| Watch {
        name: index.to_string(),
        tracked: Tracked::Rule(rule.to_string()),
    };
    Matcher::compile(&[with_entity(rules.iter().enumerate().map(watch).collect())])
}

/// A watchlist of the entity and some rules.
fn with_entity(rules: Vec<Watch>) -> Watchlist {
    let entity = Entity { aliases: vec![document::ENTITY_ALIAS.to_owned()], ..Entity::default() };
    let mut watches = vec![Watch { name: document::ENTITY.to_owned(), tracked: Tracked::Entity(entity) }];
    watches.extend(rules);
    Watchlist { name: "list".to_owned(), endpoints: Vec::new(), policy: Policy::default(), watches }
}
