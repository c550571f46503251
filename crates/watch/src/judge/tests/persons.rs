//! Persons, their namesakes and their families.

use model::{Entity, EntityKind, Outcome, Tracked, Watch};

use super::{check, watch};
use crate::Matcher;
use crate::testing::{article, list};

/// An age says that a person is meant, and not which; and a surname speaks for no other place of itself.
#[test]
fn another_person_of_the_name_is_another_person_at_any_age() {
    let is_told = |name: &str, surname: &str, text: &str| {
        let person = watch(name, &[surname], EntityKind::Person, &[], &[]);
        let matcher = Matcher::compile(&[list(vec![person])]).unwrap();
        let found = matcher.mentions(&article("A day in court", text));
        found.first().is_some_and(|found| found.outcome == Outcome::Match)
    };
    for (name, surname) in [("Declan Morvane", "Morvane"), ("Declan McVane", "McVane")] {
        for text in [
            "Jill {}, 54, was convicted of fraud on Friday.",
            "Jill {} was convicted of fraud on Friday. {}, 54, will appeal, a lawyer said.",
        ] {
            assert!(!is_told(name, surname, &text.replace("{}", surname)), "{surname}: {text}");
        }
        let own = format!("Declan {surname}, 54, was convicted of fraud on Friday. {surname} will appeal.");
        assert!(is_told(name, surname, &own), "{own}");
        let alone = format!("The winner, {surname}, 54, thanked the judges.");
        assert!(is_told(name, surname, &alone), "{alone}");
    }
}

/// What may be a person, and places in a list, are of no age.
#[test]
fn an_age_speaks_against_what_is_known_to_be_no_person() {
    let text = "Sony, 19, left with the ball under his shirt. Sony said so.";
    let entity =
        Entity { aliases: Vec::new(), kind: None, context: Vec::new(), not: Vec::new(), ticker: None };
    let bare = Watch { name: "Sony".to_owned(), tracked: Tracked::Entity(entity) };
    let matcher = Matcher::compile(&[list(vec![bare])]).unwrap();
    let found = matcher.mentions(&article("Two late goals", text));
    assert_eq!(found.first().map(|mention| mention.outcome), Some(Outcome::Match), "{found:#?}");
    check("Phones of the year", "Votes went to Nokia, 9, Sony, 7, and Zorvex, 3, in that order.", &["Sony"]);
}

/// Who holds an office is told from the others of the name by it.
#[test]
fn an_office_says_who_of_a_family_is_meant() {
    let is_told = |text: &str| {
        let person = watch("Declan Morvane", &["Morvane"], EntityKind::Person, &["orchard"], &[]);
        let matcher = Matcher::compile(&[list(vec![person])]).unwrap();
        let found = matcher.mentions(&article("A day at the fair", text));
        found.iter().any(|found| found.outcome == Outcome::Match)
    };
    assert!(is_told("Jill Morvane opened the fair. Governor Morvane had come by train, and left at noon."));
    assert!(is_told(
        "Jill Morvane opened the fair. Prime Minister Morvane had come by train, and left at noon."
    ));
    assert!(is_told("Jill Morvane opened the fair. Gov. Morvane had come by train, and left at noon."));
    for of_another in ["Governor Jill Morvane", "Governor Mary Jill Morvane", "Governor Jill W. Morvane"] {
        let text =
            format!("{of_another} opened the fair. Governor Morvane had come by train, and left at noon.");
        assert!(!is_told(&text), "{text}");
    }
    assert!(!is_told("Jill Morvane opened the fair. Ms Morvane had come by train, and left at noon."));
}
