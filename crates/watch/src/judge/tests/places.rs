//! Places, their namesakes and what bears their names.

use model::{EntityKind, Outcome};

use super::watch;
use crate::Matcher;
use crate::testing::{article, list};

/// Whether a place with some context is told in a text.
fn is_told(name: &str, context: &[&str], text: &str) -> bool {
    let town = watch(name, &[], EntityKind::Place, context, &[]);
    let matcher = Matcher::compile(&[list(vec![town])]).unwrap();
    let found = matcher.mentions(&article("A day in court", text));
    found.first().is_some_and(|found| found.outcome == Outcome::Match)
}

/// A town of the name in a state that the context does not name is another one.
#[test]
fn a_place_in_another_state_is_another_place() {
    for state in ["Alabama", "Ala.", "New Hampshire", "N.H.", "NH", "Ore.", "Mass.", "N.C.", "Ont."] {
        let text = format!("A jury in Birmingham, {state}, found a man guilty on Friday.");
        assert!(!is_told("Birmingham", &["England", "West Midlands"], &text), "{state}");
        assert!(is_told("Birmingham", &[], &text), "{state}");
    }
    for text in [
        "A jury in Birmingham, Alabama found a man guilty on Friday.",
        "A jury in Birmingham, Alabama on Friday found a man guilty.",
        "A jury in Birmingham (Alabama) found a man guilty on Friday.",
        "The trial was in Birmingham, Alabama.",
        "A jury in Birmingham in Alabama found a man guilty on Friday.",
        "He grew up in Birmingham, Alabama, and moved away in the spring.",
        "Birmingham, Alabama’s largest bank was fined on Friday.",
        "A Birmingham, Alabama man was fined on Friday.",
        "The bank from Birmingham,\nAlabama, was fined on Friday.",
        "A jury found a man guilty in Birmingham, Ala. – and others in Leeds.",
        "BIRMINGHAM, Ala. (AP) — Police arrested a man on Friday. The mayor of Birmingham praised them.",
    ] {
        assert!(!is_told("Birmingham", &["West Midlands"], text), "{text}");
        for own in ["Ala.", "Alabama", "Jefferson County, Alabama", "United States", "U.S."] {
            assert!(is_told("Birmingham", &[own], text), "{own}: {text}");
        }
    }
    let there = "A jury in Birmingham, Ala., found a man guilty on Friday.";
    assert!(is_told("Birmingham", &["Jefferson County"], &format!("{there} He is from Jefferson County.")));
    assert!(!is_told("Birmingham", &["England"], &format!("{there} He is from New England.")));
    assert!(!is_told("Birmingham", &["Canada"], there));
    let town = watch("Birmingham", &["Birmingham, Alabama"], EntityKind::Place, &["Jefferson County"], &[]);
    let matcher = Matcher::compile(&[list(vec![town])]).unwrap();
    let found = matcher.mentions(&article("A day in court", there));
    assert_eq!(found.first().map(|found| found.outcome), Some(Outcome::Match));
}

/// What follows behind a comma is another place of a list, or begins what the sentence is about.
#[test]
fn a_comma_is_not_always_that_of_a_state() {
    for (name, text) in [
        ("Birmingham", "A jury in Birmingham, England, found a man guilty on Friday."),
        ("Birmingham", "A jury in Birmingham, Leeds or London would have found him guilty."),
        ("Tbilisi", "A jury in Tbilisi, Georgia, found a man guilty on Friday."),
        ("Valletta", "A jury in Valletta, MT, found a man guilty on Friday."),
        ("London", "The bank has offices in London, Ohio, and the north of Spain."),
        ("London", "The bank has offices in London, Ohio, and Berlin."),
        ("London", "The bank has offices in London, Washington and Berlin, and will close one of them."),
        ("London", "The bank has offices in London, Quebec, and Paris, and will close one of them."),
        ("London", "The bank has offices in London, Michigan, Indiana and Slovakia."),
        ("London", "In London, Texas Instruments said on Friday that it would close an office."),
        ("Berlin", "In Berlin, Virginia Giuffre’s lawyer said on Friday that he would appeal."),
        ("Berlin", "Speaking in Berlin, Texas lawmakers said on Friday that they would appeal."),
        ("Rome", "The bank has offices in Rome, New York and Paris, and will close one of them."),
        ("Rome", "The bank has offices in Rome, Ohio and Paris, and will close one of them."),
        ("Berlin", "The bank said on Friday that it would leave Berlin, DE, within the year."),
        ("Rho", "Il tribunale ha deciso venerdì che la fiera non si terrà più a Rho (MI), ma a Torino."),
        ("Texas", "The law is in force in Texas, Oklahoma, and in part of Kansas, a court said."),
        ("Texas", "The law is in force in Texas, Ohio (in part), and elsewhere, a court said."),
    ] {
        assert!(is_told(name, &["Westfold"], text), "{text}");
    }
}

/// Who and what bears the name of a place is seldom there.
#[test]
fn a_title_with_the_name_of_a_place_is_not_the_place() {
    for text in [
        "The Duke of Birmingham opened a bridge over the river on Friday.",
        "The duke of Birmingham opened a bridge over the river on Friday.",
        "The Prince of Birmingham opened a bridge over the river on Friday.",
        "He broke his leg, and was in plaster of Birmingham until Friday.",
    ] {
        assert!(!is_told("Birmingham", &["England"], text), "{text}");
    }
    for text in [
        "The bishop of Birmingham opened a bridge over the river on Friday.",
        "The mayor of Birmingham opened a bridge over the river on Friday.",
        "The prince of Birmingham opened a bridge over the river on Friday.",
        "The prince in Birmingham opened a bridge over the river on Friday.",
    ] {
        assert!(is_told("Birmingham", &["England"], text), "{text}");
    }
}

#[test]
fn places_stand_in_datelines_and_behind_of() {
    let place = |title: &str, text: &str| {
        let watch = watch("Essen", &[], EntityKind::Place, &["Ruhr"], &[]);
        let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
        matcher.mentions(&article(title, text)).iter().any(|mention| mention.outcome == Outcome::Match)
    };
    assert!(place("Essen: Kind im Aufzug geboren", "Mutter und Kind geht es gut, sagte die Feuerwehr."));
    assert!(place("Zeugen gesucht", "ESSEN. Ein Unbekannter hat in der Nacht elf Autos zerkratzt."));
    assert!(place("Zeugen gesucht", "Essen – Ein Unbekannter hat in der Nacht elf Autos zerkratzt."));
    assert!(!place(
        "Gallery row moves",
        "A third dealer has given up the lease that he had in Essen Street since 1925."
    ));
    assert!(!place("Essen wird teurer", "Das Essen in der Kantine ist um ein Zehntel teurer geworden."));
}

/// What happens in a town is nothing of the company that has its name.
#[test]
fn a_company_is_not_the_town_of_its_name() {
    let names = vec![
        watch("Banco Santander", &["Santander"], EntityKind::Organisation, &["banco", "bank"], &[]),
        watch("Vittel", &[], EntityKind::Organisation, &["eau", "bouteilles"], &[]),
    ];
    let matcher = Matcher::compile(&[list(names)]).unwrap();
    let is_told = |title: &str| {
        matcher.mentions(&article(title, "")).iter().any(|mention| mention.outcome == Outcome::Match)
    };
    for title in [
        "Una mujer fue detenida en Santander",
        "Regatas de Santander: horarios y participantes",
        "Un incendie détruit une grange à Vittel",
    ] {
        assert!(!is_told(title), "{title}");
    }
    for title in [
        "Santander gana un 9% más hasta junio",
        "Santander to close forty branches",
        "Vittel rappelle dix mille bouteilles",
    ] {
        assert!(is_told(title), "{title}");
    }
}
