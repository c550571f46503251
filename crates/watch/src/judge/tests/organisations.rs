//! Firms, in what is said of them and beside what is called as they are.

use model::{Entity, EntityKind, Outcome, Tracked, Watch};

use super::{texts, watch};
use crate::testing::{article, list};
use crate::{Knowledge, Matcher};

/// Checks whether one watch, an organisation, is meant.
#[track_caller]
fn meant(name: &str, ticker: Option<&str>, title: &str, text: &str, expected: bool) {
    let entity = Entity {
        kind: Some(EntityKind::Organisation),
        ticker: ticker.map(str::to_owned),
        ..Entity::default()
    };
    let watch = Watch { name: name.to_owned(), tracked: Tracked::Entity(entity) };
    let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
    let story = article(title, text);
    let is_meant = matcher.mentions(&story).iter().any(|mention| mention.outcome == Outcome::Match);
    assert_eq!(
        is_meant,
        expected,
        "{name}: {title} / {text}\n{:#?}",
        matcher.explain(&story, &Knowledge::default())
    );
}

#[test]
fn a_ticker_is_a_name_and_speaks_for_the_others() {
    meant("Target", Some("TGT"), "", "Shares of $TGT rose today.", true);
    meant("Target", Some("TGT"), "", "Target (NYSE: TGT) rose.", true);
    meant("Alphabet", Some("GOOGL"), "", "Google's parent (NASDAQ: GOOGL) rose.", true);
    meant("Target", Some("TGT"), "", "The TGT was hit, and so was the target.", false);
    // Whoever has a ticker is listed, whatever it is.
    meant("Target", None, "", "Target (NYSE: TGT) rose.", true);
    meant("Alphabet", None, "", "Alphabet ($GOOGL) rose.", true);
}

#[test]
fn names_with_marks_between_their_words_are_found() {
    for name in
        ["Kühne+Nagel", "K+S", "A$AP Rocky", "M*A*S*H", "Foo / Bar", "Foo + Bar", "Foo [Bar]", "N°5", "Ke$ha"]
    {
        meant(name, None, "", &format!("Shares in {name} rose on Monday."), true);
    }
    meant("Air France-KLM", None, "", "Shares in Air France–KLM rose on Monday.", true);
    meant("L'Oréal", None, "", "Shares in LʼOréal rose on Monday.", true);
}

#[test]
fn names_of_more_than_one_word_speak_for_themselves_though_one_is_small() {
    meant("Capital One", None, "", "Capital One Chief Executive David Solomon said on Monday.", true);
    meant("Red Hat", None, "", "Red Hat shares fell.", true);
    meant("Will Smith", None, "", "Will Smith said on Monday that he would go.", true);
    meant("Red Hat", None, "", "He wore a red hat and went out.", false);
    meant("Novo Nordisk", None, "Novo Nordisk A/S - Interim report", "Sales rose by a tenth.", true);
    meant("First Solar", None, "First Solar a buy, says UBS", "The bank raised its estimate.", true);
}

#[test]
fn a_person_may_own_a_company() {
    meant("Oracle", None, "", "Regulators in Brussels fined Larry Ellison’s Oracle on Monday.", true);
    meant("Puma", None, "", "The car of the year is Ford’s Puma, said the jury.", false);
}

/// Where something tells the watch from others, its name alone may be that of a person.
#[test]
fn a_common_surname_needs_more_than_itself() {
    let named = |context: &[&str], title: &str, text: &str| {
        let watches = vec![watch("Mercer", &[], EntityKind::Organisation, context, &[])];
        let matcher = Matcher::compile(&[list(watches)]).unwrap();
        matcher.mentions(&article(title, text)).iter().any(|mention| mention.outcome == Outcome::Match)
    };
    let driver = ("Three jailed for a raid", "Mercer, the driver, got six years. His cousins got nine each.");
    let consultant =
        ("Fewer raises this year", "A survey of pensions by Mercer found that one in ten gave none.");
    for (context, (title, text), meant) in [
        (&["consulting", "pensions"][..], driver, false),
        (&["consulting", "pensions"][..], consultant, true),
        (&[][..], driver, true),
        (&[][..], consultant, true),
    ] {
        assert_eq!(named(context, title, text), meant, "{context:?}: {text}");
    }
}

/// An airline is called by the word for what is of its country.
#[test]
fn what_is_of_a_country_is_not_named_for_it() {
    let entity = Entity {
        kind: Some(EntityKind::Organisation),
        context: texts(&["airline", "Oslo"]),
        ..Entity::default()
    };
    let watch = Watch { name: "Norwegian".to_owned(), tracked: Tracked::Entity(entity) };
    let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
    for (title, text, meant) in [
        ("A new base", "The airline Norwegian said that it would fly from Bergen to Nice.", true),
        ("Norwegian cancels flights to Nice", "The airline blamed the wind.", true),
        ("A quarrel over an airline", "A Norwegian minister met the pilots in the harbour.", false),
        ("Norwegian pilot lands on golf course", "She flies for another airline.", false),
    ] {
        let mentions = matcher.mentions(&article(title, text));
        let found = mentions.iter().any(|mention| mention.outcome == Outcome::Match);
        assert_eq!(found, meant, "{title} / {text} {mentions:#?}");
    }
}

/// Who writes a name and nothing else has it found wherever it stands as a name, be it a city's or an everyday word.
#[test]
fn a_name_by_itself_means_whatever_has_it() {
    let named = |name: &str, kind: Option<EntityKind>, title: &str, text: &str| {
        let entity = Entity { kind, ..Entity::default() };
        let watch = Watch { name: name.to_owned(), tracked: Tracked::Entity(entity) };
        let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
        matcher.mentions(&article(title, text)).iter().any(|mention| mention.outcome == Outcome::Match)
    };
    assert!(named("London", None, "Fire in a flat", "A fire broke out in London on Monday."));
    assert!(named("London", None, "London mayor opens a bridge", "She cut the ribbon at noon."));
    assert!(named("Apple", None, "Phones", "A new phone was shown by Apple on Monday."));
    assert!(!named("Apple", None, "Fruit", "She ate an apple on Monday, and the apple was good."));
    assert!(!named(
        "London",
        Some(EntityKind::Organisation),
        "Fire",
        "A fire broke out in London on Monday."
    ));
}

#[test]
fn a_name_behind_what_says_when_or_where_is_no_part_of_it() {
    for name in ["Quintessa", "Lumera"] {
        for text in [
            "On Monday NAME shares fell by a tenth in early trade.",
            "Last Friday NAME\u{2019}s chief executive resigned over the accounts.",
            "In March NAME\u{2019}s sales rose.",
            "In China NAME is blocked, its lawyers say.",
            "Since Friday NAME said little about the loss.",
        ] {
            meant(name, None, "News of the week", &text.replace("NAME", name), true);
        }
    }
    meant("Lumera", None, "", "He wrote for the Sunday Lumera until he died.", false);
    meant("Lumera", None, "", "In Manchester Lumera they sing no more.", false);
}

#[test]
fn what_an_outlet_says_of_its_own_making_names_nothing() {
    for line in [
        "This summary was drafted with Lumera and checked by an editor.",
        "Our style guide is public, on Lumera.",
        "Cet entretien a été publié en partenariat avec Lumera.",
    ] {
        let text = format!(
            "The river is over the path at Skarn. Men in masks took 400 crowns from the toll booth.\n{line}"
        );
        meant("Lumera", None, "Rain and a robbery", &text, false);
    }
}

#[test]
fn sentences_that_begin_as_an_outlets_own_do_name_what_they_name() {
    meant("Lumera", None, "Court", "Our appeal against Lumera failed, the lawyer said on Monday.", true);
    meant("Lumera", None, "Court", "This story was told by Lumera\u{2019}s lawyers on Monday.", true);
}

#[test]
fn a_price_behind_a_name_is_that_of_its_shares() {
    for text in [
        "Lumera 948p, down 12.",
        "Harvest €21.07, up 0.88.",
        "Harvest 2,481.50, up 9.",
        "Harvest 36.80, down 0.41.",
    ] {
        let name = text.split(' ').next().unwrap();
        meant(name, None, "Closing prices", text, true);
    }
    meant("Harvest", None, "Tonight", "Harvest 9.30pm, on the third channel.", false);
    meant("Harvest", None, "", "Harvest 12 kilos of plums and wash them.", false);
}

/// Whether an organisation with a word of context is meant.
fn is_meant(name: &str, context: &[&str], title: &str, text: &str) -> bool {
    let matcher =
        Matcher::compile(&[list(vec![watch(name, &[], EntityKind::Organisation, context, &[])])]).unwrap();
    let found = matcher.mentions(&article(title, text));
    found.iter().any(|mention| mention.outcome == Outcome::Match)
}

#[test]
fn a_forename_before_a_surname_is_a_person_whatever_the_article_is_about() {
    let text = "The baker sells eleven hundred loaves a day, and his shops close at noon.";
    assert!(!is_meant("Paul", &["loaves", "baker"], "Paul Orvane opens a sixth shop", text));
    assert!(is_meant("Paul", &["loaves", "baker"], "Paul opens a sixth shop", text));
    assert!(is_meant("Paul", &["loaves", "baker"], "Paul SA opens a sixth shop", text));
    assert!(!is_meant("Paul", &["loaves"], "Paul Orvane opens a sixth shop", "It was full at noon."));
}

#[test]
fn a_month_is_no_forename() {
    let context = ["magazine"];
    let text =
        "{} Fortune had a chip in a halo, and the index fell eleven per cent. So says one who keeps covers.";
    assert!(is_meant("Fortune", &context, "The boom", &text.replace("{}", "By August")));
    assert!(is_meant("Fortune", &context, "The boom", &text.replace("{}", "In the week since August")));
    assert!(!is_meant("Fortune", &context, "The boom", &text.replace("{}", "She said that August")));
    assert!(!is_meant("Fortune", &context, "The boom", &text.replace("{}", "A portrait by August")));
}

#[test]
fn an_article_with_a_capital_belongs_to_the_name() {
    let text = "He wrote of birds for {} from its first day, until it could pay for no more taxis.";
    let title = "A man who walked out of more meetings than he sat through";
    for (written, expected) in [
        ("The Lantern", true),
        ("the Lantern", false),
        ("“The Lantern”", false),
        ("The Lantern Hotel", false),
    ] {
        let found = is_meant("The Lantern", &["newspaper"], title, &text.replace("{}", written));
        assert_eq!(found, expected, "{written}");
    }
}

#[test]
fn a_name_beside_places_is_a_place() {
    let deal = "Norway, {} Denmark signed a pact on fishing, and supermarkets expect lower prices for cod.";
    for beside in ["Iceland and", "Iceland,"] {
        let text = deal.replace("{}", beside);
        assert!(!is_meant("Iceland", &["supermarkets", "frozen food"], "A pact is signed", &text), "{text}");
    }
    for text in [
        "In Norway, Iceland sells cod in supermarkets of its own, and means to open more of them.",
        "Tesco, Iceland, Norway's Coop and others sell cod in supermarkets, and mean to sell more.",
        "Iceland and Norway-based Coop sell cod in supermarkets of their own, and mean to sell more.",
    ] {
        assert!(is_meant("Iceland", &["supermarkets", "frozen food"], "Cod is cheaper", text), "{text}");
    }
    let shops = "Asda, Iceland and Boots cut the price of cod, as all supermarkets do before Lent.";
    assert!(is_meant("Iceland", &["supermarkets", "frozen food"], "Cod is cheaper", shops));
    let goals = "Chelsea and Liverpool each scored two goals on Saturday, and the manager of neither smiled.";
    assert!(is_meant("Chelsea", &["goals", "manager", "striker"], "Saturday's football", goals));
}

#[test]
fn an_abbreviation_may_be_spelled_out_as_something_else() {
    let spelled = "The “special arrangements procedure”, which everybody calls SAP, ran to nineteen pages. Software may replace it.";
    assert!(!is_meant("SAP", &["software"], "Schools file fewer forms", spelled));
    let again = "Asked about it, a teacher said that SAP was a waste of paper.";
    assert!(!is_meant("SAP", &["software"], "Schools file fewer forms", &format!("{spelled} {again}")));
    let bracket = "The tax on gains, the capital gains tax (CGT), will rise, and landlords are angry.";
    assert!(!is_meant("CGT", &["unions"], "A dearer sale", bracket));
    for text in [
        "Le FMI, le Fonds monétaire international, revoit ses prévisions pour la zone euro.",
        "Le FMI dit que la fermeture mettrait des industries à genoux, et revoit ses prévisions.",
        "Le FMI, fort mécontent, insiste pour une réforme, et revoit ses prévisions.",
    ] {
        assert!(is_meant("FMI", &["prévisions"], "La croissance ralentit", text), "{text}");
    }
    for text in [
        "The switch to SAP for sales and purchasing took a year, and the old software was thrown away.",
        "They chose SAP for salaries and pensions, and threw their old software away.",
        "They chose SAP, done for speed and precision, and threw their old software away.",
    ] {
        assert!(is_meant("SAP", &["software"], "A year of change", text), "{text}");
    }
    let short =
        "The forms are called SAP, short for special arrangements procedure, and everybody hates them.";
    assert!(!is_meant("SAP", &["software"], "Schools file fewer forms", short));
    let own = "La caisse d’allocations familiales (CAF) verse ses aides le cinq de chaque mois.";
    assert!(is_meant("CAF", &["aides"], "Une aide en retard", own));
    let sales = "SAP said sales of additional products rose, and that its software had sold well.";
    assert!(is_meant("SAP", &["software"], "The firm from Walldorf", sales));
    let small = "Les salariées du secteur, que l’on range sous le sigle SAP, pour services à la personne, ont défilé.";
    assert!(!is_meant("SAP", &["logiciel"], "La grève gagne l’Orne", small));
    let by_chance = "SAP said a person was ill. Its software did not notice.";
    assert!(is_meant("SAP", &["software"], "The firm from Walldorf", by_chance));
    let by_chance = "SAP sells software for tasks such as payroll, said a person who asked not to be named.";
    assert!(is_meant("SAP", &["software"], "The firm from Walldorf", by_chance));
    let own =
        "The special arrangement that everybody calls SAP ran to nineteen pages. Software may replace it.";
    assert!(is_meant("SAP", &["software"], "Schools file fewer forms", own));
    let named = "Systems Applications Products, which everybody calls SAP, sells software to firms.";
    assert!(is_meant("SAP", &["software"], "The firm from Walldorf", named));
}

#[test]
fn two_names_begin_a_headline_as_a_list() {
    assert!(is_meant("Stripe", &[], "STRIPE, ADYEN SHARE BURDEN OF NEW RULE", ""));
    assert!(is_meant("Stripe", &[], "Stripe, Adyen to share burden of new rule", ""));
    assert!(!is_meant("Stripe", &[], "STRIPE, SPOT OR CHECK? A GUIDE TO SHIRTS", ""));
    assert!(!is_meant("Stripe", &[], "Stripe, Betty Driver, and goodbye", ""));
    assert!(!is_meant("Stripe", &["payments"], "Stripe, Macron tells voters", ""));
    assert!(!is_meant("Stripe", &["payments"], "Stripe, Powell said, was wrong", ""));
    assert!(!is_meant("Stripe", &["payments"], "STRIPE, BIDEN WOULD LOSE", ""));
}

#[test]
fn a_country_behind_a_name_is_that_of_a_branch() {
    let context = ["opérateur"];
    let text = "Elle quitte le groupe après dix ans et s’en va diriger un musée.";
    assert!(is_meant("Orange", &context, "L’ancienne patronne d’Orange France aux commandes du port", text));
    assert!(!is_meant(
        "Orange",
        &context,
        "L’ancienne patronne d’Orange Mécanique aux commandes du port",
        text
    ));
}

#[test]
fn a_capital_inside_a_headline_says_less_but_for_what_something_is_done_to() {
    let text = "The firm did not say what it thought of this.";
    assert!(is_meant("Stripe", &["payments"], "Brussels fines Stripe", text));
    assert!(is_meant("Stripe", &["payments"], "Judge rules against Stripe", text));
    assert!(!is_meant("Stripe", &["payments"], "What came of the town of Stripe", text));
    assert!(!is_meant(
        "Paul",
        &["loaves"],
        "A shop is robbed",
        "Police said Paul Ireland, an actor, was not hurt."
    ));
}

#[test]
fn a_country_owns_no_name() {
    let text = "Late in the week {} Stripe fell, and nobody said why.";
    assert!(is_meant("Stripe", &["payments"], "A bad week", &text.replace("{}", "Germany’s")));
    assert!(!is_meant("Stripe", &["payments"], "A bad week", &text.replace("{}", "Zorvex’s")));
}

#[test]
fn a_spelling_that_no_word_has_is_a_name_behind_a_hyphen_and_in_quotation_marks() {
    for text in [
        "Le projet mené par le duo Shell-TotalEnergies a été suspendu lundi.",
        "The Shell-TotalEnergies feud went on in court on Monday.",
        "The company renamed itself “TotalEnergies” on Monday.",
    ] {
        meant("TotalEnergies", None, "", text, true);
    }
    meant("Best Buy", None, "", "It was the second-best buy of the day.", false);
    meant("Leroy Merlin", None, "", "Le magicien Jean-Leroy Merlin a gagné lundi.", false);
}

/// In a text, unlike in a headline, a capital behind a name may be that of something else.
#[test]
fn a_longer_name_in_a_text_is_another() {
    for text in ["The Samsung Lions beat the Bears on Sunday.", "Benetton Rugby lost to Connacht on Sunday."]
    {
        let context = watch(
            text.split(' ').find(|word| *word != "The").unwrap(),
            &[],
            EntityKind::Organisation,
            &["phones"],
            &[],
        );
        let matcher = Matcher::compile(&[list(vec![context])]).unwrap();
        let found = matcher.mentions(&article("", text));
        assert!(found.iter().all(|mention| mention.outcome == Outcome::Review), "{text}");
    }
}

#[test]
fn an_apostrophe_before_the_last_letter_of_a_name_may_be_left_out() {
    meant("McDonald's", None, "", "Die Polizei sperrte am Montag die McDonalds-Filiale.", true);
    meant("Sotheby’s", None, "SOTHEBYS SELLS A MONET", "The hammer fell after nine minutes.", true);
    meant("Macy's", None, "", "She lays maces on the table.", false);
    meant("Friday's", None, "", "On Fridays we eat fish at home.", false);
    meant("Wendy's", None, "", "There are two Wendys in the class.", false);
}
