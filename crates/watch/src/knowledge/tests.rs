//! What is learned and said, in articles written for this: what changes by it, and how little one word changes.

use model::{Article, Entity, EntityKind, Mention, Outcome, Tracked, Watch};

use super::*;
use crate::testing::{article, list};
use crate::{Found, Matcher};

fn matcher() -> Matcher {
    let watch = |name: &str, aliases: &[&str]| Watch {
        name: name.to_owned(),
        tracked: Tracked::Entity(Entity {
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            kind: Some(EntityKind::Organisation),
            context: vec!["biscuits".to_owned()],
            ..Entity::default()
        }),
    };
    Matcher::compile(&[list(vec![
        watch("Lantern", &["Lantern Foods"]),
        watch("Kestrel", &[]),
        watch("ICE", &[]),
    ])])
    .unwrap()
}

fn from(outlet: &str, story: Article) -> Article {
    Article { source: Some(outlet.to_owned()), language: Some("en".to_owned()), ..story }
}

fn score(knowledge: &Knowledge, story: &Article) -> f64 {
    let explained = matcher().explain(story, knowledge);
    explained.first().map_or(0.0, |explained| explained.score)
}

fn said(meant: bool, sentence: &str) -> Feedback {
    Feedback {
        watchlist: "list".to_owned(),
        watch: "Lantern".to_owned(),
        meant,
        alias: "Lantern".to_owned(),
        sentence: sentence.to_owned(),
        language: Some("en".to_owned()),
        outlet: Some("the post".to_owned()),
    }
}

fn after_feedback(feedback: &[Feedback]) -> Knowledge {
    let mut knowledge = Knowledge::default();
    knowledge.hear(feedback.iter().cloned());
    knowledge
}

const PLAIN: &str = "The maker of biscuits said that Lantern would close two plants in Ohio next year.";

#[test]
fn without_knowledge_nothing_is_judged_otherwise() {
    let story = from("The Post", article("Lantern on every table", PLAIN));
    let found = matcher().find(&story, &Knowledge::default()).found;
    let alone: Vec<Mention> = found.into_iter().filter_map(|found| found.alone).collect();
    assert_eq!(alone, matcher().mentions(&story));
}

#[test]
fn a_word_that_the_stream_writes_small_is_no_name_where_case_says_nothing() {
    let mut knowledge = Knowledge::default();
    let headline = article("Lantern for winter", "It sells well.");
    let before = score(&knowledge, &headline);
    for _ in 0..50 {
        let lessons = matcher()
            .find(&article("Recipes", "Hang the lantern by the door and light it."), &knowledge)
            .lessons;
        assert_eq!(lessons.words, [("lantern".to_owned(), false)]);
        knowledge.learn(lessons);
    }
    let after = score(&knowledge, &headline);
    assert!(after < before - 0.05, "{before} {after}");
    // Where the case says that it is a name, what the stream does says little.
    let inside = article("Evenings", "They praised the Lantern loudly.");
    let moved = score(&knowledge, &inside) - score(&Knowledge::default(), &inside);
    assert!(moved.abs() < 0.03, "{moved}");
    // Another language's habits are its own.
    let french = article("Lantern en hiver", "C'est dans les rayons, et cela se vend bien.");
    assert_eq!(score(&knowledge, &french), score(&Knowledge::default(), &french));
}

#[test]
fn what_was_learned_is_kept_and_recalled() {
    let mut knowledge = Knowledge::default();
    let mut kept: FxHashMap<About, Tally> = FxHashMap::default();
    let stories = [
        from("The Post", article("Lantern Foods buys a rival", PLAIN)),
        from("Garden", article("Soup", "Light the lantern, then the stove.")),
    ];
    for story in stories.iter().cycle().take(40) {
        let lessons = matcher().find(story, &knowledge).lessons;
        kept.extend(knowledge.learn(lessons).into_iter().map(|learned| (learned.about, learned.tally)));
    }
    let everything = About::Watch {
        watchlist: "list".to_owned(),
        watch: "Lantern".to_owned(),
        within: Within::Everything,
    };
    assert_eq!(kept.get(&everything), Some(&Tally { yes: 20.0, no: 20.0 }));
    let mut recalled = Knowledge::default();
    recalled.recall(kept.into_iter().map(|(about, tally)| Learned { about, tally }));
    for outlet in ["The Post", "Garden", "Unknown"] {
        let story = from(outlet, article("Lantern for winter", "It sells well."));
        assert_eq!(score(&recalled, &story), score(&knowledge, &story));
    }
    let of = |outlet: &str| score(&knowledge, &from(outlet, article("Lantern", "It sells well.")));
    assert!(of("The Post") > of("Unknown") && of("Unknown") > of("Garden"));
}

#[test]
fn one_thumb_moves_a_score_and_silences_nothing() {
    let sentence = "They hung Lantern along the northern wall of the abbey.";
    let said_no = after_feedback(&[said(false, sentence)]);
    let nothing = Knowledge::default();
    for plain in [article("Lantern to shut two plants", PLAIN), article("Jobs go", PLAIN)] {
        let story = from("The Post", plain);
        let (before, after) = (score(&nothing, &story), score(&said_no, &story));
        assert!(before > 0.8 && after >= 0.5 && after < before, "{before} {after}");
    }
    // What is like the sentence that it was said of is moved more.
    let alike =
        from("Elsewhere", article("Plans", "They hung Lantern along the southern wall of the abbey."));
    let other = from("Elsewhere", article("Plans", "They ordered Lantern before the train came."));
    let lost = |story: &Article| score(&nothing, story) - score(&said_no, story);
    assert!(lost(&alike) > lost(&other) * 2.0, "{} {}", lost(&alike), lost(&other));
    // What was taken back changes nothing.
    assert_eq!(score(&after_feedback(&[]), &alike), score(&nothing, &alike));
}

#[test]
fn many_thumbs_agree_and_are_bounded() {
    let no = |number: usize| said(false, &format!("Row {number} of Lantern was lifted in autumn."));
    let many: Vec<Feedback> = (0..MAX_FEEDBACK + 50).map(no).collect();
    let knowledge = after_feedback(&many);
    let kept = knowledge.watch("list", "Lantern").unwrap().feedback.len();
    assert_eq!(kept, MAX_FEEDBACK);
    let weak = from("The Post", article("Evenings", "They praised the Lantern loudly."));
    assert!(score(&knowledge, &weak) < 0.25);
    // The whole name is still what it is.
    let whole = from("Elsewhere", article("Lantern Foods buys a rival", "The price was not given."));
    assert!(score(&knowledge, &whole) > 0.5);
    let yes: Vec<Feedback> = many.into_iter().map(|said| Feedback { meant: true, ..said }).collect();
    assert!(score(&after_feedback(&yes), &weak) > score(&Knowledge::default(), &weak));
}

fn of<'f>(found: &'f [Found], watch: &str) -> &'f Found {
    found.iter().find(|found| found.watch().1 == watch).unwrap()
}

#[test]
fn a_story_that_is_sure_of_a_watch_speaks_for_its_everyday_name() {
    let (matcher, knowledge) = (matcher(), Knowledge::default());
    let sure = matcher.find(&article("Lantern Foods buys a rival", PLAIN), &knowledge);
    assert!(of(&sure.found, "Lantern").is_sure && of(&sure.found, "Lantern").in_story.is_none());
    let weak = matcher.find(&article("A note", "They praised the Lantern loudly."), &knowledge);
    let weak = of(&weak.found, "Lantern").clone();
    assert!(!weak.is_sure);
    let outcome = |mention: Option<Mention>| mention.map(|mention| mention.outcome);
    assert_ne!(outcome(weak.clone().settle(false)), Some(Outcome::Match));
    let lifted = weak.settle(true).unwrap();
    assert_eq!(lifted.outcome, Outcome::Match);
    let why = |reason: &String| reason.contains("another article of its story");
    assert!(lifted.reasons.iter().any(why), "{:?}", lifted.reasons);
    // What is plainly an everyday word stays one.
    let small = matcher.find(&article("Soup", "Light the lantern, then the stove."), &knowledge);
    assert!(small.found.is_empty());
}

/// What came before the article that is sure ends as what comes after it, whatever kind of name it was found by.
#[test]
fn what_is_lifted_later_is_what_it_would_have_been_in_its_story() {
    for (watch, text) in [("Lantern", "They praised Lantern loudly."), ("ICE", "They asked ICE why.")] {
        let found = matcher().find(&article("A note", text), &Knowledge::default()).found;
        let Found { alone, in_story, .. } = of(&found, watch).clone();
        let (later, at_once) = (crate::lifted(alone.unwrap()), in_story.unwrap());
        assert!((later.score - at_once.score).abs() < 1e-6, "{text}: {} {}", later.score, at_once.score);
        assert_eq!(later.outcome, at_once.outcome, "{text}");
    }
}

#[test]
fn the_languages_of_a_word_and_of_a_watch_are_bounded() {
    let mut knowledge = Knowledge::default();
    for number in 0..MAX_LANGUAGES + 10 {
        knowledge.learn(Lessons {
            language: format!("x{number}"),
            outlet: None,
            words: vec![("lantern".to_owned(), true)],
            watches: vec![("list".to_owned(), "Lantern".to_owned(), true)],
        });
    }
    assert_eq!(knowledge.words["lantern"].len(), MAX_LANGUAGES);
    assert_eq!(knowledge.watch("list", "Lantern").unwrap().languages.len(), MAX_LANGUAGES);
}
