//! Names that are also words, in sentences written for this: some mean the thing watched, some do not.

use model::{Entity, EntityKind, Outcome, Tracked, Watch};

use crate::testing::{article, list};
use crate::{Knowledge, Matcher};

mod conjunctions;
mod furniture;
mod headlines;
mod openers;
mod organisations;
mod persons;
mod places;
mod topics;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn watch(name: &str, aliases: &[&str], kind: EntityKind, context: &[&str], not: &[&str]) -> Watch {
    let entity = Entity {
        aliases: texts(aliases),
        kind: Some(kind),
        context: texts(context),
        not: texts(not),
        ticker: None,
    };
    Watch { name: name.to_owned(), tracked: Tracked::Entity(entity) }
}

/// A few names that are everyday words, persons and places.
fn watches() -> Vec<Watch> {
    use EntityKind::{Organisation, Person, Place, Product};
    vec![
        watch(
            "Puma",
            &["Puma SE"],
            Organisation,
            &["Herzogenaurach", "trainers", "sportswear"],
            &["Puma helicopter"],
        ),
        watch(
            "Chase",
            &["JPMorgan Chase"],
            Organisation,
            &["Dimon", "bank", "credit card"],
            &["Chevy Chase"],
        ),
        watch("Stripe", &["Stripe Inc"], Organisation, &["Collison", "payments"], &[]),
        watch("Mint", &["Mint Mobile"], Product, &["Intuit", "budgeting"], &["Royal Mint"]),
        watch("Canvas", &["Canvas LMS"], Product, &["Instructure", "students"], &[]),
        watch("Bild", &["Bild-Zeitung", "bild.de"], Organisation, &["Springer", "Boulevardblatt"], &[]),
        watch("Casino", &["Groupe Casino"], Organisation, &["Naouri", "Monoprix", "supermarchés"], &[]),
        watch("Der Spiegel", &["spiegel.de"], Organisation, &["Nachrichtenmagazin", "Hamburg"], &[]),
        watch("Bush", &["George Bush"], Person, &["White House"], &["Kate Bush"]),
        watch("Nice", &[], Place, &["Côte d'Azur", "Riviera"], &[]),
        watch("Sony", &["Sony Group"], Organisation, &["PlayStation"], &[]),
        watch("WHO", &["World Health Organization"], Organisation, &["Geneva"], &[]),
        watch("Marou", &["Maroú"], Organisation, &["chocolate"], &[]),
    ]
}

/// Checks which of the names an article means, by the outcome of a match.
#[track_caller]
fn check(title: &str, text: &str, expected: &[&str]) {
    let matcher = Matcher::compile(&[list(watches())]).unwrap();
    let story = article(title, text);
    let mentions = matcher.mentions(&story);
    let meant = mentions.iter().filter(|mention| mention.outcome == Outcome::Match);
    let meant: Vec<&str> = meant.map(|mention| mention.watch.as_str()).collect();
    assert_eq!(
        meant,
        expected,
        "{title} / {text}
{:#?}",
        matcher.explain(&story, &Knowledge::default())
    );
}

#[test]
fn companies_and_the_words_they_are_named_for() {
    check("Puma cuts its forecast for the year", "The German company blamed weak demand.", &["Puma"]);
    check("Hikers meet a puma near the dam", "The puma watched them and left. Rangers closed the path.", &[]);
    check("Puma helicopter lands on school field", "Nobody was hurt when the crew set it down.", &[]);
    check(
        "Chase lowers fees for small firms",
        "The bank said that shops would pay less from May.",
        &["Chase"],
    );
    check("After a chase, a ditch", "Police followed the van for nine miles before it left the road.", &[]);
    check("Comedian turns eighty", "Chevy Chase thanked his doctors and his dog.", &[]);
    check("Wild goose hunt", "The thief was caught after a short chase through the market.", &[]);
    check(
        "Online shops lose an afternoon",
        "Orders failed while Stripe was down, and the payments came back at four.",
        &["Stripe"],
    );
    check("A shirt with one red stripe", "The stripe runs down the left sleeve.", &[]);
    check(
        "Budget tools compared",
        "We moved our accounts from Mint to a spreadsheet, and budgeting became simpler.",
        &["Mint"],
    );
    check(
        "A cold soup for July",
        "Chop the mint, add the peas and stir. Mint loves shade, so pick it early.",
        &[],
    );
    check("Old coins for sale", "The Royal Mint struck four hundred of them.", &[]);
    check(
        "School app goes down before exams",
        "Canvas was offline for hours, and students could not hand in essays.",
        &["Canvas"],
    );
    check("A painter and his wife", "He stretched the canvas himself. On canvas her face is younger.", &[]);
}

#[test]
fn other_languages() {
    check(
        "Entlassungen beim Boulevardblatt",
        "Die Bild streicht in Berlin hundert Stellen, sagt der Verlag.",
        &["Bild"],
    );
    check("Ein schönes Bild", "Das Bild hängt über dem Sofa, seit die Tante es gemalt hat.", &[]);
    check(
        "Casino cède trois cents magasins",
        "Le groupe vend aussi ses entrepôts, annonce la direction.",
        &["Casino"],
    );
    check("Il gagne au casino et perd son manteau", "Le casino de la plage ouvre à minuit.", &[]);
    check("Minister tritt zurück", "Das sagte er dem SPIEGEL am Freitag.", &["Der Spiegel"]);
    check("Frisch geputzt", "Der Spiegel im Bad war beschlagen, und er wischte ihn trocken.", &[]);
}

#[test]
fn persons_and_places() {
    check("A library in Texas", "President Bush opened the hall and thanked the builders.", &["Bush"]);
    check("A fire on the hill", "The bush burned for two days before the rain came.", &[]);
    check("A song from 1985", "Kate Bush wrote it in her garden.", &[]);
    check(
        "A storm on the coast",
        "The airport of Nice was shut, and the Riviera lost its power for a night.",
        &["Nice"],
    );
    check("Nice work, says the coach", "It was a nice goal and a nicer pass.", &[]);
}

/// Digits have no case, and what stands behind them in one word has a small letter anywhere: *20th*.
#[test]
fn names_that_begin_with_a_digit_stand_as_they_are_written() {
    let said = |name: &str, text: &str| {
        let matcher = Matcher::compile(&[list(vec![crate::testing::entity(name, &[])])]).unwrap();
        matcher
            .mentions(&article("", text))
            .into_iter()
            .map(|mention| (mention.outcome, mention.reasons))
            .next()
    };
    for name in ["20th Century Studios", "7-Eleven", "3M", "23andMe", "1Password", "4th Wall Records"] {
        let text = format!("The deal was signed by {name} in May.");
        let Some((outcome, reasons)) = said(name, &text) else { panic!("{name}") };
        assert_eq!(outcome, Outcome::Match, "{name}: {reasons:?}");
        assert!(!reasons.iter().any(|reason| reason.contains("lower case")), "{name}: {reasons:?}");
    }
    assert!(said("20th Century Studios", "He admired the 20th century studios of Rome.").is_none());
}

/// What is no everyday word is found wherever it stands and however it is written.
#[test]
fn names_that_are_no_words_are_solid() {
    for title in [
        "Sony",
        "Sony: profits rise",
        "SONY RAISES PRICES",
        "sony raises prices",
        "Why Sony still makes cameras",
    ] {
        check(title, "", &["Sony"]);
    }
    check("Prices rise", "A console from Sony now costs more.", &["Sony"]);
    check("Harbour notes", "She remembered Sony valley and the boats.", &["Sony"]);
    check("PORT ALDER — Sony has opened a shop", "Nobody came.", &["Sony"]);
    check("A shop", "PORT ALDER — Sony has opened one by the quay.", &["Sony"]);
    check("A shop", "PORT ALDER — Puma has opened one by the quay, and sells trainers there.", &["Puma"]);
    check(
        "Wrap-up",
        "Nine films open this week.\n\nFollow us on Instagram and listen to our podcast on Sony.",
        &[],
    );
}

/// A name of more words stands after a title and a maker's name as well as by itself, and beside its namesakes.
#[test]
fn a_name_of_more_words_speaks_for_itself_beside_others() {
    let bare = |name: &str, aliases: &[&str], not: &[&str]| {
        let entity = Entity {
            aliases: texts(aliases),
            kind: None,
            context: Vec::new(),
            not: texts(not),
            ticker: None,
        };
        Watch { name: name.to_owned(), tracked: Tracked::Entity(entity) }
    };
    let names = vec![
        bare("Benjamin Vexley", &[], &[]),
        bare("Goldvale Sachs", &[], &[]),
        bare("iVaro", &[], &[]),
        bare("Lincoln Financial Group", &["Lincoln"], &["Abraham Lincoln"]),
    ];
    let matcher = Matcher::compile(&[list(names)]).unwrap();
    for (text, name) in [
        ("Prime Minister Benjamin Vexley said on Monday that he would resign.", "Benjamin Vexley"),
        ("Le Président Benjamin Vexley est à Lyon, où il parlera ce soir.", "Benjamin Vexley"),
        ("The deal was arranged by Broker Goldvale Sachs.", "Goldvale Sachs"),
        ("The Apple iVaro sells in the shops of the town.", "iVaro"),
        ("Lincoln Financial Group was named after Abraham Lincoln.", "Lincoln Financial Group"),
    ] {
        let found = matcher.mentions(&article("On Monday", text));
        let outcome = found.iter().find(|mention| mention.watch == name).map(|mention| mention.outcome);
        assert_eq!(outcome, Some(Outcome::Match), "{text} {found:#?}");
    }
}

/// What has the letters of another script is a name, and no word of the text's language.
#[test]
fn a_name_in_the_letters_of_others_is_a_name() {
    check("新製品", "Pumaは火曜日に新製品を発表した。価格は未定。", &["Puma"]);
    check("Суд оштрафовал Canvas", "Штраф составит миллион рублей, сообщил суд.", &["Canvas"]);
    check("苹果之外", "Mint周二表示将裁员，原因没有说明。", &["Mint"]);
    check("The puma at night", "It is called 美洲狮 there. The puma left.", &[]);
}

/// A list joins what stands in it by the words of its own language.
#[test]
fn what_is_listed_is_joined_by_words_of_its_language() {
    check("Best of the year", "Shops like Puma, Nike and Adidas sold more than ever.", &["Puma"]);
    check("Puma en Niza: el libro de su vida", "La pianista lo leyó de memoria.", &[]);
}

#[test]
fn what_belongs_to_another_name_and_letters_by_themselves_are_seldom_names() {
    check("A prize", "The first prize was Ford's Puma.", &[]);
    let letter = watch("Y", &["Y Corp"], EntityKind::Product, &["social network"], &[]);
    let matcher = Matcher::compile(&[list(vec![letter])]).unwrap();
    let found = matcher.mentions(&article("Y, the great unknown of Paris", "The treasure was a boot."));
    assert!(found.iter().all(|mention| mention.outcome != Outcome::Match), "{found:#?}");
}

/// An abbreviation that is a small word, too, is one only where capitals say so.
#[test]
fn a_small_word_is_no_abbreviation() {
    check("The Who bow out in Leeds", "The singer thanked the crowd, and the drummer smashed nothing.", &[]);
    check("THE WOMAN WHO SOLD A BRIDGE", "She was paid in cash, and the buyer never came.", &[]);
    check("Sugar at school", "Offices are shut, and WHO officials work at home.", &["WHO"]);
    check(
        "Vaccine Plan Too Slow, WHO Says",
        "The agency had warned of this in May, and nobody listened.",
        &["WHO"],
    );
}

#[test]
fn a_name_of_a_person_elsewhere_is_that_persons_here() {
    check("Two late goals", "The win was their third. Sony, 19, left with the ball under his shirt.", &[]);
    check("Sony Thompson swims the lake", "Sony has raised money for the hospice.", &[]);
}

/// What an article is about speaks for a name that is given context of that kind, and against it where it is about other things.
#[test]
fn what_an_article_is_about_tells_names_from_their_namesakes() {
    let harbour =
        watch("Harbour", &["Harbour Coffee"], EntityKind::Organisation, &["espresso", "barista"], &[]);
    let matcher = Matcher::compile(&[list(vec![harbour])]).unwrap();
    let is_told = |title: &str, text: &str| {
        matcher.mentions(&article(title, text)).first().is_some_and(|found| found.outcome == Outcome::Match)
    };
    assert!(is_told("Harbour cuts prices", "A latte at the cafés costs a tenth less, and so do cakes."));
    assert!(!is_told(
        "Passengers wait",
        "The ferry and its crew lay off Harbour for a night, and the train to the airport was late."
    ));
    assert!(!is_told("Fans cheer", "The goalkeeper of Harbour saved two penalties in the derby."));
}

/// A text that is nothing but names, and words that speak for and against them, takes no longer than its length says.
#[test]
fn a_text_of_names_is_judged_in_time_in_proportion_to_it() {
    let names = vec![
        watch("Puma", &["Puma SE"], EntityKind::Organisation, &["trainers"], &["Puma helicopter"]),
        watch("Declan Vale", &["Vale"], EntityKind::Person, &[], &["Vale of Tears"]),
    ];
    let matcher = Matcher::compile(&[list(names)]).unwrap();
    for (unit, found) in [
        ("Puma trainers ", 1),
        ("Puma SE ", 1),
        ("Puma helicopter ", 0),
        ("Declan Vale, Petra Vale. ", 1),
        ("Vale of Tears ", 0),
    ] {
        let text = unit.repeat(256 * 1024 / unit.len());
        assert_eq!(matcher.mentions(&article("A list", &text)).len(), found, "{unit}");
    }
}

#[test]
fn another_spelling_is_no_other_name() {
    let matcher = Matcher::compile(&[list(watches())]).unwrap();
    let mentions = matcher.mentions(&article("A visit", "They met Maroú at noon, and Marou paid."));
    let reasons: Vec<&String> = mentions.iter().flat_map(|mention| &mention.reasons).collect();
    assert!(
        !reasons.is_empty() && !reasons.iter().any(|reason| reason.contains("another name of it")),
        "{reasons:?}"
    );
}

/// Two spellings of another name are both another name.
#[test]
fn another_spelling_of_another_name_is_another_name() {
    let names = vec![watch("Sony", &["{MAROU}", "Marou"], EntityKind::Organisation, &[], &[])];
    let matcher = Matcher::compile(&[list(names)]).unwrap();
    let mentions = matcher.mentions(&article("A visit", "They met Marou at noon."));
    let of_both = mentions.iter().flat_map(|mention| &mention.reasons);
    assert!(of_both.clone().any(|reason| reason.contains("another name of it")), "{mentions:#?}");
}
