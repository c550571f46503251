//! What is watched as a word: *inflation* means nothing but inflation, wherever it stands.

use super::*;

use EntityKind::{Organisation, Other};

fn topic(name: &str, aliases: &[&str], kind: Option<EntityKind>) -> Watch {
    let entity = Entity { kind, aliases: texts(aliases), ..Entity::default() };
    Watch { name: name.to_owned(), tracked: Tracked::Entity(entity) }
}

fn topics() -> Vec<Watch> {
    vec![
        topic("inflation", &[], None),
        topic("strike", &["walkout", "industrial action"], Some(Other)),
        topic("Climate change", &[], None),
        topic("Bitcoin", &[], Some(Other)),
        topic("Société générale", &[], Some(Organisation)),
        topic("Target", &[], None),
        watch("orange", &[], Organisation, &["télécoms"], &[]),
    ]
}

fn found(title: &str, text: &str) -> Vec<String> {
    let matcher = Matcher::compile(&[list(topics())]).unwrap();
    let mentions = matcher.find(&article(title, text), &Knowledge::default()).found;
    let matches = mentions.into_iter().filter_map(|found| found.alone);
    matches.filter(|mention| mention.outcome == Outcome::Match).map(|mention| mention.watch).collect()
}

#[test]
fn a_word_in_lower_case_is_found_wherever_it_stands() {
    for (title, text, name) in [
        (
            "Bank worried about inflation, says governor",
            "Prices rose. It said inflation would stay.",
            "inflation",
        ),
        ("Inflation eases in May", "", "inflation"),
        ("INFLATION EASES IN MAY", "", "inflation"),
        ("Why Inflation Is Hard To Tame", "", "inflation"),
        ("Die Inflation sinkt im Mai", "Das Amt meldet, die Inflation sinke.", "inflation"),
        ("Drivers to strike for three days", "The strike is the second one. A strike is a right.", "strike"),
        ("Nurses end walkout", "", "strike"),
        ("Union plans industrial action", "", "strike"),
        ("Minister says climate change is a threat", "", "Climate change"),
        ("Hackers steal bitcoin from exchange", "The price of bitcoin fell. Bitcoin is volatile.", "Bitcoin"),
        ("Bitcoin exchange files for bankruptcy", "", "Bitcoin"),
    ] {
        assert_eq!(found(title, text), [name], "{title}");
    }
}

#[test]
fn a_name_stays_a_name() {
    for (title, text) in [
        // One with a capital, one that is of a company, and one with context.
        ("Minister misses target for new homes", "The target was set in May."),
        ("La banque défend la société générale du bien", "Une société générale, dit-elle."),
        ("How to peel an orange", "The orange is a fruit."),
    ] {
        assert_eq!(found(title, text), [] as [&str; 0], "{title}");
    }
}

#[test]
fn lines_of_the_page_are_no_news_of_a_topic() {
    let text =
        "Prices fell again in May, the office said on Monday.\n\nSubscribe to our inflation newsletter.";
    assert_eq!(found("Prices fall", text), [] as [&str; 0]);
}
