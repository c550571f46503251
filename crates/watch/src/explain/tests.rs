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
        ("Facebook AND title:Meta", Verdict::Reject, "\"Meta\" stands nowhere in the headline"),
        ("Facebook NOT Meta", Verdict::Reject, "\"Meta\" is there, which excludes it"),
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
            "\"appeal\" and \"Meta\" stand nowhere in this order and as near to each other",
        ),
        ("ATLEAST/2(Meta)", Verdict::Reject, "\"Meta\" stands 1 times, not 2"),
        ("Meta lang:fr", Verdict::Reject, "the article is not of lang:fr"),
        ("{META}", Verdict::Absent, "{META} stands nowhere"),
        ("@\"Netflix Inc\"", Verdict::Absent, "\"@Netflix Inc\" stands nowhere"),
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
