//! Sentences whose first word has a capital for no other reason, and what else stands beside a name without being a part of it.

use model::{Entity, EntityKind, Outcome, Tracked, Watch};

use super::{texts, watch};
use crate::Matcher;
use crate::testing::{article, list};

/// Whether a name is found as a match in a text of a language.
fn is_meant(watch: Watch, language: &str, text: &str) -> bool {
    is_meant_in(watch, Some(language), text)
}

/// The same where the language may not be said.
fn is_meant_in(watch: Watch, language: Option<&str>, text: &str) -> bool {
    let matcher = Matcher::compile(&[list(vec![watch])]).unwrap();
    let mut story = article("", text);
    story.language = language.map(str::to_owned);
    matcher.mentions(&story).iter().any(|mention| mention.outcome == Outcome::Match)
}

#[test]
fn the_first_word_of_a_sentence_is_part_of_no_name_behind_it() {
    for (language, text) in [
        ("sv", "Enligt Nestlé är läget svårt."),
        ("pl", "Prezes Nestlé mówił we wtorek."),
        ("ru", "Вчера Nestlé сообщила о прибыли."),
        ("it", "Venerdì Nestlé ha presentato i conti."),
        ("it", "Intanto Nestlé tace."),
        ("es", "Además Nestlé niega los hechos."),
        ("pt", "Entretanto Nestlé não comenta."),
        ("nl", "Volgens Nestlé is de fabriek dicht."),
        ("fr", "Pourtant Nestlé se tait."),
        ("en", "Outside Nestlé nobody knew of it."),
    ] {
        let entity = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, language, text), "{language}: {text}");
    }
}

#[test]
fn the_genitive_of_a_name_needs_no_apostrophe_in_germanic_languages() {
    for (language, text) in [
        ("sv", "Analytiker väntar sig att Nestlés vinst stiger."),
        ("da", "Nestlés regnskab overraskede."),
        ("nb", "Regjeringen krever Nestlés tall."),
        ("nl", "Beleggers wachten op Nestlés cijfers."),
        ("de", "Anleger warten auf Nestlés Zahlen."),
    ] {
        let entity = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, language, text), "{language}: {text}");
    }
}

/// Whoever writes a name of two words has the second one's capital, too, but for the French.
#[test]
fn a_name_of_two_words_is_no_name_where_only_the_sentence_gives_it_a_capital() {
    let rest = "Police in Leeds said on Monday that nobody was hurt.";
    for (name, language, sentence, is_name) in [
        ("Good Buy", "en", "Good buy for families is the small one.", false),
        ("Green Harbour", "en", "Green harbour lights were seen for miles.", false),
        ("Game of Lights", "en", "Game of lights in the palace ends.", false),
        ("Good Buy", "en", "Good Buy for families is the small one.", true),
        ("Green Harbour", "en", "Lights of Green Harbour were seen for miles.", true),
        ("Banco Nórdico", "es", "Banco nórdico ganó 900 millones.", true),
        ("Corte Suprema", "it", "Corte suprema, nuovo presidente.", true),
        ("Raad van Havens", "nl", "Raad van havens wil meer geld.", true),
        ("Zorvik Nordisk", "en", "Zorvik nordisk was sold on Friday.", true),
        ("Société Nordique", "fr", "Société nordique a annoncé ses résultats.", true),
    ] {
        let entity = Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
        let text = format!("{sentence} {rest}");
        assert_eq!(is_meant(entity, language, &text), is_name, "{sentence}");
    }
}

#[test]
fn particles_of_arabic_and_hebrew_are_written_to_names() {
    for (name, language, text) in [
        ("أرامكو", "ar", "قالت وأرامكو إن الإنتاج ارتفع."),
        ("أرامكو", "ar", "ارتفعت أرباح الشركة بدعم من عقود لأرامكو يوم الأحد."),
        ("أرامكو", "ar-SA", "وبأرامكو يعمل آلاف الموظفين."),
        ("المراعي", "ar", "عينت الحكومة رئيسا للمراعي يوم الأحد."),
        ("طيران نور", "ar", "وطيران نور تعلن عن خط جديد."),
        ("נורוויק", "he", "העובדים בנורוויק שובתים מאז הבוקר."),
        ("נורוויק", "he", "המפעל שבנורוויק ייסגר מחר."),
        ("נורוויק", "he", "העובדים יצאו כשנורוויק סגרה את המפעל."),
        ("Netflix", "he", "הסדרה תשודר ב-Netflix בשבוע הבא."),
        ("נורוויק", "iw", "הממשלה תשלם ולנורוויק אין תגובה."),
        // By itself, too.
        ("فيات", "ar", "ارتفعت مبيعات فيات، وستبني وفيات مصنعا."),
    ] {
        let entity = Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, language, text), "{text}");
    }
    for (name, language, text) in [
        // A paper, and no town; deaths, and no firm; a billion, and no town; a lamp, and nobody.
        ("رقة", Some("ar"), "ورقة واحدة على الطاولة."),
        ("فيات", Some("ar"), "ارتفع عدد وفيات الحوادث في مايو."),
        ("ליון", Some("he"), "הממשלה תשקיע בליון שקל בכבישים."),
        ("נורה", Some("he"), "על השולחן עומדת מנורה קטנה."),
        // Persian, whose words begin with these letters as others do, and which need not say that it is.
        ("ازارچه", Some("fa"), "بازارچه امروز بسته است."),
        ("ازارچه", None, "بازارچه امروز بسته است."),
    ] {
        let entity = Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(!is_meant_in(entity, language, text), "{text}");
    }
}

#[test]
fn what_bears_the_name_of_a_sponsor_is_not_the_sponsor() {
    let bank = || watch("Bank of Norvik", &[], EntityKind::Organisation, &["loans"], &[]);
    assert!(!is_meant(bank(), "en", "The home side lost at Bank of Norvik Stadium on Sunday."));
    assert!(!is_meant(bank(), "en", "Thousands came to the Bank of Norvik Arena for the show."));
    assert!(is_meant(bank(), "en", "The stadium was paid for by Bank of Norvik on Sunday."));
}

#[test]
fn a_name_in_quotation_marks_is_a_name() {
    let entity = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    assert!(is_meant(entity, "en", "The word “Nestlé” stood on the wall in red."));
}

/// German verbs come second, and what they are about right behind the name.
#[test]
fn a_german_noun_behind_a_name_is_no_part_of_it() {
    for text in [
        "Nun will Nestlé Stellen streichen.",
        "Deshalb muss Nestlé Strafe zahlen.",
        "In Polen verliert Nestlé Kunden.",
        "Dort baut Nestlé Panzerschränke.",
    ] {
        let entity = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, "de", text), "{text}");
    }
}

#[test]
fn what_is_counted_is_a_unit() {
    let hertz = || watch("Hertz", &["Hertz Global"], EntityKind::Organisation, &["fleet", "cars"], &[]);
    assert!(!is_meant(hertz(), "en", "The hum stood at 44 Hertz all night."));
    assert!(!is_meant(hertz(), "de", "Die Netzfrequenz fiel auf 49,8 Hertz."));
    for text in [
        "On March 4 Hertz said that its fleet would grow.",
        "The fleet is new. On Jan. 12 Hertz bought cars.",
        "After Covid-19 Hertz rented fewer cars.",
    ] {
        assert!(is_meant(hertz(), "en", text), "{text}");
    }
    assert!(is_meant(hertz(), "en", "He rented cars at 3 Hertz desks in a fleet of airports."));
}

/// A letter and a figure are also a gas, a vitamin or a motorway.
#[test]
fn two_characters_are_no_spelling_of_its_own() {
    let mobile = || watch("O2", &["Telefónica UK"], EntityKind::Organisation, &["mobile", "network"], &[]);
    assert!(!is_meant(mobile(), "en", "Climbers ran short of bottled O2 on the ridge, in snow and wind."));
    assert!(is_meant(mobile(), "en", "The mobile network O2 raises its prices, it said on Monday."));
}

#[test]
fn a_sea_is_no_magazine() {
    let magazine = || {
        let entity = Entity {
            kind: Some(EntityKind::Organisation),
            context: texts(&["magazine", "editor"]),
            ..Entity::default()
        };
        Watch { name: "The Atlantic".to_owned(), tracked: Tracked::Entity(entity) }
    };
    assert!(!is_meant(magazine(), "en", "She crossed the Atlantic with one oar."));
    assert!(is_meant(magazine(), "en", "The editor of The Atlantic said that the magazine would grow."));
}

/// Elsewhere what stands behind a hyphen is of a compound, and is no name by itself.
#[test]
fn what_dutch_calls_after_a_name_holds_the_name() {
    for (name, text) in [
        ("Nestlé", "De rechter deed uitspraak in de zaak-Nestlé."),
        ("Philips", "De affaire-Philips kost de minister zijn baan."),
        ("Rutte", "Het kabinet-Rutte trad in mei af."),
        ("Davids", "Het rapport van de commissie-Davids bleef geheim."),
        ("KPMG", "Wie kende de zaak-KPMG?"),
    ] {
        let entity = Watch { name: name.to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, "nl", text), "{text}");
    }
    let entity = || Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    assert!(!is_meant(entity(), "nl", "De Mars-Nestlé verscheen in mei."));
    assert!(!is_meant(entity(), "de", "Das Gericht sprach über das test-Nestlé im Mai."));
}

#[test]
fn what_stands_in_a_line_above_is_no_part_of_a_name() {
    for line in ["09:14 GMT", "By Jane Doe", "Getty Images", "LONDON", "Updated 14:05 CET"] {
        let entity = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
        assert!(is_meant(entity, "en", &format!("{line}\nNestlé warns of higher prices.")), "{line}");
    }
    for (slug, is_one) in [
        ("BRIEF", true),
        ("EXCLUSIVE", true),
        ("Exclusive", true),
        ("UPDATE 1", true),
        ("WRAPUP 12", true),
        ("RPT-UPDATE 1", true),
        ("UPDATE 1-EXCLUSIVE", true),
        ("US STOCKS", true),
        ("MID", false),
        ("Off", false),
    ] {
        let target = watch("Target", &[], EntityKind::Organisation, &["retailer"], &[]);
        let text = format!("Prices rose on Monday.\n{slug}-Target appoints a new chair.");
        assert_eq!(is_meant(target, "en", &text), is_one, "{slug}");
    }
    // A line that ends in a word that something follows goes on.
    let reading = watch("Reading", &[], EntityKind::Place, &["Berkshire"], &[]);
    assert!(is_meant(
        reading,
        "en",
        "On Monday the fire burned.\nPolice in\nReading said that nobody was hurt."
    ));
    // A text that is broken to fit goes on in the next line, and so does a name.
    let broken = "The report was presented on Monday by Jane\nNestlé and two of her colleagues in Leeds.";
    let entity = || Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    assert!(!is_meant(entity(), "en", broken));
    let entity = Watch { name: "Nestlé Waters".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    assert!(is_meant(entity, "en", "The price was paid by Nestlé\nWaters on Monday."));
}

/// What is said of things at the beginning of a sentence is said of the thing.
#[test]
fn an_everyday_word_that_something_is_free_of_is_no_firm() {
    let shell = || watch("Shell", &["Shell plc"], EntityKind::Organisation, &["oil"], &[]);
    for text in ["Shell-like ears of a statue were stolen.", "Shell-free nuts cost more on Monday."] {
        assert!(!is_meant(shell(), "en", text), "{text}");
    }
    assert!(is_meant(shell(), "en", "Shell-owned wells were closed on Monday."));
    let nestle = Watch { name: "Nestlé".to_owned(), tracked: Tracked::Entity(Entity::default()) };
    assert!(is_meant(nestle, "en", "Nestlé-free shelves were seen on Monday."));
}

#[test]
fn japanese_firms_have_nouns_behind_their_names() {
    for (text, is_name) in [
        ("ネットフリックスグループの決算は月曜日に発表された。", true),
        ("ネットフリックスホールディングスが発表した。", true),
        ("ネットフリックスターの話が月曜日に出た。", false),
    ] {
        let entity = Watch {
            name: "ネットフリックス".to_owned(),
            tracked: Tracked::Entity(Entity::default()),
        };
        assert_eq!(is_meant(entity, "ja", text), is_name, "{text}");
    }
}
