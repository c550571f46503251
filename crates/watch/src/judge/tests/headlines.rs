//! Headlines by themselves, as many feeds have nothing else: names that are no everyday words need nothing more to be told.

use super::*;

use EntityKind::{Organisation, Other, Person, Place, Product};

fn names() -> Vec<Watch> {
    vec![
        watch("Samsung", &[], Organisation, &["Galaxy"], &[]),
        watch("Google", &[], Organisation, &["Android"], &[]),
        watch("Comcast", &[], Organisation, &["cable"], &[]),
        watch("Boeing", &[], Organisation, &["aircraft"], &[]),
        watch("Xbox", &[], Product, &["Microsoft"], &[]),
        watch("Starfield", &[], Product, &["game"], &[]),
        watch("Libya", &[], Place, &["Tripoli"], &[]),
        watch("Edward Snowden", &["Snowden"], Person, &["NSA"], &[]),
        watch("Target", &[], Organisation, &["retailer", "stores"], &[]),
        watch("Apple", &[], Organisation, &["iPhone", "Cupertino"], &[]),
        watch("Tesla", &[], Organisation, &["Musk", "cars"], &[]),
        watch("Shell", &[], Organisation, &["oil"], &[]),
        watch("Total", &[], Organisation, &["pétrole"], &[]),
        watch("Next", &[], Organisation, &["retailer"], &[]),
        watch("Sharp", &[], Organisation, &["screens"], &[]),
        watch("Monk", &[], Other, &["Shalhoub"], &[]),
    ]
}

fn found(title: &str) -> Vec<String> {
    let matcher = Matcher::compile(&[list(names())]).unwrap();
    let mentions = matcher.find(&article(title, ""), &Knowledge::default()).found;
    let matches = mentions.into_iter().filter_map(|found| found.alone);
    matches.filter(|mention| mention.outcome == Outcome::Match).map(|mention| mention.watch).collect()
}

#[test]
fn a_name_that_means_one_thing_needs_no_more_than_a_headline() {
    for (title, name) in [
        ("Samsung Signs Deal With Rival Studio For Film Rights", "Samsung"),
        ("Will the Next Samsung Phone Fold Twice?", "Samsung"),
        ("Samsung Speaker Review: Loud And Proud", "Samsung"),
        ("Google Nestcam Headed To More Countries Soon", "Google"),
        ("Google Nestcam headed to more countries within weeks", "Google"),
        ("Google workers end walkout", "Google"),
        ("Regulators Wary of Comcast's Gifts to Politicians", "Comcast"),
        ("Comcast again seeks relief in court", "Comcast"),
        ("Will Comcast-Dish Merger Fly With Regulators?", "Comcast"),
        ("Boeing Orders Double At Air Show", "Boeing"),
        ("Two weeks in a Boeing hangar", "Boeing"),
        ("Xbox One outsells its rival in May", "Xbox"),
        ("Players lose saves as update hits Xbox One", "Xbox"),
        ("'Starfield' review: a slow start, a fine end", "Starfield"),
        ("Starfield wallpapers for your phone", "Starfield"),
        ("Libya parliament votes out prime minister", "Libya"),
        ("Libya MPs oust premier over oil tanker", "Libya"),
        ("Snowden Has No Regrets, He Says", "Edward Snowden"),
    ] {
        assert_eq!(found(title), [name], "{title}");
    }
}

#[test]
fn everyday_words_in_headlines_are_none_the_more_names() {
    for title in [
        "Target Practice Ends Badly For Hunter",
        "Police Name Main Target Of Inquiry",
        "Apple Pie Makes A Comeback",
        "Why An Apple A Day Is Not Enough",
        "My week as Tesla Brown",
        "Tesla Brown Wins Pie Contest In Tampa",
        "Mrs Samsung Bakes For Charity",
        "Samsung Academy Students Walk Out",
    ] {
        assert_eq!(found(title), [] as [&str; 0], "{title}");
    }
}

/// *iPhone* and *eBay* begin with a letter that is no capital, and are names all the same.
#[test]
fn a_context_name_may_begin_with_a_small_letter() {
    assert_eq!(found("Apple and the iPhone: a history"), ["Apple"]);
    assert_eq!(found("Apple and the tree: a history"), [] as [&str; 0]);
}

/// A capital within a word is that of a product, and of few persons.
#[test]
fn what_stands_behind_a_firm_with_a_capital_inside_is_its_product() {
    assert_eq!(found("Apple iOS update fixes bugs in software"), ["Apple"]);
    assert_eq!(found("Apple McDonald update fixes bugs in software"), [] as [&str; 0]);
}

/// What only companies have says of the word before it that it is one, unless that is a word that stands before any noun.
#[test]
fn what_companies_have_tells_a_company() {
    for (title, name) in [
        ("Shell profit doubles in third quarter", "Shell"),
        ("Shell CEO to step down next year", "Shell"),
        ("Shell Staff Vote On Pay Offer", "Shell"),
        ("Target shares tumble after outlook", "Target"),
        ("Target boss sees better days", "Target"),
        ("Target fined $20m over pricing", "Target"),
        ("Why Target is in trouble", "Target"),
        ("Lawsuit accuses Target of misleading customers", "Target"),
        ("Apple CarPlay divides drivers", "Apple"),
        ("Apple-Aktie gibt nach", "Apple"),
        ("Shell-Chef kündigt Rückkauf an", "Shell"),
    ] {
        assert_eq!(found(title), [name], "{title}");
    }
    for title in [
        "Total profit of listed firms doubles",
        "Total staff of the ministry, by year",
        "SHARP PROFIT RISE AT GRAIN TRADER",
        "Next CEO must mend fences",
        "Next boss faces full in-tray",
        "Shell companies hid bribes, court hears",
        "Target practice for recruits",
        "Apple growers fear frost",
        "Apfel-Chef gibt nach",
    ] {
        assert_eq!(found(title), [] as [&str; 0], "{title}");
    }
}

/// The titles of works stand in quotation marks, and names of other things do not.
#[test]
fn quotation_marks_are_those_of_works() {
    assert_eq!(found("Ratings rise as 'Monk' returns, says broadcaster"), ["Monk"]);
    assert_eq!(found("Star of 'Monk' signs for two more seasons"), ["Monk"]);
    assert_eq!(found("A 'monk' who was none, says broadcaster"), [] as [&str; 0]);
    assert_eq!(found("Police call suspect 'Shell' on tape"), [] as [&str; 0]);
}

/// A word that begins with a small letter and has a capital inside leaves a headline in capitals what it is, and a watched name is no
/// word about nature by itself.
#[test]
fn a_name_is_no_evidence_against_itself() {
    assert_eq!(found("Apple Releases iOS Update"), ["Apple"]);
    let matcher = Matcher::compile(&[list(names())]).unwrap();
    let score = |text: &str| {
        let found = matcher.find(&article("Apple wins case", text), &Knowledge::default()).found;
        found.into_iter().filter_map(|found| found.alone).map(|mention| mention.score).fold(0.0, f64::max)
    };
    assert!(score("Apple won. Apple said so.") >= score("It won. It said so."));
}

/// What begins with a figure, or with a name that has a capital, is written as sentences are, and its other words in lower case are none.
#[test]
fn a_headline_that_begins_in_no_lower_case_has_its_capitals() {
    for title in [
        "H&M boss says target was missed",
        "iPhone sales miss target",
        "3 reasons to miss a target",
        "M&S to shell out for refit",
        "10 apple recipes for autumn",
    ] {
        assert_eq!(found(title), [] as [&str; 0], "{title}");
    }
    assert_eq!(found("target to close nine stores"), ["Target"]);
}

/// Headlines name a person of the context by the surname alone; where many have it, or where it is a word or the watched name itself, that is
/// nobody in particular.
#[test]
fn a_surname_stands_for_the_person_of_the_context() {
    let names = vec![
        watch("Next", &[], Organisation, &["Simon Wolfson"], &[]),
        watch("Block", &[], Organisation, &["Brad Smith", "Tim Cook"], &[]),
        watch("Dell", &[], Organisation, &["Michael Dell"], &[]),
    ];
    let matcher = Matcher::compile(&[list(names)]).unwrap();
    let score = |title: &str| {
        let found = matcher.find(&article(title, ""), &Knowledge::default()).found;
        found.into_iter().filter_map(|found| found.alone).map(|mention| mention.score).fold(0.0, f64::max)
    };
    assert!(score("Next CEO Wolfson warns on tax") > 0.5);
    assert!(score("Next CEO Watson warns on tax") < 0.5);
    assert!(score("Block the road, says Smith") < 0.5 && score("Block the stove, says Cook") < 0.5);
    assert!(score("Dell boys win, says Dell") < 0.8);
}
