//! What a person reads who asks why an alert came or did not.

use model::{Entity, EntityKind, Tracked, Watch};

use super::Verdict;
use crate::testing::{article, entity, list, rule};
use crate::{Knowledge, Matcher};

fn text(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn rules_say_which_part_fails() {
    let story = article(
        "Facebook fined",
        "Meta, its owner, will appeal.\n\nThe regulator wants to go on with the messaging API.",
    );
    for (query, verdict, reason) in [
        ("Facebook", Verdict::Match, "the rule holds"),
        ("Netflix", Verdict::Absent, "\"Netflix\" stands nowhere"),
        ("Netflix OR Spotify", Verdict::Absent, "\"Netflix\" stands nowhere; \"Spotify\" stands nowhere"),
        (
            "Facebook AND title:Meta",
            Verdict::Reject,
            "\"Meta\" stands nowhere in the headline: it stands elsewhere in the article",
        ),
        ("Facebook NOT Meta", Verdict::Reject, "\"Meta\" is there, which excludes it"),
        (
            "Meta -(title:Facebook OR football)",
            Verdict::Reject,
            "title:\"Facebook\" is there, which excludes it",
        ),
        (
            "Meta NOT (owner NEAR/4 appeal)",
            Verdict::Reject,
            "(\"owner\" NEAR/4 \"appeal\") is there, which excludes it",
        ),
        (
            "Meta NEAR/3 API",
            Verdict::Reject,
            "\"Meta\" and \"API\" stand nowhere within 3 words of each other",
        ),
        ("Meta NEAR/3 Netflix", Verdict::Reject, "\"Netflix\" stands nowhere"),
        ("API NEAR/S Meta", Verdict::Reject, "\"API\" and \"Meta\" stand nowhere in the same sentence"),
        (
            "appeal ONEAR/9 Meta",
            Verdict::Reject,
            "\"appeal\" and \"Meta\" stand nowhere so that (\"appeal\" ONEAR/9 \"Meta\") holds",
        ),
        (
            "\"regulator API\"~2",
            Verdict::Reject,
            "\"regulator\" and \"API\" stand nowhere with at most 2 other words among them",
        ),
        (
            "\"regul* API\"",
            Verdict::Reject,
            "\"regul*\" and \"API\" stand nowhere one directly after the other",
        ),
        ("ATLEAST/2(Meta)", Verdict::Reject, "\"Meta\" stands once, not 2 times"),
        ("Meta lang:fr", Verdict::Reject, "the article is not of lang:fr: its language: \"en\""),
        ("Meta tag:sport", Verdict::Reject, "the article is not of tag:sport: its tags: none"),
        ("{META}", Verdict::Reject, "{META} stands nowhere: \"Meta\" is written in another case"),
        (
            "\"Meta its owner\"",
            Verdict::Reject,
            "\"Meta its owner\" stands nowhere: in \"Meta, its owner\" a comma stands between the words",
        ),
        (
            "\"Facebook fined Meta\" OR \"appeal the regulator\"",
            Verdict::Reject,
            "\"Facebook fined Meta\" stands nowhere; \"appeal the regulator\" stands nowhere: in \"appeal. The regulator\" a \
             paragraph ends between the words",
        ),
        (
            "$META",
            Verdict::Reject,
            "$META stands nowhere: \"Meta\" is no ticker there, as a $ or an exchange before it would make it",
        ),
        ("=regulators", Verdict::Reject, "\"regulators\" stands nowhere: \"regulator\" is another form"),
        (
            "Appeals OR \"messaging APIs\"",
            Verdict::Reject,
            "\"Appeals\" stands nowhere: \"appeal\" is another form; \"messaging APIs\" stands nowhere: \"messaging API\" is \
             another form",
        ),
        ("@\"Netflix Inc\"", Verdict::Absent, "@\"Netflix Inc\" stands nowhere"),
    ] {
        let lists = [list(vec![rule("it", query), entity("Netflix Inc", &[])])];
        let explained = Matcher::compile(&lists).unwrap().explain(&story, &Knowledge::default());
        assert_eq!(
            (explained[0].verdict, explained[0].reasons.join("; ")),
            (verdict, reason.to_owned()),
            "{query}"
        );
    }
}

/// What of a rule stands in an article is cited where the rule does not hold, too.
#[test]
fn rules_that_fail_cite_what_stands_there() {
    let story = article(
        "",
        "Apple pie, says Meta, is good. Nobody but the owner of an apple shares its data, and a fine is near.",
    );
    for (query, cited) in [
        ("Meta NEAR/2 fine", vec!["Meta", "fine"]),
        ("fine ONEAR/2 Meta", vec!["fine", "Meta"]),
        ("\"shares fine\"~1", vec!["shares", "fine"]),
        ("Meta NOT fine", vec!["Meta", "fine"]),
        ("{APPLE}", vec!["Apple", "apple"]),
        ("Meta NEAR/2 Netflix", vec!["Meta"]),
    ] {
        let matcher = Matcher::compile(&[list(vec![rule("it", query)])]).unwrap();
        let explained = matcher.explain(&story, &Knowledge::default()).remove(0);
        let spans = explained.candidates.iter().map(|candidate| candidate.span.clone());
        let found: Vec<&str> = spans.map(|span| story.text.get(span).unwrap()).collect();
        assert_eq!((explained.verdict, found), (Verdict::Reject, cited), "{query}");
    }
}

/// A rule that asks for an entity says of it what the entity itself says.
#[test]
fn rules_tell_of_their_entities_what_speaks_against_them() {
    let orange = Watch {
        name: "Orange".to_owned(),
        tracked: Tracked::Entity(Entity { context: text(&["opérateur"]), ..Entity::default() }),
    };
    let matcher = Matcher::compile(&[list(vec![orange, rule("it", "@Orange AND shirts")])]).unwrap();
    let explained = matcher.explain(&article("", "The shirts will be orange again."), &Knowledge::default());
    let [name, rule] = explained.as_slice() else { panic!("{explained:?}") };
    assert_eq!(rule.verdict, Verdict::Reject);
    assert_eq!(rule.reasons, [format!("@Orange is not meant: {}", name.reasons.join(", "))]);
    assert!(rule.candidates.contains(&name.candidates[0]), "{rule:?}");
    let explained = matcher.explain(&article("", "Shirts of an ORANGE-maker"), &Knowledge::default());
    assert!(explained[1].candidates.iter().any(|candidate| candidate.score > 0.0), "{explained:?}");
}

/// A name that is there but not as one name is told of.
#[test]
fn names_say_what_keeps_them_from_standing() {
    for (name, text, reason) in [
        ("Inbox API", "the Inbox, API", "in \"Inbox, API\" a comma stands between the words"),
        ("{Apple}", "APPLE pie", "\"APPLE\" is written in another case"),
        ("Inbox API", "the Inbox APIs", "\"Inbox APIs\" is another form"),
    ] {
        let matcher = Matcher::compile(&[list(vec![entity(name, &[])])]).unwrap();
        let explained = matcher.explain(&article("", text), &Knowledge::default());
        assert_eq!(explained[0].verdict, Verdict::Absent);
        assert_eq!(explained[0].reasons, [format!("none of its names stands in the article: {reason}")]);
    }
}

#[test]
fn names_say_what_speaks_for_and_against_them() {
    let watch = Watch {
        name: "Orange".to_owned(),
        tracked: Tracked::Entity(Entity {
            kind: Some(EntityKind::Organisation),
            context: text(&["Heydemann", "opérateur"]),
            not: text(&["Orange County"]),
            ..Entity::default()
        }),
    };
    let matcher = Matcher::compile(&[list(vec![watch, entity("Netflix", &[])])]).unwrap();
    let story = article(
        "Fans in orange",
        "The team plays in Orange County on Sunday. Its shirts will be orange again.",
    );
    let explained = matcher.explain(&story, &Knowledge::default());
    assert_eq!(explained[0].verdict, Verdict::Reject);
    let spans: Vec<&str> =
        explained[0].candidates.iter().map(|candidate| candidate.sentence.as_str()).collect();
    assert_eq!(
        spans,
        ["Fans in orange", "Its shirts will be orange again.", "The team plays in Orange County on Sunday."]
    );
    assert_eq!(explained[0].candidates[2].reasons, ["is part of \"orange county\", which excludes it"]);
    let lower = |reason: &String| reason.ends_with("is written in lower case");
    assert!(explained[0].reasons.iter().any(lower), "{:?}", explained[0].reasons);
    assert_eq!(explained[1].verdict, Verdict::Absent);
    assert_eq!(explained[1].reasons, ["none of its names stands in the article"]);
}

/// However many watches there are, the article is gone through a bounded number of times.
#[test]
fn what_nearly_stands_there_is_told_of_the_first_that_do_not() {
    let last = |others: usize| {
        let mut watches: Vec<Watch> =
            (0..others).map(|number| entity(&format!("Nowhere{number}"), &[])).collect();
        watches.push(rule("last", "{META}"));
        let matcher = Matcher::compile(&[list(watches)]).unwrap();
        let explained = matcher.explain(&article("", "Meta rises"), &Knowledge::default());
        explained.last().unwrap().reasons.join("; ")
    };
    assert_eq!(last(1), "{META} stands nowhere: \"Meta\" is written in another case");
    assert_eq!(last(super::MAX_LOOKS - 1), "{META} stands nowhere: \"Meta\" is written in another case");
    assert_eq!(last(super::MAX_LOOKS), "{META} stands nowhere");
}
