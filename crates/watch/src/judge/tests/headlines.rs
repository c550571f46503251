//! Headlines by themselves, as many feeds have nothing else: names that are no everyday words need nothing more to be told.

use super::*;

use EntityKind::{Organisation, Person, Place, Product};

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
